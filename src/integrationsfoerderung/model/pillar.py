"""Pillars: the funding lines of a programme, each with one rule, and their rounds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Protocol, TypeAlias, TypeVar

from attrs import field, frozen

from ..errors import InvalidInput, Problem, validate
from ..figure import Figure, Unit
from ..message import message
from ..period import Period, day_problems
from .manager import Qualification
from .municipality import text_problems


class _HasKey(Protocol):
    @property
    def key(self) -> str: ...


_Keyed = TypeVar("_Keyed", bound=_HasKey)


def figure_problems(figure: object, unit: Unit, field_name: str, subject: str) -> Iterator[Problem]:
    """Say what is wrong with a value that should be a figure in a unit."""
    if not isinstance(figure, Figure) or figure.unit is not unit:
        yield Problem(
            subject,
            field_name,
            figure,
            message("a Figure in {unit:word}", unit=unit.text),
            message("write Figure(value, Unit.{name:plain}, …) with status and source", name=unit.name),
        )


def _rounds(rounds: Iterable[PayoutRound]) -> tuple[PayoutRound, ...]:
    return tuple(rounds)


def _rows(rows: Iterable[Figure]) -> tuple[Figure, ...]:
    return tuple(rows)


def _validate_round(round_: PayoutRound) -> Iterator[Problem]:
    subject = f"PayoutRound {round_.key}"
    yield from text_problems(round_.key, "key", subject)
    yield from day_problems(round_.record_date, "record_date", subject)
    if round_.due is not None:
        yield from day_problems(round_.due, "due", subject)
    units = {"pot": Unit.EUR, "rate": Unit.EUR, "persons_of_land": Unit.PERSONS, "factor": Unit.COUNT}
    yield from optional_figure_problems(round_, units, subject)
    if round_.rate is None and (round_.pot is None or round_.persons_of_land is None):
        yield Problem(
            subject,
            "rate",
            None,
            message("a rate, or a pot with the persons of the whole Land, or all three"),
            message("give the figures of the round's rule, with status unknown where nobody knows one"),
        )
    if (round_.repeats is None) != (round_.factor is None):
        yield Problem(
            subject,
            "repeats",
            round_.repeats,
            message("both or neither of repeats and factor"),
            message("name the earlier round and how many times its amounts are expected"),
        )


def optional_figure_problems(noun: object, units: Mapping[str, Unit], subject: str) -> Iterator[Problem]:
    """Say what is wrong with figures that may be absent, by field and unit."""
    for name, unit in units.items():
        figure = getattr(noun, name)
        if figure is not None:
            yield from figure_problems(figure, unit, name, subject)


@frozen
class PayoutRound:
    """One payout date of a per-capita pillar with its record date (Auszahlungsrunde, R2.3).

    A figure that is absent (None) means that there is no such rule; one that exists but was not found is a figure with
    status unknown.
    """

    key: str
    """Key of the round, for the Pakt its year: `2017`."""

    record_date: date = field(kw_only=True)
    """The day whose head count decides (Stichtag)."""

    due: date | None = field(default=None, kw_only=True)
    """The day the payout is due (Fälligkeit); None: nobody fixed one, the record date stands for it."""

    pot: Figure | None = field(default=None, kw_only=True)
    """The sum shared among all recipients of the Land, in EUR (Topf, R2.1)."""

    rate: Figure | None = field(default=None, kw_only=True)
    """The announced rate per counted person, in EUR (angekündigte Pauschale, R2.4)."""

    persons_of_land: Figure | None = field(default=None, kw_only=True)
    """The counted persons of the whole Land (landesweit gezählte Personen, R2.4)."""

    repeats: str | None = field(default=None, kw_only=True)
    """Key of the earlier round that this one is expected to repeat (R0.7)."""

    factor: Figure | None = field(default=None, kw_only=True)
    """How many times the earlier round's amounts are expected (R0.7)."""

    def __attrs_post_init__(self) -> None:
        validate(self, _validate_round)

    @property
    def day(self) -> date:
        """The day that decides whether the round lies in the window, and its year (R8.1, R8.4)."""
        return self.due or self.record_date


RECIPIENTS = ("municipality", "district")
"""Who may receive a per-capita round."""


def _validate_per_capita(pillar: PerCapitaPillar) -> Iterator[Problem]:
    subject = f"PerCapitaPillar {pillar.key}"
    yield from text_problems(pillar.key, "key", subject)
    yield from text_problems(pillar.name, "name", subject)
    units = {"budget": Unit.EUR, "everyone": Unit.COUNT, "years_from_entry": Unit.YEARS}
    yield from optional_figure_problems(pillar, units, subject)
    if pillar.recipients not in RECIPIENTS:
        allowed = message("{names:list}", names=RECIPIENTS)
        yield Problem(subject, "recipients", pillar.recipients, allowed, message("use one of these"))
    keys = [round_.key for round_ in pillar.rounds]
    for round_ in pillar.rounds:
        if round_.repeats is not None and round_.repeats not in keys[: keys.index(round_.key)]:
            yield Problem(
                subject,
                f"rounds[{round_.key}].repeats",
                round_.repeats,
                message("the key of an earlier round"),
                message("put the rounds in order"),
            )
    for name in ("key", "record_date"):
        values = [getattr(round_, name) for round_ in pillar.rounds]
        for value in sorted({value for value in values if values.count(value) > 1}):
            yield Problem(
                subject,
                f"rounds.{name}",
                str(value),
                message("one round for each {name:plain}", name=name),
                message("remove one of the two rounds"),
            )


