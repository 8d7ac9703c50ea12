"""The command line as its users meet it: what it prints, in which language, and how it ends."""

import os
import re
import shlex
import subprocess
import sys
from datetime import date
from decimal import Decimal
from functools import cache
from inspect import signature
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from click.testing import CliRunner, Result

from integrationsfoerderung import (
    Case,
    HeadCount,
    InvalidInput,
    Manager,
    Municipality,
    Problem,
    Statement,
    Status,
    calculate,
    load_example,
    load_programme,
    programmes,
)
from integrationsfoerderung.cli import example as example_module
from integrationsfoerderung.cli.languages import language_of
from integrationsfoerderung.cli.page import Column, Page, Row, _widths
from integrationsfoerderung.cli.program import program
from integrationsfoerderung.cli.statement import show_statement
from integrationsfoerderung.message import Language, message, number_text
from integrationsfoerderung.words import LANGUAGES, quantity, status_word, translate

CHECKOUT = Path(__file__).parents[2]
REFERENCE = CHECKOUT / "docs" / "reference" / "command-line.md"
# Before 8.2 click's runner mixed both outputs unless told otherwise; since then it always keeps them apart.
APART: dict[str, Any] = {"mix_stderr": False} if "mix_stderr" in signature(CliRunner).parameters else {}
IN_EACH_LANGUAGE = pytest.mark.parametrize("lang", LANGUAGES)
PROGRAMME = load_programme("pakt-fuer-integration")
CASE = load_example("tuttlingen")
COMMANDS = ", ".join(sorted(program.commands))


