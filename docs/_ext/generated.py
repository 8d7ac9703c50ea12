"""Blocks `generated`: a page, or a part of one, is made when the documentation is built.

    ```{generated} clauses
    ```

With a line `:lang: de` in it what can be told in German is. Whatever is missing or out of date is an error, and the
build ends with it. The block is replaced before the page is read: what it gives is Markdown like the rest of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.util.typing import ExtensionMetadata

from . import offline
from .markdown import DocumentationError, Lang
from .pages import PAGES

BLOCK = re.compile(r"^```\{generated\} (\S+)\n(?::lang: (en|de)\n)?```$", flags=re.MULTILINE)


def generate(app: Sphinx, page: str, content: list[str]) -> None:
    """Put generated Markdown in the place of every block."""

    def made(block: re.Match[str]) -> str:
        name = block[1]
        lang: Lang = "de" if block[2] == "de" else "en"
        if name not in PAGES:
            raise ExtensionError(f"{page}: nothing generates {name!r}; there are {', '.join(PAGES)}")
        try:
            return PAGES[name](lang)
        except DocumentationError as problem:
            raise ExtensionError(f"{page}: {problem}") from None

    if BLOCK.search(content[0]):
        generated: set[str] = getattr(app.env, "generated_pages", set())
        app.env.generated_pages = generated | {page}  # type: ignore[attr-defined]  # it keeps what extensions set
        content[0] = BLOCK.sub(made, content[0])


def outdated(_: Sphinx, env: BuildEnvironment, *__: set[str]) -> Iterable[str]:
    """Return the pages that have something generated: what it is made of lies all over the package and its tests."""
    return sorted(getattr(env, "generated_pages", set()) & env.found_docs)


def works_offline(app: Sphinx, exception: Exception | None) -> None:
    """End the build where a page would fetch something from elsewhere."""
    if exception is None and app.builder.format == "html":
        found = list(offline.problems(app.outdir))
        if found:
            raise ExtensionError("not offline: " + "; ".join(found))


def in_its_language(_: Sphinx, page: str, __: str, context: dict[str, Any], ___: object) -> None:
    """Mark the German pages as German, for hyphenation, readers aloud and search engines."""
    if page.startswith("de/"):
        context["language"] = "de"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Called by Sphinx."""
    app.connect("source-read", generate)
    app.connect("env-get-outdated", outdated)
    app.connect("html-page-context", in_its_language)
    app.connect("build-finished", works_offline)
    return {"version": "1", "parallel_read_safe": False, "parallel_write_safe": True}
