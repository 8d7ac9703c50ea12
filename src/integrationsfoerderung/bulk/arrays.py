"""Arrays of whole numbers: what may come in, what fits into 64 bits, and blocks of rows on several threads."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeAlias

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from ..errors import InvalidInput, Problem, refuse
from ..message import message

Array: TypeAlias = NDArray[Any]
"""An array of whole numbers: `int64`, or Python integers (`object`) where 64 bits are too few."""

BLOCK = 1 << 16
"""Numbers in a block of rows: what a processor core keeps close at hand."""

_WORTH_THREADS = 1 << 19
_ROOM = 2**63


def fits(largest: int) -> bool:
    """Whether whole numbers from 0 to this one are held by 64 bits with a sign."""
    return largest < _ROOM


def in_64_bits(values: Array, largest: int) -> Array:
    """Return Python integers as `int64` where even the largest fits, otherwise as they are."""
    return values.astype(np.int64) if fits(largest) else values


@frozen(eq=False)
class Counts:
    """Whole numbers ≥ 0 that were looked at once: rows of scenarios, columns of municipalities."""

    rows: Array
    """The numbers as a matrix; a single round is a matrix of one row."""

    shape: tuple[int, ...]
    """The shape they came in: the last axis are the municipalities."""

    largest: int
    """The largest number."""

    totals: Array
    """The sum of each row, exactly."""

    @property
    def columns(self) -> int:
        """How many municipalities there are."""
        return int(self.rows.shape[1])

    def most_together(self) -> int:
        """Return the largest sum of a row."""
        return int(self.totals.max())

    def result(self, largest: int, out: Array | None, subject: str) -> Array:
        """Return the matrix that results up to `largest` are written to: a new one, or the caller's."""
        if out is None:
            return np.empty(self.rows.shape, np.int64 if fits(largest) else object)
        problems = list(_out_problems(self, out, largest, subject))
        refuse(subject, problems)
        return out.reshape(self.rows.shape)


def _out_problems(counts: Counts, out: object, largest: int, subject: str) -> Iterator[Problem]:
    if not isinstance(out, np.ndarray) or out.dtype != np.int64 or out.shape != counts.shape:
        allowed = message("an array of int64 with the shape {shape:plain}", shape=counts.shape)
        yield Problem(subject, "out", described(out), allowed, message("leave it out, and take what is returned"))
    elif not out.flags.c_contiguous or not out.flags.writeable:
        allowed, remedy = message("a contiguous array that may be written to"), message("make it with numpy.empty")
        yield Problem(subject, "out", described(out), allowed, remedy)
    elif not fits(largest):
        allowed = message("no array of int64: an amount of {cents} cents does not fit", cents=largest)
        yield Problem(subject, "out", described(out), allowed, message("leave it out: Python integers are returned"))


def described(value: object) -> str:
    """Say what kind of value it is, without its numbers."""
    if isinstance(value, np.ndarray):
        return f"array of {value.dtype}, shape {value.shape}"
    return f"a {type(value).__name__}"


def counts_of(values: object, field: str, subject: str, threads: int | None = None) -> Counts:
    """Take whole numbers ≥ 0 with the municipalities on the last axis; refuse everything else.

    Raises:
        InvalidInput: for floats (also whole ones), NaN, truth values, text, negative numbers, missing values and
            arrays without a number.
    """
    given = _whole_numbers(values, field, subject)
    if given.ndim == 0 or not given.size:
        remedy = message("put the municipalities on the last axis, scenarios before it")
        refuse(subject, [Problem(subject, field, described(given), message("at least one whole number"), remedy)])
    rows = given.reshape(-1, given.shape[-1])
    if rows.dtype == object:
        _refuse_below(given, 0, field, subject)
        exact = rows.sum(axis=1)
        return Counts(rows, given.shape, int(rows.max()), in_64_bits(exact, int(exact.max())))
    totals, tops = np.empty(len(rows), np.int64), []
    unsigned = rows.view(np.uint64)  # where a number below 0 is a huge one: one look finds both ends

    def look(first: int, last: int) -> None:
        tops.append(int(unsigned[first:last].max()))
        rows[first:last].sum(axis=1, out=totals[first:last])

    in_blocks(rows.shape, look, threads)
    largest = max(tops)
    if not fits(largest):
        _refuse_below(given, 0, field, subject)
    if not fits(largest * rows.shape[1]):
        exact = rows.astype(object).sum(axis=1)
        totals = in_64_bits(exact, int(exact.max()))
    return Counts(rows, given.shape, largest, totals)


