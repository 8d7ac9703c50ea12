"""The register: every municipality and district of the Land, by key and name, with boundaries that fit together."""

from __future__ import annotations

import csv
import hashlib
import json
import pickle
import subprocess
import sys
import unicodedata
from collections import Counter
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from integrationsfoerderung.errors import InvalidInput, Problem
from integrationsfoerderung.model.municipality import Municipality
from integrationsfoerderung.model.places import District, Place
from integrationsfoerderung.register import (
    ATTRIBUTION,
    ATTRIBUTION_URL,
    boundaries,
    districts,
    municipalities_of,
    place,
    places_of,
)

DATA = files("integrationsfoerderung") / "data" / "register"
UNINHABITED = {"08317971", "08415971"}
PLACES = places_of("08")
NAMES = Counter(one.name for one in PLACES)
# An uninhabited area belongs to the district's outline and to no municipality (SOURCES.md).
WITH_GAP = {key[:5] for key in UNINHABITED}
TRANSCRIPTIONS = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ö": "Oe", "Ü": "Ue"}

some_place = st.sampled_from(PLACES)


def problem(call: Any, *arguments: Any, **named: Any) -> Problem:
    """Return the one problem that a call is refused with."""
    with pytest.raises(InvalidInput) as refused:
        call(*arguments, **named)
    (only,) = refused.value.problems
    return only


def suggestions(remedy: object) -> list[str]:
    """Return the keys that a remedy offers."""
    text = str(remedy)
    assert text.startswith("meant: ")
    return [part.rstrip(")").rpartition("(")[2] for part in text.removeprefix("meant: ").split("), ")]


class TestMunicipalities:
    """1,101 municipalities: 9 Stadtkreise, 304 Städte, 788 Gemeinden."""

    def test_all_of_them_sorted_by_key(self) -> None:
        keys = [one.key for one in PLACES]
        assert len(keys) == len(set(keys)) == 1101
        assert keys == sorted(keys)
        assert not UNINHABITED & set(keys)

    def test_kinds(self) -> None:
        assert Counter(one.kind for one in PLACES) == {"Stadtkreis": 9, "Stadt": 304, "Gemeinde": 788}
        assert all((one.kind == "Stadtkreis") == one.key.endswith("000") for one in PLACES)

    def test_each_is_in_a_district_of_the_register(self) -> None:
        assert {one.district for one in PLACES} == {district.key for district in districts()}

    @pytest.mark.parametrize(
        ("key", "name"),
        [
            ("08111000", "Stuttgart"),
            ("08116033", "Kirchheim unter Teck"),
            ("08136050", "Oberkochen"),
            ("08226105", "Edingen-Neckarhausen"),
            ("08236050", "Ötisheim"),
            ("08326074", "Villingen-Schwenningen"),
            ("08327004", "Bärenthal"),
            ("08337096", "Bad Säckingen"),
            ("08416041", "Tübingen"),
            ("08437078", "Meßkirch"),
            ("08437107", "Stetten am kalten Markt"),
        ],
    )
    def test_known_keys_and_names(self, key: str, name: str) -> None:
        assert place(key).name == name

    def test_published_amounts_name_the_same_municipalities(self) -> None:
        with (Path(__file__).parents[1] / "real" / "published.csv").open(encoding="utf-8", newline="") as lines:
            published = {(row["ags"], row["place"]) for row in csv.DictReader(lines) if len(row["ags"]) == 8}
        assert len(published) > 60
        assert {(key, place(key).name) for key, _ in published} == published

    def test_names_are_composed_text_without_stray_characters(self) -> None:
        letters = set("".join(NAMES))
        assert {character for character in letters if not character.isascii()} == set("äöüßÄÖÜ") & letters
        assert {character for character in letters if not character.isalpha()} == set(" -/().")
        assert all(name == " ".join(name.split()) for name in NAMES)

    def test_communities_follow_from_the_regional_key(self) -> None:
        members = Counter(one.community for one in PLACES)
        assert len(members) == 460
        assert len({(one.community, one.community_name, one.community_kind) for one in PLACES}) == 460
        for one in PLACES:
            assert one.regional_key == one.community + one.key[5:]
            assert one.community.startswith(one.district)
            assert (one.community_kind == "Einheitsgemeinde") == (members[one.community] == 1)
        assert Counter(one.community_kind for one in PLACES) == {
            "Verwaltungsgemeinschaft": 471,
            "Verwaltungsverband": 440,
            "Einheitsgemeinde": 190,
        }

    @given(some_place)
    def test_the_representation_is_valid_input_and_copies_are_equal(self, one: Place) -> None:
        assert eval(repr(one)) == one == pickle.loads(pickle.dumps(one))  # noqa: S307, S301 - our own text and bytes
        assert hash(one) == hash(evolve(one))


