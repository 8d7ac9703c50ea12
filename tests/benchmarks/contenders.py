"""Who shares a round of the Land, and how exactly: the reference, the floor in C, ours, what else a user might take.

Each contender is a function from counts and a pot in cents to whole cents by municipality. One that is not installed is
named as such in the report.
"""

from __future__ import annotations

import ctypes
import hashlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from decimal import Decimal
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
from attrs import frozen

from integrationsfoerderung import bulk
from integrationsfoerderung.apportionment import largest_remainder

Contender = Callable[[], Any]


@frozen
class Amount:
    """The reference's object: a key and whole cents."""

    key: str
    cents: int


@frozen
class Entry:
    """A contender: what it is called, what it computes, and the function ready to be timed."""

    name: str
    splits: bool
    """Whether its parts are meant to add up to the pot; otherwise each is rounded on its own."""
    run: Contender
    cents: Callable[[Any], list[int]]
    """From what the function returns to whole cents, in the order of the counts; not timed."""


@frozen
class Round:
    """What every contender is given."""

    counts: list[int]
    keys: list[str]
    pot: int
    """The pot in cents."""
    everyone: int


class Kernel:
    """The C kernel, compiled when it is first asked for."""

    def __init__(self) -> None:
        source = Path(__file__).with_name("kernel.c")
        compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
        if compiler is None:
            raise LookupError("no C compiler: the floor cannot be measured")
        name = hashlib.sha256(source.read_bytes()).hexdigest()[:16]
        library = Path(tempfile.gettempdir()) / f"kernel-{name}.so"
        command = [compiler, "-O3", "-march=native", "-shared", "-fPIC", str(source), "-o", str(library)]
        subprocess.run(command, check=True)
        self.compiler = subprocess.run([compiler, "--version"], capture_output=True, text=True, check=True).stdout
        self._library = ctypes.CDLL(str(library))

    def largest_remainder(self, counts: Any, cents: Any, pot: int) -> Any:
        """Share the pot over each row of counts, into `cents`."""
        rows, columns = counts.shape
        keys = np.empty(3 * columns, np.int64)
        self._library.largest_remainder(
            ctypes.c_void_p(counts.ctypes.data),
            ctypes.c_void_p(cents.ctypes.data),
            ctypes.c_void_p(keys.ctypes.data),
            ctypes.c_int64(rows),
            ctypes.c_int64(columns),
            ctypes.c_int64(pot),
        )
        return cents


