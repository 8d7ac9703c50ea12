"""The laws that every programme has to keep: what is checked, and when it is broken.

A law looks at one trial: a case with options, calculated. It returns what is wrong as a message, or nothing. Laws know
nothing of how amounts are computed: they hold results against each other and against the figures they rest on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Any, TypeAlias

from attrs import evolve, field, frozen

from ..apportionment import Method
from ..errors import UnknownFigureError
from ..figure import FTE
from ..message import Message, message, number_text
from ..model.case import Case
from ..model.payout import Basis, GrantPayout, Payout, PerCapitaPayout
from ..model.programme import Programme
from ..model.source import Status
from ..model.statement import Statement
from ..money import Rounding, in_euros
from ..period import MONTH

Key: TypeAlias = tuple[str, ...]
"""What an amount is known by, whatever the order of the case."""


@frozen
class Trial:
    """A case with the options it is calculated with, and another order of its places and managers."""

    case: Case = field(repr=False)
    """The municipalities, districts and managers."""

    basis: Basis
    """What per-capita amounts are computed from."""

    method: Method
    """How pot shares are split."""

    rounding: Rounding
    """How pot shares are rounded."""

    expected: bool
    """Whether expected figures are allowed."""

    training_in_fixed_amount: bool
    """Whether training is inside the fixed amount."""

    shuffled: Case = field(repr=False)
    """The same places and managers in another order and with other names."""

    @property
    def options(self) -> dict[str, Any]:
        """The options of `calculate`."""
        names = ("basis", "expected", "rounding", "method", "training_in_fixed_amount")
        return {name: getattr(self, name) for name in names}


class Tried:
    """A trial of a programme, calculated once for all laws."""

    def __init__(self, programme: Programme, trial: Trial, calculate: Callable[..., Statement]) -> None:
        self.programme, self.trial, self.calculate = programme, trial, calculate

    def calculated(self, case: Case) -> Statement:
        """Calculate any case with the options of the trial."""
        return self.calculate(
            self.programme, case.municipalities, case.managers, districts=case.districts, **self.trial.options
        )

    @cached_property
    def statement(self) -> Statement:
        """The statement of the case; raises what `calculate` raises."""
        return self.calculated(self.trial.case)

    @property
    def per_capita(self) -> list[PerCapitaPayout]:
        """The per-capita payouts."""
        return [payout for payout in self.statement.payouts if isinstance(payout, PerCapitaPayout)]

    @property
    def own_shares(self) -> list[PerCapitaPayout]:
        """The payouts with an amount that follows from the payee's own count and the figures of the round alone."""
        return [
            payout
            for payout in self.per_capita
            if payout.cents is not None
            and payout.line.repeats is None
            and (payout.line.basis is Basis.ANNOUNCED or payout.line.method is Method.EACH_ON_ITS_OWN)
            and all(figure.note != _SUM_OF_LIST for figure in payout.line.figures)
        ]


_SUM_OF_LIST = "the sum of the complete list"


class Violation(Exception):
    """A law is broken: raised inside a law, with the message that says how."""

    def __init__(self, text: Message) -> None:
        super().__init__(text)
        self.text = text
        """What is wrong, in numbers."""


def demand(given: Any, wanted: Any, template: str, **values: Any) -> None:
    """Raise `Violation` where a result is not the one that the law asks for."""
    if given != wanted:
        raise Violation(_instead(message(template, **values), given, wanted))


def _instead(what: Message, given: Any, wanted: Any) -> Message:
    return message("{what}: {given} in place of {wanted}", what=what, given=_told(given), wanted=_told(wanted))


def _told(value: Any) -> Any:
    return message("no amount") if value is None else value


@frozen
class Law:
    """A law that a programme keeps or breaks (Gesetzmäßigkeit)."""

    key: str
    """Its name for programs: `conservation`, `anonymity` …"""

    text: Message
    """What it demands, as a sentence; `str()` tells it in English, `words.tell` in either language."""

    clause: str
    """The clauses it rests on."""

    check: Callable[[Any], None]
    """Raises `Violation` where a `Programme` (of itself) or a `Tried` trial breaks the law."""

    of_itself: bool = False
    """Whether the law is about the programme's own figures: then it is looked at once, without any case."""