@frozen
class PerCapitaPillar:
    """A pot shared by counted persons in yearly rounds, with an announced rate (Kopfpauschale, R2)."""

    key: str
    """Key of the pillar: `per-capita`."""

    name: str
    """Name in English."""

    name_de: str
    """Official name (amtlicher Name)."""

    budget: Figure | None
    """The pillar's part of the programme's budget, in EUR; None: there is none."""

    rounds: tuple[PayoutRound, ...] = field(converter=_rounds)
    """Its payout rounds, by record date."""

    recipients: str = field(default="municipality", kw_only=True)
    """Who is paid and counted: `municipality` or `district`."""

    everyone: Figure | None = field(default=None, kw_only=True)
    """How many recipients the whole Land has: so many counts are the Land's, where its sum is unknown (R8.7)."""

    years_from_entry: Figure | None = field(default=None, kw_only=True)
    """For how many years from entry a person counts, where recipients give entries instead of counts."""

    def __attrs_post_init__(self) -> None:
        validate(self, _validate_per_capita)

    def round(self, key: str) -> PayoutRound:
        """Return the round with a key.

        Raises:
            InvalidInput: where the pillar has no such round.
        """
        return found(self.rounds, key, f"PerCapitaPillar {self.key}", "round")


def _validate_management(pillar: ManagementPillar) -> Iterator[Problem]:
    subject = f"ManagementPillar {pillar.key}"
    yield from text_problems(pillar.key, "key", subject)
    yield from text_problems(pillar.name, "name", subject)
    yield from day_problems(pillar.record_date, "record_date", subject)
    units = {
        "pot": Unit.EUR,
        "persons_of_land": Unit.PERSONS,
        "term": Unit.YEARS,
    }
    for name, unit in units.items():
        yield from figure_problems(getattr(pillar, name), unit, name, subject)
    optional = {
        "budget": Unit.EUR,
        "tranche_pot": Unit.EUR,
        "tranche_persons_of_land": Unit.PERSONS,
        "threshold": Unit.EUR,
        "least_fte": Unit.FTE,
    }
    yield from optional_figure_problems(pillar, optional, subject)
    if (pillar.tranche_pot is None) != (pillar.tranche_persons_of_land is None):
        allowed = message("both or neither of tranche_pot and tranche_persons_of_land")
        yield Problem(subject, "tranche_pot", None, allowed, message("give both figures of the first tranche"))
    yield from _fixed_amount_problems(pillar.fixed_amounts, subject)


def _fixed_amount_problems(fixed_amounts: tuple[tuple[Qualification, Figure], ...], subject: str) -> Iterator[Problem]:
    for qualification, figure in fixed_amounts:
        yield from figure_problems(figure, Unit.EUR, f"fixed_amounts[{qualification.value}]", subject)
    given = [qualification for qualification, _ in fixed_amounts]
    for qualification in Qualification:
        if given.count(qualification) != 1:
            yield Problem(
                subject,
                "fixed_amounts",
                qualification.value,
                message("one figure for each qualification"),
                message("give it once, with status unknown where nobody knows it"),
            )


@frozen
class ManagementPillar:
    """Fixed amounts per FTE of integration managers, capped by the planning frames (Integrationsmanagement, R3)."""

    key: str
    """Key of the pillar: `management`."""

    name: str
    """Name in English."""

    name_de: str
    """Official name (amtlicher Name)."""

    budget: Figure | None
    """The pillar's part of the programme's budget, in EUR (R3.1); None: there is none."""

    record_date: date = field(kw_only=True)
    """The day whose head count decides for the whole term (Stichtag, R3.2)."""

    pot: Figure = field(kw_only=True)
    """The pot of a year, in EUR (R3.1)."""

    persons_of_land: Figure = field(kw_only=True)
    """The counted persons of the whole Land (R3.3)."""

    fixed_amounts: tuple[tuple[Qualification, Figure], ...] = field(kw_only=True)
    """The amount for an FTE and year by qualification, in EUR (Pauschalen, R3.5)."""

    term: Figure = field(kw_only=True)
    """The term of a position in years (R3.6)."""

    tranche_pot: Figure | None = field(default=None, kw_only=True)
    """The pot of the first tranche, in EUR (R3.4); None: there is no such advance."""

    tranche_persons_of_land: Figure | None = field(default=None, kw_only=True)
    """The provisionally counted persons of the whole Land (R3.4)."""

    threshold: Figure | None = field(default=None, kw_only=True)
    """The least yearly frame of those who apply together, in EUR (R3.7); None: there is none."""

    least_fte: Figure | None = field(default=None, kw_only=True)
    """The least FTE of a funded manager (R3.7); None: there is none."""

    def __attrs_post_init__(self) -> None:
        validate(self, _validate_management)

    def fixed_amount(self, qualification: Qualification) -> Figure:
        """Return the amount for an FTE and year (R3.5)."""
        return dict(self.fixed_amounts)[qualification]


