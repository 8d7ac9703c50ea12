#!/usr/bin/env python3
"""Change the source in small ways, one at a time, and see whether the tests notice (mutation testing).

    scripts/mutation                        # every module that scripts/mutation.toml names
    scripts/mutation money period           # these
    scripts/mutation --minutes 20           # stop after that time; the next call goes on from there
    scripts/mutation --write                # put the tables into docs/explanation/mutation.md, too

cosmic-ray says which changes there are and makes them; each module has its own tests, so that one takes minutes. The
changes are made in a copy of the checkout. Results are kept beside it: a change that the tests noticed is not tried
again while the module stays as it is, one that they did not notice is tried again once its tests are different.

A change that no test notices is an error, unless scripts/mutation.toml says why it changes nothing anybody could see.
"""

from __future__ import annotations

import argparse
import ast
import atexit
import difflib
import hashlib
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from cosmic_ray.work_db import WorkDB

CHECKOUT = Path(__file__).resolve().parents[1]
KEPT = CHECKOUT / ".venv" / "mutation"
PAGE = CHECKOUT / "docs" / "explanation" / "mutation.md"
SOURCE = "src/integrationsfoerderung"
COPY = KEPT / f"copy-{os.getpid()}"  # each call has its own, so that two do not get in each other's way
BEGIN, END = "<!-- scripts/mutation writes this -->", "<!-- until here -->"
LEAST_SECONDS = 20  # that a run may take before a mutant counts as one that never ends; else five times the usual
MEMORY = 4 * 1024**3
BATCH = 25
"""So many results count together, if the unchanged tests pass after them: a broken environment notices every mutant."""


class Survivor(NamedTuple):
    """A change that no test noticed."""

    line: int
    operator: str
    was: str
    becomes: str
    why: str | None


class Result(NamedTuple):
    """What came out for one module."""

    module: str
    mutants: int
    killed: int
    not_run: int
    survivors: list[Survivor]

    @property
    def unexplained(self) -> list[Survivor]:
        """The changes that have no reason."""
        return [survivor for survivor in self.survivors if survivor.why is None]


