"""The report: everything of a statement is in it, in both languages, and nothing that a page could run or load."""

import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from decimal import Decimal, localcontext
from html import unescape
from importlib import import_module
from typing import Any

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from tests.faces.pages import CASE, EXPECTED, IN_EACH_LANGUAGE, PROGRAMME, StrictReader, shown, statement

from integrationsfoerderung import (
    Case,
    District,
    HeadCount,
    InvalidInput,
    Manager,
    MissingExtra,
    Municipality,
    Source,
    Statement,
    calculate,
    load_programme,
    programmes,
)
from integrationsfoerderung.errors import IntegrationsfoerderungError
from integrationsfoerderung.markup import harmless, tree_of
from integrationsfoerderung.message import Language, day_text, number_text, on_one_line
from integrationsfoerderung.report import MissingLibrary, html, pdf, printing
from integrationsfoerderung.report.rendering import in_style
from integrationsfoerderung.tabulation.reasons import used_in
from integrationsfoerderung.testing import statements
from integrationsfoerderung.words import LANGUAGES, label, quantity, status_word, tell, translate

DAY = date(2017, 9, 15)
HOSTILE = (
    "</style></title><script>alert(1)</script>",
    "\"' onmouseover='alert(1)' {{ 7*7 }} {% raw %}",
    "Tutt\x00\x1b[31m\r\nlingen\u2028",
    "\u202eneglinttuT\u2066",
    "<img src=https://example.org/x.png> &lt;b&gt; ]]> --> \ud800",
    "Ä" * 10_000,
)


PAGES = {lang: html(EXPECTED, lang) for lang in LANGUAGES}


class Page(StrictReader):
    """Reads a page strictly: tags are closed in order, and stand where they may."""

    EMPTY = frozenset({"meta", "br"})
    NO_BLOCKS_INSIDE = frozenset({"p", "h1", "h2", "h3", "h4", "summary", "dt", "span", "strong", "small", "a"})
    BLOCKS = frozenset({"p", "div", "ul", "ol", "dl", "table", "section", "article", "details", "h2", "h3", "h4"})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.BLOCKS:
            assert not self.NO_BLOCKS_INSIDE & set(self.open), (tag, self.open)
        super().handle_starttag(tag, attrs)

    def of(self, name: str) -> list[str]:
        """The values of an attribute."""
        return [value for _, found, value in self.attributes if found == name]


def stands_alone(page: str) -> Page:
    """Check that a page runs nothing and loads nothing, and return it."""
    read = Page(page)
    assert not {"script", "link", "img", "iframe", "object", "embed", "base", "form"} & set(read.tags)
    assert not [name for _, name, _ in read.attributes if name.startswith("on") or name in ("src", "srcset", "action")]
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    assert "url(" not in style
    assert "@import" not in style
    ids = read.of("id")
    assert len(ids) == len(set(ids))
    assert all(link.startswith("#") and link[1:] in ids for link in read.of("href"))
    assert page.count("<!DOCTYPE html>") == 1
    return read


# --- what is in it


@IN_EACH_LANGUAGE
def test_it_stands_alone(lang: Language) -> None:
    read = stands_alone(PAGES[lang])
    assert ("html", "lang", lang) in read.attributes


@IN_EACH_LANGUAGE
def test_every_amount_is_in_it(lang: Language) -> None:
    text = Page(PAGES[lang]).text
    amounts = [payout.amount for payout in EXPECTED.payouts]
    for grant in EXPECTED.grants:
        amounts += [grant.amount, grant.claim, grant.frame, *grant.amounts]
    for costs in EXPECTED.own_costs:
        amounts += [costs.material, costs.staff, costs.amount, *(part for _, part in costs.parts)]
    amounts += [EXPECTED.total(), *EXPECTED.by("year").values(), *EXPECTED.by("pillar").values()]
    amounts += EXPECTED.by("municipality").values()
    amounts += EXPECTED.by("manager").values()
    found = set(re.findall(r"[\d.,]*\d", text))
    assert {number_text(amount, lang) for amount in amounts if amount is not None} <= found


