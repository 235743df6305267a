"""What a case is: frozen data that knows no algorithm.

A case file is read as a tree of text (`detente.case.text`), checked and turned into these classes
(`detente.case.read`). Numbers keep the decimals that were written, as rationals. What a field means is fixed in
`docs/reference/case-file.md`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, Literal, get_args

Outcome = Mapping[str, str]
"""Issue name -> option name; *partial* where some issues are missing."""

Role = Literal["principal", "ally", "host", "convenor", "observer", "subject"]
Consents = tuple[frozenset[str], ...]
"""Alternatives without redundancy: each a set of parties that together suffice. Empty: nobody can."""


# ---------------------------------------------------------------- numbers


@dataclass(frozen=True, slots=True)
class Taken:
    """Where a number comes from: the quantity that a claim's check measures, translated point by point and straight between them.

    `worth`: (quantity, number), quantities increasing, two or more; below the first and above the last the number stays.
    """

    claim: str
    worth: tuple[tuple[Fraction, Fraction], ...]


@dataclass(frozen=True, slots=True)
class Number:
    """A number, or a range `low..high`, or `unknown`, with its grounds. Exact: decimals as written.

    `taken`: from the check of a claim; until that is worked out (`detente.steps.established`) the range is that of all its worths.
    """

    low: Fraction
    high: Fraction
    unknown: bool = False
    because: str | None = None
    rests_on: tuple[str, ...] = ()
    visible_to: tuple[str, ...] = ()
    taken: Taken | None = None


@dataclass(frozen=True, slots=True)
class Conditional:
    """A number that depends on a claim: its expectation under the party's own credence in `condition`."""

    condition: Expression
    then: Number
    otherwise: Number
    because: str | None = None
    rests_on: tuple[str, ...] = ()
    visible_to: tuple[str, ...] = ()


Value = Number | Conditional


# ---------------------------------------------------------------- expressions


@dataclass(frozen=True, slots=True)
class Choice:
    """`issue = option`, `issue in (a, b)`; with `negated`, `issue != option`."""

    issue: str
    options: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """A claim's name, as an atom."""

    claim: str


@dataclass(frozen=True, slots=True)
class Not:
    part: Expression


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class If:
    """`then if condition`: true where the condition is false."""

    then: Expression
    condition: Expression


Expression = Choice | Held | Not | And | Or | If


# ---------------------------------------------------------------- sources, parties, issues


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a source something stands (never a copy of it, unless the analyst keeps the words in `quote`)."""

    source: str
    where: str | None = None
    start: int | None = None
    end: int | None = None
    sha256: str | None = None
    quote: str | None = None
    reader: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    id: str
    title: str | None = None
    author: str | None = None
    container: str | None = None
    publisher: str | None = None
    date: str | None = None
    url: str | None = None
    language: str | None = None
    type: str | None = None
    document: str | None = None
    reliability: Number | None = None
    cited_in: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Party:
    id: str
    name: str
    kind: str | None = None
    role: Role = "principal"
    veto: bool = False
    level: str | None = None
    assessed_by: tuple[str, ...] = ()
    values_order: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Option:
    id: str
    label: str
    by: Consents | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Issue:
    """A question with options. `by` is the default of its options; `moves` lists every possible change instead."""

    id: str
    label: str
    question: str | None
    options: Mapping[str, Option]
    by: Consents | None = None
    irreversible: tuple[str, ...] = ()
    moves: tuple[tuple[Consents, tuple[tuple[str, str], ...]], ...] | None = None
    note: str | None = None


# ---------------------------------------------------------------- rules, no deal, preferences


@dataclass(frozen=True, slots=True)
class Rule:
    """`never` holds where the rule is broken (an `if/then` rule is broken where `if and not then`)."""

    never: Expression
    because: str | None = None


@dataclass(frozen=True, slots=True)
class NoDeal:
    """What no deal leads to. `ends`: a tuple of ends, each a tuple of (partial) outcomes: one at rest, several a cycle.
    `how` says where they come from (`outcome`: written down); `ends` is empty for `none` (a pure domain) and, until the step
    `detente.steps.predicted` has been taken, for `predicted` and `predicted-seq`. For `status_quo` the end is the status quo of the
    day. `other`: of what was predicted, the ends of the other of the two ways where they differ, None where they were not worked out."""

    how: Literal["status_quo", "outcome", "predicted", "predicted-seq", "none"]
    ends: tuple[tuple[Outcome, ...], ...] = ()
    because: str | None = None
    other: tuple[tuple[Outcome, ...], ...] | None = ()


@dataclass(frozen=True, slots=True)
class Together:
    """`add` (on the scale of the weights) where `when` holds."""

    when: Expression
    add: Value


@dataclass(frozen=True, slots=True)
class Preferences:
    """One of three forms: `weights` and `values` (cardinal), `priorities` or `ranking` (both ordinal).

    `readings`: names of rival assessments. `sees`: of which other parties this one takes the preferences to be other than the file
    says, with the name of that other's reading, or "" where the file spells out what differs (`detente.case.readings.as_seen`).
    """

    party: str
    form: Literal["cardinal", "priorities", "ranking", "indifferent"]
    weights: Mapping[str, Number] = field(default_factory=dict)
    order: tuple[str, ...] = ()
    values: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    together: tuple[Together, ...] = ()
    no_deal: Number | None = None
    priorities: tuple[Expression, ...] = ()
    ranking: tuple[tuple[Outcome, ...], ...] = ()
    readings: tuple[str, ...] = ()
    sees: Mapping[str, str] = field(default_factory=dict)
    because: str | None = None
    rests_on: tuple[str, ...] = ()
    visible_to: tuple[str, ...] = ()


# ---------------------------------------------------------------- claims and events


@dataclass(frozen=True, slots=True)
class Attack:
    """On a claim, or on the link `source -> target` (an undercut). A rebuttal is mutual unless `over`."""

    claim: str | None
    link: tuple[str, str] | None = None
    kind: Literal["rebut", "undermine", "undercut"] = "rebut"
    over: bool = False


Comparison = Literal[
    "sees",
    "sees at least until",
    "covers",
    "reaches",
    "distance",
    "lowest visible altitude",
    "needs speed",
    "adds to",
]
COMPARISONS: tuple[Comparison, ...] = get_args(Comparison)
"""What a check can compare."""


@dataclass(frozen=True, slots=True)
class Check:
    """What published geometry is asked about a claim: a comparison of named places (`docs/reference/coverage.md`). Names are those of the
    catalogue of coverage, not of the case.

    `sites` are held against `than`, or added to those in `to`; flights go from `areas` to where they are `bound` (the field `for`). `at_least` or `at_most`
    is what the claim asks, in the comparison's unit. `assume` says which rival assumptions are taken, by kind; all where a kind is not named. `leaves`:
    what the claim says beyond geometry.
    """

    compares: Comparison
    sites: tuple[str, ...]
    than: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    bound: tuple[str, ...] = ()
    at_least: Number | None = None
    at_most: Number | None = None
    assume: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    leaves: str | None = None
    because: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """`since`: the day from which it could be made (the last that the written date can mean), None for always.

    A claim that `means` a combination may have been asked for its `credence` too: a check on the others, never computed with.
    """

    id: str
    text: str
    asserted_by: tuple[str, ...] = ()
    at: tuple[Place, ...] = ()
    supports: tuple[str, ...] = ()
    attacks: tuple[Attack, ...] = ()
    promotes: tuple[str, ...] = ()
    credence: Mapping[str, Number] = field(default_factory=dict)
    means: Expression | None = None
    says: Mapping[str, str] = field(default_factory=dict)
    check: Check | None = None
    record: str | None = None
    note: str | None = None
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A report on a claim. `readers` holds, per party, what that party reads differently.

    `absent`: the report did not come; its numbers are the chances that it would have, and their complements count.
    """

    claim: str
    source: str | None = None
    if_true: Number | None = None
    if_false: Number | None = None
    anyway: Number | None = None
    likelihood_ratio: Number | None = None
    readers: Mapping[str, Mapping[str, Number]] = field(default_factory=dict)
    absent: bool = False


