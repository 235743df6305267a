"""Files that are made to hurt are refused quickly, in a sentence."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from detente.case.model import CaseError
from detente.case.read import load, problems, read

HEAD = "detente: 1\ntitle: x\n"
LAUGHS = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{k}: &a{k} [{', '.join([f'*a{k - 1}'] * 9)}]\n" for k in range(1, 12)
)


def refused(text: str, words: str) -> str:
    start = time.process_time()
    with pytest.raises(CaseError) as caught:
        read(text, "hostile.yaml")
    assert time.process_time() - start < 1
    assert words in str(caught.value)
    return str(caught.value)


def test_billion_laughs() -> None:
    refused(LAUGHS, "more than 200,000 values")


def test_laughs_through_keys() -> None:
    refused(
        f"a: &a [{'x, ' * 100}]\n" + "".join(f"k{n}: {{x: *a, y: *a}}\n" for n in range(4_000)),
        "more than 200,000 values",
    )


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "a:\n"], ids=["brackets", "braces", "dashes", "indents"])
def test_deep_nesting(opening: str) -> None:
    deep = 100_000
    if opening == "a:\n":
        text = "".join(" " * k + "a:\n" for k in range(1000))
    else:
        text = "x: " + opening * deep if opening != "- " else "x:\n" + "- " * deep
    assert "deeper than 40 levels" in refused(text, "hostile.yaml:")


def test_deep_nesting_through_aliases() -> None:
    text = "a0: &a0 [x]\n" + "".join(f"a{k}: &a{k} [*a{k - 1}]\n" for k in range(1, 60))
    refused(text, "deeper than 40 levels")


def test_a_file_of_100_megabytes_is_refused_before_it_is_read(tmp_path: Path) -> None:
    file = tmp_path / "case.yaml"
    with file.open("wb") as out:
        out.truncate(100_000_000)
    start = time.process_time()
    with pytest.raises(CaseError, match=r"The file has 100,000,000 bytes\. A case may have 20,000,000 at most"):
        load(tmp_path)
    assert time.process_time() - start < 0.2


def test_a_text_of_30_million_characters() -> None:
    refused("x" * 30_000_000, "30,000,000 characters")


def test_a_large_file_that_ends_in_a_mistake() -> None:
    pytest.importorskip("_ruamel_yaml", reason="without the C parser large files take longer")
    refused("title: " + "word " * 1_000_000 + "\nnote: 'open\n", "The quotation mark of line 2 is not closed")


def test_tags_build_nothing() -> None:
    message = refused(HEAD + "summary: !!python/object/apply:os.getcwd []\n", "Remove the tag")
    assert "hostile.yaml:3:10" in message


def test_many_duplicate_keys() -> None:
    text = HEAD + "".join(f"parties: {{p{k}: {{}}}}\n" for k in range(5000))
    refused(text, "a second time")


def test_nul_bytes(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_bytes(b"detente: 1\ntitle: a\x00b\n")
    with pytest.raises(CaseError, match=r"case.yaml:2:9: .*U\+0000"):
        load(tmp_path)


@pytest.mark.parametrize("data", [b"\xff\xfe" + "a: 1".encode("utf-16-le"), b"PK\x03\x04\x80\x81", b"\x80"])
def test_bytes_that_are_no_text(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "case.yaml").write_bytes(data)
    with pytest.raises(CaseError, match="not UTF-8"):
        load(tmp_path)


def test_huge_numbers() -> None:
    case = (Path(__file__).parent / "whole.yaml").read_text(encoding="utf-8")
    for number in ("1e999999999", "1" * 100_000, "1e-99999", "1/0", "nan", "inf", "1_000"):
        text = case.replace("add: 5}", f"add: {number}}}")
        start = time.process_time()
        assert any(p.severity == "error" and "add" in str(p) for p in problems(text, "t"))
        assert time.process_time() - start < 1


def test_a_deep_expression() -> None:
    case = (Path(__file__).parent / "whole.yaml").read_text(encoding="utf-8")
    text = case.replace("- route = south\n", f"- {'(' * 9000}route = south{')' * 9000}\n")
    assert any("deeper than" in str(p) for p in problems(text, "t"))


def test_rules_that_are_hard_take_bounded_time() -> None:
    """Ten pigeons in nine holes: undecided by the search is said, not waited for."""
    n = 10
    options = ", ".join(f"h{k}: {{}}" for k in range(n - 1))
    issues = "".join(f"  p{k}: {{options: {{{options}}}}}\n" for k in range(n))
    alike = "".join(
        f"  - never: p{a} = h{h} and p{b} = h{h}\n" for h in range(n - 1) for a in range(n) for b in range(a)
    )
    start = time.process_time()
    found = problems(f"{HEAD}issues:\n{issues}rules:\n{alike}", "t")
    assert time.process_time() - start < 5
    assert "could not be decided" in str(found[0])


def test_speed_of_a_large_case(whole: str) -> None:
    """200 KB in well under a second (0.2 s where it was written; room for slow machines)."""
    claims = "".join(
        f"  - {{id: c{k}, text: Claim number {k} about the ferry and the lake, asserted_by: [alder], credence: {{alder: 0.2..0.4}}}}\n"
        for k in range(1800)
    )
    text = whole.replace("events:  ", claims + "\nevents:  ")
    assert len(text) > 200_000
    read(whole)
    start = time.process_time()
    read(text)
    assert time.process_time() - start < 1.5
