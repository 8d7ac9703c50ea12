"""What notebooks show: the numbers of the noun, compact and escaped, with the repr beside it."""

import re
import subprocess
import sys
from datetime import date
from decimal import Decimal, localcontext
from typing import Any

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from tests.faces.pages import CASE, EXPECTED, IN_EACH_LANGUAGE, PROGRAMME, StrictReader, shown

from integrationsfoerderung import (
    AuditResult,
    Entry,
    Figure,
    HeadCount,
    InvalidInput,
    Manager,
    Municipality,
    Notice,
    Scenario,
    Statement,
    Unit,
    audit,
    calculate,
    compare,
    programmes,
)
from integrationsfoerderung.message import Language, number_text
from integrationsfoerderung.model.change import SetFigure
from integrationsfoerderung.model.change_of_counts import SetCount
from integrationsfoerderung.notebook import MOST_ROWS, html
from integrationsfoerderung.testing import statements
from integrationsfoerderung.words import LANGUAGES, quantity, tell, translate

DAY = date(2017, 9, 15)
HOSTILE = ("</style><script>alert(1)</script>", "\"'><img src=x onerror=alert(1)>", "\u202ea\x00\x1b\n", "ä" * 10_000)


OPEN = calculate(
    PROGRAMME,
    [Municipality("08327050", "Tuttlingen"), Municipality("08327049", "Trossingen", head_counts=[HeadCount(DAY, 69)])],
    [Manager("M-01", provider="08327050", fte=Decimal(1), qualification="degree", start=date(2018, 1, 1))],
)
SMALL = Scenario("ten more", [SetCount("08327050", DAY, 258)]).apply(EXPECTED)
LARGE = Scenario("a third year", [SetFigure("management.term", 3)]).apply(EXPECTED)
LESS = Scenario("one year", [SetFigure("management.term", 1)]).apply(EXPECTED)
AUDITED = audit(
    PROGRAMME,
    [
        Notice(amount=280_220, persons=352, name="Weinheim"),
        Notice(amount=282_020, persons=352, name="Misprint"),
        Notice(amount=87_569, persons=[44, 28, 22, 16], name="Wurmlingen"),
        Notice(amount=1_000, round="2018", name="Nobody knows"),
    ],
)


class View(StrictReader):
    """Reads a view: nothing in it runs, loads or leads elsewhere."""

    def __init__(self, view: str) -> None:
        super().__init__(view)
        assert not {"script", "img", "link", "iframe", "a"} & set(self.tags)
        assert {name for _, name, _ in self.attributes} <= {"class", "lang", "open", "colspan"}


def seen(noun: object, lang: Language = "en") -> str:
    """The text of a noun's view, after the view was read strictly."""
    return View(html(noun, lang)).text


NOUNS: tuple[Any, ...] = (
    PROGRAMME,
    CASE.municipalities[0],
    EXPECTED.payouts[0],
    EXPECTED.payouts[-1],
    EXPECTED.grants[1],
    EXPECTED,
    EXPECTED.payouts[0].derivation,
    compare(EXPECTED, SMALL),
    AUDITED,
)
OF_EACH_NOUN = pytest.mark.parametrize("noun", NOUNS, ids=[type(noun).__name__ for noun in NOUNS])


@OF_EACH_NOUN
def test_terminals_get_the_repr_and_notebooks_html(noun: Any) -> None:
    bundle = noun._repr_mimebundle_(include=None, exclude=None)
    assert bundle == {"text/plain": repr(noun), "text/html": html(noun)}
    assert noun._repr_html_() == html(noun)


@OF_EACH_NOUN
def test_views_are_compact_and_in_both_languages(noun: Any) -> None:
    for lang in LANGUAGES:
        view = html(noun, lang)
        View(view)
        assert f'lang="{lang}"' in view
        assert len(view) < 20_000
    assert html(noun, "de") != html(noun, "en")


@OF_EACH_NOUN
def test_colours_are_those_of_the_page_around(noun: Any) -> None:
    style = html(noun).partition("<style>")[2].partition("</style>")[0]
    assert "--jp-content-font-color1" in style
    assert "prefers-color-scheme" not in style
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b|:(?:white|black)\b", style)
    assert "url(" not in style


# --- each noun


