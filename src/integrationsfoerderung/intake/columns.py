"""The columns that tables may have, with the headings under which offices write them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from datetime import date

from attrs import frozen

from ..message import Language
from ..model.municipality import CountStatus
from .cells import Refused, day_of
from .vocabulary import folded, spellings, status_of


@frozen
class Column:
    """A column of a table (Spalte)."""

    field: str
    """The field it fills, by its name in the public API."""

    english: str
    """Its English heading, as it is written."""

    german: str
    """Its German heading, as it is written."""

    synonyms: tuple[str, ...] = ()
    """Other headings under which it is read."""

    required: bool = False
    """Whether a table without it cannot be read."""

    def heading(self, lang: Language) -> str:
        """Return the heading that is written."""
        return self.german if lang == "de" else self.english

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading under which it is read."""
        return (self.german, self.english, *self.synonyms)


_DAY_OF_COUNT = ("record_date", "Datum", "date", "Erhebungsdatum", "Zähltag", "counted on")
_COUNTED = (
    "count", "head count", "Anzahl", "Zahl", "Personenzahl", "gezählte Personen", "Anzahl Personen",
    "anrechenbare Personen", "Geflüchtete", "people",
)  # fmt: skip
_STATUS = ("status", "Status", "Erhebungsstand", "count status", "Status der Erhebung")
_PROVIDER = (
    "Trägerschlüssel", "provider key", "Träger des Integrationsmanagements", "Anstellungsträger",
    "Schlüssel des Trägers",
)  # fmt: skip
_KEYS = (
    "AGS", "Gemeindeschlüssel", "amtlicher Gemeindeschlüssel", "Gemeindekennziffer", "GKZ", "Schlüsselnummer",
    "municipality key", "official key",
)  # fmt: skip

MUNICIPALITIES = (
    Column("ags", "key", "Schlüssel", _KEYS, required=True),
    Column("name", "name", "Name",
           ("Gemeinde", "municipality", "Gemeindename", "Stadt", "Ort", "Kommune", "Stadt/Gemeinde"), required=True),
    Column("record_date", "record date", "Stichtag", _DAY_OF_COUNT),
    Column("persons", "persons", "Personen", _COUNTED),
    Column("status", "status", "Stand", _STATUS),
    Column("provider", "provider", "Träger", _PROVIDER),
    Column("area", "area", "Raumschaft", ("Name der Raumschaft", "area name")),
    Column("cost_share", "cost share", "Kostenanteil", ("Anteil an den Kosten", "cost_share")),
)  # fmt: skip
"""The columns of the municipalities: a row for each municipality, or for each of its head counts."""

MANAGERS = (
    Column("id", "id", "Kennung",
           ("Nr", "Nummer", "number", "Kürzel", "Personalnummer", "manager", "Integrationsmanager", "Name",
            "Integrationsmanagerin", "Integrationsmanager/in"), required=True),
    Column("provider", "provider", "Träger", (*_PROVIDER, "Arbeitgeber", "employer"), required=True),
    Column("fte", "FTE", "VZÄ",
           ("Stellenanteil", "Vollzeitäquivalent", "Vollzeitäquivalente", "full-time equivalent",
            "Beschäftigungsumfang", "Stellenumfang", "Umfang"), required=True),
    Column("qualification", "qualification", "Qualifikation", ("Abschluss", "Ausbildung"), required=True),
    Column("start", "start", "Beginn",
           ("von", "from", "first day", "Dienstbeginn", "Beginn der Beschäftigung", "Eintritt", "Anfang", "start date",
            "Startdatum"), required=True),
    Column("end", "end", "Ende",
           ("bis", "until", "last day", "Dienstende", "Ende der Beschäftigung", "Austritt", "end date", "Enddatum")),
    Column("serves", "serves", "betreut",
           ("Gemeinden", "municipalities", "zuständig für", "betreute Gemeinden", "Einsatzgemeinden", "Einsatzort")),
    Column("continues", "continues", "folgt auf",
           ("Vorgänger", "Vorgängerin", "predecessor", "Nachfolge von", "setzt fort")),
    Column("material_costs", "material costs", "Sachkosten", ("material_costs",)),
    Column("staff_costs", "staff costs", "Personalkosten", ("staff_costs", "personnel costs")),
    Column("training_costs", "training costs", "Fortbildungskosten", ("training_costs", "Fortbildung", "training")),
    Column("approved", "approved", "bewilligt am",
           ("bewilligt", "Bewilligung", "Bewilligungsdatum", "approved on", "Datum der Bewilligung")),
    Column("illustrative", "illustrative", "erfunden", ("made up", "fiktiv", "Beispiel")),
)  # fmt: skip
"""The columns of the managers: a row for each."""

