"""Workbooks: cells without values, merged cells, passwords, damage and bombs are refused, within bounds."""

import contextlib
import io
import struct
import sys
import tracemalloc
import zipfile
from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter  # type: ignore[import-untyped]  # it has no types
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integrationsfoerderung import HeadCount, InvalidInput, MissingExtra, Municipality, load_example
from integrationsfoerderung.files import read_case_file, write_case, write_template
from integrationsfoerderung.files.limits import MOST_PARTS

HEADINGS = ("Schlüssel", "Name", "Stichtag", "Personen", "Träger")
TOWN = Municipality("08327050", "Tuttlingen", head_counts=[HeadCount(date(2017, 9, 15), 248)])
IN_A_TEMPORARY_FOLDER = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
DAMAGED = "a workbook that is damaged"
LOCKED = "a workbook with a password, or of an old format"


def workbook(path: Path, change: Callable[[Any, Any], object] = lambda _, page: page, name: str = "Gemeinden") -> Path:
    """Write a workbook of one municipality, and change it."""
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet(name)
        page.write_row(0, 0, HEADINGS)
        page.write_row(1, 0, ["08327050", "Tuttlingen"])
        page.write_datetime(1, 2, datetime(2017, 9, 15), book.add_format({"num_format": "dd.mm.yyyy"}))  # noqa: DTZ001  # a cell has no zone
        page.write_number(1, 3, 248)
        change(book, page)
    return path


def problems(path: Path) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        read_case_file(path)
    return [str(problem) for problem in caught.value.problems]


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def put_together(path: Path, content: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in content.items():
            archive.writestr(name, part)
    return path


SHEET = "xl/worksheets/sheet1.xml"


class TestValues:
    @pytest.mark.parametrize("name", ["Gemeinden", "MUNICIPALITIES", "Tabelle1"])
    def test_a_sheet_is_found_by_its_name_or_by_being_the_only_one(self, tmp_path: Path, name: str) -> None:
        assert read_case_file(workbook(tmp_path / "case.xlsx", name=name)).case.municipalities == (TOWN,)

    def test_sheets_that_nobody_knows_are_told(self, tmp_path: Path) -> None:
        def more(book: Any, _: Any) -> None:
            book.add_worksheet("Diagramm")

        found = read_case_file(workbook(tmp_path / "case.xlsx", more))
        assert [str(remark) for remark in found.remarks][:1] == ["case.xlsx: the sheet Diagramm is not read"]
        [said] = problems(workbook(tmp_path / "other.xlsx", more, "Tabelle1"))
        assert said == (
            "other.xlsx: sheets Tabelle1, Diagramm; allowed: a sheet of the municipalities: Gemeinden, municipalities. "
            "Remedy: name the sheets Gemeinden, Integrationsmanager."
        )

    def test_two_sheets_for_one_table(self, tmp_path: Path) -> None:
        [said] = problems(workbook(tmp_path / "case.xlsx", lambda book, _: book.add_worksheet("municipalities")))
        assert said.startswith("case.xlsx, sheet municipalities: 'municipalities'; allowed: one sheet for each table; ")

    def test_keys_as_numbers_are_repaired_and_told(self, tmp_path: Path) -> None:
        found = read_case_file(workbook(tmp_path / "case.xlsx", lambda _, page: page.write_row(1, 0, [8327050])))
        assert found.case.municipalities == (TOWN,)
        assert [remark.keys for remark in found.remarks][:1] == [("08327050",)]

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            (
                lambda page: page.write_formula(1, 3, "=240+8", None, ""),
                "column Personen: =…; allowed: a value; the formula has none in the file",
            ),
            (
                lambda page: page.write_formula(1, 3, "=1/0", None, "#DIV/0!"),
                "column Personen: #DIV/0!; allowed: a value",
            ),
            (
                lambda page: page.write_number(1, 2, 42993),
                "column Stichtag: 42993; allowed: a day as 15.09.2017 or 2017-09-15",
            ),
            (
                lambda page: page.write_number(1, 3, 1.225),
                "column Personen: 1.225; allowed: a number that can be read in one way only; this is either 1225 or",
            ),
            (
                lambda page: page.write_string(1, 5, "x"),
                "column F: 'x'; allowed: cells below a heading only",
            ),
        ],
    )
    def test_cells_without_a_value(self, tmp_path: Path, change: Callable[[Any], object], said: str) -> None:
        path = workbook(tmp_path / "case.xlsx", lambda _, page: change(page))
        [found] = problems(path)
        assert found.startswith(f"case.xlsx, sheet Gemeinden, row 2, {said}")

    def test_formulas_with_values_are_read_and_columns_not_used_may_hold_anything(self, tmp_path: Path) -> None:
        def change(_: Any, page: Any) -> None:
            page.write_formula(1, 3, "=240+8", None, 248)
            page.write_string(0, 5, "Anteil am Land")
            page.write_formula(1, 5, "=1/0", None, "#DIV/0!")

        found = read_case_file(workbook(tmp_path / "case.xlsx", change))
        assert found.case.municipalities == (TOWN,)
        assert found.extra[0].values == ((2, "#DIV/0!"),)

    def test_merged_cells_are_refused_in_the_table_and_not_above_it(self, tmp_path: Path) -> None:
        def change(_: Any, page: Any) -> None:
            page.merge_range("D1:E1", "Personen")
            page.merge_range("B3:B4", "Ort")

        found = problems(workbook(tmp_path / "case.xlsx", change))
        assert [one.partition(";")[0] for one in found] == [
            "case.xlsx, sheet Gemeinden, row 1: merged cells D1:E1",
            "case.xlsx, sheet Gemeinden, row 3: merged cells B3:B4",
            "case.xlsx, sheet Gemeinden, row 3, column Schlüssel: an empty cell",
        ]

        with xlsxwriter.Workbook(tmp_path / "title.xlsx") as book:
            page = book.add_worksheet("Gemeinden")
            page.merge_range("A1:E1", "Zählung")
            page.write_row(2, 0, HEADINGS)
            page.write_row(3, 0, ["08327050", "Tuttlingen", "15.09.2017", 248])
        assert read_case_file(tmp_path / "title.xlsx").case.municipalities == (TOWN,)


