"""A statement as JSON, and back: versioned, with a published schema, every amount as text."""

from __future__ import annotations

import json
import os
import re
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from ..errors import InvalidInput, Problem
from ..message import message
from ..model.statement import Statement

SCHEMA = "statement.schema.json"
"""Name of the schema's file under `data`."""

MOST_BYTES = 200_000_000
"""The size up to which a JSON file is read: a statement of the whole Land has about 1 MB."""

_SUBJECT = "read_statement"

_UNUSUAL = re.compile(r"[^\n -~ÄÖÜäöüß]")


def json_of(data: Any) -> bytes:
    """Return JSON-ready data as the content of a file, for people to read as well."""
    text = json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False)
    return f"{_UNUSUAL.sub(_spelled_out, text)}\n".encode()


def _spelled_out(found: re.Match[str]) -> str:
    """Write a sign as an escape where a terminal would obey it (U+009B, U+202E), or where UTF-8 has none (U+D800)."""
    sign = found[0]
    return sign if sign.isprintable() else json.dumps(sign)[1:-1]


def statement_json(statement: Statement) -> bytes:
    """Return a statement as the content of a JSON file: `read_statement` gives it back, equal."""
    return json_of(statement.to_dict())


@cache
def _schema_text() -> str:
    folder = resources.files(__package__.rpartition(".")[0]).joinpath("data")
    return folder.joinpath(SCHEMA).read_text(encoding="utf-8")


def statement_schema() -> dict[str, Any]:
    """Return the JSON schema (draft 2020-12) of a statement's JSON.

    >>> statement_schema()["properties"]["version"]
    {'const': 1}
    """
    schema: dict[str, Any] = json.loads(_schema_text())
    return schema


def read_statement(path: str | os.PathLike[str]) -> Statement:
    """Read the JSON file of a statement: computed anew from its inputs, and refused where an amount differs.

    Raises:
        InvalidInput: with all problems of the file: it is not there, too large, no JSON, or changed.
    """
    return Statement.from_dict(json_in(_content(Path(path)), str(path)))


def json_in(content: bytes, name: str) -> Any:
    """Return the data of a JSON file.

    Args:
        content: of the file.
        name: of the file, for errors.

    Raises:
        InvalidInput: where it is no JSON, or says one thing twice.
    """
    try:
        return json.loads(content.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        allowed, remedy = message("JSON in UTF-8"), message("write the file anew")
        raise InvalidInput(_SUBJECT, [Problem(name, "content", str(error), allowed, remedy)]) from None


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        allowed, remedy = message("a file that can be read"), message("check the path")
        raise InvalidInput(_SUBJECT, [Problem(str(path), "file", reason, allowed, remedy)]) from None
    if len(content) > MOST_BYTES:
        allowed, remedy = message("at most {most} bytes", most=MOST_BYTES), message("check the file")
        raise InvalidInput(_SUBJECT, [Problem(str(path), "file", path.name, allowed, remedy)])
    return content


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a key that stands twice: the second value would win without a word."""
    data = dict(pairs)
    if len(data) < len(pairs):
        twice = next(key for place, (key, _) in enumerate(pairs) if any(key == other for other, _ in pairs[:place]))
        raise ValueError(f"{twice!r} stands twice")
    return data


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no number of JSON")
