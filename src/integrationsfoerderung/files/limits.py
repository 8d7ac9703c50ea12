"""How much a file may hold. Everything is checked before memory is taken, so that no file can exhaust it."""

from __future__ import annotations

import stat
from pathlib import Path

from ..intake import Findings, Spot
from ..message import message

MOST_BYTES_OF_TEXT = 100_000_000
"""The largest CSV file, in bytes (100 MB)."""

MOST_BYTES_OF_A_WORKBOOK = 20_000_000
"""The largest workbook, in bytes (20 MB)."""

MOST_BYTES_UNPACKED = 100_000_000
"""The most that a workbook may take unpacked, by the sizes in its zip directory, in bytes (100 MB)."""

MOST_PARTS = 2_000
"""The most parts of a workbook: entries of its zip directory."""

MOST_RATIO = 200
"""How many times larger than packed a workbook may be, from 1 MB unpacked on; real ones stay below 50."""

MOST_CELLS = 2_000_000
"""The most cells of a sheet, counted from the first to the last that holds something."""

MOST_ROWS = 1_048_576
"""The most rows of a table, which is what spreadsheets have."""

MOST_COLUMNS = 500
"""The most columns of a table."""

LONGEST_LINE = 100_000
"""The longest line of a CSV file, in bytes."""

MOST_BYTES_OF_A_SCENARIO = 1_000_000
"""The largest `scenario.toml`, in bytes (1 MB)."""

MOST_FILES = 10_000
"""The most files of a folder that are looked at."""


def checked_size(path: Path, most: int, findings: Findings) -> int | None:
    """Return the size of a file; None, noted as a problem, where it is no file, too large, or cannot be looked at."""
    spot = Spot(path.name)
    try:
        found = path.stat()
    except (OSError, ValueError) as error:
        note_unreadable(spot, error, findings)
        return None
    if not stat.S_ISREG(found.st_mode):
        what = message("a folder") if stat.S_ISDIR(found.st_mode) else message("no ordinary file")
        findings.problem(spot, "file", what, message("a file"), message("put a file of this name in its place"))
        return None
    if found.st_size > most:
        allowed = message("at most {most} MB", most=most // 1_000_000)
        remedy = message("a case needs far less: check whether this is the right file, or remove what is not needed")
        findings.problem(spot, "size", message("{size} MB", size=found.st_size // 1_000_000), allowed, remedy)
        return None
    return found.st_size


def note_unreadable(spot: Spot, error: Exception, findings: Findings) -> None:
    """Note that a file cannot be opened or read."""
    reason = message("it cannot be read")
    if isinstance(error, FileNotFoundError):
        reason = message("it is not there")
    elif isinstance(error, PermissionError):
        reason = message("it may not be read")
    remedy = message("check that it is there, and that you may read it")
    findings.problem(spot, "file", reason, message("a file that can be read"), remedy)
