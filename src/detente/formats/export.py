"""A case written for Genius (XML) and GeniusWeb (JSON), as games for Gambit (`.nfg`, `.efg`: see `games`), its claims as an argument
map, a bare framework, coded text or a bibliography (see `claim_files`).

Reading back a domain that was written gives the same utilities exactly wherever the numbers have exact decimals in that format;
where they have none they are rounded to 17 places (weights of GeniusWeb to 15, so that they sum to 1), and a note says
so.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from json import dumps
from pathlib import Path
from typing import Any, Literal
from xml.sax.saxutils import quoteattr

from detente.case.fitting_words import owner
from detente.case.model import Case
from detente.formats.additive import AdditiveCase, AdditiveParty, additive
from detente.formats.common import FormatError, PlaceError, decimal, identifiers
from detente.formats.genius import DISCOUNT

Format = Literal[
    "genius",
    "geniusweb",
    "nfg",
    "efg",
    "aif",
    "argdown",
    "graphml",
    "apx",
    "tgf",
    "iccma",
    "annotations",
    "refi-qda",
    "dna",
    "dna-events",
    "csl",
    "bibtex",
]
FORMATS: tuple[Format, ...] = ("genius", "geniusweb")
"""Formats of negotiation domains, which can be read again."""
GAMES: tuple[Format, ...] = ("nfg", "efg")
"""Formats of games, which say less than a case, and something else."""
CLAIMS: tuple[Format, ...] = ("aif", "argdown", "graphml", "apx", "tgf", "iccma")
"""Formats of argument maps and bare frameworks, which hold the claims of a case and nothing else."""
PLACES: tuple[Format, ...] = ("annotations", "refi-qda", "dna", "dna-events")
"""Formats of coded text, which hold claims at their places in documents."""
SOURCES: tuple[Format, ...] = ("csl", "bibtex")
"""Formats of bibliographies, which hold the sources of a case."""
_MOST_SUMS = 50_000


def export(case: Case, format: str, folder: str | Path, beside: Path | None = None) -> list[Path]:
    """Write the case for another program: the domain's file, then one profile for each party; or games for Gambit.

    `format` is `genius`, `geniusweb`, `nfg` (all parties choosing at once), `efg` (a tree for each threat on record), one of `CLAIMS` or
    `PLACES`, for the claims alone, or of `SOURCES`; `beside` is a folder of documents that do not lie beside the case. The folder is made where it is missing, and no file is overwritten. Raises
    `FormatError` for what the format cannot hold, `PlaceError` where the files cannot stand; `notes` says what was brought down to its terms.
    """
    files, _ = _written(case, format, beside)
    place = Path(folder)
    for name in files:
        if (place / name).exists():
            raise PlaceError(str(place / name), "The file is already there.", "Choose an empty folder.")
    try:
        place.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (place / name).write_bytes(text.encode("utf-8") if isinstance(text, str) else text)
    except OSError as error:
        raise PlaceError(str(place), f"The folder cannot be written ({error.strerror}).", "Choose another.") from error
    return [place / name for name in files]


def notes(case: Case, format: str, beside: Path | None = None) -> tuple[str, ...]:
    """What `export` changes in order to fit the format, in whole sentences."""
    return _written(case, format, beside)[1]


def _written(case: Case, format: str, beside: Path | None) -> tuple[dict[str, str | bytes], tuple[str, ...]]:
    if format in (*CLAIMS, *PLACES, *SOURCES):
        from detente.formats.claim_files import WRITERS

        return WRITERS[format](case, beside)
    if format in GAMES:
        from detente.formats import games

        found, told = games.nfg_files(case) if format == "nfg" else games.efg_files(case)
        return {**found}, told
    if format not in FORMATS:
        known = ", ".join((*FORMATS, *GAMES, *CLAIMS, *PLACES, *SOURCES))
        raise FormatError(str(format), "There is no such format.", f"Choose one of: {known}.")
    plain, said = additive(case), []  # type: AdditiveCase, list[str]
    said.extend(plain.notes)
    stem = identifiers([plain.title], "domain")[0]
    names = identifiers([stem, *(party.name for party in plain.parties)], "p")[1:]
    if format == "genius":
        files: dict[str, str | bytes] = {f"{stem}-domain.xml": _genius_domain(plain)}
        files |= {
            f"{stem}-{name}.xml": _genius_profile(plain, p, said) for name, p in zip(names, plain.parties, strict=True)
        }
    else:
        files = {f"{stem}.json": _json(_domain(plain)) + "\n"}
        files |= {
            f"{stem}-{name}.json": _json(_profile(plain, p, said)) + "\n"
            for name, p in zip(names, plain.parties, strict=True)
        }
    return files, tuple(dict.fromkeys(said))


def _rounded(value: Fraction, places: int = 17) -> Fraction:
    return Fraction(round(value * 10**places), 10**places)


def _exactly(value: Fraction, what: str, said: list[str]) -> str:
    """The number's decimal; rounded to 17 places, with a note, where it has none."""
    text = decimal(value)
    if text is None:
        said.append(f"{what} are rounded to 17 decimal places.")
        text = decimal(_rounded(value))
    return text or "0"


