"""Acceptance by each semantics against the definitions over all sets, and against published answers."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
from argument_models import by_definition, frameworks, members
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.formats.frameworks import read_framework
from detente.theory.acceptance import MODES, SEMANTICS, accepted, accepts, extensions, ideal
from detente.theory.encoding import Unsettled
from detente.theory.framework import Framework, framework

REFERENCE = Path(__file__).resolve().parents[3] / "shared" / "literature" / "arguments"
needs_reference = pytest.mark.skipif(not REFERENCE.is_dir(), reason="the reference answers are not part of the project")


def expected(found: list[tuple[int, ...]], size: int, mode: str) -> tuple[int, ...]:
    sets = [set(one) for one in found]
    if mode == "credulous":
        return tuple(sorted(set().union(*sets)))
    return tuple(sorted(set(range(size)).intersection(*sets)))


@pytest.mark.parametrize("semantics", SEMANTICS)
@given(model=frameworks())
@settings(max_examples=150, deadline=None)
def test_extensions_and_acceptance_are_those_of_the_definition(semantics: str, model: Framework) -> None:
    true = by_definition(model, semantics)
    rows, all_of_them = extensions(model, semantics)
    assert all_of_them
    assert sorted(members(row) for row in rows) == true
    assert len(rows) == len(true)
    for mode in MODES:
        answer = accepted(model, semantics, mode)
        assert members(answer.accepted) == expected(true, model.size, mode)
        assert answer.empty == (not true)


@pytest.mark.parametrize("semantics", SEMANTICS)
@given(model=frameworks(5), data=st.data())
@settings(max_examples=80, deadline=None)
def test_one_argument_is_answered_with_a_witness(semantics: str, model: Framework, data: st.DataObject) -> None:
    if not model.size:
        return
    argument = data.draw(st.integers(0, model.size - 1))
    true = by_definition(model, semantics)
    for mode in MODES:
        answer = accepts(model, semantics, mode, argument)
        assert answer.holds == (argument in expected(true, model.size, mode))
        assert (answer.witness is None) == (answer.holds == (mode == "sceptical"))
        if answer.witness is not None:
            assert members(answer.witness) in true
            assert answer.witness[argument] == (mode == "credulous")


@given(model=frameworks())
@settings(max_examples=100, deadline=None)
def test_what_is_accepted_grows_in_the_order_of_the_theory(model: Framework) -> None:
    certain = accepted(model, "grounded", "sceptical").accepted
    best = ideal(model)
    sceptical = accepted(model, "preferred", "sceptical").accepted
    credulous = accepted(model, "preferred", "credulous").accepted
    assert (certain <= best).all()
    assert (best <= sceptical).all()
    assert (sceptical <= credulous).all()
    assert (accepted(model, "complete", "credulous").accepted == credulous).all()


def test_without_a_stable_extension_everything_is_accepted_sceptically_and_nothing_credulously() -> None:
    circle = framework(4, [(0, 1), (1, 2), (2, 0)])
    sceptical, credulous = (accepted(circle, "stable", mode) for mode in ("sceptical", "credulous"))
    assert sceptical.empty
    assert sceptical.accepted.all()
    assert credulous.empty
    assert not credulous.accepted.any()


def test_what_is_not_known_is_refused_in_a_sentence() -> None:
    with pytest.raises(ValueError, match='"robust" is not one of: complete, preferred'):
        accepted(framework(1), "robust", "credulous")
    with pytest.raises(ValueError, match='"maybe" is not one of: credulous, sceptical'):
        accepted(framework(1), "stable", "maybe")
    with pytest.raises(ValueError, match="There is no argument 3; they are numbered 0 to 0"):
        accepts(framework(1), "stable", "credulous", 3)


def choices(pairs: int) -> Framework:
    """So many pairs that attack each other, each pair together defeating what it defends from: 2 ** pairs stable extensions."""
    attacks = [(2 * n + side, 2 * n + 1 - side) for n in range(pairs) for side in (0, 1)]
    attacked = [(2 * n + side, 2 * pairs + n) for n in range(pairs) for side in (0, 1)]
    answered = [(2 * pairs + n, 3 * pairs + n) for n in range(pairs)]
    return framework(4 * pairs, attacks + attacked + answered)


@pytest.mark.parametrize("semantics", ["preferred", "stable", "semi-stable", "stage"])
def test_millions_of_millions_of_extensions_are_never_listed(semantics: str) -> None:
    pairs = 60
    model = choices(pairs)
    credulous = accepted(model, semantics, "credulous").accepted
    sceptical = accepted(model, semantics, "sceptical").accepted
    assert members(~credulous) == tuple(range(2 * pairs, 3 * pairs))
    assert members(sceptical) == tuple(range(3 * pairs, 4 * pairs))
    rows, all_of_them = extensions(model, semantics, limit=10)
    assert len(rows) == 10
    assert not all_of_them


# ---------------------------------------------------------------- published answers

SMALL = sorted(path.stem for path in (REFERENCE / "apx").glob("*.apx")) if REFERENCE.is_dir() else []
LETTERS = {"CO": "complete", "PR": "preferred", "ST": "stable", "SST": "semi-stable", "STG": "stage"}
UNIQUE = {"GR": "grounded", "ID": "ideal"}


def listed(text: str) -> set[frozenset[str]]:
    """`[[a,b],[]]` as sets of names."""
    return {frozenset(filter(None, inner.split(","))) for inner in re.findall(r"\[([^\[\]]*)\]", text.strip()[1:-1])}


def named(model_names: tuple[str, ...], row: np.ndarray) -> frozenset[str]:
    return frozenset(model_names[a] for a in np.flatnonzero(row))


@needs_reference
@pytest.mark.parametrize("name", [name for name in SMALL if (REFERENCE / "answers" / f"{name}.SE-GR").exists()])
def test_small_competition_frameworks_have_the_published_answers(name: str) -> None:
    model = read_framework(REFERENCE / "apx" / f"{name}.apx")
    for letters, semantics in LETTERS.items():
        rows, all_of_them = extensions(model.framework, semantics, limit=100_000)
        assert all_of_them
        published = listed((REFERENCE / "answers" / f"{name}.EE-{letters}").read_text())
        assert {named(model.names, row) for row in rows} == published, semantics
        sets = sorted({members(row) for row in rows})
        for mode in MODES:
            answer = accepted(model.framework, semantics, mode)
            assert members(answer.accepted) == expected(sets, model.framework.size, mode)
    for letters, semantics in UNIQUE.items():
        (published,) = listed(f"[{(REFERENCE / 'answers' / f'{name}.SE-{letters}').read_text().strip()}]")
        assert named(model.names, extensions(model.framework, semantics)[0][0]) == published


@needs_reference
@pytest.mark.parametrize(
    "path", sorted((REFERENCE / "answers").glob("*.consensus.json")), ids=lambda path: path.name[:12]
)
def test_real_frameworks_have_the_answers_on_which_solvers_agree(path: Path) -> None:
    told = json.loads(path.read_text(encoding="utf-8"))
    model = read_framework(REFERENCE / "apx" / path.name.removesuffix(".consensus.json"))
    assert (model.framework.size, len(model.framework.attacks)) == (told["args"], told["atts"])
    assert named(model.names, accepted(model.framework, "grounded", "sceptical").accepted) == set(
        told["SE-GR"]["grounded"]
    )
    compared = 0
    for letters, semantics in LETTERS.items():
        answer = told.get(f"EE-{letters}", {"consensus": False})
        if not answer["consensus"]:
            continue
        compared += 1
        credulous, sceptical = (accepted(model.framework, semantics, mode) for mode in MODES)
        assert credulous.accepted.sum() == answer["credulous_count"], semantics
        assert sceptical.accepted.sum() == answer["skeptical_count"], semantics
        assert credulous.empty == (answer["count"] == 0)
        if answer["count"] < 5000:
            rows, all_of_them = extensions(model.framework, semantics, limit=5000)
            assert all_of_them
            assert len(rows) == answer["count"]
            if "extensions" in answer:
                assert {named(model.names, row) for row in rows} == {frozenset(one) for one in answer["extensions"]}
    assert compared >= 1


# ---------------------------------------------------------------- a limit of effort


def test_what_is_not_found_out_within_the_effort_is_said() -> None:
    model = framework(300, np.random.default_rng(5).integers(0, 300, (2100, 2)))
    within = accepted(model, "preferred", "credulous", effort=3)
    whole = accepted(model, "preferred", "credulous")
    assert within.unsettled.any()
    assert not (within.accepted & within.unsettled).any()
    assert (within.accepted <= whole.accepted).all()
    assert (whole.accepted <= within.accepted | within.unsettled).all()
    assert not whole.unsettled.any()
    for semantics in SEMANTICS:
        for mode in MODES:
            some = accepted(model, semantics, mode, effort=3)
            assert (some.accepted | some.unsettled).any() or semantics in ("grounded", "complete")
    hard = int(np.flatnonzero(within.unsettled)[0])
    with pytest.raises(Unsettled, match="within 1 conflicts of the SAT solver"):
        accepts(model, "preferred", "credulous", hard, effort=1)
