"""The check of a claim, and numbers that are taken from one: read, written, refused, shared, explained."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente import steps
from detente.case import sharing
from detente.case.dump import dump
from detente.case.explain import explain
from detente.case.model import COMPARISONS, Case, CaseError, Check, Number, Taken
from detente.case.read import load, read
from detente.case.schema import schema
from detente.case.text import parse
from detente.case.write import write

HEAD = """\
detente: "1"
title: Two towns and a mast
parties:
  alder: {name: Alder}
  birch: {name: Birch}
issues:
  mast: {by: alder and birch, options: {none: {}, high: {}}}
status_quo: {mast: none}
preferences:
  alder: {weights: {mast: 100}, values: {mast: {none: 0.2, high: VALUE}}}
  birch: {weights: {mast: 100}, values: {mast: {none: 0.4, high: 0.6}}, visible_to: [birch]}
claims:
  - id: sees
    text: It sees.
    check: CHECK
  - {id: plain, text: Nobody can check this.}
"""
CHECK = "{compares: distance, sites: [moscow], areas: [iran], at_most: 1800..1900, because: Our reading., leaves: why}"
VALUE = "{from: sees, worth: {0: 1, 2000: 0.5, 4000: 0}, because: The nearer the better.}"


def case_of(check: str = CHECK, value: str = VALUE) -> Case:
    return read(HEAD.replace("VALUE", value).replace("CHECK", check))


def problem(check: str = CHECK, value: str = VALUE) -> str:
    with pytest.raises(CaseError) as error:
        case_of(check, value)
    (found, *_) = error.value.problems
    assert found.mark is not None
    assert found.remedy
    return str(found)


# ---------------------------------------------------------------- reading and writing


def test_every_field_is_read() -> None:
    told = (
        "{compares: adds to, sites: [gabala, armavir], to: brdy, areas: iran, for: [nato-europe, us-east-coast], at_least: {value: 1, because: Minutes.}, "
        "assume: {masks: [low], ranges: ria-2007}, leaves: who pays, because: They said so., note: Ours.}"
    )
    assert case_of(told).claims["sees"].check == Check(
        compares="adds to",
        sites=("gabala", "armavir"),
        to=("brdy",),
        areas=("iran",),
        bound=("nato-europe", "us-east-coast"),
        at_least=Number(Fraction(1), Fraction(1), because="Minutes."),
        assume={"masks": ("low",), "ranges": ("ria-2007",)},
        leaves="who pays",
        because="They said so.",
        note="Ours.",
    )


def test_a_number_taken_from_a_check_spans_all_its_worths() -> None:
    high = case_of().preferences["alder"].values["mast"]["high"]
    worth = tuple((Fraction(q), Fraction(v)) for q, v in ((0, 1), (2000, "1/2"), (4000, 0)))
    assert high == Number(Fraction(0), Fraction(1), because="The nearer the better.", taken=Taken("sees", worth))


def test_as_the_value_of_a_number_with_its_grounds_too() -> None:
    told = (
        "{value: {from: sees, worth: {0: 1, 2000: 0.5, 4000: 0}}, because: The nearer the better., rests_on: [plain]}"
    )
    high = case_of(value=told).preferences["alder"].values["mast"]["high"]
    plain = case_of().preferences["alder"].values["mast"]["high"]
    assert isinstance(high, Number)
    assert isinstance(plain, Number)
    assert (high.taken, high.because, high.rests_on) == (plain.taken, plain.because, ("plain",))
    tree, _, _ = parse(HEAD.replace("VALUE", told).replace("CHECK", CHECK), "x")
    jsonschema.validate(_plain(tree), schema())
    hidden = case_of(value=told.replace("rests_on", "visible_to: [alder], rests_on"))
    assert "worth" not in str(sharing.shared(hidden, "birch").tree)
    assert "worth" in str(sharing.shared(hidden, "alder").tree)


def test_within_a_conditional_number_too() -> None:
    told = HEAD.replace("VALUE", f"{{if: sees, then: {VALUE}, else: 0.1}}")
    both = read(told.replace("CHECK", CHECK + "\n    credence: {alder: 0.4}"))
    then = both.preferences["alder"].values["mast"]["high"].then  # type: ignore[union-attr]
    assert then.taken is not None


def test_a_case_comes_back_as_it_was(tmp_path: Path) -> None:
    first = case_of()
    file = tmp_path / "case.yaml"
    file.write_text(write(first), encoding="utf-8")
    again = load(file)
    assert again.claims == first.claims
    assert again.preferences == first.preferences


def test_the_schema_knows_checks() -> None:
    tree, _, _ = parse(HEAD.replace("VALUE", VALUE).replace("CHECK", CHECK), "x")
    jsonschema.validate(_plain(tree), schema())
    wrong = [(check, VALUE) for check in ("{compares: smells, sites: [a], areas: [b]}", "{compares: sees, areas: [b]}")]
    wrong += [(CHECK, f"{{value: {VALUE}}}"), (CHECK, "{from: sees, worth: {0: 0, 1: {value: 1}}}")]
    for check, value in wrong:
        tree, _, _ = parse(HEAD.replace("VALUE", value).replace("CHECK", check), "x")
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(_plain(tree), schema())


def _plain(tree: object) -> object:
    """As an editor loads it: numbers as numbers."""
    if isinstance(tree, dict):
        return {key: _plain(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_plain(value) for value in tree]
    try:
        return float(str(tree))
    except ValueError:
        return tree


# ---------------------------------------------------------------- what is refused

WRONG = [
    ("{compares: smells, sites: [brdy], areas: [iran]}", "compares cannot be 'smells'"),
    ("{compares: seez, sites: [brdy], areas: [iran]}", "Did you mean sees"),
    ("{sites: [brdy], areas: [iran]}", "compares"),
    ("{compares: sees, areas: [iran]}", "sites"),
    ("{compares: sees, sites: [brdy]}", "areas"),
    ("{compares: sees, sites: [], areas: [iran]}", "sites names nothing"),
    ("{compares: sees, sites: [''], areas: [iran]}", "sites names nothing"),
    ("{compares: sees, sites: [brdy, ' '], areas: [iran]}", "A name in sites is blank"),
    ("{compares: sees, sites: [brdy], areas: [iran], for: []}", "for names nothing"),
    ("{compares: sees, sites: [brdy], areas: [iran], than: ''}", "than names nothing"),
    ("{compares: adds to, sites: [brdy], areas: [iran], to: []}", "to names nothing"),
    ("{compares: sees, sites: {brdy: yes}, areas: [iran]}", "sites should be text"),
    ("{compares: sees, sites: [brdy], areas: [iran], assume: {speeds: []}}", "speeds names nothing"),
    ("{compares: sees, sites: [brdy], areas: [iran], assume: {speeds: [mda, mda]}}", "speeds names mda twice"),
    ("{compares: sees, sites: [brdy], areas: [iran], at_least: {value: 1, visible_to: birch}}", "says who may see it"),
    ("{compares: sees, sites: [brdy, brdy], areas: [iran]}", "names brdy twice"),
    ("{compares: adds to, sites: [brdy], areas: [iran]}", "does not say to what"),
    ("{compares: adds to, sites: [brdy], to: [gabala], than: [armavir], areas: [iran]}", "compares with nothing else"),
    ("{compares: adds to, sites: [brdy], to: [gabala, brdy], areas: [iran]}", "brdy is to be added to itself"),
    ("{compares: sees, sites: [brdy], to: [gabala], areas: [iran]}", "“adds to” has a `to`"),
    ("{compares: sees, sites: [brdy], areas: [iran], at_least: 1, at_most: 2}", "at once"),
    ("{compares: sees, sites: [brdy], areas: [iran], at_least: unknown}", "cannot be unknown"),
    ("{compares: sees, sites: [brdy], areas: [iran], target: [49.7, 13.7]}", "target"),
    ("yes", "a check"),
]


@pytest.mark.parametrize(("check", "words"), WRONG, ids=[words[:20] for _, words in WRONG])
def test_a_check_that_cannot_be(check: str, words: str) -> None:
    assert words in problem(check)


WORTHLESS = [
    ("{from: plain, worth: {0: 0, 1: 1}}", "has no check"),
    ("{from: nobody, worth: {0: 0, 1: 1}}", "mast.high is taken from the check of nobody, and there is no claim"),
    ("{from: seas, worth: {0: 0, 1: 1}}", "Did you mean sees?"),
    ("{value: {from: seas, worth: {0: 0, 1: 1}}}", "Did you mean sees?"),
    ("{from: sees, worth: {0: 0}}", "two quantities or more"),
    ("{from: sees, worth: {2: 0, 1: 1}}", "each larger than the one before"),
    ("{from: sees, worth: {0: 0, much: 1}}", "'much' is no number"),
    ("{from: sees, worth: {0: 0, 1: 0.3..0.6}}", "a range is no single number"),
    ("{from: sees, worth: {0: 0, 1: 7}}", "between 0 and 1"),
    ("{from: sees, worth: {0: 0, 1: {value: 0.7, visible_to: [alder]}}}", "worth is a mapping at 1"),
    ("{from: sees, worth: {0: 0, 1: ~}}", "worth is empty at 1"),
    ("{from: sees, worth: {0: 0, 0.0: 1}}", "each larger than the one before"),
    ("{value: {from: sees, worth: {0: 0, 1: 1}, because: Ours.}}", "its grounds stand beside value"),
    ("{value: {from: sees, worth: {0: 0, 1: 1}, visible_to: alder}, visible_to: birch}", "grounds stand beside value"),
    ("{value: {value: 0.7, visible_to: alder}, visible_to: birch}", "value should be a number"),
    ("{from: sees, worth: 3}", "a mapping"),
    ("{from: sees}", "worth"),
    ("{worth: {0: 0, 1: 1}}", "from"),
]


@pytest.mark.parametrize(("value", "words"), WORTHLESS, ids=[words[:20] for _, words in WORTHLESS])
def test_a_number_that_cannot_be_taken(value: str, words: str) -> None:
    assert words in problem(value=value)


def test_a_probability_is_not_taken_from_geometry() -> None:
    own = CHECK + "\n    credence: {alder: {from: sees, worth: {0: 0, 1: 1}}}"
    with pytest.raises(CaseError, match="from"):
        read(HEAD.replace("VALUE", "0.5").replace("CHECK", own))


def test_the_words_of_comparisons_are_those_of_the_reference() -> None:
    page = Path(__file__).parents[2] / "docs" / "reference" / "coverage.md"
    assert all(f"| `{word}` |" in page.read_text(encoding="utf-8") for word in COMPARISONS)


# ---------------------------------------------------------------- what others do with them


def test_without_the_claim_or_its_check_the_number_cannot_stand() -> None:
    with pytest.raises(CaseError, match=r"preferences\.alder\.values\.mast\.high is taken from the check of sees, and"):
        steps.without(case_of(), "claims.sees")
    with pytest.raises(CaseError, match=r"mast\.high is taken from the claim sees, which has no check"):
        steps.without(case_of(), "claims.sees.check")
    freed = steps.set_value(case_of(), "preferences.alder.values.mast.high", "0.4")
    assert "sees" not in steps.without(freed, "claims.sees").claims


def test_a_part_of_a_conditional_number_is_named_as_such() -> None:
    own = CHECK + "\n    credence: {alder: 0.4}"
    assert "mast.high.then is taken from the check of seas" in problem(
        own, "{if: sees, then: {from: seas, worth: {0: 0, 1: 1}}, else: 0}"
    )


def test_a_broken_check_is_told_once_and_not_as_none() -> None:
    with pytest.raises(CaseError) as error:
        case_of("{compares: smells, sites: [brdy], areas: [iran]}")
    assert [str(found).count("no check") for found in error.value.problems] == [0]


def test_a_list_with_too_few_worths_says_so_even_of_a_claim_that_is_not_there() -> None:
    with pytest.raises(CaseError) as error:
        case_of(value="{from: nobody, worth: {0: 0}}")
    assert len(error.value.problems) == 2


def test_a_number_put_in_its_place_is_just_a_number() -> None:
    changed = steps.set_value(case_of(), "preferences.alder.values.mast.high", "0.4")
    assert changed.preferences["alder"].values["mast"]["high"] == Number(Fraction(2, 5), Fraction(2, 5))


def test_explain_says_where_it_is_from() -> None:
    told = explain(case_of(), "preferences.alder.values.mast.high")
    assert "check of claims.sees: 0 is worth 1, 2000 is worth 0.5, 4000 is worth 0" in " ".join(told.words)
    assert [ground.claim for ground in told.claims] == ["sees"]


@pytest.mark.parametrize(
    ("value", "inside", "claims"),
    [
        (VALUE, ".worth", ["sees"]),
        (f"{{value: {VALUE.replace(', because: The nearer the better.', '')}, because: Ours.}}", "", ["sees"]),
        (f"{{if: plain, then: {VALUE}, else: 0.1}}", "", ["plain", "sees"]),
        (f"{{if: plain, then: {VALUE}, else: 0.1}}", ".then", ["plain", "sees"]),
        (f"{{if: plain, then: {VALUE}, else: 0.1}}", ".else", ["plain"]),
        ("0.4", "", []),
    ],
)
def test_a_number_rests_on_the_claims_whose_checks_it_is_taken_from(value: str, inside: str, claims: list[str]) -> None:
    """So that whatever is unsound in the places of such a claim is told of the number too."""
    text = HEAD.replace("VALUE", value).replace("CHECK", CHECK)
    case = read(text.replace("check this.}", "check this., credence: {alder: 0.4}}"))
    found = explain(case, f"preferences.alder.values.mast.high{inside}")
    assert [ground.claim for ground in found.claims] == claims


def test_a_copy_for_one_party_keeps_the_question_and_not_the_reading() -> None:
    hidden = case_of(value=VALUE.replace("because", "visible_to: [alder], because"))
    for party in ("alder", "birch"):
        copy = sharing.shared(hidden, party)
        check = copy.claims["sees"].check
        assert check is not None
        assert (check.compares, check.sites, check.because, check.note) == ("distance", ("moscow",), None, None)
        assert check.at_most == Number(Fraction(1800), Fraction(1900))
    assert "Our reading" not in str(sharing.shared(hidden, "birch").tree)
    assert "worth" not in str(sharing.shared(hidden, "birch").tree)
    own = sharing.shared(hidden, "alder").preferences["alder"].values["mast"]["high"]
    assert isinstance(own, Number)
    assert own.taken is not None


EVENT = """\
events:
  - id: talks
    date: 2020
    changes: CHANGES
