"""Who serves whom: providers, areas and staffing (R0.9-R0.13, R3.8, R8.5, R8.11)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from ..model.case import Case
from ..model.keys import is_district
from ..model.manager import Manager
from ..model.municipality import Municipality
from ..model.overview import Area, Provision, Staffing
from ..register import district_name


def provision_of(municipalities: Iterable[Municipality]) -> Provision:
    """Return who runs the management itself and who commissioned the Landkreis (R0.10).

    Members of a group count as running it themselves; the unit is the municipality (R8.5).
    """
    municipalities = tuple(municipalities)
    return Provision(
        tuple(municipality for municipality in municipalities if not is_district(municipality.provider_key)),
        tuple(municipality for municipality in municipalities if is_district(municipality.provider_key)),
    )


def staffing_of(managers: Iterable[Manager], municipalities: Iterable[Municipality], record_date: date) -> Staffing:
    """Return heads, FTE and persons (R0.9); each position counts once, as it began (R8.3)."""
    first = [manager for manager in managers if manager.continues is None]
    counts = [municipality.count(record_date) for municipality in municipalities]
    known = [count.persons for count in counts if count is not None]
    units = sum(manager.fte_units for manager in first)
    fte = Decimal(f"{units}e-6").normalize()
    return Staffing(len(first), fte, sum(known) if len(known) == len(counts) else None)


def areas_of(case: Case, record_date: date) -> tuple[Area, ...]:
    """Return the areas in the order of the case: municipalities and the managers who serve them (R0.13, R8.11).

    A manager without stated municipalities serves all of the provider.
    """
    groups: dict[tuple[str, str | None], list[Municipality]] = {}
    for municipality in case.municipalities:
        groups.setdefault((municipality.provider_key, municipality.area), []).append(municipality)
    serving = {key: _serving(case.managers, key[0], members) for key, members in groups.items()}
    areas = []
    for (provider, name), members in groups.items():
        managers = serving[provider, name]
        shared = [
            manager.id
            for manager in managers
            if sum(any(other.id == manager.id for other in others) for others in serving.values()) > 1
        ]
        areas.append(
            Area(
                name or provider_name(case, provider),
                provider,
                tuple(members),
                managers,
                staffing_of(managers, members, record_date),
                tuple(shared),
            )
        )
    return tuple(areas)


def provider_name(case: Case, key: str) -> str:
    """Return a provider's name: the municipality's or the district's; the key where a lead is not listed."""
    municipality = case.municipality(key)
    return municipality.name if municipality is not None else district_name(key) if is_district(key) else key


def _serving(managers: Sequence[Manager], provider: str, members: Sequence[Municipality]) -> tuple[Manager, ...]:
    keys = {member.ags for member in members}
    return tuple(
        manager
        for manager in managers
        if manager.provider == provider and (not manager.serves or keys.intersection(manager.serves))
    )
