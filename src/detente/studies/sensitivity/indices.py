"""How much of the spread of a quantity over the ranges is due to each number: Sobol's first-order and total indices.

Saltelli's sample and estimators come from SALib. Each input is drawn by its own law and independently of the others: a number uniform in its
range, the weights of a party that `unknown` or `order` ties together as one input, by their joint law.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec

import numpy as np

from detente.case.model import Case
from detente.case.numbers import draw
from detente.studies.sensitivity.inputs import Input
from detente.studies.sensitivity.roots import Floats

TIED_DRAWS = 8192
"""From so many draws the weights that hang together are taken."""
RESAMPLES = 100
LEVEL = 0.95

Drawn = Mapping[str, Floats]


@dataclass(frozen=True, slots=True)
class Index:
    """One input's share of the variance of one quantity, alone (`first`) and with all that it takes part in (`total`), each with the half
    width of its 95 % interval. `addresses`: its number, or all that are taken as one."""

    quantity: str
    name: str
    addresses: tuple[str, ...]
    first: float
    first_half: float
    total: float
    total_half: float


@dataclass(frozen=True, eq=False)
class Factor:
    """One input of the sample: `values` turns numbers uniform in 0..1 into numbers of the case."""

    name: str
    addresses: tuple[str, ...]
    values: Callable[[Floats], Drawn]


def available() -> bool:
    """Whether SALib is there."""
    return find_spec("SALib") is not None


def factors(case: Case, inputs: Sequence[Input], seed: int) -> list[Factor]:
    """What is drawn independently of what else."""
    made: list[Factor] = []
    tied: dict[str, list[str]] = {}
    for one in inputs:
        if one.tied:
            tied.setdefault(one.address.rsplit(".", 1)[0], []).append(one.address)
        elif one.ranged:
            made.append(Factor(one.address, (one.address,), _uniform(one)))
    drawn = draw(case, TIED_DRAWS, seed) if tied else {}
    for stem, addresses in tied.items():
        made.append(Factor(stem, tuple(addresses), together({a: drawn[a] for a in addresses})))
    return made


def _uniform(one: Input) -> Callable[[Floats], Drawn]:
    low, high = float(one.low), float(one.high)
    return lambda unit: {one.address: low + (high - low) * unit}


def together(drawn: Drawn) -> Callable[[Floats], Drawn]:
    """Draws in the order of the first weight, picked by number."""
    order = np.argsort(next(iter(drawn.values())), kind="stable")
    return lambda unit: {
        address: values[order][np.minimum((unit * len(order)).astype(int), len(order) - 1)]
        for address, values in drawn.items()
    }


def sampled(count: int, samples: int, seed: int) -> Floats:
    """Saltelli's sample (samples × (count + 2), count) of numbers uniform in 0..1."""
    from SALib.sample import sobol

    return np.asarray(sobol.sample(_problem(count), samples, calc_second_order=False, seed=seed))


def analysed(count: int, values: Floats, seed: int) -> tuple[Floats, ...] | None:
    """First-order indices, their half widths, total indices, theirs (count,) from the values at such a sample; None where these do not vary."""
    from SALib.analyze import sobol

    if np.ptp(values) <= 1e-12 * max(1.0, float(np.abs(values).max())):
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        told = sobol.analyze(
            _problem(count), values, calc_second_order=False, num_resamples=RESAMPLES, conf_level=LEVEL, seed=seed + 1
        )
    return tuple(np.asarray(told[key]) for key in ("S1", "S1_conf", "ST", "ST_conf"))


def _problem(count: int) -> dict[str, object]:
    return {"num_vars": count, "names": [f"x{k}" for k in range(count)], "bounds": [[0.0, 1.0]] * count}


def indices(
    made: Sequence[Factor],
    quantities: Mapping[str, Callable[[Drawn, int], Floats]],
    samples: int,
    seed: int,
) -> list[Index]:
    """The indices of some quantities over the same sample of these factors.

    A quantity takes the numbers that vary, in every row of the sample, and how many rows there are.
    """
    if not made:
        return []
    unit = sampled(len(made), samples, seed)
    drawn: dict[str, Floats] = {}
    for column, factor in enumerate(made):
        drawn.update(factor.values(unit[:, column]))
    found: list[Index] = []
    for name, quantity in quantities.items():
        told = analysed(len(made), quantity(drawn, len(unit)), seed)
        if told is None:
            continue
        found += [
            Index(name, factor.name, factor.addresses, *(float(each[k]) for each in told))
            for k, factor in enumerate(made)
        ]
    return found
