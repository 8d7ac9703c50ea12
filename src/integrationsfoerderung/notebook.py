"""What a notebook shows of programmes, municipalities, payouts, statements, figures, comparisons and audits.

Compact HTML without any extra: every text escaped, no script, and the colours of the page around it, so that it is
readable in light and dark wherever it stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import singledispatch
from typing import Any

from .errors import InvalidInput, Problem, UnknownFigureError
from .figure import Figure
from .markup import amount_text, collapsible, harmless, tree_of
from .message import Language, day_text, message, number_text
from .model.comparison import Comparison, Difference
from .model.municipality import Municipality
from .model.notice import AuditEntry, AuditResult
from .model.payout import Grant, GrantPayout, Payout, PerCapitaPayout
from .model.programme import Programme
from .model.statement import Statement
from .money import added, in_cents, in_euros
from .register import district_name
from .tabulation import pages
from .tabulation.table import Cell, Words
from .words import explain_grant, explain_payout, label, quantity, status_word
from .words.speech import Speech

MOST_ROWS = 60
"""More rows than that are not shown: the last line says how many there are."""

FEW = 8
"""Up to so many lines stand open; more are folded away."""

_STYLE = """
.integrationsfoerderung{color:var(--jp-content-font-color1,var(--vscode-editor-foreground,inherit));line-height:1.4;
font-family:var(--jp-content-font-family,system-ui,sans-serif);font-size:13px;font-variant-numeric:tabular-nums;
overflow-x:auto;overflow-wrap:break-word;max-width:64rem}
.integrationsfoerderung p{margin:.25em 0}.integrationsfoerderung .title{font-size:1.1em;font-weight:600}
.integrationsfoerderung .quiet,.integrationsfoerderung .marks,.integrationsfoerderung .detail{opacity:.72}
.integrationsfoerderung table{border-collapse:collapse;margin:.4em 0;background:none;color:inherit;font-size:inherit}
.integrationsfoerderung th,.integrationsfoerderung td{padding:.15em .9em .15em 0;text-align:left;vertical-align:top;
background:none;color:inherit;border:0;max-width:28rem;white-space:normal;unicode-bidi:isolate}
.integrationsfoerderung .number{text-align:right;white-space:nowrap}
.integrationsfoerderung thead th{border-bottom:1px solid;vertical-align:bottom}
.integrationsfoerderung tbody td{border-top:1px solid;border-color:rgba(127,127,127,.3)}
.integrationsfoerderung tfoot td{border-top:1px solid;font-weight:600}
.integrationsfoerderung details,.integrationsfoerderung .leaf{margin:.15em 0 .15em 1em}
.integrationsfoerderung summary{cursor:pointer;margin-left:-1em;display:list-item}
.integrationsfoerderung details>.detail{padding-left:.2em}
.integrationsfoerderung ul{margin:.2em 0;padding-left:1.3em}
"""
# No rule asks for the system's preference for dark: a notebook has a theme of its own, which may be another. What is
# quiet or a line is made of the text's own colour instead, and is readable wherever the text is.


def html(noun: object, lang: Language = "en") -> str:
    """Return what a notebook shows of a noun.

    Args:
        noun: a `Programme`, `Municipality`, `Payout`, `Grant`, `Statement`, `Figure`, `Comparison` or `AuditResult`.
        lang: `en` or `de`.

    Raises:
        InvalidInput: for another language or another object.

    >>> from integrationsfoerderung import Municipality
    >>> "&lt;Aldingen&gt;" in html(Municipality("08327002", "<Aldingen>"))
    True
    """
    body = "".join(_parts(noun, _Words(lang)))
    return f'<div class="integrationsfoerderung" lang="{lang}"><style>{_STYLE}</style>{body}</div>'


class _Words(Speech):
    """Texts in one language."""

    def money(self, amount: Decimal | None, otherwise: str = "open") -> str:
        return amount_text(amount, self.lang, otherwise)

    def count(self, value: int | Decimal | None) -> str:
        return self.word("unknown") if value is None else number_text(value, self.lang)


# --- pieces


def _title(text: str, quiet: str = "") -> str:
    after = f' <span class="quiet">{harmless(quiet)}</span>' if quiet else ""
    return f'<p><span class="title">{harmless(text)}</span>{after}</p>'


def _text(text: str) -> str:
    return f"<p>{harmless(text)}</p>"


def _table(
    words: _Words,
    titles: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    texts: int = 1,
    foot: Sequence[str] = (),
    most: int = MOST_ROWS,
) -> str:
    """Write a table: the first columns hold texts, the others numbers."""

    def line(cells: Sequence[str], tag: str) -> str:
        return "".join(
            f"<{tag}>{harmless(cell)}</{tag}>" if place < texts else f'<{tag} class="number">{harmless(cell)}</{tag}>'
            for place, cell in enumerate(cells)
        )

    everything = [*rows]
    body = "".join(f"<tr>{line(row, 'td')}</tr>" for row in everything[:most])
    if len(everything) > most:
        more = words.say(message("… and {count} more", count=len(everything) - most))
        body += f'<tr><td colspan="{len(titles)}">{harmless(more)}</td></tr>'
    end = f"<tfoot><tr>{line(foot, 'td')}</tr></tfoot>" if foot else ""
    return f"<table><thead><tr>{line(titles, 'th')}</tr></thead><tbody>{body}</tbody>{end}</table>"


def _closed(title: str, inside: str) -> str:
    return f"<details><summary>{harmless(title)}</summary>{inside}</details>"


def _list(items: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{harmless(item)}</li>' for item in items)}</ul>"


def _derivation(figure: Figure, words: _Words) -> str:
    return collapsible(tree_of(figure, words.lang))


# --- nouns


@singledispatch
def _parts(noun: object, words: _Words) -> Iterator[str]:
    """Yield the pieces of a noun's view."""
    del words
    allowed = message("a noun of this library")
    remedy = message("give a programme, municipality, payout, grant, statement, figure, comparison or audit result")
    raise InvalidInput("notebook.html", [Problem("notebook.html", "noun", noun, allowed, remedy)])


