"""Notices of grants: what positions claim, the cap, the threshold, continuations (R3.5, R3.7, R3.9, R8.12)."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve
from hypothesis import assume, example, given
from hypothesis import strategies as st

from integrationsfoerderung import (
    AuditEntry,
    ContinuationPillar,
    Figure,
    ManagementPillar,
    Notice,
    Period,
    Programme,
    Qualification,
    Status,
    Unit,
    Verdict,
    audit,
    load_programme,
)
from integrationsfoerderung.model.verdict import Cause
from integrationsfoerderung.period import MONTH
from integrationsfoerderung.rules.claims import Claim, claims_of, other_claims

PAKT = load_programme("pakt-fuer-integration")
DEGREE, OTHER_DEGREE, VOCATIONAL = Qualification.DEGREE, Qualification.OTHER_DEGREE, Qualification.VOCATIONAL
CAP = "the cap of a grant, 2 times the planning frame of a year"

ftes = st.integers(1, 10**6).map(lambda hundredths: Decimal(f"{hundredths}e-2"))
rates = st.integers(1, 10**7).map(lambda cents: Figure(cents, Unit.EUR, "fixed amount"))


def management() -> ManagementPillar:
    """The Pakt's management pillar."""
    assert PAKT.management is not None
    return PAKT.management


AMOUNTS = dict(management().fixed_amounts)


def variant(**figures: Any) -> Programme:
    """The Pakt with other figures in its management pillar."""
    return evolve(PAKT, pillars=[evolve(management(), **figures)], figures=())


def unknown(unit: Unit) -> Figure:
    """A figure that nobody knows."""
    return Figure(None, unit, "a figure", clause="R3.5", status=Status.UNKNOWN)


def continuing(**fields: Any) -> Programme:
    """A pillar that pays the sixth year of a position at 60,000 or 47,000 (R8.12)."""
    sixty, forty_seven = Figure(60_000_00, Unit.EUR, "rate"), Figure(47_000_00, Unit.EUR, "rate")
    usual: dict[str, Any] = {
        "fixed_amounts": ((DEGREE, sixty), (OTHER_DEGREE, sixty), (VOCATIONAL, forty_seven)),
        "after": Figure(5, Unit.YEARS),
        "term": Figure(6, Unit.YEARS),
    }
    pillar = ContinuationPillar("management", "Continuation", "Weiterförderung", None, **(usual | fields))
    return evolve(PAKT, pillars=[pillar], figures=(), window=Period(date(2022, 1, 1), date(2024, 12, 31)))


def entry(amount: Decimal | int | str, programme: Programme = PAKT, **fields: Any) -> AuditEntry:
    """Audit one notice of a grant."""
    return audit(programme, [Notice(Decimal(amount), **({"stage": "grant"} | fields))])[0]


def causes(found: AuditEntry) -> list[tuple[Cause, str]]:
    """The candidates' causes, each with what its amount is."""
    return [(one.cause, str(one).split(": ", 1)[1]) for one in found.candidates]


def euros(exact: Fraction) -> int:
    """Round to the cent, half up."""
    return int(exact * 100 + Fraction(1, 2))


def given_to(figure: Figure) -> list[int]:
    """Return the whole numbers that a figure is made from in the end."""
    return [number for one in figure.of for number in given_to(one)] if figure.of else [figure.whole]


class TestClaim:
    """R3.9, R8.4: fixed amount × FTE × months ÷ 12, added up exactly and rounded once."""

    @given(st.lists(st.tuples(rates, ftes), min_size=1, max_size=4), st.integers(1, 1200))
    def test_its_amount_is_that_of_exact_fractions_and_replays(
        self, positions: list[tuple[Figure, Decimal]], months: int
    ) -> None:
        claim = Claim(tuple(positions), months)
        exact = sum((rate.whole * Fraction(fte) for rate, fte in positions), Fraction(0))
        assert claim.cents == euros(exact * months / 1200)
        derived = claim.derive()
        assert derived.replay() * 100 == derived.whole == claim.cents
        inputs = [number for rate, fte in positions for number in (rate.whole, int(fte * 10**6), months * MONTH)]
        assert given_to(derived) == inputs

    def test_one_position_is_told_with_its_fixed_amount_and_several_are_counted(self) -> None:
        one, other = (AMOUNTS[DEGREE], Decimal("0.75")), (AMOUNTS[VOCATIONAL], Decimal(2))
        assert str(Claim((one,), 24).fact) == (
            "96,000.00 EUR is the claim of 0.75 FTE over 24 months at 64,000.00 EUR a year"
        )
        assert str(Claim((one, other), 6).fact) == "75,000.00 EUR is the claims of 2 positions over 6 months"

    def test_the_first_unknown_fixed_amount_is_its_gap(self) -> None:
        known, nobody = (AMOUNTS[DEGREE], Decimal(1)), (unknown(Unit.EUR), Decimal(1))
        assert Claim((known, known), 24).gap is None
        assert str(Claim((known, nobody), 24).gap) == "a figure is unknown (R3.5): no source gives it"


