"""Bars: payouts per municipality and round, and by how much a variant differs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from matplotlib.patches import Patch

from ..message import Language, Message, message
from ..model.comparison import Comparison
from ..model.keys import is_district
from ..model.statement import Statement
from ..money import in_euros
from ..words.payouts import PILLARS
from ..words.speech import Speech
from . import _style as style
from .parts import Part, colours_of, notes_on, parts_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_EXPECTED = "////"
_LEAST = 500
"""So many cents an axis shows at least: marks are whole EUR."""


def payouts(statement: Statement, ax: Axes | None = None, *, most: int = 40, lang: Language = "en") -> Axes:
    """Draw what each municipality gets, a bar of one part for each round and for the grant (Auszahlungen je Gemeinde).

    The largest come first; a grant is divided by frames (R8.4). What is only expected is hatched, what is open named.

    Args:
        statement: what to draw.
        ax: axes to draw on; None: a figure of its own, as high as there are rows.
        most: how many municipalities have a bar; of the others the picture states number and sum.
        lang: language of texts and numbers, "de" or "en".

    Returns:
        The axes.

    Raises:
        InvalidInput: where there is nothing to draw, or an argument does not fit.
    """
    lang = style.checked("plot.payouts", lang, most, statement=(statement, Statement))
    parts = parts_of(statement)
    names = {key: name for part in parts for key, name in part.names.items()}
    if not names:
        remedy = message("give the municipalities their head counts")
        style.nothing("plot.payouts", "payouts", len(statement.payouts), message("at least one payout"), remedy)
    sums = {key: sum(part.cents.get(key) or 0 for part in parts) for key in names}
    ordered = sorted(names, key=lambda key: (-sums[key], key))
    shown, others = ordered[:most], ordered[most:]
    ax = style.canvas(ax, 8.2, 1.9 + 0.235 * len(shown) + 0.12 * len(parts))
    colours = colours_of(parts)
    for part, colour in zip(parts, colours, strict=True):
        _stack(ax, part, colour, shown, _before(parts, part, shown))
    for row, key in enumerate(shown):
        still_open = any(key in part.cents and part.cents[key] is None for part in parts)
        _beside(ax, row, sums[key], _told(sums[key], lang, still_open=still_open))
    style.rows(ax, [names[key] for key in shown])
    ax.set_xlim(0, max(*sums.values(), _LEAST) / 100 * 1.16)
    _frame(ax, lang)
    handles = [Patch(facecolor=colour) for colour in colours]
    labels = [part.label(lang) for part in parts]
    if any(part.expected for part in parts):
        handles.append(Patch(facecolor="white", edgecolor=style.INK, hatch=_EXPECTED))
        labels.append(style.word("only expected", lang))
    _legend(ax, handles, labels)
    name = Speech(lang).named(statement.programme)
    style.title(ax, message("{what}: {programme:plain}", what=_whose(ordered), programme=name), lang)
    total = message("All {count} together: {total:eur}.", count=len(ordered), total=in_euros(sum(sums.values())))
    style.below(ax, "EUR", [total, *_rest(others, sums), *notes_on(statement)], lang)
    return ax


def differences(
    comparison: Comparison, ax: Axes | None = None, *, by: str = "municipality", most: int = 40, lang: Language = "en"
) -> Axes:
    """Draw by how much the variant pays more or less, as bars to both sides (Unterschiede zum Vergleichsfall).

    The largest gain comes first, the largest loss last. What is the same has no bar; what is open on a side is named.

    Args:
        comparison: what to draw.
        ax: axes to draw on; None: a figure of its own, as high as there are rows.
        by: `municipality`, `pillar`, `round`, `recipient`, `year`, `area` or `manager`, as `Comparison.by` takes it.
        most: how many rows there are: those with the largest differences. Of the others the picture states the sum.
        lang: language of texts and numbers, "de" or "en".

    Returns:
        The axes.

    Raises:
        InvalidInput: for arguments that do not fit, or as `Comparison.by`.
    """
    lang = style.checked("plot.differences", lang, most, comparison=(comparison, Comparison))
    sums = {key: None if amount is None else int(Fraction(amount) * 100) for key, amount in comparison.by(by).items()}
    moved = sorted((key for key in sums if sums[key] != 0), key=lambda key: (-abs(sums[key] or 0), str(key)))
    # what is open stays in sight: its bar has no length that could tell how much it weighs
    moved.sort(key=lambda key: sums[key] is not None)
    shown = sorted(moved[:most], key=lambda key: (-(sums[key] or 0), str(key)))
    others = moved[most:]
    ax = style.canvas(ax, 8.2, 1.7 + 0.25 * max(len(shown), 1))
    names = _names(comparison, by, lang)
    known = [sums[key] or 0 for key in shown]
    for row, key in enumerate(shown):
        style.bar(ax, row, 0, known[row] / 100, style.BLUE if known[row] > 0 else style.VERMILION, linewidth=0)
        _beside(ax, row, sums[key] or 0, _changed(sums[key], lang))
    style.rows(ax, [names.get(key, str(key)) for key in shown] or [style.word("no difference", lang)])
    reach = max([abs(cents) for cents in known] + [_LEAST]) / 100
    left, right = min(known, default=0) < 0, max(known, default=0) > 0 or not any(known)
    # room for the numbers on the sides where there are bars
    ax.set_xlim(-1.45 * reach if left else -0.06 * reach, 1.45 * reach if right else 0.35 * reach)
    ax.axvline(0, color=style.INK, linewidth=0.8)
    _frame(ax, lang)
    style.title(ax, message("Variant against baseline: difference in EUR"), lang)
    style.below(ax, "EUR", _summary(sums, others, lang), lang)
    return ax


# --- what the bars are made of


def _before(parts: Sequence[Part], part: Part, keys: Sequence[str]) -> list[int]:
    """Return in cents where a part begins: after those that come before it."""
    earlier = parts[: [id(one) for one in parts].index(id(part))]
    return [sum(one.cents.get(key) or 0 for one in earlier) for key in keys]


def _stack(ax: Axes, part: Part, colour: str, keys: Sequence[str], before: Sequence[int]) -> None:
    for row, (key, left) in enumerate(zip(keys, before, strict=True)):
        looks = {"edgecolor": "white", "hatch": None}
        if key in part.expected:
            looks = {"edgecolor": style.MIDDLE, "hatch": _EXPECTED}  # the edge's colour is the hatch's too
        style.bar(ax, row, left / 100, (part.cents.get(key) or 0) / 100, colour, linewidth=0.4, **looks)


def _beside(ax: Axes, row: int, cents: int, text: str) -> None:
    """Write an amount at the outer end of its bar."""
    outwards = -1 if cents < 0 else 1
    note = ax.annotate(
        text,
        (cents / 100, row),
        (4 * outwards, 0),
        textcoords="offset points",
        va="center",
        ha="right" if cents < 0 else "left",
        fontsize=style.SMALL,
        bbox=style.backed(ax),
    )
    style.inert(note)


def _told(cents: int, lang: Language, *, still_open: bool) -> str:
    if not still_open:
        return style.euros(cents, lang)
    open_ = style.word("open", lang)
    return f"{style.euros(cents, lang)} + {open_}" if cents else open_


def _changed(cents: int | None, lang: Language) -> str:
    return style.word("open", lang) if cents is None else style.euros(cents, lang, signed=True)


def _frame(ax: Axes, lang: Language) -> None:
    style.bare(ax, "bottom")
    style.euro_axis(ax.xaxis, lang)
    ax.grid(axis="x", color=style.PALE, linewidth=0.6)
    ax.set_axisbelow(True)


def _legend(ax: Axes, handles: Sequence[Patch], labels: Sequence[str]) -> None:
    legend = ax.legend(
        handles,
        [style.label(text) for text in labels],
        loc="lower right",
        fontsize=style.SMALL,
        frameon=True,
        framealpha=1,
    )
    style.inert(legend.get_texts())


# --- what is said above and below


def _whose(keys: Sequence[str]) -> Message:
    """Name those who are paid: municipalities, or districts where a programme pays them."""
    of_districts = {is_district(key) for key in keys}
    if of_districts == {False}:
        return message("Payouts per municipality")
    return message("Payouts per district") if of_districts == {True} else message("Payouts by municipality or district")


def _rest(others: Sequence[str], sums: dict[str, int]) -> list[Message]:
    if not others:
        return []
    left = in_euros(sum(sums[key] for key in others))
    return [message("Not drawn: {count} with smaller sums, together {amount:eur}.", count=len(others),
                    amount=left)]  # fmt: skip


def _summary(sums: dict[Any, int | None], others: Sequence[Any], lang: Language) -> Iterator[Message]:
    """Say what the differences add up to, and what of them has no bar."""
    known = [cents for cents in sums.values() if cents is not None]
    gains, losses = sum(cents for cents in known if cents > 0), sum(cents for cents in known if cents < 0)
    yield message(
        "Together {sum:plain} EUR: {more:eur} more, {less:eur} less.",
        sum=style.euros(gains + losses, lang, signed=True),
        more=in_euros(gains),
        less=in_euros(-losses),
    )
    if len(known) < len(sums):
        yield message("Of {count} the difference is open: not in the sum.", count=len(sums) - len(known))
    if others:
        yield message(
            "Not drawn: {count} with smaller differences, together {sum:plain} EUR.",
            count=len(others),
            sum=style.euros(sum(sums[key] or 0 for key in others), lang, signed=True),
        )
    if same := sum(cents == 0 for cents in known):
        yield message("The same in both: {count}.", count=same)


def _names(comparison: Comparison, by: str, lang: Language) -> dict[Any, str]:
    """Return what a picture calls the keys of a dimension; a key that is missing stands for itself."""
    if by == "pillar":
        return {key: style.heading(text, lang) for key, text in PILLARS.items()}
    if by == "round":
        return {"grant": style.heading("grant", lang)}
    if by not in ("municipality", "recipient", "area"):
        return {}
    names: dict[Any, str] = {}
    for statement in (comparison.baseline, comparison.variant):
        names |= {grant.provider: grant.name for grant in statement.grants}
        names |= {area.provider: area.name for area in statement.areas if by == "area"}
        names |= {district.key: district.full_name for district in statement.case.districts}
        names |= {municipality.ags: municipality.name for municipality in statement.municipalities}
    return names
