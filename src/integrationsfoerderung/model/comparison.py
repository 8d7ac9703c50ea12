"""Comparisons: by how much a variant differs from a baseline, and what moved each municipality."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

import attrs
from attrs import field, frozen

from ..apportionment import Method
from ..errors import InvalidInput, Problem, UnknownFigureError
from ..message import Message, message
from ..money import in_euros
from ..showing import Shown
from .cause import ChangedInput
from .overview import Settlement
from .payout import Basis, Grant, PerCapitaPayout
from .pillar import ManagementPillar
from .reach import Reach
from .statement import DIMENSIONS, Statement

_SHOWN = 5


@frozen
class Difference:
    """By how much one amount is another in the variant (Unterschied)."""

    pillar: str
    """Key of the pillar."""

    round: str
    """Key of the round; `grant` for the management pillar."""

    key: str
    """AGS of the municipality; the district's key where a district is paid, the provider's where no frame divides."""

    name: str
    """Its name."""

    year: int | None
    """The year of the due date; None for a grant, which no rule divides by municipality and year at once (R8.4)."""

    before: Decimal | None
    """The amount in the baseline in EUR; 0 where it has none; None where it is open (R8.8)."""

    after: Decimal | None
    """The amount in the variant in EUR; 0 where it has none; None where it is open (R8.8)."""

    amount: Decimal | None
    """After − before in EUR, exactly; None where a side is open; 0 where both are open for the same reason."""

    notes: tuple[Message, ...] = ()
    """Which side is open and why, or not calculated at all."""

    @property
    def moved(self) -> bool:
        """Whether the amount is another, or may be because a side is open."""
        return self.amount is None or self.amount != 0


@frozen
class Attribution:
    """What moved the amounts of a municipality: itself, others, or the whole programme (Zuordnung)."""

    key: str
    """AGS of the municipality, or key of the district."""

    name: str
    """Its name."""

    amount: Decimal | None
    """By how much its amounts differ in EUR; None where one is open."""

    own: tuple[ChangedInput, ...]
    """Changes of the municipality itself: its counts, its provider, the managers that it employs."""

    others: tuple[ChangedInput, ...]
    """Changes of others that move it: of its provider's group, or of the Land's count that shares are computed by."""

    general: tuple[ChangedInput, ...]
    """Changes of figures and options that its amounts are computed from."""

    @property
    def moved_by_others(self) -> bool:
        """Whether its amounts are other ones although nothing of its own has changed."""
        return self.amount != 0 and not self.own and bool(self.others)

    @property
    def message(self) -> Message:
        """What moved it, as a sentence."""
        parts = [
            message("changed itself: {causes:list}", causes=_first(self.own)),
            message("moved by others: {causes:list}", causes=_first(self.others)),
            message("moved by figures and options: {causes:list}", causes=_first(self.general)),
        ]
        told = [part for part, causes in zip(parts, (self.own, self.others, self.general), strict=True) if causes]
        if not told:
            return message("unchanged")
        return message("{parts:list}", parts=told)

    def __str__(self) -> str:
        return str(self.message)


def _first(causes: tuple[ChangedInput, ...]) -> list[Message]:
    more = [message("and {count} more", count=len(causes) - _SHOWN)] if len(causes) > _SHOWN else []
    return [cause.message for cause in causes[:_SHOWN]] + more


@frozen
class Comparison(Shown):
    """A variant held against a baseline: exact differences and what caused them (Vergleich).

    `compare` makes it. Amounts are exact `Decimal` EUR; a variant that pays more has positive differences.
    """

    baseline: Statement
    """The statement that is compared with."""

    variant: Statement
    """The statement that is looked at."""

    rows: tuple[Difference, ...] = field(repr=False)
    """Every amount of either side by pillar, round and municipality, also where it is the same."""

    causes: tuple[ChangedInput, ...] = field(repr=False)
    """Every input in which the two differ."""

    @property
    def changed(self) -> tuple[Difference, ...]:
        """The rows whose amount is another, or open on a side."""
        return tuple(row for row in self.rows if row.moved)

    def total(self, **selection: str | int) -> Decimal:
        """Add up differences, all or a selection as `Statement.total` takes it.

        Raises:
            UnknownFigureError: where the sum covers an amount that is open on a side (R8.8).
            InvalidInput: as `Statement.total`.
        """
        cents, gap = self._sums(dict(selection), None).get(None, (0, None))
        if gap is not None:
            raise UnknownFigureError(message("the difference covers an open payout: {gap}", gap=gap))
        return in_euros(cents)

    def by(self, dimension: str, **selection: str | int) -> dict[Any, Decimal | None]:
        """Add up differences by one dimension.

        Args:
            dimension: `municipality`, `pillar`, `round`, `recipient`, `year`, `area` or `manager`.
            selection: as in `total`, for instance `pillar="per-capita"`.

        Returns:
            Key to sum in EUR, None where an amount is open on a side. Every municipality, area or manager of either
            statement has its key, also with 0.

        Raises:
            InvalidInput: for an unknown dimension, or as `Statement.by`.
        """
        if dimension not in DIMENSIONS:
            allowed, remedy = message("{names:list}", names=DIMENSIONS), message("use one of these")
            raise InvalidInput("Comparison.by", [Problem("Comparison.by", "dimension", dimension, allowed, remedy)])
        sums = self._sums(dict(selection), dimension)
        return {key: in_euros(cents) if gap is None else None for key, (cents, gap) in sums.items()}

    @property
    def settlements(self) -> tuple[Settlement, ...]:
        """The variant's settlements of the first tranche that differ from the baseline's (R8.6)."""
        known = {_settled(settlement) for settlement in self.baseline.settlements}
        return tuple(settlement for settlement in self.variant.settlements if _settled(settlement) not in known)

    def why(self, key: str, *, pillar: str | None = None, round: str | None = None) -> Attribution:
        """Return what moved the amounts of a municipality: the changes of inputs that touch them.

        Args:
            key: AGS of the municipality, or key of the district where districts are paid.
            pillar: only this pillar's amounts.
            round: only this round's amounts.

        Raises:
            InvalidInput: where neither statement has amounts of it, or no such pillar or round.
        """
        rows = [
            row for row in self.rows if row.key == key and pillar in (None, row.pillar) and round in (None, row.round)
        ]
        if not rows:
            keys = sorted({row.key for row in self.rows})[: 2 * _SHOWN]
            allowed = message("a key with amounts, such as {keys:list}", keys=keys)
            remedy = message("take a key, pillar and round from .rows")
            raise InvalidInput("Comparison.why", [Problem("Comparison.why", "key", key, allowed, remedy)])
        reach = Reach(self.baseline, self.variant, self.causes)
        found = [reach.touching(row.pillar, row.round, row.key) for row in rows if row.moved]
        own = [cause for row in rows for cause in reach.touching(row.pillar, row.round, row.key).own]
        amounts = [row.amount for row in rows]
        return Attribution(
            key,
            rows[0].name,
            None if None in amounts else sum((amount for amount in amounts if amount is not None), Decimal("0.00")),
            _once(own),
            _once(cause for touching in found for cause in touching.others),
            _once(cause for touching in found for cause in touching.general),
        )

    @property
    def moved_by_others(self) -> tuple[str, ...]:
        """Keys of those whose amounts are other ones although nothing of their own has changed (R8.7)."""
        reach = Reach(self.baseline, self.variant, self.causes)
        moved: dict[str, bool] = {}
        for row in self.rows:
            touching = reach.touching(row.pillar, row.round, row.key)
            if touching.own:
                moved[row.key] = False
            elif row.moved and touching.others:
                moved.setdefault(row.key, True)
        return tuple(key for key, by_others in moved.items() if by_others)

    def _sums(self, selection: dict[str, Any], dimension: str | None) -> dict[Any, tuple[int, Message | None]]:
        """Return differences in cents, and the gap of one that is open, by dimension."""
        cancelled = _open_alike(self.baseline, self.variant)
        sums: dict[Any, tuple[int, Message | None]] = {}
        for sign, statement in ((-1, self.baseline), (1, self.variant)):
            for key in statement._keys(dimension) if dimension else ():
                sums.setdefault(key, (0, None))
            for entry in statement._entries(dict(selection), dimension):
                key = entry.where.get(dimension) if dimension else None
                if key is None and dimension:
                    continue
                cents, gap = sums.get(key, (0, None))
                place = tuple(entry.where[name] for name in ("pillar", "round", "recipient"))
                if entry.cents is None and place not in cancelled:
                    gap = next(one for one in statement.gaps if one.key == entry.gap).message
                sums[key] = (cents + sign * (entry.cents or 0), gap)
        return sums


def _once(causes: Iterable[ChangedInput]) -> tuple[ChangedInput, ...]:
    return tuple(dict.fromkeys(causes))


def _settled(settlement: Settlement) -> tuple[Any, ...]:
    return settlement.municipality.ags, settlement.tranche, settlement.frame, settlement.balance


# --- rows


@frozen
class _Amount:
    """One amount of a statement, and where it is open what it would be computed from."""

    name: str
    year: int | None
    cents: int | None
    inputs: Any
    gap: str


def differences_of(baseline: Statement, variant: Statement) -> Iterator[Difference]:
    """Return every amount of either statement with its difference."""
    before, after = _amounts(baseline), _amounts(variant)
    for place, one in (before | after).items():
        old, new = before.get(place), after.get(place)
        notes = (*_notes(old, baseline, "baseline"), *_notes(new, variant, "variant"))
        yield Difference(*place, one.name, one.year, _euros(old), _euros(new), _difference(old, new), notes)


def _amounts(statement: Statement) -> dict[tuple[str, str, str], _Amount]:
    found: dict[tuple[str, str, str], _Amount] = {}
    for payout in statement.payouts:
        if isinstance(payout, PerCapitaPayout):
            inputs = None if payout.cents is not None else _inputs_of_payout(payout, statement)
            place = (payout.pillar, payout.round, payout.recipient)
            found[place] = _Amount(payout.recipient_name, payout.year, payout.cents, inputs, payout.gap)
    for grant in statement.grants:
        inputs = None if grant.cents is not None else _inputs_of_grant(grant)
        for key, name, cents in shares_of(grant):
            found[grant.pillar.key, "grant", key] = _Amount(name, None, cents, inputs, grant.gap)
    return found


def _inputs_of_payout(payout: PerCapitaPayout, statement: Statement) -> tuple[Any, ...]:
    """Return what an open amount is computed from: from the same, it is the same, whatever it is."""
    line, factors = payout.line, []
    while line.repeats is not None:
        factors.append(line.round.factor)
        line = line.repeats
    inputs = (payout.recipient, payout.persons, line.basis, line.figures, line.years_from_entry, tuple(factors))
    if line.basis is Basis.ANNOUNCED:
        return inputs
    if line.method is Method.EACH_ON_ITS_OWN:
        return (*inputs, line.rounding)
    everybody = [one.persons for one in statement.payouts if isinstance(one, PerCapitaPayout) and one.line == line]
    return (*inputs, line.rounding, line.method, tuple(everybody))


def _inputs_of_grant(grant: Grant) -> tuple[Any, ...]:
    """Return what an open grant is computed from: from the same, it is the same, whatever it is."""
    pillar = grant.pillar
    base = pillar if isinstance(pillar, ManagementPillar) else pillar.base
    members = [
        (member.ags, None if base is None or (count := member.count(base.record_date)) is None else count.persons)
        for member in grant.members
    ]
    people = [
        (one.manager.id, one.manager.qualification, one.fte_units, one.period, one.day_months, one.manager.approved)
        for one in grant.fundings
    ]
    used = {one.manager.qualification for one in grant.fundings}
    figures = {one.name: getattr(pillar, one.name) for one in attrs.fields(type(pillar))}
    figures["fixed_amounts"] = tuple(pair for pair in pillar.fixed_amounts if pair[0] in used)
    unused = ("budget", "tranche_pot", "tranche_persons_of_land")
    return tuple(members), tuple(people), tuple(figures[name] for name in sorted(figures) if name not in unused)


def shares_of(grant: Grant) -> Iterator[tuple[str, str, int | None]]:
    """Yield key, name and cents of a grant's municipalities; the provider's where no frame divides it (R8.4)."""
    if grant.cents is not None and grant.parts is None:
        yield grant.provider, grant.name, grant.cents
        return
    for place, member in enumerate(grant.members):
        yield member.ags, member.name, None if grant.parts is None else grant.parts[place]


def _open_alike(baseline: Statement, variant: Statement) -> set[tuple[str, ...]]:
    """Return pillar, round and recipient of what is open in both for the same reason: the difference is 0."""
    sides = []
    for statement in (baseline, variant):
        inputs: dict[tuple[str, ...], Any] = {
            (payout.pillar, payout.round, payout.recipient): _inputs_of_payout(payout, statement)
            for payout in statement.payouts
            if isinstance(payout, PerCapitaPayout) and payout.cents is None
        }
        for grant in statement.grants:
            if grant.cents is None:
                inputs[grant.pillar.key, "grant", grant.provider] = _inputs_of_grant(grant)
        sides.append(inputs)
    return {place for place, inputs in sides[0].items() if sides[1].get(place) == inputs}


def _euros(amount: _Amount | None) -> Decimal | None:
    return in_euros(0) if amount is None else None if amount.cents is None else in_euros(amount.cents)


def _difference(old: _Amount | None, new: _Amount | None) -> Decimal | None:
    before, after = (0 if amount is None else amount.cents for amount in (old, new))
    if before is not None and after is not None:
        return in_euros(after - before)
    alike = old is not None and new is not None and before is after and old.inputs == new.inputs
    return in_euros(0) if alike else None


def _notes(amount: _Amount | None, statement: Statement, side: str) -> Iterator[Message]:
    if amount is None:
        yield message("not calculated in the {side:word}", side=side)
    elif amount.cents is None:
        gap = next(one for one in statement.gaps if one.key == amount.gap)
        yield message("open in the {side:word}: {gap}", side=side, gap=gap.message)
