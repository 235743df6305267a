"""Gambit's files as text: games in extensive form read and written (`.efg`), games in strategic form written (`.nfg`).

The format is that of Gambit's documentation ("Game representation formats"): names in double quotes, a quote within them after a
backslash (no other character is escaped); nodes in prefix order; information sets numbered within their player, outcomes within the game, and
described at least where they first stand; payoffs at inner nodes are added to all that follow. Numbers are exact, decimal or rational.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import NoReturn

from detente.formats.common import FormatError, contents, decimal
from detente.theory.game_tree import CHANCE, END, Infoset, Node, Payoffs, Tree, TreeError, checked

MOST_NODES = 500_000
MOST_PLAYERS = 1_000
_TOKEN = re.compile(
    r"""\s*(?:
        "(?P<text>(?:\\"|[^"])*+)" | (?P<mark>[{},]) | (?P<word>[^\s{},"]+) | (?P<open>")
    )""",
    re.VERBOSE,
)
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?(?:/\d+)?")
_COUNT = re.compile(r"\d{1,9}")


@dataclass(frozen=True, slots=True)
class ExtensiveGame:
    """A game tree with its title and comment."""

    title: str
    tree: Tree
    comment: str = ""


@dataclass(frozen=True, slots=True)
class StrategicGame:
    """A game in strategic form: each player's strategies, the outcomes (label, payoffs), and by profile (the strategy of each player) which outcome comes about.

    `table` lists outcome numbers with the *first* player's strategy varying fastest, as the file does.
    """

    title: str
    players: tuple[str, ...]
    strategies: tuple[tuple[str, ...], ...]
    outcomes: tuple[tuple[str, Payoffs], ...]
    table: tuple[int, ...]
    comment: str = ""


# ---------------------------------------------------------------- reading


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int


@dataclass(slots=True)
class _Reader:
    """Where a file has been read to, and what it has described so far."""

    file: str
    text: str
    tokens: Iterator[_Token]
    ahead: _Token
    players: tuple[str, ...] = ()
    infosets: list[Infoset] = field(default_factory=list)
    numbers: dict[tuple[int, int], int] = field(default_factory=dict)
    outcomes: dict[int, tuple[str, Payoffs]] = field(default_factory=dict)


def read_efg(path: str | Path) -> ExtensiveGame:
    """The game of an `.efg` file. Raises FormatError with line and column."""
    where = Path(path)
    raw = contents(where)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    return parse_efg(text, where.name)


def parse_efg(text: str, file: str = "game.efg") -> ExtensiveGame:
    """The same from the text of the file; `file` is the name that messages give."""
    tokens = _tokens(text)
    reader = _Reader(file, text, tokens, next(tokens))
    for wanted, remedy in (("EFG", "the format's name"), ("2", "its version"), (("R", "D"), "the kind of its numbers")):
        got = _take(reader, "word", f"`{wanted if isinstance(wanted, str) else wanted[0]}`, {remedy}")
        if got.text not in wanted or got.text == "":
            _stop(
                reader,
                got,
                f'The file should open with EFG 2 R, but "{got.text[:20]}" stands there.',
                "Is it an .efg file?",
            )
    title = _text(_take(reader, "text", "the title in quotes"))
    reader.players = _players(reader)
    comment = _text(_take(reader, "text", "a comment")) if reader.ahead.kind == "text" else ""
    nodes = _nodes(reader)
    if reader.ahead.kind != "end":
        _stop(
            reader,
            reader.ahead,
            "The tree is complete, but the file goes on.",
            "Remove it, or an action too few stands above.",
        )
    try:
        return ExtensiveGame(title, checked(Tree(reader.players, tuple(reader.infosets), nodes)), comment)
    except TreeError as error:
        raise FormatError(file, str(error), "Mend the game in Gambit.") from error


def _tokens(text: str) -> Iterator[_Token]:
    place = 0
    while (match := _TOKEN.match(text, place)) is not None:
        kind = match.lastgroup or ""
        yield _Token(kind, match[kind], match.start(kind))
        place = match.end()
    yield _Token("end", "", len(text))


def _stop(reader: _Reader, token: _Token, what: str, remedy: str = "") -> NoReturn:
    before = reader.text[: token.start]
    at = (before.count("\n") + 1, token.start - (before.rfind("\n") + 1) + 1)
    if token.kind == "open":
        what, remedy = "A name is opened here with a quotation mark and never closed.", "Close it."
    raise FormatError(reader.file, what, remedy, at)


def _take(reader: _Reader, kind: str, wanted: str) -> _Token:
    token = reader.ahead
    if token.kind != kind:
        seen = "the file ends" if token.kind == "end" else f'"{token.text[:40]}" stands'
        _stop(reader, token, f"Here {wanted} should stand, but {seen}.", "Compare the lines above.")
    reader.ahead = next(reader.tokens)
    return token


def _mark(reader: _Reader, mark: str, wanted: str) -> None:
    if reader.ahead.kind != "mark" or reader.ahead.text != mark:
        _stop(reader, reader.ahead, f"Here `{mark}` should stand, {wanted}.", "Compare the lines above.")
    reader.ahead = next(reader.tokens)


def _at(reader: _Reader, mark: str) -> bool:
    return reader.ahead.kind == "mark" and reader.ahead.text == mark


def _text(token: _Token) -> str:
    return token.text.replace('\\"', '"')


def _count(reader: _Reader, wanted: str, least: int) -> int:
    token = _take(reader, "word", wanted)
    if not _COUNT.fullmatch(token.text) or int(token.text) < least:
        _stop(
            reader, token, f'Here {wanted} should stand, a whole number from {least} up, but "{token.text[:40]}" does.'
        )
    return int(token.text)


def _number(reader: _Reader, wanted: str) -> Fraction:
    token = _take(reader, "word", wanted)
    if len(token.text) > 400 or not _NUMBER.fullmatch(token.text):
        _stop(reader, token, f'Here {wanted} should stand, but "{token.text[:40]}" does.', "Write 2, 0.5 or 1/3.")
    above, _, below = token.text.partition("/")
    if below and not int(below):
        _stop(reader, token, "This divides by zero.", "Write another number.")
    return Fraction(above) / (Fraction(below) if below else 1)


def _players(reader: _Reader) -> tuple[str, ...]:
    _mark(reader, "{", "before the players' names")
    names = []
    while reader.ahead.kind == "text":
        names.append(_text(_take(reader, "text", "a player's name")))
        if len(names) > MOST_PLAYERS:
            _stop(reader, reader.ahead, f"The game has more than {MOST_PLAYERS} players.", "Check the file.")
    _mark(reader, "}", "after the players' names")
    return tuple(names)


def _nodes(reader: _Reader) -> tuple[Node, ...]:
    """The nodes in prefix order. `open_` holds the nodes that still lack children, with those that they have."""
    nodes: list[tuple[int, str, tuple[str, Payoffs]]] = []
    children: list[list[int]] = []
    open_: list[int] = []
    while True:
        kind = _take(reader, "word", "`c`, `p` or `t`, a node")
        if kind.text not in ("c", "p", "t"):
            _stop(reader, kind, f'Here a node should begin with c, p or t, but "{kind.text[:40]}" stands.')
        if len(nodes) == MOST_NODES:
            _stop(reader, kind, f"The tree has more than {MOST_NODES:,} nodes.", "It is too large to be read.")
        label = _text(_take(reader, "text", "the node's name in quotes (it may be empty)"))
        infoset = END if kind.text == "t" else _infoset(reader, kind.text == "c")
        if open_:
            children[open_[-1]].append(len(nodes))
        nodes.append((infoset, label, _outcome(reader)))
        children.append([])
        if infoset != END:
            open_.append(len(nodes) - 1)
        while open_ and len(children[open_[-1]]) == len(reader.infosets[nodes[open_[-1]][0]].actions):
            open_.pop()
        if not open_:
            break
    return tuple(
        Node(infoset, tuple(below), payoffs, label, outcome)
        for (infoset, label, (outcome, payoffs)), below in zip(nodes, children, strict=True)
    )


def _infoset(reader: _Reader, by_chance: bool) -> int:
    """The index of a node's information set, which is described here or was before."""
    start = reader.ahead
    player = CHANCE
    if not by_chance:
        player = _count(reader, "the number of the player who moves", 1) - 1
        if player >= len(reader.players):
            _stop(
                reader,
                start,
                f"Player {player + 1} moves here, but the game has {len(reader.players)}.",
                "Name it above.",
            )
        start = reader.ahead
    number = _count(reader, "the number of the information set", 1)
    known = reader.numbers.get((player, number))
    if reader.ahead.kind != "text" and not _at(reader, "{"):
        if known is None:
            _stop(
                reader, start, f"Information set {number} was not described before.", "Give its name and actions here."
            )
        return known
    described = _described(reader, player)
    if known is None:
        reader.numbers[player, number] = known = len(reader.infosets)
        reader.infosets.append(described)
    elif reader.infosets[known] != described:
        _stop(
            reader,
            start,
            f"Information set {number} was described otherwise before.",
            "Give it another number, or the same description.",
        )
    return known


def _described(reader: _Reader, player: int) -> Infoset:
    label = _text(_take(reader, "text", "a name")) if reader.ahead.kind == "text" else ""
    start = reader.ahead
    _mark(reader, "{", "before the actions")
    actions, chances = [], []
    while reader.ahead.kind == "text":
        actions.append(_text(_take(reader, "text", "an action")))
        if player == CHANCE:
            chances.append(_number(reader, "the chance of the action"))
    _mark(reader, "}", "after the actions")
    if not actions:
        _stop(reader, start, "There are no actions here.", "Name one or more, or make the node terminal (t).")
    if player == CHANCE and (min(chances) < 0 or sum(chances) != 1):
        told = decimal(sum(chances, Fraction(0))) or str(sum(chances))
        _stop(
            reader,
            start,
            f"Chances must be 0 or more and sum to exactly 1; these sum to {told}.",
            "Write thirds as 1/3.",
        )
    return Infoset(player, tuple(actions), tuple(chances), label)


def _outcome(reader: _Reader) -> tuple[str, Payoffs]:
    start = reader.ahead
    number = _count(reader, "the number of an outcome (0 for none)", 0)
    if reader.ahead.kind != "text" and not _at(reader, "{"):
        if number and number not in reader.outcomes:
            _stop(reader, start, f"Outcome {number} was not described before.", "Give its name and payoffs here.")
        return reader.outcomes[number] if number else ("", ())
    if not number:
        _stop(
            reader, start, "Outcome 0 means that nothing is paid here; it has no name or payoffs.", "Number it from 1."
        )
    label = _text(_take(reader, "text", "a name")) if reader.ahead.kind == "text" else ""
    _mark(reader, "{", "before the payoffs")
    payoffs = []
    while not _at(reader, "}"):
        payoffs.append(_number(reader, "a payoff"))
        if _at(reader, ","):
            _mark(reader, ",", "between payoffs")
    _mark(reader, "}", "after the payoffs")
    if len(payoffs) != len(reader.players):
        _stop(
            reader, start, f"There are {len(payoffs)} payoffs for {len(reader.players)} players.", "Give one for each."
        )
    made = (label, tuple(payoffs))
    if reader.outcomes.setdefault(number, made) != made:
        _stop(
            reader,
            start,
            f"Outcome {number} was described otherwise before.",
            "Give it another number, or the same description.",
        )
    return made


# ---------------------------------------------------------------- writing


def efg(game: ExtensiveGame) -> str:
    """The text of an `.efg` file. A backslash before a quotation mark or at the end of a name, which the format has no way to write,
    becomes a slash. Raises TreeError for a tree that is none."""
    tree = checked(game.tree)
    lines = [f"EFG 2 R {_quoted(game.title)} {{ {' '.join(map(_quoted, tree.players))} }}", _quoted(game.comment), ""]
    within: dict[int, int] = {}
    counts: dict[int, int] = {}
    outcomes: dict[tuple[str, Payoffs], int] = {}
    for node in tree.nodes:
        parts = ["t" if node.infoset == END else "p", _quoted(node.label)]
        if node.infoset != END:
            infoset = tree.infosets[node.infoset]
            if node.infoset not in within:
                within[node.infoset] = counts[infoset.player] = counts.get(infoset.player, 0) + 1
            parts[0] = "c" if infoset.player == CHANCE else "p"
            parts += [] if infoset.player == CHANCE else [str(infoset.player + 1)]
            parts += [str(within[node.infoset]), _quoted(infoset.label), _actions(infoset)]
        if node.payoffs or node.outcome:
            payoffs = node.payoffs or (Fraction(0),) * len(tree.players)
            number = outcomes.setdefault((node.outcome, payoffs), len(outcomes) + 1)
            parts += [str(number), _quoted(node.outcome), _braced(payoffs)]
        else:
            parts.append("0")
        lines.append(" ".join(parts))
    return "\n".join([*lines, ""])


def nfg(game: StrategicGame) -> str:
    """The text of an `.nfg` file, in its outcome form, which has names for strategies."""
    strategies = [f"{{ {' '.join(map(_quoted, names))} }}" for names in game.strategies]
    outcomes = [f"{{ {_quoted(label)} {_numbers(payoffs)} }}" for label, payoffs in game.outcomes]
    size = len(game.strategies[0])
    rows = [game.table[k : k + size] for k in range(0, len(game.table), size)]
    return "\n".join(
        [
            f"NFG 1 R {_quoted(game.title)} {{ {' '.join(map(_quoted, game.players))} }}",
            *["", "{", *strategies, "}", _quoted(game.comment), "", "{", *outcomes, "}"],
            *(" ".join(str(number + 1) for number in row) for row in rows),
            "",
        ]
    )


def profiles(sizes: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """All strategy profiles in the order of the file: the first player's strategy varies fastest."""
    return (profile[::-1] for profile in product(*(range(size) for size in reversed(sizes))))


def distinct(labels: Sequence[str]) -> tuple[str, ...]:
    """Labels made unlike each other and not empty, which Gambit wants of players, strategies and outcomes."""
    found: list[str] = []
    taken, counts = set(labels), dict[str, int]()
    for label in labels:
        made, number = label, 1
        while made in found or not made or (number > 1 and made in taken):
            number = counts[label] = counts.get(label, 1) + 1
            made = f"{label} ({number})".strip()
        found.append(made)
    return tuple(found)


def _actions(infoset: Infoset) -> str:
    if infoset.player != CHANCE:
        return f"{{ {' '.join(map(_quoted, infoset.actions))} }}"
    pairs = (f"{_quoted(a)} {_numeral(c)}" for a, c in zip(infoset.actions, infoset.chances, strict=True))
    return f"{{ {' '.join(pairs)} }}"


def _braced(payoffs: Payoffs) -> str:
    return f"{{ {_numbers(payoffs)} }}" if payoffs else "{ }"


def _numbers(payoffs: Payoffs) -> str:
    return ", ".join(map(_numeral, payoffs))


def _numeral(value: Fraction) -> str:
    return decimal(value) or f"{value.numerator}/{value.denominator}"


def _quoted(text: str) -> str:
    return '"' + re.sub(r'\\(?="|\Z)', "/", text).replace('"', '\\"') + '"'
