"""Commands that calculate: from a template to workbook, report, JSON and audit, with the same totals throughout."""

import csv
import io
import json
import os
import pty
import subprocess
import sys
import time
from decimal import Decimal
from functools import cache
from inspect import signature
from pathlib import Path
from typing import Any

import pytest
import python_calamine
from attrs import evolve
from click.testing import CliRunner, Result

from integrationsfoerderung import Municipality, Statement, calculate, load_example, load_programme
from integrationsfoerderung.cli import waiting as waiting_module
from integrationsfoerderung.cli.program import program
from integrationsfoerderung.files import read_case, read_statement, write_statement
from integrationsfoerderung.message import Language, number_text
from integrationsfoerderung.words import LANGUAGES

APART: dict[str, Any] = {"mix_stderr": False} if "mix_stderr" in signature(CliRunner).parameters else {}
IN_EACH_LANGUAGE = pytest.mark.parametrize("lang", LANGUAGES)
CASE = load_example("tuttlingen")
TOTAL = Decimal("2344850.00")


@pytest.fixture(autouse=True)
def _plain_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The locale and the width of whoever runs the tests do not matter; files go to a folder of the test's own."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE", "COLUMNS", "FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def run(*arguments: str, given: bytes | None = None, **environment: str) -> Result:
    """Run the program in this process."""
    return CliRunner(**APART).invoke(program, arguments, input=given, env=environment)


def worked(*arguments: str, given: bytes | None = None) -> Result:
    """Run the program, which has to work."""
    result = run(*arguments, given=given)
    assert result.exit_code == 0, result.stderr
    return result


@cache
def statement() -> Statement:
    """The example's statement."""
    found = calculate(load_programme("pakt-fuer-integration"), CASE.municipalities, CASE.managers)
    return evolve(found, case=CASE)


def written(name: str = "statement.json") -> Path:
    """The example's statement as a file."""
    return write_statement(statement(), name, force=True)


class TestTheWayOfANewcomer:
    """new, calculate, workbook, report, JSON, audit: the totals are the same at each stop."""

    @IN_EACH_LANGUAGE
    @pytest.mark.parametrize("name", ["case", "case.xlsx"])
    def test_the_totals_are_the_same_at_each_stop(self, lang: Language, name: str) -> None:
        said = f"{number_text(TOTAL, lang)} EUR"
        new = worked("new", name, "--lang", lang)
        assert new.stdout == ""
        assert name in new.stderr
        assert said in worked("calculate", name, "--lang", lang).stdout
        worked("calculate", name, "-o", "s.xlsx", "--lang", lang)
        book = python_calamine.CalamineWorkbook.from_path("s.xlsx")
        last = book.get_sheet_by_index(0).to_python()[-1]
        assert TOTAL in [Decimal(str(cell)) for cell in last if isinstance(cell, float)]
        worked("report", name, "-o", "s.html", "--lang", lang)
        assert number_text(TOTAL, lang) in Path("s.html").read_text(encoding="utf-8").replace("\u202f", "").replace(
            "\xa0", " "
        )
        worked("calculate", name, "-o", "s.json", "--lang", lang)
        assert read_statement("s.json").total() == TOTAL
        assert said in worked("calculate", "s.json", "--quiet", "--lang", lang).stdout
        audited = worked("audit", "s.json", "--lang", lang)
        assert said in audited.stdout
        assert {"en": "76 notices: 75 fit", "de": "76 Bescheide: 75 passen"}[lang] in audited.stdout

    def test_a_template_is_the_example(self) -> None:
        worked("new", "case")
        assert read_case("case").municipalities == CASE.municipalities
        assert read_case("case").managers == CASE.managers

    def test_a_template_does_not_overwrite(self) -> None:
        worked("new", "case")
        Path("case/municipalities.csv").write_text("mine", encoding="utf-8")
        again = run("new", "case")
        assert again.exit_code == 1
        assert "--force" in again.stderr
        assert Path("case/municipalities.csv").read_text(encoding="utf-8") == "mine"
        worked("new", "case", "--force", "--quiet")
        worked("calculate", "case")


