r"""Cases from files and workbooks, and back: what municipal offices really produce, read without a guess.

>>> from pathlib import Path
>>> from tempfile import TemporaryDirectory
>>> with TemporaryDirectory() as folder:
...     text = "AGS;Gemeinde;Stichtag;Personen;Bemerkung\n8327050;Tuttlingen;15.09.2017;248;neu\n"
...     size = Path(folder, "municipalities.csv").write_text(text, encoding="cp1252")
...     found = read_case_file(folder)
>>> found.case.municipalities[0].ags, len(found.remarks)
('08327050', 3)
"""

from .case_out import write_case
from .reading import CaseFile, read_case, read_case_file
from .statement_json import read_statement, statement_schema
from .statement_out import write_statement
from .template import write_template

__all__ = [
    "CaseFile",
    "read_case",
    "read_case_file",
    "read_statement",
    "statement_schema",
    "write_case",
    "write_statement",
    "write_template",
]
