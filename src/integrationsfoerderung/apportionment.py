"""One pot over many keys: parts, residual and ties (R2.5, R8.4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from math import lcm

from attrs import field, frozen

from .errors import Problem, refuse, shown
from .message import Choice, message
from .money import Rounding, in_cents, in_euros, money_problems


class Method(Choice):
    """How a pot is split; a member is also found by its value."""

    EACH_ON_ITS_OWN = "each on its own"
    """Each part is rounded on its own; what the parts miss or exceed is the residual (what the notices did, R3.3)."""
    LARGEST_REMAINDER = "largest remainder"
    """Each part is cut to the unit, and the units left go to the largest remainders (Hare/Niemeyer): no residual."""


@frozen
class Apportionment:
    """A pot split over keys; parts + residual = pot, in cents (Aufteilung)."""

    parts: Mapping[str, Decimal] = field(hash=False)
    """The amount of each key in EUR, in the order of the weights."""

    residual: Decimal
    """Pot − Σ parts in EUR; either sign where each part is rounded on its own, 0 for largest remainder."""

    ties: tuple[str, ...]
    """The keys with equal remainders of which only some got a unit; the first by key got it. Empty: no tie."""

    method: Method
    """How the pot was split."""

    rounding: Rounding
    """The unit."""


def apportion(
    pot: Decimal | int,
    weights: Mapping[str, int | Decimal | Fraction],
    *,
    rounding: Rounding | str = Rounding.CENT,
    method: Method | str = Method.EACH_ON_ITS_OWN,
) -> Apportionment:
    """Split a pot in proportion to weights.

    Args:
        pot: the amount in EUR, ≥ 0; for largest remainder a multiple of the rounding's unit.
        weights: a weight ≥ 0 for each key, at least one above 0; whole numbers, `Decimal` or `Fraction`.
        rounding: the unit of the parts.
        method: each part rounded on its own with the residual reported, or largest remainder.

    Returns:
        parts, residual and ties. A tie is broken by the key: the smaller key gets the unit.

    Raises:
        InvalidInput: with all problems of pot and weights.

    Clauses R2.5 and R8.4.

    >>> result = apportion(Decimal("100.00"), {"a": 1, "b": 1, "c": 1}, method=Method.LARGEST_REMAINDER)
    >>> [str(part) for part in result.parts.values()], str(result.residual), result.ties
    (['33.34', '33.33', '33.33'], '0.00', ('a', 'b', 'c'))
    >>> str(apportion(Decimal("100.00"), {"a": 1, "b": 1, "c": 1}).residual)
    '0.01'
    """
    refuse("apportion", _problems(pot, weights, rounding, method))
    rounding, method = Rounding(rounding), Method(method)
    cents = in_cents(pot)
    scale = lcm(*(Fraction(weight).denominator for weight in weights.values()))
    whole = [int(Fraction(weight) * scale) for weight in weights.values()]
    keys = tuple(weights)
    if method is Method.LARGEST_REMAINDER:
        parts, tied = largest_remainder(cents, whole, keys, rounding)
    else:
        everyone = sum(whole)
        parts, tied = [rounding.quotient(cents * weight, everyone) for weight in whole], ()
    return Apportionment(
        {key: in_euros(part) for key, part in zip(keys, parts, strict=True)},
        in_euros(cents - sum(parts)),
        tied,
        method,
        rounding,
    )


def largest_remainder(
    pot: int, weights: Sequence[int], keys: Sequence[str], rounding: Rounding = Rounding.CENT
) -> tuple[list[int], tuple[str, ...]]:
    """Split whole cents by largest remainder on whole weights; ties go to the smaller key, and are returned.

    Without a weight above 0 everybody gets 0.

    >>> largest_remainder(13, [3, 11, 11], ["a", "b", "c"])
    ([1, 6, 6], ())
    """
    everyone = sum(weights)
    if not everyone:
        return [0] * len(weights), ()
    unit = rounding.cents
    split = [divmod(pot // unit * weight, everyone) for weight in weights]
    parts = [quotient for quotient, _ in split]
    left = pot // unit - sum(parts)
    if not left:
        return [part * unit for part in parts], ()
    order = sorted(range(len(keys)), key=lambda place: (-split[place][1], keys[place]))
    for place in order[:left]:
        parts[place] += 1
    tied: tuple[str, ...] = ()
    if split[order[left - 1]][1] == split[order[left]][1]:
        tied = tuple(sorted(keys[place] for place in order if split[place][1] == split[order[left]][1]))
    return [part * unit for part in parts], tied


def _problems(pot: object, weights: object, rounding: object, method: object) -> Iterator[Problem]:
    pot_problems = list(money_problems(pot, "pot", "apportion"))
    yield from pot_problems
    yield from choice_problems(Rounding, rounding, "rounding", "apportion")
    yield from choice_problems(Method, method, "method", "apportion")
    if not isinstance(weights, Mapping) or not weights:
        yield Problem(
            "apportion",
            "weights",
            weights,
            message("a mapping with at least one key"),
            message("give each key a weight"),
        )
        return
    sound = True
    for key, weight in weights.items():
        if not isinstance(key, str):
            sound = False
            yield Problem(
                "apportion", "key", key, message("text"), message("ties are broken by the key: write it as text")
            )
        if (
            isinstance(weight, bool)
            or not isinstance(weight, int | Decimal | Fraction)
            or (isinstance(weight, Decimal) and (not weight.is_finite() or abs(weight.adjusted()) > 30))
            or weight < 0
        ):
            sound = False
            yield Problem(
                "apportion",
                f"weights[{shown(key)}]",
                weight,
                message("a finite whole number, Decimal or Fraction of 0 or more"),
                message("write a fraction exactly, Decimal('0.4'), and 0 for who gets nothing"),
            )
    if sound and not any(weights.values()):
        yield Problem(
            "apportion", "weights", weights, message("at least one weight above 0"), message("leave the pot undivided")
        )
    if (
        not pot_problems
        and method in (Method.LARGEST_REMAINDER, Method.LARGEST_REMAINDER.value)
        and rounding in (Rounding.EURO, Rounding.EURO.value)
        and in_cents(pot) % Rounding.EURO.cents  # type: ignore[arg-type]  # checked above
    ):
        yield Problem(
            "apportion", "pot", pot, message("a multiple of the unit (1 EUR)"), message("round to the cent instead")
        )


def choice_problems(kind: type[Enum], value: object, field_name: str, subject: str) -> Iterator[Problem]:
    """Say what is wrong with a value that should be a member of an enumeration, or the value of one."""
    if isinstance(value, kind) or (isinstance(value, str) and value in [member.value for member in kind]):
        return
    names = ", ".join(repr(member.value) for member in kind)
    yield Problem(subject, field_name, value, message("{names:plain}", names=names), message("use one of these"))
