"""Agreement beside what the parties do alone: where no deal ends, whether a stated one is at rest, what follows on a deal."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from strategies import disputes

from detente import steps
from detente.analyses._conflict import play, principals_at_most_one
from detente.analyses.agreement import agreement
from detente.analyses.agreement.answer import AgreementResult
from detente.case.model import Case, CaseError
from detente.case.read import read
from detente.case.text import dump
from detente.result import Unanswerable
from detente.run import run
from detente.theory.ends import course

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def party(yes_in: int, no_in: int, yes_out: int, no_out: int) -> str:
    """Preferences with these points for deploying or not and Russia in the treaty or out."""
    cells = {("yes", "kept"): yes_in, ("no", "kept"): no_in, ("yes", "left"): yes_out, ("no", "left"): no_out}
    terms = ", ".join(f'{{when: "deploy = {d} and treaty = {t}", add: {u}}}' for (d, t), u in cells.items())
    return f'{{weights: {{deploy: 1}}, values: {{deploy: {{"no": 0, "yes": 0}}}}, together: [{terms}]}}'


TREATY = f"""
detente: 1
title: Sites and a treaty
parties: {{us: {{name: the United States}}, poland: {{name: Poland}}, russia: {{name: Russia}}}}
issues:
  deploy: {{by: us and poland, options: {{"no": {{}}, "yes": {{}}}}}}
  treaty: {{by: russia, options: {{kept: {{}}, left: {{}}}}}}
status_quo: {{deploy: "no", treaty: kept}}
preferences:
  us: {party(100, 60, 30, 0)}
  poland: {party(80, 50, 40, 20)}
  russia: {party(30, 100, 50, 20)}
"""
HOST = TREATY.replace("poland: {name: Poland}", "poland: {name: Poland, role: host}")
KEPT, LEFT = {"deploy": "no", "treaty": "kept"}, {"deploy": "yes", "treaty": "left"}


def answer(text: str, **parameters: Any) -> AgreementResult:
    found = run("agreement", read(text), {"draws": 0, **parameters}).result
    assert isinstance(found, AgreementResult)
    return found


def caveats(found: AgreementResult) -> list[str]:
    return [f.text for f in found.findings() if f.kind == "caveat"]


def sentences(found: AgreementResult) -> str:
    return "\n".join(f.text for f in found.findings() if f.kind == "finding")


# ---------------------------------------------------------------- what follows on a deal


def test_signing_looks_good_to_both_and_ends_worse_for_both() -> None:
    found = answer(TREATY)
    (deal,) = found.data()["side_deals"]
    assert deal["outcome"] == {"deploy": "yes", "treaty": "kept"}
    assert deal["signatories"] == ["us", "poland"]
    assert deal["leads_to"] == [[LEFT]]
    assert deal["worse_off"] == ["us", "poland"]
    assert (
        "signing [deploy: yes; the rest as without a deal] looks good to the United States (+40 points of 100) and Poland (+30 points "
        "of 100), and ends worse for both than no deal: Russia gains by answering it (treaty: left), which leaves the United States "
        "(-30 points of 100) and Poland (-10 points of 100)."
    ) in sentences(found)
    assert found.data()["no_deal"] == [[KEPT]]
    assert not any("at rest" in text for text in caveats(found)), "two principals sign nothing without a deal"


def test_a_deal_that_nobody_answers_leads_to_itself() -> None:
    found = answer(TREATY.replace(party(30, 100, 50, 20), party(60, 100, 50, 20)))
    (deal,) = found.data()["side_deals"]
    assert deal["leads_to"] == [[deal["outcome"]]]
    assert deal["worse_off"] == []
    assert "ends worse" not in sentences(found)


def test_one_signatory_alone_may_end_worse() -> None:
    found = answer(TREATY.replace(party(100, 60, 30, 0), party(100, 60, 70, 0)), package="deploy=yes")
    package = found.data()["package"]
    assert package["worse_off"] == [], "all three sign what all three must accept"
    (deal,) = found.data()["side_deals"]
    assert deal["worse_off"] == ["poland"]
    assert "ends worse for both" not in sentences(found)
    assert "Poland would then have less than without it" in sentences(found)


# ---------------------------------------------------------------- where no deal ends


def test_predicted_no_deal_makes_room_that_a_stated_one_hides() -> None:
    found = answer(HOST + "no_deal: predicted\n").data()
    assert (found["no_deal_how"], found["no_deal"]) == ("predicted", [[LEFT]])
    assert found["reservation"] == pytest.approx({"us": 0.3, "poland": 1 / 3, "russia": 0.375})
    assert found["zone"]["outcomes"] == 1
    assert found["solutions"]["nash"][0]["outcome"] == KEPT
    assert answer(HOST).data()["zone"]["empty"]


def test_two_ways_that_differ_are_the_first_caveat() -> None:
    first = caveats(answer(HOST + "no_deal: predicted\n"))[0]
    assert "`predicted-seq`" in first
    assert first.endswith("with things as they are.")
    other = caveats(answer(HOST + "no_deal: predicted-seq\n"))[0]
    assert "`predicted`" in other
    assert "[deploy: yes; treaty: left]" in other
    same = caveats(answer(TREATY + "no_deal: predicted\n"))
    assert not any("predicted-seq" in text for text in same)
    assert "worked out from the parties' own moves" in same[0]


def test_a_stated_no_deal_that_is_not_at_rest_is_the_first_caveat() -> None:
    for how in ("", "no_deal: status_quo\n", 'no_deal: {deploy: "no"}\n'):
        first = caveats(answer(HOST + how))[0]
        assert first.startswith(
            "The stated no deal is not at rest: on these estimates the United States and Poland together would gain"
        )
        assert "(deploy: yes)" in first
    alone = caveats(answer(TREATY + 'no_deal: {deploy: "yes"}\n'))[0]
    assert "Russia would gain by leaving it (treaty: left)" in alone
    assert not any("at rest" in text for text in caveats(answer(HOST + 'no_deal: {deploy: "yes", treaty: left}\n')))


CHICKEN = """
detente: 1
title: Chicken
parties: {row: {name: Row}, column: {name: Column}}
issues:
  r: {by: row, options: {swerve: {}, drive: {}}}
  c: {by: column, options: {swerve: {}, drive: {}}}