class TestClaimsOfANotice:
    """R3.5: the fixed amount is that of the qualification told; each is tried where none is, the same only once."""

    @pytest.mark.parametrize(
        ("fields", "positions"),
        [
            ({}, []),
            ({"fte": 2}, [[(64_000, 2)], [(51_000, 2)]]),
            ({"fte": (1, 2)}, [[(64_000, 1), (64_000, 2)], [(51_000, 1), (51_000, 2)]]),
            ({"fte": 2, "qualification": "vocational"}, [[(51_000, 2)]]),
            ({"fte": (1, 2), "qualification": "vocational"}, [[(51_000, 1), (51_000, 2)]]),
            ({"fte": (1, 2), "qualification": ("vocational", "degree")}, [[(51_000, 1), (64_000, 2)]]),
        ],
    )
    def test_each_has_its_positions(self, fields: dict[str, Any], positions: list[list[tuple[int, int]]]) -> None:
        claims = list(claims_of(AMOUNTS, Notice(1, stage="grant", **fields), 18))
        assert [[(int(rate.amount), int(fte)) for rate, fte in claim.positions] for claim in claims] == positions
        assert {claim.months for claim in claims} <= {18}


class TestOtherClaims:
    """What else would claim the amount: another qualification than told, one year, other FTE in whole hundredths."""

    @given(st.integers(1, 100_000), st.integers(1, 60), st.sampled_from([None, "degree", "vocational"]))
    @example(100_000, 12, None)
    @example(1, 12, None)
    @example(12_345, 12, "degree")
    def test_fte_in_hundredths_that_claim_it_are_offered(self, hundredths: int, months: int, kind: str | None) -> None:
        fte = Decimal(f"{hundredths}e-2")
        cents, rest = divmod(64_000_00 * hundredths * months, 1200)
        assume(not rest)
        notice = Notice(1, fte=2000, qualification=kind, stage="grant")
        found = [claim for cause, claim in other_claims(AMOUNTS, notice, cents, months) if cause is Cause.OTHER_FTE]
        assert (AMOUNTS[DEGREE], fte) in [claim.positions[0] for claim in found]
        assert {(claim.cents, claim.months) for claim in found} == {(cents, months)}

    @pytest.mark.parametrize(
        ("amount", "fte"),
        [
            ("60000000", ["1,000 FTE"]),
            ("60000600", []),
            ("600", ["0.01 FTE"]),
            ("599.99", []),
            ("300", []),
            ("0", []),
            ("75000", ["1.25 FTE"]),
        ],
    )
    def test_from_a_hundredth_to_a_thousand_fte(self, amount: str, fte: list[str]) -> None:
        found = entry(amount, continuing())
        assert causes(found) == [
            (
                Cause.OTHER_FTE,
                f"{Decimal(amount):,.2f} EUR is the claim of {one} over 12 months at 60,000.00 EUR a year",
            )
            for one in fte
        ]

    def test_no_fte_at_all_are_never_offered(self) -> None:
        assert causes(entry(0, continuing(), fte=1)) == []

    def test_the_fte_told_are_no_other_ones(self) -> None:
        told = "384,000.00 EUR is the claim of 3 FTE over 24 months at 64,000.00 EUR a year"
        for fte in (3, (1, 2), (Decimal("0.5"), Decimal("2.5"))):
            assert [cause for cause, _ in causes(entry(384_000, fte=fte, qualification="degree", persons=200))] == [
                Cause.NOT_CAPPED
            ]
        assert causes(entry(384_000, fte=3, qualification="other-degree", persons=200)) == [(Cause.NOT_CAPPED, told)]
        for more, fewer in ((4, 2), (Decimal("3.01"), Decimal("2.99"))):
            for other in (more, fewer):
                assert causes(entry(384_000, fte=other, qualification="degree")) == [(Cause.OTHER_FTE, told)]

    def test_another_qualification_is_another_than_told(self) -> None:
        lower = "306,000.00 EUR is the claim of 3 FTE over 24 months at 51,000.00 EUR a year"
        for kind in ("degree", "other-degree"):
            assert causes(entry(306_000, fte=3, qualification=kind)) == [(Cause.OTHER_QUALIFICATION, lower)]
        found = entry(384_000, fte=(1, 2), qualification=("degree", "vocational"), persons=900)
        assert causes(found) == [
            (Cause.OTHER_QUALIFICATION, "384,000.00 EUR is the claims of 2 positions over 24 months")
        ]
        assert causes(entry(332_000, fte=(1, 2), qualification=("degree", "vocational"), persons=200)) == [
            (Cause.NOT_CAPPED, "332,000.00 EUR is the claims of 2 positions over 24 months")
        ]

    @pytest.mark.parametrize(("months", "offered"), [(1, True), (11, True), (12, False), (13, True), (24, True)])
    def test_one_year_is_offered_where_it_is_not_told(self, months: int, offered: bool) -> None:
        found = causes(entry(192_000, fte=3, qualification="degree", months=months, persons=3000))
        fact = "192,000.00 EUR is the claim of 3 FTE over 12 months at 64,000.00 EUR a year"
        assert ((Cause.ONE_YEAR, fact) in found) is offered

    def test_what_is_unknown_claims_nothing(self) -> None:
        amounts = AMOUNTS | {DEGREE: unknown(Unit.EUR), OTHER_DEGREE: Figure(0, Unit.EUR, "rate")}
        notice = Notice(1, fte=3, qualification="degree", stage="grant")
        others = list(other_claims(amounts, notice, 306_000_00, 24))
        assert [(cause, claim.positions) for cause, claim in others] == [
            (Cause.OTHER_QUALIFICATION, ((AMOUNTS[VOCATIONAL], Decimal(3)),))
        ]


