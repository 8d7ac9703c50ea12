"""What is shown while something takes long: on a terminal only, on standard error, and gone when it is done."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from ..model.statement import Statement
from .inputs import Given, Settings, read_given
from .outputs import aside
from .page import Page, spelled_out

PATIENCE = 1.0
"""Seconds of work that need no word."""


class Waiting:
    """Says which step is running."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress
        self._task = None if progress is None else progress.add_task("", total=None)

    def step(self, text: str) -> None:
        """Say what is done now."""
        if self._progress is not None and self._task is not None:
            self._progress.update(self._task, description=spelled_out(text, sys.stderr))


@contextmanager
def waiting(*, quiet: bool = False) -> Iterator[Waiting]:
    """Show what is done, with the time it takes, where it takes more than a second and somebody looks on."""
    if quiet or not sys.stderr.isatty():
        yield Waiting(None)
        return
    progress = Progress(
        SpinnerColumn("line"),
        TextColumn("{task.description}", markup=False),
        TimeElapsedColumn(),
        console=Console(stderr=True, markup=False, highlight=False),
        transient=True,
    )
    shown = Waiting(progress)
    timer = threading.Timer(PATIENCE, progress.start)
    timer.daemon = True
    timer.start()
    try:
        yield shown
    finally:
        timer.cancel()
        timer.join()
        progress.stop()


def calculated(page: Page, shown: Waiting, case: str, settings: Settings, *, quiet: bool) -> tuple[Given, Statement]:
    """Read a case, say what was repaired, and calculate it."""
    shown.step(page.word("Reading the case"))
    given = read_given(case)
    if not quiet:
        aside(page, *given.remarks)
    shown.step(page.word("Calculating"))
    return given, given.calculated(settings)
