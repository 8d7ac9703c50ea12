"""What an audit finds: verdicts, nearest amounts, and candidates for why an amount does not fit."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from attrs import frozen

from ..figure import Figure
from ..message import Choice, Message, message


class Verdict(Choice):
    """What an audit says about a notice (Befund); a member is also found by its value."""

    FITS = "fits"
    """The rule gives exactly this amount (passt)."""
    FITS_AS_SUM = "fits as a sum"
    """The amount is a sum of amounts rounded one by one, not one share rounded once (passt als Summe, R3.3)."""
    DOES_NOT_FIT = "does not fit"
    """No whole count, or not the count or FTE given, has this amount (passt nicht)."""
    CANNOT_BE_CHECKED = "cannot be checked"
    """A figure is unknown, or the notice says too little (nicht prüfbar)."""


class Cause(Choice):
    """Why an amount may not fit (mögliche Ursache); a candidate that the rules can check, never the truth."""

    WHOLE_TERM = "the whole term shown as one year"
    ONE_YEAR = "one year shown as the whole term"
    TRANCHE = "the first tranche in place of the amount named"
    YEAR_FOR_TRANCHE = "a whole year in place of the first tranche"
    MIXED_DIVISOR = "provisional and final figures mixed"
    OTHER_BASIS = "the other basis of calculation"
    OTHER_RATE = "a rate of another time"
    OTHER_ROUND = "another round"
    DIGITS_EXCHANGED = "two adjacent digits of the amount exchanged"
    DIGIT_OFF = "one digit of the amount off"
    COUNT_DIGITS_EXCHANGED = "two adjacent digits of the count exchanged"
    COUNT_DIGIT_OFF = "one digit of the count off"
    OTHER_COUNT = "another count"
    ROUNDED_ONCE = "rounded once for all together"
    SUM_OF_PARTS = "several amounts rounded one by one"
    NOT_CAPPED = "the claims without the cap"
    NOT_CLAIMED = "the cap, although the claims are lower"
    OTHER_QUALIFICATION = "the fixed amount of another qualification"
    OTHER_FTE = "full-time equivalents that the notice does not tell"

    @property
    def text(self) -> Message:
        """The cause in words."""
        return message("{text:word}", text=self.value)


@frozen
class Nearest:
    """An amount that the rule does give, next to one that it does not (nächster Betrag)."""

    amount: Decimal
    """The amount in EUR."""

    what: Message
    """What it is by rule, in words: a planning frame, a first tranche …"""

    persons: tuple[int, ...]
    """The whole counts that have it, smallest first; for a sum the persons together."""

    difference: Decimal
    """The notice's amount − this one, in EUR; above 0 where this one is smaller."""

    @property
    def text(self) -> Message:
        """The amount in words."""
        return message(
            "nearest: {amount:eur}, {what} of {persons}; the notice differs by {difference:eur}",
            amount=self.amount,
            what=self.what,
            persons=persons_text(self.persons),
            difference=self.difference,
        )


@frozen
class Candidate:
    """A plausible cause that the rules can check (mögliche Ursache); never the truth."""

    cause: Cause
    """What may have happened."""

    amount: Decimal
    """What the rule gives in this reading, in EUR: the notice's amount, or the right one where it is a misprint."""

    persons: tuple[int, ...]
    """The counts of this reading; for a sum the persons together; empty where it rests on none."""

    message: Message
    """The cause with its figures; `str()` tells it in English, `words.tell` in either language."""

    derivation: Figure | None = None
    """How the amount comes about, with figures, sources and clauses; None for a sum of unknown parts."""

    def __str__(self) -> str:
        return str(self.message)


def persons_text(persons: Sequence[int]) -> Message:
    """Say one count or a row of counts in words."""
    if len(persons) == 1:
        if persons[0] == 1:
            return message("1 person")
        return message("{persons} persons", persons=persons[0])
    return message("{first} to {last} persons", first=persons[0], last=persons[-1])
