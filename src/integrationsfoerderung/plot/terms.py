"""The managers' terms beside the window of the programme."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from matplotlib.patches import Patch

from ..message import Language, Message, day_text, message
from ..model.manager import Qualification
from ..model.payout import Funding, Grant
from ..model.statement import Statement
from ..words import tell
from ..words.quantities import months
from . import _style as style
from .parts import MADE_UP

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_COLOURS = {
    Qualification.DEGREE: style.BLUE,
    Qualification.OTHER_DEGREE: style.GREEN,
    Qualification.VOCATIONAL: style.ORANGE,
}
_LETTERS = {Qualification.DEGREE: "white", Qualification.OTHER_DEGREE: "white", Qualification.VOCATIONAL: style.INK}
_EPOCH = date(1970, 1, 1).toordinal()
_WINDOW = "#E1ECF4"
_MARGIN = 45
_WIDE_ENOUGH = 0.42
"""Which part of the picture a bar needs to hold its text."""


def timeline(statement: Statement, ax: Axes | None = None, *, most: int = 60, lang: Language = "en") -> Axes:
    """Draw for how long each manager is funded, beside the window in which managers start (Laufzeiten der Stellen).

    A row for each manager, by provider, with a bar from the first to the last funded day.

    Args:
        statement: what to draw.
        ax: axes to draw on; None: a figure of its own, as high as there are rows.
        most: how many managers have a row; of the others the picture states the number.
        lang: language of texts and numbers, "de" or "en".

    Returns:
        The axes.

    Raises:
        InvalidInput: where there is no manager, or an argument does not fit.
    """
    lang = style.checked("plot.timeline", lang, most, statement=(statement, Statement))
    entries = [(grant, funding) for grant in statement.grants for funding in grant.fundings]
    if not entries:
        remedy = message("add managers to the case; a programme without grants has no terms")
        style.nothing("plot.timeline", "managers", len(entries), message("at least one manager"), remedy)
    shown = entries[:most]
    ax = style.canvas(ax, 8.2, 1.9 + 0.3 * len(shown))
    window = statement.programme.window
    _calendar(ax, [window.first, window.last, *_days(shown)], lang)
    ax.axvspan(_day(window.first), _day(window.last) + 1, color=_WINDOW, linewidth=0, zorder=0)
    for row, (_, funding) in enumerate(shown):
        _term(ax, row, funding, lang)
    for row in range(1, len(shown)):
        if shown[row][0] is not shown[row - 1][0]:
            ax.axhline(row - 0.5, color=style.MIDDLE, linewidth=0.5)
    style.rows(ax, [f"{grant.name} · {funding.manager.id}" for grant, funding in shown])
    _legend(ax, shown, lang)
    style.bare(ax, "bottom")
    style.title(ax, message("Funded terms of the managers"), lang, pad=22)
    style.below(ax, "", _notes(statement, len(entries) - len(shown)), lang)
    return ax


def _notes(statement: Statement, left_out: int) -> Iterator[Message]:
    window, staffing = statement.programme.window, statement.staffing
    yield message("Managers start in the window, {first} to {last}; it never cuts a term.", first=window.first,
                  last=window.last)  # fmt: skip
    yield message("{heads} positions, {fte} FTE in all.", heads=staffing.heads, fte=staffing.fte)
    if left_out:
        yield message("Not drawn: {count} more managers.", count=left_out)
    if any(manager.illustrative for manager in statement.managers):
        yield MADE_UP


def _term(ax: Axes, row: int, funding: Funding, lang: Language) -> None:
    """Draw one manager: the funded days with FTE and months, or where the work begins and that nothing is funded."""
    manager = funding.manager
    if funding.period is None or not funding.day_months:
        start = _day(manager.start)
        ax.plot([start], [row], marker="x", color=style.VERMILION, markersize=6, linestyle="none")
        _say(ax, start, row, message("start {day}: not funded", day=manager.start), lang, style.INK)
        return
    first, last = _day(funding.period.first), _day(funding.period.last) + 1
    style.bar(ax, row, first, last - first, _COLOURS[manager.qualification], linewidth=0)
    what = message(
        "{fte} FTE · {months:plain} months · to {last}",
        fte=Decimal(f"{funding.fte_units}e-6").normalize(),
        months=months(funding.day_months),
        last=funding.period.last,
    )
    left, right = ax.get_xlim()
    if last - first >= _WIDE_ENOUGH * (right - left):
        _say(ax, first, row, what, lang, _LETTERS[manager.qualification])
    else:
        beside = last - left < (1 - _WIDE_ENOUGH) * (right - left)
        _say(ax, last if beside else first, row, what, lang, style.INK, left=not beside)


def _say(ax: Axes, x: float, row: int, what: Message, lang: Language, colour: str, *, left: bool = False) -> None:
    note = ax.annotate(
        tell(what, lang),
        (x, row),
        (-5 if left else 5, 0),
        textcoords="offset points",
        va="center",
        ha="right" if left else "left",
        fontsize=style.SMALL,
        color=colour,
    )
    style.inert(note)


def _days(entries: Sequence[tuple[Grant, Funding]]) -> Iterator[date]:
    for _, funding in entries:
        if funding.period is None:
            yield funding.manager.start
        else:
            yield from (funding.period.first, funding.period.last)


def _day(day: date) -> float:
    """Return a day as matplotlib counts: in days since 1970."""
    return float(day.toordinal() - _EPOCH)


def _calendar(ax: Axes, days: Sequence[date], lang: Language) -> None:
    """Set the days that the picture shows, and mark the beginnings of years, or of quarters where they are few."""
    first, last = min(days), max(days)
    ax.set_xlim(_day(first) - _MARGIN, _day(last) + _MARGIN)
    years = range(first.year, last.year + 1)
    step = -(-len(years) // 8)  # at most some eight years are named
    beginnings = (1, 7) if len(years) <= 5 else (1,)
    marks = [date(year, month, 1) for year in years[::step] for month in beginnings]
    marks = [day for day in marks if first <= day <= last]
    ax.set_xticks([_day(day) for day in marks], [day_text(day, lang) for day in marks], fontsize=style.SMALL)
    ax.grid(axis="x", color=style.PALE, linewidth=0.6)
    ax.set_axisbelow(True)


def _legend(ax: Axes, entries: Sequence[tuple[Grant, Funding]], lang: Language) -> None:
    there = {funding.manager.qualification for _, funding in entries if funding.period and funding.day_months}
    handles = [Patch(facecolor=_COLOURS[one]) for one in Qualification if one in there]
    labels = [style.word(one.value, lang) for one in Qualification if one in there]
    handles.append(Patch(facecolor=_WINDOW, edgecolor=style.PALE))
    labels.append(style.word("window of the programme", lang))
    legend = ax.legend(
        handles,
        labels,
        loc="lower left",
        bbox_to_anchor=(0, 1),
        ncols=len(handles),
        fontsize=style.SMALL,
        frameon=False,
        borderpad=0,
        borderaxespad=0.5,
    )
    style.inert(legend.get_texts())
