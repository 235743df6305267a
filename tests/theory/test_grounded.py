"""The grounded labelling against its definition, and explanations as reasons that hold."""

from __future__ import annotations

import numpy as np
import pytest
from argument_models import by_definition, frameworks, members
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.theory.acceptance import extensions
from detente.theory.framework import IN, OUT, UNDECIDED, Framework, framework
from detente.theory.grounded import explanation, grounded, grounded_order, labelling
from detente.theory.neighbours import attackers_of, components, neighbours


@given(frameworks())
@settings(max_examples=200, deadline=None)
def test_it_is_the_least_complete_extension(model: Framework) -> None:
    labels = grounded(model)
    (least,) = by_definition(model, "grounded")
    assert members(labels == IN) == least
    assert labels.dtype == np.int8
    assert (labels == labelling(model, labels == IN)).all()


@given(frameworks(9))
@settings(max_examples=200, deadline=None)
def test_every_defence_holds_and_rests_on_earlier_ones(model: Framework) -> None:
    labels, rounds = grounded_order(model)
    attacks = {tuple(pair) for pair in model.attacks.tolist()}
    attackers = attackers_of(model)
    for argument in range(model.size):
        pairs = explanation(model, labels, argument)
        if labels[argument] == UNDECIDED:
            assert pairs == []
            continue
        assert len({attacker for attacker, _ in pairs}) == len(pairs)
        assert all((defender, attacker) in attacks and labels[defender] == IN for attacker, defender in pairs)
        defended = {defender for _, defender in pairs} | ({argument} if labels[argument] == IN else set())
        assert {attacker for a in defended for attacker in attackers[a]} <= {attacker for attacker, _ in pairs}
        for attacker, defender in pairs:
            assert rounds[defender] < rounds[attacker]


@given(frameworks(6))
@settings(max_examples=80, deadline=None)
def test_explanations_of_other_extensions_answer_every_attacker(model: Framework) -> None:
    attackers = attackers_of(model)
    for row in extensions(model, "preferred")[0]:
        labels = labelling(model, row)
        for argument in np.flatnonzero(row).tolist():
            answered = {attacker for attacker, _ in explanation(model, labels, argument)}
            assert set(attackers[argument]) <= answered


def test_a_chain_alternates_and_is_explained_from_the_claim_outwards() -> None:
    model = framework(5, [(0, 1), (1, 2), (2, 3), (3, 4)])
    labels = grounded(model)
    assert labels.tolist() == [IN, OUT, IN, OUT, IN]
    assert explanation(model, labels, 4) == [(3, 2), (1, 0)]
    assert explanation(model, labels, 3) == [(3, 2), (1, 0)]


def test_labels_that_are_none_are_refused() -> None:
    with pytest.raises(ValueError, match="Argument 0 is labelled out, but nothing that is in attacks it"):
        explanation(framework(2, [(0, 1)]), np.array([OUT, IN], dtype=np.int8), 1)


@given(frameworks(8))
@settings(max_examples=200, deadline=None)
def test_components_are_the_sets_that_reach_each_other(model: Framework) -> None:
    size = model.size
    reach = np.eye(size, dtype=np.bool_)
    for source, target in model.attacks.tolist():
        reach[source, target] = True
    for via in range(size):
        reach |= reach[:, via : via + 1] & reach[via]
    part = components(neighbours(size, model.attacks))
    assert ((part[:, None] == part) == (reach & reach.T)).all()
    assert all(part[source] >= part[target] for source, target in model.attacks.tolist())


@given(st.integers(0, 4))
def test_a_framework_of_no_attacks_accepts_all(size: int) -> None:
    assert (grounded(framework(size)) == IN).all()
