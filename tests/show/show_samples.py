"""Records like those that analyses give, and worse ones, for the tests of this room."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from math import asin, atan2, cos, degrees, radians, sin
from typing import Any

from detente.result import (
    Arc,
    CaseStamp,
    Chart,
    Column,
    Finding,
    Graph,
    Line,
    Map,
    Mark,
    Node,
    Outline,
    Point,
    Record,
    Region,
    Result,
    Sign,
    Site,
    Table,
    View,
)

PARTIES = ("alder", "birch", "lake")
ISSUES = ("route", "tolls", "depth", "fleet")
SOLUTIONS = ("Nash", "egalitarian", "Kalai–Smorodinsky", "utilitarian")


@dataclass(frozen=True)
class Sample(Result):
    """A result whose parts are given."""

    said: tuple[Finding, ...] = ()
    seen: tuple[View, ...] = ()
    kept: dict[str, Any] = field(default_factory=dict)

    def findings(self) -> tuple[Finding, ...]:
        return self.said

    def views(self) -> tuple[View, ...]:
        return self.seen

    def data(self) -> dict[str, Any]:
        return self.kept


def record(result: Result, **changes: Any) -> Record:
    """A record of `result`, with `parameters`, `title`, `notices` or `day` changed where they are given."""
    return Record(
        analysis="agreement",
        parameters=changes.get("parameters", {"draws": 1000, "seed": 0, "scale": "shown", "package": ""}),
        case=CaseStamp(
            changes.get("title", "The ferry dispute"), "3f2a91c0d4e7" + "0" * 52, changes.get("day", "2021-05-04")
        ),
        version="0.1.0",
        result=result,
        notices=changes.get(
            "notices",
            ("Restricted: contains estimates of parties' limits.", "No party has confirmed these numbers."),
        ),
    )


def agreement() -> Record:
    """A record with the views of the agreement analysis: stakes, packages, two parties, trade-offs, acceptability."""
    packages = _packages(random.Random(7), 120)
    views: tuple[View, ...] = (
        _stakes(),
        packages,
        _parallel(packages),
        _scatter(packages),
        _trade_offs(),
        _acceptability(),
    )
    data = {
        "outcomes": 10**34,
        "exact": True,
        "epsilon": None,
        "zone": {"empty": False, "frontier_points": 120, "outcomes": 10**30},
        "acceptability": [{"outcome": {"route": "south"}, "accepted": 0.31, "low": 0.28, "high": 0.34}],
    }
    return record(Sample(_said(), views, data))


def _said() -> tuple[Finding, ...]:
    return (
        Finding(
            "On these estimates Alder, Birch and the Lake Commission could all gain from the southern route with shared"
            " tolls; it would turn at a weight of tolls for Alder of 31 to 38.",
            rests_on=("claims.harbour-silts", "preferences.alder.weights.tolls"),
            scope="depends",
            share=0.31,
        ),
        Finding(
            "No package without the southern route is acceptable to Birch.", rests_on=("claims.alder-needs-depth",)
        ),
        Finding(
            "Alder alone can keep the northern route open.", scope="never", rests_on=("issues.route.options.north",)
        ),
        Finding("Some agreement exists in all draws from the team's ranges.", scope="unknown", share=1.0),
        Finding(
            "The weights of Lake are unknown: uniform shares stand in for them.",
            kind="caveat",
            rests_on=("parties.lake",),
        ),
        Finding("Twelve events after 2021-05-04 were not applied.", kind="caveat"),
    )


def _stakes() -> Chart:
    chance = random.Random(1)
    rows = []
    for party in PARTIES:
        cuts = [chance.random() + 0.1 for _ in ISSUES]
        rows += [(party.title(), issue, cut / sum(cuts)) for issue, cut in zip(ISSUES, cuts, strict=True)]
    columns = (Column("party", "Party"), Column("issue", "Issue"), Column("share", "Share of weight", "percent"))
    spec = {
        "mark": "bar",
        "height": {"step": 34},
        "encoding": {
            "y": {"field": "party", "type": "nominal", "title": None},
            "x": {
                "field": "share",
                "type": "quantitative",
                "stack": "zero",
                "axis": {"format": "%"},
                "title": "Share of weight",
            },
            "color": {"field": "issue", "type": "nominal", "title": "Issue"},
        },
    }
    words = "Bars of how much each issue weighs for each party."
    return Chart("stakes", "What is at stake for whom", words, spec, Table("stakes", "Stakes", columns, tuple(rows)))


def _packages(chance: random.Random, count: int) -> Table:
    columns = (
        Column("package", "Package", "integer"),
        Column("solution", "Solution"),
        *(Column(issue, issue.title()) for issue in ISSUES),
        *(Column(party, party.title(), "number") for party in PARTIES),
    )
    rows = []
    for number in range(1, count + 1):
        name = SOLUTIONS[number - 1] if number <= len(SOLUTIONS) else None
        options = [chance.choice(("north", "south", "shared between both of them")) for _ in ISSUES]
        first = chance.random()
        rows.append((number, name, *options, first, (1 - first) ** 0.5, chance.random()))
    return Table(
        "packages", "Packages on the frontier", columns, tuple(rows), note="120 of 62,000 packages, spread evenly."
    )


def _parallel(packages: Table) -> Chart:
    fold = {"fold": list(PARTIES), "as": ["party", "utility"]}
    x = {"field": "party", "type": "nominal", "title": None, "axis": {"labelAngle": 0}, "scale": {"padding": 0.1}}
    y = {"field": "utility", "type": "quantitative", "title": "Utility"}
    faint = {
        "mark": {"type": "line", "opacity": 0.25, "strokeWidth": 1, "color": "currentColor"},
        "encoding": {"x": x, "y": y, "detail": {"field": "package"}},
    }
    strong = {
        "transform": [{"filter": "isValid(datum.solution)"}],
        "mark": {"type": "line", "strokeWidth": 3, "point": True},
        "encoding": {"x": x, "y": y, "color": {"field": "solution", "type": "nominal", "title": "Solution"}},
    }
    spec = {"height": 320, "transform": [fold], "layer": [faint, strong]}
    words = "A line for each package over the parties; the four solutions are drawn thick and named."
    return Chart("parallel", "Every package as a line", words, spec, packages)


def _scatter(packages: Table) -> Chart:
    x = {"field": "alder", "type": "quantitative", "title": "Utility of Alder"}
    y = {"field": "birch", "type": "quantitative", "title": "Utility of Birch"}
    named = {"filter": "isValid(datum.solution)"}
    spec = {
        "height": 360,
        "layer": [
            {"mark": {"type": "point", "opacity": 0.3, "color": "currentColor"}, "encoding": {"x": x, "y": y}},
            {
                "transform": [named],
                "mark": {"type": "point", "size": 140},
                "encoding": {"x": x, "y": y, "color": {"field": "solution", "type": "nominal", "title": "Solution"}},
            },
            {
                "transform": [named],
                "mark": {"type": "text", "dy": -14},
                "encoding": {"x": x, "y": y, "text": {"field": "solution"}},
            },
        ],
    }
    return Chart("scatter", "Alder against Birch", "Each point is a package; the solutions are named.", spec, packages)


def _trade_offs() -> Table:
    columns = (Column("words", "Trade"), Column("alder", "Alder", "gain"), Column("birch", "Birch", "gain"))
    trade = "Alder gives way on route (north to south); Birch gives way on tolls (shared to alder)"
    rows = ((trade, 0.12, 0.204), ("Alder gives way on fleet; Birch on depth", -0.03, 0.0004))
    return Table("trade-offs", "Trade-offs", columns, rows, note="Gains against the package before the trade.")


def _acceptability() -> Chart:
    columns = (
        Column("outcome", "Package"),
        Column("accepted", "Acceptable to all", "percent"),
        Column("low", "Low", "percent"),
        Column("high", "High", "percent"),
    )
    rows = tuple(
        (f"route = south, tolls = shared, fleet = {kind}", share, max(share - 0.03, 0), share + 0.03)
        for kind, share in (("one", 0.87), ("two", 0.31), ("three", 0.004), ("four", 0.0))
    )
    y = {"field": "outcome", "type": "nominal", "title": None, "sort": None, "axis": {"labelLimit": 360}}
    spec = {
        "height": {"step": 30},
        "layer": [
            {
                "mark": "rule",
                "encoding": {"y": y, "x": {"field": "low", "type": "quantitative"}, "x2": {"field": "high"}},
            },
            {
                "mark": {"type": "point", "size": 90},
                "encoding": {
                    "y": y,
                    "x": {
                        "field": "accepted",
                        "type": "quantitative",
                        "title": "Share of draws",
                        "axis": {"format": "%"},
                    },
                },
            },
        ],
    }
    words = "For each package the share of draws in which all accept it, with its interval."
    return Chart("acceptability", "Acceptability", words, spec, Table("acceptability", "Acceptability", columns, rows))


HOSTILE = (
    "</script><script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "{{ 7*7 }} {% raw %} ${7*7}",
    "W" * 400,
    "שלום עולם مرحبا",
    "\u202eevil\u202c \u2066x\u2069",
    "🛥️👩‍⚖️ e\u0301",
    "\x1b[31mred\x1b[0m \x07 bell \x9b31m",
    "line one\nline two\r\n\tthree \u2028 four",
    "lone \ud800 surrogate",
    "<!-- --> ]]> &amp; &lt; `",
    "[bold]markup[/bold] :smile: \\[x]",
    "",
)


def hostile() -> Record:
    """A record in which every text is hostile in some way, and every number is awkward."""
    said = tuple(
        Finding(
            text,
            kind="caveat" if i % 3 == 2 else "finding",
            rests_on=(text, f"claims.c{i}"),
            scope="depends",
            share=0.5,
        )
        for i, text in enumerate(HOSTILE)
    )
    columns = (
        Column("a.b[0]", HOSTILE[0]),
        Column("n", HOSTILE[1], "number"),
        Column("i", HOSTILE[6], "integer"),
        Column("p", HOSTILE[5], "percent"),
        Column("g", HOSTILE[7], "gain"),
    )
    awkward = (10**40, -(10**20), 0, None, float("inf"), -0.0, 1e-9, 3)
    rows = tuple(
        (text, awkward[i % 8], awkward[(i + 1) % 3], 0.9999, awkward[(i + 3) % 8]) for i, text in enumerate(HOSTILE)
    )
    table = Table(HOSTILE[1], HOSTILE[0], columns, rows, note=HOSTILE[1])
    spec = {
        "data": {"url": "http://example.org/stolen.json"},
        "title": HOSTILE[0],
        "mark": "point",
        "encoding": {"x": {"field": "n", "type": "quantitative"}, "color": {"field": "i", "type": "nominal"}},
    }
    other = Table("other", "Other", columns, rows[:2])
    views = (table, Chart(HOSTILE[0], HOSTILE[1], HOSTILE[0], spec, other))
    return record(
        Sample(said, views, {"text": list(HOSTILE), HOSTILE[0]: 10**40}),
        title=HOSTILE[0],
        notices=(HOSTILE[1], HOSTILE[7]),
        parameters={HOSTILE[1]: HOSTILE[0]},
        day=HOSTILE[7],
    )


def empty() -> Record:
    """A record in which nothing was found."""
    columns = (Column("a", "A"),)
    blank = Chart("c", "C", "Nothing.", {"mark": "bar"}, Table("c", "C", columns, ()))
    return record(Sample((), (Table("t", "T", columns, ()), blank)), notices=(), parameters={}, day=None)


def graphs() -> Record:
    """A record of nothing but graphs: of states, of claims, of hostile text, of nothing."""
    return record(Sample((), (chicken(), claims(), hostile_graph(), Graph("none", "Nothing at all", "", (), ()))))


def chicken() -> Graph:
    """The four states of chicken, every kind of move, and words of its own."""
    nodes = (
        Node("sq", "Alder: swerves\nBirch: swerves", start=True, detail="Where both stand today."),
        Node("as", "Alder: dares\nBirch: swerves", "end", layer=None),
        Node("bs", "Alder: swerves\nBirch: dares", "end", count=3),
        Node("dd", "Alder: dares\nBirch: dares"),
        Node("r1", "talks about talks", "cycle"),
        Node("r2", "talks", "cycle"),
        Node("far", "what nobody would do", "collapsed", count=1200),
    )
    arcs = (
        Arc("sq", "as", "Alder", marked=True),
        Arc("sq", "bs", "Birch"),
        Arc("dd", "as", "Birch"),
        Arc("dd", "bs", "Alder", detail="Alder gains 3."),
        Arc("dd", "sq", "Alder and Birch", "group"),
        Arc("r1", "r2", "Alder"),
        Arc("r2", "r1", "Birch"),
        Arc("far", "far", "Birch"),
    )
    signs = (
        Sign("start", "status quo", "where the parties stand today"),
        Sign("plain", "state", "somebody does better by moving on"),
        Sign("marked", "likely path", "each step suits who takes it"),
    )
    told = "From the status quo Alder or Birch gains by daring first; it ends where one dares."
    return Graph("moves", "Where improvements lead", told, nodes, arcs, "1,200 states are shown as one.", signs)


def claims() -> Graph:
    """Claims of every kind that attack and support each other."""
    nodes = (
        Node("silts", "The harbour silts up within ten years", "holds", start=True),
        Node("survey", "The survey of 1998 found no silt", "falls"),
        Node("old", "The survey is older than the dam", "holds"),
        Node("dam", "The dam changed the current", "open"),
        Node("cost", "Dredging is cheap"),
    )
    arcs = (
        Arc("survey", "silts", "rebuts", "attack"),
        Arc("old", "survey", "undercuts", "attack"),
        Arc("dam", "silts", "", "support"),
        Arc("cost", "silts", "rebuts", "attack"),
        Arc("silts", "cost", "rebuts", "attack"),
    )
    return Graph("claims", "Which claims speak against which", "Five claims.", nodes, arcs)


STRANGE = ("</title></svg><script>alert(1)</script>", "\"'><img src=x onerror=alert(1)>", "{{ 7*7 }} {% raw %} &amp;")


def hostile_graph() -> Graph:
    """Text of strangers wherever a graph holds text."""
    bad, worse, odd = STRANGE
    nodes = (
        Node(bad, bad + "\n\u202e\x1b[31m", detail=worse, start=True),
        Node(worse, worse, "end"),
        Node(odd, odd + "\n" + "x" * 500),
        Node("blank", " \n\t", layer=0),
    )
    arcs = (Arc(bad, worse, bad, detail=odd), Arc(worse, bad, worse, "group"), Arc(odd, odd, odd, "support"))
    return Graph("hostile", bad, worse, nodes, arcs, odd, (Sign("start", bad, worse), Sign("end", odd, bad)))


def maps() -> Record:
    """A record of nothing but maps: of 2007, of half the world, of Russia on both sides of the antimeridian, of hostile text."""
    return record(Sample((), (sites_of_2007(), to_washington(), russia(), hostile_map())))


def away(point: Point, azimuth: float, km: float) -> Point:
    """The point so far from another in a direction (degrees from north, clockwise), on a sphere."""
    lon, lat, turn, far = radians(point[0]), radians(point[1]), radians(azimuth), km / 6371.0
    north = asin(sin(lat) * cos(far) + cos(lat) * sin(far) * cos(turn))
    east = lon + atan2(sin(turn) * sin(far) * cos(lat), cos(far) - sin(lat) * sin(north))
    return (degrees(east) + 180) % 360 - 180, degrees(north)


SITES = (
    Site("redzikowo", "Redzikowo", (17.10, 54.48), "interceptor", "Ten interceptors were proposed here."),
    Site("brdy", "Brdy", (13.75, 49.70), "radar", "The radar proposed for Bohemia."),
    Site("gabala", "Gabala", (47.80, 40.87), "radar", "Looks from 107° to 217°, to about 6,000 km."),
    Site("armavir", "Armavir", (41.00, 44.93), "radar"),
    Site("fylingdales", "Fylingdales", (-0.67, 54.36), "radar"),
    Site("incirlik", "Incirlik", (35.43, 37.00)),
    Site("iran", "north of Iran", (54.50, 36.20), "launch"),
    Site("moscow", "Moscow", (37.62, 55.75), "city"),
    Site("warsaw", "Warsaw", (21.01, 52.23), "city"),
    Site("london", "London", (-0.13, 51.50), "city"),
    Site("border", "Iran–Azerbaijan border", (48.00, 39.60), "border"),
)
SHARES = {
    **dict.fromkeys(
        ("POL", "DEU", "CZE", "DNK", "SWE", "NOR", "LTU", "LVA", "EST", "AUT", "SVK", "HUN", "CHE", "BEL"), 1
    ),
    "NLD": 1, "LUX": 1, "FIN": 0.72, "FRA": 0.72, "GBR": 0.67, "ITA": 0.9, "ROU": 0.81, "BGR": 0.58, "ESP": 0.28,
    "PRT": 0.09, "IRL": 0.48, "ISL": 0.02, "GRC": 0, "TUR": 0, "SVN": 0.98, "MLT": 0.4,
}  # fmt: skip


def sites_of_2007() -> Map:
    """The places of the talks of 2007, a sector, a horizon and lines; shares that are made up."""
    gabala, brdy, redzikowo = SITES[2].point, SITES[1].point, SITES[0].point
    sector = (gabala, *(away(gabala, 107 + 110 * n / 40, 6000) for n in range(41)))
    outlines = (
        Outline("gabala", "sector of Gabala, 107° to 217°, to 6,000 km", sector, "sector"),
        Outline("brdy", "horizon of Brdy at 200 km", tuple(away(brdy, 4 * n, 1576) for n in range(90)), "horizon"),
        Outline("reach", "reach in 300 s", tuple(away(redzikowo, 4 * n, 1100) for n in range(90)), "reach"),
        Outline("area", "", ((53.0, 35.2), (56.5, 35.2), (56.5, 37.0), (53.0, 37.0))),
    )
    lines = (
        Line("path", "Iran to London", (SITES[6].point, SITES[9].point)),
        Line("far", "1,308 km", (redzikowo, SITES[7].point), "distance"),
    )
    return Map(
        "sites",
        "What interceptors in Poland could cover",
        "Countries of Europe by a made-up share; the sector of Gabala; the shortest way from Iran to London.",
        (-12, 26, 62, 70),
        SITES,
        tuple(Region(code, share) for code, share in SHARES.items()),
        outlines,
        lines,
        "share of launches met in time",
        note="The shares are made up.",
        marks=(Mark("interceptor", "interceptors", "where ten interceptors were to stand"),),
    )


def to_washington() -> Map:
    """A great circle over half the northern hemisphere, and countries in categories."""
    iran, washington = (54.50, 36.20), (-77.04, 38.90)
    return Map(
        "washington",
        "From Iran to Washington",
        "The shortest way passes over the north of Europe.",
        (-110, 15, 75, 85),
        (
            Site("iran", "north of Iran", iran, "launch"),
            Site("washington", "Washington", washington, "city"),
            Site("greely", "Fort Greely", (-145.7, 63.9), "interceptor"),
        ),
        (Region("USA", "covered"), Region("CAN", "partly"), Region("RUS", "not covered")),
        lines=(Line("path", "Iran to Washington", (iran, washington)),),
        shades="covered from Grand Forks",
        categories=("covered", "partly", "not covered"),
    )


def russia() -> Map:
    """Russia on both sides of the antimeridian."""
    anadyr = Site("anadyr", "Anadyr", (177.50, 64.73), "city")
    return Map("russia", "Russia", "Russia as a whole.", (25, 40, -165, 80), (anadyr,), (Region("RUS", 0.5),))


def hostile_map() -> Map:
    """Text of strangers wherever a map holds text."""
    bad, worse, odd = STRANGE
    return Map(
        bad,
        bad + "\u202e\x1b[31m",
        worse,
        (0, 40, 30, 60),
        (Site(bad, worse, (10, 50), "radar", odd), Site(worse, bad + "x" * 400, (10.2, 50.1)), Site("", "", (12, 51))),
        (Region(bad, bad, worse, odd), Region("DEU", odd, worse, bad)),
        (Outline(bad, worse, ((5, 45), (20, 45), (20, 55)), "sector", detail=odd),),
        (Line(bad, odd, ((5, 45), (20, 55)), detail=worse),),
        bad,
        (bad, odd),
        worse,
        (Mark("radar", bad, worse),),
    )
