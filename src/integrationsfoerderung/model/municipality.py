"""Municipalities and their head counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import cast

from attrs import field, frozen

from ..apportionment import choice_problems
from ..errors import Problem, validate
from ..message import Choice, message
from ..period import Period, day_problems
from ..showing import Shown
from .checks import named, to_tuple
from .keys import ags_problems, is_ags, is_district, is_stadtkreis, provider_problems


class CountStatus(Choice):
    """How sure a head count is (Stand der Erhebung); a member is also found by its value."""

    PROVISIONAL = "provisional"
    """Before the record date's survey: decides the first tranche only (vorläufig, R3.4)."""
    INTERIM = "interim"
    """Reported, corrections still possible (Zwischenstand, R2.3)."""
    FINAL = "final"
    """The count that decides (endgültig)."""
    ILLUSTRATIVE = "illustrative"
    """Made up for an example; used like a final count, and marked (erfunden)."""


def _count_status(value: CountStatus | str) -> CountStatus:
    try:
        return CountStatus(value)
    except ValueError:
        return cast("CountStatus", value)  # the validator names it


def _validate_record_date(count: HeadCount) -> Iterator[Problem]:
    return day_problems(count.record_date, "record_date", "HeadCount")


def _validate_persons(count: HeadCount) -> Iterator[Problem]:
    return persons_problems(count.persons, "persons", named("HeadCount", count.record_date))


def _validate_status(count: HeadCount) -> Iterator[Problem]:
    return choice_problems(CountStatus, count.status, "status", named("HeadCount", count.record_date))


MOST_PERSONS = 10**18
"""Beyond any count: larger numbers are slips, and cost memory."""


