"""Figures and steps: exact numbers that know where they came from; every derivation replays to its amount."""

import datetime as dt
import decimal
import json
import pickle
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from integrationsfoerderung import (
    Figure,
    IntegrationsfoerderungError,
    Period,
    Rounding,
    Source,
    Status,
    Unit,
    UnknownFigureError,
    figure,
)
from integrationsfoerderung.figure import STEPS, derived, exact_text, rule
from integrationsfoerderung.period import MONTH

PRESS = Source("Landkreis Tuttlingen, Pressemitteilung", date=date(2018, 3, 28))
NAMES: dict[str, Any] = {
    "Decimal": Decimal,
    "Figure": Figure,
    "Period": Period,
    "Rounding": Rounding,
    "Source": Source,
    "Status": Status,
    "Unit": Unit,
    "datetime": dt,
}

cents = st.integers(0, 10**15)
counts = st.integers(0, 10**6)
texts = st.text(max_size=20)
leaf_values = st.integers(-(10**18), 10**18)
sources = st.builds(Source, texts, texts, st.none() | st.dates())
number_units = st.sampled_from([unit for unit in Unit if unit is not Unit.DAY])

leaves = st.builds(
    Figure,
    leaf_values,
    number_units,
    texts,
    texts,
    key=texts,
    clause=texts,
    source=st.none() | sources,
    status=st.none() | st.sampled_from(Status),
    note=texts,
    valid=st.none() | st.just(Period(date(2017, 4, 27), date.max)),
    about=texts,
    on=st.none() | st.dates(),
    rounding=st.none() | st.sampled_from(Rounding),
)


def eur(value: int, label: str = "") -> Figure:
    """Return an amount in cents as a leaf."""
    return Figure(value, Unit.EUR, label)


def persons(value: int) -> Figure:
    """Return a head count as a leaf."""
    return Figure(value, Unit.PERSONS)


RATE = Figure(
    122_500,
    Unit.EUR,
    "announced rate",
    "bekannt gegebener Satz",
    key="per-capita.2017.rate",
    clause="R2.4",
    source=PRESS,
    status=Status.PUBLISHED,
    note="printed twice",
)
UNKNOWN = Figure(
    None,
    Unit.EUR,
    "announced rate",
    "bekannt gegebener Satz",
    key="per-capita.2018.rate",
    clause="R2.4",
    source=PRESS,
    status=Status.UNKNOWN,
    note="nobody printed it",
    note_de="niemand hat ihn gedruckt",
    look="notices of 2018",
    look_de="Bescheide von 2018",
)


def sent_on(thing: Any) -> Any:
    """Pickle a thing and read it again."""
    return pickle.loads(pickle.dumps(thing))  # noqa: S301  # the test has just written it itself


def read_back(thing: object) -> Any:
    """Read what a thing prints as an expression."""
    return eval(repr(thing), dict(NAMES))  # noqa: S307  # that it can be evaluated is the property


