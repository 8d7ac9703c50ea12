"""Whether the German pages are in step with their English originals.

A German page names its original in its front matter, and which state of it was looked at last:

    original: how-to/check-a-notice.md
    original-digest: 1f3a…

    python -m docs._ext.pairs                                     # what is out of step
    python -m docs._ext.pairs --looked-at docs/de/some-page.md    # write the digest, after looking at both
"""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from attrs import frozen

from .markdown import DOCS, Lang

GERMAN = DOCS / "de"
ON_THEIR_OWN = {"index.md", "glossar.md"}
"""German pages without an original: the door is laid out for its readers, the glossary is made in both languages."""

MONTHS: dict[Lang, str] = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
}
SMALL = 13
"""Numbers below this may be words."""

_FRONT = re.compile(r"\A---\n(.*?\n)---\n", flags=re.DOTALL)


@frozen
class Outline:
    """What two pages of a pair share, whatever their language."""

    headings: tuple[int, ...]
    """The levels of the headings, in order."""

    blocks: tuple[str, ...]
    """The kind of every fenced block, in order."""

    numbers: frozenset[str]
    """The numbers and days of the text, as they are, whatever their notation."""


def front_matter(text: str) -> dict[str, str]:
    """Return the plain entries of a page's front matter."""
    found = _FRONT.match(text)
    entries = re.findall(r"^([\w-]+): *(\S.*)$", found[1], flags=re.MULTILINE) if found else []
    return {name: value.strip() for name, value in entries}


def digest(text: str) -> str:
    """Return what tells one state of an original from another; blanks and line breaks in its prose do not count."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:16]


def outline(text: str, lang: Lang) -> Outline:
    """Return the outline of a page."""
    body = _FRONT.sub("", text)
    fences = re.findall(r"^(`{3,})(.*)\n(?:.*\n)*?\1[ \t]*$", body, flags=re.MULTILINE)
    blocks = tuple(kind.strip().partition(" ")[0] for _, kind in fences)
    prose = re.sub(r"^```.*?^```[ \t]*$", "", body, flags=re.MULTILINE | re.DOTALL)
    headings = tuple(len(marks) for marks in re.findall(r"^(#+) ", prose, flags=re.MULTILINE))
    return Outline(headings, blocks, frozenset(numbers(prose, lang)))


def numbers(prose: str, lang: Lang) -> Iterator[str]:
    """Yield the numbers and days of a text.

    >>> sorted(numbers("1.225,00 EUR am 15.09.2017 für 35", "de")) == sorted(
    ...     numbers("1,225.00 EUR on 15 September 2017 for 35", "en")
    ... )
    True
    """
    text = re.sub(r"`[^`]*`|\]\([^)]*\)|\{[^}]*\}|https?://\S+|\bR[0-9]+(?:\.[0-9]+)?\b|Python [0-9.]+", " ", prose)
    for place, month in enumerate(MONTHS[lang].split(), start=1):
        text = re.sub(rf"\b(\d\d?)\.? {month} (\d{{4}})\b", rf" \2-{place:02d}-\1 ", text)
    text = re.sub(r"\b(\d\d?)\.(\d\d?)\.(\d{4})\b", r" \3-\2-\1 ", text)
    for year, month, day in re.findall(r"\b(\d{4})-(\d\d?)-(\d\d?)\b", text):
        yield f"{year}-{int(month):02d}-{int(day):02d}"
    text = re.sub(r"\b\d{4}-\d\d?-\d\d?\b", " ", text)
    group, point = (".", ",") if lang == "de" else (",", ".")
    begin, rest = rf"(?<![\w{group}{point}])", rf"(?:\{point}\d+)?"
    pattern = rf"{begin}\d{{1,3}}(?:\{group}\d{{3}})+{rest}|{begin}\d+{rest}"
    for found in re.findall(pattern, text):
        number = found.replace(group, "").replace(point, ".")
        if "." in number or int(number) >= SMALL:
            yield number


def problems() -> Iterator[str]:
    """Say which German pages are out of step, and how to mend it."""
    for page in sorted(GERMAN.glob("*.md")):
        if page.name in ON_THEIR_OWN:
            continue
        text, name = page.read_text(encoding="utf-8"), page.relative_to(DOCS).as_posix()
        original = DOCS / front_matter(text).get("original", "")
        if not original.is_file():
            yield f"{name}: name its English original in the front matter, as original: how-to/…"
            continue
        yield from (f"{name}: {problem}" for problem in differences(text, original.read_text(encoding="utf-8")))


def differences(german: str, english: str) -> Iterator[str]:
    """Say how a German page differs from its original."""
    ours, theirs = outline(german, "de"), outline(english, "en")
    if ours.headings != theirs.headings:
        yield f"headings of levels {ours.headings}, the original has {theirs.headings}"
    if ours.blocks != theirs.blocks:
        yield f"blocks {ours.blocks}, the original has {theirs.blocks}"
    for here, there, where in ((theirs, ours, "only the original"), (ours, theirs, "only this page")):
        if missing := here.numbers - there.numbers:
            yield f"{where} has the numbers {', '.join(sorted(missing))}"
    if front_matter(german).get("original-digest") != digest(english):
        yield "the original was changed: look at both, then run python -m docs._ext.pairs --looked-at with this page"


def look_at(page: Path) -> None:
    """Write into a German page which state of its original it follows."""
    text = page.read_text(encoding="utf-8")
    original = front_matter(text)["original"]
    line = f"original-digest: {digest((DOCS / original).read_text(encoding='utf-8'))}"
    text = re.sub(r"^original-digest:.*\n", "", text, flags=re.MULTILINE)
    page.write_text(text.replace(f"original: {original}\n", f"original: {original}\n{line}\n", 1), encoding="utf-8")


def main() -> int:
    """Say what is out of step, or note that pages were looked at."""
    parser = argparse.ArgumentParser(description="Whether the German pages are in step with their originals.")
    parser.add_argument(
        "--looked-at", nargs="+", type=Path, default=[], metavar="PAGE", help="note the original's state"
    )
    for page in parser.parse_args().looked_at:
        look_at(page)
    said = list(problems())
    sys.stdout.write("".join(f"{one}\n" for one in said) or "the German pages are in step\n")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
