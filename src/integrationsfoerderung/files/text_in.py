"""CSV files as raw tables: encoding, separator and headings are found out; rows are read one by one."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from attrs import frozen

from ..intake import Findings, RawTable, Spot
from ..message import Message, message
from .headers import Comments, Header, checked_header, header_of
from .limits import LONGEST_LINE, MOST_BYTES_OF_TEXT, MOST_ROWS, checked_size, note_unreadable

SEPARATORS = (";", "\t", ",")
"""The separators that are recognised."""

_CHUNK = 1 << 20
_LOOKED_AT = 200
_LINES_OF_A_ROW = 1_000
_BROKEN = {"municipalities": "municipality", "managers": "manager", "entries": "municipality"}


class _Unreadable(Exception):
    """A file that is no text: what it is, what is allowed and what to do."""

    def __init__(self, value: Message, allowed: Message, remedy: Message) -> None:
        super().__init__(value, allowed, remedy)
        self.value, self.allowed, self.remedy = value, allowed, remedy


@frozen
class _Shape:
    """How a CSV file is written."""

    encoding: str
    separator: str
    header: Header


def text_table(name: str, path: Path, findings: Findings) -> RawTable | None:
    """Return a CSV file as a raw table whose rows are read when they are asked for.

    Args:
        name: which table it is.
        path: the file.
        findings: where problems are noted, also while rows are read.

    Returns:
        The table; None where there is a problem with the whole file.
    """
    spot = Spot(path.name)
    shape: _Shape | None = None
    try:
        if checked_size(path, MOST_BYTES_OF_TEXT, findings) is not None:
            shape = _shape(name, path, findings)
    except _Unreadable as unreadable:
        findings.problem(spot, "file", unreadable.value, unreadable.allowed, unreadable.remedy)
    except OSError as error:
        note_unreadable(spot, error, findings)
    if shape is None:
        findings.broken.add(_BROKEN.get(name, name))
        return None
    rows = _rows_below(name, path, shape, findings)
    return RawTable(name, path.name, shape.header.headings, rows, row=shape.header.row)


def _shape(name: str, path: Path, findings: Findings) -> _Shape | None:
    encoding = _encoding(path)
    separators: Sequence[str] = SEPARATORS
    with path.open(encoding=encoding, newline="") as file:
        first = file.readline(LONGEST_LINE).strip().strip('"')
        if first.lower().startswith("sep=") and len(first) == len("sep=;"):
            separators = [first[-1]]
        elif first.lower() == "sep=":
            separators = ["\t"]
    found: list[tuple[int, int, str, Header]] = []
    fault: csv.Error | None = None
    for separator in separators:
        try:
            header = header_of(name, islice(_records(path, encoding, separator), _LOOKED_AT))
        except csv.Error as error:
            fault = error
            continue
        if header is not None:
            found.append((header.known, len(header.headings), separator, header))
    if len(found) < len(separators) and fault is None and not any(one[0] for one in found):
        found.clear()  # nothing but separators
    if fault is not None and not found:
        raise _Unreadable(_said(fault), *_WHOLE)
    best = max(found, key=lambda one: one[:2], default=None)
    header = checked_header(None if best is None else best[3], Spot(path.name), findings)
    return None if best is None or header is None else _Shape(encoding, best[2], header)


_TEXT = (message("text in UTF-8 or Windows-1252"), message("save the table as CSV (UTF-8)"))
_WHOLE = (message("rows of cells, texts with separators in quotes"), message("save the table as CSV anew"))


def _rows_below(name: str, path: Path, shape: _Shape, findings: Findings) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows below the headings; where the file breaks off, that is noted and the rest not read."""
    number = shape.header.row
    spot = Spot(path.name)
    comments = Comments(spot, findings)
    try:
        for number, cells in _records(path, shape.encoding, shape.separator):
            if number <= shape.header.row or comments.note(number, cells):
                continue
            if number > shape.header.row + MOST_ROWS:
                allowed = message("at most {most} rows", most=MOST_ROWS)
                findings.problem(spot, "rows", number, allowed, message("a case needs far fewer: check the file"))
                findings.broken.add(_BROKEN.get(name, name))
                return
            yield number, cells
        comments.close()
    except csv.Error as error:
        findings.problem(Spot(path.name, row=number + 1), "row", _said(error), *_WHOLE)
        findings.broken.add(_BROKEN.get(name, name))
    except (OSError, ValueError) as error:  # the file changed while it was read
        note_unreadable(spot, error, findings)
        findings.broken.add(_BROKEN.get(name, name))