@IN_EACH_LANGUAGE
def test_a_figure_is_a_tree_that_opens_and_closes(lang: Language) -> None:
    derivation = EXPECTED.grants[1].derivation
    view = html(derivation, lang)
    assert view.count("<details open>") == 1
    assert view.count("<details>") > 5
    text = seen(derivation, lang)
    for line in derivation.explain(lang).split("\n"):
        words = shown(line.lstrip(" ").removeprefix("- ")).replace(" [", " ").removesuffix("]")
        assert words.replace(": ", " ") in text.replace(": ", " ")


def test_a_leaf_is_a_line() -> None:
    assert seen(Figure(248, Unit.PERSONS, "counted persons")).strip() == "counted persons: 248 persons"
    assert "unknown" in seen(Figure(None, Unit.EUR, "rate", clause="R2.4"))


@IN_EACH_LANGUAGE
def test_a_programme_shows_budgets_and_every_figure(lang: Language) -> None:
    for programme in programmes():
        text = seen(programme, lang)
        for figure in programme.figures:
            assert figure.key in text
            assert shown(quantity(figure, lang)) in text


def test_a_programme_without_figures_or_budget_is_shown_too() -> None:
    assert "figures" not in seen(evolve(PROGRAMME, figures=(), budget=None, pillars=[]))


def test_a_municipality_shows_counts_provider_and_area() -> None:
    town = Municipality(
        "08327049",
        "Trossingen",
        head_counts=[HeadCount(DAY, 1069), HeadCount(date(2018, 9, 15), 70, "interim")],
        provider="08327",
        area="Baar",
        cost_share=Decimal("0.5"),
        entries=[Entry(date(2022, 3, 1), 41)],
    )
    text = seen(town, "de")
    for words in ("Trossingen", "08327049", "Träger: Landkreis Tuttlingen", "Raumschaft: Baar", "15.09.2017", "1.069"):
        assert words in text
    assert "0,5" in text
    assert "01.03.2022 41" in text
    assert "No head count is given." in seen(Municipality("08327050", "Tuttlingen"))
    assert "Provider: 08327050." in seen(evolve(town, provider="08327050", area=None, cost_share=None))
    assert "the municipality itself" in seen(Municipality("08327050", "Tuttlingen"))


@IN_EACH_LANGUAGE
def test_payouts_and_grants_show_amount_or_what_is_missing(lang: Language) -> None:
    everything: list[Any] = [*EXPECTED.payouts, *EXPECTED.grants]
    for payout in everything:
        assert number_text(payout.amount, lang) in seen(payout, lang)
    of_repeated = next(payout for payout in everything if getattr(payout, "round", "") == "2018")
    assert translate("The amount is only expected.", lang) in seen(of_repeated, lang)
    unknown: list[Any] = [payout for payout in (*OPEN.payouts, *OPEN.grants) if getattr(payout, "cents", 0) is None]
    assert len(unknown) >= 3
    for payout in unknown:
        assert all(shown(line) in seen(payout, lang) for line in payout.explain(lang).split("\n"))


@IN_EACH_LANGUAGE
def test_a_statement_shows_sums_recipients_and_what_to_know(lang: Language) -> None:
    text = seen(EXPECTED, lang)
    sums = [EXPECTED.total(), *EXPECTED.by("year").values(), *EXPECTED.by("pillar").values()]
    sums += [EXPECTED.total(pillar=pillar, year=2018) for pillar in ("per-capita", "management")]
    sums += [EXPECTED.total(pillar="per-capita", recipient=one.ags) for one in EXPECTED.municipalities]
    sums += [grant.amount for grant in EXPECTED.grants if grant.amount is not None]
    assert all(number_text(amount, lang) in text for amount in sums)
    assert all(one.name in text for one in EXPECTED.municipalities)
    assert all(shown(tell(remark, lang)) in text for remark in EXPECTED.warnings)
    told = seen(OPEN, lang)
    assert all(shown(tell(gap, lang)) in told for gap in OPEN.gaps)
    count = sum(payout.cents is None for payout in OPEN.payouts)
    assert translate("{count} payouts are open and left out.", lang).format(count=count) in told
    assert f" {translate('open', lang)} " in told
    named = evolve(EXPECTED, case=CASE)
    assert CASE.name in seen(named, lang)


def test_many_rows_are_cut_and_counted() -> None:
    many = [
        Municipality(f"08{key:06}", f"Town {key}", head_counts=[HeadCount(DAY, 1)]) for key in range(111_001, 111_201)
    ]
    towns = [town for town in many if town.ags[5:] != "000"]
    text = seen(calculate(PROGRAMME, towns))
    assert f"… and {len(towns) - MOST_ROWS} more" in text
    assert len(html(calculate(PROGRAMME, towns))) < 20_000


