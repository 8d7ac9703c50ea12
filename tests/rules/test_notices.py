"""Notices and their audit (R2.4, R3.3, R3.4, R3.7, R3.9, R8.12), case by case."""

import json
import pickle
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from integrationsfoerderung import (
    Basis,
    Figure,
    InvalidInput,
    ManagementPillar,
    Period,
    Programme,
    Qualification,
    Source,
    Stage,
    Status,
    Unit,
    load_example,
    load_programme,
    planning_frame,
)
from integrationsfoerderung.calculation import calculate
from integrationsfoerderung.model.notice import MOST_MEMBERS, MOST_PERSONS, AuditEntry, AuditResult, Notice
from integrationsfoerderung.model.pillar import ContinuationPillar
from integrationsfoerderung.model.verdict import Cause, Verdict
from integrationsfoerderung.notices import audit, notices_from_csv, published_notices
from integrationsfoerderung.rules import readings
from integrationsfoerderung.words import tell

PAKT = load_programme("pakt-fuer-integration")
VOCATIONAL, DEGREE = Qualification.VOCATIONAL, Qualification.DEGREE


def entry(amount: Decimal | int | str, programme: Programme = PAKT, **fields: Any) -> AuditEntry:
    """Audit one notice."""
    return audit(programme, [Notice(Decimal(amount), **fields)])[0]


def causes(found: AuditEntry) -> dict[Cause, Decimal]:
    """The candidates' causes with their amounts."""
    return {candidate.cause: candidate.amount for candidate in found.candidates}


def problems(**fields: Any) -> list[str]:
    """The fields that a notice is refused for."""
    with pytest.raises(InvalidInput) as refused:
        Notice(**({"amount": 1} | fields))
    return [problem.field for problem in refused.value.problems]


def variant(**figures: Any) -> Programme:
    """The Pakt with other figures in its management pillar."""
    pillars = [evolve(one, **figures) if isinstance(one, ManagementPillar) else one for one in PAKT.pillars]
    return evolve(PAKT, pillars=pillars)


def with_round(**figures: Any) -> Programme:
    """The Pakt with one per-capita round, and other figures in it."""
    assert PAKT.per_capita is not None
    pillar = evolve(PAKT.per_capita, rounds=[evolve(PAKT.per_capita.rounds[0], **figures)])
    return evolve(PAKT, pillars=[pillar if one is PAKT.per_capita else one for one in PAKT.pillars])


def unknown(unit: Unit) -> Figure:
    """A figure that nobody knows."""
    return Figure(None, unit, "a figure", clause="R3.4", status=Status.UNKNOWN, look="in an archive")


def continuing(**fields: Any) -> Programme:
    """The Pakt with a pillar that continues positions in place of its management pillar (R8.12)."""
    assert PAKT.management is not None
    sixty, forty_seven = Figure(60_000_00, Unit.EUR, "rate"), Figure(47_000_00, Unit.EUR, "rate")
    amounts = ((DEGREE, sixty), (Qualification.OTHER_DEGREE, sixty), (VOCATIONAL, forty_seven))
    given: dict[str, Any] = {
        "fixed_amounts": amounts,
        "after": Figure(5, Unit.YEARS),
        "term": Figure(6, Unit.YEARS),
    } | fields
    pillar = ContinuationPillar("management", "Continuation", "Weiterförderung", None, **given)
    return evolve(PAKT, pillars=[pillar], window=Period(date(2022, 1, 1), date(2024, 12, 31)))


