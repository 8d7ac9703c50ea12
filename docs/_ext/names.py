"""Every public name in one table for each module that offers some: what it is, in one line, and where it is told."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from enum import Enum
from importlib import import_module
from types import ModuleType

import integrationsfoerderung
from integrationsfoerderung import IntegrationsfoerderungError

from .markdown import DocumentationError, code, escaped, list_table

NAME = integrationsfoerderung.__name__
MODULES = ("", "bulk", "files", "frames", "plot", "register", "report", "serialisation", "testing")
"""The modules whose names are promised; the first is the package itself."""

KINDS = {"function": "Functions", "class": "Classes", "choice": "Choices", "error": "Errors", "data": "Others"}


def page() -> str:
    """Return the names of all public modules in Markdown."""
    lines: list[str] = []
    problems: list[str] = []
    for module in MODULES:
        full = f"{NAME}.{module}" if module else NAME
        thing = import_module(full)
        lines += [f"## {code(full)}", "", escaped((thing.__doc__ or "").partition("\n")[0]), ""]
        rows: dict[str, list[tuple[str, str]]] = {kind: [] for kind in KINDS}
        for name in sorted(names_of(thing), key=str.casefold):
            kind, reference, says = told(thing, name)
            rows[kind].append((reference, says))
            if not says:
                problems.append(f"{full}.{name} says nothing of itself")
        for kind, found in rows.items():
            if found:
                lines += [f"### {KINDS[kind]}", ""] if not module else []
                lines += [list_table(("name", "what it is"), found, (30, 70), css="names"), ""]
    if problems:
        raise DocumentationError("the public names", problems)
    return "\n".join(lines)


def names_of(module: ModuleType) -> Iterator[str]:
    """Yield the public names of a module: those it lists, or those it defines."""
    listed = getattr(module, "__all__", None)
    if listed is not None:
        yield from listed
        return
    for name, value in vars(module).items():
        if not name.startswith("_") and getattr(value, "__module__", None) == module.__name__:
            yield name


def told(module: ModuleType, name: str) -> tuple[str, str, str]:
    """Return what kind of thing a name is, a link to where it is documented, and its first sentence."""
    thing = getattr(module, name)
    if isinstance(thing, ModuleType):
        return "data", f"{{py:mod}}`{name} <{thing.__name__}>`", _first_line(thing.__doc__)
    named = inspect.isclass(thing) or inspect.isroutine(thing)
    home: str = thing.__module__ if named else _home(module, name)
    says = _first_line(thing.__doc__) if named else _of_data(home, name)
    kind, role = "data", "py:data"
    if inspect.isroutine(thing):
        kind, role = "function", "py:func"
    elif inspect.isclass(thing):
        kind, role = "class", "py:class"
        if issubclass(thing, IntegrationsfoerderungError | Enum):
            kind = "choice" if issubclass(thing, Enum) else "error"
    if "._" in home:
        home = module.__name__  # what lives in a room of the house's own is documented where it is offered
    return kind, f"{{{role}}}`{name} <{home}.{name}>`", says


def _home(module: ModuleType, name: str) -> str:
    """Return the module that defines a name which does not say so itself."""
    if module is integrationsfoerderung:
        return f"{NAME}.{integrationsfoerderung._HOME[name]}"  # who else knows
    source = inspect.getsource(module)
    imported = re.search(rf"^ *from \.(\w+) import [^\n]*\b{name}\b", source, flags=re.MULTILINE)
    return f"{module.__name__}.{imported[1]}" if imported else module.__name__


def _of_data(home: str, name: str) -> str:
    """Return the first line of the docstring under an assignment."""
    source = inspect.getsource(import_module(home))
    found = re.search(rf'^{name}\b[^\n]* = (?:.*\n)+?"""(.*?)(?:\n|""")', source, flags=re.MULTILINE)
    return _shown(found[1]) if found else ""


def _first_line(docstring: str | None) -> str:
    return _shown(inspect.cleandoc(docstring or "").partition("\n\n")[0])


def _shown(text: str) -> str:
    """Return a docstring's text: what stands between backticks is code here as well."""
    return "".join(
        code(part[1:-1]) if part.startswith("`") else escaped(f"|{part}|")[2:-2]  # blanks at its ends stay
        for part in re.split(r"(`[^`]+`)", " ".join(text.split()))
    )
