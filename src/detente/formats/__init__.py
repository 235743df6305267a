"""Other programs' files and cases: Genius XML, GeniusWeb JSON, NegoLog JSON and gmcr-py's conflict models in; Genius and
GeniusWeb out, and games for Gambit, whose trees are read too; argument maps (AIF, Argdown) and bare frameworks (APX, TGF, ICCMA'23)
in and out, claims as a graph (GraphML) out; and coded text
(Web Annotations, REFI-QDA, DNA) in and out; bibliographies
(CSL-JSON, BibTeX) out."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from detente.formats.common import FormatError, PlaceError
from detente.formats.export import CLAIMS, FORMATS, GAMES, PLACES, SOURCES, export, notes

if TYPE_CHECKING:
    from detente.formats.files import documents_of, import_files
    from detente.formats.gambit import ExtensiveGame, efg, read_efg

__all__ = [
    "CLAIMS",
    "FORMATS",
    "GAMES",
    "PLACES",
    "SOURCES",
    "ExtensiveGame",
    "FormatError",
    "PlaceError",
    "documents_of",
    "efg",
    "export",
    "import_files",
    "notes",
    "read_efg",
]

_WHERE = {
    "ExtensiveGame": "detente.formats.gambit",
    "documents_of": "detente.formats.files",
    "efg": "detente.formats.gambit",
    "import_files": "detente.formats.files",
    "read_efg": "detente.formats.gambit",
}
"""What is imported when it is asked for, so that reading one format does not load them all."""


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_WHERE[name]), name)