@_parts.register
def _(figure: Figure, words: _Words) -> Iterator[str]:
    yield _derivation(figure, words)


@_parts.register
def _(programme: Programme, words: _Words) -> Iterator[str]:
    window = programme.window
    yield _title(words.named(programme), programme.key)
    yield _text(words.say(message("Window {first} to {last}", first=window.first, last=window.last)))
    titles = (words.word("Pillar"), words.word("Key"), words.word("Budget in EUR"))
    rows = [
        (
            words.named(pillar),
            pillar.key,
            "–" if pillar.budget is None else _known(pillar.budget, words),
        )
        for pillar in programme.pillars
    ]
    budget = "–" if programme.budget is None else _known(programme.budget, words)
    yield _table(words, titles, rows, texts=2, foot=(words.word("Programme"), "", budget))
    counted = programme.completeness()
    told = ", ".join(f"{count} {status_word(status, words.lang)}" for status, count in counted.items() if count)
    figures = [
        (
            label(figure, words.lang),
            figure.key,
            "" if figure.status is None else status_word(figure.status, words.lang),
            figure.clause,
            quantity(figure, words.lang),
        )
        for figure in programme.figures
    ]
    if figures:
        title = words.say(message("{count} figures: {told:plain}", count=len(figures), told=told))
        names = (
            words.word("Figure"),
            words.word("Key"),
            words.word("Status"),
            words.word("Clause"),
            words.word("Value"),
        )
        yield _closed(title, _table(words, names, figures, texts=4, most=len(figures)))


def _known(figure: Figure, words: _Words) -> str:
    return quantity(figure, words.lang) if figure.value is None else words.money(figure.amount)


