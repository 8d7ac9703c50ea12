"""Ensembles: what a round or a frame may turn out to be when the counts are uncertain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import numpy as np
from attrs import cmp_using, field, frozen

from ..amounts import programme_problems
from ..apportionment import Method, choice_problems
from ..errors import Problem, refuse
from ..message import Language, message
from ..model.municipality import Municipality
from ..model.payout import Basis, Stage
from ..model.programme import Programme
from ..money import Rounding, in_cents, in_euros, money_problems
from .arrays import Array, fits, in_turn, processors
from .plans import (
    SUBJECT,
    in_64_bits,
    others_of,
    persons_of,
    plan_of_round,
    plan_of_stage,
    scenarios_of,
    whole_problems,
)
from .progress import Progress, reporting
from .scenarios import Given, Resampled, Scaled
from .store import Store

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Scenarios: TypeAlias = int | Resampled | Scaled | Any
"""How many scenarios to resample, a way to draw them, or a matrix: a row of persons for each."""

_CHUNK = 1 << 19
"""Numbers in a chunk of scenarios where the caller gives no size."""


def _read_only(values: Array) -> Array:
    values.flags.writeable = False
    return values


_COLUMN: dict[str, Any] = {
    "converter": _read_only,
    "eq": cmp_using(eq=np.array_equal),
    "hash": False,
    "repr": False,
}


@frozen
class Ensemble:
    """What every municipality gets over many scenarios (Szenarienschar); arrays hold whole cents, by place of the key.

    `ensemble` makes it.
    """

    keys: tuple[str, ...] = field(repr=False)
    """The AGS of the municipalities."""

    what: str
    """What was computed: the key of the round, or the stage of the management pillar."""

    scenarios: int
    """How many scenarios there are."""

    seed: int
    """The seed that draws the same scenarios again."""

    levels: tuple[Decimal, ...]
    """The levels of the quantiles, from 0 to 1."""

    threshold: Decimal | None
    """The amount in EUR that a municipality may fall below; None: none was asked for."""

    amounts: Array = field(**_COLUMN)
    """The amounts without uncertainty."""

    sums: Array = field(**_COLUMN)
    """The sums over all scenarios, exactly: divided by `scenarios` they are the means."""

    least: Array = field(**_COLUMN)
    """The smallest amounts."""

    most: Array = field(**_COLUMN)
    """The largest amounts."""

    quantiles: Array = field(**_COLUMN)
    """A row for each level: the smallest amount that at least so large a part of the scenarios does not pass."""

    times_below: Array = field(**_COLUMN)
    """In how many scenarios the amount is below the threshold; 0 where there is none."""

    def mean(self, key: str) -> Fraction:
        """Return the mean in EUR, exactly."""
        return Fraction(int(self.sums[self._place(key)]), 100 * self.scenarios)

    def quantile(self, key: str, level: Decimal | str) -> Decimal:
        """Return an order statistic in EUR, by nearest rank: an amount that occurred, so whole cents."""
        levels = [str(one.normalize()) for one in self.levels]
        wanted = str(Decimal(level).normalize())
        if wanted not in levels:
            remedy = message("ask for it in quantiles= when the ensemble is made")
            refuse("Ensemble", [Problem("Ensemble", "level", level, message("{levels:list}", levels=levels), remedy)])
        return in_euros(int(self.quantiles[levels.index(wanted), self._place(key)]))

    def chance_below(self, key: str) -> Fraction:
        """Return the part of the scenarios in which the amount is below the threshold, exactly."""
        if self.threshold is None:
            remedy = message("ask for it with below= when the ensemble is made")
            refuse("Ensemble", [Problem("Ensemble", "threshold", None, message("an amount in EUR"), remedy)])
        return Fraction(int(self.times_below[self._place(key)]), self.scenarios)

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield a row for each municipality, for a data frame: EUR as Decimal, the mean rounded once to the cent."""
        means = Rounding.CENT.quotient(self.sums.astype(object), self.scenarios)
        for place, key in enumerate(self.keys):
            row: dict[str, Any] = {"municipality": key, "amount": in_euros(int(self.amounts[place]))}
            row["mean"] = in_euros(int(means[place]))
            for level, values in zip(self.levels, self.quantiles, strict=True):
                row[f"quantile {level}"] = in_euros(int(values[place]))
            row |= {"least": in_euros(int(self.least[place])), "most": in_euros(int(self.most[place]))}
            if self.threshold is not None:
                row["chance below"] = self.chance_below(key)
            yield row

    def plot(self, ax: Axes | None = None, *, most: int = 25, lang: Language = "en") -> Axes:
        """Draw the interval between the outer quantiles of the largest municipalities, with median and threshold."""
        from .pictures import intervals

        return intervals(self, ax, most, lang)

    def _place(self, key: str) -> int:
        if key not in self.keys:
            remedy = message("give the key as text, for example '08327050'")
            refuse("Ensemble", [Problem("Ensemble", "key", key, message("a municipality of the ensemble"), remedy)])
        return self.keys.index(key)


