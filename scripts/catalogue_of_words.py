#!/usr/bin/env python3
"""Bring the German catalogue of words up to date with the source, and compile it.

An English text in the source is the key (msgid) of its translation. The texts stand in the calls that make sentences
and labels (`message`, `translate`, `rule` and others below), and in data: enumerations, units, loader labels, examples.

    python scripts/catalogue_of_words.py           # add new texts (without translation), drop old ones, compile
    python scripts/catalogue_of_words.py --check   # change nothing; exit code 1 where something is to mend

Needs the library and Babel. Translate what it names in the .po file, then run it again.
"""

from __future__ import annotations

import argparse
import ast
import json
import string
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from importlib import import_module
from inspect import signature
from io import BytesIO
from pathlib import Path

from attrs import fields
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

CHECKOUT = Path(__file__).resolve().parents[1]
PACKAGE = CHECKOUT / "src" / "integrationsfoerderung"
FOLDER = PACKAGE / "data" / "locale" / "de" / "LC_MESSAGES"
DOMAIN = "integrationsfoerderung"

CALLS: Mapping[str, tuple[int, ...]] = {
    "message": (0,),
    "told": (0,),
    "translate": (0,),
    "word": (0,),
    "rule": (0,),
    "problem": (2, 3),
    "Figure": (2,),
    "MissingExtra": (0,),
}
"""Calls whose arguments at these places are texts; a method counts by its name."""

KEYWORDS = {"label", "note", "look", "help", "short_help", "explanation"}
"""Arguments by name that are texts, wherever they stand."""

TABLES = {"CONVENTIONS", "_CONVENTIONS", "PILLARS", "BASES", "IN_PASSING", "ONE", "_PARTS", "_CLICK"}
"""Dictionaries at the top of a module whose values are texts."""


class Catalogue(Catalog):
    """A catalogue whose header says nothing that changes from day to day or from Babel to Babel."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """The header that gettext needs, and no more."""
        return [
            ("Project-Id-Version", DOMAIN),
            ("Language", "de"),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
        ]

    @mime_headers.setter
    def mime_headers(self, headers: object) -> None:
        """Ignore what an older file says."""


# --- which texts there are


def texts() -> set[str]:
    """Return every text of the source."""
    found = set(texts_of_data())
    for path in PACKAGE.rglob("*.py"):
        found.update(texts_of(path.read_text(encoding="utf-8")))
    return {text for text in found if any(character.isalpha() for character in told(text))}


def told(template: str) -> str:
    """Return what of a template is text: without its `{values}`; what is no template is all text."""
    try:
        return "".join(literal for literal, *_ in string.Formatter().parse(template))
    except ValueError:
        return template


def texts_of(source: str) -> Iterator[str]:
    """Yield the texts of one module."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            for place in CALLS.get(name, ()):
                if place < len(node.args):
                    yield from literals(node.args[place])
            for keyword in node.keywords:
                if keyword.arg in KEYWORDS:
                    yield from literals(keyword.value)
    for statement in tree.body:
        target = statement.targets[0] if isinstance(statement, ast.Assign) else getattr(statement, "target", None)
        value = getattr(statement, "value", None)
        if isinstance(target, ast.Name) and target.id in TABLES and isinstance(value, ast.Dict):
            for entry in value.values:
                yield from literals(entry)