def _records(path: Path, encoding: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows with their numbers; comments are split without regard to quotes, which they need not close."""
    with path.open(encoding=encoding, newline="") as file:
        lines = _Lines(file)
        reader = csv.reader(lines, delimiter=separator, strict=True)
        while True:
            lines.at_beginning = True
            lines.used = 0
            cells = next(reader, None)
            for number, comment in lines.comments:
                yield number, comment.rstrip("\r\n").split(separator)
            lines.comments.clear()
            if cells is None:
                return
            lines.rows += 1
            yield lines.rows, cells


class _Lines:
    """The lines of a file, without comments between rows, and none that is part of an endless row."""

    def __init__(self, file: Iterable[str]) -> None:
        self.file = iter(file)
        self.rows = 0
        self.used = 0
        self.at_beginning = True
        self.comments: list[tuple[int, str]] = []

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = next(self.file)
        while self.at_beginning and (line.startswith("#") or (self.rows == 0 and _names_separator(line))):
            self.rows += 1
            if line.startswith("#"):
                self.comments.append((self.rows, line))
            line = next(self.file)
        self.at_beginning = False
        self.used += 1
        if self.used > _LINES_OF_A_ROW:
            raise csv.Error(message("a quote that is opened and not closed"))
        if "\0" in line:
            raise csv.Error(message("characters that no text has (NUL)"))
        return line


def _said(error: csv.Error) -> Message:
    """Say what is wrong with a row: by us, or by the csv module, whose words are its own."""
    return (
        error.args[0]
        if isinstance(error.args[0], Message)
        else message("a row that breaks off ({why:plain})", why=error)
    )


def _names_separator(line: str) -> bool:
    text = line.strip().strip('"').lower()
    return text.startswith("sep=") and len(text) <= len("sep=;")


# --- encodings


def _encoding(path: Path) -> str:
    """Return the encoding of a file: UTF-8 or UTF-16 with their marks, UTF-8 without, else Windows-1252.

    Raises:
        _Unreadable: for what is no text, and for lines that are too long.
    """
    utf8 = codecs.getincrementaldecoder("utf-8")()
    western = codecs.getincrementaldecoder("cp1252")()
    is_utf8 = is_western = True
    length = longest = 0
    with path.open("rb") as file:
        start = file.read(4)
        _refuse_other_formats(start)
        wide = start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
        if wide:
            _check_wide(path)
        file.seek(0)
        while chunk := file.read(_CHUNK):
            if b"\0" in chunk and not wide:
                raise _Unreadable(message("characters that no text has (NUL)"), *_TEXT)
            is_utf8 = is_utf8 and _decodes(utf8, chunk)
            is_western = is_western and _decodes(western, chunk)
            first, *others = chunk.replace(b"\r", b"\n").split(b"\n")
            longest = max(longest, length + len(first), *map(len, others))
            length = len(others[-1]) if others else length + len(first)
            if longest > LONGEST_LINE:
                allowed = message("lines of at most {most} characters", most=LONGEST_LINE)
                value = message("a line of {length} characters", length=longest)
                raise _Unreadable(value, allowed, message("check whether this is the right file"))
    if wide:
        return "utf-16"
    if is_utf8 and _decodes(utf8, b"", final=True):
        return "utf-8-sig"
    if is_western:
        return "cp1252"
    raise _Unreadable(message("text in another encoding"), *_TEXT)


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _check_wide(path: Path) -> None:
    """Check that a file is UTF-16 from end to end."""
    decoder = codecs.getincrementaldecoder("utf-16")()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            if not _decodes(decoder, chunk):
                break
        else:
            if _decodes(decoder, b"", final=True):
                return
    raise _Unreadable(message("text in UTF-16 that is broken"), *_TEXT)


def _refuse_other_formats(start: bytes) -> None:
    kinds = {b"PK\x03\x04": ".xlsx", b"\xd0\xcf\x11\xe0": ".xls", b"%PDF": ".pdf"}
    if start in kinds:
        allowed = message("a CSV file")
        remedy = message(
            "the name says CSV, the content is {kind:plain}: rename it or save it as CSV", kind=kinds[start]
        )
        raise _Unreadable(message("a file of another kind"), allowed, remedy)
