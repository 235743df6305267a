"""Coding a statement anew: what a person is asked for, field by field."""

from __future__ import annotations

from collections.abc import Sequence

from detente.cli.keys import Keyboard
from detente.cli.papers_at_hand import Papers
from detente.documents.coding import KINDS, SPAN, Decision, Entry, Value, decided


def kind(keyboard: Keyboard) -> str | None:
    """A kind, chosen by its number; None where the person breaks off."""
    print("  " + "  ".join(f"[{n}] {name}" for n, name in enumerate(KINDS, 1)))
    key = keyboard.key()
    return KINDS[int(key) - 1] if key.isdecimal() and 1 <= int(key) <= len(KINDS) else None


def recoded(keyboard: Keyboard, papers: Papers, entry: Entry, earlier: Decision | None) -> dict[str, Value] | None:
    """What differs from the draft once a person has gone through the fields; None where they break off.

    Each field starts from the draft, or from what was decided `earlier`.
    """
    base = (decided(entry, earlier) if earlier else None) or entry
    answers: dict[str, Value] = {}
    print("  Enter keeps a field, - empties it.")
    answer = _asked(keyboard, "kind", base.kind, KINDS)
    if answer is None:
        return None
    answers["kind"] = answer or base.kind
    for name in ("actor", "target", "condition"):
        now: str | None = getattr(base, name)
        line = keyboard.line(f"  {name} [{now or '-'}]: ")
        if line is None:
            return None
        answers[name] = None if line == "-" else line or now
    answer = _asked(keyboard, "against", "yes" if base.against else "no", ("yes", "no"))
    if answer is None:
        return None
    answers["against"] = answer == "yes" if answer else base.against
    words = _words(keyboard, papers, entry, base)
    if words is None:
        return None
    return {name: value for name, value in answers.items() if value != getattr(entry, name)} | words


def _asked(keyboard: Keyboard, name: str, now: str, among: Sequence[str]) -> str | None:
    """One of several words, by as many first letters as tell it apart; "" keeps what is; None at the end of input."""
    while True:
        line = keyboard.line(f"  {name} [{now}] ({', '.join(among)}): ")
        if line is None or not line:
            return line
        fit = [word for word in among if word == line.lower()] or [w for w in among if w.startswith(line.lower())]
        if len(fit) == 1:
            return fit[0]
        print(f"  {line[:40]!r} is none of these.")


def _words(keyboard: Keyboard, papers: Papers, entry: Entry, base: Entry) -> dict[str, Value] | None:
    """The place of the words that a person gives; empty where those of the draft stay; None at the end of input."""
    kept: dict[str, Value] = {} if base.at == entry.at else {name: getattr(base.at, name) for name in SPAN}
    drafted, standing = papers.find(entry), papers.find(base)
    while True:
        line = keyboard.line(
            f"  words [as {'decided' if kept else 'shown'}] (the passage's words, … for words left out): "
        )
        if line is None:
            return None
        if not line and standing is not None and standing.start is not None:
            return kept
        found = papers.words(entry, line) if line else None
        if found is not None:
            same = drafted is not None and (found.start, found.end) == (drafted.start, drafted.end)
            return {} if same else found.span()
        gone = "  The words are not in the document any more: give others."
        print("  These words do not stand in the document." if line else gone)
