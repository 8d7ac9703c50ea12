"""Amounts, remarks and errors as text: complete, exact, and the same in German and English."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from string import Formatter
from typing import Any, ClassVar

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from integrationsfoerderung import (
    Figure,
    Grant,
    GrantPayout,
    HeadCount,
    InvalidInput,
    Manager,
    MissingExtra,
    Municipality,
    PerCapitaPayout,
    Problem,
    Statement,
    Status,
    Unit,
    UnknownFigureError,
    calculate,
    load_example,
    load_programme,
    planning_frame,
    programmes,
)
from integrationsfoerderung.figure import STEPS, difference, excess, least, share, step, total
from integrationsfoerderung.message import Language, Message, message, number_text
from integrationsfoerderung.model.remark import Gap, Remark
from integrationsfoerderung.money import Rounding
from integrationsfoerderung.period import MONTH, Period
from integrationsfoerderung.words import (
    LANGUAGES,
    catalogue,
    explain_figure,
    explain_grant,
    explain_payout,
    quantity,
    tell,
    translate,
)
from integrationsfoerderung.words.explanation import CONVENTIONS
from integrationsfoerderung.words.formulas import _FORMULAS
from integrationsfoerderung.words.quantities import citation, months

PROGRAMME = load_programme("pakt-fuer-integration")
PROGRAMMES = programmes()
CASE = load_example("tuttlingen")
IN_EACH_LANGUAGE = pytest.mark.parametrize("lang", LANGUAGES)

NO_SOURCE, KEINE_QUELLE = "which no source decides", "die keine Quelle entscheidet"


def statement(**options: Any) -> Statement:
    """The example, calculated."""
    return calculate(PROGRAMME, CASE.municipalities, CASE.managers, **options)


EXPECTED = statement(expected=True)
POT_SHARE = statement(basis="pot_share")


def payout_of(ags: str, round_: str = "2017", of: Statement = EXPECTED) -> PerCapitaPayout:
    """A municipality's payout of a round."""
    return next(
        payout
        for payout in of.payouts
        if isinstance(payout, PerCapitaPayout) and (payout.recipient, payout.round) == (ags, round_)
    )


def grant_of(name: str, of: Statement = EXPECTED) -> Grant:
    """A provider's grant."""
    return next(grant for grant in of.grants if grant.name == name)


def counted(persons: int, *more: HeadCount, ags: str = "08327050", name: str = "Tuttlingen") -> Municipality:
    """A municipality with a final count of 2017."""
    return Municipality(ags, name, head_counts=[HeadCount(date(2017, 9, 15), persons), *more])


