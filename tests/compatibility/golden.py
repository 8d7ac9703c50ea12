"""Files as releases wrote them, and the statements that come of them: read by later releases, the same to the byte.

    python tests/compatibility/golden.py --write      # the statements of the current version, from the files beside
    python tests/compatibility/golden.py --digests    # of all that is written about them, to compare interpreters

Each kind of file has a folder for each version of its format. What a release has written is never written again: a new
version gets a folder of its own, and its reader goes on reading the old ones.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from integrationsfoerderung import Case, Programme, Scenario, Statement, calculate, load_programme
from integrationsfoerderung.catalogue.reader import SCHEMA
from integrationsfoerderung.files.statement_json import json_of
from integrationsfoerderung.files.statement_out import statement_content
from integrationsfoerderung.message import Language
from integrationsfoerderung.report import html
from integrationsfoerderung.serialisation import VERSION, case_from_dict
from integrationsfoerderung.tabulation import TABLES

FILES = Path(__file__).parent / "golden_files"
TOTALS = FILES / "totals.json"
LANGUAGES: tuple[Language, ...] = ("de", "en")


class Recipe(NamedTuple):
    """What a statement is calculated from."""

    programme: str
    case: str
    scenario: str | None = None
    options: tuple[tuple[str, Any], ...] = ()


RECIPES = {
    "pakt_announced": Recipe("pakt_fuer_integration", "five_municipalities"),
    "pakt_pot_share": Recipe(
        "pakt_fuer_integration",
        "five_municipalities",
        None,
        (("basis", "pot_share"), ("expected", True), ("training_in_fixed_amount", False)),
    ),
    "pakt_changed": Recipe("pakt_fuer_integration", "five_municipalities", "every_change"),
    "pakt_tuttlingen": Recipe("pakt_fuer_integration", "tuttlingen"),
    "continued_2023": Recipe("pakt_fuer_integration_2023", "five_municipalities"),
    "districts_2022": Recipe("ukraine_aid_2022", "districts"),
    "newcomers": Recipe("nrw_tintg_17", "newcomers"),
}


def files(kind: str, suffix: str) -> list[Path]:
    """Return the files of a kind, of all versions of its format."""
    return sorted(FILES.glob(f"{kind}-*/*.{suffix}"))


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def programme(name: str) -> Programme:
    return load_programme(FILES / f"programme-{SCHEMA}" / f"{name}.toml")


def case(name: str) -> Case:
    return case_from_dict(read(FILES / "case-1" / f"{name}.json"), name)


def calculated(name: str) -> Statement:
    """Calculate a statement from the files of its recipe."""
    recipe = RECIPES[name]
    given = case(recipe.case)
    statement = calculate(
        programme(recipe.programme),
        given.municipalities,
        given.managers,
        districts=given.districts,
        **dict(recipe.options),
    )
    if recipe.scenario is not None:
        statement = Scenario.from_dict(read(FILES / "scenario-1" / f"{recipe.scenario}.json")).apply(statement)
    return statement


def written(statement: Statement) -> bytes:
    """Return the content of a golden statement: the JSON that programs exchange."""
    return json_of(statement.to_dict())


def totals(statement: Statement) -> dict[str, dict[str, str]]:
    """Return the sums of a statement, by what does not depend on the words of a release."""
    return {
        dimension: {str(key): str(amount) for key, amount in statement.by(dimension, known_only=True).items()}
        for dimension in ("pillar", "round", "year", "recipient", "manager")
    }


def texts(statement: Statement) -> Iterator[tuple[str, bytes]]:
    """Yield everything that is written about a statement: files, reports, explanations."""
    yield "JSON", written(statement)
    for lang in LANGUAGES:
        for table in TABLES:
            yield f"{table} {lang}", statement_content(statement, "csv", table=table, dialect="iso", lang=lang)
        with zipfile.ZipFile(io.BytesIO(statement_content(statement, "xlsx", lang=lang))) as workbook:
            # what is packed: how it is packed is the business of the zlib that is there
            yield f"xlsx {lang}", b"".join(one.filename.encode() + workbook.read(one) for one in workbook.infolist())
        yield f"report {lang}", html(statement, lang).encode()
        told = [payout.explain(lang) for payout in statement.payouts]
        told += [grant.explain(lang) for grant in statement.grants]
        yield f"explanations {lang}", "\n".join(told).encode()


def digests() -> dict[str, str]:
    """Return the digest of each text about each golden statement."""
    return {
        f"{name}: {what}": hashlib.sha256(content).hexdigest()
        for name in RECIPES
        for what, content in texts(calculated(name))
    }


def main() -> None:
    """Write the statements of this version, or print the digests."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--write", action="store_true", help="write the statements of the current version")
    what.add_argument("--digests", action="store_true", help="print the digests of all texts")
    if parser.parse_args().digests:
        json.dump(digests(), sys.stdout, indent=1)
        return
    folder = FILES / f"statement-{VERSION}"
    folder.mkdir(exist_ok=True)
    sums = read(TOTALS) if TOTALS.exists() else {}
    for name in RECIPES:
        statement = calculated(name)
        (folder / f"{name}.json").write_bytes(written(statement))
        sums[f"{folder.name}/{name}"] = totals(statement)
    TOTALS.write_bytes(json_of(sums))


if __name__ == "__main__":
    main()