class TestCalculate:
    """From every kind of file, to every kind of file."""

    def test_options_are_those_of_the_function(self) -> None:
        worked("new", "case", "-q")
        told = worked("calculate", "case", "--basis", "pot_share", "--rounding", "euro", "--expected", "--json").stdout
        read = Statement.from_dict(json.loads(told))
        assert (read.basis.value, read.rounding.value, read.expected) == ("pot_share", "euro", True)

    def test_a_statement_keeps_its_programme_and_options_unless_told_otherwise(self) -> None:
        worked("new", "case", "-q")
        worked("calculate", "case", "--basis", "pot_share", "--programme", "pakt-fuer-integration-2020", "-o", "s.json")
        kept = json.loads(worked("calculate", "s.json", "--json").stdout)
        assert (kept["programme"]["key"], kept["options"]["basis"]) == ("pakt-fuer-integration-2020", "pot_share")
        other = json.loads(worked("calculate", "s.json", "--basis", "announced", "--json").stdout)
        assert (other["programme"]["key"], other["options"]["basis"]) == ("pakt-fuer-integration-2020", "announced")
        assert Statement.from_dict(other).case == Statement.from_dict(kept).case

    def test_from_standard_input_whatever_it_is(self) -> None:
        worked("new", "case", "-q")
        worked("new", "case.xlsx", "-q")
        content = written().read_bytes()
        case = json.dumps(json.loads(content)["case"]).encode()
        for given in (content, case, Path("case.xlsx").read_bytes()):
            assert "2,344,850.00 EUR" in worked("calculate", "-", "-q", given=given).stdout
        municipalities = Path("case/municipalities.csv").read_bytes()
        assert "1,046,150.00 EUR" in worked("calculate", "-", "-q", given=municipalities).stdout

    @pytest.mark.parametrize("given", [b"", b" \n", b"{", b"[]", b"\x00\x01", b"PK\x03\x04", b"a;b\n1;2\n"])
    def test_what_is_no_case_on_standard_input_is_told(self, given: bytes) -> None:
        result = run("calculate", "-", given=given)
        assert result.exit_code == 1
        assert result.stdout == ""
        assert "Remedy" in result.stderr

    def test_to_standard_output(self) -> None:
        path = str(written())
        text = worked("calculate", path, "-o", "-", "--format", "csv", "--dialect", "iso", "--table", "grants").stdout
        rows = list(csv.DictReader(io.StringIO(text)))
        assert {row["provider"]: Decimal(row["amount"]) for row in rows} == {
            grant.provider: grant.amount for grant in statement().grants
        }
        book = worked("calculate", path, "-o", "-", "--format", "xlsx").stdout_bytes
        assert book.startswith(b"PK")
        assert worked("calculate", path, "-o", "-", "--json").stdout_bytes == path_bytes(path)

    def test_a_folder_of_tables(self) -> None:
        worked("calculate", str(written()), "-o", "tables")
        assert len(list(Path("tables").iterdir())) == 8

    def test_a_file_that_is_there_stays_without_force(self) -> None:
        path = str(written())
        Path("s.csv").write_bytes(b"mine")
        result = run("calculate", path, "-o", "s.csv")
        assert (result.exit_code, Path("s.csv").read_bytes()) == (1, b"mine")
        worked("calculate", path, "-o", "s.csv", "--force")
        assert Path("s.csv").read_bytes() != b"mine"

    @pytest.mark.parametrize("command", ["calculate", "report", "compare", "audit"])
    @pytest.mark.parametrize("name", ["case", "./case", "s.json"])
    def test_a_case_is_never_overwritten_by_its_result(self, command: str, name: str) -> None:
        worked("new", "case", "-q")
        written("s.json")
        before = {file: file.read_bytes() for file in (*Path("case").iterdir(), Path("s.json"))}
        result = run(command, name, "-o", name, "--force")
        assert result.exit_code == 2
        assert "the output is what is read: choose another path" in result.stderr
        assert {file: file.read_bytes() for file in (*Path("case").iterdir(), Path("s.json"))} == before

    def test_all_problems_of_all_files_are_told_at_once(self) -> None:
        worked("new", "case", "-q", "--lang", "en")
        municipalities = Path("case/municipalities.csv")
        text = municipalities.read_text(encoding="utf-8-sig").replace("08327050", "0832705x")
        municipalities.write_text(text, encoding="utf-8")
        managers = Path("case/managers.csv")
        managers.write_text(
            managers.read_text(encoding="utf-8-sig").replace("2018-05-01", "2018-13-01"), encoding="utf-8"
        )
        result = run("calculate", "case", "-o", "s.json", "--lang", "en")
        assert result.exit_code == 1
        assert "municipalities.csv, row" in result.stderr
        assert "managers.csv, row" in result.stderr
        assert not Path("s.json").exists()

    def test_what_was_repaired_is_told_beside_the_result(self) -> None:
        Path("m.csv").write_bytes(
            "AGS;Gemeinde;Stichtag;Personen\n8327050;Tuttlingen;15.09.2017;248\n".encode("cp1252")
        )
        loud, quiet = worked("calculate", "m.csv", "--json"), worked("calculate", "m.csv", "--json", "--quiet")
        assert "08327050" in loud.stderr
        assert quiet.stderr == ""
        assert loud.stdout == quiet.stdout

    @pytest.mark.parametrize(
        ("arguments", "told"),
        [
            (["calculate"], "CASE is missing"),
            (["calculate", "x", "--json", "--format", "csv"], "give --json or --format, not both"),
            (["calculate", "x", "--format", "xlsx"], "a workbook goes to a file: give --output"),
            (["calculate", "x", "--table", "grants", "-o", "x.xlsx"], "--table goes with CSV"),
            (["calculate", "x", "--table", "all"], "--table is 'all'; allowed: payouts, municipalities"),
            (["compare", "x", "y", "--scenario", "z"], "give another case or --scenario, not both"),
            (["compare", "-", "-"], "only one of the two can come from standard input"),
            (["completion", "tcsh"], "'tcsh' is none of bash, zsh, fish"),
            (["audit", "x", "--published"], "give one of: a file, --amount, or --published"),
        ],
    )
    def test_a_wrong_use_is_told_before_anything_is_read(self, arguments: list[str], told: str) -> None:
        result = run(*arguments)
        assert (result.exit_code, result.stdout) == (2, "")
        assert told in result.stderr
        assert len(result.stderr.splitlines()) == 1

    @pytest.mark.parametrize("command", ["calculate", "explain", "compare", "report", "audit"])
    @pytest.mark.parametrize("name", ["nowhere", "nowhere.json", "nowhere.csv", "nowhere.xlsx", "a\x01b"])
    def test_what_is_not_there_is_told(self, command: str, name: str) -> None:
        result = run(command, name)
        assert (result.exit_code, result.stdout) == (1, "")
        assert name.replace("\x01", "?") in result.stderr or ascii(name) in result.stderr