class TestDistricts:
    """44 districts: 35 Landkreise, 9 Stadtkreise."""

    def test_all_of_them_sorted_by_key(self) -> None:
        assert Counter(district.kind for district in districts()) == {"Landkreis": 35, "Stadtkreis": 9}
        keys = [district.key for district in districts()]
        assert len(set(keys)) == 44
        assert keys == sorted(keys)

    def test_a_stadtkreis_is_one_municipality_of_its_name(self) -> None:
        for district in districts():
            inside = places_of(district.key)
            if district.kind == "Stadtkreis":
                assert [(one.name, one.kind) for one in inside] == [(district.name, "Stadtkreis")]
            else:
                assert len(inside) > 1
                assert "Stadtkreis" not in {one.kind for one in inside}

    def test_full_names_tell_all_districts_apart(self) -> None:
        names = [district.full_name for district in districts()]
        assert len(set(names)) == 44
        assert {"Landkreis Karlsruhe", "Stadtkreis Karlsruhe", "Ostalbkreis", "Landkreis Tuttlingen"} < set(names)
        assert not [name for name in names if name.casefold().count("kreis") != 1]

    def test_copies_are_equal(self) -> None:
        assert eval(repr(districts())) == districts()  # noqa: S307 - our own text


class TestMunicipalitiesOf:
    """The start of a key stands for all municipalities whose key starts so."""

    def test_the_district_and_the_land(self) -> None:
        assert len(municipalities_of("08327")) == 35
        assert len(municipalities_of("08")) == 1101

    def test_each_has_its_name_and_nothing_that_the_register_does_not_know(self) -> None:
        assert municipalities_of("08") == tuple(Municipality(one.key, one.name) for one in PLACES)

    @pytest.mark.parametrize("length", range(1, 9))
    def test_starts_of_one_length_part_the_land(self, length: int) -> None:
        starts = sorted({one.key[:length] for one in PLACES})
        assert tuple(one for start in starts for one in places_of(start)) == PLACES

    @given(some_place, st.integers(1, 8))
    def test_a_start_gives_those_and_only_those(self, one: Place, length: int) -> None:
        start = one.key[:length]
        assert places_of(start) == tuple(other for other in PLACES if other.key[:length] == start)
        assert [(found.ags, found.name) for found in municipalities_of(start)] == [
            (found.key, found.name) for found in places_of(start)
        ]

    @given(st.text(max_size=9) | st.integers() | st.none() | st.text("0123456789", max_size=9))
    def test_other_keys_are_refused(self, key: Any) -> None:
        if isinstance(key, str) and key and any(one.key.startswith(key) for one in PLACES):
            assert places_of(key)
        else:
            for ask in (places_of, municipalities_of, boundaries):
                assert problem(ask, key).field == "key"

    @pytest.mark.parametrize(
        ("key", "padded"), [("8327", "08327"), (8327, "08327"), (8, "08"), ("8327050", "08327050")]
    )
    def test_a_lost_zero_is_pointed_out(self, key: Any, padded: str) -> None:
        assert str(problem(municipalities_of, key)) == (
            f"Register: key is {key!r}; allowed: a key of Baden-Württemberg or its start, as text: up to 8 digits. "
            f"Remedy: write the key as text, with its leading zero: '{padded}'."
        )

    @pytest.mark.parametrize("key", ["", "09", "Tuttlingen", "08317971", "08415971", "083270500", None])
    def test_what_is_no_key_is_told_where_to_look(self, key: Any) -> None:
        assert str(problem(places_of, key).remedy) == "districts() lists the districts; '08' is the whole Land"