# ---------------------------------------------------------------- Genius


_NO_XML = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


def _attribute(text: str) -> str:
    """`text` as an attribute's value, without the characters that XML cannot hold at all."""
    return quoteattr(_NO_XML.sub("", text))


def _genius_domain(plain: AdditiveCase) -> str:
    lines = [
        "<negotiation_template>",
        f'<utility_space number_of_issues="{len(plain.issues)}">',
        f'<objective index="0" name={_attribute(plain.title)} description="" type="objective" etype="objective">',
    ]
    for index, issue in enumerate(plain.issues, 1):
        lines.append(_genius_issue(index, issue.name))
        lines.extend(f'    <item index="{k}" value={_attribute(option)}/>' for k, option in enumerate(issue.options, 1))
        lines.append("</issue>")
    return "\n".join([*lines, "</objective>", "</utility_space>", "</negotiation_template>", ""])


def _genius_issue(index: int, name: str) -> str:
    return f'<issue index="{index}" name={_attribute(name)} type="discrete" etype="discrete" vtype="discrete">'


def _genius_profile(plain: AdditiveCase, party: AdditiveParty, said: list[str]) -> str:
    """A profile. Genius divides an issue's evaluations by their maximum, so a maximum below 1 goes into the weight."""
    most = [max(values) or Fraction(1) for values in party.values]
    scale = sum((w * m for w, m in zip(party.weights, most, strict=True)), Fraction(0))
    if scale != 1:
        said.append(
            f"{owner(party.name)} utilities are divided by {decimal(_rounded(scale, 6))}: so that every issue can reach 1."
        )
    weights = _genius_weights(party, most, scale, said)
    head = f'<objective index="0" name={_attribute(plain.title)} description="" type="objective" etype="objective">'
    lines = ["<utility_space>", head]
    for index, (issue, values) in enumerate(zip(plain.issues, party.values, strict=True), 1):
        lines.append(_genius_issue(index, issue.name))
        rated = zip(issue.options, _evaluations(values, said), strict=True)
        lines.extend(
            f'    <item index="{k}" value={_attribute(o)} evaluation="{e}"/>' for k, (o, e) in enumerate(rated, 1)
        )
        lines.append("</issue>")
    lines.extend(f'<weight index="{index}" value="{weight}"/>' for index, weight in enumerate(weights, 1))
    lines.append("</objective>")
    discount = DISCOUNT.search(party.note)
    lines.append(f'<discount_factor value="{discount.group(1) if discount else "1.0"}"/>')
    lines.append(f'<reservation value="{_genius_reservation(party, scale, said)}"/>')
    return "\n".join([*lines, "</utility_space>", ""])


def _genius_weights(party: AdditiveParty, most: Sequence[Fraction], scale: Fraction, said: list[str]) -> list[str]:
    """The weights as the case has them where these sum to about 1 (Genius normalises), else divided by their sum."""
    total = sum(party.written, Fraction(0))
    if all(m == 1 for m in most) and abs(total - 1) < Fraction(1, 1000) and all(decimal(w) for w in party.written):
        return [decimal(weight) or "0" for weight in party.written]
    return [
        _exactly(w * m / scale, f"{owner(party.name)} weights", said) for w, m in zip(party.weights, most, strict=True)
    ]