def literals(node: ast.expr) -> Iterator[str]:
    """Yield the texts that an expression may be: a literal, or one out of some."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield node.value
    elif isinstance(node, ast.IfExp | ast.BoolOp):
        for choice in node.values if isinstance(node, ast.BoolOp) else (node.body, node.orelse):
            yield from literals(choice)


def texts_of_data() -> Iterator[str]:
    """Yield the texts that stand in enumerations, programmes and examples, and names that a sentence may hold."""
    from integrationsfoerderung import CountStatus, Manager, Rounding, Unit, calculate, programmes

    yield from ("baseline", "variant")
    yield from (field.name for field in fields(Manager))
    yield from (name for name, value in signature(calculate).parameters.items() if value.kind is value.KEYWORD_ONLY)
    for kind in choices():
        yield from (member.value for member in kind if isinstance(member.value, str))
    yield from (unit.text for unit in Unit)
    for rounding in Rounding:
        yield from (rounding.mode, f"full {rounding.value}s")
    for status in CountStatus:
        yield f"{status.value} head count"
    for programme in programmes():
        claims = [claim for figure in programme.figures for claim in figure.claims]
        for figure in (*programme.figures, *claims):
            for text, german in ((figure.label, figure.label_de), (figure.note, figure.note_de)):
                if text and not german:
                    yield text
    for path in sorted((PACKAGE / "data" / "examples").glob("*.json")):
        example = json.loads(path.read_text(encoding="utf-8"))
        yield from example.get("notes", ())
        yield from (source["title"] for source in example.get("sources", ()))


def choices() -> list[type[Enum]]:
    """Return every enumeration of the library."""
    found = {}
    for path in [*PACKAGE.glob("*.py"), *(PACKAGE / "model").glob("*.py"), *(PACKAGE / "rules").glob("*.py")]:
        name = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
        if "(Choice)" in path.read_text(encoding="utf-8") or "(Enum)" in path.read_text(encoding="utf-8"):
            for kind in vars(import_module(name)).values():
                if isinstance(kind, type) and issubclass(kind, Enum) and kind.__module__ == name:
                    found[name, kind.__name__] = kind
    return [found[key] for key in sorted(found)]


# --- the files


def read() -> Catalogue:
    """Return the catalogue as it stands in the .po file."""
    path = FOLDER / f"{DOMAIN}.po"
    catalogue = Catalogue(locale="de", domain=DOMAIN)
    if path.exists():
        for entry in read_po(BytesIO(path.read_bytes()), locale="de", domain=DOMAIN):
            if entry.id:
                catalogue[entry.id] = entry
    return catalogue


def updated(old: Catalogue, found: Iterable[str]) -> Catalogue:
    """Return a catalogue of exactly the texts found, with the translations there are."""
    new = Catalogue(locale="de", domain=DOMAIN, fuzzy=False)
    new.header_comment = "# The words of integrationsfoerderung in German: made by scripts/catalogue_of_words.py."
    for text in sorted(found):
        entry = old.get(text)
        new.add(text, string=entry.string if isinstance(entry, Message) and not entry.fuzzy else "")
    return new


def po_of(catalogue: Catalogue) -> bytes:
    """Return the .po file of a catalogue."""
    file = BytesIO()
    write_po(file, catalogue, width=120, sort_output=True, no_location=True)
    return file.getvalue()


def mo_of(catalogue: Catalogue) -> bytes:
    """Return the .mo file of a catalogue."""
    file = BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def faults(catalogue: Catalogue) -> Iterator[str]:
    """Say what is wrong with the translations: missing, doubtful, or with other values than the English text."""
    for entry in catalogue:
        if not entry.id:
            continue
        if not entry.string:
            yield f"not translated: {entry.id}"
        elif entry.fuzzy:
            yield f"marked as fuzzy: {entry.id}"
        elif values_of(str(entry.id)) != values_of(str(entry.string)):
            yield f"other values than in English: {entry.id}"


def values_of(template: str) -> Counter[tuple[str, str]]:
    """Return the `{name:spec}` of a template."""
    try:
        parsed = list(string.Formatter().parse(template))
    except ValueError:
        return Counter()
    return Counter((name, spec or "") for _, name, spec, _ in parsed if name is not None)


def main() -> int:
    """Update the files, or check them."""
    parser = argparse.ArgumentParser(description="Update and compile the German catalogue of words.")
    parser.add_argument("--check", action="store_true", help="change nothing, say what is missing or out of date")
    check = parser.parse_args().check
    new = updated(read(), texts())
    said = list(faults(new))
    for name, content in ((f"{DOMAIN}.po", po_of(new)), (f"{DOMAIN}.mo", mo_of(new))):
        path = FOLDER / name
        if path.exists() and path.read_bytes() == content:
            continue
        if check:
            said.append(f"out of date: {path.relative_to(CHECKOUT)}")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    print("\n".join([*said, f"{len(new)} texts, {len(said)} to mend"]))
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
