"""The signs of maps as pieces of SVG: shades with their hatching, lines with their dashes, the shapes of sites, and all of
these as little pictures for a legend."""

from __future__ import annotations

from math import cos, hypot, pi, sin
from typing import TYPE_CHECKING, get_args

import numpy as np

from detente.result import LineKind, MarkOf, OutlineKind, SiteKind
from detente.show import maps

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Points = NDArray[np.float64]

_FILLS = ("#fdf6e9", "#f9e3c0", "#f2c890", "#e3a562", "#c77f3b")
_DASHES: dict[str, str] = {
    "sector": "11 5",
    "horizon": "0.1 5",
    "reach": "12 4 0.1 4",
    "area": "",
    "arc": "",
    "distance": "3 3",
}
INKS: dict[str, str] = {
    "sector": "#0b4f8a",
    "horizon": "#7b2d6b",
    "reach": "#00634a",
    "area": "#1b1f24",
    "arc": "#1b1f24",
    "distance": "#1b1f24",
}


def patterns(anchor: str) -> str:
    """The five shades: the stronger, the darker and the denser."""
    return "".join(
        f'<pattern id="{anchor}-shade-{step}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<rect class="fill shade-{step}" width="8" height="8" fill="{_FILLS[step]}"/>{_hatch(step)}</pattern>'
        for step in range(maps.SHADES)
    )


def _hatch(step: int) -> str:
    """What is drawn over one tile (8 by 8) of a shade."""
    if step == 0:
        return '<circle class="hatch" cx="2" cy="2" r="0.7" fill="#6b4a22"/><circle class="hatch" cx="6" cy="6" r="0.7" fill="#6b4a22"/>'
    rising, falling = "M-2 2L2 -2M0 8L8 0M6 10L10 6", "M-2 6L2 10M0 0L8 8M6 -2L10 2"
    denser = "M-2 6L6 -2M2 10L10 2"
    curve = {1: rising, 2: rising + denser, 3: rising + falling, 4: rising + denser + falling + "M-2 2L6 10M2 -2L10 6"}
    width = {1: 0.7, 2: 0.8, 3: 0.9, 4: 1.0}[step]
    return f'<path class="hatch" d="{curve[step]}" fill="none" stroke="#6b4a22" stroke-opacity="{0.55 if step == 4 else 0.75}" stroke-width="{width}"/>'


def stroked(
    kind: OutlineKind | LineKind,
    parts: list[Points],
    ends: tuple[tuple[float, float] | None, tuple[float, float] | None],
) -> str:
    """Lines in the manner of their kind on a strip of paper, with an arrowhead at the end of a path."""
    curve = "".join(path(part) for part in parts)
    ink, dashes = INKS[kind], _DASHES[kind]
    width = {"horizon": 2.6, "arc": 1.7, "area": 1.1}.get(kind, 1.6)
    dashed = f' stroke-dasharray="{dashes}" stroke-linecap="{"round" if "0.1" in dashes else "butt"}"' if dashes else ""
    drawn = (
        f'<path class="strip" d="{curve}" fill="none" stroke="#fff" stroke-opacity="0.7" stroke-width="{width + 2.4:g}"/>'
        f'<path class="ink" d="{curve}" fill="none" stroke="{ink}" stroke-width="{width}"{dashed}/>'
    )
    tip, start = ends
    if kind == "arc" and tip is not None:
        drawn += _head(parts[-1], ink)
    if kind == "distance":
        drawn += "".join(_tick(part, at, ink) for part, at in ((parts[-1][::-1], tip), (parts[0], start)) if at)
    return drawn


def _head(part: Points, ink: str) -> str:
    """An arrowhead that ends a little before the end of a line, so that the mark there is seen."""
    x, y, right, down = _end(part[::-1], 5.0)
    back = x - 10 * right, y - 10 * down
    left, other = (back[0] - 4.2 * down, back[1] + 4.2 * right), (back[0] + 4.2 * down, back[1] - 4.2 * right)
    corners = "L".join(f"{a:.1f} {b:.1f}" for a, b in ((x, y), left, other))
    return f'<path class="ink solid" d="M{corners}Z" fill="{ink}"/>'


def _tick(part: Points, at: tuple[float, float], ink: str) -> str:
    _, _, right, down = _end(part, 0.0)
    x, y = at
    return (
        f'<path class="ink" d="M{x - 5 * down:.1f} {y + 5 * right:.1f}L{x + 5 * down:.1f} {y - 5 * right:.1f}" fill="none" '
        f'stroke="{ink}" stroke-width="1.6"/>'
    )


