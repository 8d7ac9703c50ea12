"""Planning frames (R3.3): every count from nobody to the whole Land, against an exact formula of its own."""

from fractions import Fraction
from math import floor

import numpy as np

from integrationsfoerderung import load_programme, planning_frame
from integrationsfoerderung.rules.management import frame

PAKT = load_programme("pakt-fuer-integration")
POT, LAND = 58_000_000, 72_857
CENTS = POT * 100

EVERY = range(LAND + 1)
WANTED = [floor(Fraction(POT * persons, LAND) + Fraction(1, 2)) * 100 for persons in EVERY]
"""The frame of each count in cents: the exact share of the pot, to the full euro, half up."""


class TestEveryCount:
    """R3.3: frame = 58,000,000 × persons ÷ 72,857, to the full euro, half up."""

    def test_the_rule_on_whole_numbers(self) -> None:
        assert [frame(CENTS, LAND, persons) for persons in EVERY] == WANTED

    def test_the_rule_on_an_array(self) -> None:
        assert frame(CENTS, LAND, np.arange(LAND + 1)).tolist() == WANTED

    def test_the_function_that_a_program_calls(self) -> None:
        assert [planning_frame(PAKT, persons=persons).value for persons in EVERY] == WANTED

    def test_no_two_counts_have_the_same_frame(self) -> None:
        assert len(set(WANTED)) == len(WANTED)
        assert WANTED[-1] == CENTS
