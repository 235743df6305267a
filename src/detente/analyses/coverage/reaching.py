"""What interceptors at a site could reach in time, and what speed that would take: shares of people or places, never single ones.

Launch is at a delay after that of the flight, or later (`theory._reach`). The speed that is needed is worked out at steps of the delay and runs
straight between two of them. Nothing here says whether anything would be hit.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from detente.analyses.coverage.assumptions import Axis, Measured, Setting, listed, measured, named
from detente.analyses.coverage.catalogue import catalogue, found
from detente.analyses.coverage.flights import bound, flights, origin
from detente.analyses.coverage.naming import bound_axis, launch_axis
from detente.result import WrongUse
from detente.theory import _reach

Floats = NDArray[np.float64]
INTERCEPTORS = ("redzikowo", "incirlik", "kurecik")
"""The sites that were planned for interceptors or named instead."""
DELAYS_S = np.arange(0.0, 601.0, 25.0)
FRAMES = (
    ("ground", "the speed is meant over the ground"),
    ("inertial", "the speed is meant in space"),
)


def interceptor_site(name: str) -> str:
    """The name, if it is a site for interceptors in the catalogue. Raises WrongUse."""
    found(catalogue().sites, name, "site")
    if name not in INTERCEPTORS:
        raise WrongUse(
            f"Nobody planned or named {name!r} for interceptors: reach can be asked of {', '.join(INTERCEPTORS)}."
        )
    return name


def reach_axes(ends: Sequence[str], areas: Sequence[str]) -> list[Axis]:
    """What is assumed when reach in time is asked about, but the speed."""
    return [
        launch_axis(areas),
        *bound_axis(ends),
        listed("delay", "launch delay", "the interceptor starts {} after the missile", catalogue().delays),
        listed(
            "floor",
            "lowest altitude of a contact",
            "the lowest contact that counts is at {}",
            catalogue().contact_floors,
        ),
        named("frame", "how the speed is meant", "{}", [(key, label, ()) for key, label in FRAMES]),
    ]


def speed_axis() -> Axis:
    """The rival burnout speeds."""
    return listed("speed", "burnout speed of the interceptor", "the interceptor burns out at {}", catalogue().speeds)


def in_reach(
    sites: Sequence[str], others: Sequence[str], areas: Sequence[str], ends: Sequence[str], people: bool
) -> Measured:
    """The share, in %, of flights that any of the sites could reach in time (of the people that they are bound for, if `people` and all ends are of people);
    less that of `others`. Raises WrongUse for names that do not fit."""
    axes = [*reach_axes(ends, areas), speed_axis()]
    _sites([*sites, *others])
    starts = _starts(areas)

    def share(whose: Sequence[str], setting: Setting) -> float:
        (start, place), to = starts[int(setting["launch"])], ends[int(setting.get("bound", 0))]
        return share_in_reach(whose, start, to, setting)[place]

    def at(setting: Setting) -> float:
        return share(sites, setting) - (share(others, setting) if others else 0.0)

    people = people and all(bound(end).people for end in ends)
    return measured(axes, "% of the people" if people else "% of the flights", at)


def share_in_reach(sites: Sequence[str], start: str, to: str, setting: Setting) -> list[float]:
    """In %, for each point of the origin."""
    of = flights(start, to)
    reached = np.zeros(of.duration_s.shape, dtype=np.bool_)
    for site in sites:
        reached |= speed_needed(site, start, to, setting) <= setting["speed"] + 1e-9
    return [float(value) for value in 100.0 * (reached @ of.bound.weights)]


def needs_speed(sites: Sequence[str], others: Sequence[str], areas: Sequence[str], ends: Sequence[str]) -> Measured:
    """The burnout speed that reaches all flights from an area in time, from the best of the sites; less that of `others`."""
    axes = reach_axes(ends, areas)
    _sites([*sites, *others])
    starts = _starts(areas)

    def need(whose: Sequence[str], setting: Setting) -> float:
        (start, place), to = starts[int(setting["launch"])], ends[int(setting.get("bound", 0))]
        return float(np.min([speed_needed(site, start, to, setting)[place] for site in whose], axis=0).max())

    def at(setting: Setting) -> float:
        alone, beside = need(sites, setting), need(others, setting) if others else 0.0
        return 0.0 if np.isinf(alone) and np.isinf(beside) else alone - beside

    return measured(axes, "km/s", at)


def _sites(names: Sequence[str]) -> None:
    for name in names:
        interceptor_site(name)


def _starts(areas: Sequence[str]) -> list[tuple[str, int]]:
    return [(area, place) for area in areas for place in range(len(origin(area).points))]


def speed_needed(site: str, start: str, to: str, setting: Setting) -> Floats:
    """The speed that each flight needs under a setting (delay, floor, frame): (l, t); infinite where none is enough."""
    needed = _least(site, start, to, setting["floor"], int(setting["frame"]))
    place = np.clip(np.searchsorted(DELAYS_S, setting["delay"], side="right") - 1, 0, len(DELAYS_S) - 2)
    part = (setting["delay"] - DELAYS_S[place]) / (DELAYS_S[place + 1] - DELAYS_S[place])
    low, high = needed[..., place], needed[..., place + 1]
    if part <= 0:
        return np.asarray(low, dtype=np.float64)
    with np.errstate(invalid="ignore"):
        between = np.where(np.isfinite(high), low + np.clip(part, 0.0, 1.0) * (high - low), np.inf)
    return np.asarray(between, dtype=np.float64)


@lru_cache(maxsize=256)
def _least(site: str, start: str, to: str, floor_km: float, frame: int) -> Floats:
    """The least speed over the contacts at a floor or above, at the steps of the delay: (l, t, d)."""
    counted = flights(start, to).altitude_km >= floor_km
    needed = _needed(site, start, to)[frame]
    return np.asarray(np.where(counted[..., None, :], needed, np.inf).min(axis=-1), dtype=np.float64)


@lru_cache(maxsize=16)
def _needed(site: str, start: str, to: str) -> tuple[Floats, Floats]:
    """The speed needed over the ground and in space for every contact, at the steps of the delay: two of (l, t, d, contacts)."""
    of = flights(start, to)
    base = _reach.Base(*catalogue().sites[site].at)
    each = [_reach.needed(base, of.inertial_km, of.times_s, float(delay)) for delay in DELAYS_S]
    ground = np.stack([one.ground_km_s for one in each], axis=-2)
    space = np.stack([one.inertial_km_s for one in each], axis=-2)
    return ground.astype(np.float32), space.astype(np.float32)
