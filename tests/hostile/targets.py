"""What is fuzzed: functions of arbitrary bytes that end quietly or with an error of ours, within a bound.

`scripts/fuzz` runs them coverage-guided; `test_corpus.py` replays what was kept.
"""

import io
import json
import os
import tempfile
import tomllib
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from copy import deepcopy
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from integrationsfoerderung import (
    District,
    Entry,
    HeadCount,
    IntegrationsfoerderungError,
    Manager,
    Municipality,
    Programme,
    Scenario,
    Statement,
    calculate,
    load_example,
    load_programme,
    read_case,
)
from integrationsfoerderung.cli.program import program
from integrationsfoerderung.files import statement_json
from integrationsfoerderung.serialisation import case_from_dict, statement_to_dict, to_plain

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "compatibility" / "golden_files"

LONG = "x" * 10_000

NAMES = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "=cmd|' /C calc'!A0",
    "+1+1",
    "@SUM(A1)",
    "../../x",
    "/etc/passwd",
    "C:\\x",
    "\u202egnp.exe",
    "\u2066a\u2069",
    "a\x00b",
    "a\x1b[31mb\x1b]0;title\x07",
    "a\x9b31mb",
    "\ud800",
    "a\r\nb;c",
    "{x}{0.__class__}%s$x$",
    "[bold]x[/bold][link=http://x]",
    "",
    " ",
    LONG,
)
"""Texts that mean something to whoever shows, opens or stores them."""

VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 2, 10**18, 10**18 + 1, 10**4000, 0.5, float("nan"), float("inf"), -0.0,
    [], [[]], {}, {"": None}, [None], {"kind": "PerCapitaPillar"}, "0", "1", "-1", "0.5", "1E+999999", "1E-999999",
    "NaN", "Infinity", "sNaN", "1_0", "\u0663", "2017-09-15", "0001-01-01", "9999-12-31", "2017-02-30", "0000-00-00",
    "08327050", "08327", "0" * 8, *NAMES,
)  # fmt: skip
"""Values that JSON may hold in a place where they do not belong."""

OBJECTS: tuple[Any, ...] = (
    *VALUES, Decimal("0.25"), Decimal("1e30"), Decimal("1e-400"), Decimal("NaN"), Decimal("sNaN"), Decimal("-Infinity"),
    Fraction(1, 3), date.min, date.max, date(2017, 9, 15), date(2018, 4, 1), datetime(2018, 4, 1), b"08327050",  # noqa: DTZ001  # a day is wanted, this is none
    object(), int, print, {1}, range(3), HeadCount, HeadCount(date(2017, 9, 15), 248), Entry(date(2022, 3, 1), 40),
    "degree", "experience", "final", "provisional",
)  # fmt: skip
"""Values that Python may hold."""


class Choices:
    """Decisions read from bytes; when they are used up, each is the first."""

    def __init__(self, data: bytes) -> None:
        self.data, self.place = data, 0

    def number(self, below: int) -> int:
        """A number from 0 to below what is given."""
        width = 1 if below <= 256 else 2
        taken = self.data[self.place : self.place + width]
        self.place += width
        return int.from_bytes(taken, "big") % below

    def one(self, values: Sequence[Any]) -> Any:
        """One of the values."""
        return values[self.number(len(values))]

    def text(self) -> str:
        """A short text of any signs."""
        length = self.number(32)
        taken = self.data[self.place : self.place + length]
        self.place += length
        return taken.decode("utf-8", "surrogateescape")


@contextmanager
def only_ours() -> Iterator[None]:
    """Let our errors pass, which have to tell themselves in both languages; every other one is found."""
    from integrationsfoerderung.words import tell

    try:
        yield
    except IntegrationsfoerderungError as error:
        for text in (str(error), tell(error, "de"), tell(error, "en")):
            assert len(text) < 100_000
            assert all(sign.isprintable() or sign == "\n" for sign in text), ascii(text[:200])


# --- files


