"""Candidates for why an amount does not fit: in small Lands all that trying every count finds, and no others (R3.3)."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any, TypeAlias

import pytest
from attrs import evolve

from integrationsfoerderung import Figure, Programme, Qualification, Unit, load_programme
from integrationsfoerderung.model.notice import AuditEntry, Notice
from integrationsfoerderung.model.verdict import Cause
from integrationsfoerderung.money import in_cents, in_euros
from integrationsfoerderung.notices import audit
from integrationsfoerderung.rules import readings
from integrationsfoerderung.rules.causes import slip, slips

PAKT = load_programme("pakt-fuer-integration")
Found: TypeAlias = tuple[Cause, int, tuple[int, ...]]
MOST_PARTS_NAMED = 10
Amounts: TypeAlias = Sequence[int]
"""The amount of each count from 0 to the persons of the Land, in cents."""


def figure(number: int, unit: Unit) -> Figure:
    """Make a figure."""
    return Figure(number, unit, "a figure")


def small(pot: int | Fraction, everyone: int, tranche_pot: int, provisional: int) -> Programme:
    """Return the Pakt in a Land of a few persons: pots in EUR, final and provisional persons."""
    assert PAKT.management is not None
    pillar = evolve(
        PAKT.management,
        pot=figure(int(pot * 100), Unit.EUR),
        persons_of_land=figure(everyone, Unit.PERSONS),
        tranche_pot=figure(tranche_pot * 100, Unit.EUR),
        tranche_persons_of_land=figure(provisional, Unit.PERSONS),
    )
    return evolve(PAKT, pillars=[pillar], figures=())


def a_round(rate: int, pot: int, everyone: int, key: str = "2017") -> Any:
    """Return a per-capita round: rate and pot in EUR."""
    assert PAKT.per_capita is not None
    (of_that_key,) = [one for one in PAKT.per_capita.rounds if one.key == key]
    return evolve(
        of_that_key,
        rate=figure(rate * 100, Unit.EUR),
        pot=figure(pot * 100, Unit.EUR),
        persons_of_land=figure(everyone, Unit.PERSONS),
    )


def with_rounds(*rounds: Any) -> Programme:
    """Return the Pakt with other rounds alone."""
    assert PAKT.per_capita is not None
    return evolve(PAKT, pillars=[evolve(PAKT.per_capita, rounds=rounds)], figures=())


def told(programme: Programme, cents: int, **fields: Any) -> AuditEntry:
    """Audit an amount in cents."""
    return audit(programme, [Notice(in_euros(cents), **fields)])[0]


def listed(found: AuditEntry) -> list[Found]:
    """Return the candidates of an entry: cause, cents and counts; each is there once, and derived to its amount."""
    assert len({(one.cause, one.message) for one in found.candidates}) == len(found.candidates)
    for one in found.candidates:
        parts_known = found.notice.counts is not None or found.notice.parts == 1 or found.notice.round is not None
        assert (one.derivation is not None) is (parts_known and one.cause is not Cause.SUM_OF_PARTS)
        assert one.derivation is None or one.derivation.replay() == one.amount
    return [(one.cause, in_cents(one.amount), one.persons) for one in found.candidates]


# --- an oracle, which tries every count and every number


def shared(pot: int | Fraction, everyone: int, unit: int = 100, times: int = 1) -> Amounts:
    """Return the amount of every count of a Land: a share of a pot in EUR, rounded half up to the unit."""
    exact = [Fraction(pot * 100 * count, everyone * unit) for count in range(everyone + 1)]
    return [floor(share + Fraction(1, 2)) * unit * times for share in exact]


def having(amounts: Amounts, cents: int) -> tuple[int, ...]:
    """Return the counts that have an amount."""
    return tuple(count for count, amount in enumerate(amounts) if amount == cents)


def kind_of_slip(one: int, other: int) -> str:
    """Say how two numbers differ, by the digits that do."""
    if len(str(one)) != len(str(other)):
        return ""
    digits, wrong = str(one), str(other)
    if sum(map(str.__ne__, digits, wrong)) == 1:
        return "off"
    swapped = [digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :] for at in range(len(digits) - 1)]
    return "exchanged" if digits != wrong and wrong in swapped else ""


AMOUNT = {"exchanged": Cause.DIGITS_EXCHANGED, "off": Cause.DIGIT_OFF}
COUNT = {"exchanged": Cause.COUNT_DIGITS_EXCHANGED, "off": Cause.COUNT_DIGIT_OFF}


def fewest_parts(pot: int | Fraction, everyone: int, cents: int, count: int, unit: int = 100) -> int:
    """Return the fewest parts whose halves of a unit reach from the exact share to an amount; 0: none, or no unit."""
    off = Fraction(cents, unit) - Fraction(pot * 100 * count, everyone * min(unit, 100))
    for parts in range(1, count + 1):
        if cents % unit == 0 and -Fraction(parts, 2) < off <= Fraction(parts, 2):
            return parts
    return 0


def next_to(amounts: Amounts, cents: int) -> set[int]:
    """Return the first and last counts whose amounts are next below and above."""
    near = [max(amount for amount in amounts if amount <= cents), *[one for one in sorted(amounts) if one >= cents][:1]]
    return {end for amount in near for end in (having(amounts, amount)[0], having(amounts, amount)[-1])}


def of_digits(rule: Amounts, cents: int, counts: Sequence[int] | None) -> Iterator[Found]:
    """Yield what a wrong digit explains: of the amount that the counts have, or of the amount of any count."""
    if counts is None:
        for right in sorted(set(rule) - {0}):
            if kind := kind_of_slip(cents, right):
                yield AMOUNT[kind], right, having(rule, right)
    elif sum(counts) < len(rule) and (kind := kind_of_slip(cents, right := sum(rule[one] for one in counts))):
        yield AMOUNT[kind], right, (sum(counts),)


def of_counts(rule: Amounts, cents: int, counts: Sequence[int]) -> Iterator[Found]:
    """Yield what another count of one member explains; in a group only one with a wrong digit."""
    for place, given in enumerate(counts):
        others = [*counts[:place], *counts[place + 1 :]]
        for count in having(rule, cents - sum(rule[other] for other in others)):
            kind = kind_of_slip(given, count)
            if kind or (not others and count != given):
                yield COUNT.get(kind, Cause.OTHER_COUNT), cents, (count + sum(others),)


LANDS: list[tuple[int | Fraction, int, int, int]] = [
    (500, 12, 310, 9),
    (4, 12, 3, 9),
    (37, 5, 40, 7),
    (Fraction("3.9"), 12, 3, 9),
]
CAUSES = (Cause.WHOLE_TERM, Cause.TRANCHE, Cause.MIXED_DIVISOR, Cause.MIXED_DIVISOR)


@pytest.mark.parametrize(("pot", "everyone", "tranche_pot", "provisional"), LANDS)
class TestFramesOfSmallLands:
    """R3.3, R3.4: the candidates for a frame that does not fit are what trying every count and number finds."""

    def amounts(
        self, pot: int | Fraction, everyone: int, tranche_pot: int, provisional: int
    ) -> tuple[Amounts, list[Amounts]]:
        """Return the frames, and what they can be mistaken for."""
        return shared(pot, everyone), [
            shared(pot, everyone, times=2), shared(tranche_pot, provisional), shared(pot, provisional),
            shared(tranche_pot, everyone),
        ]  # fmt: skip

    def amounts_told(self, rule: Amounts, others: list[Amounts]) -> set[int]:
        """Return amounts that somebody may be told: others than those of the rule."""
        slipped = {wrong for right in rule for wrong in list(slips(right // 100))[::7]}
        near = {amount // 100 + off for amount in rule for off in (1, 2, 5)}
        every = {100 * euros for euros in slipped | near} | {amount for other in others for amount in other}
        return {*every, rule[-1] + 50, rule[-1] // 100 + 9} - set(rule)

    def test_of_an_amount_alone(self, pot: int | Fraction, everyone: int, tranche_pot: int, provisional: int) -> None:
        programme = small(pot, everyone, tranche_pot, provisional)
        rule, others = self.amounts(pot, everyone, tranche_pot, provisional)
        for cents in self.amounts_told(rule, others):
            expected = [(cause, cents, counts) for cause, other in zip(CAUSES, others, strict=True)
                        if (counts := having(other, cents))]  # fmt: skip
            expected += of_digits(rule, cents, None)
            parts = [(fewest_parts(pot, everyone, cents, count), count) for count in next_to(rule, cents)]
            enough = [one for one in parts if 1 < one[0] <= MOST_PARTS_NAMED]
            expected += [(Cause.SUM_OF_PARTS, cents, (min(enough)[1],))] if enough else []
            assert set(listed(told(programme, cents))) == set(expected)

    def test_with_the_count_told(self, pot: int | Fraction, everyone: int, tranche_pot: int, provisional: int) -> None:
        programme = small(pot, everyone, tranche_pot, provisional)
        rule, others = self.amounts(pot, everyone, tranche_pot, provisional)
        for cents in self.amounts_told(rule, others) | set(rule):
            for count in range(1, everyone + 2, 4):
                if count <= everyone and cents == rule[count]:
                    continue
                expected: list[Found] = []
                for cause, other in zip(CAUSES, others, strict=True):
                    if count in having(other, cents):
                        expected.append((cause, cents, (count,)))
                    elif cause is Cause.TRANCHE and having(other, cents):
                        expected.append((cause, cents, having(other, cents)))
                expected += [*of_digits(rule, cents, [count]), *of_counts(rule, cents, [count])]
                parts = fewest_parts(pot, everyone, cents, count)
                expected += [(Cause.SUM_OF_PARTS, cents, (count,))] if 1 < parts <= MOST_PARTS_NAMED else []
                assert set(listed(told(programme, cents, persons=count))) == set(expected)

    def test_with_the_counts_of_a_group_told(
        self, pot: int | Fraction, everyone: int, tranche_pot: int, provisional: int
    ) -> None:
        programme = small(pot, everyone, tranche_pot, provisional)
        rule, others = self.amounts(pot, everyone, tranche_pot, provisional)
        for counts in ((1, 2), (2, 2), (1, everyone - 2, 1), (0, everyone)):
            alone = sum(rule[count] for count in counts)
            swapped = {wrong * 100 for wrong in list(slips(alone // 100))[::3]}
            members = {alone + rule[count] - rule[counts[0]] for count in range(everyone + 1)}
            for cents in (self.amounts_told(rule, others) | set(rule) | swapped | members) - {alone}:
                expected: list[Found] = [
                    (cause, cents, (sum(counts),)) for cause, other in zip(CAUSES, others, strict=True)
                    if sum(counts) < len(other) and sum(other[count] for count in counts) == cents
                ]  # fmt: skip
                expected += [*of_digits(rule, cents, counts), *of_counts(rule, cents, counts)]
                expected += [(Cause.ROUNDED_ONCE, cents, (sum(counts),))] if rule[sum(counts)] == cents else []
                assert set(listed(told(programme, cents, persons=counts))) == set(expected)

    def test_with_the_members_of_a_group_alone(
        self, pot: int | Fraction, everyone: int, tranche_pot: int, provisional: int
    ) -> None:
        programme = small(pot, everyone, tranche_pot, provisional)
        assert programme.management is not None
        rule, others = self.amounts(pot, everyone, tranche_pot, provisional)
        read = [readings.cap(programme.management), readings.first_tranche(programme.management),
                *readings.mixed(programme.management)]  # fmt: skip
        for cents in self.amounts_told(rule, others) | set(rule):
            for fields in ({"members": 2}, *({"members": 2, "persons": count} for count in range(2, everyone + 1, 4))):
                found, together = told(programme, cents, **fields), fields.get("persons")
                expected: list[Found] = []
                for cause, reading in zip(CAUSES, read, strict=True):
                    assert reading is not None
                    totals = [one for one in reading.totals(cents, 2) if together in (None, one)]
                    expected += [(cause, cents, tuple(totals))] if totals else []
                assert found.fits or set(listed(found)) == set(expected)


ROUNDS = [(12, 100, 6), (15, 88, 5)]


@pytest.mark.parametrize(("rate", "pot", "everyone"), ROUNDS)
class TestRoundsOfSmallLands:
    """R2.4, R2.5: a round's amount is a rate × persons, or a share to the cent or to the euro: each is tried."""

    def rules(self, rate: int, pot: int, everyone: int) -> list[Amounts]:
        """Return what each reading gives."""
        return [range(0, rate * 100 * everyone + 1, rate * 100), shared(pot, everyone, 1), shared(pot, everyone)]

    def amounts_told(self, rules: list[Amounts], others: list[Amounts]) -> set[int]:
        """Return amounts that somebody may be told."""
        slipped = {wrong for rule in rules for right in rule for wrong in list(slips(right))[::9]}
        return {*slipped, *(amount for other in others for amount in other)} - {one for rule in rules for one in rule}

    def test_of_an_amount_alone(self, rate: int, pot: int, everyone: int) -> None:
        programme = with_rounds(a_round(rate, pot, everyone), a_round(rate + 1, pot + 7, everyone + 2, "2018"))
        rules, others = self.rules(rate, pot, everyone), self.rules(rate + 1, pot + 7, everyone + 2)
        for cents in self.amounts_told(rules, others):
            expected = [(Cause.OTHER_ROUND, cents, having(other, cents)) for other in others if having(other, cents)]
            for rule, unit in zip(rules, (0, 1, 100), strict=True):
                expected += of_digits(rule, cents, None)
                near = next_to(rule, cents) if unit else ()
                parts = [(fewest_parts(pot, everyone, cents, count, unit), count) for count in near]
                enough = [one for one in parts if 1 < one[0] <= MOST_PARTS_NAMED]
                expected += [(Cause.SUM_OF_PARTS, cents, (min(enough)[1],))] if enough else []
            assert set(listed(told(programme, cents, round="2017"))) == set(expected)

    def test_with_the_count_told(self, rate: int, pot: int, everyone: int) -> None:
        programme = with_rounds(a_round(rate, pot, everyone), a_round(rate + 1, pot + 7, everyone + 2, "2018"))
        rules, others = self.rules(rate, pot, everyone), self.rules(rate + 1, pot + 7, everyone + 2)
        for cents in self.amounts_told(rules, others) | {amount for rule in rules for amount in rule}:
            for count in range(1, everyone + 1, 2):
                fitting = [other for other in others if count in having(other, cents)]
                expected: list[Found] = [(Cause.OTHER_ROUND, cents, (count,)) for _ in fitting]
                for rule, unit in zip(rules, (0, 1, 100), strict=True):
                    expected += [*of_digits(rule, cents, [count]), *of_counts(rule, cents, [count])]
                    parts = fewest_parts(pot, everyone, cents, count, unit) if unit else 0
                    expected += [(Cause.SUM_OF_PARTS, cents, (count,))] if 1 < parts <= MOST_PARTS_NAMED else []
                found = told(programme, cents, round="2017", persons=count)
                assert found.fits if any(rule[count] == cents for rule in rules) else set(listed(found)) == {*expected}

    def test_with_the_counts_of_a_group_told(self, rate: int, pot: int, everyone: int) -> None:
        programme = with_rounds(a_round(rate, pot, everyone), a_round(rate + 1, pot + 7, everyone + 2, "2018"))
        rules, others = self.rules(rate, pot, everyone), self.rules(rate + 1, pot + 7, everyone + 2)
        for counts in ((1, 1), (1, 2), (1, 1, 2)):
            sums = [sum(rule[count] for count in counts) for rule in rules]
            near = {rule[sum(counts)] for rule in rules} | {rule[count] - 1 for rule in rules for count in counts}
            for cents in (self.amounts_told(rules, others) | near) - set(sums):
                alike = [other for other in others if sum(other[count] for count in counts) == cents]
                expected: list[Found] = [(Cause.OTHER_ROUND, cents, (sum(counts),)) for _ in alike]
                for rule, rounded in zip(rules, (False, True, True), strict=True):
                    expected += [*of_digits(rule, cents, counts), *of_counts(rule, cents, counts)]
                    once = rounded and rule[sum(counts)] == cents
                    expected += [(Cause.ROUNDED_ONCE, cents, (sum(counts),))] if once else []
                assert set(listed(told(programme, cents, round="2017", persons=counts))) == set(expected)

    def test_members_at_the_rate_are_one_amount(self, rate: int, pot: int, everyone: int) -> None:
        programme = with_rounds(
            evolve(a_round(rate, pot, everyone), pot=None), a_round(rate + 1, pot, everyone, "2018")
        )
        rule, other = (
            range(0, rate * 100 * everyone + 1, rate * 100),
            range(0, (rate + 1) * 100 * everyone + 1, (rate + 1) * 100),
        )
        for cents in self.amounts_told([rule], [other]):
            (alone,) = audit(programme, [Notice(in_euros(cents), round="2017", basis="announced", members=3)])
            expected = [
                *of_digits(rule, cents, None),
                *([(Cause.OTHER_ROUND, cents, having(other, cents))] if having(other, cents) else []),
            ]
            assert set(listed(alone)) == set(expected)
            assert all(one.derivation is not None for one in alone.candidates)
            for count in range(3, everyone + 1):
                (found,) = audit(
                    programme, [Notice(in_euros(cents), round="2017", basis="announced", members=3, persons=count)]
                )
                once = [(Cause.OTHER_ROUND, cents, (count,))] if other[count] == cents else []
                assert set(listed(found)) == set(once)
                assert all(one.derivation is not None for one in found.candidates)


