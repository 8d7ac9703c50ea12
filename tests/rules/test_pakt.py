"""The bundled programmes, and every figure of the Pakt für Integration (R1 to R4)."""

from collections import Counter
from datetime import date
from importlib import resources

import pytest

from integrationsfoerderung import (
    BudgetPillar,
    Period,
    Programme,
    Source,
    Status,
    UnknownFigureError,
    load_programme,
    programmes,
)

PAKT = "pakt-fuer-integration"


class TestBundled:
    """The bundled programmes load, by key and all together."""

    def test_every_file_is_a_programme_of_its_key(self) -> None:
        files = [file.name for file in resources.files("integrationsfoerderung.catalogue").iterdir()]
        keys = sorted(name.removesuffix(".toml").replace("_", "-") for name in files if name.endswith(".toml"))
        assert [programme.key for programme in programmes()] == keys
        assert PAKT in keys
        assert [load_programme(key) for key in keys] == list(programmes())

    @pytest.mark.parametrize("programme", programmes(), ids=lambda programme: str(programme.key))
    def test_every_figure_has_status_source_and_clause(self, programme: Programme) -> None:
        for entry in programme.figures:
            assert entry.status in set(Status) - {Status.ILLUSTRATIVE}
            assert entry.clause
            assert entry.label
            sources = [claim.source for claim in entry.claims] if entry.claims else [entry.source]
            assert all(source is not None and source.title.strip() for source in sources)
            assert (entry.value is None) == (entry.status in (Status.UNKNOWN, Status.CONTESTED))
            assert bool(entry.look and entry.look_de) >= (entry.status is Status.UNKNOWN)
            assert bool(entry.note and entry.note_de) >= (entry.status in (Status.UNKNOWN, Status.INFERRED))

    @pytest.mark.parametrize("programme", programmes(), ids=lambda programme: str(programme.key))
    def test_how_complete_it_is_counts_every_figure(self, programme: Programme) -> None:
        counted = programme.completeness()
        assert set(counted) == set(Status) - {Status.ILLUSTRATIVE}
        assert counted == {status: Counter(entry.status for entry in programme.figures)[status] for status in counted}
        assert sum(counted.values()) == len(programme.figures)


PUBLISHED, EXPECTED, INFERRED, UNKNOWN = "published", "expected", "inferred", "unknown"

