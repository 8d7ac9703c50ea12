"""Reads a programme from its TOML file; what is not sound does not load."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from importlib import resources
from pathlib import Path
from typing import Any

from ..errors import InvalidInput, Problem, refuse
from ..figure import Figure, Unit
from ..message import message
from ..model.manager import Qualification
from ..model.pillar import BudgetPillar, ManagementPillar, PayoutRound, PerCapitaPillar, Pillar
from ..model.programme import Programme
from ..model.source import Source, Status
from ..period import Period

SCHEMA = 1
"""The version of the file schema this library reads."""

_FIGURE_KEYS = {
    "value", "unit", "status", "clause", "source", "note", "note_de", "look", "look_de", "label", "label_de", "from",
    "until",
}  # fmt: skip
_UNITS = {unit.text: unit for unit in Unit if unit is not Unit.EXACT_EUR}
_STATUSES = [status for status in Status if status is not Status.ILLUSTRATIVE]


def programmes() -> tuple[Programme, ...]:
    """Return every bundled programme, by key.

    >>> [programme.key for programme in programmes()]
    ['pakt-fuer-integration']
    """
    return tuple(load_programme(key) for key in _bundled())


def load_programme(key: str | Path) -> Programme:
    """Return a bundled programme by its key, or read one from a TOML file of the same schema.

    Args:
        key: the key of an edition, such as `pakt-fuer-integration`, or the path of a `.toml` file.

    Raises:
        InvalidInput: for an unknown key, or with every problem of the file: a value without a source, an unknown key,
            overlapping validity, a wrong unit.

    >>> load_programme("pakt-fuer-integration").window.last
    datetime.date(2019, 4, 26)
    """
    import tomllib

    if isinstance(key, str) and not key.endswith(".toml"):
        if key not in _bundled():
            names = ", ".join(repr(name) for name in _bundled())
            remedy = message("use one of these keys, or the path of a .toml file")
            raise InvalidInput(
                "load_programme", [Problem("load_programme", "key", key, message("{names:plain}", names=names), remedy)]
            )
        name = f"{key}.toml"
        text = resources.files(__package__).joinpath(f"{key.replace('-', '_')}.toml").read_text(encoding="utf-8")
    else:
        name = str(key)
        text = _read(Path(key))
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InvalidInput(
            name, [Problem(name, "file", str(error), message("valid TOML"), message("mend the place named"))]
        ) from None
    return read_programme(data, name)


def _bundled() -> list[str]:
    files = resources.files(__package__).iterdir()
    return sorted(file.name.removesuffix(".toml").replace("_", "-") for file in files if file.name.endswith(".toml"))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise InvalidInput(
            str(path),
            [Problem(str(path), "file", str(error), message("a readable UTF-8 file"), message("check the path"))],
        ) from None


def read_programme(data: Mapping[str, Any], name: str) -> Programme:
    """Build a programme from parsed TOML; `name` says in errors which file it is."""
    reader = _Reader(name)
    programme = reader.programme(data)
    refuse(name, reader.problems)
    if programme is None:
        raise AssertionError  # a programme is missing only where problems are named
    return programme


class _Reader:
    """Walks the parsed file, collects figures and every problem with its path."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self.sources: dict[str, Source] = {}
        self.figures: list[Figure] = []

    def problem(self, path: str, value: object, allowed: str, remedy: str, **values: Any) -> None:
        self.problems.append(Problem(self.name, path, value, message(allowed, **values), message(remedy)))

    @contextmanager
    def gathering(self) -> Iterator[None]:
        """Add the problems of an object that refuses to be made to those of the file."""
        try:
            yield
        except InvalidInput as invalid:
            self.problems.extend(invalid.problems)

    def table(self, data: Any, path: str, required: set[str], optional: set[str] = frozenset()) -> dict[str, Any]:  # type: ignore[assignment]  # an empty set
        """Check the keys of a table; report unknown and missing ones."""
        if not isinstance(data, dict):
            self.problem(path, data, "a table", "see the schema of a programme file")
            return {}
        for key in sorted(data.keys() - required - optional):
            self.problem(f"{path}.{key}".lstrip("."), key, "{keys:list}", "remove it, or mend its name",
                         keys=sorted(required | optional))  # fmt: skip
        for key in sorted(required - data.keys()):
            self.problem(f"{path}.{key}".lstrip("."), None, "a value", "this key has to be there")
        return data

    def text(self, data: Mapping[str, Any], key: str, path: str) -> str:
        value = data.get(key, "")
        if not isinstance(value, str):
            self.problem(f"{path}.{key}".lstrip("."), value, "text", "write it in quotes")
            return ""
        return value

    def tables(self, data: Any, path: str) -> list[Any]:
        if not isinstance(data, list):
            self.problem(path, data, "an array of tables", "see the schema of a programme file")
            return []
        return data

    # --- sources and figures

    def read_sources(self, data: Any) -> None:
        for key, entry in self.table(data, "sources", set(data) if isinstance(data, dict) else set()).items():
            path = f"sources.{key}"
            table = self.table(entry, path, {"title"}, {"url", "date"})
            day = table.get("date")
            if day is not None and (not isinstance(day, date) or isinstance(day, datetime)):
                self.problem(f"{path}.date", day, "a TOML date", "write 2018-03-28 without quotes")
                day = None
            if not self.text(table, "title", path).strip():
                self.problem(f"{path}.title", table.get("title"), "text that is not blank", "say what it is")
            self.sources[key] = Source(self.text(table, "title", path), self.text(table, "url", path), day)

    def figure(self, data: Any, path: str, unit: Unit | None, label: str = "") -> Figure | None:
        """Read a figure, or the list of figures that replaced each other; returns the latest."""
        entries = data if isinstance(data, list) else [data]
        read = [
            self.one_figure(entry, path if len(entries) == 1 else f"{path}[{place}]", path, unit, label)
            for place, entry in enumerate(entries)
        ]
        found = [figure for figure in read if figure is not None]
        if not entries:
            self.problem(path, data, "at least one figure", "give a figure, with status unknown where nobody knows it")
        self.figures.extend(found)
        return found[-1] if found and len(found) == len(entries) else None

    def one_figure(self, data: Any, path: str, key: str, unit: Unit | None, label: str) -> Figure | None:
        before = len(self.problems)
        required = {"status", "clause", "source"}
        named = unit is None or not label
        table = self.table(data, path, required | ({"label", "label_de"} if named else set()), _FIGURE_KEYS)
        status = self.status(table, path)
        unit = self.unit(table, path, unit)
        source = self.source(table, path)
        value = self.value(table, path, unit, status)
        for name in ("note", "look") if status is Status.UNKNOWN else ("note",) if status is Status.INFERRED else ():
            for wanted in (name, f"{name}_de"):
                if not self.text(table, wanted, path).strip():
                    self.problem(f"{path}.{wanted}", table.get(wanted), "text that is not blank",
                                 "say what is missing and where to look, or how it was inferred")  # fmt: skip
        texts = {name: self.text(table, name, path) for name in ("clause", "note", "note_de", "look", "look_de")}
        if "clause" in table and not texts["clause"].strip():
            self.problem(f"{path}.clause", table["clause"], "text that is not blank", "name the clause")
        valid = self.validity(table)
        if len(self.problems) > before or unit is None:
            return None
        return Figure(
            value,
            unit,
            self.text(table, "label", path) or label,
            self.text(table, "label_de", path),
            key.removeprefix("pillars."),
            source=source,
            status=status,
            valid=valid,
            clause=texts["clause"],
            note=texts["note"],
            note_de=texts["note_de"],
            look=texts["look"],
            look_de=texts["look_de"],
        )

    def status(self, table: Mapping[str, Any], path: str) -> Status | None:
        names = [status.value for status in _STATUSES]
        value = table.get("status")
        if value in names:
            return Status(value)
        if "status" in table:
            self.problem(f"{path}.status", value, "{names:list}", "use one of these", names=names)
        return None

    def unit(self, table: Mapping[str, Any], path: str, unit: Unit | None) -> Unit | None:
        value = table.get("unit", unit.text if unit else None)
        if not isinstance(value, str) or value not in _UNITS or (unit is not None and value != unit.text):
            names = [unit.text] if unit else sorted(_UNITS)
            self.problem(f"{path}.unit", value, "{names:list}", "use one of these", names=names)
            return None
        return _UNITS[value]

    def source(self, table: Mapping[str, Any], path: str) -> Source | None:
        key = table.get("source")
        if isinstance(key, str) and key in self.sources:
            return self.sources[key]
        if "source" in table:
            self.problem(f"{path}.source", key, "{names:list}", "a value without a source does not load: name one",
                         names=sorted(self.sources))  # fmt: skip
        return None

    def value(self, table: Mapping[str, Any], path: str, unit: Unit | None, status: Status | None) -> int | None:
        value = table.get("value")
        if status is Status.UNKNOWN:
            if "value" in table:
                self.problem(f"{path}.value", value, "no value", "an unknown figure has none; or mend the status")
            return None
        if value is None:
            self.problem(f"{path}.value", None, "a value", "give it, or set the status to unknown")
        elif unit is Unit.DAY:
            if isinstance(value, date) and not isinstance(value, datetime):
                return value.toordinal()
            self.problem(f"{path}.value", value, "a TOML date", "write 2017-09-15 without quotes")
        elif unit is not None:
            whole = _whole(value, unit.scale)
            if whole is not None:
                return whole
            self.problem(f"{path}.value", value, "a number of 0 or more, exact in {unit:word}",
                         'write decimals as text: "0.25"', unit=unit.text)  # fmt: skip
        return None

    def validity(self, table: Mapping[str, Any]) -> Period | None:
        if "from" not in table and "until" not in table:
            return None
        first, last = table.get("from", date.min), table.get("until", date.max)
        with self.gathering():
            return Period(first, last)
        return None

    # --- the programme

    def programme(self, data: Mapping[str, Any]) -> Programme | None:
        table = self.table(
            data, "", {"schema", "key", "name", "name_de", "sources", "window", "budget", "pillars"}, {"facts"}
        )
        if table.get("schema") != SCHEMA or isinstance(table.get("schema"), bool):
            self.problem("schema", table.get("schema"), "{schema}", "use a file of this schema", schema=SCHEMA)
        self.read_sources(table.get("sources", {}))
        window = self.table(table.get("window", {}), "window", {"first", "term"})
        first = self.figure(window.get("first", {}), "window.first", Unit.DAY, "first day of the window")
        term = self.figure(window.get("term", {}), "window.term", Unit.YEARS, "years of the window")
        total = self.table(table.get("budget", {}), "budget", {"total"}).get("total", {})
        budget = self.figure(total, "budget.total", Unit.EUR, "budget of the programme")
        pillars = []
        for key, entry in self.table(table.get("pillars", {}), "pillars", set(table.get("pillars", {}))).items():
            pillars.append(self.pillar(key, entry))
        facts = table.get("facts", {})
        for key, entry in self.table(facts, "facts", set(facts) if isinstance(facts, dict) else set()).items():
            self.figure(entry, f"facts.{key}", None)
        texts = {name: self.text(table, name, "") for name in ("key", "name", "name_de")}
        complete = [pillar for pillar in pillars if pillar is not None]
        if self.problems or first is None or term is None or budget is None or len(complete) < len(pillars):
            return None
        with self.gathering():
            return Programme(
                **texts,
                window=Period.years(first.day, term.whole),
                budget=budget,
                pillars=tuple(complete),
                figures=tuple(self.figures),
            )
        return None

    def pillar(self, key: str, data: Any) -> Pillar | None:
        path = f"pillars.{key}"
        kind = data.get("kind") if isinstance(data, dict) else None
        readers = {"per-capita": self.per_capita, "management": self.management, "budget": self.budget_rows}
        if kind not in readers:
            self.problem(f"{path}.kind", kind, "{kinds:list}", "use one of these", kinds=sorted(readers))
            return None
        before = len(self.problems)
        with self.gathering():
            pillar = readers[kind](key, path, data)
            return pillar if len(self.problems) == before else None
        return None

    def fields(
        self, table: Mapping[str, Any], path: str, specification: Mapping[str, tuple[Unit, str]]
    ) -> dict[str, Any]:
        """Read the figures of a table, in the order of the specification; days become dates."""
        read: dict[str, Any] = {}
        for name, (unit, label) in specification.items():
            if name in table:
                figure = self.figure(table[name], f"{path}.{name}", unit, label)
                read[name] = figure.day if figure is not None and unit is Unit.DAY else figure
        return read

    def per_capita(self, key: str, path: str, data: dict[str, Any]) -> PerCapitaPillar:
        table = self.table(data, path, _PILLAR | {"rounds"})
        budget = self.figure(table.get("budget", {}), f"{path}.budget", Unit.EUR, "budget of the pillar")
        rounds: list[PayoutRound] = []
        for place, entry in enumerate(self.tables(table.get("rounds", []), f"{path}.rounds")):
            name = self.text(entry, "key", f"{path}.rounds") if isinstance(entry, dict) else ""
            where = f"{path}.{name or place}"
            inner = self.table(entry, where, {"key", "record_date", "due", "pot", "rate", "persons_of_land"},
                               {"repeats", "factor"})  # fmt: skip
            figures = self.fields(inner, where, _ROUND_FIGURES)
            if None not in figures.values() and len(figures) >= 5:
                with self.gathering():
                    rounds.append(PayoutRound(name, **figures, repeats=inner.get("repeats")))
        return PerCapitaPillar(key, self.text(table, "name", path), self.text(table, "name_de", path), budget, rounds)  # type: ignore[arg-type]  # a missing budget is a problem, and refused

    def management(self, key: str, path: str, data: dict[str, Any]) -> ManagementPillar | None:
        table = self.table(data, path, _PILLAR | {"fixed_amounts"} | _MANAGEMENT_FIGURES.keys())
        budget = self.figure(table.get("budget", {}), f"{path}.budget", Unit.EUR, "budget of the pillar")
        figures = self.fields(table, path, _MANAGEMENT_FIGURES)
        names = {qualification.value for qualification in Qualification}
        amounts = self.table(table.get("fixed_amounts", {}), f"{path}.fixed_amounts", names)
        labels = {name: (Unit.EUR, f"fixed amount: {name}") for name in sorted(names)}
        fixed = self.fields(amounts, f"{path}.fixed_amounts", labels)
        if None in figures.values() or None in fixed.values() or len(figures) < len(_MANAGEMENT_FIGURES):
            return None
        pairs = tuple((qualification, fixed[qualification.value]) for qualification in Qualification if fixed)
        return ManagementPillar(
            key,
            self.text(table, "name", path),
            self.text(table, "name_de", path),
            budget,  # type: ignore[arg-type]  # a missing budget is a problem, and refused
            fixed_amounts=pairs,
            **figures,
        )

    def budget_rows(self, key: str, path: str, data: dict[str, Any]) -> BudgetPillar:
        table = self.table(data, path, _PILLAR | {"rows"})
        budget = self.figure(table.get("budget", {}), f"{path}.budget", Unit.EUR, "budget of the pillar")
        entries = self.tables(table.get("rows", []), f"{path}.rows")
        rows = [self.figure(entry, f"{path}.rows.{place}", Unit.EUR) for place, entry in enumerate(entries, start=1)]
        return BudgetPillar(key, self.text(table, "name", path), self.text(table, "name_de", path), budget, rows)  # type: ignore[arg-type]  # missing figures are problems, and refused