class TestOnePayoutExplained:
    """The whole derivation of one payout, word for word."""

    def test_at_the_announced_rate_in_english(self) -> None:
        assert payout_of("08327050").explain().splitlines() == [
            "Payout to Tuttlingen: per-capita lump sum, round 2017",
            "Due on 2017-12-10.",
            "Paid through Landkreis Tuttlingen.",
            "per-capita amount at the announced rate (Tuttlingen): 303,800.00 EUR [R2.4]",
            "  announced rate per person × counted persons",
            "  = 1,225.00 EUR × 248 = 303,800.00 EUR",
            "  - announced rate per person: 1,225.00 EUR [published; R2.4]",
            "    held from 2017-11-08",
            "    source: Trossinger Zeitung (2017-11-08)",
            "    note: The press release of 28.03.2018 (R0.4) prints the same rate.",
            "  - counted persons (Tuttlingen): 248 persons [record date 2017-09-15, final head count; R2.2]",
        ]

    def test_at_the_announced_rate_in_german(self) -> None:
        assert payout_of("08327050").explain("de").splitlines() == [
            "Auszahlung an Tuttlingen: Pro-Kopf-Pauschale, Runde 2017",
            "Fällig am 10.12.2017.",
            "Ausgezahlt über: Landkreis Tuttlingen.",
            "Pro-Kopf-Betrag zum bekannt gegebenen Satz (Tuttlingen): 303.800,00 EUR [R2.4]",
            "  bekannt gegebener Satz je Person × gezählte Personen",
            "  = 1.225,00 EUR × 248 = 303.800,00 EUR",
            "  - bekannt gegebener Satz je Person: 1.225,00 EUR [veröffentlicht; R2.4]",
            "    gültig ab 08.11.2017",
            "    Quelle: Trossinger Zeitung (08.11.2017)",
            "    Anmerkung: Die Pressemitteilung vom 28.03.2018 (R0.4) nennt denselben Satz.",
            "  - gezählte Personen (Tuttlingen): 248 Personen [Stichtag 15.09.2017, endgültige Erhebung; R2.2]",
        ]

    @pytest.mark.parametrize(
        ("lang", "told"),
        [
            (
                "en",
                [
                    "  pot of the round × counted persons ÷ counted persons of the whole Land",
                    "  = 90,000,000.00 EUR × 248 ÷ 72,857 = 306,353.541869… EUR",
                    "  rounded to full cents, half up (R2.5): 306,353.54 EUR",
                    "  - pot of the round: 90,000,000.00 EUR [published; R2.1]",
                    "  - counted persons of the whole Land: 72,857 persons [inferred; R2.4]",
                    f"Rests on conventions of this library, {NO_SOURCE}: R2.5 (rounding of a share of the pot)",
                ],
            ),
            (
                "de",
                [
                    "  Topf der Runde × gezählte Personen ÷ landesweit gezählte Personen",
                    "  = 90.000.000,00 EUR × 248 ÷ 72.857 = 306.353,541869… EUR",
                    "  gerundet auf volle Cent, kaufmännisch (R2.5): 306.353,54 EUR",
                    "  - Topf der Runde: 90.000.000,00 EUR [veröffentlicht; R2.1]",
                    "  - landesweit gezählte Personen: 72.857 Personen [erschlossen; R2.4]",
                    f"Beruht auf Festlegungen dieser Bibliothek, {KEINE_QUELLE}: R2.5 (Rundung eines Anteils am Topf)",
                ],
            ),
        ],
    )
    def test_a_share_of_the_pot_shows_divisor_status_and_rounding(self, lang: Language, told: list[str]) -> None:
        lines = payout_of("08327050", of=POT_SHARE).explain(lang).splitlines()
        assert [line for line in lines if line in told] == told
        begin = "    argument: " if lang == "en" else "    Begründung: "
        assert sum(line.startswith(begin) for line in lines) == 1
        assert any("rnz.de" in line for line in lines)

    def test_the_exact_value_before_rounding_goes_as_far_as_it_is_finite(self) -> None:
        assert "= 58.000.000,00 EUR × 352 ÷ 72.857 = 280.220,157294… EUR" in planning_frame(
            PROGRAMME, persons=352
        ).explain("de")
        pot, one = Figure(100_00, Unit.EUR, "pot"), Figure(1, Unit.PERSONS, "part")
        told = explain_figure(share(pot, one, Figure(8, Unit.PERSONS, "whole"), Rounding.EURO))
        assert "= 100.00 EUR × 1 ÷ 8 = 12.50 EUR\n  rounded to full euros, half up: 13.00 EUR" in told

    @IN_EACH_LANGUAGE
    def test_an_expected_payout_says_so(self, lang: Language) -> None:
        text = payout_of("08327050", "2018").explain(lang)
        assert {"en": "Only expected:", "de": "Nur erwartet:"}[lang] in text
        assert {"en": "how many times the earlier round: 1 time [expected; R0.7]",
                "de": "wie oft der Betrag der früheren Runde: 1 Mal [erwartet; R0.7]"}[lang] in text  # fmt: skip
        assert number_text(Decimal("303800.00"), lang) in text

    @IN_EACH_LANGUAGE
    def test_every_amount_told_is_the_one_that_replays(self, lang: Language) -> None:
        results: list[Any] = [*EXPECTED.payouts, *POT_SHARE.payouts, *EXPECTED.grants]
        for result in results:
            derivation = result.derivation
            amount = number_text(derivation.replay(), lang)
            head = explain_figure(derivation, lang).splitlines()[0]
            assert head.partition(" EUR")[0].endswith(f": {amount}")
            assert derivation.replay() == result.amount


