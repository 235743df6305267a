"""A page of our own, thirty quotes from it, and what quoting does to quotes. For tests of places."""

from __future__ import annotations

import random
import re

PAGE = """\
The upper valley and the lower valley share one river and two mills. For as long as anybody has kept books, the sluice at the
old weir was opened on the first of April and shut on the last day of October; the keys lay with the upper valley, and “the
lower valley paid for the grease”, as the saying went. Nobody called that a treaty. It was a habit, and habits need no clerks.

The habit broke in the winter of the long frost. The upper valley kept the sluice shut for three weeks more than custom allowed,
because ice had lifted two of the boards. The lower valley’s mill stood still for nine days. It sent a bill; the bill came back
unopened. “We do not pay for weather,” wrote the upper valley’s council — and added that whoever wanted water in March should
build a pond. The lower valley answered that a pond costs more than a key.

Three things have been tried since. First, a warden from outside was given the keys; he left after one season, since neither side
would heat his house. Second, the two councils met on the bridge every new moon, in principle; in practice they met twice. Third,
an engineer measured the flow at both mills, and found that the losses of the lower mill were real but small: some four per cent of
a year’s flour. The engineer’s report was praised by both councils and read by none.

What the lower valley wants is easily said: a key of its own, or a day in the calendar that no frost can move. What the upper
valley fears is harder to say aloud. If the lower valley holds a key, it could open the sluice at night, and the meadows above the
weir – the best hay in either valley – would dry out before midsummer. It has never done so. But then it has never had a key.

There is a way out that costs little. The sluice could have two locks, so that it opens only when both turn their keys, and a gauge
on the pillar of the bridge that says when they must. Below the red line anyone may demand that it be opened; above the green line
anyone may demand that it be shut; between the two, the custom holds. The gauge would not care who is right. It would only say
how deep the water is, and that, so far, is the one thing about which the valleys have never quarrelled.
"""

QUOTES = (
    "two mills",
    "kept books",
    "real but small",
    "habits need no clerks",
    "the long frost",
    "a key of its own",
    "read by none",
    "stood still for nine days",
    "the bill came back unopened",
    "every new moon, in principle",
    "the best hay in either valley",
    "a gauge on the pillar",
    "We do not pay for weather",
    "the lower valley paid for the grease",
    "a pond costs more than a key",
    "The upper valley and the lower valley share one river",
    "the keys lay with the upper valley, and “the lower valley paid for the grease”, as the saying went",
    "because ice had lifted two of the boards",
    "wrote the upper valley’s council — and added that whoever wanted water in March should build a pond",
    "a warden from outside was given the keys",
    "he left after one season, since neither side would heat his house",
    "in practice they met twice",
    "found that the losses of the lower mill were real but small: some four per cent of a year’s flour",
    "The engineer’s report was praised by both councils",
    "a day in the calendar that no frost can move",
    "it could open the sluice at night, and the meadows above the weir – the best hay in either valley – would dry out",
    "The sluice could have two locks, so that it opens only when both turn their keys",
    "Below the red line anyone may demand that it be opened",
    "the one thing about which the valleys have never quarrelled",
    "opened on the first of April and shut on the last day of October",
)
INVENTED = (
    "glass orchard",
    "purple lanterns sing",
    "the bishop's brass trumpet",
    "no ferry sailed on Sunday",
    "taxes on salt were doubled that year",
    "a railway will be built across the northern plain",
    "whoever finds the ring shall marry into the house",
    "the delegates left before the soup was served",
    "our embassy has received no such note and expects none before Friday",
    "seven hundred barrels of herring were thrown into the sea by order of the mayor",
)
WORDS = [
    "barley",
    "lantern",
    "quartz",
    "gallop",
    "marble",
    "tulip",
    "sombre",
    "pilgrim",
    "velvet",
    "anchor",
    "copper",
    "thistle",
]
_LOOKALIKES = {"e": "c", "l": "1", "o": "0", "i": "l", "n": "u", "m": "rn", "h": "b", "a": "o", "t": "f", "r": "n"}


def white(quote: str, chance: random.Random) -> str:
    return re.sub(r"\s", lambda _: chance.choice(["  ", "\n", "\t ", " \u00a0", "\r\n"]), quote)


def marks(quote: str, chance: random.Random) -> str:
    kinds = {"“": '"«″', "”": '"»″', "’": "'`´", "—": "–-―", "–": "-—−", "'": "’"}
    changed = "".join(chance.choice(kinds[c]) if c in kinds else c for c in quote)
    return f"“{changed}”" if changed == quote else changed


def case(quote: str, chance: random.Random) -> str:
    return chance.choice([str.upper, str.lower, str.title, str.swapcase])(quote)


def ocr(quote: str, chance: random.Random) -> str:
    """One letter in some thirty misread."""
    letters = [k for k, c in enumerate(quote) if c in _LOOKALIKES]
    wrong = set(chance.sample(letters, max(1, len(quote) // 35)))
    return "".join(_LOOKALIKES[c] if k in wrong else c for k, c in enumerate(quote))


def ellipsis(quote: str, chance: random.Random) -> str:
    words = quote.split()
    first = chance.randrange(1, len(words) - 1)
    second = chance.randrange(first + 1, len(words))
    return (
        " ".join(words[:first]) + chance.choice([" … ", " ... ", " [...] ", "…", " [ … ] "]) + " ".join(words[second:])
    )


def changed(quote: str, chance: random.Random) -> str:
    words = quote.split()
    words[chance.randrange(len(words))] = chance.choice(WORDS)
    return " ".join(words)


def dropped(quote: str, chance: random.Random) -> str:
    words = quote.split()
    many = chance.choice([1, 2, 3]) if len(words) > 7 else 1
    first = chance.randrange(1, len(words) - many)
    return " ".join((*words[:first], *words[first + many :]))


def long_text(size: int, seed: int) -> str:
    """Sentences of the page's own words in another order: like it everywhere, and of any size, with the page in the middle."""
    chance = random.Random(seed)
    words = re.findall(r"[\w’]+", PAGE)
    made: list[str] = []
    length = 0
    while length < size - len(PAGE):
        line = " ".join(chance.choice(words) for _ in range(chance.randrange(6, 20))).capitalize() + "."
        made.append(line + chance.choice([" ", " ", "\n", "\n\n"]))
        length += len(made[-1])
    half = len(made) // 2
    return "".join((*made[:half], PAGE, *made[half:]))[:size]
