"""The figures that a report rests on: value, status, clause and source, and the list of sources."""

from __future__ import annotations

from collections.abc import Iterator

from ..figure import Figure
from ..message import message
from ..model.source import Source
from ..model.statement import Statement
from ..tabulation.reasons import used_in
from ..words import citation, held, label, note, quantity, status_word
from .blocks import Block, Column, Items, Minor, Noted, Paragraph, Row, Section, Table
from .writer import Writer


def figures(statement: Statement, write: Writer) -> Section:
    """Return the figures of the programme, those first that the statement used."""
    used = used_in(statement)
    everything = statement.programme.figures
    sources: dict[Source, int] = {}
    blocks: list[Block] = [
        Paragraph(
            write.word("Every figure has a status: published as a fact, only expected, inferred, contested or unknown.")
        )
    ]
    groups = (
        (write.word("Figures that the result rests on"), [figure for figure in everything if figure.key in used]),
        (write.word("Further figures of the programme"), [figure for figure in everything if figure.key not in used]),
    )
    for title, group in groups:
        if group:
            blocks += [Minor(title), _table(group, sources, write)]
    if sources:
        blocks += [Minor(write.word("Sources")), Items(tuple(citation(source, write.lang) for source in sources), True)]
    return Section("figures", write.word("Figures with status and source"), tuple(blocks))


def _table(group: list[Figure], sources: dict[Source, int], write: Writer) -> Table:
    columns = (
        Column(write.word("Figure")),
        Column(write.word("Value"), number=True),
        Column(write.word("Status")),
        Column(write.word("Clause")),
        Column(write.word("Source"), number=True),
    )
    return Table(columns, tuple(_row(figure, sources, write) for figure in group))


def _row(figure: Figure, sources: dict[Source, int], write: Writer) -> Row:
    number = ""
    for one in (figure, *figure.claims):
        if one.source is not None:
            sources.setdefault(one.source, len(sources) + 1)
    if figure.source is not None:
        number = f"[{sources[figure.source]}]"
    elif figure.claims:
        number = " ".join(f"[{sources[claim.source]}]" for claim in figure.claims if claim.source is not None)
    status = "" if figure.status is None else status_word(figure.status, write.lang)
    told = Noted(label(figure, write.lang), tuple(_notes(figure, write)))
    return Row((told, quantity(figure, write.lang), status, figure.clause, number))


def _notes(figure: Figure, write: Writer) -> Iterator[str]:
    if figure.valid is not None:
        yield write.say(held(figure.valid))
    for claim in figure.claims:
        yield write.say(
            message(
                "{label:plain}: {quantity:plain}", label=label(claim, write.lang), quantity=quantity(claim, write.lang)
            )
        )
    if figure.note:
        yield note(figure, write.lang)
    yield figure.key