def path_bytes(path: str) -> bytes:
    """The content of a file."""
    return Path(path).read_bytes()


class TestExplain:
    """What is explained of a municipality, a provider, a manager."""

    @IN_EACH_LANGUAGE
    def test_a_municipality_by_key_and_by_name(self, lang: Language) -> None:
        path = str(written())
        by_key = worked("explain", path, "08327050", "--lang", lang).stdout
        by_name = worked("explain", path, "tuttlingen", "--lang", lang)
        payout = next(one for one in statement().payouts if one.recipient == "08327050")
        assert " ".join(payout.explain(lang).split())[:200] in " ".join(by_key.split())
        assert by_name.stdout == by_key

    def test_a_member_of_a_group_has_its_part(self) -> None:
        text = worked("explain", str(written()), "Balgheim").stdout
        assert "Part of Balgheim: 22,248.53 EUR (R8.4)" in text

    def test_a_manager_has_each_year(self) -> None:
        data = json.loads(worked("explain", str(written()), "M-07", "--json").stdout)
        parts = [one for one in statement().payouts if getattr(one, "manager", None) and one.manager.id == "M-07"]  # type: ignore[attr-defined]  # a grant's part
        assert [entry["amount"] for entry in data] == [str(one.amount) for one in parts]
        assert all(entry["derivation"]["amount"] == entry["amount"] for entry in data)

    def test_a_round_can_be_chosen(self) -> None:
        path = str(written())
        assert len(json.loads(worked("explain", path, "Tuttlingen", "--round", "grant", "--json").stdout)) == 1
        refused = run("explain", path, "Tuttlingen", "--round", "2031")
        assert refused.exit_code == 1
        assert "2017, grant" in refused.stderr

    def test_without_a_key_everybody_is_listed(self) -> None:
        path = str(written())
        listed = worked("explain", path).stdout.splitlines()
        assert "08327050  Tuttlingen" in listed
        assert "08327  Landkreis Tuttlingen" in listed
        assert "M-01" in listed
        assert next(iter(json.loads(worked("explain", path, "--json").stdout))) == "08327002"

    def test_a_name_that_nobody_has_is_told_with_close_ones(self) -> None:
        result = run("explain", str(written()), "Tutlingen")
        assert result.exit_code == 1
        assert "Tuttlingen (08327050)" in result.stderr

    def test_of_one_name_that_several_have_the_keys_are_told(self) -> None:
        counts = CASE.municipalities[0].head_counts
        towns = [Municipality(key, "Neuried", head_counts=counts) for key in ("08317152", "08327050")]
        write_statement(calculate(load_programme("pakt-fuer-integration"), towns), "s.json")
        result = run("explain", "s.json", "neuried")
        assert result.exit_code == 1
        assert "meant: 08317152, 08327050" in result.stderr
        worked("explain", "s.json", "08317152")

    def test_what_is_open_says_what_is_missing(self) -> None:
        worked("new", "case", "-q")
        result = worked("explain", "case", "Aldingen", "--programme", "pakt-fuer-integration-2024", "-q")
        assert "Open: " in result.stdout


