"""Bulk: the published cases, the adversarial set, and what is refused."""

import importlib
import os
import pickle
import re
import sys
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from attrs import evolve

from integrationsfoerderung import (
    Basis,
    CountStatus,
    HeadCount,
    InvalidInput,
    Manager,
    Method,
    MissingExtra,
    Municipality,
    Programme,
    Rounding,
    Stage,
    Status,
    UnknownFigureError,
    bulk,
    load_example,
    load_programme,
)
from integrationsfoerderung.apportionment import largest_remainder
from integrationsfoerderung.bulk import arrays
from integrationsfoerderung.model.pillar import ManagementPillar
from integrationsfoerderung.rules.management import frame
from integrationsfoerderung.rules.per_capita import pot_share

PAKT = load_programme("pakt-fuer-integration")
POT = 90_000_000_00


def pillars(**fields: Any) -> Programme:
    """The Pakt with other fields of its management pillar."""
    return evolve(PAKT, pillars=[
        evolve(one, **fields) if isinstance(one, ManagementPillar) else one for one in PAKT.pillars
    ])  # fmt: skip


def only(kind: type) -> Programme:
    """The Pakt without the pillars of a kind."""
    return evolve(PAKT, pillars=[one for one in PAKT.pillars if not isinstance(one, kind)])


def with_land(round_key: str, **figures: int | None) -> Programme:
    """The Pakt with other figures of a per-capita round; None takes the figure away."""
    assert PAKT.per_capita is not None
    changed = []
    for one in PAKT.per_capita.rounds:
        if one.key == round_key:
            fields: dict[str, Any] = {}
            for name, value in figures.items():
                figure = getattr(one, name)
                known = None if value is None else evolve(figure, value=value, status=Status.ILLUSTRATIVE, claims=())
                fields[name] = known
            changed.append(evolve(one, **fields))
        else:
            changed.append(one)
    return evolve(PAKT, pillars=[evolve(PAKT.per_capita, rounds=changed)])


def refused(invalid: pytest.ExceptionInfo[InvalidInput]) -> list[tuple[str, str]]:
    """Which field was refused, and what was given."""
    return [(problem.field, problem.value) for problem in invalid.value.problems]


class TestPublished:
    """R2.4, R3.3, R3.4, R3.9: figures that are printed."""

    def test_frames_of_the_examples(self) -> None:
        assert (bulk.planning_frames(PAKT, [13, 85, 166, 352, 64, 65]) // 100).tolist() == [
            10_349,
            67_667,
            132_149,
            280_220,
            50_949,
            51_745,
        ]

    def test_the_round_of_2017_of_the_landkreis(self) -> None:
        example = load_example("tuttlingen")
        counts = [one.count(date(2017, 9, 15)) for one in example.municipalities]
        persons = [count.persons for count in counts if count is not None]
        assert bulk.payouts(PAKT, persons, round="2017").sum() == 1_046_150_00
        shares = bulk.payouts(PAKT, persons, round="2017", basis="pot_share")
        assert shares.sum() == 1_054_943_21
        assert bulk.planning_frames(PAKT, persons).sum() == 679_848_00

    def test_the_grants_of_the_example(self) -> None:
        example = load_example("tuttlingen")
        counts = [one.count(date(2017, 9, 15)) for one in example.municipalities]
        frames = bulk.planning_frames(PAKT, [count.persons for count in counts if count is not None])
        providers = [one.provider_key for one in example.municipalities]
        managers = bulk.Managers.of(PAKT, example.managers)
        found = bulk.grants(PAKT, frames, providers, managers)
        cents = dict(zip(found.providers, found.cents.tolist(), strict=True))
        assert cents["08327"] == 262_700_00
        assert sum(cents.values()) == 1_298_700_00

    def test_the_round_of_2018_repeats_that_of_2017_where_expected_figures_may_be_used(self) -> None:
        with pytest.raises(UnknownFigureError):
            bulk.payouts(PAKT, [248], round="2018")
        out = np.empty(1, np.int64)
        assert bulk.payouts(PAKT, [248], round="2018", expected=True).tolist() == [303_800_00]
        assert bulk.payouts(PAKT, [248], round="2018", expected=True, out=out) is not None
        assert out.tolist() == [303_800_00]


def rows_of(kind: str) -> np.ndarray[Any, Any]:
    """The adversarial set: 300 municipalities in five rows."""
    chance = np.random.Generator(np.random.Philox(7))
    if kind == "all equal":
        return np.full((5, 300), 7)
    if kind == "many zeros":
        return chance.integers(0, 20, (5, 300)) * (chance.random((5, 300)) < 0.1) + np.eye(5, 300, dtype=np.int64)
    if kind == "one city with half of all":
        rows = chance.integers(1, 50, (5, 300))
        rows[:, 17] = rows.sum(axis=1) - rows[:, 17]
        return rows
    if kind == "round totals":
        rows = chance.integers(0, 300, (5, 300))
        rows[:, 0] += 100_000 - rows.sum(axis=1)
        return rows
    return chance.integers(0, 10**12, (5, 300))