def test_a_comparison_shows_differences_and_causes() -> None:
    few, many, less = compare(EXPECTED, SMALL), compare(EXPECTED, LARGE), compare(EXPECTED, LESS)
    for comparison in (few, many, less):
        text = seen(comparison)
        assert number_text(comparison.total()) in text
        for row in comparison.changed:
            assert row.amount is not None
            assert f"{row.name} " in text
            assert number_text(row.amount) in text
        assert all(shown(str(cause.message)) in text for cause in comparison.causes)
        pillars = comparison.by("pillar").values()
        assert comparison is few or all(number_text(amount) in text for amount in pillars if amount is not None)
    assert "-" in number_text(less.total())
    assert "No amount is another." in seen(compare(EXPECTED, EXPECTED))


def test_a_comparison_with_something_open_says_so() -> None:
    known = evolve(OPEN.municipalities[0], head_counts=[HeadCount(DAY, 248)])
    other = calculate(PROGRAMME, [known, *OPEN.municipalities[1:]], OPEN.managers)
    text = seen(compare(OPEN, other))
    assert "open" in text
    assert "the difference covers an open payout" in text


def test_an_audit_shows_verdicts_and_why() -> None:
    text = seen(AUDITED, "de")
    assert shown(tell(AUDITED.summary, "de")) in text
    for entry in AUDITED:
        assert f"{entry.notice.label} " in text
        assert translate(entry.verdict.value, "de") in text
        assert number_text(entry.notice.amount.quantize(Decimal("0.01")), "de") in text
        if not entry.fits:
            assert all(shown(tell(line, "de")) in text for line in entry.lines)
    assert "1.800,00" in text
    assert seen(AuditResult(()))


def test_what_is_no_noun_is_refused() -> None:
    for noun in (None, "text", 5):
        with pytest.raises(InvalidInput) as caught:
            html(noun)
        assert "give a programme, municipality" in str(caught.value)
    unknown: Any = "fr"
    with pytest.raises(InvalidInput):
        html(PROGRAMME, unknown)


# --- hostile texts, strange contexts, plain installs


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_are_inert(text: str) -> None:
    def nouns(name: str) -> list[Any]:
        town = Municipality("08327050", name, head_counts=[HeadCount(DAY, 248)], area=name)
        start = date(2018, 1, 1)
        anna = Manager(name, provider="08327050", fte=Decimal(1), qualification="degree", start=start)
        programme = evolve(PROGRAMME, name=name, name_de=name)
        result = calculate(programme, [town], [anna], expected=True)
        other = calculate(programme, [evolve(town, head_counts=[HeadCount(DAY, 250)])], [anna], expected=True)
        audited = audit(PROGRAMME, [Notice(amount=1, persons=1, name=name, id=name)])
        return [town, programme, *result.payouts, *result.grants, result, compare(result, other), audited]

    for noun, tame in zip(nouns(text), nouns("Tuttlingen"), strict=True):
        view = html(noun)
        assert View(view).tags == View(html(tame)).tags
        assert shown(text) in seen(noun)
        assert all(sign.isprintable() or sign == "\n" for sign in view)


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(result=statements(adversarial=True))
def test_anything_can_be_shown(result: Statement) -> None:
    nouns: list[Any] = [result.programme, result, *result.municipalities, *result.payouts[:5], *result.grants[:5]]
    for noun in nouns:
        View(html(noun, "de"))


def test_sums_are_exact_whatever_the_decimal_context() -> None:
    views = [html(noun) for noun in NOUNS]
    with localcontext() as context:
        context.prec = 3
        assert [html(noun) for noun in NOUNS] == views


def test_it_needs_no_extra() -> None:
    code = """
import sys
for name in ("jinja2", "babel", "rich", "click", "IPython", "numpy", "narwhals", "matplotlib"):
    sys.modules[name] = None
from integrationsfoerderung import calculate, load_example, load_programme
case = load_example("tuttlingen")
statement = calculate(load_programme("pakt-fuer-integration"), case.municipalities, case.managers)
assert "integrationsfoerderung.notebook" not in sys.modules
print("2,344,850.00" in statement._repr_html_())
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"