# --- of the programme itself


def _budget(programme: Programme) -> None:
    check = programme.budget_check()
    if check.difference:
        raise Violation(check.message)


def _pots(programme: Programme) -> None:
    pillar = programme.per_capita
    pots = [round_.pot for round_ in (() if pillar is None else pillar.rounds)]
    known = [pot.value for pot in pots if pot is not None and pot.value is not None]
    if pillar is not None and pillar.budget is not None and pillar.budget.value is not None:
        _at_most(sum(known), pillar.budget.value, message("the pots of all rounds together"))
    management = programme.management
    if management is None or management.pot.value is None:
        return
    if management.tranche_pot is not None and management.tranche_pot.value is not None:
        _at_most(management.tranche_pot.value, management.pot.value, message("the pot of the first tranche"))
    if management.threshold is not None and management.threshold.value is not None:
        _at_most(management.threshold.value, management.pot.value, message("the least frame of those who apply"))


def _at_most(cents: int, most: int, what: Message) -> None:
    if cents > most:
        text = "{what} is {cents:eur}, above the sum that it is part of: {most:eur}"
        raise Violation(message(text, what=what, cents=in_euros(cents), most=in_euros(most)))


def _calendar(programme: Programme) -> None:
    for round_ in () if programme.per_capita is None else programme.per_capita.rounds:
        if round_.day not in programme.window:
            text = (
                "the round {round:plain} is due on {day}, outside the window from {first} to {last}: it is never paid"
            )
            window = programme.window
            values = {"round": round_.key, "day": round_.day, "first": window.first, "last": window.last}
            raise Violation(message(text, **values))
        if round_.day < round_.record_date:
            text = "the round {round:plain} is due on {day}, before its record date {record_date}"
            values = {"round": round_.key, "day": round_.day, "record_date": round_.record_date}
            raise Violation(message(text, **values))


def _sources(programme: Programme) -> None:
    for figure in programme.figures:
        said = figure.claims or (figure,)  # a contested figure has a source for each claim
        cited = all(one.source is not None and one.source.title.strip() for one in said)
        what = "" if cited else "no source"
        if figure.status is None or figure.status is Status.ILLUSTRATIVE:
            what = "no status" if figure.status is None else "a figure made up for an example"
        if what:
            raise Violation(message("{key:plain}: {what:word}", key=figure.key or figure.label, what=what))


# --- of what is calculated


def _calculates(tried: Tried) -> None:
    try:
        _ = tried.statement
    except Exception as error:  # noqa: BLE001  # whatever comes out is what the law is about
        raise Violation(
            message("the case is not calculated: {error:plain}", error=f"{type(error).__name__}: {error}")
        ) from None


def _conservation(tried: Tried) -> None:
    rounds: dict[str, list[PerCapitaPayout]] = {}
    for payout in tried.per_capita:
        if payout.cents is not None and payout.line.repeats is None:
            rounds.setdefault(payout.round, []).append(payout)
    for key, payouts in rounds.items():
        line, persons = payouts[0].line, sum(payout.persons or 0 for payout in payouts)
        paid = sum(payout.cents or 0 for payout in payouts)
        figures = [figure.whole for figure in line.figures]
        if line.basis is Basis.ANNOUNCED:
            demand(in_euros(paid), in_euros(figures[0] * persons),
                   "the amounts of the round {round:plain} together", round=key)  # fmt: skip
        elif line.method is Method.LARGEST_REMAINDER:
            demand(in_euros(paid), in_euros(figures[0] if persons else 0),
                   "the shares of the whole Land in the round {round:plain} together", round=key)  # fmt: skip
        else:
            exact = Fraction(figures[0] * persons, figures[1])
            if abs(paid - exact) > Fraction(line.rounding.cents, 2) * len(payouts):
                what = message("the shares listed in the round {round:plain} together", round=key)
                raise Violation(_instead(what, in_euros(paid), exact / 100))
    _conservation_of_grants(tried.statement)