def persons_problems(value: object, field_name: str, subject: str) -> Iterator[Problem]:
    """Say what is wrong with a value that should be a number of persons."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        yield Problem(
            subject,
            field_name,
            value,
            message("a whole number, 0 or more"),
            message("give the persons counted; leave the head count out where nobody knows it"),
        )
    elif value > MOST_PERSONS:
        yield Problem(
            subject, field_name, value, message("at most {most}", most=MOST_PERSONS), message("check the count")
        )


@frozen
class HeadCount:
    """Persons counted in a municipality at a record date, in the sense of R2.2 (Erhebung).

    >>> HeadCount(date(2017, 9, 15), 248).status
    CountStatus.FINAL
    """

    record_date: date
    """The day the count speaks of (Stichtag)."""

    persons: int
    """Counted persons (gezählte Personen), whole, ≥ 0."""

    status: CountStatus = field(default=CountStatus.FINAL, converter=_count_status)
    """How sure the count is (Stand)."""

    def __attrs_post_init__(self) -> None:
        validate(self, _validate_record_date, _validate_persons, _validate_status)


def _validate_entry(entry: Entry) -> Iterator[Problem]:
    yield from day_problems(entry.day, "day", "Entry")
    yield from persons_problems(entry.persons, "persons", named("Entry", entry.day))


@frozen
class Entry:
    """Persons who came on a day, where a programme counts them for some years from then (Einreise, Zuweisung)."""

    day: date
    """The day from which they count."""

    persons: int
    """How many came, whole, ≥ 0."""

    def __attrs_post_init__(self) -> None:
        validate(self, _validate_entry)


def _to_entries(values: Iterable[Entry]) -> tuple[Entry, ...]:
    return to_tuple(values)


def _validate_entries(municipality: Municipality) -> Iterator[Problem]:
    entries: object = municipality.entries
    if not isinstance(entries, tuple) or not all(isinstance(entry, Entry) for entry in entries):
        allowed = message("a list of Entry")
        remedy = message("write entries=[Entry(date(2022, 3, 1), 40)]")
        yield Problem(municipality.subject, "entries", entries, allowed, remedy)


def to_head_counts(values: Iterable[HeadCount]) -> tuple[HeadCount, ...]:
    """Make a tuple of what may be one."""
    return to_tuple(values)


def _validate_ags(municipality: Municipality) -> Iterator[Problem]:
    return ags_problems(municipality.ags, "ags", municipality.subject)


def _validate_name(municipality: Municipality) -> Iterator[Problem]:
    return text_problems(municipality.name, "name", municipality.subject)


def text_problems(value: object, field_name: str, subject: str) -> Iterator[Problem]:
    """Say what is wrong with a value that should be a text with something in it."""
    if not isinstance(value, str) or not value.strip():
        yield Problem(subject, field_name, value, message("text that is not blank"), message("give it a name"))


def _validate_head_counts(municipality: Municipality) -> Iterator[Problem]:
    return head_count_problems(municipality.head_counts, municipality.subject)


def head_count_problems(counts: object, subject: str) -> Iterator[Problem]:
    """Say what is wrong with head counts: their kind, or two for one record date and status."""
    if not isinstance(counts, tuple) or not all(isinstance(count, HeadCount) for count in counts):
        allowed = message("a list of HeadCount")
        yield Problem(
            subject, "head_counts", counts, allowed, message("write head_counts=[HeadCount(date(2017, 9, 15), 248)]")
        )
        return
    seen: set[tuple[date, CountStatus]] = set()
    for count in counts:
        if (count.record_date, count.status) in seen:
            allowed = message("one count for each record date and status")
            yield Problem(subject, "head_counts", count, allowed, message("keep the right one of the two"))
        seen.add((count.record_date, count.status))


def deciding_count(counts: Iterable[HeadCount], record_date: date) -> HeadCount | None:
    """Return the count that decides for a record date: final, else illustrative, else interim (R2.3, R3.4)."""
    best = None
    for count in counts:
        if count.record_date == record_date and count.status is not CountStatus.PROVISIONAL:
            if count.status is CountStatus.FINAL:
                return count
            if best is None or best.status is CountStatus.INTERIM:
                best = count
    return best


def _validate_provider(municipality: Municipality) -> Iterator[Problem]:
    provider, ags = municipality.provider, municipality.ags
    if provider is None:
        return
    problems = list(provider_problems(provider, "provider", municipality.subject))
    yield from problems
    if problems or not is_ags(ags):
        return
    if is_district(provider) and (provider != ags[:5] or is_stadtkreis(ags)):
        yield Problem(
            municipality.subject,
            "provider",
            provider,
            message("the municipality itself, a lead municipality, or its own Landkreis"),
            message("a Stadtkreis is its own provider: leave it out")
            if is_stadtkreis(ags)
            else message("its own Landkreis is '{district:plain}'", district=ags[:5]),
        )
    elif is_stadtkreis(ags) and provider != ags:
        yield Problem(
            municipality.subject,
            "provider",
            provider,
            message("the Stadtkreis itself"),
            message("a Stadtkreis is its own provider: leave it out"),
        )


def _validate_area(municipality: Municipality) -> Iterator[Problem]:
    if municipality.area is not None:
        yield from text_problems(municipality.area, "area", municipality.subject)


def _is_share(value: object) -> bool:
    """Whether a value is a Decimal from 0 to 1 that can be written out as a fraction."""
    if not isinstance(value, Decimal) or not value.is_finite() or not 0 <= value <= 1:
        return False
    return abs(value.as_tuple().exponent) <= 30  # type: ignore[arg-type]  # finite: the exponent is a number


def _validate_cost_share(municipality: Municipality) -> Iterator[Problem]:
    share: object = municipality.cost_share
    if share is not None and not _is_share(share):
        yield Problem(
            municipality.subject,
            "cost_share",
            share,
            message("a Decimal from 0 to 1"),
            message("write Decimal('0.4') for 40 %"),
        )


@frozen
class Municipality(Shown):
    """A municipality with its head counts and the body that employs its integration managers (Gemeinde).

    >>> town = Municipality("08327050", "Tuttlingen", head_counts=[HeadCount(date(2017, 9, 15), 248)])
    >>> town.provider_key, town.district
    ('08327050', '08327')

    Raises:
        InvalidInput: with all problems of the object.
    """

    ags: str
    """Amtlicher Gemeindeschlüssel: 8 digits, as text."""

    name: str
    """Name of the municipality."""

    head_counts: tuple[HeadCount, ...] = field(default=(), converter=to_head_counts, kw_only=True)
    """Counted persons by record date and status (Erhebungen); none twice for one record date and status."""

    provider: str | None = field(default=None, kw_only=True)
    """Träger des Integrationsmanagements (R3.8): an AGS or its Landkreis (5 digits); None: the municipality itself."""

    area: str | None = field(default=None, kw_only=True)
    """Raumschaft (R8.11): the named part of its provider's municipalities that it belongs to."""

    cost_share: Decimal | None = field(default=None, kw_only=True)
    """Agreed share of its group's own costs, 0 to 1 (R8.10); all members of a group state one, or none does."""

    entries: tuple[Entry, ...] = field(default=(), converter=_to_entries, kw_only=True)
    """Persons by the day they came, for programmes that count them for some years from then."""

    def __attrs_post_init__(self) -> None:
        validate(
            self,
            _validate_ags,
            _validate_name,
            _validate_head_counts,
            _validate_provider,
            _validate_area,
            _validate_cost_share,
            _validate_entries,
        )

    @property
    def subject(self) -> str:
        """The municipality as errors and tables name it."""
        return named("Municipality", self.ags, self.name)

    @property
    def key(self) -> str:
        """The AGS: what a recipient is known by."""
        return self.ags

    @property
    def provider_key(self) -> str:
        """Key of the body that employs its managers: the provider, or the municipality itself."""
        return self.provider or self.ags

    @property
    def district(self) -> str:
        """District key: the first five digits of the AGS (Stadt- oder Landkreis)."""
        return self.ags[:5]

    def entered(self, record_date: date, years: int) -> tuple[Entry, ...]:
        """Return the entries of which a record date is inside the years from that day, both ends counted (R8.2)."""
        return tuple(entry for entry in self.entries if record_date in Period.years(entry.day, years))

    def count(self, record_date: date) -> HeadCount | None:
        """Return the count that decides for a record date: final, else illustrative, else interim; None: nobody knows.

        A provisional count never stands in for a final one (R3.4).
        """
        return deciding_count(self.head_counts, record_date)

    def provisional_count(self, record_date: date) -> HeadCount | None:
        """Return the latest provisional count of the record date's year, up to that day; None: nobody knows (R3.4)."""
        found = [
            count
            for count in self.head_counts
            if count.status is CountStatus.PROVISIONAL
            and count.record_date.year == record_date.year
            and count.record_date <= record_date
        ]
        return max(found, key=lambda count: count.record_date, default=None)
