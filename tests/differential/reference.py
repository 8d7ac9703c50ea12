"""The main rules a second time, in plain fractions, as one would work them out by hand.

It shares no code with the library: it only reads the objects that somebody has filled in. Days are counted one month
after the other, shares are fractions of a euro, and nothing is rounded but where a clause says so. Slow, and plain.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from fractions import Fraction
from math import floor
from typing import Any, NamedTuple

DAY = timedelta(days=1)
CENT = Fraction(1, 100)

Amounts = dict[tuple[str, ...], Fraction | None]


def half_up(amount: Fraction, unit: Fraction) -> Fraction:
    """Round to a unit, a half upwards (R2.5, R3.3)."""
    return floor(amount / unit + Fraction(1, 2)) * unit


def hare_niemeyer(pot: Fraction, weights: dict[Any, Fraction], unit: Fraction = CENT) -> dict[Any, Fraction]:
    """Split a pot by largest remainder; of equal remainders the smaller key gets the unit (R2.5, R8.4)."""
    whole = sum(weights.values())
    if not whole:
        return dict.fromkeys(weights, Fraction(0))
    exact = {key: pot * weight / whole for key, weight in weights.items()}
    parts = {key: floor(share / unit) * unit for key, share in exact.items()}
    left = (pot - sum(parts.values())) / unit
    for key in sorted(exact, key=lambda one: (-(exact[one] - parts[one]), one))[: int(left)]:
        parts[key] += unit
    return parts


def last_day(start: date, years: int) -> date:
    """Find the end of a term of years: the day before the same day, or the last day of its month (R8.2)."""
    length = monthrange(start.year + years, start.month)[1]
    return date(start.year + years, start.month, start.day) - DAY if start.day <= length else date(
        start.year + years, start.month, length
    )  # fmt: skip


def months(first: date, last: date) -> dict[int, Fraction]:
    """Add up days of a period, each 1 / days of its month, by calendar year (R8.3)."""
    found: dict[int, Fraction] = {}
    while first <= last:
        length = monthrange(first.year, first.month)[1]
        end = min(last, date(first.year, first.month, length))
        found[first.year] = found.get(first.year, Fraction(0)) + Fraction((end - first).days + 1, length)
        first = end + DAY
    return found


def euros(figure: Any) -> Fraction:
    """Read a figure in EUR."""
    return Fraction(figure.value, 100)


def known(figure: Any, expected: bool) -> bool:
    """Say whether a figure may be used (R8.8)."""
    return figure.value is not None and (expected or figure.status is None or figure.status.value != "expected")


def counted(place: Any, day: date) -> int | None:
    """Find the count that decides for a day: the final one, else a made-up one, else an interim one (R2.3, R3.4)."""
    for status in ("final", "illustrative", "interim"):
        for count in place.head_counts:
            if count.record_date == day and count.status.value == status:
                return int(count.persons)
    return None


def provisional(place: Any, day: date) -> int | None:
    """Find the latest provisional count of the year up to a day (R3.4)."""
    found = [one for one in place.head_counts if one.status.value == "provisional"]
    found = [one for one in found if date(day.year, 1, 1) <= one.record_date <= day]
    return int(max(found, key=lambda one: one.record_date).persons) if found else None


# --- the per-capita pillar (R2)


class Round(NamedTuple):
    """What a round pays: amounts by payee, in their order, and whether a later round may repeat it."""

    amounts: dict[str, Fraction | None]
    repeatable: bool


def persons_in(pillar: Any, payee: Any, day: date) -> int | None:
    """Count the persons of a payee: those who came within the years where entries are told, else the head count."""
    entries = getattr(payee, "entries", ())
    if pillar.years_from_entry is not None and entries:
        years = pillar.years_from_entry.value
        return sum(int(one.persons) for one in entries if one.day <= day <= last_day(one.day, years))
    return counted(payee, day)


def per_capita(programme: Any, case: Any, *, basis: str, method: str, rounding: str, expected: bool) -> Amounts:
    """Compute every round: key, payee and amount; None where it is open."""
    pillar = programme.per_capita
    if pillar is None:
        return {}
    payees = case.districts if pillar.recipients == "district" else case.municipalities
    rounds: dict[str, Round] = {}
    for round_ in pillar.rounds:
        day = round_.record_date if round_.due is None else round_.due
        if not programme.window.first <= day <= programme.window.last:
            continue
        counts = {payee.key: persons_in(pillar, payee, round_.record_date) for payee in payees}
        at_rate = round_.rate is not None and (basis == "announced" or round_.pot is None)
        figures = [round_.rate] if at_rate else [round_.pot, round_.persons_of_land]
        everyone = None if at_rate else land(pillar, round_, counts)
        needed = [one for one in figures if one.value is not None or one is not round_.persons_of_land or not everyone]
        usable = all(known(one, expected) for one in needed)
        anybody = any(count is not None for count in counts.values())
        earlier = rounds.get(round_.repeats or "")
        repeated = earlier is not None and earlier.repeatable and known(round_.factor, expected)
        if repeated and earlier is not None and not (usable and anybody):
            times = round_.factor.value
            amounts = {key: None if one is None else one * times for key, one in earlier.amounts.items()}
            rounds[round_.key] = Round(amounts, repeatable=True)
        elif not anybody:
            rounds[round_.key] = Round({}, repeatable=False)
        elif not usable:
            rounds[round_.key] = Round(dict.fromkeys(counts), repeatable=False)
        elif at_rate:
            rate = euros(round_.rate)
            amounts = {key: None if count is None else rate * count for key, count in counts.items()}
            rounds[round_.key] = Round(amounts, repeatable=True)
        else:
            unit = Fraction(1) if rounding == "euro" else CENT
            amounts = pot_shares(euros(round_.pot), everyone or 0, counts, method, unit)
            rounds[round_.key] = Round(amounts, repeatable=True)
    return {(round_, key): one for round_, made in rounds.items() for key, one in made.amounts.items()}


def land(pillar: Any, round_: Any, counts: dict[str, int | None]) -> int | None:
    """Find the persons of the whole Land: the figure, or the sum of a complete list where nobody knows it (R8.7)."""
    if round_.persons_of_land.value is not None:
        return int(round_.persons_of_land.value)
    told = [count for count in counts.values() if count is not None]
    complete = pillar.everyone is not None and len(told) == len(counts) and len(told) >= pillar.everyone.value
    return (sum(told) or None) if complete else None


def pot_shares(
    pot: Fraction, everyone: int, counts: dict[str, int | None], method: str, unit: Fraction
) -> dict[str, Fraction | None]:
    """Share a pot (R2.1, R2.5)."""
    if method == "largest remainder":
        return dict(hare_niemeyer(pot, {key: Fraction(count or 0) for key, count in counts.items()}, unit))
    return {key: None if count is None else half_up(pot * count / everyone, unit) for key, count in counts.items()}


# --- the management pillar (R3) and its continuation (R8.12)


class Funded(NamedTuple):
    """A manager's funded time and paid FTE."""

    manager: Any
    first: date | None
    last: date | None
    months: Fraction
    fte: Fraction


