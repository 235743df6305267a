"""Other programs' files and cases: Genius XML, GeniusWeb JSON, NegoLog JSON and gmcr-py's conflict models in; Genius and
GeniusWeb out, and games for Gambit, whose trees are read too."""

from __future__ import annotations

from detente.formats.common import FormatError, PlaceError
from detente.formats.export import FORMATS, GAMES, export, notes
from detente.formats.files import import_files
from detente.formats.gambit import ExtensiveGame, efg, read_efg

__all__ = [
    "FORMATS",
    "GAMES",
    "ExtensiveGame",
    "FormatError",
    "PlaceError",
    "efg",
    "export",
    "import_files",
    "notes",
    "read_efg",
]
