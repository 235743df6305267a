"""The cases that come with Détente: they load, their places hold, and the flagship is complete by its brief."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from detente import steps
from detente.case import events, passages, read, readings
from detente.case.model import Case, Claim, Conditional, Event, Number, Place, Preferences, Value
from detente.documents import places

HERE = Path(__file__).resolve().parent.parent
FLAGSHIP = "missile-defence-2007"
ESSAY = "joseph-2008"
DOCUMENTS = HERE.parent / "shared" / "documents"
BIBLIOGRAPHY = {"title", "author", "container", "publisher"}
"""Titles and names of works are facts; they may stand as they are printed."""

REASONS = ["us-protects", "us-assures", "us-dissuades", "us-deters", "us-defends", "us-shows-support"]
OBJECTIONS = [
    "ru-why-not-turkey",
    "ru-radar-spies",
    "ru-former-pact",
    "ru-arms-race",
    "ru-terror-target",
    "ru-harm-near",
]
"""Five; the fifth in two parts."""
CHECKED = ["ru-why-not-turkey", "ru-radar-spies", "ru-harm-near"]
CONCERNS = ["eu-not-opposed", "eu-threat-shared", "eu-effectiveness", "eu-russia-considered", "eu-no-arms-race"]
HOSTS = ["cz-protects-all", "cz-against-nobody", "cz-nearly-agreed", "pl-alliance", "pl-weighs-anew"]
POINTS = {"Point 1": 2, "Point 2": 4, "Point 3": 3, "Point 4": 4, "Point 5": 2}
OBSTACLES = ["ob-treaties", "ob-threats", "ob-suspicion", "ob-cold-war"]
WAY_FORWARD = ["wf-eu-convenes", "wf-engage", "wf-opportunity-cost"]
SLIPS = ["inf-carried-out", "no-programme", "wrong-day", "ellision", "bush-unlisted", "gmd-name"]
LISTED = 20
DATES = {
    "sdi": "1983-03-23",
    "abm-notice": "2001-12-13",
    "general-warns": "2006-10-17",
    "formal-request": "2007-01-19",
    "munich": "2007-02-10",
    "cfe-moratorium-proposed": "2007-04-26",
    "target-europe": "2007-06-03",
    "gabala-offer": "2007-06-07",
    "kennebunkport": "2007-07-02",
    "cfe-decree": "2007-07-14",
    "gabala-visit": "2007-09-18",
    "joint-architecture": "2007-10-12",
    "inf-warning": "2007-10-12",
    "activation-offer": "2007-10-23",
    "tusk-government": "2007-11-16",
    "written-offer": "2007-11-21",
    "rollback": "2007-11-27",
    "iran-estimate": "2007-12-03",
    "cfe-suspended": "2007-12-12",
}
THREATS = ["general-warns", "target-europe", "cfe-moratorium-proposed", "cfe-decree", "inf-warning"]
OFFERS = ["gabala-offer", "kennebunkport", "joint-architecture", "activation-offer", "written-offer"]
ISSUES = {
    "interceptors": {"none", "poland", "turkey"},
    "radar": {"none", "czech", "gabala", "both"},
    "activation": {"at-once", "on-proof"},
    "data": {"none", "early-warning", "joint"},
    "access": {"none", "liaison", "permanent"},
    "gabala-access": {"none", "visits", "unfettered"},
    "tests": {"none", "joint"},
    "framework": {"bilateral", "through-nato", "nato-russia-council", "eu-convened"},
    "iran-policy": {"isolate", "engage"},
    "arms-treaties": {"in-force", "cfe-suspended", "leaves-inf"},
    "abm-treaty": {"in-force", "left"},
    "posture": {"as-before", "targets-sites"},
    "air-defence": {"none", "help"},
}
STAKEHOLDERS = {"united-states", "russia", "poland", "czech-republic", "nato", "european-union", "european-governments"}
OTHERS = {"china", "azerbaijan", "turkey", "iran", "north-korea"}


@cache
def flagship() -> Case:
    return read.load(HERE / "cases" / FLAGSHIP)


def located(case: Case) -> Iterator[tuple[str, Place]]:
    """Every place with offsets: (address of what it stands in, place)."""
    for kind, things in (("claims", list(case.claims.values())), ("events", list(case.events))):
        for thing in things:
            assert isinstance(thing, Claim | Event)
            yield from ((f"{kind}.{thing.id}", place) for place in thing.at if place.start is not None)


def not_verbatim(case: Case, folder: Path) -> list[str]:
    pairs = zip(passages.places(case), passages.places_report(case, folder), strict=True)
    return [
        verdict.address for (_, place), verdict in pairs if place.start is not None and verdict.status != "verbatim"
    ]


# ---------------------------------------------------------------- all cases


@pytest.mark.parametrize("name", sorted(read.bundled()))
def test_every_bundled_case_loads_without_errors(name: str) -> None:
    folder = read.bundled()[name]
    text, shown, where = read.fetch(folder)
    errors = [str(problem) for problem in read.problems(text, shown, where) if problem.severity == "error"]
    assert errors == []


def test_flagship_and_tutorial_are_bundled() -> None:
    assert {FLAGSHIP, "ferry"} <= set(read.bundled())


@pytest.mark.parametrize("name", [FLAGSHIP, "ferry"])
def test_our_cases_give_no_warning_either(name: str) -> None:
    assert [str(problem) for problem in read.load(read.bundled()[name]).warnings] == []


def test_the_starter_is_a_valid_case_as_it_stands() -> None:
    text = (HERE / "src" / "detente" / "case" / "starter.yaml").read_text(encoding="utf-8")
    assert [str(problem) for problem in read.problems(text, "starter.yaml")] == []
    lines = text.splitlines()
    fields = [n for n, line in enumerate(lines) if re.match(r"[a-z_]+:", line)]
    unexplained = [lines[n] for n in fields if "#" not in lines[n] and not lines[n - 1].startswith("#")]
    assert unexplained == []


# ---------------------------------------------------------------- places


def test_every_place_of_the_ferry_is_verbatim() -> None:
    folder = HERE / "cases" / "ferry"
    case = read.load(folder)
    assert len(list(located(case))) >= 8
    assert not_verbatim(case, folder) == []


def test_a_place_one_character_off_is_noticed() -> None:
    folder = HERE / "cases" / "ferry"
    text = (folder / "case.yaml").read_text(encoding="utf-8")
    start = re.search(r"start: (\d+)", text)
    assert start is not None
    shifted = text.replace(start.group(0), f"start: {int(start.group(1)) + 1}", 1)
    assert not_verbatim(read.read(shifted), folder) != []


def test_every_place_of_the_flagship_is_verbatim() -> None:
    if not (DOCUMENTS / "joseph-2008.txt").exists():
        pytest.skip("the essay is not in ../shared/documents, and the project may not carry it")
    assert not_verbatim(flagship(), DOCUMENTS) == []


def test_no_eight_words_of_the_essay_stand_in_the_flagship() -> None:
    essay = DOCUMENTS / "joseph-2008.txt"
    if not essay.exists():
        pytest.skip("the essay is not in ../shared/documents, and the project may not carry it")
    said = words(essay.read_text(encoding="utf-8-sig"))
    runs = {tuple(said[n : n + 8]) for n in range(len(said) - 7)}
    ours = [*strings(flagship().tree), (HERE / "cases" / FLAGSHIP / "README.md").read_text(encoding="utf-8")]
    ours += [line.partition("#")[2] for line in flagship().origin.text.splitlines() if line.lstrip().startswith("#")]
    taken = [" ".join(run) for text in ours for run in eights(words(text)) if run in runs]
    assert taken == []


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9']+", places.fold(text))


def eights(sequence: list[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(sequence[n : n + 8]) for n in range(len(sequence) - 7))


def strings(tree: object, key: str = "") -> Iterator[str]:
    """All texts of a tree but the titles and names of works."""
    if isinstance(tree, dict):
        for name, item in tree.items():
            yield from strings(item, str(name))
    elif isinstance(tree, list):
        for item in tree:
            yield from strings(item, key)
    elif isinstance(tree, str) and key not in BIBLIOGRAPHY:
        yield tree


# ---------------------------------------------------------------- the flagship, by its brief


def in_essay(claim: Claim) -> bool:
    return any(place.source == ESSAY and place.sha256 is not None for place in claim.at)


def test_every_stakeholder_is_a_party() -> None:
    assert set(flagship().parties) == STAKEHOLDERS | OTHERS
    assert set(flagship().table) == {"united-states", "russia", "poland", "czech-republic", "nato"}
    principals = {name for name, party in flagship().parties.items() if party.role == "principal"}
    assert principals == {"united-states", "russia"}


def test_every_issue_of_the_brief_has_its_options() -> None:
    for issue, options in ISSUES.items():
        assert options <= set(flagship().issues[issue].options), issue


@pytest.mark.parametrize("claim", [*REASONS, "us-preempts"])
def test_american_reasons(claim: str) -> None:
    found = flagship().claims[claim]
    assert found.asserted_by == ("united-states",)
    assert found.promotes
    assert in_essay(found)


def test_there_are_six_american_reasons_the_fifth_in_two_parts() -> None:
    noted = [claim for claim in flagship().claims.values() if "American reason" in (claim.note or "")]
    assert [claim.id for claim in noted] == [*REASONS[:5], "us-preempts", REASONS[5]]


@pytest.mark.parametrize("claim", OBJECTIONS)
def test_russian_objections(claim: str) -> None:
    found = flagship().claims[claim]
    assert found.asserted_by == ("russia",)
    assert found.promotes
    assert in_essay(found)


@pytest.mark.parametrize("claim", CHECKED)
def test_what_geometry_can_settle_says_so(claim: str) -> None:
    check = flagship().claims[claim].check
    assert check is not None
    assert check.compares
    assert check.sites


@pytest.mark.parametrize("claim", [*CONCERNS, "eu-consultation", *HOSTS, *OBSTACLES, *WAY_FORWARD])
def test_positions_obstacles_and_way_forward_point_into_the_essay(claim: str) -> None:
    assert in_essay(flagship().claims[claim])


@pytest.mark.parametrize(("point", "least"), POINTS.items())
def test_the_five_points_of_the_analysis(point: str, least: int) -> None:
    found = [claim for claim in flagship().claims.values() if (claim.note or "").startswith(point) and in_essay(claim)]
    assert len(found) >= least


@pytest.mark.parametrize("claim", SLIPS)
def test_slips_are_kept_with_what_the_record_shows(claim: str) -> None:
    found = flagship().claims[claim]
    assert found.record
    assert in_essay(found)


def test_the_obstacles_support_intractability() -> None:
    assert all("an-intractable" in flagship().claims[claim].supports for claim in OBSTACLES)


def test_the_sources_of_the_essay() -> None:
    sources = flagship().sources
    listed = [name for name, source in sources.items() if source.cited_in == ESSAY and name != "bush-2001"]
    assert len(listed) == LISTED
    third_hand = {name for name, source in sources.items() if source.cited_in == "lytle-kopelman-2005"}
    assert third_hand == {"neale-northcraft-1991", "schelling-1960"}
    assert sources["mdaa-2007a"].date == "2007-12-05"
    cited = {place.source for claim in flagship().claims.values() for place in claim.at}
    assert set(listed) <= cited


@pytest.mark.parametrize(("event", "day"), DATES.items())
def test_dates(event: str, day: str) -> None:
    found = {item.id: item for item in flagship().events}[event]
    assert found.date.isoformat() == day


def test_nothing_after_2007_is_in_the_case() -> None:
    assert max(event.date.year for event in flagship().events) == 2007


def test_threats_and_offers() -> None:
    by_id = {event.id: event for event in flagship().events}
    assert all(by_id[event].threatens is not None and by_id[event].by == ("russia",) for event in THREATS)
    assert all(by_id[event].offers is not None for event in OFFERS)
    assert "American threat" in (flagship().claims["no-veto"].record or "")


def test_as_of_the_end_of_2007() -> None:
    case = events.apply(flagship(), None)
    assert str(case.as_of) == "2007-12-31"
    assert case.status_quo is not None
    assert case.status_quo["arms-treaties"] == "cfe-suspended"
    assert case.status_quo["abm-treaty"] == "left"
    before, after = flagship().preferences["poland"].weights, case.preferences["poland"].weights
    assert after["air-defence"].low > before["air-defence"].low
    assert after["interceptors"].high < before["interceptors"].high


def test_no_deal_is_where_the_moves_lead() -> None:
    case = steps.predicted(events.apply(flagship(), None))
    assert case.no_deal.how == "predicted"
    assert len(case.no_deal.ends) >= 1
    for (outcome,) in case.no_deal.ends:
        assert (outcome["interceptors"], outcome["radar"], outcome["air-defence"]) == ("poland", "czech", "none")
        assert outcome["arms-treaties"] != "in-force"
        assert outcome["posture"] == "targets-sites"


def test_each_of_the_two_sees_a_harder_other() -> None:
    sees = {party: dict(held.sees) for party, held in flagship().preferences.items() if held.sees}
    assert sees == {"united-states": {"russia": ""}, "russia": {"united-states": ""}}
    own, seen = flagship(), readings.as_seen(flagship(), "united-states")
    for issue in ("posture", "arms-treaties"):
        narrow, wide = own.preferences["russia"].weights[issue], seen.preferences["russia"].weights[issue]
        assert narrow.low <= wide.low
        assert narrow.high < wide.high
        assert wide.high - wide.low > narrow.high - narrow.low
    assert seen.preferences["united-states"] == own.preferences["united-states"]


def test_the_estimate_moves_the_warhead_and_not_the_missile() -> None:
    moved = {item.claim for event in flagship().events for item in event.evidence}
    assert moved == {"iran-warhead", "gabala-suffices"}
    assert flagship().claims["long-range-threat"].means is not None


@pytest.mark.parametrize("applied", [False, True])
def test_every_number_that_is_ours_gives_a_reason(applied: bool) -> None:
    case = events.apply(flagship(), None) if applied else flagship()
    assert [address for address, reason, _ in estimates(case) if not reason] == []


def test_ranges_are_wide_enough_to_be_honest() -> None:
    narrow = [address for address, _, number in estimates(flagship()) if number.low == number.high]
    assert narrow == []


def estimates(case: Case) -> Iterator[tuple[str, str | None, Number]]:
    """Every number that marks no end of a scale: (address, its reason, itself)."""
    for address, value in stated(case):
        parts = (value.then, value.otherwise) if isinstance(value, Conditional) else (value,)
        yield from (
            (address, value.because, part) for part in parts if not (part.low == part.high and part.low in (0, 1))
        )


def stated(case: Case) -> Iterator[tuple[str, Value]]:
    yield from own(case.preferences)
    for party in case.preferences:
        seen = readings.as_seen(case, party).preferences
        others = {other: seen[other] for other in case.preferences[party].sees}
        yield from ((f"seen by {party}: {address}", value) for address, value in own(others))
    for claim in case.claims.values():
        yield from ((f"claims.{claim.id}.credence.{party}", number) for party, number in claim.credence.items())


def own(told: Mapping[str, Preferences]) -> Iterator[tuple[str, Value]]:
    """Every number of these preferences."""
    for party, held in told.items():
        home = f"preferences.{party}"
        yield from ((f"{home}.weights.{issue}", number) for issue, number in held.weights.items())
        for issue, options in held.values.items():
            yield from ((f"{home}.values.{issue}.{option}", value) for option, value in options.items())
        yield from ((f"{home}.together.{n}.add", term.add) for n, term in enumerate(held.together))
