"""The per-capita pillar: rounds, bases, rounding, partial lists, open rounds (R2.1-R2.6, R8.7-R8.9)."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st

from integrationsfoerderung import (
    Basis,
    Case,
    CountStatus,
    Figure,
    HeadCount,
    InvalidInput,
    Method,
    Municipality,
    PerCapitaPayout,
    PerCapitaPillar,
    Pillar,
    Programme,
    Rounding,
    Statement,
    Status,
    UnknownFigureError,
    calculate,
    load_example,
    load_programme,
)
from integrationsfoerderung.testing import cases, programmes, statements

PAKT = load_programme("pakt-fuer-integration")
R2017, R2018 = date(2017, 9, 15), date(2018, 9, 15)
POT, LAND, RATE = 90_000_000, 72_857, 1_225
TUTTLINGEN = load_example("tuttlingen")

bases = st.sampled_from(Basis)
counts = st.lists(st.integers(0, 6_000), min_size=1, max_size=12)


def towns(persons: Sequence[int | None], record_date: date = R2017) -> list[Municipality]:
    """Make municipalities with these counts; None: not counted."""
    return [
        Municipality(
            f"08{place:06d}",
            f"Town {place}",
            head_counts=[] if count is None else [HeadCount(record_date, count)],
        )
        for place, count in enumerate(persons, start=1)
    ]


def amounts(statement: Statement, round_: str = "2017") -> list[Decimal | None]:
    """Return a round's amounts in the order of the municipalities."""
    return [payout.amount for payout in of_round(statement, round_)]


def of_round(statement: Statement, round_: str = "2017") -> list[PerCapitaPayout]:
    """Return a round's payouts."""
    return [payout for payout in all_of(statement) if payout.round == round_]


def all_of(statement: Statement) -> list[PerCapitaPayout]:
    """Return the per-capita payouts."""
    return [payout for payout in statement.payouts if isinstance(payout, PerCapitaPayout)]


def kinds(statement: Statement, kind: str) -> list[Any]:
    """Return the remarks of a kind."""
    return [remark for remark in statement.warnings if remark.kind == kind]


def half_up(exact: Fraction, unit: Fraction) -> Fraction:
    """Round an exact amount ≥ 0 to a unit."""
    return (exact / unit + Fraction(1, 2)) // 1 * unit


def with_round(**changes: Any) -> Programme:
    """Return the Pakt's per-capita pillar alone, the round of 2017 with other values of the figures named."""
    pillar = PAKT.per_capita
    assert pillar is not None
    first, *others = pillar.rounds
    figures = {name: evolve(getattr(first, name), value=value) for name, value in changes.items()}
    changed = evolve(pillar, rounds=[evolve(first, **figures), *others])
    return evolve(PAKT, pillars=[changed], figures=())


class TestAPotSharedByCountedPersons:
    """R2.1: a fixed pot a year, shared in proportion to counted persons; no minimum, no rate in the statute."""

    @given(counts, st.sampled_from(Rounding))
    def test_each_share_is_pot_times_persons_by_persons_of_the_land(
        self, persons: list[int], rounding: Rounding
    ) -> None:
        unit = Fraction(1) if rounding is Rounding.EURO else Fraction(1, 100)
        statement = calculate(PAKT, towns(persons), basis="pot_share", rounding=rounding)
        assert [Fraction(amount) for amount in amounts(statement) if amount is not None] == [
            half_up(Fraction(POT * count, LAND), unit) for count in persons
        ]

    @given(st.integers(1, LAND))
    def test_shares_of_the_whole_land_add_up_to_the_pot_but_for_the_rounding(self, first: int) -> None:
        persons = [first, LAND - first]
        total = calculate(PAKT, towns(persons), basis="pot_share").total(round="2017")
        assert abs(total - POT) <= Decimal("0.01")

    @given(st.integers(0, LAND), st.integers(0, LAND), bases)
    def test_more_persons_never_get_less_and_equal_ones_get_the_same(self, one: int, other: int, basis: Basis) -> None:
        assume(one + other <= LAND)
        first, second = amounts(calculate(PAKT, towns([one, other]), basis=basis))
        assert first is not None
        assert second is not None
        assert (first > second) == (one > other)
        assert (first == second) == (one == other)

    @given(st.lists(st.integers(0, 700), min_size=1, max_size=6), st.integers(2, 9), st.integers(5_000, LAND))
    def test_all_counts_times_a_number_change_nothing(self, persons: list[int], times: int, land: int) -> None:
        small = calculate(with_round(persons_of_land=land), towns(persons), basis="pot_share")
        scaled = with_round(persons_of_land=land * times)
        large = calculate(scaled, towns([count * times for count in persons]), basis="pot_share")
        assert amounts(small) == amounts(large)

    @given(counts, bases)
    def test_a_pot_without_the_persons_of_the_land_cannot_be_shared(self, persons: list[int], basis: Basis) -> None:
        whole = with_round()
        (pillar,) = whole.pillars
        assert isinstance(pillar, PerCapitaPillar)
        first, *others = pillar.rounds
        without = evolve(whole, pillars=[evolve(pillar, rounds=[evolve(first, persons_of_land=None), *others])])
        assert amounts(calculate(without, towns(persons), basis=basis)) == amounts(
            calculate(whole, towns(persons), basis="announced")
        )

    def test_one_person_is_paid_a_share_too(self) -> None:
        assert amounts(calculate(PAKT, towns([1]), basis="pot_share")) == [Decimal("1235.30")]


