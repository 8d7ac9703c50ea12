"""Statements as files: the same values in every format, no text that a spreadsheet would compute, back from JSON."""

import csv
import io
import json
import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import jsonschema
import pytest
import python_calamine
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from integrationsfoerderung import (
    Case,
    InvalidInput,
    MissingExtra,
    Municipality,
    Statement,
    calculate,
    load_example,
    load_programme,
)
from integrationsfoerderung.files.statement_csv import csv_of, guarded, plain_number, unguarded
from integrationsfoerderung.files.statement_json import json_in, json_of, read_statement, statement_schema
from integrationsfoerderung.files.statement_out import statement_content, write_statement
from integrationsfoerderung.files.statement_xlsx import _address, sheet_name, workbook_of, xlsx_of
from integrationsfoerderung.message import Language
from integrationsfoerderung.tabulation import TABLES, Column, Kind, Table, table_of, tables_of
from integrationsfoerderung.testing import statements
from integrationsfoerderung.words import LANGUAGES

CASE = load_example("tuttlingen")
PROGRAMME = load_programme("pakt-fuer-integration")
STATEMENT = evolve(calculate(PROGRAMME, CASE.municipalities, CASE.managers, expected=True), case=CASE)
OPEN = calculate(load_programme("pakt-fuer-integration-2024"), CASE.municipalities, CASE.managers)
SCHEMA = jsonschema.Draft202012Validator(statement_schema())
DANGEROUS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    "\uff1d1",
    "'=1",
    "''=1",
    "=cmd|' /C x'!A0",
]


def read_csv(content: bytes, delimiter: str, encoding: str) -> list[list[str]]:
    """The rows of a CSV file as a program finds them."""
    return list(csv.reader(io.StringIO(content.decode(encoding), newline=""), delimiter=delimiter, strict=True))


