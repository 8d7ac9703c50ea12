"""Maps: the municipalities of a district, coloured by what they get or by how many persons a position serves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import cos, radians
from textwrap import fill
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

from attrs import frozen
from matplotlib import colormaps
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize, PowerNorm
from matplotlib.patches import Patch, PathPatch
from matplotlib.path import Path
from matplotlib.ticker import FuncFormatter, MaxNLocator

from ..errors import Problem, refuse
from ..message import Language, Message, message
from ..model.keys import is_district
from ..model.statement import Statement
from ..money import in_euros
from ..register import Layer, boundaries
from ..words import tell
from . import _style as style
from .parts import MADE_UP, notes_on, parts_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Measure: TypeAlias = Literal["amount", "persons_per_fte"]

_MAP = "cividis_r"
_NAMED = 60
"""Up to how many areas have their names on the map."""
_GRID = 24
_DARK = 0.47
"""Below this lightness white letters stand out more than dark ones."""
_OPEN, _WITHOUT = "xxxx", "...."


@frozen
class _Value:
    """What a municipality is coloured by."""

    known: Fraction | None
    """The value; None where it is open, or where there is none."""

    open: bool
    """Whether there would be a value, and nobody knows it."""


def district_map(
    statement: Statement,
    ax: Axes | None = None,
    *,
    key: str | None = None,
    by: Literal["amount", "persons_per_fte"] = "amount",
    lang: Language = "en",
) -> Axes:
    """Draw a map of the municipalities, darker where the value is higher (Karte).

    Colours are of cividis, which looks the same to who does not see red and green alike. A municipality that is not in
    the statement is grey, one whose value is open is hatched. The map carries the source note of its boundaries.

    Args:
        statement: what to draw.
        ax: axes to draw on; None: a figure of its own.
        key: whose municipalities: a district, or the start of a key, "08" for the whole Land. None: of the statement's
            district, or of the smallest start that its municipalities have in common.
        by: "amount": what the municipality gets, grants as frames divide them (R8.4); "persons_per_fte": how many
            counted persons one full-time equivalent serves in its area (R0.9, R0.13).
        lang: language of texts and numbers, "de" or "en".

    Returns:
        The axes.

    Raises:
        InvalidInput: where the register has no such municipalities, or an argument does not fit.
    """
    lang = style.checked("plot.district_map", lang, statement=(statement, Statement))
    if by not in get_args(Measure):
        allowed = message("one of {measures:list}", measures=get_args(Measure))
        refuse("plot.district_map", [Problem("plot.district_map", "by", by, allowed, message("choose one of them"))])
    # where only districts are paid, theirs are the areas
    layer: Layer = "municipalities" if statement.municipalities or by != "amount" else "districts"
    collection = boundaries(_key(statement, layer) if key is None else key, of=layer)
    features = collection["features"]
    values = _amounts(statement) if by == "amount" else _persons_per_fte(statement)
    numbers = [
        float(value.known)
        for feature in features
        if (value := values.get(feature["id"])) is not None and value.known is not None
    ]
    ax = style.canvas(ax, 8.2, 8.2)
    norm = _norm(numbers, by)
    west, south, east, north = collection["bbox"]
    for feature in features:
        _area(ax, feature, values.get(feature["id"]), norm, width=0.8 if len(features) <= _NAMED else 0.15)
    _outlines(ax, features)
    if len(features) <= _NAMED:
        for feature in features:
            _name(ax, feature, values.get(feature["id"]), norm)
    # a degree of longitude is shorter than one of latitude, the more so the further north
    ax.set_aspect(1 / cos(radians((south + north) / 2)))
    ax.set_xlim(west - 0.01 * (east - west), east + 0.01 * (east - west))
    ax.set_ylim(south - 0.01 * (north - south), north + 0.01 * (north - south))
    ax.set_axis_off()
    if numbers:
        _scale(ax, norm, by, lang)
    _legend(ax, [values.get(feature["id"]) for feature in features], lang)
    what = (
        message("Payouts by municipality, in EUR")
        if by == "amount" and layer == "municipalities"
        else message("Payouts by district, in EUR")
        if by == "amount"
        else message("Counted persons for each full-time position of the area")
    )
    style.title(ax, what, lang)
    style.footnotes(ax, _notes(statement, by, layer), lang, collection["attribution"])
    return ax


def _notes(statement: Statement, by: Measure, layer: Layer) -> Iterator[Message]:
    whole = sum(cents or 0 for part in parts_of(statement) for key, cents in part.cents.items() if is_district(key))
    if by == "amount" and layer == "municipalities" and whole:
        yield message("Not on the map: {amount:eur} of districts, which nothing divides.", amount=in_euros(whole))
    yield from (note for note in notes_on(statement) if by == "amount" or note == MADE_UP)


# --- what is shown


def _key(statement: Statement, layer: Layer) -> str:
    """Return the district of all municipalities, or the start that their keys have in common."""
    keys = [one.key for one in (statement.municipalities if layer == "municipalities" else statement.case.districts)]
    if not keys:
        remedy = message("give key=, or add municipalities to the case")
        style.nothing("plot.district_map", "municipalities", 0, message("at least one municipality"), remedy)
    first, last = min(keys)[:5], max(keys)[:5]
    return first[: next((place for place in range(5) if first[place] != last[place]), 5)]


def _amounts(statement: Statement) -> dict[str, _Value]:
    values: dict[str, _Value] = {}
    for part in parts_of(statement):
        for key, cents in part.cents.items():
            before = values.get(key, _Value(Fraction(0), open=False))
            unknown = cents is None or before.open
            values[key] = _Value(None if cents is None or before.known is None else before.known + Fraction(cents, 100),
                                 open=unknown)  # fmt: skip
    for municipality in statement.municipalities:
        values.setdefault(municipality.ags, _Value(Fraction(0), open=False))
    return values


def _persons_per_fte(statement: Statement) -> dict[str, _Value]:
    values: dict[str, _Value] = {}
    for area in statement.areas:
        staffing = area.staffing
        value = _Value(staffing.persons_per_fte, open=staffing.persons is None and bool(staffing.fte))
        values |= {municipality.ags: value for municipality in area.municipalities}
    return values


# --- what it looks like


def _norm(numbers: Sequence[float], by: Measure) -> Normalize:
    """Return the scale: of amounts, which are many small ones and a large one, by the root; of ratios, even."""
    if by == "amount":
        return PowerNorm(0.5, vmin=0, vmax=max(numbers, default=0) or 1)
    lowest, highest = min(numbers, default=0), max(numbers, default=1)
    return Normalize(lowest if lowest < highest else 0, highest or 1)


def _colour(value: _Value | None, norm: Normalize) -> Any:
    if value is None:
        return style.PALE
    return "white" if value.known is None else colormaps[_MAP](norm(float(value.known)))


def _hatch(value: _Value | None) -> str | None:
    if value is None or value.known is not None:
        return None
    return _OPEN if value.open else _WITHOUT


def _polygons(feature: Mapping[str, Any]) -> list[list[list[list[float]]]]:
    """Return the polygons of an area as rings of points."""
    geometry = feature["geometry"]
    polygons = geometry["coordinates"]
    return polygons if geometry["type"] == "MultiPolygon" else [polygons]


def _shape(feature: Mapping[str, Any]) -> Path:
    """Return all rings of an area as one path: an inner ring runs the other way round and leaves a hole."""
    return Path.make_compound_path(*(Path(ring, closed=True) for polygon in _polygons(feature) for ring in polygon))


def _area(ax: Axes, feature: Mapping[str, Any], value: _Value | None, norm: Normalize, *, width: float) -> None:
    patch = PathPatch(
        _shape(feature), facecolor=_colour(value, norm), edgecolor="white", linewidth=width, hatch=_hatch(value)
    )
    if patch.get_hatch() is not None:
        patch.set_edgecolor(style.MIDDLE)  # the colour of the hatch too
    patch.set_gid(feature["id"])
    ax.add_patch(patch)


def _outlines(ax: Axes, features: Sequence[Mapping[str, Any]]) -> None:
    """Draw the outlines of the districts."""
    for key in dict.fromkeys(feature["properties"]["district"] for feature in features):
        for feature in boundaries(key, of="districts")["features"]:
            ax.add_patch(PathPatch(_shape(feature), facecolor="none", edgecolor=style.INK, linewidth=0.7))


def _name(ax: Axes, feature: Mapping[str, Any], value: _Value | None, norm: Normalize) -> None:
    colour = _colour(value, norm)
    dark = value is not None and value.known is not None and _lightness(colour) < _DARK
    border = [point for polygon in _polygons(feature) for ring in polygon for point in ring]
    x, y = _middle(_shape(feature), border)
    note = ax.annotate(
        fill(style.label(feature["properties"]["name"]), 13, break_long_words=False),
        (x, y),
        ha="center",
        va="center",
        fontsize=6.5,
        linespacing=1.0,
        color="white" if dark else style.INK,
    )
    if _hatch(value) is not None:
        note.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 0.8})
    style.inert(note)


def _lightness(colour: Sequence[float]) -> float:
    red, green, blue = colour[:3]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _middle(shape: Path, border: Sequence[Sequence[float]]) -> tuple[float, float]:
    """Return the point of an area, out of a grid, that is farthest from its border: there is room for the name.

    Room to the sides counts more than above and below, as names are wider than high.
    """
    box = shape.get_extents()
    grid = [
        (box.x0 + box.width * (column + 0.5) / _GRID, box.y0 + box.height * (row + 0.5) / _GRID)
        for row in range(_GRID)
        for column in range(_GRID)
    ]
    inside = [point for point, held in zip(grid, shape.contains_points(grid), strict=True) if held]

    def room(point: tuple[float, float]) -> float:
        return min(((x - point[0]) * 0.6) ** 2 + ((y - point[1]) * 1.5) ** 2 for x, y in border)

    return max(inside, key=room, default=(box.x0 + box.width / 2, box.y0 + box.height / 2))


def _scale(ax: Axes, norm: Normalize, by: Measure, lang: Language) -> None:
    bar = ax.figure.colorbar(ScalarMappable(norm, _MAP), ax=ax, shrink=0.6, aspect=28, pad=0.02)
    unit = message("EUR") if by == "amount" else message("persons for each FTE")
    bar.ax.yaxis.set_major_locator(MaxNLocator(nbins=7, integer=True))
    bar.ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: style.whole(value, lang)))
    bar.ax.tick_params(labelsize=style.SMALL)
    style.inert(bar.ax.set_ylabel(tell(unit, lang), fontsize=style.SMALL))


def _legend(ax: Axes, values: Sequence[_Value | None], lang: Language) -> None:
    """Name the areas that have no colour of the scale, where there are some."""
    handles, labels = [], []
    if any(value is None for value in values):
        handles.append(Patch(facecolor=style.PALE, edgecolor=style.MIDDLE))
        labels.append(style.word("not in the statement", lang))
    if any(_hatch(value) == _OPEN for value in values):
        handles.append(Patch(facecolor="white", edgecolor=style.MIDDLE, hatch=_OPEN))
        labels.append(style.word("open", lang))
    if any(_hatch(value) == _WITHOUT for value in values):
        handles.append(Patch(facecolor="white", edgecolor=style.MIDDLE, hatch=_WITHOUT))
        labels.append(style.word("no manager, or no persons", lang))
    if handles:
        legend = ax.legend(handles, labels, loc="lower right", fontsize=style.SMALL, frameon=True, framealpha=0.9)
        style.inert(legend.get_texts())