KINDS = ["all equal", "many zeros", "one city with half of all", "round totals", "counts of 10^12"]
POTS = [0, 5, 1_000, POT, 9 * 10**15, 10**20]


class TestAdversarial:
    """R2.5: ties, zeros, tiny and huge pots and counts: the amounts of the scalar path, and nothing wraps."""

    @pytest.mark.parametrize("pot", POTS)
    @pytest.mark.parametrize("kind", KINDS)
    def test_largest_remainder(self, kind: str, pot: int) -> None:
        rows = rows_of(kind)
        found = bulk.apportion(Decimal(f"{pot}E-2"), rows, method="largest remainder")
        keys = [f"{place:08d}" for place in range(300)]
        assert found.tolist() == [largest_remainder(pot, row, keys)[0] for row in rows.tolist()]
        assert found.dtype == (np.int64 if pot < 2**63 else object)

    @pytest.mark.parametrize("rounding", Rounding)
    @pytest.mark.parametrize("pot", POTS)
    @pytest.mark.parametrize("kind", KINDS)
    def test_each_on_its_own(self, kind: str, pot: int, rounding: Rounding) -> None:
        rows = rows_of(kind)
        found = bulk.apportion(Decimal(f"{pot}E-2"), rows, rounding=rounding)
        assert found.tolist() == [[pot_share(pot, sum(row), one, rounding) for one in row] for row in rows.tolist()]

    def test_an_amount_that_fits_comes_as_64_bits_although_its_products_do_not(self) -> None:
        found = bulk.apportion(Decimal(10**13), [[10**15, 10**15 + 7]])
        assert found.dtype == np.int64
        assert found.tolist() == [
            [pot_share(10**15, 2 * 10**15 + 7, one, Rounding.CENT) for one in (10**15, 10**15 + 7)]
        ]

    def test_sums_of_counts_past_64_bits(self) -> None:
        rows = np.full((2, 3), 2**62)
        assert bulk.apportion(3, rows).tolist() == [[100, 100, 100]] * 2
        assert bulk.apportion(1, rows, method="largest remainder").tolist() == [[34, 33, 33]] * 2

    def test_whole_euros_by_largest_remainder(self) -> None:
        found = bulk.apportion(100, [[1, 1, 1]], method="largest remainder", rounding="euro")
        assert found.tolist() == [[34_00, 33_00, 33_00]]

    def test_unsigned_numbers_and_python_integers_past_64_bits(self) -> None:
        assert bulk.apportion(3, np.array([2**64 - 1, 2**64 - 1], np.uint64)).tolist() == [150, 150]
        assert bulk.apportion(3, [2**70, 2**71]).tolist() == [100, 200]
        assert bulk.apportion(3, np.array([1, 2], np.uint8)).tolist() == [100, 200]
        assert bulk.apportion(3, np.asfortranarray([[1, 2], [2, 1]])).tolist() == [[100, 200], [200, 100]]

    def test_a_million_numbers_on_two_threads_are_the_same_row_by_row(self) -> None:
        rows = np.random.Generator(np.random.Philox(3)).integers(0, 200, (1000, 1101))
        for method in Method:
            together = bulk.apportion(90_000_000, rows, method=method)
            assert (
                together[::97] == np.array([bulk.apportion(90_000_000, row, method=method) for row in rows[::97]])
            ).all()
        found = bulk.payouts(PAKT, rows[:, :60], round="2017", basis="pot_share")
        assert (found == pot_share(POT, 72_857, rows[:, :60], Rounding.CENT)).all()

    def test_a_rate_that_passes_64_bits(self) -> None:
        assert bulk.payouts(with_land("2017", persons_of_land=10**20), [10**18], round="2017").tolist() == [
            1225_00 * 10**18
        ]


