"""Ratios of the scalar path, all measured in one run: `python tests/benchmarks/core.py`.

The reference, "1", is bare whole numbers put into one attrs object for each municipality. Medians over 15 repetitions,
all contenders in turn. Nothing here is a test: these figures are reported, never asserted.
"""

from __future__ import annotations

import platform
import statistics
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from random import Random
from time import perf_counter

from attrs import evolve, frozen

from integrationsfoerderung import (
    Basis,
    Case,
    HeadCount,
    Manager,
    Method,
    Municipality,
    PerCapitaPayout,
    PerCapitaPillar,
    Pillar,
    Programme,
    Rounding,
    Status,
    calculate,
    load_programme,
    municipalities_of,
)
from integrationsfoerderung.rules.rounds import lines_of, payouts_of, persons_by_round

REPETITIONS = 15
POT, EVERYONE, RATE, FRAMES = 90_000_000_00, 72_857, 1_225_00, 58_000_000_00


@frozen
class Amount:
    """The reference's object: a key and whole cents."""

    key: str
    cents: int


def medians(contenders: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Time all contenders in turn, so that a slow moment of the machine hits them alike; seconds."""
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(REPETITIONS):
        for name, contender in contenders.items():
            before = perf_counter()
            contender()
            seconds[name].append(perf_counter() - before)
    return {name: statistics.median(values) for name, values in seconds.items()}


def land(*, distinct: bool) -> list[Municipality]:
    """The 1,101 municipalities with made-up counts: as they occur, or each a different one."""
    random, days = Random(2017), (date(2017, 9, 15), date(2018, 9, 15))
    places = municipalities_of("08")
    counts = [random.randrange(30) if random.random() < 0.7 else random.randrange(180) for _ in places]
    if distinct:
        counts = random.sample(range(len(places)), len(places))
    return [
        evolve(place, head_counts=[HeadCount(day, count) for day in days])
        for place, count in zip(places, counts, strict=True)
    ]


def managers_for(places: list[Municipality]) -> list[Manager]:
    """1,200 managers: one for each municipality, a second one for 99 of them."""
    providers = [place.ags for place in places] + [place.ags for place in places[:99]]
    return [
        Manager(
            f"M-{number:04d}",
            provider=provider,
            fte=Decimal("0.5"),
            qualification="degree",
            start=date(2018, 1, 1) + timedelta(days=number % 365),
        )
        for number, provider in enumerate(providers)
    ]


def with_rate_of_2018(programme: Programme) -> Programme:
    """The programme with a rate of 1,000 EUR for 2018 and no count of the Land to hold it against: made up."""
    pillars: list[Pillar] = []
    for pillar in programme.pillars:
        if isinstance(pillar, PerCapitaPillar):
            rounds = [
                evolve(round_, rate=evolve(round_.rate, value=1_000_00, status=Status.ILLUSTRATIVE))
                if round_.key == "2018" and round_.rate is not None
                else round_
                for round_ in pillar.rounds
            ]
            pillars.append(evolve(pillar, rounds=rounds))
        else:
            pillars.append(pillar)
    return evolve(programme, pillars=pillars)


def rounds(*, distinct: bool) -> None:
    """One round of the Land, on both bases."""
    programme, places = load_programme("pakt-fuer-integration"), land(distinct=distinct)
    pillar = programme.per_capita
    if pillar is None:
        raise LookupError("the edition has a per-capita pillar")
    keys = [place.ags for place in places]
    contenders: dict[str, Callable[[], object]] = {}
    for basis in Basis:
        lines = lines_of(pillar, programme.window, places, basis, Rounding.CENT, Method.EACH_ON_ITS_OWN)
        persons = persons_by_round(lines, places)
        counts = [count or 0 for count in persons["2017"]]
        contenders[basis.value] = partial(payouts_of, lines[0], places, persons)
    contenders["reference announced"] = lambda: [
        Amount(key, RATE * count) for key, count in zip(keys, counts, strict=True)
    ]
    contenders["reference pot_share"] = lambda: [
        Amount(key, (2 * POT * count + EVERYONE) // (2 * EVERYONE)) for key, count in zip(keys, counts, strict=True)
    ]
    found = medians(contenders)
    which = "all counts differ" if distinct else "counts as they occur"
    for basis in Basis:
        ratio = found[basis.value] / found[f"reference {basis.value}"]
        print(f"round 2017, {len(places)} municipalities, {which}, {basis.value}: {ratio:.2f} × the reference")


def statements() -> None:
    """The whole statement of the Land: two rounds, 1,101 frames, 1,200 managers, grants and totals."""
    places = land(distinct=False)
    total = sum(count.persons for place in places for count in place.head_counts[:1])
    programme = with_rate_of_2018(load_programme("pakt-fuer-integration"))
    managers = managers_for(places)
    case = Case(places, managers)
    keys = [place.ags for place in places]
    counts = [place.head_counts[0].persons for place in places]

    def reference() -> int:
        amounts = [Amount(key, RATE * count) for key, count in zip(keys, counts, strict=True)]
        amounts += [Amount(key, 1_000_00 * count) for key, count in zip(keys, counts, strict=True)]
        frames = [
            Amount(key, (2 * FRAMES * count + EVERYONE * 100) // (2 * EVERYONE * 100) * 100)
            for key, count in zip(keys, counts, strict=True)
        ]
        claims = [Amount(manager.id, 64_000_00 * 2 // 2) for manager in managers]
        grants = [min(2 * frame.cents, claim.cents) for frame, claim in zip(frames, claims, strict=False)]
        return sum(amount.cents for amount in amounts) + sum(grants)

    found = medians(
        {
            "reference": reference,
            "statement": lambda: calculate(programme, case.municipalities, case.managers),
            "without managers": lambda: calculate(programme, case.municipalities),
        }
    )
    statement = calculate(programme, case.municipalities, case.managers)
    print(f"statement of the Land ({total} persons, {len(managers)} managers, {len(statement.payouts)} payouts): "
          f"{found['statement'] / found['reference']:.1f} × the reference doing the same sums "
          f"({found['statement'] * 1000:.0f} ms)")  # fmt: skip
    print(f"the same without managers: {found['without managers'] * 1000:.0f} ms")
    payouts = [payout for payout in statement.payouts if isinstance(payout, PerCapitaPayout)][:1000]
    before = perf_counter()
    for payout in payouts:
        _ = payout.derivation
    derived = perf_counter()
    for payout in payouts:
        payout.explain("de")
    explained = perf_counter()
    each = 1e6 / len(payouts)
    print(
        f"deriving a payout: {(derived - before) * each:.1f} µs; explaining it: {(explained - derived) * each:.1f} µs"
    )


def imports() -> None:
    """Importing the package against importing attrs and dateutil.relativedelta, each in a fresh process."""
    code = "import time; t = time.perf_counter(); {}; print(time.perf_counter() - t)"
    cases = {
        "attrs, dateutil": "import attrs, dateutil.relativedelta",
        "package": "import integrationsfoerderung",
        "package and calculate": "from integrationsfoerderung import calculate, load_programme",
    }
    seconds: dict[str, list[float]] = {name: [] for name in cases}
    for _ in range(REPETITIONS):
        for name, statement in cases.items():
            command = [sys.executable, "-c", code.format(statement)]
            output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
            seconds[name].append(float(output))
    found = {name: statistics.median(values) for name, values in seconds.items()}
    for name in ("package", "package and calculate"):
        print(f"import, {name}: {found[name] / found['attrs, dateutil']:.2f} × attrs and dateutil.relativedelta")


if __name__ == "__main__":
    print(f"Python {platform.python_version()}, {platform.machine()}, medians of {REPETITIONS} repetitions")
    rounds(distinct=False)
    rounds(distinct=True)
    statements()
    imports()
