"""REFI-QDA projects (`.qdpx`), which NVivo, ATLAS.ti, MAXQDA, QualCoder and others exchange: coded text as claims at places, and back.

After the REFI-QDA standard 1.5, as its schema's element and attribute names were found in programs that read and write it; the standard's own text
was not at hand. A claim is a code, a place a selection of plain text that is coded with it, a party a code too; who asserts what, attacks and
supports are links between codes. Positions count code points of the plain text from 0, the end excluded. A programme that shows a project
from here knows nothing of preferences, credences and events.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from detente.case.model import Case
from detente.formats.argument_map import left_out
from detente.formats.coded import Coded, coded, place
from detente.formats.common import FormatError, identifiers
from detente.formats.qde import INTERNAL, NAMESPACE, Archive, Element, opened, packed

ORIGIN = "Détente"
CLAIMS, PARTIES = "Claims", "Parties"
_SPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "refi-qda.detente")
_LINKS = ("asserted by", "supports", "rebuts", "undermines", "attacks")
_BOTH = "Bidirectional"
"""A rebuttal that goes both ways; any other link of ours is one-way."""
_OTHER = {"PictureSource": "pictures", "AudioSource": "sound", "VideoSource": "film"}


def _guid(case: Case, *parts: str) -> str:
    """A GUID that is the same for the same thing of the same case."""
    return str(uuid.uuid5(_SPACE, "\x1f".join((case.title, *parts))))


# ---------------------------------------------------------------- out


def files(case: Case, beside: Path | None = None) -> tuple[dict[str, str | bytes], tuple[str, ...]]:
    """The project of a case's claims, by file name, and what was left out, in sentences. Texts go in only of documents at hand."""
    found = coded(case, beside)
    told = list(found.told)
    user = _guid(case, "user")
    project = Element("Project", {"xmlns": NAMESPACE, "name": case.title, "origin": ORIGIN, "creatingUserGUID": user})
    project.children = [
        Element("Users", {}, children=[Element("User", {"guid": user, "name": ORIGIN})]),
        Element("CodeBook", {}, children=[Element("Codes", {}, children=_codes(case))]),
    ]
    texts = {f"{_guid(case, 'source', name)}.txt": document.text for name, document in found.documents.items()}
    if texts:
        sources = [_source(case, found, name, user) for name in found.documents]
        project.children.append(Element("Sources", {}, children=sources))
    links = list(_links(case))
    if links:
        project.children.append(Element("Links", {}, children=links))
    if any(attack.claim is None for claim in case.claims.values() for attack in claim.attacks):
        told.append("Attacks on a link between two claims are left out: links of a project join codes only.")
    told += left_out(case, ("asserted_by", "at"))
    stem = identifiers([case.title], "case")[0]
    return {f"{stem}.qdpx": packed(project, texts)}, tuple(told)


def _codes(case: Case) -> list[Element]:
    """A folder of claims and one of parties."""
    claims = [_code(_guid(case, "claim", claim.id), claim.id, claim.text) for claim in case.claims.values()]
    parties = [_code(_guid(case, "party", party.id), party.id, party.name) for party in case.parties.values()]
    folders = []
    for name, codes in ((CLAIMS, claims), (PARTIES, parties)):
        if codes:
            attributes = {"guid": _guid(case, "codes", name), "name": name, "isCodable": "false"}
            folders.append(Element("Code", attributes, children=codes))
    return folders


def _code(guid: str, name: str, text: str) -> Element:
    described = [Element("Description", {}, pieces=[text])] if text and text != name else []
    return Element("Code", {"guid": guid, "name": name, "isCodable": "true"}, children=described)


def _source(case: Case, found: Coded, name: str, user: str) -> Element:
    guid = _guid(case, "source", name)
    source = case.sources[name]
    told = ", ".join(part for part in (source.author, source.title, source.container, source.date) if part)
    attributes = {"guid": guid, "name": name, "plainTextPath": f"{INTERNAL}{guid}.txt", "creatingUser": user}
    children = [Element("Description", {}, pieces=[told])] if told else []
    for claim, spots in found.spots.items():
        for spot in spots:
            if spot.source == name:
                children.append(_selection(case, claim, (name, spot.start, spot.end), user))
    return Element("TextSource", attributes, children=children)


def _selection(case: Case, claim: str, spot: tuple[str, int, int], user: str) -> Element:
    parts = (claim, spot[0], str(spot[1]), str(spot[2]))
    ref = Element("CodeRef", {"targetGUID": _guid(case, "claim", claim)})
    coding = Element("Coding", {"guid": _guid(case, "coding", *parts), "creatingUser": user}, children=[ref])
    attributes = {
        "guid": _guid(case, "selection", *parts),
        "name": claim,
        "startPosition": str(spot[1]),
        "endPosition": str(spot[2]),
        "creatingUser": user,
    }
    return Element("PlainTextSelection", attributes, children=[coding])


