"""Uncertain counts: how the persons of a scenario are drawn, so that each scenario has its own stream of chance."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import numpy as np
from attrs import field, frozen

from ..errors import Problem, validate
from ..message import message
from ..money import Rounding
from .arrays import Array

_PARTS = 1000


def _factor(value: Decimal | int) -> Decimal | int:
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _validate_number(kind: Resampled | Scaled) -> Iterator[Problem]:
    number: object = kind.number
    if isinstance(number, bool) or not isinstance(number, int) or number < 1:
        allowed, remedy = message("a whole number, 1 or more"), message("say how many scenarios are wanted")
        yield Problem(type(kind).__name__, "number", number, allowed, remedy)


def _validate_range(kind: Scaled) -> Iterator[Problem]:
    low: object = kind.low
    high: object = kind.high
    sound = True
    for name, value in (("low", low), ("high", high)):
        thousandths = value * _PARTS if isinstance(value, Decimal) and value.is_finite() else None
        if thousandths is None or not 0 <= thousandths <= _PARTS**2 or thousandths != int(thousandths):
            sound = False
            allowed = message("a Decimal from 0 to 1000 with at most three places")
            yield Problem("Scaled", name, value, allowed, message("write Decimal('0.9') for 90 %"))
    if sound and kind.high < kind.low:
        allowed = message("{low} or more", low=kind.low)
        yield Problem("Scaled", "high", kind.high, allowed, message("put the two factors in order"))


@frozen
class Resampled:
    """Scenarios in which every person is drawn anew, with today's distribution; their sum stays (Neuziehung).

    >>> import numpy
    >>> Resampled(2).draw(numpy.array([6, 0, 4]), 0, 0, 2).sum(axis=1).tolist()
    [10, 10]
    """

    number: int
    """How many scenarios there are."""

    def __attrs_post_init__(self) -> None:
        validate(self, _validate_number)

    def draw(self, counts: Array, seed: int, first: int, last: int) -> Array:
        """Return the persons of the scenarios `first` to `last` − 1, a row for each: always the same for a seed."""
        total = int(counts.sum())
        drawn = np.zeros((last - first, len(counts)), np.int64)
        if total:
            # Chance is the only thing here that is no whole number; what is drawn are whole persons.
            chances = counts / total
            for row in range(last - first):
                drawn[row] = _chance(seed, first + row).multinomial(total, chances)
        return drawn


@frozen
class Scaled:
    """Scenarios in which every count is multiplied by a factor of its own (Skalierung).

    Each thousandth of the range is as likely; persons are rounded half up. With `together` all municipalities of a
    scenario share one factor.

    >>> import numpy
    >>> Scaled(1, Decimal(2), Decimal(2)).draw(numpy.array([6, 0, 4]), 0, 0, 1).tolist()
    [[12, 0, 8]]
    """

    number: int
    """How many scenarios there are."""

    low: Decimal = field(converter=_factor)
    """The smallest factor, with at most three places."""

    high: Decimal = field(converter=_factor)
    """The largest factor, inside."""

    together: bool = field(default=False, kw_only=True)
    """Whether all municipalities of a scenario share one factor."""

    def __attrs_post_init__(self) -> None:
        validate(self, _validate_number, _validate_range)

    def draw(self, counts: Array, seed: int, first: int, last: int) -> Array:
        """Return the persons of the scenarios `first` to `last` − 1, a row for each: always the same for a seed."""
        low, high = int(self.low * _PARTS), int(self.high * _PARTS)
        size = 1 if self.together else len(counts)
        factors = np.empty((last - first, size), np.int64)
        for row in range(last - first):
            factors[row] = _chance(seed, first + row).integers(low, high, size, endpoint=True)
        scaled: Array = Rounding.CENT.quotient(counts * factors, _PARTS)  # whole persons, half up
        return scaled


@frozen(eq=False)
class Given:
    """Scenarios that the caller gives as a matrix."""

    rows: Array
    """The persons: a row for each scenario."""

    @property
    def number(self) -> int:
        """How many scenarios there are."""
        return len(self.rows)

    def draw(self, counts: Array, seed: int, first: int, last: int) -> Array:  # noqa: ARG002  # as the others
        """Return the persons of the scenarios `first` to `last` − 1."""
        return self.rows[first:last]


def most_drawn(kind: Resampled | Scaled | Given, counts: Array) -> int:
    """Return a number that nothing passes which is computed while persons are drawn."""
    together = int(counts.sum(dtype=object))
    if isinstance(kind, Scaled):
        return 2 * _PARTS * (int(kind.high * _PARTS) + 1) * max(together, 1)
    return int(kind.rows.sum(axis=1, dtype=object).max()) if isinstance(kind, Given) else together


def _chance(seed: int, scenario: int) -> np.random.Generator:
    """Return the stream of chance of one scenario; no two scenarios of a seed share a part of theirs."""
    return np.random.Generator(np.random.Philox(key=seed, counter=[0, 0, 0, scenario]))