def ensemble(
    programme: Programme,
    counts: Mapping[str, int] | Iterable[Municipality],
    *,
    scenarios: Scenarios = 10_000,
    seed: int = 0,
    round: str | None = None,  # the field's word for a payout date
    stage: Stage | str = Stage.FINAL_FRAME,
    basis: Basis | str = Basis.POT_SHARE,
    expected: bool = False,
    rounding: Rounding | str = Rounding.CENT,
    method: Method | str = Method.EACH_ON_ITS_OWN,
    persons_of_land: int | None = None,
    below: Decimal | int | None = None,
    quantiles: Sequence[Decimal | str] = ("0.05", "0.5", "0.95"),
    chunk: int | None = None,
    memory: int = 1 << 28,
    threads: int | None = None,
    progress: Progress = None,
) -> Ensemble:
    """Compute a round or a frame for many scenarios of uncertain counts.

    The whole Land moves with the scenario: its persons are those of the programme (or given here), plus what the listed
    municipalities have more or less than their counts; municipalities that are not listed stay as they are (R8.7).

    Args:
        programme: the programme.
        counts: persons by AGS, or municipalities with head counts for the record date.
        scenarios: how many to resample; or `Resampled`, `Scaled`; or a matrix with a row of persons for each scenario.
        seed: the same seed gives the same result, whatever the chunks and threads.
        round: key of a per-capita round; None: the management pillar.
        stage: without a round: `final frame` or `first tranche`.
        basis: of a round, as for `payouts`.
        expected: of a round, as for `payouts`.
        rounding: of a round, as for `payouts`.
        method: of a round, as for `payouts`.
        persons_of_land: counted persons of the whole Land without uncertainty; None: the programme's.
        below: the amount in EUR whose chance to be missed is counted; None: for frames the threshold of R3.7.
        quantiles: levels from 0 to 1, by nearest rank; `()`: only mean, least, most and chance, and nothing is stored.
        chunk: scenarios that are computed at a time; None: as many as are fast.
        memory: bytes for the amounts that quantiles are taken from; what is more goes to a temporary file.
        threads: how many threads compute chunks; None: all processors.
        progress: True for a bar (needs rich), a function `(done, whole)`, None for a bar on a terminal in long runs.

    Raises:
        InvalidInput: with the problems of the input.
        UnknownFigureError: where nobody knows a figure of the round.

    >>> from integrationsfoerderung import load_programme
    >>> pakt = load_programme("pakt-fuer-integration")
    >>> towns = ensemble(pakt, {"08327049": 61, "08327050": 248}, scenarios=1000)
    >>> 0 < towns.chance_below("08327049") < 1, towns.chance_below("08327050") == 0
    (True, True)
    """
    refuse(SUBJECT, _option_problems(programme, stage, basis, rounding, method, quantiles, below))
    numbers = {"seed": (seed, 0), "chunk": (chunk, 1), "memory": (memory, 1), "threads": (threads, 1)}
    refuse(SUBJECT, [one for name, (value, least) in numbers.items() for one in whole_problems(value, name, least)])
    if round is None:
        plan = plan_of_stage(programme, Stage(stage))
    else:
        options = {"basis": Basis(basis), "rounding": rounding, "method": method, "expected": expected}
        plan = plan_of_round(programme, round, counted=persons_of_land is not None, **options)
    keys, persons = persons_of(counts, plan)
    kind = scenarios_of(scenarios, len(keys))
    others = others_of(persons, plan, persons_of_land, kind)
    order = sorted(range(len(keys)), key=keys.__getitem__)  # chance and ties follow the keys, not the input's order
    keys, persons = tuple(keys[place] for place in order), persons[order]
    if isinstance(kind, Given):
        kind = Given(kind.rows[:, order])

    def amounts_of(rows: Array) -> Array:
        return in_64_bits(plan.amounts(rows, rows.sum(axis=1) + others))

    baseline = amounts_of(persons[None, :])[0]
    limit = plan.threshold if below is None else in_cents(below, "below", SUBJECT)
    levels = tuple(Decimal(level) for level in quantiles)
    workers = threads or processors()
    step = chunk or max(1, min(_CHUNK // len(keys), -(-kind.number // workers)))
    tally, lock = _Tally(len(keys), limit), Lock()
    with (
        Store(kind.number if levels else 0, len(keys), step, memory) as store,
        reporting(progress, kind.number, kind.number * len(keys)) as report,
    ):

        def work(first: int) -> None:
            cents = amounts_of(kind.draw(persons, seed, first, min(first + step, kind.number)))
            with lock:
                tally.add(cents)
                store.put(first, cents)
                report(len(cents))

        in_turn(work, range(0, kind.number, step), workers)
        ranked = store.ranked([_place(level, kind.number) for level in levels])
    threshold = None if limit is None else in_euros(limit)
    return Ensemble(
        keys, plan.what, kind.number, seed, levels, threshold,
        baseline, tally.sums, tally.least, tally.most, ranked, tally.below,
    )  # fmt: skip


def _place(level: Decimal, scenarios: int) -> int:
    """Return the place, from 0, of the nearest rank: the smallest that has so large a part up to it."""
    numerator, denominator = level.as_integer_ratio()
    return max(0, -(-numerator * scenarios // denominator) - 1)


def _option_problems(
    programme: object, stage: object, basis: object, rounding: object, method: object, quantiles: object, below: object
) -> Iterator[Problem]:
    yield from programme_problems(programme, SUBJECT)
    yield from choice_problems(Stage, stage, "stage", SUBJECT)
    yield from choice_problems(Basis, basis, "basis", SUBJECT)
    yield from choice_problems(Rounding, rounding, "rounding", SUBJECT)
    yield from choice_problems(Method, method, "method", SUBJECT)
    if stage in (Stage.GRANT, Stage.GRANT.value):
        allowed = message("'final frame' or 'first tranche'")
        remedy = message("compute grants with bulk.grants from the frames of each scenario")
        yield Problem(SUBJECT, "stage", Stage.GRANT.value, allowed, remedy)
    several = isinstance(quantiles, Iterable) and not isinstance(quantiles, str)
    for level in cast("Iterable[Any]", quantiles) if several else [None]:
        if not _is_level(level):
            allowed = message("levels from 0 to 1, as Decimal or text")
            yield Problem(SUBJECT, "quantiles", level, allowed, message("write ('0.05', '0.5', '0.95')"))
    if below is not None:
        yield from money_problems(below, "below", SUBJECT)


def _is_level(level: object) -> bool:
    try:
        return isinstance(level, Decimal | str) and 0 <= Decimal(level) <= 1 and Decimal(level).adjusted() > -30
    except InvalidOperation:
        return False


class _Tally:
    """Sums, extremes and how often an amount was below the limit, over all chunks; their order never matters."""

    def __init__(self, columns: int, limit: int | None) -> None:
        self.limit = limit
        self.sums, self.below = np.zeros(columns, np.int64), np.zeros(columns, np.int64)
        self.least, self.most = np.full(columns, np.iinfo(np.int64).max), np.zeros(columns, np.int64)
        self._bound = 0

    def add(self, cents: Array) -> None:
        """Count a chunk in; where sums might pass 64 bits they go on as Python integers."""
        self._bound += int(cents.max()) * len(cents)
        if not fits(self._bound):
            self.sums, cents_ = self.sums.astype(object), cents.astype(object)
            self.sums += cents_.sum(axis=0)
        else:
            self.sums += cents.sum(axis=0)
        np.minimum(self.least, cents.min(axis=0), out=self.least)
        np.maximum(self.most, cents.max(axis=0), out=self.most)
        if self.limit is not None:
            self.below += (cents < self.limit).sum(axis=0)
