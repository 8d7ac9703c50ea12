"""Tables taken in: what files, workbooks and data frames hold as municipalities, managers and cases.

Every problem of every row is found, each with file, sheet, row, column, value and remedy; what was repaired and what is
not used is remarked. Files and frames differ in how they come by a `RawTable`; from there on all is the same.

>>> from datetime import date
>>> findings = Findings()
>>> rows = [(2, ("8327050", "Tuttlingen", "15.09.2017", "248"))]
>>> table = RawTable("municipalities", "gemeinden.csv", ("AGS", "Gemeinde", "Stichtag", "Personen"), rows)
>>> take_municipalities(table, findings).nouns[0].count(date(2017, 9, 15)).persons
248
>>> print(findings.remarks[0])
gemeinden.csv, column AGS: 1 key(s) lacked the leading zero, which spreadsheets drop; read as 08327050 (row 2)
"""

from .cases import take_about, take_case
from .columns import ABOUT, DISTRICTS, ENTRIES, GERMAN_NAMES, MANAGERS, MUNICIPALITIES, TABLE_NAMES, TABLES, Column
from .findings import MOST_PROBLEMS, CellProblem, Findings, Spot
from .nouns import MOST_MANAGERS, MOST_PLACES, Taken, take_districts, take_managers, take_municipalities
from .tables import ExtraColumn, Layout, RawTable, Row
from .texts import guarded, unguarded

__all__ = [
    "ABOUT",
    "DISTRICTS",
    "ENTRIES",
    "GERMAN_NAMES",
    "MANAGERS",
    "MOST_MANAGERS",
    "MOST_PLACES",
    "MOST_PROBLEMS",
    "MUNICIPALITIES",
    "TABLES",
    "TABLE_NAMES",
    "CellProblem",
    "Column",
    "ExtraColumn",
    "Findings",
    "Layout",
    "RawTable",
    "Row",
    "Spot",
    "Taken",
    "guarded",
    "take_about",
    "take_case",
    "take_districts",
    "take_managers",
    "take_municipalities",
    "unguarded",
]
