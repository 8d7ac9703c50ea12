"""From programme, municipalities and managers to the statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from .amounts import nobody_problems, programme_problems
from .apportionment import Method, choice_problems
from .errors import Problem, gathered, refuse
from .figure import Figure
from .message import message
from .model.case import Case
from .model.keys import is_district, is_stadtkreis
from .model.manager import Manager
from .model.municipality import HeadCount, Municipality
from .model.payout import Basis, Grant, Payout
from .model.pillar import PerCapitaPillar
from .model.places import District
from .model.programme import Programme
from .model.remark import Gap
from .model.statement import Statement
from .money import Rounding
from .rules.grants import gaps_of_grants, grants_of, payouts_of_grant
from .rules.rounds import Payees, gaps_of, lines_of, opened, payouts_of, persons_by_round, rounds_in_window


def calculate(
    programme: Programme,
    municipalities: Iterable[Municipality],
    managers: Iterable[Manager] = (),
    *,
    districts: Iterable[District] = (),
    basis: Basis | str = Basis.ANNOUNCED,
    expected: bool = False,
    rounding: Rounding | str = Rounding.CENT,
    method: Method | str = Method.EACH_ON_ITS_OWN,
    training_in_fixed_amount: bool = True,
) -> Statement:
    """Compute what a programme pays: per-capita rounds, management grants, and all that a reader has to know.

    Args:
        programme: the programme, from `load_programme`.
        municipalities: the municipalities with their head counts; a part of the Land is enough.
        managers: the integration managers; each of a provider of the municipalities.
        districts: the districts with their counts, for programmes that pay districts.
        basis: announced rate × persons, or share of the pot (R2.4).
        expected: whether figures that are only expected may be used; they are marked (R8.8).
        rounding: unit of a pot share (R2.5).
        method: pot shares rounded each on its own, or by largest remainder, which needs the whole Land (R2.5, R8.7).
        training_in_fixed_amount: whether training is inside the fixed amount (R3.5), or an own cost (R0.8, R8.10).

    Returns:
        The statement. Amounts that need an unknown figure are open, and named in `gaps` (R8.8).

    Raises:
        InvalidInput: with all problems of the input: objects twice, a manager of an unknown provider, more persons
            than the whole Land counted, largest remainder over a part of the Land.

    >>> from datetime import date
    >>> from integrationsfoerderung import HeadCount, Municipality, load_programme
    >>> town = Municipality("08327050", "Tuttlingen", head_counts=[HeadCount(date(2017, 9, 15), 248)])
    >>> calculate(load_programme("pakt-fuer-integration"), [town]).total(round="2017")
    Decimal('303800.00')
    """
    problems = list(_option_problems(programme, basis, rounding, method, expected, training_in_fixed_amount))
    case = Case()
    with gathered(problems):
        case = Case(municipalities, managers, districts=districts)
    refuse("calculate", problems)
    basis, rounding, method = Basis(basis), Rounding(rounding), Method(method)
    refuse("calculate", _land_problems(programme, case, basis, method, rounding))
    payouts: list[Payout] = []
    gaps: list[Gap] = []
    ties: list[tuple[str, tuple[str, ...]]] = []
    if programme.per_capita is not None:
        payees = payees_of(programme.per_capita, case)
        lines = lines_of(programme.per_capita, programme.window, payees, basis, rounding, method)
        persons = persons_by_round(lines, payees)
        for line in opened(lines, persons, expected=expected):
            paid, tied = payouts_of(line, payees, persons)
            payouts.extend(paid)
            ties.extend((line.round.key, tied) for tied in [tied] if tied)
            gaps.extend(gaps_of(line, paid, payees, expected=expected))
    grants: tuple[Grant, ...] = ()
    pillar = programme.management or programme.continuation
    if pillar is not None:
        grants = tuple(grants_of(programme, pillar, case, expected=expected))
        for grant in grants:
            paid_out, tied = payouts_of_grant(grant)
            payouts.extend(paid_out)
            ties.extend((grant.provider, tied) for tied in [tied] if tied)
        gaps.extend(gaps_of_grants(grants))
    return Statement(
        programme=programme,
        case=case,
        basis=basis,
        expected=expected,
        rounding=rounding,
        method=method,
        training_in_fixed_amount=training_in_fixed_amount,
        payouts=tuple(payouts),
        grants=grants,
        ties=tuple(ties),
        gaps=tuple(gaps),
    )


def _option_problems(
    programme: object, basis: object, rounding: object, method: object, expected: object, training: object
) -> Iterator[Problem]:
    yield from programme_problems(programme, "calculate")
    yield from choice_problems(Basis, basis, "basis", "calculate")
    yield from choice_problems(Rounding, rounding, "rounding", "calculate")
    yield from choice_problems(Method, method, "method", "calculate")
    for name, value in (("expected", expected), ("training_in_fixed_amount", training)):
        if not isinstance(value, bool):
            yield Problem("calculate", name, value, message("True or False"), message("give one of them"))


def _land_problems(
    programme: Programme, case: Case, basis: Basis, method: Method, rounding: Rounding
) -> Iterator[Problem]:
    """Hold the listed persons against those of the whole Land (R8.7)."""
    split = basis is Basis.POT_SHARE and method is Method.LARGEST_REMAINDER
    if method is Method.LARGEST_REMAINDER and not split:
        allowed = message("the basis pot_share")
        remedy = message("largest remainder splits a pot: set basis='pot_share', or leave the method out")
        yield Problem("calculate", "method", method.value, allowed, remedy)
    if split and programme.per_capita is not None:
        for round_ in rounds_in_window(programme.per_capita, programme.window):
            if round_.pot is not None and round_.pot.value is not None and round_.pot.value % rounding.cents:
                allowed, remedy = message("a multiple of the unit (1 EUR)"), message("round to the cent instead")
                yield Problem(f"round {round_.key}", "pot", round_.pot.amount, allowed, remedy)
    seen = set()
    if programme.continuation is not None and programme.continuation.applicants == "district":
        yield from _applicant_problems(case)
    paid = payees_of(programme.per_capita, case)
    for payees, record_date, everyone in _counts_of_land(programme, case):
        known = (id(payees), record_date, everyone.value)
        if everyone.value is None or known in seen:
            continue
        seen.add(known)
        yield from nobody_problems(everyone, "calculate")
        counts = [payee.count(record_date) for payee in payees]
        yield from _too_many(counts, everyone)
        listed = sum(count.persons for count in counts if count is not None)
        if split and payees is paid and any(counts) and (listed < everyone.value or None in counts):
            yield Problem(
                "calculate",
                "method",
                method.value,
                message("the whole Land: {everyone} persons, not {listed}", everyone=everyone.value, listed=listed),
                message("list every municipality, or round each share on its own"),
            )
    if programme.management is not None:
        record_date = programme.management.record_date
        provisional = [municipality.provisional_count(record_date) for municipality in case.municipalities]
        if programme.management.tranche_persons_of_land is not None:
            yield from nobody_problems(programme.management.tranche_persons_of_land, "calculate")
            yield from _too_many(provisional, programme.management.tranche_persons_of_land)


def _counts_of_land(programme: Programme, case: Case) -> Iterator[tuple[Payees, date, Figure]]:
    """Yield who is counted for what: those a round pays, and for the frames the municipalities (R3.3)."""
    if programme.per_capita is not None:
        payees = payees_of(programme.per_capita, case)
        for round_ in rounds_in_window(programme.per_capita, programme.window):
            if round_.persons_of_land is not None:
                yield payees, round_.record_date, round_.persons_of_land
    if programme.management is not None:
        yield case.municipalities, programme.management.record_date, programme.management.persons_of_land


def payees_of(pillar: PerCapitaPillar | None, case: Case) -> Payees:
    """Return who is paid and counted: the districts where the pillar says so, otherwise the municipalities."""
    return case.districts if pillar is not None and pillar.recipients == "district" else case.municipalities


def _applicant_problems(case: Case) -> Iterator[Problem]:
    for manager in case.managers:
        if not is_district(manager.provider) and not is_stadtkreis(manager.provider):
            yield Problem(
                manager.subject,
                "provider",
                manager.provider,
                message("a Landkreis (5 digits) or a Stadtkreis"),
                message("only districts may apply: set the Landkreis as provider"),
            )


def _too_many(counts: Sequence[HeadCount | None], everyone: Figure) -> Iterator[Problem]:
    listed = sum(count.persons for count in counts if count is not None)
    if everyone.value is not None and listed > everyone.value:
        yield Problem(
            "municipalities",
            "head_counts",
            listed,
            message("at most {everyone} persons together, the count of the whole Land", everyone=everyone.value),
            message("check the counts; a municipality may be listed with another's"),
        )
