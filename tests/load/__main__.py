"""Heavy use: many threads at once, many statements one after the other, very large files.

    python tests/load threads      # 10,000 mixed calculations by 8 threads on shared objects, against the serial ones
    python tests/load memory       # 10,000 statements, and how much memory is held after each thousand
    python tests/load file         # a file of 1,000,000 rows: read, checked, calculated; and one that is broken

The tests run the same functions with smaller numbers, each in an interpreter of its own.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import json
import resource
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Barrier
from typing import Any

from attrs import evolve

from integrationsfoerderung import (
    Case,
    HeadCount,
    InvalidInput,
    Municipality,
    Notice,
    Scenario,
    SetCount,
    SetFigure,
    Statement,
    apportion,
    as_of,
    audit,
    boundaries,
    calculate,
    compare,
    first_tranche,
    implied_persons,
    load_example,
    load_programme,
    municipalities_of,
    place,
    planning_frame,
)
from integrationsfoerderung.files import read_case
from integrationsfoerderung.files.statement_out import statement_content

RECORD_DATE = date(2017, 9, 15)
COUNTED_LAND = 72_857

# --- threads


class Shared:
    """What all threads use at once: nothing of it has been asked anything before."""

    def __init__(self) -> None:
        self.programme = load_programme("pakt-fuer-integration")
        self.case = load_example("tuttlingen")
        self.statement = self.calculated()
        self.other = self.calculated(basis="pot_share")
        self.scenario = Scenario("Longer", [SetFigure("management.term", 3), SetCount("08327050", RECORD_DATE, 260)])
        self.notices = [Notice(amount=Decimal(280_220), persons=352), Notice(amount=Decimal(280_221))]
        self.data = self.statement.to_dict()

    def calculated(self, **options: Any) -> Statement:
        return calculate(self.programme, self.case.municipalities, self.case.managers, **options)


def _anew(shared: Shared, number: int) -> Any:
    return shared.calculated(
        basis=("announced", "pot_share")[number % 2],
        expected=number % 3 == 0,
        rounding=("cent", "euro")[number // 2 % 2],
        training_in_fixed_amount=number % 5 > 0,
    ).to_dict()


def _explained(shared: Shared, number: int) -> Any:
    payout = shared.statement.payouts[number % len(shared.statement.payouts)]
    grant = shared.statement.grants[number % len(shared.statement.grants)]
    return [payout.explain("de"), payout.explain("en"), payout.derivation.replay(), grant.explain("de")]


def _summed(shared: Shared, number: int) -> Any:
    dimension = ("municipality", "pillar", "round", "recipient", "year", "area", "manager")[number % 7]
    return [shared.statement.by(dimension, known_only=True), shared.other.by(dimension, known_only=True)]


def _overviews(shared: Shared, number: int) -> Any:
    statement = (shared.statement, shared.other)[number % 2]
    parts = [statement.areas, statement.staffing, statement.provision, statement.own_costs, statement.settlements]
    return [list(map(repr, parts)), list(map(str, statement.warnings)), list(map(str, statement.gaps))]


def _single(shared: Shared, number: int) -> Any:
    frame = planning_frame(shared.programme, persons=number % 900)
    tranche = first_tranche(shared.programme, persons=number % 700)
    implied = implied_persons(shared.programme, frame.amount) if frame.amount else ()
    return [frame.amount, tranche.amount, implied, frame.explain("de"), hash(frame)]


def _split(_: Shared, number: int) -> Any:
    parts = apportion(Decimal(number), {"a": 1, "b": 2, "c": 4 + number % 3}, method="largest remainder")
    return [parts.parts, parts.residual, parts.ties]


def _audited(shared: Shared, number: int) -> Any:
    notices = [*shared.notices, Notice(amount=Decimal(1000 + number))]
    return [[entry.fits, entry.persons, str(entry.reason)] for entry in audit(shared.programme, notices)]


def _compared(shared: Shared, number: int) -> Any:
    if number % 2:
        comparison = compare(shared.statement, shared.scenario.apply(shared.statement))
        return [comparison.total(), comparison.by("municipality"), list(map(repr, comparison.causes))]
    comparison = compare(as_of(shared.statement, "provisional"), shared.statement)
    return [list(map(repr, comparison.settlements)), list(map(repr, comparison.causes))]


def _read(shared: Shared, _: int) -> Any:
    statement = Statement.from_dict(shared.data)
    return [statement == shared.statement, hash(statement) == hash(shared.statement)]


def _written(shared: Shared, number: int) -> Any:
    lang = ("de", "en")[number % 2]
    return [statement_content(shared.statement, "csv", lang=lang), shared.statement.report(lang)]  # type: ignore[arg-type]  # "de" or "en"


def _placed(_: Shared, number: int) -> Any:
    towns = municipalities_of("08327")
    town = towns[number % len(towns)]
    return [town, place(town.ags), json.dumps(boundaries(town.ags))]


KINDS: tuple[Callable[[Shared, int], Any], ...] = (
    _anew, _explained, _summed, _overviews, _single, _split, _audited, _compared, _read, _written, _placed,
)  # fmt: skip


def digest(shared: Shared, number: int) -> str:
    """Do one piece of work; return the digest of what came out."""
    found = KINDS[number % len(KINDS)](shared, number // len(KINDS))
    return hashlib.sha256(repr(found).encode()).hexdigest()


def threads(count: int, workers: int = 8) -> None:
    """Let threads do mixed work on shared objects, and the same work be done serially on others; compare."""
    switch = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)  # a thousand times as often as usual: what can get in between does
    shared, start = Shared(), Barrier(workers)

    def work(worker: int) -> list[str]:
        start.wait()
        return [digest(shared, number) for number in range(worker, count, workers)]

    began = time.perf_counter()
    with ThreadPoolExecutor(workers) as pool:
        shares = list(pool.map(work, range(workers)))
    took = time.perf_counter() - began
    sys.setswitchinterval(switch)
    alone = Shared()
    wrong = [number for number in range(count) if shares[number % workers][number // workers] != digest(alone, number)]
    print(f"{count:,} calculations by {workers} threads in {took:.1f} s: {len(wrong)} differ from the serial ones")
    if wrong:
        names = sorted({KINDS[number % len(KINDS)].__name__ for number in wrong})
        raise SystemExit(f"they differ: numbers {wrong[:20]}, of the kinds {names}")


# --- memory


def _cases(count: int) -> Iterator[Case]:
    """Yield cases that all differ, as a service gets them in."""
    example = load_example("tuttlingen")
    providers = {"08327002"}
    managers = [manager for manager in example.managers if manager.provider in providers]
    towns = [town for town in example.municipalities if town.provider_key in providers]
    for number in range(count):
        counted = [
            evolve(town, head_counts=[evolve(one, persons=one.persons + number % 911) for one in town.head_counts])
            for town in towns
        ]
        yield Case(counted, managers, name=f"Case {number}")


def memory(count: int, most_growth: int = 200_000) -> None:
    """Calculate and use statements one after the other; what is held must not grow after the first tenth.

    Args:
        count: of statements.
        most_growth: bytes that may be held more at the end than after the first tenth; one statement holds more.
    """
    programme = load_programme("pakt-fuer-integration")
    tracemalloc.start()
    held: list[int] = []
    for number, case in enumerate(_cases(count), start=1):
        statement = calculate(
            programme, case.municipalities, case.managers, basis=("announced", "pot_share")[number % 2]
        )
        statement.by("year", known_only=True)
        if number % 10 == 0:
            json.dumps(statement.to_dict())
        statement.payouts[number % len(statement.payouts)].explain("de")
        if number % (count // 10) == 0:
            del statement, case
            gc.collect()
            held.append(tracemalloc.get_traced_memory()[0])
            print(f"{number:,} statements: {held[-1]:,} bytes held, process at most {_most_resident():,} kB")
    if held[-1] - held[0] > most_growth:
        raise SystemExit(f"{held[-1] - held[0]:,} bytes more than after the first tenth")


def _most_resident() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


# --- a large file


def write_municipalities(path: Path, rows: int, *, broken: bool) -> None:
    """Write municipalities with a head count a row: 1,101 on the record date, then those of each day before."""
    towns = municipalities_of("08")
    with path.open("w", encoding="utf-8") as file:
        file.write("AGS;Gemeinde;Stichtag;Personen\n")
        for number in range(rows):
            day = RECORD_DATE - timedelta(days=number // len(towns))
            town = towns[number % len(towns)]
            persons = "viele" if broken else number % 60
            file.write(f"{town.ags};{town.name};{day:%d.%m.%Y};{persons}\n")


def file(rows: int, most_kilobytes: int) -> None:
    """Read, check and calculate a file of many rows, and one in which each row is wrong, within bounded memory.

    Args:
        rows: of each file.
        most_kilobytes: that the process may take at most more than it has before.
    """
    programme = load_programme("pakt-fuer-integration")
    calculate(programme, [Municipality("08327050", "Tuttlingen", head_counts=[HeadCount(RECORD_DATE, 248)])])
    with TemporaryDirectory() as folder:
        path = Path(folder, "municipalities.csv")
        for broken in (True, False):
            write_municipalities(path, rows, broken=broken)
            before, began = _most_resident(), time.perf_counter()
            said = _refused(path) if broken else _calculated(path)
            more, took = _most_resident() - before, time.perf_counter() - began
            print(f"{rows:,} rows, {path.stat().st_size:,} bytes: {said}; {took:.1f} s, {more:,} kB more")
            if more > most_kilobytes:
                raise SystemExit(f"{more:,} kB are more than {most_kilobytes:,}")


def _refused(path: Path) -> str:
    try:
        read_case(path)
    except InvalidInput as invalid:
        told = len(str(invalid.text))
        return f"refused with {len(invalid.problems):,} problems, told in {told:,} characters: {invalid.problems[0]}"
    raise SystemExit("a file in which every row is wrong was read")


def _calculated(path: Path) -> str:
    case = read_case(path)
    counts = sum(len(town.head_counts) for town in case.municipalities)
    statement = calculate(load_programme("pakt-fuer-integration"), case.municipalities)
    persons = sum(number % 60 for number in range(len(case.municipalities)))
    if statement.total(round="2017") != 1225 * persons or persons > COUNTED_LAND:
        raise SystemExit(f"{statement.total(round='2017')} is not 1,225 for each of {persons} persons")
    return f"{len(case.municipalities):,} municipalities, {counts:,} head counts, {statement.total(round='2017'):,} EUR"


# --- the command


def main() -> None:
    """Run one of them."""
    parser = argparse.ArgumentParser(prog="python tests/load", description=(__doc__ or "").partition("\n")[0])
    loads = parser.add_subparsers(dest="load", required=True)
    for name, count in (("threads", 10_000), ("memory", 10_000), ("file", 1_000_000)):
        loads.add_parser(name).add_argument("--count", type=int, default=count, help=f"how many; {count:,} if left out")
    given = parser.parse_args()
    if given.load == "threads":
        threads(given.count)
    elif given.load == "memory":
        memory(given.count)
    else:
        # a head count that is kept takes about 250 bytes; nothing else may grow with the rows
        file(given.count, 30_000 + given.count * 400 // 1000)


if __name__ == "__main__":
    main()
