"""Payout rounds: which fall into the window, who receives what by which way (R2.3, R8.1, R8.7-R8.9)."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from integrationsfoerderung import (
    Basis,
    District,
    Entry,
    Figure,
    HeadCount,
    Method,
    Municipality,
    PayoutRound,
    PerCapitaLine,
    PerCapitaPayout,
    PerCapitaPillar,
    Period,
    Rounding,
    Status,
    Unit,
)
from integrationsfoerderung.rules.rounds import (
    Paid,
    gaps_of,
    lines_of,
    opened,
    payouts_of,
    persons_by_round,
    rounds_in_window,
)

DAY = timedelta(days=1)
WINDOW = Period(date(2017, 4, 27), date(2021, 4, 26))
POT = Figure(1000_00, Unit.EUR, "pot of the year", "Topf", key="pot", clause="R2.1", status=Status.PUBLISHED)
LAND = Figure(40, Unit.PERSONS, "persons", "Personen", key="persons_of_land", clause="R2.4", status=Status.INFERRED)
RATE = Figure(24_00, Unit.EUR, "rate", "Satz", key="rate", clause="R2.4", status=Status.PUBLISHED)
TWICE = Figure(2, Unit.COUNT, "factor", "Faktor", key="factor", clause="R0.7", status=Status.EXPECTED)

days = st.dates(date(2016, 1, 1), date(2022, 12, 31))


def unknown(figure: Figure) -> Figure:
    """Return a figure that nobody knows."""
    return evolve(figure, value=None, status=Status.UNKNOWN)


def round_of(year: int, **figures: Any) -> PayoutRound:
    """Make the round of a year, at the rate where no other figures are given."""
    return PayoutRound(str(year), record_date=date(year, 9, 15), **(figures or {"rate": RATE}))


def again(year: int, repeats: int, **figures: Any) -> PayoutRound:
    """Make a round that is expected to repeat an earlier one."""
    return round_of(year, **({"rate": unknown(RATE), "factor": TWICE} | figures), repeats=str(repeats))


def pillar_of(*rounds: PayoutRound, **fields: Any) -> PerCapitaPillar:
    """Make a per-capita pillar of these rounds."""
    return PerCapitaPillar("per-capita", "Per capita", "Pro Kopf", None, rounds, **fields)


def town(number: int, **persons: int) -> Municipality:
    """Make a municipality with counts by year: `y2017=248`."""
    counts = [HeadCount(date(int(year[1:]), 9, 15), count) for year, count in persons.items()]
    return Municipality(f"08327{number:03d}", f"Town {number}", head_counts=counts)


def towns(*persons: int | None) -> list[Municipality]:
    """Make municipalities with these counts of 2017; None: not counted."""
    return [
        town(number) if count is None else town(number, y2017=count) for number, count in enumerate(persons, start=1)
    ]


def lines(
    pillar: PerCapitaPillar,
    payees: Sequence[Municipality | District] = (),
    basis: Basis = Basis.ANNOUNCED,
    rounding: Rounding = Rounding.CENT,
    method: Method = Method.EACH_ON_ITS_OWN,
) -> list[PerCapitaLine]:
    """Return the lines of a pillar."""
    return lines_of(pillar, WINDOW, payees, basis, rounding, method)


def marked(
    pillar: PerCapitaPillar, payees: Sequence[Municipality | District], *, expected: bool = True
) -> list[PerCapitaLine]:
    """Return the lines of a pillar at the rate, with what opens them."""
    made = lines(pillar, payees)
    return list(opened(made, persons_by_round(made, payees), expected=expected))


def paid(line: PerCapitaLine, payees: Sequence[Municipality | District]) -> Paid:
    """Return the payouts of a line."""
    first = line
    while first.repeats is not None:
        first = first.repeats
    return payouts_of(line, payees, persons_by_round([first, line], payees))


def cents(line: PerCapitaLine, payees: Sequence[Municipality | District]) -> list[int | None]:
    """Return the amounts of a line in cents."""
    return [payout.cents for payout in paid(line, payees).payouts]


class TestTheWindow:
    """R8.1: a round belongs to the programme where the day it is due lies in the window, both ends inside."""

    @given(st.lists(days, max_size=4, unique=True))
    def test_the_day_it_is_due_decides(self, due: list[date]) -> None:
        rounds = [
            PayoutRound(str(place), record_date=date(2000 + place, 1, 1), due=day, rate=RATE)
            for place, day in enumerate(due)
        ]
        inside = [one for one in rounds if one.due is not None and WINDOW.first <= one.due <= WINDOW.last]
        assert rounds_in_window(pillar_of(*rounds), WINDOW) == tuple(inside)
        assert [line.round for line in lines(pillar_of(*rounds))] == inside

    @pytest.mark.parametrize(
        ("day", "inside"),
        [
            (WINDOW.first - DAY, False), (WINDOW.first, True), (WINDOW.last, True), (WINDOW.last + DAY, False),
        ],
    )  # fmt: skip
    def test_where_none_is_fixed_the_record_date_does(self, day: date, inside: bool) -> None:
        one = PayoutRound("one", record_date=day, rate=RATE)
        assert rounds_in_window(pillar_of(one), WINDOW) == ((one,) if inside else ())


class TestTheRuleOfARound:
    """R2.4: a round is computed as asked for where it can be, otherwise as its figures allow."""

    @pytest.mark.parametrize(
        ("figures", "announced", "pot_share"),
        [
            ({"rate": RATE}, (RATE,), (RATE,)),
            ({"rate": RATE, "pot": POT}, (RATE,), (RATE,)),
            ({"rate": RATE, "persons_of_land": LAND}, (RATE,), (RATE,)),
            ({"rate": RATE, "pot": POT, "persons_of_land": LAND}, (RATE,), (POT, LAND)),
            ({"pot": POT, "persons_of_land": LAND}, (POT, LAND), (POT, LAND)),
            ({"rate": unknown(RATE), "pot": POT, "persons_of_land": LAND}, (unknown(RATE),), (POT, LAND)),
        ],
    )
    def test_its_figures_and_the_basis_they_belong_to(
        self, figures: dict[str, Figure], announced: tuple[Figure, ...], pot_share: tuple[Figure, ...]
    ) -> None:
        pillar = pillar_of(round_of(2017, **figures))
        for basis, expected in ((Basis.ANNOUNCED, announced), (Basis.POT_SHARE, pot_share)):
            (line,) = lines(pillar, basis=basis)
            assert line.figures == expected
            assert line.basis is (Basis.ANNOUNCED if len(expected) == 1 else Basis.POT_SHARE)

    @pytest.mark.parametrize("basis", Basis)
    def test_a_line_has_all_that_its_payouts_have_in_common(self, basis: Basis) -> None:
        years = Figure(3, Unit.YEARS)
        one = round_of(2017, rate=RATE, pot=POT, persons_of_land=LAND)
        pillar = pillar_of(one, years_from_entry=years, paid_through="nobody")
        figures = (RATE,) if basis is Basis.ANNOUNCED else (POT, LAND)
        assert lines(pillar, (), basis, Rounding.EURO, Method.LARGEST_REMAINDER) == [
            PerCapitaLine("per-capita", one, basis, figures, Rounding.EURO, Method.LARGEST_REMAINDER, years, "nobody")
        ]


class TestTheSumOfACompleteList:
    """R8.7: where nobody knows the persons of the Land, a list of all who are paid has them; a part of it never."""

    FIGURES = (POT, unknown(LAND))

    def land(
        self,
        payees: Sequence[Municipality | District],
        everyone: int | None = 3,
        basis: Basis = Basis.POT_SHARE,
        **figures: Any,
    ) -> tuple[Figure, ...]:
        """Return the figures of a round where the Land has so many recipients."""
        number = None if everyone is None else Figure(everyone, Unit.COUNT)
        pillar = pillar_of(
            round_of(2017, **({"pot": POT, "persons_of_land": unknown(LAND)} | figures)), everyone=number
        )
        (line,) = lines(pillar, payees, basis)
        return line.figures

    @given(st.lists(st.integers(0, 10**6), min_size=3, max_size=5).filter(any))
    def test_so_many_counts_are_the_land(self, persons: list[int]) -> None:
        together = Figure(
            sum(persons),
            Unit.PERSONS,
            "persons",
            "Personen",
            "persons_of_land",
            "R8.7",
            note="the sum of the complete list",
        )
        assert self.land(towns(*persons)) == (POT, together)
        assert self.land(towns(*persons), basis=Basis.ANNOUNCED) == (POT, together)

    @pytest.mark.parametrize("persons", [[], [5], [5, 6], [5, 6, None], [5, 6, 7, None], [None, None, None], [0, 0, 0]])
    def test_fewer_are_not_nor_is_a_list_with_somebody_uncounted_or_with_nobody(
        self, persons: list[int | None]
    ) -> None:
        assert self.land(towns(*persons)) == self.FIGURES

    def test_a_list_may_be_as_long_as_that_of_a_land(self) -> None:
        (_, everyone) = self.land(towns(*[2] * 400), 400)
        assert everyone.value == 800

    def test_one_person_is_enough_of_a_sum(self) -> None:
        (_, everyone) = self.land(towns(0, 1, 0))
        assert everyone.value == 1

    def test_a_known_number_stays(self) -> None:
        assert self.land(towns(5, 6, 7), persons_of_land=LAND) == (POT, LAND)

    def test_without_the_number_of_recipients_no_list_is_complete(self) -> None:
        assert self.land(towns(5, 6, 7), None) == self.FIGURES

    def test_an_announced_rate_needs_none(self) -> None:
        assert self.land(towns(5, 6, 7), basis=Basis.ANNOUNCED, rate=RATE) == (RATE,)

    def test_those_who_came_are_counted_by_their_entries(self) -> None:
        came = evolve(town(1), entries=[Entry(date(2016, 1, 1), 7), Entry(date(2010, 1, 1), 9)])
        rounds = round_of(2017, pot=POT, persons_of_land=unknown(LAND))
        pillar = pillar_of(rounds, everyone=Figure(1, Unit.COUNT), years_from_entry=Figure(3, Unit.YEARS))
        (line,) = lines(pillar, [came], Basis.POT_SHARE)
        assert line.figures[1].value == 7


class TestPersonsByRound:
    """R2.3: each round has a record date of its own; whoever was not counted then has no count."""

    def test_in_the_order_of_the_payees(self) -> None:
        payees = [town(1, y2017=5), town(2, y2017=0, y2018=6), town(3)]
        made = lines(pillar_of(round_of(2017), round_of(2018)))
        assert persons_by_round(made, payees) == {"2017": [5, 0, None], "2018": [None, 6, None]}
        assert persons_by_round(made, []) == {"2017": [], "2018": []}


BOTH = town(1, y2017=5, y2018=7, y2019=9)


class TestOpenLines:
    """R8.8, R0.7: a line that lacks a figure is open; one without figure or counts may repeat an earlier one."""

    def test_a_line_that_lacks_nothing_stays_as_it_is(self) -> None:
        pillar = pillar_of(round_of(2017), again(2018, 2017, rate=RATE))
        assert marked(pillar, [BOTH]) == lines(pillar)

    def test_one_without_its_figure_is_open(self) -> None:
        pillar = pillar_of(round_of(2017, rate=unknown(RATE)))
        assert marked(pillar, [BOTH]) == [evolve(lines(pillar)[0], gap="rate")]

    def test_the_first_of_several_is_named(self) -> None:
        pillar = pillar_of(round_of(2017, pot=unknown(POT), persons_of_land=unknown(LAND)))
        assert [line.gap for line in marked(pillar, [BOTH])] == ["pot"]
        pillar = pillar_of(round_of(2017, pot=POT, persons_of_land=unknown(LAND)))
        assert [line.gap for line in marked(pillar, [BOTH])] == ["persons_of_land"]

    def test_an_expected_figure_opens_it_where_it_is_not_asked_for(self) -> None:
        pillar = pillar_of(round_of(2017, rate=evolve(RATE, status=Status.EXPECTED)))
        assert [line.gap for line in marked(pillar, [BOTH], expected=False)] == ["rate"]
        assert [line.gap for line in marked(pillar, [BOTH])] == [""]

    @pytest.mark.parametrize("rate", [RATE, unknown(RATE)])
    def test_where_nobody_is_counted_no_figure_is_needed(self, rate: Figure) -> None:
        pillar = pillar_of(round_of(2017, rate=rate))
        for payees in ([], [town(1)], [town(1, y2018=5)]):
            assert marked(pillar, payees) == lines(pillar)

    def test_one_count_is_enough_to_need_it_even_of_0_persons(self) -> None:
        pillar = pillar_of(round_of(2017, rate=unknown(RATE)))
        assert [line.gap for line in marked(pillar, towns(None, 0, None))] == ["rate"]

    @pytest.mark.parametrize("payee", [BOTH, town(1, y2017=5)])
    def test_without_its_figure_or_its_counts_a_round_repeats_the_one_it_names(self, payee: Municipality) -> None:
        pillar = pillar_of(round_of(2017), again(2018, 2017))
        first, second = lines(pillar)
        assert marked(pillar, [payee]) == [first, evolve(second, repeats=first)]

    def test_without_counts_it_does_also_where_its_figure_is_known(self) -> None:
        pillar = pillar_of(round_of(2017), again(2018, 2017, rate=RATE))
        first, second = lines(pillar)
        assert marked(pillar, [town(1, y2017=5)]) == [first, evolve(second, repeats=first)]

    def test_where_the_factor_may_not_be_used_it_is_open(self) -> None:
        pillar = pillar_of(round_of(2017), again(2018, 2017))
        first, second = lines(pillar)
        assert marked(pillar, [BOTH], expected=False) == [first, evolve(second, gap="rate")]

    def test_where_it_is_unknown_too(self) -> None:
        pillar = pillar_of(round_of(2017), again(2018, 2017, factor=unknown(TWICE)))
        first, second = lines(pillar)
        assert marked(pillar, [BOTH]) == [first, evolve(second, gap="rate")]

    def test_a_round_that_names_none_repeats_none(self) -> None:
        pillar = pillar_of(round_of(2017), round_of(2018, rate=unknown(RATE)))
        first, second = lines(pillar)
        assert marked(pillar, [BOTH]) == [first, evolve(second, gap="rate")]

    def test_one_that_repeats_may_be_repeated(self) -> None:
        pillar = pillar_of(round_of(2017), again(2018, 2017), again(2019, 2018))
        first, second, third = lines(pillar)
        second = evolve(second, repeats=first)
        for payee in (BOTH, town(1, y2017=5)):
            assert marked(pillar, [payee]) == [first, second, evolve(third, repeats=second)]

    def test_one_that_is_open_is_not(self) -> None:
        pillar = pillar_of(round_of(2017, rate=unknown(RATE)), again(2018, 2017))
        first, second = lines(pillar)
        assert marked(pillar, [BOTH]) == [evolve(first, gap="rate"), evolve(second, gap="rate")]

    def test_nor_is_one_without_counts(self) -> None:
        pillar = pillar_of(round_of(2017), again(2018, 2017), again(2019, 2018))
        first, second, third = lines(pillar)
        assert marked(pillar, [town(1, y2019=5)]) == [first, second, evolve(third, gap="rate")]

    def test_of_those_before_it_repeats_the_one_it_names(self) -> None:
        pillar = pillar_of(round_of(2017), round_of(2018), again(2019, 2017))
        first, _, third = lines(pillar)
        assert marked(pillar, [BOTH])[2] == evolve(third, repeats=first)


class TestAmounts:
    """R2.4, R2.6, R8.9: each payee gets the round's rule on its own count, in the order given; 0 persons get 0."""

    @given(st.lists(st.none() | st.integers(0, 5), max_size=12), st.integers(0, 10**7))
    def test_the_rate_times_persons(self, persons: list[int | None], rate: int) -> None:
        payees = towns(*persons)
        (line,) = lines(pillar_of(round_of(2017, rate=evolve(RATE, value=rate))))
        expected = [
            PerCapitaPayout(None if count is None else rate * count, line, payee)
            for count, payee in zip(persons, payees, strict=True)
        ]
        assert paid(line, payees) == Paid(expected if any(count is not None for count in persons) else [], ())

    @given(st.lists(st.none() | st.integers(0, 10), min_size=1, max_size=12), st.sampled_from(Rounding))
    def test_the_share_of_the_pot(self, persons: list[int | None], rounding: Rounding) -> None:
        everyone = evolve(LAND, value=7)
        (line,) = lines(pillar_of(round_of(2017, pot=POT, persons_of_land=everyone)), (), Basis.POT_SHARE, rounding)
        unit = rounding.cents
        expected = [
            None if count is None else (2 * 1000_00 * count + 7 * unit) // (14 * unit) * unit for count in persons
        ]
        assert cents(line, towns(*persons)) == (expected if any(count is not None for count in persons) else [])

    def test_a_district_is_paid_by_its_own_count(self) -> None:
        districts = [
            District("08327", "Tuttlingen", head_counts=[HeadCount(date(2017, 9, 15), 8)]),
            District("08111", "Stuttgart", "Stadtkreis", head_counts=[HeadCount(date(2017, 9, 15), 2)]),
        ]
        (line,) = lines(pillar_of(round_of(2017), recipients="district"))
        assert cents(line, districts) == [192_00, 48_00]

    @pytest.mark.parametrize("method", Method)
    def test_of_an_open_line_they_are_open(self, method: Method) -> None:
        pillar = pillar_of(round_of(2017, pot=POT, persons_of_land=unknown(LAND)))
        payees = towns(5, None, 6)
        made = lines(pillar, payees, Basis.POT_SHARE, Rounding.CENT, method)
        (line,) = opened(made, persons_by_round(made, payees), expected=True)
        assert line.gap == "persons_of_land"
        assert paid(line, payees) == Paid([PerCapitaPayout(None, line, payee) for payee in payees], ())

    def test_of_a_rate_there_is_no_remainder(self) -> None:
        (line,) = lines(pillar_of(round_of(2017)), method=Method.LARGEST_REMAINDER)
        assert paid(line, towns(1, None)) == Paid(
            [PerCapitaPayout(24_00, line, towns(1)[0]), PerCapitaPayout(None, line, towns(None, None)[1])], ()
        )