def _validate_continuation(pillar: ContinuationPillar) -> Iterator[Problem]:
    subject = f"ContinuationPillar {pillar.key}"
    yield from text_problems(pillar.key, "key", subject)
    yield from text_problems(pillar.name, "name", subject)
    units = {"budget": Unit.EUR, "after": Unit.YEARS, "term": Unit.YEARS}
    yield from optional_figure_problems(pillar, units, subject)
    for name in ("until", "approved_by"):
        if getattr(pillar, name) is not None:
            yield from day_problems(getattr(pillar, name), name, subject)
    if pillar.term is None and pillar.until is None:
        allowed, remedy = message("a term, an end, or both"), message("say when the funding of a position ends")
        yield Problem(subject, "term", None, allowed, remedy)
    if pillar.applicants not in APPLICANTS:
        allowed = message("{names:list}", names=APPLICANTS)
        yield Problem(subject, "applicants", pillar.applicants, allowed, message("use one of these"))
    yield from _fixed_amount_problems(pillar.fixed_amounts, subject)


APPLICANTS = ("any", "district")
"""Who may employ the managers of a continuation pillar."""


@frozen
class ContinuationPillar:
    """Fixed amounts per FTE for a stretch of a position's months, without a frame (Weiterförderung, R5, R8.12)."""

    key: str
    """Key of the pillar: `management`."""

    name: str
    """Name in English."""

    name_de: str
    """Official name (amtlicher Name)."""

    budget: Figure | None
    """The pillar's part of the programme's budget, in EUR; None: there is none."""

    fixed_amounts: tuple[tuple[Qualification, Figure], ...] = field(kw_only=True)
    """The amount for an FTE and year by qualification, in EUR (R5)."""

    after: Figure | None = field(default=None, kw_only=True)
    """How many years of the position come before, paid by earlier editions; None: it pays from the start."""

    term: Figure | None = field(default=None, kw_only=True)
    """Up to how many years from the position's start it pays; None: no term but the end."""

    until: date | None = field(default=None, kw_only=True)
    """The last day it pays; None: no end but the term."""

    approved_by: date | None = field(default=None, kw_only=True)
    """Until when a position must have been approved, and whose FTE is the most that is paid (R8.12)."""

    applicants: str = field(default="any", kw_only=True)
    """Who may employ the managers: `any`, or `district` (Stadt- und Landkreise only)."""

    base: ManagementPillar | None = field(default=None, kw_only=True, repr=False)
    """The pillar of the edition it continues: its frames divide a grant over municipalities (R8.4)."""

    starts: Period | None = field(default=None, kw_only=True)
    """The days on which a position must have started: the window of the edition it continues (R8.1)."""

    def __attrs_post_init__(self) -> None:
        validate(self, _validate_continuation)

    def fixed_amount(self, qualification: Qualification) -> Figure:
        """Return the amount for an FTE and year (R5)."""
        return dict(self.fixed_amounts)[qualification]


def _validate_budget_pillar(pillar: BudgetPillar) -> Iterator[Problem]:
    subject = f"BudgetPillar {pillar.key}"
    yield from text_problems(pillar.key, "key", subject)
    yield from text_problems(pillar.name, "name", subject)
    yield from optional_figure_problems(pillar, {"budget": Unit.EUR}, subject)
    for place, row in enumerate(pillar.rows):
        yield from figure_problems(row, Unit.EUR, f"rows[{place}]", subject)


@frozen
class BudgetPillar:
    """Measures that are not paid by a key to municipalities: budget rows only (R4)."""

    key: str
    """Key of the pillar: `other`."""

    name: str
    """Name in English."""

    name_de: str
    """Official name (amtlicher Name)."""

    budget: Figure | None
    """The pillar's part of the programme's budget, in EUR; None: there is none."""

    rows: tuple[Figure, ...] = field(converter=_rows)
    """The measures with their sums over the whole programme, in EUR."""

    def __attrs_post_init__(self) -> None:
        validate(self, _validate_budget_pillar)


Pillar: TypeAlias = PerCapitaPillar | ManagementPillar | ContinuationPillar | BudgetPillar
"""A funding line with one rule (Säule, Förderbereich)."""


def found(items: Sequence[_Keyed], key: str, subject: str, field_name: str) -> _Keyed:
    """Return the item with a key.

    Raises:
        InvalidInput: where there is none; it names the keys there are.
    """
    for item in items:
        if item.key == key:
            return item
    names = ", ".join(repr(item.key) for item in items)
    allowed, remedy = message("{names:plain}", names=names), message("use one of these keys")
    raise InvalidInput(subject, [Problem(subject, field_name, key, allowed, remedy)])