class TestPlace:
    """One municipality by its key, or by the name that only it has."""

    def test_every_one_by_its_key(self) -> None:
        assert tuple(place(one.key) for one in PLACES) == PLACES

    def test_every_one_by_its_name_where_that_is_unique(self) -> None:
        for one in PLACES:
            if NAMES[one.name] == 1:
                assert place(one.name) is place(one.key)
                assert place(f" {unicodedata.normalize('NFD', one.name)} ") == one

    def test_names_that_several_have_are_refused_with_their_keys(self) -> None:
        shared = {name for name, count in NAMES.items() if count > 1}
        assert shared == {"Altdorf", "Altheim", "Dürnau", "Hochdorf", "Malsch", "Rosenberg", "Schömberg", "Talheim"}
        for name in shared:
            refused = problem(place, name)
            assert str(refused.allowed) == "the key, where several municipalities have one name"
            assert suggestions(refused.remedy) == [one.key for one in PLACES if one.name == name]

    @given(some_place, st.sampled_from([str.upper, str.lower, lambda name: f"Stadt {name}", lambda name: f"{name}!"]))
    def test_another_spelling_is_refused_and_the_right_one_offered(self, one: Place, spelling: Any) -> None:
        assert one.key in suggestions(problem(place, spelling(one.name)).remedy)

    @given(some_place)
    def test_transcribed_umlauts_are_offered_first(self, one: Place) -> None:
        transcribed = "".join(TRANSCRIPTIONS.get(letter, letter) for letter in one.name)
        if transcribed not in NAMES:
            offered = suggestions(problem(place, transcribed).remedy)
            assert place(offered[0]).name == one.name
            assert one.key in offered

    @given(some_place, st.data())
    def test_a_letter_left_out_never_finds_another_municipality_unsaid(self, one: Place, data: st.DataObject) -> None:
        gone = data.draw(st.integers(0, len(one.name) - 1))
        name = " ".join((one.name[:gone] + one.name[gone + 1 :]).split())
        if name in NAMES:
            assert name in {other.name for other in PLACES}
        else:
            refused = problem(place, name)
            assert refused.field == "key_or_name"
            assert refused.value == name

    @pytest.mark.parametrize(
        ("name", "offered"),
        [
            ("Tuebingen", ["08416041"]),
            ("Muhlacker", ["08236040"]),
            ("Rottenburg", ["08416036"]),
            ("Stadt Tuttlingen", ["08327050"]),
            ("Weil", ["08336091", "08115050", "08115051"]),
            ("Weißach", ["08115052", "08119083"]),
            ("Sankt Johann", ["08415093"]),
            ("Freiburg", ["08311000"]),
        ],
    )
    def test_what_people_write(self, name: str, offered: list[str]) -> None:
        assert suggestions(problem(place, name).remedy) == offered

    def test_the_whole_sentence(self) -> None:
        assert str(problem(place, "Baerenthal")) == (
            "Register: key_or_name is 'Baerenthal'; allowed: the key or the exact name of a municipality of "
            "Baden-Württemberg. Remedy: meant: Bärenthal (08327004)."
        )

    @given(st.text(max_size=20))
    def test_any_text_is_found_or_refused_with_at_most_five_offers(self, text: str) -> None:
        try:
            assert place(text) in PLACES
        except InvalidInput as refused:
            (only,) = refused.problems
            assert str(only.remedy).count("(08") <= 5

    @pytest.mark.parametrize("name", ["", "  ", "!", "xyzzy", "99999999"])
    def test_without_anything_close_it_says_where_all_are(self, name: str) -> None:
        assert str(problem(place, name).remedy) == "take the official name or key; places_of('08') gives them all"

    def test_a_wrong_key_is_offered_keys_that_differ_little(self) -> None:
        refused = problem(place, "08327500")
        assert str(refused.allowed) == "the key of a municipality of Baden-Württemberg"
        assert "08327050" in suggestions(refused.remedy)

    def test_a_district_is_no_municipality(self) -> None:
        remedy = "that is a district: municipalities_of('08327') gives its municipalities"
        assert str(problem(place, "08327").remedy) == remedy

    @pytest.mark.parametrize("key", ["8327050", 8327050])
    def test_a_lost_zero_is_pointed_out(self, key: Any) -> None:
        assert str(problem(place, key).remedy).endswith("'08327050'")

    @pytest.mark.parametrize(
        "key", [None, 1.5, "12", "083275006050", "\u0660\u0668\u0663\u0662\u0667\u0660\u0665\u0660"]
    )
    def test_what_is_no_key_is_refused(self, key: Any) -> None:
        assert str(problem(place, key).allowed) == "an AGS: text of exactly 8 digits"


