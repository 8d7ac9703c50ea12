"""The figures of every edition: value, status, clause and source, as their TOML files say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from integrationsfoerderung import Figure, Programme, Source, Status, programmes
from integrationsfoerderung.message import day_text
from integrationsfoerderung.words import held, label, look, note, quantity, status_word, tell, translate

from .clauses import RULES, clauses_in
from .markdown import Lang, cited_clause, code, escaped, in_language, link, list_table

PARTS = {"window": "Window", "budget": "Budget", "facts": "Facts that no rule computes with"}


def page(lang: Lang) -> str:
    """Return the figures of all editions in Markdown: an overview, then a section for each."""
    known = {clause.number for clause in clauses_in(RULES.read_text(encoding="utf-8"))}
    known |= {number.partition(".")[0] for number in known}
    editions = programmes()
    lines = [_overview(editions, lang), ""]
    for programme in editions:
        key = f"{in_language(lang, 'Key', 'Schlüssel')}: {code(programme.key)}"
        window = f"{in_language(lang, 'Window', 'Zeitraum')}: {_window(programme, lang)}"
        budget = escaped(tell(programme.budget_check().message, lang))
        sums = f"{in_language(lang, 'Budget against its parts', 'Haushalt und seine Teile')}: {budget}"
        lines += [f"({anchor(programme, lang)})=", f"## {escaped(_name(programme, lang))}", ""]
        lines += [f"{key}. {window}. {sums}.", ""]
        for part, figures in groupby(programme.figures, lambda figure: figure.key.partition(".")[0]):
            lines += [f"### {escaped(_part(programme, part, lang))}", "", _table(figures, known, lang), ""]
    return "\n".join(lines)


def anchor(programme: Programme, lang: Lang) -> str:
    """Return the target of an edition's section."""
    return f"{in_language(lang, 'figures', 'zahlen')}-{programme.key}"


def _name(programme: Programme, lang: Lang) -> str:
    return in_language(lang, programme.name, programme.name_de or programme.name)


def _window(programme: Programme, lang: Lang) -> str:
    return " – ".join(day_text(day, lang) for day in (programme.window.first, programme.window.last))


def _part(programme: Programme, key: str, lang: Lang) -> str:
    for pillar in programme.pillars:
        if pillar.key == key:
            return in_language(lang, pillar.name, pillar.name_de or pillar.name)
    return translate(PARTS.get(key, key), lang)


def _overview(editions: Iterable[Programme], lang: Lang) -> str:
    counted = [status for status in Status if status is not Status.ILLUSTRATIVE]
    rows = [
        (
            f"[{escaped(_name(programme, lang))}](#{anchor(programme, lang)})",
            _window(programme, lang),
            *(str(programme.completeness()[status] or "–") for status in counted),
        )
        for programme in editions
    ]
    first = (in_language(lang, "edition", "Ausgabe"), in_language(lang, "window", "Zeitraum"))
    headers = (*first, *(status_word(status, lang) for status in counted))
    return list_table(headers, rows, (30, 20, *(10 for _ in counted)), css="editions")


def _table(figures: Iterable[Figure], known: set[str], lang: Lang) -> str:
    headers = in_language(lang, "figure|value|status|clause|source", "Zahl|Wert|Status|Klausel|Quelle").split("|")
    rows = []
    for figure in figures:
        name = [escaped(label(figure, lang)), code(figure.key), *_remarks(figure, lang)]
        values = [f"**{escaped(quantity(figure, lang))}**"]
        values += [f"{escaped(quantity(claim, lang))}: {escaped(label(claim, lang))}" for claim in figure.claims]
        sources = [_source(one, lang) for one in (figure.source, *(claim.source for claim in figure.claims)) if one]
        status = "" if figure.status is None else status_word(figure.status, lang)
        cells = (
            "\n\n".join(name),
            "\n\n".join(values),
            status,
            cited_clause(figure.clause, known),
            "\n\n".join(sources),
        )
        rows.append(cells)
    return list_table(headers, rows, (38, 18, 11, 11, 22), css="figures")


def _remarks(figure: Figure, lang: Lang) -> Iterator[str]:
    if figure.valid is not None:
        yield f"*{escaped(tell(held(figure.valid), lang))}*"
    if figure.note:
        yield escaped(note(figure, lang))
    if figure.look:
        yield f"*{in_language(lang, 'Where to look', 'Wo man suchen kann')}*: {escaped(look(figure, lang))}"


def _source(source: Source, lang: Lang) -> str:
    title = link(translate(source.title, lang), source.url)
    return title if source.date is None else f"{title}, {day_text(source.date, lang)}"
