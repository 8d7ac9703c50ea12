#!/usr/bin/env python3
"""Run the properties for as long as there is time, with far more inputs than in the daily tests.

    scripts/large-profile --minutes 60                                # two processes; can be stopped and called again
    scripts/large-profile --minutes 3 tests/property/test_money.py    # of these tests only
    scripts/crosshair --minutes 5                                     # inputs that a solver looks for, see there

The time is shared over the properties by the number of inputs that they have to reach: 100,000 for those on money,
period and apportionment, 10,000 for the others. Time that one does not need goes to those after it. The count is
printed for each and kept, so that the next call goes on from it, until the source or the tests change.
"""

from __future__ import annotations

import argparse
import functools
import hashlib
import json
import math
import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from hypothesis import HealthCheck, settings

CHECKOUT = Path(__file__).resolve().parents[1]
KEPT = CHECKOUT / ".venv" / "mutation"
EXACT = ("test_money.py", "test_period.py", "test_apportionment.py")
MOST_EXACT, MOST = 100_000, 10_000
FIRST = {"hypothesis": 23, "crosshair": 3}
"""Inputs of the first run of a property; afterwards its speed is known. A solver takes seconds for one.

Numbers that no @settings at a test would have, so that the ones set there are told from these.
"""


def profile(examples: int, backend: str) -> None:
    """Make a number of inputs the default; no inputs are kept, and a slow machine is no property of the rules."""
    settings.register_profile(
        "shared",
        max_examples=examples,
        backend=backend,
        deadline=None,
        database=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
    )
    settings.load_profile("shared")


