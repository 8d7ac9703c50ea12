"""Figures and steps: exact numbers that know where they came from.

A rule is a composition of *steps* named in the field's words. A step takes whole numbers (or whole arrays) and gives
whole numbers; given figures it gives a figure that remembers how it came about. So one rule text serves for the
amount and for its explanation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import evolve, frozen

from .errors import IntegrationsfoerderungError, UnknownFigureError
from .message import Choice, Language, message, told
from .money import Rounding, in_euros
from .period import MONTH, Period
from .showing import Shown

if TYPE_CHECKING:
    from .model.source import Source, Status

FTE = 10**6
"""Units in a full-time equivalent: FTE are given with up to six decimal places."""


class Unit(Choice):
    """What a figure counts: (name, units in one)."""

    EUR = ("EUR", 100)
    """Money, in cents."""
    EXACT_EUR = ("EUR exactly", 100 * FTE * MONTH * 12)
    """Money before it is rounded: cents × FTE units × day-month units, of a year's rate."""
    PERSONS = ("persons", 1)
    FTE = ("FTE", FTE)
    MONTHS = ("months", MONTH)
    YEARS = ("years", 1)
    PERCENT = ("percent", 1)
    COUNT = ("times", 1)
    DAY = ("day", 1)
    """A calendar day, as its proleptic ordinal."""

    scale: int

    def __init__(self, text: str, scale: int) -> None:
        self.text = text
        self.scale = scale


