"""The files of a REFI-QDA project (`.qdpx`): its ZIP archive and XML, read within bounds.

Document types, entities and elements of other namespaces are refused, no member of the archive is ever written to disk or opened by a path of
its own, and no more is unpacked than the bounds allow, whatever the archive says about itself.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from detente.formats.common import FormatError

NAMESPACE = "urn:QDA-XML:project:1.0"
LARGEST = 200 * 2**20
"""Bytes of an archive, which may hold sound and film that are not read."""
LARGEST_MEMBER = 20 * 2**20
LARGEST_TEXTS = 100 * 2**20
MOST_MEMBERS = 20_000
MOST_ELEMENTS = 1_000_000
DEEPEST = 60
INTERNAL = "internal://"


@dataclass(slots=True)
class Element:
    """An XML element: its tag and attributes as written, its children, the text directly in it, and its line."""

    tag: str
    attributes: dict[str, str]
    line: int = 0
    children: list[Element] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text directly in it, without white space at its ends."""
        return "".join(self.pieces).strip()

    def all(self, *tags: str) -> Iterator[Element]:
        """The children of these tags, in order."""
        return (child for child in self.children if child.tag in tags)

    def one(self, tag: str) -> Element:
        """The first child of a tag; an empty element where there is none."""
        return next(self.all(tag), Element(tag, {}))


@dataclass(slots=True)
class Archive:
    """An archive that is open: `project` is what it says of itself, texts are read on demand."""

    name: str
    project: Element
    zip: zipfile.ZipFile
    members: dict[str, zipfile.ZipInfo]
    unpacked: int = 0

    def text(self, path: str) -> str | None:
        """The plain text that `internal://…` names, as offsets count it; None for a file outside of the archive or missing in it."""
        if not path.startswith(INTERNAL):
            return None
        name = path[len(INTERNAL) :].lstrip("/").lower()
        info = self.members.get(f"sources/{name}") or self.members.get(name)
        if info is None:
            return None
        data = _unpacked(self.zip, info, self.name)
        self.unpacked += len(data)
        if self.unpacked > LARGEST_TEXTS:
            raise FormatError(self.name, f"Its texts have more than {LARGEST_TEXTS:,} bytes.", "Split the project.")
        for encoding in ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
            try:
                return data.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
            except UnicodeDecodeError:
                pass
        raise FormatError(self.name, f"The source {path[:80]} is no UTF-8.", "Save the project again.")


def opened(path: Path) -> Archive:
    """The project in a file. Raises FormatError."""
    name = path.name
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise FormatError(name, f"The file has {size:,} bytes.", f"At most {LARGEST:,} are read.")
        archive = zipfile.ZipFile(BytesIO(path.read_bytes()))
    except OSError as error:
        raise FormatError(str(path), f"The file cannot be read ({error.strerror}).", "Check its name.") from None
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise FormatError(name, "This is no ZIP archive, as a .qdpx file is.", "Export the project again.") from None
    infos = archive.infolist()
    if len(infos) > MOST_MEMBERS:
        raise FormatError(name, f"The archive has {len(infos):,} files.", f"At most {MOST_MEMBERS:,} are read.")
    members = {info.filename.replace("\\", "/").lower(): info for info in infos}
    if "project.qde" not in members:
        raise FormatError(name, "The archive has no project.qde.", "Export the project as REFI-QDA (.qdpx).")
    return Archive(name, parse(_unpacked(archive, members["project.qde"], name), name), archive, members)


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> bytes:
    """A member's bytes, counted as they come: what its header says of its size is not believed."""
    if info.flag_bits & 1:
        raise FormatError(name, "The archive is encrypted.", "Save it without a password.")
    try:
        with archive.open(info) as file:
            data = file.read(LARGEST_MEMBER + 1)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise FormatError(
            name, f"{info.filename[:80]} cannot be unpacked: {error}.", "Export the project again."
        ) from None
    except Exception as error:  # zlib.error and its like have no common base
        raise FormatError(
            name, f"{info.filename[:80]} cannot be unpacked: {error}.", "Export the project again."
        ) from None
    if len(data) > LARGEST_MEMBER:
        what = f"{info.filename[:80]} unpacks to more than {LARGEST_MEMBER:,} bytes."
        raise FormatError(name, what, "No text is as long; check where the file came from.")
    return data


def parse(data: bytes, name: str) -> Element:
    """The root of a project's XML. Raises FormatError."""
    parser = expat.ParserCreate(namespace_separator=" ")
    top = Element("", {})
    stack = [top]
    count = 0

    def refuse(*_: object) -> None:
        what = "The project declares a document type or entities, which could hide files or grow without end."
        raise FormatError(name, what, "Remove the <!DOCTYPE …> part.", (parser.CurrentLineNumber, 1))

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if len(stack) > DEEPEST or count > MOST_ELEMENTS:
            raise FormatError(name, "The project is nested or long beyond what a program writes.", "Check the file.")
        space, _, local = tag.rpartition(" ")
        element = Element(local if space in ("", NAMESPACE) else f"?{local}", attributes, parser.CurrentLineNumber)
        stack[-1].children.append(element)
        stack.append(element)

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: stack.pop()
    parser.CharacterDataHandler = lambda text: stack[-1].pieces.append(text)
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        what = f"project.qde is not XML: {expat.ErrorString(error.code)}."
        raise FormatError(name, what, "Export the project again.", (error.lineno, error.offset + 1)) from None
    root = top.one("Project")
    if not top.children or top.children[0] is not root:
        raise FormatError(name, "project.qde holds no Project of REFI-QDA.", "Export it as a project, not a codebook.")
    return root


# ---------------------------------------------------------------- writing


def written(element: Element, indent: int = 0) -> str:
    """An element as XML, children on lines of their own."""
    space = "  " * indent
    attributes = "".join(f" {key}={quoteattr(_legal(value))}" for key, value in element.attributes.items())
    if not element.children and not element.pieces:
        return f"{space}<{element.tag}{attributes}/>\n"
    if not element.children:
        return f"{space}<{element.tag}{attributes}>{escape(_legal(element.text))}</{element.tag}>\n"
    inside = "".join(written(child, indent + 1) for child in element.children)
    return f"{space}<{element.tag}{attributes}>\n{inside}{space}</{element.tag}>\n"


def _legal(text: str) -> str:
    """The text without characters that XML 1.0 cannot hold."""
    return "".join(c for c in text if c in "\t\n\r" or " " <= c < "\ud800" or "\ue000" <= c <= "\ufffd" or c > "\uffff")


def packed(project: Element, texts: dict[str, str]) -> bytes:
    """The archive of a project, with plain texts by file name in `sources/`. The same content gives the same bytes."""
    out = BytesIO()
    files = {"project.qde": '<?xml version="1.0" encoding="utf-8"?>\n' + written(project)}
    files |= {f"sources/{name}": text for name, text in texts.items()}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(info, text.encode("utf-8"))
    return out.getvalue()
