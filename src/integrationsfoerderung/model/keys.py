"""Official keys: the municipality's (AGS, 8 digits) and its district's (the first five)."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import Problem
from ..message import message


def is_ags(value: object) -> bool:
    """Whether a value is an Amtlicher Gemeindeschlüssel: exactly eight ASCII digits."""
    return isinstance(value, str) and len(value) == 8 and value.isascii() and value.isdigit()


def is_district(value: object) -> bool:
    """Whether a value is a district key: exactly five ASCII digits."""
    return isinstance(value, str) and len(value) == 5 and value.isascii() and value.isdigit()


def is_stadtkreis(ags: str) -> bool:
    """Whether a municipality is a district of its own (Stadtkreis): its number within the district is 000."""
    return ags.endswith("000")


def ags_problems(value: object, field: str, subject: str) -> Iterator[Problem]:
    """Say what is wrong with a value that should be an AGS."""
    if not is_ags(value):
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**8:
            remedy = message("write the key as text, with its leading zero: '{key:plain}'", key=f"{value:08d}")
        elif isinstance(value, str) and len(value) == 7 and value.isdigit() and not value.startswith("0"):
            remedy = message("the leading zero is missing: '{key:plain}'", key=f"0{value}")
        else:
            remedy = message("take the official key of the municipality, for example '08327050'")
        yield Problem(subject, field, value, message("an AGS: text of exactly 8 digits"), remedy)


def provider_problems(value: object, field: str, subject: str) -> Iterator[Problem]:
    """Say what is wrong with a value that should be the key of a provider (R3.8)."""
    if not is_ags(value) and not is_district(value):
        yield Problem(
            subject,
            field,
            value,
            message("an AGS (8 digits) or a district (5 digits), as text"),
            message("name the municipality that leads, or the district, for example '08327'"),
        )
