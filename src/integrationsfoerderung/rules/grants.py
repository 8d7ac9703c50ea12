"""Grants: pooled by provider, capped, and divided over managers, years and municipalities (R3.7-R3.9, R8.4-R8.6)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias

from ..figure import Figure
from ..message import message
from ..model.case import Case
from ..model.keys import is_district
from ..model.manager import Manager
from ..model.municipality import HeadCount, Municipality
from ..model.overview import Settlement
from ..model.payout import Funding, Grant, GrantPayout
from ..model.pillar import ContinuationPillar, ManagementPillar
from ..model.programme import Programme
from ..model.remark import Gap
from ..money import in_euros
from ..period import Period
from . import management
from .gaps import figure_gap, usable
from .provision import provider_name
from .window import approval, continued, fundings, positions

AnyPillar: TypeAlias = ManagementPillar | ContinuationPillar


def grants_of(programme: Programme, pillar: AnyPillar, case: Case, *, expected: bool) -> Iterator[Grant]:
    """Return the grant of each provider that employs managers, in the order of the municipalities (R3.8, R3.9)."""
    employed: dict[str, list[Manager]] = {}
    for manager in case.managers:
        employed.setdefault(manager.provider, []).append(manager)
    award = _Award(programme.window, pillar, case.municipalities, expected=expected)
    for provider, members in case.providers().items():
        if provider in employed:
            yield award.to(provider, members, employed[provider])


class _Award:
    """The grants of one pillar; what all of them rest on is looked up once."""

    def __init__(
        self, window: Period, pillar: AnyPillar, municipalities: Sequence[Municipality], *, expected: bool
    ) -> None:
        self.window, self.pillar = window, pillar
        self.frames = _frames(pillar if isinstance(pillar, ManagementPillar) else pillar.base, municipalities)
        self.tranches = _tranches(pillar if isinstance(pillar, ManagementPillar) else None, municipalities)
        self.closed = {of: figure.key for of, figure in pillar.fixed_amounts if not usable(figure, expected=expected)}
        self.cap_gaps: dict[bool, str] = {}
        if isinstance(pillar, ManagementPillar):
            for exempt in (True, False):
                unusable = (one.key for one in cap_figures(pillar, exempt=exempt) if not usable(one, expected=expected))
                self.cap_gaps[exempt] = next(unusable, "")

    def to(self, provider: str, members: tuple[Municipality, ...], managers: Sequence[Manager]) -> Grant:
        """Return the grant of a provider."""
        frames = tuple(self.frames[municipality.ags] for municipality in members)
        funded = self._fundings(managers)
        gap = self._missing(funded)
        claims = [] if gap else [_claim(self.pillar, funding) for funding in funded if funding.day_months]
        together = None if gap else management.claims_together(*claims) if claims else 0
        eligible: bool | None = True
        cents = together
        if isinstance(self.pillar, ManagementPillar):
            exempt = is_district(provider)
            gap = gap or self.cap_gaps[exempt] or (f"{self.pillar.key}.{provider}.persons" if None in frames else "")
            eligible, cents = self._capped(self.pillar, frames, together, exempt=exempt)
        return Grant(
            provider=provider,
            name=provider_name(provider, members),
            pillar=self.pillar,
            members=members,
            frames=frames,
            tranches=tuple(self.tranches[municipality.ags] for municipality in members),
            fundings=funded,
            eligible=eligible,
            claim=None if together is None else in_euros(together),
            cents=cents,
            parts=None if cents is None else _parts(cents, frames, [municipality.ags for municipality in members]),
            gap=gap,
        )

    def _fundings(self, managers: Sequence[Manager]) -> tuple[Funding, ...]:
        """Return the managers' funded time, in their order (R3.6, R3.7, R8.1-R8.3, R8.12)."""
        pillar, funded = self.pillar, {}
        for chain in positions(managers):
            if isinstance(pillar, ContinuationPillar):
                time = continued(chain, pillar, self.window)
            else:
                time = fundings(chain, self.window, pillar.term.whole)
            for funding in time:
                funded[funding.manager.id] = funding
        if isinstance(pillar, ManagementPillar) and pillar.least_fte is not None:
            least = pillar.least_fte.whole
            for manager in managers:
                if manager.fte_units < least:
                    funded[manager.id] = Funding(manager, None, 0)
        return tuple(funded[manager.id] for manager in managers)

    def _missing(self, funded: Sequence[Funding]) -> str:
        """Return the key of what keeps the claims open: a fixed amount, or the day of an approval (R8.12)."""
        pillar = self.pillar
        if self.closed:
            for funding in funded:
                if funding.day_months and funding.manager.qualification in self.closed:
                    return self.closed[funding.manager.qualification]
        if isinstance(pillar, ContinuationPillar) and pillar.approved_by is not None:
            paid = {funding.manager.id for funding in funded if funding.day_months}
            for chain in positions([funding.manager for funding in funded]):
                if approval(chain, pillar.approved_by) is None and paid.intersection(holder.id for holder in chain):
                    return f"{pillar.key}.{chain[0].id}.approved"
        return ""

    def _capped(
        self, pillar: ManagementPillar, frames: Sequence[int | None], together: int | None, *, exempt: bool
    ) -> tuple[bool | None, int | None]:
        """Return whether those who apply together may, and what they get in cents; None: nobody knows (R3.7, R3.9)."""
        if self.cap_gaps[exempt] or None in frames:
            return None, None
        known = [frame for frame in frames if frame is not None]
        threshold = None if exempt or pillar.threshold is None else pillar.threshold.whole
        eligible = threshold is None or sum(known) >= threshold
        if together is None:
            return eligible, None
        cap = management.frames_of_term(pillar.term.whole, *known)
        if threshold is None:
            return eligible, management.grant(cap, together)
        return eligible, management.grant_from_threshold(cap, together, threshold, *known)


