"""The flights that claims are about: minimum-energy arcs from a coarse area to countries or to a coarse area, weighted.

Each is made once and kept, since many checks ask about the same. Only names of the catalogue lead here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from detente.analyses.coverage.catalogue import Area, catalogue, found
from detente.analyses.coverage.countries import countries, europe, european_union, nato_in_europe
from detente.atlas import shapes
from detente.result import WrongUse
from detente.theory import _arcs
from detente.theory.geodesics import EARTH_RADIUS_KM

Floats = NDArray[np.float64]
SPACING_KM = 150.0
EUROPE_BOX = (-25.0, 34.0, 45.0, 72.0)
"""Where points of countries of Europe are taken: not overseas, nor east of the Urals."""
STEPS = 129
"""So many times along a flight, closer to each other near its ends, where first and last sight fall. Contacts are tried at all of them."""
GROUPS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "nato-europe": ("nato", "NATO's members in Europe"),
        "european-union": ("eu", "the European Union"),
        "europe": ("europe", "Europe"),
    }
)


@dataclass(frozen=True, slots=True, eq=False)
class Bound:
    """Where flights are bound: (points) latitudes and longitudes, `weights` that sum to 1, and the `country` of each point ("" in an area).

    `people`: are the weights those of people?
    """

    id: str
    name: str
    points: Floats
    weights: Floats
    country: tuple[str, ...]
    people: bool


@dataclass(frozen=True, slots=True, eq=False)
class Flights:
    """Arcs from the points of an origin (l) to those of where they are bound (t), at n times.

    `times_s` (l, t, n); `earth_km` and `inertial_km` (l, t, n, 3), over the turning Earth and in axes that do not turn; `altitude_km` (l, t, n).
    """

    bound: Bound
    times_s: Floats
    earth_km: Floats
    inertial_km: Floats
    altitude_km: Floats

    @property
    def duration_s(self) -> Floats:
        """(l, t)"""
        return np.asarray(self.times_s[..., -1], dtype=np.float64)


def origin(name: str) -> Area:
    """An area that flights may start from. Raises WrongUse for one that is not in the catalogue, or is none to start from."""
    return _in_role(name, "origin", "flights of claims start from")


def _in_role(name: str, role: str, does: str) -> Area:
    area = found(catalogue().areas, name, "area")
    if area.role != role:
        fitting = ", ".join(one.id for one in catalogue().areas.values() if one.role == role)
        raise WrongUse(f"The area {name!r} is none that {does}. The catalogue has: {fitting}.")
    return area


@lru_cache(maxsize=64)
def bound(name: str) -> Bound:
    """Where flights are bound: a group of countries, a country by its code, or a defended area of the catalogue.

    Raises WrongUse for any other name.
    """
    if name in GROUPS:
        members = {"nato": nato_in_europe, "eu": european_union, "europe": europe}[GROUPS[name][0]]()
        return _of_countries(name, GROUPS[name][1], members)
    if name.upper() in countries() and countries()[name.upper()].europe:
        return _of_countries(name, countries()[name.upper()].name, (name.upper(),))
    if name not in catalogue().areas:
        known = ", ".join((*GROUPS, *(one.id for one in catalogue().areas.values() if one.role == "defended")))
        raise WrongUse(
            f"Nobody can ask about flights bound for {name!r}: coverage answers claims about named countries and areas, not about free points. "
            f"It has {known}, and the countries of Europe by their code (pol, deu)."
        )
    area = _in_role(name, "defended", "claims are about covering")
    points = np.array(area.points, dtype=np.float64)
    weights = np.full(len(points), 1.0 / len(points))
    return Bound(name, area.name, points, weights, ("",) * len(points), False)


def _of_countries(name: str, label: str, members: tuple[str, ...]) -> Bound:
    """Points all over countries; the people of each, evenly over its points."""
    points, weights, whose = [], [], []
    for code in members:
        own = shapes.spread(shapes.countries()[code], SPACING_KM, within=EUROPE_BOX)[:, ::-1]
        points.append(own)
        weights.append(np.full(len(own), countries()[code].thousands / max(len(own), 1)))
        whose += [code] * len(own)
    shares = np.concatenate(weights)
    return Bound(name, label, np.concatenate(points), shares / shares.sum(), tuple(whose), True)


@lru_cache(maxsize=32)
def flights(start: str, to: str) -> Flights:
    """The flights from an origin to where they are bound, both by name. Raises WrongUse for a name that there is not."""
    begin, end = np.array(origin(start).points, dtype=np.float64), bound(to)
    arcs = _arcs.arcs(begin[:, :1], begin[:, 1:], end.points[:, 0], end.points[:, 1])
    times = arcs.minimum.time_of_flight_s[..., None] * (1 - np.cos(np.pi * np.linspace(0.0, 1.0, STEPS))) / 2
    inertial = _arcs.inertial_positions_km(arcs, times)
    altitude = np.sqrt((inertial * inertial).sum(axis=-1)) - EARTH_RADIUS_KM
    return Flights(end, times, _arcs.turned(inertial, -_arcs.TURNING_RAD_S * times), inertial, altitude)
