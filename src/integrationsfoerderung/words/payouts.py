"""What is paid to whom, and how it came about; of what is open, what is missing."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import UnknownFigureError
from ..message import Language, Message, message
from ..model.payout import Grant, GrantPayout, Payout, PerCapitaPayout
from ..model.remark import Gap
from ..register import district_name
from ..rules.derivation import persons_figure
from ..rules.gaps import figure_gap
from ..rules.grants import gaps_of_grants
from .catalogue import language, tell
from .explanation import explain_figure

PILLARS = {
    "per-capita": "per-capita lump sum",
    "management": "integration management",
    "continuation": "continuation of positions",
    "population": "aid by population",
}
"""What the pillars are called in a sentence, by key."""


def explain_payout(payout: Payout, lang: Language = "en") -> str:
    """Tell what a payout is and how its amount came about; for an open one what is missing and where to look.

    Raises:
        InvalidInput: for a language other than `en` and `de`.
    """
    language(lang)
    lines = [tell(sentence, lang) for sentence in _payout(payout)]
    if payout.cents is not None:
        lines.append(explain_figure(payout.derivation, lang))
    return "\n".join(lines)


def explain_grant(grant: Grant, lang: Language = "en") -> str:
    """Tell what a grant is and how its amount came about; for an open one what is missing.

    Raises:
        InvalidInput: for a language other than `en` and `de`.
    """
    language(lang)
    head = message(
        "Grant for the term to {name:plain}; municipalities: {count}", name=grant.name, count=len(grant.members)
    )
    lines = [tell(head, lang)]
    if grant.cents is not None:
        lines.append(explain_figure(grant.derivation, lang))
    else:
        lines += [tell(sentence, lang) for sentence in _open_grant(grant)]
    return "\n".join(lines)


def _payout(payout: Payout) -> Iterator[Message]:
    if isinstance(payout, PerCapitaPayout):
        yield message(
            "Payout to {name:plain}: {pillar:word}, round {round:plain}",
            name=payout.recipient_name,
            pillar=PILLARS.get(payout.pillar, payout.pillar),
            round=payout.round,
        )
        if payout.line.round.due is not None:
            yield message("Due on {day}.", day=payout.line.round.due)
        if payout.via is not None:
            yield message("Paid through {district:plain}.", district=district_name(payout.via))
        if payout.line.repeats is not None:
            yield message(
                "Only expected: about the sum of the earlier round again (R0.7); no rate of this round is known."
            )
        if payout.cents is None:
            yield message("Open: {missing}", missing=_sentence(_missing_of(payout)))
    elif isinstance(payout, GrantPayout):
        yield message(
            "Payout to {name:plain}: {pillar:word}, part of the grant for {manager:plain} in {year:plain}",
            name=payout.recipient_name,
            pillar=PILLARS.get(payout.pillar, payout.pillar),
            manager=payout.manager.id,
            year=payout.year,
        )
        if payout.cents is None:
            yield from _open_grant(payout.grant)


def _open_grant(grant: Grant) -> Iterator[Message]:
    for gap in gaps_of_grants([grant]):
        yield message("Open: {missing}", missing=_sentence(gap))


def _sentence(missing: Gap | UnknownFigureError) -> Message:
    if isinstance(missing, UnknownFigureError):
        return missing.text
    if missing.look is None:
        return message("{missing}.", missing=missing.message)
    return message("{missing}. Where to look: {look}.", missing=missing.message, look=missing.look)


def _missing_of(payout: PerCapitaPayout) -> Gap | UnknownFigureError:
    """Return what keeps a payout open: its count, or a figure of the round that is unknown or only expected."""
    if payout.persons is None:
        counted = (payout.line.repeats or payout.line).round.record_date
        return persons_figure(payout.payee, None, counted).unknown()
    figure = next(figure for figure in payout.line.figures if figure.key == payout.gap)
    return figure_gap(figure, [payout.recipient])
