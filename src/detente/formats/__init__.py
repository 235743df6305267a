"""Other programs' files and cases: Genius XML, GeniusWeb JSON, NegoLog JSON and gmcr-py's conflict models in; Genius and
GeniusWeb out."""

from __future__ import annotations

from detente.formats.common import FormatError, PlaceError
from detente.formats.export import FORMATS, export, notes
from detente.formats.files import import_files

__all__ = ["FORMATS", "FormatError", "PlaceError", "export", "import_files", "notes"]