class TestGrants:
    """A grant says what decided it."""

    @IN_EACH_LANGUAGE
    def test_the_cap_is_named(self, lang: Language) -> None:
        lines = grant_of("Landkreis Tuttlingen").explain(lang).splitlines()
        assert (
            lines[4]
            == {
                "en": "  capped by: frames of the term",
                "de": "  gedeckelt durch: Planungsrahmen der Laufzeit",
            }[lang]
        )
        assert number_text(Decimal("262700.00"), lang) in lines[1]
        assert number_text(Decimal("274500.00"), lang) in lines[3]

    @pytest.mark.parametrize(
        ("lang", "decided", "reached"),
        [
            (
                "en",
                "decided by: claims of the managers; not capped",
                "threshold reached: 51,745.00 EUR ≥ 51,000.00 EUR",
            ),
            (
                "de",
                "maßgeblich: Ansprüche aus allen Stellen; nicht gedeckelt",
                "Antragsschwelle erreicht: 51.745,00 EUR ≥ 51.000,00 EUR",
            ),
        ],
    )
    def test_claims_below_the_cap_and_the_threshold_are_named(self, lang: Language, decided: str, reached: str) -> None:
        lines = [line.strip() for line in grant_of("Spaichingen").explain(lang).splitlines()]
        assert decided in lines
        assert reached in lines

    @pytest.mark.parametrize(
        ("lang", "told"),
        [
            ("en", "threshold not reached: 50,949.00 EUR < 51,000.00 EUR; nothing is paid"),
            ("de", "Antragsschwelle nicht erreicht: 50.949,00 EUR < 51.000,00 EUR; nichts wird gezahlt"),
        ],
    )
    def test_below_the_threshold_nothing_is_paid(self, lang: Language, told: str) -> None:
        manager = Manager("M-1", provider="08327050", fte=Decimal(1), qualification="degree", start=date(2018, 1, 1))
        grant = calculate(PROGRAMME, [counted(64)], [manager]).grants[0]
        text = grant.explain(lang)
        assert told in text
        assert ": 0.00 EUR [" in text or ": 0,00 EUR [" in text

    @IN_EACH_LANGUAGE
    def test_what_was_told_once_is_not_repeated(self, lang: Language) -> None:
        grant = grant_of("Landkreis Tuttlingen")
        text = grant.explain(lang)
        assert text.count("neckar-chronik.de") == 1
        assert text.count("rnz.de") == 1
        assert text.count("statistik-bw.de") == 1
        assert text.count(translate("planning frame of a year", lang) + " (") == len(grant.members) == 18
        for member in grant.members:
            assert f"({member.name}): " in text

    def test_a_part_of_a_grant_shows_months_of_service_and_refers_back(self) -> None:
        part = next(
            payout
            for payout in EXPECTED.payouts
            if isinstance(payout, GrantPayout) and (payout.manager.id, payout.year) == ("M-12", 2018)
        )
        lines = [line.strip() for line in part.explain("de").splitlines()]
        assert lines[0] == (
            "Auszahlung an Landkreis Tuttlingen: Integrationsmanagement, Teil der Zuwendung für M-12 im Jahr 2018"
        )
        assert "= 91.873,22 EUR × (8 + 28/30) ÷ 24 = 34.197,254111… EUR" in lines
        assert "abgeschnitten auf volle Cent: 34.197,25 EUR" in lines
        assert "- Monate der Tätigkeit (2020): 3 + 2/30 Monate [R8.3]" in lines
        assert "- wie oben: Anspruch (M-12); Anspruch (M-13); Anspruch (M-14)" in lines

    @IN_EACH_LANGUAGE
    def test_the_conventions_it_rests_on_are_named(self, lang: Language) -> None:
        last = grant_of("Landkreis Tuttlingen").explain(lang).splitlines()[-1]
        assert re.findall(r"R[\d.]+\d", last) == ["R8.3", "R8.4"]

    def test_every_convention_is_named_by_its_clause(self) -> None:
        assert list(CONVENTIONS) == ["R2.5", *(f"R8.{number}" for number in range(1, 13))]