# Derivations are made when asked for, and tellings ask often what they have told: without slots a figure is made in
# half the time, and its hash, which takes in all that it rests on, is computed once.
@frozen(cache_hash=True, slots=False)
class Figure(Shown):
    """An exact number with unit, label, clause and source, and how it came about (Zahl mit Herkunft).

    A figure is either a *leaf* (an input, or a figure of a programme) or the result of a `step` on the figures `of`.

    >>> rate = Figure(1225_00, Unit.EUR, "announced rate")
    >>> amount = times(rate, Figure(248, Unit.PERSONS, "counted persons"))
    >>> amount.amount, amount.replay()
    (Decimal('303800.00'), Decimal('303800.00'))
    """

    value: int | None
    """The whole number of the unit's smallest part (cents, millionths of an FTE, day-months); None where unknown."""

    unit: Unit
    """What is counted."""

    label: str = ""
    """What it is, in English; German through `words` or `label_de`."""

    label_de: str = ""
    """The official German term, where it is not in the catalogue of words (own programmes)."""

    key: str = ""
    """Its path in the programme, for instance `per-capita.2017.rate`; empty for inputs and results."""

    clause: str = ""
    """The clause of the rules, for instance R3.3."""

    source: Source | None = None
    """Where it is printed or decided."""

    status: Status | None = None
    """Published, expected, inferred, unknown or illustrative; None for results and for inputs without a status."""

    note: str = ""
    """The argument for an inferred figure, what is missing of an unknown one, or a remark; in English."""

    note_de: str = ""
    """The note in German."""

    look: str = ""
    """Where one could look for an unknown figure; in English."""

    look_de: str = ""
    """Where one could look, in German."""

    claims: tuple[Figure, ...] = ()
    """What each source says, where they disagree (status contested)."""

    valid: Period | None = None
    """The days on which it held, where a later figure replaced it."""

    about: str = ""
    """Whom or what it is about: the name of a municipality, provider or manager."""

    on: date | None = None
    """The day it speaks of, for instance the record date of a head count."""

    of: tuple[Figure, ...] = ()
    """The figures it came from."""

    step: str = ""
    """The step that made it: a key of `STEPS`."""

    rounding: Rounding | None = None
    """How the step rounded."""

    rounding_clause: str = ""
    """The clause that asks for this rounding."""

    @property
    def whole(self) -> int:
        """The whole number of smallest units.

        Raises:
            UnknownFigureError: where nobody knows the figure; it says what is missing and where to look.
        """
        if self.value is None:
            raise self.unknown()
        return self.value

    def unknown(self) -> UnknownFigureError:
        """Return the error that says what is missing and where one could look, or what each source says."""
        if self.claims:
            said = [
                message(
                    "{amount} {unit:word} ({label}; {source:plain})",
                    amount=claim.amount,
                    unit=claim.unit.text,
                    label=told(claim.label, claim.label_de),
                    source="" if claim.source is None else claim.source.citation,
                )
                for claim in self.claims
            ]
            contested = message(
                "{label} is contested ({clause:plain}): {claims:list}. {note}",
                label=told(self.label, self.label_de),
                clause=self.clause,
                claims=said,
                note=told(self.note.rstrip("."), self.note_de.rstrip(".")),
            )
            return UnknownFigureError(contested, None, self.key)
        missing = message(
            "{label} is unknown ({clause:plain}): {note}",
            label=told(self.label, self.label_de),
            clause=self.clause or self.key,
            note=told(self.note.rstrip(".") or "no source gives it", self.note_de.rstrip(".")),
        )
        look = told(self.look.rstrip("."), self.look_de.rstrip(".")) if self.look else None
        return UnknownFigureError(missing, look, self.key)

    @property
    def fraction(self) -> Fraction:
        """The exact value in the unit; raises as `whole` where unknown."""
        return Fraction(self.whole, self.unit.scale)

    @property
    def amount(self) -> Decimal:
        """The exact value in the unit as Decimal: EUR with two places.

        Raises:
            UnknownFigureError: where nobody knows the figure.
            IntegrationsfoerderungError: for months or unrounded EUR without a finite decimal; read `fraction`.
        """
        if self.unit is Unit.EUR:
            return in_euros(self.whole)
        return _exact_decimal(self.fraction)

    @property
    def day(self) -> date:
        """The calendar day of a figure with unit `Unit.DAY`."""
        return date.fromordinal(self.whole)

    def replay(self) -> Decimal:
        """Compute the figure anew from its leaves, step by step; the result equals `amount`."""
        return evolve(self, value=self._replayed()).amount

    def _replayed(self) -> int:
        if not self.step:
            return self.whole
        values: list[Any] = [figure._replayed() for figure in self.of]
        if self.rounding is not None:
            values.append(self.rounding)
        return int(STEPS[self.step](*values))

    def leaves(self) -> Iterator[Figure]:
        """Every input and programme figure it rests on, in the order of the calculation."""
        if not self.step:
            yield self
        for figure in self.of:
            yield from figure.leaves()

    def explain(self, lang: Language = "en") -> str:
        """Tell how the figure came about, as text in German or English."""
        from .words import explain_figure

        return explain_figure(self, lang)

    def to_dict(self) -> dict[str, Any]:
        """Return the derivation as JSON-ready data (amounts as text, exact)."""
        result: dict[str, Any] = {"label": self.label, "unit": self.unit.text, "value": self.value}
        if self.on is not None:
            result["on"] = self.on.isoformat()
        if self.value is not None:
            result["amount"] = self.day.isoformat() if self.unit is Unit.DAY else exact_text(self)
        for name in ("about", "key", "clause", "rounding_clause", "note", "look", "step"):
            if text := getattr(self, name):
                result[name] = text
        if self.status is not None:
            result["status"] = self.status.value
        if self.source is not None:
            result["source"] = self.source.to_dict()
        if self.rounding is not None:
            result["rounding"] = f"{self.rounding.value}, {self.rounding.mode}"
        if self.claims:
            result["claims"] = [claim.to_dict() for claim in self.claims]
        if self.of:
            result["of"] = [figure.to_dict() for figure in self.of]
        return result


def exact_text(figure: Figure) -> str:
    """Write the exact value: a decimal where there is a finite one, otherwise a fraction such as `718/30`."""
    if figure.unit is Unit.EUR:
        return str(figure.amount)
    fraction = figure.fraction
    try:
        return str(_exact_decimal(fraction))
    except IntegrationsfoerderungError:
        return str(fraction)


def _exact_decimal(fraction: Fraction) -> Decimal:
    """Write a fraction as a decimal, exactly and whatever the decimal context."""
    places, rest = 0, fraction.denominator
    for prime in (2, 5):
        power = 0
        while rest % prime == 0:
            rest //= prime
            power += 1
        places = max(places, power)
    if rest != 1:
        raise IntegrationsfoerderungError(f"{fraction} has no finite decimal: read .fraction instead of .amount")
    return Decimal(f"{fraction.numerator * 10**places // fraction.denominator}e-{places}")


# --- steps -----------------------------------------------------------------------------------------------------------

