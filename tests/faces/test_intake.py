"""Cells and tables taken in: what offices write is read, what is ambiguous is refused with both readings."""

import pickle
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrationsfoerderung import CountStatus, InvalidInput, Municipality, Qualification
from integrationsfoerderung.intake import (
    MOST_PLACES,
    MOST_PROBLEMS,
    TABLE_NAMES,
    TABLES,
    CellProblem,
    Findings,
    RawTable,
    Spot,
    guarded,
    take_case,
    take_managers,
    take_municipalities,
    unguarded,
)
from integrationsfoerderung.intake.cells import Refused, count_of, day_of, fte_of, key_of, money_of, part_of
from integrationsfoerderung.intake.columns import column_named, count_named, table_named
from integrationsfoerderung.intake.vocabulary import (
    QUALIFICATION_WORDS,
    STATUS_WORDS,
    qualification_of,
    status_of,
    yes_of,
)
from integrationsfoerderung.words import tell

NOON = datetime(2017, 9, 15, 12)  # noqa: DTZ001  # workbooks and frames know no time zones
PLACES = ("Schlüssel", "Name", "Stichtag", "Personen", "Stand", "Träger", "Raumschaft", "Kostenanteil")
PEOPLE = ("Kennung", "Träger", "VZÄ", "Qualifikation", "Beginn", "Ende", "betreut", "folgt auf")
TOWN = ("08327050", "Tuttlingen", "15.09.2017", "248", "", "", "", "")


def table(name: str, headings: tuple[str, ...], *rows: tuple[Any, ...], guarded: bool = True) -> RawTable:
    return RawTable(name, f"{name}.csv", headings, list(enumerate(rows, start=2)), guarded=guarded)


def refusal(findings: Findings) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        findings.refuse("case")
    return [str(problem) for problem in caught.value.problems]


def said(*lines: str) -> list[str]:
    return list(lines)


def problems_of(*tables: RawTable) -> list[str]:
    findings = Findings()
    case, _ = take_case({one.name: one for one in tables}, findings, "case")
    assert case is None
    return refusal(findings)