class TestCompare:
    """A scenario or another case against the first."""

    def test_the_scenario_of_the_folder(self) -> None:
        worked("new", "case", "-q")
        text = worked("compare", "case").stdout
        assert "In all +661,600.00 EUR." in text
        assert "management.term is 3 instead of 2" in text
        assert worked("compare", "case", "--scenario", "case/scenario.toml").stdout == text

    def test_two_cases_and_no_difference(self) -> None:
        path = str(written())
        text = worked("compare", path, path).stdout
        assert "No amount differs." in text
        assert "In all 0.00 EUR." in text

    def test_as_data_and_as_tables(self) -> None:
        worked("new", "case", "-q")
        data = json.loads(worked("compare", "case", "--json").stdout)
        assert data["total"] == "661600.00"
        assert sum(Decimal(row["difference"]) for row in data["rows"]) == Decimal("661600.00")
        worked("compare", "case", "-o", "d.xlsx")
        book = python_calamine.CalamineWorkbook.from_path("d.xlsx")
        assert len(book.sheet_names) == 2
        rows = list(
            csv.DictReader(io.StringIO(worked("compare", "case", "--format", "csv", "--dialect", "iso").stdout))
        )
        assert [row["difference"] for row in rows] == [row["difference"] for row in data["rows"]]

    def test_an_ending_that_is_not_known_is_told(self) -> None:
        path = str(written())
        result = run("compare", path, path, "-o", "d.ods")
        assert result.exit_code == 2
        assert "the file ends in none of" in result.stderr

    def test_without_a_scenario_it_says_what_to_give(self) -> None:
        result = run("compare", str(written()))
        assert result.exit_code == 2
        assert "--scenario" in result.stderr

    @pytest.mark.parametrize("content", [b"name = ", b"\xff", b'name = "x"\nchanges = [{change = "no"}]\n', None])
    def test_a_scenario_that_cannot_be_read_is_told(self, content: bytes | None) -> None:
        path = str(written())
        if content is not None:
            Path("s.toml").write_bytes(content)
        result = run("compare", path, "--scenario", "s.toml")
        assert (result.exit_code, result.stdout) == (1, "")
        assert "Remedy" in result.stderr

    def test_an_open_difference_is_told(self) -> None:
        worked("new", "case", "-q")
        worked("calculate", "case", "--programme", "pakt-fuer-integration-2024", "-o", "s.json", "-q")
        text = worked("compare", str(written()), "s.json").stdout
        assert "open" in text


