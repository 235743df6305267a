"""The expressions of a case file: one grammar over outcomes, over claims, and for whose consent it takes.

    expression: choice of `or` parts, then `if`      binding, tightest first: atoms, not, and, or, if
    atom:       issue = option | issue != option | issue in (a, b) | issue not in (a, b)    over outcomes
                claim                                                                         over claims
                party (with `and`, `or` and brackets only)                                    consents

`p if q` is true where q is false; `p if q if r` reads from the left. Nothing is ever evaluated as Python.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Literal

from detente.case.model import And, Choice, Consents, Expression, Held, If, Not, Or

WORDS = frozenset({"not", "and", "or", "if", "in"})
MAX_LENGTH = 20_000
MAX_DEPTH = 60
MAX_ALTERNATIVES = 2_000

_TOKEN = re.compile(r"\s*(?:(?P<word>[A-Za-z_][\w-]*)|(?P<sign>!=|==|=|\(|\)|,)|(?P<odd>\S))", re.UNICODE)
_NAME = re.compile(r"[a-z][a-z0-9_-]*")
Kind = Literal["outcomes", "claims", "consents"]


class ExpressionError(ValueError):
    """An expression that cannot be read. `position` counts code points from its start."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.position = position


def parse_outcome(text: str) -> Expression:
    """An expression over outcomes, such as `route = south and not tolls in (alder, shared)`."""
    return _Parser(text, "outcomes").whole()


def parse_claims(text: str) -> Expression:
    """An expression over claims, such as `depth-falls and not dredged`."""
    return _Parser(text, "claims").whole()


def parse_consents(text: str) -> Consents:
    """Whose consent it takes: alternatives without redundancy, sorted, smallest first."""
    return antichain(_alternatives(_Parser(text, "consents").whole(), 0))


def antichain(sets: Iterator[frozenset[str]] | tuple[frozenset[str], ...] | set[frozenset[str]]) -> Consents:
    """The sets that hold no other of them, sorted by size and names."""
    kept: list[frozenset[str]] = []
    for one in sorted(set(sets), key=lambda s: (len(s), sorted(s))):
        if not any(smaller <= one for smaller in kept):
            kept.append(one)
    return tuple(kept)


def _alternatives(expression: Expression, position: int) -> set[frozenset[str]]:
    if isinstance(expression, Held):
        return {frozenset({expression.claim})}
    if isinstance(expression, Or):
        return set().union(*(_alternatives(part, position) for part in expression.parts))
    assert isinstance(expression, And)
    found: set[frozenset[str]] = {frozenset()}
    for part in expression.parts:
        found = set(antichain({a | b for a in found for b in _alternatives(part, position)}))
        if len(found) > MAX_ALTERNATIVES:
            raise ExpressionError(
                f"more than {MAX_ALTERNATIVES:,} alternatives; say more simply who must agree", position
            )
    return found


def holds(expression: Expression, outcome: Mapping[str, str]) -> bool:
    """Whether an expression is true in a complete outcome; over claims, where the keys of `outcome` are those held."""
    match expression:
        case Choice(issue, options, negated):
            return (outcome[issue] in options) != negated
        case Held(claim):
            return claim in outcome
        case Not(part):
            return not holds(part, outcome)
        case And(parts):
            return all(holds(part, outcome) for part in parts)
        case Or(parts):
            return any(holds(part, outcome) for part in parts)
        case If(then, condition):
            return not holds(condition, outcome) or holds(then, outcome)


def atoms(expression: Expression) -> Iterator[Choice | Held]:
    """Its atoms, from left to right."""
    match expression:
        case Choice() | Held():
            yield expression
        case Not(part):
            yield from atoms(part)
        case And(parts) | Or(parts):
            for part in parts:
                yield from atoms(part)
        case If(then, condition):
            yield from atoms(then)
            yield from atoms(condition)


def issues_of(expression: Expression) -> tuple[str, ...]:
    """The issues that it speaks of, each once, in order of appearance."""
    return tuple(dict.fromkeys(a.issue for a in atoms(expression) if isinstance(a, Choice)))


def claims_of(expression: Expression) -> tuple[str, ...]:
    """The claims that it speaks of, each once, in order of appearance."""
    return tuple(dict.fromkeys(a.claim for a in atoms(expression) if isinstance(a, Held)))


def format(expression: Expression) -> str:
    """The text of an expression with as few brackets as it needs; reading it gives the same expression."""
    return _text(expression, 0)


def _text(expression: Expression, outer: int) -> str:
    match expression:
        case Choice(issue, options, negated):
            if len(options) == 1:
                return f"{issue} {'!=' if negated else '='} {options[0]}"
            return f"{issue} {'not in' if negated else 'in'} ({', '.join(options)})"
        case Held(claim):
            return claim
        case Not(part):
            level, text = 4, f"not {_text(part, 4)}"
        case And(parts):
            level, text = 3, " and ".join(_text(part, 4) for part in parts)
        case Or(parts):
            level, text = 2, " or ".join(_text(part, 3) for part in parts)
        case If(then, condition):
            level, text = 1, f"{_text(then, 1)} if {_text(condition, 2)}"
    return f"({text})" if level < outer else text