def _claim(pillar: AnyPillar, funding: Funding) -> int:
    """Return a funded manager's claim in units of `Unit.EXACT_EUR`; the fixed amount has to be known."""
    rate = pillar.fixed_amount(funding.manager.qualification).whole
    return int(management.claim(rate, funding.fte_units, funding.day_months))


def cap_figures(pillar: ManagementPillar, *, exempt: bool) -> list[Figure]:
    """Return the figures that frames and threshold rest on; no threshold binds a Landkreis, which is exempt (R3.7)."""
    threshold = [] if exempt or pillar.threshold is None else [pillar.threshold]
    return [pillar.pot, pillar.persons_of_land, *threshold]


def _parts(cents: int, frames: Sequence[int | None], keys: Sequence[str]) -> tuple[int, ...] | None:
    """Show a grant per municipality by frame; None where several share it and a frame is unknown (R8.4)."""
    if len(frames) == 1 or not cents:
        return (cents,) * len(frames)
    known = [frame for frame in frames if frame is not None]
    if None in frames or not any(known):
        return None
    return tuple(management.divide_over_municipalities(cents, known, keys))


def _frames(pillar: ManagementPillar | None, municipalities: Sequence[Municipality]) -> dict[str, int | None]:
    """Return the planning frame of each municipality by AGS; None where a count or figure is unknown (R3.3)."""
    if pillar is None:
        return {municipality.ags: None for municipality in municipalities}
    counts = {municipality.ags: municipality.count(pillar.record_date) for municipality in municipalities}
    return _shares(management.frame, pillar.pot, pillar.persons_of_land, counts)


def _tranches(pillar: ManagementPillar | None, municipalities: Sequence[Municipality]) -> dict[str, int | None]:
    """Return the first tranche of each municipality by AGS; None where a count or figure is unknown (R3.4)."""
    if pillar is None:
        return {municipality.ags: None for municipality in municipalities}
    counts = {municipality.ags: municipality.provisional_count(pillar.record_date) for municipality in municipalities}
    return _shares(management.tranche, pillar.tranche_pot, pillar.tranche_persons_of_land, counts)


