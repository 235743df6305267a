"""REFI-QDA projects: out, in, and back; what a strict reader would ask for; hostile archives."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from detente.case.dump import dump
from detente.case.model import Case
from detente.case.read import load, problems
from detente.case.read import read as read_case
from detente.formats import FormatError, refi_qda
from detente.formats.qde import NAMESPACE, Element, packed, parse, written

GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Element: (attributes that must stand, attributes that may, children in the order of the schema)
SCHEMA: dict[str, tuple[set[str], set[str], list[str]]] = {
    "Project": (
        {"name"},
        {"origin", "creatingUserGUID", "creationDateTime"},
        ["Users", "CodeBook", "Variables", "Cases", "Sources", "Notes", "Links", "Sets", "Graphs", "Description"],
    ),
    "Users": (set(), set(), ["User"]),
    "User": ({"guid"}, {"name", "id"}, []),
    "CodeBook": (set(), set(), ["Codes", "Sets"]),
    "Codes": (set(), set(), ["Code"]),
    "Code": ({"guid", "name", "isCodable"}, {"color"}, ["Description", "NoteRef", "Code"]),
    "Description": (set(), set(), []),
    "Sources": (set(), set(), ["TextSource", "PictureSource", "PDFSource"]),
    "TextSource": (
        {"guid"},
        {"name", "richTextPath", "plainTextPath", "creatingUser", "creationDateTime"},
        ["Description", "PlainTextContent", "PlainTextSelection", "Coding"],
    ),
    "PlainTextSelection": (
        {"guid", "startPosition", "endPosition"},
        {"name", "creatingUser", "creationDateTime"},
        ["Description", "Coding", "NoteRef"],
    ),
    "Coding": ({"guid"}, {"creatingUser", "creationDateTime"}, ["CodeRef", "NoteRef"]),
    "CodeRef": ({"targetGUID"}, set(), []),
    "Links": (set(), set(), ["Link"]),
    "Link": ({"guid", "originGUID", "targetGUID"}, {"name", "direction", "color"}, ["NoteRef"]),
}


@pytest.fixture
def ferry() -> Case:
    return load("ferry")


def saved(case: Case, folder: Path) -> Path:
    made, _ = refi_qda.files(case)
    ((name, data),) = made.items()
    assert isinstance(data, bytes)
    (folder / name).write_bytes(data)
    return folder / name


def test_what_is_written_follows_the_schema(ferry: Case, tmp_path: Path) -> None:
    with zipfile.ZipFile(saved(ferry, tmp_path)) as archive:
        root = etree.fromstring(archive.read("project.qde"))
        names = set(archive.namelist())
    guids = [element.get("guid") for element in root.iter() if element.get("guid")]
    assert len(set(guids)) == len(guids)
    for element in root.iter():
        tag = etree.QName(element)
        assert tag.namespace == NAMESPACE
        needed, may, children = SCHEMA[tag.localname]
        assert needed <= set(element.attrib) <= needed | may
        order = [children.index(etree.QName(child).localname) for child in element]
        assert order == sorted(order)
        for key, value in element.attrib.items():
            if key.lower().endswith("guid") or key == "creatingUser":
                assert GUID.fullmatch(value)
            if key in ("targetGUID", "originGUID"):
                assert value in guids
            if key == "plainTextPath":
                assert value.replace("internal://", "sources/") in names
            if key == "direction":
                assert value in ("OneWay", "Bidirectional", "Associative")


def test_there_and_back_keeps_claims_places_parties_and_links(ferry: Case, tmp_path: Path) -> None:
    file = saved(ferry, tmp_path)
    back = refi_qda.tree(None, file)
    (tmp_path / "documents").mkdir()
    for name, text in refi_qda.texts(file).items():
        (tmp_path / "documents" / name).write_text(text, encoding="utf-8", newline="\n")
    text = dump(back)
    assert problems(text, "case.yaml", tmp_path) == ()
    again = read_case(text, "case.yaml", tmp_path)
    assert list(again.claims) == list(ferry.claims)
    assert {party.id: party.name for party in again.parties.values()} == {
        party.id: party.name for party in ferry.parties.values()
    }
    for name, claim in ferry.claims.items():
        assert again.claims[name].text == claim.text
        assert again.claims[name].asserted_by == claim.asserted_by
        assert again.claims[name].supports == claim.supports
        assert again.claims[name].attacks == tuple(attack for attack in claim.attacks if attack.claim is not None)
    at_hand = {source.id for source in again.sources.values()}
    for name, claim in ferry.claims.items():
        wanted = {(place.source, place.start, place.end) for place in claim.at if place.source in at_hand}
        assert {(place.source, place.start, place.end) for place in again.claims[name].at} == wanted
    assert at_hand


def test_the_same_case_gives_the_same_bytes(ferry: Case) -> None:
    assert refi_qda.files(ferry) == refi_qda.files(load("ferry"))


def test_rebuttals_and_what_is_left_out(tmp_path: Path) -> None:
    case = read_case(
        "detente: 1\ntitle: Small\nclaims:\n"
        "  - {id: a, text: A stands., attacks: [b, {claim: c, over: true}]}\n"
        "  - {id: b, text: B stands., supports: [c]}\n"
        "  - {id: c, text: C stands.}\n"
        "  - {id: d, text: D stands., attacks: [{link: b -> c}], at: {source: s, where: p. 1}}\n"
        "sources: [{id: s, title: Gone, document: documents/gone.txt}]\n"
    )
    _, told = refi_qda.files(case)
    assert any("not at hand" in sentence for sentence in told)
    assert any("link" in sentence for sentence in told)
    back = refi_qda.tree(None, saved(case, tmp_path))
    again = read_case(dump(back))
    assert again.claims["a"].attacks == case.claims["a"].attacks
    assert again.claims["b"].supports == ("c",)
    assert again.claims["d"].attacks == ()


# ---------------------------------------------------------------- from other programs

OTHER = f"""<?xml version="1.0" encoding="utf-8"?>
<Project xmlns="{NAMESPACE}" name="Interviews" origin="Another program">
  <Users><User guid="{{11111111-1111-1111-1111-111111111111}}" name="Someone"/></Users>
  <CodeBook><Codes>
    <Code guid="22222222-2222-2222-2222-222222222222" name="Harbour" isCodable="false">
      <Code guid="33333333-3333-3333-3333-333333333333" name="Silts up" isCodable="true"/>
    </Code>
    <Code guid="44444444-4444-4444-4444-444444444444" name="Tolls" isCodable="true"><Description>The tolls pay.</Description></Code>
  </Codes></CodeBook>
  <Sources>
    <TextSource guid="55555555-5555-5555-5555-555555555555" name="One" plainTextPath="internal://55555555-5555-5555-5555-555555555555.txt">
      <PlainTextSelection guid="66666666-6666-6666-6666-666666666666" startPosition="4" endPosition="11">
        <Coding guid="77777777-7777-7777-7777-777777777777"><CodeRef targetGUID="{{33333333-3333-3333-3333-333333333333}}"/></Coding>
        <Coding guid="77777777-7777-7777-7777-777777777778"><CodeRef targetGUID="44444444-4444-4444-4444-444444444444"/></Coding>
      </PlainTextSelection>
      <PlainTextSelection guid="66666666-6666-6666-6666-666666666667" startPosition="4" endPosition="900">
        <Coding guid="77777777-7777-7777-7777-777777777779"><CodeRef targetGUID="44444444-4444-4444-4444-444444444444"/></Coding>
      </PlainTextSelection>
    </TextSource>
    <PDFSource guid="55555555-5555-5555-5555-555555555556" name="Two"><Representation guid="55555555-5555-5555-5555-555555555557">
      <PlainTextContent>A 😀 toll.</PlainTextContent>
      <PlainTextSelection guid="66666666-6666-6666-6666-666666666668" startPosition="4" endPosition="8">
        <Coding guid="77777777-7777-7777-7777-777777777770"><CodeRef targetGUID="44444444-4444-4444-4444-444444444444"/></Coding>
      </PlainTextSelection>
    </Representation></PDFSource>
    <TextSource guid="55555555-5555-5555-5555-555555555558" name="Three" plainTextPath="relative://etc/passwd"/>
    <PictureSource guid="55555555-5555-5555-5555-555555555559" name="Four" path="internal://x.png"/>
  </Sources>