class _Parser:
    """Recursive descent over the tokens of one expression."""

    def __init__(self, text: str, kind: Kind) -> None:
        if len(text) > MAX_LENGTH:
            raise ExpressionError(f"an expression may have {MAX_LENGTH:,} characters at most", 0)
        self.kind = kind
        self.tokens: list[tuple[str, int]] = []
        for found in _TOKEN.finditer(text.rstrip()):
            position = found.start(found.lastgroup or 0)
            if found["odd"]:
                raise ExpressionError(_odd(found["odd"]), position)
            self.tokens.append((found["word"] or found["sign"], position))
        self.end = len(text.rstrip())
        self.at = 0
        self.depth = 0

    def whole(self) -> Expression:
        if not self.tokens:
            raise ExpressionError(f"nothing is written here; expected {self._atom_words()}", 0)
        found = self._if()
        if self.at < len(self.tokens):
            word, position = self.tokens[self.at]
            raise ExpressionError(f"{word!r} cannot stand here; expected {self._joiners()} or the end", position)
        return found

    def _peek(self, ahead: int = 0) -> str:
        at = self.at + ahead
        return self.tokens[at][0] if at < len(self.tokens) else ""

    def _position(self) -> int:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else self.end

    def _fail(self, expected: str) -> ExpressionError:
        word = self._peek()
        return ExpressionError(f"expected {expected}, but found {repr(word) if word else 'the end'}", self._position())

    def _take(self, word: str) -> bool:
        if self._peek() == word:
            self.at += 1
            return True
        return False

    def _deeper(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ExpressionError(f"deeper than {MAX_DEPTH} levels; use fewer brackets, nots and ifs", self._position())

    def _if(self) -> Expression:
        found = self._or()
        depth = self.depth
        while self.kind != "consents" and self._take("if"):
            self._deeper()
            found = If(found, self._or())
        self.depth = depth
        return found

    def _or(self) -> Expression:
        parts = [self._and()]
        while self._take("or"):
            parts.append(self._and())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _and(self) -> Expression:
        parts = [self._not()]
        while self._take("and"):
            parts.append(self._not())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _not(self) -> Expression:
        if self.kind != "consents" and self._take("not"):
            self._deeper()
            found = Not(self._not())
            self.depth -= 1
            return found
        return self._atom()

    def _atom(self) -> Expression:
        if self._take("("):
            self._deeper()
            found = self._if()
            if not self._take(")"):
                raise self._fail(f"{self._joiners()} or a closing bracket")
            self.depth -= 1
            return found
        name = self._name(self._atom_words())
        if self.kind == "outcomes":
            return self._choice(name)
        if self._peek() in ("=", "!=", "in", "=="):
            raise ExpressionError(
                f"{name} {self._peek()} … speaks of outcomes; here only {self._names()} can stand", self._position()
            )
        return Held(name)

    def _choice(self, issue: str) -> Expression:
        if self._peek() == "==":
            raise ExpressionError("write = instead of ==", self._position())
        if self._take("="):
            return Choice(issue, (self._name("an option"),))
        if self._take("!="):
            return Choice(issue, (self._name("an option"),), negated=True)
        negated = self._peek() == "not" and self._peek(1) == "in"
        self.at += negated
        if self._take("in"):
            return Choice(issue, self._options(), negated)
        raise ExpressionError(
            f"after the issue {issue} expected =, != or in; a claim cannot stand in an expression over outcomes",
            self._position(),
        )

    def _options(self) -> tuple[str, ...]:
        if not self._take("("):
            raise self._fail("an opening bracket, as in: in (a, b)")
        options = [self._name("an option")]
        while self._take(","):
            options.append(self._name("an option"))
        if not self._take(")"):
            raise self._fail("a comma or a closing bracket")
        return tuple(options)

    def _name(self, expected: str) -> str:
        word = self._peek()
        if not word or word in WORDS or not (word[0].isalpha() or word[0] == "_"):
            raise self._fail(expected)
        if not _NAME.fullmatch(word):
            raise ExpressionError(
                f"{word!r} is no name; names are of small letters, digits, - and _, such as {plain_name(word)}",
                self._position(),
            )
        self.at += 1
        return word

    def _names(self) -> str:
        return "names of claims" if self.kind == "claims" else "names of parties"

    def _atom_words(self) -> str:
        return {
            "outcomes": "an issue, as in route = south",
            "claims": "the name of a claim",
            "consents": "the name of a party",
        }[self.kind]

    def _joiners(self) -> str:
        return "'and' or 'or'" if self.kind == "consents" else "'and', 'or', 'if'"


def plain_name(text: str) -> str:
    """The nearest text that can be a name."""
    folded = re.sub(r"[^a-z0-9_-]+", "-", text.lower()).strip("-_")
    return folded if folded[:1].isalpha() else f"x-{folded}".rstrip("-")


def _odd(sign: str) -> str:
    if sign in "<>":
        return f"{sign!r} cannot stand here; options are not ordered: write = , != or in (a, b)"
    if sign in "&|":
        return f"{sign!r} cannot stand here; write and, or"
    return f"{sign!r} cannot stand here; names are of small letters, digits, - and _"
