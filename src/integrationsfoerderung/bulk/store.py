"""Where an ensemble keeps its amounts until the quantiles are taken: in memory, or in a temporary file."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from io import BytesIO
from typing import IO, Self

import numpy as np

from .arrays import Array, in_blocks

_WIDTH = 8


class Store:
    """The amounts of all scenarios by municipality; more than `memory` bytes go to a file that vanishes when closed."""

    def __init__(self, scenarios: int, columns: int, chunk: int, memory: int) -> None:
        self._scenarios, self._columns, self._chunk = scenarios, columns, chunk
        self._memory = memory
        self._table: Array | None = None
        self._file: IO[bytes] = BytesIO()

    def __enter__(self) -> Self:
        if self._scenarios * self._columns * _WIDTH <= self._memory:
            self._table = np.empty((self._columns, self._scenarios), np.int64)
        else:
            self._file = tempfile.TemporaryFile()  # closed by __exit__
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def put(self, first: int, cents: Array) -> None:
        """Keep the amounts of a chunk: a row for each scenario, from `first` on."""
        if not self._scenarios:
            return
        if self._table is not None:
            self._table[:, first : first + len(cents)] = cents.T
        else:
            self._file.seek(first * self._columns * _WIDTH)
            self._file.write(np.ascontiguousarray(cents.T).data)

    def ranked(self, places: Sequence[int]) -> Array:
        """Return a row for each place: the amount of every municipality at that place, from the smallest on."""
        found = np.empty((len(places), self._columns), np.int64)
        if not places:
            return found
        if self._table is not None:
            self._rank(self._table, places, found)
            return found
        width = max(1, self._memory // (self._scenarios * _WIDTH))
        for first in range(0, self._columns, width):
            last = min(first + width, self._columns)
            self._rank(self._read(first, last), places, found[:, first:last])
        return found

    def _read(self, first: int, last: int) -> Array:
        """Read the columns `first` to `last` − 1 of every chunk back."""
        read = np.empty((last - first, self._scenarios), np.int64)
        for begin in range(0, self._scenarios, self._chunk):
            size = min(self._chunk, self._scenarios - begin)
            self._file.seek((begin * self._columns + first * size) * _WIDTH)
            part = np.frombuffer(self._file.read((last - first) * size * _WIDTH), np.int64)
            read[:, begin : begin + size] = part.reshape(last - first, size)
        return read

    @staticmethod
    def _rank(table: Array, places: Sequence[int], found: Array) -> None:
        wanted = sorted(set(places))

        def work(first: int, last: int) -> None:
            ordered = np.partition(table[first:last], wanted, axis=1)
            found[:, first:last] = ordered[:, list(places)].T

        in_blocks(table.shape, work)