class TestLargestRemainder:
    """R2.5: shares are cut to the unit, and the units left go to the largest remainders; ties to the smaller key."""

    def line(self, everyone: int, rounding: Rounding = Rounding.CENT) -> PerCapitaLine:
        """Return the line of a pot of 10 EUR."""
        figures = {"pot": evolve(POT, value=10_00), "persons_of_land": evolve(LAND, value=everyone)}
        (line,) = lines(pillar_of(round_of(2017, **figures)), (), Basis.POT_SHARE, rounding, Method.LARGEST_REMAINDER)
        return line

    @pytest.mark.parametrize(
        ("persons", "rounding", "amounts", "more", "ties"),
        [
            ([1, 1, 1], Rounding.CENT, [3_34, 3_33, 3_33], [1], [1, 2, 3]),
            ([1, 1, 1], Rounding.EURO, [4_00, 3_00, 3_00], [1], [1, 2, 3]),
            ([2, 2], Rounding.CENT, [5_00, 5_00], [], []),
            ([0, 5, 0], Rounding.CENT, [0, 10_00, 0], [], []),
            ([1, 2, 3], Rounding.CENT, [1_67, 3_33, 5_00], [1], []),
            ([3, 2, 1], Rounding.EURO, [5_00, 3_00, 2_00], [3], []),
            ([5, 1, 1], Rounding.CENT, [7_14, 1_43, 1_43], [2, 3], []),
        ],
    )
    def test_who_gets_the_units_left_is_kept(
        self, persons: list[int], rounding: Rounding, amounts: list[int], more: list[int], ties: list[int]
    ) -> None:
        payees, line = towns(*persons), self.line(sum(persons), rounding)
        kept = evolve(line, one_unit_more=frozenset(f"08327{number:03d}" for number in more))
        assert paid(line, payees) == Paid(
            [PerCapitaPayout(amount, kept, payee) for amount, payee in zip(amounts, payees, strict=True)],
            tuple(f"08327{number:03d}" for number in ties),
        )

    @given(st.lists(st.integers(0, 50), min_size=1, max_size=6).filter(any), st.sampled_from(Rounding))
    def test_the_parts_are_the_pot(self, persons: list[int], rounding: Rounding) -> None:
        line = self.line(sum(persons), rounding)
        assert sum(one or 0 for one in cents(line, towns(*persons))) == 10_00


