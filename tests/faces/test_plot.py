"""Pictures show exactly the amounts of what they draw, leave no trace, and can be read at their default size."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from itertools import combinations
from subprocess import run
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.text import Annotation, Text

from integrationsfoerderung import (
    Comparison,
    CountStatus,
    HeadCount,
    InvalidInput,
    Manager,
    Municipality,
    RemoveManager,
    Scenario,
    SetCount,
    Statement,
    boundaries,
    calculate,
    compare,
    districts,
    load_example,
    load_programme,
    municipalities_of,
)
from integrationsfoerderung.message import number_text
from integrationsfoerderung.plot import Picture, differences, district_map, flow, payouts, timeline
from integrationsfoerderung.plot.parts import colours_of, parts_of
from integrationsfoerderung.register import ATTRIBUTION
from integrationsfoerderung.testing import statements

PAKT = load_programme("pakt-fuer-integration")
CASE = load_example("tuttlingen")
STATEMENT = calculate(PAKT, CASE.municipalities, CASE.managers)
EXPECTED = calculate(PAKT, CASE.municipalities, CASE.managers, basis="pot_share", expected=True)
DAY = date(2017, 9, 15)
DISTRICTS = calculate(
    load_programme("ukraine-aid-2022"),
    [],
    districts=[evolve(one, head_counts=[HeadCount(date(2021, 11, 30), 1000)]) for one in districts()[:3]],
)
SCENARIO = Scenario("less", [SetCount("08327050", DAY, 300), SetCount("08327049", DAY, 40), RemoveManager("M-09")])
COMPARISON = compare(STATEMENT, SCENARIO.apply(STATEMENT))

PICTURES: dict[str, Callable[..., Axes]] = {
    "payouts": lambda **options: payouts(STATEMENT, **options),
    "payouts-expected": lambda **options: payouts(EXPECTED, **options),
    "flow": lambda **options: flow(STATEMENT, **options),
    "timeline": lambda **options: timeline(STATEMENT, **options),
    "map-amount": lambda **options: district_map(STATEMENT, **options),
    "map-persons-per-fte": lambda **options: district_map(STATEMENT, by="persons_per_fte", **options),
    "differences": lambda **options: differences(COMPARISON, **options),
    "differences-by-pillar": lambda **options: differences(COMPARISON, by="pillar", **options),
}
EVERY = pytest.mark.parametrize("draw", PICTURES.values(), ids=PICTURES)
HOSTILE = [
    "$",
    "$\\frac{$",
    "a$b$c",
    "_hidden",
    "two\nlines",
    "\\alpha \x1b[0m",
    "ß" * 300,
    "{name}",
    "\ud800",
    "\u202ex",
]


def bars(ax: Axes) -> list[Rectangle]:
    """The bars and nodes of a picture."""
    return [patch for patch in ax.patches if isinstance(patch, Rectangle)]


def rows(ax: Axes) -> list[str]:
    """The names of the rows."""
    return [text.get_text() for text in ax.get_yticklabels()]


def notes(ax: Axes) -> list[str]:
    """The texts written into a picture."""
    return [text.get_text() for text in ax.texts if isinstance(text, Annotation)]


def euros(cents: int, lang: Any = "en") -> str:
    return number_text(Decimal(cents) / 100 + Decimal("0.00"), lang)


@contextmanager
def refused(text: str) -> Iterator[None]:
    """What is done inside raises InvalidInput that says so."""
    with pytest.raises(InvalidInput) as caught:
        yield
    assert text in str(caught.value)


def one_town(name: str, persons: int = 65) -> Statement:
    town = Municipality("08327050", name, head_counts=[HeadCount(DAY, persons)])
    manager = Manager(name, provider="08327050", fte=Decimal(1), qualification="degree", start=date(2018, 4, 1))
    return calculate(PAKT, [town], [manager])


class TestPayouts:
    """A bar of one part for each round and for the grant."""

    @given(statements(adversarial=True))
    @settings(max_examples=25)
    def test_every_part_is_as_long_as_its_amount_and_begins_where_the_others_end(self, statement: Statement) -> None:
        if not statement.payouts and not statement.grants:
            with refused("at least one payout"):
                payouts(statement)
            return
        ax, parts = payouts(statement, most=1000), parts_of(statement)
        keys = {key for part in parts for key in part.cents}
        sums = {key: sum(part.cents.get(key) or 0 for part in parts) for key in keys}
        ordered = sorted(keys, key=lambda key: (-sums[key], key))
        drawn = iter(bars(ax))
        before = dict.fromkeys(ordered, 0)
        for part in parts:
            for row, key in enumerate(ordered):
                bar = next(drawn)
                assert bar.get_y() + bar.get_height() / 2 == pytest.approx(row)
                assert bar.get_width() == (part.cents.get(key) or 0) / 100
                assert bar.get_x() == before[key] / 100
                assert bool(bar.get_hatch()) == (key in part.expected)
                before[key] += part.cents.get(key) or 0
        assert next(drawn, None) is None
        assert len(rows(ax)) == len(ordered)
        assert sum(sums.values()) / 100 == float(statement.total(known_only=True))

    def test_the_largest_come_first_with_their_amounts_in_the_numbers_of_the_language(self) -> None:
        ax = payouts(STATEMENT, lang="de")
        assert rows(ax)[:3] == ["Tuttlingen", "Aldingen", "Trossingen"]
        assert notes(ax)[:2] == ["687.800,00", "247.649,33"]
        assert len(rows(ax)) == len(notes(ax)) == 35
        assert payouts(STATEMENT).texts[0].get_text() == "687,800.00"
        assert "Alle 35 zusammen: 2.344.850,00 EUR." in ax.get_xlabel()
        assert "Niemand kennt eine Zählung" in ax.get_xlabel()
        assert "erfundenen" in ax.get_xlabel()

    def test_what_is_only_expected_is_hatched_and_said(self) -> None:
        ax = payouts(EXPECTED, lang="de")
        hatched = [bar for bar in bars(ax) if bar.get_hatch()]
        assert len(hatched) == 35
        assert "1.054.943,21 EUR davon sind nur erwartet." in ax.get_xlabel()
        legend = ax.get_legend()
        assert legend is not None
        assert [text.get_text() for text in legend.get_texts()] == [
            "Pro-Kopf-Pauschale 2017", "Pro-Kopf-Pauschale 2018", "Integrationsmanagement", "nur erwartet",
        ]  # fmt: skip

    def test_of_the_whole_land_the_largest_are_drawn_and_the_rest_is_told_with_its_sum(self) -> None:
        towns = [
            evolve(one, head_counts=[HeadCount(DAY, 1 + place % 60)])
            for place, one in enumerate(municipalities_of("08"))
        ]
        statement = calculate(PAKT, towns)
        ax = payouts(statement, lang="de")
        amounts = sorted((int(amount * 100) for amount in statement.by("municipality").values()), reverse=True)
        assert len(rows(ax)) == 40
        assert (
            f"Nicht gezeichnet: 1.061 mit kleineren Summen, zusammen {euros(sum(amounts[40:]), 'de')} EUR"
            in ax.get_xlabel()
        )
        assert sum(bar.get_width() for bar in bars(ax)) == pytest.approx(sum(amounts[:40]) / 100)

    def test_what_is_open_is_named_beside_the_bar(self) -> None:
        towns = [
            Municipality("08327050", "Tuttlingen", head_counts=[HeadCount(DAY, 248)]),
            Municipality("08327046", "Spaichingen", head_counts=[HeadCount(date(2018, 9, 15), 5)]),
        ]
        ax = payouts(calculate(PAKT, towns), lang="de")
        assert rows(ax) == ["Tuttlingen", "Spaichingen"]
        assert notes(ax) == ["303.800,00 + offen", "offen"]
        assert "Offene Beträge" in ax.get_xlabel()

    def test_nothing_but_open_amounts_has_an_axis_of_whole_euros(self) -> None:
        ax = payouts(DISTRICTS, lang="de")
        assert ax.get_title(loc="left") == "Auszahlungen je Kreis: Ukraine-Hilfe im Integrationsmanagement, 2022"
        assert set(notes(ax)) == {"offen"}
        ax.get_figure(root=True).draw_without_rendering()  # type: ignore[union-attr]  # it has one
        marks = [float(mark) for mark in ax.get_xticks()]
        assert marks == [int(mark) for mark in marks]
        assert len(set(marks)) > 2


class TestDifferences:
    """Bars to both sides, as long as the differences."""

    @pytest.mark.parametrize("by", ["municipality", "pillar", "round", "recipient", "year", "area", "manager"])
    def test_bars_are_the_differences_largest_gain_first(self, by: str) -> None:
        ax = differences(COMPARISON, by=by)
        moved = sorted((amount for amount in COMPARISON.by(by).values() if amount), reverse=True)
        assert [bar.get_width() for bar in bars(ax)] == [float(amount) for amount in moved]
        assert len(set(rows(ax))) == len(moved)

    def test_names_signs_and_sums_are_written_out(self) -> None:
        ax = differences(COMPARISON, lang="de")
        assert rows(ax)[0] == "Tuttlingen"
        assert rows(ax)[-1] == "Trossingen"
        assert notes(ax)[0] == "+63.700,00"
        assert notes(ax)[-1] == "−144.563,80"
        assert "Zusammen −201.825,00 EUR: 63.700,00 EUR mehr, 265.525,00 EUR weniger." in ax.get_xlabel()
        assert "In beiden gleich: 24." in ax.get_xlabel()
        assert rows(differences(COMPARISON, lang="de", by="pillar")) == ["Pro-Kopf-Pauschale", "Integrationsmanagement"]

    def test_only_the_largest_are_drawn_where_there_are_many(self) -> None:
        ax = differences(COMPARISON, most=2, lang="de")
        assert [bar.get_width() for bar in bars(ax)] == [63700.0, -144563.8]
        assert "Nicht gezeichnet: 9 mit kleineren Unterschieden, zusammen −120.961,20 EUR." in ax.get_xlabel()

    def test_no_difference_and_an_open_one_are_told(self) -> None:
        same = differences(compare(STATEMENT, STATEMENT), lang="de")
        assert rows(same) == ["kein Unterschied"]
        assert bars(same) == []
        towns = [evolve(CASE.municipalities[0], head_counts=[], provider=None)]
        known = [evolve(towns[0], head_counts=[HeadCount(DAY, 7, CountStatus.FINAL)])]
        manager = [evolve(CASE.managers[0], provider=towns[0].ags)]
        ax = differences(compare(calculate(PAKT, known, manager), calculate(PAKT, towns, manager)), lang="de")
        assert notes(ax) == ["offen"]
        assert "Bei 1 ist der Unterschied offen" in ax.get_xlabel()

    @given(statements())
    @settings(max_examples=15)
    def test_against_itself_nothing_differs(self, statement: Statement) -> None:
        try:
            found: Comparison = compare(statement, statement)
            found.by("municipality")
        except InvalidInput:  # a grant that no frame divides
            return
        assert bars(differences(found)) == []


class TestFlow:
    """What leaves a node has come in, and is as high as its amount."""

    @given(statements(adversarial=True), st.integers(1, 5))
    @settings(max_examples=25)
    def test_nodes_are_as_high_as_their_amounts_and_nothing_is_lost(self, statement: Statement, most: int) -> None:
        total = statement.total(known_only=True)
        if not total:
            with refused("at least one known amount above 0"):
                flow(statement)
            return
        nodes = bars(flow(statement, most=most))
        columns: dict[float, list[float]] = {}
        for node in nodes:
            columns.setdefault(node.get_x(), []).append(node.get_height())
        assert len(columns) == 4
        assert columns[0.0] == [float(total)]
        for heights in columns.values():
            assert sum(Fraction(str(height)) for height in heights) == pytest.approx(Fraction(total))
            assert len(heights) <= most + 3

    def test_every_municipality_gets_its_sum_and_groups_and_district_pass_on_theirs(self) -> None:
        told = notes(flow(STATEMENT, lang="de"))
        for key, amount in STATEMENT.by("municipality").items():
            name = next(one.name for one in CASE.municipalities if one.ags == key)
            assert f"{name}  {number_text(amount, 'de')}" in told
        passed_on = Decimal("1046150.00") + Decimal("262700.00")
        assert f"Landkreis Tuttlingen\n{number_text(passed_on, 'de')}" in told
        assert "Aldingen\n294.000,00" in told
        assert "Integrationsmanagement\n1.298.700,00" in told
        assert "Land\n2.344.850,00" in told

    def test_bands_are_as_high_as_what_they_carry(self) -> None:
        ax = flow(STATEMENT)
        bands = {patch.get_gid(): patch for patch in ax.patches if isinstance(patch, PathPatch)}
        grant = bands["management:management>08327002"].get_path().get_extents()
        assert grant.x0 < grant.x1
        vertices: Any = bands["management:management>08327002"].get_path().vertices
        assert float(vertices[7][1]) - float(vertices[0][1]) == pytest.approx(294000.0)

    def test_of_the_whole_land_no_name_lies_over_another(self) -> None:
        towns = [evolve(one, head_counts=[HeadCount(DAY, 1 + place % 60)]) for place, one in
                 enumerate(municipalities_of("08"))]  # fmt: skip
        ax = flow(calculate(PAKT, towns), lang="de")
        ax.get_figure(root=True).draw_without_rendering()  # type: ignore[union-attr]  # it has one
        found = [note.get_window_extent().padded(-0.5) for note in ax.texts]
        assert len(found) > 75
        assert not any(one.overlaps(other) for one, other in combinations(found, 2))

    def test_those_without_a_place_of_their_own_are_one_band(self) -> None:
        told = notes(flow(STATEMENT, most=3, lang="de"))
        rest = sorted(STATEMENT.by("municipality").values())[:-3]
        assert f"32 weitere  {number_text(sum(rest, Decimal('0.00')), 'de')}" in told
        assert any("32 mit kleineren Summen haben keinen eigenen Platz." in text for text in told)


class TestTimeline:
    """Bars from the first to the last funded day."""

    @given(statements(adversarial=True))
    @settings(max_examples=25)
    def test_bars_are_the_funded_days(self, statement: Statement) -> None:
        fundings = [funding for grant in statement.grants for funding in grant.fundings]
        if not fundings:
            with refused("at least one manager"):
                timeline(statement)
            return
        ax = timeline(statement, most=1000)
        epoch = date(1970, 1, 1)
        funded = [
            ((one.period.first - epoch).days, (one.period.last - one.period.first).days + 1)
            for one in fundings
            if one.period is not None and one.day_months
        ]
        drawn = [bar for bar in bars(ax) if bar.get_height() < 1]
        assert [(bar.get_x(), bar.get_width()) for bar in drawn] == funded
        assert len(rows(ax)) == len(fundings)
        assert len(ax.get_lines()) >= len(fundings) - len(funded)

    def test_fte_months_and_last_day_are_written_on_each(self) -> None:
        ax = timeline(STATEMENT, lang="de")
        assert "0,75 VZÄ · 24 Monate · bis 02.04.2020" in notes(ax)
        assert rows(ax)[0] == "Aldingen · M-07"
        assert "27.04.2017 bis 26.04.2019" in ax.get_xlabel()
        assert "14 Stellen, zusammen 11 VZÄ." in ax.get_xlabel()
        assert [mark.get_text() for mark in ax.get_xticklabels()][:2] == ["01.07.2017", "01.01.2018"]

    def test_who_starts_outside_the_window_is_named_as_not_funded(self) -> None:
        town = Municipality("08327050", "Tuttlingen", head_counts=[HeadCount(DAY, 248)])
        late = Manager("M", provider="08327050", fte=Decimal(1), qualification="degree", start=date(2021, 4, 1))
        ax = timeline(calculate(PAKT, [town], [late]), lang="de")
        assert notes(ax) == ["Beginn 01.04.2021: nicht gefördert"]

    def test_only_so_many_have_a_row_and_the_others_are_counted(self) -> None:
        ax = timeline(STATEMENT, most=5, lang="de")
        assert len(rows(ax)) == 5
        assert "Nicht gezeichnet: 9 weitere Integrationsmanager." in ax.get_xlabel()


def lightness(colour: Any) -> float:
    """The lightness of a colour (CIE L*, 0 to 100): what is left of it without any hue."""
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in to_rgb(colour)]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return float(116 * luminance ** (1 / 3) - 16 if luminance > 0.008856 else 903.3 * luminance)


class TestMap:
    """Darker where the value is higher."""

    def areas(self, ax: Axes) -> dict[str, PathPatch]:
        return {str(patch.get_gid()): patch for patch in ax.patches if isinstance(patch, PathPatch) and patch.get_gid()}

    @pytest.mark.parametrize("by", ["amount", "persons_per_fte"])
    def test_the_order_of_lightness_is_the_order_of_the_values(self, by: Any) -> None:
        areas = self.areas(district_map(STATEMENT, by=by))
        values: dict[str, Any] = dict(STATEMENT.by("municipality"))
        if by == "persons_per_fte":
            values = {one.ags: area.staffing.persons_per_fte for area in STATEMENT.areas for one in area.municipalities}
        assert set(areas) == set(values)
        ordered = sorted(values, key=lambda key: values[key])
        light = [lightness(areas[key].get_facecolor()) for key in ordered]
        assert light == sorted(light, reverse=True)
        assert light[0] - light[-1] > 50

    def test_areas_have_their_boundaries_with_holes_and_the_map_its_source_note(self) -> None:
        ax = district_map(STATEMENT, lang="de")
        feature = next(one for one in boundaries("08327")["features"] if one["id"] == "08327050")
        points = [point for ring in feature["geometry"]["coordinates"] for point in ring]
        vertices: Any = self.areas(ax)["08327050"].get_path().vertices
        assert vertices[: len(points)].tolist() == points
        assert ATTRIBUTION in notes(ax)[-1]

    def test_what_is_not_there_open_or_without_managers_looks_different_and_is_named(self) -> None:
        towns = [
            Municipality("08327050", "Tuttlingen", head_counts=[HeadCount(DAY, 248)]),
            Municipality("08327046", "Spaichingen"),
        ]
        ax = district_map(calculate(PAKT, towns), lang="de")
        areas = self.areas(ax)
        assert areas["08327046"].get_hatch()
        assert not areas["08327050"].get_hatch()
        assert to_hex(areas["08327002"].get_facecolor()) == "#dddddd"
        legend = ax.get_legend()
        assert legend is not None
        assert [text.get_text() for text in legend.get_texts()] == ["nicht im Berechnungsnachweis", "offen"]
        ratio = district_map(calculate(PAKT, towns), by="persons_per_fte", lang="de").get_legend()
        assert ratio is not None
        assert ratio.get_texts()[-1].get_text() == "kein Integrationsmanager oder keine Personen"

    def test_the_part_of_the_land_is_that_of_the_municipalities_or_as_asked(self) -> None:
        towns = municipalities_of("08327")[:1] + municipalities_of("08326")[:1]
        counted = [evolve(one, head_counts=[HeadCount(DAY, 9)]) for one in towns]
        statement = calculate(PAKT, counted)
        assert {key[:5] for key in self.areas(district_map(statement))} == {"08325", "08326", "08327"}
        assert set(self.areas(district_map(statement, key="08326"))) == {one.ags for one in municipalities_of("08326")}
        assert set(self.areas(district_map(statement, key="08327050"))) == {"08327050"}
        whole = district_map(statement, key="08")
        assert len(self.areas(whole)) == 1101
        assert len(notes(whole)) == 1  # no names where they would lie one over the other
        with refused("Register"):
            district_map(statement, key="09")

    def test_where_districts_are_paid_the_map_is_of_districts(self) -> None:
        ax = district_map(DISTRICTS, lang="de")
        assert {"08111", "08115"} <= set(self.areas(ax))
        assert all(patch.get_hatch() for key, patch in self.areas(ax).items() if key in ("08111", "08115"))
        assert ax.get_title(loc="left") == "Auszahlungen je Kreis, in EUR"

    def test_what_cannot_be_drawn_is_refused(self) -> None:
        with refused("at least one municipality"):
            district_map(calculate(PAKT, []))
        with refused("persons_per_fte"):
            district_map(STATEMENT, by="money")  # type: ignore[arg-type]  # what a caller may write


@pytest.fixture(scope="module", params=["en", "de"])
def drawn(request: pytest.FixtureRequest) -> dict[str, Axes]:
    """Every picture at its default size, laid out."""
    pictures = {name: draw(lang=request.param) for name, draw in PICTURES.items()}
    for ax in pictures.values():
        ax.get_figure(root=True).draw_without_rendering()  # type: ignore[union-attr]  # it has one
    return pictures


def texts_of(ax: Axes) -> list[Any]:
    """Every text of a picture, drawn or not."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    return list(figure.findobj(Text))


