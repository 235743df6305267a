"""Graded strength against worked examples, a plain iteration, and what is known of the semantics."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from argument_models import frameworks
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.theory.framework import Framework, framework
from detente.theory.strength import SEMANTICS, strength

EXAMPLES = Path(__file__).resolve().parents[3] / "shared" / "literature" / "arguments" / "gradual_known.json"
NAMES = {"h-categoriser": "hcat", "DF-QuAD": "dfquad", "QuadraticEnergy": "qe"}


def plain(model: Framework, bases: list[float], semantics: str, now: list[float]) -> list[float]:
    """What the strengths should be, given those of now: the formulas of the papers, argument by argument."""
    found = []
    for argument, base in enumerate(bases):
        against = [now[a] for a, b in model.attacks.tolist() if b == argument]
        along = [now[a] for a, b in model.supports.tolist() if b == argument]
        if semantics == "hcat":
            found.append(base / (1 + sum(against)))
        elif semantics == "qe":
            energy = sum(along) - sum(against)
            pull = energy**2 / (1 + energy**2)
            found.append(base + (1 - base) * pull if energy > 0 else base - base * pull)
        else:
            minus, plus = (1 - np.prod([1 - s for s in side]) for side in (against, along))
            found.append(base - base * (minus - plus) if minus >= plus else base + (1 - base) * (plus - minus))
    return found


@pytest.mark.skipif(not EXAMPLES.is_file(), reason="the reference examples are not part of the project")
def test_the_five_worked_examples() -> None:
    examples = json.loads(EXAMPLES.read_text(encoding="utf-8"))["examples"]
    assert len(examples) == 5
    for example in examples:
        number = {name: place for place, name in enumerate(example["args"])}
        pairs = ([[number[a], number[b]] for a, b in example[kind]] for kind in ("attacks", "supports"))
        bases = np.array(list(example["args"].values()), dtype=float)
        found = strength(framework(len(number), *pairs), bases, NAMES[example["semantics"]])
        assert found.settled.all(), example["name"]
        for name, value in example["expected"].items():
            assert found.value[number[name]] == pytest.approx(value, abs=example["tol"]), (example["name"], name)


def test_the_stock_example_ends_at_its_fixpoint() -> None:
    """Its published values come from an integration that was cut short; these are where f(s) = s."""
    attacks = [(0, 1), (1, 0), (3, 2), (4, 3), (5, 4), (6, 2)]
    supports = [(2, 1), (3, 0), (5, 3), (6, 0)]
    found = strength(framework(7, attacks, supports), np.array([0.5, 0.5, 0.8, 0.7, 0.3, 0.9, 0.9]))
    assert found.value[:2] == pytest.approx([0.8217, 0.3622], abs=1e-4)


@pytest.mark.parametrize("semantics", ["qe", "dfquad"])
def test_which_of_two_camps_wins_is_not_determined(semantics: str) -> None:
    camps = framework(6, [(a, b) for a in range(6) for b in range(6) if (a < 3) != (b < 3)])
    found = strength(camps, np.repeat([0.80, 0.79], 3), semantics)
    assert not found.settled.any()
    assert (found.low < 0.2).all()
    assert (found.high > 0.6).all()
    clear = strength(camps, np.repeat([0.8, 0.3], 3), semantics)
    assert clear.settled.all()
    assert (clear.value[:3] > 0.7).all()
    assert (clear.value[3:] < 0.1).all()


@st.composite
def acyclic(draw: st.DrawFn) -> Framework:
    size = draw(st.integers(1, 8))
    pair = st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)).map(sorted).filter(lambda p: p[0] < p[1])
    return framework(size, *(draw(st.lists(pair, max_size=8)) if size > 1 else [] for _ in range(2)))


@pytest.mark.parametrize("semantics", SEMANTICS)
@given(model=acyclic(), data=st.data())
@settings(max_examples=80, deadline=None)
def test_without_cycles_it_is_exact(semantics: str, model: Framework, data: st.DataObject) -> None:
    bases = data.draw(st.lists(st.floats(0, 1), min_size=model.size, max_size=model.size))
    now = bases
    for _ in range(model.size):
        now = plain(model, bases, semantics, now)
    found = strength(model, np.array(bases), semantics)
    assert found.value == pytest.approx(now, abs=1e-12)
    assert found.settled.all()
    assert ((found.low <= found.value) & (found.value <= found.high)).all()


@pytest.mark.parametrize("semantics", SEMANTICS)
@given(model=frameworks(6), seed=st.integers(0, 99))
@settings(max_examples=40, deadline=None)
def test_where_it_is_settled_the_strengths_are_what_they_should_be(semantics: str, model: Framework, seed: int) -> None:
    bases = np.random.default_rng(seed).random(model.size)
    found = strength(model, bases, semantics)
    if found.settled.all():
        assert plain(model, bases.tolist(), semantics, found.value.tolist()) == pytest.approx(found.value, abs=1e-5)
    assert ((found.value >= 0) & (found.value <= 1)).all()
    if semantics == "hcat":
        assert found.settled.all()


def test_what_never_rests_is_not_determined() -> None:
    """Five groups of twelve, each attacking the next: strengths go round and round."""
    group = np.arange(60) // 12
    attacks = [(a, b) for a in range(60) for b in range(60) if (group[a] + 1) % 5 == group[b]]
    model = framework(61, [*attacks, (0, 60)])
    found = strength(model, np.full(61, 0.9), "qe")
    assert not found.settled.any()
    assert (found.high > found.low + 0.1).all()


def test_supports_do_not_count_in_the_h_categoriser() -> None:
    bases = np.array([0.9, 0.4])
    assert strength(framework(2, [], [(0, 1)]), bases, "hcat").value.tolist() == bases.tolist()


def test_what_is_no_base_score_is_refused() -> None:
    with pytest.raises(ValueError, match="must be 2 numbers between 0 and 1"):
        strength(framework(2), np.array([0.5, np.nan]))
    with pytest.raises(ValueError, match='"euler" is not one of: qe, dfquad, hcat'):
        strength(framework(0), np.zeros(0), "euler")


def test_an_empty_framework_has_no_strengths() -> None:
    assert [strength(framework(0), np.zeros(0), semantics).value.size for semantics in SEMANTICS] == [0, 0, 0]
