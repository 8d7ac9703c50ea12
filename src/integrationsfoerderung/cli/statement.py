"""A statement as tables and paragraphs; `example` shows it, and every command that calculates."""

from __future__ import annotations

from ..figure import Figure
from ..message import message
from ..model.case import Case
from ..model.payout import Grant, Payout
from ..model.source import Status
from ..model.statement import Statement
from ..tabulation import pages
from ..tabulation.reasons import BASES, used_in
from ..words import citation, label, note, quantity, status_word, tell
from ..words.payouts import PILLARS
from . import tables
from .page import Page


def show_statement(page: Page, statement: Statement, case: Case, *, explained: str | None = None) -> None:
    """Print everything a reader of a statement wants to know.

    Args:
        page: where and in which language.
        statement: the statement.
        case: the case as it was read, with its name, notes and sources.
        explained: AGS of a municipality whose first payout is explained; every capped grant is.
    """
    show_head(page, statement, case)
    tables.show_rounds(page, statement)
    tables.show_grants(page, statement)
    tables.show_division(page, statement)
    tables.show_settlements(page, statement)
    tables.show_areas(page, statement)
    tables.show_provision(page, statement)
    tables.show_own_costs(page, statement)
    _doubts(page, statement)
    _origin(page, case)
    _explanations(page, statement, explained)


def show_head(page: Page, statement: Statement, case: Case) -> None:
    """Print what was calculated, how, and the totals."""
    programme, window = statement.programme, statement.programme.window
    page.title(f"{case.name or page.word('Statement')} – {page.named(programme)}")
    page.text(
        page.say(
            message(
                "Window {first} to {last}. Per-capita amounts by {basis:word}. {municipalities} municipalities, "
                "{managers} managers.",
                first=window.first,
                last=window.last,
                basis=BASES[statement.basis.value],
                municipalities=len(statement.municipalities),
                managers=len(statement.managers),
            )
        )
    )

    pillars = [
        message(
            "{pillar:word} {amount:eur}",
            pillar=PILLARS.get(key, key),
            amount=statement.total(pillar=key, known_only=True),
        )
        for key in statement.by("pillar", known_only=True)
    ]
    only_expected = pages.only_expected(statement)
    total = message(
        "In all {total:eur}: {pillars:plain}.",
        total=statement.total(known_only=True),
        pillars="; ".join(page.say(pillar) for pillar in pillars),
    )
    told = [page.say(total)]
    if only_expected:
        told.append(page.say(message("Of this {amount:eur} are only expected.", amount=only_expected)))
    if any(payout.cents is None for payout in statement.payouts):
        told.append(page.word("Open amounts are left out."))
    page.text(" ".join(told))


# --- what the result rests on


def _doubts(page: Page, statement: Statement) -> None:
    page.heading(page.word("What is made up, expected, inferred or unknown"))
    page.items(tell(remark, page.lang) for remark in statement.warnings if remark.kind != "convention")
    page.items(tell(gap, page.lang) for gap in statement.gaps)
    inferred = _inferred(statement)
    if inferred:
        page.heading(page.word("Inferred and expected figures used: no source prints them as a fact"))
        page.items(_figure_told(page, figure) for figure in inferred)
    unknown = [figure for figure in statement.programme.figures if figure.status is Status.UNKNOWN]
    if unknown:
        page.heading(page.word("Figures of the programme that nobody knows"))
        page.items(f"{label(figure, page.lang)} [{figure.key}; {figure.clause}]" for figure in unknown)
    conventions = [remark for remark in statement.warnings if remark.kind == "convention"]
    if conventions:
        page.heading(page.word("Conventions of this library that the result rests on: no source decides them"))
        page.items(tell(remark, page.lang) for remark in conventions)


def _inferred(statement: Statement) -> list[Figure]:
    """Return the figures of the programme that the statement used and no source prints as a fact."""
    used, doubtful = used_in(statement), (Status.INFERRED, Status.EXPECTED)
    current = {figure.key: figure for figure in statement.programme.figures}
    return [figure for key, figure in current.items() if key in used and figure.status in doubtful]


def _figure_told(page: Page, figure: Figure) -> str:
    status = status_word(figure.status, page.lang) if figure.status is not None else ""
    head = f"{label(figure, page.lang)}: {quantity(figure, page.lang)}"
    return f"{head} [{status}; {figure.clause}; {figure.key}]. {note(figure, page.lang)}"


def _origin(page: Page, case: Case) -> None:
    if case.notes:
        page.heading(page.word("About the case"))
        page.items(page.word(note) for note in case.notes)
    if case.sources:
        page.heading(page.word("Sources of the case"))
        page.items(citation(source, page.lang) for source in case.sources)


def _explanations(page: Page, statement: Statement, explained: str | None) -> None:
    payout = next((payout for payout in pages.per_capita(statement) if payout.recipient == explained), None)
    if payout is not None:
        page.heading(page.word("One payout, step by step"))
        page.tree(payout.explain(page.lang))
        _replayed(page, payout)
    for grant in statement.grants:
        if grant.capped:
            page.heading(page.word("A grant that the frames cap, step by step"))
            page.tree(grant.explain(page.lang))
            _replayed(page, grant)


def _replayed(page: Page, result: Payout | Grant) -> None:
    if result.cents is not None:
        replay = message("Computed anew from its inputs: {amount:eur}", amount=result.derivation.replay())
        page.text(page.say(replay))