class TestRepeatedAmounts:
    """R0.7: an expected round pays an earlier one's amounts so many times, and tells which line they rest on."""

    @given(st.lists(st.none() | st.integers(0, 500), min_size=1, max_size=5), st.integers(0, 3))
    def test_each_amount_so_many_times(self, persons: list[int | None], factor: int) -> None:
        payees = towns(*persons)
        times = evolve(TWICE, value=factor)
        pillar = pillar_of(round_of(2017), again(2018, 2017, factor=times), again(2019, 2018))
        first, second, third = marked(pillar, payees)
        if all(count is None for count in persons):
            assert (second.repeats, third.repeats) == (None, None)
        else:
            assert cents(second, payees) == [None if count is None else 24_00 * count * factor for count in persons]
            assert cents(third, payees) == [None if count is None else 48_00 * count * factor for count in persons]
            assert [payout.payee for payout in paid(second, payees).payouts] == payees
            assert paid(second, payees).payouts[0].line.repeats == first

    def test_a_round_whose_own_figure_is_known_pays_its_own(self) -> None:
        _, second = marked(pillar_of(round_of(2017), again(2018, 2017, rate=RATE)), [BOTH])
        assert cents(second, [BOTH]) == [7 * 24_00]

    def test_with_what_largest_remainder_gave_and_its_ties(self) -> None:
        payees = towns(1, 1, 1)
        figures = {"pot": POT, "persons_of_land": evolve(LAND, value=3)}
        pillar = pillar_of(round_of(2017, **figures), again(2018, 2017, rate=RATE))
        made = lines(pillar, payees, Basis.POT_SHARE, Rounding.CENT, Method.LARGEST_REMAINDER)
        _, second = opened(made, persons_by_round(made, payees), expected=True)
        amounts, ties = paid(second, payees)
        assert [one.cents for one in amounts] == [666_68, 666_66, 666_66]
        assert ties == ("08327001", "08327002", "08327003")
        for payout in amounts:
            assert payout.line.repeats is not None
            assert payout.line.repeats.one_unit_more == {"08327001"}


