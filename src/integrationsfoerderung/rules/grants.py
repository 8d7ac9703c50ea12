"""Grants: pooled by provider, capped, and divided over managers, years and municipalities (R3.7-R3.9, R8.4-R8.6)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..message import message
from ..model.case import Case
from ..model.keys import is_district
from ..model.manager import Manager
from ..model.municipality import Municipality
from ..model.overview import Settlement
from ..model.payout import Funding, Grant, GrantPayout
from ..model.pillar import ManagementPillar
from ..model.programme import Programme
from ..model.remark import Gap
from ..money import in_euros
from . import management
from .provision import provider_name
from .window import fundings, positions


def grants_of(programme: Programme, pillar: ManagementPillar, case: Case) -> Iterator[Grant]:
    """Return the grant of each provider that employs managers, in the order of the municipalities (R3.8, R3.9)."""
    employed: dict[str, list[Manager]] = {}
    for manager in case.managers:
        employed.setdefault(manager.provider, []).append(manager)
    for provider, members in case.providers().items():
        if provider in employed:
            yield _grant(programme, pillar, provider_name(case, provider), provider, members, employed[provider])


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
        management.claim(
            pillar.fixed_amount(manager.qualification).whole, manager.fte_units, funded[manager.id].day_months
        )
        for manager in managers
    ]
    together = management.claims_together(*claims)
    frames = tuple(_frame(pillar, municipality) for municipality in members)
    known = [frame for frame in frames if frame is not None]
    cents, parts, eligible = None, None, None
    if len(known) == len(frames):
        cap = management.frames_of_term(pillar.term.whole, *known)
        if is_district(provider):
            eligible, cents = True, management.grant(cap, together)
        else:
            eligible = sum(known) >= pillar.threshold.whole
            cents = management.grant_from_threshold(cap, together, pillar.threshold.whole, *known)
        keys = [municipality.ags for municipality in members]
        parts = tuple(management.divide_over_municipalities(cents, known, keys))
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
    return int(management.frame(pillar.pot.whole, pillar.persons_of_land.whole, count.persons))


def _tranche(pillar: ManagementPillar, municipality: Municipality) -> int | None:
    count = municipality.provisional_count(pillar.record_date)
    if count is None:
        return None
    return int(management.tranche(pillar.tranche_pot.whole, pillar.tranche_persons_of_land.whole, count.persons))


def settlements_of(pillar: ManagementPillar, municipalities: Sequence[Municipality]) -> Iterator[Settlement]:
    """Settle the first tranche of each municipality with a provisional count (R8.6)."""
    for municipality in municipalities:
        tranche, frame = _tranche(pillar, municipality), _frame(pillar, municipality)
        if tranche is not None:
            yield Settlement(
                municipality,
                in_euros(tranche),
                None if frame is None else in_euros(frame),
                None if frame is None else in_euros(management.balance(frame, tranche)),
            )


def payouts_of_grant(grant: Grant) -> tuple[list[GrantPayout], tuple[str, ...]]:
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
        management.claim(
            grant.pillar.fixed_amount(funding.manager.qualification).whole,
            funding.manager.fte_units,
            funding.day_months,
        )
        for funding in funded
    ]
    parts, ties = management.divide_over_managers(grant.cents, claims, [funding.manager.id for funding in funded])
    payouts = []
    for funding, claim, part in zip(funded, claims, parts, strict=True):
        up = part - grant.cents * claim // sum(claims)
        for year, amount, year_up in management.divide_over_years(part, funding):
            payouts.append(GrantPayout(amount, grant, funding.manager, year, (up, year_up)))
    return payouts, ties


def gaps_of_grants(grants: Sequence[Grant]) -> Iterator[Gap]:
    """Name the head counts that open grants need (R8.8)."""
    for grant in grants:
        if grant.gap:
            unknown = [member for member, frame in zip(grant.members, grant.frames, strict=True) if frame is None]
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
