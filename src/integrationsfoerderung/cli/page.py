"""What the commands print: headings, paragraphs and tables, in colour on a terminal and as plain text elsewhere."""

from __future__ import annotations

import codecs
import io
import os
import re
import shutil
import sys
import textwrap
from collections.abc import Iterable, Sequence
from typing import TextIO

import click
from attrs import frozen
from rich.box import Box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..message import on_one_line
from ..words.speech import Speech

WIDTH = 100
"""Columns where the output is no terminal and COLUMNS is not set."""

NARROWEST = 60
"""Columns below which paragraphs would no longer be readable."""

_LEAST_ROOM = 24
_GAP = 2
_KEY = 16
_READABLE = 18

_SIGNS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "…": "...", "–": "-", "−": "-",
     "×": "x", "÷": "/", "≥": ">=", "≤": "<=", "Σ": "Sum ", "§": "Par.", "„": '"', "“": '"', "”": '"', "é": "e"}
)  # fmt: skip

_LINES = Box("    \n    \n ── \n    \n    \n ── \n    \n    \n")
_LINES_IN_ASCII = Box("    \n    \n -- \n    \n    \n -- \n    \n    \n", ascii=True)


def _spelled_out(error: UnicodeError) -> tuple[str, int]:
    """Write what an encoding does not have in letters it has; "?" only where nobody knows better."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end].translate(_SIGNS)
    return text.encode("ascii", "replace").decode("ascii"), error.end


SPELLED_OUT = "integrationsfoerderung.spelled-out"
"""Name of the error handler for characters that the output's encoding lacks."""

codecs.register_error(SPELLED_OUT, _spelled_out)


def spelled_out(text: str, stream: TextIO) -> str:
    """Return a text in the characters that a stream's encoding has: click would write UTF-8 where it finds ASCII."""
    encoding = stream.encoding or "utf-8"
    return text.encode(encoding, SPELLED_OUT).decode(encoding)