RATES = {Qualification.DEGREE: 100, Qualification.OTHER_DEGREE: 100, Qualification.VOCATIONAL: 60}
OTHER_STAGES = (Cause.ONE_YEAR, Cause.TRANCHE, Cause.MIXED_DIVISOR, Cause.MIXED_DIVISOR)


def other_fte(cents: int, months: int, fte: Decimal | None) -> Iterator[Found]:
    """Yield the other FTE, in hundredths, that claim an amount at one of the fixed amounts."""
    for rate in set(RATES.values()):
        needed = Fraction(cents * 12, rate * 100 * months)
        if cents and (needed * 100).denominator == 1 and needed <= 1000 and needed != (fte or 0):
            yield Cause.OTHER_FTE, cents, ()


@pytest.mark.parametrize("fte", [None, Decimal(1), Decimal("2.5"), Decimal(6)])
class TestGrantsOfSmallLands:
    """R3.9: a grant is the smaller of cap and claim; what one of them, or another claim, would explain is told."""

    POT, EVERYONE, TRANCHE_POT, PROVISIONAL = LANDS[0]

    def programme(self) -> Programme:
        """Return the small Land with small fixed amounts."""
        programme = small(self.POT, self.EVERYONE, self.TRANCHE_POT, self.PROVISIONAL)
        assert programme.management is not None
        amounts = tuple((kind, figure(rate * 100, Unit.EUR)) for kind, rate in RATES.items())
        return evolve(programme, pillars=[evolve(programme.management, fixed_amounts=amounts, threshold=None)])

    @pytest.mark.parametrize("count", [None, 0, 7, 12, 13])
    def test_with_and_without_the_count(self, fte: Decimal | None, count: int | None) -> None:
        programme, unit = self.programme(), 100
        cap = shared(self.POT, self.EVERYONE, times=2)
        others = [shared(self.POT, self.EVERYONE), shared(self.TRANCHE_POT, self.PROVISIONAL),
                  shared(self.POT, self.PROVISIONAL), shared(self.TRANCHE_POT, self.EVERYONE)]  # fmt: skip
        claim = None if fte is None else int(2 * 100 * unit * fte)
        fields: dict[str, Any] = {} if fte is None else {"fte": fte, "qualification": "degree"}
        one_year = [] if claim is None else [(Cause.ONE_YEAR, claim // 2)]
        of_rates = [] if fte is None else [(Cause.OTHER_QUALIFICATION, int(2 * 60 * unit * fte))]
        misread = {amount for rule in (cap, *others) for amount in rule} | {cents for _, cents in one_year + of_rates}
        slipped = {wrong * unit for right in cap for wrong in list(slips(right // unit))[::7]}
        claimed = set() if claim is None else {claim, *(wrong * unit for wrong in slips(claim // unit))}
        for cents in {*misread, *slipped, *claimed}:
            found = told(programme, cents, stage="grant", persons=count, **fields)
            if found.fits:
                continue
            expected = list(other_fte(cents, 24, fte))
            for cause, other in zip(OTHER_STAGES, others, strict=True):
                counts = having(other, cents)
                if counts and (count is None or count in counts or cause is Cause.TRANCHE):
                    expected.append((cause, cents, (count,) if count is not None and count in counts else counts))
            expected += [(cause, cents, ()) for cause, amount in one_year + of_rates if amount == cents]
            fitting = [one for one in having(cap, cents) if count in (None, one)]
            if claim is not None:
                expected += [(Cause.NOT_CAPPED, cents, ())] if claim == cents else []
                expected += [(Cause.NOT_CLAIMED, cents, tuple(fitting))] if fitting else []
            if count is not None and count <= self.EVERYONE:
                right = cap[count] if claim is None else min(cap[count], claim)
                if kind := kind_of_slip(cents, right):
                    expected.append((AMOUNT[kind], right, (count,) if cap[count] == right else ()))
            else:
                if claim is not None and (kind := kind_of_slip(cents, claim)):
                    expected.append((AMOUNT[kind], claim, ()))
                if count is None:
                    expected += [one for one in of_digits(cap, cents, None) if claim is None or one[1] <= claim]
            expected += of_counts(cap, cents, [count]) if count is not None else []
            parts = [(fewest_parts(self.POT, self.EVERYONE, cents, one, 200), one)
                     for one in (next_to(cap, cents) if count is None else [count])]  # fmt: skip
            enough = [one for one in parts if 1 < one[0] <= MOST_PARTS_NAMED]
            expected += [(Cause.SUM_OF_PARTS, cents, (min(enough)[1],))] if enough else []
            assert set(listed(found)) == set(expected)


class TestSlips:
    """A slip is one wrong digit, or two neighbours exchanged: no more, no less, and of as many digits."""

    def test_how_two_numbers_differ(self) -> None:
        digits = [first + second + third for first in "012" for second in "012" for third in "012"]
        numbers = sorted({int(front + rest) for front in ("", "1", "31") for rest in digits})
        for one in numbers:
            for other in numbers:
                assert slip(one, other) == kind_of_slip(one, other)

    @pytest.mark.parametrize("number", [0, 1, 9, 10, 11, 12, 20, 100, 101, 110, 120, 345, 1000, 1021, 7007])
    def test_every_number_from_which_one_can_come(self, number: int) -> None:
        of_its_length = range(10 ** (len(str(number)) - 1) if number > 9 else 0, 10 ** len(str(number)))
        assert sorted(slips(number)) == [one for one in of_its_length if kind_of_slip(one, number)]
