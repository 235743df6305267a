from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from detente.case.model import Attack, CaseError, Conditional, Held, Number, Place
from detente.case.read import bundled, load, read
from detente.case.schema import schema

F = Fraction
BOTH = frozenset({"alder", "birch"})
ALDER, BIRCH = frozenset({"alder"}), frozenset({"birch"})


def test_the_whole_format(whole: str) -> None:
    case = read(whole)
    assert case.title == "The ferry dispute"
    assert case.as_of == date(2021, 5, 4)
    assert case.table == ("alder", "birch")
    assert case.parties["lake"].role == "convenor"
    assert case.parties["birch"].veto
    assert case.issues["route"].options["none"].by == (ALDER, BIRCH)
    assert case.issues["tolls"].by == (ALDER,)
    assert case.issues["tolls"].options["alder"].by is None
    assert case.status_quo == {"route": "north", "tolls": "alder"}
    assert case.no_deal.how == "status_quo"
    assert case.no_deal.ends == ((case.status_quo,),)
    assert len(case.rules) == 2
    assert case.claims["harbour-silts"].at == (Place("communique", "§3 ¶2", 1204, 1291, "9f2c" * 16),)
    assert case.warnings == ()


def test_numbers_are_exact(whole: str) -> None:
    alder = read(whole).preferences["alder"]
    assert alder.weights == {"route": Number(F(60), F(80)), "tolls": Number(F(20), F(40))}
    assert alder.values["route"]["south"] == Conditional(
        Held("harbour-silts"), Number(F(9, 10), F(9, 10)), Number(F(3, 10), F(1, 2))
    )
    assert alder.no_deal == Number(F(35), F(35))
    third = whole.replace("shared: 0.4}", "shared: 1/3}")
    assert read(third).preferences["alder"].values["tolls"]["shared"] == Number(F(1, 3), F(1, 3))


def test_forms_of_preferences(whole: str) -> None:
    case = read(whole)
    assert [p.form for p in case.preferences.values()] == ["cardinal", "priorities", "ranking"]
    assert case.preferences["lake"].ranking == (({"route": "south", "tolls": "shared"},), ({},))
    assert case.preferences["alder"].readings == ("hawk", "dove")
    lone = whole.replace("    ranking: [[{route: south, tolls: shared}], {}]", "    no_deal: unknown")
    assert read(lone).preferences["lake"].form == "indifferent"


def test_annotated_numbers_and_who_may_see_them(whole: str) -> None:
    text = whole.replace(
        "none: 0}", "none: {value: 0, because: It floods, rests_on: claims.dredged, visible_to: [alder, birch]}}"
    )
    text = text.replace(
        "    rests_on: [alder-needs-depth] ", "    visible_to: alder\n    rests_on: [alder-needs-depth] "
    )
    alder = read(text).preferences["alder"]
    assert alder.values["route"]["none"] == Number(F(0), F(0), False, "It floods", ("dredged",), ("alder", "birch"))
    assert alder.values["route"]["north"] == Number(F(1), F(1), visible_to=("alder",))
    south = alder.values["route"]["south"]
    assert isinstance(south, Conditional)
    assert south.then.visible_to == south.otherwise.visible_to == ("alder",)
    assert alder.weights["route"].visible_to == ("alder",)


def test_default_table(whole: str) -> None:
    text = whole.replace("table: [alder, birch]", "")
    assert read(text).table == ("alder", "birch")
    assert read(text.replace("role: convenor", "role: convenor, veto: true")).table == ("alder", "birch", "lake")
    assert read(text.replace("by: alder or birch}", "by: alder and lake}")).table == ("alder", "birch", "lake")


def test_no_deal_in_all_its_ways(whole: str) -> None:
    def no_deal(written: str) -> object:
        return read(whole.replace("no_deal: status_quo ", f"no_deal: {written} ")).no_deal

    assert no_deal("{route: none, because: It is the law}").because == "It is the law"  # type: ignore[attr-defined]
    assert no_deal("{route: none}").ends == (({"route": "none", "tolls": "alder"},),)  # type: ignore[attr-defined]
    predicted = no_deal("predicted-seq")
    assert (predicted.how, predicted.ends) == ("predicted-seq", ())  # type: ignore[attr-defined]
    ends = no_deal("[{route: none}, [{route: south}, {tolls: alder}]]")
    assert ends.how == "outcome"  # type: ignore[attr-defined]
    assert ends.ends == (  # type: ignore[attr-defined]
        ({"route": "none", "tolls": "alder"},),
        ({"route": "south", "tolls": "alder"}, {"route": "north", "tolls": "alder"}),
    )


def test_a_literal_no_deal_takes_the_status_quo_as_first_written(whole: str) -> None:
    from detente.case.read import from_tree

    case = read(whole.replace("no_deal: status_quo ", "no_deal: {route: none} "))
    moved = {**case.tree, "status_quo": {"route": "south", "tolls": "shared"}}
    after = from_tree(moved, case.origin, base=case.tree, applied=("walkout",))
    assert after.no_deal.ends == (({"route": "none", "tolls": "alder"},),)
    assert after.status_quo == {"route": "south", "tolls": "shared"}


