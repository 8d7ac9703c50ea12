"""Notices that a count alone decides: why an amount fits or does not, word by word (R2.4, R3.3, R3.4)."""

from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from integrationsfoerderung import (
    AuditEntry,
    Basis,
    Figure,
    Notice,
    Programme,
    Unit,
    Verdict,
    audit,
    load_programme,
    planning_frame,
)

PAKT = load_programme("pakt-fuer-integration")
FRAME = "the planning frame of a year"
RATE = "the per-capita amount of the round 2017 at 1,225.00 EUR a person"


def entry(amount: Decimal | int | str, programme: Programme = PAKT, **fields: Any) -> AuditEntry:
    """Audit one notice."""
    return audit(programme, [Notice(Decimal(amount), **fields)])[0]


def of_a_pot(euros: int) -> Programme:
    """The Pakt with another pot of a year."""
    assert PAKT.management is not None
    pillar = evolve(PAKT.management, pot=Figure(euros * 100, Unit.EUR, "pot"))
    return evolve(PAKT, pillars=[pillar], figures=())


def of_a_rate(euros: int, **figures: Any) -> Programme:
    """The Pakt's round of 2017 with another rate."""
    assert PAKT.per_capita is not None
    round_ = evolve(PAKT.per_capita.rounds[0], rate=Figure(euros * 100, Unit.EUR, "rate"), **figures)
    return evolve(PAKT, pillars=[evolve(PAKT.per_capita, rounds=[round_])], figures=())


class TestWhatFits:
    """An entry that fits says what the amount is, for which counts, and how one of them gives it."""

    def test_counts_that_are_told_are_derived_each(self) -> None:
        one, two = entry(280_220, persons=352), entry(280_221, persons=(176, 176))
        assert (one.expected, one.difference, one.rounded_once) == (Decimal(280_220), Decimal(0), None)
        assert one.derivation == planning_frame(PAKT, persons=352)
        assert two.verdict is Verdict.DOES_NOT_FIT
        group = entry(280_220, persons=(176, 176))
        assert (group.verdict, group.expected, group.rounded_once) == (
            Verdict.FITS_AS_SUM,
            Decimal(280_220),
            Decimal(280_220),
        )
        assert group.derivation is not None
        assert [part.amount for part in group.derivation.of] == [140_110, 140_110]
        assert str(group.reason) == (
            f"280,220.00 EUR is the sum of 2 amounts, each rounded on its own: {FRAME}, of 352 persons together; "
            "rounded once for all together it would be 280,220.00 EUR, a difference of 0.00 EUR"
        )

    def test_of_several_counts_the_first_is_derived(self) -> None:
        found = entry(1, of_a_pot(10_000))
        assert (found.verdict, found.expected) == (Verdict.FITS, None)
        assert str(found.reason) == f"1.00 EUR is {FRAME} of 4 to 10 persons"
        assert found.derivation == planning_frame(of_a_pot(10_000), persons=4)

    def test_a_sum_of_unknown_counts_has_no_derivation_and_is_held_against_its_first_total(self) -> None:
        found = entry(1_273_727, members=2000)
        assert (found.verdict, found.expected, found.derivation) == (Verdict.FITS_AS_SUM, None, None)
        assert found.rounded_once == planning_frame(PAKT, persons=1599).amount
        assert str(found.reason).endswith("it would be 1,272,932.00 EUR, a difference of 795.00 EUR")

    @pytest.mark.parametrize(
        ("fields", "parts", "expected"),
        [
            ({}, 1, None),
            ({"persons": 854}, 1, Decimal(1_046_150)),
            ({"members": 35}, 1, None),
            ({"persons": 854, "members": 35}, 1, None),
            ({"persons": (248, 110, 496)}, 3, Decimal(1_046_150)),
        ],
    )
    def test_a_rate_is_exact_for_a_group_too(
        self, fields: dict[str, Any], parts: int, expected: Decimal | None
    ) -> None:
        found = entry(1_046_150, round="2017", basis="announced", **fields)
        assert (found.verdict, found.basis, found.persons) == (Verdict.FITS, Basis.ANNOUNCED, (854,))
        assert str(found.reason) == f"1,046,150.00 EUR is {RATE} of 854 persons"
        assert (found.expected, found.rounded_once) == (expected, None)
        assert found.derivation is not None
        assert found.derivation.replay() == 1_046_150
        assert (found.derivation.label == "sum of the amounts") is (parts > 1)

    def test_the_whole_land_is_counted_and_nobody_beyond(self) -> None:
        for fields in ({"persons": 72_857}, {}, {"persons": (0, 72_857)}, {"persons": 72_857, "members": 2}):
            assert entry(58_000_000, **fields).fits
        for fields in ({"persons": 72_858}, {"persons": (1, 72_857)}, {"persons": 72_858, "members": 2}):
            found = entry(58_000_000, **fields)
            assert (found.verdict, found.expected) == (Verdict.DOES_NOT_FIT, None)
            assert str(found.reason) == "72,858 persons are more than the 72,857 counted in the whole Land"
        nobody = of_a_rate(10, pot=None, persons_of_land=None)
        assert entry(10**9, nobody, round="2017", persons=10**8).fits
        assert str(entry(1, nobody, round="2017", persons=10**8).reason).startswith(
            "1,000,000,000.00 EUR is the per-capita"
        )


