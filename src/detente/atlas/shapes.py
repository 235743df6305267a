"""The shapes of countries as of 2007, coarsely: which country a point is in, points all over a country.

`VENDORED.md` says where they come from and what was changed. Good to a few kilometres in Europe and the Middle East and
to about ten elsewhere: to draw with and to weigh areas by, not to measure from a border.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RADIUS_KM = 6371.0


@dataclass(frozen=True, slots=True, eq=False)
class Country:
    """A country: its three-letter code (ISO 3166), its English name in 2007, and its shape.

    Each ring is (points, 2), longitude and latitude in degrees, the first point again at the end; edges are straight in
    these. Rings inside others are holes, or lie in them: a point is in the country where an odd number of rings hold it.
    A ring that crosses the antimeridian goes on beyond 180 degrees.
    """

    id: str
    name: str
    rings: tuple[NDArray[np.float64], ...]


@cache
def countries() -> Mapping[str, Country]:
    """All countries by their code, in its order."""
    import numpy as np

    tree = json.loads((files("detente.atlas") / "shapes.json").read_text(encoding="utf-8"))
    scale = np.asarray(tree["transform"]["scale"])
    arcs = [np.cumsum(np.asarray(arc), axis=0) * scale for arc in tree["arcs"]]
    found = [
        Country(shape["id"], shape["properties"]["name"], tuple(_ring(ring, arcs) for ring in shape["arcs"]))
        for shape in tree["objects"]["countries"]["geometries"]
    ]
    return MappingProxyType({country.id: country for country in found})


def _ring(numbers: list[int], arcs: list[NDArray[Any]]) -> NDArray[np.float64]:
    """The points of arcs one after another, an arc of a negative number backward, points that they share once."""
    import numpy as np

    parts = [arcs[number] if number >= 0 else arcs[~number][::-1] for number in numbers]
    points = np.concatenate([parts[0], *(part[1:] for part in parts[1:])])
    points[:, 0] = np.unwrap(points[:, 0], period=360.0)
    points[:, 0] -= 360.0 * np.floor((points[:, 0].min() + 180.0) / 360.0)
    points.setflags(write=False)
    return points


def inside(country: Country, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether each point, in degrees, lies in the country: bool in the shape of `lon` and `lat`."""
    import numpy as np

    x, y = np.broadcast_arrays((np.asarray(lon, float) + 180.0) % 360.0 - 180.0, np.asarray(lat, float))
    odd = np.zeros(x.shape, dtype=bool)
    for ring in country.rings:
        (_, south), (east, north) = ring.min(axis=0), ring.max(axis=0)
        for turned in (x, x + 360.0) if east > 180.0 else (x,):
            maybe = (turned <= east) & (y >= south) & (y <= north)
            if maybe.any():
                odd[maybe] ^= _crossings(ring, turned[maybe], y[maybe])
    return odd


def _crossings(ring: NDArray[np.float64], x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether a ray to the east from each point (points,) meets the ring an odd number of times."""
    import numpy as np

    order = np.argsort(y)
    x, y, odd = x[order], y[order], np.zeros(len(y), dtype=bool)
    starts = np.searchsorted(y, np.minimum(ring[:-1, 1], ring[1:, 1]))
    ends = np.searchsorted(y, np.maximum(ring[:-1, 1], ring[1:, 1]))
    for n in np.flatnonzero(ends > starts):
        (x0, y0), (x1, y1), level = ring[n], ring[n + 1], slice(starts[n], ends[n])
        odd[level] ^= x[level] < x0 + (x1 - x0) * (y[level] - y0) / (y1 - y0)
    found = np.empty_like(odd)
    found[order] = odd
    return found


def country_at(lon: float, lat: float) -> str | None:
    """The code of the country that a point lies in, None at sea. Near a border the coarse shape decides."""
    import numpy as np

    point = np.array([lon]), np.array([lat])
    return next((code for code, country in countries().items() if inside(country, *point)[0]), None)


def area_km2(country: Country) -> float:
    """The area of a country's shape on a sphere of 6,371 km, lakes included."""
    import numpy as np

    parts = []
    for ring in country.rings:
        lon, sine = np.radians(ring[:, 0]), np.sin(np.radians(ring[:, 1]))
        inner = sum(
            bool(_crossings(other, ring[:1, 0], ring[:1, 1])[0]) for other in country.rings if other is not ring
        )
        size = abs(float(np.sum(np.diff(lon) * (sine[1:] + sine[:-1]) / 2)))
        parts.append(-size if inner % 2 else size)
    return sum(parts) * RADIUS_KM**2


def spread(
    country: Country, spacing_km: float, within: tuple[float, float, float, float] | None = None
) -> NDArray[np.float64]:
    """Points all over a country, each standing for about `spacing_km` squared: (points, 2), longitude and latitude.

    Rows lie `spacing_km` apart, and the points of each row too; at least one point, the middle of the largest ring's box
    or the nearest of its corners, where the country is smaller than that. `within` (west, south, east, north) leaves out
    what lies elsewhere, such as France overseas; there may be no point then. Raises ValueError for a spacing that is not above 0.
    """
    import numpy as np

    if not spacing_km > 0:
        raise ValueError(f"Points {spacing_km} km apart: the spacing must be above 0.")
    step = np.degrees(spacing_km / RADIUS_KM)
    starts = np.concatenate([ring[:-1] for ring in country.rings])
    ends = np.concatenate([ring[1:] for ring in country.rings])
    (west, south), (east, north) = starts.min(axis=0), starts.max(axis=0)
    rows = [np.empty((0, 2))]
    for lat in np.arange(south + step / 2, north, step):
        across = step / max(np.cos(np.radians(lat)), 1e-6)
        spans = (starts[:, 1] > lat) != (ends[:, 1] > lat)
        (x0, y0), (x1, y1) = starts[spans].T, ends[spans].T
        lon = np.arange(west + across / 2, east, across)
        lon = lon[np.searchsorted(np.sort(x0 + (x1 - x0) * (lat - y0) / (y1 - y0)), lon) % 2 == 1]
        rows.append(np.column_stack([(lon + 180.0) % 360.0 - 180.0, np.full_like(lon, lat)]))
    points = np.concatenate(rows)
    points = points if len(points) else _one_point(country)
    if within is None:
        return points
    lower, upper = np.array(within[:2]), np.array(within[2:])
    return np.asarray(points[((points >= lower) & (points <= upper)).all(axis=1)])


def _one_point(country: Country) -> NDArray[np.float64]:
    """A point in a country: the middle of its largest ring's box, or the corner of that ring that is nearest to it."""
    import numpy as np

    ring = max(country.rings, key=lambda one: float(np.ptp(one[:, 0]) * np.ptp(one[:, 1])))
    middle = (ring.min(axis=0) + ring.max(axis=0)) / 2
    if inside(country, middle[:1], middle[1:])[0]:
        return np.array([middle])
    nearest = int(np.argmin(((ring - middle) ** 2).sum(axis=1)))
    return np.array([ring[nearest]])