def chains(managers: Sequence[Any]) -> list[list[Any]]:
    """Put those who hold one position in their order (R8.3)."""
    after = {one.continues: one for one in managers if one.continues is not None}
    found = []
    for one in managers:
        if one.continues is None:
            chain = [one]
            while chain[-1].id in after:
                chain.append(after[chain[-1].id])
            found.append(chain)
    return found


def nothing(chain: Iterable[Any]) -> list[Funded]:
    """Fund none of those who hold a position."""
    return [Funded(one, None, None, Fraction(0), Fraction(one.fte)) for one in chain]


def within(chain: Sequence[Any], first: date, last: date, full: int | None, most: Fraction | None) -> list[Funded]:
    """Fund a position from a day to a day; a full and uninterrupted term counts its months exactly (R8.3)."""
    spans: list[tuple[date, date] | None] = []
    for one in chain:
        begin, end = max(first, one.start), last if one.end is None else min(last, one.end)
        spans.append((begin, end) if begin <= end else None)
    days = sum((span[1] - span[0]).days + 1 for span in spans if span is not None)
    gapless = full is not None and days == (last - first).days + 1
    left = sum(months(first, last).values(), Fraction(0)) if full is None else Fraction(full)
    holders = [place for place, span in enumerate(spans) if span is not None]
    found = []
    for place, (one, span) in enumerate(zip(chain, spans, strict=True)):
        exact = Fraction(0) if span is None else sum(months(*span).values(), Fraction(0))
        counts = left if gapless and place == holders[-1] else min(exact, left)
        left -= counts
        fte = Fraction(one.fte) if most is None else min(Fraction(one.fte), most)
        begin, end = span if span is not None and counts else (None, None)
        found.append(Funded(one, begin, end, counts, fte))
    return found