def _links(case: Case) -> Iterator[Element]:
    for claim in case.claims.values():
        ends = [("asserted by", "party", party, "OneWay") for party in claim.asserted_by]
        ends += [("supports", "claim", other, "OneWay") for other in claim.supports]
        for attack in claim.attacks:
            if attack.claim is not None:
                undermines = attack.kind == "undermine"
                direction = "OneWay" if undermines or attack.over else _BOTH
                ends.append(("undermines" if undermines else "rebuts", "claim", attack.claim, direction))
        for name, kind, other, direction in ends:
            yield Element(
                "Link",
                {
                    "guid": _guid(case, "link", name, claim.id, other),
                    "name": name,
                    "direction": direction,
                    "originGUID": _guid(case, "claim", claim.id),
                    "targetGUID": _guid(case, kind, other),
                },
            )


# ---------------------------------------------------------------- in


def tree(_: Any, path: Path) -> dict[str, Any]:
    """The case tree of a project: its texts as sources, its codes as claims at the places that they code. Raises FormatError.

    The texts themselves are `texts(path)`, to be put where `document:` says.
    """
    return _Reader(opened(path)).tree()


def texts(path: Path) -> dict[str, str]:
    """The plain texts of a project by the file name that the case tree gives them. Raises FormatError."""
    return _Reader(opened(path)).texts()


def _key(guid: str | None) -> str:
    """A GUID for comparison: programs differ in braces and capitals."""
    return (guid or "").strip("{} ").lower()


