"""Argdown: the syntax of its documentation in files of our own, and files that are not as they should be."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.case.model import Case
from detente.case.read import read
from detente.case.text import dump
from detente.formats import FormatError, argdown, import_files


def case_of(text: str) -> Case:
    return read(dump(argdown.tree(text, Path("map.argdown"))))


def relations(case: Case) -> set[str]:
    """All relations in one line each: `a + b` (a supports b), `a - b`, `a -- b` undermines, `a >< b`, `a _ b>c` undercuts."""
    found = {f"{c.id} + {target}" for c in case.claims.values() for target in c.supports}
    for claim in case.claims.values():
        for attack in claim.attacks:
            if attack.link:
                found.add(f"{claim.id} _ {attack.link[0]}>{attack.link[1]}")
            elif attack.kind == "undermine":
                found.add(f"{claim.id} -- {attack.claim}")
            else:
                found.add(f"{claim.id} {'-' if attack.over else '><'} {attack.claim}")
    return found


DEBATE = """\
===
title: The old bridge
author: The works department
color:
    tagColors:
        pro: 0
===

/***
 * A debate in the shape of Argdown's own examples.
 ***/

# Should it close?

// The central claim:
[Close it]: The old bridge should be closed. #(works department)
    + <Cracks>: The piles are *cracked*, and a cracked
    pile can give way -- without any
    warning. #pro
        - <Survey>: The last survey found
        none. #con // but see below
            <_ <Waterline>: A survey sees nothing below the water.
            <!-- a comment

            over several lines -->
    - <Detour>: The detour costs an hour. See [the map](https://example.org/a//b). #con
        {source: "p. 4", proponent: [Carters' Guild, Ferry]}
    >< [Keep it]: The old bridge should stay open.

## What it costs

[Close it]
    +> [Build anew]: A new bridge must be built,
    as @[Close it] says.

A paragraph that is nobody's claim.
"""


def test_a_debate_as_the_documentation_has_them() -> None:
    case = case_of(DEBATE)
    assert case.title == "The old bridge"
    assert relations(case) == {
        "cracks + close-it",
        "survey - cracks",
        "waterline _ survey>cracks",
        "detour - close-it",
        "close-it >< keep-it",
        "close-it + build-anew",
    }
    assert (
        case.claims["cracks"].text == "The piles are cracked, and a cracked pile can give way -- without any warning."
    )
    assert case.claims["build-anew"].text == "A new bridge must be built, as Close it says."
    assert case.claims["cracks"].note == "Title: Cracks. Tags: pro. Section: Should it close?."
    detour = case.claims["detour"]
    assert detour.text == "The detour costs an hour. See the map."
    assert [case.parties[p].name for p in detour.asserted_by] == ["Carters' Guild", "Ferry"]
    assert "Link: https://example.org/a//b" in (detour.note or "")
    assert "Data: source: p. 4." in (detour.note or "")
    assert case.claims["build-anew"].note == "Title: Build anew. Section: Should it close? > What it costs."
    assert case.tree["note"] == (
        "Front matter: author: The works department. Paragraphs without title and relations, left out: 1."
    )


STRUCTURE = """\
<Piles>: Old oak does not last.

(1) [Oak]: The piles are of oak.
(2) Oak lasts sixty years in water. {sources: [Handbook]}
--
Modus ponens {uses: [1, 2], logic: deductive}
--
(3) The piles last sixty years.
(4) [Age]: The bridge has stood for eighty.
    - <Rebuilt>: It was rebuilt.
----
    <_ [Repairs]: Piles have been replaced one by one.
(5) [Unsafe]: The bridge is unsafe.
    -> [Keep it]: The bridge should stay open.

<Rebuilt>
    _ <Only the deck>: Only the deck was.

<Doubt>: Who says so?
    -> <Piles>
    _> <Rebuilt>

[Close it]
    + <Piles>
"""


def test_premises_support_their_conclusion_and_its_step_can_be_undercut() -> None:
    case = case_of(STRUCTURE)
    sixty, last = "oak-lasts-sixty-years-in-water", "the-piles-last-sixty-years"
    assert relations(case) == {
        f"oak + {last}",
        f"{sixty} + {last}",
        f"{last} + unsafe",
        "age + unsafe",
        "rebuilt - age",
        f"repairs _ {last}>unsafe",
        "repairs _ age>unsafe",
        "unsafe - keep-it",
        "only-the-deck _ rebuilt>age",
        f"doubt _ {last}>unsafe",
        "doubt _ age>unsafe",
        "doubt _ rebuilt>age",
        "unsafe + close-it",
    }
    assert "piles" not in case.claims, "an argument that is reconstructed is what its premises and conclusions say"
    assert case.claims["unsafe"].note == "Title: Unsafe. Argument Piles: Old oak does not last."
    assert case.claims[last].note == "Inference: Modus ponens."
    assert case.claims[sixty].note == "Data: sources: Handbook."
    note = case.tree["note"]
    assert "Attacks on a reconstructed argument, taken to be on its last step: 1." in note
    assert "In 2 of the file's inferences several premises support their conclusion together" in note


@pytest.mark.parametrize(
    ("symbol", "want"),
    [
        ("+", "b + a"), ("<+", "b + a"), ("+>", "a + b"), ("-", "b - a"), ("<-", "b - a"), ("->", "a - b"), ("><", "a >< b"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("marks", ["[]", "<>"])
def test_each_symbol_and_its_direction(symbol: str, want: str, marks: str) -> None:
    case = case_of(f"[a]: A\n  {symbol} {marks[0]}b{marks[1]}: B\n")
    expected = {want, want.replace("a >< b", "b >< a")} if "><" in want else {want}
    assert relations(case) <= expected
    assert len(relations(case)) == 1


@pytest.mark.parametrize(("symbol", "want"), [("_", "b _ a>c"), ("<_", "b _ a>c"), ("_>", "a _ b>c")])
def test_undercuts_attack_the_step_of_an_argument(symbol: str, want: str) -> None:
    other = "a" if symbol != "_>" else "b"
    case = case_of(f"<a>: A\n  {symbol} <b>: B\n\n<{other}>\n  +> [c]: C\n")
    assert relations(case) == {want, f"{other} + c"}


def test_an_undercut_of_what_leads_nowhere_is_told() -> None:
    case = case_of("<a>: A\n  _ <b>: B\n")
    assert relations(case) == {"b -- a"}
    assert "Undercuts of what leads nowhere, taken to be attacks on it: 1." in case.tree["note"]


def test_strict_mode_makes_attacks_between_statements_mutual() -> None:
    strict = "===\nmodel:\n  mode: strict\n===\n\n"
    text = "[a]: A\n  - [b]: B\n  - <c>: C\n  + [d]: D\n"
    assert relations(case_of(strict + text)) == {"b >< a", "c - a", "d + a"}
    assert relations(case_of(text)) == {"b - a", "c - a", "d + a"}


def test_nested_relations_lists_and_tabs() -> None:
    case = case_of(
        "[s]: S\n\t+ <a>: A\n\t\t- <b>: B\n\t\t\t+ <c>: C\n\t\t+ <d>: D\n\t- <e>: E\r\n\r\n* [x]: X\n  + [y]: Y\n* [z]: Z\n"
    )
    assert relations(case) == {"a + s", "b - a", "c + b", "d + a", "e - s", "y + x"}
    assert case.claims["z"].text == "Z"


def test_one_title_is_one_claim_and_statements_are_not_arguments() -> None:
    case = case_of("[A b]: First.\n\n[A b]: Second.\n\n<A b>: Third.\n  -> [A  b]\n")
    assert [(c.id, c.text) for c in case.claims.values()] == [("a-b", "First."), ("a-b-2", "Third.")]
    assert case.claims["a-b"].note == "Title: A b. Also worded: Second."


def test_what_is_escaped_is_text() -> None:
    case = case_of(
        r"[a]: \[b\] \<c\> \{d\} \#e f_g 2 * 3 \*h\* \_i\_ a\\b \/\/ not a comment http://x.org/y" + "\n  + [b]\n"
    )
    assert case.claims["a"].text == r"[b] <c> {d} #e f_g 2 * 3 *h* _i_ a\b // not a comment http://x.org/y"
    assert case.claims["b"].text == "b"


def test_data_in_block_form_and_with_braces() -> None:
    case = case_of("[a]: A {\nsources:\n  - One\n\n  - Two: {x: y}\n}\n  + [b]: B {k: {m: n}, l: }\n")
    assert case.claims["a"].note == "Data: sources: One, Two: x: y."
    assert case.claims["b"].note == "Data: k: m: n; l."
    assert relations(case) == {"b + a"}


BAD = [
    ("===\ntitle: x\n", "map.argdown:1:1: The front matter is not closed."),
    ("===\na: !!python/object:os.system x\n===\n\n[a]: A\n", "map.argdown:2:4: The YAML here cannot be read:"),
    ("===\na: 1\na: 2\n===\n\n[a]: A\n", "map.argdown:3:1: The YAML here cannot be read:"),
    ("[a]: A\n\n  + [b]: B\n", "map.argdown:3:3: The relation + has nothing above it that it belongs to."),
    ("[a]: A\n- [b]: B\n", "map.argdown:2:1: The relation - has nothing above it that it belongs to."),
    ("[a]: A\n  + [b] B\n", "map.argdown:2:5: Behind the title [b] stands text."),
    ("[a]: A\n  +\n", "map.argdown:2:4: Here a statement is missing."),
    ("[a]: A {x: 1\n", "map.argdown:1:8: This { is not closed."),
    ("[a]: A {x: [}\n", "map.argdown:1:"),
    ("[a]: A /* never\n\nclosed\n", "map.argdown:1:8: The comment /* is not closed."),
    ("<!-- never", "map.argdown:1:1: The comment <!-- is not closed."),
    ("(1) A\n(2) B\n", "map.argdown:1:1: Premises and conclusions want an inference"),
    ("(1) A\n----\n", "map.argdown:1:1: Premises and conclusions want an inference"),
    ("(1) A\n----\n----\n(2) B\n", "map.argdown:1:1: Premises and conclusions want an inference"),
    ("(1) A\n--\nrule\n(2) B\n", "map.argdown:2:1: The inference is not closed."),
    ("(1) A\n----\n  + [b]\n(2) B\n", "map.argdown:3:3: An inference can only be undercut."),
    ("<a>\n\n(1) x\n----\n(2) y\n\nzz\n\n[b]: B {a: &x [*x]}\n", "map.argdown:9:"),
    ("", "map.argdown: The file holds no claim."),
    ("Only a paragraph.\n", "map.argdown: The file holds no claim."),
]


@pytest.mark.parametrize(("text", "what"), BAD, ids=[what[12:50] for _, what in BAD])
def test_what_is_wrong_is_said_with_its_place(text: str, what: str) -> None:
    with pytest.raises(FormatError) as caught:
        case_of(text)
    assert str(caught.value).startswith(what), str(caught.value)


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    file = tmp_path / "map.argdown"
    file.write_bytes(b"[a]: \xff\xfe")
    with pytest.raises(FormatError, match="Byte 5 is not UTF-8 text"):
        import_files([file])


HOSTILE = {
    "deep relations": "[a]: A\n" + "".join(" " * n + f"+ [b{n}]: B\n" for n in range(1, 2000)),
    "many brackets": "[a]: " + "[" * 100_000 + "\n  + [b]: B\n",
    "many braces": "[a]: " + "\\{" * 100_000 + "\n  + [b]: B\n",
    "deep braces": "[a]: A " + "{" * 100_000 + "}" * 100_000 + "\n",
    "many marks": "[a]: " + "*_" * 100_000 + "x\n",
    "many comments": "/**/" * 50_000 + "\n[a]: A\n",
    "many slashes": "[a]: A " + "/ " * 100_000 + "\n",
    "many hashes": "[a]: A " + "#" * 100_000 + "\n",
    "aliases": "===\na: &a [x, x]\nb: &b [*a, *a]\n"
    + "".join(f"{chr(99 + n)}: &{chr(99 + n)} [*{chr(98 + n)}, *{chr(98 + n)}]\n" for n in range(22))
    + "===\n\n[a]: A\n",
    "many structures": "".join(f"(1) [a{n}]: A\n----\n  <_ [c]\n(2) [a{n + 1}]\n\n" for n in range(3000)),
    "many undercuts": "<a>\n" + "".join(f"  _ <b{n}>: B\n" for n in range(2000)),
    "many headings": "".join(f"{'#' * (n % 50 + 1)} h\n\n" for n in range(5000)) + "[a]: A\n",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_files_take_no_long_time(text: str) -> None:
    start = time.process_time()
    try:
        assert case_of(text).claims
    except FormatError as error:
        assert str(error).startswith("map.argdown")  # noqa: PT017 - either is right, a crash is not
    assert time.process_time() - start < 5


PIECES = st.sampled_from(
    ["[a]", "[b]: B", "<c>", "<d>: D", "text", "\n", "\n", "\n\n", "  ", "    ", "+ ", "- ", "_ ", "<_ ", "+> ", ">< ", "-> ",
     "(1) ", "(2) ", "----\n", "--\n", "# ", "#tag", "{x: 1}", "{", "}", "// c\n", "/*", "*/", "<!--", "-->", "===\n", "* ", "\\",
     "@[a]", "@<c>", "[t](u)", ":", "\0", "\1", "\2", "\u2028", "*b*"]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=25))
def test_whatever_stands_there_makes_a_case_or_a_sentence(pieces: list[str]) -> None:
    found: Any
    try:
        found = case_of("".join(pieces))
    except FormatError as error:
        found = str(error)
    assert found.claims if isinstance(found, Case) else found.startswith("map.argdown")


def test_a_place_whose_source_is_no_name_is_kept_as_data() -> None:
    text = "===\ntitle: t\ndetente:\n  sources: [{id: s, title: S}]\n===\n\n[a]: Text.\n{at: [{source: {x: y}}]}\n"
    (claim,) = argdown.tree(text, Path("map.argdown"))["claims"]
    assert "at" not in claim
