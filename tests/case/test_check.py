"""The check of a claim, and numbers that are taken from one: read, written, refused, shared, explained."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import jsonschema
import pytest

from detente import steps
from detente.case import sharing
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
    inner = told.replace("worth:", "because: Between us., worth:").replace(
        "rests_on", "visible_to: [alder, birch], rests_on"
    )
    assert "Between us" not in str(sharing.shared(case_of(value=inner), "birch").tree)


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
    for wrong in ("{compares: smells, sites: [brdy], areas: [iran]}", "{compares: sees, areas: [iran]}"):
        tree, _, _ = parse(HEAD.replace("VALUE", VALUE).replace("CHECK", wrong), "x")
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
    ("{from: nobody, worth: {0: 0, 1: 1}}", "nobody"),
    ("{from: sees, worth: {0: 0}}", "two quantities or more"),
    ("{from: sees, worth: {2: 0, 1: 1}}", "each larger than the one before"),
    ("{from: sees, worth: {0: 0, much: 1}}", "'much' is no number"),
    ("{from: sees, worth: {0: 0, 1: 0.3..0.6}}", "a range is no single number"),
    ("{from: sees, worth: {0: 0, 1: 7}}", "between 0 and 1"),
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


def test_without_the_claim_the_number_cannot_stand() -> None:
    with pytest.raises(CaseError, match="sees"):
        steps.without(case_of(), "claims.sees")


def test_a_number_put_in_its_place_is_just_a_number() -> None:
    changed = steps.set_value(case_of(), "preferences.alder.values.mast.high", "0.4")
    assert changed.preferences["alder"].values["mast"]["high"] == Number(Fraction(2, 5), Fraction(2, 5))


def test_explain_says_where_it_is_from() -> None:
    told = str(explain(case_of(), "preferences.alder.values.mast.high"))
    assert "check of claims.sees: 0 is worth 1, 2000 is worth 0.5, 4000 is worth 0" in told


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