class _Reader:
    """A project that is being turned into a case."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.project = archive.project
        self.told: list[str] = []
        self.own = self.project.attributes.get("origin") == ORIGIN
        sources = self.project.one("Sources")
        found = [(source, _plain(source)) for source in sources.children]
        self.sources = [(source, plain) for source, plain in found if plain is not None]
        names = [source.attributes.get("name") or "source" for source, _ in self.sources]
        self.source_ids = identifiers(names, "s")
        for tag, what in _OTHER.items():
            if count := sum(1 for _ in sources.all(tag)):
                self.told.append(f"{count} source{'' if count == 1 else 's'} of {what} left out.")
        self.read = {name: self._text(plain) for name, (_, plain) in zip(self.source_ids, self.sources, strict=True)}

    def _text(self, plain: Element) -> str | None:
        inline = plain.one("PlainTextContent")
        if inline.pieces:
            return "".join(inline.pieces).replace("\r\n", "\n").replace("\r", "\n")
        path = plain.attributes.get("plainTextPath", "")
        text = self.archive.text(path)
        if text is None:
            self.told.append(
                f"The text of {plain.attributes.get('name') or 'a source'} is not in the archive, so its places are left out."
            )
        return text

    def texts(self) -> dict[str, str]:
        """The texts by file name."""
        return {f"{name}.txt": text for name, text in self.read.items() if text is not None}

    def tree(self) -> dict[str, Any]:
        """The case tree."""
        codes = list(_all_codes(self.project.one("CodeBook").one("Codes"), ()))
        parties = [code for code, above in codes if self.own and above == (PARTIES,)]
        claims = [(code, above) for code, above in codes if code not in parties and self._is_claim(code)]
        if not claims:
            raise FormatError(
                self.archive.name, "The project has no code that could be a claim.", "Code something first."
            )
        claim_ids = identifiers([code.attributes.get("name", "") for code, _ in claims], "c")
        party_ids = identifiers([code.attributes.get("name", "") for code in parties], "p")
        ids = {_key(code.attributes.get("guid")): name for (code, _), name in zip(claims, claim_ids, strict=True)}
        people = {_key(code.attributes.get("guid")): name for code, name in zip(parties, party_ids, strict=True)}
        places = self._places(ids)
        made: dict[str, Any] = {"detente": "1", "title": self.project.attributes.get("name") or self.archive.name}
        made["summary"] = f"A coded project read from {self.archive.name}."
        if self.sources:
            made["sources"] = [
                self._source(source, name) for (source, _), name in zip(self.sources, self.source_ids, strict=True)
            ]
        if parties:
            made["parties"] = {
                name: {"name": _described(code) or code.attributes.get("name", name)}
                for code, name in zip(parties, party_ids, strict=True)
            }
        links = self._links(ids, people)
        made["claims"] = [
            self._claim(code, above, name) | links.get(name, {}) | _at(places.get(name, []))
            for (code, above), name in zip(claims, claim_ids, strict=True)
        ]
        if self.told:
            made["note"] = " ".join(self.told)
        return made

    def _is_claim(self, code: Element) -> bool:
        return code.attributes.get("isCodable", "true").strip().lower() not in ("false", "0")

    def _claim(self, code: Element, above: tuple[str, ...], name: str) -> dict[str, Any]:
        label = code.attributes.get("name", "").strip()
        text = _described(code) or label or name
        folder = () if self.own and above == (CLAIMS,) else above
        said = [
            f"Code: {label}." if label not in (name, text) else "",
            f"Under: {' / '.join(folder)}." if folder else "",
        ]
        note = " ".join(part for part in said if part)
        return {"id": name, "text": text} | ({"note": note} if note else {})

    def _source(self, source: Element, name: str) -> dict[str, Any]:
        label = source.attributes.get("name") or name
        title = _described(source) if self.own else label
        made: dict[str, Any] = {"id": name, "title": title or label}
        if self.read[name] is not None:
            made["document"] = f"documents/{name}.txt"
        return made

    def _places(self, ids: Mapping[str, str]) -> dict[str, list[dict[str, str]]]:
        """The places of each claim, in the order of the sources."""
        found: dict[str, list[dict[str, str]]] = {}
        for name, (_, plain) in zip(self.source_ids, self.sources, strict=True):
            text = self.read[name]
            for selection in plain.all("PlainTextSelection") if text is not None else ():
                start, end = (_position(selection, key) for key in ("startPosition", "endPosition"))
                if start is None or end is None or text is None or not 0 <= start < end <= len(text):
                    self.told.append(
                        f"A selection on line {selection.line} does not lie within the text of {name}; left out."
                    )
                    continue
                for coding in selection.all("Coding"):
                    target = ids.get(_key(coding.one("CodeRef").attributes.get("targetGUID")))
                    if target is not None:
                        found.setdefault(target, []).append(place(name, text, start, end))
        return found

    def _links(self, ids: Mapping[str, str], people: Mapping[str, str]) -> dict[str, dict[str, Any]]:
        """What links between codes say of claims, where they are named as a case names them."""
        made: dict[str, dict[str, Any]] = {}
        left = 0
        for link in self.project.one("Links").all("Link"):
            name = link.attributes.get("name", "").strip().lower()
            origin = ids.get(_key(link.attributes.get("originGUID")))
            end = _key(link.attributes.get("targetGUID"))
            target = people.get(end) if name == "asserted by" else ids.get(end)
            if (
                name not in _LINKS
                or origin is None
                or target is None
                or (origin == target and name in ("supports", "asserted by"))
            ):
                left += 1
                continue
            key, value = _told(name, target, link.attributes.get("direction", ""))
            listed = made.setdefault(origin, {}).setdefault(key, [])
            if value not in listed:
                listed.append(value)
        if left:
            self.told.append(
                f"{left} link{'' if left == 1 else 's'} left out: only those called “supports”, “attacks”, “rebuts” or “undermines”, between codes, say something of claims."
            )
        return made


def _plain(source: Element) -> Element | None:
    """What of a source is plain text: itself, or a PDF's representation as text."""
    if source.tag == "TextSource":
        return source
    if source.tag == "PDFSource":
        return next(source.all("Representation"), None)
    return None


def _all_codes(codes: Element, above: tuple[str, ...]) -> Iterator[tuple[Element, tuple[str, ...]]]:
    """Every code with the names of the codes above it."""
    for code in codes.all("Code"):
        yield code, above
        yield from _all_codes(code, (*above, code.attributes.get("name", "").strip()))


def _told(name: str, target: str, direction: str) -> tuple[str, Any]:
    """The field of a claim that a link is about, and what it says there. An attack that points one way is none that goes both ways."""
    if name in ("asserted by", "supports"):
        return name.replace(" ", "_"), target
    if name == "undermines":
        return "attacks", {"claim": target, "kind": "undermine"}
    return "attacks", {"claim": target, "kind": "rebut"} | ({"over": "true"} if direction == "OneWay" else {})


def _described(element: Element) -> str:
    return " ".join(element.one("Description").text.split())


def _position(selection: Element, key: str) -> int | None:
    given = selection.attributes.get(key, "").strip()
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None


def _at(places: list[dict[str, str]]) -> dict[str, Any]:
    unique = list({(one["source"], one["start"], one["end"]): one for one in places}.values())
    return {} if not unique else {"at": unique[0] if len(unique) == 1 else unique}