def test_a_pure_domain_and_a_pure_conflict_model() -> None:
    domain = read("""\
detente: 1
title: Domain
parties: {a: {}, b: {}}
issues: {price: {options: {low: {}, high: {}}}}
preferences:
  a: {weights: {price: 1}, values: {price: {low: 0, high: 1}}, no_deal: 20}
  b: {weights: {price: 1}, values: {price: {low: 1, high: 0}}}
""")
    assert domain.status_quo is None
    assert domain.no_deal.how == "none"
    model = read("""\
detente: 1
title: Model
parties: {a: {}, b: {}}
issues: {state: {options: {s1: {}, s2: {}, s3: {}}, moves: {a: [[s1, s2]], b: [[s2, s3], [s3, s1]], a and b: [[s1, s3]]}}}
preferences:
  a: {ranking: [{state: s3}, [{state: s1}, {state: s2}]]}
  b: {ranking: [{state: s1}, {}]}
""")
    assert model.issues["state"].moves == (
        ((frozenset("a"),), (("s1", "s2"),)),
        ((frozenset("b"),), (("s2", "s3"), ("s3", "s1"))),
        ((frozenset("ab"),), (("s1", "s3"),)),
    )
    assert model.warnings == ()


def test_names_like_words_of_yaml_stay_text() -> None:
    case = read("""\
detente: 1
title: 2007
parties: {no: {}, on: {name: Norway}}
issues: {null-hypothesis: {options: {yes: {}, no: {}, off: {}, e5: {}}}}
status_quo: {null-hypothesis: no}
preferences: {no: {ranking: [{null-hypothesis: yes}, {}]}, on: {}}
""")
    assert case.title == "2007"
    assert tuple(case.issues["null-hypothesis"].options) == ("yes", "no", "off", "e5")
    assert case.status_quo == {"null-hypothesis": "no"}


def test_events(whole: str) -> None:
    case = read(whole)
    survey, walkout, offer, threat, silence, cabinet = case.events
    assert survey.evidence[0].readers == {"alder": {"if_true": Number(F(3, 5), F(3, 5))}}
    assert (walkout.by, walkout.moves) == (("birch",), {"route": "none"})
    assert (offer.until, offer.in_reply_to, offer.condition) == ("2021-06", "walkout", {"route": "south"})
    assert threat.threatens is not None
    assert threat.threatens.promise == {"tolls": "shared"}
    assert (silence.evidence[0].absent, survey.evidence[0].absent) == (True, False)
    assert cabinet.after == ("threat-1",)
    assert cabinet.changes == {"preferences": {"alder": {"weights": {"tolls": "5..15"}}}}


def test_dates_count_as_their_last_day(whole: str) -> None:
    for written, last in (
        ("2020-02", date(2020, 2, 29)),
        ("2020", date(2020, 12, 31)),
        ("2020-03-01", date(2020, 3, 1)),
    ):
        event = read(whole.replace("date: 2021-03-01", f"date: {written}")).events[0]
        assert (event.written, event.date) == (written, last)


def test_attacks(whole: str) -> None:
    text = whole.replace(
        "asserted_by: [alder]}",
        "attacks: [dredged, {claim: depth-falls, kind: undermine, over: true}, {link: harbour-silts -> alder-needs-depth}]}",
    )
    assert read(text).claims["alder-needs-depth"].attacks == (
        Attack("dredged"),
        Attack("depth-falls", None, "undermine", True),
        Attack(None, ("harbour-silts", "alder-needs-depth"), "undercut"),
    )


def test_load_from_folder_file_and_name(tmp_path: Path, whole: str) -> None:
    (tmp_path / "case.yaml").write_text(whole, encoding="utf-8")
    assert load(tmp_path).tree == load(tmp_path / "case.yaml").tree == read(whole).tree
    assert load(str(tmp_path)).origin.folder == str(tmp_path)
    for name, folder in bundled().items():
        assert (folder / "case.yaml").is_file()
        assert load(name).title


def test_schema_fits_the_cases(whole: str) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    made = schema()
    jsonschema.Draft202012Validator.check_schema(made)
    validator = jsonschema.Draft202012Validator(made)
    texts = [whole, *((folder / "case.yaml").read_text(encoding="utf-8") for folder in bundled().values())]
    for text in texts:
        assert [f"{e.json_path}: {e.message[:200]}" for e in validator.iter_errors(_ordinary(text))] == []
    for old, new in (
        ("role: convenor", "rolle: convenor"),
        ("route: 60..80", "route: many"),
        ("veto: true", "veto: perhaps"),
    ):
        assert not validator.is_valid(_ordinary(whole.replace(old, new)))


def _ordinary(text: str) -> object:
    """As an editor loads it: numbers are numbers, dates are text."""
    from ruamel.yaml import YAML

    def plain(value: object) -> object:
        if isinstance(value, dict):
            return {str(key): plain(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [plain(inner) for inner in value]
        return value.isoformat() if isinstance(value, date) else value

    return plain(YAML(typ="safe", pure=True).load(text))


def test_a_name_that_no_file_can_have() -> None:
    with pytest.raises(CaseError, match="No file has a name"):
        load("a\0b")