def funded_by_management(pillar: Any, window: Any, chain: Sequence[Any]) -> list[Funded]:
    """Fund a position for the term from its start, if that lies in the window (R3.6, R8.1)."""
    start, years = chain[0].start, pillar.term.value
    if not window.first <= start <= window.last:
        return nothing(chain)
    found = within(chain, start, last_day(start, years), 12 * years, None)
    least = Fraction(0) if pillar.least_fte is None else Fraction(pillar.least_fte.value, 10**6)
    return [one if Fraction(one.manager.fte) >= least else nothing([one.manager])[0] for one in found]


def approval(pillar: Any, chain: Sequence[Any]) -> date | None:
    """Find the day of approval: as given, or the start where that is early enough (R8.12)."""
    if chain[0].approved is not None:
        return chain[0].approved  # type: ignore[no-any-return]  # the nouns are read as they are
    return chain[0].start if chain[0].start <= pillar.approved_by else None


def funded_by_continuation(pillar: Any, window: Any, chain: Sequence[Any]) -> list[Funded]:
    """Fund the months of a position after the years paid before, up to the term or the last day (R8.12)."""
    start, starts = chain[0].start, window if pillar.starts is None else pillar.starts
    if not starts.first <= start <= starts.last:
        return nothing(chain)
    if pillar.approved_by is not None:
        approved = approval(pillar, chain)
        if approved is not None and approved > pillar.approved_by:
            return nothing(chain)
    after = 0 if pillar.after is None else pillar.after.value
    first = last_day(start, after) + DAY if after else start
    end = None if pillar.term is None else last_day(start, pillar.term.value)
    last = min(day for day in (end, pillar.until) if day is not None)
    if last < first:
        return nothing(chain)
    decides = pillar.most_fte_on or pillar.approved_by
    most = None
    if decides is not None:
        holders = [one for one in chain if one.start <= decides]
        most = Fraction((holders[-1] if holders else chain[0]).fte)
    full = 12 * (pillar.term.value - after) if last == end else None
    return within(chain, first, last, full, most)


class Award(NamedTuple):
    """A provider's grant with all that it is made of, in EUR; None where it is open."""

    frames: tuple[Fraction | None, ...]
    tranches: tuple[Fraction | None, ...]
    claim: Fraction | None
    grant: Fraction | None
    by_municipality: tuple[Fraction, ...] | None
    by_manager_and_year: dict[tuple[str, int], Fraction | None]


def shares(pot: Any, everyone: Any, counts: Sequence[int | None]) -> tuple[Fraction | None, ...]:
    """Share a pot, each to the full euro (R3.3, R3.4); None where there is no count or no figure."""
    if pot is None or everyone is None or pot.value is None or everyone.value is None:
        return (None,) * len(counts)
    one = Fraction(1)
    return tuple(None if n is None else half_up(euros(pot) * n / everyone.value, one) for n in counts)


def grants(programme: Any, case: Any, *, expected: bool) -> dict[str, Award]:
    """Compute the grant of each provider that employs managers (R3.8, R3.9, R8.4, R8.5)."""
    pillar = programme.management or programme.continuation
    if pillar is None:
        return {}
    found = {}
    for provider in dict.fromkeys(one.provider or one.ags for one in case.municipalities):
        members = [one for one in case.municipalities if (one.provider or one.ags) == provider]
        managers = [one for one in case.managers if one.provider == provider]
        if managers:
            found[provider] = award(programme, pillar, provider, members, managers, expected=expected)
    return found