@pytest.fixture(autouse=True)
def _plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """The locale and the width of whoever runs the tests do not matter."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE", "COLUMNS", "FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)


def run(*arguments: str, **environment: str) -> Result:
    """Run the program in this process."""
    return CliRunner(**APART).invoke(program, arguments, env=environment)


def started(*arguments: str, code: str | None = None, **environment: str) -> "subprocess.CompletedProcess[bytes]":
    """Run the program in a process of its own, or a program that runs it."""
    command = [sys.executable, "-m", "integrationsfoerderung"] if code is None else [sys.executable, "-c", code]
    return subprocess.run(
        [*command, *arguments], capture_output=True, check=False, env=surroundings(**environment), timeout=60
    )


def surroundings(**changes: str) -> dict[str, str]:
    """The environment of a process, without the settings of whoever runs the tests."""
    dropped = ("LC_", "LANG", "COLUMNS", "PYTHONIOENCODING", "PYTHONUTF8", "FORCE_COLOR")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    path = os.pathsep.join(sys.path)
    return {**kept, "PYTHONPATH": path, "PYTHONWARNINGS": "error", **changes}


def words(text: str) -> str:
    """A text without its line breaks, as one reads it."""
    return re.sub(r"\s+", " ", text)


@cache
def calculated(basis: str) -> Statement:
    """The statement that the example shows."""
    return calculate(PROGRAMME, CASE.municipalities, CASE.managers, basis=basis, expected=True)


@cache
def output_of_example(lang: Language, basis: str) -> str:
    """What the example prints."""
    result = run("example", "--lang", lang, "--basis", basis)
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


class TestExample:
    """`example` shows everything that is to be known about the Landkreis Tuttlingen."""

    @pytest.fixture(params=[(lang, basis) for lang in LANGUAGES for basis in ("announced", "pot_share")])
    def shown(self, request: pytest.FixtureRequest) -> tuple[Language, Statement, str]:
        """Language, statement and output."""
        lang, basis = request.param
        return lang, calculated(basis), output_of_example(lang, basis)

    def test_every_municipality_has_both_rounds_and_their_sum(self, shown: tuple[Language, Statement, str]) -> None:
        lang, statement, output = shown
        both = statement.by("municipality", pillar="per-capita")
        first = statement.by("municipality", round="2017")
        second = statement.by("municipality", round="2018")
        assert len(statement.municipalities) == 35
        for municipality in statement.municipalities:
            key = municipality.ags
            (line,) = [line for line in output.splitlines() if line.startswith(key)]
            amounts = [number_text(group[key], lang) for group in (first, second, both)]
            assert line.split()[-3:] == amounts
            assert municipality.name in line
            count = municipality.count(date(2017, 9, 15))
            assert count is not None
            assert line.split()[-4] == str(count.persons)

    def test_the_totals(self, shown: tuple[Language, Statement, str]) -> None:
        lang, statement, output = shown
        totals = [line for line in output.splitlines() if line.lstrip().startswith(f"{translate('Total', lang)}  ")]
        per_capita, grants, by_year = totals
        assert per_capita.split()[1:] == [
            "854",
            *(number_text(statement.total(round=round_), lang) for round_ in ("2017", "2018")),
            number_text(statement.total(pillar="per-capita"), lang),
        ]
        assert grants.split()[-3:] == [
            number_text(Decimal(text), lang) for text in ("679848.00", "1310500.00", "1298700.00")
        ]
        assert by_year.split()[1:] == [
            number_text(amount, lang)
            for _, amount in (*sorted(statement.by("year", pillar="management").items()), (0, Decimal("1298700.00")))
        ]
        if statement.basis.value == "announced":
            assert number_text(Decimal("2092300.00"), lang) in per_capita

    def test_grants_say_who_is_capped_and_their_parts_add_up(self, shown: tuple[Language, Statement, str]) -> None:
        lang, statement, output = shown
        for grant in statement.grants:
            assert grant.amount is not None
            assert grant.claim is not None
            line = next(line for line in output.splitlines() if f" {number_text(grant.amount, lang)}  " in line)
            assert line.split()[-3:] == [
                number_text(grant.claim, lang),
                number_text(grant.amount, lang),
                translate("yes" if grant.capped else "no", lang),
            ]
        for manager, amount in statement.by("manager").items():
            (line,) = [line for line in output.splitlines() if line.startswith(f"  {manager}: ")]
            assert line.endswith(number_text(amount, lang))

    def test_areas_staffing_and_who_runs_it(self, shown: tuple[Language, Statement, str]) -> None:
        lang, statement, output = shown
        read = words(output)
        for area in statement.areas:
            assert area.staffing.persons_per_fte is not None
            assert f" {number_text(area.staffing.persons_per_fte, lang)} " in read
        assert {
            "en": "14 managers on 11 FTE for 854 persons: 77.636363… persons per FTE",
            "de": "14 Integrationsmanager:innen mit 11 VZÄ für 854 Personen: 77,636363… Personen je VZÄ",
        }[lang] in read
        assert {
            "en": "18 of 35 municipalities (51.428571… %) commissioned the Landkreis: Bärenthal, Bubsheim,",
            "de": "18 von 35 Gemeinden (51,428571… %) haben den Landkreis beauftragt: Bärenthal, Bubsheim,",
        }[lang] in read

    def test_own_costs_are_not_given_rather_than_nothing(self, shown: tuple[Language, Statement, str]) -> None:
        lang, _, output = shown
        heading = translate("What providers and municipalities bear themselves over the term, in EUR", lang)
        table = output.partition(heading)[2].split("\n\n")[1]
        missing = translate("not given", lang)
        rows = {line.split("  ")[0]: line for line in table.splitlines()}
        for name in ("Aldingen", "Spaichingen", "Tuttlingen"):
            assert rows[name].count(missing) == 3
        assert rows["Landkreis Tuttlingen"].endswith(number_text(Decimal("47300.00"), lang))
        assert f" {number_text(Decimal('0.00'), lang)}" not in table

    def test_what_is_made_up_expected_inferred_or_unknown(self, shown: tuple[Language, Statement, str]) -> None:
        lang, statement, output = shown
        read = words(output)
        for status in (Status.INFERRED, Status.EXPECTED):
            assert f"[{status_word(status, lang)}; " in output
        assert {"en": "72,857 persons [inferred", "de": "72.857 Personen [erschlossen"}[lang] in read
        for figure in PROGRAMME.figures:
            if figure.status is Status.UNKNOWN:
                assert f"[{figure.key}; {figure.clause}]" in read
        made_up = {"en": "the head counts of 34 municipalities are made up", "de": "Zahlen von 34 Gemeinden"}
        assert made_up[lang] in read.replace("Erhebungszahlen", "Zahlen")
        for remark in statement.warnings:
            assert not remark.clause or remark.clause in output

    def test_notes_and_sources_of_the_case(self, shown: tuple[Language, Statement, str]) -> None:
        lang, _, output = shown
        read = words(output)
        for note in CASE.notes:
            assert translate(note, lang) in read
        for source in CASE.sources:
            assert translate(source.title, lang) in read

    def test_two_amounts_step_by_step_equal_their_replay(self, shown: tuple[Language, Statement, str]) -> None:
        lang, statement, output = shown
        payout = next(payout for payout in statement.payouts if payout.derivation.about == "Tuttlingen")
        capped = next(grant for grant in statement.grants if grant.capped)
        anew = {"en": "Computed anew from its inputs: ", "de": "Aus den Eingaben neu berechnet: "}[lang]
        told = [line.removeprefix(anew) for line in output.splitlines() if line.startswith(anew)]
        assert told == [f"{number_text(one.derivation.replay(), lang)} EUR" for one in (payout, capped)]
        assert payout.derivation.replay() == payout.amount
        for one in (payout, capped):
            for line in one.explain(lang).splitlines():
                assert words(line.strip()) in words(output)

    @pytest.mark.parametrize("columns", [60, 80, 100, 140])
    @IN_EACH_LANGUAGE
    def test_no_width_cuts_a_name_or_an_amount(self, lang: Language, columns: int) -> None:
        output = run("example", "--lang", lang, COLUMNS=str(columns)).stdout
        letters = re.sub(r"\s+|(?<=-)\n\s*", "", output)
        statement = calculated("announced")
        for amount in statement.by("municipality", pillar="per-capita").values():
            assert f" {number_text(amount, lang)}\n" in output
        for municipality in statement.municipalities:
            assert municipality.name.split()[0].split("-")[0] in letters
        if columns >= 80:
            longest = max(len(line) for line in output.splitlines() if "http" not in line)
            assert longest <= max(columns, 83)


class TestProgrammes:
    """`programmes` lists the editions, and every figure of one."""

    @IN_EACH_LANGUAGE
    def test_without_a_key_every_edition_with_its_completeness(self, lang: Language) -> None:
        result = run("programmes", "--lang", lang)
        assert (result.exit_code, result.stderr) == (0, "")
        for programme in programmes():
            assert any(line.startswith(f"{programme.key} ") for line in result.stdout.splitlines())
        assert number_text(Decimal("320000000.00"), lang) in result.stdout
        read = words(result.stdout)
        for status, count in PROGRAMME.completeness().items():
            assert not count or f"{count} {status_word(status, lang)}" in read or f"{count} " in read

    @pytest.mark.parametrize("key", [programme.key for programme in programmes()])
    @IN_EACH_LANGUAGE
    def test_with_a_key_every_figure(self, lang: Language, key: str) -> None:
        programme = load_programme(key)
        result = run("programmes", key, "--lang", lang, COLUMNS="250")
        assert (result.exit_code, result.stderr) == (0, "")
        lines, read = result.stdout.splitlines(), words(result.stdout)
        for figure in programme.figures:
            assert figure.status is not None
            _, _, tail = figure.key.partition(".")
            found = [
                line
                for line in lines
                if f"  {quantity(figure, lang)}  {status_word(figure.status, lang)} " in line
                and f"  {tail} " in f"{line} "
            ]
            assert found, figure.key
            for text in (figure.note_de, figure.look_de) if lang == "de" else (figure.note, figure.look):
                assert words(text) in read
            if figure.source is not None:
                assert figure.source.title in read
            for claim in figure.claims:
                assert quantity(claim, lang) in read
        totals = [f"{count} {status_word(status, lang)}" for status, count in programme.completeness().items() if count]
        assert ", ".join(totals) in read

    def test_a_file_of_ones_own(self, tmp_path: Path) -> None:
        source = CHECKOUT / "src" / "integrationsfoerderung" / "catalogue" / "pakt_fuer_integration.toml"
        own = tmp_path / "own.toml"
        own.write_text(source.read_text(encoding="utf-8").replace("1225", "1226"), encoding="utf-8")
        assert "1,226.00 EUR" in run("programmes", str(own)).stdout


class TestLanguage:
    """The option decides, else the locale, else English."""

    @pytest.mark.parametrize(
        ("arguments", "environment", "lang"),
        [
            ([], {}, "en"),
            ([], {"LANG": "de_DE.UTF-8"}, "de"),
            ([], {"LANG": "de"}, "de"),
            ([], {"LANG": "de_AT@euro"}, "de"),
            ([], {"LANG": "den_XX"}, "en"),
            ([], {"LANG": "fr_FR.UTF-8"}, "en"),
            ([], {"LC_ALL": "C", "LANG": "de_DE.UTF-8"}, "en"),
            ([], {"LC_ALL": "", "LC_MESSAGES": "de_DE", "LANG": "en_US"}, "de"),
            (["--lang", "de"], {}, "de"),
            (["example", "--lang=de"], {}, "de"),
            (["example", "--lang", "en"], {"LANG": "de_DE"}, "en"),
            (["--lang", "de", "example", "--lang", "en"], {}, "en"),
            (["--lang=en", "example", "--lang", "de"], {}, "de"),
            (["--lang", "xx"], {"LANG": "de_DE"}, "de"),
            (["--lang"], {"LANG": "de_DE"}, "de"),
            (["example", "--", "--lang", "de"], {}, "en"),
        ],
    )
    def test_where_it_comes_from(self, arguments: list[str], environment: dict[str, str], lang: str) -> None:
        assert language_of(arguments, environment) == lang

    @pytest.mark.parametrize(
        "arguments", [("--lang", "de", "programmes"), ("programmes", "--lang", "de"), ("programmes",)]
    )
    def test_it_may_stand_on_the_group_on_the_command_or_in_the_locale(self, arguments: tuple[str, ...]) -> None:
        environment = {} if "--lang" in arguments else {"LC_ALL": "de_DE.UTF-8"}
        assert run(*arguments, **environment).stdout.startswith("Förderprogramme\n")

    @pytest.mark.parametrize("arguments", [[], ["-h"], ["--help"], ["example", "--help"], ["programmes", "-h"]])
    def test_help_is_told_in_it(self, arguments: list[str]) -> None:
        english, german = run(*arguments, "--lang", "en"), run(*arguments, "--lang", "de")
        assert (english.exit_code, german.exit_code) == (0, 0)
        assert english.stdout.startswith("Usage: integrationsfoerderung ")
        assert german.stdout.startswith("Aufruf: integrationsfoerderung ")
        assert "\nExample:\n  integrationsfoerderung " in english.stdout
        assert "\nBeispiel:\n  integrationsfoerderung " in german.stdout
        assert "Show this help." in english.stdout
        assert "Zeigt diese Hilfe." in german.stdout
        for text in ("Options", "OPTIONS", "Show ", "Language"):
            assert text not in german.stdout

    def test_the_examples_in_the_help_work(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        for arguments in ([], ["new"], *([name] for name in program.commands if name != "new")):
            line = run(*arguments, "--help").stdout.splitlines()[-1].split()
            assert line[0] == "integrationsfoerderung"
            assert not arguments or line[1] == arguments[0]
            assert run(*line[1:]).exit_code == 0, line


class TestWrongUse:
    """A wrong use ends with exit code 2 and one clear line."""

    @pytest.mark.parametrize(
        ("arguments", "english", "german"),
        [
            (["xample"], "unknown command 'xample'; did you mean example?",
             "unbekannter Befehl 'xample'; meinten Sie example?"),
            (["zzz"], f"unknown command 'zzz'; there are: {COMMANDS}",
             f"unbekannter Befehl 'zzz'; es gibt: {COMMANDS}"),
            (["--zzz"], "unknown option --zzz", "unbekannte Option --zzz"),
            (["example", "--bais", "x"], "unknown option --bais; did you mean --basis?",
             "unbekannte Option --bais; meinten Sie --basis?"),
            (["example", "--basis", "x"], "--basis is 'x'; allowed: announced, pot_share",
             "--basis ist 'x'; zulässig: announced, pot_share"),
            (["example", "--basis"], "option --basis needs a value", "die Option --basis braucht einen Wert"),
            (["--version=3"], "option --version takes no value", "die Option --version nimmt keinen Wert"),
            (["example", "a", "b"], "unexpected argument: a b", "unerwartetes Argument: a b"),
            (["programmes", "a", "b"], "unexpected argument: b", "unerwartetes Argument: b"),
            (["example", "--lang", "fr"], "--lang is 'fr'; allowed: en, de", "--lang ist 'fr'; zulässig: en, de"),
            (["ex\x1b[2Jample\n"], r"unknown command 'ex\x1b[2Jample\n'; did you mean example?",
             r"unbekannter Befehl 'ex\x1b[2Jample\n'; meinten Sie example?"),
        ],
    )  # fmt: skip
    def test_it_is_told_in_one_line(self, arguments: list[str], english: str, german: str) -> None:
        for lang, told, help_ in (("en_GB", english, "help"), ("de_DE", german, "Hilfe")):
            result = run(*arguments, LC_ALL=lang)
            assert (result.exit_code, result.stdout) == (2, "")
            assert re.fullmatch(
                rf"integrationsfoerderung: {re.escape(told)} \({help_}: integrationsfoerderung( \w+)? --help\)\n",
                result.stderr,
            )

    @IN_EACH_LANGUAGE
    def test_a_wrong_input_is_told_in_one_block_with_exit_code_1(self, lang: Language) -> None:
        result = run("programmes", "pact", "--lang", lang)
        assert (result.exit_code, result.stdout) == (1, "")
        lines = result.stderr.splitlines()
        assert len(lines) == 2
        assert "'pact'" in lines[1]
        assert {"en": "allowed: ", "de": "zulässig: "}[lang] in lines[1]

    def test_all_problems_of_an_input_are_told(self, monkeypatch: pytest.MonkeyPatch) -> None:
        problem = Problem("Municipality 1", "ags", "\x1b]0;x\x07", message("whole cents"), message("check the count"))

        def refuse(_: str) -> Case:
            raise InvalidInput("case", [problem, problem])

        monkeypatch.setattr(example_module, "load_example", refuse)
        result = run("example")
        assert result.exit_code == 1
        assert len(result.stderr.splitlines()) == 3
        assert "\x1b" not in result.stderr

    def test_an_interruption_ends_quietly(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def interrupted(_: str) -> Case:
            raise KeyboardInterrupt

        monkeypatch.setattr(example_module, "load_example", interrupted)
        result = run("example")
        assert (result.exit_code, result.stdout, result.stderr.strip()) == (
            130,
            "",
            "integrationsfoerderung: Interrupted",
        )


class TestVersion:
    """`--version` names the installed release."""

    def test_it_is_one_line(self) -> None:
        result = run("--version")
        assert result.exit_code == 0
        assert re.fullmatch(r"integrationsfoerderung (\d+\.\d+\.\d+\S*|\(not installed\))\n", result.stdout)

    def test_without_an_installation_it_says_so(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("integrationsfoerderung.cli.commands.DISTRIBUTION", "integrationsfoerderung-nowhere")
        assert run("--version", "--lang", "de").stdout == "integrationsfoerderung-nowhere (nicht installiert)\n"


class TestSurroundings:
    """Pipes, encodings, missing parts: never a traceback."""

    WITHOUT = (
        "import sys\n"
        "class Blocked:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.partition('.')[0] == {name!r}:\n"
        "            raise ModuleNotFoundError(name, name=name)\n"
        "sys.meta_path.insert(0, Blocked())\n"
        "from integrationsfoerderung.cli import main\n"
        "main()\n"
    )

    @pytest.mark.parametrize("missing", ["click", "rich"])
    @pytest.mark.parametrize(
        ("locale", "begin"), [("en_US", "the command line needs"), ("de_DE", "die Befehlszeile braucht")]
    )
    def test_without_the_extra_one_line_names_the_command(self, missing: str, locale: str, begin: str) -> None:
        result = started("example", code=self.WITHOUT.format(name=missing), LC_ALL=locale)
        assert (result.returncode, result.stdout) == (1, b"")
        (line,) = result.stderr.decode().splitlines()
        assert line.startswith(begin)
        assert line.endswith("pip install 'integrationsfoerderung[cli]'")

    def test_another_missing_module_is_not_mistaken_for_the_extra(self) -> None:
        result = started("example", code=self.WITHOUT.format(name="attrs"))
        assert b"integrationsfoerderung[cli]" not in result.stderr

    def test_the_door_is_importable_without_the_extra(self) -> None:
        code = self.WITHOUT.format(name="click").replace("main()\n", "print('click' in sys.modules)\n")
        assert started(code=code).stdout == b"False\n"

    @pytest.mark.parametrize("arguments", [["example"], ["programmes", "pakt-fuer-integration"], ["--help"]])
    def test_a_closed_pipe_ends_quietly(self, arguments: list[str]) -> None:
        reading, writing = os.pipe()
        os.close(reading)
        try:
            command = [sys.executable, "-m", "integrationsfoerderung", *arguments]
            result = subprocess.run(
                command, stdout=writing, stderr=subprocess.PIPE, check=False, env=surroundings(), timeout=60
            )
        finally:
            os.close(writing)
        assert (result.returncode, result.stderr) == (141, b"")

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
    def test_a_full_disk_is_told_in_one_line(self) -> None:
        command = [sys.executable, "-m", "integrationsfoerderung", "programmes"]
        with Path("/dev/full").open("wb") as full:
            result = subprocess.run(
                command, stdout=full, stderr=subprocess.PIPE, check=False, env=surroundings(), timeout=60
            )
        assert result.returncode == 1
        assert result.stderr.startswith(b"integrationsfoerderung: The output cannot be written: ")
        assert len(result.stderr.splitlines()) == 1

    @pytest.mark.skipif(os.name == "nt", reason="a shell's way to close an output")
    def test_a_closed_output_is_no_error(self) -> None:
        command = f"'{sys.executable}' -m integrationsfoerderung programmes >&-"
        result = subprocess.run(["sh", "-c", command], capture_output=True, check=False, env=surroundings(), timeout=60)
        assert (result.returncode, result.stderr) == (0, b"")

    @pytest.mark.parametrize(
        ("encoding", "name", "sign"),
        [("ascii", "Baerenthal", " x "), ("latin-1", "Bärenthal", " × "), ("utf-8", "Bärenthal", " × ")],
    )
    def test_umlauts_survive_the_encoding_of_the_output(self, encoding: str, name: str, sign: str) -> None:
        result = started("example", "--lang", "de", PYTHONIOENCODING=encoding)
        assert (result.returncode, result.stderr) == (0, b"")
        output = result.stdout.decode(encoding)
        (line,) = [line for line in output.splitlines() if line.startswith("08327004")]
        (other,) = [line for line in output.splitlines() if line.startswith("08327002")]
        assert name in line
        assert len(line) == len(other)
        assert sign in output
        assert "?" not in output

    def test_help_and_errors_survive_it_too(self) -> None:
        helped = started("--help", "--lang", "de", PYTHONIOENCODING="ascii")
        assert (helped.returncode, helped.stderr) == (0, b"")
        assert b"Baden-Wuerttemberg" in helped.stdout
        failed = started("programmes", "käse", "--lang", "de", PYTHONIOENCODING="ascii")
        assert failed.returncode == 1
        assert b"zulaessig" in failed.stderr
        assert b"Traceback" not in failed.stderr

    def test_plain_text_of_a_fixed_width_where_the_output_is_no_terminal(self) -> None:
        plain = started("example").stdout
        assert b"\x1b" not in plain
        assert started("example", FORCE_COLOR="1", TERM="xterm-256color").stdout == plain
        assert started("example", COLUMNS="nonsense").stdout == plain
        assert started("example", COLUMNS="0").stdout == plain
        assert started("example", COLUMNS="100").stdout == plain
        assert started("example", COLUMNS="120").stdout != plain


class TestHostileNames:
    """A name is shown as it is: no markup, no escape sequence, no line of its own."""

    @pytest.mark.parametrize(
        ("name", "shown"),
        [
            ("[bold red]Markup[/bold red]", "[bold red]Markup[/bold red]"),
            ("[/]", "[/]"),
            (":smile:", ":smile:"),
            ("Esc\x1b[31mape", "Esc?[31mape"),
            ("Line\nbreak", "Line break"),
            ("Right\u202eto left", "Right?to left"),
            ("Csi\x9b2J", "Csi?2J"),
        ],
    )
    @IN_EACH_LANGUAGE
    def test_in_every_part_of_a_statement(
        self, name: str, shown: str, lang: Language, capsys: pytest.CaptureFixture[str]
    ) -> None:
        town = Municipality("08327050", name, area=name, head_counts=[HeadCount(date(2017, 9, 15), 248)])
        other = Municipality(
            "08327049", "Trossingen", provider="08327050", head_counts=[HeadCount(date(2017, 9, 15), 9)]
        )
        costs: dict[str, Any] = {"material_costs": Decimal(100), "staff_costs": Decimal(900_000)}
        manager = Manager(
            name, provider="08327050", fte=Decimal(1), qualification="degree", start=date(2018, 1, 1), **costs
        )
        case = Case([town, other], [manager], name=name, notes=[name])
        statement = calculate(PROGRAMME, case.municipalities, case.managers)
        show_statement(Page(lang), statement, case, explained="08327050")
        output = capsys.readouterr().out
        assert all(line.isprintable() for line in output.split("\n"))
        assert words(shown) in words(output)
        assert output.count(shown.split(maxsplit=1)[0]) > 8


class TestOtherStatements:
    """What the example does not have is shown as well."""

    def test_open_amounts_provisional_counts_and_a_missed_threshold(self, capsys: pytest.CaptureFixture[str]) -> None:
        towns = [
            Municipality(
                "08327050",
                "Tuttlingen",
                head_counts=[
                    HeadCount(date(2017, 6, 1), 200, "provisional"),
                    HeadCount(date(2017, 9, 15), 20),
                    HeadCount(date(2018, 9, 15), 21),
                ],
            ),
            Municipality("08327049", "Trossingen"),
        ]
        managers = [
            Manager("M-1", provider=key, fte=Decimal(1), qualification="degree", start=date(2018, 1, 1))
            if key == "08327050"
            else Manager("M-2", provider=key, fte=Decimal(1), qualification="degree", start=date(2018, 1, 1))
            for key in ("08327050", "08327049")
        ]
        case = Case(towns, managers)
        show_statement(Page("de"), calculate(PROGRAMME, case.municipalities, case.managers), case)
        output = capsys.readouterr().out
        assert output.startswith("Berechnungsnachweis – Pakt für Integration")
        assert "Offene Beträge sind nicht enthalten." in words(output)
        assert re.search(r"^08327050 +Tuttlingen +20 +24\.500,00 +21 +offen +offen$", output, re.MULTILINE)
        assert re.search(r"^08327049 +Trossingen +unbekannt +offen +unbekannt +offen +offen$", output, re.MULTILINE)
        assert "unter der Schwelle" in words(output)
        assert re.search(r"^Tuttlingen +148\.629,00 +15\.922,00 +-132\.707,00$", output, re.MULTILINE)
        assert "Erste Tranche, verrechnet mit dem Planungsrahmen des ersten Jahres, in EUR" in output

    def test_a_manager_of_two_areas_and_an_open_grant_are_marked(self, capsys: pytest.CaptureFixture[str]) -> None:
        counts = [HeadCount(date(2017, 9, 15), 50)]
        towns = [
            Municipality("08327050", "Tuttlingen", area="East", head_counts=counts),
            Municipality("08327049", "Trossingen", area="West", provider="08327050"),
        ]
        manager = Manager("M-1", provider="08327050", fte=Decimal(1), qualification="degree", start=date(2018, 1, 1))
        case = Case(towns, [manager])
        show_statement(Page("en"), calculate(PROGRAMME, case.municipalities, case.managers), case)
        output = capsys.readouterr().out
        assert output.count("M-1*") == 2
        assert "* also serves another area" in output
        assert re.search(r"^Tuttlingen +2 +unknown +open +128,000\.00 +open +open$", output, re.MULTILINE)

    def test_continued_grants_have_no_frames_and_no_sum_of_them(self, capsys: pytest.CaptureFixture[str]) -> None:
        case = load_example("tuttlingen")
        show_statement(
            Page("en"),
            calculate(load_programme("pakt-fuer-integration-2019"), case.municipalities, case.managers),
            case,
        )
        assert re.search(r"^Total +35 +unknown +– +[\d,.]+ +[\d,.]+$", capsys.readouterr().out, re.MULTILINE)

    def test_a_programme_without_a_german_name_is_told_by_its_english_one(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        case = Case([Municipality("08327050", "Tuttlingen")])
        show_statement(Page("de"), calculate(evolve(PROGRAMME, name="Help", name_de=""), case.municipalities), case)
        assert capsys.readouterr().out.startswith("Berechnungsnachweis – Help\n")

    def test_without_managers_and_counts_there_is_still_a_page(self, capsys: pytest.CaptureFixture[str]) -> None:
        case = Case([Municipality("08327050", "Tuttlingen")])
        show_statement(Page("en"), calculate(PROGRAMME, case.municipalities), case, explained="08327050")
        output = capsys.readouterr().out
        assert "In all 0.00 EUR" in output
        assert "nobody has a head count for 2017-09-15" in words(output)
        assert "step by step" not in output


class TestTables:
    """Columns share the width: texts give way, numbers never."""

    TEXT, NUMBER, KEY = Column("a title"), Column("a number", number=True), Column("key", breakable=True)

    @pytest.mark.parametrize(
        ("columns", "cells", "room", "widths"),
        [
            ([TEXT, NUMBER], [["a title", "some words here"], ["a number", "1,000.00"]], 40, [15, 8]),
            ([TEXT, NUMBER], [["a title", "some words here"], ["a number", "1,000.00"]], 20, [12, 8]),
            ([TEXT, NUMBER], [["a title", "some words here"], ["a number", "1,000.00"]], 5, [5, 8]),
            ([TEXT, NUMBER], [["a", "Emmingen-Liptingen"], ["n", "1,000.00"]], 20, [12, 8]),
            ([KEY], [["key", "a_key_of_thirty_characters_____"]], 20, [20]),
            ([KEY], [["key", "a_key_of_thirty_characters_____"]], 5, [16]),
        ],
    )
    def test_widths(self, columns: list[Column], cells: list[list[str]], room: int, widths: list[int]) -> None:
        assert _widths(columns, cells, room) == widths

    def test_a_table_grows_rather_than_cut(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("COLUMNS", "60")
        amounts = tuple(f"{10**6 + place:,}.00" for place in range(8))
        columns = [Column("Amount", number=True) for _ in amounts]
        Page("en").table(columns, [Row(amounts)], total=Row(amounts, strong=True))
        lines = capsys.readouterr().out.splitlines()
        assert [line.split() for line in lines if "1,000,000.00" in line] == [list(amounts)] * 2


class TestReferencePage:
    """The page in the documentation says what the program does."""

    def test_every_command_it_shows_works(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """In the order of the page, in an empty folder: what one writes the next reads."""
        monkeypatch.chdir(tmp_path)
        text = REFERENCE.read_text(encoding="utf-8")
        blocks = re.findall(r"^```sh\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
        shown = [shlex.split(line, comments=True) for block in blocks for line in block.splitlines()]
        commands = [line for line in shown if line[:1] == ["integrationsfoerderung"]]
        assert {line[1] for line in commands if not line[1].startswith("-")} == set(program.commands)
        for line in commands:
            until = line.index("|") if "|" in line else len(line)
            result = run(*line[1:until])
            assert (result.exit_code, "Traceback" in result.stderr) == (0, False), (line, result.stderr)

    def test_it_names_every_option_and_exit_code(self) -> None:
        text = REFERENCE.read_text(encoding="utf-8")
        for command in (program, *program.commands.values()):
            for param in command.params:
                assert param.opts[-1] in text or (param.metavar or "") in text
        for code in (0, 1, 2, 3, 70, 130, 141):
            assert f"| {code} |" in text