HOSTILE: list[tuple[Any, tuple[str, str]]] = [
    ([1.0, 2.0], ("persons[0]", "1.0")),
    ([1, float("nan")], ("persons[1]", "nan")),
    ([True, 2], ("persons[0]", "True")),
    ([[1, 2], [3, None]], ("persons[1, 1]", "None")),
    ([1, "2"], ("persons[1]", "2")),
    (["1", "2"], ("persons[0]", "1")),
    ([1, -2, -3], ("persons[1]", "-2")),
    ([1, -(10**20)], ("persons[1]", "-100000000000000000000")),
    ([10**20, -1], ("persons[1]", "-1")),
    ([[1, 2], [3]], ("persons[0]", "[1, 2]")),
    ([np.ones((2, 2)), np.ones((2, 3))], ("persons", "lists of different lengths")),
    ([], ("persons", "array of int64, shape (0,)")),
    (np.zeros((0, 3), np.int64), ("persons", "array of int64, shape (0, 3)")),
    (5, ("persons", "array of int64, shape ()")),
    (True, ("persons", "True")),
    (np.array([1.0, 2.0]), ("persons", "array of float64, shape (2,)")),
    (np.array([1.0, np.nan]), ("persons", "array of float64, shape (2,), 1 NaN")),
    (np.array([], float), ("persons", "array of float64, shape (0,)")),
    (np.array([True, False]), ("persons", "array of bool, shape (2,)")),
    (np.array([1, 2], complex), ("persons", "array of complex128, shape (2,)")),
    (np.array(["1", "2"]), ("persons", "array of <U1, shape (2,)")),
    (np.ma.masked_array([1, 2], mask=[False, True]), ("persons", "masked values")),
    (np.array([3, -4, -5], np.int32), ("persons[1]", "-4")),
]


class TestRefused:
    """Issue: floats, NaN, negative numbers, empty input, zero persons of the Land: our errors, never a wrong number."""

    @pytest.mark.parametrize(("persons", "problem"), HOSTILE, ids=[repr(one[0]) for one in HOSTILE])
    @pytest.mark.parametrize(
        "compute",
        [
            lambda persons: bulk.payouts(PAKT, persons, round="2017"),
            lambda persons: bulk.planning_frames(PAKT, persons),
            lambda persons: bulk.first_tranches(PAKT, persons),
        ],
    )
    def test_counts(self, compute: Callable[[Any], Any], persons: Any, problem: tuple[str, str]) -> None:
        with pytest.raises(InvalidInput) as invalid:
            compute(persons)
        assert refused(invalid) == [problem]

    def test_a_mask_that_hides_nothing_is_no_harm(self) -> None:
        assert bulk.apportion(3, np.ma.masked_array([1, 2], mask=[False, False])).tolist() == [100, 200]

    @pytest.mark.parametrize("pot", [1.5, -1, Decimal("NaN"), Decimal("0.001"), True, "5"])
    def test_pots(self, pot: Any) -> None:
        with pytest.raises(InvalidInput) as invalid:
            bulk.apportion(pot, [1])
        assert [one.field for one in invalid.value.problems] == ["pot"]

    def test_choices_and_rows_without_a_weight(self) -> None:
        with pytest.raises(InvalidInput) as invalid:
            bulk.apportion(1, [1], method="no", rounding="no")
        assert [one.field for one in invalid.value.problems] == ["rounding", "method"]
        with pytest.raises(InvalidInput) as invalid:
            bulk.apportion(1, [[1], [0], [0]])
        assert refused(invalid) == [("weights[1]", "0")]
        with pytest.raises(InvalidInput) as invalid:
            bulk.apportion(Decimal("1.50"), [1], method="largest remainder", rounding="euro")
        assert [one.field for one in invalid.value.problems] == ["pot"]

    @pytest.mark.parametrize("keys", [["a"], "ab", ["a", 1], ["a", "a"]])
    def test_keys(self, keys: Any) -> None:
        with pytest.raises(InvalidInput) as invalid:
            bulk.apportion(1, [1, 2], keys=keys, method="largest remainder")
        assert [one.field for one in invalid.value.problems] == ["keys"]

    @pytest.mark.parametrize(
        "out",
        [[0, 0], np.empty(2), np.empty(3, np.int64), np.empty(4, np.int64)[::2], np.broadcast_to(np.int64(0), (2,))],
    )
    def test_arrays_that_cannot_be_written_to(self, out: Any) -> None:
        with pytest.raises(InvalidInput) as invalid:
            bulk.apportion(1, [1, 2], out=out)
        assert [one.field for one in invalid.value.problems] == ["out"]

    def test_an_array_too_small_for_the_amounts(self) -> None:
        with pytest.raises(InvalidInput) as invalid:
            bulk.apportion(10**20, [1, 2], out=np.empty(2, np.int64))
        assert [one.field for one in invalid.value.problems] == ["out"]

    def test_more_persons_than_the_land_counted(self) -> None:
        for basis in Basis:
            with pytest.raises(InvalidInput) as invalid:
                bulk.payouts(PAKT, [[1, 2], [72_857, 1]], round="2017", basis=basis)
            assert refused(invalid) == [("persons[1]", "72858")]
        with pytest.raises(InvalidInput) as invalid:
            bulk.planning_frames(PAKT, [[1, 2], [3, 3]], persons_of_land=[3, 5])
        assert refused(invalid) == [("persons[1]", "6")]

    def test_largest_remainder_needs_the_whole_land_and_a_pot(self) -> None:
        options: dict[str, Any] = {"round": "2017", "method": "largest remainder"}
        with pytest.raises(InvalidInput) as invalid:
            bulk.payouts(PAKT, [248], basis="pot_share", **options)
        assert [one.field for one in invalid.value.problems] == ["method"]
        with pytest.raises(InvalidInput) as invalid:
            bulk.payouts(PAKT, [[1, 2], [3, 1]], basis="pot_share", persons_of_land=[3, 5], **options)
        assert [one.field for one in invalid.value.problems] == ["method"]
        with pytest.raises(InvalidInput) as invalid:
            bulk.payouts(PAKT, [72_857], **options)
        assert [one.field for one in invalid.value.problems] == ["method"]
        assert bulk.payouts(PAKT, [72_857], basis="pot_share", **options).tolist() == [POT]

    @pytest.mark.parametrize("land", [0, -1, 1.5, [1, 2, 3], [[900, 900]], None])
    def test_persons_of_the_land(self, land: Any) -> None:
        if land is None:
            with pytest.raises(InvalidInput) as invalid:
                bulk.planning_frames(pillars(persons_of_land=evolve(figure_of_land(), value=0)), [0])
        else:
            with pytest.raises(InvalidInput) as invalid:
                bulk.planning_frames(PAKT, [[1, 2], [3, 3]], persons_of_land=land)
        assert [one.field.partition("[")[0] for one in invalid.value.problems] == ["persons_of_land"]

    def test_rounds(self) -> None:
        with pytest.raises(InvalidInput) as invalid:
            bulk.payouts(PAKT, [1], round="1999")
        assert [one.field for one in invalid.value.problems] == ["round"]
        assert PAKT.per_capita is not None
        late = [evolve(one, due=date(2030, 1, 1)) if one.key == "2017" else one for one in PAKT.per_capita.rounds]
        with pytest.raises(InvalidInput) as invalid:
            bulk.payouts(evolve(PAKT, pillars=[evolve(PAKT.per_capita, rounds=late)]), [1], round="2017")
        assert refused(invalid) == [("round", "2017")]

    def test_choices_of_rounds(self) -> None:
        with pytest.raises(InvalidInput) as invalid:
            bulk.payouts("pakt", [1], round="2017", basis="b", rounding="r", method="m")  # type: ignore[arg-type]  # wrong on purpose
        assert [one.field for one in invalid.value.problems] == ["programme", "basis", "rounding", "method"]

    def test_programmes_without_the_pillar(self) -> None:
        with pytest.raises(InvalidInput) as invalid:
            bulk.payouts(only(type(PAKT.per_capita)), [1], round="2017")
        assert refused(invalid) == [("programme", PAKT.key)]
        with pytest.raises(InvalidInput) as invalid:
            bulk.planning_frames(only(ManagementPillar), [1])
        assert refused(invalid) == [("programme", PAKT.key)]
        with pytest.raises(InvalidInput) as invalid:
            bulk.first_tranches(pillars(tranche_pot=None, tranche_persons_of_land=None), [1])
        assert refused(invalid) == [("programme", PAKT.key)]


