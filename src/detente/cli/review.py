"""Commands about coding: `review` decides on the statements of a queue, one key at a time; `coders` says how far coders agree."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.frame import (
    PAPER,
    CaseArgument,
    Documents,
    Json,
    Misuse,
    NoColor,
    at_hand,
    colored,
    place,
    store,
    width,
)

if TYPE_CHECKING:
    from detente.cli.keys import Keyboard
    from detente.cli.papers_at_hand import Papers
    from detente.documents.coding import Decision, Entry, Value
    from detente.documents.comparing import Difference
    from detente.documents.places import Verdict

WIDEST = 100


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    for command in (review, coders):
        app.command(rich_help_panel=PAPER)(command)


def review(
    case: CaseArgument,
    coder: Annotated[
        str | None, typer.Option("--coder", metavar="NAME", help="Whose decisions these are; asked for the first time.")
    ] = None,
    adjudicate: Annotated[
        str | None,
        typer.Option("--adjudicate", metavar="NAME,NAME", help="Decide only where these two coders differ."),
    ] = None,
    apply: Annotated[
        bool, typer.Option("--apply", help="Add what was accepted to the case as claims, to be worded; review nothing.")
    ] = False,
    documents: Documents = None,
    no_color: NoColor = False,
) -> None:
    """Decide on the statements that were drafted from documents, one key at a time: accept, reject, code anew."""
    from detente.cli.keys import keyboard
    from detente.cli.papers_at_hand import Papers
    from detente.documents.coding import read_queue

    at_hand(documents)
    file = place(case)
    entries = read_queue(file.parent)
    papers = Papers.of(file, documents)
    who = _coder(file.parent, coder)
    if apply:
        _apply(file, who, entries, papers)
        return
    desk = Desk(file.parent, who, entries, papers, keyboard(), min(width(), WIDEST), colored(no_color))
    if adjudicate is None:
        _review(desk)
    else:
        _adjudicate(desk, _pair(file.parent, adjudicate))


def coders(
    case: CaseArgument,
    draws: Annotated[int, typer.Option(min=0, max=100_000, help="Draws of the statements, for the intervals.")] = 1000,
    seed: Annotated[int, typer.Option(min=0, help="The seed of the draws.")] = 0,
    json: Json = False,
) -> None:
    """How far do coders agree beyond chance, on which variables, and where do they differ?"""
    from detente.cli.coders import compare, told
    from detente.documents.coding import read_queue

    folder = place(case).parent
    found = compare(folder, read_queue(folder), draws, seed)
    if json:
        import json as writer
        from dataclasses import asdict

        print(writer.dumps(asdict(found), ensure_ascii=False, indent=2))
    else:
        print(told(found), end="")


def _coder(folder: Path, named: str | None) -> str:
    """Whose decisions these are: as named, or else the only coder there is so far. Raises Misuse."""
    from detente.documents.coding import ADJUDICATED, coder_file
    from detente.documents.coding import coders as known

    there = known(folder)
    if named is None:
        if len(there) == 1:
            print(f"Coder: {there[0]}")
            return there[0]
        among = f" Coders so far: {', '.join(there)}." if there else ""
        raise Misuse(f"Say whose decisions these are: --coder NAME.{among}")
    if named == ADJUDICATED:
        raise Misuse(f"{ADJUDICATED} is the name of the file of adjudicated decisions. Give the coder's own name.")
    coder_file(folder, named)
    return named


def _pair(folder: Path, named: str) -> tuple[str, str]:
    """The two coders of `--adjudicate`. Raises Misuse."""
    from detente.documents.coding import coders as known

    names = [name.strip() for name in named.split(",") if name.strip()]
    there = known(folder)
    missing = [name for name in names if name not in there]
    if len(names) != 2 or names[0] == names[1] or missing:
        so_far = ", ".join(there) or "none"
        raise Misuse(f"--adjudicate takes two coders who have decided something, as in anna,ben. So far: {so_far}.")
    return names[0], names[1]


# ---------------------------------------------------------------- the desk


@dataclass(frozen=True, slots=True)
class Desk:
    """What a review needs: where, who, what, the documents, and the person's end of it."""

    folder: Path
    coder: str
    entries: tuple[Entry, ...]
    papers: Papers
    keyboard: Keyboard
    width: int
    color: bool

    def head(self, entry: Entry, number: int, of: int) -> Verdict | None:
        """Show where an entry stands and its words. Returns what became of its place; None: no document."""
        from detente.cli.review_screen import clean, passage, place_told

        print(f"\n{number} of {of} · {clean(entry.at.source)}, {clean(entry.at.where)}\n")
        verdict = self.papers.find(entry)
        if verdict is not None and verdict.start is not None and verdict.end is not None:
            text = self.papers.text(entry.at.source)
            print(passage(text, verdict.start, verdict.end, self.width, self.color) + "\n")
        if trouble := self.papers.troubles.get(entry.at.source) or place_told(entry, verdict):
            print(f"  {trouble}\n")
        return verdict