_PILLAR = {"kind", "name", "name_de", "budget"}

_ROUND_FIGURES = {
    "record_date": (Unit.DAY, "record date"),
    "due": (Unit.DAY, "due date"),
    "pot": (Unit.EUR, "pot of the round"),
    "rate": (Unit.EUR, "announced rate per person"),
    "persons_of_land": (Unit.PERSONS, "counted persons of the whole Land"),
    "factor": (Unit.COUNT, "how many times the earlier round"),
}

_MANAGEMENT_FIGURES = {
    "record_date": (Unit.DAY, "record date"),
    "pot": (Unit.EUR, "pot of a year"),
    "persons_of_land": (Unit.PERSONS, "counted persons of the whole Land"),
    "tranche_pot": (Unit.EUR, "pot of the first tranche"),
    "tranche_persons_of_land": (Unit.PERSONS, "provisionally counted persons of the whole Land"),
    "term": (Unit.YEARS, "term of a position in years"),
    "threshold": (Unit.EUR, "least yearly frame of those who apply together"),
    "least_fte": (Unit.FTE, "least FTE of a funded manager"),
}


def _whole(value: object, scale: int) -> int | None:
    """Return a number ≥ 0 in units of 1 / scale, or None where it is no exact one."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    if not number.is_finite() or number < 0 or abs(number.adjusted()) > 30:
        return None
    numerator, denominator = number.as_integer_ratio()
    return numerator * scale // denominator if numerator * scale % denominator == 0 else None