class TestNumbers:
    @pytest.mark.parametrize(
        ("text", "count"),
        [
            ("0", 0), ("248", 248), (" 248 ", 248), ("1.225,00", 1225), ("1,225.00", 1225), ("1.225.000", 1225000),
            ("1,225,000", 1225000), ("1 225", 1225), ("1\u202f225", 1225), ("1'225", 1225), ("248,0", 248),
            ("0248", 248), ("1225", 1225), (248, 248), (248.0, 248), (Decimal("2.48E+2"), 248),
        ],
    )  # fmt: skip
    def test_counts_are_read_as_offices_write_them(self, text: Any, count: int) -> None:
        assert count_of(text) == count

    @pytest.mark.parametrize(
        ("raw", "thousands", "decimal"),
        [
            ("1.225", "1225", "1,225"),
            ("1,225", "1225", "1,225"),
            ("12.000", "12000", "12,000"),
            (1.225, "1225", "1,225"),
        ],
    )
    def test_one_separator_before_three_digits_is_refused_with_both_readings(
        self, raw: Any, thousands: str, decimal: str
    ) -> None:
        for read in (count_of, money_of):
            with pytest.raises(Refused) as caught:
                read(raw)
            assert str(caught.value.allowed).endswith(f"this is either {thousands} or {decimal}")
            assert str(caught.value.remedy) == f"write {thousands} without the separator, if that is meant"

    @pytest.mark.parametrize(
        "raw",
        ["", "viele", "ca. 250", "248 Personen", "248,5", "12.34", "1.2.3", "1.225,00.1", "1.22,5", "--5", "1e3", "²",
         "٢", "5,", "x" * 100_000, "9" * 41, True, date(2017, 9, 15), float("inf"), 0.5, "+5", "=5", b"5", []],
    )  # fmt: skip
    def test_what_is_no_whole_number_is_refused(self, raw: Any) -> None:
        with pytest.raises(Refused):
            count_of(raw)

    @pytest.mark.parametrize(
        ("text", "amount"),
        [
            ("1.225,00 €", "1225.00"), ("EUR 1.225,50", "1225.50"), ("1225,5", "1225.5"), ("1225.50", "1225.50"),
            ("12.000,-", "12000"), ("12.000,--", "12000"), ("5", "5"), ("0,10", "0.1"), (0.1 + 0.2, "0.3"),
            (131500.0, "131500"),
            ("1.225,000", "1225"), (10**20, "100000000000000000000"),
        ],
    )  # fmt: skip
    def test_amounts_are_exact(self, text: Any, amount: str) -> None:
        assert money_of(text) == Decimal(amount)

    @pytest.mark.parametrize("raw", ["1,001 €", "0,001", "zwölf", 0.001, "1225.123"])
    def test_parts_of_a_cent_and_words_are_refused(self, raw: Any) -> None:
        with pytest.raises(Refused):
            money_of(raw)

    @pytest.mark.parametrize(
        ("raw", "part"),
        [("0,6", "0.6"), ("0.6", "0.6"), ("60 %", "0.6"), ("60%", "0.6"), ("1.000", "1"), (",5", "0.5"),
         (0.25, "0.25")],
    )  # fmt: skip
    def test_parts_of_a_position(self, raw: Any, part: str) -> None:
        assert fte_of(raw) == part_of(raw) == Decimal(part)

    @pytest.mark.parametrize("raw", ["60", "1,5", "-0,5", "150 %", "0", "0 %", "ganz", 2, True])
    def test_other_parts_are_refused(self, raw: Any) -> None:
        with pytest.raises(Refused):
            fte_of(raw)

    @given(st.integers(0, 10**12))
    def test_whole_numbers_are_read_from_every_way_to_group_them(self, number: int) -> None:
        english = f"{number:,}"
        assert count_of(str(number)) == number
        assert count_of(f"{english},00".replace(",", ".", english.count(","))) == number
        assert count_of(english.replace(",", " ")) == number
        assert count_of(f"{english}.00") == number


class TestDays:
    @pytest.mark.parametrize(
        "raw",
        ["15.09.2017", "15.9.2017", " 2017-09-15 ", "15. September 2017", "15. 9. 2017", "2017-09-15 00:00:00",
         "2017-09-15T00:00:00", date(2017, 9, 15), NOON.replace(hour=0)],
    )  # fmt: skip
    def test_days(self, raw: Any) -> None:
        assert day_of(raw) == date(2017, 9, 15)

    @pytest.mark.parametrize(
        ("raw", "remedy"),
        [
            ("15.09.17", "write 15.09.2017, if that is meant"),
            ("09/15/2017", "write 15.09.2017, if that is meant"),
            ("04/01/2018", "write 04.01.2018, if that is meant"),
            ("31.02.2018", "this day does not exist: correct it"),
            ("2018-13-01", "this day does not exist: correct it"),
            ("20170915", "write the day with a year of four digits"),
            ("2017", "write the day with a year of four digits"),
            (NOON, "leave the time of day out"),
            (42993, "format the cell as a date: for spreadsheets this number is 2017-09-15"),
            (42993.0, "format the cell as a date: for spreadsheets this number is 2017-09-15"),
            (True, "write the day with a year of four digits"),
        ],
    )
    def test_other_days_are_refused_with_what_to_write(self, raw: Any, remedy: str) -> None:
        with pytest.raises(Refused) as caught:
            day_of(raw)
        assert str(caught.value.remedy) == remedy

    @given(st.dates())
    def test_every_day_is_read_in_both_ways(self, day: date) -> None:
        assert day_of(day.isoformat()) == day == day_of(f"{day.day:02d}.{day.month:02d}.{day.year:04d}")