def _read(data: bytes, name: str, beside: bytes | None = None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(data)
        if beside is not None:
            Path(folder, "municipalities.csv").write_bytes(beside)
        with only_ours():
            read_case(path if beside is None else folder)


_MUNICIPALITIES = b"AGS;Gemeinde;Stichtag;Personen\n08327050;Tuttlingen;15.09.2017;248\n"


def csv_file(data: bytes) -> None:
    """A CSV file of municipalities."""
    _read(data, "municipalities.csv")


def managers_file(data: bytes) -> None:
    """A CSV file of managers beside one of municipalities."""
    _read(data, "managers.csv", _MUNICIPALITIES)


def scenario_file(data: bytes) -> None:
    """A scenario.toml beside a CSV file of municipalities."""
    _read(data, "scenario.toml", _MUNICIPALITIES)


def xlsx_file(data: bytes) -> None:
    """Bytes as a workbook."""
    _read(data, "case.xlsx")


def ods_file(data: bytes) -> None:
    """Bytes as an OpenDocument spreadsheet."""
    _read(data, "case.ods")


@cache
def _parts(name: str) -> dict[str, bytes]:
    with zipfile.ZipFile(ROOT / "tests" / "faces" / "files" / name) as archive:
        return {entry: archive.read(entry) for entry in archive.namelist()}


def _with_part(name: str, part: str, content: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for entry, old in _parts(name).items():
            archive.writestr(entry, content if entry == part else old)
    return stream.getvalue()


def xlsx_sheet(data: bytes) -> None:
    """Bytes as the first sheet of a workbook that is sound otherwise."""
    _read(_with_part("fall.xlsx", "xl/worksheets/sheet1.xml", data), "case.xlsx")


def ods_content(data: bytes) -> None:
    """Bytes as the content of an OpenDocument spreadsheet that is sound otherwise."""
    _read(_with_part("fall.ods", "content.xml", data), "case.ods")


def programme_file(data: bytes) -> None:
    """Bytes as the TOML file of a programme; one that loads calculates."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "programme.toml")
        path.write_bytes(data)
        with only_ours():
            programme = load_programme(path)
            case = load_example("tuttlingen")
            calculate(programme, case.municipalities, case.managers, expected=True)


# --- plain data


def _places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in inner:
        yield (*path, key)
        yield from _places(value, (*path, key))


def changed(data: Any, choices: Choices) -> Any:
    """Plain data with a few places replaced, removed, renamed or doubled."""
    data = deepcopy(data)
    for _ in range(1 + choices.number(4)):
        places = list(_places(data))
        if not places:
            return choices.one(VALUES)
        path = choices.one(places)
        holder = data
        for key in path[:-1]:
            holder = holder[key]
        match choices.number(5):
            case 0 | 1:
                holder[path[-1]] = deepcopy(choices.one(VALUES))
            case 2:
                del holder[path[-1]]
            case 3:
                holder[path[-1]] = choices.text()
            case _:
                if isinstance(holder, list):
                    holder.append(deepcopy(holder[path[-1]]))
                else:
                    holder[choices.one(NAMES)] = holder[path[-1]]
    return data


def _golden(kind: str) -> list[Any]:
    return [json.loads(path.read_bytes()) for path in sorted((GOLDEN / f"{kind}-1").glob("*.json"))]


@cache
def _statements() -> list[Any]:
    return _golden("statement")


@cache
def _cases() -> list[Any]:
    return [to_plain(load_example("tuttlingen")), *_golden("case")]


@cache
def _scenarios() -> list[Any]:
    files = sorted((GOLDEN / "scenario-1").iterdir())
    return [
        tomllib.loads(path.read_text("utf-8"), parse_float=str)
        if path.suffix == ".toml"
        else json.loads(path.read_bytes())
        for path in files
    ]


@cache
def _baseline() -> Statement:
    case = load_example("tuttlingen")
    return calculate(_programme(), case.municipalities, case.managers)


@cache
def _programme() -> Programme:
    return load_programme("pakt-fuer-integration")


def statement_data(data: bytes) -> None:
    """A statement's JSON, changed."""
    choices = Choices(data)
    with only_ours():
        Statement.from_dict(changed(choices.one(_statements()), choices))


def case_data(data: bytes) -> None:
    """A case's JSON, changed; one that is sound calculates and is written."""
    choices = Choices(data)
    with only_ours():
        case = case_from_dict(changed(choices.one(_cases()), choices))
        statement_to_dict(calculate(_programme(), case.municipalities, case.managers, districts=case.districts))


def scenario_data(data: bytes) -> None:
    """A scenario's data, changed; one that is sound applies."""
    choices = Choices(data)
    with only_ours():
        Scenario.from_dict(changed(choices.one(_scenarios()), choices)).apply(_baseline())


def any_json(data: bytes) -> None:
    """Any JSON as a statement, a case and a scenario."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return
    for read in (Statement.from_dict, case_from_dict, Scenario.from_dict):
        with only_ours():
            read(value)


# --- nouns


def nouns(data: bytes) -> None:
    """Nouns of any values; those that are sound calculate and are written."""
    choices = Choices(data)

    def value(usual: Any) -> Any:
        chosen = choices.number(4)
        return choices.text() if chosen == 3 else choices.one(OBJECTS) if chosen == 2 else usual

    def some(make: Callable[[], Any], usual: Any) -> Any:
        with only_ours():
            return make()
        return usual

    count = some(
        lambda: HeadCount(value(date(2017, 9, 15)), value(248), value("final")), HeadCount(date(2017, 9, 15), 1)
    )
    entry = some(lambda: Entry(value(date(2022, 3, 1)), value(40)), Entry(date(2022, 3, 1), 40))
    town = some(
        lambda: Municipality(
            value("08327050"),
            value("Tuttlingen"),
            head_counts=value([count]),
            provider=value(None),
            area=value(None),
            cost_share=value(None),
            entries=value([entry]),
        ),
        Municipality("08327050", "Tuttlingen", head_counts=[count]),
    )
    with only_ours():
        District(value("08327"), value("Tuttlingen"), head_counts=value([count]))
    with only_ours():
        manager = Manager(
            value("M-01"),
            provider=value("08327050"),
            fte=value(Decimal("0.6")),
            qualification=value("degree"),
            start=value(date(2018, 4, 1)),
            end=value(None),
            serves=value([]),
            continues=value(None),
            material_costs=value(None),
            staff_costs=value(None),
            training_costs=value(Decimal(0)),
            approved=value(None),
            illustrative=value(False),
        )
        statement = calculate(_programme(), value([town]), value([manager]), expected=value(True))
        statement_json.statement_json(statement)


# --- the command line

WORDS = (
    "calculate", "explain", "audit", "compare", "programmes", "municipalities", "report", "example", "new",
    "completion", "--help", "--version", "--lang", "en", "de", "--json", "--force", "--quiet", "-q", "-o", "-", "--",
    "--format", "csv", "xlsx", "json", "--table", "payouts", "grants", "--dialect", "iso", "excel-de", "--programme",
    "pakt-fuer-integration", "pakt-fuer-integration-2025", "--basis", "--expected", "--no-expected", "--rounding",
    "cent", "euro", "--method", "--amount", "303800", "280.220,00", "--persons", "248", "--fte", "0,6", "--round",
    "2017-09-15", "--stage", "--published", "--scenario", "case", "case/municipalities.csv", "case/scenario.toml",
    "08327050", "08327", "Tuttlingen", "out", "out.csv", "out.json", "out.xlsx", "out.html", "bash", "1e999999",
    "0001-01-01", "9999-12-31", "1" * 5000, *NAMES,
)  # fmt: skip


def command_line(data: bytes) -> None:
    """Any arguments, in a folder with a case; they end with a code of the reference, and no escape is printed."""
    choices = Choices(data)
    arguments = []
    for _ in range(choices.number(8)):
        # free text names nothing outside the folder, so that fuzzing writes nowhere else
        free = choices.number(8) == 7
        arguments.append(choices.text().replace("/", "_").replace("..", "_") if free else choices.one(WORDS))
    arguments = [os.path.basename(one) if one.startswith(("/", "..")) else one for one in arguments]
    if choices.number(4):  # most begin as somebody would
        arguments = [choices.one(WORDS[:10]), "case", *arguments]
    out, errors = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        Path("case").mkdir()
        Path("case/municipalities.csv").write_bytes(_MUNICIPALITIES)
        with redirect_stdout(out), redirect_stderr(errors):
            try:
                program.main(arguments)
            except SystemExit as end:
                code = end.code
            else:
                code = "no exit"
    printed = "".join(one.buffer.getvalue().decode("utf-8", "replace") for one in (out, errors))
    assert code in {0, 1, 2, 3}, (arguments, code, printed[-500:])
    if not printed.startswith("PK"):  # a workbook is no text
        assert not any(sign in printed for sign in "\x1b\x9b\x00\x07\u202e"), (arguments, ascii(printed[:500]))


TARGETS: dict[str, Callable[[bytes], None]] = {
    "csv": csv_file,
    "managers": managers_file,
    "scenario-file": scenario_file,
    "xlsx": xlsx_file,
    "ods": ods_file,
    "xlsx-sheet": xlsx_sheet,
    "ods-content": ods_content,
    "programme": programme_file,
    "statement": statement_data,
    "case": case_data,
    "scenario": scenario_data,
    "json": any_json,
    "nouns": nouns,
    "cli": command_line,
}
"""Every target by the name that `scripts/fuzz` and the folders of the corpus have."""


def seeds(name: str) -> list[bytes]:
    """Inputs of a target to begin with: its corpus, and the sound files that the tests have of its kind."""
    files = ROOT / "tests" / "faces" / "files"
    sound = {
        "csv": [files / "libreoffice-csv" / "municipalities.csv"],
        "managers": [files / "libreoffice-csv" / "managers.csv"],
        "xlsx": [files / "fall.xlsx"],
        "ods": [files / "fall.ods"],
        "programme": sorted((GOLDEN / "programme-1").glob("*.toml")),
        "json": sorted((GOLDEN / "scenario-1").glob("*.json")),
    }.get(name, [])
    inner = []
    if name == "xlsx-sheet":
        inner = [_parts("fall.xlsx")["xl/worksheets/sheet1.xml"]]
    elif name == "ods-content":
        inner = [_parts("fall.ods")["content.xml"]]
    corpus = sorted((ROOT / "tests" / "hostile" / "corpus" / name).glob("*"))
    return [path.read_bytes() for path in (*corpus, *sound)] + inner
