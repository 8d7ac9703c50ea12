"""What a notice is held against, and why it may not fit: other readings, exchanged and wrong digits, other counts.

A candidate says only that the rules would give the amount in this way. Where a notice tells no count, another reading
or a wrong digit fits by chance now and then; none is the truth.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from attrs import frozen

from ..figure import Figure
from ..message import Message, message
from ..model.notice import Notice
from ..model.verdict import Candidate, Cause, persons_text
from ..money import in_euros
from .claims import Claim
from .readings import Reading

MOST_PARTS_NAMED = 10
"""Up to so many parts are offered for a single amount: with more, about every amount is a sum of something."""


@frozen
class Question:
    """What one notice is held against."""

    notice: Notice
    """The notice."""

    cents: int
    """Its amount."""

    readings: tuple[Reading, ...]
    """What the amount can be by rule at the stage or round named."""

    others: tuple[tuple[Cause, Reading], ...]
    """What it would be under another name, with the cause that this suggests."""

    claims: tuple[Claim, ...] = ()
    """For a grant: what the positions claim, by each qualification that they may have (R3.9)."""

    other_claims: tuple[tuple[Cause, Claim], ...] = ()
    """The same under another qualification, or for one year."""

    expected: tuple[int, ...] = ()
    """What the rules give for the counts and FTE told, in cents; empty where they are not told."""


def counts_fitting(reading: Reading, cents: int, notice: Notice) -> tuple[int, ...]:
    """Return the counts, all members together, that agree with the notice and have the amount in this reading."""
    counts, together = notice.counts, notice.total
    if reading.rounding is None and together is not None:
        counts = (together,)  # a rate × persons needs no rounding: the parts do not matter
    if counts is not None:
        counted = reading.most is None or sum(counts) <= reading.most
        return (sum(counts),) if counted and reading.amount(counts) == cents else ()
    totals = reading.totals(cents, notice.parts)
    if together is None:
        return tuple(totals)
    return (together,) if together in totals else ()


def fact(reading: Reading, cents: int, persons: tuple[int, ...], notice: Notice) -> Message:
    """Say what the amount is in a reading, for a single count or a sum."""
    values = {"amount": in_euros(cents), "what": reading.name, "persons": persons_text(persons)}
    if notice.parts == 1 or reading.rounding is None:
        return message("{amount:eur} is {what} of {persons}", **values)
    values["parts"] = notice.parts
    if notice.counts is None:
        return message(
            "{amount:eur} can be a sum of {parts} amounts, each rounded on its own: {what}, of {persons} together",
            **values,
        )
    return message(
        "{amount:eur} is the sum of {parts} amounts, each rounded on its own: {what}, of {persons} together", **values
    )


def candidates(question: Question) -> Iterator[Candidate]:
    """Yield the plausible causes that the rules can check, each cause and amount once."""
    found = chain(*(source(question) for source in _SOURCES))
    yield from {(candidate.cause, candidate.message): candidate for candidate in found}.values()


def _candidate(
    cause: Cause, cents: int, persons: tuple[int, ...], text: Message, derivation: Figure | None = None
) -> Candidate:
    told = message("{cause}: {fact}", cause=cause.text, fact=text)
    return Candidate(cause, in_euros(cents), persons, told, derivation)


def _derived(reading: Reading, persons: tuple[int, ...], notice: Notice) -> Figure | None:
    """Derive an amount from the counts told, or from the first that it implies; None for a sum of unknown parts."""
    if notice.counts is not None:
        return reading.derive(notice.counts)
    return reading.derive(persons[:1]) if notice.parts == 1 or reading.rounding is None else None


def _other_readings(question: Question) -> Iterator[Candidate]:
    notice, cents = question.notice, question.cents
    for cause, reading in question.others:
        if persons := counts_fitting(reading, cents, notice):
            text, derivation = fact(reading, cents, persons, notice), _derived(reading, persons, notice)
            yield _candidate(cause, cents, persons, text, derivation)
        elif notice.parts == 1 and cause in _OTHER_COUNT_KIND and (persons := tuple(reading.totals(cents))):
            # First tranche and final frame rest on different counts (R3.4): the one told need not be the one used.
            text = message("{amount:eur} is {what} of {persons}", amount=in_euros(cents), what=reading.name,
                           persons=persons_text(persons))  # fmt: skip
            yield _candidate(cause, cents, persons, text, reading.derive(persons[:1]))


_OTHER_COUNT_KIND = (Cause.TRANCHE, Cause.YEAR_FOR_TRANCHE)


def _other_claims(question: Question) -> Iterator[Candidate]:
    cents, notice = question.cents, question.notice
    for cause, claim in question.other_claims:
        if claim.cents == cents:
            yield _candidate(cause, cents, (), claim.fact, claim.derive())
    for claim in question.claims:
        if claim.cents == cents:
            yield _candidate(Cause.NOT_CAPPED, cents, (), claim.fact, claim.derive())
    if question.claims:
        for reading in question.readings:
            if persons := counts_fitting(reading, cents, notice):
                text, derivation = fact(reading, cents, persons, notice), _derived(reading, persons, notice)
                yield _candidate(Cause.NOT_CLAIMED, cents, persons, text, derivation)


# --- digits


def slip(given: int, right: int) -> str:
    """Name how two numbers of the same length differ: `exchanged`, `off`, or empty for anything else.

    >>> slip(282020, 280220), slip(280228, 280220), slip(28022, 280220)
    ('exchanged', 'off', '')
    """
    one, other = str(given), str(right)
    places = [place for place, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]]
    if len(one) != len(other) or not places or len(places) > 2:
        return ""
    if len(places) == 1:
        return "off"
    first, second = places
    return "exchanged" if second == first + 1 and one[first] + one[second] == other[second] + other[first] else ""


def slips(number: int) -> Iterator[int]:
    """Yield every number from which this one can come by exchanging two adjacent digits, or by one wrong digit.

    >>> sorted(slips(12))
    [10, 11, 13, 14, 15, 16, 17, 18, 19, 21, 22, 32, 42, 52, 62, 72, 82, 92]
    """
    digits = str(number)
    for place, digit in enumerate(digits):
        for other in "0123456789":
            if other != digit and (place or other != "0" or len(digits) == 1):  # no number but 0 begins with it
                yield int(digits[:place] + other + digits[place + 1 :])
        following = digits[place + 1 : place + 2]
        if following and following != digit and (place or following != "0"):
            yield int(digits[:place] + following + digit + digits[place + 2 :])


_AMOUNT_SLIPS = {"exchanged": Cause.DIGITS_EXCHANGED, "off": Cause.DIGIT_OFF}
_COUNT_SLIPS = {"exchanged": Cause.COUNT_DIGITS_EXCHANGED, "off": Cause.COUNT_DIGIT_OFF}


def _amount_digits(question: Question) -> Iterator[Candidate]:
    cents, notice = question.cents, question.notice
    for expected in question.expected:
        yield from _slip_of_expected(question, expected)
    if question.expected:
        return
    for claim in question.claims:
        if kind := slip(cents, claim.cents):
            yield _candidate(_AMOUNT_SLIPS[kind], claim.cents, (), claim.fact, claim.derive())
    if notice.persons is not None:
        return
    for reading in question.readings:
        if notice.parts > 1 and reading.rounding is not None:
            continue  # so many sums can be reached that a wrong digit would explain about anything
        most = max((claim.cents for claim in question.claims), default=None)
        for right in filter(None, slips(cents)):  # an amount of nothing is no slip
            if (most is None or right <= most) and (persons := tuple(reading.totals(right))):
                cause = _AMOUNT_SLIPS[slip(cents, right)]
                yield _candidate(cause, right, persons, fact(reading, right, persons, notice),
                                 reading.derive(persons[:1]))  # fmt: skip


def _slip_of_expected(question: Question, expected: int) -> Iterator[Candidate]:
    notice = question.notice
    if not (kind := slip(question.cents, expected)):
        return
    right = [
        (persons, fact(reading, expected, persons, notice), _derived(reading, persons, notice))
        for reading in question.readings
        if (persons := counts_fitting(reading, expected, notice))
    ] or [((), claim.fact, claim.derive()) for claim in question.claims if claim.cents == expected]
    for persons, text, derivation in right[:1]:
        yield _candidate(_AMOUNT_SLIPS[kind], expected, persons, text, derivation)


# --- counts


def _other_counts(question: Question) -> Iterator[Candidate]:
    """Offer another count: for a single municipality any, in a group one member's with a wrong digit."""
    notice = question.notice
    if notice.counts is None:
        return
    for reading in question.readings:
        together = reading.amount(notice.counts)
        for place, given in enumerate(notice.counts):
            left = question.cents - together + reading.amount((given,))
            for persons in reading.totals(left) if left >= 0 else ():
                kind = slip(given, persons)
                if kind or (notice.parts == 1 and persons != given):
                    text = message(
                        "{fact}, not of {given}",
                        fact=message("{amount:eur} is {what} of {persons}", amount=in_euros(left), what=reading.name,
                                     persons=persons_text((persons,))),
                        given=given,
                    )  # fmt: skip
                    cause = _COUNT_SLIPS[kind] if kind else Cause.OTHER_COUNT
                    counts = (*notice.counts[:place], persons, *notice.counts[place + 1 :])
                    yield _candidate(cause, question.cents, (sum(counts),), text, reading.derive(counts))


