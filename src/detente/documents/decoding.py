"""The text of a file of bytes: its encoding found out, the byte order mark removed, line ends as LF."""

from __future__ import annotations

import codecs

from detente.documents.document import DocumentError

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip
BINARY = 0.02
"""More control characters than this share of a file make it no text."""


def decoded(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """The text, and a warning where its encoding had to be guessed. Raises DocumentError where the bytes are no text."""
    marked = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)
    for encoding in (marked, "utf-8"):
        if encoding is not None:
            try:
                return _sound(data.decode(encoding), name), ()
            except UnicodeDecodeError:
                continue
    guessed = _guess(data)
    if guessed is None:
        raise _no_text(name)
    text = _sound(data.decode(guessed, errors="replace"), name)
    return text, (
        f"{name} is not in UTF-8; it was read as {guessed}. Check letters with accents, or save it as UTF-8.",
    )


def _guess(data: bytes) -> str | None:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:500_000]).best()
    western = from_bytes(data[:500_000], cp_isolation=["cp1252"]).best()
    if western is not None and (best is None or len(data) < 200 or western.chaos <= best.chaos):
        return "cp1252"
    return None if best is None else str(best.encoding)


def _sound(text: str, name: str) -> str:
    control = sum(text.count(chr(code)) for code in (*range(9), *range(14, 27), *range(28, 32)))
    if control > BINARY * len(text):
        raise _no_text(name)
    return text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")


def _no_text(name: str) -> DocumentError:
    return DocumentError(name, "The file holds no text that can be read.", "Give text, Markdown, HTML, PDF or DOCX.")
