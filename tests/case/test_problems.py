"""Every kind of problem, in files that a user could have written: the line it names and the remedy."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from detente.case.model import CaseError, Number, Problem
from detente.case.read import from_tree, load, problems, read
from detente.case.weights import order_problem

GAME = """\
detente: 1
title: A small dispute
parties: {alder: {}, birch: {}}
issues:
  route: {options: {north: {by: alder}, south: {by: alder and birch}}}
  tolls: {options: {alder: {by: alder}, shared: {by: alder and birch}}}
status_quo: {route: north, tolls: alder}
preferences:
  alder: {weights: {route: 60, tolls: 40}, values: {route: {north: 1, south: 0}, tolls: {alder: 1, shared: 0}}}
  birch:
    ranking: [{route: south}, {}]
"""


def find(text: str, severity: str, line: int, *words: str) -> Problem:
    """The one problem of that severity at that line whose sentence and remedy hold the words."""
    found = problems(text, "ferry.yaml")
    fits = [
        p for p in found
        if p.severity == severity and p.mark is not None and p.mark.line == line and all(w in str(p) for w in words)
    ]  # fmt: skip
    assert len(fits) == 1, "\n".join(f"{p.severity} {p}" for p in found)
    assert fits[0].remedy
    assert str(fits[0]).startswith(f"ferry.yaml:{line}:")
    return fits[0]


def line_of(text: str, words: str) -> int:
    assert text.count(words) == 1, words
    return text[: text.index(words)].count("\n") + 1


def edit(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1, old
    return text.replace(old, new)


def test_the_whole_format_has_no_problem(whole: str) -> None:
    assert problems(whole, "ferry.yaml") == ()
    assert problems(GAME, "ferry.yaml") == ()


# old text, new text, severity, the text whose line the problem names, words of sentence and remedy
EDITS = [
    # keys and shapes
    ("role: convenor", "rolle: convenor", "error", "rolle", ["The key rolle is unknown", "Did you mean role?"]),
    ("role: convenor", "role: convener", "error", "convener", ["role cannot be 'convener'", "convenor"]),
    ("if: tolls = shared, then", "if:tolls = shared, then", "error", "if:tolls", ["space after the colon: if: tolls = shared"]),
    ("veto: true", "veto: yes", "error", "veto: yes", ["Write true or false"]),
    ("title: The ferry dispute\n", "", "error", "detente: 1", ["title is missing", "Add title:"]),
    ("detente: 1 ", "detente: 7 ", "error", "detente: 7", ["version 7", "Write detente: 1"]),
    ("options: {alder: {}, shared: {by: alder and birch}}", "options: [alder, shared]", "error", "options: [", ["{alder: …}"]),
    ("question: Who takes the tolls?", "question: [Who]", "error", "question: [Who]", ["should be text"]),
    ("birch: {name: Birch,", "Birch: {name: Birch,", "error", "Birch: {", ["write birch", "label"]),
    ("  lake:  {name", "  not:  {name", "error", "  not:  {", ["a word of expressions"]),
    # names
    ("asserted_by: [birch]", "asserted_by: [brich]", "error", "[brich]", ["no party called brich", "Did you mean birch?"]),
    ("- route = south", "- rout = south", "error", "- rout = south", ["no issue called rout", "Did you mean route?"]),
    ("- route = south", "- route = sooth", "error", "- route = sooth", ["no option sooth", "Did you mean south?"]),
    ("promise: {tolls: shared}", "promise: {tolls: share}", "error", "tolls: share}", ["no option share", "Did you mean shared?"]),
    ("means: depth-falls and", "means: depth-fall and", "error", "means: depth-fall and", ["Did you mean depth-falls?"]),
    ("supports: [alder-needs-depth]", "supports: [alder-depth]", "error", "[alder-depth]", ["no claim called alder-depth"]),
    ("rests_on: [alder-needs-depth]", "rests_on: [alder-need]", "error", "[alder-need]", ["Did you mean alder-needs-depth?"]),
    ("cited_in: communique", "cited_in: comunique", "error", "comunique", ["Did you mean communique?"]),
    ("in_reply_to: walkout", "in_reply_to: walkot", "error", "walkot", ["no event called walkot", "walkout"]),
    ("after: threat-1", "after: threat-9", "error", "threat-9", ["Did you mean threat-1?"]),
    ("table: [alder, birch]", "table: [alder, brich]", "error", "brich", ["Did you mean birch?"]),
    ("by: alder or birch}", "by: alder or nobody}", "error", "nobody", ["no party called nobody"]),
    ("id: dredged,", "id: depth-falls,", "error", "will be dredged", ["depth-falls is defined a second time"]),
    ("because: a reason}", "because: a reason, visible_to: [lakes]}", "error", "lakes", ["Did you mean lake?"]),
    # expressions
    ("- not tolls = alder", "- not tolls = alder and", "error", "alder and\n", ["found the end", "Expressions are made of"]),
    ("- not tolls = alder", "- not harbour-silts", "error", "- not harb", ["a claim cannot stand in an expression over outcomes"]),
    ("if: harbour-silts", "if: route = north", "error", "if: route = north", ["speaks of outcomes"]),
    ("by: alder or birch}", "by: alder birch}", "error", "by: alder birch", ["'birch' cannot stand here", "'and' or 'or'"]),
    # numbers
    ("route: 60..80", "route: 80..60", "error", "80..60", ["upside down", "60..80"]),
    ("none: 0}", "none: 1.5}", "error", "none: 1.5", ["between 0 and 1"]),
    ("none: 0}", "none: }", "error", "none: }", ["none should be a number"]),
    ("if_true: 0.8,", "if_true: 1.8,", "error", "if_true: 1.8", ["probability lies between 0 and 1"]),
    ("if_true: 0.8,", 'if_true: "0,8",', "error", "0,8", ["write a point: 0.8"]),
    ("route: 60..80", "route: -60", "error", "route: -60", ["this number must be 0 or more"]),
    ("route: 60..80", "route: ６０", "error", "route: ６０", ["is no number"]),
    ("route: 60..80", f"route: {'9' * 500}", "error", "route: 999", ["has 500 digits", "60 at most"]),
    ("route: 60..80", "route: 1e400", "error", "route: 1e400", ["1e400 is too large"]),
    ("as_of: 2021-05-04", "as_of: ２０２１", "error", "as_of: ２", ["is no date"]),
    ("if_true: 0.8,", "if_true: 80%,", "error", "80%", ["share of 1"]),
    ("route: 60..80", "route: 60-80", "error", "60-80", ["write 60..80"]),
    ("tolls: 20..40}  ", "tolls: -1}  ", "error", "tolls: -1", ["0 or more"]),
    ("alder: 0.2..0.4, birch: 0.9}", "alder: 1, birch: 0.9}", "warning", "alder: 1, birch", ["exactly 1", "0.99"]),
    ("birch: 0.1}", "birch: 0}", "warning", "birch: 0}", ["exactly 0", "0.01"]),
    ("if_true: 0.8,", "if_true: 1,", "warning", "if_true: 1,", ["if_true is exactly 1", "0.99"]),
    ("if_false: 0.2,", "if_false: 0,", "warning", "if_false: 0,", ["if_false is exactly 0", "0.01"]),
    ("anyway: 0.5", "anyway: 0", "warning", "anyway: 0,", ["anyway is exactly 0"]),
    ("reliability: 0.8", "reliability: 1", "warning", "reliability: 1 ", ["reliability is exactly 1"]),
    ("readers: {alder: {if_true: 0.6}}", "readers: {alder: {if_true: 1}}", "warning", "readers: {alder: {if_true: 1}}", ["if_true is exactly 1"]),
    ("add: 5}", "add: unknown}", "error", "add: unknown", ["cannot be unknown"]),
    ("harbour-silts, source: harbour-office, if_true: 0.8, if_false: 0.2", "harbour-silts, source: harbour-office, likelihood_ratio: 0",
     "error", "likelihood_ratio: 0", ["above 0"]),
    # preferences
    ("route: 60..80, tolls: 20..40", "route: 60..80", "warning", "tolls: {alder: 1", ["does not weigh it", "Add tolls"]),
    (", none: 0}", "}", "error", "route: {north: 1", ["not its option none", "Add none: …"]),
    ("      tolls: {alder: 1, shared: 0.4}\n", "", "error", "weights: {route: 60..80", ["values none of its options"]),
    ("route: 60..80, tolls: 20..40", "route: 0, tolls: 0", "error", "weights: {route: 0", ["All weights of alder are 0"]),
    ("route: 60..80, tolls: 20..40", "route: 100..110, tolls: unknown", "error", "weights: {route: 100", ["nothing", "out of 100"]),
    ("route: 60..80, tolls: 20..40", "route: 60..100, tolls: unknown", "warning", "weights: {route: 60..100", ["nothing over"]),
    ("order: [route, tolls]", "order: [tolls, route]", "error", "order: [tolls", ["No draw", "tolls is at most 40 and route at least 60"]),
    ("    priorities:\n", "    weights: {route: 1}\n    priorities:\n", "error", "  birch:                 ", ["mix forms", "Use one"]),
    ("[[{route: south, tolls: shared}], {}]", "[{route: south, tolls: shared}]", "error", "ranking: [{", ["lake ranks 1 of 4 outcomes", "{}"]),
    ("lake:                                 # form 3", "lak: # form 3", "error", "lak: #", ["no party called lak"]),
    ("credence: {alder: 0.2..0.4, birch: 0.9}", "credence: {birch: 0.9}", "error", "route: {north: 1", ["alder has no credence for harbour-silts"]),
    ("hawk: {weights: {route: 80..90}}", "hawk: {weights: {rute: 80..90}}", "error", "rute", ["Did you mean route?"]),
    # outcomes
    ("status_quo: {route: north, tolls: alder}", "status_quo: {route: north}", "error", "status_quo: {route: north}", ["nothing of tolls", "Add tolls"]),
    ("status_quo: {route: north, tolls: alder}", "status_quo: {route: none, tolls: shared}", "error", "status_quo: {route: none", ["excluded by rule 1"]),
    ("no_deal: status_quo ", "no_deal: {route: none, tolls: shared} ", "error", "no_deal: {", ["No deal", "excluded by rule 1"]),
    ("no_deal: status_quo ", "no_deal: nothing ", "error", "no_deal: nothing", ["status_quo, predicted, predicted-seq"]),
    ("- never: route = none and tolls = shared", "- never: route in (none, north, south)", "error", "rules:  ", ["No outcome is feasible", "Rule 1"]),
    ("- never: route = none and tolls = shared", "- never: route = none", "warning", "none:  {label: No ferry", ["route = none in every outcome"]),
    ("- never: route = none and tolls = shared", "- because: x", "error", "- because: x", ["either never, or if and then"]),
    ("table: [alder, birch]", "table: []", "error", "table: []", ["The table is empty"]),
    # claims and sources
    ("start: 1204, end: 1291", "start: 1204, end: 1204", "error", "end: 1204", ["not after its start"]),
    ("start: 1204, end: 1291", "start: 1204", "error", "start: 1204", ["start but no end"]),
    ("sha256: 9f2c9f2c", "sha256: ", "error", "sha256: ", ["64 hexadecimal digits"]),
    ("means: depth-falls and not dredged}", "means: depth-falls and not route-fails}", "error", "not route-fails", ["circle: route-fails -> route-fails"]),
    ("asserted_by: [alder]}", "supports: [harbour-silts]}", "warning", "supports: [alder-needs-depth]", ["Support goes in a circle"]),
    ("means: depth-falls and not dredged}", "means: dredged, credence: {alder: 0.2}}", "warning", "means: dredged, cred", ["though each means the other", "--mend", "dredged 0.3"]),
    ("means: depth-falls and not dredged}", "means: depth-falls and move-needed}", "error", "means: depth-falls and move", ["circle: route-fails -> move-needed"]),
    ("route-fails or harbour-silts, credence: {birch: 0.95..0.99}", "route-fails or harbour-silts, credence: {birch: 0.85}", "warning", "birch: 0.85",
     ["Birch holds harbour-silts (0.9) likelier than move-needed (0.85), which is true whenever harbour-silts is", "--mend", "0.875"]),
    ("- [alder-pays, birch-pays]", "- [alder-pays, brich-pays]", "error", "- [alder-pays, brich", ["no claim called brich-pays", "birch-pays"]),
    ("- [alder-pays, birch-pays]", "- [alder-pays]", "error", "- [alder-pays]", ["has one claim", "two claims or more"]),
    ("- [alder-pays, birch-pays]", "- [alder-pays, birch-pays, alder-pays]", "error", "- [alder-pays, birch-pays, a", ["alder-pays stands twice"]),
    ("- [alder-pays, birch-pays]", "- [alder-pays, birch-pays]\n  - [alder-pays, depth-falls]", "error", "  - [alder-pays, depth", ["here and in list 1"]),
    ("- [alder-pays, birch-pays]", "- [alder-pays, birch-pays, route-fails]", "error", "- [alder-pays, birch-pays, r", ["route-fails is a combination of claims"]),
    ("- [alder-pays, birch-pays]", "- alder-pays", "error", "- alder-pays\n", ["should be a list"]),
    ("- [alder-pays, birch-pays]", "- [alder-pays, birch-pays, alder-needs-depth]", "error", "- [alder-pays, birch-pays, alder-n",
     ["alder states a credence for alder-pays, birch-pays, but not for alder-needs-depth", "Add claims.alder-needs-depth.credence.alder"]),
    ("credence: {alder: 0.75, birch: 0.5}", "credence: {alder: 0.45, birch: 0.5}", "warning", "credence: {alder: 0.25, birch: 0.5..0.75}",
     ["Exactly one of alder-pays and birch-pays is true", "add up to only 0.7", "alder-pays 0.4, birch-pays 0.6"]),
    ("asserted_by: [alder]}", "attacks: {claim: dredged, link: dredged -> dredged}}", "error", "attacks: {", ["not on both or neither"]),
    ("asserted_by: [alder]}", "attacks: {claim: dredged, kind: undercut}}", "error", "attacks: {", ["An undercut attacks the link"]),
    ("asserted_by: [alder]}", "attacks: {link: dredged -> depth-falls}}", "warning", "attacks: {", ["no link to attack"]),
    ("asserted_by: [alder]}", "attacks: {link: dredged}}", "error", "attacks: {", ["a -> b"]),
    ("document: documents/communique.md", "document: ../communique.md", "error", "document: ..", ["not beside the case"]),
    ("title: Ferry Times, cited_in: communique", "title: Ferry Times, cited_in: ferry-times-14", "error", "Ferry Times", ["cited in a circle"]),
    # events
    ("date: 2021-03-01", "date: 2021-02-30", "error", "2021-02-30", ["that month has 28"]),
    ("date: 2021-03-01", "date: 1.3.2021", "error", "1.3.2021", ["write 2007-02-14"]),
    ("as_of: 2021-05-04", "as_of: 4 May", "error", "4 May", ["is no date"]),
    (", title: Depth survey", ", after: survey", "error", "after: survey", ["circle: survey -> survey"]),
    (", title: Depth survey", ", after: walkout", "error", "after: walkout", ["dated later"]),
    ("to: [birch], offers", "to: [birch], in_reply_to: threat-1, offers", "error", "in_reply_to: threat-1, offers", ["a second time"]),
    ("in_reply_to: walkout", "in_reply_to: threat-1", "warning", "in_reply_to: threat-1", ["comes later"]),
    ("by: birch, moves: {route: none}", "by: birch, moves: {route: south}", "warning", "moves: {route: south}", ["takes alder and birch"]),
    ("by: birch, moves: {route: none}", "by: birch or alder, moves: {route: none}", "error", "by: birch or alder", ["not alternatives"]),
    ("by: birch, moves: {route: none}", "moves: {route: none, tolls: shared}", "error", "moves: {route: none, tolls", ["breaks rule 1"]),
    ("    # irreversible: [none]", "    irreversible: [north]", "warning", "moves: {route: none}", ["nobody can change route from north"]),
    ("    # irreversible: [none]", "    irreversible: [nowhere]", "error", "irreversible: [nowhere]", ["no option nowhere"]),
    ("by: birch, to: [alder], threatens", "to: [alder], threatens", "warning", "to: [alder], threatens", ["Nobody is named"]),
    ("if_true: 0.8, if_false: 0.2", "if_true: 0.8", "error", "if_true: 0.8, anyway", ["does not say if_false"]),
    ("if_true: 0.8, if_false: 0.2", "if_true: 0.8, if_false: 0.2, likelihood_ratio: 4", "error", "likelihood_ratio", ["Keep the ratio"]),
    ("title: Depth readings, reliability: 0.7, because: a reason", "title: Depth readings", "warning", "source: harbour-office", ["0.5 is assumed", "sources.harbour-office"]),
    ("date: 2021-05-04, evidence", "date: 2021-05-03, evidence", "warning", "date: 2021-05-03, evidence",
     ["silence (2021-05-03) brings evidence from communique, which is dated later (2021-05-04)", "put this one under at:"]),
    (", absent: true}", ", absent: yes}", "error", "absent: yes", ["Write true or false"]),
    ("anyway: 0.2, absent: true}", "likelihood_ratio: 2, absent: true}", "error", "likelihood_ratio: 2", ["did not come", "Give if_true and if_false"]),
    ("if_true: 0.6, if_false: 0.1, anyway", "if_true: 0.6, anyway", "error", "if_true: 0.6, anyway", ["nothing says if_false"]),
    ("until: 2021-06,", "until: June,", "error", "until: June", ["is no date"]),
    ("changes: {preferences: {alder: {weights: {tolls: 5..15}}}}", "changes: {preferences: {alder: {weights: {tols: 5..15}}}}", "error",
     "tols", ["After the changes of new-cabinet", "no issue called tols"]),
    ("changes: {preferences: {alder: {weights: {tolls: 5..15}}}}", "changes: {preferences: {alder: {weights: {tolls: 90}}}}", "error",
     "tolls: 90", ["After the changes of new-cabinet", "No draw from the ranges can meet the order", "preferences.alder.order)"]),
    ("changes: {preferences: {alder: {weights: {tolls: 5..15}}}}", "changes: {events: []}", "error", "changes: {events", ["cannot change events"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "severity", "at", "words"), EDITS, ids=[f"{e[1][:40]}|{e[4][0][:25]}" for e in EDITS]
)
def test_one_mistake(whole: str, old: str, new: str, severity: str, at: str, words: list[str]) -> None:
    text = edit(whole, old, new)
    find(text, severity, line_of(text, at), *words)


def test_all_problems_at_once_and_in_order(whole: str) -> None:
    text = (
        whole.replace("role: convenor", "rolle: convenor")
        .replace("route: 60..80", "route: 80..60")
        .replace("2021-03-01", "2021-13-01")
    )
    found = problems(text, "ferry.yaml")
    lines = [p.mark.line for p in found if p.mark]
    assert len(found) == 3
    assert lines == sorted(lines)
    with pytest.raises(CaseError) as caught:
        read(text, "ferry.yaml")
    assert caught.value.problems == found
    assert str(caught.value).count("\n") == 2


def test_a_party_at_the_table_without_preferences() -> None:
    text = edit(GAME, "parties: {alder: {}, birch: {}}", "parties: {alder: {}, birch: {}, cedar: {}}")
    find(text, "error", 3, "cedar sits at the table and has no preferences", "Add preferences.cedar")


def test_a_party_whose_consent_is_needed_without_preferences() -> None:
    text = edit(
        GAME,
        "parties: {alder: {}, birch: {}}",
        "parties: {alder: {}, birch: {}, lake: {role: host}}\ntable: [alder, birch]",
    )
    text = edit(text, "south: {by: alder and birch}", "south: {by: alder and lake}")
    find(text, "error", 3, "lake must consent to some option and has no preferences")


def test_observers_need_no_preferences() -> None:
    text = edit(GAME, "parties: {alder: {}, birch: {}}", "parties: {alder: {}, birch: {}, lake: {role: observer}}")
    assert problems(text, "ferry.yaml") == ()


def test_nobody_can_bring_an_option_about() -> None:
    text = edit(GAME, "parties: {alder: {}, birch: {}}", "parties: {alder: {role: host}, birch: {role: ally}}")
    text = edit(text, "{north: {by: alder}, south", "{north: {}, south")
    find(text, "error", 5, "Nobody can bring about route = north", "Add by:")


def test_listed_moves() -> None:
    text = edit(
        GAME,
        "{north: {by: alder}, south: {by: alder and birch}}",
        "{north: {}, south: {}, none: {}}, moves: {alder: [[north, south], [north]]}",
    )
    text = edit(text, "north: 1, south: 0}", "north: 1, south: 0, none: 0}")
    find(text, "warning", 5, "Nobody can bring about route = none", "issues.route.moves")
    find(text, "error", 5, "from one option to another", "Write [from, to]")


def test_an_incomplete_ranking_lists_what_is_missing() -> None:
    text = edit(GAME, "[{route: south}, {}]", "[{route: south}, {route: north, tolls: shared}]")
    problem = find(text, "error", 11, "birch ranks 3 of 4 outcomes; missing: route = north, tolls = alder.")
    assert problem.remedy == "Add it to preferences.birch.ranking, or end it with {}."
    assert str(problem).startswith("ferry.yaml:11:5: birch ranks 3 of 4")


def test_an_incomplete_ranking_of_a_space_too_large_to_list() -> None:
    issues = "".join(f"  i{k}: {{options: {{a: {{}}, b: {{}}, c: {{}}}}}}\n" for k in range(40))
    head = "detente: 1\ntitle: Large\nparties: {p: {}, q: {}}\nissues:\n"
    text = f"{head}{issues}preferences:\n  p: {{ranking: [{{i0: a}}, {{i1: b}}]}}\n  q: {{}}\n"
    find(text, "error", 46, "p does not rank every outcome; missing, for one: i0 = b", "i1 = a")
    assert problems(text.replace("{i1: b}", "{i0: b}, {i0: c}"), "x") == ()


def test_rules_of_a_large_space_are_decided_exactly() -> None:
    """Pigeons: n issues with n - 1 options, no two alike. No outcome, without listing them."""
    n = 5
    options = ", ".join(f"h{k}: {{}}" for k in range(n - 1))
    issues = "".join(f"  p{k}: {{options: {{{options}}}}}\n" for k in range(n))
    alike = "".join(
        f"  - never: p{a} = h{h} and p{b} = h{h}\n" for h in range(n - 1) for a in range(n) for b in range(a)
    )
    text = f"detente: 1\ntitle: Pigeons\nissues:\n{issues}rules:\n{alike}"
    assert "No outcome is feasible" in str(problems(text, "x")[0])
    fewer = text.replace(
        f"  p{n - 1}: {{options: {{{options}}}}}\n", f"  p{n - 1}: {{options: {{{options}, h9: {{}}}}}}\n"
    )
    assert [p.what for p in problems(fewer, "x")] == [
        f"The rules exclude p4 = h{h} in every outcome." for h in range(4)
    ]


def test_outcomes_without_a_status_quo() -> None:
    text = edit(
        GAME,
        "status_quo: {route: north, tolls: alder}\n",
        "no_deal: {route: north}\nevents:\n  - {id: e, date: 2007, by: alder, offers: {route: south}}\n",
    )
    find(text, "error", 7, "No deal says nothing of tolls")
    find(text, "error", 9, "no status quo to take the rest from", "Add status_quo")
    predicted = edit(GAME, "status_quo: {route: north, tolls: alder}\n", "no_deal: predicted\n")
    find(predicted, "error", 7, "nothing says where moves begin", "Add status_quo")


def test_two_events_of_one_day() -> None:
    events = """\
