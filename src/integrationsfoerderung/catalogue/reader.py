"""Reads a programme from its parsed TOML file; what is not sound does not load."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import count
from typing import Any, cast

from dateutil.relativedelta import relativedelta

from ..errors import InvalidInput, Problem, refuse
from ..figure import Figure, Unit
from ..message import message
from ..model.manager import Qualification
from ..model.pillar import BudgetPillar, ContinuationPillar, ManagementPillar, PayoutRound, PerCapitaPillar, Pillar
from ..model.programme import Programme
from ..model.source import Source, Status
from ..period import MONTH, Period, day_problems, is_day

SCHEMA = 1
"""The version of the file schema this library reads."""

_FIGURE_KEYS = {
    "value", "unit", "status", "clause", "source", "note", "note_de", "look", "look_de", "label", "label_de", "from",
    "until", "claims",
}  # fmt: skip
_TEXTS = ("label", "label_de", "clause", "note", "note_de", "look", "look_de")
_ARGUED = {
    Status.UNKNOWN: ("note", "note_de", "look", "look_de"),
    Status.INFERRED: ("note", "note_de"),
    Status.CONTESTED: ("note", "note_de"),
}  # what is missing and where to look, how it was inferred, on what the sources disagree
_UNITS = {unit.text: unit for unit in Unit if unit is not Unit.EXACT_EUR}
_STATUSES = [status for status in Status if status is not Status.ILLUSTRATIVE]


def read_programme(data: Mapping[str, Any], name: str, load: Callable[[str], Programme]) -> Programme:
    """Build a programme from parsed TOML; `name` says in errors which file it is, `load` finds what it extends."""
    reader = _Reader(name, load)
    programme = reader.programme(data)
    refuse(name, reader.problems)
    return cast("Programme", programme)  # missing only where problems are named, and refused


class _Reader:
    """Walks the parsed file, collects figures and every problem with its path."""

    def __init__(self, name: str, load: Callable[[str], Programme]) -> None:
        self.name = name
        self.load = load
        self.base: Programme | None = None
        self.window: Period | None = None
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

    def table(
        self, data: Any, path: str, required: AbstractSet[str], optional: AbstractSet[str] = frozenset()
    ) -> dict[str, Any]:
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

    def inner(self, data: Mapping[str, Any], key: str, path: str, required: AbstractSet[str]) -> dict[str, Any]:
        """Check the keys of a table within a table; a missing one is named once, by the outer table."""
        return self.table(data[key], path, required) if key in data else {}

    def entries(self, data: Mapping[str, Any], key: str) -> dict[str, Any]:
        """Return a table whose keys are free."""
        table = data.get(key, {})
        return self.table(table, key, set(table) if isinstance(table, dict) else set())

    def text(self, data: Mapping[str, Any], key: str, path: str, needed: str = "") -> str:
        """Return a text; where it is `needed`, which is the remedy, it may not be blank."""
        value = data.get(key, "")
        if not isinstance(value, str):
            self.problem(f"{path}.{key}".lstrip("."), value, "text", "write it in quotes")
            return ""
        if needed and not value.strip():
            self.problem(f"{path}.{key}", data.get(key), "text that is not blank", needed)
        return value

    def tables(self, data: Any, path: str) -> list[Any]:
        if not isinstance(data, list):
            self.problem(path, data, "an array of tables", "see the schema of a programme file")
            return []
        return data

    # --- sources and figures

    def read_sources(self, data: Mapping[str, Any]) -> None:
        for key, entry in self.entries(data, "sources").items():
            path = f"sources.{key}"
            table = self.table(entry, path, {"title"}, {"url", "date"})
            day = table.get("date")
            if day is not None and not is_day(day):
                self.problem(f"{path}.date", day, "a TOML date", "write 2018-03-28 without quotes")
                day = None
            title = self.text(table, "title", path, "say what it is" if "title" in table else "")
            self.sources[key] = Source(title, self.text(table, "url", path), day)

    def named(self, data: Mapping[str, Any], key: str, path: str, unit: Unit, label: str) -> Figure | None:
        """Read the figure under a key; a missing one is named once, by its table."""
        return self.figure(data[key], f"{path}.{key}", unit, label) if key in data else None

    def known(self, figure: Figure | None, path: str) -> Figure | None:
        """Return a figure that the programme cannot be built without; here nobody may have to guess."""
        if figure is not None and figure.value is None:
            self.problem(path, figure.status, "a known value", "give it, as inferred where no source prints it")
            return None
        return figure

    def figure(self, data: Any, path: str, unit: Unit | None, label: str = "") -> Figure | None:
        """Read a figure, or the list of figures that replaced each other; returns the latest."""
        entries = data if isinstance(data, list) else [data]
        read = [
            self.one_figure(entry, path if len(entries) == 1 else f"{path}[{place}]", path, unit, label)
            for place, entry in enumerate(entries)
        ]
        found = sorted((figure for figure in read if figure is not None), key=_first_day)
        if not entries:
            self.problem(path, data, "at least one figure", "give a figure, with status unknown where nobody knows it")
        self.figures.extend(found)
        return found[-1] if found and len(found) == len(entries) else None

    def one_figure(self, data: Any, path: str, key: str, unit: Unit | None, label: str) -> Figure | None:
        before = len(self.problems)
        if not isinstance(data, dict):
            self.table(data, path, set())
            return None
        labels = set() if label else {"label", "label_de"}
        contested = data.get("status") == Status.CONTESTED.value
        provenance = {"status", "clause", "claims" if contested else "source"}
        table = self.table(data, path, provenance | labels, _FIGURE_KEYS - {"source" if contested else "claims"})
        status = self.status(table, path)
        unit = self.unit(table, path, unit)
        source = self.source(table, path)
        value = self.value(table, path, unit, status)
        claims = self.claims(table, path, unit)
        needed = dict.fromkeys(labels & table.keys(), "say what it is")
        if "clause" in table:
            needed["clause"] = "name the clause"
        for name in _ARGUED.get(status, ()) if status else ():
            needed[name] = "say what is missing and where to look, or how it was inferred"
        texts = {name: self.text(table, name, path, needed.get(name, "")) for name in _TEXTS}
        valid = self.validity(table, path)
        if len(self.problems) > before or unit is None:
            return None
        return Figure(
            value,
            unit,
            texts.pop("label") or label,
            key=key.removeprefix("pillars."),
            source=source,
            status=status,
            valid=valid,
            claims=claims,
            **cast("dict[str, Any]", texts),
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
        if status in (Status.UNKNOWN, Status.CONTESTED):
            if "value" in table:
                self.problem(f"{path}.value", value, "no value",
                             "an unknown or contested figure has none; or mend the status")  # fmt: skip
            return None
        if value is None:
            self.problem(f"{path}.value", None, "a value", "give it, or set the status to unknown")
        elif unit is Unit.DAY:
            if is_day(value):
                return value.toordinal()
            self.problem(f"{path}.value", value, "a TOML date", "write 2017-09-15 without quotes")
        elif unit is not None:
            whole = _whole(value, unit.scale)
            if whole is not None:
                return whole
            self.problem(f"{path}.value", value, "a number of 0 or more, exact in {unit:word}",
                         'write decimals as text: "0.25"', unit=unit.text)  # fmt: skip
        return None

    def claims(self, table: Mapping[str, Any], path: str, unit: Unit | None) -> tuple[Figure, ...]:
        """Read what each source says of a contested figure: two or more, side by side."""
        if "claims" not in table:
            return ()
        entries = self.tables(table["claims"], f"{path}.claims")
        if isinstance(table["claims"], list) and len(entries) < 2:
            self.problem(f"{path}.claims", len(entries), "two claims or more", "give each source's figure")
        found = []
        for place, entry in enumerate(entries):
            where = f"{path}.claims[{place}]"
            claim = self.table(entry, where, {"value", "source", "label", "label_de"})
            label, label_de = (self.text(claim, name, where) for name in ("label", "label_de"))
            value = self.value(claim, where, unit, Status.PUBLISHED)
            if unit is not None:
                source = self.source(claim, where)
                found.append(Figure(value, unit, label, label_de, source=source, status=Status.PUBLISHED))
        return tuple(found)

    def validity(self, table: Mapping[str, Any], path: str) -> Period | None:
        if "from" not in table and "until" not in table:
            return None
        first, last = table.get("from", date.min), table.get("until", date.max)
        before = len(self.problems)
        self.problems.extend(day_problems(first, f"{path}.from", self.name))
        self.problems.extend(day_problems(last, f"{path}.until", self.name))
        if len(self.problems) == before and last < first:
            self.problem(f"{path}.until", last.isoformat(), "{first} or later",
                         "put the dates in order; both ends are inside", first=first)  # fmt: skip
        return Period(first, last) if len(self.problems) == before else None

    # --- the programme

    def programme(self, data: Mapping[str, Any]) -> Programme | None:
        table = self.table(
            data,
            "",
            {"schema", "key", "name", "name_de", "sources", "window", "pillars"},
            {"budget", "extends", "facts"},
        )
        schema = table.get("schema", SCHEMA)
        if type(schema) is not int or schema != SCHEMA:
            self.problem("schema", schema, "{schema}", "use a file of this schema", schema=SCHEMA)
        self.read_sources(table)
        window = self.inner(table, "window", "window", {"first", "term"})
        first = self.named(window, "first", "window", Unit.DAY, "first day of the window")
        term = self.named(window, "term", "window", Unit.YEARS, "years of the window")
        first, term = self.known(first, "window.first"), self.known(term, "window.term")
        total = self.inner(table, "budget", "budget", {"total"})
        budget = self.named(total, "total", "budget", Unit.EUR, "budget of the programme")
        if first is not None and term is not None:
            with self.gathering():
                self.window = Period.years(first.day, term.whole)
        if "extends" in table:
            self.extend(self.text(table, "extends", ""))
        pillars = [self.pillar(key, entry) for key, entry in self.entries(table, "pillars").items()]
        for key, entry in self.entries(table, "facts").items():
            self.figure(entry, f"facts.{key}", None)
        texts = {name: self.text(table, name, "") for name in ("key", "name", "name_de")}
        complete = [pillar for pillar in pillars if pillar is not None]
        if self.problems or self.window is None:
            return None
        with self.gathering():
            return Programme(
                **texts,
                window=self.window,
                budget=budget,
                pillars=tuple(complete),
                figures=tuple(self.figures),
            )
        return None

    def extend(self, key: str) -> None:
        """Load the programme that this one continues; a key, not a path, so that no file can extend itself."""
        if key.endswith(".toml"):
            self.problem("extends", key, "the key of a bundled programme", "use a key, not a path")
            return
        with self.gathering():
            self.base = self.load(key)

    def pillar(self, key: str, data: Any) -> Pillar | None:
        path = f"pillars.{key}"
        kind = data.get("kind") if isinstance(data, dict) else None
        readers = {
            "per-capita": self.per_capita,
            "management": self.management,
            "continuation": self.continuation,
            "budget": self.budget_rows,
        }
        if not isinstance(kind, str) or kind not in readers:
            self.problem(f"{path}.kind", kind, "{kinds:list}", "use one of these", kinds=sorted(readers))
            return None
        with self.gathering():
            return readers[kind](key, path, data)
        return None

    def fields(
        self, table: Mapping[str, Any], path: str, specification: Mapping[str, tuple[Unit, str]]
    ) -> dict[str, Any]:
        """Read the figures of a table, in the order of the specification; days become dates."""
        read: dict[str, Any] = {}
        for name, (unit, label) in specification.items():
            if name in table:
                figure = self.named(table, name, path, unit, label)
                if unit is Unit.DAY:
                    figure = self.known(figure, f"{path}.{name}")
                read[name] = figure.day if figure is not None and unit is Unit.DAY else figure
        return read

    def budget(self, table: Mapping[str, Any], path: str) -> Figure | None:
        return self.named(table, "budget", path, Unit.EUR, "budget of the pillar")

    def per_capita(self, key: str, path: str, data: dict[str, Any]) -> PerCapitaPillar | None:
        before = len(self.problems)
        optional = {"budget", "recipients", "rounds", "every"} | _PER_CAPITA_FIGURES.keys()
        table = self.table(data, path, _PILLAR if "every" in data else _PILLAR | {"rounds"}, optional)
        budget, figures = self.budget(table, path), self.fields(table, path, _PER_CAPITA_FIGURES)
        rounds = self.every(table["every"], f"{path}.every") if "every" in table else []
        for place, entry in enumerate(self.tables(table.get("rounds", []), f"{path}.rounds")):
            name = self.text(entry, "key", f"{path}.rounds") if isinstance(entry, dict) else ""
            where = f"{path}.{name or place}"
            sound = len(self.problems)
            inner = self.table(entry, where, {"key", "record_date"}, {"repeats"} | _ROUND_FIGURES.keys())
            round_figures = self.fields(inner, where, _ROUND_FIGURES)
            if len(self.problems) == sound:
                with self.gathering():
                    rounds.append(PayoutRound(name, **round_figures, repeats=inner.get("repeats")))
        name, name_de = self.text(table, "name", path), self.text(table, "name_de", path)
        if "recipients" in table:
            figures["recipients"] = self.text(table, "recipients", path)
        if len(self.problems) > before:
            return None
        return PerCapitaPillar(key, name, name_de, budget, rounds, **figures)

    def every(self, data: Any, path: str) -> list[PayoutRound]:
        """Read rounds that come back every few months of the window, each at the rate that holds on its record date."""
        before = len(self.problems)
        table = self.table(data, path, _EVERY_FIGURES.keys())
        figures = self.fields(table, path, _EVERY_FIGURES)
        months = self.known(figures.get("months"), f"{path}.months")
        if months is not None and (months.whole % MONTH or not months.whole):
            self.problem(f"{path}.months", months.fraction, "a whole number of months, 1 or more", "give it as 3")
        if len(self.problems) > before or self.window is None or months is None:
            return []
        rates = [figure for figure in self.figures if figure.key == figures["rate"].key]
        rounds: list[PayoutRound] = []
        for on in _days_every(figures["record_date"], months.whole // MONTH, self.window):
            held = next((rate for rate in rates if rate.valid is None or on in rate.valid), None)
            if held is None:
                self.problem(f"{path}.rate", on, "a rate for every record date of the window",
                             "give the rate of that day, with status unknown where nobody knows it")  # fmt: skip
            else:
                rounds.append(PayoutRound(on.isoformat(), record_date=on, rate=held))
        return rounds

    def fixed_amounts(self, table: Mapping[str, Any], path: str) -> tuple[tuple[Qualification, Any], ...]:
        names = [qualification.value for qualification in Qualification]
        amounts = self.inner(table, "fixed_amounts", f"{path}.fixed_amounts", set(names))
        labels = {name: (Unit.EUR, f"fixed amount: {name}") for name in names}
        fixed = self.fields(amounts, f"{path}.fixed_amounts", labels)
        return tuple((Qualification(name), figure) for name, figure in fixed.items())

    def management(self, key: str, path: str, data: dict[str, Any]) -> ManagementPillar | None:
        before = len(self.problems)
        table = self.table(
            data, path, _PILLAR | _FRAME | {"fixed_amounts"}, {"budget"} | (_MANAGEMENT_FIGURES.keys() - _FRAME)
        )
        budget, figures = self.budget(table, path), self.fields(table, path, _MANAGEMENT_FIGURES)
        pairs = self.fixed_amounts(table, path)
        name, name_de = self.text(table, "name", path), self.text(table, "name_de", path)
        if len(self.problems) > before:
            return None
        return ManagementPillar(key, name, name_de, budget, fixed_amounts=pairs, **figures)

    def continuation(self, key: str, path: str, data: dict[str, Any]) -> ContinuationPillar | None:
        before = len(self.problems)
        optional = {"budget", "applicants"} | _CONTINUATION_FIGURES.keys()
        table = self.table(data, path, _PILLAR | {"fixed_amounts"}, optional)
        budget, figures = self.budget(table, path), self.fields(table, path, _CONTINUATION_FIGURES)
        pairs = self.fixed_amounts(table, path)
        name, name_de = self.text(table, "name", path), self.text(table, "name_de", path)
        if "applicants" in table:
            figures["applicants"] = self.text(table, "applicants", path)
        if self.base is not None:
            figures |= {"base": self.base.management, "starts": self.base.window}
        if len(self.problems) > before:
            return None
        return ContinuationPillar(key, name, name_de, budget, fixed_amounts=pairs, **figures)

    def budget_rows(self, key: str, path: str, data: dict[str, Any]) -> BudgetPillar | None:
        before = len(self.problems)
        table = self.table(data, path, _PILLAR | {"rows"}, {"budget"})
        budget = self.budget(table, path)
        entries = self.tables(table.get("rows", []), f"{path}.rows")
        rows = [self.figure(entry, f"{path}.rows.{place}", Unit.EUR) for place, entry in enumerate(entries, start=1)]
        name, name_de = self.text(table, "name", path), self.text(table, "name_de", path)
        if len(self.problems) > before:
            return None
        return BudgetPillar(key, name, name_de, budget, [row for row in rows if row is not None])


_PILLAR = {"kind", "name", "name_de"}

_PER_CAPITA_FIGURES = {
    "everyone": (Unit.COUNT, "recipients of the whole Land"),
    "years_from_entry": (Unit.YEARS, "years from entry in which a person counts"),
}

_CONTINUATION_FIGURES = {
    "after": (Unit.YEARS, "years of the position paid before"),
    "term": (Unit.YEARS, "term of a position in years"),
    "until": (Unit.DAY, "last day that is paid"),
    "approved_by": (Unit.DAY, "last day of approval"),
    "most_fte_on": (Unit.DAY, "day whose FTE are the most that is paid"),
}

_ROUND_FIGURES = {
    "record_date": (Unit.DAY, "record date"),
    "due": (Unit.DAY, "due date"),
    "pot": (Unit.EUR, "pot of the round"),
    "rate": (Unit.EUR, "announced rate per person"),
    "persons_of_land": (Unit.PERSONS, "counted persons of the whole Land"),
    "factor": (Unit.COUNT, "how many times the earlier round"),
}

_EVERY_FIGURES = {
    "record_date": (Unit.DAY, "first record date"),
    "months": (Unit.MONTHS, "months from one record date to the next"),
    "rate": (Unit.EUR, "announced rate per person"),
}

_FRAME = {"record_date", "pot", "persons_of_land", "term"}
"""Without these there is no frame, and a pillar is none of management."""

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


def _first_day(figure: Figure) -> date:
    """Put the figures that replaced each other in order, however the file lists them."""
    return date.min if figure.valid is None else figure.valid.first


def _days_every(first: date, months: int, window: Period) -> Iterator[date]:
    """Yield the days of the window that lie some months apart, counted from the first: 31.01., 28.02., 31.03."""
    for place in count():
        start = first.year * 12 + first.month - 1 + place * months
        if start // 12 > window.last.year:
            return
        on = first + relativedelta(months=place * months)
        if on in window:
            yield on


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
