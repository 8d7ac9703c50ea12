"""Cases from folders, workbooks and CSV files: what is written is read back, in every dialect; the rest is refused."""

import contextlib
import csv
import io
import os
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integrationsfoerderung import (
    Case,
    CountStatus,
    District,
    Entry,
    HeadCount,
    InvalidInput,
    Manager,
    Municipality,
    Source,
    calculate,
    intake,
    load_example,
    load_programme,
)
from integrationsfoerderung.files import CaseFile, limits, read_case, read_case_file, write_case
from integrationsfoerderung.files.limits import LONGEST_LINE
from integrationsfoerderung.intake import TABLE_NAMES, TABLES
from integrationsfoerderung.intake.vocabulary import QUALIFICATION_WORDS, STATUS_WORDS, YES_NO_WORDS
from integrationsfoerderung.testing import cases

SAMPLES = Path(__file__).parent / "files"
HEADINGS = "Schlüssel;Name;Stichtag;Personen;Träger\n"
ROW = "08327050;Tuttlingen;15.09.2017;248;\n"
IN_A_TEMPORARY_FOLDER = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def folder(where: Path, **files: str | bytes) -> Path:
    where.mkdir(exist_ok=True)
    for name, content in files.items():
        where.joinpath(f"{name}.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    return where


def problems(path: Path | str) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        read_case_file(path)
    return [str(problem) for problem in caught.value.problems]


def said(*lines: str) -> list[str]:
    return list(lines)


def total(case: Case) -> Decimal:
    programme = load_programme("pakt-fuer-integration")
    return calculate(programme, case.municipalities, case.managers, expected=True).total()


TUTTLINGEN = load_example("tuttlingen")


class TestRoundTrip:
    @IN_A_TEMPORARY_FOLDER
    @given(
        cases() | cases(adversarial=True),
        st.sampled_from(["excel-de", "iso", "xlsx"]),
        st.sampled_from(["de", "en"]),
    )
    def test_any_case_is_read_back_as_it_was_written(self, tmp_path: Path, case: Case, kind: str, lang: Any) -> None:
        where = tmp_path / ("case.xlsx" if kind == "xlsx" else "case")
        write_case(case, where, dialect="iso" if kind == "xlsx" else kind, lang=lang, force=True)
        assert read_case(where) == case

    @IN_A_TEMPORARY_FOLDER
    @given(
        cases(),
        st.sampled_from(";,\t"),
        st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
        st.sampled_from(["german", "english"]),
        st.booleans(),
        st.randoms(use_true_random=False),
    )
    def test_any_case_is_read_from_what_offices_write(
        self, tmp_path: Path, case: Case, separator: str, encoding: str, language: str, comma: bool, chance: Any
    ) -> None:
        """Headings by any synonym, columns in any order, blank rows, keys without their zero, groups, currencies."""
        for name in ("municipalities", "managers"):
            text = office_table(name, case, separator, german=language == "german", comma=comma, chance=chance)
            tmp_path.joinpath(f"{name}.csv").write_bytes(text.encode(encoding))
        assert read_case(tmp_path) == evolve(case, name="")

    @pytest.mark.parametrize("kind", ["case", "case.xlsx"])
    def test_everything_that_a_case_may_hold(self, tmp_path: Path, kind: str) -> None:
        case = Case(
            [
                Municipality(
                    "08327050", "=Tuttlingen",
                    head_counts=[HeadCount(date(1, 1, 1), 10**18), HeadCount(date(2017, 9, 15), 2**53 + 1, "interim")],
                    cost_share=Decimal("0.123456789012345678901234567891"), provider="08327050", area="#1",
                    entries=[Entry(date(2022, 3, 1), 40), Entry(date(2022, 3, 1), 40), Entry(date(1800, 1, 1), 1)],
                ),
                Municipality("08327002", "'", provider="08327050", entries=[Entry(date(2022, 3, 2), 7)],
                             cost_share=Decimal("0.876543210987654321098765432109")),
            ],
            [
                Manager("+1", provider="08327050", fte=Decimal("0.000001"), qualification="other-degree",
                        start=date(2018, 4, 1), approved=date(2018, 1, 1), serves=["08327050"],
                        material_costs=Decimal("1E+28"), staff_costs=Decimal("0.1"),
                        training_costs=Decimal("1.225E+3")),
            ],
            districts=[District("08327", "Tuttlingen", head_counts=[HeadCount(date(2021, 11, 30), 142_000)]),
                       District("08111", "Stuttgart", "")],
            name=" a case ",
            notes=["", "two\nlines", "x"],
            sources=[Source("a", "b", date(2018, 1, 17)), Source("")],
        )  # fmt: skip
        write_case(case, tmp_path / kind)
        assert read_case(tmp_path / kind) == case

    def test_an_empty_case(self, tmp_path: Path) -> None:
        assert read_case(write_case(Case(), tmp_path / "case")) == Case()

    def test_existing_files_stay_unless_forced(self, tmp_path: Path) -> None:
        where = write_case(TUTTLINGEN, tmp_path / "case")
        with pytest.raises(InvalidInput):
            write_case(Case(), where)
        assert read_case(where) == TUTTLINGEN
        write_case(evolve(TUTTLINGEN, name=""), where, force=True)
        assert read_case(where).name == ""

    def test_a_text_that_no_cell_holds_and_wrong_choices_are_refused(self, tmp_path: Path) -> None:
        for arguments in ({"dialect": "x"}, {"lang": "fr"}):
            with pytest.raises(InvalidInput):
                write_case(Case(), tmp_path / "x", **arguments)  # type: ignore[arg-type]  # that is the test
        with pytest.raises(InvalidInput) as caught:
            write_case(Case([Municipality("08327050", "x" * 30_001)]), tmp_path / "x")
        assert "at most 30,000 characters" in str(caught.value.problems[0])
        assert list(tmp_path.iterdir()) == []


def office_table(name: str, case: Case, separator: str, *, german: bool, comma: bool, chance: Any) -> str:
    """Write a table of a case as an office might, by means of its own."""
    nouns: Any = case.municipalities if name == "municipalities" else case.managers
    columns = [
        column for column in TABLES[name] if column.required or chance.random() < 0.9 or _used(column.field, nouns)
    ]
    chance.shuffle(columns)
    headings = [chance.choice(column.headings) if german else column.english for column in columns]
    spelled = [chance.choice([str, str.upper, str.lower, "{} ".format])(heading) for heading in headings]
    rows: list[list[str]] = [[*spelled, "Bemerkung"], [""] * (len(columns) + 1)]
    for noun in nouns:
        counts: Any = getattr(noun, "head_counts", ()) or [None]
        for count in counts:
            cells = [_office_cell(column.field, noun, count, comma=comma, chance=chance) for column in columns]
            rows += [[*cells, chance.choice(["", "geprüft"])], *([[]] if chance.random() < 0.2 else [])]
    file = io.StringIO()
    csv.writer(file, delimiter=separator, lineterminator=chance.choice(["\n", "\r\n"])).writerows(rows)
    return file.getvalue()


def _used(field: str, nouns: Any) -> bool:
    if field in ("record_date", "persons", "status"):
        return any(noun.head_counts for noun in nouns)
    nothing = (None, (), False, 0) if field in ("illustrative", "training_costs") else (None, ())
    return any(getattr(noun, field) not in nothing for noun in nouns)


def _office_cell(field: str, noun: Any, count: HeadCount | None, *, comma: bool, chance: Any) -> str:
    value = getattr(count, field, None) if field in ("record_date", "persons", "status") else getattr(noun, field)
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(chance.choice(["ja", "x", "WAHR"] if value else ["nein", "", "FALSCH"]))
    if isinstance(value, date):
        return str(chance.choice([value.isoformat(), f"{value.day}.{value.month}.{value.year}", f"{value:%d.%m.%Y}"]))
    if isinstance(value, CountStatus):
        return {"final": "endgültig", "interim": "Zwischenstand", "provisional": "VORLÄUFIG"}.get(value.value, "fiktiv")
    if isinstance(value, int):
        grouped = f"{value:,}.00"
        return str(chance.choice([str(value), f"{value}.0", _by_comma(grouped) if comma else grouped]))
    if isinstance(value, Decimal):
        money = field.endswith("_costs")
        text = f"{value:,.2f} €" if money and chance.random() < 0.5 else f"{value:f}"
        return _by_comma(text) if comma else text
    if field == "serves":
        return str(chance.choice([" ", ", ", ";", " + "])).join(map(_robbed, value))
    if field in ("ags", "provider"):
        return _robbed(str(value)) if chance.random() < 0.5 else str(value)
    return str(getattr(value, "value", value))


def _by_comma(text: str) -> str:
    return text.translate(str.maketrans(",.", ".,"))


def _robbed(key: str) -> str:
    return key.removeprefix("0")


class TestFolders:
    @pytest.mark.parametrize(
        "content",
        [
            HEADINGS + ROW,
            "\ufeff" + HEADINGS + ROW,
            (HEADINGS + ROW).encode("cp1252"),
            (HEADINGS + ROW).replace(";", "\t").encode("utf-16"),
            (HEADINGS + ROW).replace("\n", "\r\n").replace(";", ","),
            "sep=;\n" + HEADINGS + ROW,
            "# ein Kommentar; \"mit\n" + HEADINGS + "\n;;;;\n# noch einer\n" + ROW + "\n;;;;\n",
            "Zählung 2017\n\n" + HEADINGS + ROW,
            'AGS;Gemeinde;"Personen\n15.09.2017"\n08327050;"Tuttlingen";248\n',
            "AGS;Gemeinde;Datum;Anzahl\n8327050;Tuttlingen;15.9.2017;248,0\n",
            (HEADINGS + ROW).replace("\n", "\r"),
            "key,name,persons_2017-09-15,status_2017-09-15\n08327050,Tuttlingen,248,final\n",
        ],
    )  # fmt: skip
    def test_dialects(self, tmp_path: Path, content: str | bytes) -> None:
        count = HeadCount(date(2017, 9, 15), 248)
        town = Municipality("08327050", "Tuttlingen", head_counts=[count])
        assert read_case(folder(tmp_path / "case", gemeinden=content)).municipalities == (town,)
        assert read_case(tmp_path / "case" / "gemeinden.csv").municipalities == (town,)

    def test_remarks_and_extra_columns_come_with_the_case(self, tmp_path: Path) -> None:
        text = "Zählung\nAGS;Gemeinde;Bemerkung\n8327050;Tuttlingen;neu\n"
        where = folder(tmp_path / "case", municipalities=text, notizen2=HEADINGS)
        where.joinpath("nachweis.html").write_text("")
        where.joinpath("alt.xlsx").write_text("")
        found = read_case_file(where)
        assert isinstance(found, CaseFile)
        assert [remark.kind for remark in found.remarks] == [
            "ignored-file", "ignored-file", "title-rows", "repaired-key", "extra-column", "no-managers",
        ]  # fmt: skip
        assert found.extra[0].values == ((3, "neu"),)
        assert found.scenario is None

    def test_a_folder_may_hold_a_workbook_in_place_of_files(self, tmp_path: Path) -> None:
        where = tmp_path / "case"
        where.mkdir()
        write_case(TUTTLINGEN, where / "tabelle.xlsx")
        assert read_case(where) == TUTTLINGEN
        write_case(Case(), where / "nachweis.xlsx")
        assert problems(where) == said(
            "case: several workbooks: nachweis.xlsx, tabelle.xlsx; allowed: one workbook. Remedy: give the path of the "
            "workbook that is meant."
        )
        write_case(TUTTLINGEN, where / "fall.xlsx")
        assert read_case(where) == TUTTLINGEN

    def test_entries_need_their_municipality(self, tmp_path: Path) -> None:
        entries = "key,day,persons\n08327002,2018-01-01,4\n8327050,2018-01-01,4\n"
        where = folder(tmp_path / "case", municipalities=HEADINGS + ROW, entries=entries)
        assert problems(where) == said(
            "entries.csv, row 2, column key: '08327002'; allowed: the key of a municipality of the case. "
            "Remedy: correct the key, or add the municipality."
        )

    def test_rows_that_are_commented_out_are_told(self, tmp_path: Path) -> None:
        rows = '# "Kommentar\n#08327002;Aldingen;15.09.2017;88;\n' + ROW + '"#08327004";Bärenthal;15.09.2017;2;\n'
        found = read_case_file(folder(tmp_path / "case", municipalities="# a;b\n" + HEADINGS + rows))
        assert len(found.case.municipalities) == 1
        assert str(found.remarks[0]) == (
            "municipalities.csv: 2 row(s) below the headings begin with # and are not read, such as row 4"
        )

    def test_every_problem_of_all_files_comes_at_once(self, tmp_path: Path) -> None:
        where = folder(
            tmp_path / "case",
            gemeinden=HEADINGS + "08327050;Tuttlingen;15.09.2017;1.225;\n08327002;Aldingen;15.09.17;88;\n",
            managers="id,provider,FTE,qualification,start\nM,08327050,0,6,degree,2018-04-01\n",
            einreisen="key,day,persons\n08327099,2018-01-01,4\n",
            kreise="key,name\n8327,Tuttlingen\n9999999,x\n",
            about="Angabe;Text\nName;x\nNota;x\n",
        )
        where.joinpath("scenario.toml").write_text(
            'name = "x"\n[[changes]]\nchange = "set-figure"\nkey = ""\nvalue = 1.5\n'
        )
        found = problems(where)
        assert found[0] == (
            "gemeinden.csv, row 2, column Personen: '1.225'; allowed: a number that can be read in one way only; "
            "this is either 1225 or 1,225. Remedy: write 1225 without the separator, if that is meant."
        )
        assert {one.partition(",")[0] for one in found} == {
            "gemeinden.csv", "managers.csv", "einreisen.csv", "kreise.csv", "about.csv", "scenario.toml",
        }  # fmt: skip

    def test_scenarios(self, tmp_path: Path) -> None:
        where = folder(tmp_path / "case", municipalities=HEADINGS + ROW)
        file = where / "scenario.toml"
        file.write_text('name = "x"\n[[changes]]\nchange = "scale-counts"\nfactor = 1.1\n')
        scenario = read_case_file(where).scenario
        assert scenario is not None
        assert scenario.to_dict()["changes"][0]["factor"] == "1.1"
        for wrong in (b"name = ", b"\xff", b"[" * 100_000, b'name = "x"\nother = 1'):
            file.write_bytes(wrong)
            assert {one[:13] for one in problems(where)} == {"scenario.toml"}

    @pytest.mark.parametrize(
        ("names", "said"),
        [
            (
                ["mangers", "municipalities"],
                "mangers.csv: 'mangers.csv'; allowed: names that are known, such as managers.",
            ),
            (["gemeinden", "municipalities"], "municipalities.csv: 'municipalities.csv'; allowed: one file for each "),
            (["managers"], "case: no table of municipalities; allowed: a table of municipalities with Schlüssel, N"),
            ([], "case: no table of municipalities; allowed: a table of municipalities with Schlüssel, Name. Remedy: "),
        ],
    )
    def test_names_of_files(self, tmp_path: Path, names: list[str], said: str) -> None:
        tables = {"managers": "id;provider;FTE;qualification;start\n"}
        where = folder(tmp_path / "case", **{name: tables.get(name, HEADINGS) for name in names})
        assert [one[: len(said)] for one in problems(where)] == [said]


class TestWhatIsNoTable:
    @pytest.mark.parametrize(
        ("content", "value"),
        [
            (b"", "nothing in it"),
            (b"\n\n;;\n", "nothing in it"),
            (b"a\0b", "characters that no text has (NUL)"),
            (HEADINGS.encode("utf-16")[:-1], "text in UTF-16 that is broken"),
            (b"\x81\xff", "text in another encoding"),
            (b"PK\x03\x04", "a file of another kind"),
            (b"x" * (LONGEST_LINE + 1), f"a line of {LONGEST_LINE + 1:,} characters"),
            (b"x;" * 600, "601"),
        ],
    )
    def test_the_whole_file_is_refused(self, tmp_path: Path, content: bytes, value: str) -> None:
        assert [
            one.partition("; allowed")[0] for one in problems(folder(tmp_path / "case", municipalities=content))
        ] == [f"municipalities.csv: {value}"]

    @pytest.mark.parametrize(
        ("rows", "said"),
        [
            ('08327050;"Tuttlingen;15.09.2017;248\n' * 2, "municipalities.csv, row 2: a row that breaks off"),
            ('08327050;"' + "x\n" * 2000, "municipalities.csv, row 2: a quote that is opened and not closed"),
        ],
    )
    def test_a_row_that_breaks_off(self, tmp_path: Path, rows: str, said: str) -> None:
        found = problems(folder(tmp_path / "case", municipalities=HEADINGS + rows))
        assert [one[: len(said)] for one in found] == [said]

    def test_what_is_there_in_place_of_a_file(self, tmp_path: Path) -> None:
        where = tmp_path / "case"
        (where / "municipalities.csv").mkdir(parents=True)
        os.mkfifo(where / "managers.csv")
        assert [one.partition(";")[0] for one in problems(where)] == [
            "managers.csv: no ordinary file",
            "municipalities.csv: a folder",
        ]

    @pytest.mark.parametrize("name", ["missing", "missing.csv", "missing.xlsx", "a\0b", "x" * 5000])
    def test_what_is_not_there(self, tmp_path: Path, name: str) -> None:
        assert len(problems(f"{tmp_path}/{name}")) == 1

    def test_other_kinds_of_files(self, tmp_path: Path) -> None:
        tmp_path.joinpath("case.xls").write_bytes(b"x")
        [said] = problems(tmp_path / "case.xls")
        assert said == (
            "case.xls: a file of another kind; allowed: a folder, or a file .xlsx, .xlsm, .ods, .csv, .txt, .tsv. "
            "Remedy: save it as .xlsx, .ods or CSV."
        )
        with pytest.raises(InvalidInput):
            read_case(7)  # type: ignore[arg-type]  # that is the test

    @pytest.mark.parametrize("name", ["case.csv", "case.xlsx", "case.ods"])
    def test_200_megabytes_are_refused_by_their_size(self, tmp_path: Path, name: str) -> None:
        with tmp_path.joinpath(name).open("wb") as file:
            file.truncate(200_000_000)
        most = 100 if name.endswith("csv") else 20
        assert [one.partition(". Remedy")[0] for one in problems(tmp_path / name)] == [
            f"{name}: 200 MB; allowed: at most {most} MB"
        ]

    @IN_A_TEMPORARY_FOLDER
    @given(
        st.binary(max_size=400)
        | st.text(max_size=400).map(str.encode)
        | st.lists(st.sampled_from([HEADINGS, ROW, "\n", '"', ";", "\t", "#", "\0", "ä", "1.225", "08327050"])).map(
            lambda parts: "".join(parts).encode()
        )
    )
    def test_arbitrary_bytes_end_in_a_case_or_our_error(self, tmp_path: Path, content: bytes) -> None:
        for name in ("municipalities", "managers"):
            where = folder(tmp_path / "case", municipalities=HEADINGS + ROW)
            where.joinpath("managers.csv").unlink(missing_ok=True)
            where.joinpath(f"{name}.csv").write_bytes(content)
            with contextlib.suppress(InvalidInput):
                read_case_file(where)


class TestLibreOffice:
    """The template after a journey through LibreOffice: see `files/README.md`."""

    @pytest.mark.parametrize("name", ["fall.ods", "fall.xlsx", "libreoffice-csv"])
    def test_the_totals_are_the_same_at_each_stop(self, name: str) -> None:
        found = read_case_file(SAMPLES / name)
        assert found.case.municipalities == TUTTLINGEN.municipalities
        assert found.case.managers == TUTTLINGEN.managers
        assert len(found.case.notes) == len(TUTTLINGEN.notes)
        assert total(found.case) == total(TUTTLINGEN) == Decimal("3391000.00")
        repaired = 3 if name == "libreoffice-csv" else 0
        assert [remark.kind for remark in found.remarks] == ["repaired-key"] * repaired


class TestReference:
    """The page of the reference names every heading, word, file and limit."""

    PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "files.md").read_text(encoding="utf-8")

    def test_headings_names_and_words(self) -> None:
        for name, columns in TABLES.items():
            assert f"| {name} | {', '.join(TABLE_NAMES[name])} |" in self.PAGE
            for column in columns:
                others = ", ".join(one for one in column.synonyms if one not in (column.german, column.english))
                required = "yes" if column.required else ""
                assert f"| {column.german}, {column.english} | {required} | {others} |" in self.PAGE
        for member, words in [*STATUS_WORDS.items(), *QUALIFICATION_WORDS.items()]:
            assert f"| `{member.value}` | {', '.join(words)} |" in self.PAGE
        for answers in YES_NO_WORDS.values():
            assert ", ".join(f"`{word}`" for word in answers) in self.PAGE

    def test_limits(self) -> None:
        named = {name: value for name, value in vars(limits).items() if name.isupper()}
        assert len(named) == 11
        for name, value in named.items():
            assert f"| {value:,} |" in self.PAGE
            assert f"`{name}`" in self.PAGE
        for name in ("MOST_PLACES", "MOST_MANAGERS", "MOST_PROBLEMS"):
            assert f"| {getattr(intake, name):,} |" in self.PAGE
