"""Every way of going through moves gives the same: in blocks or listed, all states or only those that changed, in threads or not.

Small models seldom take the paths that are for large ones, so their limits are set down here.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from stability_models import random_listed, random_option_form

from detente.theory.conflict import Conflict, Mover, arcs_of, option_form
from detente.theory.controls import Control, Grid
from detente.theory.moves import Arcs, Fibres
from detente.theory.outcomes import Constraint, Space
from detente.theory.responses import RESPONSES, improvements, moves
from detente.theory.stability import CONCEPTS, Prepared, stability, with_ranks
from detente.theory.ways import Ways, along, kept

THEORY = "detente.theory"
PATHS = {
    "only what changed": {"responses.FEW": 1, "blocks.MOSTLY": 1},
    "row by row": {"gains.WIDE": 1, "gains.NEAR": 8, "blocks.NEAR": 2, "blocks.WIDE": 2},
    "a few at a time": {"gains.WIDE": 2, "gains.NEAR": 4, "gains.AT_ONCE": 5, "ways.AT_ONCE": 3},
    "tall fibres": {"responses.TALL": 1},
    "listed": {"responses.SQUARE": 1, "controls.MOST_BUNDLES": 0},
    "side by side": {"stability.MANY": 1},
    "dear ones first and last": {"responses.DEAR": 0.0},
}
GRIDS = 120


def medium_option_form(seed: int) -> Conflict:
    """Up to a few hundred states: more options, rules, irreversible ones, groups, ties."""
    rng = np.random.default_rng(seed)
    parties = int(rng.integers(2, 5))
    sizes = tuple(int(m) for m in rng.integers(2, 5, int(rng.integers(3, 6))))
    allowed = rng.random(sizes[:3]) < rng.choice([0.8, 1.0])
    allowed.flat[0] = True
    owner = rng.integers(0, parties, len(sizes))
    within: list[dict[int, np.ndarray]] = [{} for _ in range(parties)]
    for issue, size in enumerate(sizes):
        free = np.ones((size, size), dtype=bool)
        within[owner[issue]][issue] = free if rng.random() < 0.5 else np.triu(free) | (rng.random((size, size)) < 0.2)
    controls = [Control((i,), tables) for i, tables in enumerate(within) if tables]
    joint = int(rng.integers(len(sizes)))
    first = int(owner[joint])
    group = tuple(sorted({first, (first + 1) % parties}))
    needing = {joint: rng.random((sizes[joint],) * 2) < 0.6}
    both = {k: t for m in group for k, t in within[m].items()}
    both[joint] = both[joint] | needing[joint]
    controls.append(Control(group, both, needing))
    outcomes, movers = option_form(Space(sizes, (Constraint((0, 1, 2), allowed),)), controls)
    return Conflict(rng.integers(0, rng.choice([5, 1000]), (parties, len(outcomes))), movers)


def plainly(conflict: Conflict) -> Conflict:
    """The same with every mover's moves listed."""
    listed = [(m.members, arcs_of(m.moves)) for m in conflict.movers]
    return Conflict(conflict.ranks, tuple(Mover(who, Arcs(arcs.starts, arcs.targets)) for who, arcs in listed))


