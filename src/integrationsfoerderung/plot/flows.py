"""The way of the money: from the Land through the pillars to districts, groups and municipalities."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from attrs import field, frozen
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from ..message import Language, Message, message
from ..model.comparison import shares_of
from ..model.payout import PerCapitaPayout
from ..model.statement import Statement
from ..register import district_name
from ..words.payouts import PILLARS
from ..words.speech import Speech
from . import _style as style
from .parts import colours_of, notes_on, parts_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_Node: TypeAlias = tuple[int, str]
"""Column and key: the Land, the pillars, who passes the money on, who gets it."""

_LAND: _Node = (0, "")
_REST = "\N{REPLACEMENT CHARACTER}"
"""Key of those without a node of their own: no text that a key may be."""

_DIRECT = "\N{RIGHTWARDS ARROW}"
"""Before the pillar's key where nobody passes the money on."""

_PLACES = (0.0, 0.9, 1.8, 3.1)
_WIDTH = 0.06
_TWO_LINES = 12
"""Up to how many nodes of a column have the amount on a line of its own."""

_ALPHA = 0.6


@frozen
class Band:
    """Money on its way between two nodes (Strom)."""

    start: _Node
    """Where it comes from."""

    end: _Node
    """Where it goes."""

    pillar: str
    """Key of the pillar: its colour."""

    cents: int
    """How much."""


@frozen
class _Chart:
    """The bands with the names and places of their nodes; heights are EUR."""

    bands: tuple[Band, ...]
    names: Mapping[_Node, str]
    colours: Mapping[str, str]
    left_out: int
    sizes: dict[_Node, int] = field(factory=dict)
    tops: dict[_Node, float] = field(factory=dict)


def flow(statement: Statement, ax: Axes | None = None, *, most: int = 40, lang: Language = "en") -> Axes:
    """Draw the way of the money: the Land, its pillars, who passes it on or employs the managers, the municipalities.

    Per-capita amounts pass through the Landkreis; a grant goes to its provider and is shown for the municipalities as
    their frames divide it (R8.4, R8.9). A band is as high as its amount.

    Args:
        statement: what to draw.
        ax: axes to draw on; None: a figure of its own, as high as there are municipalities.
        most: how many municipalities, and how many districts and groups, have a place of their own; the others are
            one band.
        lang: language of texts and numbers, "de" or "en".

    Returns:
        The axes.

    Raises:
        InvalidInput: where no amount above 0 is known, or an argument does not fit.
    """
    lang = style.checked("plot.flow", lang, most, statement=(statement, Statement))
    chart = _chart(statement, most, lang)
    total = sum(band.cents for band in chart.bands if band.start == _LAND)
    if not total:
        remedy = message("give the municipalities their head counts")
        style.nothing("plot.flow", "total", total, message("at least one known amount above 0"), remedy)
    last = sum(column == 3 for column, _ in chart.names)
    ax = style.canvas(ax, 10.5, 2.0 + max(0.21 * last, 3.0))
    height = _lay_out(chart, total / 100)
    _draw_bands(ax, chart)
    for node in chart.names:
        _draw_node(ax, chart, node, lang)
    ax.set_xlim(-0.05, _PLACES[3] + 1.35)
    ax.set_ylim(height, 0)
    ax.set_axis_off()
    name = Speech(lang).named(statement.programme)
    style.title(ax, message("Where the money goes: {programme:plain}", programme=name), lang)
    style.footnotes(ax, _notes(statement, chart), lang)
    return ax


def _notes(statement: Statement, chart: _Chart) -> Iterator[Message]:
    yield message(
        "Amounts in EUR. A grant goes to its provider, shown for the municipalities as their frames divide it."
    )
    if chart.left_out:
        yield message("{count} with smaller sums have no place of their own.", count=chart.left_out)
    yield from notes_on(statement)


# --- who gets how much from whom


def _chart(statement: Statement, most: int, lang: Language) -> _Chart:
    names: dict[_Node, str] = {_LAND: style.word("Land", lang)}
    ways: list[tuple[str, str | None, str, int]] = []  # pillar, who passes it on, who gets it, cents
    for payout in statement.payouts:
        if isinstance(payout, PerCapitaPayout) and payout.cents:
            ways.append((payout.pillar, payout.via, payout.recipient, payout.cents))
            names[3, payout.recipient] = payout.recipient_name
            if payout.via is not None:
                names[2, payout.via] = district_name(payout.via)
    for grant in statement.grants:
        alone = [member.ags for member in grant.members] == [grant.provider]
        for key, name, cents in shares_of(grant):
            if cents:
                passing = None if alone or grant.parts is None else grant.provider
                ways.append((grant.pillar.key, passing, key, cents))
                names[3, key] = name
                if passing is not None:
                    names.setdefault((2, passing), grant.name)
    ways, left_out = _with_rest(ways, names, most, lang)
    pillars = dict.fromkeys(pillar for pillar, *_ in ways)
    for pillar in pillars:
        names[1, pillar] = style.heading(PILLARS.get(pillar, pillar), lang)
    sums: dict[tuple[_Node, _Node, str], int] = {}
    for pillar, passing, key, cents in ways:
        # what is paid directly has its place between those who pass on, so that no band hides another's end
        stations = [_LAND, (1, pillar), (2, f"{_DIRECT}{pillar}" if passing is None else passing), (3, key)]
        for start, end in pairwise(stations):
            sums[start, end, pillar] = sums.get((start, end, pillar), 0) + cents
    bands = tuple(Band(*ends, cents) for ends, cents in sums.items())
    used = dict.fromkeys(node for band in bands for node in (band.start, band.end))
    parts = [part for part in parts_of(statement) if part.pillar in pillars]
    first = {part.pillar: part for part in reversed(parts)}
    colours = dict(zip(pillars, colours_of([first[pillar] for pillar in pillars]), strict=True))
    return _Chart(bands, {node: names.get(node, "") for node in used}, colours, left_out)


