"""Where a figure comes from, and how sure it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from attrs import frozen

from ..errors import Problem, validate
from ..message import Choice
from ..period import day_problems
from .checks import plain_text_problems


class Status(Choice):
    """How sure a figure is (Status); a member is also found by its value."""

    PUBLISHED = "published"
    """An official source or the press prints it as fact (veröffentlicht)."""
    EXPECTED = "expected"
    """A source announces it as an expectation or plan (erwartet)."""
    INFERRED = "inferred"
    """No source prints it; it follows from published figures by a stated argument (erschlossen)."""
    CONTESTED = "contested"
    """Sources disagree; all are kept, reading it raises with each (strittig)."""
    UNKNOWN = "unknown"
    """Known to exist, not found; reading it raises (unbekannt)."""
    ILLUSTRATIVE = "illustrative"
    """Made up for an example; never in a programme (erfunden zur Veranschaulichung)."""


def _validate_texts(source: Source) -> Iterator[Problem]:
    yield from plain_text_problems(source.title, "title", "Source")
    yield from plain_text_problems(source.url, "url", "Source")


def _validate_date(source: Source) -> Iterator[Problem]:
    if source.date is not None:
        yield from day_problems(source.date, "date", "Source")


@frozen
class Source:
    """A publication that prints or decides a figure (Quelle).

    >>> Source("§ 29d FAG", "landesrecht-bw.de").citation
    '§ 29d FAG (landesrecht-bw.de)'
    """

    title: str
    """What it is: law, press release, newspaper with day."""

    url: str = ""
    """Where it is, as printed; may be an address without scheme."""

    date: date | None = None
    """The day of publication; None where the source is undated."""

    def __attrs_post_init__(self) -> None:
        validate(self, _validate_texts, _validate_date)

    @property
    def citation(self) -> str:
        """Title and address on one line; a day is added where the title does not name it."""
        details = [str(self.date)] if self.date is not None else []
        if self.url:
            details.append(self.url)
        return f"{self.title} ({', '.join(details)})" if details else self.title

    def to_dict(self) -> dict[str, Any]:
        """Return the source as JSON-ready data."""
        result = {"title": self.title}
        if self.url:
            result["url"] = self.url
        if self.date is not None:
            result["date"] = self.date.isoformat()
        return result
