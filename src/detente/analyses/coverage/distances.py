"""How far named places are from where flights would start, or from a country's border, on the ellipsoid WGS84."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from detente.analyses.coverage.assumptions import Measured, Setting, measured, named
from detente.analyses.coverage.catalogue import BorderPoint, Place, Publication, Site, catalogue
from detente.analyses.coverage.flights import origin
from detente.atlas import shapes
from detente.result import WrongUse
from detente.theory.geodesics import distance_km, ellipsoid_distance_km

FAR, FEW_KM = 0.05, 20.0
"""So much farther than where the coarse shape comes nearest may a named point of a border lie."""


def place_of(name: str) -> tuple[str, Place]:
    """The name in words and the position of a site or a city of the catalogue. Raises WrongUse."""
    known: dict[str, Site | BorderPoint] = {**catalogue().sites, **catalogue().cities}
    if name not in known:
        raise WrongUse(
            f"There is no site or city {name!r} in the catalogue: distances are told of named places only. It has: {', '.join(known)}."
        )
    return known[name].name, known[name].at


def ends_of(area: str) -> list[tuple[str, str, tuple[Place, ...], tuple[Publication, ...]]]:
    """What a distance to an area can mean: to its country's border (the nearest of the named points), or to each of its coarse points."""
    of = origin(area)
    border = [point for point in catalogue().border_points.values() if point.country == of.country]
    edge = (
        f"{area}-border",
        f"the border of {of.name}",
        tuple(point.at for point in border),
        tuple(dict.fromkeys(point.publication for point in border)),
    )
    inner = [
        (f"{area}-{place + 1}", label, (point,), (of.publication,))
        for place, (label, point) in enumerate(zip(of.called, of.points, strict=True))
    ]
    return [*([edge] if border else ()), *inner]


def served(site: str, area: str) -> str | None:
    """Why distances from a place to an area's border cannot be told: it lies inside the country, or none of the named points of the border is
    near where the coarse shape comes nearest; None where they can."""
    of = origin(area)
    if of.country is None:
        return None
    name, (lat, lon) = place_of(site)
    country = shapes.countries()[of.country]
    if shapes.inside(country, np.array([lon]), np.array([lat]))[0]:
        return f"{name} lies in {of.name}: it has no distance to its border."
    rings = np.concatenate(country.rings)
    coarse = float(distance_km(lat, lon, rings[:, 1], rings[:, 0]).min())
    named_ = min(
        (
            float(ellipsoid_distance_km(lat, lon, *point.at))
            for point in catalogue().border_points.values()
            if point.country == of.country
        ),
        default=np.inf,
    )
    if named_ > coarse * (1 + FAR) + FEW_KM:
        return f"The catalogue names no point of the border of {of.name} that is near {name}: {named_:,.0f} km would be told where the border is some {coarse:,.0f} km off."
    return None


def apart(sites: Sequence[str], others: Sequence[str], areas: Sequence[str]) -> Measured:
    """The kilometres from the nearest of the sites; less those from the nearest of `others` (negative: the sites are nearer)."""
    ends = [end for area in areas for end in ends_of(area)]
    axis = named(
        "launch",
        "what it is measured to",
        "it is measured to {}",
        [(key, label, whose) for key, label, _, whose in ends],
    )

    def nearest(names: Sequence[str], place: int) -> float:
        return min(
            float(ellipsoid_distance_km(*place_of(name)[1], *point)) for name in names for point in ends[place][2]
        )

    def at(setting: Setting) -> float:
        place = int(setting["launch"])
        return nearest(sites, place) - (nearest(others, place) if others else 0.0)

    for name in (*sites, *others):
        place_of(name)
    return measured([axis], "km", at)


def table_km(sites: Sequence[str], areas: Sequence[str]) -> np.ndarray:
    """The distances of each of some places to what can be meant by the areas: (sites, ends)."""
    ends = [end for area in areas for end in ends_of(area)]
    found = [
        [min(float(ellipsoid_distance_km(*place_of(site)[1], *point)) for point in points) for _, _, points, _ in ends]
        for site in sites
    ]
    return np.array(found)
