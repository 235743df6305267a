"""Argumentation frameworks of other programs, in and out: ICCMA'23, APX (ASPARTIX, with `support` as bipolar programs write it), TGF.

A framework is named by its file. Names are kept as written; argument *i* of an ICCMA'23 file, which numbers its arguments, is named `i`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from pathlib import Path

import numpy as np

from detente.formats.common import FormatError
from detente.theory.framework import NamedFramework, Pairs, framework

SUFFIXES = {".apx": "apx", ".tgf": "tgf", ".af": "iccma", ".iccma": "iccma"}
LARGEST_FILE = 200 * 2**20
MOST_ARGUMENTS = 2_000_000
"""Bytes; the largest frameworks of the competitions are below this."""

_PLAIN = r"[^\s,()\"%.]+"
_NAME = r'"(?:[^"\\\n]|\\.)*"|[^\s,()"%]+'
_SIMPLE = re.compile(rf"\s*+(?:arg\({_PLAIN}\)\.\s*+|att\({_PLAIN},{_PLAIN}\)\.\s*+)*+")
_STATEMENT = re.compile(rf"(arg|att|support)\s*\(\s*({_NAME})\s*(?:,\s*({_NAME})\s*)?\)\s*\.")
_SKIPPED = re.compile(r"(?:\s+|%[^\n]*)+")
_ATTACKS = frozenset({"", "attack", "attacks", "att", "-"})
_SUPPORTS = frozenset({"support", "supports", "sup", "+"})


def is_framework(path: str | Path) -> bool:
    """Whether a file's name says that it holds a framework: .apx, .tgf, .af or .iccma."""
    return Path(path).suffix.lower() in SUFFIXES


def read_framework(path: str | Path) -> NamedFramework:
    """The framework in a file of ICCMA'23, APX or TGF, by its suffix.

    Raises FormatError, with the line, where the file is malformed, names an argument twice, or has an attack on something that is none.
    """
    path = Path(path)
    kind = SUFFIXES.get(path.suffix.lower())
    if kind is None:
        remedy = "Name it .apx, .tgf, or .af for the format of ICCMA'23."
        raise FormatError(path.name, "The name does not say which kind of framework this is.", remedy)
    raw = _contents(path)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise FormatError(path.name, "This is not UTF-8 text.", "Save the file as UTF-8.", (line, 1)) from error
    names, attacks, supports = _READERS[kind](text, path.name)
    bases = np.full(len(names), np.nan)
    made = framework(len(names), attacks, supports)
    return NamedFramework(path.stem, tuple(names), made, bases, hashlib.sha256(raw).hexdigest())


