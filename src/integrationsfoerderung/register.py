"""The 1,101 municipalities and 44 districts of Baden-Württemberg: keys, names, boundaries.

Official areas of 1 January 2016 (VG250 of the Bundesamt für Kartographie und Geodäsie), shipped with the package and
read when first asked for. Whoever shows the boundaries shows `ATTRIBUTION` with them; see data/register/SOURCES.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Literal, TypeAlias, TypeVar, get_args

from attrs import frozen

from .errors import InvalidInput, Problem, refuse
from .message import Message, message
from .model.keys import ags_problems
from .model.municipality import Municipality
from .model.places import District, Place

ATTRIBUTION = "© GeoBasis-DE / BKG 2017 (Daten verändert)"
"""The source note that maps of the boundaries must carry (GeoNutzV); on a web page it links to `ATTRIBUTION_URL`."""

ATTRIBUTION_URL = "https://www.bkg.bund.de"
"""Where the source note links to."""

Layer: TypeAlias = Literal["municipalities", "districts"]

_SUBJECT = "Register"
_UNITS_PER_DEGREE = 10_000
_SUGGESTED = 5
_FOLDED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_SPELT_OUT = {"st": "sankt"}
_FORMS_OF_ADDRESS = {"stadt", "gemeinde"}

_Keyed = TypeVar("_Keyed", Place, District)
_Point: TypeAlias = tuple[float, float]


def municipalities_of(key: str) -> tuple[Municipality, ...]:
    """Return all municipalities whose key starts so, sorted by key, each as its own provider and without counts.

    Args:
        key: an AGS, a district, or the start of one, as text: "08" is the whole Land.

    Raises:
        InvalidInput: where no municipality of Baden-Württemberg has such a key.

    >>> len(municipalities_of("08327")), len(municipalities_of("08"))
    (35, 1101)
    >>> municipalities_of("08327050")[0].name
    'Tuttlingen'
    """
    return tuple(Municipality(found.key, found.name) for found in places_of(key))


def places_of(key: str) -> tuple[Place, ...]:
    """Return the register's entries for all municipalities whose key starts so, sorted by key.

    Args:
        key: an AGS, a district, or the start of one, as text: "08" is the whole Land.

    Raises:
        InvalidInput: where no municipality of Baden-Württemberg has such a key.

    >>> [found.name for found in places_of("08327") if found.community_name == "Immendingen-Geisingen"]
    ['Geisingen', 'Immendingen']
    """
    return _starting_with(key, tuple(_places().values()))


def districts() -> tuple[District, ...]:
    """Return the 35 Landkreise and 9 Stadtkreise, sorted by key.

    >>> len(districts())
    44
    """
    return _districts()


def district_name(key: str) -> str:
    """Return a district's name with its kind, or "Landkreis" with its key where the register does not have it.

    >>> district_name("08327"), district_name("09161")
    ('Landkreis Tuttlingen', 'Landkreis 09161')
    """
    return next((district.full_name for district in _districts() if district.key == key), f"Landkreis {key}")


def place(key_or_name: str) -> Place:
    """Look up one municipality by its key or its exact name.

    Args:
        key_or_name: an AGS (8 digits, as text) or the name as the register writes it.

    Raises:
        InvalidInput: where there is none, with close names; where several have that name, with their keys.

    >>> place("08327050").name, place("Bärenthal").key
    ('Tuttlingen', '08327004')
    >>> try:
    ...     place("Baerenthal")
    ... except InvalidInput as error:
    ...     print(error.problems[0].remedy)
    meant: Bärenthal (08327004)
    """
    if not _is_name(key_or_name):
        return _place_of_key(key_or_name)
    name = _composed(key_or_name)
    named = [found for found in _places().values() if found.name == name]
    if len(named) == 1:
        return named[0]
    if named:
        allowed = message("the key, where several municipalities have one name")
        raise _refusal("key_or_name", key_or_name, allowed, _meant(named))
    allowed = message("the key or the exact name of a municipality of Baden-Württemberg")
    raise _refusal("key_or_name", key_or_name, allowed, _meant(_close(name)))


def boundaries(key: str, *, of: Layer = "municipalities") -> dict[str, Any]:
    """Return simplified boundaries as a GeoJSON FeatureCollection, in degrees of longitude and latitude (WGS 84).

    Each area is one feature, and neighbours share the points of their border. Lake Constance belongs to no area.
    Two uninhabited areas are no municipalities: a map of municipalities has gaps there, one of districts has none.

    Args:
        key: an AGS, a district, or the start of one, as text: "08" is the whole Land.
        of: "municipalities", or "districts" for the outlines of the districts whose key starts so.

    Returns:
        A new dictionary, ready for `json.dumps`; besides GeoJSON's members it has `attribution`, to be shown
        with every map.

    Raises:
        InvalidInput: where no area of Baden-Württemberg has such a key.

    >>> collection = boundaries("08327")
    >>> len(collection["features"]), collection["features"][0]["properties"]["name"]
    (35, 'Aldingen')
    """
    if of not in get_args(Layer):
        allowed = message("one of {layers:list}", layers=get_args(Layer))
        raise _refusal("of", of, allowed, message("choose one of them"))
    areas: Sequence[Place | District]
    areas = places_of(key) if of == "municipalities" else _starting_with(key, _districts())
    topology = _topology()
    shapes = {area: topology.polygons(of, area.key) for area in areas}
    points = [point for polygons in shapes.values() for polygon in polygons for point in polygon[0]]
    longitudes, latitudes = [point[0] for point in points], [point[1] for point in points]
    return {
        "type": "FeatureCollection",
        "attribution": ATTRIBUTION,
        "bbox": [min(longitudes), min(latitudes), max(longitudes), max(latitudes)],
        "features": [
            {
                "type": "Feature",
                "id": area.key,
                "properties": {"key": area.key, "name": area.name, "kind": area.kind, "district": area.key[:5]},
                "geometry": {"type": "MultiPolygon", "coordinates": polygons}
                if len(polygons) > 1
                else {"type": "Polygon", "coordinates": polygons[0]},
            }
            for area, polygons in shapes.items()
        ],
    }


# Keys ----------------------------------------------------------------------------------------------------------------


def _starting_with(key: object, known: tuple[_Keyed, ...]) -> tuple[_Keyed, ...]:
    """Return those whose key starts so, in their order; refuse a start that none has."""
    if isinstance(key, str) and key:
        found = tuple(one for one in known if one.key.startswith(key))
        if found:
            return found
    example = known[0].key
    allowed = message("a key of Baden-Württemberg or its start, as text: up to {count} digits", count=len(example))
    padded = f"0{key}"
    if key != "" and any(one.key.startswith(padded) for one in known):
        remedy = message("write the key as text, with its leading zero: '{key:plain}'", key=padded)
    else:
        remedy = message("districts() lists the districts; '08' is the whole Land")
    raise _refusal("key", key, allowed, remedy)


def _is_name(value: object) -> bool:
    return isinstance(value, str) and not value.strip().isdigit()


def _place_of_key(key: object) -> Place:
    """Return the municipality of a key; refuse another one, with keys that differ little."""
    from difflib import get_close_matches

    text = key.strip() if isinstance(key, str) else key
    if any(district.key == text for district in _districts()):
        allowed = message("an AGS: text of exactly 8 digits")
        remedy = message("that is a district: municipalities_of('{key:plain}') gives its municipalities", key=text)
        raise _refusal("key_or_name", key, allowed, remedy)
    refuse(_SUBJECT, ags_problems(text, "key_or_name", _SUBJECT))
    ags, known = str(text), _places()
    if ags in known:
        return known[ags]
    close = [known[near] for near in get_close_matches(ags, known, n=_SUGGESTED, cutoff=0.85)]
    raise _refusal("key_or_name", key, message("the key of a municipality of Baden-Württemberg"), _meant(close))


def _meant(close: Sequence[Place]) -> Message:
    if close:
        return message("meant: {places:list}", places=[f"{one.name} ({one.key})" for one in close])
    return message("take the official name or key; places_of('08') gives them all")


def _refusal(field: str, value: object, allowed: Message, remedy: Message) -> InvalidInput:
    return InvalidInput(_SUBJECT, [Problem(_SUBJECT, field, value, allowed, remedy)])


# Names ---------------------------------------------------------------------------------------------------------------


def _composed(name: str) -> str:
    """Return a name with single spaces and umlauts as one character each, however they were typed."""
    from unicodedata import normalize

    return " ".join(normalize("NFC", name).split())


def _folded(name: str) -> str:
    """Return a name as it is compared: without case, umlauts, ß, accents, punctuation and forms of address."""
    from unicodedata import combining, normalize

    plain = normalize("NFKD", _composed(name).casefold().translate(_FOLDED))
    letters = "".join(character if character.isalnum() else " " for character in plain if not combining(character))
    words = letters.split()
    if words and words[0] in _FORMS_OF_ADDRESS:
        del words[0]
    return " ".join(_SPELT_OUT.get(word, word) for word in words)


@cache
def _by_folded_name() -> dict[str, tuple[Place, ...]]:
    found: dict[str, tuple[Place, ...]] = {}
    for one in _places().values():
        name = _folded(one.name)
        found[name] = (*found.get(name, ()), one)
    return found


def _close(name: str) -> list[Place]:
    """Return municipalities that may be meant: the same name folded, a longer name with it, then similar spellings."""
    from difflib import get_close_matches

    wanted, names = _folded(name), _by_folded_name()
    if not wanted:
        return []
    longer = sorted((known for known in names if f" {wanted} " in f" {known} "), key=len)
    similar = [] if wanted in names else get_close_matches(wanted, names, n=_SUGGESTED, cutoff=0.75)
    return [one for known in dict.fromkeys([*longer, *similar]) for one in names[known]][:_SUGGESTED]


# Files ---------------------------------------------------------------------------------------------------------------


def _read(name: str) -> str:
    from importlib.resources import files

    return (files(__package__) / "data" / "register" / name).read_text(encoding="utf-8")


def _rows(name: str) -> Iterator[list[str]]:
    from csv import reader

    rows = reader(_read(name).splitlines())
    next(rows)  # the header
    return rows


@cache
def _places() -> dict[str, Place]:
    """All municipalities by key; the file is sorted."""
    return {
        ags: Place(ags, name, kind, regional_key, community_name, community_kind)
        for ags, regional_key, name, kind, community_name, community_kind in _rows("municipalities.csv")
    }


@cache
def _districts() -> tuple[District, ...]:
    """All districts; the file is sorted."""
    return tuple(District(*row) for row in _rows("districts.csv"))


@frozen(eq=False)
class _Topology:
    """Shapes made of arcs that neighbours share (TopoJSON)."""

    arcs: tuple[tuple[_Point, ...], ...]
    """Lines between points where areas meet, in degrees."""

    shapes: dict[str, dict[str, list[list[list[int]]]]]
    """Polygons by layer and key: rings of numbers of arcs, the outer one first."""

    def polygons(self, layer: Layer, key: str) -> list[list[list[list[float]]]]:
        """Return the polygons of an area as lists that belong to the caller."""
        return [[self._ring(ring) for ring in polygon] for polygon in self.shapes[layer][key]]

    def _ring(self, numbers: list[int]) -> list[list[float]]:
        points: list[list[float]] = []
        for number in numbers:
            # ~number is an arc run backwards; each arc begins where the one before ended.
            arc = self.arcs[number] if number >= 0 else self.arcs[~number][::-1]
            points += [list(point) for point in (arc[1:] if points else arc)]
        return points


@cache
def _topology() -> _Topology:
    from itertools import accumulate
    from json import loads

    content = loads(_read("boundaries.topojson"))
    arcs = []
    for steps in content["arcs"]:
        points = accumulate(steps, lambda last, step: (last[0] + step[0], last[1] + step[1]))
        # Division of whole numbers gives the float nearest to the four decimals; multiplying by 0.0001 would not.
        arcs.append(tuple((x / _UNITS_PER_DEGREE, y / _UNITS_PER_DEGREE) for x, y in points))
    return _Topology(
        tuple(arcs),
        {
            layer: {
                shape["id"]: [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
                for shape in collection["geometries"]
            }
            for layer, collection in content["objects"].items()
        },
    )
