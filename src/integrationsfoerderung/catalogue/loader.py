"""Finds the programmes: the bundled ones by key, others by the path of their TOML file."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from ..errors import InvalidInput, Problem
from ..message import message
from ..model.programme import Programme
from .reader import read_programme


def programmes() -> tuple[Programme, ...]:
    """Return every bundled programme, by key: the Pakt's editions in the order of their years, then others.

    >>> for programme in programmes()[:2]:
    ...     print(programme.key, programme.window.first, programme.window.last)
    pakt-fuer-integration 2017-04-27 2019-04-26
    pakt-fuer-integration-2019 2019-01-01 2019-12-31
    """
    return tuple(load_programme(key) for key in _bundled())


def load_programme(key: str | Path) -> Programme:
    """Return a bundled programme by its key, or read one from a TOML file of the same schema.

    Args:
        key: the key of an edition, such as `pakt-fuer-integration`, or the path of a `.toml` file.

    Raises:
        InvalidInput: for an unknown key, or with every problem of the file: a value without a source, an unknown key,
            overlapping validity, a wrong unit.

    >>> load_programme("pakt-fuer-integration").window.last
    datetime.date(2019, 4, 26)
    """
    import tomllib

    if isinstance(key, str) and not key.endswith(".toml"):
        if key not in _bundled():
            names = ", ".join(repr(name) for name in _bundled())
            remedy = message("use one of these keys, or the path of a .toml file")
            raise InvalidInput(
                "load_programme", [Problem("load_programme", "key", key, message("{names:plain}", names=names), remedy)]
            )
        name = f"{key}.toml"
        text = resources.files(__package__).joinpath(f"{key.replace('-', '_')}.toml").read_text(encoding="utf-8")
    else:
        name = str(key)
        text = _read(key)
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # a number of thousands of digits is a ValueError of its own
        raise InvalidInput(
            name, [Problem(name, "file", str(error), message("valid TOML"), message("mend the place named"))]
        ) from None
    return read_programme(data, name, load_programme)


def _bundled() -> list[str]:
    files = resources.files(__package__).iterdir()
    return sorted(file.name.removesuffix(".toml").replace("_", "-") for file in files if file.name.endswith(".toml"))


def _read(path: str | Path) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, TypeError, ValueError) as error:
        raise InvalidInput(
            str(path),
            [Problem(str(path), "file", str(error), message("a readable UTF-8 file"), message("check the path"))],
        ) from None
