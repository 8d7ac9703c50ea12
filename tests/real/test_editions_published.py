"""The editions after 2018 against what was published, and a programme of another Land (R5, R6)."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrationsfoerderung import (
    Entry,
    HeadCount,
    Manager,
    Municipality,
    PerCapitaPayout,
    Period,
    Statement,
    Status,
    UnknownFigureError,
    calculate,
    load_programme,
    municipalities_of,
)

NRW = Path(__file__).with_name("nrw_tintg_17.toml")
EDITIONS = {year: load_programme(f"pakt-fuer-integration-{year}") for year in (2019, 2020, 2023, 2024)}


def team(town: Municipality, ftes: Sequence[str], start: date, qualification: str = "degree") -> list[Manager]:
    """Return managers of one town, one position each, all begun on one day."""
    return [
        Manager(f"M-{place}", provider=town.ags, fte=Decimal(fte), qualification=qualification, start=start)
        for place, fte in enumerate(ftes)
    ]


def paid_in(year: int, town: Municipality, people: Sequence[Manager]) -> Decimal:
    """Add up what all editions pay for a calendar year of service."""
    made = [calculate(edition, [town], people) for edition in EDITIONS.values()]
    return sum((one.total(pillar="management", year=year, known_only=True) for one in made), Decimal(0))


def payouts_of(made: Statement) -> list[PerCapitaPayout]:
    """Return the payouts of the rounds."""
    return [payout for payout in made.payouts if isinstance(payout, PerCapitaPayout)]


class TestContinuation:
    """Giengen and Weil am Rhein 2024 (published), Herbrechtingen 2023 (R5): FTE × the rate of the approval period."""

    # with the first of a month as start the parts of the year have no cents
    starts = st.dates(date(2017, 5, 1), date(2018, 12, 31)).map(lambda day: day.replace(day=1))

    @given(starts)
    def test_giengen_2024(self, start: date) -> None:
        town = Municipality("08135016", "Giengen an der Brenz")
        assert paid_in(2024, town, team(town, ["1", "1", "0.75"], start)) == Decimal("165000.00")

    @given(starts)
    def test_weil_am_rhein_2024(self, start: date) -> None:
        town = Municipality("08336091", "Weil am Rhein")
        assert paid_in(2024, town, team(town, ["1", "1", "1"], start)) == Decimal("180000.00")

    @given(st.dates(date(2017, 4, 27), date(2018, 12, 31)))
    def test_herbrechtingen_12_months_at_47000(self, start: date) -> None:
        town = Municipality("08135020", "Herbrechtingen")
        people = team(town, ["0.72", "0.72"], start, "vocational")
        assert calculate(EDITIONS[2023], [town], people).total() == Decimal("67680.00")

    def test_herbrechtingen_as_calendar_year_2023(self) -> None:
        """The twelve months are the year 2023 where the position began with 2018; its 2024 has no known rate."""
        town = Municipality("08135020", "Herbrechtingen")
        people = team(town, ["0.72", "0.72"], date(2018, 1, 1), "vocational")
        assert paid_in(2023, town, people) == Decimal("67680.00")
        with pytest.raises(UnknownFigureError, match="vocational"):
            calculate(EDITIONS[2024], [town], people).total()


class TestTuttlingen2019:
    """R6: 1,358 persons on 15.09.2019 at the expected 1,003 give the Landkreis 1,362,074.00, marked as expected."""

    @given(st.data())
    def test_however_the_persons_are_spread(self, data: st.DataObject) -> None:
        places = municipalities_of("08327")
        assert len(places) == 35
        cuts = sorted(data.draw(st.lists(st.integers(0, 1358), min_size=34, max_size=34)))
        persons = [last - first for first, last in zip([0, *cuts], [*cuts, 1358], strict=True)]
        towns = [
            Municipality(place.ags, place.name, head_counts=[HeadCount(date(2019, 9, 15), count)])
            for place, count in zip(places, persons, strict=True)
        ]
        made = calculate(EDITIONS[2019], towns, expected=True)
        assert made.total() == Decimal("1362074.00")
        assert all(payout.expected for payout in payouts_of(made))
        assert "expected" in [remark.kind for remark in made.warnings]
        assert EDITIONS[2019].figure("per-capita.2019.rate").status is Status.EXPECTED
        with pytest.raises(UnknownFigureError, match="only expected"):
            calculate(EDITIONS[2019], towns).total()


BORKEN = "05554012"
DUESSELDORF = "05111000"


def last_of_two_years(day: date) -> date:
    """Return the last day of two years from a day: one day short of the same day, 28.02. after a 29.02. (R8.2)."""
    if (day.month, day.day) == (2, 29):
        return date(day.year + 2, 2, 28)
    return day.replace(year=day.year + 2) - timedelta(days=1)


class TestAnotherLand:
    """§ 17 TIntG of Nordrhein-Westfalen: 300 EUR per person and quarter, for two years from entry."""

    programme = load_programme(NRW)

    def test_the_file(self) -> None:
        assert self.programme.window == Period(date(2022, 1, 1), date(2024, 12, 31))
        pillar = self.programme.per_capita
        assert pillar is not None
        assert [round_.record_date for round_ in pillar.rounds] == [
            date(year, month, 15) for year in (2022, 2023, 2024) for month in (1, 4, 7, 10)
        ]
        check = self.programme.budget_check()
        assert (check.difference, check.absent, check.unknown) == (None, ("budget", "lump-sum"), ())

    def test_forty_people_for_two_years(self) -> None:
        town = Municipality(BORKEN, "Borken", entries=[Entry(date(2022, 3, 1), 40)])
        made = calculate(self.programme, [town])
        assert made.total() == Decimal("96000.00")
        assert made.by("year") == {2022: 36_000, 2023: 48_000, 2024: 12_000}
        assert made.total(round="2022-01-15") == 0
        assert made.total(round="2022-04-15") == 12_000
        assert made.total(round="2024-01-15") == 12_000
        assert made.total(round="2024-04-15") == 0
        assert made.gaps == ()

    @given(st.dates(date(2021, 10, 16), date(2023, 1, 15)), st.integers(1, 10**6))
    def test_whoever_comes_counts_on_eight_record_dates(self, day: date, persons: int) -> None:
        made = calculate(self.programme, [Municipality(BORKEN, "Borken", entries=[Entry(day, persons)])])
        assert made.total() == 8 * 300 * persons
        counted = [payout.round for payout in payouts_of(made) if payout.amount]
        assert len(counted) == 8
        assert min(counted) >= day.isoformat()

    @given(st.lists(st.tuples(st.dates(date(2018, 1, 1), date(2025, 12, 31)), st.integers(0, 10**4)), min_size=1))
    def test_each_quarter_counts_who_came_within_the_two_years_before(self, came: list[tuple[date, int]]) -> None:
        town = Municipality(DUESSELDORF, "Düsseldorf", entries=[Entry(day, persons) for day, persons in came])
        made = calculate(self.programme, [town])
        for payout in payouts_of(made):
            on = date.fromisoformat(payout.round)
            before = [persons for day, persons in came if day <= on <= last_of_two_years(day)]
            assert payout.amount == 300 * sum(before)
            assert payout.derivation.replay() == payout.amount
        assert Statement.from_dict(made.to_dict()) == made

    def test_a_derivation_names_those_who_came_and_the_law(self) -> None:
        came = [Entry(date(2022, 3, 1), 40), Entry(date(2022, 5, 9), 3)]
        made = calculate(self.programme, [Municipality(BORKEN, "Borken", entries=came)])
        payout = next(one for one in payouts_of(made) if one.round == "2022-07-15")
        told = payout.derivation.explain(lang="de")
        for part in ("12.900,00 EUR", "300,00 EUR × 43", "40 + 3", "§ 17 Abs. 1 TIntG", "recht.nrw.de"):
            assert part in told
        assert "nobody came in time" in made.payouts[0].derivation.explain()

    def test_the_money_goes_to_the_municipality_directly(self) -> None:
        made = calculate(self.programme, [Municipality(BORKEN, "Borken", entries=[Entry(date(2022, 3, 1), 40)])])
        assert {payout.via for payout in payouts_of(made)} == {None}
        assert Statement.from_dict(made.to_dict()) == made

    def test_head_counts_serve_as_well(self) -> None:
        town = Municipality(DUESSELDORF, "Düsseldorf", head_counts=[HeadCount(date(2023, 4, 15), 25)])
        made = calculate(self.programme, [town])
        assert made.total() == Decimal("7500.00")
        assert len(made.gaps) == 11

    def test_who_says_nothing_about_entries_is_a_gap_not_zero(self) -> None:
        towns = [Municipality(BORKEN, "Borken", entries=[Entry(date(2022, 3, 1), 40)]), Municipality(DUESSELDORF, "D")]
        made = calculate(self.programme, towns)
        with pytest.raises(UnknownFigureError, match="no head count"):
            made.total()
        assert made.total(municipality=BORKEN) == Decimal("96000.00")
