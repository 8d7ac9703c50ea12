"""Per-capita pillars and their payout rounds (R2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Protocol, TypeVar

from attrs import field, frozen

from ..errors import InvalidInput, Problem, validate
from ..figure import Figure, Unit
from ..message import message
from ..period import day_problems
from .checks import list_problems, named, of_kind, plain_text_problems, to_tuple
from .municipality import text_problems


class _HasKey(Protocol):
    @property
    def key(self) -> str: ...


class _HasNames(_HasKey, Protocol):
    @property
    def name(self) -> str: ...

    @property
    def name_de(self) -> str: ...


_Keyed = TypeVar("_Keyed", bound=_HasKey)


_LEAST = {"term": 1, "years_from_entry": 1}
_MOST = 10**40


def figure_problems(figure: object, unit: Unit, field_name: str, owner: str) -> Iterator[Problem]:
    """Say what is wrong with a value that should be a figure of a programme in a unit: a leaf, and no nonsense."""
    remedy = message("write Figure(value, Unit.{name:plain}, …) with status and source", name=unit.name)
    if not isinstance(figure, Figure) or figure.unit is not unit or figure.of or figure.step:
        yield Problem(owner, field_name, figure, message("a Figure in {unit:word}", unit=unit.text), remedy)
        return
    value: object = figure.value
    least = _LEAST.get(field_name, 0)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int) or not least <= value <= _MOST):
        yield Problem(owner, field_name, value, message("a whole number, {least} or more", least=least), remedy)


def _rounds(rounds: Iterable[PayoutRound]) -> tuple[PayoutRound, ...]:
    return to_tuple(rounds)


def _validate_round(round_: PayoutRound) -> Iterator[Problem]:
    owner = named("PayoutRound", round_.key)
    yield from text_problems(round_.key, "key", owner)
    yield from day_problems(round_.record_date, "record_date", owner)
    if round_.due is not None:
        yield from day_problems(round_.due, "due", owner)
    units = {"pot": Unit.EUR, "rate": Unit.EUR, "persons_of_land": Unit.PERSONS, "factor": Unit.COUNT}
    yield from optional_figure_problems(round_, units, owner)
    if round_.rate is None and (round_.pot is None or round_.persons_of_land is None):
        yield Problem(
            owner,
            "rate",
            None,
            message("a rate, or a pot with the persons of the whole Land, or all three"),
            message("give the figures of the round's rule, with status unknown where nobody knows one"),
        )
    if (round_.repeats is None) != (round_.factor is None):
        yield Problem(
            owner,
            "repeats",
            round_.repeats,
            message("both or neither of repeats and factor"),
            message("name the earlier round and how many times its amounts are expected"),
        )


def name_problems(noun: _HasNames, owner: str) -> Iterator[Problem]:
    """Say what is wrong with key and names of a programme or pillar; the German name may be empty."""
    yield from text_problems(noun.key, "key", owner)
    yield from text_problems(noun.name, "name", owner)
    yield from plain_text_problems(noun.name_de, "name_de", owner)


def optional_figure_problems(noun: object, units: Mapping[str, Unit], owner: str) -> Iterator[Problem]:
    """Say what is wrong with figures that may be absent, by field and unit."""
    for name, unit in units.items():
        figure = getattr(noun, name)
        if figure is not None:
            yield from figure_problems(figure, unit, name, owner)


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

PAID_THROUGH = ("district", "nobody")
"""Who may pass a municipality's money on."""


def _validate_per_capita(pillar: PerCapitaPillar) -> Iterator[Problem]:
    owner = named("PerCapitaPillar", pillar.key)
    yield from name_problems(pillar, owner)
    units = {"budget": Unit.EUR, "everyone": Unit.COUNT, "years_from_entry": Unit.YEARS}
    yield from optional_figure_problems(pillar, units, owner)
    if pillar.recipients not in RECIPIENTS:
        allowed = message("{names:list}", names=RECIPIENTS)
        yield Problem(owner, "recipients", pillar.recipients, allowed, message("use one of these"))
    if pillar.paid_through not in PAID_THROUGH:
        allowed = message("{names:list}", names=PAID_THROUGH)
        yield Problem(owner, "paid_through", pillar.paid_through, allowed, message("use one of these"))
    yield from list_problems(pillar.rounds, PayoutRound, "rounds", owner)
    rounds = of_kind(pillar.rounds, PayoutRound)
    keys = [round_.key for round_ in rounds]
    for round_ in rounds:
        if round_.repeats is not None and round_.repeats not in keys[: keys.index(round_.key)]:
            yield Problem(
                owner,
                f"rounds[{round_.key}].repeats",
                round_.repeats,
                message("the key of an earlier round"),
                message("put the rounds in order"),
            )
    for name in ("key", "record_date"):
        values = [getattr(round_, name) for round_ in rounds]
        for value in sorted({value for value in values if values.count(value) > 1}):
            yield Problem(
                owner,
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

    paid_through: str = field(default="district", kw_only=True)
    """Who passes a municipality's money on: its Landkreis (`district`, R2.3), or `nobody`."""

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
        return found(self.rounds, key, named("PerCapitaPillar", self.key), "round")


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
