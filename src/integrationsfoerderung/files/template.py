"""Templates: the Landkreis Tuttlingen as files to start from, explained, and calculated as they are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from attrs import evolve

from ..errors import Problem, refuse
from ..examples import load_example
from ..intake import TABLES
from ..message import Language, Message, message
from ..words import tell, translate
from .atomic import write_file, write_folder
from .case_out import DIALECTS, Sheet, csv_files_of, sheets_of, workbook_of
from .reading import SCENARIO

KINDS = ("csv", "xlsx")
"""What a template may be: a folder of CSV files, or a workbook."""

_TABLES = {
    "municipalities": message(
        "The municipalities: a row for each, or a row for each of its head counts. "
        "All figures are those of an example; put your own in their place."
    ),
    "managers": message("The integration managers: a row for each person."),
    "about": message("What the case is about: its name, notes and sources."),
}
_GENERAL = (
    message("Lines that begin with # are not read. Further columns are kept and not used."),
    message("Headings may be German or English; days are 15.09.2017 or 2017-09-15, numbers 0,6 or 0.6."),
)
_COLUMNS = {
    ("municipalities", "ags"): message(
        "official key of 8 digits, with its leading zero; the format of the column is text"
    ),
    ("municipalities", "name"): message("name of the municipality"),
    ("municipalities", "record_date"): message("the day for which persons were counted"),
    ("municipalities", "persons"): message("counted persons, a whole number; empty where nobody knows"),
    ("municipalities", "status"): message(
        "how sure the count is: final, interim, provisional (decides the first tranche only) or illustrative "
        "(made up); empty: final"
    ),
    ("municipalities", "provider"): message(
        "who employs its managers: the key of the municipality that leads its group, or of its Landkreis (5 digits); "
        "empty: the municipality itself"
    ),
    ("municipalities", "area"): message("name of the area that it belongs to; may be empty"),
    ("municipalities", "cost_share"): message(
        "agreed share of its group's own costs, from 0 to 1; all members state one, or none does"
    ),
    ("managers", "id"): message("a name of your own, each once"),
    ("managers", "provider"): message("key of the municipality or Landkreis that employs the person"),
    ("managers", "fte"): message("full-time equivalent, above 0, at most 1: 60 % is 0,6"),
    ("managers", "qualification"): message(
        "degree (in social work), other-degree (another suitable one) or vocational (a vocational training)"
    ),
    ("managers", "start"): message("first day of work; the funded term begins here"),
    ("managers", "end"): message("last day of work; empty: to the end of the term"),
    ("managers", "serves"): message(
        "keys of the municipalities served, between blanks; empty: all of the provider"
    ),
    ("managers", "continues"): message("id of the manager whose position is continued; empty: a new position"),
    ("managers", "material_costs"): message("material costs over the funded months in EUR; empty: not known"),
    ("managers", "staff_costs"): message("actual staff costs over the funded months in EUR; empty: not known"),
    ("managers", "training_costs"): message("training costs over the funded months in EUR; empty: 0"),
    ("managers", "approved"): message("day on which the position was approved; empty: by its start"),
    ("managers", "illustrative"): message("yes where the row is made up; results that rest on it say so"),
    ("about", "what"): message("name, note or source"),
    ("about", "text"): message("the text, or the title of the source"),
    ("about", "url"): message("where a source is found"),
    ("about", "date"): message("day of publication of a source"),
}  # fmt: skip


def write_template(path: Path | str, *, kind: str = "csv", lang: Language = "de", force: bool = False) -> Path:
    """Write a commented, filled-in case to start from: the Landkreis Tuttlingen, which calculates at once.

    Args:
        path: the folder, which is made; or a workbook, where the path ends in .xlsx.
        kind: `csv`: files in the folder, with an example of a scenario; `xlsx`: a workbook, in the folder or as
            the path says.
        lang: the language of headings, words and comments; in German the files suit a German spreadsheet.
        force: whether files that are there may be replaced.

    Returns:
        The folder or workbook, as `read_case` takes it.

    Raises:
        InvalidInput: for another kind or language; where files are there and `force` is not given, or where they cannot
            be written.
        MissingExtra: for a workbook, without the extra `excel`.
    """
    refuse("write_template", _problems(kind, lang))
    sheets = _sheets(lang)
    where = Path(path)
    scenario = _scenario(lang).encode("utf-8")
    if where.suffix.lower() == ".xlsx":
        return write_file(where, workbook_of(sheets, lang, _notes(sheets, lang)), force=force)
    if kind == "xlsx":
        name = "fall.xlsx" if lang == "de" else "case.xlsx"
        files = {name: workbook_of(sheets, lang, _notes(sheets, lang)), SCENARIO: scenario}
        return write_folder(where, files, force=force)
    commented = [evolve(sheet, comments=_comments(sheet, lang)) for sheet in sheets]
    files = csv_files_of(commented, DIALECTS["excel-de" if lang == "de" else "iso"], lang)
    return write_folder(where, files | {SCENARIO: scenario}, force=force)


def _problems(kind: object, lang: object) -> Iterator[Problem]:
    remedy = message("use one of these")
    if kind not in KINDS:
        yield Problem("write_template", "kind", kind, message("{names:list}", names=KINDS), remedy)
    if lang not in ("de", "en"):
        yield Problem("write_template", "lang", lang, message("{names:list}", names=("de", "en")), remedy)


def _sheets(lang: Language) -> tuple[Sheet, ...]:
    case = load_example("tuttlingen")
    notes = [translate(note, lang) for note in case.notes]
    sources = [evolve(source, title=translate(source.title, lang)) for source in case.sources]
    return sheets_of(evolve(case, notes=notes, sources=sources))


def _comments(sheet: Sheet, lang: Language) -> tuple[str, ...]:
    """Return the lines above the headings of a CSV file."""
    lines = [tell(text, lang) for text in (_TABLES[sheet.name], *_GENERAL)]
    lines += [f"{heading}: {text}" for heading, text in _explained(sheet, lang)]
    return tuple(lines)


def _explained(sheet: Sheet, lang: Language) -> Iterator[tuple[str, str]]:
    for column in TABLES[sheet.name]:
        yield column.heading(lang), tell(_COLUMNS[sheet.name, column.field], lang)


def _notes(sheets: tuple[Sheet, ...], lang: Language) -> list[tuple[str, str]]:
    """Return the sheet of explanations of a workbook."""
    notes = [("integrationsfoerderung", ""), *(("", tell(text, lang)) for text in _GENERAL)]
    for sheet in sheets:
        notes += [("", ""), (sheet.file(lang), ""), ("", tell(_TABLES[sheet.name], lang)), *_explained(sheet, lang)]
    return notes


_SCENARIO_TEXTS: tuple[Message, ...] = (
    message("What if? integrationsfoerderung compare shows what these changes make of the case."),
    message("A figure of the programme by its key; value in its unit (EUR, years, persons)."),
    message("Another count: the key of the municipality, the record date, the persons."),
)


def _scenario(lang: Language) -> str:
    title, figure, count = (tell(text, lang) for text in _SCENARIO_TEXTS)
    name = tell(message("A third year, and ten persons more in Tuttlingen"), lang)
    return "\n".join(
        [
            f"# {title}", f'name = "{name}"', "",
            f"# {figure}", "[[changes]]", 'change = "set-figure"', 'key = "management.term"', "value = 3", "",
            f"# {count}", "[[changes]]", 'change = "set-count"', 'place = "08327050"', "record_date = 2017-09-15",
            "persons = 258", "",
        ]
    )  # fmt: skip