def read_xlsx(content: bytes) -> dict[str, list[list[Any]]]:
    """The sheets of a workbook as another program finds them."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


class TestCsv:
    """CSV for a German spreadsheet, and by the standard."""

    def test_for_a_german_spreadsheet(self) -> None:
        content = statement_content(STATEMENT, "csv")
        assert content.startswith(b"\xef\xbb\xbfNr.;")
        assert b"\n" not in content.replace(b"\r\n", b"")
        head, first, *rows = read_csv(content, ";", "utf-8-sig")
        assert len(rows) + 1 == len(STATEMENT.payouts)
        row = dict(zip(head, first, strict=True))
        assert row["Stichtag"] == "15.09.2017"
        assert row["Betrag in EUR"] == "107800,00"
        assert row["Nur erwartet"] == "nein"
        assert row["Empfänger"] == "Aldingen"

    def test_by_the_standard(self) -> None:
        content = statement_content(STATEMENT, "csv", dialect="iso", lang="en")
        head, first, *_ = read_csv(content, ",", "utf-8")
        row = dict(zip(head, first, strict=True))
        assert head == [column.key for column in table_of(STATEMENT, "payouts").columns]
        assert (row["record_date"], row["amount"], row["expected"]) == ("2017-09-15", "107800.00", "false")

    @pytest.mark.parametrize(
        ("dialect", "delimiter", "encoding"), [("excel-de", ";", "utf-8-sig"), ("iso", ",", "utf-8")]
    )
    @pytest.mark.parametrize("name", TABLES)
    def test_every_table_has_a_row_for_each_row(self, name: str, dialect: str, delimiter: str, encoding: str) -> None:
        table = table_of(STATEMENT, name, "de")
        rows = read_csv(csv_of(table, dialect), delimiter, encoding)
        assert [len(row) for row in rows] == [len(table.columns)] * (len(table.rows) + 1)
        comma = "," if dialect == "excel-de" else "."
        for column, cells in zip(table.columns, zip(*rows[1:], strict=True), strict=True):
            if column.kind is Kind.MONEY:
                read = [None if cell in ("", column.missing) else Decimal(cell.replace(comma, ".")) for cell in cells]
                assert tuple(read) == table.column(column.key)

    def test_what_is_open_is_said_to_readers_and_left_out_for_programs(self) -> None:
        german = read_csv(statement_content(OPEN, "csv"), ";", "utf-8-sig")
        plain = read_csv(statement_content(OPEN, "csv", dialect="iso"), ",", "utf-8")
        place = plain[0].index("amount")
        opened = [number for number, payout in enumerate(OPEN.payouts, start=1) if payout.cents is None]
        assert opened
        assert {german[number][place] for number in opened} == {"offen"}
        assert {plain[number][place] for number in opened} == {""}

    def test_a_number_without_end_is_marked(self) -> None:
        assert plain_number(Fraction(260, 3)) == "86.666666…"
        assert plain_number(Decimal("1234567.80")) == "1234567.80"


class TestFormulas:
    """Text that begins like a formula is text, and can be had back."""

    @given(text=st.text(alphabet="'=+-@\t\r\n aä;,\"1\uff1d", max_size=6))
    def test_a_guarded_text_begins_like_no_formula_and_comes_back(self, text: str) -> None:
        shown = guarded(text)
        assert not shown.lstrip().startswith(("=", "+", "-", "@", "\uff1d"))
        assert unguarded(shown) == text
        assert shown == text or shown == f"'{text}"

    @pytest.mark.parametrize("name", DANGEROUS)
    def test_no_name_becomes_a_formula_in_any_file(self, name: str) -> None:
        municipality = Municipality("08327050", name, head_counts=CASE.municipalities[0].head_counts)
        statement = calculate(PROGRAMME, [municipality])
        for dialect, delimiter, encoding in (("excel-de", ";", "utf-8-sig"), ("iso", ",", "utf-8")):
            for table in tables_of(statement):
                for row in read_csv(csv_of(table, dialect), delimiter, encoding)[1:]:
                    for cell, column in zip(row, table.columns, strict=True):
                        assert column.kind is not Kind.TEXT or cell.lstrip()[:1] not in {*"=+-@", "\uff1d"}
        content = xlsx_of(statement, "en")
        sheets = read_xlsx(content)
        shown = " ".join(name.split("\t")).replace("\r", " ").replace("\n", " ")
        assert sheets["Municipalities"][1][1] == shown
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        assert book.sheet_names[0] == "Payouts"
        for text in formulas_in(content):
            assert text.startswith(("SUM(", *(f"{letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")))
            assert "cmd" not in text

    def test_numbers_below_zero_stay_numbers(self) -> None:
        table = Table("x", "X", (Column("a", "A", Kind.MONEY),), ((Decimal("-1.50"),),))
        assert csv_of(table, "iso") == b"a\r\n-1.50\r\n"


def computed_sheets(content: bytes) -> list[tuple[dict[str, Decimal], dict[str, str]]]:
    """Of each sheet the numbers by address, and the formulas."""
    sheets = []
    with ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/"):
                found = re.findall(r'<c r="([A-Z]+[0-9]+)"[^>]*?(t="s")?>(?:<f>(.*?)</f>)?<v>(.*?)</v>',
                                   archive.read(name).decode())  # fmt: skip
                # sixteen digits stand in the file: whoever reads them has the same number
                numbers = {address: Decimal(str(float(value))) for address, text, _, value in found if not text}
                sheets.append((numbers, {address: formula for address, _, formula, _ in found if formula}))
    return sheets


def evaluated(formula: str, cells: dict[str, Decimal]) -> Decimal:
    """What a spreadsheet makes of a sum: of a range without its texts, or of single cells."""
    if formula.startswith("SUM("):
        column, first, last = re.fullmatch(r"SUM\(([A-Z]+)(\d+):\1(\d+)\)", formula).groups()  # type: ignore[union-attr]  # it is a sum
        return sum((cells.get(f"{column}{row}", Decimal(0)) for row in range(int(first), int(last) + 1)), Decimal(0))
    return sum((cells[address] for address in formula.split("+")), Decimal(0))


def formulas_in(content: bytes) -> list[str]:
    """Every formula of a workbook, as it stands in its sheets."""
    with ZipFile(io.BytesIO(content)) as archive:
        sheets = [archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/worksheets/")]
    return [formula for sheet in sheets for formula in re.findall(r"<f>(.*?)</f>", sheet)]


class TestWorkbook:
    """A sheet for each table, with real numbers and days, and sums as formulas that have their values."""

    @pytest.mark.parametrize("lang", LANGUAGES)
    @pytest.mark.parametrize("statement", [STATEMENT, OPEN], ids=["known", "open"])
    def test_another_program_reads_the_same_values(self, statement: Statement, lang: Language) -> None:
        sheets = read_xlsx(xlsx_of(statement, lang))
        tables = tables_of(statement, lang)
        assert list(sheets) == [table.title for table in tables]
        for table in tables:
            head, *rows = sheets[table.title]
            assert head == [column.title for column in table.columns]
            for row, found in zip(table.rows, rows, strict=False):
                for cell, read, column in zip(row, found, table.columns, strict=True):
                    assert same(cell, read, column), (table.name, column.key, cell, read)

    def test_sums_are_formulas_and_their_values_are_those_of_the_statement(self) -> None:
        content = xlsx_of(STATEMENT, "de")
        last = read_xlsx(content)["Auszahlungen"][-1]
        assert last[0] == "Summe"
        assert Decimal(str(max(cell for cell in last if isinstance(cell, float)))) == STATEMENT.total()
        number = len(STATEMENT.payouts) + 1
        assert f"SUM(M2:M{number})" in formulas_in(content)
        assert "H2+J2+N2" in formulas_in(content)

    @pytest.mark.parametrize("statement", [STATEMENT, OPEN], ids=["known", "open"])
    def test_whoever_computes_the_formulas_finds_their_values(self, statement: Statement) -> None:
        computed = 0
        for cells, formulas in computed_sheets(xlsx_of(statement, "de")):
            for address, formula in formulas.items():
                assert cells[address] == evaluated(formula, cells), (address, formula)
                computed += 1
        assert computed >= len(statement.municipalities) if statement is STATEMENT else computed

    def test_a_sum_without_what_is_open_says_so(self) -> None:
        last = read_xlsx(xlsx_of(OPEN, "de"))["Auszahlungen"][-1]
        assert last[0] == "Summe ohne das, was offen ist"
        assert OPEN.total(known_only=True) in [Decimal(str(cell)) for cell in last if isinstance(cell, float)]

    def test_headings_stay_in_sight_and_columns_have_their_width(self) -> None:
        with ZipFile(io.BytesIO(xlsx_of(STATEMENT, "de"))) as archive:
            for number in range(1, len(TABLES) + 1):
                sheet = archive.read(f"xl/worksheets/sheet{number}.xml").decode()
                assert 'state="frozen"' in sheet
                assert "<col min=" in sheet
                assert "autoFilter" in sheet

    def test_the_same_statement_gives_the_same_bytes(self) -> None:
        assert xlsx_of(STATEMENT, "de") == xlsx_of(STATEMENT, "de")

    def test_what_a_spreadsheet_cannot_hold_is_text(self) -> None:
        columns = (Column("a", "A", Kind.MONEY, summed=True), Column("b", "B", Kind.DAY), Column("c", "C"))
        huge = Decimal("12345678901234567.89")
        table = Table("x", "X", columns, ((huge, date(1800, 1, 1), "a" * 40_000), (Decimal("1.50"), None, "")))
        (rows,) = read_xlsx(workbook_of([table], "en")).values()
        assert rows[1][:2] == ["12,345,678,901,234,567.89", "1800-01-01"]
        assert (len(rows[1][2]), rows[1][2][-1]) == (32_767, "…")
        assert rows[2][0] == 1.5

    def test_an_empty_statement_has_all_sheets(self) -> None:
        assert len(read_xlsx(xlsx_of(calculate(PROGRAMME, []), "en"))) == len(TABLES)

    def test_more_rows_than_a_sheet_are_refused(self) -> None:
        class Many(tuple[Any, ...]):
            __slots__ = ()

            def __len__(self) -> int:
                return 1_048_575

        with pytest.raises(InvalidInput) as caught:
            workbook_of([Table("x", "X", (Column("a", "A"),), Many())])
        assert "at most 1,048,574 rows" in str(caught.value)

    def test_without_the_extra_the_error_has_the_command(self, monkeypatch: pytest.MonkeyPatch) -> None:
        import sys

        monkeypatch.setitem(sys.modules, "xlsxwriter", None)
        with pytest.raises(MissingExtra) as caught:
            xlsx_of(STATEMENT)
        assert "pip install 'integrationsfoerderung[excel]'" in str(caught.value)

    @pytest.mark.parametrize(("place", "address"), [(0, "A1"), (25, "Z1"), (26, "AA1"), (701, "ZZ1"), (702, "AAA1")])
    def test_addresses(self, place: int, address: str) -> None:
        assert _address(0, place) == address

    def test_names_of_sheets_have_no_forbidden_signs(self) -> None:
        assert sheet_name("[a]:*?/\\' " + "b" * 40) == "a" + " " * 6 + "b" * 23 or len(sheet_name("x" * 40)) == 31
        assert not set(sheet_name("[a]:*?/\\'")) & set("[]:*?/\\'")


def same(cell: Any, read: Any, column: Column) -> bool:
    """Whether a program read what was written."""
    if cell is None:
        return bool(read == column.missing)
    if isinstance(cell, bool):
        return read in ("yes", "no", "ja", "nein")
    if isinstance(cell, int | Decimal):
        return isinstance(read, float) and Decimal(str(read)) == cell
    if isinstance(cell, Fraction):
        return f"{read:.14g}" == f"{float(cell):.14g}"  # readers of decimal text differ in the last digit
    return bool(read == cell)


class TestJson:
    """JSON is versioned, has a schema, and comes back equal."""

    @settings(max_examples=20)
    @given(statement=statements())
    def test_any_statement_follows_the_schema_and_comes_back(self, statement: Statement) -> None:
        data = json_in(statement_content(statement, "json"), "x.json")
        SCHEMA.validate(data)
        assert Statement.from_dict(data) == statement

    def test_the_schema_is_a_schema_and_is_strict(self) -> None:
        jsonschema.Draft202012Validator.check_schema(statement_schema())
        data = json_in(statement_content(STATEMENT, "json"), "x.json")
        assert SCHEMA.is_valid(data)
        for path, value in ((["version"], 2), (["payouts", 0, "amount"], 1.5), (["payouts", 0, "amount"], "1.5"),
                            (["case", "municipalities", 0, "ags"], 8327002), (["more"], 1),
                            (["programme", "pillars", 0, "kind"], "Other")):  # fmt: skip
            assert not SCHEMA.is_valid(changed(data, path, value)), path

    def test_the_schema_has_every_field_of_every_noun(self) -> None:
        from attrs import fields

        from integrationsfoerderung import Figure, HeadCount, Manager, PayoutRound, Programme

        nouns: tuple[Any, ...] = (Case, Figure, HeadCount, Manager, Municipality, PayoutRound, Programme)
        for noun in nouns:
            assert set(statement_schema()["$defs"][noun.__name__]["properties"]) == {one.name for one in fields(noun)}

    def test_a_file_comes_back(self, tmp_path: Path) -> None:
        path = write_statement(STATEMENT, tmp_path / "a.json")
        assert read_statement(path) == STATEMENT
        assert read_statement(path).total() == STATEMENT.total()

    def test_a_changed_amount_is_refused(self, tmp_path: Path) -> None:
        path = write_statement(STATEMENT, tmp_path / "a.json")
        path.write_text(path.read_text(encoding="utf-8").replace("107800.00", "107800.01"), encoding="utf-8")
        with pytest.raises(InvalidInput) as caught:
            read_statement(path)
        assert "payouts[0]" in str(caught.value)

    @pytest.mark.parametrize(
        "content",
        [b"", b"{", b"\xff\xfe", b'{"a": 1, "a": 2}', b'{"a": NaN}', b"[" * 100_000, b'{"version": 1}', b"[]", b"1"],
    )
    def test_what_is_no_statement_is_refused(self, tmp_path: Path, content: bytes) -> None:
        path = tmp_path / "a.json"
        path.write_bytes(content)
        with pytest.raises(InvalidInput):
            read_statement(path)

    @given(content=st.binary(max_size=40))
    def test_no_bytes_end_in_another_error(self, content: bytes) -> None:
        with pytest.raises(InvalidInput):
            Statement.from_dict(json_in(content, "x.json"))

    def test_a_file_that_is_not_there_or_a_folder_is_refused(self, tmp_path: Path) -> None:
        for path in (tmp_path / "none.json", tmp_path):
            with pytest.raises(InvalidInput) as caught:
                read_statement(path)
            assert str(path) in str(caught.value)

    def test_a_file_that_is_too_large_is_refused(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("integrationsfoerderung.files.statement_json.MOST_BYTES", 10)
        path = write_statement(STATEMENT, tmp_path / "a.json")
        with pytest.raises(InvalidInput) as caught:
            read_statement(path)
        assert "at most 10 bytes" in str(caught.value)

    def test_half_a_character_is_written_all_the_same(self) -> None:
        assert json.loads(json_of({"a": "\ud800"})) == {"a": "\ud800"}


def changed(data: Any, path: list[Any], value: Any) -> Any:
    """A copy of data with another value at a path."""
    copied = json.loads(json.dumps(data))
    inner = copied
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return copied


class TestWriting:
    """The path says the format; a folder has all tables."""

    def test_the_ending_says_the_format(self, tmp_path: Path) -> None:
        for name, begin in (("a.csv", b"\xef\xbb\xbf"), ("a.XLSX", b"PK"), ("a.json", b"{")):
            assert write_statement(STATEMENT, tmp_path / name).read_bytes().startswith(begin)
        assert write_statement(STATEMENT, str(tmp_path / "b.txt"), format="json").read_bytes().startswith(b"{")

    def test_a_folder_has_every_table(self, tmp_path: Path) -> None:
        folder = write_statement(STATEMENT, tmp_path / "statement", dialect="iso", lang="en")
        assert sorted(file.name for file in folder.iterdir()) == sorted(f"{name}.csv" for name in TABLES)
        assert (folder / "grants.csv").read_bytes() == csv_of(table_of(STATEMENT, "grants", "en"), "iso")

    def test_a_single_file_has_the_table_that_was_asked_for(self, tmp_path: Path) -> None:
        path = write_statement(STATEMENT, tmp_path / "a.csv", table="municipalities", lang="en")
        assert path.read_bytes() == csv_of(table_of(STATEMENT, "municipalities", "en"), "excel-de", "en")

    @pytest.mark.parametrize(
        ("name", "settings", "said"),
        [
            ("a.pdf", {}, "ends in .csv, .xlsx, .json"),
            ("a.csv", {"table": "all"}, "payouts, municipalities"),
            ("a.csv", {"dialect": "excel"}, "excel-de, iso"),
            ("folder", {"dialect": "excel"}, "excel-de, iso"),
            ("a.csv", {"format": "ods"}, "csv, xlsx, json"),
            ("a.csv", {"lang": "fr"}, "en, de"),
        ],
    )
    def test_what_is_not_known_is_refused_and_nothing_is_written(
        self, tmp_path: Path, name: str, settings: dict[str, Any], said: str
    ) -> None:
        with pytest.raises(InvalidInput) as caught:
            write_statement(STATEMENT, tmp_path / name, **settings)
        assert said in str(caught.value)
        assert list(tmp_path.iterdir()) == []