def _shares(
    rule: Callable[..., int], pot: Figure | None, everyone: Figure | None, counts: Mapping[str, HeadCount | None]
) -> dict[str, int | None]:
    """Run a rule once for each number of persons: equal counts get equal amounts."""
    if pot is None or everyone is None or pot.value is None or everyone.value is None:
        return dict.fromkeys(counts)
    different = {count.persons for count in counts.values() if count is not None}
    amounts = {persons: rule(pot.value, everyone.value, persons) for persons in different}
    return {key: None if count is None else amounts[count.persons] for key, count in counts.items()}


def settlements_of(pillar: ManagementPillar, municipalities: Sequence[Municipality]) -> Iterator[Settlement]:
    """Settle the first tranche of each municipality with a provisional count (R8.6)."""
    tranches = _tranches(pillar, municipalities)
    if all(tranche is None for tranche in tranches.values()):
        return
    frames = _frames(pillar, municipalities)
    for municipality in municipalities:
        tranche, frame = tranches[municipality.ags], frames[municipality.ags]
        if tranche is not None:
            yield Settlement(
                municipality,
                in_euros(tranche),
                None if frame is None else in_euros(frame),
                None if frame is None else in_euros(management.balance(frame, tranche)),
            )


def payouts_of_grant(grant: Grant) -> tuple[list[GrantPayout], tuple[str, ...]]:
    """Divide a grant over its managers and their years of service (R8.4)."""
    if grant.cents is None:
        served = [(funding.manager, funding.period) for funding in grant.fundings if funding.period is not None]
        return [GrantPayout(None, grant, manager, year) for manager, time in served for year, _ in time.by_year()], ()
    if not grant.cents:
        return [], ()
    funded = [funding for funding in grant.fundings if funding.period is not None]
    claims = [1] if len(funded) == 1 else [_claim(grant.pillar, funding) for funding in funded]  # one gets all of it
    parts, ties = management.divide_over_managers(grant.cents, claims, [funding.manager.id for funding in funded])
    payouts = []
    together = sum(claims)
    for funding, claim, part in zip(funded, claims, parts, strict=True):
        up = part - grant.cents * claim // together
        for year, amount, year_up in management.divide_over_years(part, funding):
            payouts.append(GrantPayout(amount, grant, funding.manager, year, (up, year_up)))
    return payouts, ties


def gaps_of_grants(grants: Sequence[Grant]) -> Iterator[Gap]:
    """Name what open grants need: head counts, fixed amounts, approvals; each once (R8.8)."""
    by_key: dict[str, list[Grant]] = {}
    for grant in grants:
        if grant.gap:
            by_key.setdefault(grant.gap, []).append(grant)
    for key, waiting in by_key.items():
        keys = [grant.provider for grant in waiting]
        grant, *_ = waiting
        figures = [figure for _, figure in grant.pillar.fixed_amounts]
        if isinstance(grant.pillar, ManagementPillar):
            figures += cap_figures(grant.pillar, exempt=False)
        figure = next((figure for figure in figures if figure.key == key), None)
        yield _position_or_count_gap(key, grant) if figure is None else figure_gap(figure, keys)


def _position_or_count_gap(key: str, grant: Grant) -> Gap:
    if isinstance(grant.pillar, ContinuationPillar):
        manager = key.removeprefix(f"{grant.pillar.key}.").removesuffix(".approved")
        text = message(
            "the grant of {name:plain} needs the day on which the position of {id:plain} was approved",
            name=grant.name,
            id=manager,
        )
        return Gap(key, text, keys=[grant.provider])
    unknown = [member for member, frame in zip(grant.members, grant.frames, strict=True) if frame is None]
    text = message(
        "the grant of {name:plain} needs the head count for {record_date} of {names:list}",
        name=grant.name,
        record_date=grant.pillar.record_date,
        names=[member.name for member in unknown],
    )
    return Gap(key, text, keys=[grant.provider])