def boxes(ax: Axes) -> list[tuple[str, Any]]:
    """The texts of a picture that are drawn, with their places: marks of an axis only in its range."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    hidden: set[Text] = set()
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            for tick in axis.get_major_ticks():
                if not axes.axison or not low <= tick.get_loc() <= high:
                    hidden |= {tick.label1, tick.label2}
    return [
        (text.get_text(), text.get_window_extent())
        for text in texts_of(ax)
        if text.get_visible() and text.get_text().strip() and text not in hidden
    ]


class TestLegible:
    """At the default size nothing is cut off, nothing lies over another text, nothing is small."""

    @pytest.mark.parametrize("name", PICTURES)
    def test_every_text_is_inside_and_lies_over_no_other(self, drawn: dict[str, Axes], name: str) -> None:
        ax = drawn[name]
        figure = ax.get_figure(root=True)
        assert figure is not None
        found = boxes(ax)
        for text, box in found:
            assert figure.bbox.x0 <= box.x0, text
            assert box.x1 <= figure.bbox.x1, text
            assert figure.bbox.y0 <= box.y0, text
            assert box.y1 <= figure.bbox.y1, text
        for (one, first), (other, second) in combinations(found, 2):
            assert not first.padded(-0.5).overlaps(second.padded(-0.5)), (one, other)

    @pytest.mark.parametrize("name", PICTURES)
    def test_no_letter_is_below_six_points(self, drawn: dict[str, Axes], name: str) -> None:
        assert min(text.get_fontsize() for text in texts_of(drawn[name])) >= 6

    def test_german_pictures_have_no_english_word(self, drawn: dict[str, Axes]) -> None:
        words = {word.strip(".:;,") for ax in drawn.values() for text, _ in boxes(ax) for word in text.split()}
        german = "Gemeinden" in words
        english = words & {"municipalities", "of", "the", "persons", "open", "months", "with", "expected"}
        assert german == (not english)

    @pytest.mark.parametrize("statement", [STATEMENT, EXPECTED], ids=["known", "expected"])
    def test_parts_differ_in_lightness_so_that_no_hue_has_to_be_seen(self, statement: Statement) -> None:
        light = [lightness(colour) for colour in colours_of(parts_of(statement))]
        assert all(abs(one - other) > 12 for one, other in combinations(light, 2))


class TestNoTrace:
    """A picture leaves nothing behind but the axes."""

    def test_pyplot_is_not_loaded_and_no_setting_is_changed(self) -> None:
        program = """
