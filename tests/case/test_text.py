from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.case import text as module
from detente.case.model import Mark
from detente.case.text import dump, parse


def test_scalars_stay_as_written() -> None:
    tree, _, problems = parse(
        "a: no\nb: 2007-01\nc: 1.50\nd: 0x1F\ne: yes\nf: 1e3\ng: '~'\nh: ~\ni: null\nj:\nk: Null\n", "t"
    )
    assert problems == ()
    assert tree == {
        "a": "no", "b": "2007-01", "c": "1.50", "d": "0x1F", "e": "yes", "f": "1e3", "g": "~", "h": None, "i": None, "j": None, "k": "Null",
    }  # fmt: skip


def test_keys_are_text_and_have_places() -> None:
    tree, marks, _ = parse("no: 1\n2007:\n  - a\n  - {b: c}\n", "t")
    assert tree == {"no": "1", "2007": ["a", {"b": "c"}]}
    assert marks["2007",] == Mark(2, 1)
    assert marks["2007", 1] == Mark(4, 5)
    assert marks["2007", 1, "b"] == Mark(4, 6)
    assert marks["2007", 1, "b", -1] == Mark(4, 9)


def test_a_byte_order_mark_shifts_nothing_but_the_first_line() -> None:
    tree, marks, problems = parse("\ufeffa: 1\nb: 2\n", "t")
    assert tree == {"a": "1", "b": "2"}
    assert not problems
    assert marks["b",] == Mark(2, 1)


def test_duplicate_keys_name_both_places() -> None:
    tree, _, problems = parse("a: 1\nb:\n  c: 2\n  c: 3\n", "t.yaml")
    assert tree == {"a": "1", "b": {"c": "2"}}
    assert str(problems[0]).startswith("t.yaml:4:3: The key c stands here a second time; the first is at 3:3.")


def test_aliases_are_read() -> None:
    tree, _, problems = parse("a: &x {b: 1}\nc: *x\nd: [*x, *x]\n", "t")
    assert not problems
    assert tree == {"a": {"b": "1"}, "c": {"b": "1"}, "d": [{"b": "1"}, {"b": "1"}]}


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a:\n\tb: 1\n", 2, "Indent with spaces"),
        ("title:Ferry\nissues: 1\n", 2, "Write title: Ferry"),
        ("a: [1, 2\nb: 3\n", 1, "The bracket [ of line 1"),
        ("a: {b: 1\n\nc: 3\n", 1, "The bracket { of line 1"),
        ("a: 'x\nb: 2\n", 1, "quotation mark of line 1"),
        ("a: x: y\n", 1, "in quotes"),
        ("a: @b\n", 1, "may not start with @"),
        ("a: *b\n", 1, "The alias *b stands for nothing"),
        ("a:\n  - b\n - c\n", 3, "start in one column"),
        ("? [a]\n: b\n", 1, "A key must be text"),
        ("{{a}}: 1\n", 1, "A key must be text"),
        ("a: 1\n---\nb: 2\n", 2, "Keep one case to a file"),
        ("a: !!python/object:os.system x\n", 1, "Remove the tag"),
        ("a: !thing {b: c}\n", 1, "Remove the tag"),
        ("a: 1\n<<: {b: 2}\n", 2, "Write the keys out"),
        ("a: 1\nb: x\x00y\n", 2, "U+0000"),
        ("a: &x [*x]\n", 1, "holds the alias itself"),
        ("rules:\n  - {when: route in (a, b), add: 5}\n", 2, 'Put it in quotes: "route in (a, b)"'),
        ("priorities: [route in (a, b), x = y]\n", 1, 'Put it in quotes: "route in (a, b)"'),
    ],
)
def test_what_is_wrong_as_yaml(text: str, line: int, words: str) -> None:
    _, _, problems = parse(text, "t.yaml")
    assert len(problems) == 1
    assert problems[0].mark is not None
    assert problems[0].mark.line == line
    assert words in str(problems[0])


def test_an_expression_cut_at_its_comma_is_put_together() -> None:
    tree, _, _ = parse("a: {when: route in (a, b, c), add: 5}\n", "t")
    assert tree == {"a": {"when": "route in (a, b, c)", "add": "5"}}


def test_brackets_that_are_text_are_left_alone() -> None:
    text = "a: ['(', b)]\nb: {x: '(', y: ')'}\nc: [(open, d]\nd: {x: (a, y: b)}\n"
    tree, _, problems = parse(text, "t")
    assert problems == ()
    assert tree == {"a": ["(", "b)"], "b": {"x": "(", "y": ")"}, "c": ["(open", "d"], "d": {"x": "(a", "y": "b)"}}


def test_both_parsers_read_the_same(whole: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first = parse(whole, "t")
    original = module._events
    monkeypatch.setattr(module, "_events", lambda text, pure=True: original(text, True))
    assert parse(whole, "t") == first


_WORDS = st.text(max_size=30).filter(lambda t: not module._UNPRINTABLE.search(t) and "\r" not in t and "\x85" not in t)
_TREES = st.recursive(
    st.none()
    | _WORDS
    | st.sampled_from(["~", "null", "a: b", "- x", "#", "x #y", "{", "'", '"', "3..4", "-1", "yes", " lead", "a\nb\n"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_WORDS.filter(lambda k: k != "<<"), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(_WORDS.filter(lambda k: k != "<<"), _TREES, min_size=1, max_size=4))
def test_what_is_dumped_reads_back(tree: dict[str, object]) -> None:
    found, _, problems = parse(dump(tree), "t")
    assert problems == ()
    assert found == tree


def test_dump_is_readable() -> None:
    tree = {
        "detente": "1",
        "issues": {"route": {"options": {"north": {"label": "The north"}, "south": {}}}},
        "table": ["a", "b"],
    }
    assert dump(tree) == (
        "detente: 1\n\nissues:\n  route:\n    options: {north: {label: The north}, south: {}}\n\ntable: [a, b]\n"
    )
