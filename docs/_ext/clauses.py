"""The clause table: every clause of the rules with what computes it, what holds it, and where it comes from.

The clauses are the targets of `docs/reference/rules.md`; functions are found by the clauses that their rules and
docstrings cite, figures by the clause they carry in their programme, tests by the docstrings of their classes. What
cannot be found this way stands in `clauses.toml`, with its reason; a reason that is no longer needed is a problem.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import Factory, define, frozen

from integrationsfoerderung import Source, programmes

from .markdown import DOCS, PACKAGE, TESTS, DocumentationError, code, escaped, link, list_table

RULES = DOCS / "reference" / "rules.md"
REASONS = Path(__file__).with_name("clauses.toml")
FACES = {"cli", "files", "frames", "intake", "markup", "notebook", "plot", "report", "tabulation", "testing", "words"}
"""What shows results; a clause that is cited there is told, not computed."""

_CLAUSE = r"R[0-9]+(?:\.[0-9]+)?"
_CITED = re.compile(rf"\b({_CLAUSE})(?:\s?(?:-|–|to)\s?({_CLAUSE}))?\b")


@frozen
class Clause:
    """A clause of the rules."""

    number: str
    title: str

    @property
    def group(self) -> str:
        """Its group: R2 of R2.5."""
        return self.number.partition(".")[0]


@frozen
class Place:
    """A function or class that cites clauses."""

    module: str
    name: str
    is_class: bool = False

    @property
    def reference(self) -> str:
        """A link to where it is documented."""
        role = "py:class" if self.is_class else "py:func"
        return f"{{{role}}}`{self.name} <integrationsfoerderung.{self.module}.{self.name}>`"


@frozen
class TestClass:
    """A class of tests that cites clauses."""

    file: str
    """Its file, below `tests`."""
    name: str
    says: str
    """The first sentence of its docstring, without the clauses."""

    @property
    def is_property(self) -> bool:
        """Whether it states properties, for any input."""
        return self.file.startswith("property/")


@define
class Evidence:
    """What was found for a clause."""

    clause: Clause
    places: list[Place] = Factory(list)
    figures: list[tuple[str, str]] = Factory(list)
    """Programme and key of each figure that carries the clause."""
    tests: list[TestClass] = Factory(list)
    sources: list[str] = Factory(list)

    @property
    def properties(self) -> list[TestClass]:
        """The property tests among its tests."""
        return [test for test in self.tests if test.is_property]


# --- what there is


def clauses_in(rules: str) -> tuple[Clause, ...]:
    """Return the clauses of the rules in their order: every target, with its heading or the statement of its row.

    A group with clauses of its own (R2: R2.1 …) is a heading, not a clause.
    """
    found = []
    for target in re.finditer(rf"\(({_CLAUSE})\)=\n(.*\n)(\s+- (?:.*\n(?:    .*\n)*))?", rules):
        number, heading, statement = target[1], target[2].strip(), target[3] or ""
        title = heading.lstrip("# ") if heading.startswith("#") else statement.strip().removeprefix("- ")
        title = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", title.replace("*", ""))
        found.append(Clause(number, " ".join(title.removeprefix(number).split())))
    parents = {clause.group for clause in found if clause.number != clause.group}
    return tuple(clause for clause in found if clause.number not in parents)


def cited_in(text: str) -> Iterator[str]:
    """Yield the clauses that a text cites, those between the ends of a range included.

    >>> list(cited_in("R3.6, R8.1-R8.3: months"))
    ['R3.6', 'R8.1', 'R8.2', 'R8.3']
    """
    for found in _CITED.finditer(text):
        first, last = found[1], found[2]
        if last is None:
            yield first
        elif "." in first and first.partition(".")[0] == last.partition(".")[0]:
            group, _, number = first.partition(".")
            yield from (f"{group}.{place}" for place in range(int(number), int(last.partition(".")[2]) + 1))
        else:
            yield from (first, last)


def places_in(package: Path) -> dict[str, list[Place]]:
    """Return the public functions and classes by the clauses that their rule or a docstring of theirs cites."""
    found: dict[str, list[Place]] = defaultdict(list)
    for file in sorted(package.rglob("*.py")):
        parts = file.relative_to(package).with_suffix("").parts
        if parts[0] in FACES or any(part.startswith("_") for part in parts):
            continue
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                place = Place(".".join(parts), node.name, isinstance(node, ast.ClassDef))
                for clause in dict.fromkeys(clause for text in _texts(node) for clause in cited_in(text)):
                    found[clause].append(place)
    return found


def _texts(node: ast.FunctionDef | ast.ClassDef) -> Iterator[str]:
    """Yield what says for which clauses something stands: the rule, and the docstrings of it and its parts."""
    for decorator in node.decorator_list:
        if isinstance(decorator, ast.Call) and getattr(decorator.func, "id", "") == "rule":
            yield from (str(one.value) for one in decorator.args[1:] if isinstance(one, ast.Constant))
    yield ast.get_docstring(node) or ""
    for part in node.body:
        if isinstance(part, ast.FunctionDef) and not part.name.startswith("_"):
            yield ast.get_docstring(part) or ""
        elif isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant) and isinstance(part.value.value, str):
            yield part.value.value


def tests_in(folder: Path) -> dict[str, list[TestClass]]:
    """Return the classes of tests by the clauses that their docstrings cite."""
    found: dict[str, list[TestClass]] = defaultdict(list)
    for file in sorted(folder.rglob("test_*.py")):
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            says = ast.get_docstring(node) if isinstance(node, ast.ClassDef) else None
            if isinstance(node, ast.ClassDef) and says and node.name.startswith("Test"):
                sentence = re.sub(rf"^(?:{_CITED.pattern},? ?(?:and )?)+: ", "", " ".join(says.split()))
                test = TestClass(file.relative_to(folder).as_posix(), node.name, sentence)
                for clause in dict.fromkeys(cited_in(says)):
                    found[clause].append(test)
    return found


# --- brought together


def evidence() -> tuple[Evidence, ...]:
    """Return what there is for every clause of the rules.

    Raises:
        DocumentationError: where a clause has neither what it needs nor a reason, or a reason has become stale.
    """
    reasons = tomllib.loads(REASONS.read_text(encoding="utf-8"))
    places, tests = places_in(PACKAGE), tests_in(TESTS)
    editions = programmes()
    found = [Evidence(clause) for clause in clauses_in(RULES.read_text(encoding="utf-8"))]
    for one in found:
        number = one.clause.number
        one.places, one.tests = places.get(number, []), tests.get(number, [])
        for programme in editions:
            for figure in programme.figures:
                if number in cited_in(figure.clause):
                    one.figures.append((programme.key, figure.key))
                    printed = [figure.source, *(claim.source for claim in figure.claims)]
                    one.sources += [_cited(source) for source in printed if source is not None]
        decided = reasons["source"].get(number) or reasons["source"].get(one.clause.group)
        one.sources = list(dict.fromkeys([*([decided] if decided else []), *one.sources]))
    problems = list(problems_of(found, reasons))
    if problems:
        raise DocumentationError("the clause table", problems)
    return tuple(found)


def _cited(source: Source) -> str:
    title = link(source.title, source.url)
    return title if source.date is None else f"{title}, {source.date}"


def problems_of(found: Sequence[Evidence], reasons: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Say what is missing, and which reasons are stale."""
    needs: Sequence[tuple[str, str, set[str]]] = (
        (
            "without_function",
            "function, class or figure",
            {one.clause.number for one in found if one.places or one.figures},
        ),
        ("without_property_test", "property test", {one.clause.number for one in found if one.properties}),
    )
    known = {one.clause.number for one in found}
    groups = {one.clause.group for one in found}
    for table, what, having in needs:
        given = reasons.get(table, {})
        for one in found:
            number = one.clause.number
            if number not in having and not given.get(number):
                yield f"{number} ({one.clause.title}) has no {what}, and no reason in [{table}] of {REASONS.name}"
            elif number in having and number in given:
                yield f"{number} has a {what} by now: drop its reason in [{table}] of {REASONS.name}"
        for number in given:
            if number not in known:
                yield f"[{table}] names {number}, which is no clause of the rules"
    for one in found:
        if not one.sources:
            yield f"{one.clause.number} has no source: name one in [source] of {REASONS.name}"
    for number in reasons.get("source", {}):
        if number not in known | groups:
            yield f"[source] names {number}, which is no clause of the rules"


