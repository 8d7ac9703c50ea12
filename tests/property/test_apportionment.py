"""One pot over many keys: parts, residual and ties (R2.5, R8.4)."""

import decimal
import pickle
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrationsfoerderung import Apportionment, InvalidInput, Method, Rounding, apportion
from integrationsfoerderung.apportionment import choice_problems, largest_remainder

Weight = int | Decimal | Fraction
Weights = Mapping[str, Weight]

EACH, LARGEST = Method.EACH_ON_ITS_OWN, Method.LARGEST_REMAINDER

methods = st.sampled_from(Method)
roundings = st.sampled_from(Rounding)
# Small weights make ties, large ones overflow what is not exact.
whole_weights = st.integers(0, 12) | st.integers(0, 10**12)
exact_weights = whole_weights | st.decimals(0, 10**6, places=6) | st.fractions(0, 1000, max_denominator=999)
keys = st.text(max_size=3)


def mappings(weights: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Draw weights by key, at least one above 0."""
    return st.dictionaries(keys, weights, min_size=1, max_size=9).filter(lambda drawn: any(drawn.values()))


weightings = mappings(whole_weights) | mappings(exact_weights)
unit_counts = st.integers(0, 60) | st.integers(0, 10**20)


def euros(units: int, rounding: Rounding) -> Decimal:
    """Write a number of units in EUR."""
    return Decimal(units) if rounding is Rounding.EURO else Decimal(f"{units}E-2")


def unit_of(rounding: Rounding) -> Fraction:
    """Return the unit in EUR."""
    return Fraction(1) if rounding is Rounding.EURO else Fraction(1, 100)


def shares(pot: Decimal, weights: Weights) -> dict[str, Fraction]:
    """Return each key's exact share."""
    everyone = sum((Fraction(weight) for weight in weights.values()), Fraction(0))
    return {key: Fraction(pot) * Fraction(weight) / everyone for key, weight in weights.items()}


def hare_niemeyer(pot: Decimal, weights: Weights, rounding: Rounding) -> tuple[dict[str, Fraction], tuple[str, ...]]:
    """Hand out one unit after the other to the largest remainder left, smaller key first; say who tied for the last."""
    unit = unit_of(rounding)
    exact = shares(pot, weights)
    parts = {key: share // unit * unit for key, share in exact.items()}
    remainders = {key: exact[key] - parts[key] for key in exact}
    waiting = dict(remainders)
    last = None
    while sum(parts.values()) < pot:
        top = max(waiting.values())
        last = min(key for key, remainder in waiting.items() if remainder == top)
        parts[last] += unit
        del waiting[last]
    if last is None or remainders[last] not in waiting.values():
        return parts, ()
    return parts, tuple(sorted(key for key in remainders if remainders[key] == remainders[last]))


def problems_of(invalid: InvalidInput) -> list[tuple[str, str, str]]:
    """Return what each problem is about."""
    assert {problem.subject for problem in invalid.problems} == {"apportion"}
    return [(problem.field, problem.value, str(problem.allowed)) for problem in invalid.problems]


def sent_on(thing: Any) -> Any:
    """Pickle a thing and read it again."""
    return pickle.loads(pickle.dumps(thing))  # noqa: S301  # the test has just written it itself


def read_back(thing: object) -> Any:
    """Read what a thing prints as an expression."""
    names = {"Apportionment": Apportionment, "Decimal": Decimal, "Method": Method, "Rounding": Rounding}
    return eval(repr(thing), names)  # noqa: S307  # that it can be evaluated is the property


class TestPartsAndResidual:
    """R2.5: parts and residual make up the pot; with largest remainder there is no residual."""

    @given(unit_counts, weightings, roundings, methods)
    def test_parts_and_residual_are_the_pot(
        self, units: int, weights: Weights, rounding: Rounding, method: Method
    ) -> None:
        pot = euros(units, rounding)
        split = apportion(pot, weights, rounding=rounding, method=method)
        assert sum(map(Fraction, split.parts.values())) + Fraction(split.residual) == Fraction(pot)
        assert method is EACH or str(split.residual) == "0.00"

    @given(unit_counts, weightings, roundings, methods)
    def test_each_part_is_within_its_quota(
        self, units: int, weights: Weights, rounding: Rounding, method: Method
    ) -> None:
        pot = euros(units, rounding)
        split = apportion(pot, weights, rounding=rounding, method=method)
        unit = unit_of(rounding)
        for key, share in shares(pot, weights).items():
            missed = Fraction(split.parts[key]) - share
            assert (-unit < missed < unit) if method is LARGEST else (-unit / 2 < missed <= unit / 2)
            assert (Fraction(split.parts[key]) / unit).denominator == 1

    @given(unit_counts, weightings, roundings)
    def test_a_share_on_its_own_is_rounded_half_up(self, units: int, weights: Weights, rounding: Rounding) -> None:
        pot, unit = euros(units, rounding), unit_of(rounding)
        split = apportion(pot, weights, rounding=rounding)
        assert {key: Fraction(part) for key, part in split.parts.items()} == {
            key: (share / unit + Fraction(1, 2)) // 1 * unit for key, share in shares(pot, weights).items()
        }
        assert split.ties == ()

    @given(unit_counts, weightings, roundings)
    def test_largest_remainder_is_the_one_handed_out_unit_by_unit(
        self, units: int, weights: Weights, rounding: Rounding
    ) -> None:
        pot = euros(units, rounding)
        split = apportion(pot, weights, rounding=rounding, method=LARGEST)
        parts, ties = hare_niemeyer(pot, weights, rounding)
        assert {key: Fraction(part) for key, part in split.parts.items()} == parts
        assert split.ties == ties

    @given(unit_counts, weightings, roundings, methods)
    def test_nothing_for_nothing(self, units: int, weights: Weights, rounding: Rounding, method: Method) -> None:
        split = apportion(euros(units, rounding), weights, rounding=rounding, method=method)
        assert {str(split.parts[key]) for key, weight in weights.items() if not weight} <= {"0.00"}
        assert not [key for key in split.ties if not weights[key]]

    @given(weightings, roundings, methods)
    def test_an_empty_pot_gives_everybody_nothing(self, weights: Weights, rounding: Rounding, method: Method) -> None:
        split = apportion(0, weights, rounding=rounding, method=method)
        assert {str(part) for part in (*split.parts.values(), split.residual)} == {"0.00"}

    @given(unit_counts, keys, st.integers(1, 10**12), methods)
    def test_a_single_key_gets_the_whole_pot(self, units: int, key: str, weight: int, method: Method) -> None:
        pot = euros(units, Rounding.CENT)
        split = apportion(pot, {key: weight}, method=method)
        assert (split.parts, split.residual) == ({key: pot}, Decimal(0))

    @given(unit_counts, weightings, methods)
    def test_the_keys_keep_their_order_and_all_money_has_two_places(
        self, units: int, weights: Weights, method: Method
    ) -> None:
        split = apportion(euros(units, Rounding.CENT), weights, method=method)
        assert list(split.parts) == list(weights)
        assert {part.as_tuple().exponent for part in (*split.parts.values(), split.residual)} == {-2}


class TestFairness:
    """R2.5: more persons never get less, equal persons the same but for a unit, and the order never matters."""

    @given(unit_counts, weightings, roundings, methods, st.randoms(use_true_random=False))
    def test_permuting_the_keys_permutes_the_parts(
        self, units: int, weights: Weights, rounding: Rounding, method: Method, random: Any
    ) -> None:
        shuffled = list(weights.items())
        random.shuffle(shuffled)
        pot = euros(units, rounding)
        split = apportion(pot, weights, rounding=rounding, method=method)
        again = apportion(pot, dict(shuffled), rounding=rounding, method=method)
        assert (split.parts, split.residual, split.ties) == (again.parts, again.residual, again.ties)

    @given(unit_counts, weightings, st.integers(1, 10**6) | st.fractions(Fraction(1, 99), 99), roundings, methods)
    def test_scaling_all_weights_changes_nothing(
        self, units: int, weights: Weights, factor: int | Fraction, rounding: Rounding, method: Method
    ) -> None:
        pot = euros(units, rounding)
        scaled = {key: Fraction(weight) * factor for key, weight in weights.items()}
        assert apportion(pot, scaled, rounding=rounding, method=method) == apportion(
            pot, weights, rounding=rounding, method=method
        )

    @given(unit_counts, weightings, roundings, methods)
    def test_a_larger_weight_never_gets_less_and_an_equal_one_at_most_a_unit_more(
        self, units: int, weights: Weights, rounding: Rounding, method: Method
    ) -> None:
        parts = apportion(euros(units, rounding), weights, rounding=rounding, method=method).parts
        allowed = unit_of(rounding) if method is LARGEST else 0
        ordered = sorted(weights, key=lambda key: (weights[key], parts[key]))
        for less, more in pairwise(ordered):
            if weights[less] == weights[more]:
                assert 0 <= Fraction(parts[more]) - Fraction(parts[less]) <= allowed
            else:
                assert parts[less] <= parts[more]

    @given(unit_counts, weightings, roundings)
    def test_on_its_own_a_larger_pot_never_lowers_a_part(
        self, units: int, weights: Weights, rounding: Rounding
    ) -> None:
        smaller = apportion(euros(units, rounding), weights, rounding=rounding).parts
        larger = apportion(euros(units + 1, rounding), weights, rounding=rounding).parts
        assert all(smaller[key] <= larger[key] for key in weights)

    def test_with_largest_remainder_a_larger_pot_can_lower_a_part(self) -> None:
        weights = {"a": 3, "b": 11, "c": 11}
        twelve, thirteen = (apportion(pot, weights, rounding="euro", method=LARGEST) for pot in (12, 13))
        assert list(map(int, twelve.parts.values())) == [2, 5, 5]
        assert list(map(int, thirteen.parts.values())) == [1, 6, 6]
        assert (twelve.ties, thirteen.ties) == ((), ())

    def test_with_largest_remainder_equal_weights_can_differ_by_a_unit(self) -> None:
        split = apportion(Decimal("0.03"), {"b": 1, "a": 1}, method=LARGEST)
        assert (split.parts, split.ties) == ({"a": Decimal("0.02"), "b": Decimal("0.01")}, ("a", "b"))


class TestTies:
    """R8.4: where equal remainders compete for too few units the smaller key wins, and the tie is reported."""

    @pytest.mark.parametrize(
        ("pot", "weights", "parts", "ties"),
        [
            ("0.01", {"a": 1, "b": 1}, "0.01 0.00", ("a", "b")),
            ("0.01", {"b": 1, "a": 1}, "0.00 0.01", ("a", "b")),
            ("0.02", {"a": 1, "b": 1, "c": 1}, "0.01 0.01 0.00", ("a", "b", "c")),
            ("0.02", {"a": 1, "b": 1}, "0.01 0.01", ()),
            # One unit for two equal remainders, none for a remainder of nothing.
            ("0.05", {"a": 3, "b": 3, "c": 4}, "0.02 0.01 0.02", ("a", "b")),
            # Different weights, equal remainders: 1 1/3, 1 1/3 and 1/3 compete for one unit.
            ("0.03", {"a": 4, "b": 4, "c": 1}, "0.02 0.01 0.00", ("a", "b", "c")),
            # Two units for two equal remainders: nobody goes without, so there is no tie.
            ("0.02", {"a": 4, "b": 4, "c": 2}, "0.01 0.01 0.00", ()),
            # The largest remainder, that of c, takes its unit outside the tie.
            ("0.04", {"a": 2, "b": 2, "c": 1}, "0.02 0.01 0.01", ("a", "b")),
            # The smallest remainder, that of c, has no part in the tie.
            ("0.02", {"a": 1, "b": 1, "c": 3}, "0.01 0.00 0.01", ("a", "b")),
            # Three units: the two largest remainders take one each outside the tie, c and d compete for the third.
            ("0.03", {"a": 3, "b": 3, "c": 2, "d": 2}, "0.01 0.01 0.01 0.00", ("c", "d")),
            # Large weights tie as small ones do.
            ("0.01", {"a": 10**20, "b": 10**20}, "0.01 0.00", ("a", "b")),
            # A remainder of nothing never ties.
            ("0.10", {"a": 5, "b": 5, "c": 0}, "0.05 0.05 0.00", ()),
        ],
    )
    def test_the_cases_by_hand(self, pot: str, weights: Weights, parts: str, ties: tuple[str, ...]) -> None:
        split = apportion(Decimal(pot), weights, method="largest remainder")
        assert (" ".join(map(str, split.parts.values())), split.ties) == (parts, ties)

    def test_the_keys_are_compared_as_text(self) -> None:
        split = apportion(Decimal("0.01"), {"08327050": 1, "08327008": 1, "8": 1}, method=LARGEST)
        assert [key for key, part in split.parts.items() if part] == ["08327008"]
        assert split.ties == ("08327008", "08327050", "8")


class TestWholeNumbers:
    """R8.4: managers, years and municipalities share a grant in cents by the same largest remainder."""

    @given(st.integers(0, 10**22), st.lists(whole_weights, min_size=1, max_size=9), roundings)
    def test_it_is_the_same_as_for_a_pot_in_euros(self, units: int, weights: list[int], rounding: Rounding) -> None:
        names = [f"{place:02d}" for place in range(len(weights))]
        parts, ties = largest_remainder(units * rounding.cents, weights, names, rounding)
        if any(weights):
            split = apportion(
                euros(units, rounding), dict(zip(names, weights, strict=True)), rounding=rounding, method=LARGEST
            )
            assert [Fraction(part) * 100 for part in split.parts.values()] == parts
            assert split.ties == ties
        else:
            assert (parts, ties) == ([0] * len(weights), ())

    def test_the_unit_is_the_cent_unless_asked(self) -> None:
        assert largest_remainder(101, [1, 1], ["a", "b"]) == ([51, 50], ("a", "b"))
        assert largest_remainder(300, [1, 1], ["a", "b"], Rounding.EURO) == ([200, 100], ("a", "b"))


class TestExactness:
    """R2.5: shares are exact whatever the size of pot and weights, and whatever the caller's decimal context."""

    def test_a_huge_pot_over_huge_weights(self) -> None:
        pot = Decimal(10**18)  # 10^20 cents
        weights = {"a": 10**12, "b": 10**12 - 1, "c": 1}
        split = apportion(pot, weights, method=LARGEST)
        assert [str(part) for part in split.parts.values()] == [
            "500000000000000000.00",
            "499999999999500000.00",
            "500000.00",
        ]
        uneven = apportion(pot, {"a": 10**12, "b": 10**12 - 1, "c": 7}, method=LARGEST)
        assert sum(map(Fraction, uneven.parts.values())) == 10**18

    @given(unit_counts, weightings, methods)
    def test_the_decimal_context_changes_nothing(self, units: int, weights: Weights, method: Method) -> None:
        pot = euros(units, Rounding.CENT)
        expected = apportion(pot, weights, method=method)
        with decimal.localcontext(decimal.Context(prec=3, traps=[decimal.Inexact, decimal.Rounded])):
            assert apportion(pot, weights, method=method) == expected

    def test_decimals_and_fractions_weigh_what_they_say(self) -> None:
        weights: Weights = {"a": Decimal("0.40"), "b": Fraction(1, 4), "c": Decimal("0.2"), "d": Fraction(3, 20)}
        split = apportion(Decimal("91873.22"), weights, method=LARGEST)
        assert [str(part) for part in split.parts.values()] == ["36749.29", "22968.31", "18374.64", "13780.98"]
        assert apportion(1, {"a": Decimal("1E+30"), "b": Decimal("1E+30")}).parts == {
            "a": Decimal("0.50"),
            "b": Decimal("0.50"),
        }
        assert apportion(1, {"a": Decimal("1E-30"), "b": Decimal("3E-30")}).parts == {
            "a": Decimal("0.25"),
            "b": Decimal("0.75"),
        }


class TestResult:
    """R2.5: the result names the rounding and the method that were used."""

    def test_cent_and_each_on_its_own_are_what_nobody_has_to_ask_for(self) -> None:
        split = apportion(100, {"a": 1, "b": 1, "c": 1})
        assert (split.rounding, split.method) == (Rounding.CENT, EACH)
        assert (set(map(str, split.parts.values())), str(split.residual)) == ({"33.33"}, "0.01")

    def test_rounding_up_makes_the_residual_negative(self) -> None:
        assert str(apportion(Decimal("0.03"), {"a": 1, "b": 1}).residual) == "-0.01"

    def test_pot_and_weights_may_be_named_and_the_choices_have_to_be(self) -> None:
        assert apportion(weights={"a": 1}, pot=1) == apportion(1, {"a": 1})
        unnamed: Any = apportion
        with pytest.raises(TypeError, match="positional"):
            unnamed(1, {"a": 1}, "cent")

    @pytest.mark.parametrize("rounding", Rounding)
    @pytest.mark.parametrize("method", Method)
    def test_choices_may_be_given_by_value(self, rounding: Rounding, method: Method) -> None:
        named = apportion(100, {"a": 1, "b": 2}, rounding=rounding.value, method=method.value)
        assert named == apportion(100, {"a": 1, "b": 2}, rounding=rounding, method=method)
        assert (named.rounding, named.method) == (rounding, method)

    @given(unit_counts, weightings, roundings, methods)
    def test_it_prints_as_valid_input_and_survives_pickling(
        self, units: int, weights: Weights, rounding: Rounding, method: Method
    ) -> None:
        split = apportion(euros(units, rounding), weights, rounding=rounding, method=method)
        assert read_back(split) == split
        again = sent_on(split)
        assert again == split
        assert hash(again) == hash(split)

    def test_the_methods_have_names(self) -> None:
        assert [method.value for method in Method] == ["each on its own", "largest remainder"]


class TestRefusals:
    """R2.5: what cannot be shared is refused, with every problem of pot and weights at once."""

    weight_allowed = "a finite whole number, Decimal or Fraction of 0 or more"

    @pytest.mark.parametrize(
        "weight",
        [-1, True, False, 0.5, float("nan"), "1", None, 1j, Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"),
         Decimal("-0.1"), Fraction(-1, 3), Decimal("1E+31"), Decimal("1E-31"), Decimal("1E+999999"),
         Decimal("1E-999999999999999999")],
    )  # fmt: skip
    def test_a_weight_that_is_not_exact_or_below_nothing(self, weight: Any) -> None:
        with pytest.raises(InvalidInput) as caught:
            apportion(100, {"a": 1, "b": weight})
        ((field, _, allowed),) = problems_of(caught.value)
        assert (field, allowed) == ("weights['b']", self.weight_allowed)
        remedy = "write a fraction exactly, Decimal('0.4'), and 0 for who gets nothing"
        assert str(caught.value.problems[0].remedy) == remedy

    @pytest.mark.parametrize("weights", [{}, None, [1, 2], "ab", 3])
    def test_no_weights(self, weights: Any) -> None:
        with pytest.raises(InvalidInput) as caught:
            apportion(100, weights)
        assert problems_of(caught.value) == [("weights", repr(weights) if weights != "ab" else "ab",
                                              "a mapping with at least one key")]  # fmt: skip

    @pytest.mark.parametrize("weights", [{"a": 0}, {"a": 0, "b": Decimal("0.0"), "c": Fraction(0)}])
    def test_nobody_to_give_it_to(self, weights: Any) -> None:
        for method in Method:
            with pytest.raises(InvalidInput) as caught:
                apportion(100, weights, method=method)
            assert problems_of(caught.value) == [("weights", repr(weights), "at least one weight above 0")]

    @pytest.mark.parametrize("weight", [False, 0.0, None, ""])
    def test_a_nothing_that_is_no_weight_is_one_problem_not_two(self, weight: Any) -> None:
        with pytest.raises(InvalidInput) as caught:
            apportion(100, {"a": weight})
        assert [field for field, _, _ in problems_of(caught.value)] == ["weights['a']"]

    @pytest.mark.parametrize("key", [1, None, ("a",), b"a"])
    def test_a_key_that_is_no_text(self, key: Any) -> None:
        with pytest.raises(InvalidInput) as caught:
            apportion(100, {"a": 0, key: 0})
        assert problems_of(caught.value) == [("key", repr(key), "text")]

    def test_a_key_that_cannot_be_written(self) -> None:
        class Mute:
            def __repr__(self) -> str:
                raise RuntimeError

        mute: Any = Mute()
        with pytest.raises(InvalidInput) as caught:
            apportion(100, {mute: -1})
        assert problems_of(caught.value) == [("key", "<Mute>", "text"), ("weights[<Mute>]", "-1", self.weight_allowed)]

    @pytest.mark.parametrize("pot", [-1, 1.5, True, "5", None, Decimal("NaN"), Decimal("0.001"), Decimal("1E+31")])
    @pytest.mark.parametrize("method", Method)
    @pytest.mark.parametrize("rounding", Rounding)
    def test_a_pot_that_is_no_money(self, pot: Any, method: Method, rounding: Rounding) -> None:
        with pytest.raises(InvalidInput) as caught:
            apportion(pot, {"a": 1}, method=method, rounding=rounding)
        assert [field for field, _, _ in problems_of(caught.value)] == ["pot"]

    @pytest.mark.parametrize("rounding", [Rounding.EURO, "euro"])
    @pytest.mark.parametrize("method", [LARGEST, "largest remainder"])
    def test_largest_remainder_in_euros_needs_a_pot_in_euros(self, rounding: Any, method: Any) -> None:
        with pytest.raises(InvalidInput) as caught:
            apportion(Decimal("100.01"), {"a": 1}, rounding=rounding, method=method)
        assert problems_of(caught.value) == [("pot", "Decimal('100.01')", "a multiple of the unit (1 EUR)")]
        assert apportion(Decimal("100.00"), {"a": 1}, rounding=rounding, method=method).residual == 0

    def test_on_its_own_a_pot_may_have_cents(self) -> None:
        assert str(apportion(Decimal("100.01"), {"a": 1}, rounding="euro").residual) == "0.01"

    @pytest.mark.parametrize("value", ["Cent", "", None, 1, [], float("nan")])
    def test_a_choice_that_does_not_exist(self, value: Any) -> None:
        with pytest.raises(InvalidInput) as caught:
            apportion(100, {"a": 1}, rounding=value, method=value)
        assert [(field, allowed) for field, _, allowed in problems_of(caught.value)] == [
            ("rounding", "'cent', 'euro'"),
            ("method", "'each on its own', 'largest remainder'"),
        ]

    def test_a_member_and_its_value_are_choices(self) -> None:
        assert list(choice_problems(Rounding, Rounding.CENT, "rounding", "x")) == []
        assert list(choice_problems(Rounding, "cent", "rounding", "x")) == []
        (problem,) = choice_problems(Rounding, Method.LARGEST_REMAINDER, "rounding", "x")
        assert str(problem) == (
            "x: rounding is Method.LARGEST_REMAINDER; allowed: 'cent', 'euro'. Remedy: use one of these."
        )

    def test_everything_is_named_at_once(self) -> None:
        weights: Any = {"a": -1, "b": 0.5, 3: 1}
        with pytest.raises(InvalidInput) as caught:
            apportion(-1, weights, rounding="dime", method="fair")  # the pot, two choices, two weights and a key
        assert [field for field, _, _ in problems_of(caught.value)] == [
            "pot", "rounding", "method", "weights['a']", "weights['b']", "key",
        ]  # fmt: skip
