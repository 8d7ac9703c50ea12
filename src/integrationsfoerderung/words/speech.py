"""One language to speak: what every face says words, sentences and pillars with."""

from __future__ import annotations

from collections.abc import Iterator

from ..message import Language, Message, message
from ..model.payout import PerCapitaLine
from ..model.pillar import Pillar
from ..model.programme import Programme
from .catalogue import Tellable, language, tell, translate
from .payouts import PILLARS


class Speech:
    """Says everything in one language.

    >>> Speech("de").word("planning frame of a year")
    'Planungsrahmen eines Jahres'

    Raises:
        InvalidInput: for a language other than `en` and `de`.
    """

    def __init__(self, lang: Language) -> None:
        self.lang: Language = language(lang)

    def word(self, text: str) -> str:
        """Return an English text of the catalogue in the language."""
        return translate(text, self.lang)

    def say(self, thing: Tellable) -> str:
        """Return a sentence, an error, a remark or a gap in the language."""
        return tell(thing, self.lang)

    def pillar(self, key: str) -> str:
        """Name a pillar in a sentence."""
        return self.word(PILLARS.get(key, key))

    def named(self, noun: Programme | Pillar) -> str:
        """Return the name of a programme or pillar; the English one where it has no German one."""
        return noun.name_de if self.lang == "de" and noun.name_de else noun.name

    def round(self, line: PerCapitaLine) -> str:
        """Say when a round counts and when it pays."""
        return " ".join(map(self.say, _about_round(line)))


def _about_round(line: PerCapitaLine) -> Iterator[Message]:
    round_ = line.round
    yield message("Round {round:plain}: record date {record_date}.", round=round_.key, record_date=round_.record_date)
    if round_.due is not None:
        yield message("Due on {day}.", day=round_.due)
    if line.repeats is not None:
        earlier = line.repeats.round.key
        yield message("Only expected: about the same sum as in {round:plain} (R0.7).", round=earlier)