class Shared:
    """A pytest plugin: runs each property again and again, until its number or its share of the time is reached."""

    def __init__(self, wanted: argparse.Namespace, state: Path) -> None:
        self.wanted = wanted
        self.state = state
        self.done: dict[str, dict[str, Any]] = json.loads(state.read_text()) if state.exists() else {}
        self.first = FIRST[wanted.backend]
        self.inputs = 0

    def pytest_configure(self) -> None:
        """Load the profile after the one of conftest.py, and before the tests take theirs from it."""
        profile(self.first, self.wanted.backend)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Share the time."""
        items: list[Any] = [item for item in session.items if getattr(self.function(item), "is_hypothesis_test", False)]
        items = items[self.wanted.part :: self.wanted.processes]
        for function in {self.function(item) for item in items}:
            function.hypothesis.inner_test = self.counted(function.hypothesis.inner_test)
        together = defaultdict(int)
        for item in items:
            together[self.function(item)] += 1  # the parametrised ones are one property, and reach its number together
        open_items = []
        for item in items:
            most = MOST_EXACT if item.path.name in EXACT else MOST
            entry = self.done.setdefault(item.nodeid, {"inputs": 0, "seconds": 0.0, "all": False, "failure": ""})
            entry["most"] = math.ceil(most / together[self.function(item)])
            entry["failure"] = ""
            if entry["inputs"] < entry["most"] and not entry["all"]:
                open_items.append(item)
        end = time.monotonic() + self.wanted.minutes * 60
        # who had least comes first; of these who needs least, so that what is left over goes where much is needed
        open_items.sort(key=lambda item: (self.done[item.nodeid]["inputs"], self.done[item.nodeid]["most"]))
        waiting = sum(self.done[item.nodeid]["most"] for item in open_items)
        for item in open_items:
            most = self.done[item.nodeid]["most"]
            if time.monotonic() < end:
                self.run(item, (end - time.monotonic()) * most / waiting)
            waiting -= most
            self.state.write_text(json.dumps(self.done, indent=1))
        return True

    @staticmethod
    def function(item: Any) -> Any:
        """Return the function of a test, without the object it is bound to."""
        return getattr(item.obj, "__func__", item.obj)

    def counted(self, inner: Callable[..., Any]) -> Callable[..., Any]:
        """Return the test that hypothesis calls for every input, and count the calls."""

        @functools.wraps(inner)
        def count(*values: Any, **named: Any) -> Any:
            self.inputs += 1
            return inner(*values, **named)

        return count

    def run(self, item: Any, share: float) -> None:
        """Run one property for its share of the time, with its first few inputs at least."""
        entry = self.done[item.nodeid]
        started = time.monotonic()
        before, size, current = entry["inputs"], self.first, self.first
        while True:
            # @given has taken the profile by now, and there is no public way to give it another number; what @settings
            # says at the test stays
            function = self.function(item)
            asked = function._hypothesis_internal_use_settings
            if asked.max_examples == current:
                asked = settings(asked, max_examples=size)
                function._hypothesis_internal_use_settings = asked
                current = size
            self.inputs = 0
            reports = runtestprotocol(item, log=False, nextitem=None)
            seconds = time.monotonic() - started
            entry["inputs"] += self.inputs
            failed = [report for report in reports if report.failed]
            if failed:
                entry["failure"] = failed[0].longreprtext
                break
            if self.inputs < asked.max_examples and self.wanted.backend == "hypothesis":
                entry["all"] = True  # there are no more different ones
            left = entry["most"] - entry["inputs"]
            each = seconds / max(entry["inputs"] - before, 1)
            size = min(left, int((share - seconds) / each), MOST)
            if left <= 0 or entry["all"] or size < 1:
                break
        if asked.max_examples == current:  # for its next parameters
            function._hypothesis_internal_use_settings = settings(asked, max_examples=self.first)
        entry["seconds"] += time.monotonic() - started


def table(done: dict[str, dict[str, Any]]) -> Iterator[str]:
    """Return what was reached, one property a line; parametrised ones together."""
    properties: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for name, entry in done.items():
        properties[name.partition("[")[0]].append(entry)
    reached = 0
    for name, entries in sorted(properties.items()):
        inputs, most = sum(entry["inputs"] for entry in entries), sum(entry["most"] for entry in entries)
        complete = inputs >= most or all(entry["all"] or entry["inputs"] >= entry["most"] for entry in entries)
        reached += complete
        mark = "all" if complete and inputs < most else ""
        mark = "FAILED" if any(entry["failure"] for entry in entries) else mark
        yield f"{inputs:>9,} of {most:>7,} {mark:<6} {sum(e['seconds'] for e in entries):>7.1f} s  {name}"
    total = sum(entry["inputs"] for entry in done.values())
    yield f"{len(properties)} properties, {total:,} inputs, {reached} have reached their number or have no more inputs"


def state_of(wanted: argparse.Namespace, part: int) -> Path:
    """Return where the counts of one process are kept: another source or other tests begin anew."""
    listed = sorted([*(CHECKOUT / "src").rglob("*.py"), *(CHECKOUT / "tests" / "property").glob("*.py")])
    digest = hashlib.sha256(b"\0".join(path.read_bytes() for path in listed)).hexdigest()[:12]
    asked = hashlib.sha256(" ".join(wanted.tests).encode()).hexdigest()[:6]
    return KEPT / f"{wanted.backend}-{digest}-{asked}-{part}-of-{wanted.processes}.json"


def main() -> int:
    """Run the processes and print what they reached; 1 where a property does not hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tests", nargs="*", default=["tests/property"], metavar="TEST")
    parser.add_argument("--minutes", type=float, default=60.0, help="for all properties together (60)")
    parser.add_argument("--processes", type=int, default=min(2, os.cpu_count() or 1), help="at the same time (2)")
    parser.add_argument("--backend", choices=("hypothesis", "crosshair"), default="hypothesis")
    parser.add_argument("--part", type=int, help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    KEPT.mkdir(parents=True, exist_ok=True)
    if wanted.part is not None:
        os.chdir(CHECKOUT)
        plugin = Shared(wanted, Path(os.environ["PROPERTIES_STATE"]))
        # hypothesis is loaded here, before pytest could rewrite the asserts in it; it has none that matter
        options = ["-q", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning"]
        return int(pytest.main([*options, *wanted.tests], plugins=[plugin]))
    running, states = [], []
    for part in range(wanted.processes):
        states.append(state_of(wanted, part))
        command = [sys.executable, __file__, f"--minutes={wanted.minutes}", f"--processes={wanted.processes}"]
        command += [f"--backend={wanted.backend}", f"--part={part}", "--", *wanted.tests]
        environment = {**os.environ, "PROPERTIES_STATE": str(states[-1]), "PYTHONPATH": str(CHECKOUT / "src")}
        running.append(subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True))
    said = [process.communicate()[0] for process in running]
    done: dict[str, dict[str, Any]] = {}
    for path in states:
        done |= json.loads(path.read_text()) if path.exists() else {}
    print("\n".join(table(done)))
    for name, entry in done.items():
        if entry["failure"]:
            print(f"\n{name}\n{entry['failure']}")
    broken = [text for process, text in zip(running, said, strict=True) if process.returncode not in (0, 5)]
    print("\n".join(broken), end="")
    return int(bool(broken) or not done or any(entry["failure"] for entry in done.values()))


if __name__ == "__main__":
    raise SystemExit(main())