class TestWhoCounts:
    """R2.2: who counts on the record date; a provisional count never stands in for one of the record date."""

    @given(st.integers(0, LAND), st.sampled_from([CountStatus.FINAL, CountStatus.INTERIM, CountStatus.ILLUSTRATIVE]))
    def test_the_status_of_a_count_changes_no_amount(self, persons: int, status: CountStatus) -> None:
        town = Municipality("08327050", "Tuttlingen", head_counts=[HeadCount(R2017, persons, status)])
        assert amounts(calculate(PAKT, [town])) == [Decimal(RATE * persons)]

    @given(st.permutations(list(CountStatus)), st.integers(1, 4))
    def test_a_final_count_comes_before_an_illustrative_and_that_before_an_interim(
        self, order: list[CountStatus], size: int
    ) -> None:
        known = {status: 100 * place for place, status in enumerate(order[:size], start=1)}
        town = Municipality("08327050", "T", head_counts=[HeadCount(R2017, n, status) for status, n in known.items()])
        ranked = [CountStatus.FINAL, CountStatus.ILLUSTRATIVE, CountStatus.INTERIM]
        decides = next((known[status] for status in ranked if status in known), None)
        count = town.count(R2017)
        assert (None if count is None else count.persons) == decides
        assert amounts(calculate(PAKT, [town])) == ([] if decides is None else [Decimal(RATE * decides)])

    @given(st.dates(date(2017, 1, 1), date(2018, 12, 31)), st.integers(0, 500))
    def test_only_the_record_date_counts(self, day: date, persons: int) -> None:
        town = Municipality("08327050", "Tuttlingen", head_counts=[HeadCount(day, persons)])
        assert amounts(calculate(PAKT, [town])) == ([Decimal(RATE * persons)] if day == R2017 else [])

    def test_interim_and_made_up_counts_are_told(self) -> None:
        counts_ = [HeadCount(R2017, 1, "interim"), HeadCount(R2017, 2, "illustrative")]
        interim = evolve(towns([0])[0], head_counts=counts_[:1])
        made_up = evolve(towns([0, 0])[1], head_counts=counts_[1:])
        statement = calculate(PAKT, [interim, made_up])
        assert [remark.keys for remark in kinds(statement, "interim")] == [(interim.ags,)]
        assert [remark.keys for remark in kinds(statement, "illustrative")] == [(made_up.ags,)]
        assert kinds(calculate(PAKT, towns([1])), "interim") == kinds(calculate(PAKT, towns([1])), "illustrative") == []