class TestNotice:
    def test_it_is_a_final_frame_unless_told_otherwise(self) -> None:
        assert Notice(280_220) == Notice(Decimal("280220.00"), stage="final frame")
        assert Notice(280_220).stage is Stage.FINAL_FRAME
        assert Notice(303_800, round="2017", basis="announced").basis is Basis.ANNOUNCED
        assert Notice(303_800, round="2017").stage is None

    def test_counts_parts_and_total(self) -> None:
        assert (Notice(1, persons=5).counts, Notice(1, persons=5).parts, Notice(1, persons=5).total) == ((5,), 1, 5)
        assert (Notice(1).counts, Notice(1).parts, Notice(1).total) == (None, 1, None)
        group = Notice(1, persons=[5, 6])
        assert (group.counts, group.parts, group.total) == ((5, 6), 2, 11)
        together = Notice(1, persons=11, members=2)
        assert (together.counts, together.parts, together.total) == (None, 2, 11)

    @pytest.mark.parametrize(
        ("fields", "wrong"),
        [
            ({"amount": 1.5}, ["amount"]),
            ({"amount": -1}, ["amount"]),
            ({"amount": True}, ["amount"]),
            ({"amount": "280220"}, ["amount"]),
            ({"amount": Decimal("0.001")}, ["amount"]),
            ({"persons": -1}, ["persons"]),
            ({"persons": 1.5}, ["persons"]),
            ({"persons": True}, ["persons"]),
            ({"persons": ()}, ["persons"]),
            ({"persons": "352"}, ["persons"]),
            ({"persons": (1, -1, "2")}, ["persons[1]", "persons[2]"]),
            ({"persons": MOST_PERSONS + 1}, ["persons"]),
            ({"members": 0}, ["members"]),
            ({"members": True}, ["members"]),
            ({"members": MOST_MEMBERS + 1}, ["members"]),
            ({"members": "6"}, ["members"]),
            ({"members": 3, "persons": (1, 2)}, ["members"]),
            ({"fte": 0.5}, ["fte"]),
            ({"fte": Decimal(0)}, ["fte"]),
            ({"fte": Decimal("0.0000001")}, ["fte"]),
            ({"fte": Decimal("NaN")}, ["fte"]),
            ({"fte": 10**7}, ["fte"]),
            ({"fte": ()}, ["fte"]),
            ({"fte": (Decimal("0.5"), -1)}, ["fte[1]"]),
            ({"qualification": "degree"}, ["qualification"]),
            ({"fte": 1, "qualification": "doctor"}, ["qualification"]),
            ({"fte": (1, 1), "qualification": ("degree",)}, ["qualification"]),
            ({"months": 12}, ["months"]),
            ({"fte": 1, "months": 0}, ["months"]),
            ({"fte": 1, "months": True}, ["months"]),
            ({"fte": 1, "months": "12"}, ["months"]),
            ({"stage": "year"}, ["stage"]),
            ({"stage": None}, ["stage"]),
            ({"stage": "grant", "round": "2017"}, ["stage"]),
            ({"round": " "}, ["round"]),
            ({"round": "2017", "basis": "rate"}, ["basis"]),
            ({"basis": "announced"}, ["basis"]),
            ({"key": "8327"}, ["key"]),
            ({"key": 8327050}, ["key"]),
            ({"name": 5, "id": None, "note": 1}, ["id", "name", "note"]),
            ({"source": "Trossinger Zeitung"}, ["source"]),
            ({"amount": "x", "persons": -1, "members": 0, "fte": 0, "stage": "x"},
             ["amount", "persons", "members", "fte", "stage"]),
        ],
    )  # fmt: skip
    def test_all_problems_are_told_at_once(self, fields: Mapping[str, Any], wrong: list[str]) -> None:
        assert problems(**fields) == wrong

    def test_errors_name_the_notice(self) -> None:
        with pytest.raises(InvalidInput) as refused:
            Notice(1, persons=-1, id="C007", name="Weinheim")
        assert "Notice C007 Weinheim: persons is -1" in str(refused.value)
        assert pickle.loads(pickle.dumps(refused.value)).problems[0].field == "persons"  # noqa: S301  # our own bytes

    def test_a_label_is_made_of_what_there_is(self) -> None:
        assert Notice(1).label == ""
        assert Notice(1, key="08327050").label == "08327050"
        assert Notice(1, id="C007", key="08226096", name="Weinheim").label == "C007 Weinheim"