@IN_EACH_LANGUAGE
def test_everybody_and_everything_to_know_is_in_it(lang: Language) -> None:
    text = Page(PAGES[lang]).text
    for municipality in EXPECTED.municipalities:
        assert f"{municipality.ags} {municipality.name}" in text
    assert all(manager.id in text for manager in EXPECTED.managers)
    assert all(area.name in text for area in EXPECTED.areas)
    assert all(shown(tell(remark, lang)) in text for remark in EXPECTED.warnings)
    assert all(shown(tell(gap, lang)) in text for gap in EXPECTED.gaps)
    for figure in PROGRAMME.figures:
        assert shown(label(figure, lang)) in text
        assert shown(quantity(figure, lang)) in text
        assert figure.key in text
        assert figure.status is not None
        assert status_word(figure.status, lang) in text
        for one in (figure, *figure.claims):
            assert one.source is None or shown(translate(one.source.title, lang)) in text
    assert all(shown(translate(note, lang)) in text for note in CASE.notes)


@IN_EACH_LANGUAGE
def test_each_municipality_has_a_page_with_its_derivations(lang: Language) -> None:
    for municipality in EXPECTED.municipalities:
        (page,) = re.findall(rf'<article id="place-{municipality.ags}".*?</article>', PAGES[lang], re.DOTALL)
        text = Page(page.replace(' href="#contents"', "")).text
        assert municipality.name in text
        count = municipality.count(DAY)
        assert count is not None
        persons = number_text(count.persons, lang)
        assert f"1.225,00 EUR × {persons} =" in text or f"1,225.00 EUR × {persons} =" in text
        assert re.search(rf"58[.,]000[.,]000[.,]00 EUR × {persons} ÷ 72[.,]857 =", text)
        own = EXPECTED.by("municipality")[municipality.ags]
        assert number_text(own, lang) in text


def test_it_is_in_german_and_in_english() -> None:
    german, english = Page(PAGES["de"]).text, Page(PAGES["en"]).text
    for word in ("Berechnungsnachweis", "Zusammenfassung", "Raumschaften", "27. April 2017 bis 26. April 2019", "77,6"):
        assert word in german
    for word in ("Statement", "Summary", "Areas", "27 April 2017 to 26 April 2019", "77.6", "48.6 %"):
        assert word in english
    assert "3.391.000,00 EUR" in german
    assert "3,391,000.00 EUR" in english
    assert day_text(DAY, "de") in german
    assert " persons " not in german
    assert "Personen" not in english


def test_the_method_writes_the_same() -> None:
    assert EXPECTED.report(lang="de") == PAGES["de"]
    assert EXPECTED.report() == PAGES["en"]


def test_another_language_and_what_is_no_statement_are_refused() -> None:
    unknown: Any = "fr"
    with pytest.raises(InvalidInput) as caught:
        EXPECTED.report(lang=unknown)
    assert "lang is 'fr'" in str(caught.value)
    nothing: Any = None
    with pytest.raises(InvalidInput) as caught:
        html(nothing)
    assert "give what calculate returns" in str(caught.value)


def test_only_figures_in_use_are_said_to_be_used() -> None:
    used = used_in(EXPECTED)
    assert {"per-capita.2017.rate", "management.pot", "management.fixed_amounts.vocational", "window.term"} <= used
    assert not {"per-capita.2018.rate", "per-capita.2017.pot", "facts.signing"} & used
    assert "per-capita.2017.pot" in used_in(statement(basis="pot_share"))


def test_a_ratio_has_one_decimal_place_whatever_the_decimal_context() -> None:
    with localcontext() as context:
        context.prec = 3
        assert html(EXPECTED, "de") == PAGES["de"]


# --- what is open, unknown or not there


