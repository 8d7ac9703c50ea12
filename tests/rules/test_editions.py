"""The editions after 2018 (R5): every figure by value, status and clause; what is open, contested, or only expected."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from integrationsfoerderung import (
    Basis,
    District,
    Figure,
    GrantPayout,
    HeadCount,
    InvalidInput,
    Manager,
    Method,
    Municipality,
    Period,
    Programme,
    Rounding,
    Statement,
    Status,
    Unit,
    UnknownFigureError,
    calculate,
    districts,
    load_example,
    load_programme,
    municipalities_of,
    programmes,
)

PAKT = "pakt-fuer-integration"
PUBLISHED, EXPECTED, INFERRED, UNKNOWN, CONTESTED = "published", "expected", "inferred", "unknown", "contested"

FIGURES = {
    "pakt-fuer-integration-2019": [
        ("window.first", "2019-01-01", INFERRED, "R5"),
        ("window.term", "1", INFERRED, "R5"),
        ("budget.total", None, UNKNOWN, "R5"),
        ("per-capita.budget", "90000000.00", PUBLISHED, "R5"),
        ("per-capita.everyone", "1101", PUBLISHED, "R8.7"),
        ("per-capita.2019.record_date", "2019-09-15", PUBLISHED, "R5"),
        ("per-capita.2019.due", "2019-12-10", INFERRED, "R2.3"),
        ("per-capita.2019.pot", "90000000.00", PUBLISHED, "R5"),
        ("per-capita.2019.rate", "1003.00", EXPECTED, "R2.4"),
        ("per-capita.2019.persons_of_land", None, UNKNOWN, "R2.4"),
        ("management.budget", None, UNKNOWN, "R5"),
        ("management.after", "2", PUBLISHED, "R5"),
        ("management.term", "3", PUBLISHED, "R5"),
        ("management.most_fte_on", "2018-12-31", INFERRED, "R8.12"),
        ("management.fixed_amounts.degree", "64000.00", INFERRED, "R5"),
        ("management.fixed_amounts.other-degree", "64000.00", INFERRED, "R3.5"),
        ("management.fixed_amounts.vocational", "51000.00", INFERRED, "R5"),
        ("facts.pact_sum", "70000000.00", PUBLISHED, "R5"),
        ("facts.management_of_a_year", "58000000.00", PUBLISHED, "R5"),
        ("facts.rate_2019_looking_back", "1005.00", PUBLISHED, "R2.4"),
        ("facts.persons_tuttlingen_2019", "1358", PUBLISHED, "R6"),
        ("facts.condition_of_month_36", None, UNKNOWN, "R5"),
        ("facts.frame_cap", None, UNKNOWN, "R8.12"),
    ],
    "pakt-fuer-integration-2020": [
        ("window.first", "2020-01-01", PUBLISHED, "R5"),
        ("window.term", "1", INFERRED, "R5"),
        ("budget.total", None, UNKNOWN, "R5"),
        ("per-capita.budget", "15000000.00", PUBLISHED, "R5"),
        ("per-capita.everyone", "1101", PUBLISHED, "R8.7"),
        ("per-capita.2020.record_date", "2020-09-15", PUBLISHED, "R5"),
        ("per-capita.2020.due", "2020-12-10", INFERRED, "R2.3"),
        ("per-capita.2020.pot", "15000000.00", PUBLISHED, "R5"),
        ("per-capita.2020.rate", None, UNKNOWN, "R2.4"),
        ("per-capita.2020.persons_of_land", None, UNKNOWN, "R2.4"),
        ("management.budget", None, UNKNOWN, "R5"),
        ("management.after", "3", PUBLISHED, "R5"),
        ("management.term", "5", PUBLISHED, "R5"),
        ("management.approved_by", "2018-12-31", PUBLISHED, "R5"),
        ("management.fixed_amounts.degree", "64000.00", PUBLISHED, "R5"),
        ("management.fixed_amounts.other-degree", "64000.00", INFERRED, "R3.5"),
        ("management.fixed_amounts.vocational", "51000.00", PUBLISHED, "R5"),
        ("facts.decree", "2020-11-11", PUBLISHED, "R5"),
        ("facts.management_of_a_year", "58000000.00", PUBLISHED, "R5"),
        ("facts.rate_2020_least", "100.00", EXPECTED, "R2.4"),
        ("facts.rate_2020_most", "200.00", EXPECTED, "R2.4"),
        ("facts.persons_tuttlingen_2020", "1334", PUBLISHED, "R6"),
        ("facts.per_capita_ends", "2021-01-01", PUBLISHED, "R2.4"),
        ("facts.minors_of_a_year", "11000000.00", PUBLISHED, "R5"),
        ("facts.frame_cap", None, UNKNOWN, "R8.12"),
    ],
    "pakt-fuer-integration-2023": [
        ("window.first", "2022-01-01", INFERRED, "R5"),
        ("window.term", "3", INFERRED, "R5"),
        ("budget.total", None, UNKNOWN, "R5"),
        ("management.budget", None, UNKNOWN, "R5"),
        ("management.after", "5", PUBLISHED, "R5"),
        ("management.term", "6", PUBLISHED, "R5"),
        ("management.until", "2024-12-31", INFERRED, "R5"),
        ("management.approved_by", "2018-12-31", INFERRED, "R8.12"),
        ("management.fixed_amounts.degree", "60000.00", PUBLISHED, "R5"),
        ("management.fixed_amounts.other-degree", "60000.00", INFERRED, "R3.5"),
        ("management.fixed_amounts.vocational", "47000.00", PUBLISHED, "R5"),
        ("facts.yearly_sum", None, CONTESTED, "R5"),
        ("facts.frame_cap", None, UNKNOWN, "R8.12"),
    ],
    "pakt-fuer-integration-2024": [
        ("window.first", "2023-01-01", INFERRED, "R5"),
        ("window.term", "2", INFERRED, "R5"),
        ("budget.total", None, UNKNOWN, "R5"),
        ("management.budget", None, UNKNOWN, "R5"),
        ("management.after", "6", INFERRED, "R5"),
        ("management.until", "2024-12-31", PUBLISHED, "R5"),
        ("management.approved_by", "2018-12-31", INFERRED, "R8.12"),
        ("management.fixed_amounts.degree", "60000.00", PUBLISHED, "R5"),
        ("management.fixed_amounts.other-degree", "60000.00", INFERRED, "R3.5"),
        ("management.fixed_amounts.vocational", None, UNKNOWN, "R5"),
        ("facts.yearly_sum", None, CONTESTED, "R5"),
        ("facts.decree_from", None, UNKNOWN, "R5"),
        ("facts.frame_cap", None, UNKNOWN, "R8.12"),
    ],
    "pakt-fuer-integration-2025": [
        ("window.first", "2025-01-01", INFERRED, "R5"),
        ("window.term", "2", INFERRED, "R5"),
        ("budget.total", "116000000.00", PUBLISHED, "R5"),
        ("management.budget", "116000000.00", PUBLISHED, "R5"),
        ("management.until", "2026-12-31", INFERRED, "R5"),
        ("management.fixed_amounts.degree", "68000.00", EXPECTED, "R5"),
        ("management.fixed_amounts.other-degree", None, UNKNOWN, "R5"),
        ("management.fixed_amounts.vocational", None, UNKNOWN, "R5"),
        ("facts.pot_of_a_year", "58000000.00", PUBLISHED, "R5"),
        ("facts.districts", "44", PUBLISHED, "R5"),
        ("facts.look_back_of_key", None, UNKNOWN, "R5"),
        ("facts.record_date_of_key", None, UNKNOWN, "R5"),
        ("facts.allocations_of_land", None, UNKNOWN, "R5"),
        ("facts.frame_cap", None, UNKNOWN, "R8.12"),
    ],
    "ukraine-aid-2022": [
        ("window.first", "2022-01-01", INFERRED, "R5"),
        ("window.term", "1", INFERRED, "R5"),
        ("budget.total", "8000000.00", PUBLISHED, "R5"),
        ("population.budget", "8000000.00", PUBLISHED, "R5"),
        ("population.everyone", "44", PUBLISHED, "R5"),
        ("population.2022.record_date", "2021-11-30", PUBLISHED, "R5"),
        ("population.2022.due", "2022-12-31", INFERRED, "R5"),
        ("population.2022.pot", "8000000.00", PUBLISHED, "R5"),
        ("population.2022.persons_of_land", None, UNKNOWN, "R5"),
        ("facts.payment_date", None, UNKNOWN, "R5"),
        ("facts.rounding_of_a_share", None, UNKNOWN, "R2.5"),
    ],
}

WINDOWS = {
    PAKT: (date(2017, 4, 27), date(2019, 4, 26)),
    f"{PAKT}-2019": (date(2019, 1, 1), date(2019, 12, 31)),
    f"{PAKT}-2020": (date(2020, 1, 1), date(2020, 12, 31)),
    f"{PAKT}-2023": (date(2022, 1, 1), date(2024, 12, 31)),
    f"{PAKT}-2024": (date(2023, 1, 1), date(2024, 12, 31)),
    f"{PAKT}-2025": (date(2025, 1, 1), date(2026, 12, 31)),
    "ukraine-aid-2022": (date(2022, 1, 1), date(2022, 12, 31)),
}

load = cache(load_programme)


def written(figure: Figure) -> str | None:
    """Return a figure's value as the table above writes it."""
    if figure.value is None:
        return None
    return figure.day.isoformat() if figure.unit is Unit.DAY else str(figure.amount)


