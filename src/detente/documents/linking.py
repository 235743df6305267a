"""From citations as found to the references that they mean."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Literal

from detente.documents.authors import acronym, cited_names, key
from detente.documents.cited import Reference
from detente.documents.document import Document
from detente.documents.intext import Found

Fit = Literal["exact", "letter", "spelling", "other year", "name", "none"]
ALIKE = 0.75
_NO_WORK = frozenset(
    [
        "treaty",
        "summit",
        "war",
        "olympics",
        "act",
        "conference",
        "resolution",
        "convention",
        "agreement",
        "declaration",
        "article",
        "directive",
        "law",
        "crisis",
        "election",
        "elections",
        "plan",
        "protocol",
        "accord",
        "session",
        "meeting",
        "championship",
        "edition",
        "version",
    ]
)


@dataclass(frozen=True, slots=True)
class Link:
    """Which references a citation means (indices), how well it fits (*letter*: the year without its letter, or with one more; *name*: no
    year to compare), and what was tried: `near` are references that come close. `source`: the citation (index) that an ibid. repeats."""

    found: Found
    targets: tuple[int, ...] = ()
    fit: Fit = "none"
    near: tuple[int, ...] = ()
    source: tuple[int, ...] = ()
    via: tuple[int, ...] = ()


class Shelf:
    """The references, to be looked up by year, by name and by number."""

    def __init__(self, references: tuple[Reference, ...]) -> None:
        self.references = references
        self.by_year: dict[str, list[int]] = defaultdict(list)
        self.by_name: dict[str, list[int]] = defaultdict(list)
        self.by_number: dict[int, list[int]] = defaultdict(list)
        self.keys: list[tuple[str, ...]] = []
        for at, reference in enumerate(references):
            self.keys.append(tuple(key(name) for name in reference.authors))
            self.by_year[(reference.year or "")[:4]].append(at)
            if reference.authors:
                for name in {key(reference.authors[0]), acronym(reference.authors[0]).casefold()} - {""}:
                    self.by_name[name].append(at)
            if reference.label.isdigit():
                self.by_number[int(reference.label)].append(at)

    def match(self, found: Found) -> Link:
        """The best link of a citation by names and year; words before the names are given up one by one."""
        best = self._match(found)
        if best.fit in ("exact", "letter", "name"):
            return best
        for skip, names in _shorter(found):
            trimmed = replace(found, names=names, start=found.start + skip, raw=found.raw[skip:])
            link = self._match(trimmed)
            if link.fit in ("exact", "letter", "name") or (link.fit == "spelling" and best.fit == "none"):
                return link
        return best

    def _match(self, found: Found) -> Link:
        same = self._same(found)
        if found.year is None:
            return self._by_name_alone(found, same)
        exact = [at for at in same if self.references[at].year == found.year]
        if exact:
            return Link(found, (self._fullest(found, exact),), "exact")
        loose = [
            at
            for at in same
            if (self.references[at].year or "")[:4] == found.year[:4]
            and _letterless(found.year, self.references[at].year)
        ]
        if loose:
            return Link(found, tuple(loose), "letter", tuple(loose))
        alike = self._alike(found)
        if alike:
            return Link(found, alike[:1], "spelling", alike)
        return Link(found, (), "other year", tuple(same)) if same else Link(found)

    def _same(self, found: Found) -> list[int]:
        """References by these authors, of any year."""
        if not found.names:
            return []
        wanted = tuple(key(name) for name in found.names)
        whole = key("".join(found.names))
        at_hand = dict.fromkeys(self.by_name.get(wanted[0], []) + self.by_name.get(whole, []))
        return [at for at in at_hand if self._agrees(wanted, whole, found, at)]

    def _agrees(self, wanted: tuple[str, ...], whole: str, found: Found, at: int) -> bool:
        have = self.keys[at]
        if whole == have[0] or (found.names[0].isupper() and acronym(self.references[at].authors[0]) == found.names[0]):
            return True
        if len(wanted) > len(have):
            return False
        return all(name in have for name in wanted) and wanted[0] == have[0]

    def _fullest(self, found: Found, exact: list[int]) -> int:
        """Of several that fit, the one whose authors are just these."""
        number = len(found.names)
        return min(
            exact,
            key=lambda at: (
                (min(number + 2, 3) > len(self.keys[at]), len(self.keys[at]) < 2)
                if found.more
                else (len(self.keys[at]) != number, False)
            ),
        )

    def _by_name_alone(self, found: Found, same: list[int]) -> Link:
        if not same:
            return Link(found)
        if found.title and len(same) > 1:
            wanted = key(found.title)
            titled = [at for at in same if wanted and wanted in key(self.references[at].title or "")]
            same = titled or same
        return Link(found, tuple(same) if len(same) > 1 else (same[0],), "name", tuple(same))

    def _alike(self, found: Found) -> tuple[int, ...]:
        """References of the same year whose first author is spelt much alike, best first."""
        from rapidfuzz.fuzz import ratio

        wanted = key(found.names[0]) if found.names else ""
        whole = key("".join(found.names))
        scored = []
        for at in self.by_year.get((found.year or "")[:4], []):
            have = self.keys[at]
            if not have or len(wanted) < 4 or not _letters_fit(found.year, self.references[at].year):
                continue
            score = max(ratio(wanted, have[0]), ratio(whole, have[0]) if len(found.names) > 1 else 0) / 100
            second = len(found.names) < 2 or len(have) < 2 or ratio(key(found.names[1]), have[1]) >= ALIKE * 100
            if score >= ALIKE and second:
                scored.append((-score, at))
        return tuple(at for _, at in sorted(scored))


def _letters_fit(one: str | None, other: str | None) -> bool:
    return bool(one and other) and (one == other or _letterless(one or "", other))


def _letterless(one: str, other: str | None) -> bool:
    """Whether the years differ only in that one of them has a letter."""
    return other is not None and one != other and (one[:4] == other or other[:4] == one)


def _shorter(found: Found) -> list[tuple[int, tuple[str, ...]]]:
    """The names as written without their first word, first two words, … and how many characters that leaves out."""
    options = []
    for at, char in enumerate(found.raw[:200]):
        if char.isspace() and found.raw[at + 1 :].strip():
            rest = found.raw[at + 1 :].lstrip()
            if rest[0].isupper() or rest.split()[0].islower():
                names, _ = cited_names(rest)
                if names:
                    options.append((len(found.raw) - len(rest), names))
    return options[:8]


def link(
    founds: tuple[Found, ...], references: tuple[Reference, ...], own: dict[int, int], document: Document
) -> tuple[Link, ...]:
    """Link every citation, in the order of the text, and leave out what is none. `own`: the index of each reference that a note gives."""
    shelf = Shelf(references)
    links: list[Link] = []
    for found in founds:
        if found.kind == "ibid":
            one = _ibid(found, links)
        elif found.kind == "numeric":
            targets = [at for number in found.numbers for at in shelf.by_number.get(number, [])[:1]]
            one = Link(found, tuple(targets), "exact" if len(targets) == len(found.numbers) else "none")
        elif found.reference >= 0:
            one = Link(found, (own[found.reference],), "exact")
        elif found.numbers:
            one = _of_note(found, links, document)
        else:
            one = shelf.match(found)
        if _kept(one):
            links.append(one)
    begins = {one.found.start: one for one in links}
    return tuple(replace(one, via=begins[one.found.via].targets) if one.found.via in begins else one for one in links)


def _kept(one: Link) -> bool:
    """Whether this is a citation: `(Geneva Summit, 1985)` is none unless the list has it."""
    if one.targets or one.near or one.found.kind in ("ibid", "numeric") or one.found.numbers:
        return True
    return bool(one.found.names) and not any(word.strip(",.") in _NO_WORK for word in one.found.raw.casefold().split())


def _of_note(found: Found, before: list[Link], document: Document) -> Link:
    """`supra note 3`: what note 3 cites, by this author where it cites several."""
    label = str(found.numbers[0])
    inside = [one for one in before if one.found.in_note and document.passages[one.found.passage].label == label]
    named = [
        one for one in inside if one.found.names and found.names and key(one.found.names[0]) == key(found.names[0])
    ]
    targets = tuple(dict.fromkeys(target for one in named or inside for target in one.targets))
    return Link(found, targets, "exact" if targets else "none")


def _ibid(found: Found, before: list[Link]) -> Link:
    """What ibid. repeats: all of the last bracket before it, in a note all of the last note."""
    last = next((k for k in range(len(before) - 1, -1, -1) if before[k].found.in_note == found.in_note), -1)
    if last < 0:
        return Link(found)
    head = before[last]
    if head.found.kind == "ibid":
        return replace(head, found=found)
    group = [last]
    while (
        group[0]
        and before[group[0] - 1].found.group == head.found.group
        and before[group[0] - 1].found.in_note == found.in_note
    ):
        group.insert(0, group[0] - 1)
    group = [k for k in group if before[k].found.via < 0] or [last]
    targets = tuple(dict.fromkeys(target for k in group for target in before[k].targets))
    return Link(found, targets, "exact" if targets else "none", source=tuple(group))
