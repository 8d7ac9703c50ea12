"""What a reader of a statement has to know, as values: conventions, thresholds, residuals, ties, doubtful inputs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from .apportionment import Method
from .message import message
from .model.keys import is_ags
from .model.municipality import CountStatus
from .model.payout import Basis, PerCapitaLine, PerCapitaPayout
from .model.pillar import ContinuationPillar, ManagementPillar
from .model.remark import Remark
from .model.source import Status
from .model.statement import Statement
from .money import in_euros
from .rules.window import approval, positions, starts_inside


def remarks_on(statement: Statement, ties: Sequence[tuple[str, tuple[str, ...]]]) -> Iterator[Remark]:
    """Yield every remark on a statement; `ties` are the keys of each split in which equal remainders were broken."""
    yield from _inputs(statement)
    yield from _rounds(statement)
    for where, keys in ties:
        yield Remark(
            "tie",
            message("equal remainders in {where:plain}: the smaller key got the unit left", where=where),
            keys,
            "R2.5, R8.4",
        )
    yield from _grants(statement)
    yield from _conventions(statement)


def _inputs(statement: Statement) -> Iterator[Remark]:
    made_up = [
        municipality.ags
        for municipality in statement.municipalities
        if any(count.status is CountStatus.ILLUSTRATIVE for count in municipality.head_counts)
    ]
    if made_up:
        yield Remark(
            "illustrative",
            message("the head counts of {count} municipalities are made up", count=len(made_up)),
            made_up,
        )
    managers = [manager.id for manager in statement.managers if manager.illustrative]
    if managers:
        yield Remark("illustrative", message("entries of {count} managers are made up", count=len(managers)), managers)
    dates = {line.round.record_date for line in _lines(statement)}
    base = statement.programme.management
    if base is not None:
        dates.add(base.record_date)
    interim = [
        municipality.ags
        for municipality in statement.municipalities
        if any((count := municipality.count(day)) is not None and count.status is CountStatus.INTERIM for day in dates)
    ]
    if interim:
        yield Remark(
            "interim",
            message("interim head counts stand in for final ones: corrections are possible"),
            interim,
            "R2.3",
        )


def _lines(statement: Statement) -> list[PerCapitaLine]:
    lines: list[PerCapitaLine] = []
    for payout in statement.payouts:
        if isinstance(payout, PerCapitaPayout) and not (lines and payout.line is lines[-1]):
            lines.append(payout.line)
    return lines


def _rounds(statement: Statement) -> Iterator[Remark]:
    for line in _lines(statement):
        round_ = line.round
        paid = [payout for payout in statement.payouts if isinstance(payout, PerCapitaPayout) and payout.line is line]
        if line.repeats is not None:
            yield Remark(
                "expected",
                message(
                    "the round {round:plain} repeats the amounts of {earlier:plain}: about the same sum is expected, "
                    "no rate is known",
                    round=round_.key,
                    earlier=line.repeats.round.key,
                ),
                [round_.key],
                "R0.7, R8.8",
            )
            continue
        for figure in line.figures:
            if figure.status is Status.EXPECTED and not line.gap:
                yield Remark(
                    "expected",
                    message("{label:word} of the round {round:plain} is only expected", label=figure.label,
                            round=round_.key),
                    [figure.key],
                    figure.clause,
                )  # fmt: skip
        if line.basis is Basis.ANNOUNCED:
            yield from _announced_against_pot(line)
        elif not line.gap:
            yield _residual(line, paid)


def _announced_against_pot(line: PerCapitaLine) -> Iterator[Remark]:
    round_ = line.round
    figures = (round_.rate, round_.pot, round_.persons_of_land)
    rate, pot, everyone = (None if figure is None else figure.value for figure in figures)
    if rate is not None and pot is not None and everyone is not None:
        yield Remark(
            "announced-against-pot",
            message(
                "the announced rate times {everyone} persons of the whole Land misses the pot of the round "
                "{round:plain} by {gap:eur}",
                everyone=everyone,
                round=line.round.key,
                gap=in_euros(pot - rate * everyone),
            ),
            [line.round.key],
            "R2.4, R8.7",
        )


def _residual(line: PerCapitaLine, paid: Sequence[PerCapitaPayout]) -> Remark:
    pot, everyone = (figure.whole for figure in line.figures)
    listed = sum(payout.persons or 0 for payout in paid)
    known = sum(payout.cents or 0 for payout in paid)
    return Remark(
        "residual",
        message(
            "round {round:plain}: the rounded shares of {listed} persons are {residual:eur} over their exact share; "
            "{others} persons of the Land are not listed",
            round=line.round.key,
            listed=listed,
            residual=(Fraction(known) - Fraction(pot * listed, everyone)) / 100 if everyone else Fraction(0),
            others=everyone - listed,
        ),
        [line.round.key],
        "R8.7",
    )


def _grants(statement: Statement) -> Iterator[Remark]:
    programme = statement.programme
    pillar = programme.management or programme.continuation
    if pillar is None:
        return
    for grant in statement.grants:
        if grant.eligible is False and isinstance(pillar, ManagementPillar) and pillar.threshold is not None:
            yield Remark(
                "below-threshold",
                message(
                    "{name:plain}: the frames of {frame:eur} a year stay below {threshold:eur}: no grant",
                    name=grant.name,
                    frame=grant.frame,
                    threshold=pillar.threshold.amount,
                ),
                [grant.provider],
                "R3.7, R8.5",
            )
        if grant.capped:
            yield Remark(
                "capped",
                message(
                    "{name:plain}: claims of {claim:eur} are capped by the frames of the term, {amount:eur}",
                    name=grant.name,
                    claim=grant.claim,
                    amount=grant.amount,
                ),
                [grant.provider],
                "R3.9",
            )
        if is_ags(grant.provider) and grant.provider not in [member.ags for member in grant.members]:
            yield Remark(
                "lead-not-listed",
                message("{name:plain} leads a group but is not listed: its frame is not counted", name=grant.name),
                [grant.provider],
                "R3.8, R8.7",
            )
    window = programme.window if isinstance(pillar, ManagementPillar) else pillar.starts or programme.window
    for chain in positions(statement.managers):
        if not starts_inside(window, chain[0].start):
            yield Remark(
                "start-outside-window",
                message(
                    "{id:plain} starts on {start}, outside the window from {first} to {last}: nothing is funded",
                    id=chain[0].id,
                    start=chain[0].start,
                    first=window.first,
                    last=window.last,
                ),
                [manager.id for manager in chain],
                "R8.1",
            )
    yield from _expected_amounts(statement)
    if isinstance(pillar, ContinuationPillar):
        yield from _continued(statement, pillar)
    else:
        yield from _unfunded(statement, pillar)


def _expected_amounts(statement: Statement) -> Iterator[Remark]:
    """Say which fixed amounts that grants rest on are only expected (R5, R8.8)."""
    used = {figure.key: figure for grant in statement.grants if not grant.gap for figure in grant.fixed_amounts}
    for figure in used.values():
        if figure.status is Status.EXPECTED:
            text = message("{label:word} is only expected", label=figure.label)
            yield Remark("expected", text, [figure.key], figure.clause)


def _continued(statement: Statement, pillar: ContinuationPillar) -> Iterator[Remark]:
    """Say what a continuation does not pay: a position approved too late, more FTE than approved (R8.12)."""
    for chain in positions(statement.managers):
        approved = None if pillar.approved_by is None else approval(chain, pillar.approved_by)
        if approved is not None and pillar.approved_by is not None and approved > pillar.approved_by:
            yield Remark(
                "approved-too-late",
                message(
                    "the position of {id:plain} was approved on {approved}, after {last}: nothing is funded",
                    id=chain[0].id,
                    approved=approved,
                    last=pillar.approved_by,
                ),
                [manager.id for manager in chain],
                "R8.12",
            )
    for grant in statement.grants:
        for funding in grant.fundings:
            if funding.most_fte is not None and funding.day_months and funding.most_fte < funding.manager.fte:
                yield Remark(
                    "more-than-approved",
                    message(
                        "{id:plain} works {fte} FTE, {approved} FTE are approved for the position and paid",
                        id=funding.manager.id,
                        fte=funding.manager.fte,
                        approved=funding.most_fte,
                    ),
                    [funding.manager.id],
                    "R8.12",
                )


def _unfunded(statement: Statement, pillar: ManagementPillar) -> Iterator[Remark]:
    """Say which managers are below the least FTE, and whose frames nobody uses (R3.7, R8.5)."""
    least = pillar.least_fte
    for manager in statement.managers:
        if least is None or manager.fte_units >= least.whole:
            continue
        yield Remark(
            "below-least-fte",
            message(
                "{id:plain} works {fte} FTE, below the least of {least}: nothing is funded",
                id=manager.id,
                fte=manager.fte,
                least=least.amount,
            ),
            [manager.id],
            "R3.7, R8.5",
        )
    employing = {grant.provider for grant in statement.grants}
    unused = [
        municipality.ags
        for municipality in statement.municipalities
        if municipality.provider_key not in employing and municipality.count(pillar.record_date) is not None
    ]
    if unused:
        yield Remark(
            "frame-unused",
            message("no manager works for {count} municipalities: their frames are unused", count=len(unused)),
            unused,
            "R8.5",
        )


_CONVENTIONS = {
    "R2.5": "shares of the pot are rounded to the {rounding:word}, half up, {method:word}: no source says how",
    "R8.1": "due dates and starts have to lie in the window; a term that has begun is not cut by it",
    "R8.3": "a day counts 1 / days of its month; an uninterrupted full term counts exactly its months",
    "R8.4": "claims are added exactly, capped once, rounded once, and divided by largest remainder",
    "R8.5": "the threshold is held against the frames of those who apply together; the Landkreis is exempt",
    "R8.6": "the first tranche is settled as an advance against the final frame",
    "R8.7": "the denominator is always the whole Land's, also where only a part is listed",
    "R8.12": "a continuation pays its months of a position at its own rate; no frame is known to cap it",
    "R8.10": "own costs are material costs and what the grant does not cover of the staff costs",
}


def _conventions(statement: Statement) -> Iterator[Remark]:
    """Name the library's own conventions that the result rests on (R8)."""
    rests_on = []
    lines = [line for line in _lines(statement) if not line.gap]
    shares = any((line.repeats or line).basis is Basis.POT_SHARE for line in lines)
    if shares:
        rests_on.append("R2.5")
    if lines or statement.grants:
        rests_on.append("R8.1")
    if statement.grants:
        rests_on += ["R8.3", "R8.4"] + (["R8.12"] if statement.programme.continuation else ["R8.5"])
    if statement.settlements:
        rests_on.append("R8.6")
    if shares or statement.grants:
        rests_on.append("R8.7")
    if statement.own_costs:
        rests_on.append("R8.10")
    method = Method(statement.method).value
    for clause in rests_on:
        values = {"rounding": statement.rounding.value, "method": method} if clause == "R2.5" else {}
        yield Remark("convention", message(_CONVENTIONS[clause], **values), [clause], clause)