ENTRIES = (
    Column("ags", "key", "Schlüssel", _KEYS, required=True),
    Column("day", "day", "Tag",
           ("date", "Datum", "Tag der Einreise", "Einreise", "Zuweisung", "Tag der Zuweisung", "entry"), required=True),
    Column("persons", "persons", "Personen", _COUNTED, required=True),
)  # fmt: skip
"""The columns of the entries: a row for each day on which persons came to a municipality."""

DISTRICTS = (
    Column("key", "key", "Schlüssel", ("Kreisschlüssel", "district key", "AGS", "Kreisnummer"), required=True),
    Column("name", "name", "Name", ("Kreis", "district", "Landkreis", "Stadt-/Landkreis"), required=True),
    Column("kind", "kind", "Art", ("Kreisart", "type", "Typ")),
    Column("record_date", "record date", "Stichtag", _DAY_OF_COUNT),
    Column("persons", "persons", "Personen", (*_COUNTED, "Einwohner", "Bevölkerung", "population")),
    Column("status", "status", "Stand", _STATUS),
)
"""The columns of the districts: a row for each district, or for each of its head counts."""

ABOUT = (
    Column("what", "what", "Angabe", ("kind", "Art"), required=True),
    Column("text", "text", "Text", ("title", "Titel"), required=True),
    Column("url", "address", "Adresse", ("url", "Fundstelle", "link")),
    Column("date", "date", "Datum", ("day", "Tag")),
)
"""The columns of what the case is about: its name, notes and sources, a row for each."""

TABLES: Mapping[str, tuple[Column, ...]] = {
    "municipalities": MUNICIPALITIES,
    "managers": MANAGERS,
    "entries": ENTRIES,
    "districts": DISTRICTS,
    "about": ABOUT,
}
"""The tables of a case by their English name, which files and sheets have too."""

GERMAN_NAMES: Mapping[str, str] = {
    "municipalities": "Gemeinden",
    "managers": "Integrationsmanager",
    "entries": "Einreisen",
    "districts": "Kreise",
    "about": "Angaben",
}
"""The tables of a case by the German name, which sheets and files may have."""

_NAMES = {
    "municipalities": ("Gemeinde", "municipality", "Kommunen", "Zählung", "Erhebung"),
    "managers": ("manager", "Integrationsmanagement", "Personal", "Integrationsmanagerinnen", "Stellen"),
    "entries": ("entry", "Zugänge", "Zuweisungen"),
    "districts": ("district", "Stadt- und Landkreise", "Landkreise"),
    "about": ("case", "Fall", "Notizen"),
}

TABLE_NAMES: Mapping[str, tuple[str, ...]] = {
    name: (name, GERMAN_NAMES[name], *others) for name, others in _NAMES.items()
}
"""Every name under which the file or sheet of a table is found."""

_BY_NAME = {spelling: table for table, names in TABLE_NAMES.items() for one in names for spelling in spellings(one)}
_BY_HEADING = {
    name: {spelling: column for column in columns for one in column.headings for spelling in spellings(one)}
    for name, columns in TABLES.items()
}
_ALIKE = 0.86
_LEAST_ALIKE = 4
_COSTS = {"kosten", "costs", "cost", "gesamtkosten", "totalcosts"}

