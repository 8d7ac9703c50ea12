"""From programme, municipalities and managers to the statement; and the rules for single amounts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from attrs import evolve

from .apportionment import Method, choice_problems, largest_remainder
from .errors import InvalidInput, Problem, refuse
from .figure import Figure, Unit
from .message import message
from .model.case import Case
from .model.keys import is_district
from .model.manager import Manager
from .model.municipality import HeadCount, Municipality, persons_problems
from .model.overview import Settlement
from .model.payout import Basis, Funding, Grant, GrantPayout, Payout, PerCapitaLine, PerCapitaPayout, Stage
from .model.pillar import ManagementPillar, PayoutRound, PerCapitaPillar
from .model.programme import Programme
from .model.remark import Gap
from .model.source import Status
from .model.statement import Statement
from .money import Rounding, in_cents, in_euros
from .remarks import remarks_on
from .rules import management as management_rules
from .rules import per_capita as per_capita_rules
from .rules.own_costs import own_costs_of
from .rules.provision import areas_of, provision_of, staffing_of
from .rules.rounds import counts_of, rounds_in_window
from .rules.window import fundings, positions


def calculate(
    programme: Programme,
    municipalities: Iterable[Municipality],
    managers: Iterable[Manager] = (),
    *,
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
    refuse("calculate", _option_problems(programme, basis, rounding, method, expected, training_in_fixed_amount))
    case = Case(municipalities, managers)  # type: ignore[arg-type]  # any iterable: the converter makes it a tuple
    basis, rounding, method = Basis(basis), Rounding(rounding), Method(method)
    refuse("calculate", _land_problems(programme, case, basis, method))
    payouts: list[Payout] = []
    gaps: list[Gap] = []
    ties: list[tuple[str, tuple[str, ...]]] = []
    if programme.per_capita is not None:
        for line in _lines(programme, programme.per_capita, case, basis, rounding, method, expected=expected):
            paid, tied = _round_payouts(line, case.municipalities)
            payouts.extend(paid)
            ties.extend((line.round.key, tied) for tied in [tied] if tied)
            gaps.extend(_round_gaps(programme, line, paid, case, expected=expected))
    grants: tuple[Grant, ...] = ()
    settlements: tuple[Settlement, ...] = ()
    if programme.management is not None:
        grants = tuple(_grants(programme, programme.management, case))
        settlements = tuple(_settlements(programme.management, case.municipalities))
        for grant in grants:
            paid_out, tied = _grant_payouts(grant)
            payouts.extend(paid_out)
            ties.extend((grant.provider, tied) for tied in [tied] if tied)
        gaps.extend(_grant_gaps(grants))
    record_date = _record_date(programme)
    statement = Statement(
        programme=programme,
        case=case,
        basis=basis,
        expected=expected,
        rounding=rounding,
        method=method,
        training_in_fixed_amount=training_in_fixed_amount,
        payouts=tuple(payouts),
        grants=grants,
        areas=areas_of(case, record_date),
        staffing=staffing_of(case.managers, case.municipalities, record_date),
        provision=provision_of(case.municipalities),
        settlements=settlements,
        own_costs=tuple(own_costs_of(grant, training_in_fixed_amount=training_in_fixed_amount) for grant in grants),
        warnings=(),
        gaps=tuple(gaps),
    )
    return evolve(statement, warnings=tuple(remarks_on(statement, ties)))


def planning_frame(programme: Programme, *, persons: int) -> Figure:
    """Return the planning frame of a year for a number of counted persons, as a figure in EUR (R3.3).

    Raises:
        InvalidInput: for a count that is not whole, below 0 or above that of the whole Land.

    >>> from integrationsfoerderung import load_programme
    >>> planning_frame(load_programme("pakt-fuer-integration"), persons=352).amount
    Decimal('280220.00')
    """
    pillar = _management(programme, "planning_frame")
    figure = _persons(persons, pillar.persons_of_land, "planning_frame")
    return management_rules.frame(pillar.pot, pillar.persons_of_land, figure)  # type: ignore[no-any-return]  # figures in, a figure out


def first_tranche(programme: Programme, *, persons: int) -> Figure:
    """Return the first tranche for a number of provisionally counted persons, as a figure in EUR (R3.4).

    Raises:
        InvalidInput: for a count that is not whole, below 0 or above that of the whole Land.

    >>> from integrationsfoerderung import load_programme
    >>> first_tranche(load_programme("pakt-fuer-integration"), persons=766).amount
    Decimal('569249.00')
    """
    pillar = _management(programme, "first_tranche")
    figure = _persons(persons, pillar.tranche_persons_of_land, "first_tranche")
    return management_rules.tranche(pillar.tranche_pot, pillar.tranche_persons_of_land, figure)  # type: ignore[no-any-return]  # figures in, a figure out


def implied_persons(
    programme: Programme, amount: Decimal | int, *, stage: Stage | str = Stage.FINAL_FRAME
) -> tuple[int, ...]:
    """Return every whole count whose amount it is, smallest first; empty where none fits.

    Args:
        programme: the programme.
        amount: the amount in EUR, ≥ 0.
        stage: `final frame` (R3.3), `first tranche` (R3.4), or `grant`: a grant at the cap, which is the years of the
            term times a rounded frame (R3.9).

    Raises:
        InvalidInput: for a float, a negative amount, or an unknown stage.

    >>> from integrationsfoerderung import load_programme
    >>> implied_persons(load_programme("pakt-fuer-integration"), Decimal("280220"))
    (352,)
    """
    refuse(
        "implied_persons",
        [
            *_programme_problems(programme, "implied_persons"),
            *choice_problems(Stage, stage, "stage", "implied_persons"),
        ],
    )
    cents = in_cents(amount, subject="implied_persons")
    pillar = _management(programme, "implied_persons")
    stage = Stage(stage)
    if stage is Stage.FIRST_TRANCHE:
        pot, everyone = pillar.tranche_pot.whole, pillar.tranche_persons_of_land.whole
    else:
        pot, everyone = pillar.pot.whole, pillar.persons_of_land.whole
    if stage is Stage.GRANT:
        cents, rest = divmod(cents, pillar.term.whole)
        if rest:
            return ()
    return _counts_with_share(pot, everyone, cents, Rounding.EURO)


def _counts_with_share(pot: int, everyone: int, cents: int, rounding: Rounding) -> tuple[int, ...]:
    """Invert a rounded share: the counts n with cents - unit/2 <= pot × n ÷ everyone < cents + unit/2."""
    unit = rounding.cents
    if cents % unit or not pot:
        return tuple(range(everyone + 1)) if not pot and not cents else ()
    first = max(-(-(2 * cents - unit) * everyone // (2 * pot)), 0)
    last = min(-(-(2 * cents + unit) * everyone // (2 * pot)) - 1, everyone)
    return tuple(range(first, last + 1))


def _management(programme: Programme, subject: str) -> ManagementPillar:
    refuse(subject, _programme_problems(programme, subject))
    if programme.management is None:
        allowed, remedy = message("a programme with a management pillar"), message("use the edition that has one")
        raise InvalidInput(subject, [Problem(subject, "programme", programme.key, allowed, remedy)])
    return programme.management


def _programme_problems(programme: object, subject: str) -> Iterator[Problem]:
    if not isinstance(programme, Programme):
        remedy = message("load it first: load_programme('pakt-fuer-integration')")
        yield Problem(subject, "programme", programme, message("a Programme"), remedy)


def _persons(persons: int, everyone: Figure, subject: str) -> Figure:
    problems = list(persons_problems(persons, "persons", subject))
    if not problems and persons > everyone.whole:
        allowed = message("at most {everyone}, the count of the whole Land", everyone=everyone.whole)
        problems.append(Problem(subject, "persons", persons, allowed, message("check the count")))
    refuse(subject, problems)
    return Figure(persons, Unit.PERSONS, "counted persons", clause="R2.2")


# --- what is refused before anything is computed


def _option_problems(
    programme: object, basis: object, rounding: object, method: object, expected: object, training: object
) -> Iterator[Problem]:
    yield from _programme_problems(programme, "calculate")
    yield from choice_problems(Basis, basis, "basis", "calculate")
    yield from choice_problems(Rounding, rounding, "rounding", "calculate")
    yield from choice_problems(Method, method, "method", "calculate")
    for name, value in (("expected", expected), ("training_in_fixed_amount", training)):
        if not isinstance(value, bool):
            yield Problem("calculate", name, value, message("True or False"), message("give one of them"))


def _land_problems(programme: Programme, case: Case, basis: Basis, method: Method) -> Iterator[Problem]:
    """Hold the listed persons against those of the whole Land (R8.7)."""
    split = basis is Basis.POT_SHARE and method is Method.LARGEST_REMAINDER
    if method is Method.LARGEST_REMAINDER and not split:
        allowed = message("the basis pot_share")
        remedy = message("largest remainder splits a pot: set basis='pot_share', or leave the method out")
        yield Problem("calculate", "method", method.value, allowed, remedy)
    seen = set()
    for record_date, everyone in _counts_of_land(programme):
        if everyone.value is None or (record_date, everyone.value) in seen:
            continue
        seen.add((record_date, everyone.value))
        counts = [municipality.count(record_date) for municipality in case.municipalities]
        yield from _too_many(counts, everyone)
        listed = sum(count.persons for count in counts if count is not None)
        if split and any(counts) and listed < everyone.value:
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
        yield from _too_many(provisional, programme.management.tranche_persons_of_land)


def _counts_of_land(programme: Programme) -> Iterator[tuple[Any, Figure]]:
    if programme.per_capita is not None:
        for round_ in rounds_in_window(programme.per_capita, programme.window):
            yield round_.record_date, round_.persons_of_land
    if programme.management is not None:
        yield programme.management.record_date, programme.management.persons_of_land


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


def _record_date(programme: Programme) -> Any:
    if programme.management is not None:
        return programme.management.record_date
    if programme.per_capita is not None and programme.per_capita.rounds:
        return programme.per_capita.rounds[0].record_date
    return programme.window.first


# --- per-capita rounds


def usable(figure: Figure, *, expected: bool) -> bool:
    """Whether a figure may be computed with: known, and not only expected unless that is allowed (R8.8)."""
    return figure.value is not None and (expected or figure.status is not Status.EXPECTED)


def _needed(round_: PayoutRound, basis: Basis) -> tuple[Figure, ...]:
    return (round_.rate,) if basis is Basis.ANNOUNCED else (round_.pot, round_.persons_of_land)


def _lines(
    programme: Programme,
    pillar: PerCapitaPillar,
    case: Case,
    basis: Basis,
    rounding: Rounding,
    method: Method,
    *,
    expected: bool,
) -> Iterator[PerCapitaLine]:
    """Return the line of each round in the window; a round may repeat an earlier one as expected (R0.7, R8.8)."""
    lines: dict[str, PerCapitaLine] = {}
    for round_ in rounds_in_window(pillar, programme.window):
        missing = next((figure for figure in _needed(round_, basis) if not usable(figure, expected=expected)), None)
        counted = any(counts_of(round_, case.municipalities))
        line = PerCapitaLine(pillar.key, round_, basis, rounding, method)
        if missing is not None or not counted:
            earlier = lines.get(round_.repeats or "")
            if earlier is not None and round_.factor is not None and usable(round_.factor, expected=expected):
                line = evolve(line, repeats=earlier)
            elif counted and missing is not None:
                line = evolve(line, gap=missing.key)
        lines[round_.key] = line
        yield line


class _Paid(NamedTuple):
    payouts: list[PerCapitaPayout]
    ties: tuple[str, ...]


def _round_payouts(line: PerCapitaLine, municipalities: Sequence[Municipality]) -> _Paid:
    """Return a round's payouts in the order of the municipalities; none where nobody has a count (R8.8)."""
    round_ = line.round
    if line.repeats is not None and round_.factor is not None:
        earlier, ties = _round_payouts(line.repeats, municipalities)
        factor = round_.factor.whole
        return _Paid(
            [
                PerCapitaPayout(
                    None if payout.cents is None else per_capita_rules.repeated(payout.cents, factor),
                    line,
                    payout.municipality,
                    payout.persons,
                    payout.units_up,
                )
                for payout in earlier
            ],
            ties,
        )
    counts = [count and count.persons for count in counts_of(round_, municipalities)]
    if all(count is None for count in counts):
        return _Paid([], ())
    pairs = zip(municipalities, counts, strict=True)
    if line.gap:
        return _Paid([PerCapitaPayout(None, line, municipality, persons) for municipality, persons in pairs], ())
    if line.basis is Basis.ANNOUNCED:
        rate, announced = round_.rate.whole, per_capita_rules.announced
        return _Paid(
            [
                PerCapitaPayout(None if persons is None else announced(rate, persons), line, municipality, persons)
                for municipality, persons in pairs
            ],
            (),
        )
    pot, everyone = round_.pot.whole, round_.persons_of_land.whole
    if line.method is Method.LARGEST_REMAINDER:
        return _by_largest_remainder(line, municipalities, [count or 0 for count in counts])
    pot_share, rounding = per_capita_rules.pot_share, line.rounding
    return _Paid(
        [
            PerCapitaPayout(
                None if persons is None else pot_share(pot, everyone, persons, rounding), line, municipality, persons
            )
            for municipality, persons in pairs
        ],
        (),
    )


