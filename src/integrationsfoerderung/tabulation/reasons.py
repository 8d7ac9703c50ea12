"""Tables of reasons: how each amount came about, the figures with their sources, and what a reader has to know."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..figure import Figure, Unit
from ..message import Message, message
from ..model.payout import Grant, GrantPayout, PerCapitaPayout
from ..model.statement import Statement
from ..words import citation, label, look, note, status_word
from ..words.explanation import Explanation
from ..words.formulas import formula
from ..words.quantities import unit_word
from .places import paid_in
from .table import Cell, Table, Words, plain

# --- derivations


def derivations(statement: Statement, words: Words) -> Table:
    """Return how each amount came about: its tree, a row for each number, deeper ones below what rests on them.

    A grant is told before its parts. What was told in full is not told again: the row refers to the first one.
    """
    word = words.word
    columns = (
        words.whole("number", word("No.")),
        words.whole("payout", word("No. of the payout")),
        words.text("about", word("Amount")),
        words.whole("depth", word("Depth")),
        words.text("label", word("Number")),
        words.number("value", word("Value")),
        words.text("unit", word("Unit")),
        words.text("calculation", word("Calculation")),
        words.text("rounding", word("Rounding")),
        words.text("status", word("Status")),
        words.text("clause", word("Clause")),
        words.text("key", word("Key of the figure")),
        words.text("source", word("Source")),
        words.whole("as_in", word("As in No.")),
    )
    rows: list[tuple[Cell, ...]] = []
    by_grant: dict[int, _Told] = {}
    told_grants: dict[str, None] = {}
    for number, payout in enumerate(paid_in(statement), start=1):
        if isinstance(payout, GrantPayout):
            told = by_grant.setdefault(id(payout.grant), {})
            if payout.grant.provider not in told_grants:
                told_grants[payout.grant.provider] = None
                _tell_grant(payout.grant, told, rows, words)
            about = words.say(message("{manager:plain} in {year:plain}", manager=payout.manager.id, year=payout.year))
            about = f"{payout.recipient_name}, {about}"
        else:
            told, about = {}, f"{payout.recipient_name}, {payout.round}"
        if payout.cents is not None:
            _Teller(words, number, about, told, rows).tell(payout.derivation)
    for grant in statement.grants:
        if grant.provider not in told_grants:
            _tell_grant(grant, {}, rows, words)
    return Table("derivations", word("Derivations"), columns, tuple(rows))


_Told = dict[tuple[Any, ...], int]


def _tell_grant(grant: Grant, told: _Told, rows: list[tuple[Cell, ...]], words: Words) -> None:
    if grant.cents is not None:
        about = words.say(message("grant to {name:plain}", name=grant.name))
        _Teller(words, None, about, told, rows).tell(grant.derivation)


class _Teller:
    """Tells one derivation, a row for each number; remembers in `told` in which row each result was told."""

    def __init__(self, words: Words, payout: int | None, about: str, told: _Told, rows: list[tuple[Cell, ...]]) -> None:
        self._words, self._payout, self._about, self._told, self._rows = words, payout, about, told, rows
        self._names = Explanation(words.lang)

    def tell(self, figure: Figure, depth: int = 0) -> None:
        """Tell a figure and everything below it."""
        number = len(self._rows) + 1
        # Within one grant, label, subject and value say which result it is.
        mark = (figure.label, figure.about, figure.step, figure.unit, figure.value, len(figure.of))
        before = self._told.get(mark) if figure.step and figure.label else None
        self._told.setdefault(mark, number)
        self._rows.append((number, self._payout, self._about, depth, *self._row(figure), before))
        for part in figure.of if before is None else ():
            self.tell(part, depth + 1)

    def _row(self, figure: Figure) -> tuple[Cell, ...]:
        lang, words = self._words.lang, self._words
        calculation = formula(figure, lang, self._names.name).numbers if figure.step else note(figure, lang)
        name = self._names.name(figure)
        if figure.on is not None:
            name = words.say(message("{name:plain}, record date {day}", name=name, day=figure.on))
        status = "" if figure.status is None else status_word(figure.status, lang)
        source = "" if figure.source is None else citation(figure.source, lang)
        unit = unit_word(figure.unit, lang)
        return (
            name,
            _value(figure),
            unit,
            calculation,
            self._rounding(figure),
            status,
            figure.clause,
            figure.key,
            source,
        )

    def _rounding(self, figure: Figure) -> str:
        if figure.rounding is None:
            return ""
        unit = self._words.word(f"full {figure.rounding.value}s")
        if figure.step == "share_down":
            return self._words.say(message("cut to {unit:plain}", unit=unit))
        mode = self._words.word(figure.rounding.mode)
        return self._words.say(message("rounded to {unit:plain}, {mode:plain}", unit=unit, mode=mode))


# --- the programme's figures


def used_in(statement: Statement) -> set[str]:
    """Return the keys of the programme's figures that the amounts were computed from."""
    used = {"window.first", "window.term"}
    for derived in _one_of_each(statement):
        used |= {leaf.key for leaf in derived.leaves()}
    for payout in statement.payouts:
        if isinstance(payout, PerCapitaPayout):
            used |= {f"{payout.pillar}.{payout.round}.{name}" for name in ("record_date", "due")}
    for grant in statement.grants:
        used.add(f"{grant.pillar.key}.record_date")
    return used