class TestWhatDoesNotFit:
    """An entry that does not fit says why, once for each reading, and by how much where the counts are told."""

    @pytest.mark.parametrize(
        ("fields", "reason"),
        [
            ({}, f"1.00 EUR is not {FRAME} of any whole count"),
            ({"members": 1}, f"1.00 EUR is not {FRAME} of any whole count"),
            (
                {"persons": 1},
                f"796.00 EUR is {FRAME} of 1 person; the notice says 1.00 EUR, a difference of -795.00 EUR",
            ),
            (
                {"persons": (1, 2)},
                (
                    f"2,388.00 EUR is the sum of 2 amounts, each rounded on its own: {FRAME}, of 3 persons together; "
                    "the notice says 1.00 EUR, a difference of -2,387.00 EUR"
                ),
            ),
            (
                {"members": 2},
                f"1.00 EUR is no sum of 2 amounts, each rounded on its own: {FRAME}, of any whole count together",
            ),
            (
                {"members": 2, "persons": 3},
                f"1.00 EUR is no sum of 2 amounts, each rounded on its own: {FRAME}, of 3 persons together",
            ),
            ({"round": "2017", "basis": "announced"}, f"1.00 EUR is not {RATE} of any whole count"),
            ({"round": "2017", "basis": "announced", "members": 2}, f"1.00 EUR is not {RATE} of any whole count"),
            (
                {"round": "2017", "basis": "announced", "members": 2, "persons": 3},
                f"1.00 EUR is not {RATE} of 3 persons",
            ),
            (
                {"round": "2017", "basis": "announced", "persons": (1, 2)},
                f"3,675.00 EUR is {RATE} of 3 persons; the notice says 1.00 EUR, a difference of -3,674.00 EUR",
            ),
        ],
    )
    def test_the_reason(self, fields: dict[str, Any], reason: str) -> None:
        found = entry(1, **fields)
        assert (found.verdict, str(found.reason)) == (Verdict.DOES_NOT_FIT, reason)

    def test_more_persons_than_the_land_has_are_told_once(self) -> None:
        found = entry(1, persons=80_000, round="2017")
        assert str(found.reason) == "80,000 persons are more than the 72,857 counted in the whole Land"

    @pytest.mark.parametrize(
        ("fields", "expected"),
        [
            ({"persons": 248}, 197_428),
            ({"persons": 248, "stage": "first tranche"}, 184_300),
            ({"persons": 248, "stage": "grant"}, None),
            ({"persons": 248, "stage": "grant", "fte": 1, "qualification": "degree"}, 128_000),
            ({"persons": 248, "stage": "grant", "fte": 9, "qualification": "degree"}, 394_856),
            ({"persons": 248, "stage": "grant", "fte": 1}, None),
            ({"persons": 248, "round": "2017", "basis": "announced"}, 303_800),
            ({"persons": 248, "round": "2017", "basis": "pot_share"}, None),
            ({"persons": 0, "round": "2017", "basis": "pot_share"}, 0),
            ({"persons": 248, "round": "2017"}, None),
            ({"persons": 248, "members": 2}, None),
            ({"persons": 72_857}, 58_000_000),
            ({"persons": 72_858}, None),
            ({}, None),
        ],
    )
    def test_what_is_expected_is_told_where_it_is_one_amount(
        self, fields: dict[str, Any], expected: int | None
    ) -> None:
        assert entry(1, **fields).expected == expected

    def test_the_nearest_amounts_of_each_reading_are_told_in_turn(self) -> None:
        found = entry(1, round="2017")
        assert [(int(one.amount * 100), one.persons, int(one.difference * 100)) for one in found.nearest] == [
            (0, (0,), 100),
            (1_225_00, (1,), -1_224_00),
            (0, (0,), 100),
            (1_235_30, (1,), -1_234_30),
            (0, (0,), 100),
            (1_235_00, (1,), -1_234_00),
        ]
        assert str(found.nearest[1].text) == (
            f"nearest: 1,225.00 EUR, {RATE} of 1 person; the notice differs by -1,224.00 EUR"
        )

    def test_counts_that_have_the_amount_are_told_in_place_of_the_nearest(self) -> None:
        found = entry(303_800, persons=247, round="2017")
        assert (found.persons, found.nearest) == ((248,), ())
        assert entry(303_800, persons=247, round="2017", basis="pot_share").persons == ()
        assert entry(0, persons=247, round="2017").persons == (0,)

    def test_an_unknown_figure_leaves_it_open_beside_what_is_known(self) -> None:
        assert PAKT.per_capita is not None
        other = PAKT.per_capita.rounds[1].rate
        assert other is not None
        assert other.value is None
        round_ = evolve(PAKT.per_capita.rounds[0], rate=other)
        programme = evolve(PAKT, pillars=[evolve(PAKT.per_capita, rounds=[round_])], figures=())
        found = entry(1, programme, persons=248, round="2017")
        assert found.verdict is Verdict.CANNOT_BE_CHECKED
        assert "announced rate per person is unknown" in str(found.reason)
        assert "; 306,353.54 EUR is the share of the pot" in str(found.reason)
