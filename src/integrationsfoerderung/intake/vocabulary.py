"""Words that may stand in cells: headings as they are compared, statuses, qualifications, yes and no."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from enum import Enum
from typing import TypeVar

from ..message import message
from ..model.manager import Qualification
from ..model.municipality import CountStatus
from .cells import Refused, text_of

_Member = TypeVar("_Member", bound=Enum)


def folded(text: str) -> str:
    """Return a text without case, accents, blanks and punctuation, to compare words.

    >>> folded("Träger "), folded("TRAGER"), folded("record_date")
    ('trager', 'trager', 'recorddate')
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in plain if sign.isalnum())


def spellings(word: str) -> set[str]:
    """Return a word as it may be written: with umlauts, without their dots, or with an e."""
    umlauts = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
    return {folded(word), folded(word.casefold().translate(umlauts))}


_STATUS = {
    CountStatus.FINAL: ("endgültig", "final", "endg.", "festgestellt"),
    CountStatus.INTERIM: ("Zwischenstand", "interim", "gemeldet"),
    CountStatus.PROVISIONAL: ("vorläufig", "provisional", "vorl.", "preliminary"),
    CountStatus.ILLUSTRATIVE: ("erfunden", "illustrative", "illustrativ", "Beispiel", "fiktiv", "made up"),
}
_QUALIFICATION = {
    Qualification.DEGREE: (
        "Hochschulabschluss", "degree", "Hochschulabschluss Soziale Arbeit", "Studium", "Studium Soziale Arbeit",
        "Soziale Arbeit", "Hochschule",
    ),
    Qualification.OTHER_DEGREE: (
        "anderer Hochschulabschluss", "other-degree", "anderer geeigneter Hochschulabschluss", "anderes Studium",
        "sonstiger Hochschulabschluss",
    ),
    Qualification.VOCATIONAL: (
        "Berufsausbildung", "vocational", "Ausbildung", "mittlerer Abschluss mit Berufsausbildung",
        "mittlerer Bildungsabschluss mit Berufsausbildung", "vocational training",
    ),
}  # fmt: skip
_YES_NO: Mapping[bool, tuple[str, ...]] = {
    True: ("ja", "yes", "j", "y", "x", "wahr", "true", "1"),
    False: ("nein", "no", "n", "falsch", "false", "0"),
}

STATUS_WORDS: Mapping[CountStatus, tuple[str, ...]] = _STATUS
"""How a head count's status may be written; the German word that is written first."""

QUALIFICATION_WORDS: Mapping[Qualification, tuple[str, ...]] = _QUALIFICATION
"""How a qualification may be written; the German word that is written first."""

YES_NO_WORDS: Mapping[bool, tuple[str, ...]] = _YES_NO
"""How yes and no may be written."""

_STATUSES = {spelling: one for one, words in _STATUS.items() for word in words for spelling in spellings(word)}
_QUALIFICATIONS = {
    spelling: one for one, words in _QUALIFICATION.items() for word in words for spelling in spellings(word)
}


def status_of(raw: object) -> CountStatus:
    """Return the status of a head count; an enumeration's own value is one too.

    >>> status_of("vorlaeufig")
    CountStatus.PROVISIONAL
    """
    return _member(raw, CountStatus, _STATUSES, _STATUS)


def qualification_of(raw: object) -> Qualification:
    """Return a qualification.

    >>> qualification_of("Berufsausbildung")
    Qualification.VOCATIONAL
    """
    return _member(raw, Qualification, _QUALIFICATIONS, _QUALIFICATION)


def _member(
    raw: object, kind: type[_Member], found: Mapping[str, _Member], words: Mapping[_Member, tuple[str, ...]]
) -> _Member:
    if isinstance(raw, kind):
        return raw
    if isinstance(raw, str) and (member := found.get(folded(raw))) is not None:
        return member
    known = [f"{german} ({english})" for german, english, *_ in words.values()]
    raise Refused(message("{words:list}", words=known), message("write one of these words"))


def yes_of(raw: object) -> bool:
    """Return yes or no.

    >>> yes_of("ja"), yes_of(""), yes_of("Nein")
    (True, False, False)
    """
    if isinstance(raw, bool):
        return raw
    text = folded(raw) if isinstance(raw, str) else text_of(raw, guarded=False)
    for answer, words in _YES_NO.items():
        if text in words:
            return answer
    if not text:
        return False
    raise Refused(message("ja (yes) or nein (no)"), message("write one of them, or leave the cell empty"))
