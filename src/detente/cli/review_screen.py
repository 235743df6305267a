"""What a coder sees of a statement: the passage with what stands around it, and what was drafted."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Sequence

from detente.documents.coding import Decision, Entry, decided
from detente.documents.places import Verdict

AROUND = 300
"""Characters shown before and after a passage, about."""
OPEN, CLOSE = "⟦", "⟧"
BOLD, PLAIN = "\x1b[1m", "\x1b[0m"
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
REVIEW_KEYS = {
    "a": "accept",
    "r": "reject",
    "k": "kind",
    "c": "code anew",
    "n": "note",
    "b": "back",
    "s": "skip",
    "q": "quit",
    "?": "help",
}
ADJUDICATE_KEYS = {
    "1": "as the first",
    "2": "as the second",
    "r": "reject",
    "c": "code anew",
    "n": "note",
    "b": "back",
    "s": "skip",
    "q": "quit",
    "?": "help",
}
HELP = {
    "a": "It is a statement, and was drafted rightly.",
    "r": "It is no statement, or not one that counts here.",
    "k": "It is a statement, but of another kind; choose the kind.",
    "c": "It is a statement, but was drafted wrongly: each field is asked for. Enter keeps it, - empties it.",
    "n": "Write a note. It is kept with the decision.",
    "b": "Back to the statement before, to decide it again.",
    "s": "Leave it undecided, and go on.",
    "q": "Stop here. Everything decided is kept, and the next time starts with what is left.",
    "1": "What the first coder said holds.",
    "2": "What the second coder said holds.",
}


def clean(text: str) -> str:
    """Text of a document or a file as a terminal may show it: no control characters, one space."""
    return re.sub(r"\s+", " ", _CONTROL.sub("�", text)).strip()


def passage(text: str, start: int, end: int, width: int, color: bool) -> str:
    """A passage with what stands around it, wrapped; the passage itself between ⟦ ⟧, or in bold."""
    first, last = max(0, start - AROUND), min(len(text), end + AROUND)
    before, after = text[first:start], text[end:last]
    if first and " " in before:
        before = "… " + before.split(" ", 1)[1]
    if last < len(text) and " " in after:
        after = after.rsplit(" ", 1)[0] + " …"
    within = OPEN + clean(text[start:end]) + CLOSE
    shown = "\n".join(
        textwrap.fill(paragraph, width, initial_indent="  ", subsequent_indent="  ")
        for paragraph in _paragraphs(before, within, after)
    )
    return shown.replace(OPEN, BOLD).replace(CLOSE, PLAIN) if color else shown


def _paragraphs(before: str, within: str, after: str) -> Iterable[str]:
    """The paragraphs around the passage; what the documents has of our own marks is taken out."""
    strip = str.maketrans("", "", OPEN + CLOSE)
    above = [clean(part.translate(strip)) for part in re.split(r"\n\s*\n", before)]
    below = [clean(part.translate(strip)) for part in re.split(r"\n\s*\n", after)]
    middle = " ".join(part for part in (above[-1], OPEN + within[1:-1].translate(strip) + CLOSE, below[0]) if part)
    return [part for part in (*above[:-1], middle, *below[1:]) if part]


def fields(entry: Entry) -> tuple[tuple[str, str], ...]:
    """What was drafted about a statement, name by name."""
    told = [
        ("trigger", clean(entry.trigger)),
        ("kind", entry.kind),
        ("actor", clean(entry.actor or "nobody")),
        ("target", clean(entry.target or "nobody")),
        ("condition", clean(entry.condition or "none")),
        ("against", "yes" if entry.against else "no"),
    ]
    if entry.label:
        told.insert(0, ("number", clean(entry.label)))
    if entry.says:
        told.append(("said by", clean(" → ".join(entry.says))))
    return tuple(told)


def card(entry: Entry) -> str:
    """The fields of a statement, a line each."""
    return "\n".join(f"  {name:<10} {value}" for name, value in fields(entry))


def so_far(entry: Entry, decision: Decision) -> str:
    """What was decided about an entry, in words."""
    left = decided(entry, decision)
    if left is None:
        told = "reject"
    elif not decision.changed:
        told = "accept"
    else:
        now = dict(fields(left))
        changes = [f"{name} {now[name]}" for name in decision.changed if name in now]
        changes += ["other words"] if {"start", "end"} & set(decision.changed) else []
        told = f"code anew: {', '.join(changes)}"
    return told + (f" (note: {clean(decision.note)})" if decision.note else "")


def both(entry: Entry, names: Sequence[str], codings: Sequence[Decision], differ: Sequence[str]) -> str:
    """Two codings of a statement side by side, what differs marked with *."""
    left = [decided(entry, coding) for coding in codings]
    columns = [dict(fields(one)) if one else {} for one in left]
    lines = [f"  {'':<12} 1 {names[0]:<22} 2 {names[1]}"]
    told = ["reject" if one is None else "accept" for one in left]
    lines.append(f"  {_star('decision', differ):<12}   {told[0]:<22}   {told[1]}")
    for name in ("kind", "actor", "target", "condition", "against"):
        shown = [column.get(name, "–") for column in columns]
        lines.append(f"  {_star(name, differ):<12}   {shown[0][:22]:<22}   {shown[1]}")
    if "words" in differ:
        spans = [f"{one.at.start}–{one.at.end}" if one else "–" for one in left]
        lines.append(f"  {'words *':<12}   {spans[0]:<22}   {spans[1]}")
    for name, coding in zip(names, codings, strict=True):
        if coding.note:
            lines.append(f"  {name} notes: {clean(coding.note)}")
    return "\n".join(lines)


def _star(name: str, differ: Sequence[str]) -> str:
    return f"{name} *" if name in differ else name


def keys(table: dict[str, str]) -> str:
    """The keys, in a line."""
    return "  ".join(f"[{key}] {what}" for key, what in table.items())


def help_text(table: dict[str, str]) -> str:
    """What each key does."""
    return "\n".join(f"  {key}  {HELP[key]}" for key in table if key in HELP)


def place_told(entry: Entry, verdict: Verdict | None) -> str:
    """What is wrong with an entry's place, in a sentence; nothing where all is well. `None`: the document is not at hand."""
    if verdict is None:
        return f"The document of {entry.at.source} is not at hand, so the words cannot be shown. Name its folder: --documents DIR"
    if verdict.status == "moved":
        return f"The document has changed; the same words now stand at {verdict.start}–{verdict.end}."
    if verdict.status != "verbatim":
        return "The document has changed, and these words do not stand in it any more. Reject, skip, or code anew with other words."
    return ""