class TestDamage:
    @pytest.mark.parametrize(
        ("content", "value"),
        [
            (b"", DAMAGED),
            (b"hello", DAMAGED),
            (b"PK\x03\x04", DAMAGED),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), LOCKED),
        ],
    )
    @pytest.mark.parametrize("name", ["case.xlsx", "case.ods"])
    def test_what_is_no_workbook(self, tmp_path: Path, name: str, content: bytes, value: str) -> None:
        path = tmp_path / name
        path.write_bytes(content)
        assert [one.partition(";")[0] for one in problems(path)] == [f"{name}: {value}"]

    def test_passwords(self, tmp_path: Path) -> None:
        whole = parts(ods(tmp_path / "case.ods", row("08327050", "Tuttlingen")))
        whole["META-INF/manifest.xml"] = b"<manifest><encryption-data/></manifest>"
        assert problems(put_together(tmp_path / "case.ods", whole))[0].startswith(f"case.ods: {LOCKED}")
        path = workbook(tmp_path / "case.xlsx")
        raw = bytearray(path.read_bytes())
        raw[raw.index(b"PK\x01\x02") + 8] |= 1
        path.write_bytes(raw)
        assert problems(path)[0].startswith(f"case.xlsx: {LOCKED}")

    @pytest.mark.parametrize("name", [SHEET, "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml"])
    @pytest.mark.parametrize(
        "content",
        [
            None,
            b"",
            b"<a>",
            b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>',
            b"<worksheet><sheetData><row r='0'><c r='A99999999'><v>1</v></c></row></sheetData></worksheet>",
        ],
    )
    def test_parts_that_are_missing_or_broken(self, tmp_path: Path, name: str, content: bytes | None) -> None:
        whole = parts(workbook(tmp_path / "case.xlsx"))
        del whole[name]
        if content is not None:
            whole[name] = content
        assert problems(put_together(tmp_path / "case.xlsx", whole)) != []

    def test_a_part_twice(self, tmp_path: Path) -> None:
        path = workbook(tmp_path / "case.xlsx")
        with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr(SHEET, b"<worksheet/>")
        assert problems(path)[0].startswith(f"case.xlsx: {DAMAGED}")


