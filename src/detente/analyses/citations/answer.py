"""The audit of a document's citations as a result: sentences, tables, and plain data."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

from detente.analyses._wording import count, listed
from detente.documents.citations import audit
from detente.documents.cited import Citation, CitationProblem, Cited, Reference
from detente.documents.document import Document
from detente.result import Column, Finding, Result, Table, View

_MOST = 40


@dataclass(frozen=True, slots=True)
class CitationsResult(Result):
    """What the audit of one document found. Offsets count code points of the document's text, as `detente read` shows it."""

    document: Document
    cited: Cited

    def findings(self) -> tuple[Finding, ...]:
        """How many citations lead to a reference, then every slip in a sentence, then every question, then what the reader warned of."""
        slips = [problem for problem in self.cited.problems if not problem.question]
        questions = [problem for problem in self.cited.problems if problem.question]
        found = [Finding(_counted(self.cited)), Finding(_kinds(slips, questions))]
        found += [Finding(text) for text in dict.fromkeys(problem.what for problem in slips[:_MOST])]
        if len(slips) > _MOST:
            found.append(
                Finding(f"{count(len(slips) - _MOST, 'further slip')} stand in the table of problems.", "caveat")
            )
        found += [
            Finding(text, "caveat")
            for text in dict.fromkeys(f"A question for a person: {problem.what}" for problem in questions[:_MOST])
        ]
        if len(questions) > _MOST:
            found.append(
                Finding(
                    f"{count(len(questions) - _MOST, 'further question')} stand in the table of problems.", "caveat"
                )
            )
        found += [Finding(warning, "caveat") for warning in self.document.warnings]
        found.append(
            Finding(
                "Only the document itself was read: whether a work exists, and says what it is cited for, was not looked up.",
                "caveat",
            )
        )
        return tuple(found)

    def views(self) -> tuple[View, ...]:
        """Three tables: references, citations, problems."""
        return _references(self.cited), _citations(self.cited), _problems(self.cited)

    def data(self) -> dict[str, Any]:
        """Everything, with offsets; `targets` and `via` are indices into `references`."""
        return {
            "references": [_reference_data(reference) for reference in self.cited.references],
            "citations": [asdict(citation) for citation in self.cited.citations],
            "problems": [asdict(problem) for problem in self.cited.problems],
        }


def citations(document: Document) -> CitationsResult:
    """Which citations of a document lead to a reference, which do not, and what looks like a slip?

    Reads the list of references (with a heading or without), references given in notes, and citations by author and year, by number,
    in notes, ibid. and second hand. A slip is said as a fact; what only a person can tell is said as a question.
    """
    return CitationsResult(document, audit(document))


def _reference_data(reference: Reference) -> dict[str, Any]:
    data = asdict(reference)
    data["published"] = reference.published.isoformat() if reference.published else None
    return data


def _counted(cited: Cited) -> str:
    total = len(cited.citations)
    if not total:
        return f"No citations were found; {_entries(len(cited.references))}."
    linked = sum(bool(one.targets) for one in cited.citations)
    second = sum(not one.targets and one.kind == "secondary" for one in cited.citations)
    rest = total - linked - second
    told = [f"{linked} lead to a reference" if linked != 1 else "1 leads to a reference"]
    if second:
        told.append(f"{second} {'is' if second == 1 else 'are'} known only through another work")
    if rest:
        told.append(f"{rest} {'leads' if rest == 1 else 'lead'} nowhere")
    return f"Of {count(total, 'citation')} {', '.join(told[:-1]) + ' and ' + told[-1] if len(told) > 1 else told[0]}; {_entries(len(cited.references))}."


def _entries(number: int) -> str:
    return (
        "no reference was found"
        if not number
        else f"{count(number, 'reference')} {'was' if number == 1 else 'were'} found"
    )


def _kinds(slips: list[CitationProblem], questions: list[CitationProblem]) -> str:
    """How many of which kind."""
    if not slips and not questions:
        return "Nothing in the citations or the references looks like a slip."
    kinds = Counter(problem.kind for problem in slips)
    words = listed([f"{number} of the kind “{kind}”" for kind, number in kinds.items()])
    first = f"{count(len(slips), 'slip')}: {words}" if slips else "No slip is certain"
    return f"{first}; {count(len(questions), 'further question')} for a person." if questions else f"{first}."


def _authors(reference: Reference) -> str:
    return "; ".join(
        f"{family}, {given}" if given else family
        for family, given in zip(reference.authors, reference.given or ("",) * len(reference.authors), strict=False)
    )


def _references(cited: Cited) -> Table:
    used = Counter(target for citation in cited.citations for target in citation.targets)
    columns = (
        Column("number", "No.", "integer"),
        Column("authors", "Authors"),
        Column("year", "Year"),
        Column("title", "Title"),
        Column("cited", "Cited", "integer"),
        Column("start", "From", "integer"),
    )
    rows = tuple(
        (at, _authors(reference) or None, reference.year, reference.title, used[at], reference.start)
        for at, reference in enumerate(cited.references)
    )
    return Table(
        "references",
        "References",
        columns,
        rows,
        "Numbers count from 0, as in the data; “from” counts characters of the text.",
    )


def _citations(cited: Cited) -> Table:
    columns = (
        Column("text", "Citation"),
        Column("kind", "Kind"),
        Column("leads", "Leads to"),
        Column("start", "From", "integer"),
    )
    rows = tuple((" ".join(one.text.split()), one.kind, _leads(cited, one), one.start) for one in cited.citations)
    return Table("citations", "Citations", columns, rows)


def _leads(cited: Cited, citation: Citation) -> str:
    if citation.targets:
        return "; ".join(f"{at}: {_short(cited.references[at])}" for at in citation.targets)
    return (
        "only through " + "; ".join(_short(cited.references[at]) for at in citation.via) if citation.via else "nowhere"
    )


def _short(reference: Reference) -> str:
    who = reference.authors[0] if reference.authors else (reference.title or "without author")
    return f"{who} {reference.year}" if reference.year else who


def _problems(cited: Cited) -> Table:
    columns = (
        Column("kind", "Kind"),
        Column("sure", "Slip or question"),
        Column("text", "Words"),
        Column("what", "What"),
        Column("start", "From", "integer"),
    )
    rows = tuple(
        (one.kind, "question" if one.question else "slip", " ".join(one.text.split())[:120], one.what, one.start)
        for one in cited.problems
    )
    return Table("problems", "Problems", columns, rows)
