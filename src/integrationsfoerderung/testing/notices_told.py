"""Strategies for notices: right, nearly right and wrong ones, and what an audit says about them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from ..model.manager import Qualification
from ..model.notice import AuditResult, Notice
from ..model.payout import Basis, Stage
from ..model.programme import Programme
from ..notices import audit
from ..rules import readings
from ..rules.causes import slips
from ..rules.readings import Reading
from ._shared import ftes, pakt, texts
from .nouns import sources


@st.composite
def notices(
    draw: st.DrawFn,
    programme: Programme | None = None,
    *,
    adversarial: bool = False,
    fitting: bool = False,
) -> Notice:
    """Notices that a programme can be asked about: amounts by its rules, with slips, and made up.

    Args:
        draw: given by hypothesis.
        programme: whose stages and rounds are named; None: the Pakt.
        adversarial: any amount, count and text that a notice may hold.
        fitting: only amounts that follow from the count told by the rule; needs a figure that is known.
    """
    programme = programme or pakt()
    named = _named(programme)
    if fitting:
        named = [(one, found) for one, found in named if found and one.get("stage") is not Stage.GRANT]
    if not named:
        raise ValueError(f"{programme.key} has nothing that a notice could be asked about")
    fields, found = draw(st.sampled_from(named))
    fields = dict(fields)
    reading = draw(st.sampled_from(found)) if found else None
    counts = draw(_counts(None if reading is None else reading.most, adversarial=adversarial and not fitting))
    right = 0 if reading is None else reading.amount(counts)
    if reading is not None and reading.basis is not None and draw(st.booleans()):
        fields["basis"] = reading.basis
    if fitting or draw(st.booleans()):
        fields["persons"] = counts if len(counts) > 1 or draw(st.booleans()) else counts[0]
    elif len(counts) > 1:
        fields["members"] = len(counts)
        fields["persons"] = draw(st.none() | st.just(sum(counts)))
    if fields.get("stage") is Stage.GRANT:
        fields |= draw(_positions(adversarial=adversarial))
    amount = right if fitting else draw(_amounts(right, adversarial=adversarial))
    return Notice(
        Decimal(f"{amount}e-2"),
        id=draw(texts(["", "AZ 12-3", "AZ 7/2018"], adversarial=adversarial)),
        name=draw(texts(["", "Tuttlingen", "Wurmlingen (group)"], adversarial=adversarial)),
        key=draw(st.sampled_from(["", "08327050", "08327"])),
        source=draw(st.none() | sources(adversarial=adversarial)),
        note=draw(texts(["", "read over the phone"], adversarial=adversarial)),
        **fields,
    )


def _named(programme: Programme) -> list[tuple[dict[str, Any], list[Reading]]]:
    """Return what a notice may name, each with the ways in which the rules give an amount for it."""
    named: list[tuple[dict[str, Any], list[Reading]]] = []
    for stage in Stage:
        reading = None if programme.management is None else readings.of_stage(programme.management, stage)
        continued = programme.continuation is not None and stage is Stage.GRANT
        if reading is not None or continued:
            named.append(({"stage": stage}, [one for one in (reading,) if one is not None and one.gap is None]))
    for round_ in () if programme.per_capita is None else programme.per_capita.rounds:
        found = [reading for basis in Basis for reading in readings.of_round(round_, basis)]
        named.append(({"round": round_.key}, [one for one in found if one.gap is None]))
    return named


@st.composite
def _counts(draw: st.DrawFn, most: int | None, *, adversarial: bool) -> tuple[int, ...]:
    """Counts of one or more municipalities, together no more than the whole Land unless adversarial."""
    size = draw(st.sampled_from([1, 1, 2, 4, 6]))
    limit = 10**9 // size if adversarial else (10**6 if most is None else most) // size
    persons = st.integers(0, min(limit, 500)) | st.integers(0, limit)
    return tuple(draw(persons) for _ in range(size))


def _amounts(right: int, *, adversarial: bool) -> st.SearchStrategy[int]:
    """The right amount in cents, one a little off, one with a slip of the pen, or any."""
    wrong = sorted(slips(right // 100))
    near = st.integers(-300, 300).map(lambda off: abs(right + off))
    slipped = st.sampled_from(wrong).map(lambda euros: euros * 100)
    return st.just(right) | near | slipped | st.integers(0, 10**32 - 1 if adversarial else 10**10)


@st.composite
def _positions(draw: st.DrawFn, *, adversarial: bool) -> dict[str, Any]:
    """Positions that a grant may name, with or without their qualification and months."""
    if draw(st.booleans()):
        return {}
    fte = draw(st.lists(ftes(adversarial=adversarial), min_size=1, max_size=3))
    told: dict[str, Any] = {"fte": tuple(fte), "months": draw(st.none() | st.integers(1, 72))}
    each = st.lists(st.sampled_from(Qualification), min_size=len(fte), max_size=len(fte)).map(tuple)
    return told | {"qualification": draw(st.none() | st.sampled_from(Qualification) | each)}


@st.composite
def audit_results(draw: st.DrawFn, programme: Programme | None = None) -> AuditResult:
    """What an audit says about one to three notices; of the Pakt where no programme is given."""
    programme = programme or pakt()
    return audit(programme, draw(st.lists(notices(programme), min_size=1, max_size=3)))