class TestBounds:
    def test_bombs_are_refused_by_the_sizes_in_their_directory(self, tmp_path: Path) -> None:
        whole = parts(workbook(tmp_path / "case.xlsx"))
        large = put_together(tmp_path / "large.xlsx", whole | {"xl/large.xml": bytes(101_000_000)})
        dense = put_together(tmp_path / "dense.xlsx", whole | {"xl/dense.xml": bytes(10_000_000)})
        many = put_together(tmp_path / "many.xlsx", whole | {f"{number}.xml": b"" for number in range(MOST_PARTS)})
        assert problems(large)[0].startswith("large.xlsx: 101 MB unpacked; allowed: at most 100 MB unpacked, and 200 ")
        assert problems(dense)[0].startswith("dense.xlsx: 10 MB unpacked; ")
        assert problems(many)[0].startswith(f"many.xlsx: a workbook of {MOST_PARTS + len(whole):,} parts; ")

    def test_a_directory_that_lies_about_sizes_takes_no_memory(self, tmp_path: Path) -> None:
        path = tmp_path / "case.xlsx"
        put_together(path, parts(workbook(path)) | {"xl/large.xml": bytes(80_000_000)})
        raw = path.read_bytes().replace(struct.pack("<I", 80_000_000), struct.pack("<I", 2_000))
        path.write_bytes(raw)
        tracemalloc.start()
        try:
            assert problems(path)[0].startswith(f"case.xlsx: {DAMAGED}")
            assert tracemalloc.get_traced_memory()[1] < 10_000_000
        finally:
            tracemalloc.stop()

    def test_a_cell_in_the_last_corner(self, tmp_path: Path) -> None:
        path = workbook(tmp_path / "case.xlsx", lambda _, page: page.write_number("XFD1048576", 1))
        assert [one.partition(". Remedy")[0] for one in problems(path)] == [
            "case.xlsx: a sheet of 1,048,576 rows and 16,384 columns; allowed: at most 2,000,000 cells"
        ]

    def test_a_format_in_the_last_corner_is_no_cell(self, tmp_path: Path) -> None:
        def change(book: Any, page: Any) -> None:
            page.write_blank("XFD1048576", None, book.add_format({"bold": True}))

        assert read_case_file(workbook(tmp_path / "case.xlsx", change)).case.municipalities == (TOWN,)


def cell(text: str, attributes: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {attributes}><text:p>{text}</text:p></table:table-cell>'


def row(*texts: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(map(cell, texts))}</table:table-row>"


def ods(path: Path, *rows: str) -> Path:
    """Write an OpenDocument by hand."""
    spaces = "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text")
    ) + ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'  # fmt: skip
    body = f'<table:table table:name="Gemeinden">{row("Schlüssel", "Name", "Träger")}{"".join(rows)}</table:table>'
    content = (
        f"<office:document-content{spaces}><office:body><office:spreadsheet>{body}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    manifest = b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    return put_together(
        path,
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content.encode(),
            "META-INF/manifest.xml": manifest,
        },
    )


class TestOpenDocument:
    PLACE = row("08327050", "Tuttlingen")
    EMPTY = '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    FORMULA = '<table:table-cell table:formula="of:=A1"/>'
    ERROR = cell("", 'calcext:value-type="error"')
    WIDE = cell("x", 'table:number-columns-repeated="17000"')
    HIGH = cell("x", 'table:number-rows-spanned="2"')

    def test_empty_rows_to_the_last_are_no_rows(self, tmp_path: Path) -> None:
        rest = f'<table:table-row table:number-rows-repeated="1048570">{self.EMPTY}'
        found = read_case_file(ods(tmp_path / "case.ods", self.PLACE, rest * 3))
        assert found.case.municipalities == (Municipality("08327050", "Tuttlingen"),)

    @pytest.mark.parametrize(
        ("more", "said"),
        [
            (row("08327050", attributes='table:number-rows-repeated="4000000000"'), f"case.ods: {DAMAGED}"),
            (row("08327050", attributes='table:number-rows-repeated="x"'), f"case.ods: {DAMAGED}"),
            (f"<table:table-row>{WIDE}</table:table-row>", f"case.ods: {DAMAGED}"),
            (
                row("x", attributes='table:number-rows-repeated="1000000"'),
                "case.ods: a sheet of 1,000,001 rows and 3 columns",
            ),
            (
                f'<table:table-row table:number-rows-repeated="1000000">{EMPTY}{PLACE}',
                "case.ods: a sheet of 1,000,002 rows and 3 columns",
            ),
            (
                f"<table:table-row>{cell('08327050')}{FORMULA}</table:table-row>",
                "case.ods, sheet Gemeinden, row 2, column Name: =…",
            ),
            (
                f"<table:table-row>{cell('08327050')}{ERROR}</table:table-row>",
                "case.ods, sheet Gemeinden, row 2, column Name: #",
            ),
            (
                f"<table:table-row>{cell('08327050')}{HIGH}</table:table-row>",
                "case.ods, sheet Gemeinden, row 2: merged cells B2:B3",
            ),
        ],
    )
    def test_repeated_cells_formulas_and_merged_cells(self, tmp_path: Path, more: str, said: str) -> None:
        assert problems(ods(tmp_path / "case.ods", more))[0].partition(";")[0] == said