class TestKeys:
    @pytest.mark.parametrize("raw", ["08327050", " 08327050", "'08327050", '="08327050"', "08 3 27 050"])
    def test_keys_are_taken_as_they_are(self, raw: str) -> None:
        assert (key_of(raw).text, key_of(raw).repaired) == ("08327050", False)

    @pytest.mark.parametrize(
        "raw", ["8327050", "8327050.0", "8.327.050", 8327050, 8327050.0, '="8327050"', Decimal(8327050)]
    )
    def test_a_leading_zero_is_put_back(self, raw: Any) -> None:
        assert (key_of(raw).text, key_of(raw).repaired) == ("08327050", True)

    @pytest.mark.parametrize("raw", ["Wurmlingen", "8,33E+06", "8.33E6", 8.5, True, date(2017, 9, 15), "1" * 13, "²"])
    def test_what_is_no_key_is_refused(self, raw: Any) -> None:
        with pytest.raises(Refused):
            key_of(raw)

    def test_a_key_that_misses_another_digit_is_left_for_the_municipality_to_refuse(self) -> None:
        assert key_of("0832705").text == "0832705"


class TestWords:
    def test_every_word_in_the_lists_is_read(self) -> None:
        for status, words in STATUS_WORDS.items():
            assert {status_of(spelled(word)) for word in words for spelled in (str, str.upper)} == {status}
        for qualification, words in QUALIFICATION_WORDS.items():
            assert {qualification_of(word) for word in words} == {qualification}
        assert {status_of(one.value) for one in CountStatus} == set(CountStatus)
        assert {qualification_of(one.value) for one in Qualification} == set(Qualification)

    @pytest.mark.parametrize("raw", ["", "x", 1, None, "vorläufig endgültig"])
    def test_others_are_refused(self, raw: Any) -> None:
        for read in (status_of, qualification_of):
            with pytest.raises(Refused):
                read(raw)

    def test_yes_and_no(self) -> None:
        assert [yes_of(raw) for raw in ("ja", "X", "true", True, 1.0, 1)] == [True] * 6
        assert [yes_of(raw) for raw in ("nein", "", "False", False, 0, 0.0)] == [False] * 6
        with pytest.raises(Refused):
            yes_of("vielleicht")


class TestTexts:
    @given(st.text())
    def test_guarding_is_undone_by_reading(self, text: str) -> None:
        cell = guarded(text)
        assert unguarded(cell) == text
        assert unguarded(f"  {cell}\t") == text

    @given(st.text(alphabet="=+-@#'\\u0041 \n\t\rx＝\x00", max_size=8))
    def test_guarding_is_undone_by_reading_where_it_matters(self, text: str) -> None:
        assert unguarded(guarded(text)) == text

    @given(st.text())
    def test_no_guarded_text_is_a_formula_a_comment_or_a_second_line(self, text: str) -> None:
        cell = guarded(text)
        assert not cell.lstrip().startswith(("=", "+", "-", "@", "#", "＝", "＋", "－", "＠"))
        assert not any(ord(sign) < 32 for sign in cell)
        assert len(cell.splitlines()) <= 1


