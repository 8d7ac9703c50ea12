"""Bulk against its contenders, all measured in one run: `python -m tests.benchmarks.bulk` in the checkout.

Medians over 9 repetitions and more, all contenders in turn, so that a slow moment of the machine hits them alike.
Nothing here is a test: these figures are reported, never asserted. Contenders that a user might take instead are in
`requirements.txt`; the C kernel is compiled on the spot.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from dateutil.relativedelta import relativedelta

from integrationsfoerderung import Manager, bulk, load_programme
from integrationsfoerderung.bulk.splits import split_row
from integrationsfoerderung.period import MONTH, month_units
from integrationsfoerderung.rules.management import claim, claims_together
from integrationsfoerderung.rules.window import fundings

from .contenders import Kernel, exactness, round_of, versions

POT, LAND, MUNICIPALITIES, SCENARIOS = 90_000_000_00, 72_857, 1_101, 10_000
REPETITIONS = 9


def timed(contenders: dict[str, Callable[[], object]], repetitions: int = REPETITIONS) -> dict[str, float]:
    """Return medians in seconds, all contenders in turn; each runs once before."""
    for contender in contenders.values():
        contender()
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(repetitions):
        for name, contender in contenders.items():
            before = perf_counter()
            contender()
            seconds[name].append(perf_counter() - before)
    return {name: statistics.median(values) for name, values in seconds.items()}


def failure(contender: Callable[[], object]) -> str | None:
    """Return how a contender fails, if it does."""
    try:
        contender()
    except Exception as error:  # noqa: BLE001  # whatever another's code raises is its result
        return f"{type(error).__name__}: {error}"
    return None


def table(title: str, rows: list[list[str]]) -> None:
    """Print a table for the docs."""
    print(f"\n{title}\n")
    for place, row in enumerate(rows):
        print(f"| {' | '.join(row)} |")
        if not place:
            print(f"|{'---|' * len(row)}")


def as_text(seconds: float) -> str:
    """A time with three digits that matter."""
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds * 1e6:.3g} µs"


def counts_of_land(total: int = LAND, size: int = MUNICIPALITIES, seed: int = 2017) -> list[int]:
    """Made-up counts as they occur: most are small, some large, one city with a twentieth of all."""
    chance = np.random.Generator(np.random.Philox(seed))
    weights = np.where(chance.random(size) < 0.7, chance.integers(0, 30, size), chance.integers(0, 400, size))
    weights[0] = weights.sum() // 20
    counts: list[int] = (weights * total // weights.sum()).tolist()
    counts[1] += total - sum(counts)
    return counts


def one_round(kernel: Kernel) -> None:
    """One round of 1,101: time and exactness of every contender; totals that are round numbers show it best."""
    for total, pot in ((LAND, POT), (70_000, POT), (LAND, 9 * 10**15)):
        counts = counts_of_land(total)
        entries, missing = round_of(counts, pot, kernel)
        failing = {entry.name: error for entry in entries if (error := failure(entry.run)) is not None}
        entries = [entry for entry in entries if entry.name not in failing]
        found = timed({entry.name: entry.run for entry in entries}, 25)
        reference, floor = found[entries[0].name], found[entries[1].name]
        rows = [["contender", "time", "× reference", "× C", "sum − pot", "cents misplaced", "amounts wrong"]]
        for entry in entries:
            missed, misplaced, wrong = exactness(entry, entry.run(), counts, pot)
            seconds = found[entry.name]
            rows.append(
                [entry.name, as_text(seconds), f"{seconds / reference:.2f}", f"{seconds / floor:.1f}",
                 f"{missed:,}", f"{misplaced:,}", f"{wrong:,}"]
            )  # fmt: skip
        table(f"One round of {MUNICIPALITIES:,} municipalities, {total:,} persons, {pot // 100:,} EUR", rows)
        for name, error in failing.items():
            print(f"\n{name} fails: {error}")
        if missing:
            print(f"\nnot installed: {', '.join(missing)}")
    counts = counts_of_land()
    row, out = np.array(counts), np.empty((1, MUNICIPALITIES), np.int64)
    ties = np.arange(MUNICIPALITIES - 1, -1, -1, dtype=np.int32)
    found = timed(
        {
            "C": lambda: kernel.largest_remainder(row[None, :], out, POT),
            "NumPy": lambda: split_row(POT, row, LAND, ties, out[0]),
        },
        201,
    )
    print(f"\nthe arithmetic alone, without looking at the input: {found['NumPy'] / found['C']:.2f} × C "
          f"({as_text(found['NumPy'])} against {as_text(found['C'])}, the call through ctypes included)")  # fmt: skip


def many_scenarios(kernel: Kernel) -> None:
    """10,000 scenarios × 1,101: both methods against the C kernel and a memory copy."""
    chance = np.random.Generator(np.random.Philox(1))
    counts = chance.poisson(counts_of_land(), (SCENARIOS, MUNICIPALITIES))
    out = np.empty_like(counts)
    half, euros, pakt = SCENARIOS // 2, Decimal(POT) / 100, load_programme("pakt-fuer-integration")
    pool = ThreadPoolExecutor(1)

    def two_in_c() -> None:
        first = pool.submit(kernel.largest_remainder, counts[:half], out[:half], POT)
        kernel.largest_remainder(counts[half:], out[half:], POT)
        first.result()

    def split(threads: int) -> Any:
        return bulk.apportion(euros, counts, method="largest remainder", out=out, threads=threads)

    def alone(threads: int) -> Any:
        return bulk.payouts(pakt, counts, round="2017", basis="pot_share", persons_of_land=100_000, out=out,
                            threads=threads)  # fmt: skip

    contenders: dict[str, Callable[[], object]] = {
        "C kernel, one processor": lambda: kernel.largest_remainder(counts, out, POT),
        "C kernel, two threads": two_in_c,
        "bulk, largest remainder, one thread": lambda: split(1),
        "bulk, largest remainder, two threads": lambda: split(2),
        "memory copy of the matrix": lambda: np.copyto(out, counts),
        "bulk, each on its own, one thread": lambda: alone(1),
        "bulk, each on its own, two threads": lambda: alone(2),
    }
    found = timed(contenders)
    floor, copy = found["C kernel, one processor"], found["memory copy of the matrix"]
    rows = [["contender", "time", "× C", "× copy"]]
    rows += [[name, as_text(each), f"{each / floor:.2f}", f"{each / copy:.1f}"] for name, each in found.items()]
    table(f"{SCENARIOS:,} scenarios × {MUNICIPALITIES:,} municipalities", rows)
    free = floor / found["C kernel, two threads"]
    print(f"\nthe C kernel on two threads is {free:.2f} times as fast: so much of a second processor was free")
    kernel.largest_remainder(counts, out, POT)
    exact = (out == bulk.apportion(euros, counts, method="largest remainder")).all()
    print(f"bulk and C kernel agree in every cent: {bool(exact)}")


def managers() -> None:
    """1,101 managers' funded months and amounts."""
    pakt = load_programme("pakt-fuer-integration")
    window, rate = pakt.window, 64_000_00
    people = [
        Manager(f"M-{place:04d}", provider="08327050", fte=Decimal("0.5"), qualification="degree",
                start=date(2018, 1, 1) + timedelta(days=place % 400),
                end=None if place % 3 else date(2019, 6, 30))
        for place in range(MUNICIPALITIES)
    ]  # fmt: skip
    days = [(one.start, one.end) for one in people]
    lengths = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

    def length(year: int, month: int) -> int:
        return 29 if month == 2 and year % 4 == 0 and (year % 100 or year % 400 == 0) else lengths[month - 1]

    def plain() -> list[int]:
        amounts = []
        for start, end in days:
            if not window.first <= start <= window.last:
                amounts.append(0)
                continue
            # every full term counts 24 months; only an end before it is counted day by day
            months = 24 * MONTH
            if end is not None and (end.year - start.year) * 12 + end.month - start.month < 24:
                apart = (end.year - start.year) * 12 + end.month - start.month
                months = month_units(
                    apart, start.day, length(start.year, start.month), end.day, length(end.year, end.month)
                )
            amounts.append((2 * rate * 500_000 * months + 12 * 10**6 * MONTH) // (2 * 12 * 10**6 * MONTH))
        return amounts

    def with_relativedelta() -> list[date]:
        return [start + relativedelta(months=24) for start, _ in days]

    def ours() -> list[int]:
        return [
            claims_together(claim(rate, funding.fte_units, funding.day_months))
            for one in people
            for funding in fundings([one], window, 2)
        ]

    columns = bulk.Managers.of(pakt, people)
    found = timed(
        {
            "plain integer day arithmetic": plain,
            "ours, scalar": ours,
            "ours, bulk": lambda: claims_together(columns.claims(pakt)),
            "a relativedelta for each, nothing else": with_relativedelta,
        },
        15,
    )
    assert (
        plain() == ours() == claims_together(columns.claims(pakt)).tolist()
    )  # the same amounts, or nothing is compared
    base = found["plain integer day arithmetic"]
    rows = [["contender", "time", "× plain"]]
    rows += [[name, as_text(each), f"{each / base:.2f}"] for name, each in found.items()]
    table(f"{MUNICIPALITIES:,} managers' funded months and amounts", rows)


def growth() -> None:
    """Time by municipalities and by scenarios, and the memory of ensembles."""
    rows = [
        ["municipalities", "bulk, largest remainder", "per municipality", "bulk, each on its own", "per municipality"]
    ]
    for size in (1_000, 10_000, 100_000, 1_000_000):
        counts = np.array(counts_of_land(66 * size, size))
        found = timed(
            {
                "split": lambda counts=counts: bulk.apportion(90_000_000, counts, method="largest remainder"),  # type: ignore[misc]  # bound now
                "alone": lambda counts=counts: bulk.apportion(90_000_000, counts),  # type: ignore[misc]  # bound now
            }
        )
        row = [f"{size:,}"]
        for name in ("split", "alone"):
            row += [as_text(found[name]), f"{found[name] / size * 1e9:.0f} ns"]
        rows.append(row)
    table("Growth with the municipalities: one round", rows)
    rows = [["scenarios", "time", "per scenario", "memory beyond 100 scenarios"]]
    base = None
    for scenarios in (100, 1_000, 10_000, 100_000):
        command = [sys.executable, "-m", "tests.benchmarks.bulk", "--ensemble", str(scenarios)]
        text = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
        seconds, peak = float(text[0]), int(text[1])
        base = peak if base is None else base
        rows.append(
            [f"{scenarios:,}", as_text(seconds), as_text(seconds / scenarios), f"{(peak - base) / 2**20:.0f} MiB"]
        )
    table(f"Growth with the scenarios: an ensemble of {MUNICIPALITIES:,} planning frames, with quantiles", rows)


def ensemble(scenarios: int) -> None:
    """Compute one ensemble in a process of its own, and print its seconds and the most memory the process had."""
    keys = [f"{place:08d}" for place in range(MUNICIPALITIES)]
    counts = dict(zip(keys, counts_of_land(), strict=True))
    way = bulk.Scaled(scenarios, Decimal("0.8"), Decimal("1.3"))
    pakt = load_programme("pakt-fuer-integration")
    bulk.ensemble(pakt, counts, scenarios=bulk.Scaled(50, Decimal("0.8"), Decimal("1.3")))
    before = perf_counter()
    bulk.ensemble(pakt, counts, scenarios=way, memory=1 << 26)
    seconds = perf_counter() - before
    # Linux says how much memory this process has had at most; what `getrusage` says includes its parent's
    (peak,) = (line for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines() if "VmHWM" in line)
    print(seconds, int(peak.split()[1]) * 1024)


def main() -> None:
    """Measure everything, or what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ensemble", type=int, help="only one ensemble with so many scenarios")
    parser.add_argument("--only", choices=["round", "scenarios", "managers", "growth"], help="only one of the tables")
    asked = parser.parse_args()
    if asked.ensemble:
        ensemble(asked.ensemble)
        return
    kernel = Kernel()
    print(f"{versions()}; {kernel.compiler.splitlines()[0]}; {platform.machine()}, {os.cpu_count()} processors; "
          f"load {os.getloadavg()[0]:.1f}; medians of {REPETITIONS} repetitions and more")  # fmt: skip
    steps: dict[str, Callable[[], None]] = {
        "round": lambda: one_round(kernel),
        "scenarios": lambda: many_scenarios(kernel),
        "managers": managers,
        "growth": growth,
    }
    for name, step in steps.items():
        if asked.only in (None, name):
            step()


if __name__ == "__main__":
    main()
