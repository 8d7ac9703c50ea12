"""Public names are a promise: what breaks a program is told in the changelog, or it does not pass.

Each case changes a copy of the source the way a careless commit would.
"""

import inspect
import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from scripts import api_snapshot as script

import integrationsfoerderung

CHECKOUT = Path(__file__).parents[2]
PACKAGE = CHECKOUT / "src" / "integrationsfoerderung"


Names = dict[str, str | list[str]]

SNAPSHOT: Names = json.loads((CHECKOUT / "tests" / "compatibility" / "public_api.json").read_text(encoding="utf-8"))
CHANGELOG = (
    "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- `calculate` and all else.\n{told}\n## [0.0.1]\n\n### Removed\n"
)


class Copy:
    """A copy of the source, with a snapshot and a changelog of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(PACKAGE, folder / PACKAGE.name, ignore=shutil.ignore_patterns("data", "__pycache__"))
        self.changelog = folder / "CHANGELOG.md"
        self.snapshot = folder / "public_api.json"

    @contextmanager
    def changed(self, file: str, old: str, new: str) -> Iterator[None]:
        path = self.folder / PACKAGE.name / file
        text = path.read_text(encoding="utf-8")
        assert old in text, "the source no longer has this: mend the test"
        path.write_text(text.replace(old, new), encoding="utf-8")
        try:
            yield
        finally:
            path.write_text(text, encoding="utf-8")

    def names(self) -> Names:
        found: Names = script.snapshot(self.folder)
        return found

    def tell(self, told: str) -> None:
        self.changelog.write_text(CHANGELOG.format(told=told), encoding="utf-8")

    def run(self, *arguments: str) -> int:
        paths = {"source": self.folder, "snapshot": self.snapshot, "changelog": self.changelog}
        code: int = script.main([*(f"--{name}={path}" for name, path in paths.items()), *arguments])
        return code


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    return Copy(tmp_path_factory.mktemp("source"))


BREAKS: dict[str, tuple[str, str, str, str, str]] = {
    # what: file, old, new, what is said, the entry of the changelog that tells of it
    "a name at the front door": (
        "__init__.py", "fundable_positions", "positions_of",
        "fundable_positions: it is gone", "`fundable_positions`: divide the frame by the fixed amount.",
    ),
    "a class, with all it has": (
        "__init__.py", "Settlement", "Balance",
        "Settlement: it is gone", "`Settlement` is now part of the grant.",
    ),
    "a name that is only left out of import *": (
        "__init__.py", '    "apportion",\n', "",
        "apportion: import * no longer brings it", "`apportion` has to be imported by name.",
    ),
    "a method under another name": (
        "model/statement.py", "def total(", "def total_of(",
        "Statement.total: it is gone", "`Statement.total` is called `Statement.total_of`.",
    ),
    "a field under another name": (
        "model/municipality.py", "    ags: str", "    official_key: str",
        "Municipality: its parameter ags is gone", "`Municipality(ags)`; `Municipality.ags` is `official_key`.",
    ),
    "a property that is called now": (
        "figure.py", "    @property\n    def amount(", "    def amount(",
        "Figure.amount: it was attribute, and is called with ()", "`Figure.amount` has to be called.",
    ),
    "a parameter under another name": (
        "amounts.py", "def planning_frame(programme: Programme, *, persons: int",
        "def planning_frame(programme: Programme, *, count: int",
        "planning_frame: its parameter persons is gone", "`planning_frame`: `persons` is now `count`.",
    ),
    "a parameter that only goes by its name now": (
        "calculation.py", "    managers: Iterable[Manager] = (),\n    *,\n",
        "    *,\n    managers: Iterable[Manager] = (),\n",
        "calculate: its parameter managers no longer has its place, 3", "`calculate` takes `managers` by name.",
    ),
    "a parameter that has to be given": (
        "calculation.py", "expected: bool = False", "expected: bool",
        "calculate: its parameter expected has to be given now", "`calculate(expected)` has to be said.",
    ),
    "the value of a choice, which stands in files": (
        "model/payout.py", 'POT_SHARE = "pot_share"', 'POT_SHARE = "share"',
        "Basis.POT_SHARE: it was 'pot_share', and is 'share'", "`Basis.POT_SHARE` is written `share`.",
    ),
    "a function of a module that is imported": (
        "register.py", "def boundaries(", "def _boundaries(",
        "register.boundaries: it is gone", "`boundaries`, and `integrationsfoerderung.register.boundaries`",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def broken(copy: Copy) -> dict[str, Any]:
    """What is found where all of these happen at once, by how it is told."""
    with ExitStack() as changes:
        for file, old, new, _, _ in BREAKS.values():
            changes.enter_context(copy.changed(file, old, new))
        return {str(one): one for one in script.breaks(SNAPSHOT, copy.names())}


@pytest.mark.parametrize("what", BREAKS)
def test_what_breaks_a_program_is_found_unless_the_changelog_tells(what: str, broken: dict[str, Any]) -> None:
    said, entry = BREAKS[what][3:]
    assert said in broken

    def untold(told: str) -> bool:
        entries = script.told(CHANGELOG.format(told=told))
        return not script.is_told(broken[said], entries)

    assert untold("")
    assert untold(f"- {entry}\n"), "what stands under Added tells of nothing that broke"
    assert untold("\n### Removed\n\n- `Statement.totals`, `register`, `mean` and `ags`.\n"), "about something else"
    assert not untold(f"\n### Changed\n\n- Something else.\n- {entry}\n")


def test_the_command_fails_until_it_is_told_and_taken_in(copy: Copy, capsys: pytest.CaptureFixture[str]) -> None:
    copy.tell("")
    assert copy.run("--write") == 0
    before = copy.snapshot.read_bytes()
    file, old, new, said, entry = BREAKS["a method under another name"]
    with copy.changed(file, old, new):
        for arguments in ([], ["--write"]):
            capsys.readouterr()
            assert copy.run(*arguments) == 1
            assert said in capsys.readouterr().out
            assert copy.snapshot.read_bytes() == before
        copy.tell(f"\n### Removed\n\n- {entry}\n")
        assert copy.run() == 1
        assert capsys.readouterr().out.endswith("Statement.total, Statement.total_of\n"), "what is new is taken in"
        assert copy.run("--write") == 0
        assert copy.run() == 0
        assert "Statement.total_of" in json.loads(copy.snapshot.read_text(encoding="utf-8"))


def test_nothing_else_is_found(broken: dict[str, Any]) -> None:
    # a new name is a new parameter; a field is one, too; a function of a module can also be at the front door
    assert broken.keys() - {said for *_, said, _ in BREAKS.values()} == {
        "Municipality: it needs a new parameter, official_key",
        "Municipality.ags: it is gone",
        "boundaries: it is gone",
        "planning_frame: it needs a new parameter, count",
    }


def test_what_is_only_more_breaks_nothing(copy: Copy) -> None:
    with (
        copy.changed("calculation.py", "expected: bool = False", "expected: bool = False, cautious: bool = True"),
        copy.changed(
            "model/statement.py", "    def total(", "    def sums(self) -> int:\n        return 0\n\n    def total("
        ),
    ):
        names = copy.names()
    assert list(script.breaks(SNAPSHOT, names)) == []
    assert names.keys() - SNAPSHOT.keys() == {"Statement.sums"}
    assert "*cautious=" in names["calculate"]


def test_the_snapshot_is_up_to_date() -> None:
    assert script.main([]) == 0


def object_at(path: str) -> Any:
    """What a public name stands for, imported."""
    first, _, rest = path.partition(".")
    module, rest = (f".{first}", rest) if first in script.PUBLIC else ("", path)
    found: Any = import_module(f"integrationsfoerderung{module}")
    for name in rest.split("."):
        found = inspect.getattr_static(found, name) if inspect.isclass(found) else getattr(found, name)
    return found


def written(path: str) -> list[str]:
    """The parameters of something public, as Python itself tells them."""
    found = object_at(path)
    owner = path.rpartition(".")[0]
    bound = bool(owner) and owner not in script.PUBLIC and not isinstance(found, staticmethod)
    if isinstance(found, classmethod | staticmethod):
        found = found.__func__
    marks = {kind.value: mark for kind, mark in script.MARKS.items()}
    return [
        f"{before}{one.name}{after or ('' if one.default is one.empty else '=')}"
        for one in list(inspect.signature(found).parameters.values())[bound:]
        for before, after in [marks[one.kind.description]]
    ]


MADE_ELSEWHERE = {"IntegrationsfoerderungError", "plot.Picture"}
"""Classes whose constructor is that of a class outside the package."""


def test_the_snapshot_is_what_python_sees() -> None:
    """The source is read without being run; this is what running it says."""
    assert {path.removeprefix("* ") for path in SNAPSHOT if path.startswith("* ")} == set(
        integrationsfoerderung.__all__
    )
    called = {path for path, what in SNAPSHOT.items() if not isinstance(what, str)} - MADE_ELSEWHERE
    assert {path: sorted(SNAPSHOT[path]) for path in called} == {path: sorted(written(path)) for path in called}
    values = {path: what for path, what in SNAPSHOT.items() if isinstance(what, str) and what.startswith("'")}
    assert len(values) > 20
    assert values == {path: repr(getattr(object_at(path), "value", None)) for path in values}
