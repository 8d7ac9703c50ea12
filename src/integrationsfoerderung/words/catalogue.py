"""The catalogue of words: from an English text to the same in German."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache, partial
from importlib import resources
from typing import TYPE_CHECKING, TypeAlias, get_args

from ..errors import IntegrationsfoerderungError, InvalidInput, Problem
from ..message import Language, Message, message, on_one_line
from ..model.remark import Gap, Remark

if TYPE_CHECKING:
    from gettext import GNUTranslations

LANGUAGES: tuple[Language, ...] = get_args(Language)
"""The languages in which everything can be told."""

DOMAIN = "integrationsfoerderung"
"""Name of the catalogue's files."""

Tellable: TypeAlias = Message | Remark | Gap | IntegrationsfoerderungError
"""What `tell` knows how to tell."""

_SHOWN = 20


def language(lang: object) -> Language:
    """Return a language after checking it.

    Raises:
        InvalidInput: for a language without a catalogue.
    """
    for known in LANGUAGES:
        if lang == known:
            return known
    allowed, remedy = message("{languages:list}", languages=LANGUAGES), message("use one of these")
    raise InvalidInput("explain", [Problem("explain", "lang", lang, allowed, remedy)])


@cache
def german() -> GNUTranslations:
    """Return the German catalogue, read once."""
    from gettext import GNUTranslations

    folder = resources.files(__package__.rpartition(".")[0]).joinpath("data", "locale", "de", "LC_MESSAGES")
    with folder.joinpath(f"{DOMAIN}.mo").open("rb") as file:
        return GNUTranslations(file)


def translate(text: str, lang: Language = "en") -> str:
    """Return an English text in a language; what the catalogue does not know (a name, for instance) stays as it is.

    >>> translate("planning frame of a year", "de")
    'Planungsrahmen eines Jahres'
    """
    return _TRANSLATE[language(lang)](text)


@lru_cache(maxsize=8192)
def _in_german(text: str) -> str:
    """Look a text up once: sentences and labels are few and told often."""
    return german().gettext(text) if text else text


_TRANSLATE: dict[Language, Callable[[str], str]] = {"en": str, "de": _in_german}


def tell(thing: Tellable, lang: Language = "en") -> str:
    """Tell a message, an error, a remark or a gap in a language; all problems of an input each on a line.

    >>> tell(message("the head counts of {count} municipalities are made up", count=34), "de")
    'die Erhebungszahlen von 34 Gemeinden sind erfunden'
    """
    lang = language(lang)
    if isinstance(thing, Message):
        return _told(thing, lang)
    told = partial(_told, lang=lang)
    if isinstance(thing, Remark):
        return f"{told(thing.message)} ({thing.clause})" if thing.clause else told(thing.message)
    if isinstance(thing, Gap):
        if thing.look is None:
            return told(thing.message)
        return told(message("{missing}. Where to look: {look}.", missing=thing.message, look=thing.look))
    if isinstance(thing, InvalidInput):
        lines = [told(thing.text), *(f"- {told(problem.text)}" for problem in thing.problems[:_SHOWN])]
        if len(thing.problems) > _SHOWN:
            lines.append(told(message("… and {count} more", count=len(thing.problems) - _SHOWN)))
        return "\n".join(lines)
    return told(thing.text)


def _told(sentence: Message, lang: Language) -> str:
    return on_one_line(sentence.told(lang, _TRANSLATE[lang]))
