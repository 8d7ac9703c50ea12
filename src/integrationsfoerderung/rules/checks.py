"""Holding a notice against shares of a pot and rates: does it fit, and if not, by how much is it off (R2.4, R3.3)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce

from attrs import evolve, frozen

from ..message import Message, message
from ..model.notice import AuditEntry, Notice
from ..model.payout import Stage
from ..model.pillar import ContinuationPillar, ManagementPillar
from ..model.verdict import Cause, Nearest, Verdict, persons_text
from ..money import in_cents, in_euros
from .causes import Question, candidates, counts_fitting, fact
from .readings import Reading


@frozen
class Asked:
    """What amounts at a stage or of a round are held against."""

    readings: tuple[Reading, ...]
    """What they can be by rule."""

    gaps: tuple[Message, ...]
    """What is unknown of it."""

    others: tuple[tuple[Cause, Reading], ...]
    """What they would be under another name."""

    pillar: ManagementPillar | ContinuationPillar | None
    """The pillar that pays grants, where the programme has one."""


def check_amount(asked: Asked, notice: Notice) -> AuditEntry:
    """Check an amount that a count alone decides."""
    cents = in_cents(notice.amount)
    for reading in asked.readings:
        if persons := counts_fitting(reading, cents, notice):
            return fitting(reading, cents, persons, notice)
    counts, rules = notice.counts, [reading for reading in asked.readings if counted(reading, notice)]
    expected = () if counts is None else tuple(dict.fromkeys(reading.amount(counts) for reading in rules))
    question = Question(notice, cents, asked.readings, asked.others, expected=expected)
    reasons = dict.fromkeys(misfit(reading, notice) for reading in asked.readings)
    verdict = Verdict.CANNOT_BE_CHECKED if asked.gaps else Verdict.DOES_NOT_FIT
    return unfitting(question, verdict, [*asked.gaps, *reasons])


def counted(reading: Reading, notice: Notice) -> bool:
    """Whether the Land has as many persons as the notice tells."""
    return notice.total is None or reading.most is None or notice.total <= reading.most


def _is_exact_or_alone(reading: Reading, notice: Notice) -> bool:
    """Whether an amount holds no more than one rounding, so that its persons together are all that matters."""
    return notice.parts == 1 or reading.rounding is None


def fitting(reading: Reading, cents: int, persons: tuple[int, ...], notice: Notice) -> AuditEntry:
    """Return the entry of an amount that fits a reading; of several parts, as a sum of amounts rounded one by one."""
    reason = fact(reading, cents, persons, notice)
    entry = AuditEntry(notice, Verdict.FITS, reason, persons, reading.basis)
    if notice.counts is not None:
        entry = evolve(entry, expected=in_euros(cents), derivation=reading.derive(notice.counts))
    if _is_exact_or_alone(reading, notice):
        return entry if entry.derivation is not None else evolve(entry, derivation=reading.derive(persons[:1]))
    once = reading.amount(persons[:1])
    reason = message(
        "{fact}; rounded once for all together it would be {once:eur}, a difference of {difference:eur}",
        fact=reason,
        once=in_euros(once),
        difference=in_euros(cents - once),
    )
    return evolve(entry, verdict=Verdict.FITS_AS_SUM, reason=reason, rounded_once=in_euros(once))


def misfit(reading: Reading, notice: Notice) -> Message:
    """Say why the amount does not fit a reading."""
    amount, total = in_euros(in_cents(notice.amount)), notice.total
    if not counted(reading, notice):
        return message(
            "{given} persons are more than the {everyone} counted in the whole Land", given=total, everyone=reading.most
        )
    if notice.counts is not None:
        expected = reading.amount(notice.counts)
        return message(
            "{fact}; the notice says {amount:eur}, a difference of {difference:eur}",
            fact=fact(reading, expected, (sum(notice.counts),), notice),
            amount=amount,
            difference=in_euros(in_cents(amount) - expected),
        )
    values = {"amount": amount, "what": reading.name}
    if _is_exact_or_alone(reading, notice):
        if total is None:
            return message("{amount:eur} is not {what} of any whole count", **values)
        return message("{amount:eur} is not {what} of {persons}", persons=persons_text((total,)), **values)
    if total is None:
        return message(
            "{amount:eur} is no sum of {parts} amounts, each rounded on its own: {what}, of any whole count together",
            parts=notice.parts,
            **values,
        )
    return message(
        "{amount:eur} is no sum of {parts} amounts, each rounded on its own: {what}, of {persons} together",
        parts=notice.parts,
        persons=persons_text((total,)),
        **values,
    )


def unfitting(question: Question, verdict: Verdict, reasons: list[Message]) -> AuditEntry:
    """Return the entry of an amount that fits nothing, with what is nearest and what may be the cause."""
    notice = question.notice
    # Without FTE the cap is no more than the highest that a grant may be.
    told = len(question.expected) == 1 and (notice.stage is not Stage.GRANT or notice.fte is not None)
    implied = tuple(
        dict.fromkeys(
            persons for reading in question.readings for persons in reading.totals(question.cents, notice.parts)
        )
    )
    return AuditEntry(
        notice,
        verdict,
        reduce(lambda one, other: message("{one}; {other}", one=one, other=other), reasons),
        implied,
        expected=in_euros(question.expected[0]) if told else None,
        nearest=() if implied else tuple(_nearest(question)),
        candidates=tuple(candidates(question)),
    )


def _nearest(question: Question) -> Iterator[Nearest]:
    for reading in question.readings:
        for cents, persons in reading.nearest(question.cents, question.notice.parts):
            yield Nearest(in_euros(cents), reading.name, persons, in_euros(question.cents - cents))
