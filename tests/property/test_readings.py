"""Readings: amounts forwards, and back to the counts, held to trying every count (R2.4, R2.5, R3.3, R3.4, R3.9)."""

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from math import floor
from typing import Any, NamedTuple

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from integrationsfoerderung import (
    Basis,
    Figure,
    ManagementPillar,
    PayoutRound,
    Rounding,
    Stage,
    Status,
    Unit,
    load_programme,
)
from integrationsfoerderung.message import message
from integrationsfoerderung.rules import readings
from integrationsfoerderung.rules.readings import Reading

PAKT = load_programme("pakt-fuer-integration")
assert PAKT.management is not None
assert PAKT.per_capita is not None
PILLAR: ManagementPillar = PAKT.management
ROUND: PayoutRound = PAKT.per_capita.rounds[0]
MOST_PARTS = 5


def eur(cents: int | None, **fields: Any) -> Figure:
    """Make a figure in EUR; None: nobody knows it."""
    return Figure(cents, Unit.EUR, "pot", status=Status.UNKNOWN if cents is None else None, **fields)


def people(count: int | None) -> Figure:
    """Make the persons of the whole Land; None: nobody knows them."""
    return Figure(count, Unit.PERSONS, "persons of the Land", status=Status.UNKNOWN if count is None else None)


def years(count: int | None) -> Figure:
    """Make the years of a term; None: nobody knows them."""
    return Figure(count, Unit.YEARS, "years of the term", status=Status.UNKNOWN if count is None else None)


def frame_of(pot: int | None, everyone: int | None, term: int | None = 2) -> Reading:
    """Return the planning frame of a Land of its own."""
    return readings.final_frame(land(pot, everyone, term))


def land(pot: int | None, everyone: int | None, term: int | None = 2) -> ManagementPillar:
    """Return the management pillar of a Land of its own."""
    return evolve(PILLAR, pot=eur(pot), persons_of_land=people(everyone), term=years(term))


def share_of(pot: int, everyone: int, to: Rounding) -> Reading:
    """Return the per-capita share of a pot, rounded to the unit named."""
    found = readings.of_round(evolve(ROUND, pot=eur(pot), persons_of_land=people(everyone)), Basis.POT_SHARE)
    (reading,) = [one for one in found if one.rounding is to]
    return reading


def rate_of(rate: int, everyone: int | None) -> Reading:
    """Return rate × persons, in a Land whose persons may be unknown."""
    counted = None if everyone is None else people(everyone)
    return readings.at_rate(evolve(ROUND, pot=None, persons_of_land=counted), eur(rate))


# --- an oracle: every amount that every count can have