def _one_of_each(statement: Statement) -> Iterator[Figure]:
    """Yield a derivation for every round and every grant: the payouts of one round rest on the same figures."""
    rounds: set[str] = set()
    for payout in statement.payouts:
        if isinstance(payout, PerCapitaPayout) and payout.cents is not None and payout.round not in rounds:
            rounds.add(payout.round)
            yield payout.derivation
    for grant in statement.grants:
        if grant.cents is not None:
            yield grant.derivation


def figures(statement: Statement, words: Words) -> Table:
    """Return every figure of the programme with status and source; contested ones with what each source says."""
    word = words.word
    columns = (
        words.text("key", word("Key")),
        words.text("label", word("Figure")),
        words.number("value", word("Value")),
        words.day("day", word("Day")),
        words.text("unit", word("Unit")),
        words.text("status", word("Status")),
        words.text("clause", word("Clause")),
        words.text("source", word("Source")),
        words.text("address", word("Address")),
        words.day("published", word("Published on")),
        words.day("valid_from", word("Held from")),
        words.day("valid_to", word("Held to")),
        words.text("note", word("Note")),
        words.text("look", word("Where to look")),
    )
    rows = tuple(
        _figure(figure, key, words)
        for one in statement.programme.figures
        for key, figure in ((one.key, one), *((one.key, claim) for claim in one.claims))
    )
    return Table("figures", word("Figures and sources"), columns, rows)


def _figure(figure: Figure, key: str, words: Words) -> tuple[Cell, ...]:
    lang, source, valid = words.lang, figure.source, figure.valid
    value, day = _value(figure), figure.day if figure.unit is Unit.DAY and figure.value is not None else None
    status = "" if figure.status is None else status_word(figure.status, lang)
    cited = ("", "", None) if source is None else (words.word(source.title), source.url, source.date)
    held = (None, None) if valid is None else words.days(valid)
    said = (note(figure, lang), look(figure, lang))
    what = (key, label(figure, lang), value, day, unit_word(figure.unit, lang), status, figure.clause)
    return *what, *cited, *held, *said


def _value(figure: Figure) -> Cell:
    """Return the value of a figure that is a number; None where it is unknown, or a day."""
    if figure.value is None or figure.unit is Unit.DAY:
        return None
    return plain(figure.fraction, money=figure.unit is Unit.EUR)


# --- what a reader has to know


def notes(statement: Statement, words: Words) -> Table:
    """Return what a reader has to know: what was computed and how, totals, warnings, gaps, conventions, sources."""
    word = words.word
    columns = (
        words.text("kind", word("Kind")),
        words.text("text", word("Note")),
        words.text("keys", word("About")),
        words.text("clause", word("Clause")),
        words.text("look", word("Where to look")),
    )
    rows = [(kind, words.say(text), "", "", "") for kind, text in _head(statement, words)]
    for remark in statement.warnings:
        kind = word("convention") if remark.kind == "convention" else word("warning")
        rows.append((kind, words.say(remark.message), ", ".join(remark.keys), remark.clause, ""))
    for gap in statement.gaps:
        where = "" if gap.look is None else words.say(gap.look)
        rows.append((word("unknown"), words.say(gap.message), ", ".join(gap.keys), "", where))
    rows += [(word("about the case"), word(text), "", "", "") for text in statement.case.notes]
    rows += [(word("source"), citation(source, words.lang), "", "", "") for source in statement.case.sources]
    return Table("notes", word("Notes"), columns, tuple(rows))


BASES = {"announced": "announced rate × counted persons", "pot_share": "share of the pot"}
"""What the bases are called in a sentence."""


def _head(statement: Statement, words: Words) -> Iterator[tuple[str, Message]]:
    about, total = words.word("statement"), words.word("total")
    programme, case = statement.programme, statement.case
    if case.name:
        yield about, message("{name:word}", name=case.name)
    yield about, message("Programme {name:plain} ({key:plain})", name=words.named(programme), key=programme.key)
    window = programme.window
    yield about, message("Window {first} to {last}", first=window.first, last=window.last)
    yield (
        about,
        message(
            "{municipalities} municipalities, {managers} managers",
            municipalities=len(statement.municipalities),
            managers=len(statement.managers),
        ),
    )
    yield about, message("Per-capita amounts by: {basis:word}", basis=BASES[statement.basis.value])
    if statement.expected:
        yield about, message("Figures that are only expected were allowed (R8.8)")
    yield total, message("In all {amount:eur}", amount=statement.total(known_only=True))
    for key, amount in statement.by("pillar", known_only=True).items():
        yield total, message("{pillar:plain}: {amount:eur}", pillar=words.pillar(key), amount=amount)
    if any(payout.cents is None for payout in statement.payouts):
        yield total, message("Open amounts are left out.")