# ---------------------------------------------------------------- one coder


def _review(desk: Desk) -> None:
    from detente.cli.review_screen import REVIEW_KEYS, card, help_text, keys, so_far
    from detente.documents.coding import coder_file, decide, pending, read_coder, strays

    decisions = read_coder(desk.folder, desk.coder)
    for name in strays(desk.entries, decisions):
        print(f"{name} was decided, but is not in the queue any more; the decision is kept and counts for nothing.")
    at = _next(desk.entries, decisions, 0)
    notes: dict[str, str] = {}
    while at is not None:
        entry = desk.entries[at]
        verdict = desk.head(entry, at + 1, len(desk.entries))
        print(card(entry))
        if entry.id in decisions:
            print(f"  decided    {so_far(entry, decisions[entry.id])}")
        print("\n" + keys(REVIEW_KEYS))
        key = desk.keyboard.key().lower()
        if key in ("", "q"):
            break
        if key == "b":
            at = max(0, at - 1)
        elif key == "s":
            at = _next(desk.entries, decisions, at + 1)
        elif key == "n":
            line = desk.keyboard.line("  note: ")
            if entry.id not in decisions:
                notes[entry.id] = line or ""
            elif line is not None:
                decisions = decide(desk.folder, desk.coder, replace(decisions[entry.id], note=line))
        elif key in ("a", "r", "k", "c"):
            made = _decision(desk, entry, key, verdict, decisions.get(entry.id))
            if made is not None:
                note = notes.pop(entry.id, decisions[entry.id].note if entry.id in decisions else "")
                decisions = decide(desk.folder, desk.coder, replace(made, note=note))
                print(f"  → {so_far(entry, decisions[entry.id])}")
                at = _next(desk.entries, decisions, at + 1)
        else:
            print(help_text(REVIEW_KEYS))
    _unkept(notes)
    left = len(pending(desk.entries, decisions))
    kept = f"Decisions are kept in {coder_file(desk.folder, desk.coder)}." if decisions else "Nothing was decided yet."
    print(f"\n{_left(left, len(desk.entries))} {kept}")


def _next(entries: Sequence[Entry], decisions: Mapping[str, Decision], start: int) -> int | None:
    """The first entry from `start` on that nothing is decided about."""
    return next((n for n in range(start, len(entries)) if entries[n].id not in decisions), None)


def _unkept(notes: Mapping[str, str]) -> None:
    for name in notes:
        print(f"The note on {name} is not kept: nothing was decided about it.")


def _left(left: int, of: int) -> str:
    if not left:
        return f"All {of} statements are decided."
    return f"{left} of {of} statements {'is' if left == 1 else 'are'} left."


def _decision(desk: Desk, entry: Entry, key: str, verdict: Verdict | None, earlier: Decision | None) -> Decision | None:
    """What a key decides; None where it decides nothing, with the reason said."""
    from detente.cli.recoding import kind, recoded
    from detente.documents.coding import Decision, now

    if verdict is None:
        print("  Nothing can be decided about words that nobody sees.")
        return None
    if key == "r":
        return Decision(entry.id, "reject", when=now())
    if verdict.start is None and key in ("a", "k"):
        print("  These words are gone, so they cannot be accepted. Reject, skip, or code anew with other words.")
        return None
    changed: dict[str, Value] = {}
    if key == "k":
        chosen = kind(desk.keyboard)
        if chosen is None:
            print("  The kind stays as it was; nothing is decided.")
            return None
        changed = {"kind": chosen} if chosen != entry.kind else {}
    elif key == "c":
        anew = recoded(desk.keyboard, desk.papers, entry, earlier)
        if anew is None:
            return None
        changed = anew
    return Decision(entry.id, "recode" if changed else "accept", changed, when=now())


