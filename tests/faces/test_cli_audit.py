"""`integrationsfoerderung audit`: one amount, a file, the published amounts."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from integrationsfoerderung import published_notices
from integrationsfoerderung.cli.program import program


def run(*arguments: str) -> Result:
    return CliRunner().invoke(program, ["audit", *arguments], env={"COLUMNS": "120", "LC_ALL": "C.UTF-8"})


class TestOneAmount:
    """An amount alone or with what the notice names beside it."""

    @pytest.mark.parametrize(
        "arguments",
        [
            ["--amount", "280220"],
            ["--amount", "280220.00", "--persons", "352"],
            ["--amount", "569249", "--persons", "766", "--stage", "first tranche"],
            ["--amount", "6540594", "--stage", "grant", "--fte", "51.1"],
            ["--amount", "303800", "--round", "2017", "--persons", "248"],
        ],
    )
    def test_what_fits_is_derived_and_ends_with_0(self, arguments: list[str]) -> None:
        result = run(*arguments)
        assert result.exit_code == 0
        assert result.output.startswith("fits: ")
        assert "How the amount comes about" in result.output

    def test_what_does_not_fit_has_nearest_amounts_and_causes_and_ends_with_3(self) -> None:
        result = run("--amount", "282020", "--lang", "en")
        assert result.exit_code == 3
        assert result.output.startswith("does not fit: 282,020.00 EUR")
        assert "nearest: 281,812.00 EUR" in result.output
        assert "nearest: 282,608.00 EUR" in result.output
        assert "two adjacent digits of the amount exchanged: 280,220.00 EUR" in result.output

    def test_in_german(self) -> None:
        result = run("--amount", "282020", "--lang", "de")
        assert result.output.startswith("passt nicht: 282.020,00 EUR")
        assert "mögliche Ursache" in result.output


class TestFiles:
    """A CSV file of notices, a row for each."""

    def test_each_row_has_its_verdict(self, tmp_path: Path) -> None:
        file = tmp_path / "notices.csv"
        file.write_text("key;amount;persons\n08226096;280220;352\n08226096;280221;\n", encoding="utf-8")
        result = run(str(file))
        assert result.exit_code == 3
        assert "2 notices: 1 fit" in result.output

    def test_a_file_with_problems_names_each_row(self, tmp_path: Path) -> None:
        file = tmp_path / "notices.csv"
        file.write_text("amount,persons\n280220,many\n,352\n", encoding="utf-8")
        result = run(str(file))
        assert result.exit_code == 1
        assert "row 2" in result.output
        assert "row 3" in result.output
        assert "Traceback" not in result.output

    def test_the_published_amounts_fit_row_by_row_with_sources(self) -> None:
        result = run("--published", "--lang", "en")
        assert result.exit_code == 0
        assert result.output.startswith("69 notices: 68 fit, 1 fit as a sum")
        for notice in published_notices():
            assert notice.id in result.output
            assert notice.source is not None
            assert notice.source.url in result.output


class TestMisuse:
    """What cannot be asked ends in one line and 2."""

    @pytest.mark.parametrize(
        "arguments",
        [
            [],
            ["--amount", "1", "--published"],
            ["notices.csv", "--amount", "1"],
            ["--persons", "352", "--published"],
            ["--amount", "1.225,00"],
            ["--amount", "-5"],
            ["--amount", "5", "--persons", "3.5"],
            ["--amount", "5", "--fte", "x"],
            ["--amount", "5", "--round", "2017", "--stage", "grant"],
            ["--amount", "5", "--stage", "end"],
        ],
    )
    def test_one_line_and_2(self, arguments: list[str]) -> None:
        result = run(*arguments, "--lang", "en")
        assert result.exit_code == 2
        assert len(result.output.strip().splitlines()) == 1
        assert "audit --help" in result.output
