"""Ways to make variants: values for addresses, draws from the ranges, things left out, the case after each event; and all of them crossed.

An *axis* is a sequence of variants of which one is taken; several axes are crossed, as the product of their variants.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import reduce
from itertools import chain, combinations
from math import prod
from random import Random

from detente import steps
from detente.case.addresses import set_in
from detente.case.model import Case
from detente.case.scalars import parse_number
from detente.result import WrongUse
from detente.studies.sweep.variants import Variant, joined

Axis = Sequence[Variant]
MOST = 1_000_000
"""So many what-ifs at most in one sweep."""
DIGITS = 9


def axis(text: str) -> tuple[Variant, ...]:
    """The variants of `ADDRESS=VALUES`. Values are divided by `|`; each is `10..40:7` (seven numbers evenly spaced from 10 to 40) or stands for
    itself, as the file would write it. `as_of=2007-01|2007-06` varies the day. Raises WrongUse, saying what does not fit."""
    address, equals, written = text.partition("=")
    address = address.strip()
    if not equals or not address or not written.strip():
        raise WrongUse(
            f"{text!r} varies nothing; write ADDRESS=VALUES, such as preferences.alder.weights.route=10..40:7 or tolls=alder|shared."
        )
    values = list(chain.from_iterable(_values(part.strip(), text) for part in written.split("|")))
    if len(set(values)) < len(values):
        twice = next(value for value in values if values.count(value) > 1)
        raise WrongUse(f"{text!r} has the value {twice} twice. Leave one out.")
    if address == "as_of":
        return tuple(Variant(as_of=value) for value in values)
    return tuple(Variant(set={address: value}) for value in values)


def _values(part: str, text: str) -> Iterator[str]:
    if not part:
        raise WrongUse(f"{text!r} has an empty value. Write values with | between them: 10|20|30.")
    ends, colon, many = part.rpartition(":")
    low_text, dots, high_text = ends.partition("..")
    if not colon or not dots:
        yield part
        return
    try:
        low, high = parse_number(low_text.strip()), parse_number(high_text.strip())
    except ValueError:
        raise WrongUse(
            f"{part!r} goes from no number or to none; write LOW..HIGH:HOW-MANY, such as 10..40:7."
        ) from None
    if not many.strip().isdecimal() or not 2 <= int(many) <= MOST:
        raise WrongUse(
            f"{part!r} asks for {many.strip() or 'no'} values; from 2 to {MOST:,} make sense, such as 10..40:7."
        )
    if low >= high:
        raise WrongUse(f"{part!r} is upside down: its low end must be less than its high end.")
    count = int(many)
    yield from (_decimal(low + (high - low) * step / (count - 1)) for step in range(count))


def _decimal(number: Fraction) -> str:
    text = f"{float(number):.{DIGITS}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def leave_out(case: Case, what: str, most: int = 1) -> tuple[Variant, ...]:
    """The case as it is, and without each thing of a list (`events` that have happened on its day, `claims`, `sources`); with `most` = 2 also
    without each two of them. Raises WrongUse for another list, and where it is empty."""
    there = {
        "events": list(case.applied) or [event.id for event in case.events],
        "claims": list(case.claims),
        "sources": list(case.sources),
    }
    if what not in there:
        raise WrongUse(f"What can be left out one by one: {', '.join(there)}; not {what!r}.")
    if not there[what]:
        raise WrongUse(f"The case has no {what} to leave out.")
    names = [f"{what}.{name}" for name in there[what]]
    return tuple(Variant(without=few) for size in range(most + 1) for few in combinations(names, size))


def each_event(case: Case) -> tuple[Variant, ...]:
    """The case before its first event and after each, in order, up to the day at which it stands."""
    happened = len(case.applied) or len(case.events)
    if not happened:
        raise WrongUse("The case has no events.")
    return tuple(Variant(events=number) for number in range(happened + 1))


def draws(many: int) -> tuple[Variant, ...]:
    """So many draws from the team's ranges: in each, every number that has a range is one drawn from it."""
    if not 1 <= many <= MOST:
        raise WrongUse(f"{many:,} draws from the ranges; from 1 to {MOST:,} make sense.")
    return tuple(Variant(draw=number) for number in range(many))


def crossed(axes: Sequence[Axis], sample: int | None = None, seed: int = 0) -> tuple[Variant, ...]:
    """Every combination of one variant from each axis, the last axis changing fastest; or a `sample` of them, chosen at random without
    repeating, in the same order. Raises WrongUse where there are too many, or two axes vary one address."""
    total = prod(len(one) for one in axes)
    if sample is not None and sample < 1:
        raise WrongUse(f"A sample of {sample} what-ifs is none; ask for at least 1.")
    if min(total, sample or total) > MOST:
        raise WrongUse(f"That makes {total:,} what-ifs; {MOST:,} can be done. Take a sample of them, or fewer values.")
    places: Sequence[int] = range(total)
    if sample is not None and sample < total:
        places = _chosen(total, sample, Random(seed))
    return tuple(reduce(joined, _combination(axes, place), Variant()) for place in places)


def _chosen(total: int, sample: int, random: Random) -> list[int]:
    """`sample` different whole numbers below `total`, in order (`Random.sample` stops at 2⁶³)."""
    if total < 2**62:
        return sorted(random.sample(range(total), sample))
    found: set[int] = set()
    while len(found) < sample:
        found.add(random.randrange(total))
    return sorted(found)


def _combination(axes: Sequence[Axis], place: int) -> list[Variant]:
    found = []
    for one in reversed(axes):
        place, here = divmod(place, len(one))
        found.append(one[here])
    return found[::-1]


def check(case: Case, variants: Sequence[Variant]) -> None:
    """Raise AddressError, or WrongUse, for an address that no variant of this case could set: before thousands say so one by one."""
    for address in dict.fromkeys(address for variant in variants for address in variant.set):
        set_in(case.base, address, "0")
        writer = steps.overwritten(case, address)
        if writer is not None:
            raise WrongUse(
                f"{address} is overwritten by the event {writer}, which has happened. Vary what events.{writer} writes, or choose a day before it."
            )
    for address in dict.fromkeys(address for variant in variants for address in variant.without):
        set_in(case.base, address, None)
