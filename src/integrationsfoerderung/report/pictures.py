"""Pictures of a report as inline SVG: amounts by year and pillar, and who works when.

Colours are those of Okabe and Ito, which colour-blind readers can tell apart; every bar is also labelled.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from ..markup import harmless
from ..message import message, number_text
from ..model.payout import Funding, PerCapitaPayout
from ..model.statement import Statement
from ..period import Period
from .blocks import Block, Markup, Paragraph
from .writer import Writer

MOST_MANAGERS = 60
"""Beyond so many managers a picture of their time is no picture any more; the tables tell it."""

_WIDTH = 720
_LEFT = 190
_RIGHT = 110
_LINE = 22
_LONGEST = 26
_FONTS = "Noto Sans, Carlito, Liberation Sans, DejaVu Sans, sans-serif"
_PAINT = {
    "first": 'fill="#0072b2"',
    "second": 'fill="#d98e00"',
    "third": 'fill="#009e73"',
    "window": 'fill="#e3eaee"',
    "grid": 'stroke="#d3d8dc" fill="none"',
    "round": 'stroke="#1c2126" stroke-dasharray="3 3" fill="none"',
    "strong": 'fill="#1c2126" font-size="12.5" font-weight="600"',
    "number": 'fill="#1c2126" font-size="12.5"',
    "small": 'fill="#5a6570" font-size="11.5"',
}
# Attributes are for printers that do not style the inside of pictures; on the screen the style sheet outranks them.
_PILLARS = ("first", "second", "third")


def years(statement: Statement, write: Writer) -> Iterator[Block]:
    """Yield the amounts by year, a bar for each pillar; nothing where there is none above 0."""
    by_pillar = {
        key: statement.by("year", pillar=key, known_only=True) for key in statement.by("pillar", known_only=True)
    }
    most = max((amount for amounts in by_pillar.values() for amount in amounts.values()), default=Decimal(0))
    if not most:
        return
    room = _WIDTH - _LEFT - _RIGHT
    lines, top = [], 4
    for year in sorted({year for amounts in by_pillar.values() for year in amounts}):
        lines.append(_text(0, top + 15, str(year), "strong"))
        for place, (key, amounts) in enumerate(by_pillar.items()):
            if year not in amounts:
                continue
            name = write.pillar(key)
            width = float(Fraction(amounts[year]) / Fraction(most)) * room
            told = f"{year}, {name}: {write.amount(amounts[year])}"
            style = _PILLARS[min(place, len(_PILLARS) - 1)]
            lines.append(_text(40, top + 15, _short(name), "small"))
            lines.append(_bar(_LEFT, top + 4, width, _LINE - 8, style, told))
            lines.append(_text(_LEFT + width + 6, top + 15, number_text(amounts[year], write.lang), "number"))
            top += _LINE
        top += 6
    title = write.word("Amounts by year and pillar, in EUR")
    yield Markup(_svg(title, top, lines))
    yield Paragraph(write.word("Per-capita amounts stand in the year they are due, grants in the years of service."))


def timeline(statement: Statement, write: Writer) -> Iterator[Block]:
    """Yield the funded time of the managers beside the window of the programme; nothing for too many of them."""
    fundings = [funding for grant in statement.grants for funding in grant.fundings]
    funded = [(funding, funding.period) for funding in fundings if funding.period is not None]
    if not 0 < len(funded) <= MOST_MANAGERS:
        return
    window = statement.programme.window
    rounds = {
        payout.line.round.day: payout.round for payout in statement.payouts if isinstance(payout, PerCapitaPayout)
    }
    periods = [period for _, period in funded]
    scale = _Scale(
        min(window.first, *(period.first for period in periods)), max(window.last, *(period.last for period in periods))
    )
    bottom = 34 + _LINE * len(funded)
    lines = list(_years(scale, bottom))
    lines.append(_bar(scale.at(window.first), 18, scale.width(window), bottom - 18, "window", write.word("Window")))
    lines += _managers(funded, scale, write)
    lines += [
        f'<path class="round" {_PAINT["round"]} d="M{scale.at(day):.1f} 18V{bottom}">'
        f"<title>{harmless(key)}</title></path>"
        for day, key in rounds.items()
        if scale.first <= day <= scale.last
    ]
    title = write.word("Funded time of the managers")
    yield Markup(_svg(title, bottom + 4, lines))
    told = message(
        "Shaded: the window, {first} to {last}. Dashed: due dates of the per-capita rounds. A position is funded for "
        "its own term, which may reach beyond the window.",
        first=window.first,
        last=window.last,
    )
    yield Paragraph(write.say(told))


class _Scale:
    """Days on a line."""

    def __init__(self, first: date, last: date) -> None:
        self.first, self.last = date(first.year, 1, 1), date(last.year, 12, 31)
        self._days = (self.last - self.first).days + 1

    def at(self, day: date) -> float:
        return _LEFT + (_WIDTH - _LEFT - 4) * (day - self.first).days / self._days

    def width(self, period: Period) -> float:
        """Both ends of a period are inside, so it is a day wider than their distance."""
        return self.at(period.last) - self.at(period.first) + (_WIDTH - _LEFT - 4) / self._days


def _years(scale: _Scale, bottom: int) -> Iterator[str]:
    many = scale.last.year - scale.first.year > 20
    for year in range(scale.first.year, scale.last.year + 1):
        if many and year % 10:
            continue
        x = scale.at(date(year, 1, 1))
        yield f'<path class="grid" {_PAINT["grid"]} d="M{x:.1f} 4V{bottom}"/>'
        yield _text(x + 4, 13, str(year), "small")


def _managers(funded: Sequence[tuple[Funding, Period]], scale: _Scale, write: Writer) -> Iterator[str]:
    for place, (funding, period) in enumerate(funded):
        top = 28 + _LINE * place
        told = write.say(
            message(
                "{id:plain}: {fte} FTE from {first} to {last}",
                id=funding.manager.id,
                fte=funding.manager.fte,
                first=period.first,
                last=period.last,
            )
        )
        label = write.say(message("{id:plain}, {fte} FTE", id=_short(funding.manager.id), fte=funding.manager.fte))
        yield _text(0, top + 14, label, "small")
        yield _bar(scale.at(period.first), top + 3, scale.width(period), _LINE - 8, "second", told)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _bar(x: float, y: float, width: float, height: float, style: str, told: str) -> str:
    size = f'x="{x:.1f}" y="{y:.1f}" width="{max(width, 0.5):.1f}" height="{height:.1f}"'
    return f'<rect class="{style}" {_PAINT[style]} {size}><title>{harmless(told)}</title></rect>'


def _text(x: float, y: float, text: str, style: str) -> str:
    return f'<text class="{style}" {_PAINT[style]} x="{x:.1f}" y="{y:.1f}">{harmless(text)}</text>'


def _svg(title: str, height: float, lines: Sequence[str]) -> str:
    name = harmless(title)
    what = f'viewBox="0 0 {_WIDTH} {height:.0f}" font-family="{_FONTS}" role="img" aria-label="{name}"'
    picture = f"<svg {what}><title>{name}</title>{''.join(lines)}</svg>"
    return f"<figure><figcaption>{name}</figcaption>{picture}</figure>"
