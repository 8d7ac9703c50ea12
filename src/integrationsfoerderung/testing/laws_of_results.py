"""Laws about whole results: that there is one, what it says of gaps and sums, how it is told and written."""

from __future__ import annotations

from typing import Any

from ..errors import UnknownFigureError
from ..message import message, number_text
from ..model.payout import Basis, Payout
from ..model.statement import Statement
from ..money import Rounding, in_euros
from .trial import Tried, Violation, demand, hold


def calculates(tried: Tried) -> None:
    """See whether the case is calculated at all (R8.7, R8.8)."""
    try:
        _ = tried.statement
    except Exception as error:  # noqa: BLE001  # whatever comes out is what the law is about
        raise Violation(
            message("the case is not calculated: {error:plain}", error=f"{type(error).__name__}: {error}")
        ) from None


def open_amounts(tried: Tried) -> None:
    """Hold open amounts against the gaps, and totals against what they cover (R8.8)."""
    statement = tried.statement
    gaps = {gap.key for gap in statement.gaps}
    closed = [payout for payout in statement.payouts if payout.cents is None]
    for payout in closed:
        if payout.gap not in gaps:
            raise Violation(message("{name:plain} has no amount, and no gap says why", name=payout.recipient_name))
    known = sum(payout.cents or 0 for payout in statement.payouts)
    demand(statement.total(known_only=True), in_euros(known), message("the total of what is known"))
    try:
        total = statement.total()
    except UnknownFigureError:
        hold(bool(closed), message("a total is refused although every amount is known"))
        return
    demand(total, in_euros(known), message("the total"))
    hold(not closed, message("a total covers an amount that nobody knows"))


def totals(tried: Tried) -> None:
    """Hold sums by each dimension against the total (R8.4, R8.9)."""
    statement = tried.statement
    total = statement.total(known_only=True)
    for dimension in ("pillar", "round", "recipient", "year"):
        by = statement.by(dimension, known_only=True)
        demand(sum(by.values(), in_euros(0)), total, message("the sum by {dimension:word}", dimension=dimension))


def replay(tried: Tried) -> None:
    """Compute each amount anew from its derivation (R2.4, R3.9)."""
    payouts: list[Any] = [*tried.statement.payouts, *tried.statement.grants]
    for payout in payouts:
        if payout.amount is not None:
            derivation = payout.derivation
            demand(derivation.amount, payout.amount, message("the derivation for {name:plain}", name=_name(payout)))
            demand(
                derivation.replay(),
                payout.amount,
                message("computed anew step by step, {name:plain}", name=_name(payout)),
            )


def _name(payout: Any) -> str:
    return str(payout.recipient_name if isinstance(payout, Payout) else payout.name)


def inverse(tried: Tried) -> None:
    """Ask an audit about each amount (R2.4, R3.3)."""
    from ..model.notice import Notice
    from ..notices import audit

    told = [
        (payout, Notice(payout.amount or 0, persons=payout.persons, round=payout.round, basis=payout.line.basis))
        for payout in tried.own_shares
        if payout.line.basis is Basis.ANNOUNCED or payout.line.rounding is Rounding.CENT
    ]
    for (payout, _), entry in zip(told, audit(tried.programme, [notice for _, notice in told]), strict=True):
        what = message(
            "{name:plain} gets {amount:eur} for {persons} persons, but an audit says that it does not fit",
            name=payout.recipient_name,
            amount=payout.amount,
            persons=payout.persons,
        )
        hold(entry.fits, what)
    management = tried.programme.management
    if management is None:
        return
    frames: dict[int, tuple[str, int]] = {}
    for grant in tried.statement.grants:
        for member, frame in zip(grant.members, grant.frames, strict=True):
            count = member.count(management.record_date)
            if frame is not None and count is not None and count.persons <= management.persons_of_land.whole:
                frames[count.persons] = (member.name, frame)
    notices = [Notice(in_euros(frame), persons=persons) for persons, (_, frame) in frames.items()]
    for entry in audit(tried.programme, notices):
        what = message(
            "a planning frame of {amount:eur} for {persons} persons, but an audit says that it does not fit",
            amount=entry.notice.amount,
            persons=entry.notice.persons,
        )
        hold(entry.fits, what)


def survives_json(tried: Tried) -> None:
    """Write the statement and read it again."""
    import json

    written = json.dumps(tried.statement.to_dict())
    same = Statement.from_dict(json.loads(written)) == tried.statement
    hold(same, message("written as JSON and read again, it is another statement"))


def told(tried: Tried) -> None:
    """Look for each amount in its explanation, in both languages."""
    for payout in tried.statement.payouts:
        for lang in _LANGUAGES:
            text = payout.explain(lang)
            wanted = "" if payout.amount is None else number_text(payout.amount, lang)
            if not text.strip() or wanted not in text:
                raise Violation(
                    message("the explanation for {name:plain} does not tell its amount", name=payout.recipient_name)
                )


_LANGUAGES: tuple[Any, ...] = ("en", "de")
