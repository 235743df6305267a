"""Which of the things that a result rests on have lost their ground: passages that are not, or not so, in the documents at hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from detente.case.explain import explain
from detente.case.model import Case
from detente.case.passages import Folder, PlaceVerdict, places_report

UNSOUND = ("altered", "not found", "unreadable")


def unsound(case: Case, beside: Folder, addresses: Iterable[str]) -> tuple[str, ...]:
    """A sentence for each place that is altered, not found or cannot be read, among those of the claims and events that `addresses` rest
    on: those that the addresses name, those that a number says it rests on, and the evidence on these claims. In the order of the case.

    Documents that are not at hand say nothing. Raises `AddressError` for an address that the case does not have.
    """
    wrong = [verdict for verdict in places_report(case, beside) if verdict.status in UNSOUND]
    if not wrong:
        return ()
    grounds = {ground for address in dict.fromkeys(addresses) for ground in _grounds(case, address)}
    return tuple(_sentence(verdict) for verdict in wrong if _thing(verdict) in grounds)


def _grounds(case: Case, address: str) -> Iterator[str]:
    """The claims and events that a thing rests on, as addresses."""
    parts = address.split(".")
    if parts[0] == "events" and len(parts) > 1:
        yield f"events.{parts[1]}"
    for ground in explain(case, address, in_words=False).claims:
        yield f"claims.{ground.claim}"
        for event in case.events:
            if any(evidence.claim == ground.claim for evidence in event.evidence):
                yield f"events.{event.id}"


def _thing(verdict: PlaceVerdict) -> str:
    return ".".join(verdict.address.split(".")[:2])


def _sentence(verdict: PlaceVerdict) -> str:
    thing = _thing(verdict)
    if verdict.status == "altered":
        return f"This rests on {thing}, whose passage is not in {verdict.document} as it was noted: {verdict.diff}."
    if verdict.status == "not found":
        return f"This rests on {thing}, whose passage {verdict.document} does not have."
    return f"This rests on {thing}, whose passage nobody could check: {verdict.what}"
