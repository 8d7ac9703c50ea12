"""Names that mean something to whoever shows, opens or stores them come out as names, on every way out."""

import csv
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from datetime import date
from decimal import Decimal
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from attrs import evolve
from python_calamine import CalamineWorkbook
from tests.hostile.targets import NAMES

from integrationsfoerderung import (
    Case,
    HeadCount,
    InvalidInput,
    Manager,
    Municipality,
    Statement,
    calculate,
    load_programme,
    read_case,
    read_statement,
    write_case,
    write_statement,
)
from integrationsfoerderung.files.statement_out import statement_content
from integrationsfoerderung.message import on_one_line
from integrationsfoerderung.notebook import html as notebook_html
from integrationsfoerderung.plot import flow, payouts
from integrationsfoerderung.report import html as report_html
from integrationsfoerderung.tabulation import TABLES

HOSTILE = [name for name in NAMES if name.strip()]

WITH = pytest.mark.parametrize("name", HOSTILE, ids=lambda name: ascii(name)[:20])

PAKT = load_programme("pakt-fuer-integration")

SIGNS_OF_A_TERMINAL = "\x00\x07\x08\x1b\x9b\u202e\u2066\u2069"


@cache
def case_of(name: str) -> Case:
    """A case in which every text that a user gives is the name."""
    counts = [HeadCount(date(2017, 9, 15), 248)]
    lead = Municipality("08327050", name, head_counts=counts, area=name)
    member = Municipality("08327049", name, head_counts=counts, provider="08327050", area=name)
    anna = Manager(name, provider="08327050", fte=Decimal(1), qualification="degree", start=date(2018, 4, 1))
    return Case([lead, member], [anna], name=name, notes=[name])


@cache
def statement_of(name: str) -> Statement:
    case = case_of(name)
    return evolve(calculate(PAKT, case.municipalities, case.managers, expected=True), case=case)


def plain(text: str) -> bool:
    """Whether a text neither moves the cursor of a terminal nor turns the direction of a line."""
    return not any(sign in text for sign in SIGNS_OF_A_TERMINAL)