class TestCalendarOfARound:
    """R2.3: record date 15 September, due 10 December of the year; the Landkreis passes the money on."""

    def test_the_rounds_of_the_pakt(self) -> None:
        assert PAKT.per_capita is not None
        assert [(round_.key, round_.record_date, round_.due) for round_ in PAKT.per_capita.rounds] == [
            ("2017", R2017, date(2017, 12, 10)),
            ("2018", R2018, date(2018, 12, 10)),
        ]

    def test_the_year_of_a_payout_is_that_of_its_due_date(self) -> None:
        statement = calculate(PAKT, [TUTTLINGEN.municipalities[0]], expected=True)
        assert [(payout.round, payout.year) for payout in of_round(statement) + of_round(statement, "2018")] == [
            ("2017", 2017),
            ("2018", 2018),
        ]
        assert list(statement.by("year")) == [2017, 2018]

    @given(programmes(sparse=True), st.data())
    def test_a_round_due_in_another_year_is_counted_there(self, programme: Programme, data: Any) -> None:
        case = data.draw(cases(programme))
        rounds = programme.per_capita.rounds if programme.per_capita is not None else ()
        due = {round_.key: round_.due or round_.record_date for round_ in rounds}
        statement = calculate(programme, case.municipalities)
        for payout in all_of(statement):
            assert payout.year == due[payout.round].year


class TestBothBases:
    """R2.4: the announced rate times persons, or the pot's share; both are known of 2017, no rate is of 2018."""

    @given(counts)
    def test_the_announced_rate_times_persons(self, persons: list[int]) -> None:
        assert amounts(calculate(PAKT, towns(persons))) == [Decimal(RATE * count) for count in persons]

    @given(counts, st.integers(0, 10**6))
    def test_the_rate_of_the_programme_decides(self, persons: list[int], cents: int) -> None:
        statement = calculate(with_round(rate=cents), towns(persons))
        assert [Fraction(amount) for amount in amounts(statement) if amount is not None] == [
            Fraction(cents * count, 100) for count in persons
        ]

    @given(counts)
    def test_it_is_additive_over_municipalities(self, persons: list[int]) -> None:
        assume(sum(persons) <= LAND)
        apart = calculate(PAKT, towns(persons)).total()
        assert apart == calculate(PAKT, towns([sum(persons)])).total()

    @pytest.mark.parametrize(
        ("persons", "basis", "amount"),
        [
            (248, "announced", "303800.00"),
            (854, "announced", "1046150.00"),
            (854, "pot_share", "1054943.24"),
            (418, "pot_share", "516353.95"),
        ],
    )
    def test_what_was_published_of_2017(self, persons: int, basis: str, amount: str) -> None:
        assert calculate(PAKT, towns([persons]), basis=basis).total() == Decimal(amount)

    def test_the_35_shares_of_the_landkreis_add_up_to_3_cents_less_than_the_share_of_the_sum(self) -> None:
        statement = calculate(PAKT, TUTTLINGEN.municipalities, basis=Basis.POT_SHARE)
        assert statement.total(pillar="per-capita") == Decimal("1054943.21")

    def test_the_expected_rate_of_2019_gives_what_the_landkreis_expected(self) -> None:
        assert calculate(with_round(rate=100_300), towns([1_358])).total() == Decimal("1362074.00")

    def test_a_rate_that_is_only_expected_is_used_only_where_that_is_allowed(self) -> None:
        assert PAKT.per_capita is not None
        first = PAKT.per_capita.rounds[0]
        assert first.rate is not None
        planned = evolve(first, rate=evolve(first.rate, value=112_500, status=Status.EXPECTED))
        programme = evolve(PAKT, pillars=[evolve(PAKT.per_capita, rounds=[planned])], figures=())
        refused, allowed = (calculate(programme, towns([10]), expected=expected) for expected in (False, True))
        assert amounts(refused) == [None]
        assert [gap.key for gap in refused.gaps] == ["per-capita.2017.rate"]
        assert "only expected" in str(refused.gaps[0])
        assert kinds(refused, "expected") == []
        assert amounts(allowed) == [Decimal("11250.00")]
        assert [remark.keys for remark in kinds(allowed, "expected")] == [("per-capita.2017.rate",)]