class TestListed:
    """`programmes()` lists all editions in the order of their years, each with its window and how complete it is."""

    def test_the_editions_and_their_windows(self) -> None:
        found = {programme.key: (programme.window.first, programme.window.last) for programme in programmes()}
        assert list(found.items()) == list(WINDOWS.items())

    @pytest.mark.parametrize("key", FIGURES)
    def test_every_figure(self, key: str) -> None:
        figures = [(one.key, written(one), one.status and one.status.value, one.clause) for one in load(key).figures]
        assert figures == FIGURES[key]

    @pytest.mark.parametrize("key", FIGURES)
    def test_how_complete_it_is(self, key: str) -> None:
        statuses = [status for _, _, status, _ in FIGURES[key]]
        counted = load(key).completeness()
        assert {status.value: count for status, count in counted.items() if count} == {
            status: statuses.count(status) for status in statuses
        }

    @pytest.mark.parametrize("key", FIGURES)
    def test_no_amount_is_carried_over_from_one_period_to_the_next(self, key: str) -> None:
        """47,000 belong to months 61 to 72: no other edition has them."""
        lower = [one.value for one in load(key).figures if one.key.endswith("fixed_amounts.vocational")]
        assert (47_000_00 in lower) == (key == f"{PAKT}-2023")


class TestBudgets:
    """Every edition adds up to its budget, or says by how much it does not, or why nobody can tell (R1.1, R5)."""

    def test_each_is_checked(self) -> None:
        assert {one.key: one.budget_check().difference for one in programmes()} == {
            PAKT: 0,
            f"{PAKT}-2019": None,
            f"{PAKT}-2020": None,
            f"{PAKT}-2023": None,
            f"{PAKT}-2024": None,
            f"{PAKT}-2025": 0,
            "ukraine-aid-2022": 0,
        }

    def test_what_cannot_be_checked_says_which_sums_nobody_knows(self) -> None:
        for one in programmes():
            check = one.budget_check()
            assert check.absent == ()
            assert check.unknown == (() if check.adds_up else ("budget", "management"))
            told = "no sum is known for budget, management" if check.unknown else "the budget is the sum of its pillars"
            assert told in str(check.message)

    def test_a_budget_that_is_not_the_sum_says_by_how_much(self) -> None:
        edition = load("ukraine-aid-2022")
        assert edition.budget is not None
        check = evolve(edition, budget=evolve(edition.budget, value=8_000_001_50)).budget_check()
        assert (check.difference, check.adds_up) == (Decimal("1.50"), False)
        assert str(check.message) == "the budget is 1.50 EUR over its pillars"

    def test_two_years_of_58_million(self) -> None:
        edition = load(f"{PAKT}-2025")
        assert edition.budget is not None
        assert edition.budget.whole == 2 * edition.figure("facts.pot_of_a_year").whole

    def test_70_and_90_million_are_not_added(self) -> None:
        budget = load(f"{PAKT}-2019").budget
        assert budget is not None
        assert budget.status is Status.UNKNOWN
        assert "90 million" in budget.note
        assert "70 million" in budget.note