def figure_of_land() -> Any:
    """The figure of the persons of the whole Land."""
    assert PAKT.management is not None
    return PAKT.management.persons_of_land


class TestPersonsOfTheLand:
    """R8.7: the denominator is the whole Land's: the programme's, the caller's, or the sum of a complete list."""

    def test_a_round_whose_land_nobody_knows_takes_the_callers(self) -> None:
        with pytest.raises(UnknownFigureError):
            bulk.payouts(PAKT, [100], round="2018", basis="pot_share")
        found = bulk.payouts(PAKT, [100, 200], round="2018", basis="pot_share", persons_of_land=90_000)
        assert found.tolist() == [pot_share(POT, 90_000, count, Rounding.CENT) for count in (100, 200)]

    def test_frames_need_a_known_land(self) -> None:
        unknown = pillars(persons_of_land=evolve(figure_of_land(), value=None, status=Status.UNKNOWN))
        with pytest.raises(UnknownFigureError):
            bulk.planning_frames(unknown, [248])
        assert bulk.planning_frames(unknown, [352], persons_of_land=72_857).tolist() == [280_220_00]

    def test_without_a_figure_it_has_to_be_given(self) -> None:
        programme = with_land("2017", persons_of_land=None)
        with pytest.raises(InvalidInput) as invalid:
            bulk.payouts(programme, [100], round="2017", basis="pot_share")
        assert refused(invalid) == [("persons_of_land", "None")]
        assert bulk.payouts(programme, [100], round="2017").tolist() == [122_500_00]

    def test_a_complete_list_is_the_land_where_nobody_knows_its_sum(self) -> None:
        assert PAKT.per_capita is not None
        (known,) = (one for one in PAKT.per_capita.rounds if one.key == "2017")
        assert known.persons_of_land is not None
        unknown = evolve(known, persons_of_land=evolve(known.persons_of_land, value=None, status=Status.UNKNOWN))
        assert known.factor is None
        everyone = evolve(known.persons_of_land, value=2, unit=count_unit())
        pillar = evolve(PAKT.per_capita, rounds=[unknown], everyone=everyone)
        programme = evolve(PAKT, pillars=[pillar])
        found = bulk.payouts(programme, [[1, 2], [5, 5]], round="2017", basis="pot_share")
        assert found.tolist() == [[30_000_000_00, 60_000_000_00], [45_000_000_00] * 2]
        with pytest.raises(UnknownFigureError):
            bulk.payouts(programme, [1], round="2017", basis="pot_share")