@_parts.register
def _(municipality: Municipality, words: _Words) -> Iterator[str]:
    yield _title(municipality.name, f"{municipality.ags}, {district_name(municipality.district)}")
    key = municipality.provider_key
    provider = district_name(key) if len(key) == 5 else key
    told = [
        words.say(message("Provider: {provider:plain}", provider=provider))
        if key != municipality.ags
        else words.word("Provider: the municipality itself")
    ]
    if municipality.area is not None:
        told.append(words.say(message("Area: {area:plain}", area=municipality.area)))
    if municipality.cost_share is not None:
        told.append(words.say(message("Share of own costs: {share}", share=municipality.cost_share)))
    yield _text(". ".join(told) + ".")
    if not municipality.head_counts and not municipality.entries:
        yield _text(words.word("No head count is given."))
    if municipality.head_counts:
        titles = (words.word("Record date"), words.word("Status"), words.word("Persons"))
        rows = [
            (day_text(count.record_date, words.lang), words.word(count.status.value), words.count(count.persons))
            for count in municipality.head_counts
        ]
        yield _table(words, titles, rows, texts=2)
    if municipality.entries:
        came = [(day_text(entry.day, words.lang), words.count(entry.persons)) for entry in municipality.entries]
        yield _table(words, (words.word("Came on"), words.word("Persons")), came)


@_parts.register
def _(payout: Payout, words: _Words) -> Iterator[str]:
    head, *lines = explain_payout(payout, words.lang).split("\n")
    yield _title(head)
    if payout.cents is None:
        yield _list(lines)
    else:
        if isinstance(payout, PerCapitaPayout | GrantPayout) and payout.expected:
            yield _text(words.word("The amount is only expected."))
        yield _derivation(payout.derivation, words)


@_parts.register
def _(grant: Grant, words: _Words) -> Iterator[str]:
    head, *lines = explain_grant(grant, words.lang).split("\n")
    yield _title(head)
    yield _list(lines) if grant.cents is None else _derivation(grant.derivation, words)


@_parts.register
def _(statement: Statement, words: _Words) -> Iterator[str]:
    yield _title(statement.case.name or words.word("Statement"), words.named(statement.programme))
    total = statement.total(known_only=True)
    unknown = sum(payout.cents is None for payout in statement.payouts)
    told = [words.say(message("In all {total:eur}.", total=total))]
    only = pages.only_expected(statement)
    if only:
        told.append(words.say(message("Of this {amount:eur} are only expected.", amount=only)))
    if unknown:
        told.append(words.say(message("{count} payouts are open and left out.", count=unknown)))
    yield _text(" ".join(told))
    yield _by_pillar(statement, words)
    if statement.gaps:
        yield _text(words.word("What the result would need and nobody knows"))
        gaps = [words.say(gap) for gap in statement.gaps]
        yield _list(gaps) if len(gaps) <= FEW else _closed(words.count(len(gaps)), _list(gaps))
    yield _by_recipient(statement, words)
    remarks = [words.say(remark) for remark in statement.warnings]
    if remarks:
        title = words.say(message("{count} things to know", count=len(remarks)))
        yield _closed(title, _list(remarks))


def _by_pillar(statement: Statement, words: _Words) -> str:
    table, speak = pages.by_pillar(statement, Words(words.lang)), Words(words.lang)

    def shown(cells: Iterable[Cell]) -> list[str]:
        return list(map(speak.shown, table.columns, cells))

    titles = [column.title for column in table.columns]
    return _table(words, titles, map(shown, table.rows), foot=shown(table.last_row(words.word("Total"))))


def _by_recipient(statement: Statement, words: _Words) -> str:
    """Write what each recipient gets from each pillar: per-capita amounts the municipality, grants the provider."""
    pillars = list(statement.by("pillar", known_only=True))
    names: dict[str, str] = {}
    amounts: dict[tuple[str, str], list[Decimal | None]] = {}
    for payout in statement.payouts:
        if isinstance(payout, PerCapitaPayout | GrantPayout):
            names.setdefault(payout.recipient, payout.recipient_name)
            amounts.setdefault((payout.recipient, payout.pillar), []).append(payout.amount)
    sums = {place: added(each) for place, each in amounts.items()}
    titles = (words.word("Key"), words.word("Recipient"), *map(words.pillar, pillars))
    rows = [
        (key, name, *(words.money(sums[key, pillar]) if (key, pillar) in sums else "" for pillar in pillars))
        for key, name in names.items()
    ]
    title = words.say(message("{count} recipients, in EUR", count=len(rows)))
    return _closed(title, _table(words, titles, rows, texts=2))


