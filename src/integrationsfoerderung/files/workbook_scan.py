"""A look into a workbook before it is read: its parts, and how large they would be.

A workbook is a zip of XML. Its parts are unpacked here, no further than the zip directory says and the limits allow,
and only what was unpacked is given to the reader, which bounds nothing by itself.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

from ..message import Message, message
from .limits import MOST_BYTES_UNPACKED, MOST_PARTS, MOST_RATIO

_FROM_HERE = 1_000_000


class BadWorkbook(Exception):
    """A workbook that cannot be read: what it is, what is allowed, and what to do."""

    def __init__(self, value: Message, allowed: Message, remedy: Message) -> None:
        super().__init__(value, allowed, remedy)
        self.value: Message = value
        self.allowed: Message = allowed
        self.remedy: Message = remedy


def broken(remedy: Message | None = None) -> BadWorkbook:
    """Return the error of a workbook that is damaged."""
    return BadWorkbook(
        message("a workbook that is damaged"),
        message("a workbook as spreadsheets save it, .xlsx or .ods"),
        remedy or message("open it in a spreadsheet and save it anew, or take the copy that is whole"),
    )


def locked() -> BadWorkbook:
    """Return the error of a workbook with a password."""
    return BadWorkbook(
        message("a workbook with a password, or of an old format"),
        message("a workbook without password, .xlsx or .ods"),
        message("remove the password and save it as .xlsx"),
    )


def parts_of(path: Path) -> Mapping[str, bytes]:
    """Return the XML parts of a workbook, unpacked within the limits.

    Raises:
        BadWorkbook: for what is no workbook, is damaged, has a password, or would be too large.
    """
    with path.open("rb") as file:
        start = file.read(8)
        if start.startswith(b"\xd0\xcf\x11\xe0"):
            raise locked()
        if not start.startswith(b"PK"):
            raise broken(message("the content is no workbook: check the file, or save it as .xlsx"))
        try:
            with zipfile.ZipFile(file) as archive:
                _check_directory(archive, path.stat().st_size)
                return {
                    entry.filename: _unpacked(archive, entry)
                    for entry in archive.infolist()
                    if entry.filename.endswith((".xml", ".rels")) or entry.filename == "mimetype"
                }
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
            raise broken() from None


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Return a part, unpacked no further than the directory says: what does not end there is damaged."""
    with archive.open(entry) as part:
        content = part.read(entry.file_size)  # with a number: without one, all would be unpacked before it is cut off
        if len(content) != entry.file_size:
            raise broken()
        return content


def _check_directory(archive: zipfile.ZipFile, size: int) -> None:
    """Refuse what would take too much, by the sizes in the zip directory; nothing is unpacked for it."""
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_PARTS:
        raise BadWorkbook(
            message("a workbook of {count} parts", count=len(entries)),
            message("at most {most} parts", most=MOST_PARTS),
            message("copy the sheets that are needed into a new workbook"),
        )
    if unpacked > MOST_BYTES_UNPACKED or (unpacked > _FROM_HERE and unpacked > size * MOST_RATIO):
        raise BadWorkbook(
            message("{size} MB unpacked", size=unpacked // 1_000_000),
            message(
                "at most {most} MB unpacked, and {ratio} times the file",
                most=MOST_BYTES_UNPACKED // 10**6,
                ratio=MOST_RATIO,
            ),
            message("copy the sheets that are needed into a new workbook"),
        )
    if any(entry.flag_bits & 1 for entry in entries):
        raise locked()
    names = [entry.filename for entry in entries]
    if len(set(names)) < len(names):
        raise broken()


def packed(parts: Mapping[str, bytes]) -> io.BytesIO:
    """Return parts as a workbook again, whose sizes are what they say."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in sorted(parts, key=lambda one: one != "mimetype"):
            archive.writestr(name, parts[name])
    stream.seek(0)
    return stream


def is_ods(parts: Mapping[str, bytes]) -> bool:
    """Whether the parts are those of an OpenDocument spreadsheet.

    Raises:
        BadWorkbook: for those of neither format, and for an OpenDocument with a password.
    """
    if "xl/workbook.xml" in parts:
        return False
    if "content.xml" not in parts:
        raise broken(message("the content is no workbook: check the file, or save it as .xlsx"))
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise locked()
    return True
