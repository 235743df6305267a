"""What an Argdown file means as claims: statements and arguments, what their relations come to, and what cannot be said.

An argument that is only sketched is a claim of its own. One that is reconstructed is what its premises and conclusions say: each premise
supports the conclusion of its step; what the argument supports or attacks, its last conclusion does; an attack on it as a whole is one
on its last step, an undercut likewise. In strict mode a `-` between statements is a contrariety, hence a mutual rebuttal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from detente.case.scalars import name_problem
from detente.formats.argdown_syntax import Member, Outline, Step, Structure, Tie
from detente.formats.argument_map import ReadAttack, ReadClaim, ReadMap
from detente.formats.common import FormatError, identifiers

Key = tuple[str, str]
"""(sort, title) of a statement or an argument; those without a title go by their place."""
Pair = tuple[int, int]

_SPEAKERS = ("asserted_by", "proponent", "proponents")
_OWN = ("promotes", "at", "note", "undermines", "undercuts", *_SPEAKERS)


def meaning(found: Outline, front: Mapping[str, Any], file: str, stem: str) -> ReadMap:
    """The map of a file. Raises FormatError."""
    return _Meaning(found, front, file).map(stem)


class _Meaning:
    def __init__(self, found: Outline, front: Mapping[str, Any], file: str) -> None:
        self.file, self.found, self.front = file, found, front
        self.own = front["detente"] if isinstance(front.get("detente"), dict) else {}
        self.strict = isinstance(front.get("model"), dict) and front["model"].get("mode") == "strict"
        self.structures: dict[Key, Structure] = {}
        for structure in found.structures:
            if structure.of is not None:
                self.structures[key(structure.of)] = structure
        self.written: dict[Key, list[tuple[Member, tuple[str, ...]]]] = {}
        for member, section in found.members:
            self.written.setdefault(key(member), []).append((member, section))
        self.steps = [found for structure in found.structures for found in steps(structure)]
        self.of_step = {id(step): (before, conclusion) for before, step, conclusion in self.steps}
        self.concluded = {id(conclusion): step for _, step, conclusion in self.steps}
        self.known_sources = self._sources()
        self.said: Counter[str] = Counter()
        self.of_arguments = self._of_arguments()
        self.number = {name: number for number, name in enumerate(self._claims())}
        self.supports: list[Pair] = []
        self.attacks: list[ReadAttack] = []

    def _claims(self) -> list[Key]:
        """What becomes a claim: all but reconstructed arguments, and paragraphs without title and relations."""
        used = {key(end) for tie in self.found.ties for end in (tie.source, tie.target) if isinstance(end, Member)}
        used |= {key(entry) for s in self.found.structures for entry in s.entries if isinstance(entry, Member)}
        found = []
        for name, places in self.written.items():
            if name in self.structures:
                continue
            if places[0][0].title is None and name not in used:
                self.said["Paragraphs without title and relations, left out"] += 1
            else:
                found.append(name)
        return sorted(
            found, key=lambda name: next((m.at for m, _ in self.written[name] if m.text), self.written[name][0][0].at)
        )

    def map(self, stem: str) -> ReadMap:
        for before, _, conclusion in self.steps:
            self.supports += [(self._claim(premise), self._claim(conclusion)) for premise in before]
        for tie in self.found.ties:
            if tie.kind != "undercut":
                self._relation(tie)
        self._kinds()
        for tie in self.found.ties:
            if tie.kind == "undercut":
                self._undercut(tie)
        self._own_undercuts()
        title = self.front.get("title")
        return ReadMap(
            self.file,
            title if isinstance(title, str) and title.strip() else stem.replace("_", " ").strip() or "Argument map",
            tuple(self._read(name) for name in self.number),
            tuple(self.supports),
            tuple(self.attacks),
            tuple(self._notes()),
            self._parties(),
            tuple(self.known_sources),
        )

    # ------------------------------------------------------------ relations

    def _claim(self, member: Member) -> int:
        """The claim that a member speaks for: itself, or the last conclusion of a reconstructed argument."""
        seen: set[Key] = set()
        while (structure := self.structures.get(key(member))) is not None:
            if key(member) in seen:
                raise FormatError(
                    self.file, "An argument is its own conclusion.", "Conclude in a statement.", member.at
                )
            seen.add(key(member))
            last = structure.entries[-1]
            assert isinstance(last, Member)
            member = last
        return self.number[key(member)]

    def _relation(self, tie: Tie) -> None:
        assert isinstance(tie.target, Member)
        source, target = self._claim(tie.source), self._claim(tie.target)
        whole = self.structures.get(key(tie.target))
        if tie.kind == "support":
            self.supports.append((source, target))
            if whole is not None:
                self.said["Supports of a reconstructed argument, taken to be of its conclusion"] += 1
        elif whole is not None and tie.kind == "attack":
            self.said["Attacks on a reconstructed argument, taken to be on its last step"] += 1
            self._cut(source, self._last_step(whole))
        else:
            statements = tie.source.sort == tie.target.sort == "statement"
            mutual = tie.kind == "contradiction" or (self.strict and statements)
            self.attacks.append(ReadAttack(source, target, "rebut", not mutual))

    def _kinds(self) -> None:
        """Attacks in one direction that the data say to undermine, and two that meet as one mutual rebuttal."""
        undermines = {
            (number, self.number[("statement", other)])
            for name, number in self.number.items()
            for other in self._listed(name, "undermines")
            if ("statement", other) in self.number
        }
        one_way = {(a.source, a.target) for a in self.attacks if a.over}
        found = []
        for attack in self.attacks:
            ends = (attack.source, attack.target)
            if attack.over and ends in undermines:
                attack = ReadAttack(attack.source, attack.target, "undermine")
            elif attack.over and (attack.target, attack.source) in one_way - undermines:
                attack = ReadAttack(attack.source, attack.target)
            found.append(attack)
        self.attacks = found

    def _undercut(self, tie: Tie) -> None:
        source = self._claim(tie.source)
        if isinstance(tie.target, Step):
            pairs = self._of_step(tie.target)
        elif (structure := self.structures.get(key(tie.target))) is not None:
            pairs = self._last_step(structure)
        elif (step := self.concluded.get(id(tie.target))) is not None:
            pairs = self._of_step(step)
        else:
            target = self._claim(tie.target)
            pairs = [pair for pair in self.supports if pair[0] == target]
            pairs += [(a.source, a.target) for a in self.attacks if a.source == target and isinstance(a.target, int)]
            if not pairs:
                self.said["Undercuts of what leads nowhere, taken to be attacks on it"] += 1
                self.attacks.append(ReadAttack(source, target, "undermine"))
        self._cut(source, pairs)

    def _cut(self, source: int, pairs: Iterable[Pair]) -> None:
        self.attacks += [ReadAttack(source, pair, "undercut") for pair in dict.fromkeys(pairs)]

    def _of_step(self, step: Step) -> list[Pair]:
        before, conclusion = self.of_step[id(step)]
        return [(self._claim(premise), self._claim(conclusion)) for premise in before]

    def _last_step(self, structure: Structure) -> list[Pair]:
        last = structure.entries[-2]
        assert isinstance(last, Step)
        return self._of_step(last)

    def _own_undercuts(self) -> None:
        """Undercuts that stand in the data, as `argdown.text` writes those that Argdown itself cannot say."""
        for name, number in self.number.items():
            for link in self._listed(name, "undercuts"):
                ends = [("statement", end.strip()) for end in link.split("->")]
                if len(ends) == 2 and all(end in self.number for end in ends):
                    self._cut(number, [(self.number[ends[0]], self.number[ends[1]])])

    # ------------------------------------------------------------ claims

    def _of_arguments(self) -> dict[Key, list[str]]:
        """What was said of reconstructed arguments and of inferences, for the note of the conclusion."""
        said: dict[Key, list[str]] = {}
        for structure in self.found.structures:
            for member, _ in self.written[key(structure.of)] if structure.of is not None else ():
                if member.text:
                    said.setdefault(key(structure.entries[-1]), []).append(f"Argument {member.title}: {member.text}")
        for _, step, conclusion in self.steps:
            if step.rules:
                said.setdefault(key(conclusion), []).append(f"Inference: {step.rules}.")
        return said

    def _data(self, name: Key) -> dict[str, Any]:
        return {
            k: value for member, _ in self.written.get(name, ()) for data in member.data for k, value in data.items()
        }

    def _listed(self, name: Key, field: str) -> list[str]:
        """A text, or a list of texts, of the data."""
        given = self._data(name).get(field)
        return [text for text in (given if isinstance(given, list) else [given]) if isinstance(text, str) and text]

    def _read(self, name: Key) -> ReadClaim:
        places = self.written[name]
        title = places[0][0].title or ""
        texts = list(dict.fromkeys(member.text for member, _ in places if member.text))
        speakers = tuple(dict.fromkeys(who for field in _SPEAKERS for who in self._listed(name, field)))
        text = texts[0] if texts else title or "(A statement without text.)"
        fields: dict[str, Any] = {}
        if values := self._listed(name, "promotes"):
            fields["promotes"] = values
        if at := self._places(name):
            fields["at"] = at
        return ReadClaim(text, title, speakers, fields, tuple(self._remarks(name, texts, speakers)))

    def _remarks(self, name: Key, texts: Sequence[str], speakers: Sequence[str]) -> list[str]:
        """What goes into a claim's note: its own, its title where the name is another, other wordings, tags, data."""
        places, data = self.written[name], self._data(name)
        title = places[0][0].title
        said = self._listed(name, "note")
        if title and texts and identifiers([title], "c")[0] != title:
            said.append(f"Title: {title}.")
        said += [f"Also worded: {text}" for text in texts[1:]]
        said += self.of_arguments.get(name, ())
        tags = dict.fromkeys(tag for member, _ in places for tag in member.tags if tag not in speakers)
        said += [f"Tags: {', '.join(tags)}."] if tags else []
        said += [f"Link: {url}" for url in dict.fromkeys(url for member, _ in places for url in member.urls)]
        section = next((section for _, section in places if section), ())
        said += [f"Section: {' > '.join(section)}."] if section else []
        rest = {k: v for k, v in data.items() if k not in _OWN or (k == "at" and not self._places(name))}
        said += [f"Data: {in_words(rest)}."] if rest else []
        return said

    def _places(self, name: Key) -> list[Any]:
        """Places in sources that the front matter lists."""
        given = self._data(name).get("at")
        known = [source["id"] for source in self.known_sources]
        places = given if isinstance(given, list) else [given]
        return places if all(isinstance(p, dict) and p.get("source") in known for p in places) else []

    # ------------------------------------------------------------ the file

    def _parties(self) -> dict[str, Mapping[str, Any]]:
        given = self.own.get("parties")
        return {k: v for k, v in given.items() if isinstance(v, dict)} if isinstance(given, dict) else {}

    def _sources(self) -> list[dict[str, Any]]:
        given = self.own.get("sources")
        listed = given if isinstance(given, list) else []
        return [s for s in listed if isinstance(s, dict) and isinstance(s.get("id"), str) and not name_problem(s["id"])]

    def _notes(self) -> list[str]:
        plain = {k: v for k, v in self.front.items() if isinstance(v, str) and k != "title"}
        said = [f"Front matter: {in_words(plain)}."] if plain else []
        said += [f"{words}: {count}." for words, count in self.said.items()]
        joint = sum(len(before) > 1 for before, _, _ in self.steps)
        if joint:
            said.append(
                f"In {joint} of the file's inferences several premises support their conclusion together; "
                "here each supports it by itself."
            )
        return said