class TestGaps:
    """R8.8: what a round needs and nobody knows is named, with whom it keeps waiting."""

    def told(
        self, line: PerCapitaLine, payees: Sequence[Municipality | District], *, expected: bool = True
    ) -> list[tuple[str, tuple[str, ...], str]]:
        """Return the gaps of a line: key, who waits, and what is said."""
        gaps = gaps_of(line, paid(line, payees).payouts, payees, expected=expected)
        return [(gap.key, gap.keys, str(gap)) for gap in gaps]

    def test_a_round_that_lacks_nothing_has_none(self) -> None:
        (line,) = lines(pillar_of(round_of(2017)))
        assert self.told(line, towns(5, 0)) == []

    def test_a_round_for_which_nobody_has_a_count(self) -> None:
        (line,) = lines(pillar_of(round_of(2017)))
        said = "nobody has a head count for 2017-09-15: the round 2017 is not calculated and totals leave it out"
        assert self.told(line, towns(None, None)) == [("per-capita.2017.persons", (), said)]
        assert self.told(line, []) == []

    def test_those_without_a_count_are_named(self) -> None:
        (line,) = lines(pillar_of(round_of(2017)))
        said = "no head count for 2017-09-15 is given for Town 1, Town 3"
        assert self.told(line, towns(None, 5, None)) == [("per-capita.2017.persons", ("08327001", "08327003"), said)]

    def test_of_a_round_that_repeats_it_is_the_count_of_the_earlier_one(self) -> None:
        payees = [town(1, y2017=5), town(2, y2018=6)]
        _, second = marked(pillar_of(round_of(2017), again(2018, 2017)), payees)
        said = "no head count for 2017-09-15 is given for Town 2"
        assert self.told(second, payees) == [("per-capita.2018.persons", ("08327002",), said)]

    @pytest.mark.parametrize("expected", [False, True])
    def test_an_unknown_figure_keeps_those_with_a_count_waiting(self, expected: bool) -> None:
        payees = towns(5, None, 0)
        (line,) = marked(pillar_of(round_of(2017, rate=unknown(RATE))), payees, expected=expected)
        assert self.told(line, payees, expected=expected) == [
            ("per-capita.2017.persons", ("08327002",), "no head count for 2017-09-15 is given for Town 2"),
            ("rate", ("08327001", "08327003"), "rate is unknown (R2.4): no source gives it"),
        ]

    def test_so_does_one_that_is_only_expected(self) -> None:
        rate = evolve(RATE, status=Status.EXPECTED)
        (line,) = marked(pillar_of(round_of(2017, rate=rate)), towns(5), expected=False)
        said = "rate of 24.00 EUR is only expected (R2.4): it is used where expected figures are allowed"
        assert self.told(line, towns(5), expected=False) == [("rate", ("08327001",), said)]

    def test_the_figure_that_is_missing_is_told_not_one_that_is_known(self) -> None:
        pillar = pillar_of(round_of(2017, pot=POT, persons_of_land=unknown(LAND)))
        (line,) = marked(pillar, towns(5))
        assert [key for key, _, _ in self.told(line, towns(5))] == ["persons_of_land"]