def award(
    programme: Any, pillar: Any, provider: str, members: Sequence[Any], managers: Sequence[Any], *, expected: bool
) -> Award:
    """Compute the grant of one provider."""
    managing = programme.management is not None
    base = pillar if managing else pillar.base
    frames: tuple[Fraction | None, ...] = (None,) * len(members)
    tranches = frames
    if base is not None:
        frames = shares(base.pot, base.persons_of_land, [counted(one, base.record_date) for one in members])
    if managing:
        advance = [provisional(one, pillar.record_date) for one in members]
        tranches = shares(pillar.tranche_pot, pillar.tranche_persons_of_land, advance)
    fund = funded_by_management if managing else funded_by_continuation
    by_id = {one.manager.id: one for chain in chains(managers) for one in fund(pillar, programme.window, chain)}
    time = [by_id[one.id] for one in managers]
    rates = dict(pillar.fixed_amounts)
    sound = all(known(rates[one.manager.qualification], expected) for one in time if one.months)
    if not managing and pillar.approved_by is not None:
        for chain in chains(managers):
            sound = sound and not (approval(pillar, chain) is None and any(by_id[one.id].months for one in chain))
    claims: dict[str, Fraction] = {}
    if sound:
        for one in time:
            rate = euros(rates[one.manager.qualification]) if one.months else Fraction(0)
            claims[one.manager.id] = rate * one.fte * one.months / 12
    claim = half_up(sum(claims.values(), Fraction(0)), CENT) if sound else None
    grant = capped(pillar, provider, frames, claim, expected=expected) if managing else claim
    return Award(
        frames,
        tranches,
        claim,
        grant,
        over_municipalities(grant, frames, members),
        over_managers(grant, claims, time),
    )


def capped(
    pillar: Any, provider: str, frames: Sequence[Fraction | None], claim: Fraction | None, *, expected: bool
) -> Fraction | None:
    """Cap the claims by the frames of the term; nothing below the threshold, which does not bind a Landkreis (R3.7)."""
    bound = pillar.threshold is not None and len(provider) != 5
    figures = [pillar.pot, pillar.persons_of_land, *([pillar.threshold] if bound else [])]
    told = [frame for frame in frames if frame is not None]
    if claim is None or len(told) < len(frames) or not all(known(one, expected) for one in figures):
        return None
    if bound and sum(told) < euros(pillar.threshold):
        return Fraction(0)
    cap: Fraction = pillar.term.value * sum(told, Fraction(0))
    return min(claim, cap)


def over_municipalities(
    grant: Fraction | None, frames: Sequence[Fraction | None], members: Sequence[Any]
) -> tuple[Fraction, ...] | None:
    """Show a grant per municipality by frame (R8.4)."""
    if grant is None:
        return None
    if len(members) == 1 or not grant:
        return (grant,) * len(members)
    weights = {one.ags: frame for one, frame in zip(members, frames, strict=True) if frame is not None}
    if len(weights) < len(members) or not any(weights.values()):
        return None
    parts = hare_niemeyer(grant, weights)
    return tuple(parts[one.ags] for one in members)


def over_managers(
    grant: Fraction | None, claims: dict[str, Fraction], time: Sequence[Funded]
) -> dict[tuple[str, int], Fraction | None]:
    """Divide a grant over managers by claim, then over years by months (R8.4)."""
    found: dict[tuple[str, int], Fraction | None] = {}
    paid = [one for one in time if one.first is not None]
    if grant == 0:
        return found
    weights = {
        one.manager.id: Fraction(1) if len(paid) == 1 else claims.get(one.manager.id, Fraction(0)) for one in paid
    }
    parts = {} if grant is None else hare_niemeyer(grant, weights)
    for one in paid:
        assert one.first is not None
        assert one.last is not None
        years = months(one.first, one.last)
        if grant is None:
            found |= {(one.manager.id, year): None for year in years}
        else:
            found |= {
                (one.manager.id, year): part for year, part in hare_niemeyer(parts[one.manager.id], years).items()
            }
    return found


# --- own costs (R8.10)


def own_costs(case: Any, provider: str, grant: Fraction | None, *, training_inside: bool) -> Fraction | None:
    """Compute material costs plus what of the staff costs the grant does not cover; None where one is not told."""
    managers = [one for one in case.managers if one.provider == provider]
    if grant is None or any(None in (one.material_costs, one.staff_costs) for one in managers):
        return None
    material = sum((Fraction(one.material_costs) for one in managers), Fraction(0))
    staff = sum((Fraction(one.staff_costs) for one in managers), Fraction(0))
    training = sum((Fraction(one.training_costs) for one in managers), Fraction(0))
    if training_inside:
        staff += training
    else:
        material += training
    return material + max(Fraction(0), staff - grant)
