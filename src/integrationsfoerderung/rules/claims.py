"""What positions claim over the term, by FTE and qualification alone: no persons with start and end (R3.5, R3.9)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from attrs import frozen

from ..figure import FTE, Figure, Unit, derived
from ..message import Message, message
from ..model.manager import Qualification, fte_units
from ..model.notice import Notice
from ..model.verdict import Cause
from ..money import in_euros
from ..period import MONTH
from .management import claim, claims_together

_YEAR = 12
_MOST_HUNDREDTHS = 100_000


@frozen
class Claim:
    """Fixed amount × FTE × months ÷ 12 of one or more positions, added up and rounded once (R3.9, R8.4)."""

    positions: tuple[tuple[Figure, Decimal], ...]
    """The fixed amount and the FTE of each position."""

    months: int
    """The funded months."""

    @property
    def gap(self) -> Message | None:
        """What is unknown of it; None: nothing."""
        return next((rate.unknown().reason for rate, _ in self.positions if rate.value is None), None)

    @property
    def cents(self) -> int:
        """The claim in cents."""
        claims = [claim(rate.whole, fte_units(fte), self.months * MONTH) for rate, fte in self.positions]
        return int(claims_together(*claims))

    @property
    def name(self) -> Message:
        """The claim in words."""
        if len(self.positions) == 1:
            ((rate, fte),) = self.positions
            return message(
                "the claim of {fte} FTE over {months} months at {rate:eur} a year",
                fte=fte,
                months=self.months,
                rate=rate.amount,
            )
        return message(
            "the claims of {count} positions over {months} months", count=len(self.positions), months=self.months
        )

    @property
    def fact(self) -> Message:
        """The claim with its amount."""
        return message("{amount:eur} is {what}", amount=in_euros(self.cents), what=self.name)

    def derive(self) -> Figure:
        """Return the claim as a figure that knows how it came about."""
        months = Figure(self.months * MONTH, Unit.MONTHS, "funded months", clause="R3.6, R8.3")
        claims = [
            derived(claim, rate, Figure(fte_units(fte), Unit.FTE, "FTE", clause="R3.6"), months)
            for rate, fte in self.positions
        ]
        return derived(claims_together, *claims)


def claims_of(amounts: Mapping[Qualification, Figure], notice: Notice, months: int) -> Iterator[Claim]:
    """Yield the claims that the FTE of a notice may have: one where the qualification is told, else one by amount."""
    if notice.fte is None:
        return
    fte = notice.fte if isinstance(notice.fte, tuple) else (notice.fte,)
    if isinstance(notice.qualification, tuple):
        rates = [amounts[qualification] for qualification in notice.qualification]
        yield Claim(tuple(zip(rates, fte, strict=True)), months)
        return
    chosen = [notice.qualification] if notice.qualification is not None else list(amounts)
    by_value = {amounts[qualification].value: amounts[qualification] for qualification in reversed(chosen)}
    for rate in reversed(by_value.values()):
        yield Claim(tuple((rate, part) for part in fte), months)


def other_claims(
    amounts: Mapping[Qualification, Figure], notice: Notice, cents: int, months: int
) -> Iterator[tuple[Cause, Claim]]:
    """Yield what the positions would claim under another qualification or for one year, and other FTE that fit."""
    fte = notice.fte if isinstance(notice.fte, tuple) else () if notice.fte is None else (notice.fte,)
    rates = list({figure.value: figure for figure in reversed(list(amounts.values())) if figure.value}.values())
    if notice.qualification is not None:
        named = notice.qualification if isinstance(notice.qualification, tuple) else (notice.qualification,)
        given = {amounts[qualification].value for qualification in named}
        others = [rate for rate in rates if given != {rate.value}]
        yield from ((Cause.OTHER_QUALIFICATION, Claim(tuple((rate, part) for part in fte), months)) for rate in others)
    if months != _YEAR:
        yield from ((Cause.ONE_YEAR, one) for one in claims_of(amounts, notice, _YEAR) if one.gap is None)
    for rate in rates:
        # cents = rate × FTE × months ÷ 12, for FTE in hundredths as contracts and press tell them
        hundredths, rest = divmod(cents * _YEAR * 100, rate.whole * months)
        if not rest and 0 < hundredths <= _MOST_HUNDREDTHS and hundredths * FTE != 100 * sum(map(fte_units, fte)):
            whole = Decimal(hundredths // 100) if hundredths % 100 == 0 else Decimal(f"{hundredths}e-2")
            yield Cause.OTHER_FTE, Claim(((rate, whole),), months)