def _end(part: Points, far: float) -> tuple[float, float, float, float]:
    """A point so far along a line from its first, and the direction there toward the first."""
    lengths = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(part, axis=0).T))])
    x, y = (float(np.interp(far, lengths, part[:, axis])) for axis in (0, 1))
    p, q = (float(np.interp(far + 12.0, lengths, part[:, axis])) for axis in (0, 1))
    length = hypot(x - p, y - q) or 1.0
    return x, y, (x - p) / length, (y - q) / length


def mark(kind: SiteKind, x: float, y: float) -> str:
    """The shape of a site, on a rim of paper."""
    if kind == "radar":
        inner = f'<circle class="ink solid" cx="{x:.1f}" cy="{y:.1f}" r="2.4" fill="#1b1f24"/>'
        return (
            f'<circle class="paper ink" cx="{x:.1f}" cy="{y:.1f}" r="6" fill="#fff" stroke="#1b1f24" stroke-width="1.8"/>'
            + inner
        )
    if kind == "place":
        return f'<circle class="solid rimmed" cx="{x:.1f}" cy="{y:.1f}" r="4" fill="#1b1f24" stroke="#fff" stroke-width="1.4"/>'
    corners = {
        "interceptor": ((0, -7.5), (6.8, 5), (-6.8, 5)),
        "launch": ((0, 7.5), (6.8, -5), (-6.8, -5)),
        "city": ((-4.4, -4.4), (4.4, -4.4), (4.4, 4.4), (-4.4, 4.4)),
        "border": ((0, -6.2), (6.2, 0), (0, 6.2), (-6.2, 0)),
    }[kind]
    curve = "L".join(f"{x + a:.1f} {y + b:.1f}" for a, b in corners)
    if kind in ("interceptor", "city"):
        return f'<path class="solid rimmed" d="M{curve}Z" fill="#1b1f24" stroke="#fff" stroke-width="1.4"/>'
    return f'<path class="paper ink" d="M{curve}Z" fill="#fff" stroke="#1b1f24" stroke-width="1.8"/>'


def key(of: MarkOf) -> str:
    """The little picture of a sign, for a legend."""
    if of in get_args(SiteKind):
        drawn = mark(of, 23.0, 13.0)  # type: ignore[arg-type]
    elif of in get_args(LineKind):
        line = np.array([(2.0, 13.0), (44.0, 13.0)])
        drawn = stroked(of, [line], ((44.0, 13.0), (2.0, 13.0)))  # type: ignore[arg-type]
    else:
        angles = np.linspace(-pi, 0, 25)
        bow = np.array([(23 + 20 * cos(angle), 22 + 17 * sin(angle)) for angle in angles])
        drawn = stroked(of, [bow], (None, None))  # type: ignore[arg-type]
    return f'<svg width="46" height="26" viewBox="0 0 46 26" aria-hidden="true"><g class="{of}">{drawn}</g></svg>'


def shade_key(step: int | None) -> str:
    """The little picture of a shade; of land in no shade for None."""
    tiles = "".join(
        f'<g transform="translate({x} {y})">{_hatch(step)}</g>'
        for x in range(0, 40, 8)
        for y in (0, 8)
        if step is not None
    )
    look, fill = (f"fill shade-{step}", _FILLS[step]) if step is not None else ("land", "#fdfdfb")
    return (
        '<svg width="46" height="26" viewBox="0 0 46 26" aria-hidden="true"><svg x="3" y="5" width="40" height="16">'
        f'<rect class="{look}" width="40" height="16" fill="{fill}"/>{tiles}</svg>'
        '<rect class="ink" x="3" y="5" width="40" height="16" fill="none" stroke="#6b5a41" stroke-width="0.8"/></svg>'
    )


def path(points: Points, closed: bool = False) -> str:
    """The curve of an SVG path through these points, to a tenth of a pixel."""
    tenths = np.round(points * 10).astype(int)
    steps = np.diff(tenths, axis=0)
    steps = steps[(steps != 0).any(axis=1)] / 10
    start = tenths[0] / 10
    return f"M{start[0]:g} {start[1]:g}l{' '.join(f'{x:g} {y:g}' for x, y in steps.tolist())}{'Z' if closed else ''}"
