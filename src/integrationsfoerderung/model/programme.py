"""Programmes: what the Land decided, with window, budget and pillars."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any, get_args

from attrs import field, frozen

from ..errors import InvalidInput, Problem, validate
from ..figure import Figure, Unit
from ..message import Message, message
from ..money import in_euros
from ..period import Period
from ..showing import Shown
from .checks import list_problems, named, of_kind, to_tuple
from .figure_paths import with_keys
from .payout_round import name_problems
from .pillar import ContinuationPillar, ManagementPillar, PerCapitaPillar, Pillar, figure_problems, found
from .source import Status


def _budget(budget: Figure | None) -> Figure | None:
    keyed: Figure | None = with_keys(budget, "budget.total")
    return keyed


def _pillars(pillars: Iterable[Pillar]) -> tuple[Pillar, ...]:
    keyed: tuple[Pillar, ...] = with_keys(to_tuple(pillars), "pillars")
    return keyed


def _figures(figures: Iterable[Figure]) -> tuple[Figure, ...]:
    return to_tuple(figures)


def _validate_key(programme: Programme) -> Iterator[Problem]:
    owner = named("Programme", programme.key)
    yield from name_problems(programme, owner)
    if programme.budget is not None:
        yield from figure_problems(programme.budget, Unit.EUR, "budget", owner)
    if not isinstance(programme.window, Period):
        yield Problem(owner, "window", programme.window, message("a Period"), message("write Period.years(start, 2)"))


def _validate_pillars(programme: Programme) -> Iterator[Problem]:
    owner = named("Programme", programme.key)
    yield from list_problems(programme.pillars, get_args(Pillar), "pillars", owner)
    pillars = of_kind(programme.pillars, get_args(Pillar))
    for kinds in ((PerCapitaPillar,), (ManagementPillar, ContinuationPillar)):
        if sum(isinstance(pillar, kinds) for pillar in pillars) > 1:
            names = " or ".join(kind.__name__ for kind in kinds)
            yield Problem(owner, "pillars", names, message("at most one of this kind"), message("use two programmes"))
    for key, count in Counter(pillar.key for pillar in pillars).items():
        if count > 1:
            yield Problem(owner, "pillars", key, message("each key once"), message("rename one of the pillars"))


def _validate_figures(programme: Programme) -> Iterator[Problem]:
    owner = named("Programme", programme.key)
    yield from list_problems(programme.figures, Figure, "figures", owner)
    by_key: dict[str, list[Figure]] = {}
    for figure in of_kind(programme.figures, Figure):
        by_key.setdefault(figure.key, []).append(figure)
    for key, figures in by_key.items():
        for place, figure in enumerate(figures):
            for other in figures[:place]:
                if figure.valid is None or other.valid is None or figure.valid & other.valid:
                    yield Problem(
                        owner,
                        key,
                        figure.value,
                        message("one figure for each day"),
                        message("give each its first and last day, without overlap"),
                    )


@frozen
class BudgetCheck:
    """Whether a programme's budget equals the sum of its pillars' budgets (Haushaltsprobe)."""

    difference: Decimal | None
    """Budget − Σ pillars in EUR; None where it cannot be told."""

    absent: tuple[str, ...]
    """`budget` or the pillars that have none."""

    unknown: tuple[str, ...]
    """`budget` or the pillars whose sum is unknown or contested."""

    @property
    def adds_up(self) -> bool:
        """Whether the budget is known to equal its parts."""
        return self.difference == 0

    @property
    def message(self) -> Message:
        """The result as a sentence."""
        if self.difference is None:
            names = [*self.absent, *self.unknown]
            return message("cannot be checked: no sum is known for {names:list}", names=names)
        if self.difference:
            return message("the budget is {difference:eur} over its pillars", difference=self.difference)
        return message("the budget is the sum of its pillars")


@frozen
class Programme(Shown):
    """What the Land decided: window, budget, pillars, and every figure with status and source (Förderprogramm).

    `load_programme` reads one from its TOML file.
    """

    key: str
    """Key of the edition: `pakt-fuer-integration`."""

    name: str
    """Name in English."""

    name_de: str
    """Official name (amtlicher Name)."""

    window: Period
    """The days in which rounds fall due and managers start (R1.2, R8.1)."""

    budget: Figure | None = field(converter=_budget)
    """The whole sum, in EUR (R1.1); None: there is none."""

    pillars: tuple[Pillar, ...] = field(converter=_pillars)
    """The funding lines (Säulen); a figure without a key gets its path, for instance `per-capita.2017.rate`."""

    figures: tuple[Figure, ...] = field(default=(), converter=_figures, repr=False)
    """Every figure of the programme with key, status, source and clause, in the order of its file."""

    def __attrs_post_init__(self) -> None:
        validate(self, _validate_key, _validate_pillars, _validate_figures)

    def pillar(self, key: str) -> Pillar:
        """Return the pillar with a key.

        Raises:
            InvalidInput: where the programme has no such pillar.
        """
        return found(self.pillars, key, f"Programme {self.key}", "pillar")

    @property
    def per_capita(self) -> PerCapitaPillar | None:
        """The per-capita pillar, or None."""
        return next((pillar for pillar in self.pillars if isinstance(pillar, PerCapitaPillar)), None)

    @property
    def management(self) -> ManagementPillar | None:
        """The management pillar, or None."""
        return next((pillar for pillar in self.pillars if isinstance(pillar, ManagementPillar)), None)

    @property
    def continuation(self) -> ContinuationPillar | None:
        """The continuation pillar, or None."""
        return next((pillar for pillar in self.pillars if isinstance(pillar, ContinuationPillar)), None)

    def figure(self, key: str, on: date | None = None) -> Figure:
        """Return a figure by its key, as it held on a day (None: the latest).

        Reading the number of an unknown one raises `UnknownFigureError`.

        Raises:
            InvalidInput: where the programme has no such figure, or none for that day.
        """
        candidates = [figure for figure in self.figures if figure.key == key]
        held = [figure for figure in candidates if on is None or figure.valid is None or on in figure.valid]
        if held:
            return held[-1]
        subject = f"Programme {self.key}"
        allowed = (
            message("a day on which it held")
            if candidates
            else message("{keys:list}", keys=sorted({figure.key for figure in self.figures}))
        )
        given = f"{key} on {on}" if candidates else key
        raise InvalidInput(subject, [Problem(subject, "figure", given, allowed, message("list them with .figures"))])

    def completeness(self) -> dict[Status, int]:
        """Count the figures by status: how much is published, expected, inferred, unknown."""
        counted = Counter(figure.status for figure in self.figures)
        return {status: counted[status] for status in Status if status is not Status.ILLUSTRATIVE}

    def budget_check(self) -> BudgetCheck:
        """Hold the budget against the sum of the pillars' budgets, and say by how much they differ or why not."""
        budgets = {"budget": self.budget} | {pillar.key: pillar.budget for pillar in self.pillars}
        absent = tuple(name for name, figure in budgets.items() if figure is None)
        unknown = tuple(name for name, figure in budgets.items() if figure is not None and figure.value is None)
        if absent or unknown:
            return BudgetCheck(None, absent, unknown)
        parts = sum(pillar.budget.whole for pillar in self.pillars if pillar.budget is not None)
        whole = 0 if self.budget is None else self.budget.whole
        return BudgetCheck(in_euros(whole - parts), absent, unknown)

    def to_dict(self) -> dict[str, Any]:
        """Return the programme as JSON-ready data."""
        from ..serialisation import programme_to_dict

        return programme_to_dict(self)
