"""The audit of notices: whatever the rules give fits, and nothing else does (R2.4, R3.3, R3.4, R3.9)."""

from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import combinations_with_replacement
from typing import Any, TypeAlias

import attrs
import pytest
from attrs import evolve
from hypothesis import assume, example, given
from hypothesis import strategies as st

from integrationsfoerderung import (
    Basis,
    Figure,
    InvalidInput,
    ManagementPillar,
    PerCapitaPillar,
    Programme,
    Qualification,
    Stage,
    Unit,
    implied_persons,
    load_programme,
)
from integrationsfoerderung.calculation import calculate
from integrationsfoerderung.model.notice import Notice
from integrationsfoerderung.model.payout import PerCapitaPayout
from integrationsfoerderung.model.verdict import Cause, Verdict
from integrationsfoerderung.money import in_cents, in_euros
from integrationsfoerderung.notices import audit
from integrationsfoerderung.period import MONTH
from integrationsfoerderung.rules import management, readings
from integrationsfoerderung.rules.causes import slip, slips
from integrationsfoerderung.rules.readings import Reading
from integrationsfoerderung.testing import cases, notices, programmes

PAKT = load_programme("pakt-fuer-integration")
assert PAKT.management is not None
PILLAR: ManagementPillar = PAKT.management
LAND, PROVISIONAL = 72_857, 46_828
_Draw: TypeAlias = Any

persons = st.integers(0, 2000) | st.integers(0, PROVISIONAL)
groups = st.lists(st.integers(0, 300), min_size=2, max_size=12)
stages = st.sampled_from(Stage)
small_programmes = programmes(largest=600)


def euros(cents: int) -> Decimal:
    """Write cents in EUR."""
    return Decimal(cents) / 100


