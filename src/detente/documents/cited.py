"""What an audit of a document's citations finds: references, citations, and problems, each with its place in the text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

CitationKind = Literal["parenthetical", "narrative", "numeric", "note", "ibid", "secondary"]
ProblemKind = Literal[
    "missing reference",
    "unused reference",
    "spelling",
    "other year",
    "ambiguous ibid",
    "secondary citation",
    "truncated locator",
    "impossible date",
    "contradicted by title",
    "differs from title",
    "inconsistent abbreviation",
]


@dataclass(frozen=True, slots=True)
class Reference:
    """One entry of the list of references, at `text[start:end]` of the document.

    `authors`: family names, or a corporate author whole; a dash that repeats the author before is resolved. `year`: as cited, with its
    letter ("2007a"), None where there is none. `label`: its number in a numbered list. `published`: the day in the entry, if it names one.
    """

    start: int
    end: int
    authors: tuple[str, ...]
    year: str | None = None
    title: str | None = None
    container: str | None = None
    publisher: str | None = None
    published: date | None = None
    url: str | None = None
    doi: str | None = None
    label: str = ""
    given: tuple[str, ...] = ()
    """Given names or initials of `authors`, "" for a corporate author."""


@dataclass(frozen=True, slots=True)
class Citation:
    """One in-text citation of one work (of several, for a numeric range or an ibid. to a group), at `text[start:end]`.

    `targets`: indices of references, empty where none fits. `via`: indices of the references that it was "cited in".
    """

    start: int
    end: int
    text: str
    kind: CitationKind
    targets: tuple[int, ...] = ()
    via: tuple[int, ...] = ()
    locator: str | None = None


@dataclass(frozen=True, slots=True)
class CitationProblem:
    """Something to look at, at `text[start:end]`. `what` is a whole sentence; `question` where only a person can tell whether it is a slip.

    `references` and `citations`: indices of what it is about.
    """

    kind: ProblemKind
    start: int
    end: int
    text: str
    what: str
    question: bool = False
    references: tuple[int, ...] = ()
    citations: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Cited:
    """The citations of one document: its references in order, its citations in order, its problems in order."""

    references: tuple[Reference, ...]
    citations: tuple[Citation, ...]
    problems: tuple[CitationProblem, ...]