class TestCapAndClaims:
    """R3.9: the smaller of the two fits, and says that the other is not lower."""

    def test_claims_that_the_frames_allow(self) -> None:
        found = entry(384_000, fte=3, persons=248)
        assert (found.verdict, found.persons, found.expected) == (Verdict.FITS, (248,), Decimal("384000.00"))
        assert str(found.reason) == (
            "384,000.00 EUR is the claim of 3 FTE over 24 months at 64,000.00 EUR a year; the cap is not lower: "
            f"394,856.00 EUR is {CAP} of 248 persons"
        )

    @pytest.mark.parametrize(
        ("fields", "persons", "allowed"),
        [
            ({}, (), "; the frames allow it from 242 persons on"),
            ({"members": 1}, (), "; the frames allow it from 242 persons on"),
            ({"members": 2}, (), ""),
            ({"members": 2, "persons": 248}, (248,), ""),
        ],
    )
    def test_without_counts_the_claims_alone_tell_it(
        self, fields: dict[str, Any], persons: tuple[int, ...], allowed: str
    ) -> None:
        found = entry(384_000, fte=3, **fields)
        claim = "384,000.00 EUR is the claim of 3 FTE over 24 months at 64,000.00 EUR a year"
        assert (found.verdict, found.persons, str(found.reason)) == (Verdict.FITS, persons, claim + allowed)
        assert found.derivation is not None
        assert found.derivation.label == "claims of the managers"

    def test_claims_that_are_just_the_cap(self) -> None:
        same = Figure(159_216_00, Unit.EUR, "fixed amount")
        programme = variant(fixed_amounts=tuple((kind, same) for kind in Qualification))
        claim = "318,432.00 EUR is the claim of 1 FTE over 24 months at 159,216.00 EUR a year"
        found = entry(318_432, programme, fte=1, persons=200)
        assert str(found.reason) == f"{claim}; the cap is not lower: 318,432.00 EUR is {CAP} of 200 persons"
        assert str(entry(318_432, programme, fte=1).reason) == f"{claim}; the frames allow it from 200 persons on"
        assert entry(318_432, programme, fte=1, persons=200, members=2).fits

    def test_no_more_than_the_whole_land_is_claimed(self) -> None:
        assert entry(116_000_000, fte=Decimal("906.25")).fits
        found = entry(116_000_128, fte=Decimal("906.251"))
        assert (found.verdict, found.candidates[0].cause) == (Verdict.DOES_NOT_FIT, Cause.NOT_CAPPED)
        assert entry(116_000_000, persons=72_857, fte=1000).fits
        assert entry(116_000_000, persons=72_857, fte=1000, members=1).fits
        assert not entry(116_000_000, persons=72_858, fte=1000).fits

    @pytest.mark.parametrize(("amount", "verdict"), [
        (318_431, Verdict.CANNOT_BE_CHECKED),
        (318_432, Verdict.FITS),
        (318_433, Verdict.DOES_NOT_FIT),
    ])  # fmt: skip
    def test_without_fte_only_what_exceeds_the_cap_is_refuted(self, amount: int, verdict: Verdict) -> None:
        assert entry(amount, persons=200).verdict is verdict

    @pytest.mark.parametrize(("amount", "verdict"), [
        (318_434, Verdict.FITS_AS_SUM),
        (318_433, Verdict.CANNOT_BE_CHECKED),
        (318_438, Verdict.DOES_NOT_FIT),
    ])  # fmt: skip
    def test_nor_is_a_group_s_below_the_highest_cap_that_its_roundings_allow(
        self, amount: int, verdict: Verdict
    ) -> None:
        assert entry(amount, persons=199, members=2).verdict is not Verdict.FITS
        assert entry(amount, persons=200, members=5).verdict is verdict

    def test_claims_that_reach_the_cap_are_told_beside_it(self) -> None:
        found = entry(318_432, fte=3, qualification="degree", persons=200)
        assert str(found.reason) == (
            f"318,432.00 EUR is {CAP} of 200 persons; the claims are not lower: "
            "384,000.00 EUR is the claim of 3 FTE over 24 months at 64,000.00 EUR a year"
        )
        assert found.derivation is not None
        assert [part.amount for part in found.derivation.of] == [318_432, 384_000]
        of_a_group = entry(318_432, fte=3, qualification="degree", persons=200, members=2)
        assert (of_a_group.verdict, of_a_group.derivation) == (Verdict.FITS_AS_SUM, None)
        assert not entry(318_432, fte=2, qualification="degree", persons=200).fits

    def test_what_is_neither_says_both_and_the_smaller(self) -> None:
        found = entry(320_000, fte=3, qualification="degree", persons=200)
        assert (found.verdict, found.expected) == (Verdict.DOES_NOT_FIT, Decimal("318432.00"))
        assert str(found.reason) == (
            f"318,432.00 EUR is {CAP} of 200 persons; 384,000.00 EUR is the claim of 3 FTE over 24 months at 64,000.00 "
            "EUR a year; the smaller of the two is 318,432.00 EUR; the notice says 320,000.00 EUR, a difference of "
            "1,568.00 EUR"
        )
        found = entry(1, fte=3, persons=(100, 101))
        assert found.expected is None
        assert "320,024.00 EUR is the sum of 2 amounts" in str(found.reason)
        assert str(found.reason).endswith("the smaller of the two is 306,000.00 EUR; the notice says 1.00 EUR, a "
                                          "difference of -305,999.00 EUR")  # fmt: skip
        assert entry(1, fte=9, persons=200).expected == Decimal("318432.00")

    @pytest.mark.parametrize("persons", [{}, {"persons": 73_000}, {"persons": 352, "members": 2}])
    def test_where_no_counts_decide_the_misfit_is_told_beside_the_claim(self, persons: dict[str, Any]) -> None:
        found = entry(1, fte=3, qualification="degree", **persons)
        assert (found.verdict, found.expected) == (Verdict.DOES_NOT_FIT, None)
        claim = "; 384,000.00 EUR is the claim of 3 FTE over 24 months at 64,000.00 EUR a year"
        assert str(found.reason).endswith(claim)
        assert str(found.reason).removesuffix(claim) in (
            f"1.00 EUR is not {CAP} of any whole count",
            "73,000 persons are more than the 72,857 counted in the whole Land",
            f"1.00 EUR is no sum of 2 amounts, each rounded on its own: {CAP}, of 352 persons together",
        )

    def test_without_fte_it_says_what_is_missing(self) -> None:
        assert str(entry(384_000).reason) == (
            f"384,000.00 EUR is not {CAP} of any whole count; a grant below the cap follows from full-time "
            "equivalents, which the notice does not tell"
        )
        assert str(entry(1, persons=73_000).reason) == (
            "73,000 persons are more than the 72,857 counted in the whole Land"
        )

    def test_an_unknown_fixed_amount_is_told_once_before_the_others(self) -> None:
        nobody = unknown(Unit.EUR)
        vocational = (VOCATIONAL, AMOUNTS[VOCATIONAL])
        amounts = ((DEGREE, nobody), (OTHER_DEGREE, nobody), vocational)
        found = entry(1, variant(fixed_amounts=amounts), fte=(1, 2), qualification=("degree", "other-degree"))
        assert (found.verdict, str(found.reason)) == (
            Verdict.CANNOT_BE_CHECKED,
            "a figure is unknown (R3.5): no source gives it",
        )
        partly = variant(fixed_amounts=((DEGREE, nobody), (OTHER_DEGREE, AMOUNTS[DEGREE]), vocational))
        found = entry(1, partly, fte=1, persons=200)
        assert found.verdict is Verdict.CANNOT_BE_CHECKED
        assert str(found.reason).startswith(
            f"a figure is unknown (R3.5): no source gives it; 318,432.00 EUR is {CAP} of 200 persons; 128,"
        )
        assert entry(128_000, partly, fte=1, persons=200).fits

    def test_the_months_told_replace_the_term(self) -> None:
        assert entry(320_000, variant(term=Figure(3, Unit.YEARS, "term")), fte=1, months=60, persons=900).fits
        assert entry(192_000, variant(term=Figure(3, Unit.YEARS, "term")), fte=1, persons=900).fits
        assert "over 36 months" in str(entry(192_000, variant(term=Figure(3, Unit.YEARS, "term")), fte=1).reason)