def test_what_is_unknown_is_said() -> None:
    town = Municipality("08327050", "Tuttlingen", head_counts=[HeadCount(date(2018, 9, 15), 300)])
    anna = Manager("M-01", provider="08327050", fte=Decimal(1), qualification="degree", start=date(2018, 1, 1))
    unknown = calculate(PROGRAMME, [town], [anna])
    assert any(payout.cents is None for payout in unknown.payouts)
    for lang in LANGUAGES:
        text = stands_alone(html(unknown, lang)).text
        assert all(translate(word, lang) in text for word in ("open", "unknown")), lang
        for gap in unknown.gaps:
            assert shown(tell(gap, lang)) in text
    text = Page(html(unknown)).text
    assert "In all 0.00 EUR" in text
    assert f"{sum(payout.cents is None for payout in unknown.payouts)} payouts are open and left out." in text


def test_a_statement_of_nobody_is_a_report_too() -> None:
    text = stands_alone(html(calculate(PROGRAMME, []))).text
    assert "In all 0.00 EUR" in text
    assert "Case without a name" in text


def test_districts_have_pages_too() -> None:
    edition = load_programme("ukraine-aid-2022")
    day = date(2021, 11, 30)
    payees = [
        District("08327", "Tuttlingen", head_counts=[HeadCount(day, 1000)]),
        District("08111", "Stuttgart", "Stadtkreis"),
    ]
    read = stands_alone(html(calculate(edition, [], districts=payees, basis="pot_share"), "de"))
    assert {"place-08327", "place-08111"} <= set(read.of("id"))
    assert "Landkreis Tuttlingen" in read.text


@pytest.mark.parametrize("edition", [programme.key for programme in programmes()])
def test_every_edition_has_a_report(edition: str) -> None:
    for expected in (False, True):
        result = calculate(load_programme(edition), [], expected=expected)
        stands_alone(html(result, "de"))