def _by_largest_remainder(line: PerCapitaLine, municipalities: Sequence[Municipality], counts: list[int]) -> _Paid:
    pot, everyone = line.round.pot.whole, line.round.persons_of_land.whole
    parts, ties = largest_remainder(pot, counts, [municipality.ags for municipality in municipalities], line.rounding)
    unit = line.rounding.cents
    payouts = []
    for municipality, persons, part in zip(municipalities, counts, parts, strict=True):
        up = (part - pot // unit * persons // everyone * unit) // unit
        payouts.append(PerCapitaPayout(part, line, municipality, persons, up))
    return _Paid(payouts, ties)


def _round_gaps(
    programme: Programme, line: PerCapitaLine, payouts: Sequence[PerCapitaPayout], case: Case, *, expected: bool
) -> Iterator[Gap]:
    """Name what a round needs and nobody knows (R8.8)."""
    if not payouts and case.municipalities:
        yield Gap(
            line.count_gap,
            message(
                "nobody has a head count for {record_date}: the round {round:plain} is not calculated and totals "
                "leave it out",
                record_date=line.round.record_date,
                round=line.round.key,
            ),
        )
    uncounted = [payout.municipality for payout in payouts if payout.persons is None]
    if uncounted:
        yield Gap(
            line.count_gap,
            message(
                "no head count for {record_date} is given for {names:list}",
                record_date=(line.repeats or line).round.record_date,
                names=[municipality.name for municipality in uncounted],
            ),
            keys=[municipality.ags for municipality in uncounted],
        )
    if line.gap:
        figure = next(figure for figure in _needed(line.round, line.basis) if not usable(figure, expected=expected))
        yield _figure_gap(figure, [payout.municipality.ags for payout in payouts if payout.persons is not None])


def _figure_gap(figure: Figure, keys: Sequence[str]) -> Gap:
    if figure.value is not None:
        text = message(
            "{label:word} of {amount:plain} is only expected ({clause:plain}): it is used where expected figures are "
            "allowed",
            label=figure.label,
            amount=figure.amount,
            clause=figure.clause,
        )
        return Gap(figure.key, text, keys=keys)
    error = figure.unknown()
    return Gap(figure.key, error.missing, error.look, keys)


# --- management grants


def _grants(programme: Programme, pillar: ManagementPillar, case: Case) -> Iterator[Grant]:
    """Return the grant of each provider that employs managers, in the order of the municipalities (R3.8, R3.9)."""
    employed: dict[str, list[Manager]] = {}
    for manager in case.managers:
        employed.setdefault(manager.provider, []).append(manager)
    for provider, members in case.providers().items():
        if provider in employed:
            yield _grant(programme, pillar, case.provider_name(provider), provider, members, employed[provider])


def _grant(
    programme: Programme,
    pillar: ManagementPillar,
    name: str,
    provider: str,
    members: tuple[Municipality, ...],
    managers: Sequence[Manager],
) -> Grant:
    funded = {
        funding.manager.id: funding
        for chain in positions(managers)
        for funding in fundings(chain, programme.window, pillar.term.whole)
    }
    for manager in managers:
        if manager.fte_units < pillar.least_fte.whole:
            funded[manager.id] = Funding(manager, None, 0)
    claims = [
        management_rules.claim(
            pillar.fixed_amount(manager.qualification).whole, manager.fte_units, funded[manager.id].day_months
        )
        for manager in managers
    ]
    together = management_rules.claims_together(*claims)
    frames = tuple(_frame(pillar, municipality) for municipality in members)
    known = [frame for frame in frames if frame is not None]
    cents, parts, eligible = None, None, None
    if len(known) == len(frames):
        cap = management_rules.frames_of_term(pillar.term.whole, *known)
        if is_district(provider):
            eligible, cents = True, management_rules.grant(cap, together)
        else:
            eligible = sum(known) >= pillar.threshold.whole
            cents = management_rules.grant_from_threshold(cap, together, pillar.threshold.whole, *known)
        keys = [municipality.ags for municipality in members]
        parts = tuple(management_rules.divide_over_municipalities(cents, known, keys))
    return Grant(
        provider=provider,
        name=name,
        pillar=pillar,
        members=members,
        frames=frames,
        tranches=tuple(_tranche(pillar, municipality) for municipality in members),
        fundings=tuple(funded[manager.id] for manager in managers),
        eligible=eligible,
        claim=in_euros(together),
        cents=cents,
        parts=parts,
        gap="" if cents is not None else f"{pillar.key}.{provider}.persons",
    )


def _frame(pillar: ManagementPillar, municipality: Municipality) -> int | None:
    count = municipality.count(pillar.record_date)
    if count is None:
        return None
    return int(management_rules.frame(pillar.pot.whole, pillar.persons_of_land.whole, count.persons))


def _tranche(pillar: ManagementPillar, municipality: Municipality) -> int | None:
    count = municipality.provisional_count(pillar.record_date)
    if count is None:
        return None
    return int(
        management_rules.tranche(pillar.tranche_pot.whole, pillar.tranche_persons_of_land.whole, count.persons)
    )


def _settlements(pillar: ManagementPillar, municipalities: Sequence[Municipality]) -> Iterator[Settlement]:
    """Settle the first tranche of each municipality with a provisional count (R8.6)."""
    for municipality in municipalities:
        tranche, frame = _tranche(pillar, municipality), _frame(pillar, municipality)
        if tranche is not None:
            yield Settlement(
                municipality,
                in_euros(tranche),
                None if frame is None else in_euros(frame),
                None if frame is None else in_euros(management_rules.balance(frame, tranche)),
            )


def _grant_payouts(grant: Grant) -> tuple[list[GrantPayout], tuple[str, ...]]:
    """Divide a grant over its managers and their years of service (R8.4)."""
    funded = [funding for funding in grant.fundings if funding.period is not None]
    if grant.cents is None:
        open_ = [
            GrantPayout(None, grant, funding.manager, year)
            for funding in funded
            for year, _ in (funding.period.by_year() if funding.period is not None else ())
        ]
        return open_, ()
    if not grant.cents:
        return [], ()
    claims = [
        management_rules.claim(
            grant.pillar.fixed_amount(funding.manager.qualification).whole,
            funding.manager.fte_units,
            funding.day_months,
        )
        for funding in funded
    ]
    parts, ties = management_rules.divide_over_managers(
        grant.cents, claims, [funding.manager.id for funding in funded]
    )
    payouts = []
    for funding, claim, part in zip(funded, claims, parts, strict=True):
        up = part - grant.cents * claim // sum(claims)
        for year, amount, year_up in management_rules.divide_over_years(part, funding):
            payouts.append(GrantPayout(amount, grant, funding.manager, year, (up, year_up)))
    return payouts, ties


def _grant_gaps(grants: Sequence[Grant]) -> Iterator[Gap]:
    for grant in grants:
        if grant.gap:
            unknown = [
                member for member, frame in zip(grant.members, grant.frames, strict=True) if frame is None
            ]
            yield Gap(
                grant.gap,
                message(
                    "the grant of {name:plain} needs the head count for {record_date} of {names:list}",
                    name=grant.name,
                    record_date=grant.pillar.record_date,
                    names=[member.name for member in unknown],
                ),
                keys=[grant.provider],
            )
