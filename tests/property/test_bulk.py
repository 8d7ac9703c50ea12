"""Bulk: the same rules on arrays give what they give on whole numbers, for every generated input."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from attrs import evolve
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from integrationsfoerderung import (
    Basis,
    Figure,
    InvalidInput,
    Manager,
    Method,
    PerCapitaPayout,
    Programme,
    Qualification,
    Rounding,
    Statement,
    UnknownFigureError,
    apportion,
    bulk,
    calculate,
    load_programme,
)
from integrationsfoerderung.apportionment import largest_remainder
from integrationsfoerderung.bulk.funding import Managers
from integrationsfoerderung.rules.management import claim, frame, tranche
from integrationsfoerderung.rules.per_capita import announced, pot_share
from integrationsfoerderung.rules.window import fundings
from integrationsfoerderung.testing import cases, programmes

PAKT = load_programme("pakt-fuer-integration")
LARGEST = Method.LARGEST_REMAINDER

# Small counts tie, middle ones need 64 bits, large ones pass them.
counts = (
    st.integers(0, 9) | st.integers(0, 5_000) | st.integers(0, 10**7) | st.integers(0, 10**12) | st.integers(0, 10**20)
)
pots = st.integers(0, 5) | st.integers(0, 10**10) | st.integers(0, 9 * 10**15) | st.integers(0, 10**22)


@st.composite
def matrices(draw: st.DrawFn) -> list[list[int]]:
    """Rows of scenarios; every row has a number above 0, all of one order of size."""
    size = draw(st.sampled_from([3, 12, 5_000, 10**6, 10**12, 10**20]))
    columns = draw(st.integers(1, 6))
    rows = st.lists(st.integers(0, size), min_size=columns, max_size=columns).filter(any)
    return draw(st.lists(rows, min_size=1, max_size=5))


def exactly(found: Any) -> Any:
    """An array as Python integers; its kind is one of the two that are promised."""
    assert found.dtype in (np.dtype(np.int64), np.dtype(object))
    return found.tolist()


def euros(cents: int) -> Decimal:
    """Whole cents in EUR."""
    return Decimal(f"{cents}E-2")


class TestSplits:
    """R2.5: a pot over many rows, each on its own or by largest remainder, is the pot split row by row."""

    @given(matrices(), pots)
    def test_largest_remainder_is_the_scalar_one_and_nothing_is_left(self, rows: list[list[int]], pot: int) -> None:
        found = exactly(bulk.apportion(euros(pot), rows, method=LARGEST))
        keys = [f"{place:08d}" for place in range(len(rows[0]))]
        assert found == [largest_remainder(pot, row, keys)[0] for row in rows]
        assert [sum(parts) for parts in found] == [pot] * len(rows)

    @given(matrices(), st.integers(0, 60) | st.integers(0, 10**14), st.sampled_from(Rounding), st.sampled_from(Method))
    def test_it_is_what_apportion_gives_for_each_row(
        self, rows: list[list[int]], pot: int, rounding: Rounding, method: Method
    ) -> None:
        found = exactly(bulk.apportion(pot, rows, rounding=rounding, method=method))
        for row, parts in zip(rows, found, strict=True):
            weights = {f"{place:08d}": weight for place, weight in enumerate(row)}
            split = apportion(pot, weights, rounding=rounding, method=method)
            assert list(map(euros, parts)) == list(split.parts.values())

    @given(matrices(), pots, st.randoms(use_true_random=False))
    def test_of_equal_remainders_the_smaller_key_gets_the_unit_wherever_its_column_stands(
        self, rows: list[list[int]], pot: int, random: Any
    ) -> None:
        keys = [f"{place:08d}" for place in range(len(rows[0]))]
        random.shuffle(keys)
        found = exactly(bulk.apportion(euros(pot), rows, method=LARGEST, keys=keys))
        assert found == [largest_remainder(pot, row, keys)[0] for row in rows]

    @given(st.lists(st.integers(0, 50), min_size=1, max_size=30).filter(any), st.integers(0, 10**12))
    def test_many_equal_rows_use_the_table_and_give_what_one_row_gives(self, row: list[int], pot: int) -> None:
        found = bulk.apportion(euros(pot), [row] * 60)
        assert exactly(found) == [[Rounding.CENT.quotient(pot * weight, sum(row)) for weight in row]] * 60

    @given(matrices(), pots, st.sampled_from(Method))
    def test_threads_and_a_given_array_change_nothing(self, rows: list[list[int]], pot: int, method: Method) -> None:
        alone = bulk.apportion(euros(pot), rows, method=method)
        assert exactly(bulk.apportion(euros(pot), rows, method=method, threads=2)) == exactly(alone)
        out = np.empty(alone.shape, np.int64)
        if alone.dtype == np.int64:
            assert bulk.apportion(euros(pot), rows, method=method, out=out) is not None
            assert exactly(out) == exactly(alone)


class TestRules:
    """R2.4, R3.3, R3.4: rules run on arrays, whatever the size of pots and counts."""

    @given(st.lists(counts, min_size=1, max_size=6), st.integers(1, 10**21), pots, st.sampled_from(Rounding))
    def test_a_pot_share_is_the_rule_for_each_count(
        self, persons: list[int], everyone: int, pot: int, rounding: Rounding
    ) -> None:
        assume(sum(persons) <= everyone)
        programme = variant(pot=pot, everyone=everyone)
        found = bulk.payouts(programme, persons, round="2017", basis=Basis.POT_SHARE, rounding=rounding)
        assert exactly(found) == [pot_share(pot, everyone, count, rounding) for count in persons]

    @given(st.lists(counts, min_size=1, max_size=6), pots)
    def test_rate_times_persons_is_the_rule_for_each_count(self, persons: list[int], rate: int) -> None:
        programme = variant(rate=rate, everyone=10**30)
        assert exactly(bulk.payouts(programme, persons, round="2017")) == [announced(rate, count) for count in persons]

    @given(st.lists(counts, min_size=1, max_size=6), st.integers(1, 10**21), pots)
    def test_frames_and_tranches_are_their_rules_for_each_count(
        self, persons: list[int], everyone: int, pot: int
    ) -> None:
        assume(sum(persons) <= everyone)
        programme = variant(pot=pot, everyone=everyone)
        assert exactly(bulk.planning_frames(programme, persons)) == [frame(pot, everyone, count) for count in persons]
        assert exactly(bulk.first_tranches(programme, persons)) == [tranche(pot, everyone, count) for count in persons]

    @given(matrices(), pots, st.sampled_from(Rounding))
    def test_every_scenario_may_have_its_own_count_of_the_land(
        self, rows: list[list[int]], pot: int, rounding: Rounding
    ) -> None:
        land = [sum(row) + place for place, row in enumerate(rows)]
        programme = variant(pot=pot, everyone=1)
        found = bulk.payouts(
            programme, rows, round="2017", basis=Basis.POT_SHARE, rounding=rounding, persons_of_land=land
        )
        assert exactly(found) == [
            [pot_share(pot, everyone, count, rounding) for count in row]
            for row, everyone in zip(rows, land, strict=True)
        ]


def with_value(figure: Figure | None, value: int) -> Figure:
    """A figure with another value."""
    assert figure is not None
    return evolve(figure, value=value)


def variant(pot: int = 0, rate: int = 0, everyone: int = 1) -> Programme:
    """The Pakt with another pot, rate and count of the Land, in all its parts."""
    assert PAKT.per_capita is not None
    assert PAKT.management is not None
    rounds = [
        evolve(
            one,
            pot=with_value(one.pot, pot),
            rate=with_value(one.rate, rate),
            persons_of_land=with_value(one.persons_of_land, everyone),
        )
        if one.key == "2017"
        else one
        for one in PAKT.per_capita.rounds
    ]
    management = PAKT.management
    changed = evolve(
        management,
        pot=evolve(management.pot, value=pot),
        persons_of_land=evolve(management.persons_of_land, value=everyone),
        tranche_pot=with_value(management.tranche_pot, pot),
        tranche_persons_of_land=with_value(management.tranche_persons_of_land, everyone),
    )
    return evolve(PAKT, pillars=(evolve(PAKT.per_capita, rounds=rounds), changed))


# --- against the whole scalar path


@st.composite
def calculated(draw: st.DrawFn, method: Method = Method.EACH_ON_ITS_OWN) -> Statement:
    """A statement of a variant of the Pakt, every municipality counted."""
    programme = draw(programmes())
    whole_land = method is LARGEST
    case = draw(cases(programme, adversarial=draw(st.booleans()), complete=whole_land, counted=True))
    basis = Basis.POT_SHARE if whole_land else draw(st.sampled_from(Basis))
    try:
        return calculate(
            programme,
            case.municipalities,
            case.managers,
            basis=basis,
            rounding=Rounding.CENT if whole_land else draw(st.sampled_from(Rounding)),
            method=method,
            expected=draw(st.booleans()),
        )
    except (InvalidInput, ZeroDivisionError):
        assume(False)
        raise


def persons_at(statement: Statement, day: date) -> list[int]:
    """The counts of a record date."""
    found = [one.count(day) for one in statement.municipalities]
    return [count.persons for count in found if count is not None]


class TestStatement:
    """R2, R3: what `calculate` pays is what bulk computes for the same counts, to the cent."""

    @given(st.data(), st.sampled_from(Method))
    def test_rounds(self, data: st.DataObject, method: Method) -> None:
        statement = data.draw(calculated(method))
        pillar = statement.programme.per_capita
        assume(pillar is not None and statement.municipalities)
        assert pillar is not None
        paid: dict[str, list[PerCapitaPayout]] = {}
        for payout in statement.payouts:
            if isinstance(payout, PerCapitaPayout):
                paid.setdefault(payout.round, []).append(payout)
        for key, payouts in paid.items():
            persons = [payout.persons for payout in payouts]
            options: dict[str, Any] = {
                "round": key,
                "basis": statement.basis,
                "method": statement.method,
                "rounding": statement.rounding,
                "expected": statement.expected,
                "keys": [one.ags for one in statement.municipalities],
            }
            if any(payout.cents is None for payout in payouts):
                with pytest.raises(UnknownFigureError):
                    bulk.payouts(statement.programme, persons, **options)
            else:
                found = bulk.payouts(statement.programme, persons, **options)
                assert exactly(found) == [payout.cents for payout in payouts]

    @given(st.data())
    def test_frames_tranches_and_grants(self, data: st.DataObject) -> None:
        statement = data.draw(calculated())
        pillar = statement.programme.management
        assume(pillar is not None and statement.municipalities)
        assert pillar is not None
        alone = [one for one in statement.managers if one.continues is None]
        assume(len(alone) == len(statement.managers))
        persons = persons_at(statement, pillar.record_date)
        frames = bulk.planning_frames(statement.programme, persons)
        listed = {one.ags: cents for one, cents in zip(statement.municipalities, exactly(frames), strict=True)}
        for grant in statement.grants:
            assert grant.frames == tuple(listed[member.ags] for member in grant.members)
        provisional = [one.provisional_count(pillar.record_date) for one in statement.municipalities]
        if None not in provisional:
            tranches = bulk.first_tranches(statement.programme, [count.persons for count in provisional if count])
            assert list(map(euros, exactly(tranches))) == [one.tranche for one in statement.settlements]
        providers = [one.provider_key for one in statement.municipalities]

        def granted(*, expected: bool) -> bulk.Grants:
            managers = Managers.of(statement.programme, alone, expected=expected)
            return bulk.grants(statement.programme, frames, providers, managers, expected=expected)

        if any(grant.cents is None for grant in statement.grants):
            with pytest.raises(UnknownFigureError):
                granted(expected=statement.expected)
            return
        found = granted(expected=True)
        assert found.providers == tuple(grant.provider for grant in statement.grants)
        assert exactly(found.cents) == [grant.cents for grant in statement.grants]
        assert list(map(euros, exactly(found.claims))) == [grant.claim for grant in statement.grants]

    @settings(max_examples=30)
    @given(st.data(), st.integers(1, 3))
    def test_grants_of_scenarios_are_those_of_each(self, data: st.DataObject, scenarios: int) -> None:
        statement = data.draw(calculated())
        pillar = statement.programme.management
        assume(pillar is not None and statement.municipalities)
        assert pillar is not None
        alone = [one for one in statement.managers if one.continues is None]
        persons = persons_at(statement, pillar.record_date)
        providers = [one.provider_key for one in statement.municipalities]
        frames = np.array([exactly(bulk.planning_frames(statement.programme, persons))] * scenarios)
        frames //= np.arange(1, scenarios + 1)[:, None]
        managers = Managers.of(statement.programme, alone, expected=True)
        together = bulk.grants(statement.programme, frames, providers, managers, expected=True)
        for row, cents in zip(frames, exactly(together.cents), strict=True):
            alone_again = bulk.grants(statement.programme, row, providers, managers, expected=True)
            assert exactly(alone_again.cents) == cents


class TestManagers:
    """R3.6, R8.1-R8.3: funded months and claims of columns are those of each manager."""

    @given(
        st.lists(
            st.tuples(
                st.dates(date(2016, 1, 1), date(2020, 12, 31)),
                st.none() | st.integers(0, 1200),
                st.integers(1, 10**6),
                st.sampled_from(Qualification),
            ),
            max_size=8,
        )
    )
    def test_months_and_claims(self, drawn: list[tuple[date, int | None, int, Qualification]]) -> None:
        people = [
            Manager(
                f"M-{place}",
                provider="08327050",
                fte=Decimal(f"{units}e-6"),
                qualification=qualification,
                start=start,
                end=None if days is None else date.fromordinal(start.toordinal() + days),
            )
            for place, (start, days, units, qualification) in enumerate(drawn)
        ]
        pillar = PAKT.management
        assert pillar is not None
        assert pillar.least_fte is not None
        columns = Managers.of(PAKT, people)
        expected = [
            fundings([one], PAKT.window, 2)[0].day_months if one.fte_units >= pillar.least_fte.whole else 0
            for one in people
        ]
        assert exactly(columns.months(PAKT)) == expected
        assert exactly(columns.claims(PAKT)) == [
            claim(pillar.fixed_amount(one.qualification).whole, one.fte_units, months)
            for one, months in zip(people, expected, strict=True)
        ]


# --- ensembles


ways = st.one_of(
    st.builds(bulk.Resampled, st.integers(1, 12)),
    st.builds(
        lambda number, low, more, together: bulk.Scaled(number, low, low + more, together=together),
        st.integers(1, 12),
        st.integers(0, 2000).map(lambda part: Decimal(part) / 1000),
        st.integers(0, 2000).map(lambda part: Decimal(part) / 1000),
        st.booleans(),
    ),
)
lists = st.dictionaries(st.sampled_from([f"0832700{place}" for place in range(8)]), st.integers(0, 400), min_size=1)


class TestEnsembles:
    """Many scenarios: exact sums and amounts that occurred, the same for a seed however they are computed."""

    @settings(max_examples=40)
    @given(lists, ways, st.integers(0, 2**63 - 1), st.integers(1, 15), st.sampled_from([1, 200, 1 << 20]))
    def test_the_same_seed_gives_the_same_bytes_whatever_chunks_threads_and_memory(
        self, listed: dict[str, int], way: Any, seed: int, chunk: int, memory: int
    ) -> None:
        reference = bulk.ensemble(PAKT, listed, scenarios=way, seed=seed, threads=1)
        again = bulk.ensemble(PAKT, listed, scenarios=way, seed=seed, chunk=chunk, memory=memory, threads=2)
        assert again == reference
        for name in ("amounts", "sums", "least", "most", "quantiles", "times_below"):
            assert getattr(again, name).tobytes() == getattr(reference, name).tobytes()

    @settings(max_examples=40)
    @given(lists, ways, st.integers(0, 99), st.randoms(use_true_random=False))
    def test_the_order_of_the_municipalities_never_matters(
        self, listed: dict[str, int], way: Any, seed: int, random: Any
    ) -> None:
        shuffled = list(listed.items())
        random.shuffle(shuffled)
        assert bulk.ensemble(PAKT, dict(shuffled), scenarios=way, seed=seed) == bulk.ensemble(
            PAKT, listed, scenarios=way, seed=seed
        )

    @given(
        st.lists(st.lists(st.integers(0, 400), min_size=3, max_size=3), min_size=1, max_size=9),
        st.lists(st.integers(0, 100).map(lambda part: Decimal(part) / 100), max_size=4),
        st.integers(0, 400_000),
    )
    def test_a_given_matrix_is_counted_out_by_hand(
        self, rows: list[list[int]], levels: list[Decimal], below: int
    ) -> None:
        keys, today = ["08327050", "08327049", "08327046"], [248, 61, 88]
        found = bulk.ensemble(
            PAKT, dict(zip(keys, today, strict=True)), scenarios=rows, quantiles=levels, below=below, chunk=2
        )
        everyone = [72_857 - sum(today) + sum(row) for row in rows]
        for place, key in enumerate(keys):
            amounts = sorted(frame(58_000_000_00, land, row[place]) for row, land in zip(rows, everyone, strict=True))
            assert found.mean(key) == Fraction(sum(amounts), 100 * len(rows))
            assert found.chance_below(key) == Fraction(sum(one < below * 100 for one in amounts), len(rows))
            at = found.keys.index(key)
            assert (found.least[at], found.most[at], found.amounts[at]) == (
                amounts[0],
                amounts[-1],
                frame(58_000_000_00, 72_857, today[place]),
            )
            for level in levels:
                assert found.quantile(key, level) == euros(nearest_rank(amounts, level))

    @given(lists.filter(lambda listed: any(listed.values())), st.integers(0, 99), st.integers(1, 9))
    def test_resampling_keeps_the_sum_and_nobody_comes_from_nowhere(
        self, listed: dict[str, int], seed: int, scenarios: int
    ) -> None:
        persons = np.array(list(listed.values()))
        drawn = bulk.Resampled(scenarios).draw(persons, seed, 0, scenarios)
        assert drawn.sum(axis=1).tolist() == [sum(persons)] * scenarios
        assert drawn[:, persons == 0].sum() == 0

    @given(lists, st.integers(0, 1500), st.integers(0, 1500), st.booleans(), st.integers(0, 99))
    def test_scaled_counts_lie_in_their_range_rounded_half_up(
        self, listed: dict[str, int], low: int, more: int, together: bool, seed: int
    ) -> None:
        persons = np.array(list(listed.values()))
        way = bulk.Scaled(5, Decimal(low) / 1000, Decimal(low + more) / 1000, together=together)
        for row in way.draw(persons, seed, 0, 5).tolist():
            for count, drawn in zip(persons.tolist(), row, strict=True):
                assert (2 * count * low + 1000) // 2000 <= drawn <= (2 * count * (low + more) + 1000) // 2000

    @settings(max_examples=25)
    @given(
        st.lists(st.integers(1, 400), min_size=3, max_size=3),
        st.sampled_from(Basis),
        st.sampled_from(Rounding),
        st.booleans(),
    )
    def test_a_round_of_scenarios_is_the_round_of_each(
        self, today: list[int], basis: Basis, rounding: Rounding, split: bool
    ) -> None:
        keys, way = ["08327050", "08327049", "08327046"], bulk.Scaled(4, Decimal("0.5"), Decimal(2))
        method = LARGEST if split and basis is Basis.POT_SHARE else Method.EACH_ON_ITS_OWN
        options: dict[str, Any] = {"round": "2017", "basis": basis, "rounding": rounding, "method": method}
        whole = sum(today)
        found = bulk.ensemble(
            PAKT, dict(zip(keys, today, strict=True)), scenarios=way, persons_of_land=whole, **options
        )
        ordered = [count for _, count in sorted(zip(keys, today, strict=True))]
        rows = way.draw(np.array(ordered), 0, 0, 4)
        if not rows.sum(axis=1).all():
            return
        cents = bulk.payouts(PAKT, rows, persons_of_land=rows.sum(axis=1), **options)
        assert found.sums.tolist() == cents.sum(axis=0).tolist()
        assert (found.least.tolist(), found.most.tolist()) == (cents.min(axis=0).tolist(), cents.max(axis=0).tolist())


def nearest_rank(amounts: Sequence[int], level: Decimal) -> int:
    """The smallest amount that at least so large a part of the amounts does not pass."""
    return next(one for one in amounts if Fraction(sum(other <= one for other in amounts), len(amounts)) >= level)