class TestContested:
    """58 million against 43 million: both are kept with their sources, reading the figure raises with both."""

    @pytest.mark.parametrize("year", [2023, 2024])
    def test_reading_raises_with_both_sources(self, year: int) -> None:
        figure = load(f"{PAKT}-{year}").figure("facts.yearly_sum")
        assert [claim.amount for claim in figure.claims] == [58_000_000, 43_000_000]
        assert len({claim.source for claim in figure.claims}) == 2
        for read in (lambda: figure.amount, lambda: figure.whole, figure.replay):
            with pytest.raises(UnknownFigureError) as raised:
                read()
            for told in ("58,000,000.00 EUR", "43,000,000.00 EUR", "diegemeinde.de", "fm.baden-wuerttemberg.de"):
                assert told in str(raised.value)
            assert raised.value.key == "facts.yearly_sum"


NAMED = [
    (f"{PAKT}-2019", "per-capita.2019.persons_of_land", "15.09.2019", "Statistisches Landesamt"),
    (f"{PAKT}-2019", "facts.condition_of_month_36", "approved", "Regierungspräsidium"),
    (f"{PAKT}-2019", "facts.frame_cap", "24 months", "Stuttgart"),
    (f"{PAKT}-2020", "per-capita.2020.rate", "range of 100 to 200", "December 2020"),
    (f"{PAKT}-2020", "per-capita.2020.persons_of_land", "15.09.2020", "Statistisches Landesamt"),
    (f"{PAKT}-2024", "management.fixed_amounts.vocational", "after month 72", "2024"),
    (f"{PAKT}-2024", "facts.decree_from", "decree of 2023", "Gemeinsames Amtsblatt"),
    (f"{PAKT}-2025", "facts.look_back_of_key", "allocations out of first reception", "Stuttgart"),
    (f"{PAKT}-2025", "management.fixed_amounts.vocational", "2025/26", "VwV"),
    ("ukraine-aid-2022", "facts.payment_date", "payment date", "2022"),
]