"""


def changed(value: str, changes: str) -> Case:
    return read((HEAD + EVENT).replace("CHANGES", changes).replace("VALUE", value).replace("CHECK", CHECK))


def test_an_event_may_bring_a_check_and_what_is_taken_from_it() -> None:
    brought = (
        "{claims: {plain: {check: {compares: sees, sites: [brdy], areas: [iran]}}}, "
        "preferences: {alder: {values: {mast: {high: {from: plain, worth: {0: 0, 1: 1}}}}}}}"
    )
    high = steps.as_of(changed("0.5", brought), "2021").preferences["alder"].values["mast"]["high"]
    assert isinstance(high, Number)
    assert high.taken == Taken("plain", ((Fraction(0), Fraction(0)), (Fraction(1), Fraction(1))))


@pytest.mark.parametrize(
    ("value", "changes"),
    [
        (VALUE, "{claims: {sees: {check: ~}}}"),
        (VALUE, "{claims: {sees: ~}}"),
        ("0.5", "{preferences: {alder: {values: {mast: {high: {from: plain, worth: {0: 0, 1: 1}}}}}}}"),
        ("0.5", "{preferences: {alder: {weights: {mast: {from: gone, worth: {0: 0, 1: 1}}}}}}"),
    ],
)
def test_an_event_cannot_leave_a_number_without_its_check(value: str, changes: str) -> None:
    with pytest.raises(CaseError, match=r"After the changes of talks: .* is taken from the ") as error:
        changed(value, changes)
    assert len(error.value.problems) == 1


OWN = "{from: sees, worth: {0: 0, 10: 1}, visible_to: alder, because: Ours.}"
NEWER = [
    (OWN, "{from: sees, worth: {0: 0, 5: 0.5, 10: 1}}"),
    (OWN, "{worth: {15: 0.5}}"),
    (OWN, "{value: 0.4}"),
    (OWN, "0.4"),
    (OWN, "{value: {from: sees, worth: {0: 0.1, 3: 0.2}}}"),
    ("{value: 0.4, visible_to: alder}", "{from: sees, worth: {0: 0, 5: 0.5, 10: 1}}"),
    ("{value: 0.4, visible_to: alder, because: Ours.}", "{value: 0.5}"),
    ("0.4", "{from: sees, worth: {0: 0, 5: 0.5}, visible_to: alder}"),
    ("{value: {from: sees, worth: {0: 0, 1: 1}}, visible_to: alder}", "{from: sees, worth: {0: 0, 1: 0.5, 2: 1}}"),
]


@pytest.mark.parametrize(("value", "newer"), NEWER)
def test_a_copy_then_changed_is_the_changed_case_then_copied(value: str, newer: str) -> None:
    case = changed(value, f"{{preferences: {{alder: {{values: {{mast: {{high: {newer}}}}}}}}}}}")
    for party in ("alder", "birch"):
        first = steps.as_of(sharing.shared(case, party), "2021")
        after = sharing.shared(steps.as_of(case, "2021"), party)
        assert first.preferences == after.preferences
    own = steps.as_of(sharing.shared(case, "alder"), "2021").preferences["alder"].values["mast"]["high"]
    truth = steps.as_of(case, "2021").preferences["alder"].values["mast"]["high"]
    assert isinstance(own, Number)
    assert isinstance(truth, Number)
    assert (own.low, own.high, own.taken) == (truth.low, truth.high, truth.taken)
    assert own.visible_to == ("alder",)


WORTHS = st.dictionaries(st.decimals(-9999, 9999, places=2), st.decimals(0, 1, places=3), min_size=2, max_size=5).map(
    lambda found: "{" + ", ".join(f"{quantity}: {found[quantity]}" for quantity in sorted(found)) + "}"
)
FORMS = st.sampled_from(("{from: sees, worth: WORTH, GROUNDS}", "{value: {from: sees, worth: WORTH}, GROUNDS}"))


@given(FORMS, WORTHS, WORTHS)
def test_what_a_hidden_quantity_is_worth_changes_no_byte_of_a_copy(form: str, one: str, other: str) -> None:
    told = form.replace("GROUNDS", "visible_to: alder, because: Ours.")
    copies = [dump(sharing.shared(case_of(value=told.replace("WORTH", each)), "birch").tree) for each in (one, other)]
    assert copies[0] == copies[1]


@given(FORMS, WORTHS)
def test_any_number_taken_from_a_check_comes_back(form: str, worth: str) -> None:
    case = case_of(value=form.replace("GROUNDS", "because: Ours., rests_on: [plain]").replace("WORTH", worth))
    high = case.preferences["alder"].values["mast"]["high"]
    assert isinstance(high, Number)
    assert high.taken is not None
    assert (high.low, high.high) == (min(v for _, v in high.taken.worth), max(v for _, v in high.taken.worth))
    for text in (write(case), dump(case.tree)):
        assert read(text).preferences == case.preferences


def test_what_a_check_assumes_is_no_number_in_a_copy() -> None:
    """Names of kinds are anyone's; one that is called like a field of a number stays what it is."""
    asked = CHECK.replace("at_most", "assume: {value: [near, far]}, at_most")
    check = sharing.shared(case_of(asked, "0.5"), "birch").claims["sees"].check
    assert check is not None
    assert check.assume == {"value": ("near", "far")}