class TestThreshold:
    """R3.7: frames of a year below 51,000 give no grant alone; the Landkreis is exempt, and so is no threshold."""

    def at(self, frame: int) -> Figure:
        """Return a threshold."""
        return Figure(frame * 100, Unit.EUR, "threshold")

    @pytest.mark.parametrize(("threshold", "none"), [(159_215, False), (159_216, False), (159_217, True)])
    def test_no_grant_is_right_below_it_only(self, threshold: int, none: bool) -> None:
        found = entry(0, variant(threshold=self.at(threshold)), persons=200, fte=1)
        assert found.fits is none
        below = f"the frames of 159,216.00 EUR a year stay below {threshold:,}.00 EUR"
        if none:
            assert (found.persons, found.expected, str(found.reason)) == ((200,), Decimal(0), f"{below}: no grant")
        paid = str(entry(128_000, variant(threshold=self.at(threshold)), persons=200, fte=1).reason)
        assert paid.endswith(f"{below}: only together with others, or through the Landkreis") is none

    @pytest.mark.parametrize("name", ["08327050", "", "08327"])
    @pytest.mark.parametrize("threshold", [None, unknown(Unit.EUR)])
    def test_without_a_known_threshold_nobody_is_below(self, name: str, threshold: Figure | None) -> None:
        programme = variant(threshold=threshold)
        assert not entry(0, programme, persons=5, fte=1, key=name).fits
        assert "stay below" not in str(entry(7_960, programme, persons=5, fte=1, key=name).reason)

    def test_the_landkreis_is_exempt(self) -> None:
        assert entry(0, persons=5, fte=1, key="08327050").fits
        assert not entry(0, persons=5, fte=1, key="08327").fits
        assert "stay below" in str(entry(7_960, persons=5, fte=1, key="08327050").reason)
        assert "stay below" not in str(entry(7_960, persons=5, fte=1, key="08327").reason)

    def test_frames_of_a_group_are_added_up(self) -> None:
        assert entry(0, persons=(40, 24), fte=1).fits
        assert str(entry(0, persons=(40, 24), fte=1).reason).startswith("the frames of 50,949.00 EUR a year")
        assert not entry(0, persons=(40, 25), fte=1).fits
        assert not entry(0, persons=64, members=2, fte=1).fits

    def test_a_grant_of_nothing_for_nobody_needs_no_others(self) -> None:
        assert "stay below" not in str(entry(0, fte=1).reason)
        assert str(entry(0).reason) == f"0.00 EUR is {CAP} of 0 persons"

    def test_the_first_count_that_an_amount_implies_is_held_against_it(self) -> None:
        below = "the frames of 50,949.00 EUR a year stay below 51,000.00 EUR"
        assert below in str(entry(101_898).reason)
        assert "stay below" not in str(entry(101_898, members=2).reason)
        assert "stay below" not in str(entry(103_490).reason)
        cents_a_head = variant(pot=Figure(10_000_00, Unit.EUR, "pot"))  # a cap of 2 euros is that of 4 to 10 persons
        assert "the frames of 1.00 EUR a year stay below" in str(entry(2, cents_a_head).reason)


