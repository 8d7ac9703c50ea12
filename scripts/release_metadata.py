#!/usr/bin/env python3
"""Check publiccode.yml against the standard, and what the files about the release say against each other.

    python scripts/release_metadata.py

Of the standard (version 0.4) the schema below holds what concerns a library like this one; keys it does not name are
refused, so that none is misspelt. Needs jsonschema and PyYAML.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft7Validator

CHECKOUT = Path(__file__).resolve().parents[1]

PLACEHOLDERS = ("example.org", "example.com")
"""Hosts that stand for an address nobody has yet: RFC 2606."""

CATEGORIES = {
    "accounting", "budgeting", "business-intelligence", "data-analytics", "data-collection", "data-visualization",
    "financial-reporting", "geographic-information-systems", "grant-management", "predictive-analysis",
    "regulations-and-directives",
}  # fmt: skip
"""Those of the standard's list that could fit."""

SCOPES = {
    "agriculture", "culture", "defence", "education", "emergency-services", "employment", "energy", "environment",
    "finance-and-economic-development", "foreign-affairs", "government", "healthcare", "infrastructures", "justice",
    "local-authorities", "manufacturing", "research", "science-and-technology", "security", "society", "sport",
    "tourism", "transportation", "welfare",
}  # fmt: skip


def _object(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": required | (optional or {}),
        "required": list(required),
        "additionalProperties": False,
    }


def _list(items: dict[str, Any], least: int = 1) -> dict[str, Any]:
    return {"type": "array", "items": items, "minItems": least, "uniqueItems": True}


_TEXT = {"type": "string", "minLength": 1}
_URL = {"type": "string", "pattern": r"^https?://[^\s/]+\.[^\s/]+(/\S*)?$"}

PUBLICCODE = _object(
    {
        "publiccodeYmlVersion": {"enum": ["0.4", "0.4.0"]},
        "name": _TEXT,
        "url": _URL,
        "platforms": _list(_TEXT),
        "categories": _list({"enum": sorted(CATEGORIES)}),
        "developmentStatus": {"enum": ["concept", "development", "beta", "stable", "obsolete"]},
        "softwareType": {"const": "library"},
        "description": {
            "type": "object",
            "minProperties": 1,
            "patternProperties": {
                "^[a-z]{2,3}(-[A-Z]{2})?$": _object(
                    {
                        "shortDescription": {"type": "string", "maxLength": 150, "pattern": r"^[^\n]+\n?$"},
                        "longDescription": {"type": "string", "minLength": 150, "maxLength": 10_000},
                        "features": _list(_TEXT | {"maxLength": 120}, least=5),
                    },
                    {"genericName": _TEXT | {"maxLength": 35}, "localisedName": _TEXT, "documentation": _URL},
                )
            },
            "additionalProperties": False,
        },
        "legal": _object({"license": _TEXT}, {"mainCopyrightOwner": _TEXT, "repoOwner": _TEXT}),
        "maintenance": _object(
            {
                "type": {"enum": ["internal", "community"]},
                "contacts": _list(_object({"name": _TEXT}, {"email": _TEXT, "affiliation": _TEXT, "phone": _TEXT})),
            }
        ),
        "localisation": _object(
            {"localisationReady": {"type": "boolean"}, "availableLanguages": _list({"pattern": "^[a-z]{2,3}$"})}
        ),
    },
    {
        "landingURL": _URL,
        "softwareVersion": _TEXT,
        "releaseDate": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
        "intendedAudience": _object(
            {}, {"countries": _list({"pattern": "^[a-z]{2}$"}), "scope": _list({"enum": sorted(SCOPES)})}
        ),
        "roadmap": _URL,
    },
)


def problems(checkout: Path) -> Iterator[str]:
    """Yield what is wrong."""
    publiccode = _yaml(checkout / "publiccode.yml")
    for error in sorted(Draft7Validator(PUBLICCODE).iter_errors(publiccode), key=str):
        yield f"publiccode.yml, {'/'.join(map(str, error.path)) or 'top'}: {error.message}"
    citation = _yaml(checkout / "CITATION.cff")
    project = tomllib.loads((checkout / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    changelog = (checkout / "CHANGELOG.md").read_text(encoding="utf-8")
    version = project["version"]
    released = f"## [{version}]" in changelog
    licences = {path.stem for path in (checkout / "LICENSES").iterdir()}
    said = {
        "the name in publiccode.yml": (publiccode.get("name"), project["name"]),
        "the version in CITATION.cff": (citation.get("version"), version),
        "the day of the release in CITATION.cff": ("date-released" in citation, released),
        "the version in publiccode.yml": (publiccode.get("softwareVersion"), version if released else None),
        "the licence in publiccode.yml": (publiccode.get("legal", {}).get("license"), "MIT"),
        "the licence in CITATION.cff": (citation.get("license"), "MIT"),
        "the licences of the package that have no text": (_named(project["license"]) - licences, set()),
    }
    for what, (found, wanted) in said.items():
        if found != wanted:
            yield f"{what}: {found!r}, and should be {wanted!r}"


def _named(expression: str) -> set[str]:
    """Return the licences that an SPDX expression names."""
    return set(expression.replace("(", " ").replace(")", " ").split()) - {"AND", "OR", "WITH"}


def to_do(checkout: Path) -> Iterator[str]:
    """Yield what nobody can know before the software is published."""
    for number, line in enumerate((checkout / "publiccode.yml").read_text(encoding="utf-8").splitlines(), start=1):
        if any(host in line for host in PLACEHOLDERS):
            yield f"publiccode.yml, line {number}, still has a placeholder: {line.strip()}"


def _yaml(path: Path) -> dict[str, Any]:
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(data, dict):
        raise SystemExit(f"{path.name} holds no keys")
    return data


def main() -> int:
    """Print what is wrong and what is left to do; return the exit code."""
    found = list(problems(CHECKOUT))
    for problem in found:
        print(f"wrong: {problem}")
    for task in to_do(CHECKOUT):
        print(f"before it is published: {task}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
