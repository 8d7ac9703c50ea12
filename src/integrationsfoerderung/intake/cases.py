"""All tables of a case together: what it is about, and whether municipalities, managers and districts fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..errors import InvalidInput, Problem
from ..message import message
from ..model.case import Case
from ..model.manager import Manager
from ..model.municipality import Municipality
from ..model.places import District
from ..model.source import Source
from .cells import Refused, day_of
from .columns import MUNICIPALITIES
from .findings import Findings, Spot
from .nouns import Taken, take_districts, take_managers, take_municipalities
from .tables import ExtraColumn, Layout, RawTable
from .vocabulary import folded


def take_about(table: RawTable, findings: Findings) -> tuple[dict[str, Any], tuple[ExtraColumn, ...]]:
    """Return name, notes and sources of a case, by the fields of `Case`."""
    layout = Layout(table, findings)
    about: dict[str, Any] = {"name": "", "notes": [], "sources": []}
    for row in layout.rows() if layout.complete else ():
        what = row.need("what", _what_of, "")
        text = row.read("text", row.text, "")
        if what == "name":
            about["name"] = text
        elif what == "note":
            about["notes"].append(text)
        elif what == "source":
            fields = {"title": text, "url": row.read("url", row.text, ""), "date": row.read("date", day_of, None)}
            about["sources"].append(row.made(Source, fields))
    return about, tuple(layout.close())


_WHAT = {
    "name": {"name", "titel", "title"},
    "note": {"note", "hinweis", "notiz", "anmerkung"},
    "source": {"source", "quelle"},
}


def _what_of(raw: Any) -> str:
    for what, words in _WHAT.items():
        if isinstance(raw, str) and folded(raw) in words:
            return what
    raise Refused(
        message("{words:list}", words=["Name (name)", "Hinweis (note)", "Quelle (source)"]),
        message("write one of these words"),
    )


def take_case(
    tables: Mapping[str, RawTable], findings: Findings, whole: str
) -> tuple[Case | None, tuple[ExtraColumn, ...]]:
    """Return the case of all tables, and note what is wrong with them and with how they fit together.

    Args:
        tables: the tables by name; at least the municipalities.
        findings: where problems and remarks are noted.
        whole: what all is called: the folder or workbook.

    Returns:
        The case, None where there are problems; and the columns that are not used.
    """
    places: Taken[Municipality] = Taken()
    managers: Taken[Manager] = Taken()
    districts: Taken[District] = Taken()
    about: dict[str, Any] = {}
    extra: tuple[ExtraColumn, ...] = ()
    if "municipalities" in tables:
        places = take_municipalities(tables["municipalities"], findings, tables.get("entries"))
    elif "municipality" not in findings.broken:
        headings = [column.german for column in MUNICIPALITIES if column.required]
        allowed = message("a table of municipalities with {headings:list}", headings=headings)
        remedy = message("add a file municipalities.csv, or a sheet Gemeinden in a workbook")
        findings.problem(Spot(whole), "municipalities", message("no table of municipalities"), allowed, remedy)
        findings.broken |= {"municipality"}
    if "managers" in tables:
        managers = take_managers(tables["managers"], findings)
    if "districts" in tables:
        districts = take_districts(tables["districts"], findings)
    if "about" in tables:
        about, extra = take_about(tables["about"], findings)
    extra = (*places.extra, *managers.extra, *districts.extra, *extra)
    case: Case | None = None
    try:
        case = Case(places.nouns, managers.nouns, districts=districts.nouns, **_whole(about))
    except InvalidInput as invalid:
        rows = {**places.rows, **managers.rows, **districts.rows}
        for municipality in reversed(places.nouns):
            rows[f"provider {municipality.provider_key}"] = places.rows[municipality.subject]
        _place_problems(invalid.problems, rows, findings, whole)
    return (None if findings.any else case), extra


def _whole(about: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in about.items() if not isinstance(value, list) or None not in value}


def _place_problems(
    problems: Sequence[Problem], rows: Mapping[str, tuple[Layout, int]], findings: Findings, whole: str
) -> None:
    """Note the problems of a case where they stand; not those that rest on what could not be read."""
    broken = findings.broken
    for problem in problems:
        name = problem.field.partition("[")[0]
        if "municipality" in broken and name in ("provider", "serves", "cost_share", "area"):
            continue
        if "manager" in broken and name == "continues":
            continue
        layout, row = rows.get(problem.subject, (None, None))
        spot = Spot(whole) if layout is None else layout.spot_of(row, name)
        findings.problem(spot, name, problem.args[2], problem.allowed, problem.remedy)
