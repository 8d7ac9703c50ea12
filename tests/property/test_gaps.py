"""What may be computed with, and how a gap is told (R8.8)."""

from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from integrationsfoerderung import Figure, Gap, Status, Unit
from integrationsfoerderung.rules.gaps import figure_gap, usable
from integrationsfoerderung.words import tell

RATE = Figure(
    1003_00,
    Unit.EUR,
    "announced rate per person",
    "bekannt gegebener Satz",
    key="per-capita.2019.rate",
    clause="R5",
    status=Status.EXPECTED,
)
UNKNOWN = evolve(RATE, value=None, status=Status.UNKNOWN, note="nobody printed it", look="press releases of 2019")

statuses = st.none() | st.sampled_from(Status)
keys = st.lists(st.text(max_size=8), max_size=3)


class TestWhatMayBeComputedWith:
    """R8.8: a known figure; one that is only expected where that is asked for; never an unknown one."""

    @given(statuses, st.booleans())
    def test_an_unknown_figure_never(self, status: Status | None, expected: bool) -> None:
        assert not usable(evolve(RATE, value=None, status=status), expected=expected)

    @given(st.integers(0, 10**12), statuses)
    def test_a_known_one_always_where_expected_figures_are_allowed(self, value: int, status: Status | None) -> None:
        assert usable(evolve(RATE, value=value, status=status), expected=True)

    @given(st.integers(0, 10**12), statuses)
    def test_otherwise_it_may_have_any_other_status(self, value: int, status: Status | None) -> None:
        assert usable(evolve(RATE, value=value, status=status), expected=False) == (status != Status.EXPECTED)

    def test_nothing_is_an_amount_too(self) -> None:
        assert usable(evolve(RATE, value=0, status=None), expected=False)


class TestHowAGapIsTold:
    """R8.8: the gap of a figure has its key, says what is missing and where to look, and whom it keeps waiting."""

    @given(keys)
    def test_an_unknown_figure_is_told_as_reading_it_tells_it(self, waiting: list[str]) -> None:
        error = UNKNOWN.unknown()
        assert figure_gap(UNKNOWN, waiting) == Gap("per-capita.2019.rate", error.missing, error.look, waiting)

    def test_in_words(self) -> None:
        gap = figure_gap(UNKNOWN, ["08327050"])
        assert str(gap) == "announced rate per person is unknown (R5): nobody printed it"
        assert str(gap.look) == "press releases of 2019"

    @given(keys)
    def test_an_expected_one_has_nothing_to_look_for(self, waiting: list[str]) -> None:
        gap = figure_gap(RATE, waiting)
        assert (gap.key, gap.look, gap.keys) == ("per-capita.2019.rate", None, tuple(waiting))

    @pytest.mark.parametrize(
        ("lang", "said"),
        [
            ("en", "announced rate per person of 1,003.00 EUR is only expected (R5): "),
            ("de", "bekannt gegebener Satz von 1.003,00 EUR "),
        ],
    )
    def test_it_says_what_is_expected(self, lang: Any, said: str) -> None:
        assert tell(figure_gap(RATE, ()).message, lang).startswith(said)
