"""The figures and days of a programme by their paths, and programmes in which some are replaced.

A path is what `Figure.key` holds after loading: `per-capita.2017.rate`, `management.fixed_amounts.degree`. It is taken
from where the figure stands, so that programmes written in Python have the same paths.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeAlias

import attrs

from ..figure import Figure
from ..period import Period

if TYPE_CHECKING:
    from .programme import Programme

Leaf: TypeAlias = Figure | date
"""A figure, or a day that stands in a programme without being one."""

_Visit: TypeAlias = Callable[[str, Any], Any]


def leaves_of(programme: Programme) -> dict[str, Leaf]:
    """Return every figure and day by path; of figures that replaced each other the latest.

    >>> from integrationsfoerderung import load_programme
    >>> leaves_of(load_programme("pakt-fuer-integration"))["per-capita.2017.rate"].amount
    Decimal('1225.00')
    """
    found: dict[str, Leaf] = {figure.key: figure for figure in programme.figures if figure.key}
    found.setdefault("window.first", programme.window.first)
    if "window.term" not in found:  # otherwise the last day follows from the years
        found.setdefault("window.last", programme.window.last)

    def note(path: str, leaf: Leaf) -> Leaf:
        if not isinstance(leaf, Figure) or found.get(leaf.key) != leaf:  # several rounds may share one figure
            found.setdefault(path, leaf)
        return leaf

    _walk_parts(programme, note)
    return found


def assumable_of(programme: Programme) -> dict[str, Leaf]:
    """Return the figures and days that a rule reads: of these a scenario may assume another; of mere facts not."""
    read = {"window.first", "window.term", "window.last"}

    def note(path: str, leaf: Leaf) -> Leaf:
        read.update((path, leaf.key) if isinstance(leaf, Figure) else (path,))
        return leaf

    _walk_parts(programme, note)
    return {path: leaf for path, leaf in leaves_of(programme).items() if path in read}


def with_leaves(programme: Programme, replaced: Mapping[str, Leaf]) -> Programme:
    """Return the programme with other figures and days at some paths; everything else is the same.

    Raises:
        InvalidInput: where the programme does not hold together with them, for instance two rounds of one record date.
    """
    if not replaced:
        return programme

    def put(path: str, leaf: Leaf) -> Any:
        if isinstance(leaf, Figure) and path not in replaced and programme_has.get(leaf.key) == leaf:
            return replaced.get(leaf.key, leaf)
        new = replaced.get(path, leaf)
        return new.day if isinstance(new, Figure) and isinstance(leaf, date) else new

    programme_has = {figure.key: figure for figure in programme.figures}
    latest = {figure.key: place for place, figure in enumerate(programme.figures)}
    figures = tuple(
        put(figure.key, figure) if latest[figure.key] == place else figure
        for place, figure in enumerate(programme.figures)
    )
    parts = _walk_parts(programme, put)
    return attrs.evolve(programme, **parts, window=_window(programme, put), figures=figures)


def with_keys(noun: Any, path: str) -> Any:
    """Return a noun of a programme in which every figure has a key: where none was given, its path.

    What is open is known by the key of the figure that it waits for (R8.8).
    """

    def put(here: str, leaf: Leaf) -> Leaf:
        return attrs.evolve(leaf, key=here) if isinstance(leaf, Figure) and not leaf.key else leaf

    return _walk(noun, path, put)


def _window(programme: Programme, put: _Visit) -> Period:
    """Return the window, its end from its years where the programme has them (R1.2)."""
    first = put("window.first", programme.window.first)
    years = next((put(one.key, one).whole for one in programme.figures if one.key == "window.term"), None)
    if years is not None:
        return Period.years(first, years)
    return Period(first, put("window.last", programme.window.last))


def _walk_parts(programme: Programme, visit: _Visit) -> dict[str, Any]:
    """Visit budget and pillars, in this order."""
    budget: Any = programme.budget
    return {
        "budget": budget if budget is None else visit("budget.total", budget),
        "pillars": _walk(programme.pillars, "pillars", visit),
    }


def _walk(noun: Any, path: str, visit: _Visit) -> Any:
    """Visit every figure and day of a noun; return the noun with what the visits gave."""
    if isinstance(noun, Figure | date):
        return visit(path, noun)
    if isinstance(noun, tuple):
        walked = tuple(_walk_item(item, place, path, visit) for place, item in enumerate(noun, start=1))
        return walked if any(new is not old for new, old in zip(walked, noun, strict=True)) else noun
    if attrs.has(type(noun)):
        fields = {one.name: getattr(noun, one.name) for one in attrs.fields(type(noun))}
        new = {name: _walk(value, f"{path}.{name}", visit) for name, value in fields.items()}
        changed = {name: value for name, value in new.items() if value is not fields[name]}
        return attrs.evolve(noun, **changed) if changed else noun
    return noun


def _walk_item(item: Any, place: int, path: str, visit: _Visit) -> Any:
    """Visit an item of a list: a pillar or round by its key, a fixed amount by its qualification, others by number."""
    if isinstance(item, tuple) and item and isinstance(item[0], Enum):
        new = _walk(item[1], f"{path}.{item[0].value}", visit)
        return item if new is item[1] else (item[0], new)
    if hasattr(item, "key") and not isinstance(item, Figure):
        parent = path.rpartition(".")[0]
        return _walk(item, f"{parent}.{item.key}" if parent else item.key, visit)
    return _walk(item, f"{path}.{place}", visit)
