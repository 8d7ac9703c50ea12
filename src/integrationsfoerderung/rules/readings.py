"""Readings: an amount as a rule gives it for a count, and back from the amount to the counts (R2.4, R3.3, R3.4, R3.9).

Forwards a reading runs the rule itself. Backwards it inverts the rounded share in whole numbers, also for a sum of
amounts rounded one by one of which only the number of parts is known: each rounding moves a part by half a unit at
most (half up: less than half down, at most half up), so n persons in k parts add up to pot × n ÷ everyone ± k halves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from attrs import Factory, evolve, field, frozen

from ..figure import Figure, Unit, derived, times, total
from ..message import Message, message, told
from ..model.payout import Basis, Stage
from ..model.pillar import ManagementPillar, PayoutRound
from ..model.source import Status
from ..money import Rounding
from .management import frame, frames_of_term, tranche
from .per_capita import announced, pot_share


class NearestCounts(NamedTuple):
    """An amount that a reading gives, and the counts that have it."""

    cents: int
    persons: tuple[int, ...]


def _times(reading: Reading) -> int:
    return 1 if reading.years is None else reading.years.value or 0


def _unit(reading: Reading) -> int:
    return 1 if reading.rounding is None else reading.rounding.cents


def _pot(reading: Reading) -> int:
    return reading.figures[0].value or 0


def _share(reading: Reading) -> int:
    """Say what a unit is in the numerator of the share: persons of the Land × cents of the unit."""
    return 1 if reading.rounding is None else (reading.figures[1].value or 0) * reading.rounding.cents


@frozen
class Reading:
    """One way the rules give an amount for a count of persons: a rounded share of a pot, or a rate × persons.

    >>> from integrationsfoerderung.catalogue.loader import load_programme
    >>> reading = final_frame(load_programme("pakt-fuer-integration").management)
    >>> reading.amount((352,)), reading.totals(280_220_00), reading.totals(561_236_00, 6)
    (28022000, range(352, 353), range(705, 706))
    """

    name: Message
    """What the amount is, in words."""

    compute: Callable[..., Any]
    """The rule for one count."""

    figures: tuple[Figure, ...]
    """The rule's figures before the count: pot and persons of the Land, or the rate."""

    rounding: Rounding | None
    """How each share is rounded; None for a rate × persons, which needs no rounding."""

    most: int | None
    """The persons counted in the whole Land; None where nobody knows them."""

    rounding_given: bool = False
    """Whether the rule is told the rounding (R2.5) and does not name it itself."""

    years: Figure | None = None
    """How many times the amount is granted: the years of the term (R3.9); None: once."""

    basis: Basis | None = None
    """The basis of a per-capita amount."""

    # The numbers behind the figures, read once: 0 where nobody knows one, and then `gap` says so.

    times: int = field(init=False, repr=False, default=Factory(_times, takes_self=True))
    """How many times the amount of a year is granted."""

    _unit: int = field(init=False, repr=False, default=Factory(_unit, takes_self=True))
    _pot: int = field(init=False, repr=False, default=Factory(_pot, takes_self=True))
    _share: int = field(init=False, repr=False, default=Factory(_share, takes_self=True))

    # --- forwards: the rule itself

    def amount(self, counts: tuple[int, ...]) -> int:
        """Return the cents of counts, each rounded on its own and added up."""
        numbers = [figure.whole for figure in self.figures]
        to = (self.rounding,) if self.rounding_given else ()
        cents = sum(self.compute(*numbers, count, *to) for count in counts)
        return int(times(cents, self.times))

    def derive(self, counts: tuple[int, ...]) -> Figure:
        """Return the amount of counts as a figure that knows how it came about."""
        to = (self.rounding,) if self.rounding is not None and self.rounding_given else ()
        parts = [
            derived(self.compute, *self.figures, Figure(count, Unit.PERSONS, "counted persons", clause="R2.2"), *to)
            for count in counts
        ]
        if self.years is not None:
            return derived(frames_of_term, self.years, *parts)
        return parts[0] if len(parts) == 1 else derived(total, *parts, label="sum of the amounts", clause="R3.3")

    @property
    def gap(self) -> Message | None:
        """What is missing to compute with this reading; None: nothing."""
        for figure in (*self.figures, *([] if self.years is None else [self.years])):
            if figure.value is None:
                return figure.unknown().reason
        for figure in (*self.figures[1:], *([] if self.years is None else [self.years])):
            if not figure.whole:
                return message("{label} is 0: no amount can be computed", label=told(figure.label, figure.label_de))
        return None

    # --- backwards: whole numbers only

    def totals(self, cents: int, parts: int = 1) -> range:
        """Return every count of persons, all parts together, of which the amount can be the sum; smallest first."""
        units, rest = divmod(cents, self.times * self._unit)
        if rest:
            return range(0)
        if not self._pot:
            return range(0 if units else (self.most or 0) + 1)
        end = self._beyond(units, self._parts(parts))
        return range(self._least(units, self._parts(parts)), end if self.most is None else min(end, self.most + 1))

    def least_for(self, cents: int) -> int | None:
        """Return the smallest single count whose amount is at least `cents`; None: not even that of the whole Land."""
        least = self._least(-(-cents // (self.times * self._unit)), 1) if self._pot else 0 if not cents else None
        return None if least is None or (self.most is not None and least > self.most) else least

    def most_of(self, persons: int, parts: int = 1) -> int:
        """Return the most cents that the amounts of so many persons in so many parts can add up to."""
        return self._largest(persons, self._parts(parts)) * self._unit * self.times if self._pot else 0

    def nearest(self, cents: int, parts: int = 1) -> Iterator[NearestCounts]:
        """Yield the nearest amounts below and above that some count has; only one where the amount is one itself."""
        parts, step = self._parts(parts), self.times * self._unit
        if not self._pot:
            yield NearestCounts(0, tuple(self.totals(0)))
            return
        below, above = cents // step, cents // step + 1
        if not self.totals(below * step, parts):
            persons = self._least(below, parts) - 1
            below = self._largest(persons if self.most is None else min(persons, self.most), parts)
        yield NearestCounts(below * step, tuple(self.totals(below * step, parts)))
        if cents == below * step:
            return
        if not self.totals(above * step, parts):
            persons = self._beyond(above, parts)
            if self.most is not None and persons > self.most:
                return
            above = self._smallest(persons, parts)
        yield NearestCounts(above * step, tuple(self.totals(above * step, parts)))

    def parts_for(self, cents: int, persons: int) -> int:
        """Return the smallest number of parts of which the amount can be the sum for these persons; 0: none."""
        units, rest = divmod(cents, self.times * self._unit)
        if rest or self.rounding is None or not self._pot:
            return 0
        off = 2 * self._share * units - 2 * self._pot * persons
        parts = -off // self._share + 1 if off <= 0 else _ceil(off, self._share)
        return parts if parts <= persons else 0

    def _parts(self, parts: int) -> int:
        """How many roundings a sum of so many parts holds; a rate × persons is exact."""
        return 1 if self.rounding is None else parts

    def _least(self, units: int, parts: int) -> int:
        """Return the least persons of which `parts` rounded shares can reach so many units; no part is empty."""
        pot, share = 2 * self._pot, self._share
        few = _ceil(2 * share * units, pot + share)
        return few if few < parts else max(parts, _ceil((2 * units - parts) * share, pot))

    def _beyond(self, units: int, parts: int) -> int:
        """Return the least persons of which `parts` rounded shares cannot but exceed so many units."""
        pot, share = 2 * self._pot, self._share
        if pot == share and not units:
            return 1  # a person is worth exactly half a unit, which rounds up
        if pot > share:
            few = max(1, _ceil(2 * share * units, pot - share))
            if few < parts:
                return few
        return max(parts, _ceil((2 * units + parts) * share, pot))

    def _largest(self, persons: int, parts: int) -> int:
        """Return the most units that rounded shares of so many persons can add up to."""
        return (2 * self._pot * persons + min(parts, persons) * self._share) // (2 * self._share)

    def _smallest(self, persons: int, parts: int) -> int:
        """Return the least units that rounded shares of so many persons can add up to; of those `_beyond` a sum."""
        return (2 * self._pot * persons - min(parts, persons) * self._share) // (2 * self._share) + 1


def _ceil(numerator: int, denominator: int) -> int:
    return -(-numerator // denominator)


# --- the readings that the pillars give; None where a programme has no such rule


def final_frame(pillar: ManagementPillar) -> Reading:
    """Return the planning frame of a year (R3.3)."""
    return _share_of_pot(message("the planning frame of a year"), frame, pillar.pot, pillar.persons_of_land)


def first_tranche(pillar: ManagementPillar) -> Reading | None:
    """Return the first tranche on provisional counts (R3.4)."""
    pot: Figure | None = pillar.tranche_pot
    everyone: Figure | None = pillar.tranche_persons_of_land
    if pot is None or everyone is None:
        return None
    return _share_of_pot(message("the first tranche"), tranche, pot, everyone)


def cap(pillar: ManagementPillar) -> Reading:
    """Return the cap of a grant: the years of the term × the rounded frame (R3.9)."""
    name = message("the cap of a grant, {years} times the planning frame of a year", years=pillar.term.value)
    return evolve(final_frame(pillar), name=name, years=pillar.term)


def mixed(pillar: ManagementPillar) -> tuple[Reading, ...]:
    """Return what no rule gives: the pot of a year over the provisional persons of the Land, and the reverse."""
    advance = first_tranche(pillar)
    if advance is None:
        return ()
    pot, everyone = advance.figures
    year = message("the pot of a year shared over the provisional persons of the Land")
    part = message("the pot of the first tranche shared over the final persons of the Land")
    return (
        _share_of_pot(year, frame, pillar.pot, everyone),
        _share_of_pot(part, tranche, pot, pillar.persons_of_land),
    )


def of_stage(pillar: ManagementPillar, stage: Stage) -> Reading | None:
    """Return what an amount at a stage is; for a grant its cap."""
    if stage is Stage.FIRST_TRANCHE:
        return first_tranche(pillar)
    return final_frame(pillar) if stage is Stage.FINAL_FRAME else cap(pillar)


def of_round(round_: PayoutRound, basis: Basis | None = None) -> tuple[Reading, ...]:
    """Return what an amount of a per-capita round is: at the announced rate, and as share of the pot (R2.4, R2.5)."""
    found: list[Reading] = []
    rate: Figure | None = round_.rate
    pot: Figure | None = round_.pot
    everyone: Figure | None = round_.persons_of_land
    if rate is not None and basis is not Basis.POT_SHARE:
        found.append(at_rate(round_, rate))
    if pot is not None and everyone is not None and basis is not Basis.ANNOUNCED:
        for rounding in Rounding:
            name = message(
                "the share of the pot of the round {round:plain}, to the full {unit:word}",
                round=round_.key,
                unit=rounding.value,
            )
            share = _share_of_pot(name, pot_share, pot, everyone)
            found.append(evolve(share, rounding=rounding, rounding_given=True, basis=Basis.POT_SHARE))
    return tuple(found)


def at_rate(round_: PayoutRound, rate: Figure) -> Reading:
    """Return rate × persons of a per-capita round (R2.4)."""
    everyone: Figure | None = round_.persons_of_land
    name = message(
        "the per-capita amount of the round {round:plain} at {rate:eur} a person",
        round=round_.key,
        rate=None if rate.value is None else rate.amount,
    )
    if rate.status is Status.EXPECTED:
        name = message("{name} (a rate only expected)", name=name)
    most = None if everyone is None else everyone.value
    return Reading(name, announced, (rate,), None, most, basis=Basis.ANNOUNCED)


def _share_of_pot(name: Message, compute: Callable[..., Any], pot: Figure, everyone: Figure) -> Reading:
    return Reading(name, compute, (pot, everyone), Rounding.EURO, everyone.value)