def _contents(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise FormatError(path.name, "The file is larger than 200 MB.", "Check that it is a framework.")
        return path.read_bytes()
    except OSError as error:
        raise FormatError(
            str(path), f"The file cannot be read ({error.strerror}).", "Check its name and place."
        ) from error


# ---------------------------------------------------------------- APX

_Read = tuple[Sequence[str], Pairs, Pairs]


def _apx(text: str, file: str) -> _Read:
    """`arg(a). att(a,b). support(a,b).`, in any order, `%` to the end of a line a comment, names quoted where they need it."""
    if not _SIMPLE.fullmatch(text):
        return _apx_with_care(text, file)
    names = re.findall(rf"arg\(({_PLAIN})", text)
    pairs = re.findall(rf"att\(({_PLAIN}),({_PLAIN})\)", text)
    numbers = {name: place for place, name in enumerate(names)}
    try:
        attacks = _numbered(numbers, pairs)
    except KeyError:
        return _apx_with_care(text, file)
    return (names, attacks, _numbered({}, ())) if len(numbers) == len(names) else _apx_with_care(text, file)


def _apx_with_care(text: str, file: str) -> _Read:
    """The same, statement by statement, for whatever is not written in the simplest way."""
    names: dict[str, int] = {}
    pairs: dict[str, list[tuple[str, str, int]]] = {"att": [], "support": []}
    place = 0
    while place < len(text):
        if skipped := _SKIPPED.match(text, place):
            place = skipped.end()
            continue
        found = _STATEMENT.match(text, place)
        if found is None or (found[1] == "arg") != (found[3] is None):
            raise FormatError(file, *_not_apx(text, place))
        if found[1] == "arg":
            if _unquoted(found[2]) in names:
                at = _at(text, place)
                raise FormatError(file, f"The argument {found[2]} stands there twice.", "Remove one of the two.", at)
            names[_unquoted(found[2])] = len(names)
        else:
            pairs[found[1]].append((_unquoted(found[2]), _unquoted(found[3]), place))
        place = found.end()
    for first, second, start in chain(*pairs.values()):
        for name in (first, second):
            if name not in names:
                raise FormatError(file, *_unknown(name, f"arg({name})."), _at(text, start))
    attacks, supports = (_numbered(names, [pair[:2] for pair in pairs[word]]) for word in ("att", "support"))
    return list(names), attacks, supports


def _numbered(numbers: Mapping[str, int], pairs: Iterable[tuple[str, str]]) -> Pairs:
    """Pairs of names as pairs of numbers. Raises KeyError."""
    return np.fromiter(map(numbers.__getitem__, chain.from_iterable(pairs)), dtype=np.int64).reshape(-1, 2)


def _not_apx(text: str, place: int) -> tuple[str, str, tuple[int, int]]:
    line = text[place:].split("\n", 1)[0].strip()
    what = f'"{line[:60]}" is neither arg(…)., att(…,…). nor support(…,…).'
    return what, "Each of these ends with a full stop; comments begin with %.", _at(text, place)


def _unknown(name: str, how: str) -> tuple[str, str]:
    return f'"{name}" is attacked, attacks or supports, but no argument has that name.', f"Add {how}"


def _unquoted(name: str) -> str:
    return re.sub(r"\\(.)", r"\1", name[1:-1]) if name.startswith('"') else name


def _at(text: str, place: int) -> tuple[int, int]:
    """Line and column, from 1."""
    return text.count("\n", 0, place) + 1, place - text.rfind("\n", 0, place)


# ---------------------------------------------------------------- ICCMA'23


def _iccma(text: str, file: str) -> _Read:
    """`p af n`, then a line `i j` for each attack; lines that begin with `#` are comments."""
    lines = text.splitlines()
    told = [
        (number, line.strip())
        for number, line in enumerate(lines, 1)
        if line.strip() and not line.lstrip().startswith("#")
    ]
    first = re.fullmatch(r"p\s+af\s+(\d{1,9})", told[0][1]) if told else None
    if first is None:
        at = (told[0][0] if told else 1, 1)
        raise FormatError(file, "The file does not begin with a line p af n.", "n is the number of arguments.", at)
    size, rest = int(first[1]), [line for _, line in told[1:]]
    if size > MOST_ARGUMENTS:
        raise FormatError(
            file,
            f"{size:,} arguments are more than can be read.",
            f"Up to {MOST_ARGUMENTS:,} are; check the first line.",
            (told[0][0], 1),
        )
    simple = re.compile(r"\d{1,9}\s+\d{1,9}")
    for number, line in told[1:]:
        if not simple.fullmatch(line):
            what = f'"{line[:60]}" is not an attack.'
            raise FormatError(file, what, "An attack of 1 on 2 is a line 1 2.", (number, 1))
    attacks = np.fromiter(map(int, chain.from_iterable(map(str.split, rest))), dtype=np.int64).reshape(-1, 2) - 1
    wrong = np.flatnonzero(((attacks < 0) | (attacks >= size)).any(1))
    if len(wrong):
        what = f'The attack "{rest[wrong[0]]}" names an argument that is not there.'
        raise FormatError(file, what, f"They are numbered 1 to {size}.", (told[1 + int(wrong[0])][0], 1))
    return [str(number) for number in range(1, size + 1)], attacks, _numbered({}, ())


# ---------------------------------------------------------------- TGF


def _tgf(text: str, file: str) -> _Read:
    """A line `id` or `id label` for each argument, a line `#`, a line `id id` or `id id label` for each attack or support.

    What stands behind an argument's id is not kept. The label of a pair is `attack` (or nothing) or `support`.
    """
    names: dict[str, int] = {}
    pairs: tuple[list[tuple[str, str]], list[tuple[str, str]]] = ([], [])
    behind = False
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split(None, 2 if behind else 1)
        if not words:
            continue
        if words == ["#"]:
            if behind:
                raise FormatError(
                    file, "A second line # stands there.", "One divides arguments from attacks.", (number, 1)
                )
            behind = True
        elif not behind:
            if words[0] in names:
                raise FormatError(file, f'The argument "{words[0]}" stands there twice.', "Remove one.", (number, 1))
            names[words[0]] = len(names)
        else:
            pairs[_kind(words, file, number)].append((words[0], words[1]))
            for name in words[:2]:
                if name not in names:
                    raise FormatError(file, *_unknown(name, f"a line {name} above the line #."), (number, 1))
    if not behind:
        raise FormatError(file, "There is no line #.", "It divides the arguments from the attacks.", (1, 1))
    return list(names), _numbered(names, pairs[0]), _numbered(names, pairs[1])


def _kind(words: Sequence[str], file: str, number: int) -> int:
    """0 for an attack, 1 for a support."""
    label = words[2].strip().lower() if len(words) == 3 else ""
    if len(words) < 2:
        raise FormatError(
            file, f'"{words[0]}" names one argument, an attack two.', "Write: attacker target", (number, 1)
        )
    if label not in _ATTACKS | _SUPPORTS:
        what = f'The label "{label[:40]}" says neither attack nor support.'
        raise FormatError(file, what, "Write attack, support, or nothing for an attack.", (number, 1))
    return int(label in _SUPPORTS)


_READERS: dict[str, Callable[[str, str], _Read]] = {"apx": _apx, "iccma": _iccma, "tgf": _tgf}


# ---------------------------------------------------------------- out


def write_framework(named: NamedFramework, format: str) -> str:
    """The framework as text of a file: `apx`, `tgf` or `iccma`.

    Base scores have no place in these formats and are left out. ICCMA'23 numbers the arguments (from 1, in their order, with the names in
    comments) and has no supports. Raises FormatError where the format cannot say it.
    """
    if format not in _WRITERS:
        raise FormatError(named.title, f'"{format}" is not a format for frameworks.', f"Known: {', '.join(_WRITERS)}.")
    return _WRITERS[format](named)


def _to_apx(named: NamedFramework) -> str:
    names = [_quoted(name) for name in named.names]
    lines = [f"arg({name})." for name in names]
    for word, pairs in (("att", named.framework.attacks), ("support", named.framework.supports)):
        lines += [f"{word}({names[first]},{names[second]})." for first, second in pairs.tolist()]
    return "\n".join([*lines, ""])


def _quoted(name: str) -> str:
    plain = re.fullmatch(r"[a-z0-9][\w']*", name, re.ASCII)
    escaped = name.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return name if plain else f'"{escaped}"'


def _to_tgf(named: NamedFramework) -> str:
    for name in named.names:
        if name != "".join(name.split()) or name in ("", "#"):
            what = f'The name "{name[:60]}" cannot stand in a TGF file, where spaces end a name.'
            raise FormatError(named.title, what, "Write APX, or name it without spaces.")
    lines = [*named.names, "#"]
    for word, pairs in (("", named.framework.attacks), (" support", named.framework.supports)):
        lines += [f"{named.names[first]} {named.names[second]}{word}" for first, second in pairs.tolist()]
    return "\n".join([*lines, ""])


def _to_iccma(named: NamedFramework) -> str:
    if len(named.framework.supports):
        raise FormatError(named.title, "ICCMA'23 files have no supports.", "Write APX or TGF.")
    numbered = all(name == str(number) for number, name in enumerate(named.names, 1))
    comments = [] if numbered else [f"# {n} {' '.join(name.split())}" for n, name in enumerate(named.names, 1)]
    attacks = [f"{first} {second}" for first, second in (named.framework.attacks + 1).tolist()]
    return "\n".join([f"p af {named.framework.size}", *comments, *attacks, ""])


_WRITERS: dict[str, Callable[[NamedFramework], str]] = {"apx": _to_apx, "tgf": _to_tgf, "iccma": _to_iccma}