@dataclass(frozen=True, slots=True)
class Threat:
    """*If the addressee does `condition`, then we do `then`, unless `unless`; in return `promise`.*"""

    condition: Outcome
    then: Outcome
    unless: Outcome | None = None
    promise: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Event:
    id: str
    date: date
    """The last day that the written date can mean (`2007` counts as 31 December)."""
    written: str
    title: str | None = None
    by: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    at: tuple[Place, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    moves: Outcome | None = None
    offers: Outcome | None = None
    condition: Outcome | None = None
    until: str | None = None
    in_reply_to: str | None = None
    withdraws: str | None = None
    threatens: Threat | None = None
    changes: Mapping[str, Any] | None = None
    level: Mapping[str, str] = field(default_factory=dict)
    note: str | None = None


# ---------------------------------------------------------------- the case


@dataclass(frozen=True, slots=True)
class Case:
    """One dispute, as it stands after the events in `applied` (none: as the file's fields state it).

    `tree` is the text tree this was read from, after steps; `base` the same before any event. `origin` says where it came
    from and keeps its text, so that writing it back keeps comments, order and numbers as written.
    """

    title: str
    parties: Mapping[str, Party]
    issues: Mapping[str, Issue]
    rules: tuple[Rule, ...]
    table: tuple[str, ...]
    """Who must all accept: as written, or by default."""
    status_quo: Outcome | None
    no_deal: NoDeal
    preferences: Mapping[str, Preferences]
    sources: Mapping[str, Source]
    claims: Mapping[str, Claim]
    events: tuple[Event, ...]
    summary: str | None
    as_of: date | None
    applied: tuple[str, ...]
    tree: Mapping[str, Any] = field(repr=False)
    base: Mapping[str, Any] = field(repr=False)
    origin: Origin = field(repr=False)
    warnings: tuple[Problem, ...] = ()
    exactly_one: tuple[tuple[str, ...], ...] = ()
    """Lists of claims of which exactly one is true. Their stated credences are divided to sum to 1."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a text file, counted from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a case was read: the file's name as it is shown, its folder, its text, and where each path of its tree stands."""

    name: str
    folder: str | None
    text: str
    marks: Mapping[tuple[str | int, ...], Mark]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, where, and how to mend it. Errors stop an analysis; warnings travel with it as caveats."""

    severity: Literal["error", "warning"]
    file: str
    mark: Mark | None
    address: str
    what: str
    remedy: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.mark.line}:{self.mark.column}" if self.mark else self.file
        return f"{where}: {self.what} {self.remedy}".rstrip()


class CaseError(ValueError):
    """A case with errors. `problems` holds all of them, warnings included."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(p) for p in problems))