def _conservation_of_grants(statement: Statement) -> None:
    paid: dict[str, int] = {}
    for payout in statement.payouts:
        if isinstance(payout, GrantPayout) and payout.cents is not None:
            paid[payout.recipient] = paid.get(payout.recipient, 0) + payout.cents
    for grant in statement.grants:
        if grant.cents is None:
            continue
        demand(in_euros(paid.get(grant.provider, 0)), grant.amount,
               "the parts of the grant of {name:plain} over managers and years together", name=grant.name)  # fmt: skip
        if grant.parts is not None:
            demand(in_euros(sum(grant.parts)), grant.amount,
                   "the parts of the grant of {name:plain} over municipalities together", name=grant.name)  # fmt: skip


def _cap(tried: Tried) -> None:
    management = tried.programme.management
    for grant in tried.statement.grants:
        if grant.amount is None:
            continue
        claims = sum(
            Fraction(grant.pillar.fixed_amount(funding.manager.qualification).whole * funding.fte_units)
            * Fraction(funding.day_months, FTE * MONTH * 12)
            for funding in grant.fundings
            if funding.day_months
        )
        if abs(grant.amount * 100) > claims + Fraction(1, 2):
            what = message("the grant of {name:plain} is above what its managers claim", name=grant.name)
            raise Violation(_instead(what, grant.amount, claims / 100))
        if management is not None and grant.frame is not None:
            most = grant.frame * management.term.whole
            if grant.amount > most:
                what = message("the grant of {name:plain} is above its frames of the term", name=grant.name)
                raise Violation(_instead(what, grant.amount, most))


def amounts_by_key(statement: Statement) -> dict[Key, int | None]:
    """Return every amount of a statement by what it is known by, whatever the order of the case."""
    found: dict[Key, int | None] = {}
    for payout in statement.payouts:
        manager = payout.manager.id if isinstance(payout, GrantPayout) else ""
        found[payout.pillar, payout.round, payout.recipient, str(payout.year), manager] = payout.cents
    for grant in statement.grants:
        found[grant.pillar.key, "grant", grant.provider] = grant.cents
        for place, member in enumerate(grant.members):
            part = None if grant.parts is None else grant.parts[place]
            found[grant.pillar.key, "grant", grant.provider, member.ags] = part
    return found


def _anonymity(tried: Tried) -> None:
    straight, shuffled = amounts_by_key(tried.statement), amounts_by_key(tried.calculated(tried.trial.shuffled))
    for key in straight.keys() | shuffled.keys():
        one, other = (_euros(found.get(key)) for found in (shuffled, straight))
        demand(one, other, "in another order and with other names, {key:list}", key=[part for part in key if part])


def _euros(cents: int | None) -> Any:
    return None if cents is None else in_euros(cents)


def _alone(tried: Tried) -> None:
    case = tried.trial.case
    if tried.trial.method is Method.LARGEST_REMAINDER:
        return  # which splits the whole Land only (R8.7)
    together = {(payout.round, payout.recipient): payout.cents for payout in tried.own_shares}
    for municipality in case.municipalities:
        alone = evolve(municipality, provider=None, area=None, cost_share=None)
        listed = Case([alone], districts=case.districts)
        for payout in Tried(tried.programme, evolve(tried.trial, case=listed), tried.calculate).own_shares:
            wanted = together.get((payout.round, payout.recipient), payout.cents)
            demand(_euros(payout.cents), _euros(wanted), "listed alone, {name:plain} in the round {round:plain}",
                   name=payout.recipient_name, round=payout.round)  # fmt: skip


def _monotone(tried: Tried) -> None:
    rounds: dict[str, list[PerCapitaPayout]] = {}
    for payout in tried.per_capita:
        if payout.cents is not None and payout.persons is not None:
            rounds.setdefault(payout.round, []).append(payout)
    for payouts in rounds.values():
        payouts.sort(key=lambda payout: (payout.persons or 0, payout.cents or 0))
        for less, more in pairwise(payouts):
            equal = less.persons == more.persons
            unit = less.line.rounding.cents if less.line.method is Method.LARGEST_REMAINDER else 0
            if (less.cents or 0) > (more.cents or 0) or (equal and (more.cents or 0) - (less.cents or 0) > unit):
                text = "{one:plain} gets {first:eur} for {persons} persons, {other:plain} {second:eur} for {others}"
                values = {"one": less.recipient_name, "first": less.amount, "persons": less.persons}
                values |= {"other": more.recipient_name, "second": more.amount, "others": more.persons}
                raise Violation(message(text, **values))