STEPS: dict[str, Callable[..., Any]] = {}
"""Every step by name, as it computes on whole numbers."""

_Compute: TypeAlias = Callable[..., Any]


def step(unit: Unit | None = None) -> Callable[[_Compute], _Compute]:
    """Make a step of a function on whole numbers: given figures it returns one, in `unit` or that of the first."""

    def decorate(compute: _Compute) -> _Compute:
        name = compute.__name__
        STEPS[name] = compute

        @wraps(compute)
        def run(*args: Any) -> Any:
            if type(args[0]) is not Figure:
                return compute(*args)
            if isinstance(args[-1], Rounding):
                *of, rounding = args
                value = compute(*[figure.whole for figure in of], rounding)
                return Figure(value, unit or args[0].unit, of=tuple(of), step=name, rounding=rounding)
            value = compute(*[figure.whole for figure in args])
            return Figure(value, unit or args[0].unit, of=args, step=name)

        return run

    return decorate


@step()
def share(pot: Any, part: Any, whole: Any, to: Rounding) -> Any:
    """A pot's share: pot × part ÷ whole, rounded on its own."""
    return to.quotient(pot * part, whole)


@step()
def share_down(pot: Any, part: Any, whole: Any, to: Rounding) -> Any:
    """A pot's share cut to the unit, as largest remainder starts from: pot × part ÷ whole."""
    return pot // to.cents * part // whole * to.cents


@step()
def times(amount: Any, count: Any) -> Any:
    """An amount so many times: rate × persons, frame × years."""
    return amount * count


@step()
def total(*parts: Any) -> Any:
    """The sum of amounts or counts."""
    return sum(parts)


@step()
def least(*amounts: Any) -> Any:
    """The smallest of amounts: a cap."""
    smallest, *others = amounts
    for amount in others:
        smallest = smallest + (amount - smallest) * (amount < smallest)  # arrays know no `min`
    return smallest


@step()
def from_threshold(amount: Any, reached: Any, threshold: Any) -> Any:
    """An amount that is paid only where a threshold is reached, otherwise 0."""
    return amount * (reached >= threshold)


@step()
def difference(amount: Any, less: Any) -> Any:
    """What one amount is over another, either sign."""
    return amount - less


@step()
def excess(amount: Any, covered: Any) -> Any:
    """The part of an amount that another does not cover, never below 0."""
    return (amount - covered) * (amount > covered)


@step(Unit.EXACT_EUR)
def pro_rata(rate: Any, fte: Any, months: Any) -> Any:
    """A year's rate in proportion to FTE and months: rate × FTE × months ÷ 12, exactly."""
    return rate * fte * months


@step(Unit.EUR)
def rounded(exact: Any, to: Rounding) -> Any:
    """An exact amount, rounded once."""
    return to.quotient(exact, Unit.EXACT_EUR.scale // 100)


def rule(label: str, clause: str, rounding_clause: str = "") -> Callable[[_Compute], _Compute]:
    """Name the result of a rule: given figures, the figure it returns carries the label and the clause."""

    def decorate(compute: _Compute) -> _Compute:
        @wraps(compute)
        def run(*args: Any) -> Any:
            result = compute(*args)
            if type(result) is not Figure:
                return result
            return _named(result, args, label, clause, rounding_clause)

        return run

    return decorate


def derived(compute: _Compute, *of: Figure | Rounding, about: str = "", label: str = "", clause: str = "") -> Figure:
    """Run a rule or a step on figures, and say whom the result is about."""
    result: Figure = compute(*of)
    return _named(result, of, label, clause, about=about)


def _named(
    result: Figure, of: tuple[Any, ...], label: str, clause: str, rounding_clause: str = "", about: str = ""
) -> Figure:
    """Return a result with its name; what is not given stays as it is.

    The figure that a step has just made belongs to nobody else yet, so it is named in place: making it anew would cost
    as much as computing it. One that was passed in stays untouched.
    """
    if not result.step or id(result) in map(id, of):
        result = evolve(result)
    names = vars(result)  # past the frozen surface
    if label:
        names["label"] = label
    if clause:
        names["clause"] = clause
    if rounding_clause:
        names["rounding_clause"] = rounding_clause
    if about:
        names["about"] = about
    return result