def key(member: Member | Step) -> Key:
    """What a member goes by."""
    assert isinstance(member, Member)
    if member.title is None:
        return (member.sort, f"\n{member.at[0]}:{member.at[1]}")
    return (member.sort, member.title)


def steps(structure: Structure) -> list[tuple[list[Member], Step, Member]]:
    """(premises, inference, conclusion) of each step: what the inference says it `uses`, else all since the last conclusion,
    that conclusion included."""
    found: list[tuple[list[Member], Step, Member]] = []
    before: list[Member] = []
    numbered: dict[int, Member] = {}
    step: Step | None = None
    for entry, number in zip(structure.entries, structure.numbers, strict=True):
        if isinstance(entry, Step):
            step = entry
            continue
        if step is not None:
            uses = [numbered[n] for n in _used(step) if n in numbered]
            found.append((uses or before, step, entry))
            before, step = [], None
        before = [*before, entry]
        numbered[number] = entry
    return found


def _used(step: Step) -> list[int]:
    given: Any = next((data["uses"] for data in step.data if "uses" in data), [])
    listed = given if isinstance(given, list) else [given]
    return [int(n) for n in listed if isinstance(n, str) and n.isdecimal() and len(n) < 10]


def in_words(value: Any) -> str:
    """Data in a sentence: `key: value; key: one, two`."""
    if isinstance(value, Mapping):
        return "; ".join(k if v is None else f"{k}: {in_words(v)}" for k, v in value.items())
    if isinstance(value, list):
        return ", ".join(in_words(item) for item in value)
    return "nothing" if value is None else str(value)
