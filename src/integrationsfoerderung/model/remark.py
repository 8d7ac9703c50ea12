"""Remarks and gaps: what a reader of a result has to know, as values."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import field, frozen

from ..message import Message


def _keys(keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(keys)


@frozen
class Remark:
    """Something that a reader of the result has to know (Hinweis)."""

    kind: str
    """Kind of the remark, for programs: `below-threshold`, `tie`, `residual`, `convention` …"""

    message: Message
    """What it is, with its values; `str()` tells it in English, `words.tell` in either language."""

    keys: tuple[str, ...] = field(default=(), converter=_keys)
    """The municipalities, providers, managers, rounds or figures concerned."""

    clause: str = ""
    """The clause it rests on."""

    def __str__(self) -> str:
        return f"{self.message} ({self.clause})" if self.clause else str(self.message)


@frozen
class Gap:
    """Something that a result needs and nobody knows (Lücke)."""

    key: str
    """The figure or count that is missing, for instance `per-capita.2018.rate`."""

    message: Message
    """What is missing, and what it keeps from being computed."""

    look: Message | None = None
    """Where one could look for it."""

    keys: tuple[str, ...] = field(default=(), converter=_keys)
    """The municipalities or providers whose amount is open because of it."""

    def __str__(self) -> str:
        return str(self.message)
