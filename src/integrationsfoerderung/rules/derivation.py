"""Derivations: the same rules run on figures, when somebody asks how an amount came about."""

from __future__ import annotations

from datetime import date

from attrs import evolve

from ..apportionment import Method
from ..errors import UnknownFigureError
from ..figure import Figure, Unit, derived, total
from ..model.keys import is_district
from ..model.municipality import CountStatus, HeadCount, Municipality
from ..model.payout import Basis, Funding, Grant, GrantPayout, Payout, PerCapitaLine, PerCapitaPayout
from ..model.pillar import ContinuationPillar, ManagementPillar
from ..model.places import District
from ..model.source import Status
from .gaps import figure_gap
from .grants import gaps_of_grants
from .management import (
    claim,
    claims_together,
    continued_grant,
    frame,
    frames_of_term,
    grant,
    grant_from_threshold,
    part,
)
from .per_capita import announced, pot_share, pot_share_by_largest_remainder, repeated

_NOTES = {status: f"{status.value} head count" for status in CountStatus}


def derive(payout: Payout) -> Figure:
    """Return a payout's amount as a figure that knows how it came about; an open one raises what it needs (R8.8)."""
    if isinstance(payout, PerCapitaPayout):
        if payout.cents is None:
            _refuse_open(payout.line)
        return _per_capita(payout.line, payout.payee)
    if isinstance(payout, GrantPayout):
        return _grant_payout(payout)
    raise TypeError(f"{type(payout).__name__} has no derivation")


def _refuse_open(line: PerCapitaLine) -> None:
    """Raise for a figure that keeps a round open: unknown, or only expected and not asked for."""
    for figure in line.figures:
        if line.gap == figure.key:
            gap = figure_gap(figure, ())
            raise UnknownFigureError(gap.message, gap.look, gap.key)


def persons_figure(payee: Municipality | District, count: HeadCount | None, on: date) -> Figure:
    """Return a municipality's head count as a figure; unknown where there is none."""
    if count is None:
        look = "the count of the Statistisches Landesamt for the record date"
        unknown = Figure(None, Unit.PERSONS, "counted persons", clause="R2.2", status=Status.UNKNOWN, look=look)
        return evolve(unknown, note="no head count is given", about=payee.name, on=on)
    return Figure(
        count.persons,
        Unit.PERSONS,
        "counted persons",
        clause="R2.2",
        status=Status.ILLUSTRATIVE if count.status is CountStatus.ILLUSTRATIVE else None,
        note=_NOTES[count.status],
        about=payee.name,
        on=on,
    )


def _per_capita(line: PerCapitaLine, payee: Municipality | District) -> Figure:
    round_, name = line.round, payee.name
    if line.repeats is not None and round_.factor is not None:
        return derived(repeated, _per_capita(line.repeats, payee), round_.factor, about=name)
    persons = _counted(line, payee)
    if line.basis is Basis.ANNOUNCED:
        return derived(announced, *line.figures, persons, about=name)
    if line.method is Method.LARGEST_REMAINDER:
        unit = _cents_up(line.rounding.cents if payee.key in line.one_unit_more else 0, "R2.5")
        figures = (*line.figures, persons, unit)
        return derived(pot_share_by_largest_remainder, *figures, line.rounding, about=name)
    return derived(pot_share, *line.figures, persons, line.rounding, about=name)


def _counted(line: PerCapitaLine, payee: Municipality | District) -> Figure:
    """Return the persons that a round counts: a head count, or all who came within the years before."""
    on = line.round.record_date
    if line.years_from_entry is None or not isinstance(payee, Municipality) or not payee.entries:
        return persons_figure(payee, payee.count(on), on)
    came = [
        Figure(entry.persons, Unit.PERSONS, "persons who came", about=payee.name, on=entry.day)
        for entry in payee.entered(on, line.years_from_entry.whole)
    ]
    if not came:
        return Figure(0, Unit.PERSONS, "counted persons", note="nobody came in time", about=payee.name, on=on)
    return evolve(derived(total, *came, label="counted persons", about=payee.name), on=on)


def _cents_up(cents: int, clause: str) -> Figure:
    return Figure(cents, Unit.EUR, "what largest remainder gave of the units left", clause=clause)


def frame_figure(pillar: ManagementPillar, municipality: Municipality) -> Figure:
    """Return a municipality's planning frame of a year as a figure (R3.3)."""
    persons = persons_figure(municipality, municipality.count(pillar.record_date), pillar.record_date)
    return derived(frame, pillar.pot, pillar.persons_of_land, persons, about=municipality.name)


def claim_figure(grant_: Grant, funding: Funding) -> Figure:
    """Return a manager's claim as an exact figure (R3.9)."""
    manager = funding.manager
    status = Status.ILLUSTRATIVE if manager.illustrative else None
    fte = Figure(funding.fte_units, Unit.FTE, "FTE", clause="R3.6", status=status, about=manager.id)
    months = Figure(funding.day_months, Unit.MONTHS, "funded months", clause="R3.6, R8.3", about=manager.id)
    return derived(claim, grant_.pillar.fixed_amount(manager.qualification), fte, months, about=manager.id)


def derive_grant(grant_: Grant) -> Figure:
    """Return a grant as a figure: the smaller of the frames of the term and the claims (R3.9).

    Raises:
        UnknownFigureError: for an open grant; it says what is missing (R8.8).
    """
    for gap in gaps_of_grants([grant_]):
        raise UnknownFigureError(gap.message, gap.look, gap.key)
    pillar = grant_.pillar
    if isinstance(pillar, ContinuationPillar):
        funded = [claim_figure(grant_, funding) for funding in grant_.fundings if funding.day_months]
        if funded:
            return derived(continued_grant, *funded, about=grant_.name)
        return Figure(0, Unit.EUR, "grant of the continuation", clause="R8.12", note="no funded manager")
    frames = [frame_figure(pillar, member) for member in grant_.members]
    cap, claims = derived(frames_of_term, pillar.term, *frames), _claims(grant_)
    if is_district(grant_.provider) or pillar.threshold is None:
        return derived(grant, cap, claims, about=grant_.name)
    return derived(grant_from_threshold, cap, claims, pillar.threshold, *frames, about=grant_.name)


def _claims(grant_: Grant) -> Figure:
    funded = [claim_figure(grant_, funding) for funding in grant_.fundings if funding.day_months]
    if funded:
        return derived(claims_together, *funded)
    return Figure(0, Unit.EUR, "claims of the managers", clause="R3.9", note="no funded manager")


def _grant_payout(payout: GrantPayout) -> Figure:
    grant_, manager = payout.grant, payout.manager
    of_provider = derive_grant(grant_)
    claims = [claim_figure(grant_, funding) for funding in grant_.fundings if funding.day_months]
    (funding,) = (funding for funding in grant_.fundings if funding.manager.id == manager.id)
    together = derived(total, *claims, label="claims of the managers", clause="R3.9")
    of_manager = derived(
        part,
        of_provider,
        claim_figure(grant_, funding),
        together,
        _cents_up(payout.cents_up[0], "R8.4"),
        about=manager.id,
    )
    months = {
        year: Figure(service.day_months, Unit.MONTHS, "months of service", clause="R8.3", about=str(year))
        for year, service in (funding.period.by_year() if funding.period is not None else ())
    }
    return derived(
        part,
        of_manager,
        months[payout.year],
        derived(total, *months.values(), label="months of service", clause="R8.3"),
        _cents_up(payout.cents_up[1], "R8.4"),
        about=f"{manager.id}, {payout.year}",
    )
