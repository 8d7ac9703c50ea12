"""What may be computed with, and how a gap is told (R8.8)."""

from __future__ import annotations

from collections.abc import Sequence

from ..figure import Figure
from ..message import message, told
from ..model.remark import Gap
from ..model.source import Status


def usable(figure: Figure, *, expected: bool) -> bool:
    """Whether a figure may be computed with: known, and not only expected unless that is allowed (R8.8)."""
    return figure.value is not None and (expected or figure.status is not Status.EXPECTED)


def figure_gap(figure: Figure, keys: Sequence[str]) -> Gap:
    """Return the gap of a figure that may not be computed with, and whose amounts it keeps open."""
    if figure.value is None:
        error = figure.unknown()
        return Gap(figure.key, error.missing, error.look, keys)
    text = message(
        "{label} of {amount} {unit:word} is only expected ({clause:plain}): it is used where expected figures are "
        "allowed",
        label=told(figure.label, figure.label_de),
        amount=figure.amount,
        unit=figure.unit.text,
        clause=figure.clause,
    )
    return Gap(figure.key, text, keys=keys)
