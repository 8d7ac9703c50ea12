"""Writing Markdown: texts from elsewhere are escaped, tables are list tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal, TypeAlias

CHECKOUT = Path(__file__).resolve().parents[2]
DOCS = CHECKOUT / "docs"
PACKAGE = CHECKOUT / "src" / "integrationsfoerderung"
TESTS = CHECKOUT / "tests"

Lang: TypeAlias = Literal["en", "de"]


class DocumentationError(Exception):
    """Something that a generated page has to say is missing or out of date; each problem on a line of its own."""

    def __init__(self, page: str, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__(f"{page}: {len(self.problems)} problem(s)\n" + "\n".join(f"- {one}" for one in self.problems))


def in_language(lang: Lang, english: str, german: str) -> str:
    """Return the text of a language."""
    return german if lang == "de" else english


def escaped(text: str) -> str:
    r"""Return a text so that Markdown shows it as it is.

    >>> escaped("2 * [R8.1] <b>")
    '2 \\* \\[R8.1\\] \\<b\\>'
    """
    return re.sub(r"([\\`*_\[\]<>#~$|{}])", r"\\\1", " ".join(text.split()))


def code(text: str) -> str:
    """Return a text as code.

    >>> code("a ` b")
    '`` a ` b ``'
    """
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def link(text: str, url: str) -> str:
    """Return a link; an address without a scheme is one of the web, and what is no address stays text."""
    if not url:
        return escaped(text)
    if "://" not in url:
        if re.fullmatch(r"[\w.-]+\.[a-z]{2,}(/\S*)?", url) is None:
            return f"{escaped(text)} ({escaped(url)})"
        url = "https://" + url
    return f"[{escaped(text)}](<{url}>)"


def cited_clause(clause: str, known: Iterable[str]) -> str:
    """Return a clause with a link for every clause of the rules in it.

    >>> cited_clause("R3.9, § 33 FAG", ["R3.9"])
    '[R3.9](#R3.9), § 33 FAG'
    """
    known = set(known)
    return re.sub(
        r"R[0-9]+(\.[0-9]+)?",
        lambda found: f"[{found[0]}](#{found[0]})" if found[0] in known else found[0],
        escaped(clause),
    )


def list_table(
    headers: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int], *, css: str = "", name: str = ""
) -> str:
    """Return a table whose cells may hold anything: paragraphs, lists, links."""
    options = [":header-rows: 1", f":widths: {' '.join(map(str, widths))}"]
    options += [f":class: {css}"] if css else []
    options += [f":name: {name}"] if name else []
    lines = [":::::{list-table}", *options, ""]
    for row in (headers, *rows):
        for place, cell in enumerate(row):
            mark = "* - " if place == 0 else "  - "
            first, *rest = cell.splitlines() or [""]
            lines += [(mark + first).rstrip(), *((" " * 4 + line).rstrip() for line in rest)]
    return "\n".join([*lines, ":::::", ""])