class TestReport:
    """HTML to a file or on, PDF beside it."""

    def test_to_standard_output(self) -> None:
        html = worked("report", str(written()), "--lang", "de").stdout
        assert html.startswith("<!DOCTYPE html>")
        assert 'lang="de"' in html

    def test_a_file_that_is_there_is_refused_before_the_work(self) -> None:
        Path("n.html").write_bytes(b"mine")
        result = run("report", "nowhere", "-o", "n.html")
        assert "--force" in result.stderr
        assert Path("n.html").read_bytes() == b"mine"

    def test_pdf_beside_html_or_an_error_that_says_what_to_install(self) -> None:
        Path("m.csv").write_text("key,name,record_date,persons\n08327050,Tuttlingen,2017-09-15,248\n", encoding="utf-8")
        result = run("report", "m.csv", "-o", "n.html", "--pdf")
        if result.exit_code == 0:
            assert Path("n.pdf").read_bytes().startswith(b"%PDF")
            assert Path("n.html").exists()
        else:
            assert "libpango" in result.stderr or "integrationsfoerderung[pdf]" in result.stderr
            assert not Path("n.html").exists()


class TestRegister:
    """Municipalities by key and by name."""

    @IN_EACH_LANGUAGE
    def test_by_key_and_by_name(self, lang: Language) -> None:
        by_key = worked("municipalities", "08327", "--lang", lang).stdout
        assert by_key.startswith({"en": "35 municipalities of", "de": "35 Gemeinden"}[lang])
        assert any(line.split()[:2] == ["08327050", "Tuttlingen"] for line in by_key.splitlines())
        assert worked("municipalities", "tutt", "--lang", lang).stdout.count("\n") < 10

    def test_all_as_data(self) -> None:
        assert len(json.loads(worked("municipalities", "--json").stdout)) == 1101
        rows = list(
            csv.DictReader(io.StringIO(worked("municipalities", "08327", "--format", "csv", "--dialect", "iso").stdout))
        )
        assert rows[0]["key"] == "08327002"

    @pytest.mark.parametrize("start", ["09", "99999999", "Xyz", " "])
    def test_what_is_not_there_is_told(self, start: str) -> None:
        result = run("municipalities", start)
        assert (result.exit_code, result.stdout) == (1, "")


class TestData:
    """What programs read."""

    def test_programmes(self) -> None:
        listed = json.loads(worked("programmes", "--json").stdout)
        assert listed[0]["key"] == "pakt-fuer-integration"
        one = json.loads(worked("programmes", "pakt-fuer-integration", "--json").stdout)
        assert one == json.loads(json.dumps(load_programme("pakt-fuer-integration").to_dict()))

    def test_example(self) -> None:
        data = json.loads(worked("example", "--json").stdout)
        assert Statement.from_dict(data).case.name == CASE.name
        assert len(worked("example", "--quiet").stdout.splitlines()) < 8

    def test_audit(self) -> None:
        result = run("audit", "--amount", "282020", "--json")
        assert result.exit_code == 3
        (entry,) = json.loads(result.stdout)
        assert (entry["fits"], entry["amount"]) == (False, "282020.00")
        given = b"key;amount;persons\n08226096;280220;352\n"
        assert worked("audit", "-", "--quiet", given=given).stdout.startswith("1 notices: 1 fit")
        assert json.loads(worked("audit", "-", "--json", given=written().read_bytes()).stdout)

    def test_a_changed_statement_is_refused(self) -> None:
        path = written()
        path.write_text(path.read_text(encoding="utf-8").replace('"107800.00"', '"107800.01"'), encoding="utf-8")
        for command in ("audit", "calculate"):
            assert run(command, str(path)).exit_code == 1


class TestCompletion:
    """The shell completes commands, options, values and files."""

    @pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
    def test_the_lines_for_a_shell(self, shell: str) -> None:
        assert "_INTEGRATIONSFOERDERUNG_COMPLETE" in worked("completion", shell).stdout
        assert worked("completion").stdout == worked("completion", "bash").stdout

    @pytest.mark.parametrize(
        ("begun", "completed"),
        [
            ("cal", "plain,calculate"),
            ("calculate --ba", "plain,--basis"),
            ("calculate --basis p", "plain,pot_share"),
            ("calculate --programme pakt-fuer-integration-2023", "plain,pakt-fuer-integration-2023"),
            ("calculate ca", "file,ca"),
            ("report x -o n", "file,n"),
        ],
    )
    def test_what_is_completed(self, begun: str, completed: str) -> None:
        line = f"integrationsfoerderung {begun}"
        place = str(len(line.split()) - 1)
        result = run(_INTEGRATIONSFOERDERUNG_COMPLETE="bash_complete", COMP_WORDS=line, COMP_CWORD=place)
        assert completed in result.stdout.splitlines()
        assert (result.exit_code, result.stderr) == (0, "")

    def test_bash_takes_the_lines(self) -> None:
        lines = worked("completion", "bash").stdout
        result = subprocess.run(["bash", "-n"], input=lines, capture_output=True, text=True, check=False, timeout=60)
        assert (result.returncode, result.stderr) == (0, "")