class TestUnknown:
    """What R5 leaves empty stays unknown and raises when it is needed, with what is missing and where to look."""

    @pytest.mark.parametrize(("edition", "key", "missing", "look"), NAMED)
    def test_it_names_what_is_missing(self, edition: str, key: str, missing: str, look: str) -> None:
        figure = load(edition).figure(key)
        with pytest.raises(UnknownFigureError) as raised:
            _ = figure.whole
        assert missing in str(raised.value)
        assert look in str(raised.value.look)
        assert raised.value.key == key

    def test_no_edition_lacks_a_reason(self) -> None:
        for edition in programmes():
            for figure in edition.figures:
                if figure.value is None and not figure.claims:
                    assert figure.note.strip()
                    assert figure.look.strip()


def counted(ags: str, name: str, day: date, persons: int) -> Municipality:
    """Return a municipality with one count."""
    return Municipality(ags, name, head_counts=[HeadCount(day, persons)])


@cache
def whole_land(day: date) -> tuple[Municipality, ...]:
    """Return all 1,101 municipalities with some count each."""
    return tuple(counted(one.ags, one.name, day, place % 7) for place, one in enumerate(municipalities_of("08")))


class TestPerCapita:
    """R2.4, R5: 2019 at an expected rate, 2020 at a rate that nobody knows; a pot share needs the whole Land."""

    @given(st.integers(0, 10**6))
    def test_2019_is_open_unless_expected_figures_are_allowed(self, persons: int) -> None:
        town = counted("08327050", "Tuttlingen", date(2019, 9, 15), persons)
        edition = load(f"{PAKT}-2019")
        strict = calculate(edition, [town])
        assert [payout.amount for payout in strict.payouts] == [None]
        assert [gap.key for gap in strict.gaps] == ["per-capita.2019.rate"]
        with pytest.raises(UnknownFigureError, match="1,003"):
            strict.total()
        lenient = calculate(edition, [town], expected=True)
        assert lenient.total() == persons * 1003
        assert [remark.keys for remark in lenient.warnings if remark.kind == "expected"] == [("per-capita.2019.rate",)]
        (payout,) = lenient.payouts
        assert [leaf.status for leaf in payout.derivation.leaves() if leaf.key] == [Status.EXPECTED]

    @pytest.mark.parametrize("expected", [False, True])
    def test_2020_has_no_rate_and_a_range_is_none(self, expected: bool) -> None:
        town = counted("08327050", "Tuttlingen", date(2020, 9, 15), 1334)
        made = calculate(load(f"{PAKT}-2020"), [town], expected=expected)
        with pytest.raises(UnknownFigureError, match="range of 100 to 200"):
            made.total()
        assert made.total(known_only=True) == 0

    @pytest.mark.parametrize(("year", "pot"), [(2019, 90_000_000), (2020, 15_000_000)])
    def test_the_whole_land_has_its_own_denominator(self, year: int, pot: int) -> None:
        land = whole_land(date(year, 9, 15))
        edition = load(f"{PAKT}-{year}")
        made = calculate(edition, land, basis=Basis.POT_SHARE, method=Method.LARGEST_REMAINDER)
        assert made.total() == pot
        each = calculate(edition, land, basis=Basis.POT_SHARE)
        everyone = sum(one.head_counts[0].persons for one in land)
        first = each.payouts[3]
        assert first.amount == Rounding.CENT.quotient(pot * 100 * 3, everyone) / Decimal(100)

    @pytest.mark.parametrize("year", [2019, 2020])
    def test_a_part_of_the_land_is_open(self, year: int) -> None:
        for land in (whole_land(date(year, 9, 15))[:-1], whole_land(date(year, 9, 15))[:1]):
            made = calculate(load(f"{PAKT}-{year}"), land, basis=Basis.POT_SHARE)
            assert {payout.amount for payout in made.payouts} == {None}
            assert [gap.key for gap in made.gaps] == [f"per-capita.{year}.persons_of_land"]


