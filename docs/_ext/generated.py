"""The directive `generated`: a page, or a part of one, is made when the documentation is built.

    ```{generated} clauses
    ```

Options: `lang` for those that can be told in German as well. Whatever is missing or out of date is an error, and the
build ends with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

from . import offline
from .markdown import DocumentationError
from .pages import PAGES


class Generated(SphinxDirective):
    """Put generated Markdown, headings included, where the directive stands."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = {
        "lang": lambda value: directives.choice(value, ("en", "de")),
    }

    def run(self) -> list[nodes.Node]:
        """Return the nodes of the generated Markdown."""
        name = self.arguments[0]
        if name not in PAGES:
            raise self.error(f"unknown: {name!r}; there are {', '.join(PAGES)}")
        try:
            text = PAGES[name](self.options.get("lang", "en"))
        except DocumentationError as problem:
            raise self.error(str(problem)) from None
        # what a page is made of lies all over the package and its tests: it is made anew with every build
        generated: set[str] = getattr(self.env, "generated_pages", set())
        self.env.generated_pages = generated | {self.env.docname}  # type: ignore[attr-defined]  # an environment keeps what extensions set
        container = nodes.Element()
        lines = text.splitlines()
        self.state.nested_parse(StringList(lines, f"generated {name}"), 0, container, match_titles=True)
        return list(container.children)


def outdated(_: Sphinx, env: BuildEnvironment, *__: set[str]) -> Iterable[str]:
    """Return the pages that have something generated."""
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
    app.add_directive("generated", Generated)
    app.connect("env-get-outdated", outdated)
    app.connect("html-page-context", in_its_language)
    app.connect("build-finished", works_offline)
    return {"version": "1", "parallel_read_safe": False, "parallel_write_safe": True}
