"""Reads sources and figures from parsed TOML, and collects every problem with its path."""

from __future__ import annotations

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import date
from decimal import Decimal
from typing import Any, cast

from ..errors import Problem
from ..figure import Figure, Unit
from ..message import message
from ..model.source import Source, Status
from ..period import Period, day_problems, is_day

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
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,2})?", re.ASCII)
_UNITS = {unit.text: unit for unit in Unit if unit is not Unit.EXACT_EUR}
_STATUSES = [status for status in Status if status is not Status.ILLUSTRATIVE]


class FigureReader:
    """Walks a parsed file, collects figures and every problem with its path."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self.sources: dict[str, Source] = {}
        self.figures: list[Figure] = []

    def problem(self, path: str, value: object, allowed: str, remedy: str, **values: Any) -> None:
        """Name a problem of the file, with its path."""
        self.problems.append(Problem(self.name, path, value, message(allowed, **values), message(remedy)))

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
        """Return an array of tables; its entries are checked one by one."""
        if not isinstance(data, list):
            self.problem(path, data, "an array of tables", "see the schema of a programme file")
            return []
        return data

    # --- sources and figures

    def read_sources(self, data: Mapping[str, Any]) -> None:
        """Read the sources, which the figures name by their keys."""
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
        """Read one figure's table; None where something in it is not sound."""
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
        """Read how sure a figure is."""
        names = [status.value for status in _STATUSES]
        value = table.get("status")
        if value in names:
            return Status(value)
        if "status" in table:
            self.problem(f"{path}.status", value, "{names:list}", "use one of these", names=names)
        return None

    def unit(self, table: Mapping[str, Any], path: str, unit: Unit | None) -> Unit | None:
        """Read what is counted, which many places fix."""
        value = table.get("unit", unit.text if unit else None)
        if not isinstance(value, str) or value not in _UNITS or (unit is not None and value != unit.text):
            names = [unit.text] if unit else sorted(_UNITS)
            self.problem(f"{path}.unit", value, "{names:list}", "use one of these", names=names)
            return None
        return _UNITS[value]

    def source(self, table: Mapping[str, Any], path: str) -> Source | None:
        """Return the source that a table names."""
        key = table.get("source")
        if isinstance(key, str) and key in self.sources:
            return self.sources[key]
        if "source" in table:
            self.problem(f"{path}.source", key, "{names:list}", "a value without a source does not load: name one",
                         names=sorted(self.sources))  # fmt: skip
        return None

    def value(self, table: Mapping[str, Any], path: str, unit: Unit | None, status: Status | None) -> int | None:
        """Read a value in the unit's smallest part; None for what has none, or where it is not sound."""
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
        """Read the days on which a figure held."""
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


def _first_day(figure: Figure) -> date:
    """Put the figures that replaced each other in order, however the file lists them."""
    return date.min if figure.valid is None else figure.valid.first


def _whole(value: object, scale: int) -> int | None:
    """Return a number ≥ 0 in units of 1 / scale, or None where it is no exact one."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    if isinstance(value, str) and not _NUMBER.fullmatch(value):  # Decimal also takes blanks and underscores
        return None
    number = Decimal(value)
    if number < 0 or abs(number.adjusted()) > 30:
        return None
    numerator, denominator = number.as_integer_ratio()
    return numerator * scale // denominator if numerator * scale % denominator == 0 else None