class TestHeadings:
    def test_every_heading_of_the_list_is_read_however_it_is_written(self) -> None:
        umlauts = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
        for name, columns in TABLES.items():
            for column in columns:
                for heading in column.headings:
                    written = {heading, heading.upper(), f" {heading} ", heading.replace(" ", "_"), f"{heading} (EUR)"}
                    written |= {heading.lower().translate(umlauts), heading.replace("ä", "a").replace("ü", "u")}
                    assert {column_named(name, one) for one in written} == {column}, heading

    def test_every_name_of_a_table_is_read(self) -> None:
        for table_, names in TABLE_NAMES.items():
            assert {table_named(spelled(name)) for name in names for spelled in (str, str.upper)} == {table_}

    @pytest.mark.parametrize(
        ("heading", "meaning"),
        [
            ("Personen 15.09.2017", ("persons", date(2017, 9, 15), None)),
            ("persons 2017-09-15", ("persons", date(2017, 9, 15), None)),
            ("Personen am 15. September 2017 (vorläufig)", ("persons", date(2017, 9, 15), CountStatus.PROVISIONAL)),
            ("15.09.2017 Zwischenstand", ("persons", date(2017, 9, 15), CountStatus.INTERIM)),
            ("gezählte Personen zum Stichtag 15.09.2017", ("persons", date(2017, 9, 15), None)),
            ("Stand 15.09.2017", ("status", date(2017, 9, 15), None)),
            ("Personen Stand 15.09.2017", ("persons", date(2017, 9, 15), None)),
            ("Haushaltsansatz 15.09.2017", None),
            ("Personen 31.02.2017", None),
            ("Personen", None),
        ],
    )
    def test_headings_with_a_day(self, heading: str, meaning: Any) -> None:
        assert count_named("municipalities", heading) == meaning

    @pytest.mark.parametrize(
        ("heading", "allowed", "remedy"),
        [
            (
                "Personen 2017",
                "a heading with the record date, such as Personen 15.09.2017",
                "put the day in place of the year",
            ),
            (
                "Trägr",
                "headings that are known, such as Träger",
                "correct the heading; or rename it, if something else is meant",
            ),
            (
                "AGS",
                "one column for each thing",
                "another column means the same: remove one, or rename it",
            ),
        ],
    )
    def test_headings_that_would_silently_lose_something_are_refused(
        self, heading: str, allowed: str, remedy: str
    ) -> None:
        place = f"municipalities.csv, row 1, column {heading}"
        found = problems_of(table("municipalities", ("Schlüssel", "Name", heading)))
        assert found == [f"{place}: '{heading}'; allowed: {allowed}. Remedy: {remedy}."]

    def test_costs_have_to_say_which(self) -> None:
        places, people = table("municipalities", PLACES, TOWN), table("managers", (*PEOPLE, "Kosten"))
        assert problems_of(places, people) == said(
            "managers.csv, row 1, column Kosten: 'Kosten'; allowed: Sachkosten, Personalkosten, Fortbildungskosten. "
            "Remedy: say in the heading which costs these are."
        )

    def test_missing_columns_are_all_named(self) -> None:
        remedy = "Remedy: add the column, or give it this heading."
        assert problems_of(table("municipalities", ("Bemerkung", "Träger"))) == said(
            "municipalities.csv, row 1: 'Bemerkung, Träger'; allowed: a column Schlüssel (key). " + remedy,
            "municipalities.csv, row 1: 'Bemerkung, Träger'; allowed: a column Name (name). " + remedy,
        )

    def test_a_column_without_heading_must_be_empty(self) -> None:
        places = table("municipalities", ("Schlüssel", "Name", "", ""), ("08327050", "Tuttlingen", "", "x", "y"))
        assert problems_of(places) == said(
            "municipalities.csv, row 2, column D: 'x'; allowed: cells below a heading only. Remedy: give the column a "
            "heading; headings over several columns have to be split up.",
            "municipalities.csv, row 2, column E: 'y'; allowed: cells below a heading only. Remedy: the row has more "
            "cells than headings: put numbers with a decimal comma and texts with separators in quotes.",
        )