class TestNouns:
    """A record says what is wrong with its keys."""

    def test_a_place_names_all_its_wrong_keys(self) -> None:
        with pytest.raises(InvalidInput) as refused:
            Place("8327050", "Tuttlingen", "Stadt", "0832750060", "Tuttlingen", "Verwaltungsgemeinschaft")
        assert [one.field for one in refused.value.problems] == ["key", "regional_key"]

    @pytest.mark.parametrize(
        "regional", ["083275006051", "083265006050", "08327500605x", "\u066083275006050", 83275006050]
    )
    def test_both_keys_are_of_one_municipality(self, regional: Any) -> None:
        assert problem(evolve, place("08327050"), regional_key=regional).field == "regional_key"

    @pytest.mark.parametrize("key", ["8327", "083270", 8327, None])
    def test_a_district_key_has_five_digits(self, key: Any) -> None:
        assert problem(District, key, "Tuttlingen", "Landkreis").field == "key"


def polygons_of(feature: dict[str, Any]) -> list[Any]:
    """Return a feature's polygons, one or several."""
    geometry = feature["geometry"]
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return list(polygons)


def edges(features: list[dict[str, Any]]) -> Counter[tuple[tuple[float, ...], tuple[float, ...]]]:
    """Count the steps from point to point along all rings."""
    return Counter(
        (tuple(start), tuple(end))
        for feature in features
        for polygon in polygons_of(feature)
        for ring in polygon
        for start, end in pairwise(ring)
    )


def outline(features: list[dict[str, Any]]) -> set[tuple[tuple[float, ...], tuple[float, ...]]]:
    """Return the steps that no neighbour takes the other way."""
    taken = set(edges(features))
    return {(start, end) for start, end in taken if (end, start) not in taken}


LAND = boundaries("08")
OUTLINES = boundaries("08", of="districts")