status_quo: {r: swerve, c: swerve}
no_deal: predicted
preferences:
  row: {ranking: [{r: drive, c: swerve}, {r: swerve, c: swerve}, {r: swerve}, {}]}
  column: {ranking: [{c: drive, r: swerve}, {r: swerve, c: swerve}, {c: swerve}, {}]}
"""


def test_with_several_ends_each_tells_what_it_does_to_the_zone() -> None:
    found = answer(CHICKEN)
    told = found.data()
    assert told["no_deal"] == [[{"r": "swerve", "c": "drive"}], [{"r": "drive", "c": "swerve"}]]
    assert told["per_end"] == [0, 0]
    assert told["zone"]["empty"]
    assert (
        "lead on these estimates to any of 2 ends: (1) [c: drive; the rest as it is], against which 0 packages"
        in sentences(found)
    )
    third = CHICKEN.replace(
        "c: {by: column, options: {swerve: {}, drive: {}}}",
        "c: {by: column, options: {swerve: {}, drive: {}, stay: {}}}",
    )
    third = third.replace("row: {ranking: [", "row: {ranking: [{c: stay, r: swerve}, ").replace(
        "column: {ranking: [", "column: {ranking: [{c: drive, r: swerve}, {c: stay, r: swerve}, "
    )
    assert answer(third).data()["per_end"] == [0, 1]


def test_a_package_keeps_what_only_the_other_end_would_change() -> None:
    words = sentences(answer(CHICKEN, package="r=swerve, c=swerve"))
    assert "[r: swerve; c: swerve]" in words, "the ends differ on both, so neither is as without a deal"


def test_an_irreversible_step_of_no_deal_can_still_be_left_undone() -> None:
    text = TREATY.replace("options: {kept: {}, left: {}}}", "options: {kept: {}, left: {}}, irreversible: [left]}")
    found = answer(text + 'no_deal: {deploy: "yes", treaty: left}\n').data()
    assert [s["outcome"] for s in found["solutions"]["nash"]] == [KEPT]
    gone = text.replace("treaty: kept}\npreferences", "treaty: left}\npreferences")
    assert gone != text
    found = answer(gone + 'no_deal: {deploy: "yes", treaty: left}\n').data()
    assert found["zone"]["empty"], "what is done today cannot be undone"


def test_a_case_to_be_predicted_is_refused_in_python_until_the_step_is_taken() -> None:
    case = read(HOST + "no_deal: predicted\n")
    with pytest.raises(Unanswerable, match=r"detente\.steps\.predicted\(case\)"):
        agreement(case, draws=0)
    assert agreement(steps.predicted(case), draws=0).data()["no_deal"] == [[LEFT]]


# ---------------------------------------------------------------- against the conflict model


def case_of(tree: dict[str, Any]) -> Case:
    try:
        return read(dump({**tree, "no_deal": "status_quo"} if "status_quo" in tree else tree))
    except CaseError:
        assume(False)
        raise


@QUICK
@given(disputes())
def test_rest_and_answers_are_those_of_the_conflict_model(tree: dict[str, Any]) -> None:
    case = case_of(tree)
    assume(case.status_quo is not None)
    found = agreement(case, draws=0)
    conflict = play(case)
    start = conflict.state(case.status_quo or {})
    assert start is not None
    movers = principals_at_most_one(conflict)
    ends = course(conflict.prepared, start, movers).ends
    assert (found.unrest is None) == (len(ends) == 1 and ends[0].tolist() == [start])
    for deal in found.side_deals:
        others = [n for n, names in enumerate(conflict.members) if not set(names) & set(deal.signatories)]
        at = conflict.state(found.found.model.layout.decode(deal.outcome))
        assert at is not None
        expected = course(conflict.prepared, at, others).ends
        decode = found.found.model.layout.decode
        told = {tuple(sorted(conflict.state(decode(o)) or 0 for o in end)) for end in deal.after.ends}
        assert told == {tuple(end.tolist()) for end in expected}
