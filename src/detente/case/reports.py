"""The reports that count: the evidence of applied events, brought together by source and claim.

Reports of one source on one claim hang together (one chance that the source is reliable, one chance that it would say
all this anyway), so they form one group. Which address each number of a group stands under is decided here, once, for
`detente.case.numbers` and `detente.case.credence` alike.

A report may be `absent`: it was to be expected, and did not come. Its numbers are the chances that it would have come, so
that their complements count: `1 - if_true`, `1 - if_false`. A source that only keeps silent has `1 - anyway`, the chance that it
would have kept silent if it is unreliable. Once it has said something on the claim too, its silence is part of what it says, and
the one `anyway` of what it said stands for all of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from detente.case.model import Case, Event, Evidence, Number

DEFAULT_RELIABILITY = Number(Fraction(1, 2), Fraction(1, 2))
UNKNOWN_CHANCE = Number(Fraction(0), Fraction(1), unknown=True)


@dataclass(frozen=True, slots=True)
class Report:
    """One piece of evidence of one event, with the address of its block."""

    event: str
    address: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Group:
    """All reports of one source on one claim, in the order of their events. `source` None: taken as wholly reliable."""

    claim: str
    source: str | None
    reports: tuple[Report, ...]


@dataclass(frozen=True, slots=True)
class Factor:
    """Where a party finds the numbers of a group.

    The group's likelihood is `rho * product(if) + (1 - rho) * anyway` times the bare likelihood ratios; `rho` and
    `anyway` are None where the source counts as wholly reliable. Of an `absent` pair, and of `anyway` where all of them are
    absent (`silent`), the complements count.
    """

    group: Group
    rho: str | None
    anyway: str | None
    pairs: tuple[tuple[str, str], ...]
    ratios: tuple[str, ...]
    absent: tuple[bool, ...] = ()
    """For each pair."""

    @property
    def silent(self) -> bool:
        """Is there nothing but silence?"""
        return bool(self.absent) and all(self.absent)


def evidence_addresses(case: Case, event: Event) -> tuple[str, ...]:
    """The address of each piece of evidence of an event: numbered only where the file writes a list."""
    stem = f"events.{event.id}.evidence"
    written = next((e.get("evidence") for e in _listed(case) if e.get("id") == event.id), None)
    if isinstance(written, list) or (written is None and len(event.evidence) > 1):
        return tuple(f"{stem}.{k}" for k in range(len(event.evidence)))
    return (stem,) * len(event.evidence)


def _listed(case: Case) -> tuple[Mapping[str, object], ...]:
    events = case.tree.get("events") or ()
    return tuple(e for e in events if isinstance(e, Mapping)) if isinstance(events, list) else ()


def reports(case: Case) -> tuple[Report, ...]:
    """The evidence of the events in `case.applied`, in order; what one source tells twice in one event counts once."""
    events = {event.id: event for event in case.events}
    found: list[Report] = []
    seen: set[tuple[str, str, str | None, bool]] = set()
    for name in case.applied:
        event = events.get(name)
        if event is None or not event.evidence:
            continue
        for address, evidence in zip(evidence_addresses(case, event), event.evidence, strict=True):
            key = (event.id, evidence.claim, evidence.source, evidence.absent)
            if key not in seen:
                seen.add(key)
                found.append(Report(event.id, address, evidence))
    return tuple(found)


def groups(case: Case) -> tuple[Group, ...]:
    """The reports by source and claim, in the order of first reports. Reports without a source stand alone."""
    found: dict[tuple[str, ...], list[Report]] = {}
    for report in reports(case):
        source = report.evidence.source
        key = (report.evidence.claim, source) if source else (report.evidence.claim, "", report.address)
        found.setdefault(key, []).append(report)
    return tuple(Group(key[0], key[1] or None, tuple(told)) for key, told in found.items())


def factor(group: Group, party: str) -> Factor:
    """Where `party` finds the numbers of this group: its own reading first, then what the file says for all.

    Raises ValueError where a report gives neither a likelihood ratio nor both chances, and for a bare ratio of an absent one.
    """
    pairs: list[tuple[str, str]] = []
    absent: list[bool] = []
    ratios: list[str] = []
    for report in group.reports:
        ratio = _ratio(report, party)
        if ratio is not None and report.evidence.absent:
            raise ValueError(
                f"{ratio} is of a report that did not come. Give if_true and if_false, the chances that it would have."
            )
        if ratio is not None:
            ratios.append(ratio)
        else:
            pairs.append((_side(report, party, "if_true"), _side(report, party, "if_false")))
            absent.append(report.evidence.absent)
    rho = anyway = None
    if group.source and pairs:
        rho = f"sources.{group.source}.reliability"
        own_rho = [r for r in group.reports if "reliability" in r.evidence.readers.get(party, {})]
        if own_rho:
            rho = f"{own_rho[0].address}.readers.{party}.reliability"
        anyway = _anyway(group, party)
    return Factor(group, rho, anyway, tuple(pairs), tuple(ratios), tuple(absent))


def _ratio(report: Report, party: str) -> str | None:
    """Where a bare likelihood ratio stands, if the party reads the report by one."""
    own = report.evidence.readers.get(party, {})
    if "likelihood_ratio" in own:
        return f"{report.address}.readers.{party}.likelihood_ratio"
    if report.evidence.likelihood_ratio is not None and not {"if_true", "if_false"} <= own.keys():
        return f"{report.address}.likelihood_ratio"
    return None


def _side(report: Report, party: str, side: str) -> str:
    if side in report.evidence.readers.get(party, {}):
        return f"{report.address}.readers.{party}.{side}"
    if getattr(report.evidence, side) is None:
        raise ValueError(f"{report.address} gives no {side}. Give if_true and if_false, or a likelihood_ratio.")
    return f"{report.address}.{side}"


def _anyway(group: Group, party: str) -> str:
    """Of what the source says on the claim; of its silence only where there is nothing else."""
    weighed = [report for report in group.reports if _ratio(report, party) is None]
    said = [report for report in weighed if not report.evidence.absent] or weighed
    for report in said:
        if "anyway" in report.evidence.readers.get(party, {}):
            return f"{report.address}.readers.{party}.anyway"
    for report in said:
        if report.evidence.anyway is not None:
            return f"{report.address}.anyway"
    return f"{said[0].address}.anyway"


def report_numbers(case: Case) -> dict[str, Number]:
    """The numbers of all reports that count, by address, with the defaults for what is not given.

    A source without a reliability has 1/2; a source whose readiness to say so *anyway* is not given may have any.
    """
    found: dict[str, Number] = {}
    for group in groups(case):
        readers = sorted({party for report in group.reports for party in report.evidence.readers})
        for party in ("", *readers):
            try:
                where = factor(group, party)
            except ValueError:
                continue
            for address in (*(a for pair in where.pairs for a in pair), *where.ratios, where.rho, where.anyway):
                if address is not None:
                    found[address] = _number(case, group, address)
    return found


def _number(case: Case, group: Group, address: str) -> Number:
    if address.startswith("sources."):
        source = case.sources.get(address.split(".")[1])
        return (source.reliability if source else None) or DEFAULT_RELIABILITY
    report = next(r for r in group.reports if address.startswith(r.address + "."))
    rest = address[len(report.address) + 1 :].split(".")
    if rest[0] == "readers":
        return report.evidence.readers[rest[1]][rest[2]]
    stated: Number | None = getattr(report.evidence, rest[0])
    return stated or UNKNOWN_CHANCE