def _with_rest(
    ways: Sequence[tuple[str, str | None, str, int]], names: dict[_Node, str], most: int, lang: Language
) -> tuple[list[tuple[str, str | None, str, int]], int]:
    """Put those with the smallest sums together where there are more than have a place of their own."""
    kept: list[set[str]] = []
    left_out = 0
    for column, place in ((2, 1), (3, 2)):
        sums: dict[str, int] = {}
        for way in ways:
            key = way[place]
            if isinstance(key, str):
                sums[key] = sums.get(key, 0) + way[3]
        ordered = sorted(sums, key=lambda key: (-sums[key], key))
        # a rest of one would take as much room as the one itself
        shown = ordered if len(ordered) <= most + 1 else ordered[:most]
        left_out = len(ordered) - len(shown)
        what = (
            message("{count} others", count=left_out)
            if column == 3
            else message("{count} further districts and groups", count=left_out)
        )
        names[column, _REST] = "".join(style.told([what], lang))
        kept.append(set(shown))
    return [
        (pillar, passing if passing is None or passing in kept[0] else _REST, key if key in kept[1] else _REST, cents)
        for pillar, passing, key, cents in ways
    ], left_out


# --- where it stands


def _lay_out(chart: _Chart, total: float) -> float:
    """Place the nodes of each column one under the other, with room for a label each; return the height in EUR."""
    for node in chart.names:
        incoming = sum(band.cents for band in chart.bands if band.end == node)
        chart.sizes[node] = incoming or sum(band.cents for band in chart.bands if band.start == node)
    columns = [[node for node in chart.names if node[0] == column] for column in range(4)]
    columns[2].sort(key=lambda node: (node[1].startswith(_DIRECT), node[1] == _REST, -chart.sizes[node], node[1]))
    # bands cross less where the members of a group stand together, in the order of the groups
    places = {node: place for place, node in enumerate(columns[2])}
    columns[3].sort(key=lambda node: (node[1] == _REST, _group(chart, places, node), -chart.sizes[node], node[1]))
    least = total * max(1.1 / len(columns[3]), 0.03)
    slots = [[max(chart.sizes[node] / 100, least if chart.names[node] else 0) for node in nodes] for nodes in columns]
    gap = 0.25 * least
    heights = [sum(column) + gap * max(len(column) - 1, 0) for column in slots]
    height = max(heights)
    for nodes, column, own in zip(columns, slots, heights, strict=True):
        # what is left of the height goes between the nodes, and half as much above and below
        spare = (height - own) / max(len(nodes), 1)
        y = spare / 2
        for node, slot in zip(nodes, column, strict=True):
            chart.tops[node] = y + (slot - chart.sizes[node] / 100) / 2
            y += slot + gap + spare
    return height


def _group(chart: _Chart, places: Mapping[_Node, int], node: _Node) -> int:
    """Return the place of the group, or of the direct way, that money comes by; else of the district."""
    return max(places[band.start] for band in chart.bands if band.end == node)


# --- what it looks like


def _draw_bands(ax: Axes, chart: _Chart) -> None:
    pillars = list(chart.colours)
    leaving, arriving = dict(chart.tops), dict(chart.tops)
    places = {}
    for band in sorted(chart.bands, key=lambda band: (band.start, chart.tops[band.end])):
        places[band] = [leaving[band.start]]
        leaving[band.start] += band.cents / 100
    for band in sorted(chart.bands, key=lambda band: (band.end, chart.tops[band.start], pillars.index(band.pillar))):
        places[band].append(arriving[band.end])
        arriving[band.end] += band.cents / 100
    for band, (start, end) in places.items():
        shape = _shape(_PLACES[band.start[0]] + _WIDTH, start, _PLACES[band.end[0]], end, band.cents / 100)
        patch = PathPatch(shape, facecolor=chart.colours[band.pillar], alpha=_ALPHA, linewidth=0)
        patch.set_gid(f"{band.pillar}:{band.start[1]}>{band.end[1]}")
        ax.add_patch(patch)


def _shape(left: float, start: float, right: float, end: float, height: float) -> Path:
    """Return a band that leaves and arrives level."""
    middle = (left + right) / 2
    upper = [(left, start), (middle, start), (middle, end), (right, end)]
    lower = [(right, end + height), (middle, end + height), (middle, start + height), (left, start + height)]
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    return Path([*upper, *lower, upper[0]], codes)


def _draw_node(ax: Axes, chart: _Chart, node: _Node, lang: Language) -> None:
    column, top, cents = node[0], chart.tops[node], chart.sizes[node]
    left = _PLACES[column]
    if node[1].startswith(_DIRECT):
        pillar = next(band.pillar for band in chart.bands if band.end == node)
        ax.add_patch(
            Rectangle((left, top), _WIDTH, cents / 100, facecolor=chart.colours[pillar], alpha=_ALPHA, linewidth=0)
        )
        return
    ax.add_patch(Rectangle((left, top), _WIDTH, cents / 100, facecolor=style.INK, linewidth=0))
    name, amount = style.label(chart.names[node]), style.euros(cents, lang)
    crowded = column == 3 or sum(other == column for other, _ in chart.names) > _TWO_LINES
    text = f"{name}  {amount}" if crowded else f"{name}\n{amount}"
    note = ax.annotate(
        text,
        (left + _WIDTH, top + cents / 200),
        (4, 0),
        textcoords="offset points",
        va="center",
        fontsize=style.NORMAL if not crowded else style.SMALL if column == 3 else style.SMALL - 1,
        bbox=style.backed(ax, alpha=0.7),
    )
    style.inert(note)
