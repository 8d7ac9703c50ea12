"""Managers as columns: funded months, claims and grants (R3.5-R3.9, R8.1-R8.5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from ..errors import InvalidInput, Problem, refuse
from ..figure import FTE
from ..message import message
from ..model.keys import is_district
from ..model.manager import Manager
from ..model.pillar import ManagementPillar
from ..model.programme import Programme
from ..period import MONTH, month_units
from ..rules.gaps import usable
from ..rules.grants import cap_figures
from ..rules.management import claim, claims_together, frames_of_term, grant, grant_from_threshold
from .arrays import Array, counts_of, fits, in_64_bits, whole_numbers
from .pillars import management_of, open_figure


def _keys(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(values)


def _fte(values: object) -> Array:
    return whole_numbers(values, "fte", "bulk.Managers", least=1)


def _rates(values: object) -> Array:
    return whole_numbers(values, "rates", "bulk.Managers")


def _start(values: object) -> NDArray[np.datetime64]:
    return _days(values, "start", "bulk.Managers")


def _end(values: object) -> NDArray[np.datetime64]:
    return _days(values, "end", "bulk.Managers")


def _days(values: object, field_name: str, subject: str) -> NDArray[np.datetime64]:
    """Take calendar days: `datetime64`, dates, or ISO text; a missing one is NaT."""
    try:
        days = np.asarray(values)
        if not days.size or days.dtype.kind in "MOU":
            return days.astype("datetime64[D]")
    except (TypeError, ValueError):
        pass
    allowed = message("calendar days: dates, or an array of datetime64[D]")
    remedy = message("write numpy.array(['2018-04-01'], dtype='datetime64[D]')")
    raise InvalidInput(subject, [Problem(subject, field_name, values, allowed, remedy)])


@frozen(eq=False)
class Managers:
    """Integration managers as columns, each on a position of her or his own (Integrationsmanager:innen).

    A position that is continued by a successor is left to `calculate` (R8.3).

    >>> one = Managers(["08327050"], fte=[600_000], rates=[64_000_00], start=["2018-04-01"])
    >>> from integrationsfoerderung import load_programme
    >>> (one.months(load_programme("pakt-fuer-integration")) // MONTH).tolist()
    [24]
    """

    providers: tuple[str, ...] = field(converter=_keys)
    """Key of each one's provider: AGS or district (R3.8)."""

    fte: Array = field(kw_only=True, converter=_fte)
    """Full-time equivalents in millionths, whole, 1 to 1,000,000 (VZÄ)."""

    rates: Array = field(kw_only=True, converter=_rates)
    """The fixed amount for an FTE and year, in cents (R3.5)."""

    start: NDArray[np.datetime64] = field(kw_only=True, converter=_start)
    """First day of employment."""

    end: NDArray[np.datetime64] = field(kw_only=True, converter=_end)
    """Last day of employment; NaT: to the end of the term."""

    @end.default
    def _no_end(self) -> NDArray[np.datetime64]:
        return np.full(len(self.providers), "NaT", dtype="datetime64[D]")

    def __attrs_post_init__(self) -> None:
        refuse("bulk.Managers", self._problems())

    def _problems(self) -> Iterator[Problem]:
        size = len(self.providers)
        columns = {"fte": self.fte, "rates": self.rates, "start": self.start, "end": self.end}
        wrong = {name: column.shape for name, column in columns.items() if column.shape != (size,)}
        for name, shape in wrong.items():
            allowed = message("one value for each of the {size} providers", size=size)
            yield Problem("bulk.Managers", name, f"shape {shape}", allowed, message("give columns of one length"))
        if wrong:
            return
        if size and self.fte.max() > FTE:
            place = int(self.fte.argmax())
            allowed = message("at most {most}, one full position in millionths", most=FTE)
            remedy = message("enter one manager for each person; 60 % are 600_000")
            yield Problem("bulk.Managers", f"fte[{place}]", int(self.fte[place]), allowed, remedy)
        for name, bad in (("start", np.isnat(self.start)), ("end", self.end < self.start)):
            if bad.any():
                place = int(bad.argmax())
                allowed = message("a day") if name == "start" else message("the start or later")
                remedy = message("correct the day; {count} are wrong", count=int(bad.sum()))
                yield Problem("bulk.Managers", f"{name}[{place}]", str(columns[name][place]), allowed, remedy)

    @classmethod
    def of(cls, programme: Programme, managers: Iterable[Manager], *, expected: bool = False) -> Managers:
        """Make columns of managers; the rate is that of the qualification in the programme.

        Args:
            programme: the programme.
            managers: the managers, none of whom continues another's position.
            expected: whether fixed amounts that are only expected may be used.

        Raises:
            InvalidInput: for a manager who continues another's position.
            UnknownFigureError: where nobody knows a fixed amount.
        """
        pillar, people = management_of(programme, "bulk.Managers.of"), tuple(managers)
        refuse("bulk.Managers.of", _continued(people))
        rates = {}
        for qualification in {manager.qualification for manager in people}:
            figure = pillar.fixed_amount(qualification)
            if not usable(figure, expected=expected):
                raise open_figure(figure)
            rates[qualification] = figure.whole
        return cls(
            [manager.provider for manager in people],
            fte=[manager.fte_units for manager in people],
            rates=[rates[manager.qualification] for manager in people],
            start=np.array([manager.start for manager in people], dtype="datetime64[D]"),
            end=np.array([manager.end for manager in people], dtype="datetime64[D]"),
        )

    def months(self, programme: Programme) -> Array:
        """Return each one's funded months, in day-month units of which `MONTH` are a month (R3.6, R8.1-R8.3).

        0 for a start outside the programme's window (R8.1) and for less than the least FTE (R3.7).
        """
        pillar = management_of(programme, "bulk.Managers.months")
        months = _months(self.start, self.end, pillar.term.whole * 12)
        window = programme.window
        funded = (self.start >= np.datetime64(window.first)) & (self.start <= np.datetime64(window.last))
        if pillar.least_fte is not None:
            funded &= self.fte >= pillar.least_fte.whole
        return months * funded

    def claims(self, programme: Programme) -> Array:
        """Return each one's claim exactly: rate × FTE × months, in units of `Unit.EXACT_EUR` (R3.9, R8.4)."""
        columns = [self.rates, self.fte, self.months(programme)]
        largest = 1
        for column in columns:
            largest *= int(column.max(initial=0))
        if not fits(largest):
            columns = [column.astype(object) for column in columns]
        exact: Array = claim(*columns)
        return exact


def _continued(managers: Sequence[Manager]) -> Iterator[Problem]:
    for manager in managers:
        if manager.continues is not None:
            allowed = message("managers with a position of their own")
            yield Problem(manager.subject, "continues", manager.continues, allowed, message("use calculate"))


def _months(start: NDArray[np.datetime64], end: NDArray[np.datetime64], term: int) -> Array:
    """Return the funded day-month units of positions that run up to `term` months from their start (R8.2, R8.3)."""
    month, day, length = _calendar(start)
    after = month + np.timedelta64(term, "M")
    same_day = day <= _length(after)
    days: Any = np.where(same_day, day - 2, _length(after) - 1).astype("timedelta64[D]")
    last: NDArray[np.datetime64] = after.astype("datetime64[D]") + days
    full = np.isnat(end) | (end >= last)
    end_month, end_day, end_length = _calendar(np.where(full, last, end))
    counted = month_units((end_month - month).astype(np.int64), day, length, end_day, end_length)
    return np.where(full, term * MONTH, np.minimum(counted, term * MONTH))


def _calendar(days: NDArray[np.datetime64]) -> tuple[NDArray[np.datetime64], Array, Array]:
    """Return the month, the day of the month and the days of the month."""
    month = days.astype("datetime64[M]")
    return month, (days - month.astype("datetime64[D]")).astype(np.int64) + 1, _length(month)


def _length(month: NDArray[np.datetime64]) -> Array:
    following = (month + np.timedelta64(1, "M")).astype("datetime64[D]")
    length: Array = (following - month.astype("datetime64[D]")).astype(np.int64)
    return length


@frozen(eq=False)
class Grants:
    """The grants of all providers that employ managers (Zuwendungen, R3.9); amounts in whole cents."""

    providers: tuple[str, ...]
    """Their keys, in the order of the municipalities."""

    frames: Array
    """The sum of their municipalities' yearly frames, for each scenario and provider (R3.8)."""

    claims: Array
    """What their managers' fixed amounts add up to over the term, rounded once (R8.4)."""

    cents: Array
    """The grants, for each scenario and provider; 0 below the threshold (R3.7)."""


def grants(
    programme: Programme, frames: object, providers: Sequence[str], managers: Managers, *, expected: bool = False
) -> Grants:
    """Compute the grants of the term: the smaller of the pooled frames and the claims (R3.7-R3.9, R8.4, R8.5).

    Args:
        programme: the programme.
        frames: yearly planning frames in cents, as `planning_frames` gives them: municipalities on the last axis.
        providers: key of each municipality's provider, in the order of that axis: itself, a lead, or the district.
        managers: the managers as columns.
        expected: whether figures of the pillar that are only expected may be used.

    Raises:
        InvalidInput: for frames and providers that do not fit together, or a manager of a provider of none of them.
        UnknownFigureError: where nobody knows a figure that the cap rests on.

    >>> from integrationsfoerderung import load_programme
    >>> pakt = load_programme("pakt-fuer-integration")
    >>> one = Managers(["08327050"], fte=[600_000], rates=[64_000_00], start=["2018-04-01"])
    >>> from integrationsfoerderung.bulk import planning_frames
    >>> grants(pakt, planning_frames(pakt, [248, 13]), ["08327050", "08327"], one).cents.tolist()
    [7680000]
    """
    pillar = management_of(programme, "bulk.grants")
    counts = counts_of(frames, "frames", "bulk.grants")
    keys = tuple(providers)
    refuse("bulk.grants", _provider_problems(keys, counts.columns, managers))
    employing = set(managers.providers)
    named = tuple(dict.fromkeys(key for key in keys if key in employing))
    place = {key: number for number, key in enumerate(named)}
    for figure in [figure for key in named for figure in cap_figures(pillar, exempt=is_district(key))]:
        if not usable(figure, expected=expected):
            raise open_figure(figure)
    most = pillar.term.whole * counts.most_together()
    rows = counts.rows if fits(most) else counts.rows.astype(object)
    pooled = np.zeros((len(rows), len(named)), rows.dtype)
    for number, key in enumerate(keys):
        if key in place:
            pooled[:, place[key]] += rows[:, number]
    exact = np.zeros(len(named), object)
    np.add.at(exact, [place[key] for key in managers.providers], managers.claims(programme).astype(object))
    claims = in_64_bits(claims_together(exact), int(claims_together(exact.max(initial=0))))
    shape = (*counts.shape[:-1], len(named))
    cents = _capped(pillar, pooled, claims, np.array([is_district(key) for key in named], dtype=bool))
    return Grants(named, pooled.reshape(shape), claims, cents.reshape(shape))


def _capped(pillar: ManagementPillar, pooled: Array, claims: Array, districts: NDArray[np.bool_]) -> Array:
    """Cap the claims by the frames of the term; below the threshold only the Landkreis gets a grant (R3.7)."""
    cap = frames_of_term(pillar.term.whole, pooled)
    if pillar.threshold is None:
        districts = np.ones_like(districts)
        threshold = 0
    else:
        threshold = pillar.threshold.whole
    free: Any = grant(cap, claims)
    held: Any = grant_from_threshold(cap, claims, threshold, pooled)
    cents: Array = np.where(districts, free, held)
    return cents


def _provider_problems(keys: tuple[str, ...], columns: int, managers: Managers) -> Iterator[Problem]:
    if len(keys) != columns:
        allowed = message("{columns} keys: one for each column of the frames", columns=columns)
        yield Problem("bulk.grants", "providers", f"{len(keys)} keys", allowed, message("give them in the same order"))
    for key in sorted(set(managers.providers) - set(keys)):
        allowed = message("the provider of a municipality")
        yield Problem("bulk.grants", "managers", key, allowed, message("correct the key, or add the municipality"))
