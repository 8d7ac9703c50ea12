"""What several strategies draw from: texts, places, days. Made once each: hypothesis examines every new strategy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from hypothesis import strategies as st

from ..catalogue.loader import load_programme
from ..figure import FTE
from ..model.municipality import CountStatus, Municipality
from ..model.places import District
from ..model.programme import Programme
from ..money import in_euros
from ..period import Period
from ..register import districts, municipalities_of

DAY = timedelta(days=1)
RECORD_DATES = (date(2017, 9, 15), date(2018, 9, 15))
COUNTED = (CountStatus.FINAL, CountStatus.INTERIM, CountStatus.ILLUSTRATIVE)
_FTE = [Decimal(text) for text in ("1", "0.5", "0.75", "0.6", "0.25", "0.8")]
_STRANGE = ["<script>1</script>", "=cmd|' /C calc'!A0", "../../x", "\u202etxt", "nul\x00nul", "{text}", "ß" * 300]


def texts(realistic: Sequence[str], *, adversarial: bool) -> st.SearchStrategy[str]:
    """One of the texts, or a strange one."""
    return strange_texts() if adversarial else st.sampled_from(realistic)


@cache
def pakt() -> Programme:
    """The first edition, which strategies vary and use where no programme is given."""
    return load_programme("pakt-fuer-integration")


@cache
def strange_texts() -> st.SearchStrategy[str]:
    """Texts that somebody may have meant ill, and any others that are not blank."""
    return st.sampled_from(_STRANGE) | st.text(min_size=1, max_size=20).filter(str.strip)


@cache
def ftes(*, adversarial: bool) -> st.SearchStrategy[Decimal]:
    """Full-time equivalents of one person."""
    realistic = st.sampled_from(_FTE)
    return realistic | st.integers(1, FTE).map(lambda units: Decimal(f"{units}e-6")) if adversarial else realistic


@cache
def starts(window: Period, *, adversarial: bool) -> st.SearchStrategy[date]:
    """First days of work inside a window; where adversarial at its edges and outside too."""
    inside = st.dates(window.first, window.last)
    if not adversarial:
        return inside
    before = max(window.first, date.min + 401 * DAY)  # a window may begin in the year 1 and end in 9999
    after = min(window.last, date.max - 401 * DAY)
    edges = [window.first, window.last, before - DAY, after + DAY]
    return inside | st.sampled_from(edges) | st.dates(before - 400 * DAY, after + 400 * DAY)


@cache
def costs() -> st.SearchStrategy[tuple[Decimal | None, Decimal | None, Decimal]]:
    """Material, staff and training costs."""
    cost = st.none() | st.integers(0, 20_000_000).map(in_euros)
    return st.tuples(cost, cost, st.just(Decimal(0)) | st.integers(0, 500_000).map(in_euros))


@cache
def register_by_district() -> Mapping[str, tuple[Municipality, ...]]:
    """The municipalities of the Land by district."""
    return {district.key: municipalities_of(district.key) for district in districts()}


@cache
def places_of_the_land(*, adversarial: bool) -> st.SearchStrategy[Municipality]:
    """Municipalities of the register without counts, or any key with a strange name."""
    if adversarial:
        keys = st.integers(0, 10**8 - 1).map(lambda number: f"{number:08d}") | st.just("08111000")
        return st.builds(Municipality, keys, strange_texts())
    return st.sampled_from([place for places in register_by_district().values() for place in places])


@cache
def districts_of_the_land(*, adversarial: bool) -> st.SearchStrategy[District]:
    """Stadt- and Landkreise of the register without counts, or any key with a strange name."""
    if adversarial:
        keys = st.integers(0, 10**5 - 1).map(lambda number: f"{number:05d}")
        return st.builds(District, keys, strange_texts(), st.sampled_from(["Landkreis", "Stadtkreis", ""]))
    return st.sampled_from(districts())