@st.composite
def populations(draw: st.DrawFn) -> list[District]:
    """All 44 districts with some population each."""
    sizes = draw(st.lists(st.integers(0, 700_000), min_size=44, max_size=44).filter(any))
    day = date(2021, 11, 30)
    found = districts()
    return [
        District(one.key, one.name, one.kind, head_counts=[HeadCount(day, size)])
        for one, size in zip(found, sizes, strict=True)
    ]


def aid(payees: Sequence[District], method: Method = Method.EACH_ON_ITS_OWN) -> Statement:
    """Compute the Ukraine aid."""
    return calculate(load("ukraine-aid-2022"), [], districts=payees, basis=Basis.POT_SHARE, method=method)


class TestUkraineAid:
    """R5: 8.0 million to the 44 districts by population; the caller gives it for all, or the amounts stay open."""

    @given(populations())
    def test_parts_and_residual_are_the_pot(self, payees: list[District]) -> None:
        made = aid(payees)
        (remark,) = (remark for remark in made.warnings if remark.kind == "residual")
        residual = dict(remark.message.values)["residual"]
        assert isinstance(residual, Fraction)
        assert Fraction(made.total()) - residual == 8_000_000
        assert made.gaps == ()

    @given(populations())
    def test_each_share_is_in_proportion(self, payees: list[District]) -> None:
        people = [payee.head_counts[0].persons for payee in payees]
        shares = [Fraction(800_000_000 * one, sum(people)) for one in people]
        amounts = [payout.cents for payout in aid(payees).payouts]
        assert amounts == [int(share + Fraction(1, 2)) for share in shares]

    @given(populations())
    def test_largest_remainder_gives_the_whole_pot(self, payees: list[District]) -> None:
        made = aid(payees, Method.LARGEST_REMAINDER)
        assert made.total() == 8_000_000
        for payout in made.payouts:
            assert payout.derivation.replay() == payout.amount

    @given(populations(), st.data())
    def test_a_partial_list_is_open_and_never_guessed(self, payees: list[District], data: st.DataObject) -> None:
        missing = data.draw(st.sets(st.integers(0, 43), min_size=1))
        part = [payee for place, payee in enumerate(payees) if place not in missing]
        uncounted = [
            District(payee.key, payee.name, payee.kind) if place in missing else payee
            for place, payee in enumerate(payees)
        ]
        for method in Method:
            for listed in (part, uncounted):
                made = aid(listed, method)
                assert all(payout.amount is None for payout in made.payouts)
                assert len(made.gaps) >= (1 if listed else 0)
                if any(payee.head_counts for payee in listed):
                    assert "population.2022.persons_of_land" in [gap.key for gap in made.gaps]

    @given(populations(), st.sampled_from(Method))
    def test_it_explains_itself_and_survives_json(self, payees: list[District], method: Method) -> None:
        made = aid(payees, method)
        assert Statement.from_dict(made.to_dict()) == made
        assert made.by("year") == {2022: made.total()}
        assert set(made.by("recipient")) == {payee.key for payee in payees}
        for lang in ("de", "en"):
            assert payees[0].name in made.payouts[0].explain(lang=lang)

    def test_municipalities_are_not_paid(self) -> None:
        made = calculate(load("ukraine-aid-2022"), [Municipality("08327050", "Tuttlingen")])
        assert made.payouts == ()
        assert made.total() == 0


