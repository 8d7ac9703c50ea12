"""What municipalities bear themselves (R3.11, R8.10)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import Any

from ..apportionment import largest_remainder
from ..figure import excess, rule, total
from ..model.overview import OwnCosts
from ..model.payout import Grant
from ..money import in_cents, in_euros


@rule("own costs", "R8.10")
def own_costs(material: Any, staff: Any, grant: Any) -> Any:
    """Return material costs plus the part of the staff costs that the grant does not cover, in cents (R3.11, R8.10).

    >>> own_costs(5_000_00, 130_000_00, 128_000_00)
    700000
    """
    return total(material, excess(staff, grant))


def own_costs_of(grant: Grant, *, training_in_fixed_amount: bool) -> OwnCosts:
    """Return a provider's own costs over the term, divided by stated shares, else by frames (R8.10).

    Where a cost or the grant is missing there is no amount: it is never put to 0.
    """
    managers = [funding.manager for funding in grant.fundings]
    missing = [
        f"{name} {manager.id}"
        for manager in managers
        for name in ("material_costs", "staff_costs")
        if getattr(manager, name) is None
    ]
    material = _sum([manager.material_costs for manager in managers])
    staff = _sum([manager.staff_costs for manager in managers])
    training = sum(in_cents(manager.training_costs) for manager in managers)
    if training_in_fixed_amount:
        staff = None if staff is None else staff + training
    else:
        material = None if material is None else material + training
    if grant.cents is None:
        missing.append("grant")
    amount: int | None = None
    parts: tuple[tuple[str, Decimal], ...] = ()
    if material is not None and staff is not None and grant.cents is not None:
        amount = own_costs(material, staff, grant.cents)
        parts = tuple(_divided(amount, grant))
    return OwnCosts(
        grant.provider,
        grant.name,
        None if material is None else in_euros(material),
        None if staff is None else in_euros(staff),
        grant.amount,
        None if amount is None else in_euros(amount),
        parts,
        tuple(missing),
    )


def _sum(amounts: Sequence[Decimal | None]) -> int | None:
    known = [in_cents(amount) for amount in amounts if amount is not None]
    return None if None in amounts else sum(known)


def _divided(amount: int, grant: Grant) -> Iterator[tuple[str, Decimal]]:
    """Yield each municipality's part; none where several have nothing to divide by: neither shares nor frames."""
    stated = [Fraction(member.cost_share) for member in grant.members if member.cost_share is not None]
    if len(grant.members) == 1:
        weights = [1]
    elif stated:
        scale = lcm(*(share.denominator for share in stated))
        weights = [int(share * scale) for share in stated]
    else:
        weights = [frame or 0 for frame in grant.frames]
    keys = [member.ags for member in grant.members]
    if any(weights):
        parts, _ = largest_remainder(amount, weights, keys)
        yield from zip(keys, map(in_euros, parts), strict=True)