# --- sums


def _other_sums(question: Question) -> Iterator[Candidate]:
    notice, cents = question.notice, question.cents
    for reading in question.readings:
        if notice.parts > 1:
            together = notice.total
            if together is not None and reading.rounding is not None and together in reading.totals(cents):
                text = message("{amount:eur} is {what} of {persons}", amount=in_euros(cents), what=reading.name,
                               persons=persons_text((together,)))  # fmt: skip
                yield _candidate(Cause.ROUNDED_ONCE, cents, (together,), text, reading.derive((together,)))
            continue
        totals = [notice.total] if notice.total is not None else _next_to(reading, cents)
        found = [(parts, persons) for persons in totals if (parts := reading.parts_for(cents, persons)) > 1]
        if found and min(found)[0] <= MOST_PARTS_NAMED:
            parts, persons = min(found)
            text = message(
                "{amount:eur} can be a sum of {parts} amounts or more, each rounded on its own: {what}, of {persons} "
                "together",
                amount=in_euros(cents),
                parts=parts,
                what=reading.name,
                persons=persons_text((persons,)),
            )
            yield _candidate(Cause.SUM_OF_PARTS, cents, (persons,), text)


def _next_to(reading: Reading, cents: int) -> list[int]:
    """Return the single counts whose amounts are next below and above."""
    return [count for near in reading.nearest(cents) for count in (near.persons[0], near.persons[-1])]


_SOURCES = (_other_readings, _other_claims, _amount_digits, _other_counts, _other_sums)
