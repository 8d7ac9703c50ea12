"""The beginning of a report, what is doubtful in it, and what it is about."""

from __future__ import annotations

from collections.abc import Iterator

from ..message import Message, message
from ..model.payout import Basis
from ..model.source import Status
from ..model.statement import Statement
from ..tabulation import pages
from ..tabulation.reasons import BASES
from ..tabulation.table import Words
from ..words import citation, label
from . import pictures
from .blocks import Block, Facts, Items, Minor, Paragraph, Section, Sum
from .tables import laid_out
from .writer import Writer


def summary(statement: Statement, write: Writer) -> Section:
    """Return what a reader wants to know first: how much, for whom, on which basis."""
    by_pillar = laid_out(pages.by_pillar(statement, Words(write.lang)), write)
    blocks = (_sum(statement, write), by_pillar, *pictures.years(statement, write))
    return Section("summary", write.word("Summary"), (*blocks, Facts(tuple(_facts(statement, write)))))


def _sum(statement: Statement, write: Writer) -> Sum:
    notes = []
    only_expected = pages.only_expected(statement)
    if only_expected:
        notes.append(write.say(message("Of this {amount:eur} are only expected.", amount=only_expected)))
    unknown = sum(payout.cents is None for payout in statement.payouts)
    if unknown:
        notes.append(write.say(message("{count} payouts are open and left out.", count=unknown)))
    if statement.gaps:
        notes.append(write.say(message("Gaps: {count}. What nobody knows is named below.", count=len(statement.gaps))))
    return Sum(write.word("In all"), write.amount(statement.total(known_only=True)), tuple(notes))


def _facts(statement: Statement, write: Writer) -> Iterator[tuple[str, str]]:
    programme, window = statement.programme, statement.programme.window
    yield write.word("Programme"), write.named(programme)
    yield (
        write.word("Window"),
        write.say(message("{first:plain} to {last:plain}", first=write.day(window.first), last=write.day(window.last))),
    )
    yield write.word("Basis of calculation"), write.word(BASES[statement.basis.value])
    if statement.basis is Basis.POT_SHARE:
        told = message(
            "to {unit:word}, {method:word}",
            unit=f"full {statement.rounding.value}s",
            method=statement.method.value,
        )
        yield write.word("Rounding of shares"), write.say(told)
    yield write.word("Expected figures"), write.word("used" if statement.expected else "not used")
    inside = statement.training_in_fixed_amount
    training = write.word("part of the fixed amount" if inside else "own costs of the municipality")
    yield write.word("Training costs"), training
    yield write.word("Municipalities"), write.count(len(statement.municipalities))
    if statement.case.districts:
        yield write.word("Districts"), write.count(len(statement.case.districts))
    yield write.word("Managers"), write.say(_managers(statement))


def _managers(statement: Statement) -> Message:
    staffing = statement.staffing
    return message("{count} with {fte} FTE", count=len(statement.managers), fte=staffing.fte)


# --- what the result rests on


def doubts(statement: Statement, write: Writer) -> Section:
    """Return what is made up, expected, inferred or unknown, and the conventions the result rests on."""
    title = write.word("What is made up, expected, inferred or unknown")
    return Section("doubts", title, tuple(_doubts(statement, write)))


def _doubts(statement: Statement, write: Writer) -> Iterator[Block]:
    warnings = [write.say(remark) for remark in statement.warnings if remark.kind != "convention"]
    yield Minor(write.word("What a reader has to know"))
    yield Items(tuple(warnings)) if warnings else Paragraph(write.word("Nothing besides what follows."))
    yield Minor(write.word("What the result would need and nobody knows"))
    gaps = [write.say(gap) for gap in statement.gaps]
    yield Items(tuple(gaps)) if gaps else Paragraph(write.word("Nothing: every amount is known."))
    unknown = [figure for figure in statement.programme.figures if figure.status is Status.UNKNOWN]
    if unknown:
        yield Minor(write.word("Figures of the programme that nobody knows"))
        yield Items(tuple(f"{label(figure, write.lang)} [{figure.key}; {figure.clause}]" for figure in unknown))
    conventions = [write.say(remark) for remark in statement.warnings if remark.kind == "convention"]
    if conventions:
        yield Minor(write.word("Conventions of this library that the result rests on: no source decides them"))
        yield Items(tuple(conventions))


def about_case(statement: Statement, write: Writer) -> Section | None:
    """Return what the case says about itself; None where it says nothing."""
    case = statement.case
    blocks: list[Block] = []
    if case.notes:
        blocks.append(Items(tuple(write.word(note) for note in case.notes)))
    if case.sources:
        blocks.append(Minor(write.word("Sources of the case")))
        blocks.append(Items(tuple(citation(source, write.lang) for source in case.sources)))
    return Section("case", write.word("About the case"), tuple(blocks)) if blocks else None