class TestSingle:
    """R3.3, R3.4: one municipality's frame or tranche is one share, rounded once."""

    @pytest.mark.parametrize(("persons", "amount"), [(13, 10_349), (85, 67_667), (166, 132_149), (352, 280_220)])
    def test_published_frames_fit_with_and_without_their_count(self, persons: int, amount: int) -> None:
        for found in (entry(amount, persons=persons), entry(amount), entry(amount, persons=(persons,))):
            assert found.verdict is Verdict.FITS
            assert found.fits
            assert found.persons == (persons,)
            assert found.derivation == planning_frame(PAKT, persons=persons)
            assert (found.candidates, found.nearest) == ((), ())
            assert found.rounded_once is None

    def test_the_reason_says_what_it_is(self) -> None:
        assert str(entry(280_220).reason) == "280,220.00 EUR is the planning frame of a year of 352 persons"
        assert str(entry(796, persons=1).reason) == "796.00 EUR is the planning frame of a year of 1 person"

    def test_another_count_than_told_does_not_fit(self) -> None:
        found = entry(280_220, persons=351)
        assert found.verdict is Verdict.DOES_NOT_FIT
        assert found.persons == (352,)
        assert (found.expected, found.difference) == (Decimal("279424.00"), Decimal("796.00"))
        assert found.nearest == ()
        assert causes(found) == {Cause.COUNT_DIGIT_OFF: Decimal("280220.00")}

    def test_exchanged_digits_and_other_counts_are_told_apart(self) -> None:
        assert Cause.COUNT_DIGITS_EXCHANGED in causes(entry(280_220, persons=532))
        assert Cause.OTHER_COUNT in causes(entry(280_220, persons=99))

    def test_the_nearest_amounts_on_both_sides_are_told(self) -> None:
        found = entry(Decimal("280220.50"))
        assert [(one.amount, one.persons, one.difference) for one in found.nearest] == [
            (Decimal("280220.00"), (352,), Decimal("0.50")),
            (Decimal("281016.00"), (353,), Decimal("-795.50")),
        ]
        assert causes(found) == {Cause.DIGIT_OFF: Decimal("280220.00")}

    def test_above_the_whole_pot_there_is_no_nearest_above(self) -> None:
        assert [one.persons for one in entry(10**30).nearest] == [(72_857,)]
        assert entry(58_000_000).persons == (72_857,)

    def test_more_persons_than_the_land_has_do_not_fit(self) -> None:
        found = entry(280_220, persons=80_000)
        assert found.verdict is Verdict.DOES_NOT_FIT
        assert found.expected is None
        assert "80,000 persons are more than the 72,857" in str(found.reason)

    def test_a_misprint_is_a_candidate_with_its_own_amount(self) -> None:
        for found in (entry(282_020), entry(282_020, persons=352)):
            assert not found.fits
            assert causes(found) == {Cause.DIGITS_EXCHANGED: Decimal("280220.00")}
            (candidate,) = found.candidates
            assert candidate.persons == (352,)
            assert candidate.derivation is not None
            assert candidate.derivation.replay() == candidate.amount
            assert str(candidate).startswith("two adjacent digits of the amount exchanged: 280,220.00 EUR")

    def test_the_whole_term_and_the_tranche_are_recognised(self) -> None:
        assert Cause.WHOLE_TERM in causes(entry(560_440, persons=352))
        assert causes(entry(569_249)) == {Cause.TRANCHE: Decimal("569249.00")}
        assert Cause.YEAR_FOR_TRANCHE in causes(entry(280_220, stage="first tranche"))

    def test_the_tranche_is_recognised_though_it_rests_on_another_count(self) -> None:
        found = entry(569_249, persons=1500)
        assert found.verdict is Verdict.DOES_NOT_FIT
        assert [(one.cause, one.persons) for one in found.candidates] == [(Cause.TRANCHE, (766,))]

    def test_a_count_over_the_other_stage_s_persons_of_the_land_is_recognised(self) -> None:
        year = readings.mixed(management())[0].amount((352,))
        advance = readings.mixed(management())[1].amount((352,))
        assert causes(entry(year // 100, persons=352))[Cause.MIXED_DIVISOR] == Decimal(year) / 100
        assert causes(entry(advance // 100, persons=352, stage="first tranche"))[Cause.MIXED_DIVISOR] * 100 == advance

    def test_a_sum_of_unknown_parts_is_offered_where_few_would_do(self) -> None:
        assert causes(entry(280_223, persons=352))[Cause.SUM_OF_PARTS] == Decimal("280223.00")
        assert Cause.SUM_OF_PARTS in causes(entry(280_223))
        assert Cause.SUM_OF_PARTS in causes(entry(280_217))
        assert Cause.SUM_OF_PARTS not in causes(entry(280_300))

    def test_schwanau_is_one_digit_off(self) -> None:
        found = entry(31_157, stage="first tranche")
        assert not found.fits
        assert causes(found) == {Cause.DIGIT_OFF: Decimal("37157.00")}


def management() -> ManagementPillar:
    """The Pakt's management pillar."""
    assert PAKT.management is not None
    return PAKT.management


class TestSums:
    """R3.3: sums of several municipalities are sums of rounded frames, and need not be the rounded share of the sum."""

    def test_the_landkreis_fits_as_a_sum_and_differs_from_its_share(self) -> None:
        counts = [
            municipality.head_counts[0].persons
            for municipality in load_example("tuttlingen").municipalities
        ]  # fmt: skip
        assert (len(counts), sum(counts)) == (35, 854)
        found = entry(679_848, persons=counts)
        assert found.verdict is Verdict.FITS_AS_SUM
        assert (found.persons, found.expected) == ((854,), Decimal("679848.00"))
        assert found.rounded_once == Decimal("679852.00")
        assert found.derivation is not None
        assert found.derivation.replay() == found.notice.amount
        assert "is the sum of 35 amounts" in str(found.reason)
        assert "rounded once for all together it would be 679,852.00 EUR" in str(found.reason)
        assert str(found.reason).endswith("a difference of -4.00 EUR")

    def test_rounded_once_is_a_candidate_and_no_fit(self) -> None:
        found = entry(87_568, persons=(44, 28, 22, 17))
        assert not found.fits
        share = planning_frame(PAKT, persons=854).amount
        counts = [municipality.head_counts[0].persons for municipality in load_example("tuttlingen").municipalities]
        found = entry(share, persons=counts)
        assert found.verdict is Verdict.DOES_NOT_FIT
        assert found.difference == Decimal("4.00")
        assert causes(found)[Cause.ROUNDED_ONCE] == share

    def test_with_the_number_of_members_alone_it_can_be_a_sum(self) -> None:
        for found in (entry(679_848, members=35), entry(679_848, members=35, persons=854)):
            assert found.verdict is Verdict.FITS_AS_SUM
            assert found.persons == (854,)
            assert found.derivation is None
            assert "can be a sum of 35 amounts" in str(found.reason)

    def test_what_no_roundings_reach_is_no_sum(self) -> None:
        found = entry(679_988, members=35)
        assert found.verdict is Verdict.DOES_NOT_FIT
        assert [(one.amount, one.persons) for one in found.nearest] == [
            (Decimal("679869.00"), (854,)),
            (Decimal("680631.00"), (855,)),
        ]
        assert "of any whole count together" in str(found.reason)
        assert not entry(679_848, members=35, persons=853).fits

    def test_a_wrong_digit_in_one_member_s_count_is_a_candidate(self) -> None:
        found = entry(87_569, persons=(44, 28, 22, 18))
        assert causes(found) == {Cause.COUNT_DIGIT_OFF: Decimal("87569.00")}
        assert found.candidates[0].persons == (110,)
        found = entry(87_569, persons=(44, 82, 22, 16))
        assert causes(found) == {Cause.COUNT_DIGITS_EXCHANGED: Decimal("87569.00")}

    def test_another_count_of_a_member_is_no_candidate_without_a_wrong_digit(self) -> None:
        assert causes(entry(87_569, persons=(44, 28, 22, 99))) == {}

    def test_no_group_is_explained_by_a_member_below_nothing(self) -> None:
        assert not entry(10, persons=(44, 28)).fits

    def test_many_totals_are_told_as_a_row(self) -> None:
        found = entry(1_273_727, members=2000)
        assert found.fits
        assert found.persons == (1599, 1600, 1601)
        assert "of 1,599 to 1,601 persons together" in str(found.reason)


class TestPerCapita:
    """R2.4: an amount of a round is the announced rate × persons, or a share of the pot."""

    def test_either_basis_fits_and_is_named(self) -> None:
        found = entry(303_800, persons=248, round="2017")
        assert (found.verdict, found.basis, found.persons) == (Verdict.FITS, Basis.ANNOUNCED, (248,))
        for amount in ("306353.54", "306354"):
            found = entry(amount, persons=248, round="2017")
            assert (found.verdict, found.basis, found.persons) == (Verdict.FITS, Basis.POT_SHARE, (248,))
        assert entry("516353.95", round="2017").persons == (418,)

    def test_the_basis_told_decides_and_the_other_is_a_candidate(self) -> None:
        found = entry(303_800, persons=248, round="2017", basis="pot_share")
        assert found.verdict is Verdict.DOES_NOT_FIT
        assert causes(found)[Cause.OTHER_BASIS] == Decimal("303800.00")
        found = entry("306353.54", persons=248, round="2017", basis="announced")
        assert causes(found)[Cause.OTHER_BASIS] == Decimal("306353.54")

    def test_the_planned_rate_is_a_candidate(self) -> None:
        found = entry(248 * 1125, persons=248, round="2017")
        assert causes(found)[Cause.OTHER_RATE] == Decimal("279000.00")

    def test_a_group_at_the_rate_is_exact(self) -> None:
        for found in (
            entry(854 * 1225, persons=(248, 110, 496), round="2017"),
            entry(854 * 1225, persons=854, members=35, round="2017"),
        ):
            assert (found.verdict, found.persons) == (Verdict.FITS, (854,))
        assert not entry(854 * 1225 + 1, persons=854, members=35, round="2017", basis="announced").fits

    def test_a_rate_of_0_gives_0_for_any_count(self) -> None:
        programme = with_round(rate=Figure(0, Unit.EUR, "rate"), pot=None, persons_of_land=None)
        assert entry(0, programme, round="2017", persons=5, members=2).persons == (5,)
        assert entry(0, programme, round="2017", persons=(2, 3)).persons == (5,)

    def test_a_group_s_share_of_the_pot_is_a_sum(self) -> None:
        found = entry("1054943.21", members=35, round="2017")
        assert (found.verdict, found.persons) == (Verdict.FITS_AS_SUM, (854,))
        assert found.rounded_once == Decimal("1054943.24")

    def test_an_unknown_rate_leaves_it_open_and_says_what_is_missing(self) -> None:
        found = entry(303_800, persons=248, round="2018")
        assert found.verdict is Verdict.CANNOT_BE_CHECKED
        assert not found.fits
        assert "announced rate per person is unknown" in str(found.reason)
        assert causes(found)[Cause.OTHER_ROUND] == Decimal("303800.00")

    def test_a_misprint_in_the_cents(self) -> None:
        found = entry("306353.45", persons=248, round="2017")
        assert causes(found)[Cause.DIGITS_EXCHANGED] == Decimal("306353.54")
        assert Decimal("306353.54") in [one.amount for one in entry("306353.45", round="2017").candidates]

    def test_a_round_of_rate_alone_has_no_share(self) -> None:
        programme = with_round(pot=None, persons_of_land=None)
        assert entry(303_800, programme, round="2017").persons == (248,)
        assert entry(0, programme, round="2017").persons == (0,)
        assert not entry("306353.54", programme, round="2017").fits

    def test_a_round_of_pot_alone_has_no_rate(self) -> None:
        programme = with_round(rate=None)
        assert entry("306353.54", programme, round="2017").persons == (248,)
        assert not entry(303_800, programme, round="2017").fits


class TestGrants:
    """R3.9: a grant is the smaller of the years of frames and what the positions claim."""

    def test_stuttgart_is_capped_with_its_positions(self) -> None:
        for fields in ({}, {"qualification": "degree"}, {"persons": 4108, "qualification": "degree"}):
            found = entry(6_540_594, fte=Decimal("51.1"), stage="grant", **fields)
            assert (found.verdict, found.persons) == (Verdict.FITS, (4108,))
            assert found.derivation is not None
            assert found.derivation.replay() == found.notice.amount
            assert "6,540,800.00 EUR is the claim of 51.1 FTE over 24 months" in str(found.reason)
        assert entry(6_540_594, stage="grant").persons == (4108,)

    def test_what_the_positions_do_not_reach_is_no_grant_at_the_cap(self) -> None:
        found = entry(6_540_594, fte=50, qualification="degree", stage="grant")
        assert found.verdict is Verdict.DOES_NOT_FIT
        assert Cause.NOT_CLAIMED in causes(found)

    def test_every_grant_of_the_example_fits(self) -> None:
        case = load_example("tuttlingen")
        statement = calculate(PAKT, case.municipalities, case.managers)
        assert len(statement.grants) == 6
        for given in statement.grants:
            managers = [funding.manager for funding in given.fundings]
            counts = [member.head_counts[0].persons for member in given.members]
            fields: dict[str, Any] = {
                "fte": [manager.fte for manager in managers],
                "qualification": [manager.qualification for manager in managers],
                "stage": "grant",
                "key": given.provider,
            }
            assert given.amount is not None
            found = entry(given.amount, persons=counts, **fields)
            assert found.verdict is (Verdict.FITS_AS_SUM if given.capped else Verdict.FITS)
            assert found.persons == (sum(counts),)
            assert found.derivation is not None
            assert found.derivation.replay() == given.amount
            assert entry(given.amount, persons=sum(counts), members=len(counts), **fields).fits
            assert entry(given.amount, members=len(counts), **fields).fits
            assert not entry(given.amount + 2, persons=counts, **fields).fits

    def test_a_claim_alone_fits_and_says_from_how_many_persons(self) -> None:
        found = entry(384_000, fte=3, stage="grant")
        assert (found.verdict, found.persons) == (Verdict.FITS, ())
        assert "the frames allow it from 242 persons on" in str(found.reason)
        found = entry(384_000, fte=3, stage="grant", persons=248)
        assert found.persons == (248,)
        assert "the cap is not lower: 394,856.00 EUR" in str(found.reason)
        assert entry(384_000, fte=3, stage="grant", persons=248, members=2).persons == (248,)

    def test_every_fixed_amount_is_tried_where_the_qualification_is_not_told(self) -> None:
        assert entry(306_000, fte=3, stage="grant").fits
        found = entry(306_000, fte=3, qualification="degree", stage="grant")
        assert not found.fits
        assert causes(found)[Cause.OTHER_QUALIFICATION] == Decimal("306000.00")

    def test_fewer_months_claim_less(self) -> None:
        assert entry(96_000, fte=3, months=6, qualification="degree", stage="grant").fits
        found = entry(192_000, fte=3, qualification="degree", stage="grant")
        assert causes(found)[Cause.ONE_YEAR] == Decimal("192000.00")
        assert causes(found)[Cause.OTHER_FTE] == Decimal("192000.00")
        assert Cause.ONE_YEAR not in causes(entry(192_001, fte=3, months=12, stage="grant"))

    def test_the_claims_without_the_cap_are_a_candidate(self) -> None:
        found = entry(384_000, fte=3, qualification="degree", persons=200, stage="grant")
        assert found.verdict is Verdict.DOES_NOT_FIT
        assert (found.expected, found.difference) == (Decimal("318432.00"), Decimal("65568.00"))
        assert causes(found)[Cause.NOT_CAPPED] == Decimal("384000.00")

    def test_one_year_of_the_frame_is_a_candidate(self) -> None:
        assert causes(entry(280_220, stage="grant", persons=352))[Cause.ONE_YEAR] == Decimal("280220.00")

    def test_without_positions_a_grant_below_the_cap_is_left_open(self) -> None:
        found = entry(384_000, stage="grant")
        assert found.verdict is Verdict.CANNOT_BE_CHECKED
        assert [(one.cause, one.amount) for one in found.candidates] == [(Cause.OTHER_FTE, Decimal("384000.00"))]
        assert "3 FTE" in str(found.candidates[0])
        found = entry(384_000, stage="grant", persons=248)
        assert (found.verdict, found.expected) == (Verdict.CANNOT_BE_CHECKED, None)
        assert "1.25 FTE" in str(entry(160_000, stage="grant").candidates[0])

    def test_above_the_cap_nothing_is_open(self) -> None:
        assert entry(394_857, stage="grant", persons=248).verdict is Verdict.DOES_NOT_FIT
        assert entry(394_860, stage="grant", persons=248, members=2).verdict is Verdict.DOES_NOT_FIT
        assert entry(116_000_001, stage="grant").verdict is Verdict.DOES_NOT_FIT
        assert entry(1, stage="grant", persons=80_000).verdict is Verdict.DOES_NOT_FIT
        found = entry(384_000, stage="grant", fte=3, persons=80_000)
        assert found.verdict is Verdict.DOES_NOT_FIT
        assert "counted in the whole Land" in str(found.reason)
        assert entry(128_000_000, stage="grant", fte=1000).verdict is Verdict.DOES_NOT_FIT

    def test_a_misprinted_grant(self) -> None:
        assert causes(entry(348_000, fte=3, persons=248, qualification="degree", stage="grant")) == {
            Cause.DIGITS_EXCHANGED: Decimal("384000.00")
        }
        assert Cause.DIGITS_EXCHANGED in causes(entry(348_000, fte=3, qualification="degree", stage="grant"))
        assert Cause.DIGITS_EXCHANGED in causes(entry(6_540_549, persons=4108, fte=Decimal("51.1"), stage="grant"))
        assert Cause.DIGITS_EXCHANGED in causes(entry(6_540_549, persons=4108, stage="grant"))
        amounts = [one.amount for one in entry(6_540_549, fte=Decimal("51.1"), stage="grant").candidates]
        assert Decimal("6540594.00") in amounts
        assert max(amounts) <= Decimal(6_540_800)

    def test_below_the_threshold_only_others_or_the_landkreis_help(self) -> None:
        told: list[dict[str, Any]] = [{}, {"persons": 64}, {"persons": 64, "fte": 1}]
        for fields in told:
            found = entry(101_898, stage="grant", **fields)
            assert found.fits
            assert "stay below 51,000.00 EUR: only together with others" in str(found.reason)
        assert "stay below" not in str(entry(101_898, stage="grant", persons=64, key="08327").reason)
        assert "stay below" not in str(entry(103_490, stage="grant", persons=65).reason)
        found = entry(0, stage="grant", persons=64, fte=1)
        assert found.fits
        assert str(found.reason) == "the frames of 50,949.00 EUR a year stay below 51,000.00 EUR: no grant"
        assert not entry(0, stage="grant", persons=65, fte=1).fits
        assert not entry(0, stage="grant", persons=64, fte=1, key="08327").fits
        assert not entry(0, stage="grant", persons=80_000, fte=1).fits
        assert not entry(0, variant(threshold=None), stage="grant", persons=64, fte=1).fits
        assert "stay below" not in str(entry(101_898, variant(threshold=None), stage="grant").reason)

    def test_an_unknown_fixed_amount_leaves_it_open(self) -> None:
        amounts = tuple(
            (qualification, unknown(Unit.EUR) if qualification is VOCATIONAL else figure)
            for qualification, figure in management().fixed_amounts
        )
        programme = variant(fixed_amounts=amounts)
        assert entry(384_000, programme, fte=3, stage="grant").fits
        found = entry(306_000, programme, fte=3, stage="grant")
        assert found.verdict is Verdict.CANNOT_BE_CHECKED
        assert "a figure is unknown" in str(found.reason)


class TestContinuation:
    """R8.12: a continuation pays rate × FTE × months ÷ 12, and no frame caps it."""

    def test_published_continuations_fit(self) -> None:
        assert entry(165_000, continuing(), fte=Decimal("2.75"), stage="grant", name="Giengen").fits
        assert entry(180_000, continuing(), fte=3, stage="grant", name="Weil am Rhein").fits
        assert entry(67_680, continuing(), fte=Decimal("1.44"), stage="grant", name="Herbrechtingen").fits

    def test_what_does_not_fit_says_by_how_much(self) -> None:
        found = entry(156_000, continuing(), fte=Decimal("2.75"), qualification="degree", stage="grant")
        assert found.verdict is Verdict.DOES_NOT_FIT
        assert (found.expected, found.difference) == (Decimal("165000.00"), Decimal("-9000.00"))
        assert causes(found)[Cause.DIGITS_EXCHANGED] == Decimal("165000.00")

    def test_what_is_not_told_leaves_it_open(self) -> None:
        found = entry(165_000, continuing(), stage="grant")
        assert found.verdict is Verdict.CANNOT_BE_CHECKED
        assert "2.75 FTE" in str(found.candidates[0])
        endless = continuing(term=None, until=date(2024, 12, 31))
        assert entry(165_000, endless, fte=3, stage="grant").verdict is Verdict.CANNOT_BE_CHECKED
        assert "months" in str(entry(165_000, endless, stage="grant").reason)
        assert entry(45_000, endless, fte=3, months=3, stage="grant").fits
        assert entry(60_000, continuing(after=None, term=Figure(1, Unit.YEARS)), fte=1, stage="grant").fits

    def test_it_has_no_other_stage(self) -> None:
        with pytest.raises(InvalidInput) as refused:
            entry(280_220, continuing())
        assert [problem.field for problem in refused.value.problems] == ["stage"]


class TestWhatTheProgrammeLacks:
    def test_rounds_and_stages_that_it_does_not_have_are_refused_together(self) -> None:
        no_tranche = variant(tranche_pot=None, tranche_persons_of_land=None)
        told = [Notice(1), Notice(2, round="2031"), Notice(3, stage="first tranche"), "notice"]
        with pytest.raises(InvalidInput) as refused:
            audit(no_tranche, told)  # type: ignore[arg-type]  # the last is no notice
        assert [problem.field for problem in refused.value.problems] == ["round", "stage", "notices"]
        assert Cause.TRANCHE not in causes(entry(569_249, no_tranche))

    def test_without_a_pillar_its_notices_are_refused(self) -> None:
        per_capita_alone = evolve(PAKT, pillars=[PAKT.pillars[0]])
        management_alone = evolve(PAKT, pillars=[management()])
        assert entry(303_800, per_capita_alone, round="2017").fits
        assert entry(280_220, management_alone).fits
        with pytest.raises(InvalidInput):
            entry(280_220, per_capita_alone)
        with pytest.raises(InvalidInput):
            entry(303_800, management_alone, round="2017")

    @pytest.mark.parametrize("given", [Notice(1), 5, None, ["x"], [Notice(1), 5]])
    def test_only_lists_of_notices_are_taken(self, given: Any) -> None:
        with pytest.raises(InvalidInput):
            audit(PAKT, given)
        with pytest.raises(InvalidInput):
            audit(given, [])

    def test_unknown_figures_leave_it_open(self) -> None:
        nobody = variant(persons_of_land=unknown(Unit.PERSONS))
        for stage in ("final frame", "grant"):
            found = entry(280_220, nobody, stage=stage)
            assert found.verdict is Verdict.CANNOT_BE_CHECKED
            assert "in an archive" in str(found.reason)
            assert found.nearest == ()
        assert entry(11_147, nobody, stage="first tranche").persons == (15,)
        endless = variant(term=unknown(Unit.YEARS))
        assert entry(280_220, endless, stage="grant").verdict is Verdict.CANNOT_BE_CHECKED
        assert entry(280_220, endless).fits

    def test_figures_of_0_are_no_divisors(self) -> None:
        found = entry(280_220, variant(persons_of_land=Figure(0, Unit.PERSONS, "counted persons of the whole Land")))
        assert found.verdict is Verdict.CANNOT_BE_CHECKED
        assert "is 0: no amount can be computed" in str(found.reason)

    def test_a_pot_of_cents_a_head_is_inverted_as_well(self) -> None:
        found = entry(1, variant(pot=Figure(10_000_00, Unit.EUR, "pot")))
        assert found.persons == tuple(range(4, 11))
        assert "of 4 to 10 persons" in str(found.reason)
        assert entry(3, variant(pot=Figure(10_000_00, Unit.EUR, "pot")), members=3).persons[0] == 11

    def test_an_empty_pot_gives_nothing(self) -> None:
        empty = variant(pot=Figure(0, Unit.EUR, "pot"))
        assert entry(0, empty, persons=5).fits
        assert len(entry(0, empty).persons) == 72_858
        found = entry(10, empty)
        assert [(one.amount, one.difference) for one in found.nearest] == [(Decimal("0.00"), Decimal("10.00"))]
        assert entry(10, empty, persons=5).verdict is Verdict.DOES_NOT_FIT
        assert entry(0, empty, fte=1, stage="grant").fits
        assert entry(128_000, empty, fte=1, stage="grant").verdict is Verdict.DOES_NOT_FIT
        assert not entry("12.80", empty, fte=Decimal("0.0001"), members=35, stage="grant").fits


class TestResult:
    def test_it_is_a_sequence_in_the_order_of_the_notices(self) -> None:
        told = [Notice(280_220), Notice(1), Notice(679_848, members=35), Notice(1, round="2018")]
        result = audit(PAKT, iter(told))
        assert [found.notice for found in result] == told
        assert (len(result), result[1:3]) == (4, (result[1], result[2]))
        assert result[-1].notice == told[-1]
        assert result.by_verdict() == dict.fromkeys(Verdict, 1)
        assert str(result.summary).startswith("4 notices: 1 fit, 1 fit as a sum")
        assert audit(PAKT, []) == AuditResult(())

    def test_it_is_frozen_hashable_and_picklable(self) -> None:
        result = audit(PAKT, published_notices())
        again = pickle.loads(pickle.dumps(result))  # noqa: S301  # our own bytes
        assert again == result
        assert hash(again) == hash(result)
        with pytest.raises(AttributeError):
            result.entries = ()  # type: ignore[misc]  # frozen

    def test_a_notice_without_a_name_has_no_label(self) -> None:
        (found,) = audit(PAKT, [Notice(280_220)])
        assert found.explain() == "fits: 280,220.00 EUR is the planning frame of a year of 352 persons"
        assert found.difference is None

    def test_it_is_told_in_either_language(self) -> None:
        result = audit(PAKT, [Notice(282_020, id="C007", name="Weinheim")])
        english = result.explain().splitlines()
        assert english[0].startswith("C007 Weinheim: does not fit: 282,020.00 EUR is not the planning frame")
        assert english[1].startswith("nearest: 281,812.00 EUR, the planning frame of a year of 354 persons")
        assert english[3].startswith("possible cause: two adjacent digits of the amount exchanged")
        assert english[-1] == str(result.summary)
        german = result.explain("de").splitlines()
        assert len(german) == len(english)
        assert "282.020,00 EUR" in german[0]
        assert result[0].explain("de") == "\n".join(german[:-1])
        assert tell(result[0].reason, "en") == str(result[0].reason)

    def test_causes_and_verdicts_are_found_by_their_value(self) -> None:
        assert Verdict("fits as a sum") is Verdict.FITS_AS_SUM
        assert str(Cause("another count").text) == "another count"


class TestFiles:
    """A plain CSV file of notices is read whole or refused whole, with every problem by row."""

    def write(self, folder: Path, text: str, encoding: str = "utf-8") -> Path:
        path = folder / "notices.csv"
        path.write_bytes(text.encode(encoding))
        return path

    def refused(self, path: Path) -> list[str]:
        with pytest.raises(InvalidInput) as found:
            notices_from_csv(path)
        return [f"{problem.subject}: {problem.field}" for problem in found.value.problems]

    def test_every_column_is_read(self, tmp_path: Path) -> None:
        path = self.write(
            tmp_path,
            "id,key,name,amount,persons,members,fte,qualification,months,round,stage,basis,source,source_url,source_date,note\n"
            'A,08226096,Weinheim,280220,352,,,,,,,,Rhein-Neckar-Zeitung,rnz.de,2018-01-17,"one, two"\n'
            "\n"
            ",,,679848.00,,35,,,,,,,,,,\n"
            ",08327,Kreis,262700,65+100,,0.75+0.75+1,degree+vocational+vocational,24,,grant,,,rnz.de,,\n"
            ",,,303800,248,,,,,2017,,announced,,,,\n"
            ",,,384000,,,3,degree,,,grant,,,,,\n",
        )
        assert notices_from_csv(path) == (
            Notice(280_220, persons=352, id="A", key="08226096", name="Weinheim", note="one, two",
                   source=Source("Rhein-Neckar-Zeitung", "rnz.de", date(2018, 1, 17))),
            Notice(679_848, members=35),
            Notice(262_700, persons=(65, 100), fte=(Decimal("0.75"), Decimal("0.75"), 1), months=24, stage="grant",
                   qualification=("degree", "vocational", "vocational"), key="08327", name="Kreis",
                   source=Source("rnz.de")),
            Notice(303_800, persons=248, round="2017", basis="announced"),
            Notice(384_000, fte=3, qualification="degree", stage="grant"),
        )  # fmt: skip

    def test_semicolons_bring_decimal_commas_and_a_mark_is_skipped(self, tmp_path: Path) -> None:
        path = self.write(tmp_path, "amount;fte;stage\r\n6540594,00;51,1;grant\r\n", "utf-8-sig")
        assert notices_from_csv(str(path)) == (Notice(6_540_594, fte=Decimal("51.1"), stage="grant"),)
        assert self.refused(self.write(tmp_path, 'amount,fte,stage\n"6540594,00",1,grant\n')) == [
            "notices.csv row 2: amount"
        ]

    def test_every_problem_of_every_row_is_told(self, tmp_path: Path) -> None:
        path = self.write(
            tmp_path,
            "amount,persons,stage,source_date\n"
            "280.220,352,final frame,\n"
            "280220.005,-1,,\n"
            ",1.5,year,\n"
            "1,2,year,17.01.2018\n"
            "1,2\n",
        )
        assert self.refused(path) == [
            "notices.csv row 2: amount",
            "notices.csv row 3: amount",
            "notices.csv row 3: persons",
            "notices.csv row 4: persons",
            "notices.csv row 4: amount",
            "notices.csv row 4: stage",
            "notices.csv row 5: source_date",
            "notices.csv row 5: stage",
            "notices.csv row 6: cells",
        ]

    def test_the_header_is_checked_first(self, tmp_path: Path) -> None:
        assert self.refused(self.write(tmp_path, "Betrag,persons,persons\nx,y,z\n")) == [
            "notices.csv header: column",
            "notices.csv header: column",
            "notices.csv header: column",
        ]
        assert self.refused(self.write(tmp_path, "")) == ["notices.csv header: column"]
        assert notices_from_csv(self.write(tmp_path, "amount\n")) == ()

    def test_what_is_no_text_in_utf_8_or_no_csv_is_refused(self, tmp_path: Path) -> None:
        assert self.refused(self.write(tmp_path, "amount,name\n1,Mühlheim\n", "latin-1")) == ["notices.csv: file"]
        assert self.refused(self.write(tmp_path, 'amount,name\n1,"Mühl"heim\n')) == ["notices.csv: file"]
        assert self.refused(tmp_path / "missing.csv") == ["missing.csv: file"]
        assert self.refused(tmp_path) == [f"{tmp_path.name}: file"]

    def test_values_survive_json(self) -> None:
        assert json.loads(json.dumps([verdict.value for verdict in Verdict])) == [one.value for one in Verdict]
