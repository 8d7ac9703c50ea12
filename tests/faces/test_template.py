"""Templates: filled in, explained, and calculated as they are."""

from pathlib import Path
from typing import Any

import pytest

from integrationsfoerderung import InvalidInput, Scenario, calculate, compare, load_example, load_programme
from integrationsfoerderung.files import read_case_file, write_template
from integrationsfoerderung.files.template import KINDS
from integrationsfoerderung.intake import TABLES

PROGRAMME = load_programme("pakt-fuer-integration")
TUTTLINGEN = load_example("tuttlingen")


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_template_calculates_at_once(tmp_path: Path, kind: str, lang: Any) -> None:
    found = read_case_file(write_template(tmp_path / "case", kind=kind, lang=lang))
    assert found.remarks == ()
    assert found.case.municipalities == TUTTLINGEN.municipalities
    assert found.case.managers == TUTTLINGEN.managers
    assert (found.case == TUTTLINGEN) is (lang == "en")
    statement = calculate(PROGRAMME, found.case.municipalities, found.case.managers)
    assert statement.total(pillar="management") > 0
    assert isinstance(found.scenario, Scenario)
    assert compare(statement, found.scenario.apply(statement)).total(pillar="management") > 0


@pytest.mark.parametrize("lang", ["de", "en"])
def test_every_column_is_explained_above_it(tmp_path: Path, lang: Any) -> None:
    where = write_template(tmp_path / "case", lang=lang)
    for name in ("municipalities", "managers", "about"):
        lines = where.joinpath(f"{name}.csv").read_text(encoding="utf-8-sig").splitlines()
        comments = [line for line in lines if line.startswith("#")]
        assert lines[: len(comments)] == comments
        for column in TABLES[name]:
            assert sum(line.startswith(f"# {column.heading(lang)}: ") for line in comments) == 1


@pytest.mark.parametrize("path", ["fall.xlsx", "fall.XLSX"])
def test_a_workbook_may_be_named(tmp_path: Path, path: str) -> None:
    where = write_template(tmp_path / path)
    assert where.read_bytes()[:2] == b"PK"
    assert read_case_file(where).case.managers == TUTTLINGEN.managers


def test_files_that_are_there_stay_unless_forced(tmp_path: Path) -> None:
    where = write_template(tmp_path / "case")
    where.joinpath("managers.csv").write_text("mine")
    with pytest.raises(InvalidInput):
        write_template(where)
    assert where.joinpath("managers.csv").read_text() == "mine"
    write_template(where, force=True)
    assert read_case_file(where).case.managers == TUTTLINGEN.managers


@pytest.mark.parametrize("arguments", [{"kind": "pdf"}, {"lang": "fr"}])
def test_other_kinds_and_languages_are_refused(tmp_path: Path, arguments: Any) -> None:
    with pytest.raises(InvalidInput):
        write_template(tmp_path / "case", **arguments)
    assert list(tmp_path.iterdir()) == []
