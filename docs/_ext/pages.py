"""What the directive `generated` can make, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from . import clauses, commands, errors, figures, glossary, names, validation
from .markdown import Lang

PAGES: Mapping[str, Callable[[Lang], str]] = {
    "clauses": lambda _: clauses.page(),
    "commands": commands.page,
    "errors": errors.page,
    "glossary": glossary.page,
    "names": lambda _: names.page(),
    "programme-figures": figures.page,
    "validation": validation.page,
}
"""From a language to Markdown."""