class TestEnds:
    """Whatever happens: an exit code, and no traceback."""

    def test_an_error_inside_the_program_is_one_line(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken(_: str) -> Any:
            raise ZeroDivisionError("by\nzero")

        monkeypatch.setattr("integrationsfoerderung.cli.waiting.read_given", broken)
        result = run("calculate", "x")
        assert result.exit_code == 70
        assert len(result.stderr.splitlines()) == 1
        assert "ZeroDivisionError" in result.stderr
        shown = run("calculate", "x", INTEGRATIONSFOERDERUNG_DEBUG="1")
        assert isinstance(shown.exception, ZeroDivisionError)

    def test_an_interruption_while_writing_leaves_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        path = str(written())

        def interrupted(*_: Any) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(os, "fsync", interrupted)
        result = run("calculate", path, "-o", "s.xlsx")
        assert (result.exit_code, result.stderr.strip()) == (130, "integrationsfoerderung: Interrupted")
        assert sorted(file.name for file in Path().iterdir()) == ["statement.json"]

    def test_a_closed_pipe_ends_quietly(self) -> None:
        path = str(written())
        reading, writing = os.pipe()
        os.close(reading)
        try:
            command = [sys.executable, "-m", "integrationsfoerderung", "calculate", path, "--json"]
            environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
            result = subprocess.run(
                command, stdout=writing, stderr=subprocess.PIPE, env=environment, check=False, timeout=60
            )
        finally:
            os.close(writing)
        assert (result.returncode, result.stderr) == (141, b"")


def on_a_terminal(code: str) -> str:
    """What a program shows on a terminal, both outputs together."""
    shown = b""
    control, terminal = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "TERM": "xterm", "LC_ALL": "C.UTF-8"}
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=terminal, stdout=terminal, stderr=terminal, env=environment
    ) as process:
        os.close(terminal)
        while True:
            try:
                part = os.read(control, 65536)
            except OSError:  # the terminal is closed when the process has ended
                break
            if not part:
                break
            shown += part
        process.wait(timeout=60)
    os.close(control)
    return shown.decode()


class TestWaiting:
    """Work over a second says what it is doing, on a terminal only."""

    SLOW = (
        "import time\n"
        "from integrationsfoerderung.cli.waiting import waiting\n"
        "with waiting(quiet={quiet}) as shown:\n"
        "    shown.step('Calculating')\n"
        "    time.sleep({seconds})\n"
    )

    def test_long_work_is_shown_and_gone_at_the_end(self) -> None:
        shown = on_a_terminal(self.SLOW.format(quiet=False, seconds=1.5))
        assert "Calculating" in shown
        assert shown.rstrip().endswith("\x1b[2K") or "\x1b[2K" in shown

    @pytest.mark.parametrize(("quiet", "seconds"), [(False, 0.1), (True, 1.3)])
    def test_short_or_quiet_work_is_not(self, quiet: bool, seconds: float) -> None:
        assert "Calculating" not in on_a_terminal(self.SLOW.format(quiet=quiet, seconds=seconds))

    def test_without_a_terminal_nothing_is_shown(self, capsys: pytest.CaptureFixture[str]) -> None:
        with waiting_module.waiting() as shown:
            shown.step("Calculating")
            time.sleep(0.01)
        assert capsys.readouterr() == ("", "")

    def test_a_workbook_is_not_poured_into_a_terminal(self) -> None:
        code = (
            "import sys\n"
            "from integrationsfoerderung.cli import main\n"
            "sys.argv = ['integrationsfoerderung', 'example', '--format', 'xlsx', '-o', '-']\n"
            "main()\n"
        )
        shown = on_a_terminal(code)
        assert "this is no text for a terminal" in shown
        assert "PK" not in shown
