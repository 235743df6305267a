"""Charts made ready for a page: colours that can be told apart, a second sign beside them, scripts without `eval`."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

# Okabe & Ito's colours that can be told apart by colour-blind people; a page darkens or lightens them by its scheme.
SERIES = 8
_DASHES = [[1, 0], [8, 4], [2, 3], [10, 3, 2, 3], [14, 6], [5, 2], [2, 6], [6, 2, 2, 2, 2, 2]]
_COMPOSED = ("hconcat", "vconcat", "concat", "repeat", "facet")
_IMPORT = "import { ascending, isString, DisallowedObjectProperties } from 'vega-util';"
_EXPORT = "export { expression as expressionInterpreter };"


def dressed(spec: Mapping[str, Any]) -> dict[str, Any]:
    """`spec` as a page draws it: without data, as wide as the page, in the page's colours and type.

    Its own `width` and `config` win over these. Where a line, point or trail tells groups apart by colour alone, dashes
    or shapes tell them apart as well.
    """
    own: dict[str, Any] = _copy(spec)
    own.pop("data", None)
    own.pop("$schema", None)
    _second_sign(own)
    if not any(key in own for key in _COMPOSED):
        own.setdefault("width", "container")
    own["config"] = _merged(page_config(), own.get("config", {}))
    return own


def page_config() -> dict[str, Any]:
    """The Vega-Lite configuration of a page. Colours are the style sheet's variables, so they follow its scheme."""
    ink = {"labelColor": "currentColor", "titleColor": "currentColor"}
    size = {"labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": 600}
    lines = {"gridColor": "currentColor", "domainColor": "currentColor", "tickColor": "currentColor"}
    faint = {"gridOpacity": 0.14, "domainOpacity": 0.5, "tickOpacity": 0.5}
    return {
        "font": "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif",
        "background": "transparent",
        "aria": False,
        "view": {"stroke": None},
        "mark": {"color": "var(--series-1)", "tooltip": True},
        "axis": {**ink, **size, **lines, **faint, "labelLimit": 240, "titlePadding": 10},
        "axisQuantitative": {"tickCount": 8},
        "legend": {**ink, **size, "labelLimit": 320, "orient": "top", "symbolStrokeWidth": 2, "columns": 4},
        "header": {**ink, **size},
        "title": {"color": "currentColor", "subtitleColor": "currentColor", "anchor": "start"},
        "text": {"color": "currentColor", "fontSize": 12},
        "rule": {"color": "currentColor"},
        "line": {"strokeWidth": 2},
        "point": {"size": 70, "filled": True, "opacity": 1},
        "bar": {"stroke": "var(--paper)", "strokeWidth": 1},
        "range": {
            "category": [f"var(--series-{number})" for number in range(1, SERIES + 1)],
            "symbol": [
                "circle",
                "square",
                "triangle-up",
                "diamond",
                "cross",
                "triangle-down",
                "triangle-right",
                "stroke",
            ],
        },
    }


def _copy(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _copy(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_copy(inner) for inner in value]
    return value


def _merged(base: dict[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    both = dict(base)
    for key, value in over.items():
        old = both.get(key)
        both[key] = _merged(old, value) if isinstance(old, dict) and isinstance(value, Mapping) else value
    return both


def _second_sign(spec: dict[str, Any]) -> None:
    """Beside colour, dashes for lines and shapes for points, in `spec` and in every part of it."""
    for key in ("layer", *_COMPOSED):
        parts = spec.get(key)
        for part in parts if isinstance(parts, list) else []:
            _second_sign(part)
    if isinstance(spec.get("spec"), dict):
        _second_sign(spec["spec"])
    encoding, mark = spec.get("encoding"), spec.get("mark")
    kind = mark.get("type") if isinstance(mark, dict) else mark
    channel = {"line": "strokeDash", "point": "shape"}.get(str(kind))
    if channel is None or not isinstance(encoding, dict) or channel in encoding:
        return
    color = encoding.get("color")
    if isinstance(color, dict) and "field" in color and color.get("type") == "nominal":
        sign = {key: color[key] for key in ("field", "type", "title", "legend", "sort") if key in color}
        scale = color.get("scale")
        domain = {"domain": scale["domain"]} if isinstance(scale, dict) and "domain" in scale else {}
        if domain or channel == "strokeDash":
            sign["scale"] = {**domain, "range": _DASHES} if channel == "strokeDash" else domain
        encoding[channel] = sign


@cache
def scripts() -> tuple[str, ...]:
    """The vendored scripts in the order in which they run, as they may stand inside a page.

    Vega's interpreter is published as a module that imports from Vega; here it becomes a plain script that takes the
    same functions from the Vega that stands before it.
    """
    vega, lite, interpreter = (vendored(name) for name in ("vega.min.js", "vega-lite.min.js", "vega-interpreter.js"))
    if _IMPORT not in interpreter or _EXPORT not in interpreter:
        raise RuntimeError("The vendored vega-interpreter.js is not the version that VENDORED.md names.")
    body = interpreter.replace(_IMPORT, "const { ascending, isString, DisallowedObjectProperties } = vega;")
    body = body.replace(_EXPORT, "globalThis.vegaInterpreter = { expressionInterpreter: expression };")
    return tuple(_inline(script) for script in (vega, lite, f"(function () {{\n{body}\n}})();"))


def _inline(script: str) -> str:
    """A script that can stand between script tags: without the comment that names its source map."""
    kept = [line for line in script.replace("\r\n", "\n").split("\n") if not line.startswith("//# sourceMappingURL")]
    text = "\n".join(kept)
    if "</script" in text.lower() or "<!--" in text:
        raise RuntimeError("A vendored script cannot stand inside a page: it holds a closing tag or a comment.")
    return text


def vendored(name: str) -> str:
    """The text of a file under `vendored/`."""
    return (files("detente.show") / "vendored" / name).read_text(encoding="utf-8")


def sha256_source(script: str) -> str:
    """What a content security policy calls a script: the base64 of the SHA-256 of its text."""
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
