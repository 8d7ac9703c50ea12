"""Who serves whom: providers, areas and staffing (R0.9-R0.13, R3.8, R8.5, R8.11)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from ..figure import Figure, Unit
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
    """Return heads, FTE and persons (R0.9); each position counts once, as it began among these managers (R8.3)."""
    managers = tuple(managers)
    ids = {manager.id for manager in managers}
    first = [manager for manager in managers if manager.continues not in ids]
    counts = [municipality.count(record_date) for municipality in municipalities]
    known = [count.persons for count in counts if count is not None]
    fte = Figure(sum(manager.fte_units for manager in first), Unit.FTE).amount
    return Staffing(len(first), fte, sum(known) if len(known) == len(counts) else None)


def areas_of(case: Case, record_date: date) -> tuple[Area, ...]:
    """Return the areas in the order of the case: municipalities and the managers who serve them (R0.13, R8.11).

    A manager without stated municipalities serves all of the provider.
    """
    providers = case.providers()
    groups: dict[tuple[str, str | None], list[Municipality]] = {}
    for municipality in case.municipalities:
        groups.setdefault((municipality.provider_key, municipality.area), []).append(municipality)
    employed: dict[str, list[Manager]] = {}
    for manager in case.managers:
        employed.setdefault(manager.provider, []).append(manager)
    serving = {key: _serving(employed.get(key[0], []), members) for key, members in groups.items()}
    served = Counter(manager.id for managers in serving.values() for manager in managers)
    return tuple(
        Area(
            name or provider_name(provider, providers[provider]),
            provider,
            tuple(members),
            serving[provider, name],
            staffing_of(serving[provider, name], members, record_date),
            tuple(manager.id for manager in serving[provider, name] if served[manager.id] > 1),
        )
        for (provider, name), members in groups.items()
    )


def provider_name(provider: str, members: Iterable[Municipality]) -> str:
    """Return a provider's name: that of the leading member, or the district's; the key where a lead is not listed."""
    lead = next((member.name for member in members if member.ags == provider), None)
    return lead or (district_name(provider) if is_district(provider) else provider)


def _serving(managers: Sequence[Manager], members: Sequence[Municipality]) -> tuple[Manager, ...]:
    keys = {member.ags for member in members}
    return tuple(manager for manager in managers if not manager.serves or keys.intersection(manager.serves))
