"""What the checks of several nouns share: how an object is named in errors, and lists of one kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, TypeVar, cast

from ..errors import Problem, shown
from ..message import message

_Kind = TypeVar("_Kind")


def named(kind: str, *names: object) -> str:
    """Name an object as its owner knows it, whatever was given for its names.

    >>> named("HeadCount", date(2017, 9, 15)), named("Manager", None)
    ('HeadCount 2017-09-15', 'Manager None')
    """
    return " ".join([kind, *(str(name) if isinstance(name, str | date) else shown(name) for name in names)])


def to_tuple(values: Iterable[Any]) -> tuple[Any, ...]:
    """Make a tuple of what may be one; anything else is left for the check to name."""
    try:
        return tuple(values)
    except TypeError:
        return cast("tuple[Any, ...]", values)


def of_kind(items: tuple[_Kind, ...], kind: type | tuple[type, ...]) -> list[_Kind]:
    """Return the items that are of a kind, to check them further; none where they are no list."""
    given: object = items
    return [item for item in items if isinstance(item, kind)] if isinstance(given, tuple) else []


def list_problems(items: object, kind: type | tuple[type, ...], field: str, owner: str) -> Iterator[Problem]:
    """Say what is wrong with a value that should be a list of one kind, or of several."""
    name = kind.__name__ if isinstance(kind, type) else " / ".join(one.__name__ for one in kind)
    if not isinstance(items, tuple):
        yield Problem(owner, field, items, message("a list of {kind:plain}", kind=name), message("give a list"))
        return
    for place, item in enumerate(items):
        if not isinstance(item, kind):
            allowed = message("a {kind:plain}", kind=name)
            yield Problem(owner, f"{field}[{place}]", item, allowed, message("make the object first"))


def version_problems(version: object, known: int, field: str, owner: str) -> Iterator[Problem]:
    """Say what is wrong with the version of a format that is not the one this release reads."""
    if type(version) is not int or version != known:
        remedy = message("use the release of this library that wrote it")
        yield Problem(owner, field, version, message("{version}", version=known), remedy)


def plain_text_problems(value: object, field: str, owner: str) -> Iterator[Problem]:
    """Say what is wrong with a value that should be text, which may be empty."""
    if not isinstance(value, str):
        yield Problem(owner, field, value, message("text"), message("write it in quotes"))
