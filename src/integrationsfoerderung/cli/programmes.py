"""`programmes`: the editions, and every figure of one with status and source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

import click

from ..catalogue.loader import load_programme
from ..catalogue.loader import programmes as bundled
from ..figure import Figure
from ..files.statement_json import json_of
from ..message import day_text, message
from ..model.programme import Programme
from ..model.source import Source, Status
from ..words import bare, citation, held, label, look, note, quantity, status_word, tell
from .commands import Argument, Command, completing_programmes, language_option
from .outputs import to_stdout
from .page import Column, Page, Row


@click.command(
    "programmes",
    cls=Command,
    short_help="The funding programmes, and every figure with status and source.",
    help="List the bundled editions: window, budget, and how many of their figures are published, expected, inferred "
    "or unknown. With a key (or the path of a TOML file) list every figure of that programme.",
    epilog="integrationsfoerderung programmes pakt-fuer-integration",
)
@click.argument(
    "key",
    cls=Argument,
    required=False,
    metavar="[KEY]",
    explanation="Key of an edition, or the path of a .toml file of the same schema.",
    shell_complete=completing_programmes,
)
@click.option("--json", is_flag=True, help="Print JSON, for programs.")
@language_option
@click.pass_obj
def programmes(page: Page, key: str | None, json: bool) -> None:  # click's way to hand a flag
    """List programmes, or the figures of one."""
    if json:
        to_stdout(json_of([_data(one) for one in bundled()] if key is None else load_programme(key).to_dict()))
    elif key is None:
        _editions(page, bundled())
    else:
        _figures(page, load_programme(key))


# --- all editions


def _data(programme: Programme) -> dict[str, Any]:
    """Return an edition in short as JSON-ready data."""
    budget = programme.budget
    return {
        "key": programme.key,
        "name": programme.name,
        "name_de": programme.name_de,
        "window": [programme.window.first.isoformat(), programme.window.last.isoformat()],
        "budget": None if budget is None or budget.value is None else str(budget.amount),
        "figures": {status.value: count for status, count in programme.completeness().items()},
    }


def _editions(page: Page, editions: Sequence[Programme]) -> None:
    page.title(page.word("Funding programmes"))
    columns = [
        Column(page.word("Key"), whole=True),
        Column(page.word("Name")),
        Column(page.word("Period")),
        Column(page.word("Budget in EUR"), number=True),
        Column(page.word("Figures by status")),
    ]
    rows = []
    for programme in editions:
        budget = programme.budget
        amount = "–" if budget is None else bare(budget, page.lang)
        cells = (
            programme.key,
            page.named(programme),
            _window(page, programme),
            amount,
            _completeness(page, programme),
        )
        rows.append(Row(cells))
    page.table(columns, rows)


def _completeness(page: Page, programme: Programme) -> str:
    counted = programme.completeness()
    return ", ".join(f"{count} {status_word(status, page.lang)}" for status, count in counted.items() if count)


def _window(page: Page, programme: Programme) -> str:
    first, last = (day_text(day, page.lang) for day in (programme.window.first, programme.window.last))
    return f"{first} – {last}"


# --- one edition


def _figures(page: Page, programme: Programme) -> None:
    page.title(f"{page.named(programme)} ({programme.key})")
    page.text(
        page.say(
            message(
                "Window {window:plain}. Figures: {counted:plain}.",
                window=_window(page, programme),
                counted=_completeness(page, programme),
            )
        )
    )
    sources: dict[Source, int] = {}
    page.text(page.word("The key of a figure is the word in brackets, a dot, and its key in the table."))
    for part, figures in groupby(programme.figures, lambda figure: figure.key.partition(".")[0]):
        page.heading(f"{_part(page, programme, part)} [{part}]")
        _table(page, list(figures), sources)
    _notes(page, programme.figures)
    page.heading(page.word("Sources"))
    page.items(f"[{number}] {citation(source, page.lang)}" for source, number in sources.items())


_PARTS = {"window": "Window", "budget": "Budget", "facts": "Facts that no rule computes with"}


def _part(page: Page, programme: Programme, key: str) -> str:
    for pillar in programme.pillars:
        if pillar.key == key:
            return page.named(pillar)
    return page.word(_PARTS.get(key, key))


def _table(page: Page, figures: Iterable[Figure], sources: dict[Source, int]) -> None:
    columns = [
        Column(page.word("Figure")),
        Column(page.word("Value"), number=True),
        Column(page.word("Status")),
        Column(page.word("Clause")),
        Column(page.word("Key"), breakable=True),
        Column(page.word("Source")),
    ]
    rows = []
    for figure in figures:
        number = "" if figure.source is None else f"[{sources.setdefault(figure.source, len(sources) + 1)}]"
        name = label(figure, page.lang)
        if figure.valid is not None:
            name = f"{name} ({tell(held(figure.valid), page.lang)})"
        status = "" if figure.status is None else status_word(figure.status, page.lang)
        key = figure.key.partition(".")[2]
        rows.append(Row((name, quantity(figure, page.lang), status, figure.clause, key, number)))
    page.table(columns, rows)


def _notes(page: Page, figures: Iterable[Figure]) -> None:
    figures = list(figures)
    contested = [figure for figure in figures if figure.claims]
    unknown = [figure for figure in figures if figure.status is Status.UNKNOWN]
    inferred = [figure for figure in figures if figure.status is Status.INFERRED and figure.note]
    told = [*contested, *unknown, *inferred]
    others = [figure for figure in figures if figure not in told and figure.note]
    for title, chosen in (
        (page.word("Where sources disagree"), contested),
        (page.word("What is unknown, and where one could look"), unknown),
        (page.word("How the inferred figures were found"), inferred),
        (page.word("Notes"), others),
    ):
        if chosen:
            page.heading(title)
            page.items(_note(page, figure) for figure in chosen)


def _note(page: Page, figure: Figure) -> str:
    said = [f"{quantity(claim, page.lang)} ({_claimed(page, claim)})" for claim in figure.claims]
    text = f"{label(figure, page.lang)} ({figure.key}): {'; '.join([*said, note(figure, page.lang)])}"
    if not figure.look:
        return text
    return f"{text} {page.say(message('Where to look: {look:plain}.', look=look(figure, page.lang)))}"


def _claimed(page: Page, claim: Figure) -> str:
    source = [] if claim.source is None else [citation(claim.source, page.lang)]
    return "; ".join([label(claim, page.lang), *source])