events:
  - {id: one, date: 2007-01, by: alder, moves: {route: south}}
  - {id: two, date: 2007-01-31, by: [alder, birch], moves: {route: north}}
"""
    find(GAME + events, "error", 14, "one and two write status_quo.route on one day", "after: one")
    assert not [
        p
        for p in problems(GAME + events.replace("2007-01-31,", "2007-01-31, after: one,"), "x")
        if p.severity == "error"
    ]
    changes = events.replace("moves: {route: south}", "changes: {status_quo: {route: south}}")
    find(GAME + changes, "error", 14, "one and two write status_quo.route on one day")
    apart = events.replace("moves: {route: south}", "moves: {tolls: shared}")
    assert not [p for p in problems(GAME + apart, "x") if p.severity == "error"]


def test_a_problem_stands_at_its_own_piece_of_evidence() -> None:
    text = (
        GAME
        + "claims: [{id: c, text: It is so.}]\nevents:\n  - id: e\n    date: 2021\n    evidence:\n      - ~\n      - {if_true: 0.5, if_false: 0.1}\n"
    )
    text += "      - {claim: c, if_true: 0.5, absent: true}\n"
    find(text, "error", text.count("\n"), "nothing says if_false")


def test_one_source_has_one_anyway() -> None:
    text = (
        GAME
        + """\