def copy_of_checkout(at: Path) -> None:
    """Copy what git knows of the checkout, as it is now."""
    shutil.rmtree(at, ignore_errors=True)
    command = [shutil.which("git") or "git", "ls-files", "-z", "src", "tests", "pyproject.toml"]
    listed = subprocess.run(command, cwd=CHECKOUT, capture_output=True, check=True)
    for name in listed.stdout.decode().split("\0"):
        if name and (CHECKOUT / name).is_file():
            (at / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(CHECKOUT / name, at / name)
    # Compiled files that are checked by content: by time and size a mutant could pass for the module it came from.
    subprocess.run(
        [sys.executable, "-m", "compileall", "-q", "--invalidation-mode", "checked-hash", str(at / "src")], check=True
    )


class Few:
    """A pytest plugin: a failure is enough, and need not be made smaller, nor be explained."""

    def pytest_configure(self) -> None:
        """Load the profile after the one of conftest.py, and before the tests take theirs from it."""
        from hypothesis import Phase, settings

        phases = (Phase.explicit, Phase.generate)
        settings.register_profile("few", settings.get_profile("quick"), phases=phases)
        settings.load_profile("few")


def run_tests(at: Path, tests: Sequence[str], seconds: int) -> int:
    """Run tests in a child of this process, which has pytest loaded already; return the exit code, not 0 if killed."""
    child = os.fork()
    if child == 0:
        try:
            signal.alarm(seconds)  # no handler: the kernel ends a mutant that never returns to Python, too
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, 1)
            os.dup2(nowhere, 2)
            os.chdir(at)
            sys.path.insert(0, str(at / "src"))
            import _hypothesis_pytestplugin
            import pytest

            arguments = ["-x", "-q", "--tb=no", "-p", "no:cacheprovider", *tests]
            code = int(pytest.main(arguments, plugins=[_hypothesis_pytestplugin, Few()]))
        except BaseException:  # noqa: BLE001  # whatever a mutant does, this child must not go on as the parent
            code = 3
        os._exit(code)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def annotations(source: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Return where annotations stand: they are not evaluated, and the type checker looks at them."""
    places = []
    for node in ast.walk(ast.parse(source)):
        for part in (getattr(node, "annotation", None), getattr(node, "returns", None)):
            if isinstance(part, ast.expr):
                last = (part.end_lineno or part.lineno, part.end_col_offset or part.col_offset)
                places.append(((part.lineno, part.col_offset), last))
    return places


def difference(before: str, after: str) -> tuple[str, str]:
    """Return the lines that differ, before and after, without what stands around them."""
    lines = list(difflib.ndiff(before.splitlines(), after.splitlines()))
    was, becomes = (
        " ".join(line[2:].strip() for line in lines if line.startswith(sign)).strip() for sign in ("- ", "+ ")
    )
    return was, becomes


def digest(paths: Iterable[Path]) -> str:
    """Return one digest of several files."""
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in paths)).hexdigest()[:12]


def tests_of(module: str, known: dict[str, list[str]]) -> list[str]:
    """Return the tests of a module; the examples in it are among them."""
    return [*known[module], f"{SOURCE}/{module}.py"]


def examine(module: str, tests: list[str], reasons: dict[tuple[str, str, str], str], deadline: float) -> Result:
    """Try every mutant of a module that has no result yet."""
    from cosmic_ray.commands.init import init
    from cosmic_ray.mutating import mutate_code
    from cosmic_ray.plugins import get_operator
    from cosmic_ray.work_db import WorkDB, WorkResultStorage, use_db
    from cosmic_ray.work_item import TestOutcome, WorkerOutcome, WorkResult

    original = CHECKOUT / SOURCE / f"{module}.py"
    source = original.read_text(encoding="utf-8")
    mutated = COPY / SOURCE / f"{module}.py"
    session = KEPT / f"{module.replace('/', '.')}-{digest([original])}.sqlite"
    stamp = session.with_suffix(".tests")
    now = digest(CHECKOUT / name.partition("::")[0] for name in tests[:-1])
    new = not session.exists()
    ignored = annotations(source)
    with use_db(str(session), WorkDB.Mode.create) as work:
        if new or not work.num_work_items:
            init([original], work, {})
            for item in work.work_items:
                (change,) = item.mutations
                if any(first <= change.start_pos and change.end_pos <= last for first, last in ignored):
                    work.set_result(item.job_id, WorkResult(worker_outcome=WorkerOutcome.SKIPPED))
        elif not stamp.exists() or stamp.read_text() != now:
            with work._session_maker.begin() as rows:  # the database has no public way to forget a result
                rows.query(WorkResultStorage).filter_by(test_outcome=TestOutcome.SURVIVED).delete()
        stamp.write_text(now)
        pending = sorted(work.pending_work_items, key=lambda item: item.mutations[0].start_pos)
        if pending:
            run_tests(COPY, tests, 600)  # compiles the tests
            started = time.monotonic()
            if run_tests(COPY, tests, 600) != 0:
                raise SystemExit(f"{module}: the tests fail without any change: {' '.join(tests)}")
            usual = time.monotonic() - started
            print(f"{module}: {len(pending)} mutants to try, {usual:.1f} s for the tests", flush=True)
            seconds = max(LEAST_SECONDS, int(5 * usual))
        for first in range(0, len(pending), BATCH):
            if time.monotonic() > deadline:
                break
            outcomes = {}
            for item in pending[first : first + BATCH]:
                (change,) = item.mutations
                text = mutate_code(source, get_operator(change.operator_name)(), change.occurrence)
                mutated.write_text(text, encoding="utf-8")
                code = run_tests(COPY, tests, seconds)
                mutated.write_text(source, encoding="utf-8")
                outcomes[item.job_id] = TestOutcome.KILLED if code else TestOutcome.SURVIVED
            if run_tests(COPY, tests, 600) != 0:
                raise SystemExit(f"{module}: the tests fail without any change by now; the last results do not count")
            for job, outcome in outcomes.items():
                work.set_result(job, WorkResult(WorkerOutcome.NORMAL, test_outcome=outcome))
        return summary(module, source, work, reasons)


def summary(module: str, source: str, work: WorkDB, reasons: dict[tuple[str, str, str], str]) -> Result:
    """Return what a session has come to."""
    from cosmic_ray.mutating import mutate_code
    from cosmic_ray.plugins import get_operator
    from cosmic_ray.work_item import TestOutcome, WorkerOutcome

    results = dict(work.results)
    survivors, killed, not_run = [], 0, 0
    for item in work.work_items:
        (change,) = item.mutations
        result = results.get(item.job_id)
        if result is None:
            not_run += 1
        elif result.test_outcome is TestOutcome.SURVIVED:
            text = mutate_code(source, get_operator(change.operator_name)(), change.occurrence)
            was, becomes = difference(source, text)
            name = change.operator_name.removeprefix("core/")
            survivors.append(Survivor(change.start_pos[0], name, was, becomes, reasons.get((module, was, becomes))))
        elif result.worker_outcome is not WorkerOutcome.SKIPPED:
            killed += 1
    total = killed + len(survivors) + not_run
    return Result(module, total, killed, not_run, sorted(survivors))


def overview(results: Sequence[Result]) -> Iterator[str]:
    """Return the table of modules."""
    yield "| module | mutants | noticed | explained | unexplained | not tried |"
    yield "|---|--:|--:|--:|--:|--:|"
    sums = [0] * 5
    for one in results:
        explained = len(one.survivors) - len(one.unexplained)
        numbers = (one.mutants, one.killed, explained, len(one.unexplained), one.not_run)
        sums = [so_far + number for so_far, number in zip(sums, numbers, strict=True)]
        yield f"| `{one.module.replace('/', '.')}` | {' | '.join(map(str, numbers))} |"
    yield f"| together | {' | '.join(map(str, sums))} |"


def explained(results: Iterable[Result]) -> Iterator[str]:
    """Return the changes that nothing notices, by module, line and reason."""
    for one in results:
        changes: dict[tuple[str, str | None], list[str]] = {}
        for survivor in one.survivors:
            changes.setdefault((survivor.was, survivor.why), []).append(told_change(survivor.was, survivor.becomes))
        if changes:
            yield from ("", f"**{one.module.replace('/', '.')}**", "")
        for (was, why), told in changes.items():
            yield f"- `{was}`\\"
            yield f"  {', '.join(dict.fromkeys(told))}. {why or '**Not explained yet.**'}"


def told_change(was: str, becomes: str) -> str:
    """Return the part of a line that differs, before and after.

    >>> told_change("if a == b:", "if a is b:"), told_change("@cache", "")
    ('`==` → `is`', 'the line goes')
    """
    if not becomes:
        return "the line goes"
    one, other = (re.findall(r"[-~]\s?\w+|\w+|[^\w\s]+?(?=[-~]\s?\w|[\w\s]|$)", text) for text in (was, becomes))
    while one and other and one[0] == other[0]:
        del one[0], other[0]
    while one and other and one[-1] == other[-1]:
        del one[-1], other[-1]
    before, after = " ".join(one), " ".join(other)
    if not before or not after:
        return f"`{before}` goes" if before else f"`{after}` comes"
    return f"`{before}` → `{after}`"


def write_page(results: Sequence[Result]) -> None:
    """Put the tables into the page."""
    before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    _, after = rest.split(END)
    lines = [BEGIN, "", *overview(results), *explained(results), "", END]
    PAGE.write_text(before + "\n".join(lines) + after, encoding="utf-8")


def main() -> int:
    """Run what the command line asks for; 1 where a change went unnoticed without a reason, or was not tried."""
    with (CHECKOUT / "scripts" / "mutation.toml").open("rb") as file:
        known = tomllib.load(file)
    modules = known["tests"]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("modules", nargs="*", metavar="MODULE", help=", ".join(modules))
    parser.add_argument("--minutes", type=float, default=float("inf"), help="stop after that time")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/explanation/mutation.md")
    parser.add_argument("--fresh", action="store_true", help="forget earlier results of these modules")
    wanted = parser.parse_args()
    chosen = wanted.modules or list(modules)
    for module in chosen:
        if module not in modules:
            parser.error(f"no tests are named for {module}; known: {', '.join(modules)}")
        if wanted.fresh:
            for path in KEPT.glob(f"{module.replace('/', '.')}-*"):
                path.unlink()
    reasons = {
        (entry["module"], one["was"], becomes): entry["why"]
        for entry in known.get("equivalent", [])
        for one in entry["lines"]
        for becomes in one["becomes"]
    }
    # No plugins: the library's own would be loaded here, unchanged, before the child takes the changed one.
    os.environ.update(HYPOTHESIS_PROFILE="quick", HYPOTHESIS_NO_PLUGINS="1", PYTEST_DISABLE_PLUGIN_AUTOLOAD="1")
    import _hypothesis_pytestplugin
    import cattrs
    import dateutil.relativedelta
    import hypothesis.strategies
    import pytest

    loaded = (_hypothesis_pytestplugin, cattrs, dateutil.relativedelta, hypothesis.strategies, pytest)
    if not all(loaded) or any(name.startswith("integrationsfoerderung") for name in sys.modules):
        raise SystemExit("the library is loaded before it is changed: the tests would not see the changes")
    deadline = time.monotonic() + wanted.minutes * 60
    results = []
    atexit.register(shutil.rmtree, COPY, ignore_errors=True)
    copy_of_checkout(COPY)
    for module in chosen:
        one = examine(module, tests_of(module, modules), reasons, deadline)
        results.append(one)
        print(f"{module}: {one.killed} of {one.mutants} noticed, {len(one.survivors)} not, {one.not_run} not tried")
        for survivor in one.unexplained:
            print(f"  {module}:{survivor.line} {survivor.operator}\n    - {survivor.was}\n    + {survivor.becomes}")
        sys.stdout.flush()
    print("\n".join(overview(results)))
    if wanted.write:
        write_page(results)
    return int(any(one.unexplained or one.not_run for one in results))


if __name__ == "__main__":
    raise SystemExit(main())