class TestBoundaries:
    """GeoJSON (RFC 7946), one feature for each area; neighbours share their border point for point."""

    def test_one_feature_for_each_municipality_and_district(self) -> None:
        for collection, areas in ((LAND, PLACES), (OUTLINES, districts())):
            assert collection["type"] == "FeatureCollection"
            assert [(feature["type"], feature["id"], feature["properties"]) for feature in collection["features"]] == [
                (
                    "Feature",
                    area.key,
                    {"key": area.key, "name": area.name, "kind": area.kind, "district": area.key[:5]},
                )
                for area in areas
            ]

    def test_the_land_reaches_from_the_rhine_to_the_ries_and_from_the_lake_to_the_main(self) -> None:
        assert LAND["bbox"] == OUTLINES["bbox"] == [7.5116, 47.5327, 10.4957, 49.7915]

    @pytest.mark.parametrize("collection", [LAND, OUTLINES], ids=["municipalities", "districts"])
    def test_rings_are_closed_and_run_the_right_way_round(self, collection: dict[str, Any]) -> None:
        for feature in collection["features"]:
            polygons = polygons_of(feature)
            assert (feature["geometry"]["type"] == "MultiPolygon") == (len(polygons) > 1)
            for polygon in polygons:
                for place_in_polygon, ring in enumerate(polygon):
                    assert ring[0] == ring[-1]
                    assert len(ring) >= 4
                    whole = [(round(x * 10_000), round(y * 10_000)) for x, y in ring]
                    doubled = sum(a * d - c * b for (a, b), (c, d) in pairwise(whole))
                    assert doubled != 0
                    assert (doubled > 0) == (place_in_polygon == 0)

    def test_coordinates_have_four_decimals_at_most(self) -> None:
        points = {point for step in edges(LAND["features"]) for point in step}
        assert all(round(value, 4) == value for point in points for value in point)
        west, south, east, north = LAND["bbox"]
        assert all(west <= x <= east and south <= y <= north for x, y in points)

    def test_no_step_is_taken_twice_in_one_direction(self) -> None:
        assert set(edges(LAND["features"]).values()) == {1}

    def test_municipalities_join_to_exactly_their_district(self) -> None:
        for district in OUTLINES["features"]:
            inside = outline(boundaries(district["id"])["features"])
            whole = set(edges([district]))
            # What is missing between them are closed lines around the uninhabited area, or nothing.
            gap = (whole - inside) | {(end, start) for start, end in inside - whole}
            assert bool(gap) == (district["id"] in WITH_GAP)
            assert Counter(start for start, _ in gap) == Counter(end for _, end in gap)

    @given(some_place, st.integers(3, 8))
    def test_a_part_is_cut_from_the_whole(self, one: Place, length: int) -> None:
        start = one.key[:length]
        part = boundaries(start)
        assert part["features"] == [feature for feature in LAND["features"] if feature["id"].startswith(start)]
        corners = [point for step in edges(part["features"]) for point in step]
        west, south = min(x for x, _ in corners), min(y for _, y in corners)
        east, north = max(x for x, _ in corners), max(y for _, y in corners)
        assert part["bbox"] == [west, south, east, north]

    def test_it_is_ready_for_json_and_belongs_to_the_caller(self) -> None:
        collection = boundaries("08327")
        assert json.loads(json.dumps(collection)) == collection
        polygons_of(collection["features"][0])[0][0][0][0] = 0.0
        collection["features"][0]["properties"].clear()
        assert boundaries("08327") != collection
        assert boundaries("08327")["features"] == [
            feature for feature in LAND["features"] if feature["id"].startswith("08327")
        ]

    def test_it_carries_the_source_note(self) -> None:
        assert LAND["attribution"] == OUTLINES["attribution"] == ATTRIBUTION

    def test_a_municipality_has_no_outline_of_districts(self) -> None:
        assert str(problem(boundaries, "08327050", of="districts").allowed).endswith("up to 5 digits")

    @pytest.mark.parametrize("layer", ["district", "", None, ["districts"]])
    def test_other_layers_are_refused(self, layer: Any) -> None:
        refused = problem(boundaries, "08", of=layer)
        assert (refused.field, str(refused.allowed)) == ("of", "one of municipalities, districts")


class TestFiles:
    """The committed files are those the script made, small, with their licence, and read only when asked for."""

    def test_they_are_what_the_script_wrote(self) -> None:
        lines = (DATA / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
        sums = {name: checksum for checksum, name in (line.split("  ") for line in lines)}
        assert set(sums) == {"boundaries.topojson", "districts.csv", "municipalities.csv"}
        for name, checksum in sums.items():
            assert hashlib.sha256((DATA / name).read_bytes()).hexdigest() == checksum

    def test_they_are_small(self) -> None:
        assert sum(len(file.read_bytes()) for file in DATA.iterdir()) < 900_000

    def test_the_licence_and_the_source_note_are_told(self) -> None:
        sources = (DATA / "SOURCES.md").read_text(encoding="utf-8")
        for told in (ATTRIBUTION, ATTRIBUTION_URL, "GeoNutzV", *UNINHABITED):
            assert told in sources

    def test_importing_reads_nothing(self) -> None:
        code = (
            "import sys, integrationsfoerderung.register as register\n"
            "loaded = {'csv', 'difflib', 'importlib.resources', 'json'} & set(sys.modules)\n"
            "read = [cached.cache_info().currsize for cached in"
            " (register._places, register._districts, register._topology, register._by_folded_name)]\n"
            "print(sorted(loaded), read)\n"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert done.stdout == "[] [0, 0, 0, 0]\n"
