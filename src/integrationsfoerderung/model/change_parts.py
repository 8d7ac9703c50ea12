"""What the changes of a scenario have in common: what they set, and how they tell and check their values."""

# no postponed annotations: attrs hands those of a converter to classes in modules that do not know their names
from collections.abc import Iterable, Iterator
from datetime import date
from enum import Enum
from typing import Any, TypeAlias, TypeVar, cast

from ..errors import Problem
from ..message import message

_Choice = TypeVar("_Choice", bound=Enum)

Target: TypeAlias = tuple[str, date | None, str | None]
"""What a change sets, as kind, day and key, None for all; two changes of one scenario never set the same."""


def to_keys(values: Iterable[str]) -> tuple[str, ...]:
    """Make a tuple of keys; what is no list of keys stays as it is, so that the validator names it."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        return cast("tuple[str, ...]", values)
    return tuple(values)


def flag_problems(change: Any, *names: str) -> Iterator[Problem]:
    """Say which fields of a change should be True or False and are not."""
    for name in names:
        if not isinstance(getattr(change, name), bool):
            allowed, remedy = message("True or False"), message("give one of them")
            yield Problem(change.subject, name, getattr(change, name), allowed, remedy)


def chosen(kind: type[_Choice], value: _Choice | str | None) -> _Choice | None:
    """Find a member by its value; what is none stays as it is, so that the validator names it."""
    return kind(value) if value in [one.value for one in kind] else cast("_Choice | None", value)


def told_value(value: Any) -> Any:
    """Return a value of an input as a message can tell it: no objects, and "none" where there is none."""
    if value is None or value == ():
        return message("none")
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, bool):
        return message("yes") if value else message("no")
    if isinstance(value, Enum):
        return message("{name:word}", name=value.value)
    return value