class TestMunicipalities:
    def test_one_row_each_or_one_for_each_count_or_columns_for_days_give_the_same(self) -> None:
        rows = table("municipalities", PLACES[:5],
                     ("08327050", "Tuttlingen", "15.09.2017", "248", ""),
                     ("08327050", "", "30.06.2017", "250", "vorläufig"))  # fmt: skip
        columns = table("municipalities", ("AGS", "Gemeinde", "Personen 15.09.2017", "Personen 30.06.2017 vorläufig"),
                        ("08327050", "Tuttlingen", 248, "250"))  # fmt: skip
        stated = table(
            "municipalities", ("AGS", "Gemeinde", "Personen 15.09.2017", "Personen 30.06.2017", "Stand 30.06.2017"),
            ("08327050", "Tuttlingen", 248.0, "250", "vorläufig"),
        )  # fmt: skip
        made = [take_municipalities(one, Findings()).nouns for one in (rows, columns, stated)]
        assert made[0] == made[1] == made[2]
        assert made[0][0].provisional_count(date(2017, 9, 15)) is not None

    def test_a_status_beside_a_column_of_a_day_is_its_own(self) -> None:
        headings = ("AGS", "Gemeinde", "Personen 15.09.2017", "Stand")
        made = take_municipalities(table("municipalities", headings, (TOWN[0], TOWN[1], 248, "gemeldet")), Findings())
        assert made.nouns[0].head_counts[0].status is CountStatus.INTERIM

    def test_persons_without_any_day_are_one_problem(self) -> None:
        places = table("municipalities", ("AGS", "Gemeinde", "Personen"), *[(f"0832705{n}", "x", 1) for n in range(9)])
        assert problems_of(places) == said(
            "municipalities.csv, row 1, column Personen: 'Personen'; allowed: a column Stichtag (record date) beside "
            "it, or a heading such as Personen 15.09.2017. Remedy: say for which day the persons were counted."
        )

    def test_a_day_without_persons_is_no_count(self) -> None:
        made = take_municipalities(table("municipalities", PLACES, (*TOWN[:3], "", "", "", "", "")), Findings())
        assert made.nouns == (Municipality("08327050", "Tuttlingen"),)

    def test_all_problems_of_all_rows_come_at_once_in_the_order_of_the_rows(self) -> None:
        found = problems_of(
            table(
                "municipalities", PLACES,
                ("08327050", "Tuttlingen", "15.09.17", "1.225", "geschätzt", "08328", "", "2"),
                ("", "Summe", "", "1.225,00", "", "", "", ""),
                ("08327002", "Aldingen", "", "88", "", "", "", ""),
                ("08327002", "Aldinge", "15.09.2017", "-1", "", "", "", ""),
            )
        )  # fmt: skip
        assert sorted(one.removeprefix("municipalities.csv, row ").partition(";")[0] for one in found) == [
            "2, column Kostenanteil: '2'",
            "2, column Personen: '1.225'",
            "2, column Stand: 'geschätzt'",
            "2, column Stichtag: '15.09.17'",
            "2, column Träger: '08328'",
            "3, column Name: 'Summe'",
            "3, column Schlüssel: an empty cell",
            "3, column Stichtag: an empty cell",
            "4, column Stichtag: an empty cell",
            "5, column Name: 'Aldinge'",
            "5, column Personen: -1",
        ]
        assert [one[24] for one in found] == sorted(one[24] for one in found)

    def test_two_counts_for_one_day_and_status(self) -> None:
        twice = table("municipalities", PLACES, TOWN, TOWN)
        assert problems_of(twice) == said(
            "municipalities.csv, row 3, column Personen: 248; allowed: one count for each record date and status; "
            "row 2 has one too. Remedy: keep the right one of the two."
        )

    def test_how_tables_fit_together_is_checked_where_it_stands(self) -> None:
        places = table("municipalities", PLACES, TOWN, ("08327002", "Aldingen", "", "", "", "08327005", "", ""),
                       ("08327005", "Balgheim", "", "", "", "08327002", "", ""))  # fmt: skip
        people = table(
            "managers", PEOPLE,
            ("M-01", "08327", "0,6", "degree", "2018-04-01", "", "", ""),
            ("M-02", "08327050", "0,6", "degree", "2018-04-01", "", "08327002", "M-09"),
            ("M-02", "08327050", "0,6", "degree", "2018-04-01", "2018-03-31", "", ""),
        )  # fmt: skip
        found = problems_of(places, people)
        assert [one.partition(";")[0] for one in found] == [
            "municipalities.csv, row 3, column Träger: '08327005'",
            "municipalities.csv, row 4, column Träger: '08327002'",
            "managers.csv, row 2, column Träger: '08327'",
            "managers.csv, row 3, column betreut: '08327002'",
            "managers.csv, row 4, column Ende: '2018-03-31'",
            "managers.csv, row 4, column Kennung: 'M-02'",
        ]

    def test_what_rests_on_an_unreadable_key_is_not_blamed(self) -> None:
        places = table("municipalities", PLACES, ("Tuttlingen", "Tuttlingen", "", "", "", "", "", ""))
        people = table("managers", PEOPLE, ("M-01", "08327050", "0,6", "degree", "2018-04-01", "", "08327050", ""))
        assert [one.partition(":")[0] for one in problems_of(places, people)] == [
            "municipalities.csv, row 2, column Schlüssel"
        ]

    def test_repaired_keys_and_extra_columns_are_told(self) -> None:
        findings = Findings()
        headings = ("AGS", "Name", "Träger", "Bemerkung")
        rows = [(8327050 + number, f"Ort {number}", "8327", "x" if number else None) for number in range(7)]
        taken = take_municipalities(table("municipalities", headings, *rows), findings)
        assert [str(remark) for remark in findings.remarks] == said(
            "municipalities.csv, column AGS: 7 key(s) lacked the leading zero, which spreadsheets drop; read as "
            "08327050 (row 2); 08327051 (row 3); 08327052 (row 4); 08327053 (row 5); 08327054 (row 6) …",
            "municipalities.csv, column Träger: 1 key(s) lacked the leading zero, which spreadsheets drop; read as "
            "08327 (row 2)",
            "municipalities.csv, column Bemerkung: the column is not used; its values are kept (6)",
        )
        assert findings.remarks[0].keys == tuple(f"0832705{number}" for number in range(7))
        assert [(one.spot.column, one.values[0]) for one in taken.extra] == [("Bemerkung", (3, "x"))]

    def test_problems_and_places_are_capped(self) -> None:
        findings = Findings()
        take_municipalities(table("municipalities", PLACES[:2], *[("x", "y")] * (MOST_PROBLEMS + 7)), findings)
        said = refusal(findings)
        assert len(said) == MOST_PROBLEMS + 1
        assert said[0] == "case: 1,007 problems; allowed: no problems. Remedy: mend the first 1,000 of them, below."
        many = [(f"{number:08d}", "Ort") for number in range(MOST_PLACES + 3)]
        found = Findings()
        assert len(take_municipalities(table("municipalities", PLACES[:2], *many), found).nouns) == MOST_PLACES
        assert len(refusal(found)) == 1