Target = Column | tuple[str, date, CountStatus | None] | None
"""What a heading means: a column, a count or status of a day, or nothing."""


def table_named(name: str) -> str | None:
    """Return the table that a file or sheet is called by, or None.

    >>> table_named("Gemeinden"), table_named("MANAGERS"), table_named("Hinweise")
    ('municipalities', 'managers', None)
    """
    return _BY_NAME.get(folded(name))


def column_named(table: str, heading: str) -> Column | None:
    """Return the column of a table that a heading names, with or without a remark in brackets; or None.

    >>> column_named("managers", "Sachkosten (EUR)").field, column_named("managers", "VZAE").field
    ('material_costs', 'fte')
    """
    found = _BY_HEADING[table]
    for text in (heading, re.sub(r"\(.*?\)|\[.*?\]|\bin (?:EUR|Euro|€)", "", heading, flags=re.IGNORECASE)):
        if (column := found.get(folded(text))) is not None:
            return column
    return None


_DATE = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}\.\s?[0-9]{1,2}\.\s?[0-9]{4}|[0-9]{1,2}\. ?[A-Za-zä]+ [0-9]{4}"
)
_BETWEEN = {"am", "zum", "at", "on", "the", "stichtag", "vom", "of", "for", "per", "as"}


def count_named(table: str, heading: str) -> tuple[str, date, CountStatus | None] | None:
    """Return what a heading with a day holds: persons or the status, the day, and the status where it is said.

    >>> count_named("municipalities", "Personen am 15.09.2017 (vorläufig)")
    ('persons', datetime.date(2017, 9, 15), CountStatus.PROVISIONAL)
    """
    match = _DATE.search(heading)
    if match is None or table not in ("municipalities", "districts"):
        return None
    try:
        day = day_of(match[0])
    except Refused:
        return None
    words = re.findall(r"[^\W\d_]+", heading[: match.start()] + " " + heading[match.end() :])
    kind: str | None = None
    status: CountStatus | None = None
    left: list[str] = []
    for word in words:
        column = column_named(table, word)
        if folded(word) in _BETWEEN or (column is not None and column.field == "record_date"):
            continue
        if column is not None and column.field in ("persons", "status"):
            kind = "persons" if "persons" in (kind, column.field) else "status"
            continue
        left.append(word)
    if left:
        try:
            status = status_of(" ".join(left))
        except Refused:
            if kind != "persons" or not {folded(word) for word in left} <= {"gezahlte", "anrechenbare", "counted"}:
                return None
    return kind or "persons", day, status


def lookalike(table: str, heading: str, taken: Iterable[str]) -> Column | None:
    """Return the column that a heading was probably meant for, of those that are not there; or None."""
    free = {
        spelling: column for spelling, column in _BY_HEADING[table].items() if column.field not in taken
    }  # fmt: skip
    text = folded(heading)
    if len(text) < _LEAST_ALIKE:
        return None
    found = difflib.get_close_matches(text, [one for one in free if len(one) >= _LEAST_ALIKE], 1, _ALIKE)
    return free[found[0]] if found else None


def is_costs(table: str, heading: str) -> bool:
    """Whether a heading speaks of costs without saying which."""
    return table == "managers" and folded(heading) in _COSTS


def speaks_of_a_year(table: str, heading: str) -> bool:
    """Whether a heading speaks of persons of a year, without the day that a count needs.

    >>> speaks_of_a_year("municipalities", "Personen 2017"), speaks_of_a_year("municipalities", "Haushalt 2017")
    (True, False)
    """
    if table not in ("municipalities", "districts"):
        return False
    year = re.search(r"\b20[0-9]{2}\b", heading)
    column = None if year is None else column_named(table, heading[: year.start()] + heading[year.end() :])
    return column is not None and column.field in ("persons", "status")