def round_of(counts: Sequence[int], pot: int, kernel: Kernel) -> tuple[list[Entry], list[str]]:
    """Return all contenders for one round by share of a pot, and those that are not installed."""
    keys = [f"{place:08d}" for place in range(len(counts))]
    everyone, array = sum(counts), np.array(counts, np.int64)
    row, out = array[None, :], np.empty((1, len(counts)), np.int64)
    euros = Decimal(f"{pot}e-2")

    def reference() -> list[Amount]:
        parts = [(2 * pot * count + everyone) // (2 * everyone) for count in counts]
        return [Amount(key, part) for key, part in zip(keys, parts, strict=True)]

    entries = [
        Entry(
            "reference: Python integers, one attrs object each", False, reference, lambda made: [a.cents for a in made]
        ),
        Entry("C kernel, largest remainder", True, lambda: kernel.largest_remainder(row, out, pot), _first_row),
        Entry(
            "ours, scalar: largest remainder", True, lambda: largest_remainder(pot, counts, keys), lambda made: made[0]
        ),
        Entry(
            "ours, bulk: largest remainder",
            True,
            lambda: bulk.apportion(euros, array, method="largest remainder"),
            list,
        ),
        Entry("ours, bulk: each on its own", False, lambda: bulk.apportion(euros, array), list),
    ]
    missing = []
    for package, make in {
        "apportionment": _apportionment,
        "largest-remainder": _largest_remainder,
        "votelib": _votelib,
        "pandas": _pandas,
        "polars": _polars,
        "openfisca-core": _openfisca,
    }.items():
        try:
            found = version(package)
            entries += [
                Entry(f"{package} {found}{title}", splits, run, cents)
                for title, splits, run, cents in make(Round(list(counts), keys, pot, everyone))
            ]
        except (ImportError, PackageNotFoundError) as error:
            missing.append(f"{package} ({type(error).__name__})")
    return entries, missing


def _first_row(cents: Any) -> list[int]:
    return [int(one) for one in cents[0]]


Made = list[tuple[str, bool, Contender, Callable[[Any], list[int]]]]


def _apportionment(given: Round) -> Made:
    methods = import_module("apportionment.methods")

    def run() -> Any:
        return methods.compute("largest_remainder", given.counts, given.pot, parties=given.keys)

    return [(": largest_remainder", True, run, lambda made: [int(one) for one in made])]


def _largest_remainder(given: Round) -> Made:
    LargestRemainder = import_module("largest_remainder").LargestRemainder  # noqa: N806  # a class

    return [
        (
            "",
            True,
            lambda: LargestRemainder.round(given.counts, total=given.pot),
            lambda made: [int(one) for one in made],
        )
    ]


def _votelib(given: Round) -> Made:
    evaluate = import_module("votelib.evaluate.proportional").LargestRemainder("hare").evaluate

    votes = {key: count for key, count in zip(given.keys, given.counts, strict=True) if count}

    def cents(made: Any) -> list[int]:
        found = dict.fromkeys(given.keys, 0)
        for key, seats in made.items():
            # ties are left open: a set of keys with the seats that are left for them; taken here as in ours
            if isinstance(key, str):
                found[key] += int(seats)
            else:
                for one in sorted(key)[:seats]:
                    found[one] += 1
        return list(found.values())

    return [(": hare", True, lambda: evaluate(votes, given.pot), cents)]


def _pandas(given: Round) -> Made:
    pd = import_module("pandas")

    frame = pd.DataFrame({"persons": given.counts}, index=given.keys)

    def floats() -> Any:
        return (given.pot / 100 * frame["persons"] / given.everyone).round(2)

    def cents() -> Any:
        return (2 * given.pot * frame["persons"] + given.everyone) // (2 * given.everyone)

    return [
        (": EUR as float64, rounded", False, floats, lambda made: [round(one * 100) for one in made]),
        (": whole cents", False, cents, lambda made: [int(one) for one in made]),
    ]


def _polars(given: Round) -> Made:
    pl = import_module("polars")

    frame = pl.DataFrame({"key": given.keys, "persons": given.counts})

    def floats() -> Any:
        return frame.select((pl.col("persons") * (given.pot / 100) / given.everyone).round(2)).to_series()

    def cents() -> Any:
        return frame.select((2 * given.pot * pl.col("persons") + given.everyone) // (2 * given.everyone)).to_series()

    return [
        (": EUR as float64, rounded", False, floats, lambda made: [round(one * 100) for one in made]),
        (": whole cents", False, cents, lambda made: [int(one) for one in made]),
    ]


def _openfisca(given: Round) -> Made:
    core = {name: import_module(f"openfisca_core.{name}") for name in
            ("entities", "periods", "simulations", "taxbenefitsystems", "variables")}  # fmt: skip
    place = core["entities"].Entity("municipality", "municipalities", "A municipality", "")
    common = {"entity": place, "definition_period": core["periods"].DateUnit.YEAR}

    def formula(municipality: Any, period: Any) -> Any:
        return municipality("Persons", period) * (given.pot / 100 / given.everyone)

    variable = core["variables"].Variable
    system = core["taxbenefitsystems"].TaxBenefitSystem([place])
    system.add_variables(
        type("Persons", (variable,), {**common, "value_type": int}),
        type("Share", (variable,), {**common, "value_type": float, "formula": formula}),
    )

    def run() -> Any:
        simulation = core["simulations"].SimulationBuilder().build_default_simulation(system, count=len(given.counts))
        simulation.set_input("Persons", "2017", np.array(given.counts))
        return simulation.calculate("Share", "2017")

    return [(": a per-head formula (float32)", False, run, lambda made: [round(float(one) * 100) for one in made])]


def exactness(entry: Entry, made: Any, counts: Sequence[int], pot: int) -> tuple[int, int, int]:
    """Return by how many cents the sum misses the pot, how many cents are misplaced, and how many amounts are wrong.

    Misplaced is what an amount differs from the exact one: by largest remainder for those who split the pot, of equal
    remainders any choice counts as exact; half up for those who round each amount on its own.
    """
    cents, everyone = entry.cents(made), sum(counts)
    if entry.splits:
        exact = largest_remainder(pot, counts, [f"{place:08d}" for place in range(len(counts))])[0]
        remainder = [pot * count % everyone for count in counts]
        got: dict[int, list[int]] = {}
        for place, part in enumerate(exact):
            got.setdefault(remainder[place], []).append(part - pot * counts[place] // everyone)
        ours: dict[int, list[int]] = {}
        for place, part in enumerate(cents):
            ours.setdefault(remainder[place], []).append(part - pot * counts[place] // everyone)
        wrong = [
            abs(mine - theirs) for key in got for mine, theirs in zip(sorted(ours[key]), sorted(got[key]), strict=True)
        ]
    else:
        exact = [(2 * pot * count + everyone) // (2 * everyone) for count in counts]
        wrong = [abs(mine - theirs) for mine, theirs in zip(cents, exact, strict=True)]
    return sum(cents) - pot, sum(wrong), sum(map(bool, wrong))


def versions() -> str:
    """Name Python, NumPy, attrs and the compiler."""
    return f"Python {sys.version.split()[0]}, NumPy {np.__version__}, attrs {version('attrs')}"