def count_unit() -> Any:
    """The unit of a number of things."""
    from integrationsfoerderung import Unit

    return Unit.COUNT


class TestManagers:
    """R3.5-R3.9: managers as columns."""

    def test_a_threshold_exempts_the_landkreis_only(self) -> None:
        columns = bulk.Managers(["08327050", "08327"], fte=[10**6] * 2, rates=[64_000_00] * 2, start=["2018-04-01"] * 2)
        frames = bulk.planning_frames(PAKT, [64, 64])
        found = bulk.grants(PAKT, frames, ["08327050", "08327"], columns)
        assert found.cents.tolist() == [0, 2 * 50_949_00]
        free = bulk.grants(pillars(threshold=None), frames, ["08327050", "08327"], columns)
        assert free.cents.tolist() == [2 * 50_949_00] * 2

    def test_a_threshold_that_is_only_expected_is_used_where_that_is_allowed(self) -> None:
        assert PAKT.management is not None
        assert PAKT.management.threshold is not None
        programme = pillars(threshold=evolve(PAKT.management.threshold, status=Status.EXPECTED))
        columns = bulk.Managers(["08327050"], fte=[10**6], rates=[64_000_00], start=["2018-04-01"])
        frames = bulk.planning_frames(PAKT, [64])
        with pytest.raises(UnknownFigureError, match="is only expected"):
            bulk.grants(programme, frames, ["08327050"], columns)
        assert bulk.grants(programme, frames, ["08327050"], columns, expected=True).cents.tolist() == [0]
        # the Landkreis is exempt, so that nobody asks for the figure
        assert bulk.grants(programme, frames, ["08327"], evolve(columns, providers=["08327"])).cents.tolist() == [
            2 * 50_949_00
        ]

    def test_an_end_shortens_the_term_and_a_start_outside_the_window_is_not_funded(self) -> None:
        assert PAKT.management is not None
        columns = bulk.Managers(
            ["08327"] * 3,
            fte=[10**6, 10**6, 200_000],
            rates=[64_000_00] * 3,
            start=[date(2018, 4, 1), date(2019, 4, 27), date(2018, 4, 1)],
            end=[date(2018, 6, 30), None, None],
        )
        from integrationsfoerderung.period import MONTH

        assert columns.months(PAKT).tolist() == [3 * MONTH, 0, 0]
        free = pillars(least_fte=None)
        assert columns.months(free).tolist() == [3 * MONTH, 0, 24 * MONTH]
        assert columns.claims(free)[0] == 64_000_00 * 10**6 * 3 * MONTH

    def test_frames_past_64_bits(self) -> None:
        columns = bulk.Managers(["08327"], fte=[10**6], rates=[64_000_00], start=["2018-04-01"])
        found = bulk.grants(PAKT, [2**62, 2**62], ["08327", "08327050"], columns)
        assert found.cents.tolist() == [128_000_00]
        assert found.frames.tolist() == [2**62]

    def test_no_managers_no_grants(self) -> None:
        found = bulk.grants(PAKT, [100], ["08327"], bulk.Managers([], fte=[], rates=[], start=[]))
        assert (found.providers, found.cents.shape) == ((), (0,))

    @pytest.mark.parametrize(
        ("columns", "field"),
        [
            ({"fte": [0]}, "fte[0]"),
            ({"fte": [10**6 + 1]}, "fte[0]"),
            ({"fte": [0.5]}, "fte[0]"),
            ({"rates": [-1]}, "rates[0]"),
            ({"rates": [1, 2]}, "rates"),
            ({"start": ["NaT"]}, "start[0]"),
            ({"start": ["2018-13-01"]}, "start"),
            ({"start": [5]}, "start"),
            ({"start": [object()]}, "start"),
            ({"end": ["2018-03-31"]}, "end[0]"),
        ],
    )
    def test_columns_that_are_refused(self, columns: dict[str, Any], field: str) -> None:
        given: dict[str, Any] = {"fte": [600_000], "rates": [64_000_00], "start": ["2018-04-01"]} | columns
        with pytest.raises(InvalidInput) as invalid:
            bulk.Managers(["08327"], **given)
        assert [one.field for one in invalid.value.problems] == [field]

    def test_fixed_amounts_that_are_only_expected_have_to_be_allowed(self) -> None:
        assert PAKT.management is not None
        fixed = [(one, evolve(figure, status=Status.EXPECTED)) for one, figure in PAKT.management.fixed_amounts]
        programme = pillars(fixed_amounts=tuple(fixed))
        manager = Manager("M-01", provider="08327", fte=Decimal(1), qualification="degree", start=date(2018, 4, 1))
        with pytest.raises(UnknownFigureError):
            bulk.Managers.of(programme, [manager])
        assert bulk.Managers.of(programme, [manager], expected=True).rates.tolist() == [64_000_00]

    def test_a_continued_position_is_left_to_calculate(self) -> None:
        manager = Manager("M-02", provider="08327", fte=Decimal(1), qualification="degree", start=date(2018, 4, 1),
                          continues="M-01")  # fmt: skip
        with pytest.raises(InvalidInput) as invalid:
            bulk.Managers.of(PAKT, [manager])
        assert refused(invalid) == [("continues", "M-01")]

    def test_providers_that_do_not_fit(self) -> None:
        columns = bulk.Managers(["08327"], fte=[600_000], rates=[64_000_00], start=["2018-04-01"])
        with pytest.raises(InvalidInput) as invalid:
            bulk.grants(PAKT, [1, 2], ["08326"], columns)
        assert refused(invalid) == [("providers", "1 keys"), ("managers", "08327")]


