"""A pot over many rows of counts: by largest remainder, or each share rounded on its own (R2.5)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from threading import local
from typing import Any

import numpy as np

from ..apportionment import Method, choice_problems
from ..errors import Problem, refuse
from ..message import message
from ..money import Rounding, in_cents, money_problems
from ..rules.per_capita import pot_share
from .arrays import Array, Counts, counts_of, fits, in_blocks, rows_at_once

_TABLE = 1 << 15
"""Up to this count a rule is run once for each count there may be, and the amounts are looked up."""


def apportion(
    pot: Decimal | int,
    weights: object,
    *,
    method: Method | str = Method.EACH_ON_ITS_OWN,
    rounding: Rounding | str = Rounding.CENT,
    keys: Sequence[str] | None = None,
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Split a pot in proportion to each row of whole weights; the same amounts as `integrationsfoerderung.apportion`.

    Args:
        pot: the amount in EUR, ≥ 0; for largest remainder a multiple of the rounding's unit.
        weights: whole numbers ≥ 0, the keys on the last axis; each row has one above 0.
        method: each part rounded on its own, or largest remainder.
        rounding: the unit of the parts.
        keys: the key of each column, as text: of equal remainders the smaller key gets the unit. None: the columns are
            in the order of their keys.
        out: an array of `int64` that is written to and returned, instead of a new one.
        threads: how many threads share the rows; None: all processors where it pays.

    Returns:
        Whole cents in the shape of the weights: `int64`, or Python integers where an amount passes 64 bits.

    Raises:
        InvalidInput: with all problems of pot, weights and keys.

    Clause R2.5.

    >>> apportion(1, [[1, 1, 1], [0, 3, 4]], method="largest remainder").tolist()
    [[34, 33, 33], [0, 43, 57]]
    """
    problems = [
        *money_problems(pot, "pot", "bulk.apportion"),
        *choice_problems(Rounding, rounding, "rounding", "bulk.apportion"),
        *choice_problems(Method, method, "method", "bulk.apportion"),
    ]
    refuse("bulk.apportion", problems)
    cents, rounding, method = in_cents(pot), Rounding(rounding), Method(method)
    counts = counts_of(weights, "weights", "bulk.apportion", threads)
    refuse_empty_rows(counts, "weights", "bulk.apportion")
    if method is Method.LARGEST_REMAINDER:
        return largest_remainder(cents, counts, rounding, keys, out, threads, "bulk.apportion")
    return shares(pot_share, cents, counts.totals, counts, rounding, out, threads, "bulk.apportion")


def refuse_empty_rows(counts: Counts, field: str, subject: str) -> None:
    """Refuse rows without a weight above 0: nothing can be shared in proportion to them."""
    empty = counts.totals == 0
    if empty.any():
        row = int(empty.argmax())
        remedy = message("leave the row out: {count} have no number above 0", count=int(empty.sum()))
        refuse(subject, [Problem(subject, f"{field}[{row}]", 0, message("a row with a number above 0"), remedy)])


# --- each share on its own


