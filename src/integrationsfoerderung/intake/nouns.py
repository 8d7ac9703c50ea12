"""Tables as nouns: municipalities with their head counts and entries, managers, and districts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Generic, TypeVar

from attrs import Factory, define, frozen

from ..errors import InvalidInput
from ..message import message
from ..model.manager import Manager, Qualification
from ..model.municipality import CountStatus, Entry, HeadCount, Municipality
from ..model.places import District
from .cells import count_of, day_of, fte_of, keys_of, money_of, part_of
from .findings import Findings
from .tables import ExtraColumn, Layout, RawTable, Row
from .vocabulary import folded, qualification_of, status_of, yes_of

_Noun = TypeVar("_Noun", Municipality, Manager, District)

MOST_PLACES = 20_000
"""The most municipalities of a table: all of Germany has fewer than 11,000."""

MOST_MANAGERS = 100_000
"""The most managers of a table."""

_A_DAY = date(1970, 1, 1)
_OF_A_PLACE = ("name", "provider", "area", "cost_share", "kind")


@frozen
class Taken(Generic[_Noun]):
    """The objects of a table, with the rows they stand in."""

    nouns: tuple[_Noun, ...] = ()
    """The objects, in the order of the table."""

    rows: Mapping[str, tuple[Layout, int]] = Factory(dict)
    """By the subject under which errors name an object: the layout of its table and its first row."""

    extra: tuple[ExtraColumn, ...] = ()
    """The columns that are not used."""


@define
class _Place:
    """A municipality or district in the making, out of one row or several."""

    row: int
    fields: dict[str, Any]
    rows: dict[str, int]
    counts: list[HeadCount]
    seen: dict[tuple[date, CountStatus], int]
    broken: set[str]
    entries: list[Entry]


# --- municipalities and districts


def take_municipalities(table: RawTable, findings: Findings, entries: RawTable | None = None) -> Taken[Municipality]:
    """Return the municipalities of a table, and note what is wrong with it.

    A municipality has a row, or a row for each of its head counts; or columns for the counts of each day.

    Args:
        table: the table.
        findings: where problems and remarks are noted.
        entries: the table of entries, where there is one.
    """
    layout = Layout(table, findings)
    places = _places(layout, "ags", findings) if layout.complete else {}
    extra: list[ExtraColumn] = []
    if entries is not None:
        extra += _take_entries(entries, places, findings, complete=layout.complete)
    if not layout.complete:
        findings.broken |= {"municipality", "provider"}
    made, rows = _built(layout, places, "ags", Municipality, findings)
    return Taken(made, rows, (*layout.close(), *extra))


def take_districts(table: RawTable, findings: Findings) -> Taken[District]:
    """Return the districts of a table, and note what is wrong with it."""
    layout = Layout(table, findings)
    places = _places(layout, "key", findings) if layout.complete else {}
    made, rows = _built(layout, places, "key", District, findings)
    return Taken(made, rows, tuple(layout.close()))


def _places(layout: Layout, key_field: str, findings: Findings) -> dict[str, _Place]:
    """Return the places of a table by key, with the counts of all their rows."""
    places: dict[str, _Place] = {}
    how: dict[str, Callable[[Row], Callable[[Any], Any]]] = {
        "name": lambda row: row.text,
        "provider": lambda row: row.key("provider"),
        "area": lambda row: row.text,
        "cost_share": lambda _: part_of,
        "kind": lambda row: row.text,
    }
    fields = [name for name in _OF_A_PLACE if name in layout.places]
    for row in layout.rows():
        key = row.need(key_field, row.key(key_field), "")
        if not key:
            _name_sum_row(row, key_field)
            findings.broken.add("municipality")
            _count_row(row, None)
            continue
        place = places.get(key)
        if place is None:
            if len(places) == MOST_PLACES:
                allowed, remedy = message("at most {most} places", most=MOST_PLACES), message("split the table up")
                row.problem(key_field, key, allowed, remedy)
                break
            values = {name: row.read(name, how[name](row), None) for name in fields}
            place = _Place(row.number, values, dict.fromkeys(fields, row.number), [], {}, set(row.broken), [])
            places[key] = place
        else:
            _compare(row, place, {name: how[name](row) for name in fields})
        counted = _count_row(row, place)
        if place.row != row.number and not counted:
            allowed = message("one row for each municipality, or for each of its head counts")
            remedy = message("remove the row, or give it a record date and persons; row {row:plain} has the same key",
                             row=place.row)  # fmt: skip
            row.problem(key_field, key, allowed, remedy)
    return places


def _name_sum_row(row: Row, key_field: str) -> None:
    """Say more about a row without key that holds a sum."""
    name = row.raw("name")
    if key_field not in row.broken or not isinstance(name, str) or folded(name) not in _SUMS:
        return
    row.problem("name", name, message("municipalities only"), message("remove the row of sums"))


_SUMS = {"summe", "gesamt", "gesamtsumme", "insgesamt", "total", "sum", "zusammen"}


def _compare(row: Row, place: _Place, how: Mapping[str, Callable[[Any], Any]]) -> None:
    """Hold a further row of a place against its first: what it says again has to be the same."""
    for name, read in how.items():
        value = row.read(name, read, None)
        if value is None or name in row.broken or name in place.broken or value == place.fields[name]:
            continue
        allowed = message("the same as in row {row:plain}, which has the same key", row=place.rows[name])
        row.problem(name, row.raw(name), allowed, message("correct the key, or write the same in both rows"))


def _count_row(row: Row, place: _Place | None) -> bool:
    """Read the head counts of a row; say whether there is one, or a day on which nobody counted."""
    layout = row.layout
    if row.has("persons") and "record_date" not in layout.places:
        layout.note_undated()
    day: date | None = row.read("record_date", day_of, None)
    persons: int | None = row.read("persons", count_of, None)
    status = row.read("status", status_of, CountStatus.FINAL)
    if persons is not None and day is None and "record_date" not in row.broken:
        if layout.counts and not row.has("status"):
            allowed = message("counts in columns for each day, or persons with a record date")
        else:
            allowed = message("the record date of the count")
        row.problem("record_date", "", allowed, message("write the day for which the persons were counted"))
    found = [(day, persons, status, layout.places.get("persons", 0))] if day is not None and persons is not None else []
    for one in layout.counts:
        persons = row.read_at(one.place, "persons", count_of, None)
        stated = one.status or CountStatus.FINAL
        if one.status is None and one.day in layout.statuses:
            stated = row.read_at(layout.statuses[one.day], "status", status_of, CountStatus.FINAL)
        elif one.status is None and "persons" not in layout.places:
            stated = status
        if persons is not None:
            found.append((one.day, persons, stated, one.place))
    for day, persons, status, column in found:
        _add_count(row, place, day, persons, status, column)
    return bool(found) or row.has("record_date")


def _add_count(row: Row, place: _Place | None, day: date, persons: int, status: CountStatus, column: int) -> None:
    spot = row.layout.spot(row.number, column)
    try:
        count = HeadCount(day, persons, status)
    except InvalidInput as invalid:
        for problem in invalid.problems:
            row.layout.findings.problem(spot, problem.field, problem.args[2], problem.allowed, problem.remedy)
        return
    if place is None or row.broken & {"record_date", "status"}:
        return
    if (day, status) in place.seen:
        allowed = message("one count for each record date and status; row {row:plain} has one too",
                          row=place.seen[day, status])  # fmt: skip
        row.layout.findings.problem(spot, "persons", persons, allowed, message("keep the right one of the two"))
        return
    place.seen[day, status] = row.number
    place.counts.append(count)


def _take_entries(
    table: RawTable, places: Mapping[str, _Place], findings: Findings, *, complete: bool
) -> Iterable[ExtraColumn]:
    layout = Layout(table, findings)
    for row in layout.rows() if layout.complete else ():
        key = row.need("ags", row.key("ags"), "")
        day, persons = row.need("day", day_of, _A_DAY), row.need("persons", count_of, 0)
        entry = row.made(Entry, {"day": day, "persons": persons})
        if key and key not in places:
            if complete and "municipality" not in findings.broken:
                allowed = message("the key of a municipality of the case")
                row.problem("ags", key, allowed, message("correct the key, or add the municipality"))
        elif entry is not None and not row.broken:
            places[key].entries.append(entry)
    return layout.close()


def _built(
    layout: Layout, places: Mapping[str, _Place], key_field: str, kind: type[_Noun], findings: Findings
) -> tuple[tuple[_Noun, ...], dict[str, tuple[Layout, int]]]:
    """Make the objects of places; what is wrong with one is noted in its first row."""
    made: list[_Noun] = []
    rows: dict[str, tuple[Layout, int]] = {}
    for key, place in places.items():
        row = Row(layout, place.row, ())
        row.broken = place.broken
        given = {name: value for name, value in place.fields.items() if value is not None}
        fields: dict[str, Any] = {key_field: key, "head_counts": place.counts, **given}
        if place.entries:
            fields["entries"] = place.entries
        if "name" not in given:
            fields["name"] = "?"
            if "name" not in place.broken:
                row.problem("name", "", message("the name of the place"), message("fill the cell"))
        noun = row.made(kind, fields)
        if noun is None or place.broken & {"provider"}:
            findings.broken |= {"municipality"}
        if noun is not None:
            made.append(noun)
            rows[noun.subject] = layout, place.row
    return tuple(made), rows


# --- managers


def take_managers(table: RawTable, findings: Findings) -> Taken[Manager]:
    """Return the managers of a table, a row each, and note what is wrong with it.

    Args:
        table: the table.
        findings: where problems and remarks are noted.
    """
    layout = Layout(table, findings)
    made: list[Manager] = []
    rows: dict[str, tuple[Layout, int]] = {}
    ids: dict[str, int] = {}
    for row in layout.rows() if layout.complete else ():
        manager = row.made(Manager, _fields_of_a_manager(row))
        _note_double(row, ids, str(row.read("id", row.text, "")))
        if len(made) == MOST_MANAGERS:
            allowed = message("at most {most} managers", most=MOST_MANAGERS)
            row.problem("id", manager and manager.id, allowed, message("split the table up"))
            break
        if manager is None or row.broken:
            findings.broken.add("manager")
        if manager is not None and "id" not in row.broken:
            made.append(manager)
            rows[manager.subject] = layout, row.number
    return Taken(tuple(made), rows, tuple(layout.close()))


def _fields_of_a_manager(row: Row) -> dict[str, Any]:
    """Return the fields of a manager; what cannot be read is noted and stands in with something that fits."""
    start = row.need("start", day_of, _A_DAY)
    nobody: tuple[str, ...] = ()
    return {
        "id": row.need("id", row.text, "?"),
        "provider": row.need("provider", row.key("provider"), "08000"),
        "fte": row.need("fte", fte_of, Decimal(1)),
        "qualification": row.need("qualification", qualification_of, Qualification.DEGREE),
        "start": start,
        "end": None if "start" in row.broken else row.read("end", day_of, None),
        "serves": row.read("serves", lambda raw: _served(row, raw), nobody),
        "continues": row.read("continues", row.text, None),
        "material_costs": row.read("material_costs", money_of, None),
        "staff_costs": row.read("staff_costs", money_of, None),
        "training_costs": row.read("training_costs", money_of, Decimal(0)),
        "approved": row.read("approved", day_of, None),
        "illustrative": row.read("illustrative", yes_of, False),
    }


def _served(row: Row, raw: Any) -> tuple[str, ...]:
    return tuple(row.layout.repair("serves", row.number, key) for key in keys_of(raw))


def _note_double(row: Row, ids: dict[str, int], name: str) -> None:
    if name and name in ids:
        allowed = message("each id once; row {row:plain} has the same", row=ids[name])
        row.problem("id", name, allowed, message("rename one, or remove the double entry"))
    ids.setdefault(name, row.number)