TOWNS = {"08327050": 248, "08327049": 61, "08327046": 88}


class TestEnsembles:
    """Scenarios of uncertain counts: sources of counts, what is asked for, what is refused."""

    def test_counts_may_be_municipalities(self) -> None:
        day = date(2017, 9, 15)
        towns = [Municipality(key, f"Town {key}", head_counts=[HeadCount(day, count)]) for key, count in TOWNS.items()]
        assert bulk.ensemble(PAKT, towns, scenarios=20) == bulk.ensemble(PAKT, TOWNS, scenarios=20)
        with pytest.raises(InvalidInput) as invalid:
            bulk.ensemble(PAKT, [*towns, Municipality("08327001", "Uncounted"), "Balgheim"], scenarios=20)  # type: ignore[list-item]  # wrong on purpose
        assert refused(invalid) == [("head_counts", "None"), ("counts[4]", "Balgheim")]

    def test_first_tranches_rest_on_provisional_counts(self) -> None:
        provisional = HeadCount(date(2017, 7, 1), 170, CountStatus.PROVISIONAL)
        town = Municipality("08327050", "Tuttlingen", head_counts=[provisional, HeadCount(date(2017, 9, 15), 248)])
        found = bulk.ensemble(PAKT, [town], scenarios=[[170], [171]], stage="first tranche")
        assert (found.what, found.threshold) == ("first tranche", None)
        assert found.amounts.tolist() == bulk.first_tranches(PAKT, [170]).tolist()

    def test_a_round_with_its_own_key(self) -> None:
        found = bulk.ensemble(PAKT, TOWNS, scenarios=10, round="2017", basis="announced", below=5)
        assert found.what == "2017"
        assert found.threshold == Decimal(5)
        repeated = bulk.ensemble(PAKT, TOWNS, scenarios=10, round="2018", basis="announced", expected=True)
        assert repeated.sums.tolist() == found.sums.tolist()
        free = with_land("2018", rate=1_000_00)
        assert (
            bulk.ensemble(free, TOWNS, scenarios=10, round="2018", basis="announced").amounts.tolist()[2] == 248_000_00
        )

    def test_what_nobody_knows_has_to_be_given(self) -> None:
        with pytest.raises(UnknownFigureError):
            bulk.ensemble(PAKT, TOWNS, scenarios=10, round="2018")
        found = bulk.ensemble(PAKT, TOWNS, scenarios=10, round="2018", persons_of_land=90_000)
        assert found.amounts.tolist()[2] == pot_share(POT, 90_000, 248, Rounding.CENT)

    def test_the_land_moves_with_the_scenario_and_the_others_stay(self) -> None:
        found = bulk.ensemble(PAKT, {"08327050": 248}, scenarios=bulk.Scaled(3, 2, 2))
        assert found.quantiles.tolist() == [[frame(58_000_000_00, 72_857 + 248, 496)]] * 3

    def test_nobody_counted_is_drawn_as_nobody(self) -> None:
        found = bulk.ensemble(PAKT, {"08327050": 0}, scenarios=3)
        assert (found.most.tolist(), found.chance_below("08327050")) == ([0], Fraction(1))

    def test_rows_for_a_data_frame(self) -> None:
        found = bulk.ensemble(PAKT, {"08327050": 248}, scenarios=[[248], [249], [249]], quantiles=["0.5"])
        low, high = frame(58_000_000_00, 72_857, 248), frame(58_000_000_00, 72_858, 249)
        assert list(found.rows()) == [
            {
                "municipality": "08327050",
                "amount": Decimal(low) / 100,
                "mean": Decimal((2 * (low + 2 * high) + 3) // 6) / 100,
                "quantile 0.5": Decimal(high) / 100,
                "least": Decimal(low) / 100,
                "most": Decimal(high) / 100,
                "chance below": Fraction(0),
            }
        ]
        plain = bulk.ensemble(PAKT, {"08327050": 170}, scenarios=[[170]], stage=Stage.FIRST_TRANCHE, quantiles=())
        assert list(next(plain.rows())) == ["municipality", "amount", "mean", "least", "most"]

    def test_it_can_be_sent_on_and_is_hashable_and_read_only(self) -> None:
        found = bulk.ensemble(PAKT, TOWNS, scenarios=10)
        assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301  # our own bytes
        assert hash(found) == hash(bulk.ensemble(PAKT, TOWNS, scenarios=10))
        assert found != bulk.ensemble(PAKT, TOWNS, scenarios=10, seed=1)
        with pytest.raises(ValueError, match="read-only"):
            found.sums[0] = 0

    def test_sums_go_on_past_64_bits(self) -> None:
        everyone = evolve(figure_of_land(), value=248)
        assert PAKT.management is not None
        programme = pillars(pot=evolve(PAKT.management.pot, value=5 * 10**18), persons_of_land=everyone)
        found = bulk.ensemble(programme, {"08327050": 248}, scenarios=[[248], [248], [248]], chunk=1)
        assert found.sums.tolist() == [15 * 10**18]
        assert found.mean("08327050") == Fraction(5 * 10**16)

    def test_amounts_past_64_bits_are_refused(self) -> None:
        assert PAKT.management is not None
        programme = pillars(pot=evolve(PAKT.management.pot, value=10**22))
        with pytest.raises(InvalidInput) as invalid:
            bulk.ensemble(programme, TOWNS, scenarios=2)
        assert [one.field for one in invalid.value.problems] == ["amounts"]

    @pytest.mark.parametrize(
        ("options", "field"),
        [
            ({"seed": -1}, "seed"),
            ({"seed": 1.5}, "seed"),
            ({"chunk": 0}, "chunk"),
            ({"threads": True}, "threads"),
            ({"memory": 2**63}, "memory"),
            ({"stage": "grant"}, "stage"),
            ({"stage": "nothing"}, "stage"),
            ({"quantiles": ["1.1"]}, "quantiles"),
            ({"quantiles": [0.5]}, "quantiles"),
            ({"quantiles": ["half"]}, "quantiles"),
            ({"quantiles": "0.5"}, "quantiles"),
            ({"quantiles": None}, "quantiles"),
            ({"below": 0.5}, "below"),
            ({"persons_of_land": 5}, "persons_of_land"),
            ({"persons_of_land": "5"}, "persons_of_land"),
            ({"persons_of_land": 2**63}, "counts"),
            ({"scenarios": 0}, "number"),
            ({"scenarios": True}, "number"),
            ({"scenarios": [[1, 2]]}, "scenarios"),
            ({"scenarios": [1, 2, 3]}, "scenarios"),
            ({"scenarios": [[1, 2, -3]]}, "scenarios[0, 2]"),
            ({"round": "2017", "method": "none"}, "method"),
        ],
    )
    def test_options_that_are_refused(self, options: dict[str, Any], field: str) -> None:
        with pytest.raises(InvalidInput) as invalid:
            bulk.ensemble(PAKT, TOWNS, **({"scenarios": 2} | options))
        assert [one.field for one in invalid.value.problems] == [field]

    @pytest.mark.parametrize(
        ("low", "high", "field"),
        [
            ("0.5", 1, "low"),
            (0.5, 1, "low"),
            (2, 1, "high"),
            (1, Decimal("1.0001"), "high"),
            (1, Decimal("NaN"), "high"),
        ],
    )
    def test_factors_that_are_refused(self, low: Any, high: Any, field: str) -> None:
        with pytest.raises(InvalidInput) as invalid:
            bulk.Scaled(1, low, high)
        assert [one.field for one in invalid.value.problems] == [field]

    def test_counts_that_are_refused(self) -> None:
        for counts in (5, {8327050: 248}):
            with pytest.raises(InvalidInput) as invalid:
                bulk.ensemble(PAKT, counts, scenarios=2)  # type: ignore[arg-type]  # wrong on purpose
            assert [one.field.partition("[")[0] for one in invalid.value.problems] == ["counts"]

    def test_questions_that_were_not_asked(self) -> None:
        found = bulk.ensemble(PAKT, TOWNS, scenarios=2, round="2017")
        with pytest.raises(InvalidInput) as invalid:
            found.chance_below("08327050")
        assert refused(invalid) == [("threshold", "None")]
        with pytest.raises(InvalidInput) as invalid:
            found.mean("08327001")
        assert refused(invalid) == [("key", "08327001")]
        with pytest.raises(InvalidInput) as invalid:
            found.quantile("08327050", "0.25")
        assert refused(invalid) == [("level", "0.25")]
        assert found.quantile("08327050", "0.50") == found.quantile("08327050", Decimal("0.5"))


class TestProgress:
    """A bar for long runs; a function hears of every chunk."""

    def test_a_function_hears_of_every_chunk(self) -> None:
        heard: list[tuple[int, int]] = []
        bulk.ensemble(PAKT, TOWNS, scenarios=7, chunk=3, progress=lambda done, whole: heard.append((done, whole)))
        assert heard[-1] == (7, 7)
        assert len(heard) == 3

    def test_a_bar(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert bulk.ensemble(PAKT, TOWNS, scenarios=7, progress=True) == bulk.ensemble(PAKT, TOWNS, scenarios=7)
        shown = capsys.readouterr()
        assert "scenarios" in shown.err
        assert shown.out == ""

    def test_a_long_run_on_a_terminal_shows_one(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("integrationsfoerderung.bulk.progress._LONG", 1)
        monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
        bulk.ensemble(PAKT, TOWNS, scenarios=7)
        assert "scenarios" in capsys.readouterr().err
        bulk.ensemble(PAKT, TOWNS, scenarios=7, progress=False)
        assert capsys.readouterr().err == ""


class TestPicture:
    """The picture of an ensemble: an interval for each municipality, its amount, the threshold."""

    def test_intervals(self) -> None:
        found = bulk.ensemble(PAKT, TOWNS, scenarios=50)
        ax = found.plot(most=2, lang="de")
        assert [label.get_text() for label in ax.get_yticklabels()] == ["08327050", "08327046"]
        (interval,) = ax.collections
        ends = [path.vertices[:, 0].tolist() for path in interval.get_paths()]  # type: ignore[union-attr,index]  # drawn lines
        wanted = [[found.quantile(key, level) for level in ("0.05", "0.95")] for key in ("08327050", "08327046")]
        assert ends == [list(map(float, pair)) for pair in wanted]
        legend = ax.get_legend()
        assert legend is not None
        assert [text.get_text() for text in legend.get_texts()] == [
            "5 %–95 % von 50 Szenarien",
            "ohne Unsicherheit",
            "Schwelle 51.000,00",
        ]
        assert found.plot(ax) is ax
        rounds = bulk.ensemble(PAKT, TOWNS, scenarios=5, round="2017").plot()
        assert rounds.get_title(loc="left") == "2017"
        formatter = rounds.xaxis.get_major_formatter()
        assert formatter(1234.0, 0) == "1,234"
        assert "matplotlib.pyplot" not in sys.modules or not sys.modules["matplotlib.pyplot"].get_fignums()

    def test_without_an_interval_there_is_no_picture(self) -> None:
        with pytest.raises(InvalidInput):
            bulk.ensemble(PAKT, TOWNS, scenarios=5, quantiles=["0.5"]).plot()


class TestExtras:
    """What is optional is asked for by name, with the line that installs it."""

    def test_numpy(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "numpy", None)
        monkeypatch.delitem(sys.modules, "integrationsfoerderung.bulk")
        with pytest.raises(MissingExtra, match=re.escape("pip install 'integrationsfoerderung[bulk]'")):
            importlib.import_module("integrationsfoerderung.bulk")

    def test_rich(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "rich.progress", None)
        with pytest.raises(MissingExtra, match=re.escape("pip install 'integrationsfoerderung[cli]'")):
            bulk.ensemble(PAKT, TOWNS, scenarios=2, progress=True)

    def test_matplotlib(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "matplotlib", None)
        with pytest.raises(MissingExtra, match=re.escape("pip install 'integrationsfoerderung[plot]'")):
            bulk.ensemble(PAKT, TOWNS, scenarios=2).plot()


class TestThreads:
    """Blocks of rows on threads: each once, and what goes wrong in one is told."""

    @pytest.mark.parametrize("threads", [1, 2, 5, None])
    def test_every_block_is_worked_on_once(self, threads: int | None) -> None:
        seen: list[int] = []
        arrays.in_blocks((100_000, 11), lambda first, last: seen.extend(range(first, last)), threads)
        assert sorted(seen) == list(range(100_000))

    def test_an_error_in_a_thread_is_raised(self) -> None:
        def fail(first: int) -> None:
            raise ValueError(first)

        with pytest.raises(ValueError, match="0"):
            arrays.in_turn(fail, [0, 0, 0], 2)

    def test_without_a_say_of_the_system_all_processors_count(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delattr(os, "sched_getaffinity", raising=False)
        assert arrays.processors() == (os.cpu_count() or 1)