class TestUnits:
    """A figure counts whole numbers of its unit's smallest part: cents, millionths of an FTE, day-month units."""

    def test_every_unit_has_its_name_and_its_smallest_part(self) -> None:
        assert [(unit.name, unit.text, unit.scale) for unit in Unit] == [
            ("EUR", "EUR", 100),
            ("EXACT_EUR", "EUR exactly", 100 * 10**6 * 377_580 * 12),
            ("PERSONS", "persons", 1),
            ("FTE", "FTE", 10**6),
            ("MONTHS", "months", 377_580),
            ("YEARS", "years", 1),
            ("PERCENT", "percent", 1),
            ("COUNT", "times", 1),
            ("DAY", "day", 1),
        ]

    @given(leaf_values, number_units)
    def test_the_fraction_is_the_whole_number_of_parts(self, value: int, unit: Unit) -> None:
        assert Figure(value, unit).fraction * unit.scale == value
        assert Figure(value, unit).whole == value

    @given(leaf_values, number_units)
    def test_the_amount_is_exact_or_refused(self, value: int, unit: Unit) -> None:
        asked = Figure(value, unit)
        rest = asked.fraction.denominator
        while rest % 10 in (0, 2, 4, 5, 6, 8):
            rest //= 2 if rest % 2 == 0 else 5
        if rest == 1:
            assert Fraction(asked.amount) == asked.fraction
        else:
            with pytest.raises(IntegrationsfoerderungError) as caught:
                _ = asked.amount
            assert str(caught.value) == f"{asked.fraction} has no finite decimal: read .fraction instead of .amount"

    @given(leaf_values)
    def test_euros_have_two_places(self, value: int) -> None:
        assert eur(value).amount == Decimal(value) / 100
        assert eur(value).amount.as_tuple().exponent == -2

    @pytest.mark.parametrize(
        ("value", "unit", "text"),
        [
            (248, Unit.PERSONS, "248"),
            (1_000, Unit.PERSONS, "1000"),
            (0, Unit.FTE, "0"),
            (600_000, Unit.FTE, "0.6"),
            (250_000, Unit.FTE, "0.25"),
            (1, Unit.FTE, "0.000001"),
            (51_100_000, Unit.FTE, "51.1"),
            (-1, Unit.COUNT, "-1"),
            (24 * MONTH, Unit.MONTHS, "24"),
            (MONTH // 4, Unit.MONTHS, "0.25"),
            (MONTH // 30 * 28, Unit.MONTHS, "14/15"),
            (303_800_00, Unit.EUR, "303800.00"),
            (-5, Unit.EUR, "-0.05"),
            (Unit.EXACT_EUR.scale // 8, Unit.EXACT_EUR, "0.125"),
            (Unit.EXACT_EUR.scale // 3, Unit.EXACT_EUR, "1/3"),
        ],
    )
    def test_the_exact_text_is_a_decimal_or_else_a_fraction(self, value: int, unit: Unit, text: str) -> None:
        assert exact_text(Figure(value, unit)) == text

    @given(leaf_values, number_units)
    def test_the_decimal_context_of_the_caller_changes_nothing(self, value: int, unit: Unit) -> None:
        expected = exact_text(Figure(value, unit))
        with decimal.localcontext(decimal.Context(prec=3, traps=[decimal.Inexact, decimal.Rounded])):
            assert exact_text(Figure(value, unit)) == expected

    @given(st.dates())
    def test_a_day_is_kept_by_its_number(self, day: date) -> None:
        assert Figure(day.toordinal(), Unit.DAY).day == day


class TestUnknown:
    """Nothing is guessed: reading an unknown figure raises, and says what is missing and where one could look."""

    @pytest.mark.parametrize(
        "read",
        [
            lambda unknown: unknown.whole,
            lambda unknown: unknown.amount,
            lambda unknown: unknown.fraction,
            lambda unknown: unknown.day,
            lambda unknown: unknown.replay(),
            lambda unknown: figure.times(unknown, persons(3)),
            lambda unknown: figure.times(persons(3), unknown),
            exact_text,
        ],
    )
    def test_every_way_to_its_number_raises(self, read: Callable[[Figure], Any]) -> None:
        with pytest.raises(UnknownFigureError) as caught:
            read(UNKNOWN)
        assert str(caught.value) == (
            "announced rate is unknown (R2.4): nobody printed it. Where to look: notices of 2018."
        )
        assert caught.value.key == "per-capita.2018.rate"
        assert str(caught.value.look) == "notices of 2018"

    def test_the_error_holds_the_german_texts_too(self) -> None:
        error = UNKNOWN.unknown()
        told = {name: value.told("de", str) for name, value in error.missing.values if name != "clause"}
        assert told == {"label": "bekannt gegebener Satz", "note": "niemand hat ihn gedruckt"}
        assert error.look is not None
        assert error.look.told("de", str) == "Bescheide von 2018"

    def test_without_a_clause_the_key_stands_there_and_without_a_note_that_no_source_gives_it(self) -> None:
        error = Figure(None, Unit.EUR, "rate", key="own.rate").unknown()
        assert str(error) == "rate is unknown (own.rate): no source gives it."
        assert error.look is None

    def test_its_record_has_no_amount_and_says_what_is_missing(self) -> None:
        assert UNKNOWN.to_dict() == {
            "label": "announced rate",
            "unit": "EUR",
            "value": None,
            "key": "per-capita.2018.rate",
            "clause": "R2.4",
            "note": "nobody printed it",
            "look": "notices of 2018",
            "status": "unknown",
            "source": {"title": "Landkreis Tuttlingen, Pressemitteilung", "date": "2018-03-28"},
        }


class TestContested:
    """Where sources disagree, reading the figure raises with what each of them says."""

    claims = (eur(5_800_000_000, "one source"), Figure(4_300_000_000, Unit.EUR, "another", source=PRESS))
    contested = Figure(
        None,
        Unit.EUR,
        "pot",
        "Topf",
        key="pot",
        clause="R5",
        status=Status.CONTESTED,
        note="both are kept",
        claims=claims,
    )

    def test_the_error_names_every_claim(self) -> None:
        with pytest.raises(UnknownFigureError) as caught:
            _ = self.contested.amount
        for said in (
            "pot is contested (R5)",
            "58,000,000.00 EUR (one source",
            "43,000,000.00 EUR (another",
            "both are kept",
        ):
            assert said in str(caught.value)
        assert PRESS.citation in str(caught.value)
        assert caught.value.key == "pot"

    def test_the_record_holds_every_claim(self) -> None:
        assert self.contested.to_dict()["claims"] == [claim.to_dict() for claim in self.claims]


class TestSteps:
    """Each step computes on whole numbers, exactly."""

    def test_these_are_the_steps(self) -> None:
        assert sorted(STEPS) == [
            "difference",
            "excess",
            "from_threshold",
            "least",
            "pro_rata",
            "rounded",
            "share",
            "share_down",
            "times",
            "total",
        ]

    @given(cents, counts, st.integers(1, 10**6), st.sampled_from(Rounding))
    def test_a_share_is_pot_times_part_by_whole_rounded_half_up(
        self, pot: int, part: int, whole: int, to: Rounding
    ) -> None:
        exact = Fraction(pot * part, whole * to.cents)
        assert figure.share(pot, part, whole, to) == (exact + Fraction(1, 2)).__floor__() * to.cents

    @given(st.integers(0, 10**12), counts, st.integers(1, 10**6), st.sampled_from(Rounding))
    def test_a_share_down_is_cut_to_the_unit(self, units: int, part: int, whole: int, to: Rounding) -> None:
        pot = units * to.cents
        assert figure.share_down(pot, part, whole, to) == Fraction(pot * part, whole * to.cents).__floor__() * to.cents

    @given(leaf_values, leaf_values)
    def test_times_is_the_product_and_a_difference_has_either_sign(self, one: int, other: int) -> None:
        assert figure.times(one, other) == one * other
        assert figure.difference(one, other) == one - other
        assert figure.difference(other, one) == -figure.difference(one, other)

    @given(st.lists(leaf_values, min_size=1, max_size=8))
    def test_a_total_adds_up_and_the_least_is_one_that_none_is_below(self, parts: list[int]) -> None:
        expected = 0
        for part in parts:
            expected += part
        assert figure.total(*parts) == expected
        assert figure.least(*parts) in parts
        assert not [part for part in parts if part < figure.least(*parts)]

    @pytest.mark.parametrize(("reached", "paid"), [(5_099_999, 0), (5_100_000, 700), (5_100_001, 700), (0, 0)])
    def test_the_threshold_itself_is_enough(self, reached: int, paid: int) -> None:
        assert figure.from_threshold(700, reached, 5_100_000) == paid

    @pytest.mark.parametrize(("amount", "covered", "left"), [(5, 3, 2), (3, 3, 0), (3, 5, 0), (3, 0, 3)])
    def test_an_excess_is_never_below_nothing(self, amount: int, covered: int, left: int) -> None:
        assert figure.excess(amount, covered) == left

    @given(st.integers(0, 10**8), st.integers(0, 10**6), st.integers(0, 24 * MONTH))
    def test_pro_rata_is_rate_times_fte_times_months_by_twelve(self, rate: int, fte: int, months: int) -> None:
        exact = figure.pro_rata(eur(rate), Figure(fte, Unit.FTE), Figure(months, Unit.MONTHS))
        assert exact.unit is Unit.EXACT_EUR
        assert exact.fraction == Fraction(rate, 100) * Fraction(fte, 10**6) * Fraction(months, MONTH) / 12
        assert figure.pro_rata(rate, fte, months) == exact.whole

    @given(st.integers(0, 10**25), st.sampled_from(Rounding))
    def test_an_exact_amount_is_rounded_once_half_up(self, exact: int, to: Rounding) -> None:
        units = Figure(exact, Unit.EXACT_EUR).fraction * 100 / to.cents
        done = figure.rounded(Figure(exact, Unit.EXACT_EUR), to)
        assert done.unit is Unit.EUR
        assert done.whole == (units + Fraction(1, 2)).__floor__() * to.cents
        assert figure.rounded(exact, to) == done.whole

    @pytest.mark.parametrize(
        ("cents", "amount"),
        [("0.5", 1), ("0.499999", 0), ("1.5", 2), ("29999.5", 30_000), ("12800000.499", 12_800_000)],
    )
    def test_half_a_cent_and_more_is_rounded_up(self, cents: str, amount: int) -> None:
        assert figure.rounded(int(Fraction(cents) * (Unit.EXACT_EUR.scale // 100)), Rounding.CENT) == amount


class TestLifting:
    """A rule is written once: the same step gives numbers on numbers, and figures that remember on figures."""

    def test_a_step_on_figures_remembers_its_name_its_parts_and_its_rounding(self) -> None:
        pot, part, whole = eur(90_000_000_00), persons(418), persons(72_857)
        shared = figure.share(pot, part, whole, Rounding.CENT)
        assert shared == Figure(516_353_95, Unit.EUR, of=(pot, part, whole), step="share", rounding=Rounding.CENT)
        product = figure.times(RATE, part)
        assert product == Figure(512_050_00, Unit.EUR, of=(RATE, part), step="times")

    @given(st.lists(st.integers(0, 10**9), min_size=1, max_size=5))
    def test_a_result_has_the_unit_of_the_first_figure(self, values: list[int]) -> None:
        heads = [persons(value) for value in values]
        assert figure.total(*heads).unit is Unit.PERSONS
        assert figure.total(*heads).of == tuple(heads)
        assert figure.total(*heads).whole == sum(values)
        assert figure.least(eur(3), persons(2)).unit is Unit.EUR

    def test_a_step_keeps_its_name_and_its_text(self) -> None:
        assert figure.share.__name__ == "share"
        assert figure.share.__doc__ is not None
        assert figure.share.__doc__.startswith("A pot's share")

    def test_a_rule_names_its_result_and_passes_numbers_through(self) -> None:
        @rule("planning frame of a year", "R3.3", "R3.3")
        def frame(pot: Any, heads: Any, everyone: Any) -> Any:
            """Return a frame."""
            return figure.share(pot, heads, everyone, Rounding.EURO)

        of = (eur(58_000_000_00), persons(352), persons(72_857))
        assert frame(58_000_000_00, 352, 72_857) == 280_220_00
        assert frame(*of) == Figure(
            280_220_00,
            Unit.EUR,
            "planning frame of a year",
            clause="R3.3",
            of=of,
            step="share",
            rounding=Rounding.EURO,
            rounding_clause="R3.3",
        )
        assert frame.__name__ == "frame"

    def test_a_rule_without_rounding_names_no_clause_for_one(self) -> None:
        doubled = rule("two years", "R3.9")(figure.times)
        assert doubled(eur(5), Figure(2, Unit.YEARS)).rounding_clause == ""

    def test_a_derived_figure_says_whom_it_is_about(self) -> None:
        bare = derived(figure.times, RATE, persons(2))
        assert (bare.about, bare.label, bare.clause) == ("", "", "")
        named = derived(figure.times, RATE, persons(2), about="Tuttlingen", label="per head", clause="R2.4")
        assert (named.about, named.label, named.clause) == ("Tuttlingen", "per head", "R2.4")
        ruled = rule("rule's own", "R9.9")(figure.times)
        kept = derived(ruled, RATE, persons(2), about="Tuttlingen")
        assert (kept.about, kept.label, kept.clause) == ("Tuttlingen", "rule's own", "R9.9")
        assert kept.whole == named.whole == 2_450_00
        shared = derived(figure.share, eur(1000), persons(1), persons(3), Rounding.CENT)
        assert (shared.whole, shared.rounding) == (333, Rounding.CENT)


class TestNaming:
    """A result is named in place; a figure that a rule got or found stays as it was."""

    FOUND = eur(5)

    @pytest.mark.parametrize("given", [RATE, figure.times(RATE, persons(2))])
    def test_one_that_was_passed_in_stays_as_it_was(self, given: Figure) -> None:
        before = repr(given)
        for named in (rule("another", "R9.9")(figure_itself)(given), derived(figure_itself, given, label="another")):
            assert named == evolve(given, label="another", clause=named.clause)
        assert repr(given) == before

    def test_so_does_one_that_was_there_before(self) -> None:
        named = derived(lambda _: self.FOUND, RATE, about="Tuttlingen")
        assert named == evolve(eur(5), about="Tuttlingen")
        assert eur(5) == self.FOUND


def figure_itself(given: Figure) -> Figure:
    """Return what is given, as a rule may."""
    return given


@st.composite
def derivations(draw: st.DrawFn) -> Figure:
    """Draw a grant's derivation: frames of shares, twice, against claims, capped and thresholded."""
    everyone = persons(draw(st.integers(1, 10**5)))
    pot = eur(draw(st.integers(0, 10**10)) * 100)
    to = draw(st.sampled_from(Rounding))
    heads = [persons(count) for count in draw(st.lists(st.integers(0, 5000), min_size=1, max_size=5))]
    cut = draw(st.booleans())
    frames = [(figure.share_down if cut else figure.share)(pot, head, everyone, to) for head in heads]
    claims = [
        figure.pro_rata(eur(rate), Figure(fte, Unit.FTE), Figure(months, Unit.MONTHS))
        for rate, fte, months in draw(
            st.lists(
                st.tuples(st.integers(0, 10**7), st.integers(1, 10**6), st.integers(0, 24 * MONTH)),
                min_size=1,
                max_size=4,
            )
        )
    ]
    claimed = figure.rounded(figure.total(*claims), to)
    both = figure.times(figure.total(*frames), Figure(2, Unit.YEARS))
    granted = figure.from_threshold(
        figure.least(both, claimed), figure.total(*frames), eur(draw(st.integers(0, 10**9)))
    )
    last = draw(st.sampled_from([figure.difference, figure.excess]))
    result: Figure = last(granted, eur(draw(cents)))
    return result


def found_leaves(one: Figure) -> list[Figure]:
    """Collect the leaves with a stack instead of by recursion."""
    stack, found = [one], []
    while stack:
        top = stack.pop()
        if top.of:
            stack.extend(reversed(top.of))
        else:
            found.append(top)
    return found


class TestReplay:
    """A derivation's steps give the amount, and every leaf is an input or a figure of the programme."""

    @given(derivations())
    def test_the_replay_equals_the_amount(self, derivation: Figure) -> None:
        assert derivation.replay() == derivation.amount
        assert str(derivation.replay()) == str(derivation.amount)

    @given(leaves.filter(lambda leaf: leaf.unit is not Unit.EXACT_EUR and leaf.unit is not Unit.MONTHS))
    def test_the_replay_of_a_leaf_is_its_amount(self, leaf: Figure) -> None:
        assert leaf.replay() == leaf.amount

    def test_the_replay_computes_and_does_not_repeat_the_stored_number(self) -> None:
        wrong = Figure(999, Unit.EUR, of=(RATE, persons(2)), step="times")
        assert (wrong.amount, wrong.replay()) == (Decimal("9.99"), Decimal("2450.00"))
        deep = figure.total(wrong, eur(1))
        assert (deep.amount, deep.replay()) == (Decimal("10.00"), Decimal("2450.01"))
        shared = Figure(0, Unit.EUR, of=(eur(1000), persons(2), persons(3)), step="share", rounding=Rounding.EURO)
        assert shared.replay() == Decimal("7.00")

    @given(derivations())
    def test_the_leaves_come_in_the_order_of_the_calculation(self, derivation: Figure) -> None:
        assert list(derivation.leaves()) == found_leaves(derivation)
        assert all(not leaf.step and not leaf.of for leaf in derivation.leaves())

    @given(leaves)
    def test_a_leaf_is_its_own_only_leaf(self, leaf: Figure) -> None:
        assert list(leaf.leaves()) == [leaf]


class TestRecord:
    """The derivation is data: JSON-ready, exact, with status, source and rounding of each part."""

    def test_a_payout_is_recorded_with_everything_it_came_from(self) -> None:
        count = Figure(248, Unit.PERSONS, "counted persons", about="Tuttlingen", on=date(2017, 9, 15))
        pot = figure.share(derived(figure.times, RATE, count, label="amount"), persons(1), persons(3), Rounding.EURO)
        assert pot.to_dict() == {
            "label": "",
            "unit": "EUR",
            "value": 101_267_00,
            "amount": "101267.00",
            "step": "share",
            "rounding": "euro, half up",
            "of": [
                {
                    "label": "amount",
                    "unit": "EUR",
                    "value": 303_800_00,
                    "amount": "303800.00",
                    "step": "times",
                    "of": [
                        {
                            "label": "announced rate",
                            "unit": "EUR",
                            "value": 1225_00,
                            "amount": "1225.00",
                            "key": "per-capita.2017.rate",
                            "clause": "R2.4",
                            "note": "printed twice",
                            "status": "published",
                            "source": {"title": "Landkreis Tuttlingen, Pressemitteilung", "date": "2018-03-28"},
                        },
                        {
                            "label": "counted persons",
                            "unit": "persons",
                            "value": 248,
                            "on": "2017-09-15",
                            "amount": "248",
                            "about": "Tuttlingen",
                        },
                    ],
                },
                {"label": "", "unit": "persons", "value": 1, "amount": "1"},
                {"label": "", "unit": "persons", "value": 3, "amount": "3"},
            ],
        }

    def test_a_day_is_recorded_as_one_and_a_fraction_exactly(self) -> None:
        assert Figure(736_587, Unit.DAY).to_dict() == {
            "label": "",
            "unit": "day",
            "value": 736_587,
            "amount": "2017-09-15",
        }
        assert Figure(MONTH // 3, Unit.MONTHS).to_dict()["amount"] == "1/3"

    def test_the_clause_of_a_rounding_is_recorded(self) -> None:
        ruled = rule("frame", "R3.3", "R2.5")(figure.share)(eur(1000), persons(1), persons(3), Rounding.CENT)
        record = ruled.to_dict()
        assert (record["clause"], record["rounding_clause"], record["rounding"]) == ("R3.3", "R2.5", "cent, half up")

    @given(derivations() | leaves)
    def test_every_record_is_json(self, one: Figure) -> None:
        assert json.loads(json.dumps(one.to_dict())) == one.to_dict()


class TestValueObject:
    """A figure is a value: it prints as valid input, can be hashed, sent on and compared."""

    @given(derivations() | leaves)
    def test_it_prints_as_valid_input(self, one: Figure) -> None:
        assert read_back(one) == one

    @given(derivations() | leaves)
    def test_it_survives_pickling(self, one: Figure) -> None:
        again = sent_on(one)
        assert again == one
        assert hash(again) == hash(one)
        assert again.unit is one.unit

    @given(sources)
    def test_a_source_prints_as_valid_input(self, source: Source) -> None:
        assert read_back(source) == source

    @pytest.mark.parametrize("choice", [*Unit, *Status, *Rounding])
    def test_a_unit_a_status_and_a_rounding_print_as_valid_input(self, choice: Any) -> None:
        assert read_back(choice) is choice
        assert repr(choice) == f"{type(choice).__name__}.{choice.name}"


class TestSource:
    """Every figure has a source; its citation fits on one line, with day and address where there are any."""

    @pytest.mark.parametrize(
        ("source", "citation", "record"),
        [
            (Source("§ 29d FAG"), "§ 29d FAG", {"title": "§ 29d FAG"}),
            (
                Source("§ 29d FAG", "landesrecht-bw.de"),
                "§ 29d FAG (landesrecht-bw.de)",
                {"title": "§ 29d FAG", "url": "landesrecht-bw.de"},
            ),
            (
                Source("§ 29d FAG", date=date(2017, 2, 21)),
                "§ 29d FAG (2017-02-21)",
                {"title": "§ 29d FAG", "date": "2017-02-21"},
            ),
            (
                Source("§ 29d FAG", "landesrecht-bw.de", date(2017, 2, 21)),
                "§ 29d FAG (2017-02-21, landesrecht-bw.de)",
                {"title": "§ 29d FAG", "url": "landesrecht-bw.de", "date": "2017-02-21"},
            ),
        ],
    )
    def test_it_is_cited_and_recorded(self, source: Source, citation: str, record: dict[str, str]) -> None:
        assert source.citation == citation
        assert source.to_dict() == record

    def test_a_status_is_found_by_its_value(self) -> None:
        assert [Status(status.value) for status in Status] == list(Status)


class TestExplanation:
    """A figure tells how it came about, in German or English."""

    def test_it_tells_in_either_language_and_english_unless_asked(self) -> None:
        count = Figure(248, Unit.PERSONS, "counted persons", "gezählte Personen")
        payout = derived(figure.times, RATE, count, label="payout")
        assert "303,800.00 EUR" in payout.explain("en")
        assert "announced rate" in payout.explain("en")
        assert "303.800,00 EUR" in payout.explain("de")
        assert "bekannt gegebener Satz" in payout.explain("de")
        assert payout.explain() == payout.explain("en") != payout.explain("de")
