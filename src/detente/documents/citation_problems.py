"""What looks like a slip among the citations of a document. A sentence each; what only a person can tell is a question."""

from __future__ import annotations

from detente.documents.authors import key
from detente.documents.cited import CitationProblem, ProblemKind, Reference
from detente.documents.document import Document
from detente.documents.entry_slips import entry_slips
from detente.documents.linking import Link
from detente.documents.references import Listed
from detente.documents.text_slips import text_slips

About = tuple[tuple[int, ...], tuple[int, ...]]


def problems(
    document: Document, references: tuple[Reference, ...], links: tuple[Link, ...], listed: Listed
) -> tuple[CitationProblem, ...]:
    """All that looks like a slip, in the order of the text."""
    found: list[CitationProblem] = []
    for at, link in enumerate(links):
        found.extend(_of_citation(document, references, links, at))
        if link.found.kind == "ibid":
            found.extend(_of_ibid(document, references, links, at))
        elif link.found.kind == "secondary":
            found.append(_second_hand(document, references, link, at))
    found.extend(_unused(document, references, links))
    found.extend(entry_slips(document, references))
    found.extend(text_slips(document, references, links, listed))
    return tuple(sorted(found, key=lambda problem: (problem.start, problem.end, problem.kind)))


def where(document: Document, passage: int) -> str:
    """A passage as a sentence names it: "item 3", "note 1", "the text"."""
    it = document.passages[passage]
    if it.kind == "item" and it.label and it.label != "•":
        return f"item {it.label}"
    if it.kind == "note":
        return f"note {it.label}" if it.label else "a note"
    return "the text"


def called(reference: Reference) -> str:
    """A reference as a sentence names it: "Lytle and Kopelman, 2005"."""
    names = list(reference.authors)
    if not names:
        return f"“{reference.title or 'an entry without author'}”" + (f", {reference.year}" if reference.year else "")
    who = " and ".join(names) if len(names) < 3 else f"{names[0]} et al."
    return f"{who}, {reference.year}" if reference.year else who


def every(references: tuple[Reference, ...], which: tuple[int, ...]) -> str:
    """Several references in a sentence."""
    names = [called(references[at]) for at in which]
    return names[0] if len(names) == 1 else "; ".join(names[:-1]) + " and " + names[-1] if names else "nothing"


def _problem(
    document: Document, link: Link, kind: ProblemKind, what: str, question: bool = False, about: About = ((), ())
) -> CitationProblem:
    start, end = link.found.start, link.found.end
    return CitationProblem(kind, start, end, document.text[start:end], what, question, *about)


def _of_citation(
    document: Document, references: tuple[Reference, ...], links: tuple[Link, ...], at: int
) -> list[CitationProblem]:
    """A citation that leads nowhere, or only nearly somewhere."""
    link = links[at]
    found, place = link.found, where(document, link.found.passage)
    text = " ".join(document.text[found.start : found.end].split())
    own: About = ((), (at,))
    if found.kind == "numeric" and link.fit == "none":
        listed = {references[target].label for target in link.targets}
        lost = [str(number) for number in found.numbers if str(number) not in listed]
        return [
            _problem(
                document,
                link,
                "missing reference",
                f"“{text}” in {place} cites number {', '.join(lost)}, which the list of references does not have.",
                about=own,
            )
        ]
    if found.kind in ("ibid", "secondary") or found.kind == "numeric":
        return []
    if link.fit == "spelling":
        reference = references[link.targets[0]]
        wording = (
            f"“{text}” in {place} is spelt differently in the list of references, which has “{called(reference)}”."
        )
        return [_problem(document, link, "spelling", wording, about=(link.targets, (at,)))]
    if link.fit == "other year":
        wording = f"“{text}” in {place} is not in the list of references, which has these authors with another year: {every(references, link.near)}."
        return [_problem(document, link, "other year", wording, about=(link.near, (at,)))]
    if link.fit == "letter":
        wording = (
            f"“{text}” in {place} does not say which of these it means: {every(references, link.near)}."
            if len(link.near) > 1
            else f"“{text}” in {place} and the list, which has {every(references, link.near)}, differ in the letter of the year: is the same work meant?"
        )
        return [_problem(document, link, "other year", wording, True, about=(link.near, (at,)))]
    if link.fit == "name" and len(link.targets) > 1:
        return [
            _problem(
                document,
                link,
                "other year",
                f"“{text}” in {place} gives no year and may mean any of these: {every(references, link.near)}.",
                True,
                about=(link.near, (at,)),
            )
        ]
    if link.fit == "none":
        note = "" if references else " (the document has no list of references that this program recognises)"
        return [
            _problem(
                document,
                link,
                "missing reference",
                f"“{text}” is cited in {place}, but no reference has that author{' and year' if link.found.year is not None else ''}{note}.",
                about=own,
            )
        ]
    return _accented(document, references, link, at)