class Small(NamedTuple):
    """A reading of a Land of a few persons, and by another way the amounts that its counts have."""

    reading: Reading
    everyone: int
    step: int
    """Of which every amount is a multiple, in cents."""

    amounts: Callable[[int, int], Iterable[int]]
    """Every amount in cents that so many persons in so many parts can add up to."""

    @property
    def told(self) -> list[int]:
        """Amounts that somebody may be told: the reading's own, and others between, below and above them."""
        top = max(self.amounts(self.everyone, MOST_PARTS))
        near = {0, 1, self.step - 1, self.step // 2}
        return sorted({cents + off for cents in range(0, top + 3 * self.step, self.step) for off in near})

    def by_count(self, parts: int) -> dict[int, set[int]]:
        """Return the amounts of every count of the Land."""
        return {count: set(self.amounts(count, parts)) for count in range(self.everyone + 1)}


def shares(pot: int, everyone: int, unit: int, times: int = 1) -> Callable[[int, int], Iterable[int]]:
    """Return what shares of a pot add up to: each rounding moves a part that is not empty by half a unit at most."""

    def amounts(count: int, parts: int) -> Iterable[int]:
        exact, half = Fraction(pot * count, everyone * unit), Fraction(min(count, parts), 2)
        if not pot * count:
            return [0]
        return [units * unit * times for units in range(max(0, floor(exact - half) + 1), floor(exact + half) + 1)]

    return amounts


def products(rate: int) -> Callable[[int, int], Iterable[int]]:
    """Return what a rate gives: exactly rate × persons, in however many parts."""
    return lambda count, _: [rate * count]


def small(everyone: int) -> Iterator[Small]:
    """Yield readings of a Land of so many persons, with half units a person among them."""
    for pot in range(8):
        yield Small(share_of(pot, everyone, Rounding.CENT), everyone, 1, shares(pot, everyone, 1))
        yield Small(share_of(pot * 50, everyone, Rounding.EURO), everyone, 100, shares(pot * 50, everyone, 100))
    for pot in (1, 4, 6, 7):
        yield Small(frame_of(pot * 100, everyone), everyone, 100, shares(pot * 100, everyone, 100))
        cap = readings.cap(land(pot * 100, everyone, 3))
        yield Small(cap, everyone, 300, shares(pot * 100, everyone, 100, 3))
    for rate in range(4):
        yield Small(rate_of(rate, everyone), everyone, max(rate, 1), products(rate))


LANDS = {everyone: list(small(everyone)) for everyone in range(1, 6)}


@pytest.mark.parametrize("everyone", LANDS)
class TestBackwards:
    """R2.4, R3.3, R3.4, R3.9: in small Lands the inverse finds what trying every count finds, and no more."""

    def test_totals_are_the_counts_that_can_have_the_amount(self, everyone: int) -> None:
        for one in LANDS[everyone]:
            for parts in range(1, MOST_PARTS + 1):
                counts = one.by_count(parts)
                for cents in one.told:
                    found = one.reading.totals(cents, parts)
                    assert list(found) == [count for count, amounts in counts.items() if cents in amounts]
                    assert parts > 1 or found == one.reading.totals(cents)

    def test_the_nearest_amounts_are_the_next_below_and_above(self, everyone: int) -> None:
        for one in LANDS[everyone]:
            for parts in range(1, MOST_PARTS + 1):
                counts = one.by_count(parts)
                every = sorted(set().union(*counts.values()))
                for cents in one.told:
                    next_below = max(amount for amount in every if amount <= cents)
                    near = [next_below, *[amount for amount in every if amount >= cents and next_below != cents][:1]]
                    found = list(one.reading.nearest(cents, parts))
                    assert [tuple(amount) for amount in found] == [
                        (amount, tuple(count for count in counts if amount in counts[count])) for amount in near
                    ]
                    assert parts > 1 or found == list(one.reading.nearest(cents))

    def test_the_most_is_the_greatest_sum(self, everyone: int) -> None:
        for one in LANDS[everyone]:
            for count in range(everyone + 1):
                for parts in range(1, MOST_PARTS + 1):
                    assert one.reading.most_of(count, parts) == max(one.amounts(count, parts))
                assert one.reading.most_of(count) == max(one.amounts(count, 1))

    def test_the_least_count_is_the_first_that_reaches_the_amount(self, everyone: int) -> None:
        for one in LANDS[everyone]:
            for cents in one.told:
                reaching = [count for count in range(everyone + 1) if max(one.amounts(count, 1)) >= cents]
                assert one.reading.least_for(cents) == (reaching[0] if reaching else None)

    def test_the_parts_needed_are_the_fewest(self, everyone: int) -> None:
        for one in LANDS[everyone]:
            for cents in one.told:
                for count in range(everyone + 1):
                    enough = [parts for parts in range(1, count + 1) if cents in one.amounts(count, parts)]
                    inverted = one.reading.rounding is not None and one.reading.figures[0].value
                    assert one.reading.parts_for(cents, count) == (enough[0] if enough and inverted else 0)

    def test_an_amount_is_each_part_rounded_on_its_own_and_added_up(self, everyone: int) -> None:
        for one in LANDS[everyone]:
            alone = [one.reading.amount((count,)) for count in range(everyone + 1)]
            assert [[amount] for amount in alone] == [list(one.amounts(count, 1)) for count in range(everyone + 1)]
            for first in range(everyone + 1):
                for second in range(everyone + 1 - first):
                    together = one.reading.amount((first, second))
                    assert together == alone[first] + alone[second]
                    assert together in one.amounts(first + second, 2)


class TestWithoutTheLand:
    """R2.4: where nobody knows the persons of the Land, no count at a rate is too high."""

    @given(st.integers(1, 10**6), st.integers(0, 10**9), st.integers(1, 100))
    def test_any_count_is_found_from_its_amount(self, rate: int, count: int, parts: int) -> None:
        reading = rate_of(rate, None)
        assert reading.totals(rate * count, parts) == range(count, count + 1)
        assert reading.least_for(rate * count) == count
        assert list(reading.nearest(rate * count, parts)) == [(rate * count, (count,))]

    @given(st.integers(2, 10**6), st.integers(0, 10**9), st.data())
    def test_between_two_amounts_both_are_nearest(self, rate: int, count: int, data: st.DataObject) -> None:
        reading, cents = rate_of(rate, None), rate * count + data.draw(st.integers(1, rate - 1))
        assert not reading.totals(cents)
        assert list(reading.nearest(cents)) == [(rate * count, (count,)), (rate * (count + 1), (count + 1,))]
        assert reading.least_for(cents) == count + 1

    def test_a_rate_of_0_gives_0_from_the_first_count_on(self) -> None:
        reading = rate_of(0, None)
        assert (reading.totals(0), reading.totals(1)) == (range(1), range(0))
        assert (reading.least_for(0), reading.least_for(1)) == (0, None)
        assert list(reading.nearest(1)) == [(0, (0,))]


class TestDerivation:
    """An amount derived is the amount computed, and names its counts, its clauses and how often it is granted."""

    @given(st.lists(st.integers(0, 300), min_size=1, max_size=4), st.sampled_from(list(LANDS[5])))
    def test_it_is_the_amount_and_its_leaves_are_the_figures_and_the_counts(
        self, counts: list[int], one: Small
    ) -> None:
        reading = one.reading
        found = reading.derive(tuple(counts))
        assert found.value == reading.amount(tuple(counts))
        assert found.replay() == found.amount
        leaves = list(found.leaves())
        assert [leaf.value for leaf in leaves if leaf.label == "counted persons"] == counts
        assert {(leaf.unit, leaf.clause) for leaf in leaves if leaf.label == "counted persons"} == {
            (Unit.PERSONS, "R2.2")
        }
        assert {leaf for leaf in leaves if leaf.label != "counted persons"} == {
            *reading.figures,
            *([] if reading.years is None else [reading.years]),
        }

    def test_one_count_is_the_rule_itself_and_several_are_a_sum(self) -> None:
        reading = frame_of(58_000_000_00, 72_857)
        one = reading.derive((352,))
        assert (one.label, one.clause, one.step) == ("planning frame of a year", "R3.3", "share")
        several = reading.derive((352, 1))
        assert (several.label, several.clause, several.step) == ("sum of the amounts", "R3.3", "total")
        assert several.of == (one, reading.derive((1,)))

    @pytest.mark.parametrize("counts", [(352,), (352, 1)])
    def test_a_cap_is_the_years_times_the_frames(self, counts: tuple[int, ...]) -> None:
        cap = readings.cap(land(58_000_000_00, 72_857, 3)).derive(counts)
        assert (cap.label, cap.clause) == ("frames of the term", "R3.9")
        assert cap.of[-1] == years(3)

    @pytest.mark.parametrize("to", Rounding)
    def test_a_share_of_a_round_says_how_it_was_rounded(self, to: Rounding) -> None:
        assert share_of(90_000_000_00, 72_857, to).derive((418,)).rounding is to


class TestGap:
    """A reading says what is missing to compute with it: the first figure that nobody knows, or a divisor of 0."""

    @pytest.mark.parametrize(
        ("reading", "missing"),
        [
            (frame_of(None, 5), "pot is unknown"),
            (frame_of(5, None), "persons of the Land is unknown"),
            (readings.cap(land(5, 5, None)), "years of the term is unknown"),
            (frame_of(None, 0), "pot is unknown"),
            (frame_of(5, 0), "persons of the Land is 0: no amount can be computed"),
            (readings.cap(land(0, 0)), "persons of the Land is 0: no amount can be computed"),
        ],
    )
    def test_what_is_missing_is_named(self, reading: Reading, missing: str) -> None:
        assert str(reading.gap).startswith(missing)

    def test_years_that_nobody_knows_are_none(self) -> None:
        assert readings.cap(land(5, 5, None)).times == 0

    @pytest.mark.parametrize("reading", [frame_of(0, 5), frame_of(5, 1), readings.cap(land(0, 1)), rate_of(0, 0)])
    def test_an_empty_pot_or_a_rate_of_0_is_no_gap(self, reading: Reading) -> None:
        assert reading.gap is None


class TestReadingsOfPillars:
    """The programme's figures decide which readings there are, and each says what it is (R2.4, R2.5, R3.3-R3.9)."""

    def test_the_management_pillar_has_frame_tranche_and_cap(self) -> None:
        frame, advance, cap = [readings.of_stage(PILLAR, stage) for stage in (
            Stage.FINAL_FRAME, Stage.FIRST_TRANCHE, Stage.GRANT
        )]  # fmt: skip
        assert frame is not None
        assert advance is not None
        assert cap is not None
        assert (frame, advance, cap) == (
            readings.final_frame(PILLAR), readings.first_tranche(PILLAR), readings.cap(PILLAR)
        )  # fmt: skip
        assert [(one.amount((766,)), one.most, one.times, str(one.name)) for one in (frame, advance, cap)] == [
            (609_797_00, 72_857, 1, "the planning frame of a year"),
            (569_249_00, 46_828, 1, "the first tranche"),
            (1_219_594_00, 72_857, 2, "the cap of a grant, 2 times the planning frame of a year"),
        ]
        assert {(one.rounding, one.rounding_given, one.basis) for one in (frame, advance, cap)} == {
            (Rounding.EURO, False, None)
        }

    def test_mixed_readings_take_the_other_persons_of_the_land(self) -> None:
        year, advance = readings.mixed(PILLAR)
        assert year.figures == (PILLAR.pot, PILLAR.tranche_persons_of_land)
        assert advance.figures == (PILLAR.tranche_pot, PILLAR.persons_of_land)
        assert (year.most, advance.most) == (46_828, 72_857)
        assert str(year.name) == "the pot of a year shared over the provisional persons of the Land"
        assert str(advance.name) == "the pot of the first tranche shared over the final persons of the Land"
        assert [one.derive((1,)).label for one in (year, advance)] == ["planning frame of a year", "first tranche"]

    def test_without_a_first_tranche_there_is_nothing_to_mix(self) -> None:
        pillar = evolve(PILLAR, tranche_pot=None, tranche_persons_of_land=None)
        assert readings.first_tranche(pillar) is None
        assert readings.of_stage(pillar, Stage.FIRST_TRANCHE) is None
        assert readings.mixed(pillar) == ()

    @pytest.mark.parametrize("basis", [None, *Basis])
    @pytest.mark.parametrize("missing", [set(), {"rate"}, {"pot"}, {"persons_of_land"}, {"pot", "persons_of_land"}])
    def test_a_round_has_the_rate_and_the_share_to_either_unit(self, basis: Basis | None, missing: set[str]) -> None:
        nothing: dict[str, Any] = dict.fromkeys(missing)
        round_ = evolve(ROUND, **nothing)
        at_rate: list[Any] = [(Basis.ANNOUNCED, None, False)]
        shared: list[Any] = [(Basis.POT_SHARE, to, True) for to in Rounding]
        expected = [
            *(at_rate if "rate" not in missing and basis is not Basis.POT_SHARE else []),
            *(shared if not missing & {"pot", "persons_of_land"} and basis is not Basis.ANNOUNCED else []),
        ]
        found = readings.of_round(round_, basis)
        assert [(one.basis, one.rounding, one.rounding_given) for one in found] == expected

    def test_the_readings_of_a_round_say_what_they_are(self) -> None:
        assert [str(one.name) for one in readings.of_round(ROUND)] == [
            "the per-capita amount of the round 2017 at 1,225.00 EUR a person",
            "the share of the pot of the round 2017, to the full cent",
            "the share of the pot of the round 2017, to the full euro",
        ]
        assert [one.most for one in readings.of_round(ROUND)] == [72_857] * 3
        assert readings.of_round(evolve(ROUND, persons_of_land=None))[0].most is None
        assert readings.of_round(evolve(ROUND, persons_of_land=people(7)))[0].most == 7

    def test_a_rate_only_expected_says_so(self) -> None:
        expected = readings.at_rate(ROUND, evolve(eur(1125_00), status=Status.EXPECTED))
        assert str(expected.name) == (
            "the per-capita amount of the round 2017 at 1,125.00 EUR a person (a rate only expected)"
        )
        assert str(readings.at_rate(ROUND, eur(None)).gap).startswith("pot is unknown")

    def test_what_is_read_of_the_figures_is_not_told_beside_them(self) -> None:
        assert repr(frame_of(5, 7)).endswith(" most=7, rounding_given=False, years=None, basis=None)")
        for read in ("times", "unit", "pot", "share"):
            given: dict[str, Any] = {read: 1}
            with pytest.raises(TypeError):
                Reading(message("a reading"), max, (), None, None, **given)