def _nobody(tried: Tried) -> None:
    for payout in tried.per_capita:
        if payout.persons == 0 and payout.cents is not None:
            demand(payout.amount, in_euros(0), "{name:plain} without counted persons", name=payout.recipient_name)


def _window(tried: Tried) -> None:
    window = tried.programme.window
    for payout in tried.per_capita:
        if payout.line.round.day not in window:
            text = "the round {round:plain} is paid, although it is due on {day}, outside the window"
            raise Violation(message(text, round=payout.round, day=payout.line.round.day))
    for funding in (funding for grant in tried.statement.grants for funding in grant.fundings):
        manager, period = funding.manager, funding.period
        if period is None:
            continue
        position = manager
        while position.continues is not None:
            position = next(one for one in tried.statement.managers if one.id == position.continues)
        starts = _starts(tried.programme)
        if position.start not in starts:
            text = "{id:plain} is funded, although the position started on {day}, outside {first} to {last}"
            raise Violation(message(text, id=manager.id, day=position.start, first=starts.first, last=starts.last))
        if period.first < manager.start or (manager.end is not None and period.last > manager.end):
            text = "{id:plain} is funded from {first} to {last}, beyond the days of employment"
            raise Violation(message(text, id=manager.id, first=period.first, last=period.last))


def _starts(programme: Programme) -> Any:
    continued = programme.continuation
    return programme.window if continued is None or continued.starts is None else continued.starts


def _open(tried: Tried) -> None:
    statement = tried.statement
    gaps = {gap.key for gap in statement.gaps}
    closed = [payout for payout in statement.payouts if payout.cents is None]
    for payout in closed:
        if payout.gap not in gaps:
            raise Violation(message("{name:plain} has no amount, and no gap says why", name=payout.recipient_name))
    known = sum(payout.cents or 0 for payout in statement.payouts)
    demand(statement.total(known_only=True), in_euros(known), "the total of what is known")
    try:
        total = statement.total()
    except UnknownFigureError:
        demand(bool(closed), True, "a total is refused although every amount is known")
        return
    demand(total, in_euros(known), "the total")
    demand(bool(closed), False, "a total covers an amount that nobody knows")


def _totals(tried: Tried) -> None:
    statement = tried.statement
    total = statement.total(known_only=True)
    for dimension in ("pillar", "round", "recipient", "year"):
        by = statement.by(dimension, known_only=True)
        demand(sum(by.values(), in_euros(0)), total, "the sum by {dimension:word}", dimension=dimension)


def _replay(tried: Tried) -> None:
    payouts: list[Any] = [*tried.statement.payouts, *tried.statement.grants]
    for payout in payouts:
        if payout.amount is not None:
            derivation = payout.derivation
            demand(derivation.amount, payout.amount, "the derivation for {name:plain}", name=_name(payout))
            demand(derivation.replay(), payout.amount, "computed anew step by step, {name:plain}", name=_name(payout))


def _name(payout: Any) -> str:
    return str(payout.recipient_name if isinstance(payout, Payout) else payout.name)