TEMPLATES: dict[str, bytes] = {}


def template(tmp_path: Path, name: str) -> bytes:
    if name not in TEMPLATES:
        source = Path(__file__).parent / "files" / name
        TEMPLATES[name] = source.read_bytes() if source.exists() else write_template(tmp_path / name).read_bytes()
    return TEMPLATES[name]


PARTS_OF_ONE = st.floats(0, 1, exclude_max=True)
PIECES = [b"999999999", b"<", b">", b'"', b"-1", b"<c>", b"<v/>", b"</row>"]


class TestMutants:
    @IN_A_TEMPORARY_FOLDER
    @given(
        st.sampled_from(["fall.ods", "fall.xlsx", "made.xlsx"]),
        st.lists(st.tuples(PARTS_OF_ONE, st.binary(max_size=4), st.integers(0, 6)), min_size=1, max_size=4),
    )
    def test_changed_bytes_end_in_a_case_or_our_error(
        self, tmp_path: Path, name: str, changes: Iterable[tuple[float, bytes, int]]
    ) -> None:
        content = mutated(template(tmp_path, name), changes)
        path = tmp_path / f"mutant{name[-5:]}"
        path.write_bytes(content)
        with contextlib.suppress(InvalidInput):
            read_case_file(path)

    @IN_A_TEMPORARY_FOLDER
    @given(
        st.sampled_from(["fall.ods", "fall.xlsx", "made.xlsx"]),
        st.integers(0, 30),
        st.lists(
            st.tuples(
                PARTS_OF_ONE,
                st.binary(max_size=4) | st.sampled_from(PIECES),
                st.integers(0, 20),
            ),
            min_size=1,
            max_size=4,
        ),
    )
    def test_changed_parts_end_in_a_case_or_our_error(
        self, tmp_path: Path, name: str, which: int, changes: Iterable[tuple[float, bytes, int]]
    ) -> None:
        with zipfile.ZipFile(io.BytesIO(template(tmp_path, name))) as archive:
            whole = {one: archive.read(one) for one in archive.namelist()}
        chosen = sorted(one for one in whole if one.endswith((".xml", ".rels")))
        part = chosen[which % len(chosen)]
        path = put_together(tmp_path / f"mutant{name[-5:]}", whole | {part: mutated(whole[part], changes)})
        with contextlib.suppress(InvalidInput):
            read_case_file(path)


def mutated(content: bytes, changes: Iterable[tuple[float, bytes, int]]) -> bytes:
    for place, new, cut in changes:
        at = int(place * len(content))
        content = content[:at] + new + content[at + cut :]
    return content


def test_without_the_extra_the_error_names_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = workbook(tmp_path / "case.xlsx")
    for missing, action in (
        ("python_calamine", lambda: read_case_file(path)),
        ("xlsxwriter", lambda: write_case(load_example("tuttlingen"), tmp_path / "new.xlsx")),
    ):
        monkeypatch.setitem(sys.modules, missing, None)
        with pytest.raises(MissingExtra, match=r"pip install 'integrationsfoerderung\[excel\]'"):
            action()
