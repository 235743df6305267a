"""Names of authors: as lists of references write them, as texts cite them, and whether two are the same."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from detente.documents.dates import MONTHS

PARTICLES = frozenset(
    [
        "de",
        "del",
        "della",
        "der",
        "den",
        "di",
        "da",
        "do",
        "dos",
        "du",
        "la",
        "le",
        "van",
        "von",
        "vom",
        "zu",
        "zur",
        "zum",
        "ten",
        "ter",
        "te",
        "af",
        "av",
        "el",
        "al",
        "bin",
        "ibn",
        "ben",
        "y",
        "e",
        "d'",
        "'t",
    ]
)
JOINERS = frozenset(
    [
        "and",
        "&",
        "et",
        "und",
        "y",
        "e",
        "og",
        "och",
        "en",
        "i",
        "of",
        "for",
        "the",
        "on",
        "in",
        "at",
        "to",
        "des",
        "der",
        "die",
        "für",
        "et.",
        "al.",
        "al",
    ]
)
_MONTHS = frozenset(month.casefold() for month in MONTHS)
_BODY = re.compile(
    r"\b(?:of|for|the|Ministry|Department|Institute|Institut|University|Agency|Council|Commission|Committee|Centre|Center|Association|Alliance|Union"
    r"|Board|Bank|Office|Organi[sz]ation|Society|Foundation|Group|Authority|News|Times|Post|Tribune|Press|Reuters|Nations|Company|Corporation"
    r"|Bureau|Parliament|Government|Federation|League|Service|Network|Forum|Secretariat|Trust|Academy|Court|Party|Assembly|Ltd|Inc)\b"
)
_EDITORS = re.compile(r"\(\s*(?:eds?|hrsg|dir|coord|trans)\.?\s*\)\.?|,?\s*\b(?:eds?|editors?)\.?$", re.IGNORECASE)
_AND = re.compile(r"\s*(?:,\s*)?(?:\s&|\band\b|\bund\b|\bet\b(?!\s+al)|\by\b|\bog\b)\s+")
_ET_AL = re.compile(r",?\s*(?:\bet\s+al\b\.?|\bu\.\s?a\.|\band others\b|\band colleagues\b)", re.IGNORECASE)
_SUFFIX = re.compile(r"^(?:Jr|Sr|II|III|IV)\.?$")
_INITIALS = re.compile(r"^(?:[^\W\d_a-z]\.?[-\s]?|[^\W\d_a-z][^\W\d_A-Z]\.[-\s]?){1,5}$")
_DOTTED = re.compile(r"(?:[^\W\d_a-z]\.-?){1,5}")
_TITLES = re.compile(
    r"^(?:(?:President|Prime Minister|Minister|Secretary|Senator|General|Colonel|Sir|Lord|Lady|Dr|Prof|Professor|Mr|Mrs|Ms|Judge|Justice|Ambassador)\.?\s+)+"
)
Name = tuple[str, str]


def parse_authors(segment: str, given_first: bool = False) -> tuple[Name, ...]:
    """(family, given) of each author of an entry: `Smith, J., & de Bree, D.`, `Smith, Jane, and Tom Brown`, `J. Smith`,
    `Smith AB, Jones C`; a corporate author whole. `given_first`: the first may be `Jane Smith`, as in a note."""
    segment = _EDITORS.sub("", segment.replace("*", "").replace("_", " "))
    segment = re.sub(r"\s+", " ", _ET_AL.sub("", segment)).strip(" ,;:")
    if not segment:
        return ()
    if is_body(segment):
        return ((segment.rstrip("."), ""),)
    if ";" in segment:
        parts = [part.strip() for part in re.split(r";|\s&\s|\band\b", segment) if part.strip()]
        return tuple(name for part in parts for name in _one_group([part], given_first))
    groups = [group.strip(" ,") for group in _AND.split(segment) if group.strip(" ,")]
    return _one_group(groups, given_first)


def _one_group(groups: list[str], given_first: bool) -> tuple[Name, ...]:
    people: list[list[str]] = []
    for group in groups:
        tokens = [part.strip() for part in group.split(",")]
        tokens = [token for token in tokens if token and not _SUFFIX.match(token)]
        for place, token in enumerate(tokens):
            if (
                place + 1 < len(tokens)
                and is_initials(tokens[place + 1])
                and not is_initials(token)
                and not _packed(token.split())
            ):
                people.append([token, ""])
            else:
                _take(people, token, place, given_first)
    return tuple((family.strip(), given.strip()) for family, given in people if family.strip())


def _take(people: list[list[str]], token: str, place: int, given_first: bool) -> None:
    words = token.split()
    last = people[-1] if people else None
    if last and not last[1] and place and is_initials(token):
        last[1] = token
    elif len(words) > 1 and _packed(words):
        people.append([" ".join(words[:-1]), words[-1].rstrip(".")])
    elif len(words) > 1 and (is_initials(words[0]) or people or given_first) and not (place == 1 and _lone(people)):
        people.append(list(given_before(token)))
    elif place == 1 and _lone(people) and last:
        last[1] = token.rstrip(".")
    else:
        people.append([token.rstrip("."), ""])


def _lone(people: list[list[str]]) -> bool:
    """Whether the first author still waits for a given name."""
    return len(people) == 1 and not people[0][1] and len(people[0][0].split()) <= 4


def _packed(words: list[str]) -> bool:
    """`Smith AB`."""
    last = words[-1].rstrip(".")
    return last.isalpha() and last.isupper() and len(last) <= 3 and not words[0].isupper() and len(words) <= 4


def given_before(token: str) -> Name:
    """`Jane van der Meer` as (`van der Meer`, `Jane`)."""
    words = token.split()
    at = len(words) - 1
    for k in range(1, len(words)):
        if words[k].casefold() in PARTICLES:
            at = k
            break
    return " ".join(words[at:]).rstrip("."), " ".join(words[:at])


def is_initials(token: str) -> bool:
    """`J.`, `J.-P.`, `AB`, `Th.`."""
    token = token.strip()
    return bool(token) and len(token) <= 14 and (bool(_INITIALS.match(token)) or (token.isupper() and len(token) <= 3))


def is_body(segment: str) -> bool:
    """Whether this names a body and no person."""
    if re.search(r"(?:^|[\s,])[A-Z]\.", segment) and "U.S." not in segment and "U.N." not in segment:
        return False
    words = segment.replace(",", " ").split()
    return len(words) > 1 and not re.fullmatch(r"[\w'’-]+, [\w'’-]+\.?", segment) and bool(_BODY.search(segment))


def plausible(segment: str, longest: int = 24) -> bool:
    """Whether a stretch can be a list of authors: capitals, particles and joining words, no quotation marks."""
    if not segment.strip() or len(segment) > 320 or any(mark in segment for mark in '“”"«»?!=/*'):
        return False
    words = _ET_AL.sub("", _EDITORS.sub("", segment)).replace(",", " ").replace(";", " ").split()
    if not words or len(words) > longest * 2:
        return False
    first = words[0]
    if not (first[0].isupper() or first.casefold() in PARTICLES or first.startswith(("d'", "d’", "'t", "’t"))):
        return False
    return all(_may_name(word) for word in words) and any(char.isupper() for word in words for char in word[:3])


def _may_name(word: str) -> bool:
    word = word.strip(".()[]")
    return (
        not word or word[0].isupper() or word.casefold() in PARTICLES or word.casefold() in JOINERS or "'" in word[:3]
    )


def is_month(word: str) -> bool:
    """Whether this is the English name of a month."""
    return word.casefold().strip(".,") in _MONTHS


@lru_cache(maxsize=20000)
def key(name: str) -> str:
    """A name as it is compared: case, accents, spaces, hyphens and stops do not count."""
    flat = unicodedata.normalize("NFKD", name.replace("ß", "ss").replace("ø", "o").replace("Ø", "O").replace("ł", "l"))
    return "".join(c for c in flat.casefold() if c.isalnum())


def cited_names(text: str) -> tuple[tuple[str, ...], bool]:
    """The names in `Smith, Jones & de Bree` or `Smith et al.` as cited, initials and titles of office dropped, and whether more
    are meant. A body stays whole."""
    more = bool(_ET_AL.search(text))
    text = re.sub(r"\s+", " ", _ET_AL.sub("", re.sub(r"\[[^\]]*\]", "", text))).strip(" ,;.:")
    text = re.sub(r"[’']s?$", "", text)
    if is_body(text):
        return (re.sub(r"^(?:The|the)\s+", "", text),), more
    parts = [part.strip() for group in _AND.split(text) for part in group.split(",")]
    names = [_family(part) for part in parts if (part and not is_initials(part)) or (part and len(parts) == 1)]
    return tuple(name for name in names if name), more


def _family(part: str) -> str:
    part = _TITLES.sub("", part)
    words = part.split()
    while len(words) > 1 and _DOTTED.fullmatch(words[0]):
        words.pop(0)
    if len(words) > 1 and _DOTTED.fullmatch(words[-1]):
        words.pop()
    return " ".join(words)


def acronym(name: str) -> str:
    """The initials of a body: `UCS` of Union of Concerned Scientists."""
    return "".join(word[0] for word in re.split(r"[\s-]+", name) if word[:1].isupper())