def frames(counts: list[int], pot: int = 58_000_000, everyone: int = LAND) -> int:
    """Add up the frames of counts in cents: each pot × persons ÷ everyone, to the full euro, half up (R3.3)."""
    return sum(100 * ((2 * pot * count + everyone) // (2 * everyone)) for count in counts)


def computed(stage: Stage, counts: list[int]) -> int:
    """Return what a notice at a stage says for counts, in cents."""
    if stage is Stage.FIRST_TRANCHE:
        return frames(counts, 34_800_000, PROVISIONAL)
    return frames(counts) * (2 if stage is Stage.GRANT else 1)


@cache
def every_amount(stage: Stage) -> dict[int, int]:
    """Return every amount in cents that some count has, by brute force, with the count."""
    most = PROVISIONAL if stage is Stage.FIRST_TRANCHE else LAND
    return {computed(stage, [count]): count for count in range(most + 1)}


class TestInverse:
    """R3.3, R3.4: the count that an amount implies is the one it was computed from."""

    @pytest.mark.parametrize("stage", Stage)
    def test_every_count_of_the_land_is_found_from_its_amount(self, stage: Stage) -> None:
        reading = readings.of_stage(PILLAR, stage)
        assert reading is not None
        for amount, count in every_amount(stage).items():
            assert reading.totals(amount) == range(count, count + 1)
            assert reading.amount((count,)) == amount

    @given(persons, stages)
    def test_implied_persons_and_the_audit_agree(self, count: int, stage: Stage) -> None:
        amount = euros(computed(stage, [count]))
        assert implied_persons(PAKT, amount, stage=stage) == (count,)
        found = audit(PAKT, [Notice(amount, stage=stage)])[0]
        assert (found.verdict, found.persons) == (Verdict.FITS, (count,))

    @given(small_programmes, stages, st.integers(0, 10**8))
    def test_any_programme_is_inverted_as_by_trying_every_count(
        self, programme: Programme, stage: Stage, amount: int
    ) -> None:
        assume(programme.management is not None)
        reading = readings.of_stage(programme.management, stage)  # type: ignore[arg-type]  # assumed above
        assert reading is not None
        most = min(reading.most or 0, 600)
        tried: dict[int, list[int]] = {}
        for count in range(most + 1):
            tried.setdefault(reading.amount((count,)), []).append(count)
        for cents in (amount, next(reversed(tried))):
            assert [one for one in reading.totals(cents) if one <= most] == tried.get(cents, [])


class TestComputed:
    """Whatever the rules give fits: with the counts told, without them, and as a sum of rounded amounts."""

    @given(small_programmes, st.data())
    def test_single_amounts_and_sums_of_every_stage(self, programme: Programme, data: st.DataObject) -> None:
        pillar = programme.management
        assume(pillar is not None)
        stage = data.draw(stages)
        reading = readings.of_stage(pillar, stage)  # type: ignore[arg-type]  # assumed above
        assert reading is not None
        counts = data.draw(counts_of(reading.most or 0))
        self.assert_it_fits(programme, reading, counts, {"stage": stage})

    @given(small_programmes, st.data())
    def test_per_capita_amounts_on_both_bases(self, programme: Programme, data: st.DataObject) -> None:
        pillar = programme.per_capita
        assume(pillar is not None)
        assert isinstance(pillar, PerCapitaPillar)
        round_ = data.draw(st.sampled_from(pillar.rounds))
        known = [reading for reading in readings.of_round(round_) if reading.gap is None]
        assume(known)
        reading = data.draw(st.sampled_from(known))
        counts = data.draw(counts_of(1000 if reading.most is None else reading.most))
        for basis in (reading.basis, None):
            self.assert_it_fits(programme, reading, counts, {"round": round_.key, "basis": basis})

    def assert_it_fits(self, programme: Programme, reading: Reading, counts: list[int], fields: dict[str, Any]) -> None:
        amount, together = in_euros(reading.amount(tuple(counts))), sum(counts)
        told: list[dict[str, Any]] = [{"persons": counts}, {"members": len(counts)}]
        if len(counts) > 1:
            told.append({"persons": together, "members": len(counts)})
        for one in told:
            found = audit(programme, [Notice(amount, **one, **fields)])[0]
            assert found.fits, str(found.reason)
            if reading.basis is None:
                no_grant = str(found.reason).endswith("no grant")
                assert (found.verdict is Verdict.FITS_AS_SUM) is (len(counts) > 1 and not no_grant)
            if "persons" in one:
                assert found.persons == (together,)
            if found.derivation is not None:
                assert found.derivation.replay() == amount

    @given(small_programmes, st.data())
    def test_grants_capped_or_not(self, programme: Programme, data: st.DataObject) -> None:
        pillar = programme.management
        assume(pillar is not None)
        assert isinstance(pillar, ManagementPillar)
        counts = data.draw(counts_of(pillar.persons_of_land.whole))
        positions = data.draw(
            st.lists(st.tuples(st.integers(1, 2 * 10**6), st.sampled_from(Qualification)), min_size=1, max_size=4)
        )
        months = pillar.term.whole * 12 * MONTH
        claims = [management.claim(pillar.fixed_amount(kind).whole, units, months) for units, kind in positions]
        cap = management.frames_of_term(
            pillar.term.whole,
            *[management.frame(pillar.pot.whole, pillar.persons_of_land.whole, count) for count in counts],
        )
        amount = in_euros(management.grant(cap, management.claims_together(*claims)))
        fields: dict[str, Any] = {
            "fte": [Decimal(f"{units}e-6") for units, _ in positions],
            "qualification": [kind for _, kind in positions],
            "stage": "grant",
        }
        for told in ({"persons": counts}, {"members": len(counts)}, {"members": len(counts), "persons": sum(counts)}):
            assert audit(programme, [Notice(amount, **told, **fields)])[0].fits
        if len({kind for _, kind in positions}) == 1 or len(positions) == 1:
            fields |= {"qualification": None}
            assert audit(programme, [Notice(amount, persons=counts, **fields)])[0].fits

    @given(st.data())
    def test_every_amount_of_a_statement(self, data: st.DataObject) -> None:
        case = data.draw(cases(PAKT, counted=True))
        statement = calculate(PAKT, case.municipalities, case.managers, basis=data.draw(st.sampled_from(Basis)))
        told = [
            Notice(payout.amount, persons=payout.persons, round=payout.round, basis=statement.basis)
            for payout in statement.payouts
            if isinstance(payout, PerCapitaPayout) and payout.amount is not None
        ]
        for settlement in statement.settlements:
            count = settlement.municipality.provisional_count(PILLAR.record_date)
            if count is not None and count.persons <= PROVISIONAL:
                told.append(Notice(settlement.tranche, persons=count.persons, stage="first tranche"))  # type: ignore[arg-type]  # has a count
        full = PILLAR.term.whole * 12 * MONTH
        told += [
            Notice(
                one.amount,
                persons=[in_all(frame) for frame in one.frames],
                fte=[funding.manager.fte for funding in one.fundings],
                qualification=[funding.manager.qualification for funding in one.fundings],
                key=one.provider,
                stage="grant",
            )
            for one in statement.grants
            if one.amount is not None and all(funding.day_months == full for funding in one.fundings)
        ]
        result = audit(PAKT, told)
        assert [str(found.reason) for found in result if not found.fits] == []


def in_all(frame: int | None) -> int:
    """Return the count of a frame."""
    assert frame is not None
    return every_amount(Stage.FINAL_FRAME)[frame]


@st.composite
def counts_of(draw: _Draw, most: int) -> list[int]:
    """Counts of one or more municipalities, together no more than the whole Land."""
    size = draw(st.integers(1, 6))
    return [draw(st.integers(0, most // size)) for _ in range(size)]


class TestDigits:
    """A notice with a wrong digit never passes, unless another whole count has just that amount."""

    @given(persons.filter(bool), stages, st.data())
    def test_a_slip_fits_only_where_another_count_explains_it(
        self, count: int, stage: Stage, data: st.DataObject
    ) -> None:
        right = computed(stage, [count])
        wrong = data.draw(st.sampled_from(sorted(slips(right // 100)))) * 100
        found = audit(PAKT, [Notice(euros(wrong), stage=stage)])[0]
        assert found.fits is (wrong in every_amount(stage))
        assert found.persons == ((every_amount(stage)[wrong],) if found.fits else ())
        if not found.fits and len(str(wrong)) == len(str(right)):
            kind = {"exchanged": Cause.DIGITS_EXCHANGED, "off": Cause.DIGIT_OFF}[slip(wrong, right)]
            assert (kind, euros(right), (count,)) in [(one.cause, one.amount, one.persons) for one in found.candidates]

    @given(persons.filter(bool), stages, st.data())
    def test_with_the_count_told_it_never_passes(self, count: int, stage: Stage, data: st.DataObject) -> None:
        right = computed(stage, [count])
        wrong = data.draw(st.sampled_from(sorted(slips(right // 100)))) * 100
        found = audit(PAKT, [Notice(euros(wrong), persons=count, stage=stage)])[0]
        assert not found.fits
        if len(str(wrong)) == len(str(right)):
            assert euros(right) in [one.amount for one in found.candidates]

    @given(persons, st.data())
    def test_a_wrong_count_never_passes(self, count: int, data: st.DataObject) -> None:
        wrong = data.draw(st.sampled_from(sorted(slips(count))))
        found = audit(PAKT, [Notice(euros(computed(Stage.FINAL_FRAME, [count])), persons=wrong)])[0]
        assert (found.verdict, found.nearest) == (Verdict.DOES_NOT_FIT, ())
        assume(wrong <= LAND and slip(wrong, count))
        assert (count,) in [one.persons for one in found.candidates]

    @given(groups, st.data())
    def test_a_sum_with_a_wrong_digit_never_passes_with_its_counts(
        self, counts: list[int], data: st.DataObject
    ) -> None:
        right = frames(counts)
        wrong = data.draw(st.sampled_from(sorted(slips(right // 100)))) * 100
        assert not audit(PAKT, [Notice(euros(wrong), persons=counts)])[0].fits

    @given(st.integers(0, 10**12), st.integers(0, 10**12))
    @example(1, 0)
    @example(0, 7)
    def test_a_slip_is_one_digit_or_two_neighbours(self, one: int, other: int) -> None:
        for number in (one, other):
            assert (slip(one, number) != "") is (number in set(slips(one)) and len(str(one)) == len(str(number)))
        for number in slips(one):
            assert slip(one, number)
            assert slip(number, one)

    @given(persons.filter(bool), stages)
    def test_every_candidate_says_what_its_derivation_gives(self, count: int, stage: Stage) -> None:
        for amount in (computed(stage, [count]) + 100, computed(stage, [count]) + 1, computed(stage, [count]) * 2):
            for told in (None, count):
                for one in audit(PAKT, [Notice(euros(amount), persons=told, stage=stage)])[0].candidates:
                    assert one.derivation is None or one.derivation.replay() == one.amount
                    assert (one.derivation is None) is (one.cause is Cause.SUM_OF_PARTS)


def reachable(reading: Reading, persons_: int, parts: int) -> tuple[Fraction, Fraction]:
    """Return between which amounts a sum of rounded shares lies: above the first, up to the second, by exact shares."""
    assert reading.rounding is not None
    pot, everyone = reading.figures
    exact = Fraction(pot.whole * persons_, everyone.whole)
    half = Fraction(min(parts, persons_) * reading.rounding.cents, 2)
    return exact - half, exact + half


class TestSums:
    """R3.3: a sum of k amounts rounded one by one lies within k halves of a euro around the exact share."""

    @given(small_programmes.filter(lambda one: one.management is not None), st.integers(1, 60), st.integers(0, 10**5))
    def test_the_totals_are_those_within_reach(self, programme: Programme, parts: int, amount: int) -> None:
        assert programme.management is not None
        reading = readings.final_frame(programme.management)
        assume(reading.figures[0].whole)
        most = reading.most or 0
        within = []
        for count in range(most + 1):
            low, high = reachable(reading, count, parts)
            if low < amount * 100 <= high or (amount == 0 == count):
                within.append(count)
        assert list(reading.totals(amount * 100, parts)) == within

    @given(small_programmes.filter(lambda one: one.management is not None), st.integers(1, 60), st.integers(0, 10**7))
    def test_the_nearest_sums_are_the_nearest_within_reach(self, programme: Programme, parts: int, cents: int) -> None:
        assert programme.management is not None
        reading = readings.final_frame(programme.management)
        near = list(reading.nearest(cents, parts))
        amounts = [one.cents for one in near]
        assert all(one.persons == tuple(reading.totals(one.cents, parts)) and one.persons for one in near)
        assert amounts[0] <= cents
        assert all(amount >= cents for amount in amounts[1:])
        # nothing between them is within reach, nor above where there is none above
        end = amounts[1] if len(amounts) > 1 else cents + 100_00
        between = range(amounts[0] // 100 * 100 + 100, end, 100)
        if cents not in amounts:
            assert [amount for amount in between[:500] if reading.totals(amount, parts)] == []

    @given(groups)
    def test_the_share_of_the_sum_is_told_with_its_difference(self, counts: list[int]) -> None:
        found = audit(PAKT, [Notice(euros(frames(counts)), persons=counts)])[0]
        assert found.verdict is Verdict.FITS_AS_SUM
        assert found.rounded_once == euros(frames([sum(counts)]))

    @given(st.integers(0, 3000), st.integers(-30, 30))
    def test_the_number_of_parts_needed_is_the_least(self, count: int, off: int) -> None:
        reading = readings.final_frame(PILLAR)
        amount = frames([count]) + off * 100
        assume(amount >= 0 and amount not in every_amount(Stage.FINAL_FRAME))
        found = reading.parts_for(amount, count)
        fitting = [parts for parts in range(1, count + 1) if count in reading.totals(amount, parts)]
        assert found == (fitting[0] if fitting else 0)


@pytest.mark.parametrize("everyone", range(1, 7))
class TestSmallLands:
    """R3.3: in a Land of a few persons, with exact halves among its shares, every sum is written down."""

    def reading(self, pot: int, everyone: int) -> Reading:
        """Return the frame of a pot in EUR over a few persons."""
        pot_, land = Figure(pot * 100, Unit.EUR), Figure(everyone, Unit.PERSONS)
        return readings.final_frame(evolve(PILLAR, pot=pot_, persons_of_land=land))

    def test_every_sum_of_written_down_parts_is_found(self, everyone: int) -> None:
        for pot in range(1, 14):
            reading = self.reading(pot, everyone)
            for parts in range(1, 5):
                for counts in combinations_with_replacement(range(everyone + 1), parts):
                    if sum(counts) <= everyone:
                        assert sum(counts) in reading.totals(reading.amount(counts), parts)

    def test_totals_are_those_within_reach_and_no_others(self, everyone: int) -> None:
        for pot in range(1, 14):
            reading = self.reading(pot, everyone)
            for parts in range(1, 8):
                reach = {count: reachable(reading, count, parts) for count in range(everyone + 1)}
                for cents in range(0, (pot + 5) * 100, 100):
                    within = [
                        count for count, (low, high) in reach.items() if low < cents <= high or cents == count == 0
                    ]
                    assert list(reading.totals(cents, parts)) == within

    def test_the_parts_needed_are_the_least(self, everyone: int) -> None:
        for pot in range(1, 14):
            reading = self.reading(pot, everyone)
            for cents in range(0, (pot + 5) * 100, 100):
                for count in range(1, everyone + 1):
                    fitting = [parts for parts in range(1, count + 1) if count in reading.totals(cents, parts)]
                    found = reading.parts_for(cents, count)
                    assert max(found, 1) == fitting[0] if fitting else found == 0


class TestOrder:
    """The order of the notices is the order of the entries, and no entry depends on another."""

    @given(st.lists(notices(adversarial=True), max_size=4), st.data())
    def test_a_permutation_of_notices_permutes_the_entries(self, told: list[Notice], data: st.DataObject) -> None:
        places = data.draw(st.permutations(range(len(told))))
        result = audit(PAKT, told)
        assert [found.notice for found in result] == told
        assert list(audit(PAKT, [told[place] for place in places])) == [result[place] for place in places]
        assert sum(result.by_verdict().values()) == len(told)


class TestTotality:
    """Valid notices are always answered; what is not valid is refused with InvalidInput, and with nothing else."""

    @given(notices(adversarial=True), small_programmes)
    def test_every_notice_is_answered_or_refused(self, notice: Notice, programme: Programme) -> None:
        (found,) = audit(PAKT, [notice])
        assert_it_is_sound(found)
        if lacks(programme, notice):
            with pytest.raises(InvalidInput):
                audit(programme, [notice])
        else:
            assert_it_is_sound(audit(programme, [notice])[0])

    @given(st.data())
    def test_a_notice_takes_anything_or_refuses_it(self, data: st.DataObject) -> None:
        anything = (
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.decimals()
            | st.binary(max_size=3) | st.lists(st.integers() | st.text(max_size=2), max_size=3) | st.builds(object)
        )  # fmt: skip
        names = data.draw(st.sets(st.sampled_from([field.name for field in attrs.fields(Notice)])))
        fields: dict[str, Any] = {"amount": 1}
        fields |= {name: data.draw(anything, name) for name in sorted(names)}
        wrong: set[str] = set()
        try:
            notice = Notice(**fields)
        except InvalidInput as refused:
            wrong = {problem.field.partition("[")[0] for problem in refused.problems}
        else:
            assert evolve(notice) == notice
            if not lacks(PAKT, notice):
                assert_it_is_sound(audit(PAKT, [notice])[0])
        assert wrong <= names | {"stage", "members"}


def lacks(programme: Programme, notice: Notice) -> bool:
    """Whether a programme has nothing that the notice could be held against."""
    if notice.round is None:
        return programme.management is None
    return programme.per_capita is None or notice.round not in [one.key for one in programme.per_capita.rounds]


def assert_it_is_sound(found: Any) -> None:
    """Hold an entry to what holds for each."""
    assert all(str(line) for line in found.lines)
    assert hash(found) == hash(evolve(found))
    if found.fits:
        assert (found.nearest, found.candidates) == ((), ())
        assert found.difference in (None, Decimal(0))
        if found.derivation is not None:
            assert found.derivation.replay() == found.notice.amount
    else:
        assert found.derivation is None
        for near in found.nearest:
            assert near.difference == in_euros(in_cents(found.notice.amount) - in_cents(near.amount))
            assert near.persons
