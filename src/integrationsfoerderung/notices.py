"""Does a notice fit the rules? Which count does it imply; and where it does not fit, what is nearest, and why?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from .amounts import programme_problems
from .catalogue.published import notices_from_csv, published_notices
from .errors import Problem, refuse
from .figure import Figure
from .message import message
from .model.notice import AuditResult, Notice
from .model.payout import Stage
from .model.pillar import ManagementPillar, PerCapitaPillar
from .model.programme import Programme
from .model.verdict import Cause
from .rules import readings
from .rules.checks import Asked, check_amount
from .rules.grant_checks import check_grant
from .rules.readings import Reading

__all__ = ["audit", "notices_from_csv", "published_notices"]

_Others: TypeAlias = list[tuple[Cause, Reading | None]]


def audit(programme: Programme, notices: Iterable[Notice]) -> AuditResult:
    """Hold notices against the rules: does each fit, for which count, and if not, what is nearest and why may that be?

    An amount fits where the rule of its stage or round gives exactly it: for the counts and FTE that the notice tells,
    or for some whole count where it tells none. The amounts of several municipalities together fit as a sum of amounts
    rounded one by one (R3.3); where only their number is known, if so many roundings can reach the amount. A grant
    fits as the smaller of its cap and what its positions claim (R3.9); without FTE only at the cap.

    Args:
        programme: the programme.
        notices: the notices.

    Returns:
        An entry for each notice, in their order: `fits`, `persons`, `reason`, and more.

    Raises:
        InvalidInput: with all problems: what is no notice, and rounds or stages that the programme does not have.

    Clauses R2.4, R3.3, R3.4, R3.7, R3.9.

    >>> from decimal import Decimal
    >>> from integrationsfoerderung import load_programme
    >>> told = [Notice(amount=Decimal("280220"), persons=352), Notice(amount=Decimal("282020"))]
    >>> right, wrong = audit(load_programme("pakt-fuer-integration"), told)
    >>> print(right.verdict.value, right.persons, right.reason)
    fits (352,) 280,220.00 EUR is the planning frame of a year of 352 persons
    >>> wrong.fits, [(str(candidate.amount), candidate.cause.value) for candidate in wrong.candidates]
    (False, [('280220.00', 'two adjacent digits of the amount exchanged')])
    """
    refuse("audit", programme_problems(programme, "audit"))
    refuse("audit", _list_problems(notices))
    listed = tuple(notices)
    refuse("audit", (problem for notice in listed for problem in _problems(programme, notice)))
    asked: dict[object, Asked] = {}
    entries = []
    for notice in listed:
        name = notice.round, notice.stage, notice.basis
        if name not in asked:
            asked[name] = _asked(programme, notice)
        check = check_grant if notice.stage is Stage.GRANT else check_amount
        entries.append(check(asked[name], notice))
    return AuditResult(tuple(entries))


def _list_problems(notices: object) -> Iterator[Problem]:
    if not isinstance(notices, Iterable):
        remedy = message("write [Notice(amount=280_220)]")
        yield Problem("audit", "notices", notices, message("a list of Notice"), remedy)


def _problems(programme: Programme, notice: object) -> Iterator[Problem]:
    """Say what of a notice the programme cannot be asked about."""
    if not isinstance(notice, Notice):
        remedy = message("write [Notice(amount=280_220)]")
        yield Problem("audit", "notices", notice, message("a list of Notice"), remedy)
        return
    rounds = programme.per_capita
    if notice.round is not None:
        keys = [] if rounds is None else [round_.key for round_ in rounds.rounds]
        if notice.round not in keys:
            allowed, remedy = message("{keys:list}", keys=keys), message("use a round of the programme")
            yield Problem(notice.subject, "round", notice.round, allowed, remedy)
    elif not _has_stage(programme, notice.stage):
        allowed, remedy = message("a stage that the programme has"), message("use the edition that has it")
        yield Problem(notice.subject, "stage", str(notice.stage), allowed, remedy)


def _has_stage(programme: Programme, stage: Stage | None) -> bool:
    if programme.management is None or stage is None:
        return programme.continuation is not None and stage is Stage.GRANT
    return readings.of_stage(programme.management, stage) is not None


# --- what the programme gives


def _asked(programme: Programme, notice: Notice) -> Asked:
    pillar, rounds = programme.management, programme.per_capita
    rules: list[Reading | None] = []
    others: _Others = []
    if rounds is not None and notice.round is not None:
        rules, others = _of_round(programme, rounds, notice)
    elif pillar is not None and notice.stage is not None:
        rules, others = [readings.of_stage(pillar, notice.stage)], _of_stage(pillar, notice.stage)
    there = [rule for rule in rules if rule is not None]
    gaps = dict.fromkeys(rule.gap for rule in there if rule.gap is not None)
    return Asked(
        tuple(rule for rule in there if rule.gap is None),
        tuple(gaps),
        tuple((cause, other) for cause, other in others if other is not None and other.gap is None),
        pillar or programme.continuation,
    )


def _of_stage(pillar: ManagementPillar, stage: Stage) -> _Others:
    frame, advance, cap = readings.final_frame(pillar), readings.first_tranche(pillar), readings.cap(pillar)
    named: dict[Stage, _Others] = {
        Stage.FINAL_FRAME: [(Cause.WHOLE_TERM, cap), (Cause.TRANCHE, advance)],
        Stage.FIRST_TRANCHE: [(Cause.YEAR_FOR_TRANCHE, frame)],
        Stage.GRANT: [(Cause.ONE_YEAR, frame), (Cause.TRANCHE, advance)],
    }
    return named[stage] + [(Cause.MIXED_DIVISOR, reading) for reading in readings.mixed(pillar)]


def _of_round(programme: Programme, pillar: PerCapitaPillar, notice: Notice) -> tuple[list[Reading | None], _Others]:
    others: _Others = []
    rules: list[Reading | None] = []
    for round_ in pillar.rounds:
        if round_.key != notice.round:
            others += [(Cause.OTHER_ROUND, reading) for reading in readings.of_round(round_, notice.basis)]
            continue
        rules += readings.of_round(round_, notice.basis)
        if notice.basis is not None:
            others += [(Cause.OTHER_BASIS, reading) for reading in readings.of_round(round_) if reading not in rules]
        rate: Figure | None = round_.rate
        if rate is not None:
            dated = [figure for figure in programme.figures if figure.key == rate.key and figure.value != rate.value]
            others += [(Cause.OTHER_RATE, readings.at_rate(round_, figure)) for figure in dated]
    return rules, others
