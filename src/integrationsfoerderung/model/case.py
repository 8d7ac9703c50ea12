"""Cases: municipalities and managers that are calculated together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from attrs import field, frozen

from ..errors import Problem, validate
from ..message import message
from .checks import list_problems, plain_text_problems, to_tuple
from .manager import Manager
from .municipality import Municipality
from .places import District
from .source import Source


def _validate_kinds(case: Case) -> Iterator[Problem]:
    yield from list_problems(case.municipalities, Municipality, "municipalities", "case")
    yield from list_problems(case.managers, Manager, "managers", "case")
    yield from list_problems(case.districts, District, "districts", "case")
    yield from plain_text_problems(case.name, "name", "case")
    yield from list_problems(case.notes, str, "notes", "case")
    yield from list_problems(case.sources, Source, "sources", "case")


def _validate_districts(case: Case) -> Iterator[Problem]:
    for key, count in Counter(district.key for district in case.districts).items():
        if count > 1:
            remedy = message("correct the key or remove one")
            yield Problem(f"District {key}", "key", key, message("each district once"), remedy)


def _validate_unique(case: Case) -> Iterator[Problem]:
    for key, count in Counter(municipality.ags for municipality in case.municipalities).items():
        if count > 1:
            names = ", ".join(municipality.name for municipality in case.municipalities if municipality.ags == key)
            yield Problem(
                f"municipalities {names}",
                "ags",
                key,
                message("each AGS once"),
                message("correct the key or remove one"),
            )
    for key, count in Counter(manager.id for manager in case.managers).items():
        if count > 1:
            yield Problem(
                f"Manager {key}", "id", key, message("each id once"), message("rename one, or remove the double entry")
            )


def _validate_providers(case: Case) -> Iterator[Problem]:
    by_key = {municipality.ags: municipality for municipality in case.municipalities}
    # Amounts of places without a named area are added up by their provider: its key names no other's area.
    areas = {municipality.provider_key: municipality.provider_key for municipality in case.municipalities}
    for municipality in case.municipalities:
        lead = by_key.get(municipality.provider_key)
        if lead is not None and lead.provider_key != lead.ags:
            yield Problem(
                municipality.subject,
                "provider",
                municipality.provider,
                message("a municipality that is its own provider"),
                message("{name:plain} is itself served by {key:plain}: name that provider", name=lead.name,
                        key=lead.provider_key),
            )  # fmt: skip
        if municipality.area is not None:
            other = areas.setdefault(municipality.area, municipality.provider_key)
            if other != municipality.provider_key:
                yield Problem(
                    municipality.subject,
                    "area",
                    municipality.area,
                    message("the name of an area of one provider"),
                    message("another provider ({key:plain}) has an area of this name: rename it", key=other),
                )
    providers = {municipality.provider_key for municipality in case.municipalities}
    for manager in case.managers:
        if manager.provider not in providers:
            yield Problem(
                manager.subject,
                "provider",
                manager.provider,
                message("the provider of a municipality of the case: {keys:list}", keys=sorted(providers)[:10]),
                message("correct the key, or set it as provider of the municipalities it serves"),
            )


def _validate_serves(case: Case) -> Iterator[Problem]:
    provider_of = {municipality.ags: municipality.provider_key for municipality in case.municipalities}
    for manager in case.managers:
        for key in manager.serves:
            if provider_of.get(key) != manager.provider:
                yield Problem(
                    manager.subject,
                    "serves",
                    key,
                    message("municipalities of the provider {key:plain}", key=manager.provider),
                    message("remove it, or correct the municipality's provider"),
                )


def _validate_positions(case: Case) -> Iterator[Problem]:
    by_id = {manager.id: manager for manager in case.managers}
    followed: set[str] = set()
    for manager in case.managers:
        if manager.continues is None:
            continue
        earlier = by_id.get(manager.continues)
        if earlier is None:
            allowed, remedy = message("the id of a manager of the case"), message("correct the id, or add the manager")
        elif earlier.provider != manager.provider:
            allowed, remedy = message("a manager of the same provider"), message("a position stays with its provider")
        elif earlier.id in followed:
            allowed, remedy = message("a position with one successor"), message("let it continue the latest holder")
        elif earlier.end is None or earlier.end >= manager.start:
            allowed = message("a manager whose last day lies before {start}", start=manager.start)
            remedy = message("give the earlier manager an end before the start")
        else:
            followed.add(earlier.id)
            continue
        yield Problem(manager.subject, "continues", manager.continues, allowed, remedy)


def _validate_cost_shares(case: Case) -> Iterator[Problem]:
    groups: dict[str, list[Municipality]] = {}
    for municipality in case.municipalities:
        groups.setdefault(municipality.provider_key, []).append(municipality)
    for provider, members in groups.items():
        stated = [member.cost_share for member in members if member.cost_share is not None]
        if stated and (len(stated) < len(members) or sum(map(Fraction, stated)) != 1):
            yield Problem(
                f"provider {provider}",
                "cost_share",
                ", ".join(f"{member.name} {member.cost_share}" for member in members),
                message("shares of all members that add up to 1, or none"),
                message("state each member's share, for instance 0.40, 0.25, 0.20 and 0.15"),
            )


@frozen
class Case:
    """Municipalities and managers that are calculated together (Fall).

    >>> Case([Municipality("08327050", "Tuttlingen")]).municipality("08327050").name
    'Tuttlingen'

    Raises:
        InvalidInput: with all problems: an AGS or a manager twice, a manager of a provider that none of the
            municipalities has, served municipalities of another provider, a position continued by two.
    """

    municipalities: tuple[Municipality, ...] = field(default=(), converter=to_tuple)
    """The municipalities, in the order of the statement; each AGS once."""

    managers: tuple[Manager, ...] = field(default=(), converter=to_tuple)
    """The managers, in the order of the statement; each id once, each of a provider of the municipalities."""

    districts: tuple[District, ...] = field(default=(), converter=to_tuple, kw_only=True)
    """Districts with what they are counted by, for programmes that pay districts; each once."""

    name: str = field(default="", kw_only=True)
    """What the case is about."""

    notes: tuple[str, ...] = field(default=(), converter=to_tuple, kw_only=True)
    """What in it is published, inferred or made up."""

    sources: tuple[Source, ...] = field(default=(), converter=to_tuple, kw_only=True)
    """Where the published facts come from."""

    def __attrs_post_init__(self) -> None:
        validate(self, _validate_kinds)
        validate(
            self,
            _validate_unique,
            _validate_districts,
            _validate_providers,
            _validate_serves,
            _validate_positions,
            _validate_cost_shares,
        )

    def municipality(self, ags: str) -> Municipality | None:
        """Return the municipality with a key, or None."""
        return next((municipality for municipality in self.municipalities if municipality.ags == ags), None)

    def providers(self) -> dict[str, tuple[Municipality, ...]]:
        """Return the municipalities of each provider, in the order of the case (R3.8)."""
        groups: dict[str, list[Municipality]] = {}
        for municipality in self.municipalities:
            groups.setdefault(municipality.provider_key, []).append(municipality)
        return {key: tuple(members) for key, members in groups.items()}