import sys
import matplotlib
plain = lambda: {key: dict.__getitem__(matplotlib.rcParams, key) for key in matplotlib.rcParams}
before = plain()  # not by rcParams["backend"], which would load pyplot to find one
from integrationsfoerderung import calculate, compare, load_example, load_programme
from integrationsfoerderung.plot import differences, district_map, flow, payouts, timeline
case = load_example("tuttlingen")
statement = calculate(load_programme("pakt-fuer-integration"), case.municipalities, case.managers)
axes = [draw(statement) for draw in (payouts, flow, timeline, district_map)]
axes.append(differences(compare(statement, statement)))
assert all(ax._repr_png_().startswith(b"\\x89PNG") for ax in axes)
assert "matplotlib.pyplot" not in sys.modules
assert plain() == before
"""
        run([sys.executable, "-W", "error", "-W", "ignore::DeprecationWarning", "-c", program], check=True)

    @EVERY
    def test_the_axes_given_are_drawn_on_and_returned(self, draw: Callable[..., Axes]) -> None:
        figure = Figure(figsize=(5, 4))
        mine, other = figure.subplots(1, 2)
        assert draw(ax=mine) is mine
        assert not other.patches
        assert not other.has_data()
        assert mine.get_title(loc="left")

    @EVERY
    def test_without_axes_there_is_a_new_figure_each_time(self, draw: Callable[..., Axes]) -> None:
        one, other = draw(), draw()
        assert isinstance(one, Picture)
        assert one.get_figure() is not other.get_figure()

    def test_a_picture_taken_out_of_its_figure_shows_nothing(self) -> None:
        ax = payouts(STATEMENT)
        ax.remove()
        assert isinstance(ax, Picture)
        assert ax._repr_png_() is None


class TestHostile:
    """Names are texts, whatever is in them."""

    def test_names_are_drawn_as_they_are(self) -> None:
        places = municipalities_of("08327")
        counts = [HeadCount(DAY, 65)]
        towns = [evolve(place, name=name, head_counts=counts) for place, name in zip(places, HOSTILE, strict=False)]
        people = [
            Manager(town.name, provider=town.ags, fte=Decimal(1), qualification="degree", start=date(2018, 4, 1))
            for town in towns
        ]
        statement = calculate(PAKT, towns, people)
        other = compare(statement, calculate(PAKT, towns[:3], people[:3]))
        for draw in (payouts, flow, timeline, district_map):
            self.check(draw(statement))
        self.check(differences(other))

    def check(self, ax: Axes) -> None:
        figure = ax.get_figure(root=True)
        assert figure is not None
        figure.savefig(BytesIO(), dpi=30)
        lines = [line for text, _ in boxes(ax) for line in text.splitlines()]
        assert "lines" not in lines  # a line break in a name makes no line
        assert max(map(len, lines)) < 125
        assert not any("\x1b" in line or "\u202e" in line or "\ud800" in line for line in lines)

    def test_a_sign_of_formulas_is_shown_and_starts_none(self) -> None:
        ax = payouts(one_town("a$b$c"))
        (label,) = ax.get_yticklabels()
        assert label.get_text() == "a$b$c"
        assert not label.get_parse_math()

    @given(statements(adversarial=True))
    @settings(max_examples=10)
    def test_no_text_of_a_statement_is_a_formula(self, statement: Statement) -> None:
        if not statement.payouts:
            return
        ax = payouts(statement)
        legend = ax.get_legend()
        assert legend is not None
        texts = [*ax.get_yticklabels(), *ax.texts, *legend.get_texts(), ax.xaxis.label]
        assert not any(text.get_parse_math() or text.get_usetex() for text in texts)


class TestRefused:
    """What cannot be drawn is said."""

    @EVERY
    def test_another_language(self, draw: Callable[..., Axes]) -> None:
        with refused("lang is 'fr'"):
            draw(lang="fr")

    @pytest.mark.parametrize("most", [0, -1, True, 2.0, "many", None])
    def test_a_number_of_rows_that_is_none(self, most: Any) -> None:
        for draw in (payouts, flow, timeline):
            with refused("most is"):
                draw(STATEMENT, most=most)
        with refused("most is"):
            differences(COMPARISON, most=most)

    @pytest.mark.parametrize("thing", [None, CASE, COMPARISON, [STATEMENT]])
    def test_another_thing_than_a_statement(self, thing: Any) -> None:
        for draw in (payouts, flow, timeline, district_map):
            with refused("a Statement"):
                draw(thing)

    def test_another_thing_than_a_comparison(self) -> None:
        with refused("a Comparison"):
            differences(STATEMENT)  # type: ignore[arg-type]  # what a caller may write
        with refused("dimension is 'colour'"):
            differences(COMPARISON, by="colour")

    def test_without_matplotlib_the_error_has_the_command(self) -> None:
        program = """
import sys
sys.modules["matplotlib"] = None
try:
    import integrationsfoerderung.plot
except ImportError as error:
    print(error)
"""
        found = run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
        assert "pip install 'integrationsfoerderung[plot]'" in found.stdout