PAKT_FIGURES = [
    ("window.first", "day", "2017-04-27", INFERRED, "R1.2"),
    ("window.term", "years", "2", PUBLISHED, "R0.1"),
    ("budget.total", "EUR", "320000000.00", PUBLISHED, "R1.1"),
    ("per-capita.budget", "EUR", "180000000.00", PUBLISHED, "R1.1"),
    ("per-capita.2017.record_date", "day", "2017-09-15", PUBLISHED, "R2.3"),
    ("per-capita.2017.due", "day", "2017-12-10", INFERRED, "R2.3"),
    ("per-capita.2017.pot", "EUR", "90000000.00", PUBLISHED, "R2.1"),
    ("per-capita.2017.rate", "EUR", "1225.00", PUBLISHED, "R2.4"),
    ("per-capita.2017.persons_of_land", "persons", "72857", INFERRED, "R2.4"),
    ("per-capita.2018.record_date", "day", "2018-09-15", PUBLISHED, "R2.3"),
    ("per-capita.2018.due", "day", "2018-12-10", INFERRED, "R2.3"),
    ("per-capita.2018.pot", "EUR", "90000000.00", PUBLISHED, "R2.1"),
    ("per-capita.2018.rate", "EUR", None, UNKNOWN, "R2.4"),
    ("per-capita.2018.persons_of_land", "persons", None, UNKNOWN, "R2.4"),
    ("per-capita.2018.factor", "times", "1", EXPECTED, "R0.7"),
    ("management.budget", "EUR", "116000000.00", PUBLISHED, "R1.1"),
    ("management.record_date", "day", "2017-09-15", PUBLISHED, "R3.2"),
    ("management.pot", "EUR", "58000000.00", PUBLISHED, "R3.1"),
    ("management.persons_of_land", "persons", "72857", INFERRED, "R3.3"),
    ("management.tranche_pot", "EUR", "34800000.00", INFERRED, "R3.4"),
    ("management.tranche_persons_of_land", "persons", "46828", INFERRED, "R3.4"),
    ("management.term", "years", "2", PUBLISHED, "R3.6"),
    ("management.threshold", "EUR", "51000.00", PUBLISHED, "R3.7"),
    ("management.least_fte", "FTE", "0.25", PUBLISHED, "R3.7"),
    ("management.fixed_amounts.degree", "EUR", "64000.00", PUBLISHED, "R3.5"),
    ("management.fixed_amounts.other-degree", "EUR", "64000.00", INFERRED, "R3.5"),
    ("management.fixed_amounts.vocational", "EUR", "51000.00", PUBLISHED, "R3.5"),
    ("other.budget", "EUR", "24000000.00", PUBLISHED, "R1.1"),
    ("other.rows.1", "EUR", "3000000.00", PUBLISHED, "R4"),
    ("other.rows.2", "EUR", "6700000.00", PUBLISHED, "R4"),
    ("other.rows.3", "EUR", "5400000.00", PUBLISHED, "R4"),
    ("other.rows.4", "EUR", "8900000.00", INFERRED, "R4"),
    ("facts.cabinet_decision", "day", "2017-04-04", PUBLISHED, "R1.1"),
    ("facts.signing", "day", "2017-04-27", PUBLISHED, "R1.1"),
    ("facts.statute_in_force", "day", "2017-01-01", PUBLISHED, "R2.1"),
    ("facts.arrivals_from", "day", "2015-01-01", PUBLISHED, "R2.2"),
    ("facts.arrivals_until", "day", "2016-02-29", PUBLISHED, "R2.2"),
    ("facts.reporting_deadline_2017", "day", "2017-10-15", PUBLISHED, "R2.3"),
    ("facts.corrections_until_2017", "day", "2017-12-31", PUBLISHED, "R2.3"),
    ("facts.reporting_deadline_2018", "day", "2018-10-15", PUBLISHED, "R2.3"),
    ("facts.corrections_until_2018", "day", "2018-12-31", PUBLISHED, "R2.3"),
    ("facts.settlement_of_corrections", "EUR", None, UNKNOWN, "R2.3"),
    ("facts.per_head_2017", "EUR", "1235.00", PUBLISHED, "R2.4"),
    ("facts.persons_of_land_2018_bound", "persons", "88100", PUBLISHED, "R2.4"),
    ("facts.rate_2018_bound", "EUR", "1021.57", INFERRED, "R2.4"),
    ("facts.rounding_of_a_share", "EUR", None, UNKNOWN, "R2.5"),
    ("facts.tranche_percent", "percent", "60", PUBLISHED, "R3.4"),
    ("facts.tranche_payment", "day", None, UNKNOWN, "R3.4"),
    ("facts.tranche_settlement", "day", None, UNKNOWN, "R3.4"),
    ("facts.latest_start", "day", None, UNKNOWN, "R3.6"),
    ("facts.part_of_a_month", "months", None, UNKNOWN, "R3.6"),
]


@pytest.fixture(scope="module")
def pakt() -> Programme:
    """Return the Pakt für Integration, 2017/18 edition."""
    return load_programme(PAKT)