# --- as a page


def page() -> str:
    """Return the clause table in Markdown, a section for each group of clauses."""
    reasons = tomllib.loads(REASONS.read_text(encoding="utf-8"))
    found = evidence()
    titles = dict(re.findall(r"^## (R[0-9]+) (.*)$", RULES.read_text(encoding="utf-8"), flags=re.MULTILINE))
    tested = sum(bool(one.properties) for one in found)
    lines = [
        f"{len(found)} clauses: {tested} with property tests of their own, {len(found) - tested} say why not.",
        "",
    ]
    for group in dict.fromkeys(one.clause.group for one in found):
        lines += [f"## {group} {escaped(titles[group])}", ""]
        rows = [_row(one, reasons) for one in found if one.clause.group == group]
        headers = ("clause", "what computes it", "what holds it", "source")
        lines += [list_table(headers, rows, (16, 30, 34, 20), css="clauses"), ""]
    return "\n".join(lines)


def _row(one: Evidence, reasons: Mapping[str, Mapping[str, str]]) -> tuple[str, str, str, str]:
    number = one.clause.number
    clause = f"[{number}](#{number})\n\n{escaped(one.clause.title)}"
    computed = "\n\n".join([*_by_module(one.places), *_by_programme(one.figures)])
    others = [test for test in one.tests if not test.is_property]
    held = [f"- {code(test.name)} {escaped(test.says)}" for test in one.properties]
    if number in reasons["without_property_test"]:
        held.append(f"No property test: {reasons['without_property_test'][number]}")
    if others:
        held += ["", f"Cases: {', '.join(code(f'{test.file}::{test.name}') for test in others)}"]
    sources = "\n".join(f"- {source}" for source in one.sources) if len(one.sources) > 1 else one.sources[0]
    return clause, computed or reasons["without_function"][number], "\n".join(held), sources


def _by_module(places: Iterable[Place]) -> Iterator[str]:
    by_module: dict[str, list[Place]] = defaultdict(list)
    for place in places:
        by_module[place.module].append(place)
    # the law before the nouns it is about, and these before what people come for
    for module in sorted(by_module, key=lambda name: (not name.startswith("rules."), name)):
        yield f"{code(module)}: {', '.join(place.reference for place in by_module[module])}"


def _by_programme(figures: Iterable[tuple[str, str]]) -> Iterator[str]:
    by_programme: dict[str, list[str]] = defaultdict(list)
    for programme, key in figures:
        by_programme[programme].append(key)
    for programme, keys in by_programme.items():
        yield f"Figures of [{programme}](#figures-{programme}): {', '.join(code(key) for key in dict.fromkeys(keys))}"