def _evaluations(values: Sequence[Fraction], said: list[str]) -> list[str]:
    """Whole numbers in the same proportions, as Genius files have them; decimals where these would be too large."""
    common = math.lcm(*(value.denominator for value in values))
    whole = [int(value * common) for value in values]
    shared = math.gcd(*whole) or 1
    if max(whole) // shared < 2**31:
        return [str(number // shared) for number in whole]
    return [_exactly(value, "Some evaluations", said) for value in values]


def _genius_reservation(party: AdditiveParty, scale: Fraction, said: list[str]) -> str:
    if party.reservation is None:
        said.append(f"{party.name} states no reservation; Genius knows none but 0, which is written.")
        return "0.0"
    reservation = party.reservation / scale
    if reservation > 1:
        said.append(
            f"{owner(party.name)} reservation lies above its best outcome and is written as 1, the most that Genius knows."
        )
        reservation = Fraction(1)
    return _exactly(reservation, f"{owner(party.name)} reservation and the like", said)


# ---------------------------------------------------------------- GeniusWeb


def _domain(plain: AdditiveCase) -> dict[str, Any]:
    return {
        "name": plain.title,
        "issuesValues": {issue.name: {"values": list(issue.options)} for issue in plain.issues},
    }


def _profile(plain: AdditiveCase, party: AdditiveParty, said: list[str]) -> dict[str, Any]:
    what = f"{owner(party.name)} values"
    utilities = {
        issue.name: {
            "DiscreteValueSetUtilities": {
                "valueUtilities": {
                    option: Fraction(_exactly(value, what, said))
                    for option, value in zip(issue.options, values, strict=True)
                }
            }
        }
        for issue, values in zip(plain.issues, party.values, strict=True)
    }
    weights = _unit_weights(party, said)
    return {
        "LinearAdditiveUtilitySpace": {
            "issueUtilities": utilities,
            "issueWeights": {issue.name: weight for issue, weight in zip(plain.issues, weights, strict=True)},
            "domain": _domain(plain),
            "name": party.name,
            "reservationBid": _reservation_bid(plain, party, said),
        }
    }


def _unit_weights(party: AdditiveParty, said: list[str]) -> list[Fraction]:
    """Decimals that sum to exactly 1, which GeniusWeb insists on."""
    if all(decimal(weight) for weight in party.weights):
        return list(party.weights)
    said.append(f"{owner(party.name)} weights are rounded to 15 decimal places.")
    weights = [_rounded(weight, 15) for weight in party.weights]
    weights[weights.index(max(weights))] += 1 - sum(weights)
    return weights


def _reservation_bid(plain: AdditiveCase, party: AdditiveParty, said: list[str]) -> dict[str, Any] | None:
    """The no-deal outcome, or else a bid that is worth the reservation, the next better one where there is none."""
    if party.reservation is None:
        return None
    bid = party.bid or _bid_worth(party)
    if bid is None:
        said.append(f"{party.name} prefers every bid to no deal; GeniusWeb has no bid for that, so none is written.")
        return None
    worth = sum((w * v[b] for w, v, b in zip(party.weights, party.values, bid, strict=True)), Fraction(0))
    if worth != party.reservation:
        said.append(
            f"No bid is worth {owner(party.name)} reservation {decimal(_rounded(100 * party.reservation, 4))}; "
            f"the bid written is worth {decimal(_rounded(100 * worth, 4))}."
        )
    return {"issuevalues": {issue.name: issue.options[b] for issue, b in zip(plain.issues, bid, strict=True)}}


def _bid_worth(party: AdditiveParty) -> tuple[int, ...] | None:
    """The bid of least utility at or above the reservation; the best bid where none is; None where all are above it.

    Sums of contributions issue by issue; beyond `_MOST_SUMS` different sums every second one is let go.
    """
    parts = [[weight * value for value in values] for weight, values in zip(party.weights, party.values, strict=True)]
    unit = math.lcm(*(part.denominator for row in parts for part in row))
    target = (party.reservation or Fraction(0)) * unit
    sums: dict[int, tuple[int, ...]] = {0: ()}
    for row in ([int(part * unit) for part in row] for row in parts):
        longer: dict[int, tuple[int, ...]] = {}
        for total, bid in sums.items():
            for option, part in enumerate(row):
                longer.setdefault(total + part, (*bid, option))
        while len(longer) > _MOST_SUMS:
            ordered = sorted(longer)
            longer = {total: longer[total] for total in {*ordered[::2], ordered[-1]}}
        sums = longer
    if min(sums) > target:
        return None
    above = [total for total in sums if total >= target]
    return sums[min(above) if above else max(sums)]


def _json(value: Any, indent: int = 0) -> str:
    """JSON text in which every `Fraction` is its exact decimal."""
    if isinstance(value, Fraction):
        return decimal(value) or "0"
    if not isinstance(value, Mapping):
        return dumps(value, ensure_ascii=False)
    inner = "  " * (indent + 1)
    lines = [f"{inner}{dumps(key, ensure_ascii=False)}: {_json(item, indent + 1)}" for key, item in value.items()]
    return "{\n" + ",\n".join(lines) + "\n" + "  " * indent + "}"
