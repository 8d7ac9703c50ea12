"""What candidates say, and which counts agree with a notice (R2.4, R3.3, R3.4, R3.9)."""

from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from integrationsfoerderung import Figure, Unit, load_programme
from integrationsfoerderung.model.notice import AuditEntry, Notice
from integrationsfoerderung.model.verdict import Cause
from integrationsfoerderung.money import in_euros
from integrationsfoerderung.notices import audit
from integrationsfoerderung.rules import readings
from integrationsfoerderung.rules.causes import counts_fitting
from integrationsfoerderung.rules.readings import Reading

PAKT = load_programme("pakt-fuer-integration")


def entry(euros: int, **fields: Any) -> AuditEntry:
    """Audit an amount in EUR."""
    return audit(PAKT, [Notice(euros, **fields)])[0]


class TestTexts:
    """A candidate says its cause and the calculation that gives the amount, with the amount and the counts."""

    @pytest.mark.parametrize(
        ("euros", "fields", "text"),
        [
            (569_249, {"persons": 1500}, "{TRANCHE}: 569,249.00 EUR is the first tranche of 766 persons"),
            (282_020, {}, "{DIGITS_EXCHANGED}: 280,220.00 EUR is the planning frame of a year of 352 persons"),
            (282_020, {"persons": 352},
             "{DIGITS_EXCHANGED}: 280,220.00 EUR is the planning frame of a year of 352 persons"),
            (280_220, {"persons": 351},
             "{COUNT_DIGIT_OFF}: 280,220.00 EUR is the planning frame of a year of 352 persons, not of 351"),
            (280_220, {"persons": 99},
             "{OTHER_COUNT}: 280,220.00 EUR is the planning frame of a year of 352 persons, not of 99"),
            (87_569, {"persons": (44, 82, 22, 16)},
             "{COUNT_DIGITS_EXCHANGED}: 22,290.00 EUR is the planning frame of a year of 28 persons, not of 82"),
            (280_223, {"persons": 352},
             ("{SUM_OF_PARTS}: 280,223.00 EUR can be a sum of 6 amounts or more, each rounded on its own: "
              "the planning frame of a year, of 352 persons together")),
            (6369, {"persons": (4, 4)}, "{ROUNDED_ONCE}: 6,369.00 EUR is the planning frame of a year of 8 persons"),
            (87_569 * 2, {"persons": (44, 28, 22, 16)},
             ("{WHOLE_TERM}: 175,138.00 EUR is the sum of 4 amounts, each rounded on its own: "
              "the cap of a grant, 2 times the planning frame of a year, of 110 persons together")),
            (960_750, {"persons": 854, "members": 35, "round": "2017", "basis": "announced"},
             ("{OTHER_RATE}: 960,750.00 EUR is the per-capita amount of the round 2017 at 1,125.00 EUR a person "
              "(a rate only expected) of 854 persons")),
            (384_000, {"persons": 200, "fte": 3, "qualification": "degree", "stage": "grant"},
             "{NOT_CAPPED}: 384,000.00 EUR is the claim of 3 FTE over 24 months at 64,000.00 EUR a year"),
        ],
    )  # fmt: skip
    def test_one_of_each_kind(self, euros: int, fields: dict[str, Any], text: str) -> None:
        texts = [str(one) for one in entry(euros, **fields).candidates]
        assert text.format_map({cause.name: str(cause.text) for cause in Cause}) in texts

    @pytest.mark.parametrize(("euros", "claimed"), [(360_000, 306_000), (348_000, 384_000)])
    def test_a_wrong_digit_of_one_claim_tells_that_claim(self, euros: int, claimed: int) -> None:
        assert PAKT.management is not None
        backwards = evolve(PAKT.management, fixed_amounts=tuple(reversed(PAKT.management.fixed_amounts)))
        for pillar in (PAKT.management, backwards):
            (found,) = audit(evolve(PAKT, pillars=[pillar]), [Notice(euros, persons=248, fte=3, stage="grant")])
            fact = f"{claimed:,}.00 EUR is the claim of 3 FTE over 24 months at {claimed // 6:,}.00 EUR a year"
            told = [str(one) for one in found.candidates if one.cause is Cause.DIGITS_EXCHANGED]
            assert told == [f"{Cause.DIGITS_EXCHANGED.text}: {fact}"]

    def test_a_wrong_digit_of_what_two_readings_give_is_told_once(self) -> None:
        assert PAKT.per_capita is not None
        pot, land = Figure(100_00, Unit.EUR, "pot"), Figure(6, Unit.PERSONS, "persons of the Land")
        round_ = evolve(PAKT.per_capita.rounds[0], rate=None, pot=pot, persons_of_land=land)
        programme = evolve(PAKT, pillars=[evolve(PAKT.per_capita, rounds=[round_])])
        (found,) = audit(programme, [Notice(51, persons=3, round="2017")])
        assert [one.amount for one in found.candidates if one.cause is Cause.DIGIT_OFF] == [Decimal(50)]

    def test_the_count_told_is_no_other_count(self) -> None:
        found = entry(560_440, persons=352, fte=1, qualification="degree", stage="grant")
        assert [one.cause for one in found.candidates if one.persons == (352,)] == [Cause.NOT_CLAIMED]

    def test_a_sum_of_ten_parts_is_offered_and_one_of_eleven_is_not(self) -> None:
        told_alone: list[dict[str, Any]] = [{}, {"persons": 352}]
        for fields in told_alone:
            for euros, offered in ((280_225, True), (280_215, False)):
                found = entry(euros, **fields)
                assert (Cause.SUM_OF_PARTS in [one.cause for one in found.candidates]) is offered


class TestCountsFitting:
    """R2.4, R3.3: the counts that agree with a notice are those whose amount it is; none is more than the Land has."""

    @pytest.mark.parametrize("everyone", [2, 5])
    def test_of_a_share_rounded_and_of_a_rate(self, everyone: int) -> None:
        assert PAKT.per_capita is not None
        rate, pot = Figure(300, Unit.EUR, "rate"), Figure(700, Unit.EUR, "pot")
        land = Figure(everyone, Unit.PERSONS, "persons of the Land")
        for reading in readings.of_round(evolve(PAKT.per_capita.rounds[0], rate=rate, pot=pot, persons_of_land=land)):
            for cents in {reading.amount((count,)) + off for count in range(everyone + 3) for off in (0, 1, 100)}:
                self.assert_it_is_what_trying_finds(reading, cents, everyone)

    def assert_it_is_what_trying_finds(self, reading: Reading, cents: int, everyone: int) -> None:
        amount, every = in_euros(cents), range(everyone + 3)
        alone = tuple(count for count in range(everyone + 1) if reading.amount((count,)) == cents)
        assert counts_fitting(reading, cents, Notice(amount)) == alone
        together = alone if reading.rounding is None else tuple(reading.totals(cents, 3))
        assert counts_fitting(reading, cents, Notice(amount, members=3)) == together
        for count in every:
            told_alone, told_together = Notice(amount, persons=count), Notice(amount, persons=count, members=3)
            assert counts_fitting(reading, cents, told_alone) == ((count,) if count in alone else ())
            assert counts_fitting(reading, cents, told_together) == ((count,) if count in together else ())
            for other in every:
                group, fits = Notice(amount, persons=(count, other)), reading.amount((count, other)) == cents
                fits = fits and count + other <= everyone
                assert counts_fitting(reading, cents, group) == ((count + other,) if fits else ())