def test_a_grant_that_no_frame_divides_says_so() -> None:
    edition = load_programme("pakt-fuer-integration-2024")
    lead = Municipality("08327054", "Wurmlingen")
    member = Municipality("08327011", "Dürbheim", provider="08327054")
    values: dict[str, Any] = {"provider": "08327054", "fte": Decimal(1), "qualification": "degree"}
    veteran = Manager("M-01", start=date(2018, 1, 1), approved=date(2018, 1, 1), **values)
    result = calculate(edition, [lead, member], [veteran], expected=True)
    (grant,) = result.grants
    assert grant.cents
    assert grant.parts is None
    text = stands_alone(html(result)).text
    assert "not divided" in text
    assert number_text(grant.cents // 100) in text.replace(".00", "")


# --- hostile texts


def hostile(text: str) -> Statement:
    """A statement in which every text is the same."""
    lead = Municipality("08327050", text, head_counts=[HeadCount(DAY, 248)], area=text)
    member = Municipality("08327049", text, head_counts=[HeadCount(DAY, 60)], provider="08327050", area=text)
    start = date(2018, 1, 1)
    anna = Manager(text, provider="08327050", fte=Decimal(1), qualification="degree", start=start, serves=["08327049"])
    programme = evolve(
        PROGRAMME,
        name=text,
        name_de=text,
        figures=[evolve(figure, note=text, note_de=text, look=text) for figure in PROGRAMME.figures],
    )
    case = Case([lead, member], [anna], name=text, notes=[text], sources=[Source("x" + text, "javascript:" + text)])
    return evolve(calculate(programme, case.municipalities, case.managers), case=case)


TAME = Page(html(hostile("Tuttlingen"), "de"))


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_are_inert(text: str) -> None:
    page = html(hostile(text), "de")
    read = stands_alone(page)
    assert read.skeleton == TAME.skeleton
    assert shown(text) in read.text
    page.encode("utf-8")
    assert not any(not sign.isprintable() and sign != "\n" for sign in page)


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(result=statements(adversarial=True))
def test_any_statement_is_a_report(result: Statement) -> None:
    for lang in LANGUAGES:
        text = stands_alone(html(result, lang)).text
        for payout in result.payouts:
            assert payout.amount is None or number_text(payout.amount, lang) in text


def test_a_text_in_a_style_sheet_ends_nowhere() -> None:
    for text in HOSTILE:
        told = in_style(text)
        assert re.fullmatch(r'"(?:[A-Za-z0-9]|\\[0-9a-f]+ )*"', told)
        assert re.sub(r"\\([0-9a-f]+) ", lambda found: chr(int(found[1], 16)), told[1:-1]) == on_one_line(text)


# --- pieces


def test_a_derivation_as_a_tree_says_what_the_text_says() -> None:
    for lang in LANGUAGES:
        for payout in (EXPECTED.payouts[0], EXPECTED.payouts[-1]):
            tree = tree_of(payout.derivation, lang)
            lines: list[str] = []

            def walk(branch: Any, lines: list[str] = lines) -> None:
                marks = f" [{branch.marks}]" if branch.marks else ""
                lines.append(f"{branch.name}: {branch.value}{marks}" if branch.value else branch.name)
                lines.extend(branch.details)
                for one in branch.branches:
                    walk(one)

            walk(tree.root)
            text = payout.derivation.explain(lang).split("\n")
            assert [*lines, *tree.notes] == [line.lstrip(" ").removeprefix("- ") for line in text]


def test_texts_of_pages() -> None:
    assert unescape(harmless("<&'\">")) == "<&'\">"
    assert harmless("<") == "&lt;"


# --- extras and the PDF


@pytest.mark.parametrize("module", ["jinja2", "babel"])
def test_without_the_extra_it_names_the_command(module: str) -> None:
    code = f"""
import sys
sys.modules[{module!r}] = None
from integrationsfoerderung import MissingExtra, calculate, load_programme
statement = calculate(load_programme("pakt-fuer-integration"), [])
try:
    statement.report()
except MissingExtra as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "The report needs an optional part: pip install 'integrationsfoerderung[report]'\n"


def _raising(error: Exception) -> Callable[[str], Any]:
    def load(name: str) -> Any:
        assert name == "weasyprint"
        raise error

    return load


def test_without_weasyprint_it_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "import_module", _raising(ModuleNotFoundError("No module named 'weasyprint'")))
    with pytest.raises(MissingExtra) as caught:
        pdf(EXPECTED)
    assert str(caught.value) == "A PDF needs an optional part: pip install 'integrationsfoerderung[pdf]'"
    assert tell(caught.value, "de").startswith("Ein PDF braucht")


def test_without_pango_it_names_the_debian_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = OSError("cannot load library 'libpango-1.0-0': cannot open shared object file\nmore lines")
    monkeypatch.setattr(printing, "import_module", _raising(broken))
    with pytest.raises(MissingLibrary) as caught:
        pdf(EXPECTED)
    assert isinstance(caught.value, IntegrationsfoerderungError)
    for lang in LANGUAGES:
        told = tell(caught.value, lang)
        assert "apt-get install libpango-1.0-0 libpangoft2-1.0-0" in told
        assert "cannot open shared object file" in told
        assert "more lines" not in told


# The dictionaries of hyphens are read by a dependency that leaves closing the file to the interpreter.
@pytest.mark.filterwarnings("ignore:unclosed file .*pyphen:ResourceWarning")
def test_a_pdf_is_made_or_what_is_missing_is_named() -> None:
    small = calculate(PROGRAMME, CASE.municipalities[:1])
    try:
        import_module("weasyprint")
    except ImportError:
        expected: type[Exception] = MissingExtra
    except OSError:
        expected = MissingLibrary
    else:
        written = pdf(small, "de")
        assert written.startswith(b"%PDF-")
        assert written.rstrip().endswith(b"%%EOF")
        return
    with pytest.raises(expected, match=r"pip install 'integrationsfoerderung\[pdf\]'|apt-get install libpango-1.0-0"):
        pdf(small, "de")


def test_a_pdf_loads_nothing() -> None:
    with pytest.raises(ValueError, match="example"):
        printing._refuse("https://example.org/x.png")
