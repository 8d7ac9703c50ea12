"""The tables of a statement as data: what files, data frames and reports show, whatever they look like in the end.

A table has columns of a stated kind and rows of exact values: whole numbers, `Decimal`, days, texts. None stands where
nobody knows a value or nobody gave it; its column says which word a reader is shown then.
"""

from .table import Cell, Column, Kind, Table
from .tables import TABLES, table_of, tables_of

__all__ = ["TABLES", "Cell", "Column", "Kind", "Table", "table_of", "tables_of"]