def manager(provider: str, fte: str = "1", start: date = date(2025, 1, 1), qualification: str = "degree") -> Manager:
    """Return a manager of the years 2025 and 2026."""
    return Manager("M-1", provider=provider, fte=Decimal(fte), qualification=qualification, start=start)


TUTTLINGEN = Municipality("08327050", "Tuttlingen", provider="08327")
STUTTGART = Municipality("08111000", "Stuttgart")


class TestDistricts2025:
    """R5: in 2025 and 2026 only Stadt- and Landkreise may apply; 68,000 for an FTE are only expected."""

    edition = load(f"{PAKT}-2025")

    @pytest.mark.parametrize("provider", [None, "08327038"])
    def test_a_municipality_may_not_apply(self, provider: str | None) -> None:
        town = Municipality("08327050", "Tuttlingen", provider=provider)
        lead = Municipality("08327038", "Neuhausen ob Eck")
        with pytest.raises(InvalidInput) as refused:
            calculate(self.edition, [town, lead], [manager(provider or town.ags)], expected=True)
        (problem,) = refused.value.problems
        assert (problem.field, problem.value) == ("provider", provider or town.ags)
        assert "only districts may apply" in str(problem.remedy)

    @pytest.mark.parametrize("town", [TUTTLINGEN, STUTTGART], ids=["Landkreis", "Stadtkreis"])
    def test_a_district_may(self, town: Municipality) -> None:
        made = calculate(self.edition, [town], [manager(town.provider_key, "0.75")], expected=True)
        assert made.total() == Decimal("102000.00")
        assert made.by("year") == {2025: 51_000, 2026: 51_000}
        assert [leaf.status for leaf in made.grants[0].derivation.leaves() if leaf.key] == [Status.EXPECTED]
        assert [remark.keys for remark in made.warnings if remark.kind == "expected"] == [
            ("management.fixed_amounts.degree",)
        ]
        assert [payout.expected for payout in made.payouts if isinstance(payout, GrantPayout)] == [True, True]
        assert Statement.from_dict(made.to_dict()) == made

    def test_it_is_open_where_expected_figures_are_not_allowed(self) -> None:
        made = calculate(self.edition, [TUTTLINGEN], [manager("08327")])
        with pytest.raises(UnknownFigureError, match=r"68,000\.00 EUR is only expected"):
            made.total()
        assert [gap.key for gap in made.gaps] == ["management.fixed_amounts.degree"]

    @pytest.mark.parametrize("qualification", ["other-degree", "vocational"])
    @pytest.mark.parametrize("expected", [False, True])
    def test_no_other_amount_is_known(self, qualification: str, expected: bool) -> None:
        people = [manager("08327", qualification=qualification)]
        made = calculate(self.edition, [TUTTLINGEN], people, expected=expected)
        with pytest.raises(UnknownFigureError, match="is unknown"):
            made.total()

    @given(st.dates(date(2025, 1, 1), date(2026, 12, 31)), st.integers(0, 900))
    def test_positions_count_by_calendar_months(self, start: date, days: int) -> None:
        end = date.fromordinal(start.toordinal() + days)
        person = Manager("M-1", provider="08327", fte=Decimal(1), qualification="degree", start=start, end=end)
        (grant,) = calculate(self.edition, [TUTTLINGEN], [person], expected=True).grants
        paid = Period(start, min(end, date(2026, 12, 31)))
        assert [funding.period for funding in grant.fundings] == [paid]
        assert grant.cents == int(68_000_00 * paid.months_exact / 12 + Fraction(1, 2))

    def test_a_position_of_2018_is_none_of_2025(self) -> None:
        made = calculate(self.edition, [TUTTLINGEN], [manager("08327", start=date(2018, 4, 3))], expected=True)
        assert made.total() == 0
        assert "start-outside-window" in [remark.kind for remark in made.warnings]
        assert "expected" not in [remark.kind for remark in made.warnings]