@pytest.mark.parametrize("path", PATHS)
def test_every_path_gives_the_same(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    models = [medium_option_form(seed) for seed in range(40)]
    models += [kind(np.random.default_rng(seed)) for kind in (random_listed, random_option_form) for seed in range(80)]
    expected = [stability(plainly(conflict), response="canonical").stable for conflict in models]
    for name, value in PATHS[path].items():
        monkeypatch.setattr(f"{THEORY}.{name}", value)
    for conflict, stable in zip(models, expected, strict=True):
        found = stability(conflict).stable
        for concept in CONCEPTS:
            np.testing.assert_array_equal(found[concept], stable[concept])


@pytest.mark.parametrize("response", RESPONSES)
def test_blocks_and_lists_are_the_same_on_medium_models(response: str) -> None:
    several = choosing = 0
    for seed in range(GRIDS):
        conflict = medium_option_form(seed)
        found, expected = stability(conflict, response=response), stability(plainly(conflict), response=response)
        for concept in CONCEPTS:
            np.testing.assert_array_equal(found.stable[concept], expected.stable[concept], f"{seed} {concept}")
        grids = [m.moves for m in conflict.movers if isinstance(m.moves, Grid)]
        several += any(grid.bundles is not None and len(grid.bundles) > 1 for grid in grids)
        choosing += any(grid.bundles is None for grid in grids)
    assert several > 40
    assert choosing > 40


# ---------------------------------------------------------------- one mover


def each_way(conflict: Conflict) -> list[tuple[Ways, Ways]]:
    """For each mover its moves and its improvements, made ready in its own form and listed."""
    pairs = []
    for mover in conflict.movers:
        arcs = arcs_of(mover.moves)
        arcs = Arcs(arcs.starts, arcs.targets)
        better = np.logical_and.reduce([r[arcs.targets] > r[arcs.sources] for r in conflict.ranks[list(mover.members)]])
        pairs += [(moves(mover), along(arcs)), (improvements(conflict, mover), along(kept(arcs, better)))]
    return pairs


@pytest.mark.parametrize("path", ["", *PATHS])
def test_reductions_counts_and_successors_of_one_mover(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in PATHS.get(path, {}).items():
        monkeypatch.setattr(f"{THEORY}.{name}", value)
    parts = 0
    for seed in range(GRIDS // 2):
        rng = np.random.default_rng(1000 + seed)
        conflict = medium_option_form(seed) if seed % 2 else random_listed(rng)
        values = rng.integers(0, conflict.states, conflict.states).astype(np.int32)
        for ways, plain in each_way(conflict):
            for ufunc in (np.minimum, np.maximum):
                expected = plain.reduce(values, ufunc)
                np.testing.assert_array_equal(ways.reduce(values, ufunc), expected)
                closed = ways.closed(values, ufunc)
                assert ((closed == expected) | (closed == ufunc(values, expected))).all()
            np.testing.assert_array_equal(ways.counts, plain.counts)
            asked = rng.integers(0, conflict.states, 5)
            ends = np.cumsum(plain.counts[asked])[:-1]
            for one, other in zip(
                np.split(ways.successors(asked), ends), np.split(plain.successors(asked), ends), strict=True
            ):
                assert sorted(one.tolist()) == sorted(other.tolist())
            parts += check_part(ways, plain, values, rng)
    assert parts > 20


def test_many_options_of_one_party() -> None:
    """More improvements than a byte can count, in two bundles: one issue is free, another goes one way."""
    free, forward = np.ones((200, 200), dtype=bool), np.triu(np.ones((2, 2), dtype=bool))
    controls = [Control((0,), {0: free, 1: forward}), Control((1,), {2: np.ones((2, 2), dtype=bool)})]
    _, movers = option_form(Space((200, 2, 2)), controls)
    conflict = Conflict(np.random.default_rng(2).permuted(np.tile(np.arange(800), (2, 1)), axis=1), movers)
    assert improvements(conflict, movers[0]).counts.max() > 255
    for ways, plain in each_way(conflict):
        np.testing.assert_array_equal(ways.counts, plain.counts)
        for rank in conflict.ranks:
            np.testing.assert_array_equal(ways.reduce(rank, np.minimum), plain.reduce(rank, np.minimum))


def check_part(ways: Ways, plain: Ways, values: np.ndarray, rng: np.random.Generator) -> bool:
    """What `part` gives brings earlier reductions up to date where values have become less."""
    changed = rng.choice(len(values), 2, replace=False) if len(values) > 2 else np.array([0])
    less = values.copy()
    less[changed] = rng.integers(-1, values[changed] + 1)
    found = None if ways.part is None else ways.part(changed, less.take, np.minimum)
    if found is None:
        return False
    states, best = found
    assert len(set(states.tolist())) == len(states)
    before = plain.reduce(values, np.minimum)
    before[states] = np.minimum(before[states], best)
    np.testing.assert_array_equal(before, plain.reduce(less, np.minimum))
    return bool((before != plain.reduce(values, np.minimum)).any())


def test_ways_that_are_idle_have_none() -> None:
    """An idle mover is left out of joint responses, so none may be called so that can move."""
    idle = 0
    for seed in range(GRIDS):
        for kind in (random_listed, random_option_form):
            for ways, plain in each_way(kind(np.random.default_rng(seed))):
                assert not (ways.idle and plain.counts.any())
                idle += ways.idle
    assert idle > 20


# ---------------------------------------------------------------- other ranks, other programs


def test_other_ranks_on_the_same_moves() -> None:
    for seed in range(60):
        conflict = medium_option_form(seed)
        prepared = Prepared(conflict)
        stability(prepared)
        ranks = np.random.default_rng(seed).integers(0, 9, conflict.ranks.shape)
        again, fresh = with_ranks(prepared, ranks), Prepared(Conflict(ranks, conflict.movers))
        assert again.moves is prepared.moves
        for concept in CONCEPTS:
            np.testing.assert_array_equal(
                stability(again).stable[concept], stability(fresh).stable[concept], f"{seed} {concept}"
            )
    with pytest.raises(ValueError, match="finite"):
        with_ranks(prepared, np.full(conflict.ranks.shape, np.nan))


@pytest.fixture(scope="module")
def matrix_method() -> ModuleType:
    file = Path(__file__).parents[2] / "benchmarks" / "matrix_method.py"
    if not file.is_file():
        pytest.skip("the benchmarks are not part of what is installed")
    spec = importlib.util.spec_from_file_location("matrix_method", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_matrix_method_agrees(matrix_method: ModuleType) -> None:
    unstable = 0
    for seed in range(400):
        conflict = (random_listed, random_option_form)[seed % 2](np.random.default_rng(5000 + seed))
        if seed % 10 == 0:
            conflict = medium_option_form(seed)
        tables = []
        for mover in conflict.movers:
            arcs = arcs_of(mover.moves)
            tables.append(np.zeros((conflict.states,) * 2, dtype=bool))
            tables[-1][arcs.sources, arcs.targets] = True
        expected = matrix_method.stable(conflict.ranks, tables, [mover.members for mover in conflict.movers])
        found = stability(conflict).stable
        for concept in CONCEPTS:
            np.testing.assert_array_equal(found[concept], expected[concept], f"{seed} {concept}")
            unstable += int((~found[concept]).sum())
    assert unstable > 1000


def test_ranks_of_any_whole_numbers_keep_their_order() -> None:
    stay = (Mover((0,), Fibres(np.zeros(4, dtype=int))),)
    for given in ([-3, 7, -3, 0], [10**12, -(10**12), 5, 5], [2**62, 0, 1, -(2**62)]):
        ranks = Conflict(np.array([given]), stay).ranks[0]
        assert ranks.tolist() == [sorted(set(given)).index(value) for value in given]
    assert Conflict(np.array([[100, -100, 0, 1]], dtype=np.int8), stay).ranks[0].tolist() == [3, 0, 1, 2]