sources: [{id: s, reliability: 0.5}]
claims: [{id: c, text: It is so.}]
events:
  - {id: one, date: 2007-01, evidence: {claim: c, source: s, if_true: 0.5, if_false: 0.2, anyway: 0.5}}
  - {id: two, date: 2007-02, evidence: [{claim: c, source: s, if_true: 0.5, if_false: 0.2, anyway: 0.4}]}
"""
    )
    find(text, "error", 16, "differ in anyway", "the same anyway")


def test_an_order_with_unknown_weights() -> None:
    base = edit(GAME, "weights: {route: 60, tolls: 40}", "weights: {route: unknown, tolls: 40}, order: [ORDER]")
    assert problems(base.replace("ORDER", "route, tolls"), "x") == ()
    find(base.replace("ORDER", "tolls, route"), "error", 9, "route is what the others leave, 60 points")


def test_text_of_a_file_that_is_no_case(tmp_path: Path) -> None:
    for text, words in (
        ("", "The file is empty"),
        ("- a\n- b\n", "A case is a mapping"),
        ("just words\n", "A case is a mapping"),
    ):
        with pytest.raises(CaseError, match=words):
            read(text)
    with pytest.raises(CaseError, match=r"There is no case at .*nowhere"):
        load(tmp_path / "nowhere")
    (tmp_path / "case.yaml").write_bytes("title: Gr\xfc\xdfe\n".encode("latin-1"))
    with pytest.raises(CaseError, match=r"case.yaml:1:10: The file is not UTF-8 from here on. Save it as UTF-8"):
        load(tmp_path)


def test_problems_of_a_changed_tree_stand_in_the_file() -> None:
    case = read(GAME, "ferry.yaml")
    tree = {**case.tree, "status_quo": {"route": "nort", "tolls": "alder"}}
    with pytest.raises(CaseError, match=r"^ferry.yaml:7:14: The issue route has no option nort. Did you mean north\?"):
        from_tree(tree, case.origin)


ENDS = st.tuples(st.integers(0, 6), st.integers(0, 6)).map(lambda pair: (min(pair) * 10, max(pair) * 10))


@given(st.lists(st.none() | ENDS, min_size=2, max_size=4), st.data())
def test_orders_that_no_draw_can_meet(ranges: list[tuple[int, int] | None], data: st.DataObject) -> None:
    """Against a linear program: draws meet an order exactly if a point has room on all sides that are not fixed."""
    if any(r is None for r in ranges) and sum(r[0] for r in ranges if r) >= 100:
        return
    places = data.draw(st.permutations(range(len(ranges))))
    order = places[: data.draw(st.integers(2, len(places)))]
    weights = {
        f"w{k}": Number(Fraction(0), Fraction(100), True) if r is None else Number(Fraction(r[0]), Fraction(r[1]))
        for k, r in enumerate(ranges)
    }
    assert (order_problem(weights, [f"w{k}" for k in order]) is None) == _room(ranges, order)


def test_a_weight_between_two_equal_ones_is_said_to_have_no_room() -> None:
    ten, unknown = Number(Fraction(10), Fraction(10)), Number(Fraction(0), Fraction(100), True)
    weights = {"a": ten, "b": unknown, "c": unknown, "d": ten}
    assert order_problem(weights, ["a", "b", "d"]) == "b would have to be exactly 10"
    assert order_problem(weights, ["a", "d", "b"]) is None


def _room(ranges: list[tuple[int, int] | None], order: list[int]) -> bool:
    """Maximise the room t: ends + t within ranges, a - b >= t along the order (0 between fixed weights), sum 100 with unknown."""
    n = len(ranges)
    unknown = [k for k, r in enumerate(ranges) if r is None]
    fixed = {k for k, r in enumerate(ranges) if r is not None and r[0] == r[1]}
    if len(unknown) == 1 and len(fixed) == n - 1:
        fixed.add(unknown[0])
    above: list[list[float]] = []
    limits: list[float] = []
    for a, b in pairwise(order):
        above.append([(k == b) - (k == a) for k in range(n)] + [0.0 if a in fixed and b in fixed else 1.0])
        limits.append(0.0)
    for k, r in enumerate(ranges):
        low, high = r or (0, 100)
        for sign, end in ((-1, -low), (1, high)):
            above.append([sign * (j == k) for j in range(n)] + [0.0 if k in fixed else 1.0])
            limits.append(end)
    total = {"A_eq": [[1.0] * n + [0.0]], "b_eq": [100.0]} if unknown else {}
    free = [(None, None)] * n + [(None, 1.0)]
    found = linprog([0.0] * n + [-1.0], A_ub=above, b_ub=limits, bounds=free, **total)
    return bool(found.status == 0 and -found.fun > 1e-7)


MOVES = """detente: 1
title: Moves that contradict
parties: {a: {name: A}, b: {name: B}}
issues:
  s:
    options: {p: {}, q: {}}
    irreversible: [q]
    moves: {a: [[p, q], [q, p], [p, p]], b: [], a and b: [[p, q]]}
status_quo: {s: p}
preferences: {a: {ranking: [{s: p}, {s: q}]}, b: {ranking: [{s: q}, {s: p}]}}
"""


def test_moves_that_contradict_are_told() -> None:
    told = " ".join(str(problem) for problem in problems(MOVES))
    assert "a is listed as leaving q, but q is irreversible" in told
    assert "a is listed as going from p to itself" in told
    assert "b is listed with no move" in told
    assert "a and b are listed as going from p to q together, which a can do without the others" in told
