"""One family of errors. Each says what is wrong, with which object, what is allowed and what to do.

`InvalidInput` carries every problem of an object or an input at once; `UnknownFigureError` says what nobody knows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Self, TypeVar

from .message import Message, message, on_one_line

_SHOWN = 20
_LONGEST = 300
_PLAIN = (str, int, float, bool, type(None))
_Noun = TypeVar("_Noun")


class IntegrationsfoerderungError(Exception):
    """The root of all errors of this library."""

    @property
    def text(self) -> Message:
        """What went wrong, as a message that can be told in German or English."""
        return message("{text:plain}", text=Exception.__str__(self))

    def __str__(self) -> str:
        return str(self.text)


class Problem(IntegrationsfoerderungError, ValueError):
    """One thing that is wrong with an input: the object, the value, what is allowed, and the remedy.

    >>> print(Problem("Municipality 'X'", "ags", "0832705", message("exactly 8 digits"), message("add the digit")))
    Municipality 'X': ags is '0832705'; allowed: exactly 8 digits. Remedy: add the digit.
    """

    def __init__(self, subject: str, field: str, value: object, allowed: Message, remedy: Message) -> None:
        super().__init__(subject, field, value, allowed, remedy)
        self.subject = subject
        """The object, so that its owner recognises it."""
        self.field = field
        """The field of the object, in the name of the public API."""
        self.value: str = str.__str__(value) if isinstance(value, str) else shown(value)
        """The value given; what is no text is kept as its (shortened) representation, so that errors can be sent on."""
        self.allowed = allowed
        """What would have been right."""
        self.remedy = remedy
        """What to do about it."""

    @property
    def text(self) -> Message:
        """The problem as one sentence, in German or English."""
        return message(
            "{subject:plain}: {field:plain} is {value:plain}; allowed: {allowed}. Remedy: {remedy}.",
            subject=_bounded(self.subject),
            field=_bounded(self.field),
            value=shown(self.args[2]),
            allowed=self.allowed,
            remedy=self.remedy,
        )

    def __reduce__(self) -> tuple[Any, ...]:
        value = self.args[2]
        # Only the plain kinds themselves: a subclass of one may be defined where no other process finds it.
        plain = value if type(value) in _PLAIN else _Shown(shown(value))
        return type(self), (self.subject, self.field, plain, self.allowed, self.remedy), self.__dict__


class _Shown:
    """A representation that stands for a value that need not be picklable itself."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text


def shown(value: object) -> str:
    """Represent any value in one line of at most 80 characters, without control characters."""
    try:
        text = ascii(value) if isinstance(value, str) and not value.isprintable() else repr(value)
    except Exception:  # noqa: BLE001  # a value whose own repr fails still has to be named
        text = f"<{type(value).__name__}>"
    text = on_one_line(text)
    return text if len(text) <= 80 else text[:77] + "..."


def _bounded(text: str) -> str:
    """Leave out the middle of a text too long for a line: a path is known by its end, a name by its beginning."""
    half = _LONGEST // 2
    return text if len(text) <= _LONGEST else f"{text[:half]}…{text[-half:]}"


class InvalidInput(IntegrationsfoerderungError, ExceptionGroup[Problem]):
    """All problems of an object or an input together; nothing was computed.

    `exceptions` holds every `Problem`; the text shows the first 20.
    """

    def __new__(cls, text: str, problems: Sequence[Problem]) -> Self:
        """Make the group; `problems` must not be empty."""
        return super().__new__(cls, text, problems)

    def derive(self, excs: Sequence[Any], /) -> Any:
        """Keep the kind of error when `except*` or `split` take a part."""
        return InvalidInput(self.args[0], excs)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every problem, in the order found."""
        return tuple(problem for problem in self.exceptions if isinstance(problem, Problem))

    @property
    def text(self) -> Message:
        """The headline with the number of problems."""
        return message("{text:word}: {count} problem(s)", text=self.args[0], count=len(self.exceptions))

    def __str__(self) -> str:
        lines = [str(self.text), *(f"- {problem}" for problem in self.exceptions[:_SHOWN])]
        if len(self.exceptions) > _SHOWN:
            lines.append(f"… and {len(self.exceptions) - _SHOWN} more")
        return "\n".join(lines)


class UnknownFigureError(IntegrationsfoerderungError, LookupError):
    """Something a result needs and no source gives; the message says what is missing and where one could look."""

    def __init__(self, missing: Message, look: Message | None = None, key: str = "") -> None:
        super().__init__(missing, look, key)
        self.missing = missing
        """What is missing."""
        self.look = look
        """Where one could look for it."""
        self.key = key
        """The key of the figure in the programme, where it is one."""

    @property
    def text(self) -> Message:
        """The error as one sentence, in German or English."""
        if self.look is None:
            return message("{missing}.", missing=self.missing)
        return message("{missing}. Where to look: {look}.", missing=self.missing, look=self.look)

    @property
    def reason(self) -> Message:
        """The same as part of a longer sentence."""
        if self.look is None:
            return self.missing
        return message("{missing} (where to look: {look})", missing=self.missing, look=self.look)


class MissingExtra(IntegrationsfoerderungError, ImportError):
    """An optional part is not installed; the message holds the exact command that installs it."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(what, extra)
        self.what = what
        self.extra = extra

    @property
    def text(self) -> Message:
        """The error as one sentence with the command."""
        return message(
            "{what:word} needs an optional part: pip install 'integrationsfoerderung[{extra:plain}]'",
            what=self.what,
            extra=self.extra,
        )


def refuse(text: str, problems: Iterable[Problem]) -> None:
    """Raise `InvalidInput` with all problems if there are any."""
    found = list(problems)
    if found:
        raise InvalidInput(text, found)


def validate(noun: _Noun, *validators: Callable[[_Noun], Iterator[Problem]]) -> None:
    """Run all validators of an object and raise all its problems together."""
    refuse(type(noun).__name__, (problem for validator in validators for problem in validator(noun)))


@contextmanager
def gathered(problems: list[Problem]) -> Iterator[None]:
    """Add the problems of whatever is refused inside to a list, so that they can be raised with others."""
    try:
        yield
    except InvalidInput as invalid:
        problems.extend(invalid.problems)