class TestContinuation:
    """R8.12: rate × FTE × months ÷ 12 of what the pillar pays of a position's years; no frame caps it."""

    @pytest.mark.parametrize(
        ("fields", "months"),
        [
            ({}, 12),
            ({"after": Figure(3, Unit.YEARS)}, 36),
            ({"after": None}, 72),
            ({"after": Figure(0, Unit.YEARS)}, 72),
            ({"after": Figure(6, Unit.YEARS)}, None),
            ({"after": Figure(7, Unit.YEARS)}, None),
            ({"after": unknown(Unit.YEARS)}, None),
            ({"term": unknown(Unit.YEARS)}, None),
            ({"term": None, "until": date(2024, 12, 31)}, None),
        ],
    )
    def test_the_months_are_those_after_the_years_before(self, fields: dict[str, Any], months: int | None) -> None:
        programme = continuing(**fields)
        found = entry(60_000 * (months or 12) // 12, programme, fte=1)
        if months is None:
            assert (found.verdict, str(found.reason)) == (
                Verdict.CANNOT_BE_CHECKED,
                "the programme has no fixed term: a grant follows from months, which the notice does not tell",
            )
            assert found.candidates == ()
        else:
            assert (found.verdict, found.expected, found.persons) == (Verdict.FITS, found.notice.amount, ())
            assert f"over {months} months" in str(found.reason)
            assert found.derivation is not None
            assert found.derivation.replay() == found.notice.amount
        assert entry(45_000, programme, fte=1, months=9).fits

    @pytest.mark.parametrize("fields", [{}, {"term": None, "until": date(2024, 12, 31)}])
    def test_what_is_not_told_is_named(self, fields: dict[str, Any]) -> None:
        fte = "a grant follows from full-time equivalents, which the notice does not tell"
        months = "; the programme has no fixed term: a grant follows from months, which the notice does not tell"
        found = entry(165_000, continuing(**fields))
        assert (found.verdict, str(found.reason)) == (Verdict.CANNOT_BE_CHECKED, fte + (months if fields else ""))

    def test_what_does_not_fit_says_by_how_much_for_each_fixed_amount(self) -> None:
        found = entry(180_001, continuing(), fte=3)
        assert (found.verdict, found.expected) == (Verdict.DOES_NOT_FIT, None)
        assert str(found.reason) == (
            "180,000.00 EUR is the claim of 3 FTE over 12 months at 60,000.00 EUR a year; the notice says 180,001.00 "
            "EUR, a difference of 1.00 EUR; 141,000.00 EUR is the claim of 3 FTE over 12 months at 47,000.00 EUR a "
            "year; the notice says 180,001.00 EUR, a difference of 39,001.00 EUR"
        )
        assert causes(found) == [
            (Cause.DIGIT_OFF, "180,000.00 EUR is the claim of 3 FTE over 12 months at 60,000.00 EUR a year")
        ]
        found = entry(210_000, continuing(), fte=3, qualification="degree")
        assert (found.expected, found.difference) == (Decimal("180000.00"), Decimal("30000.00"))
        assert [cause for cause, _ in causes(found)] == [Cause.OTHER_FTE]

    @pytest.mark.parametrize("lowest", [DEGREE, VOCATIONAL])
    def test_an_unknown_rate_leaves_open_what_no_known_one_claims(self, lowest: Qualification) -> None:
        known = Figure(47_000_00, Unit.EUR, "rate")
        amounts = [(kind, known if kind is lowest else unknown(Unit.EUR)) for kind in Qualification]
        programme = continuing(fixed_amounts=tuple(amounts))
        assert entry(47_000, programme, fte=1).fits
        found = entry(46_000, programme, fte=1)
        assert found.verdict is Verdict.CANNOT_BE_CHECKED
        assert str(found.reason) == (
            "a figure is unknown (R3.5): no source gives it; 47,000.00 EUR is the claim of 1 FTE over 12 months at "
            "47,000.00 EUR a year; the notice says 46,000.00 EUR, a difference of -1,000.00 EUR"
        )

    def test_persons_do_not_matter(self) -> None:
        told: list[Callable[[], AuditEntry]] = [
            lambda: entry(60_000, continuing(), fte=1),
            lambda: entry(60_000, continuing(), fte=1, persons=5),
            lambda: entry(60_000, continuing(), fte=1, persons=(5, 6)),
        ]
        assert [one().verdict for one in told] == [Verdict.FITS] * 3