class TestApprovalPeriods:
    """R5: a rate belongs to the months of a position, not to a calendar year."""

    def grants(self, person: Manager, town: Municipality) -> list[tuple[Period | None, int | None]]:
        """Return the days and the euros of each edition after 2018."""
        editions = [load(f"{PAKT}-{year}") for year in (2019, 2020, 2023, 2024)]
        made = [calculate(edition, [town], [person]).grants[0] for edition in editions]
        assert all(grant.cents is None or grant.cents % 100 == 0 for grant in made)
        return [(one.fundings[0].period, None if one.cents is None else one.cents // 100) for one in made]

    def test_a_position_begun_on_01_12_2017_gets_60000_from_01_12_2022(self) -> None:
        town = Municipality("08327050", "Tuttlingen")
        assert self.grants(manager(town.ags, start=date(2017, 12, 1)), town) == [
            (Period(date(2019, 12, 1), date(2020, 11, 30)), 64_000),
            (Period(date(2020, 12, 1), date(2022, 11, 30)), 128_000),
            (Period(date(2022, 12, 1), date(2023, 11, 30)), 60_000),
            (Period(date(2023, 12, 1), date(2024, 12, 31)), 65_000),
        ]

    def test_the_lower_rate_ends_with_month_72(self) -> None:
        town = Municipality("08327050", "Tuttlingen")
        person = manager(town.ags, start=date(2017, 12, 1), qualification="vocational")
        assert [amount for _, amount in self.grants(person, town)] == [51_000, 102_000, 47_000, None]

    def test_the_first_manager_of_the_landkreis_through_all_editions(self) -> None:
        example = load_example("tuttlingen")
        person = next(one for one in example.managers if one.id == "M-12")
        served = Municipality("08327036", "Mühlheim an der Donau", provider="08327")
        alone = Manager(
            "M-12", provider="08327", fte=person.fte, qualification=person.qualification, start=person.start
        )
        assert self.grants(alone, served) == [
            (Period(date(2020, 4, 3), date(2021, 4, 2)), 48_000),
            (Period(date(2021, 4, 3), date(2023, 4, 2)), 96_000),
            (Period(date(2023, 4, 3), date(2024, 4, 2)), 45_000),
            (Period(date(2024, 4, 3), date(2024, 12, 31)), 33_500),
        ]

    def test_without_counts_of_2017_no_frame_divides_a_grant_over_municipalities(self) -> None:
        towns = [TUTTLINGEN, Municipality("08327036", "Mühlheim an der Donau", provider="08327")]
        made = calculate(load(f"{PAKT}-2023"), towns, [manager("08327", start=date(2018, 1, 1))])
        assert made.total() == 60_000
        assert made.grants[0].parts is None
        with pytest.raises(InvalidInput) as refused:
            made.by("municipality")
        (problem,) = refused.value.problems
        assert "no frame divides the grant of Landkreis Tuttlingen" in str(problem.remedy)

    @pytest.mark.parametrize("year", [2019, 2020, 2023, 2024])
    def test_the_example_runs_through_each_edition_and_explains_itself(self, year: int) -> None:
        example = load_example("tuttlingen")
        made = calculate(load(f"{PAKT}-{year}"), example.municipalities, example.managers, expected=True)
        assert Statement.from_dict(made.to_dict()) == made
        for payout in made.payouts:
            assert payout.explain(lang="de")
            if payout.amount is not None:
                assert payout.derivation.replay() == payout.amount
        # frames of 2017 show a continuation per municipality; a single open rate keeps a provider's grant open
        known = [grant for grant in made.grants if grant.amount is not None]
        assert len(known) == {2024: 3}.get(year, 6)
        assert all(sum(grant.parts or ()) == grant.cents for grant in known)
        assert "R8.12" in [remark.clause for remark in made.warnings if remark.kind == "convention"]


class TestEveryProgramme:
    """Whatever the edition, a case without counts and managers pays nothing, and says so in both languages."""

    @pytest.mark.parametrize("edition", programmes(), ids=lambda edition: str(edition.key))
    def test_a_case_without_counts(self, edition: Programme) -> None:
        made = calculate(edition, [TUTTLINGEN, STUTTGART])
        assert made.total() == 0
        assert Statement.from_dict(made.to_dict()) == made
