"""Derivations: the same rules run on figures, when somebody asks how an amount came about."""

from __future__ import annotations

from datetime import date

from attrs import evolve

from ..apportionment import Method
from ..figure import Figure, Unit, total
from ..model.keys import is_district
from ..model.municipality import CountStatus, HeadCount, Municipality
from ..model.payout import Basis, Funding, Grant, GrantPayout, Payout, PerCapitaLine, PerCapitaPayout
from ..model.source import Status
from .management import claim, claims_together, frame, frames_of_term, grant, grant_from_threshold, part, tranche
from .per_capita import announced, pot_share, pot_share_by_largest_remainder, repeated


def derive(payout: Payout) -> Figure:
    """Return a payout's amount as a figure that knows how it came about."""
    if isinstance(payout, PerCapitaPayout):
        figure = _per_capita(payout.line, payout.municipality, payout.units_up)
        return evolve(figure, about=payout.municipality.name)
    if isinstance(payout, GrantPayout):
        return _grant_payout(payout)
    raise TypeError(f"{type(payout).__name__} has no derivation")


def persons_figure(municipality: Municipality, count: HeadCount | None, on: date) -> Figure:
    """Return a municipality's head count as a figure; unknown where there is none."""
    if count is None:
        status, note = Status.UNKNOWN, "no head count is given"
    else:
        status = Status.ILLUSTRATIVE if count.status is CountStatus.ILLUSTRATIVE else None
        note = f"{count.status.value} head count"
    return Figure(
        count.persons if count is not None else None,
        Unit.PERSONS,
        "counted persons",
        clause="R2.2",
        status=status,
        note=note,
        look="the Statistisches Landesamt's count for the record date" if count is None else "",
        about=municipality.name,
        on=on,
    )


def _per_capita(line: PerCapitaLine, municipality: Municipality, units_up: int) -> Figure:
    round_ = line.round
    if line.repeats is not None and round_.factor is not None:
        return repeated(_per_capita(line.repeats, municipality, units_up), round_.factor)
    on = round_.record_date
    persons = persons_figure(municipality, municipality.count(on), on)
    if line.basis is Basis.ANNOUNCED:
        return announced(round_.rate, persons)
    if line.method is Method.LARGEST_REMAINDER:
        unit = _cents_up(units_up * line.rounding.cents, "R2.5")
        return pot_share_by_largest_remainder(round_.pot, round_.persons_of_land, persons, unit, line.rounding)
    return pot_share(round_.pot, round_.persons_of_land, persons, line.rounding)


def _cents_up(cents: int, clause: str) -> Figure:
    return Figure(cents, Unit.EUR, "what largest remainder gave of the units left", clause=clause)


def frame_figure(grant_: Grant, municipality: Municipality) -> Figure:
    """Return a member's planning frame of a year as a figure (R3.3)."""
    pillar = grant_.pillar
    persons = persons_figure(municipality, municipality.count(pillar.record_date), pillar.record_date)
    return evolve(frame(pillar.pot, pillar.persons_of_land, persons), about=municipality.name)


def tranche_figure(grant_: Grant, municipality: Municipality) -> Figure:
    """Return a member's first tranche as a figure (R3.4)."""
    pillar = grant_.pillar
    count = municipality.provisional_count(pillar.record_date)
    persons = persons_figure(municipality, count, count.record_date if count else pillar.record_date)
    return evolve(tranche(pillar.tranche_pot, pillar.tranche_persons_of_land, persons), about=municipality.name)


def claim_figure(grant_: Grant, funding: Funding) -> Figure:
    """Return a manager's claim as an exact figure (R3.9)."""
    manager = funding.manager
    status = Status.ILLUSTRATIVE if manager.illustrative else None
    fte = Figure(manager.fte_units, Unit.FTE, "FTE", clause="R3.6", status=status, about=manager.id)
    months = Figure(funding.day_months, Unit.MONTHS, "funded months", clause="R3.6, R8.3", about=manager.id)
    return evolve(claim(grant_.pillar.fixed_amount(manager.qualification), fte, months), about=manager.id)


def derive_grant(grant_: Grant) -> Figure:
    """Return a grant as a figure: the smaller of the frames of the term and the claims (R3.9)."""
    frames = [frame_figure(grant_, member) for member in grant_.members]
    cap = frames_of_term(grant_.pillar.term, *frames)
    claims = _claims(grant_)
    figure = (
        grant(cap, claims)
        if is_district(grant_.provider)
        else grant_from_threshold(cap, claims, grant_.pillar.threshold, *frames)
    )
    return evolve(figure, about=grant_.name)


def _claims(grant_: Grant) -> Figure:
    funded = [claim_figure(grant_, funding) for funding in grant_.fundings if funding.day_months]
    if funded:
        return claims_together(*funded)
    return Figure(0, Unit.EUR, "claims of the managers", clause="R3.9", note="no funded manager")


def _grant_payout(payout: GrantPayout) -> Figure:
    grant_, manager = payout.grant, payout.manager
    claims = [claim_figure(grant_, funding) for funding in grant_.fundings if funding.day_months]
    (funding,) = (funding for funding in grant_.fundings if funding.manager.id == manager.id)
    of_manager = evolve(
        part(
            derive_grant(grant_),
            claim_figure(grant_, funding),
            evolve(total(*claims), label="claims of the managers", clause="R3.9"),
            _cents_up(payout.cents_up[0], "R8.4"),
        ),
        about=manager.id,
    )
    period = funding.period
    if period is None:
        raise TypeError(f"manager {manager.id} is not funded")
    months = {
        year: Figure(part_.day_months, Unit.MONTHS, "months of service", clause="R8.3", about=str(year))
        for year, part_ in period.by_year()
    }
    return evolve(
        part(
            of_manager,
            months[payout.year],
            evolve(total(*months.values()), label="months of service", clause="R8.3"),
            _cents_up(payout.cents_up[1], "R8.4"),
        ),
        about=f"{manager.id}, {payout.year}",
    )
