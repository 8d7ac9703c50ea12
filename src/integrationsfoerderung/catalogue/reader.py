"""Reads a programme from its parsed TOML file; what is not sound does not load."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, cast

from dateutil.relativedelta import relativedelta

from ..errors import gathered, refuse
from ..figure import Figure, Unit
from ..model.manager import Qualification
from ..model.pillar import BudgetPillar, ContinuationPillar, ManagementPillar, PayoutRound, PerCapitaPillar, Pillar
from ..model.programme import Programme
from ..period import MONTH, Period
from .figures import FigureReader

SCHEMA = 1
"""The version of the file schema this library reads."""


def read_programme(data: Mapping[str, Any], name: str, load: Callable[[str], Programme]) -> Programme:
    """Build a programme from parsed TOML; `name` says in errors which file it is, `load` finds what it extends."""
    reader = _Reader(name, load)
    programme = reader.programme(data)
    refuse(name, reader.problems)
    return cast("Programme", programme)  # missing only where problems are named, and refused


class _Reader(FigureReader):
    """Builds the programme of a parsed file from its figures."""

    def __init__(self, name: str, load: Callable[[str], Programme]) -> None:
        super().__init__(name)
        self.load = load
        self.base: Programme | None = None
        self.window: Period | None = None

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
            with gathered(self.problems):
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
        with gathered(self.problems):
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
        with gathered(self.problems):
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
        with gathered(self.problems):
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
        optional = {"budget", "recipients", "paid_through", "rounds", "every"} | _PER_CAPITA_FIGURES.keys()
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
                with gathered(self.problems):
                    rounds.append(PayoutRound(name, **round_figures, repeats=inner.get("repeats")))
        name, name_de = self.text(table, "name", path), self.text(table, "name_de", path)
        for word in ("recipients", "paid_through"):
            if word in table:
                figures[word] = self.text(table, word, path)
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
                self.problem(f"{path}.rate", on.isoformat(), "a rate for every record date of the window",
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


def _days_every(first: date, months: int, window: Period) -> Iterator[date]:
    """Yield the days of the window that lie some months apart, counted from the first: 31.01., 28.02., 31.03."""
    span = (window.last.year - first.year) * 12 + window.last.month - first.month
    for place in range(span // months + 1):
        on = first + relativedelta(months=place * months)
        if on in window:
            yield on