def prepare_streams() -> None:
    """Let no character end the program where the output's encoding lacks it, nor an output that is closed."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115  # open as long as the process
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=SPELLED_OUT)


@frozen
class Column:
    """A column of a table."""

    title: str
    """Its title, translated."""

    number: bool = False
    """Whether it holds numbers: to the right, and never broken."""

    whole: bool = False
    """Whether it holds texts that are never broken."""

    breakable: bool = False
    """Whether it holds keys, which may be broken anywhere where the page is narrow."""


@frozen
class Row:
    """A row of a table."""

    cells: tuple[str, ...]
    """What stands in it, translated."""

    strong: bool = False
    """Whether it heads or sums up others."""


def _widths(columns: Sequence[Column], cells: Sequence[Sequence[str]], room: int) -> list[int]:
    """Return the width of each column: as wide as its longest cell, or less where the page is narrow.

    The widest texts give way first, down to their longest word; keys are broken where texts would become too narrow.
    """
    most = [max(map(cell_len, texts)) for texts in cells]
    least = [_least(column, texts) for column, texts in zip(columns, cells, strict=True)]
    widths = _fitting(least, most, room)
    tight = any(
        width < min(full, _READABLE)
        for column, width, full in zip(columns, widths, most, strict=True)
        if not (column.number or column.whole or column.breakable)
    )
    if not tight and sum(widths) <= room:
        return widths
    broken = [min(low, _KEY) if column.breakable else low for column, low in zip(columns, least, strict=True)]
    return _fitting(broken, most, room)


def _least(column: Column, texts: Sequence[str]) -> int:
    """Return what a column needs: its longest word; what is never broken needs the whole of it, save the title."""
    title, *rest = texts
    if column.number or column.whole:
        return max([_longest_word(title), *map(cell_len, rest)])
    return max(map(_longest_word, texts))


def _longest_word(text: str) -> int:
    return max((cell_len(word) for word in re.split(r"\s+|(?<=\w-)(?=\w)", text)), default=0)


def _folded(text: str, width: int) -> str:
    """Break a text between words and after hyphens, so that it goes on below its own beginning."""
    margin = text[: len(text) - len(text.lstrip(" "))]
    return "\n".join(textwrap.wrap(text, width, break_long_words=False, subsequent_indent=margin))


def _fitting(least: Sequence[int], most: Sequence[int], room: int) -> list[int]:
    """Cap the widest columns until all fit, none below its least."""
    for cap in range(max(most), 0, -1):
        widths = [max(low, min(high, cap)) for low, high in zip(least, most, strict=True)]
        if sum(widths) <= room:
            return widths
    return list(least)


class Page(Speech):
    """Prints in one language, to the process's output."""

    def title(self, text: str) -> None:
        """Print the title of everything."""
        for line in self._wrapped(text, self.width):
            self._line(line, strong=True)

    def heading(self, text: str) -> None:
        """Print the heading of a section, after an empty line."""
        self._line("")
        self.title(text)

    def text(self, text: str) -> None:
        """Print a paragraph, wrapped."""
        for line in self._wrapped(text, self.width):
            self._line(line)

    def items(self, texts: Iterable[str]) -> None:
        """Print a list, wrapped, with a dash before each item."""
        for text in texts:
            self.tree(f"- {on_one_line(text)}")

    def tree(self, text: str) -> None:
        """Print lines that are indented by what rests on what; a long one goes on below its own beginning."""
        for line in text.splitlines():
            content = line.lstrip(" ")
            margin = " " * (len(line) - len(content))
            hang = "  " if content.startswith("- ") else ""
            for number, part in enumerate(self._wrapped(content, self.width - len(margin) - len(hang))):
                self._line(f"{margin}{hang if number else ''}{part}")

    def table(self, columns: Sequence[Column], rows: Sequence[Row], *, total: Row | None = None) -> None:
        """Print a table; it grows beyond the width rather than cut a name or an amount short."""
        table = Table(
            box=_LINES if spelled_out("─", sys.stdout) == "─" else _LINES_IN_ASCII,
            show_edge=False,
            padding=(0, 1, 0, 0),
            pad_edge=False,
            show_footer=total is not None,
            header_style="bold",
            footer_style="bold",
            safe_box=False,
        )
        everything = [Row(tuple(column.title for column in columns)), *rows, *([total] if total is not None else [])]
        cells = [[self._safe(row.cells[place]) for row in everything] for place in range(len(columns))]
        widths = _widths(columns, cells, self.width - _GAP * (len(columns) - 1))
        for column, texts, width in zip(columns, cells, widths, strict=True):
            texts[:] = [_folded(text, width) for text in texts]
            table.add_column(
                Text(texts[0]),
                Text(texts[-1] if total is not None else ""),
                justify="right" if column.number else "left",
                width=width,
                overflow="fold",
            )
        for number, row in enumerate(rows, start=1):
            table.add_row(*(Text(texts[number]) for texts in cells), style="bold" if row.strong else None)
        console = self._console()
        console.width = sum(widths) + _GAP * (len(columns) - 1)
        with console.capture() as capture:
            console.print(table)
        self._line("")
        self._write("".join(f"{line.rstrip()}\n" for line in capture.get().splitlines()))

    # --- the output and what it can show

    @property
    def width(self) -> int:
        """Columns to fill: COLUMNS, else those of the terminal, else 100."""
        asked = os.environ.get("COLUMNS", "")
        if asked.isascii() and asked.isdigit() and len(asked) <= 4 and int(asked):
            return max(int(asked), NARROWEST)
        if sys.stdout.isatty():
            return max(shutil.get_terminal_size((WIDTH, 24)).columns, NARROWEST)
        return WIDTH

    def _console(self) -> Console:
        """A console on the process's output; names are no markup, and nothing is highlighted."""
        return Console(
            file=sys.stdout,
            markup=False,
            emoji=False,
            highlight=False,
            force_terminal=sys.stdout.isatty(),
            legacy_windows=False,
        )

    def _safe(self, text: str) -> str:
        """Return a text as one line that the output's encoding has, spelled out before columns are measured."""
        return spelled_out(on_one_line(text), sys.stdout)

    def _wrapped(self, text: str, room: int) -> list[str]:
        return textwrap.wrap(
            self._safe(text), max(room, _LEAST_ROOM), break_long_words=False, break_on_hyphens=False
        ) or [""]

    def _line(self, text: str, *, strong: bool = False) -> None:
        safe = self._safe(text)
        self._write(f"{click.style(safe, bold=True) if strong and safe else safe}\n")

    def _write(self, text: str) -> None:
        """Write; colours go only to terminals."""
        click.echo(text, nl=False)