def shares(
    rule: Callable[..., Any],
    pot: int,
    everyone: Array,
    counts: Counts,
    rounding: Rounding,
    out: Array | None,
    threads: int | None,
    subject: str,
) -> Array:
    """Run a rule `rule(pot, everyone, persons, rounding)` for every count; `everyone` has a number > 0 for each row.

    The pot is reduced first: whole units for each person and a rest, so that the products stay below
    2 × (persons of the Land × unit) × largest count. Where they pass 2^63 the rule runs on Python integers.
    """
    unit = rounding.cents
    most, fewest, top = int(everyone.max()), int(everyone.min()), counts.largest
    result = counts.result(largest := pot * top // fewest + unit, out, subject)
    largest_step = 2 * min(pot, most * unit) * top + most * unit
    if not (fits(largest) and fits(largest_step) and fits(2 * most * unit) and fits(pot)):
        exact = rule(pot, everyone.astype(object)[:, None], counts.rows.astype(object), rounding)
        result[...] = exact
        return result.reshape(counts.shape)
    if most == fewest and top < _TABLE and 2 * top < counts.rows.size:
        whole, rest = divmod(pot, most * unit)
        persons = np.arange(top + 1)
        table = whole * unit * persons + rule(rest, most, persons, rounding)

        def work(first: int, last: int) -> None:
            # every count was looked at and has its place in the table: nothing is clipped
            np.take(table, counts.rows[first:last], out=result[first:last], mode="clip")
    else:
        of_row = everyone[:, None] if most != fewest else everyone[:1, None]

        def work(first: int, last: int) -> None:
            persons = counts.rows[first:last]
            of_block = of_row[first:last] if most != fewest else most
            whole, rest = np.divmod(pot, of_block * unit) if most != fewest else divmod(pot, most * unit)
            np.multiply(persons, whole * unit, out=result[first:last])
            result[first:last] += rule(rest, of_block, persons, rounding)

    in_blocks(counts.rows.shape, work, threads)
    return result.reshape(counts.shape)


# --- largest remainder


def largest_remainder(
    pot: int,
    counts: Counts,
    rounding: Rounding,
    keys: Sequence[str] | None,
    out: Array | None,
    threads: int | None,
    subject: str,
) -> Array:
    """Share whole cents over each row by largest remainder; of equal remainders the smaller key gets the unit (R2.5).

    Every row has a number above 0, and the pot is a multiple of the unit.
    """
    unit, columns = rounding.cents, counts.columns
    if pot % unit:
        allowed, remedy = message("a multiple of the unit (1 EUR)"), message("round to the cent instead")
        refuse(subject, [Problem(subject, "pot", pot, allowed, remedy)])
    behind = _behind(keys, columns, subject)
    result = counts.result(pot, out, subject)
    most = counts.most_together()
    kind: Any = object
    if fits(pot) and fits(most * counts.largest) and fits(most * columns):
        kind = np.int64
        if most * max(counts.largest, columns) < 2**31:
            kind = np.int32
    ties = behind.astype(kind)
    rows = counts.rows if kind is not object else counts.rows.astype(object)
    totals = counts.totals.astype(kind if kind is object else np.int64)[:, None]

    if len(rows) == 1 and kind is not object:
        split_row(pot // unit, rows[0], most, ties, result[0])
        if unit > 1:
            result *= unit
        return result.reshape(counts.shape)
    room = _Room(rows_at_once(rows.shape), columns, kind)

    def work(first: int, last: int) -> None:
        _split(pot // unit, rows[first:last], totals[first:last], ties, result[first:last], room)
        if unit > 1:
            result[first:last] *= unit

    in_blocks(rows.shape, work, threads)
    return result.reshape(counts.shape)


def _behind(keys: Sequence[str] | None, columns: int, subject: str) -> Array:
    """Return for each column how many keys are behind its own: the more, the earlier it gets a unit."""
    if keys is None:
        return np.arange(columns - 1, -1, -1)
    problems = []
    if isinstance(keys, str) or len(keys) != columns or not all(isinstance(key, str) for key in keys):
        allowed = message("{columns} keys, as text: one for each column", columns=columns)
        problems.append(Problem(subject, "keys", list(keys)[:5], allowed, message("give the AGS of each column")))
    elif len(set(keys)) < columns:
        remedy = message("remove the double column")
        problems.append(Problem(subject, "keys", "twice", message("each key once"), remedy))
    refuse(subject, problems)
    behind = np.empty(columns, np.int64)
    behind[sorted(range(columns), key=keys.__getitem__)] = np.arange(columns - 1, -1, -1)
    return behind


def split_row(units: int, counts: Array, total: int, ties: Array, result: Array) -> None:
    """Share units over one row as `_split` does: for a single row a partition is faster, and so are plain numbers."""
    columns, kind = len(counts), ties.dtype
    each, rest = divmod(units, total)
    rank = counts.astype(kind)
    rank *= rest
    cut = rank // total
    rank -= cut * total
    rank *= columns
    rank += ties
    left = rest - int(cut.sum())
    if left:
        cut += rank >= np.partition(rank, columns - left)[columns - left]
    np.multiply(counts, each, out=result)
    result += cut


class _Room(local):
    """Arrays for the numbers of a block, made once for each thread: making them anew costs as much as the sums."""

    def __init__(self, rows: int, columns: int, kind: Any) -> None:
        self.rank, self.cut, self.ordered = (np.empty((rows, columns), kind) for _ in range(3))
        self.quotient = np.empty((rows, columns), np.float64 if kind is np.int32 else kind)
        self.more = np.empty((rows, columns), np.bool_)
        self.numbers = np.arange(rows)


def _split(units: int, counts: Array, totals: Array, ties: Array, result: Array, room: _Room) -> None:
    """Share units over the rows of a block, in the kind of number of `ties`; `totals` is a column.

    Each gets its whole part: units for each person, and of the rest that is smaller than the total its share, cut.
    One sort for each row then finds the units left: remainder and place make a unique rank, and whoever's is not below
    the rank of the last one served gets a unit more.
    """
    rows, columns = counts.shape
    kind = ties.dtype
    rank, cut, ordered, more = room.rank[:rows], room.cut[:rows], room.ordered[:rows], room.more[:rows]
    each, rest = units // totals, units % totals
    np.copyto(rank, counts, casting="unsafe")  # the kind was chosen so that every number fits
    rank *= rest.astype(kind)
    _divide(rank, totals, cut, room.quotient[:rows])
    np.multiply(cut, totals.astype(kind), out=ordered)
    rank -= ordered
    rank *= columns
    rank += ties
    left = rest[:, 0] - cut.sum(axis=1, dtype=kind)  # together less than the rest: it fits
    np.copyto(ordered, rank)
    ordered.sort(axis=1)
    place = np.minimum(columns - left, columns - 1).astype(np.intp)
    last_served = ordered[room.numbers[:rows], place] + (left == 0)  # nobody's rank, where nothing is left
    np.greater_equal(rank, last_served.astype(kind)[:, None], out=more)
    np.add(cut, more, out=cut)
    np.multiply(counts, each, out=result, casting="unsafe")
    np.add(result, cut, out=result, casting="unsafe")


def _divide(dividend: Array, divisor: Array, cut: Array, quotient: Array) -> None:
    """Divide whole numbers ≥ 0 and cut; those below 2^31 by way of float64 in half the time, and exactly.

    Both are below 2^53, so float64 holds them. A quotient that is no whole number lies at least 1 / divisor below the
    next one, and the next float64 below that one is nearer to it: rounding never reaches it.
    """
    if quotient.dtype == np.float64:
        np.copyto(quotient, dividend)
        quotient /= divisor.astype(np.float64)
        np.copyto(cut, quotient, casting="unsafe")
    else:
        np.floor_divide(dividend, divisor, out=cut)