class TestFrames:
    def test_texts_of_frames_are_exact_and_nothing_stands_for_an_empty_cell(self) -> None:
        nan = float("nan")
        headings = ("ags", "name", "record_date", "persons", "provider")
        rows = [("08327050", " '=Tuttlingen ", date(2017, 9, 15), 1225, nan), ("08327002", "A", None, nan, None)]
        findings = Findings()
        made = take_municipalities(table("municipalities", headings, *rows, guarded=False), findings).nouns
        assert not findings.any
        assert made[0].name == " '=Tuttlingen "
        assert made[0].head_counts[0].persons == 1225
        assert made[1].head_counts == ()

    def test_managers_of_native_values(self) -> None:
        headings = ("id", "provider", "fte", "qualification", "start", "serves", "material_costs", "illustrative")
        row = (1, 8327050, Decimal("0.6"), Qualification.DEGREE, NOON.replace(hour=0), None, Decimal("1.225"), True)
        findings = Findings()
        take_managers(table("managers", headings, row, guarded=False), findings)
        assert refusal(findings) == said(
            "managers.csv, row 2, column material_costs: 1.225; allowed: whole cents. Remedy: round the amount to two "
            "decimal places."
        )


def test_problems_are_told_in_german_and_can_be_sent_on() -> None:
    spot = Spot("fall.xlsx", "Gemeinden", 3, "Personen")
    findings = Findings()
    findings.problem(spot, "persons", "", *_allowed_and_remedy())
    problem = findings.problems[0]
    assert isinstance(problem, CellProblem)
    copy = pickle.loads(pickle.dumps(problem))  # noqa: S301  # our own
    assert (copy.file, copy.sheet, copy.row, copy.column) == ("fall.xlsx", "Gemeinden", 3, "Personen")
    assert str(copy) == str(problem)
    assert tell(problem, "de").startswith(
        "fall.xlsx, Blatt Gemeinden, Zeile 3, Spalte Personen: eine leere Zelle; zulässig: "
    )


def _allowed_and_remedy() -> tuple[Any, Any]:
    with pytest.raises(Refused) as caught:
        count_of("")
    return caught.value.allowed, caught.value.remedy