def _accented(document: Document, references: tuple[Reference, ...], link: Link, at: int) -> list[CitationProblem]:
    """The same letters with and without accents: only a person can tell which is right."""
    if (
        link.fit != "exact"
        or not link.found.names
        or link.found.reference >= 0
        or not references[link.targets[0]].authors
    ):
        return []
    cited, listed = link.found.names[0], references[link.targets[0]].authors[0]
    if (
        key(cited) != key(listed)
        or not set(cited + listed) - set(map(chr, range(128)))
        or _flat(cited) == _flat(listed)
    ):
        return []
    text = document.text[link.found.start : link.found.end]
    what = f"“{text}” in {where(document, link.found.passage)} has “{cited}” where the list has “{listed}”: which accents are right?"
    return [_problem(document, link, "spelling", what, True, about=(link.targets, (at,)))]


def _flat(name: str) -> str:
    return name.casefold().replace("’", "'").replace("-", " ").replace("‐", " ").replace(" ", "")


def _of_ibid(
    document: Document, references: tuple[Reference, ...], links: tuple[Link, ...], at: int
) -> list[CitationProblem]:
    """An ibid. whose reader cannot be sure what it repeats."""
    link = links[at]
    place = where(document, link.found.passage)
    text = document.text[link.found.start : link.found.end].strip()
    own: About = (link.targets, (at,))
    if not link.source:
        return [
            _problem(
                document,
                link,
                "ambiguous ibid",
                f"“{text}” in {place} follows no citation that it could repeat.",
                about=own,
            )
        ]
    before = (
        links[at - 1].found
        if at and links[at - 1].found.in_note == link.found.in_note
        else links[link.source[-1]].found
    )
    reasons = []
    if before.passage != link.found.passage and not link.found.in_note:
        reasons.append(_crossing(document, before.passage, link.found.passage))
    if link.found.in_note and _notes_between(document, before.passage, link.found.passage):
        reasons.append("skips a note that cites nothing")
    several = len(link.source) > 1
    if several:
        reasons.append(f"follows a citation of {_number(len(link.source))} sources")
    if not reasons:
        return []
    meant = every(references, link.targets) if link.targets else "a work that is not listed"
    what = f"“{text}” in {place} {' and '.join(reasons)}, so that a reader cannot be sure what it repeats ({meant})."
    return [_problem(document, link, "ambiguous ibid", what, about=own)]


def _crossing(document: Document, before: int, here: int) -> str:
    if document.passages[here].kind == "item" or document.passages[before].kind == "item":
        return f"reaches back across an item of a list to {where(document, before)}"
    return "reaches back across the beginning of a paragraph"


def _notes_between(document: Document, before: int, here: int) -> bool:
    return any(document.passages[k].kind == "note" for k in range(before + 1, here))


def _number(number: int) -> str:
    return {2: "two", 3: "three", 4: "four"}.get(number, str(number))


def _second_hand(document: Document, references: tuple[Reference, ...], link: Link, at: int) -> CitationProblem:
    text = " ".join(document.text[link.found.start : link.found.end].split())
    through = f" through {every(references, link.via)}" if link.via else " through another work"
    listed = "; it is in the list all the same" if link.targets else " and is not in the list of references"
    what = f"“{text}” in {where(document, link.found.passage)} is known only{through}{listed}."
    return _problem(document, link, "secondary citation", what, about=(link.via, (at,)))


def _unused(document: Document, references: tuple[Reference, ...], links: tuple[Link, ...]) -> list[CitationProblem]:
    used = {target for link in links for target in (*link.targets, *link.via)}
    close: dict[int, list[int]] = {}
    for at, link in enumerate(links):
        for other in link.near:
            close.setdefault(other, []).append(at)
    found = []
    for which, reference in enumerate(references):
        if which in used:
            continue
        text = document.text[reference.start : reference.end]
        near = (
            f" (“{document.text[links[close[which][0]].found.start : links[close[which][0]].found.end]}” comes close)"
            if which in close
            else ""
        )
        what = f"Nothing in the text cites “{called(reference)}”, which the list of references has{near}."
        found.append(
            CitationProblem(
                "unused reference",
                reference.start,
                reference.end,
                text,
                what,
                references=(which,),
                citations=tuple(close.get(which, ())),
            )
        )
    return found
