"""Every published amount comes out of the rules to the euro (R3.3, R3.4, R3.9)."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from integrationsfoerderung import (
    HeadCount,
    Manager,
    Municipality,
    calculate,
    first_tranche,
    implied_persons,
    load_programme,
    planning_frame,
)

PAKT = load_programme("pakt-fuer-integration")
with (Path(__file__).parent / "published.csv").open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))
SUMS = [row for row in ROWS if row["note"].startswith("sum of several municipalities")]
SINGLE = [row for row in ROWS if row not in SUMS]
AMOUNT_OF = {"final frame": planning_frame, "first tranche": first_tranche}


def name(row: dict[str, str]) -> str:
    """Name a row in the list of tests."""
    return f"{row['case_id']} {row['place']}"


class TestPublishedAmounts:
    """R3.3, R3.4: each single amount is that of its persons, or of exactly one whole count."""

    def test_there_are_rows_of_every_stage_and_each_names_its_source(self) -> None:
        assert {row["stage"] for row in ROWS} == {"final frame", "first tranche", "grant"}
        assert len(ROWS) == 69
        assert all(row["source_url"] and row["source_date"] for row in ROWS)
        assert len({row["case_id"] for row in ROWS}) == len(ROWS)

    @pytest.mark.parametrize("row", [row for row in SINGLE if row["persons"]], ids=name)
    def test_where_persons_are_printed_the_amount_is_theirs(self, row: dict[str, str]) -> None:
        persons = int(row["persons"])
        assert AMOUNT_OF[row["stage"]](PAKT, persons=persons).amount == Decimal(row["amount_eur"])
        assert implied_persons(PAKT, Decimal(row["amount_eur"]), stage=row["stage"]) == (persons,)

    @pytest.mark.parametrize("row", [row for row in SINGLE if not row["persons"]], ids=name)
    def test_where_they_are_not_exactly_one_count_fits(self, row: dict[str, str]) -> None:
        amount = Decimal(row["amount_eur"])
        (persons,) = implied_persons(PAKT, amount, stage=row["stage"])
        if row["stage"] == "grant":
            assert 2 * planning_frame(PAKT, persons=persons).amount == amount
        else:
            assert AMOUNT_OF[row["stage"]](PAKT, persons=persons).amount == amount

    @pytest.mark.parametrize("wrong", [-1, 1, 100])
    @pytest.mark.parametrize("row", [row for row in SINGLE if row["stage"] != "grant"], ids=name)
    def test_an_amount_that_is_off_fits_no_count(self, row: dict[str, str], wrong: int) -> None:
        assert implied_persons(PAKT, Decimal(row["amount_eur"]) + wrong, stage=row["stage"]) == ()


class TestSums:
    """R3.3: a sum over several municipalities is a sum of rounded frames, and need not be the frame of one count."""

    def test_the_one_there_is_could_be_taken_for_the_frame_of_one_count(self) -> None:
        (row,) = SUMS
        assert row["kind"] == "Verbund"
        assert implied_persons(PAKT, Decimal(row["amount_eur"])) == (705,)
        assert planning_frame(PAKT, persons=705).amount == Decimal(row["amount_eur"])

    def test_its_members_that_are_printed_leave_the_frame_of_the_sixth(self) -> None:
        (row,) = SUMS
        listed = {"C005", "C007", "C024", "C025", "C026"}  # of its six municipalities
        printed = [Decimal(one["amount_eur"]) for one in ROWS if one["case_id"] in listed]
        rest = Decimal(row["amount_eur"]) - sum(printed)
        assert implied_persons(PAKT, rest) == (30,)


class TestStuttgart:
    """R3.9: the frame caps the claims of 51.1 FTE; two years are twice the rounded year."""

    TOWN = Municipality("08111000", "Stuttgart", head_counts=[HeadCount(date(2017, 9, 15), 4_108)])
    FTES = [Decimal(1)] * 50 + [Decimal("0.6"), Decimal("0.5")]

    def test_it_is_granted_what_was_published_capped_by_the_frame(self) -> None:
        (row,) = (row for row in ROWS if row["stage"] == "grant")
        assert sum(self.FTES) == Decimal(row["fte"])
        managers = [
            Manager(f"S-{number:02}", provider="08111000", fte=fte, qualification="degree", start=date(2018, 1, 1))
            for number, fte in enumerate(self.FTES)
        ]
        statement = calculate(PAKT, [self.TOWN], managers)
        (grant,) = statement.grants
        assert grant.amount == statement.total(pillar="management") == Decimal(row["amount_eur"])
        assert grant.frame == 3_270_297
        assert grant.claim == 6_540_800
        assert grant.capped
        assert [remark.keys for remark in statement.warnings if remark.kind == "capped"] == [("08111000",)]

    def test_the_derivation_says_that_the_frame_caps(self) -> None:
        manager = Manager("S", provider="08111000", fte=Decimal(1), qualification="degree", start=date(2018, 1, 1))
        people = [manager] + [
            Manager(f"S-{number}", provider="08111000", fte=Decimal(1), qualification="degree", start=date(2018, 1, 1))
            for number in range(52)
        ]
        (grant,) = calculate(PAKT, [self.TOWN], people).grants
        least = grant.derivation.of[0]
        assert least.step == "least"
        assert [(one.label, one.amount) for one in least.of] == [
            ("frames of the term", Decimal("6540594.00")),
            ("claims of the managers", Decimal("6784000.00")),
        ]
        assert "6,540,594.00" in grant.explain()
        assert "6.540.594,00" in grant.explain("de")
