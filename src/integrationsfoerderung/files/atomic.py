"""Writing files whole or not at all: nobody ever finds half a file, and no file is lost by accident.

The content goes to a new file of an unpredictable name in the same folder, is brought to the disk, and takes its place
in one step. Whoever is killed meanwhile leaves the earlier file as it was, and at most a hidden file that ends in
`.part`. Of two who write at once one wins, and the other's file is replaced whole or refused.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from ..errors import InvalidInput, Problem, refuse
from ..message import message

_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EXDEV}
"""How a file system says that it has no hard links."""

_LONGEST = 60
"""Characters of a file's name that its temporary name keeps: the whole has to fit into a name."""


def write_file(path: str | os.PathLike[str], content: bytes, *, force: bool = False) -> Path:
    """Write a file whole or not at all.

    Args:
        path: where; the folder has to be there. A device or a pipe is written to as it is.
        content: all of it.
        force: whether a file that is there may be replaced; it keeps its permissions.

    Returns:
        The path.

    Raises:
        InvalidInput: where a file is there and `force` is not given, or where it cannot be written: why, and what to
            do.
    """
    place = Path(path)
    with _told(place):
        if _is_device(place):
            place.write_bytes(content)
            return place
        _put(place, content, force=force)
    return place


def write_folder(path: str | os.PathLike[str], contents: Mapping[str, bytes], *, force: bool = False) -> Path:
    """Write a folder of files: a new one appears whole or not at all; in one that is there each file does.

    Args:
        path: the folder; the folder around it has to be there.
        contents: the files by name.
        force: whether files of these names may be replaced; other files in the folder stay in any case.

    Raises:
        InvalidInput: as `write_file`; for each file that is there.
    """
    place = Path(path)
    with _told(place):
        if place.exists():
            if not place.is_dir():
                raise _refusal(place, "no folder")
            existing = [name for name in contents if os.path.lexists(place / name)]
            if existing and not force:
                raise InvalidInput("write", [_exists(place / name) for name in existing])
            for name, content in contents.items():
                _put(place / name, content, force=force)
            return place
        hidden = _beside(place)
        hidden.mkdir()
        try:
            for name, content in contents.items():
                _put(hidden / name, content, force=False)
            _sync_folder(hidden)
            hidden.rename(place)  # refuses a folder with files that appeared meanwhile
        except BaseException:
            shutil.rmtree(hidden, ignore_errors=True)
            raise
        _sync_folder(place.parent)
    return place


def refuse_existing(paths: Iterable[str | os.PathLike[str]]) -> None:
    """Refuse paths where something is, before the work of making what would be written there.

    Raises:
        InvalidInput: for each file that is there; devices and pipes are none.
    """
    places = [Path(path) for path in paths]
    refuse("write", [_exists(place) for place in places if os.path.lexists(place) and not _is_device(place)])


def _put(place: Path, content: bytes, *, force: bool) -> None:
    if os.path.lexists(place):
        if place.is_dir():
            raise _refusal(place, "a folder")
        if not force:
            raise InvalidInput("write", [_exists(place)])
        place = Path(os.path.realpath(place))  # a link stays a link: what it names is replaced
    hidden = _beside(place)
    try:
        with os.fdopen(os.open(hidden, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o666), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if force:
            with contextlib.suppress(OSError):  # there may be no earlier file, or one of somebody else
                hidden.chmod(stat.S_IMODE(place.stat().st_mode))
            hidden.replace(place)
        else:
            _take(hidden, place)
    except FileExistsError:
        raise InvalidInput("write", [_exists(place)]) from None
    finally:
        hidden.unlink(missing_ok=True)
    _sync_folder(place.parent)


_BINARY = getattr(os, "O_BINARY", 0)  # Windows would change line ends


def _take(hidden: Path, place: Path) -> None:
    """Give a file its name, unless another has it: also where that one appears at the same moment."""
    if sys.platform == "win32":
        hidden.rename(place)  # refuses to replace there
        return
    try:
        os.link(hidden, place)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        # A file system without links: an empty file takes the name first, and is then replaced by the whole one.
        os.close(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL))
        hidden.replace(place)


def _beside(place: Path) -> Path:
    """Return an unpredictable hidden name in the same folder: nobody can have laid a link there."""
    return place.with_name(f".{place.name[:_LONGEST]}.{secrets.token_hex(8)}.part")


def _is_device(place: Path) -> bool:
    """Whether a path names something that can be written to but not replaced: a device, a pipe, a socket."""
    try:
        mode = place.stat().st_mode
    except OSError:
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


def _sync_folder(folder: Path) -> None:
    """Bring the name of a file to the disk as well; where a folder cannot be opened, the system does it in time."""
    with contextlib.suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


# --- what is told


def _exists(place: Path) -> Problem:
    return Problem(
        str(place),
        "file",
        place.name,
        message("a path where no file is"),
        message("choose another name, or allow to overwrite it with force (--force)"),
    )


def _refusal(place: Path, kind: str) -> InvalidInput:
    allowed, remedy = message("a path where this can be written"), message("choose another path")
    return InvalidInput("write", [Problem(str(place), "path", kind, allowed, remedy)])


@contextlib.contextmanager
def _told(place: Path) -> Iterator[None]:
    """Tell what the system refuses: a folder that is not there, no permission, no room."""
    try:
        yield
    except BrokenPipeError:
        raise
    except (OSError, ValueError) as error:
        if isinstance(error, InvalidInput):
            raise
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__
        allowed = message("a path in a folder that can be written to")
        remedy = message("make the folder first, or choose another path")
        problem = Problem(str(place), "path", reason, allowed, remedy)
        raise InvalidInput("write", [problem]) from None