class TestWhatIsOpen:
    """What is open says what is missing and where to look, never an amount."""

    @pytest.mark.parametrize(
        ("lang", "begin", "look"),
        [
            ("en", "Open: announced rate per person is unknown (R2.4): ", "Where to look: "),
            ("de", "Offen: bekannt gegebener Satz je Person unbekannt (R2.4): ", "Wo nachsehen: "),
        ],
    )
    def test_a_round_without_a_rate(self, lang: Language, begin: str, look: str) -> None:
        town = counted(248, HeadCount(date(2018, 9, 15), 260))
        text = payout_of("08327050", "2018", calculate(PROGRAMME, [town])).explain(lang)
        last = text.splitlines()[-1]
        assert last.startswith(begin)
        assert look in last
        assert "EUR" not in text

    @pytest.mark.parametrize(
        ("lang", "told"),
        [
            ("en", "Open: counted persons is unknown (R2.2): no head count is given. Where to look: "),
            ("de", "Offen: gezählte Personen unbekannt (R2.2): keine Erhebung angegeben. Wo nachsehen: "),
        ],
    )
    def test_a_municipality_without_a_count(self, lang: Language, told: str) -> None:
        mute = Municipality("08327049", "Trossingen")
        assert told in payout_of("08327049", of=calculate(PROGRAMME, [counted(248), mute])).explain(lang)

    @IN_EACH_LANGUAGE
    def test_a_figure_that_is_only_expected(self, lang: Language) -> None:
        pillar = PROGRAMME.per_capita
        assert pillar is not None
        rate = pillar.rounds[0].rate
        assert rate is not None
        rounds = (evolve(pillar.rounds[0], rate=evolve(rate, status=Status.EXPECTED)),)
        programme = evolve(PROGRAMME, pillars=(evolve(pillar, rounds=rounds),), figures=())
        text = payout_of("08327050", of=calculate(programme, [counted(248)])).explain(lang)
        assert {"en": "is only expected", "de": "ist nur erwartet"}[lang] in text

    @pytest.mark.parametrize(
        ("lang", "told"),
        [
            ("en", "Open: the grant of Tuttlingen needs the head count for 2017-09-15 of Trossingen."),
            ("de", "Offen: die Zuwendung von Tuttlingen braucht die Erhebung zum 15.09.2017 von Trossingen."),
        ],
    )
    def test_a_grant_and_its_parts(self, lang: Language, told: str) -> None:
        mute = Municipality("08327049", "Trossingen", provider="08327050")
        manager = Manager("M-1", provider="08327050", fte=Decimal(1), qualification="degree", start=date(2018, 1, 1))
        result = calculate(PROGRAMME, [counted(248), mute], [manager])
        (part, *_) = [payout for payout in result.payouts if isinstance(payout, GrantPayout)]
        assert explain_grant(result.grants[0], lang).splitlines()[1:] == [told]
        assert explain_payout(part, lang).splitlines()[1:] == [told]


