#!/usr/bin/env python3
"""Hold the public names of the library against the snapshot that others rely on.

    python scripts/api_snapshot.py            # check; exit code 1 where something is to do
    python scripts/api_snapshot.py --write    # take in what is new, and what CHANGELOG.md says is gone

A name that is gone, a parameter that is gone, renamed, moved or needed now, and a choice of another value break
programs. Each has to be told under "Changed" or "Removed" of the unreleased changes in CHANGELOG.md, with the name in
backticks (and the parameter's, where it is about one). The source is read, not run. Needs griffe.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import griffe

CHECKOUT = Path(__file__).resolve().parents[1]
PACKAGE = "integrationsfoerderung"

PUBLIC = ("", "bulk", "files", "frames", "plot", "register", "report", "serialisation", "testing")
"""The front door, and the modules whose names programs import: what `__all__` names, else what has no underscore."""

STAR = "* "
"""Begins the entry that `from integrationsfoerderung import *` brings a name."""

TOLD_UNDER = ("Changed", "Removed")
"""The headings of a changelog that tell of what breaks; "Added" names what is there, and would excuse anything."""

Snapshot = Mapping[str, "str | Sequence[str]"]
"""Of each public name what a program can hold on to: the parameters of what is called, the value of a choice."""

MARKS = {
    griffe.ParameterKind.positional_only: ("/", ""),
    griffe.ParameterKind.positional_or_keyword: ("", ""),
    griffe.ParameterKind.keyword_only: ("*", ""),
    griffe.ParameterKind.var_positional: ("", "[]"),
    griffe.ParameterKind.var_keyword: ("", "{}"),
}
"""How a parameter is written in the snapshot: before and after its name; one that can be left out has "=" after it."""


class Break(NamedTuple):
    """Something that a program may rest on and that is no longer so."""

    name: str
    parameter: str | None
    what: str

    def __str__(self) -> str:
        return f"{self.name}: {self.what}"


# --- what there is


def snapshot(source: Path) -> dict[str, str | list[str]]:
    """Return the public names of the package below a folder, in order."""
    package = griffe.load(PACKAGE, search_paths=[source], allow_inspection=False)
    found: dict[str, str | list[str]] = {}
    for module in PUBLIC:
        home: Any = package[module] if module else package
        exported = list(map(str, home.exports or ()))
        if not module:
            found.update((f"{STAR}{name}", "brought by import *") for name in exported)
            exported = [name for name, one in home.members.items() if _offered(name, one)]
        for name in exported or [name for name, one in home.members.items() if not _hidden(name) and not one.is_alias]:
            path = f"{module}.{name}" if module else name
            try:
                one = home[name].final_target if home[name].is_alias else home[name]
            except (KeyError, griffe.AliasResolutionError):
                continue  # what is exported and not there is gone, whatever __all__ says
            found.update(_told(path, one))
    return dict(sorted(found.items()))


def _offered(name: str, one: Any) -> bool:
    """Whether the front door offers a name: what it imports from the package, for type checkers and when first used."""
    return not _hidden(name) and one.is_alias and one.target_path.startswith(f"{PACKAGE}.")


def _told(path: str, one: Any) -> Iterator[tuple[str, str | list[str]]]:
    if one.is_function:
        yield path, _parameters(one)
    elif one.is_class:
        choice = any(base.name == "Enum" for base in _lineage(one))
        yield path, "choice" if choice else _constructor(one)
        for name, member in one.all_members.items():
            target = member.final_target if member.is_alias else member
            if not _hidden(name) and not target.is_class:
                value = str(target.value) if choice and name.isupper() else None
                yield f"{path}.{name}", _parameters(target) if target.is_function else value or "attribute"
    else:
        yield path, "attribute"


def _hidden(name: str) -> bool:
    return name.startswith("_")


def _lineage(one: Any) -> Iterator[Any]:
    """Yield a class and what it comes from; of what lies outside the package only the name is known."""
    yield one
    for base in one.bases:
        inner = one.modules_collection.get_member(path) if (path := base.canonical_path).startswith(PACKAGE) else None
        if inner is None:
            yield griffe.Class(path.rpartition(".")[2])
        else:
            yield from _lineage(inner.final_target if inner.is_alias else inner)


def _parameters(function: Any) -> list[str]:
    given = list(function.parameters)
    decorators = [str(decorator.value) for decorator in function.decorators]
    bound = function.parent is not None and function.parent.is_class and "staticmethod" not in decorators
    if bound or any(decorator.endswith("composite") for decorator in decorators):  # self, cls, Hypothesis's draw
        given = given[1:]
    return [_written(one.name, one.kind, optional=one.default is not None) for one in given]


def _written(name: str, kind: griffe.ParameterKind | None, *, optional: bool) -> str:
    before, after = MARKS[kind or griffe.ParameterKind.positional_or_keyword]
    return f"{before}{name}{after or ('=' if optional else '')}"


def _constructor(one: Any) -> list[str]:
    """Return the parameters that make an object: of its __init__ or __new__, or its fields, as attrs makes them one."""
    lineage = list(_lineage(one))
    for base in lineage:
        for name in {"__init__", "__new__"} & base.members.keys():
            return _parameters(base.members[name])
    fields: dict[str, str] = {}
    for base in reversed(lineage):
        if any(_called(decorator.value) in ("frozen", "define") for decorator in base.decorators):
            fields |= dict(_fields(base))
    return sorted(fields.values(), key=lambda text: not _has_place(text))


def _fields(one: Any) -> Iterator[tuple[str, str]]:
    defaults = {
        str(decorator.value).removesuffix(".default")
        for method in one.functions.values()
        for decorator in method.decorators
        if str(decorator.value).endswith(".default")
    }
    for name, member in one.attributes.items():
        if member.annotation is None or "instance-attribute" not in member.labels:
            continue  # without annotation, of the class alone (ClassVar), or a property
        value: Any = member.value
        optional = value is not None
        kind = griffe.ParameterKind.positional_or_keyword
        if isinstance(value, griffe.ExprCall) and _called(value) == "field":
            options = {one.name: str(one.value) for one in value.arguments if isinstance(one, griffe.ExprKeyword)}
            if options.get("init") == "False":
                continue
            optional = bool(options.keys() & {"default", "factory"}) or name in defaults
            if options.get("kw_only") == "True":
                kind = griffe.ParameterKind.keyword_only
        yield name, _written(name.lstrip("_"), kind, optional=optional)


def _called(value: Any) -> str:
    """Return the name of what is called, without its module: `frozen` of `attrs.frozen(eq=False)`."""
    return str(value.function if isinstance(value, griffe.ExprCall) else value).rpartition(".")[2]


# --- what broke


def breaks(before: Snapshot, now: Snapshot) -> Iterator[Break]:
    """Yield what was there and is no longer so. A class that is gone is named once, without its members."""
    for name, was in before.items():
        if name.startswith(STAR):
            if name not in now and (bare := name.removeprefix(STAR)) in now:
                yield Break(bare, None, "import * no longer brings it")
        elif name not in now:
            if name.rpartition(".")[0] not in before or name.rpartition(".")[0] in now:
                yield Break(name, None, "it is gone")
        elif isinstance(was, str) or isinstance(now[name], str):
            if was != now[name]:
                yield Break(name, None, f"it was {_read(was)}, and is {_read(now[name])}")
        else:
            yield from _broken_parameters(name, was, now[name])


def _read(what: str | Sequence[str]) -> str:
    return what if isinstance(what, str) else f"called with ({', '.join(what)})"


def _bare(text: str) -> str:
    return text.strip("/*[]{}=")


def _has_place(text: str) -> bool:
    return not text.startswith("*") and not text.endswith("{}")


def _broken_parameters(name: str, before: Sequence[str], now: Sequence[str]) -> Iterator[Break]:
    has = {_bare(text): text for text in now}
    places = [_bare(text) for text in now if _has_place(text)]
    for place, text in enumerate(before):
        parameter = _bare(text)
        new = has.get(parameter)
        if new is None:
            yield Break(name, parameter, f"its parameter {parameter} is gone")
        elif text.endswith("=") and not new.endswith("="):
            yield Break(name, parameter, f"its parameter {parameter} has to be given now")
        elif _has_place(text) and (not _has_place(new) or places.index(parameter) != place):
            yield Break(name, parameter, f"its parameter {parameter} no longer has its place, {place + 1}")
        elif new.startswith("/") and not text.startswith("/"):
            yield Break(name, parameter, f"its parameter {parameter} can no longer be named")
    known = {_bare(text) for text in before}
    for text in now:
        if _bare(text) not in known and not text.endswith(("=", "[]", "{}")):
            yield Break(name, _bare(text), f"it needs a new parameter, {_bare(text)}")


# --- what the changelog tells


def told(changelog: str) -> list[str]:
    """Return the entries of the unreleased changes that tell of what breaks."""
    unreleased = re.search(r"^## \[Unreleased\]$(.*?)(?=^## |\Z)", changelog, flags=re.MULTILINE | re.DOTALL)
    parts = re.findall(r"^### (\w+)$(.*?)(?=^### |\Z)", unreleased[1] if unreleased else "", re.MULTILINE | re.DOTALL)
    parts = [text for heading, text in parts if heading in TOLD_UNDER]
    return [entry for text in parts for entry in re.split(r"^- ", text, flags=re.MULTILINE)]


def is_told(broken: Break, entries: Iterable[str]) -> bool:
    """Whether an entry has the name in backticks, and that of the parameter."""
    return any(
        all(_names(wanted, re.findall(r"`([^`]+)`", entry)) for wanted in (broken.name, broken.parameter) if wanted)
        for entry in entries
    )


def _names(wanted: str, spans: Iterable[str]) -> bool:
    exact = re.compile(rf"(?<![\w.])(?:{PACKAGE}\.)?{re.escape(wanted)}(?!\.?\w)")
    return any(exact.search(span) for span in spans)


# --- the command


def main(arguments: Sequence[str] | None = None) -> int:
    """Check, or write; return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--write", action="store_true", help="bring the snapshot up to date")
    parser.add_argument("--source", type=Path, default=CHECKOUT / "src", help="folder with the package")
    parser.add_argument("--snapshot", type=Path, default=CHECKOUT / "tests" / "compatibility" / "public_api.json")
    parser.add_argument("--changelog", type=Path, default=CHECKOUT / "CHANGELOG.md")
    given = parser.parse_args(arguments)
    now = snapshot(given.source)
    before: dict[str, str | list[str]] = {}
    if given.snapshot.exists():
        before = json.loads(given.snapshot.read_text(encoding="utf-8"))
    entries = told(given.changelog.read_text(encoding="utf-8"))
    untold = [broken for broken in breaks(before, now) if not is_told(broken, entries)]
    for broken in untold:
        print(f"{broken} – put it back, or tell of it in {given.changelog.name} (Unreleased, Changed or Removed)")
    if untold:
        return 1
    if given.write:
        lines = (f"{json.dumps(name)}: {json.dumps(what)}" for name, what in now.items())
        given.snapshot.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
        print(f"{given.snapshot.name}: {len(now)} names, {len(now.keys() - before.keys())} of them new")
    elif now != before:
        changed = [name for name in sorted(now.keys() | before.keys()) if now.get(name) != before.get(name)]
        print(f"{given.snapshot.name} is not up to date: run scripts/api_snapshot.py --write. {', '.join(changed)}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
