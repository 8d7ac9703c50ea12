"""Reach: which differences of inputs can move which amounts, by the rules and not by guessing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from ..apportionment import Method
from .cause import ChangedInput
from .payout import Basis, PerCapitaLine, PerCapitaPayout, Stage
from .pillar import ContinuationPillar, ManagementPillar, PerCapitaPillar
from .statement import Statement

_NOT_OF_A_GRANT = ("budget", "tranche_pot", "tranche_persons_of_land")


class Touching(NamedTuple):
    """The causes that touch an amount."""

    own: tuple[ChangedInput, ...]
    others: tuple[ChangedInput, ...]
    general: tuple[ChangedInput, ...]


class Reach:
    """Which of the causes touch an amount; made once for a comparison."""

    def __init__(self, baseline: Statement, variant: Statement, causes: tuple[ChangedInput, ...]) -> None:
        self.statements: tuple[Statement, Statement] = (baseline, variant)
        self.by_kind: dict[str, list[ChangedInput]] = {}
        for cause in causes:
            self.by_kind.setdefault(cause.kind, []).append(cause)
        self.lines: list[dict[tuple[str, str], PerCapitaLine]] = [_lines(statement) for statement in self.statements]
        self.providers: list[dict[str, str]] = [_providers(statement) for statement in self.statements]

    def touching(self, pillar: str, round_: str, key: str) -> Touching:
        """Return the causes of an amount: of its own, of others, of the whole programme."""
        if round_ == Stage.GRANT.value:
            return self._grant(pillar, key)
        return self._per_capita(pillar, round_, key)

    def of(self, *kinds: str) -> Iterator[ChangedInput]:
        """Return the causes of some kinds."""
        for kind in kinds:
            yield from self.by_kind.get(kind, ())

    def _general(
        self, prefixes: tuple[str, ...], unused: set[str], options: set[str], used: frozenset[str] = frozenset()
    ) -> tuple[ChangedInput, ...]:
        figures = [
            cause
            for cause in self.of("figure")
            if cause.key in used or (cause.key.startswith(prefixes) and cause.key.rpartition(".")[2] not in unused)
        ]
        chosen = [cause for cause in self.of("option") if cause.key in options]
        return (*self.of("programme"), *chosen, *figures)

    # --- per-capita rounds

    def _per_capita(self, pillar: str, round_: str, key: str) -> Touching:
        rounds, dates = self._rounds(pillar, round_)
        before, after = (lines.get((pillar, round_)) for lines in self.lines)
        rules = [_last(line) for line in (before, after) if line is not None]
        bases = {rule.basis for rule in rules}
        used = frozenset(figure.key for rule in rules for figure in rule.figures)  # rounds may share a figure
        unused = set() if Basis.ANNOUNCED in bases else {"rate"}
        options = {"basis", "expected"}
        if Basis.POT_SHARE in bases:
            options |= {"rounding", "method"}
        else:
            unused |= {"pot", "persons_of_land"}
        prefixes = (*(f"{pillar}.{name}." for name in rounds), f"{pillar}.everyone", f"{pillar}.years", "window.")
        counts = [
            cause
            for cause in self.of("municipality", "count")
            if cause.record_date is None or cause.record_date in dates
        ]
        others = [cause for cause in counts if cause.key != key] if _shared(before, after) else []
        return Touching(
            tuple(cause for cause in counts if cause.key == key),
            tuple(others),
            self._general(prefixes, unused, options, used),
        )

    def _rounds(self, pillar: str, round_: str) -> tuple[set[str], set[date]]:
        """Return the keys and record dates of a round and of those it repeats, in either programme."""
        keys, dates = {round_}, set()
        for statement in self.statements:
            found = next((one for one in statement.programme.pillars if one.key == pillar), None)
            rounds = {one.key: one for one in found.rounds} if isinstance(found, PerCapitaPillar) else {}
            name: str | None = round_
            while name in rounds:
                keys.add(name)
                dates.add(rounds[name].record_date)
                name = rounds[name].repeats
        return keys, dates

    # --- grants

    def _grant(self, pillar: str, key: str) -> Touching:
        dates, qualifications = set(), set()
        providers = {providers.get(key, key) for providers in self.providers}
        members = {member for owners in self.providers for member, owner in owners.items() if owner in providers}
        for statement in self.statements:
            dates |= _record_dates(statement, pillar)
            qualifications |= {one.qualification.value for one in statement.managers if one.provider in providers}
        general = [
            cause
            for cause in self._general((f"{pillar}.", "window."), set(_NOT_OF_A_GRANT), {"expected"})
            if ".fixed_amounts." not in cause.key or cause.key.rpartition(".")[2] in qualifications
        ]
        shares = any(cause.key.endswith(".persons_of_land") for cause in general)
        counts = [cause for cause in self.of("count") if cause.record_date in dates]
        group = [cause for cause in self.of("municipality", "provider", "manager") if providers & set(cause.providers)]
        own = [cause for cause in (*counts, *group) if _is_own(cause, key)]
        # the frames of a group are pooled; those of others count only through the Land's (R3.3, R3.8)
        others = [cause for cause in counts if cause.key != key and (shares or cause.key in members)]
        others += [cause for cause in group if not _is_own(cause, key)]
        return Touching(tuple(own), tuple(others), tuple(general))


def _is_own(cause: ChangedInput, key: str) -> bool:
    """Whether a change is a municipality's own: about itself, or about the managers that it employs."""
    return key in cause.providers if cause.kind == "manager" else cause.key == key


def _lines(statement: Statement) -> dict[tuple[str, str], PerCapitaLine]:
    return {
        (payout.pillar, payout.round): payout.line
        for payout in statement.payouts
        if isinstance(payout, PerCapitaPayout)
    }


def _providers(statement: Statement) -> dict[str, str]:
    return {place.ags: place.provider_key for place in statement.municipalities}


def _last(line: PerCapitaLine) -> PerCapitaLine:
    """Return the line whose rule is computed: its own, or that of the round it repeats."""
    return line if line.repeats is None else _last(line.repeats)


def _shared(before: PerCapitaLine | None, after: PerCapitaLine | None) -> bool:
    """Whether the counts of others can move an amount: through the Land's count, units left, or what is calculated."""
    if before is None or after is None or (before.repeats is None) is not (after.repeats is None):
        return True
    shares = [line for line in map(_last, (before, after)) if line.basis is Basis.POT_SHARE]
    if any(line.method is Method.LARGEST_REMAINDER for line in shares):
        return True
    return len({line.figures[1].value for line in shares}) > 1


def _record_dates(statement: Statement, pillar: str) -> set[date]:
    """Return the record dates of the frames that divide a grant."""
    found = next((one for one in statement.programme.pillars if one.key == pillar), None)
    base = found.base if isinstance(found, ContinuationPillar) else found
    return {base.record_date} if isinstance(base, ManagementPillar) else set()
