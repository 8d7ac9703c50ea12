"""Places of the Land: municipalities as the register has them, and districts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from attrs import field, frozen

from ..errors import Problem, validate
from ..message import message
from .checks import named, plain_text_problems
from .keys import ags_problems, is_ags, is_district
from .municipality import HeadCount, deciding_count, head_count_problems, text_problems, to_head_counts


def _validate_key(place: Place) -> Iterator[Problem]:
    return ags_problems(place.key, "key", "Place")


def _validate_regional_key(place: Place) -> Iterator[Problem]:
    if not _is_regional_key(place.regional_key, place.key):
        allowed = message("a regional key (ARS) of 12 digits: the AGS with the community's four digits inside")
        remedy = message("give both official keys of one municipality")
        yield Problem(named("Place", place.key), "regional_key", place.regional_key, allowed, remedy)


def _is_regional_key(value: object, ags: str) -> bool:
    return (
        isinstance(value, str)
        and len(value) == 12
        and value.isascii()
        and value.isdigit()
        and (not is_ags(ags) or value[:5] + value[9:] == ags)
    )


def _validate_district_key(district: District) -> Iterator[Problem]:
    if not is_district(district.key):
        allowed, remedy = message("a district key: text of exactly 5 digits"), message("for example '08327'")
        yield Problem("District", "key", district.key, allowed, remedy)


def _validate_district_name(district: District) -> Iterator[Problem]:
    yield from text_problems(district.name, "name", district.subject)
    yield from plain_text_problems(district.kind, "kind", district.subject)


def _validate_district_counts(district: District) -> Iterator[Problem]:
    return head_count_problems(district.head_counts, district.subject)


@frozen
class Place:
    """A municipality as the register has it, without any count (Gemeinde im Verzeichnis).

    >>> kind = "Verwaltungsgemeinschaft"
    >>> town = Place("08327036", "Mühlheim an der Donau", "Stadt", "083275001036", "Donau-Heuberg", kind)
    >>> town.district, town.community
    ('08327', '083275001')

    Raises:
        InvalidInput: with all problems of the object.
    """

    key: str
    """Amtlicher Gemeindeschlüssel (AGS): 8 digits, as text."""

    name: str
    """Name of the municipality, as the register writes it."""

    kind: str
    """Stadtkreis, Stadt or Gemeinde; a Große Kreisstadt is a Stadt here."""

    regional_key: str
    """Amtlicher Regionalschlüssel (ARS): 12 digits; the AGS with the community's four digits inside."""

    community_name: str
    """Name of the administrative community (Verwaltungsgemeinschaft); its own where it forms none."""

    community_kind: str
    """Verwaltungsgemeinschaft (agreed), Verwaltungsverband (Gemeindeverwaltungsverband) or Einheitsgemeinde (none)."""

    def __attrs_post_init__(self) -> None:
        validate(self, _validate_key, _validate_regional_key)

    @property
    def district(self) -> str:
        """District key: the first five digits (Stadt- oder Landkreis)."""
        return self.key[:5]

    @property
    def community(self) -> str:
        """Key of the administrative community: the first nine digits of the regional key."""
        return self.regional_key[:9]


@frozen
class District:
    """A Landkreis or Stadtkreis.

    >>> District("08125", "Heilbronn").full_name, District("08425", "Alb-Donau-Kreis").full_name
    ('Landkreis Heilbronn', 'Alb-Donau-Kreis')

    Raises:
        InvalidInput: with all problems of the object.
    """

    key: str
    """District key: 5 digits, as text."""

    name: str
    """Name without its kind; two names are both a Landkreis's and a Stadtkreis's."""

    kind: str = "Landkreis"
    """Landkreis or Stadtkreis."""

    head_counts: tuple[HeadCount, ...] = field(default=(), converter=to_head_counts, kw_only=True)
    """What its share is counted by, by record date and status: population, persons; none twice."""

    def __attrs_post_init__(self) -> None:
        validate(self, _validate_district_key, _validate_district_name, _validate_district_counts)

    @property
    def subject(self) -> str:
        """The district as errors and tables name it."""
        return named("District", self.key, self.name)

    def count(self, record_date: date) -> HeadCount | None:
        """Return the count that decides for a record date: final, then illustrative, then interim; None: unknown."""
        return deciding_count(self.head_counts, record_date)

    @property
    def full_name(self) -> str:
        """The name with its kind, which a name in -kreis already says."""
        return self.name if self.name.casefold().endswith("kreis") else f"{self.kind} {self.name}"
