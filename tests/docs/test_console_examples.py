"""The shell sessions of the pages give what they show: each `$ command` is run, and its output compared.

The fenced `console` blocks of a page are one session in an empty folder. A line `…` stands for any lines, and `…` at
the end of a line for the rest of it. German pages run as on a German system. A file that `cat` shows and that no
command has made is there as shown. Blocks that install something are not run: tests have no network, and leave the
machine as it is.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
DOCS = CHECKOUT / "docs"
FENCE = re.compile(r"^```console\n(.*?)^```", flags=re.MULTILINE | re.DOTALL)
HARMLESS = ("cat ", "integrationsfoerderung ", "ls ")
PAGES = [
    page
    for page in [CHECKOUT / "README.md", *sorted(DOCS.rglob("*.md"))]
    if FENCE.search(page.read_text(encoding="utf-8"))
]


def steps_of(text: str) -> list[tuple[str, list[str]]]:
    """Return the commands of a page, each with the lines shown below it."""
    steps: list[tuple[str, list[str]]] = []
    for block in FENCE.finditer(text):
        if " install " in block[1]:
            continue
        for line in block[1].splitlines():
            if line.startswith("$ "):
                steps.append((line.removeprefix("$ "), []))
            else:
                steps[-1][1].append(line)
    return steps


def agrees(shown: list[str], printed: list[str]) -> bool:
    """Whether printed lines are the shown ones; a line `…` stands for any number of lines."""
    if not shown:
        return not printed
    if shown[0] == "…":
        return any(agrees(shown[1:], printed[place:]) for place in range(len(printed) + 1))
    return bool(printed) and line_agrees(shown[0], printed[0]) and agrees(shown[1:], printed[1:])


def line_agrees(shown: str, printed: str) -> bool:
    """Whether a printed line is the shown one, or begins as it does before its final `…`."""
    if shown.endswith("…") and not printed.endswith("…"):
        return printed.startswith(shown.removesuffix("…"))
    return shown.rstrip() == printed.rstrip()


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """The environment of a newcomer: the command under its name, a terminal's width, no settings."""
    programs = tmp_path / "programs"
    programs.mkdir()
    command = programs / "integrationsfoerderung"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m integrationsfoerderung "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if name == "HOME" or name.startswith("PYTHON")}
    return kept | {"PATH": f"{programs}:/usr/bin:/bin", "COLUMNS": "80", "PYTHONUTF8": "1"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(CHECKOUT).as_posix())
def test_the_sessions_give_what_they_show(page: Path, tmp_path: Path, environment: dict[str, str]) -> None:
    folder = tmp_path / "somewhere"
    folder.mkdir()
    environment["LC_ALL"] = "de_DE.UTF-8" if page.parent.name == "de" else "en_GB.UTF-8"
    for command, shown in steps_of(page.read_text(encoding="utf-8")):
        file = folder / command.removeprefix("cat ")
        if command.startswith("cat ") and not file.exists():
            file.write_text("\n".join([*shown, ""]), encoding="utf-8")
        assert command.startswith(HARMLESS), f"a page shows `{command}`: is it harmless to run?"
        done = subprocess.run(
            ["/bin/sh", "-c", command],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
            timeout=120,
        )
        printed = done.stdout.rstrip("\n").splitlines()
        assert "Traceback" not in done.stdout
        assert agrees(shown, printed), f"$ {command}\n{done.stdout}"


def test_an_ellipsis_stands_for_lines_and_for_the_rest_of_a_line() -> None:
    assert agrees(["a", "…", "c"], ["a", "b", "b", "c"])
    assert agrees(["a…"], ["abc"])
    assert not agrees(["a", "…", "c"], ["a", "b"])
    assert not agrees(["a"], ["ab"])