class TestRoundingOfAShare:
    """R2.5: no source says how a share is rounded; the choice is offered, and named in every result with it."""

    def test_by_default_to_the_cent_half_up_each_on_its_own(self) -> None:
        statement = calculate(with_round(pot=1, persons_of_land=2), towns([1]), basis="pot_share")
        assert (statement.rounding, statement.method) == (Rounding.CENT, Method.EACH_ON_ITS_OWN)
        assert amounts(statement) == [Decimal("0.01")]

    @pytest.mark.parametrize("rounding", Rounding)
    @pytest.mark.parametrize("method", Method)
    def test_every_result_on_pot_shares_names_unit_and_method(self, rounding: Rounding, method: Method) -> None:
        statement = calculate(PAKT, towns([LAND]), basis="pot_share", rounding=rounding, method=method)
        (named,) = (remark for remark in kinds(statement, "convention") if remark.clause == "R2.5")
        assert dict(named.message.values) == {"rounding": rounding.value, "method": method.value}
        (payout,) = of_round(statement)
        assert payout.derivation.replay() == payout.amount

    def test_a_result_at_the_announced_rate_rests_on_no_rounding(self) -> None:
        assert not any(remark.clause == "R2.5" for remark in kinds(calculate(PAKT, towns([5])), "convention"))

    @given(st.data(), st.sampled_from(Rounding))
    def test_largest_remainder_over_the_whole_land_gives_the_pot(self, data: Any, rounding: Rounding) -> None:
        case = data.draw(cases(complete=True, adversarial=True, most=9))
        statement = calculate(
            PAKT, case.municipalities, basis="pot_share", rounding=rounding, method="largest remainder"
        )
        assert statement.total(round="2017") == POT
        persons = [payout.persons for payout in of_round(statement)]
        expected = hare_niemeyer(
            POT if rounding is Rounding.EURO else POT * 100,
            [n or 0 for n in persons],
            [m.ags for m in case.municipalities],
        )
        unit = 1 if rounding is Rounding.EURO else Fraction(1, 100)
        assert [Fraction(amount) for amount in amounts(statement) if amount is not None] == [n * unit for n in expected]

    @given(st.integers(2, 60))
    def test_a_tie_goes_to_the_smaller_key_and_is_told(self, size: int) -> None:
        persons = [LAND // size] * size + [LAND % size]
        listed = towns(persons)
        for order in (listed, listed[::-1]):
            statement = calculate(PAKT, order, basis="pot_share", method="largest remainder")
            units = hare_niemeyer(POT * 100, persons, [town.ags for town in listed])
            expected = {town.ags: Decimal(n) / 100 for town, n in zip(listed, units, strict=True)}
            assert statement.by("municipality") == expected
            equal = {expected[town.ags] for town in listed[:size]}
            assert len(equal) == 1 or [remark.keys for remark in kinds(statement, "tie")] == [
                tuple(town.ags for town in listed[:size])
            ]


def hare_niemeyer(units: int, weights: list[int], keys: list[str]) -> list[int]:
    """Share units by largest remainder; ties go to the smaller key."""
    exact = [Fraction(units * weight, sum(weights)) for weight in weights]
    parts = [share.numerator // share.denominator for share in exact]
    order = sorted(range(len(weights)), key=lambda place: (parts[place] - exact[place], keys[place]))
    for place in order[: units - sum(parts)]:
        parts[place] += 1
    return parts


class TestNobodyCounted:
    """R2.6: a municipality with 0 counted persons gets 0; one without a count is another matter (R8.8)."""

    @given(statements(adversarial=True))
    def test_0_persons_get_0(self, statement: Statement) -> None:
        assert {payout.amount for payout in all_of(statement) if payout.persons == 0} <= {Decimal(0), None}

    def test_0_is_an_amount_and_no_count_is_none(self) -> None:
        assert amounts(calculate(PAKT, towns([0, None, 1]))) == [Decimal("0.00"), None, Decimal("1225.00")]


class TestPartialLists:
    """R8.7: the denominator is always the whole Land's; the others are "not listed"; more than all are refused."""

    @given(counts, st.sampled_from(Rounding))
    def test_the_residual_is_what_the_rounded_shares_miss_of_the_exact_one(
        self, persons: list[int], rounding: Rounding
    ) -> None:
        statement = calculate(PAKT, towns(persons), basis="pot_share", rounding=rounding)
        (residual,) = kinds(statement, "residual")
        values = dict(residual.message.values)
        assert values["residual"] == Fraction(statement.total(round="2017")) - Fraction(POT * sum(persons), LAND)
        assert (values["listed"], values["others"]) == (sum(persons), LAND - sum(persons))

    def test_a_share_does_not_depend_on_who_else_is_listed(self) -> None:
        alone = amounts(calculate(PAKT, towns([248]), basis="pot_share"))
        assert amounts(calculate(PAKT, towns([248, 1_000]), basis="pot_share"))[:1] == alone

    @pytest.mark.parametrize("persons", [LAND + 1, 10**9])
    def test_more_persons_than_the_whole_land_counted_are_refused(self, persons: int) -> None:
        with pytest.raises(InvalidInput) as caught:
            calculate(PAKT, towns([persons - 1, 1]))
        (problem,) = caught.value.problems
        assert (problem.field, problem.value) == ("head_counts", str(persons))
        assert "72,857" in str(problem.allowed)

    def test_so_are_those_of_the_frames_where_districts_are_paid(self) -> None:
        assert PAKT.per_capita is not None
        assert PAKT.management is not None
        pillars: list[Pillar] = [evolve(PAKT.per_capita, recipients="district"), PAKT.management]
        of_districts = evolve(PAKT, pillars=pillars, figures=())
        with pytest.raises(InvalidInput) as caught:
            calculate(of_districts, towns([LAND, 1]))
        assert [problem.value for problem in caught.value.problems] == [str(LAND + 1)]
        assert calculate(of_districts, towns([LAND - 1, 1])).payouts == ()

    def test_as_many_as_the_whole_land_counted_are_not(self) -> None:
        assert calculate(PAKT, towns([LAND - 1, 1])).total() == RATE * LAND

    @given(st.lists(st.integers(0, 400), min_size=1, max_size=5))
    def test_largest_remainder_over_a_part_of_the_land_is_refused(self, persons: list[int]) -> None:
        with pytest.raises(InvalidInput) as caught:
            calculate(PAKT, towns(persons), basis="pot_share", method="largest remainder")
        (problem,) = caught.value.problems
        assert problem.field == "method"
        assert f"{sum(persons):,}" in str(problem.allowed)

    def test_so_is_a_list_in_which_somebody_is_not_counted(self) -> None:
        with pytest.raises(InvalidInput):
            calculate(PAKT, towns([LAND, None]), basis="pot_share", method="largest remainder")

    def test_largest_remainder_without_any_count_splits_nothing(self) -> None:
        statement = calculate(PAKT, towns([None]), basis="pot_share", method="largest remainder")
        assert len(statement.payouts) == statement.total() == 0

    def test_largest_remainder_of_a_rate_is_refused(self) -> None:
        with pytest.raises(InvalidInput) as caught:
            calculate(PAKT, towns([LAND]), method=Method.LARGEST_REMAINDER)
        assert [problem.field for problem in caught.value.problems] == ["method"]

    def test_the_announced_rate_misses_the_pot_of_2017_by_750175(self) -> None:
        (remark,) = kinds(calculate(PAKT, towns([1])), "announced-against-pot")
        assert dict(remark.message.values) == {"everyone": LAND, "round": "2017", "gap": Decimal("750175.00")}
        assert kinds(calculate(PAKT, towns([1]), basis="pot_share"), "announced-against-pot") == []


class TestOpenRounds:
    """R8.8: no count: not calculated; a count but no rate: open, and totals over it raise; expected 2018 = 2017."""

    BOTH = Municipality("08327050", "T", head_counts=[HeadCount(R2017, 248), HeadCount(R2018, 300)])

    def test_a_round_without_counts_is_not_calculated_and_totals_leave_it_out(self) -> None:
        statement = calculate(PAKT, towns([248]))
        assert of_round(statement, "2018") == []
        assert statement.total() == statement.total(round="2017") == Decimal("303800.00")
        with pytest.raises(UnknownFigureError, match="not calculated"):
            statement.total(round="2018")
        assert statement.total(round="2018", known_only=True) == 0
        assert [gap.key for gap in statement.gaps] == ["per-capita.2018.persons"]
        assert "not calculated" in str(statement.gaps[0])

    def test_a_round_due_outside_the_window_has_the_sum_0(self) -> None:
        assert PAKT.per_capita is not None
        first, second = PAKT.per_capita.rounds
        late = evolve(second, due=date(2019, 4, 27), repeats=None, factor=None)
        programme = evolve(PAKT, pillars=[evolve(PAKT.per_capita, rounds=[first, late])], figures=())
        statement = calculate(programme, [*towns([5, None]), self.BOTH])
        assert [gap.key for gap in statement.gaps] == ["per-capita.2017.persons"]
        assert statement.total(round="2018") == 0

    def test_a_round_with_counts_and_an_unknown_rate_is_open(self) -> None:
        statement = calculate(PAKT, [self.BOTH])
        assert amounts(statement, "2018") == [None]
        (gap,) = statement.gaps
        assert (gap.key, gap.keys) == ("per-capita.2018.rate", ("08327050",))
        assert gap.look is not None

    @pytest.mark.parametrize(
        "selection", [{}, {"round": "2018"}, {"year": 2018}, {"municipality": "08327050"}, {"pillar": "per-capita"}]
    )
    def test_a_total_that_covers_it_raises_and_names_the_rate(self, selection: dict[str, Any]) -> None:
        statement = calculate(PAKT, [self.BOTH])
        with pytest.raises(UnknownFigureError, match="rate per person is unknown") as caught:
            statement.total(**selection)
        assert caught.value.key == "per-capita.2018.rate"
        assert caught.value.look is not None
        with pytest.raises(UnknownFigureError):
            statement.by("pillar")

    def test_one_that_does_not_or_asks_for_known_amounts_only_does_not(self) -> None:
        statement = calculate(PAKT, [self.BOTH])
        assert statement.total(round="2017") == statement.total(year=2017) == Decimal("303800.00")
        assert statement.total(known_only=True) == Decimal("303800.00")
        assert statement.by("round", known_only=True) == {"2017": Decimal("303800.00"), "2018": Decimal("0.00")}

    def test_an_open_payout_has_no_derivation(self) -> None:
        (payout,) = of_round(calculate(PAKT, [self.BOTH]), "2018")
        with pytest.raises(UnknownFigureError, match="rate per person is unknown"):
            _ = payout.derivation

    def test_on_pot_shares_it_is_the_count_of_the_land_that_nobody_knows(self) -> None:
        statement = calculate(PAKT, [self.BOTH], basis="pot_share")
        assert amounts(statement, "2018") == [None]
        assert [gap.key for gap in statement.gaps] == ["per-capita.2018.persons_of_land"]
        assert [remark.keys for remark in kinds(statement, "residual")] == [("2017",)]

    @pytest.mark.parametrize("basis", Basis)
    def test_with_expected_figures_2018_repeats_2017_and_is_marked(self, basis: Basis) -> None:
        for municipalities in (TUTTLINGEN.municipalities, [self.BOTH]):
            statement = calculate(PAKT, municipalities, basis=basis, expected=True)
            assert amounts(statement, "2018") == amounts(statement)
            assert {payout.expected for payout in of_round(statement)} == {False}
            assert {payout.expected for payout in of_round(statement, "2018")} == {True}
            assert [remark.keys for remark in kinds(statement, "expected")] == [("2018",)]
            assert statement.gaps == ()
            for payout in of_round(statement, "2018"):
                assert payout.derivation.replay() == payout.amount
                assert "per-capita.2018.factor" in [leaf.key for leaf in payout.derivation.leaves()]

    def test_the_two_rounds_of_the_landkreis_are_expected_to_be_2092300(self) -> None:
        statement = calculate(PAKT, TUTTLINGEN.municipalities, expected=True)
        assert statement.total(pillar="per-capita") == Decimal("2092300.00")

    def test_there_is_nothing_to_repeat_where_2017_was_not_counted(self) -> None:
        only_2018 = evolve(self.BOTH, head_counts=[HeadCount(R2018, 300)])
        statement = calculate(PAKT, [only_2018], expected=True)
        assert amounts(statement, "2018") == [None]
        assert [gap.key for gap in statement.gaps] == ["per-capita.2017.persons", "per-capita.2018.rate"]
        with pytest.raises(UnknownFigureError):
            statement.total()

    def test_nor_where_2017_is_open_itself(self) -> None:
        statement = calculate(with_round(rate=None), [self.BOTH], expected=True)
        assert amounts(statement) == amounts(statement, "2018") == [None]
        assert [gap.key for gap in statement.gaps] == ["per-capita.2017.rate", "per-capita.2018.rate"]
        with pytest.raises(UnknownFigureError):
            statement.total(round="2018")

    def test_a_municipality_without_a_count_is_open_and_named(self) -> None:
        statement = calculate(PAKT, towns([5, None]), expected=True)
        uncounted = towns([5, None])[1].ags
        assert amounts(statement) == amounts(statement, "2018") == [Decimal("6125.00"), None]
        assert [(gap.key, gap.keys) for gap in statement.gaps] == [
            ("per-capita.2017.persons", (uncounted,)),
            ("per-capita.2018.persons", (uncounted,)),
        ]
        with pytest.raises(UnknownFigureError, match="no head count for 2017-09-15") as caught:
            statement.total(round="2017")
        assert caught.value.key == "per-capita.2017.persons"
        with pytest.raises(UnknownFigureError, match="counted persons is unknown"):
            _ = of_round(statement)[1].derivation

    @given(programmes(sparse=True), st.data(), bases, st.booleans())
    def test_every_round_of_any_programme_pays_what_the_clauses_say(
        self, programme: Programme, data: Any, basis: Basis, expected: bool
    ) -> None:
        case = data.draw(cases(programme))
        statement = calculate(programme, case.municipalities, basis=basis, expected=expected)
        paid = {key: of_round(statement, key) for key in ("2017", "2018", "2019")}
        for key, oracle in rounds_of(programme, case, basis, expected=expected).items():
            assert [None if one.amount is None else Fraction(one.amount) for one in paid.pop(key)] == oracle
        assert not any(paid.values())
        open_ = {payout.gap for payout in all_of(statement) if payout.amount is None}
        assert open_ <= {gap.key for gap in statement.gaps}


def rounds_of(programme: Programme, case: Case, basis: Basis, *, expected: bool) -> dict[str, list[Fraction | None]]:
    """Compute each round in the window from its figures, a second time."""

    def usable(figure: Figure | None) -> bool:
        return figure is not None and figure.value is not None and (expected or figure.status is not Status.EXPECTED)

    found: dict[str, list[Fraction | None]] = {}
    for round_ in programme.per_capita.rounds if programme.per_capita is not None else ():
        if (round_.due or round_.record_date) not in programme.window:
            continue
        persons = [next((c.persons for c in m.head_counts if c.record_date == round_.record_date and
                         c.status is not CountStatus.PROVISIONAL), None) for m in case.municipalities]  # fmt: skip
        at_rate = round_.pot is None or (round_.rate is not None and basis is Basis.ANNOUNCED)
        figures = [round_.rate] if at_rate else [round_.pot, round_.persons_of_land]
        nobody = all(count is None for count in persons)
        if not nobody and all(map(usable, figures)):
            values = [figure.value or 0 for figure in figures if figure is not None]
            found[round_.key] = [
                None if count is None
                else Fraction(values[0] * count, 100) if at_rate
                else half_up(Fraction(values[0] * count, 100 * values[1]), Fraction(1, 100))
                for count in persons
            ]  # fmt: skip
        elif any(amount is not None for amount in found.get(round_.repeats or "", [])) and usable(round_.factor):
            factor = round_.factor.value if round_.factor is not None else None
            earlier = found[round_.repeats or ""]
            found[round_.key] = [None if amount is None else amount * (factor or 0) for amount in earlier]
        else:
            found[round_.key] = [] if nobody else [None] * len(persons)
    return found


class TestRecipients:
    """R8.9: the municipality is paid via its Landkreis and never pooled; a Stadtkreis directly (R2.3)."""

    @given(statements(adversarial=True))
    def test_every_payout_goes_to_one_municipality_via_its_landkreis(self, statement: Statement) -> None:
        by_key = {municipality.ags: municipality for municipality in statement.municipalities}
        for payout in all_of(statement):
            municipality = by_key[payout.recipient]
            assert payout.municipality is municipality
            assert payout.recipient_name == municipality.name
            assert payout.via == (None if payout.recipient[5:] == "000" else payout.recipient[:5])

    @given(st.data(), bases, st.sampled_from(Method))
    def test_permuting_the_municipalities_permutes_the_payouts(self, data: Any, basis: Basis, method: Method) -> None:
        whole = method is Method.LARGEST_REMAINDER
        case = data.draw(cases(complete=whole, adversarial=True))
        chosen: dict[str, Any] = {"basis": "pot_share" if whole else basis, "method": method, "expected": True}
        before = calculate(PAKT, case.municipalities, **chosen)
        after = calculate(PAKT, data.draw(st.permutations(case.municipalities)), **chosen)
        assert {(payout.round, payout.recipient): payout.amount for payout in all_of(before)} == {
            (payout.round, payout.recipient): payout.amount for payout in all_of(after)
        }