class TestFigures:
    """Every figure of every programme can be told, and every step has its formula."""

    @IN_EACH_LANGUAGE
    def test_every_figure_of_every_programme(self, lang: Language) -> None:
        for programme in PROGRAMMES:
            for figure in programme.figures:
                text = explain_figure(figure, lang)
                assert figure.status is not None
                assert text.splitlines()[0].endswith(f"[{translate(figure.status.value, lang)}; {figure.clause}]")
                assert figure.source is None or citation(figure.source, lang) in text
                assert ("…" in text) <= ("…" in figure.note + figure.note_de + figure.look + figure.look_de)

    @pytest.mark.parametrize(
        ("figure", "english", "german"),
        [
            (Figure(1, Unit.PERSONS), "1 person", "1 Person"),
            (Figure(72_857, Unit.PERSONS), "72,857 persons", "72.857 Personen"),
            (Figure(250_000, Unit.FTE), "0.25 FTE", "0,25 VZÄ"),
            (Figure(10_000_000, Unit.FTE), "10 FTE", "10 VZÄ"),
            (Figure(24 * MONTH, Unit.MONTHS), "24 months", "24 Monate"),
            (Figure(MONTH, Unit.MONTHS), "1 month", "1 Monat"),
            (Figure(2, Unit.YEARS), "2 years", "2 Jahre"),
            (Figure(60, Unit.PERCENT), "60 %", "60 %"),
            (Figure(1, Unit.COUNT), "1 time", "1 Mal"),
            (Figure(date(2017, 9, 15).toordinal(), Unit.DAY), "2017-09-15", "15.09.2017"),
            (Figure(100 * Unit.EXACT_EUR.scale // 3, Unit.EXACT_EUR), "33.333333… EUR", "33,333333… EUR"),
            (Figure(96_000 * Unit.EXACT_EUR.scale, Unit.EXACT_EUR), "96,000.00 EUR", "96.000,00 EUR"),
            (Figure(-5_00, Unit.EUR), "-5.00 EUR", "-5,00 EUR"),
            (Figure(None, Unit.EUR), "unknown", "unbekannt"),
        ],
    )
    def test_quantities(self, figure: Figure, english: str, german: str) -> None:
        assert (quantity(figure), quantity(figure, "de")) == (english, german)

    @given(st.integers(min_value=0, max_value=72 * MONTH))
    def test_months_are_told_exactly(self, day_months: int) -> None:
        assert sum(Fraction(part) for part in months(day_months).split(" + ")) == Fraction(day_months, MONTH)

    @given(st.dates(date(2017, 1, 1), date(2030, 1, 1)))
    def test_a_part_of_a_month_is_told_in_its_days(self, day: date) -> None:
        told = months(Period(day.replace(day=1), day).day_months)
        days = (day.replace(month=day.month % 12 + 1, day=1, year=day.year + day.month // 12) - day.replace(day=1)).days
        assert told in {"1", "1/2"} or told == f"{day.day}/{days}"

    @IN_EACH_LANGUAGE
    def test_a_contested_figure_tells_what_each_source_says(self, lang: Language) -> None:
        contested = [figure for programme in PROGRAMMES for figure in programme.figures if figure.claims]
        assert contested
        for figure in contested:
            text = explain_figure(figure, lang)
            assert text.startswith(
                f"{figure.label_de if lang == 'de' else figure.label}: {translate('contested', lang)} ["
            )
            for claim in figure.claims:
                assert f": {quantity(claim, lang)} [" in text
                assert claim.source is None or citation(claim.source, lang) in text

    @pytest.mark.parametrize(
        ("valid", "english", "german"),
        [
            (Period(date(2017, 11, 8), date.max), "held from 2017-11-08", "gültig ab 08.11.2017"),
            (Period(date.min, date(2017, 11, 7)), "held to 2017-11-07", "gültig bis 07.11.2017"),
            (
                Period(date(2017, 4, 27), date(2017, 11, 7)),
                "held from 2017-04-27 to 2017-11-07",
                "gültig von 27.04.2017 bis 07.11.2017",
            ),
        ],
    )
    def test_when_it_held(self, valid: Period, english: str, german: str) -> None:
        figure = Figure(1225_00, Unit.EUR, "rate", valid=valid)
        assert explain_figure(figure).splitlines()[1:] == [f"  {english}"]
        assert explain_figure(figure, "de").splitlines()[1:] == [f"  {german}"]

    def test_every_step_has_its_formula(self) -> None:
        assert set(STEPS) - {"_of_a_test"} == set(_FORMULAS)

    @pytest.mark.parametrize(
        ("figure", "told"),
        [
            (difference(Figure(3_00, Unit.EUR, "frame"), Figure(5_00, Unit.EUR, "tranche")),
             ["amount: -2.00 EUR", "  frame − tranche", "  = 3.00 EUR − 5.00 EUR = -2.00 EUR"]),
            (excess(Figure(3_00, Unit.EUR, "staff"), Figure(5_00, Unit.EUR, "grant")),
             ["amount: 0.00 EUR", "  staff − grant, at least 0", "  = 3.00 EUR − 5.00 EUR = 0.00 EUR"]),
            (total(Figure(3_00, Unit.EUR, "claim", about="A"), Figure(5_00, Unit.EUR, "claim", about="B")),
             ["sum: claim: 8.00 EUR", "  sum of 2 amounts: claim", "  = 3.00 + 5.00 = 8.00 EUR"]),
        ],
    )  # fmt: skip
    def test_formulas_of_results_in_passing(self, figure: Figure, told: list[str]) -> None:
        assert explain_figure(figure).splitlines()[:3] == told

    def test_equal_amounts_have_no_cap(self) -> None:
        grant = least(Figure(5_00, Unit.EUR, "cap"), Figure(5_00, Unit.EUR, "claims"))
        assert "  all are equal" in explain_figure(grant).splitlines()
        assert "  alle sind gleich" in explain_figure(grant, "de").splitlines()

    def test_a_step_of_somebody_else_is_told_by_its_name(self) -> None:
        def _of_a_test(amount: int, other: int) -> int:
            return amount * 2 + other

        try:
            made = step()(_of_a_test)(Figure(1_00, Unit.EUR, "one"), Figure(2_00, Unit.EUR, "other"))
            assert explain_figure(made).splitlines()[1:3] == [
                "  _of_a_test(one; other)",
                "  = _of_a_test(1.00 EUR; 2.00 EUR) = 4.00 EUR",
            ]
        finally:
            del STEPS["_of_a_test"]

    def test_an_own_programmes_label_needs_no_catalogue(self) -> None:
        rate = Figure(100, Unit.EUR, "our rate", label_de="unser Satz", note="ours", note_de="unserer")
        assert explain_figure(rate) == "our rate: 1.00 EUR\n  note: ours"
        assert explain_figure(rate, "de") == "unser Satz: 1,00 EUR\n  Anmerkung: unserer"


class TestTelling:
    """Everything that has a message is told in either language."""

    PROBLEM = Problem("Municipality 'X'", "ags", "0832705", message("whole cents"), message("check the count"))

    @pytest.mark.parametrize(
        ("thing", "english", "german"),
        [
            (message("{count} persons", count=1), None, None),
            (message("record date {day}", day=date(2017, 9, 15)), "record date 2017-09-15", "Stichtag 15.09.2017"),
            (Remark("tie", message("all are equal"), (), "R2.5"), "all are equal (R2.5)", "alle sind gleich (R2.5)"),
            (Remark("tie", message("all are equal")), "all are equal", "alle sind gleich"),
            (Gap("key", message("all are equal")), "all are equal", "alle sind gleich"),
            (
                Gap("key", message("no head count is given"), message("check the path")),
                "no head count is given. Where to look: check the path.",
                "keine Erhebung angegeben. Wo nachsehen: prüfen Sie den Pfad.",
            ),
            (
                PROBLEM,
                "Municipality 'X': ags is '0832705'; allowed: whole cents. Remedy: check the count.",
                "Municipality 'X': ags ist '0832705'; zulässig: volle Cent. Abhilfe: prüfen Sie die Zahl.",
            ),
            (
                UnknownFigureError(message("no head count is given"), message("check the path")),
                "no head count is given. Where to look: check the path.",
                "keine Erhebung angegeben. Wo nachsehen: prüfen Sie den Pfad.",
            ),
            (
                MissingExtra("the command line", "cli"),
                "the command line needs an optional part: pip install 'integrationsfoerderung[cli]'",
                "die Befehlszeile braucht einen Zusatz: pip install 'integrationsfoerderung[cli]'",
            ),
        ],
    )
    def test_each_kind(self, thing: Any, english: str | None, german: str | None) -> None:
        if english is not None:
            assert (tell(thing), tell(thing, "de")) == (english, german)
        else:
            assert tell(thing) == str(thing)

    def test_all_problems_of_an_input_are_told_and_many_are_cut(self) -> None:
        two = tell(InvalidInput("calculate", [self.PROBLEM] * 2), "de").splitlines()
        assert two[0] == "calculate: Probleme: 2"
        assert two[1:] == [f"- {tell(self.PROBLEM, 'de')}"] * 2
        many = InvalidInput("calculate", [self.PROBLEM] * 25)
        assert tell(many) == str(many)
        assert tell(many, "de").splitlines()[-1] == "… und 5 weitere"
        assert len(tell(many, "de").splitlines()) == 22

    @pytest.mark.parametrize("lang", ["fr", "DE", "", None, 1])
    def test_another_language_is_refused(self, lang: Any) -> None:
        speakers: list[Callable[[], str]] = [
            lambda: tell(message("all are equal"), lang),
            lambda: translate("all are equal", lang),
            lambda: explain_figure(Figure(1, Unit.EUR), lang),
            lambda: explain_payout(EXPECTED.payouts[0], lang),
            lambda: explain_grant(EXPECTED.grants[0], lang),
        ]
        for speak in speakers:
            with pytest.raises(InvalidInput) as caught:
                speak()
            assert [problem.field for problem in caught.value.problems] == ["lang"]

    @IN_EACH_LANGUAGE
    def test_what_the_catalogue_does_not_know_stays_as_it_is(self, lang: Language) -> None:
        assert translate("Bärenthal", lang) == "Bärenthal"
        assert translate("", lang) == ""

    @IN_EACH_LANGUAGE
    def test_names_bring_no_control_characters_and_no_lines(self, lang: Language) -> None:
        town = counted(248, name="Tutt\x1b[31m\x07lingen\n- forged: 1,000,000.00 EUR\u202e")
        manager = Manager("M\r1", provider="08327050", fte=Decimal(1), qualification="degree", start=date(2018, 1, 1))
        result = calculate(PROGRAMME, [town], [manager])
        texts = [payout.explain(lang) for payout in result.payouts] + [grant.explain(lang) for grant in result.grants]
        texts += [tell(remark, lang) for remark in result.warnings] + [tell(gap, lang) for gap in result.gaps]
        for text in texts:
            assert all(line.isprintable() for line in text.split("\n"))
            assert not any(line.startswith("- forged") for line in text.split("\n"))


class TestGermanIsWholeGerman:
    """In German nothing is left in English: whatever is looked up is found."""

    KEPT: ClassVar = {
        "calculate", "Municipality", "Manager", "HeadCount", "Case", "Period", "Statement", "load_programme",
        "load_example", "planning_frame", "explain", "Statement.by",
    }  # fmt: skip
    """Names of the public API, which head a list of problems as they are."""

    @pytest.fixture
    def missed(self, monkeypatch: pytest.MonkeyPatch) -> set[str]:
        """The texts that were looked up and not found."""
        missed: set[str] = set()
        known = catalogue.german()

        class Recording:
            def gettext(self, text: str) -> str:
                if text not in known._catalog and _has_words(text):  # type: ignore[attr-defined]  # there is no other way to ask
                    missed.add(text)
                return known.gettext(text)

        monkeypatch.setattr(catalogue, "german", Recording)
        return missed

    def test_everything_about_the_example(self, missed: set[str]) -> None:
        for result in (EXPECTED, POT_SHARE, statement(basis="pot_share", rounding="euro")):
            for payout in result.payouts:
                payout.explain("de")
            for grant in result.grants:
                grant.explain("de")
            for remark in result.warnings:
                tell(remark, "de")
            for gap in result.gaps:
                tell(gap, "de")
        assert missed - _titles() == set()

    def test_every_figure(self, missed: set[str]) -> None:
        for programme in PROGRAMMES:
            for figure in programme.figures:
                explain_figure(figure, "de")
                if figure.value is None:
                    tell(figure.unknown(), "de")
        assert missed - _titles() == set()

    @pytest.mark.parametrize(
        "wrong",
        [
            lambda: Municipality("0832705", " ", head_counts=[HeadCount(date(2017, 9, 15), 1)] * 2, provider="1"),
            lambda: HeadCount("2017", -1, "sure"),  # type: ignore[arg-type]  # wrong on purpose
            lambda: Manager("", provider="x", fte=1.5, qualification="none", start=date(2018, 1, 1)),  # type: ignore[arg-type]  # as above
            lambda: calculate(PROGRAMME, [counted(100_000)], basis="guess", method="guess"),
            lambda: calculate(PROGRAMME, [counted(1), counted(2)], method="largest remainder"),
            lambda: load_programme("nothing"),
            lambda: load_example("nothing"),
            lambda: planning_frame(PROGRAMME, persons=-1),
            lambda: Period.years(date(2018, 1, 1), 0),
            lambda: EXPECTED.by("nothing"),
        ],
    )
    def test_errors(self, missed: set[str], wrong: Any) -> None:
        with pytest.raises(InvalidInput) as caught:
            wrong()
        text = tell(caught.value, "de")
        assert "Abhilfe" in text
        assert missed - self.KEPT == set()


def _has_words(template: str) -> bool:
    """Whether a template says something besides its values."""
    return any(sign.isalpha() for literal, *_ in Formatter().parse(template) for sign in literal)


def _titles() -> set[str]:
    """Titles of German publications, which are no texts of ours."""
    figures = [figure for programme in PROGRAMMES for figure in (programme.budget, *programme.figures)]
    claims = [claim for figure in figures if figure is not None for claim in figure.claims]
    sources = [figure.source for figure in (*figures, *claims) if figure is not None]
    return {source.title for source in sources if source is not None}


def test_messages_within_messages_are_told_in_one_language() -> None:
    inner = message("no head count is given")
    assert isinstance(inner, Message)
    assert tell(message("Open: {missing}", missing=inner), "de") == "Offen: keine Erhebung angegeben"
