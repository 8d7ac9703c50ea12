"""Published amounts beside computed ones, with source and verdict."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from attrs import frozen

from integrationsfoerderung import (
    Basis,
    HeadCount,
    Manager,
    Municipality,
    audit,
    calculate,
    load_example,
    load_programme,
)
from integrationsfoerderung.message import day_text, number_text
from integrationsfoerderung.model.notice import AuditEntry
from integrationsfoerderung.notices import published_notices
from integrationsfoerderung.words import tell, translate

from .markdown import DocumentationError, Lang, escaped, in_language, link, list_table

PROGRAMME = "pakt-fuer-integration"


@frozen
class Further:
    """A published figure that is no notice: of a district, approximate, or of an edition after 2018."""

    what: str
    what_de: str
    published: Decimal
    compute: Callable[[], Decimal]
    source: str
    clause: str
    unit: Decimal = Decimal("0.01")
    """The unit to which it was published: 1,000 for "about 516,000"."""

    def fits(self) -> bool:
        """Whether the computed figure is the published one, to the unit in which it was published."""
        return (self.compute() / self.unit).to_integral_value(ROUND_HALF_UP) * self.unit == self.published


def _share_of_konstanz() -> Decimal:
    town = Municipality("08335043", "Konstanz", head_counts=[HeadCount(date(2017, 9, 15), 418)])
    return calculate(load_programme(PROGRAMME), [town], basis=Basis.POT_SHARE).total()


def _first_round_of_tuttlingen() -> Decimal:
    case = load_example("tuttlingen")
    return calculate(load_programme(PROGRAMME), case.municipalities).total(pillar="per-capita", round="2017")


def _in_2024(*ftes: str) -> Decimal:
    """Return what all editions pay in 2024 for managers with a degree who began with a month of 2018."""
    town = Municipality("08135016", "a municipality")
    managers = [
        Manager(f"M-{place}", provider=town.ags, fte=fte, qualification="degree", start=date(2018, 4, 1))
        for place, fte in enumerate(map(Decimal, ftes), start=1)
    ]
    made = [calculate(load_programme(f"{PROGRAMME}-{edition}"), [town], managers) for edition in (2023, 2024)]
    return sum((one.total(year=2024, known_only=True) for one in made), Decimal(0))


FURTHER = (
    Further(
        "Landkreis Tuttlingen, first round 2017, announced rate × 854 persons; printed: about 1 million",
        "Landkreis Tuttlingen, erste Runde 2017, bekannt gegebener Satz × 854 Personen; gedruckt: rund 1 Million",
        Decimal(1_000_000),
        _first_round_of_tuttlingen,
        "Landkreis Tuttlingen, 28.03.2018",
        "R0.6",
        Decimal(100_000),
    ),
    Further(
        "Konstanz 2017, share of the pot for 418 persons; printed: about 516,000",
        "Konstanz 2017, Anteil am Topf für 418 Personen; gedruckt: rund 516.000",
        Decimal(516_000),
        _share_of_konstanz,
        "Südkurier, December 2017",
        "R2.4",
        Decimal(1_000),
    ),
    Further(
        "Konstanz 2017, the same for one person; printed: 1,235",
        "Konstanz 2017, dasselbe für eine Person; gedruckt: 1.235",
        Decimal(1_235),
        lambda: round(_share_of_konstanz() / 418, 2),
        "Südkurier, December 2017",
        "R2.4",
        Decimal(1),
    ),
    Further(
        "Giengen an der Brenz 2024, 2.75 FTE after month 60",
        "Giengen an der Brenz 2024, 2,75 VZÄ nach Monat 60",
        Decimal(165_000),
        lambda: _in_2024("1", "1", "0.75"),
        "city of Giengen",
        "R8.12",
    ),
    Further(
        "Weil am Rhein 2024, 3.0 FTE after month 60",
        "Weil am Rhein 2024, 3,0 VZÄ nach Monat 60",
        Decimal(180_000),
        lambda: _in_2024("1", "1", "1"),
        "city of Weil am Rhein",
        "R8.12",
    ),
)
"""Published figures outside the file of notices, each computed when the page is made."""


def page(lang: Lang) -> str:
    """Return every published amount beside the computed one in Markdown, a section for each stage."""
    result = audit(load_programme(PROGRAMME), published_notices())
    lines = [f"**{escaped(tell(result.summary, lang))}**", ""]
    implied = sum(entry.notice.persons is None for entry in result)
    english = (
        f"{len(result) - implied} amounts were printed with a count; the computed amount is that of this count. "
        f"For {implied} no count was printed: the table shows the whole count that the amount implies. The check is "
        "then that there is one, and about one amount in 800 has one by chance."
    )
    german = (
        f"{len(result) - implied} Beträge wurden mit einer Personenzahl gedruckt; berechnet ist deren Betrag. "
        f"Bei {implied} wurde keine gedruckt: Die Tabelle zeigt die ganze Personenzahl, die der Betrag voraussetzt. "
        "Geprüft ist dann, dass es eine gibt; durch Zufall hat etwa ein Betrag von 800 eine."
    )
    lines += [in_language(lang, english, german), ""]
    others = [entry for entry in result if not entry.fits]
    if others:
        lines += [in_language(lang, "What does not fit:", "Was nicht passt:"), ""]
        lines += [f"- {escaped(' '.join(tell(line, lang) for line in entry.lines))}" for entry in others]
        lines += [""]
    for stage in dict.fromkeys(entry.notice.stage for entry in result):
        entries = [entry for entry in result if entry.notice.stage is stage]
        title = "" if stage is None else translate(stage.value, lang)
        lines += [f"## {escaped(title[:1].upper() + title[1:])} ({len(entries)})", "", _table(entries, lang), ""]
    wrong = [case.what for case in FURTHER if not case.fits()]
    if wrong:
        raise DocumentationError("the further published figures", (f"does not fit: {what}" for what in wrong))
    lines += [
        f"## {in_language(lang, 'Further published figures', 'Weitere veröffentlichte Zahlen')}",
        "",
        _further(lang),
    ]
    return "\n".join(lines)


def _further(lang: Lang) -> str:
    headers = in_language(
        lang,
        "figure|published, EUR|computed, EUR|fits to|clause|source",
        "Zahl|veröffentlicht, EUR|berechnet, EUR|passt auf|Klausel|Quelle",
    ).split("|")
    rows = (
        (
            escaped(in_language(lang, case.what, case.what_de)),
            number_text(case.published, lang),
            number_text(case.compute(), lang),
            f"{number_text(case.unit, lang)} EUR",
            f"[{case.clause}](#{case.clause})",
            escaped(case.source),
        )
        for case in FURTHER
    )
    return list_table(headers, rows, (32, 15, 15, 12, 10, 16), css="validation")


def _table(entries: Sequence[AuditEntry], lang: Lang) -> str:
    headers = in_language(
        lang,
        "place|persons|published, EUR|computed, EUR|verdict|source",
        "Ort|Personen|veröffentlicht, EUR|berechnet, EUR|Ergebnis|Quelle",
    ).split("|")
    return list_table(headers, (_row(entry, lang) for entry in entries), (22, 12, 16, 16, 16, 18), css="validation")


def _row(entry: AuditEntry, lang: Lang) -> Sequence[str]:
    notice = entry.notice
    told = notice.persons is not None
    persons = ", ".join(number_text(count, lang) for count in entry.persons)
    if persons and not told:
        persons = f"{persons} {in_language(lang, '(implied)', '(erschlossen)')}"
    source = ""
    if notice.source is not None:
        day = "" if notice.source.date is None else f", {day_text(notice.source.date, lang)}"
        source = link(notice.source.title.removeprefix("www."), notice.source.url) + day
    return (
        escaped(notice.label),
        persons,
        number_text(notice.amount, lang),
        _computed(entry, lang),
        escaped(translate(entry.verdict.value, lang)),
        source,
    )


def _computed(entry: AuditEntry, lang: Lang) -> str:
    """Return what the rules give: for the counts told, or for the count that the amount implies."""
    if entry.expected is not None:
        return number_text(entry.expected, lang)
    if entry.derivation is not None:
        return number_text(entry.derivation.amount, lang)
    if entry.rounded_once is not None:
        return f"{number_text(entry.rounded_once, lang)} {in_language(lang, '(rounded once)', '(einmal gerundet)')}"
    return "–"