class TestPakt:
    """R1 to R4: the figures of the Pakt für Integration, 2017/18 edition, each as sure as its source."""

    @pytest.mark.parametrize(("key", "unit", "value", "status", "clause"), PAKT_FIGURES)
    def test_a_figure(self, pakt: Programme, key: str, unit: str, value: str | None, status: str, clause: str) -> None:
        entry = pakt.figure(key)
        assert (entry.unit.text, entry.to_dict().get("amount"), entry.clause) == (unit, value, clause)
        assert entry.status is Status(status)

    def test_the_budget_adds_up(self, pakt: Programme) -> None:
        million = 10**6 * 100
        budgets = [pillar.budget.whole for pillar in pakt.pillars if pillar.budget is not None]
        assert budgets == [180 * million, 116 * million, 24 * million]
        assert sum(budgets) == pakt.figure("budget.total").whole == 320 * million

    def test_the_four_rows_of_the_rest_add_up(self, pakt: Programme) -> None:
        other = pakt.pillar("other")
        assert isinstance(other, BudgetPillar)
        assert sum(row.whole for row in other.rows) == pakt.figure("other.budget").whole
        assert [row.label_de for row in other.rows] == [
            "AVdual-Begleitung",
            "Schulsozialarbeit und Jugendberufshelfer zusammen",
            "Bürgerschaftliches Engagement",
            "Sprachförderung (VwV Deutsch)",
        ]

    def test_the_pots_of_the_years_make_up_the_budgets_of_the_pillars(self, pakt: Programme) -> None:
        pots = [pakt.figure(f"per-capita.{year}.pot").whole for year in (2017, 2018)]
        assert sum(pots) == pakt.figure("per-capita.budget").whole
        years = pakt.figure("management.term").whole
        assert years * pakt.figure("management.pot").whole == pakt.figure("management.budget").whole

    def test_the_first_tranche_is_its_part_of_the_pot_of_a_year(self, pakt: Programme) -> None:
        pot, percent = pakt.figure("management.pot").whole, pakt.figure("facts.tranche_percent").whole
        assert pot * percent == 100 * pakt.figure("management.tranche_pot").whole

    def test_the_bound_for_2018_follows_from_the_pot_and_the_least_count(self, pakt: Programme) -> None:
        bound, least = pakt.figure("facts.rate_2018_bound"), pakt.figure("facts.persons_of_land_2018_bound")
        pot = pakt.figure("per-capita.2018.pot")
        assert (bound.whole - 1) * least.whole < pot.whole < bound.whole * least.whole

    def test_the_window_runs_two_years_from_the_signing(self, pakt: Programme) -> None:
        assert pakt.window == Period(date(2017, 4, 27), date(2019, 4, 26))
        assert pakt.figure("facts.signing").day == pakt.window.first

    def test_the_rate_was_planned_lower_and_raised_in_november(self, pakt: Programme) -> None:
        key = "per-capita.2017.rate"
        planned = pakt.figure(key, on=date(2017, 9, 21))
        assert (str(planned.amount), planned.status) == ("1125.00", Status.EXPECTED)
        assert planned.valid == Period(date(2017, 4, 27), date(2017, 11, 7))
        announced = pakt.figure(key, on=date(2017, 11, 8))
        assert (str(announced.amount), announced.status) == ("1225.00", Status.PUBLISHED)
        assert announced.valid == Period(date(2017, 11, 8), date.max)
        assert pakt.figure(key, on=date(2017, 11, 7)) == planned
        assert pakt.figure(key) == pakt.figure(key, on=date(2018, 3, 28)) == announced
        assert (planned.source, announced.source) == (
            Source("Gränzbote", date=date(2017, 9, 21)),
            Source("Trossinger Zeitung", date=date(2017, 11, 8)),
        )

    def test_the_second_round_is_expected_to_repeat_the_first(self, pakt: Programme) -> None:
        assert pakt.per_capita is not None
        assert [(round_.key, round_.repeats) for round_ in pakt.per_capita.rounds] == [("2017", None), ("2018", "2017")]

    def test_reading_the_rate_of_2018_says_what_is_missing_and_where_to_look(self, pakt: Programme) -> None:
        with pytest.raises(UnknownFigureError) as caught:
            _ = pakt.figure("per-capita.2018.rate").amount
        error = caught.value
        assert error.key == "per-capita.2018.rate"
        assert str(error.missing).startswith(
            "announced rate per person is unknown (R2.4): No rate a head announced for 2018"
        )
        assert str(error.look).startswith("press releases of the districts of autumn 2018; notices of December 2018")
        assert "Bescheide vom Dezember 2018" in error.text.told("de", str)

    def test_the_head_and_the_press_release_are_sources(self, pakt: Programme) -> None:
        assert pakt.figure("management.term").source == Source(
            "Landkreis Tuttlingen, Pressemitteilung", date=date(2018, 3, 28)
        )
        assert pakt.figure("per-capita.2017.pot").source == Source(
            "§ 29d FAG, Fassung vom Februar 2017", "landesrecht-bw.de", date(2017, 2, 21)
        )
