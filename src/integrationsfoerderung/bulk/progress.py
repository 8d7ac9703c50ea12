"""A bar for long runs, drawn by rich where it is installed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

from ..errors import MissingExtra

Progress: TypeAlias = bool | Callable[[int, int], object] | None
"""True: a bar; a function: called with what is done and the whole; None: a bar on a terminal where a run is long."""

_LONG = 20_000_000


@contextmanager
def reporting(progress: Progress, whole: int, numbers: int) -> Iterator[Callable[[int], None]]:
    """Give a function to be called with how many scenarios more are done."""
    if progress is None:
        progress = numbers >= _LONG and sys.stderr.isatty() and _has_rich()
    if callable(progress):
        done, tell = 0, progress

        def count(more: int) -> None:
            nonlocal done
            done += more
            tell(done, whole)

        yield count
    elif progress:
        if not _has_rich():
            raise MissingExtra("a progress bar", "cli")
        from rich.console import Console
        from rich.progress import Progress as Bar

        with Bar(console=Console(stderr=True)) as bar:
            task = bar.add_task("scenarios", total=whole)
            yield lambda more: bar.advance(task, more)
    else:
        yield lambda more: None  # noqa: ARG005  # nobody looks


def _has_rich() -> bool:
    try:
        import rich.progress  # noqa: F401  # only to know whether it is there
    except ImportError:
        return False
    return True