class Tags(HTMLParser):
    """The tags and attributes of a page, without what they hold."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, tuple[str, ...]]] = []
        self.links: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, tuple(sorted(name for name, _ in attrs))))
        self.links += [value or "" for name, value in attrs if name in {"href", "src", "xlink:href"}]


@WITH
@pytest.mark.parametrize("html", [report_html, notebook_html], ids=["report", "notebook"])
def test_a_page_has_the_tags_that_it_has_for_any_name(name: str, html: Any) -> None:
    page = html(statement_of(name))
    assert Tags(page).found == Tags(html(statement_of("Tuttlingen"))).found
    assert not any(link.lower().startswith(("javascript:", "data:text")) for link in Tags(page).links)
    assert plain(page)
    page.encode("utf-8")


@WITH
@pytest.mark.parametrize("dialect", ["excel-de", "iso"])
def test_no_cell_of_a_csv_file_is_a_formula_or_a_row_more(name: str, dialect: str) -> None:
    for table in TABLES:
        content = statement_content(statement_of(name), "csv", table=table, dialect=dialect)
        tame = statement_content(statement_of("Tuttlingen"), "csv", table=table, dialect=dialect)
        separator = ";" if dialect == "excel-de" else ","
        rows, other = (
            list(csv.reader(io.StringIO(one.decode("utf-8-sig"), newline=""), delimiter=separator))
            for one in (content, tame)
        )
        assert [len(row) for row in rows] == [len(row) for row in other]
        assert plain(content.decode("utf-8"))
        texts = [cell for row in rows for cell in row if not re.fullmatch(r"[-−]?[\d.,]+…?", cell)]
        assert not any(cell.lstrip().startswith(("=", "+", "@", "\t")) for cell in texts)


@WITH
def test_a_workbook_has_no_formula_no_link_and_no_part_more(name: str, tmp_path: Path) -> None:
    path = write_statement(statement_of(name), tmp_path / "out.xlsx")
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(io.BytesIO(workbook_of_tuttlingen())) as tame:
        assert archive.namelist() == tame.namelist()
        for part in archive.namelist():
            tree = ET.fromstring(archive.read(part))  # noqa: S314  # what was written here
            assert not any(one.tag.endswith("}hyperlink") for one in tree.iter())
            formulas = [one.text or "" for one in tree.iter() if one.tag.endswith("}f")]
            assert formulas == [
                one.text
                for one in ET.fromstring(tame.read(part)).iter()  # noqa: S314  # a file of our own
                if one.tag.endswith("}f")
            ]
    workbook = CalamineWorkbook.from_path(str(path))
    cells = [
        cell for sheet in workbook.sheet_names for row in workbook.get_sheet_by_name(sheet).to_python() for cell in row
    ]
    assert on_one_line(name)[:30] in {cell[:30] for cell in cells if isinstance(cell, str)}


@cache
def workbook_of_tuttlingen() -> bytes:
    return statement_content(statement_of("Tuttlingen"), "xlsx")


@WITH
def test_json_gives_the_name_back(name: str, tmp_path: Path) -> None:
    path = write_statement(statement_of(name), tmp_path / "out.json")
    path.read_text("utf-8")
    data = json.loads(path.read_bytes())
    assert data["case"]["municipalities"][0]["name"] == name
    assert plain(path.read_text("utf-8"))
    assert read_statement(path) == statement_of(name)


@WITH
def test_nothing_is_written_beside_the_folder(name: str, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    write_statement(statement_of(name), tmp_path / "in" / "out")
    assert [file.name for file in tmp_path.iterdir()] == ["in"]
    assert {file.name for file in (tmp_path / "in" / "out").iterdir()} == {f"{table}.csv" for table in TABLES}


@pytest.mark.parametrize("name", ["<script>", "a\x00\x1b[31m\ud800\r\n\u202e$x$", "x" * 10_000], ids=[1, 2, 3])
def test_pictures_show_a_name_of_bounded_length(name: str) -> None:
    for draw in (payouts, flow):
        ax = draw(statement_of(name))
        figure = ax.get_figure(root=True)
        assert figure is not None
        figure.savefig(io.BytesIO(), format="svg")
        texts = [text.get_text() for text in (*ax.texts, *ax.get_yticklabels(), *ax.get_xticklabels())]
        assert all(len(text) < 200 and plain(text) for text in texts)


COMMANDS = [
    ["calculate", "case"],
    ["explain", "case", "08327050"],
    ["calculate", "case", "--format", "csv"],
    ["calculate", "case", "--json"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_escape_sequence_of_a_name_reaches_a_terminal(command: list[str], tmp_path: Path) -> None:
    names = [name for name in HOSTILE if "\ud800" not in name and "\x00" not in name]
    counts = [HeadCount(date(2017, 9, 15), 248)]
    towns = [Municipality(f"083270{place:02}", name, head_counts=counts) for place, name in enumerate(names, start=40)]
    write_case(Case(towns), tmp_path / "case")
    assert read_case(tmp_path / "case") == Case(towns)
    # as a user who gets the file from somebody: the signs stand in it as they are
    text = "AGS;Gemeinde;Stichtag;Personen\n" + "".join(
        f'{town.ags};"{name}";15.09.2017;248\n'.replace("\r\n", " ")
        for town, name in zip(towns, names, strict=True)
        if '"' not in name
    )
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "municipalities.csv").write_text(text, encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "integrationsfoerderung", *("raw" if one == "case" else one for one in command)],
        capture_output=True,
        check=False,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONIOENCODING": "utf-8", "COLUMNS": "200"},
        timeout=60,
    )
    assert run.returncode == 0, run.stderr
    printed = (run.stdout + run.stderr).decode("utf-8")
    assert plain(printed), ascii(printed)
    if command[0] == "calculate":
        assert "[bold]x[/bold]" in printed, "a name is text, not markup of the terminal"


@WITH
def test_errors_show_a_name_on_one_line_of_bounded_length(name: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        Municipality(name, name, provider=name)
    for line in str(caught.value).splitlines():
        assert plain(line)
        assert len(line) < 900
