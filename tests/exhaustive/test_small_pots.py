"""Apportionment (R2.5): all pots up to 40 over all weights up to 8 of up to 5 entries."""

from fractions import Fraction
from math import floor
from random import Random

import pytest
from tests.exhaustive.small_pots import KEYS, POTS, all_vectors, is_right, sorted_vectors, wrong

from integrationsfoerderung import Method, Rounding, apportion
from integrationsfoerderung.apportionment import largest_remainder


class TestLargestRemainder:
    """R2.5: nothing is left, the largest remainders get the units, ties go to the smaller key and are told."""

    def test_every_vector_in_rising_order_with_rising_and_falling_keys(self) -> None:
        vectors = list(sorted_vectors())
        assert len(vectors) == 9 + 45 + 165 + 495 + 1287 - 5  # of each size but the one of zeros
        assert list(wrong(vectors)) == []

    def test_other_orders_by_chance(self) -> None:
        every = list(all_vectors())
        assert len(every) == sum(9**size for size in range(1, 6)) - 5
        assert list(wrong(Random(15).sample(every, 1_500))) == []

    @pytest.mark.parametrize(
        ("parts", "tied"),
        [((4, 5, 4), "ab"), ((5, 4, 4), ""), ((5, 5, 4), "abc"), ((6, 4, 3), "abc"), ((5, 4, 3), "abc")],
    )
    def test_a_wrong_split_is_told_from_the_right_one(self, parts: tuple[int, ...], tied: str) -> None:
        right, ties = largest_remainder(13, [1, 1, 1], KEYS[:3])
        assert is_right(13, [1, 1, 1], KEYS[:3], right, ties)
        assert not is_right(13, [1, 1, 1], KEYS[:3], parts, tied)


class TestEachOnItsOwn:
    """R2.5: each share rounded half up to the unit."""

    @pytest.mark.parametrize("rounding", Rounding)
    def test_every_share_of_every_pot(self, rounding: Rounding) -> None:
        unit = rounding.cents
        for pot in POTS:
            for everyone in range(1, 41):
                for weight in range(min(everyone, 8) + 1):
                    exact = Fraction(pot * unit * weight, everyone) / unit
                    assert rounding.quotient(pot * unit * weight, everyone) == floor(exact + Fraction(1, 2)) * unit

    @pytest.mark.parametrize("method", Method)
    def test_parts_and_residual_are_the_pot(self, method: Method) -> None:
        for weights in list(sorted_vectors())[::7]:
            named = dict(zip(KEYS, weights, strict=False))
            for pot in POTS:
                split = apportion(pot, named, rounding=Rounding.EURO, method=method)
                assert sum(split.parts.values()) + split.residual == pot
                assert method is Method.EACH_ON_ITS_OWN or split.residual == 0