# ---------------------------------------------------------------- two coders


def _adjudicate(desk: Desk, names: tuple[str, str]) -> None:
    from detente.cli.review_screen import ADJUDICATE_KEYS, both, help_text, keys, so_far
    from detente.documents.coding import ADJUDICATED, coder_file, decide, read_coder
    from detente.documents.comparing import differences

    codings = [read_coder(desk.folder, name) for name in names]
    differ = differences(desk.entries, codings[0], codings[1])
    entries = tuple(one.entry for one in differ)
    settled = read_coder(desk.folder, ADJUDICATED)
    at = _next(entries, settled, 0)
    notes: dict[str, str] = {}
    while at is not None:
        entry = entries[at]
        verdict = desk.head(entry, at + 1, len(entries))
        pair = [coding[entry.id] for coding in codings]
        print(both(entry, names, pair, differ[at].fields))
        if entry.id in settled:
            print(f"  settled      {so_far(entry, settled[entry.id])}")
        print("\n" + keys({**ADJUDICATE_KEYS, "1": f"as {names[0]}", "2": f"as {names[1]}"}))
        key = desk.keyboard.key().lower()
        if key in ("", "q"):
            break
        if key == "b":
            at = max(0, at - 1)
        elif key == "s":
            at = _next(entries, settled, at + 1)
        elif key == "n":
            notes[entry.id] = desk.keyboard.line("  note: ") or ""
        elif key in ("1", "2", "r", "c"):
            made = _settled(desk, entry, key, pair, verdict)
            if made is not None:
                made = replace(made, who=desk.coder, note=notes.pop(entry.id, ""))
                settled = decide(desk.folder, ADJUDICATED, made)
                print(f"  → {so_far(entry, settled[entry.id])}")
                at = _next(entries, settled, at + 1)
        else:
            print(help_text(ADJUDICATE_KEYS))
    _unkept(notes)
    _adjudicated(names, differ, settled, coder_file(desk.folder, ADJUDICATED))


def _settled(desk: Desk, entry: Entry, key: str, pair: Sequence[Decision], verdict: Verdict | None) -> Decision | None:
    """What a key settles: as one of the two coders, or otherwise."""
    from detente.documents.coding import now

    if key not in ("1", "2"):
        return _decision(desk, entry, key, verdict, None)
    taken = pair[int(key) - 1]
    if (verdict is None or verdict.start is None) and taken.decision != "reject":
        print("  Nothing can be accepted of words that nobody sees.")
        return None
    return replace(taken, when=now())


def _adjudicated(
    names: tuple[str, str], differ: Sequence[Difference], settled: Mapping[str, Decision], file: Path
) -> None:
    left = sum(one.entry.id not in settled for one in differ)
    if not differ:
        print(f"{names[0]} and {names[1]} differ nowhere, so there is nothing to adjudicate.")
        return
    kept = f" What was settled is kept in {file}." if len(differ) > left else ""
    total = f"{len(differ)} difference{'' if len(differ) == 1 else 's'}"
    are = "is" if left == 1 else "are"
    print(f"\n{f'{left} of {total} {are} left.' if left else f'All of {total} settled.'}{kept}")


# ---------------------------------------------------------------- into the case


def _apply(file: Path, coder: str, entries: Sequence[Entry], papers: Papers) -> None:
    """Add what was accepted to the case as claims; adjudicated decisions go before the coder's own."""
    from detente.case.read import text_of
    from detente.documents.coding import ADJUDICATED, final, read_coder
    from detente.formats.accepted import deciders, with_claims

    own, settled = read_coder(file.parent, coder), read_coder(file.parent, ADJUDICATED)
    accepted = final(entries, own | settled)
    by = deciders(coder, own, settled)
    made = with_claims(text_of(file), str(file), accepted, by, papers.found)
    for sentence in made.told:
        print(sentence, file=sys.stderr)
    if made.claims:
        store(file, made.text)
        count = len(made.claims)
        print(f"{count} claim{'' if count == 1 else 's'} added to {file}, each to be worded: {', '.join(made.claims)}.")
    else:
        print(
            f"Nothing to add: {file} has a claim for every accepted statement."
            if not made.told
            else "Nothing was added."
        )