</Project>"""


def archive(folder: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(folder / "project.qdpx", "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name, data)
    return folder / "project.qdpx"


def test_a_project_of_another_program(tmp_path: Path) -> None:
    text = "\ufeffThe harbour is silting up.\r\nSo it is.".encode()
    file = archive(tmp_path, {"project.qde": OTHER.encode(), "Sources/55555555-5555-5555-5555-555555555555.TXT": text})
    found = refi_qda.tree(None, file)
    claims = {claim["id"]: claim for claim in found["claims"]}
    assert set(claims) == {"silts-up", "tolls"}
    assert claims["silts-up"]["note"] == "Under: Harbour."
    assert claims["tolls"]["text"] == "The tolls pay."
    assert claims["silts-up"]["at"]["start"] == "4"
    texts = refi_qda.texts(file)
    assert texts["one.txt"][4:11] == "harbour"
    assert "\r" not in texts["one.txt"]
    (place,) = [place for place in claims["tolls"]["at"] if place["source"] == "two"]
    assert texts["two.txt"][int(place["start"]) : int(place["end"])] == "toll"
    for part in ("does not lie within", "Three is not in the archive", "1 source of pictures"):
        assert part in found["note"]
    assert problems(dump(found), "case.yaml") == ()


# ---------------------------------------------------------------- bad input


def bad(folder: Path, qde: str) -> str:
    with pytest.raises(FormatError) as caught:
        refi_qda.tree(None, archive(folder, {"project.qde": qde.encode()}))
    return str(caught.value)


def test_entities_and_document_types_are_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE p [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    assert "document type or entities" in bad(tmp_path, OTHER.replace("<Project", f"{bomb}<Project", 1))
    outside = '<!DOCTYPE p SYSTEM "file:///etc/passwd">'
    assert "document type or entities" in bad(tmp_path, OTHER.replace("<Project", f"{outside}<Project", 1))


@pytest.mark.parametrize(
    ("qde", "part"),
    [
        ("<Project", "not XML"),
        ("", "not XML"),
        ("<CodeBook xmlns='urn:QDA-XML:codebook:1.0'/>", "no Project"),
        (f"<Project xmlns='{NAMESPACE}' name='x'/>", "no code"),
        ("<a>" * 100, "nested"),
    ],
)
def test_what_is_no_project(tmp_path: Path, qde: str, part: str) -> None:
    assert part in bad(tmp_path, qde)


def test_archives_that_are_none_or_lie(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "x.qdpx"
    file.write_bytes(b"PK\x03\x04nothing")
    with pytest.raises(FormatError, match="no ZIP"):
        refi_qda.tree(None, file)
    with pytest.raises(FormatError, match="no project"):
        refi_qda.tree(None, archive(tmp_path, {"other": b""}))
    with pytest.raises(FormatError, match="cannot be read"):
        refi_qda.tree(None, tmp_path / "missing.qdpx")
    monkeypatch.setattr("detente.formats.qde.LARGEST_MEMBER", 1000)
    with pytest.raises(FormatError, match="more than 1,000 bytes"):
        refi_qda.tree(None, archive(tmp_path, {"project.qde": b" " * 100_000}))


def test_a_broken_member_is_a_sentence(tmp_path: Path) -> None:
    file = archive(tmp_path, {"project.qde": OTHER.encode() * 3})
    data = bytearray(file.read_bytes())
    data[60:90] = bytes(30)
    file.write_bytes(bytes(data))
    with pytest.raises(FormatError):
        refi_qda.tree(None, file)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_project_or_a_sentence(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    file = tmp_path_factory.mktemp("q") / "x.qdpx"
    file.write_bytes(packed(Element("Project", {"xmlns": NAMESPACE, "name": "x"}), {})[: len(data)] + data)
    with pytest.raises(FormatError):
        refi_qda.tree(None, file)


@given(st.text(max_size=40), st.text(max_size=40))
def test_text_and_attributes_survive_as_xml(text: str, value: str) -> None:
    legal = "".join(c for c in text if c.isprintable()).strip()
    name = "".join(c for c in value if c.isprintable())
    made = written(
        Element("Project", {"xmlns": NAMESPACE, "name": name}, children=[Element("Description", {}, pieces=[legal])])
    )
    found = parse(made.encode("utf-8", "surrogatepass"), "x")
    assert found.attributes["name"] == name
    assert found.one("Description").text == legal


def test_nothing_is_unpacked_onto_the_disk(tmp_path: Path) -> None:
    evil: dict[str, Any] = {"project.qde": OTHER.encode(), "../evil.txt": b"x", "/tmp/evil.txt": b"x"}
    file = archive(tmp_path, evil)
    before = {path.name for path in tmp_path.parent.iterdir()} | {path.name for path in tmp_path.iterdir()}
    refi_qda.tree(None, file)
    assert {path.name for path in tmp_path.parent.iterdir()} | {path.name for path in tmp_path.iterdir()} == before