def _inverse(tried: Tried) -> None:
    from ..model.notice import Notice
    from ..notices import audit

    told = [
        (payout, Notice(payout.amount or 0, persons=payout.persons, round=payout.round, basis=payout.line.basis))
        for payout in tried.own_shares
        if payout.line.basis is Basis.ANNOUNCED or payout.line.rounding is Rounding.CENT
    ]
    for (payout, _), entry in zip(told, audit(tried.programme, [notice for _, notice in told]), strict=True):
        demand(entry.fits, True, "{name:plain} gets {amount:eur} for {persons} persons, and an audit says it fits",
               name=payout.recipient_name, amount=payout.amount, persons=payout.persons)  # fmt: skip
    management = tried.programme.management
    if management is None:
        return
    frames: dict[int, tuple[str, int]] = {}
    for grant in tried.statement.grants:
        for member, frame in zip(grant.members, grant.frames, strict=True):
            count = member.count(management.record_date)
            if frame is not None and count is not None and count.persons <= management.persons_of_land.whole:
                frames[count.persons] = (member.name, frame)
    notices = [Notice(in_euros(frame), persons=persons) for persons, (_, frame) in frames.items()]
    for entry in audit(tried.programme, notices):
        demand(entry.fits, True, "a planning frame of {amount:eur} for {persons} persons, and an audit says it fits",
               amount=entry.notice.amount, persons=entry.notice.persons)  # fmt: skip


def _json(tried: Tried) -> None:
    import json

    written = json.dumps(tried.statement.to_dict())
    demand(Statement.from_dict(json.loads(written)) == tried.statement, True,
           "written as JSON and read again, it is the same statement")  # fmt: skip


def _explained(tried: Tried) -> None:
    for payout in tried.statement.payouts:
        for lang in _LANGUAGES:
            text = payout.explain(lang)
            wanted = "" if payout.amount is None else number_text(payout.amount, lang)
            if not text.strip() or wanted not in text:
                what = "the explanation for {name:plain} does not tell its amount"
                raise Violation(message(what, name=payout.recipient_name))


_LANGUAGES: tuple[Any, ...] = ("en", "de")


def _laws() -> Iterator[Law]:
    yield Law(
        "budget",
        message("the budget is the sum of the pillars' budgets, where all are known"),
        "R1.1",
        _budget,
        of_itself=True,
    )
    yield Law(
        "pots",
        message("no pot is larger than the sum it is part of, and no threshold than the pot"),
        "R2.1, R3.1, R3.4, R3.7",
        _pots,
        of_itself=True,
    )
    yield Law(
        "calendar",
        message("every round falls due inside the window, and not before its record date"),
        "R2.3, R8.1",
        _calendar,
        of_itself=True,
    )
    yield Law(
        "sources",
        message("every figure has a status and a source, and none is made up"),
        "R7",
        _sources,
        of_itself=True,
    )
    yield Law("calculates", message("every case that fits together is calculated"), "R8.7, R8.8", _calculates)
    yield Law(
        "conservation",
        message("parts add up to the whole: shares to the pot, a grant's parts to the grant"),
        "R2.1, R2.5, R8.4, R8.7",
        _conservation,
    )
    yield Law(
        "cap",
        message("no grant is above what its managers claim, nor above the frames of the term"),
        "R3.9, R8.12",
        _cap,
    )
    yield Law(
        "anonymity",
        message("neither the order nor the names of places and managers change an amount"),
        "R2.5, R8.4",
        _anonymity,
    )
    yield Law("independence", message("a share does not depend on who else is listed"), "R8.7", _alone)
    yield Law("monotone", message("more persons never get less, and as many persons as much"), "R2.1, R2.4", _monotone)
    yield Law("nobody", message("without counted persons there is nothing to pay"), "R2.6", _nobody)
    yield Law(
        "window",
        message("nothing is paid for days outside the window, the term or the employment"),
        "R8.1, R8.3",
        _window,
    )
    yield Law("open", message("an amount that nobody knows is open, and a gap says why"), "R8.8", _open)
    yield Law("totals", message("sums by pillar, round, recipient and year are the total"), "R8.4, R8.9", _totals)
    yield Law("replay", message("every amount can be computed anew from its derivation"), "R2.4, R3.9", _replay)
    yield Law("inverse", message("an amount leads back to the count it was computed from"), "R2.4, R3.3", _inverse)
    yield Law("json", message("a statement survives being written as JSON and read again"), "", _json)
    yield Law("explained", message("every amount is explained in English and in German"), "", _explained)  # fmt: skip


LAWS: tuple[Law, ...] = tuple(_laws())
"""Every law, in the order in which `check_programme` looks at them."""
