"""What a web page says of itself: title, author and date, from its metadata (read as data, never run) and its first lines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from detente.documents.metadata import About

_WHITE = re.compile(r"\s+")
_TITLES = ("og:title", "citation_title", "dc.title", "headline")
_AUTHORS = ("author", "citation_author", "dc.creator", "article:author", "ld:author")
_DATES = ("article:published_time", "citation_publication_date", "citation_date", "date", "dc.date", "ld:date")
LONGEST_DATA = 200_000


def about_of(root: Any, heading: str | None, lines: About) -> dict[str, str | None]:
    """Title, author and date: the article's main heading first, then metadata, then what its lines say."""
    stated: dict[str, str] = {}
    for key, value in (*_meta(root), *_data(root)):
        stated.setdefault(key, value)
    title = heading or _first(stated, _TITLES) or _title(root, stated.get("og:site_name"))
    author = _first(stated, _AUTHORS)
    if author is not None and author.startswith(("http:", "https:")):
        author = None
    return {
        "title": title,
        "author": author or lines.author,
        "date": _first(stated, _DATES) or _time(root) or lines.date,
    }


def _first(stated: dict[str, str], keys: tuple[str, ...]) -> str | None:
    return next((stated[key] for key in keys if key in stated), None)


def _title(root: Any, site: str | None) -> str | None:
    """The title of the window, without the name of the site behind it."""
    element = next(root.iter("title"), None)
    words = _WHITE.sub(" ", element.text_content()).strip() if element is not None else ""
    parts = re.split(r"\s+[|–—·»]\s+|\s+-\s+", words)
    if len(parts) > 1 and (site is None or parts[-1] == site):
        words = words[: words.rindex(parts[-1])].rstrip(" |–—·»-")
    return words or None


def _time(root: Any) -> str | None:
    element = next(root.iter("time"), None)
    if element is None:
        return None
    return (element.get("datetime") or _WHITE.sub(" ", element.text_content())).strip() or None


def _meta(root: Any) -> Iterator[tuple[str, str]]:
    for element in root.iter("meta"):
        key, value = element.get("name") or element.get("property"), element.get("content")
        if key and value and value.strip():
            yield key.lower(), value.strip()


def _data(root: Any) -> Iterator[tuple[str, str]]:
    """Headline, author and date of JSON-LD beside the page."""
    for element in root.iter("script"):
        text = element.text or ""
        if (element.get("type") or "").lower() != "application/ld+json" or len(text) > LONGEST_DATA:
            continue
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            continue
        graph = found.get("@graph", [found]) if isinstance(found, dict) else found
        for thing in graph if isinstance(graph, list) else ():
            if isinstance(thing, dict) and re.search(r"Article|Report|Posting", str(thing.get("@type"))):
                yield from _of_article(thing)


def _of_article(thing: dict[str, Any]) -> Iterator[tuple[str, str]]:
    author = thing.get("author")
    people = author if isinstance(author, list) else [author]
    names = [str(p["name"]) if isinstance(p, dict) and p.get("name") else p for p in people]
    named = ", ".join(name for name in names if isinstance(name, str) and name.strip())
    for key, value in (
        ("headline", thing.get("headline")),
        ("ld:author", named),
        ("ld:date", thing.get("datePublished")),
    ):
        if isinstance(value, str) and value.strip():
            yield key, _WHITE.sub(" ", value).strip()