def whole_numbers(values: object, field: str, subject: str, least: int = 0) -> Array:
    """Take an array, a column or a (nested) list of whole numbers of at least `least`; refuse everything else."""
    given = _whole_numbers(values, field, subject)
    _refuse_below(given, least, field, subject)
    return given


def _whole_numbers(values: object, field: str, subject: str) -> Array:
    problems = []
    if isinstance(values, np.ma.MaskedArray) and np.ma.is_masked(values):
        remedy = message("fill or leave out what is missing: nobody's count is 0 by default")
        problems.append(Problem(subject, field, "masked values", message("a whole number everywhere"), remedy))
        refuse(subject, problems)
    try:
        given = _array(values)
    except ValueError:
        remedy = message("give every scenario the same municipalities")
        problem = Problem(subject, field, "lists of different lengths", message("rows of one length"), remedy)
        raise InvalidInput(subject, [problem]) from None
    if given.dtype == object:
        given = _of_python_numbers(given, field, subject)
    if given.dtype.kind not in "iuO":
        problems.append(_kind_problem(given, values, field, subject))
    elif given.dtype == np.uint64:
        given = in_64_bits(given.astype(object), int(given.max(initial=0)))
    refuse(subject, problems)
    return np.ascontiguousarray(given, object if given.dtype == object else np.int64).reshape(given.shape)


def _array(values: object) -> Array:
    """Return an array; of a list one of Python's own numbers, so that no number is changed on the way."""
    if hasattr(values, "__array__"):
        return np.asarray(values)
    return np.array(values, dtype=object)


def _of_python_numbers(given: Array, field: str, subject: str) -> Array:
    """Turn Python's numbers into `int64` where they fit; anything that is no whole number is refused."""
    for place, value in np.ndenumerate(given):
        if isinstance(value, bool | np.bool_) or not isinstance(value, int | np.integer):
            where = f"{field}[{', '.join(map(str, place))}]" if place else field
            refuse(subject, [Problem(subject, where, value, message("a whole number"), _remedy(value))])
    exact = np.frompyfunc(int, 1, 1)(given) if given.size else given
    exact = np.asarray(exact, dtype=object)
    if not given.size:
        return exact.astype(np.int64)
    return exact.astype(np.int64) if exact.min() >= -_ROOM and fits(exact.max()) else exact


def _remedy(value: object) -> Any:
    if isinstance(value, float | np.floating):
        return message("floats are not exact and NaN is no count: give whole numbers, leave out what is unknown")
    return message("give whole numbers, and leave out what is unknown")


def _kind_problem(given: Array, values: object, field: str, subject: str) -> Problem:
    value: object = described(values)
    if given.dtype.kind == "f" and np.isnan(given).any():
        value = f"{value}, {int(np.isnan(given).sum())} NaN"
    return Problem(subject, field, value, message("whole numbers"), _remedy(given.flat[0] if given.size else 0.0))


def _refuse_below(given: Array, least: int, field: str, subject: str) -> None:
    below = given < least
    if below.any():
        first = np.unravel_index(int(below.argmax()), given.shape)
        where = f"{field}[{', '.join(str(int(place)) for place in first)}]" if first else field
        allowed = message("{least} or more; {count} of the numbers are less", least=least, count=int(below.sum()))
        refuse(subject, [Problem(subject, where, int(given[first]), allowed, message("correct the input"))])


# --- blocks of rows


def rows_at_once(shape: tuple[int, ...]) -> int:
    """Return how many rows of a matrix make a block."""
    rows, columns = shape
    return max(1, min(rows, BLOCK // columns))


def in_blocks(shape: tuple[int, ...], work: Callable[[int, int], None], threads: int | None = None) -> None:
    """Call `work(first, last)` for all rows of a matrix, in blocks that fit the cache; on threads where it pays."""
    rows, columns = shape
    step = rows_at_once(shape)
    if rows <= step:
        work(0, rows)
        return
    workers = min(threads or processors(), -(-rows // step)) if threads or rows * columns >= _WORTH_THREADS else 1
    in_turn(lambda first: work(first, min(first + step, rows)), range(0, rows, step), workers)


def in_turn(work: Callable[[int], None], firsts: Iterable[int], workers: int) -> None:
    """Call `work` for every start of a block; a thread that is held up leaves more of them to the others."""
    waiting = deque(firsts)
    if workers == 1 or len(waiting) == 1:
        _run(work, waiting)
        return
    with ThreadPoolExecutor(workers) as pool:
        for worker in [pool.submit(_run, work, waiting) for _ in range(workers)]:
            worker.result()


def _run(work: Callable[[int], None], waiting: deque[int]) -> None:
    while True:
        try:
            first = waiting.popleft()
        except IndexError:
            return
        work(first)


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