@_parts.register
def _(comparison: Comparison, words: _Words) -> Iterator[str]:
    yield _title(words.word("Variant against baseline"), words.named(comparison.baseline.programme))
    try:
        total = words.say(message("Difference in all: {amount:eur}.", amount=comparison.total()))
    except UnknownFigureError as error:
        total = words.say(error)
    yield _text(total)
    titles = (
        words.word("Key"),
        words.word("Name"),
        words.word("Pillar"),
        words.word("Round"),
        words.word("Before"),
        words.word("After"),
        words.word("Difference"),
    )
    rows = [
        (
            row.key,
            row.name,
            words.pillar(row.pillar),
            words.word(row.round),
            words.money(row.before),
            words.money(row.after),
            words.money(row.amount),
        )
        for row in comparison.changed
    ]
    if len(rows) > FEW:
        yield _by_pillar_and_round(comparison, words)
        title = words.say(message("{count} amounts are others, in EUR", count=len(rows)))
        yield _closed(title, _table(words, titles, rows, texts=4, most=len(rows)))
    elif rows:
        yield _table(words, titles, rows, texts=4)
    else:
        yield _text(words.word("No amount is another."))
    if comparison.causes:
        title = words.say(message("{count} inputs differ", count=len(comparison.causes)))
        yield _closed(title, _list(words.say(cause.message) for cause in comparison.causes))


def _by_pillar_and_round(comparison: Comparison, words: _Words) -> str:
    groups: dict[tuple[str, str], list[Difference]] = {}
    for row in comparison.rows:
        groups.setdefault((row.pillar, row.round), []).append(row)
    titles = (
        words.word("Pillar, in EUR"),
        words.word("Round"),
        words.word("Before"),
        words.word("After"),
        words.word("Difference"),
    )
    rows = [
        (
            words.pillar(pillar),
            words.word(round_),
            words.money(added(row.before for row in group)),
            words.money(added(row.after for row in group)),
            words.money(added(row.amount for row in group)),
        )
        for (pillar, round_), group in groups.items()
    ]
    return _table(words, titles, rows, texts=2)


@_parts.register
def _(result: AuditResult, words: _Words) -> Iterator[str]:
    yield _title(words.word("Audit"))
    yield _text(words.say(result.summary))
    titles = (
        words.word("Notice"),
        words.word("Stage or round"),
        words.word("Verdict"),
        words.word("Amount in EUR"),
        words.word("By rule in EUR"),
        words.word("Difference in EUR"),
        words.word("Persons"),
    )
    rows = [_audited(entry, words) for entry in result]
    if rows:
        yield _table(words, titles, rows, texts=3)
    told = [line for entry in result if not entry.fits for line in entry.lines]
    if told:
        yield _closed(words.word("What does not fit, or cannot be checked"), _list(map(words.say, told[:MOST_ROWS])))


def _audited(entry: AuditEntry, words: _Words) -> tuple[str, ...]:
    notice = entry.notice
    stage = notice.round or ("" if notice.stage is None else words.word(notice.stage.value))
    persons: Any = entry.persons
    shown = "" if not persons else str(persons[0]) if len(persons) == 1 else f"{persons[0]}–{persons[-1]}"
    return (
        notice.label,
        stage,
        words.word(entry.verdict.value),
        words.money(in_euros(in_cents(notice.amount))),
        "" if entry.expected is None else words.money(entry.expected),
        "" if entry.difference is None else words.money(entry.difference),
        shown,
    )
