"""The built pages work from a folder: nothing is fetched from elsewhere, and nobody learns that they are read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

FETCHED = {
    "audio": ("src",),
    "embed": ("src",),
    "iframe": ("src", "srcdoc"),
    "image": ("href", "xlink:href"),
    "img": ("src", "srcset"),
    "input": ("src",),
    "link": ("href",),
    "object": ("data",),
    "script": ("src",),
    "source": ("src", "srcset"),
    "track": ("src",),
    "use": ("href", "xlink:href"),
    "video": ("src", "poster"),
}
"""Elements that a browser fetches something for, with the attributes that say what."""

PASSIVE_LINKS = {"author", "canonical", "help", "license", "next", "prev", "search", "index", "top"}
"""Kinds of `<link>` that only say where something is."""

_ELSEWHERE = re.compile(r"^\s*(?:[a-z][a-z0-9+.-]*:)?//|^\s*(?:https?|wss?|ftp):", flags=re.IGNORECASE)
_STYLES = re.compile(r"(?:@import\s+|url\(\s*)[\"']?([^\"')\s;]+)", flags=re.IGNORECASE)


class _Page(HTMLParser):
    """Collects what a page fetches."""

    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[tuple[str, str]] = []
        self._style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what an element fetches."""
        given = {name: value or "" for name, value in attrs}
        self._style = tag == "style"
        kinds = set(given.get("rel", "").casefold().split())
        if tag == "link" and kinds and kinds <= PASSIVE_LINKS:
            return
        for name in FETCHED.get(tag, ()):
            for address in re.split(r",\s+", given.get(name, "")):
                self.fetched.append((f"<{tag} {name}>", address))
        self.fetched += [("style", address) for address in _STYLES.findall(given.get("style", ""))]
        if tag == "a" and given.get("ping"):
            self.fetched.append(("<a ping>", given["ping"]))

    def handle_endtag(self, tag: str) -> None:
        """Leave a style sheet."""
        if tag == "style":
            self._style = False

    def handle_data(self, data: str) -> None:
        """Note what a style sheet within the page fetches."""
        if self._style:
            self.fetched += [("<style>", address) for address in _STYLES.findall(data)]


def fetched_by(page: str) -> Iterator[tuple[str, str]]:
    """Yield what a page fetches from elsewhere: the element, and the address."""
    parser = _Page()
    parser.feed(page)
    yield from ((element, address) for element, address in parser.fetched if _ELSEWHERE.match(address))


def fetched_by_style(sheet: str) -> Iterator[tuple[str, str]]:
    """Yield what a style sheet fetches from elsewhere."""
    code = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    yield from (("style sheet", address) for address in _STYLES.findall(code) if _ELSEWHERE.match(address))


def problems(folder: Path) -> Iterator[str]:
    """Say what the pages and style sheets of a built site fetch from elsewhere."""
    for file in sorted(folder.rglob("*")):
        if file.suffix in (".html", ".svg"):
            found = fetched_by(file.read_text(encoding="utf-8"))
        elif file.suffix == ".css":
            found = fetched_by_style(file.read_text(encoding="utf-8"))
        else:
            continue
        name = file.relative_to(folder).as_posix()
        yield from (f"{name}: {element} fetches {address}" for element, address in found)
