"""The two-year window, terms and funded months (R1.2, R3.6, R8.1-R8.3)."""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from integrationsfoerderung import (
    Case,
    HeadCount,
    Manager,
    Municipality,
    PerCapitaPayout,
    Period,
    Programme,
    Statement,
    calculate,
    load_programme,
)
from integrationsfoerderung.testing import cases, periods, programmes

PAKT = load_programme("pakt-fuer-integration")
DAY = timedelta(days=1)
UNITS = 377_580  # day-months in a month: 28, 29, 30 and 31 divide it
TOWN = Municipality("08327050", "Tuttlingen", head_counts=[HeadCount(date(2017, 9, 15), 248)])


def manager(start: date, **fields: Any) -> Manager:
    """Make a full-time manager of Tuttlingen."""
    usual: dict[str, Any] = {"id": "M-01", "provider": "08327050", "fte": Decimal(1), "qualification": "degree"}
    return Manager(start=start, **(usual | fields))


def paid(*managers: Manager, programme: Programme = PAKT) -> Statement:
    """Calculate Tuttlingen with managers."""
    return calculate(programme, [TOWN], managers)


def paid_rounds(programme: Programme, town: Municipality) -> list[str]:
    """Return the rounds that have a payout."""
    payouts = calculate(programme, [town]).payouts
    return [payout.round for payout in payouts if isinstance(payout, PerCapitaPayout)]


def funded(*managers: Manager) -> list[tuple[Period | None, Fraction]]:
    """Return each manager's funded period and months."""
    (grant,) = paid(*managers).grants
    assert [funding.manager for funding in grant.fundings] == list(managers)
    return [(funding.period, Fraction(funding.day_months, UNITS)) for funding in grant.fundings]


# --- an oracle that counts days one by one


def end_of_term(start: date, years: int) -> date:
    """Return the day before the same day years later, or the last of its month where there is no such day."""
    try:
        return date(start.year + years, start.month, start.day) - DAY
    except ValueError:
        return date(start.year + years, start.month, monthrange(start.year + years, start.month)[1])


def days(first: date, last: date) -> list[date]:
    """Return every day, both ends counted."""
    return [first + number * DAY for number in range((last - first).days + 1)]


def months(counted: Sequence[date]) -> Fraction:
    """Add up 1 / days of its month for each day."""
    per_month: dict[int, int] = {}
    for day in counted:
        length = monthrange(day.year, day.month)[1]
        per_month[length] = per_month.get(length, 0) + 1
    return sum((Fraction(number, length) for length, number in per_month.items()), Fraction(0))


def expected(
    chain: Sequence[Manager], window: Period, years: int
) -> Iterator[tuple[date | None, date | None, Fraction]]:
    """Yield first day, last day and months of each who holds a position, by R8.1 to R8.3."""
    if not window.first <= chain[0].start <= window.last:
        yield from ((None, None, Fraction(0)) for _ in chain)
        return
    last = end_of_term(chain[0].start, years)
    worked = [[day for day in days(one.start, min(one.end or last, last)) if day <= last] for one in chain]
    whole_term = sum(map(len, worked)) == (last - chain[0].start).days + 1
    left = Fraction(12 * years)
    for place, own in enumerate(worked):
        ends_the_term = whole_term and bool(own) and not any(worked[place + 1 :])
        counts = left if ends_the_term else min(months(own), left)
        left -= counts
        yield (own[0], own[-1], counts) if counts else (None, None, counts)


def chains(managers: Sequence[Manager]) -> list[list[Manager]]:
    """Follow each position from its first holder."""
    follows = {one.continues: one for one in managers}
    found = []
    for one in managers:
        if one.continues is None:
            chain = [one]
            while chain[-1].id in follows:
                chain.append(follows[chain[-1].id])
            found.append(chain)
    return found


class TestTheTwoYearWindow:
    """R1.2: the Pakt's window is two years from the signing, both end days inside."""

    def test_it_runs_from_the_signing_to_the_day_before_the_second_anniversary(self) -> None:
        assert PAKT.window == Period(date(2017, 4, 27), date(2019, 4, 26))
        assert PAKT.window.days == 365 + 365

    @given(st.dates(date(2016, 1, 1), date(2021, 1, 1)))
    def test_a_day_is_inside_exactly_from_first_to_last(self, day: date) -> None:
        assert (day in PAKT.window) == (date(2017, 4, 26) < day < date(2019, 4, 27))

    def test_a_leap_day_lies_inside_a_window_around_it(self) -> None:
        assert date(2020, 2, 29) in Period.years(date(2018, 3, 1), 2)
        assert date(2020, 2, 29) not in Period.years(date(2018, 2, 28), 2)

    @given(periods(), st.data())
    def test_splitting_a_period_at_any_day_and_adding_up_gives_the_whole(self, period: Period, data: Any) -> None:
        cut = data.draw(st.dates(period.first, period.last))
        parts = [Period(period.first, cut)] + ([Period(cut + DAY, period.last)] if cut < period.last else [])
        assert sum(part.days for part in parts) == period.days
        assert (
            sum(part.months_exact for part in parts) == period.months_exact == months(days(period.first, period.last))
        )


class TestStartsAndDueDatesLieInTheWindow:
    """R8.1: due dates and starts have to lie in the window; it never cuts a term that has begun."""

    @pytest.mark.parametrize(
        ("start", "inside"),
        [
            (date(2017, 4, 26), False),
            (date(2017, 4, 27), True),
            (date(2019, 4, 26), True),
            (date(2019, 4, 27), False),
        ],
    )
    def test_both_end_days_are_inside(self, start: date, inside: bool) -> None:
        statement = paid(manager(start))
        warned = [remark.keys for remark in statement.warnings if remark.kind == "start-outside-window"]
        assert statement.total(pillar="management") == (Decimal("128000.00") if inside else Decimal("0.00"))
        assert funded(manager(start))[0][1] == (24 if inside else 0)
        assert warned == ([] if inside else [("M-01",)])

    def test_the_window_does_not_cut_a_term_that_has_begun(self) -> None:
        assert funded(manager(date(2018, 4, 1))) == [(Period(date(2018, 4, 1), date(2020, 3, 31)), Fraction(24))]
        assert funded(manager(date(2019, 4, 26))) == [(Period(date(2019, 4, 26), date(2021, 4, 25)), Fraction(24))]

    def test_a_successor_may_start_after_the_window_in_a_term_that_began_inside(self) -> None:
        first = manager(date(2018, 4, 1), end=date(2019, 12, 31))
        second = manager(date(2020, 1, 1), id="M-02", continues="M-01")
        assert funded(first, second)[1] == (Period(date(2020, 1, 1), date(2020, 3, 31)), Fraction(3))

    def test_a_start_outside_pays_nothing_to_the_successor_either_and_names_both(self) -> None:
        first = manager(date(2017, 4, 1), end=date(2017, 12, 31))
        second = manager(date(2018, 1, 1), id="M-02", continues="M-01")
        statement = paid(first, second)
        assert [remark.keys for remark in statement.warnings if remark.kind == "start-outside-window"] == [
            ("M-01", "M-02")
        ]
        assert funded(first, second) == [(None, Fraction(0)), (None, Fraction(0))]

    @given(programmes(sparse=True))
    def test_a_round_is_paid_where_its_due_date_lies_in_the_window(self, programme: Programme) -> None:
        rounds = () if programme.per_capita is None else programme.per_capita.rounds
        counts = [HeadCount(round_.record_date, 1) for round_ in rounds]
        town = Municipality("08327050", "Tuttlingen", head_counts=counts)
        first, last = programme.window.first, programme.window.last
        due = {round_.key: round_.due or round_.record_date for round_ in rounds}
        assert paid_rounds(programme, town) == [key for key, day in due.items() if first <= day <= last]

    @pytest.mark.parametrize(("due", "rounds"), [(-1, []), (0, ["2017"]), (729, ["2017"]), (730, [])])
    def test_a_round_due_on_either_end_day_is_paid_and_a_day_outside_is_not(self, due: int, rounds: list[str]) -> None:
        assert PAKT.per_capita is not None
        moved = evolve(PAKT.per_capita.rounds[0], due=PAKT.window.first + due * DAY)
        programme = evolve(PAKT, pillars=[evolve(PAKT.per_capita, rounds=[moved])])
        assert paid_rounds(programme, TOWN) == rounds


class TestEndOfATerm:
    """R8.2: a term ends on the day before the same day; where there is none, on the last day of its month."""

    @pytest.mark.parametrize("start", days(PAKT.window.first, PAKT.window.last)[::7])
    def test_every_funded_term_ends_as_the_civil_code_says(self, start: date) -> None:
        ((period, _),) = funded(manager(start))
        assert period == Period(start, end_of_term(start, 2))

    @given(st.dates(date(2015, 1, 1), date(2030, 12, 31)), st.integers(1, 9))
    def test_so_does_every_term_of_years(self, start: date, years: int) -> None:
        assert Period.years(start, years) == Period(start, end_of_term(start, years))

    @pytest.mark.parametrize(
        ("start", "last"),
        [
            (date(2017, 4, 27), date(2019, 4, 26)),
            (date(2016, 2, 29), date(2018, 2, 28)),
            (date(2018, 3, 1), date(2020, 2, 29)),
            (date(2018, 2, 15), date(2020, 2, 14)),
        ],
    )
    def test_the_terms_that_one_liners_get_wrong(self, start: date, last: date) -> None:
        assert Period.years(start, 2).last == last


class TestTermOfEachPerson:
    """R3.6: 24 months from the start of each person's employment, part-time in proportion to FTE."""

    @given(st.dates(PAKT.window.first, PAKT.window.last), st.dates(PAKT.window.first, PAKT.window.last))
    def test_each_person_has_a_term_of_their_own(self, one: date, other: date) -> None:
        assert funded(manager(one), manager(other, id="M-02")) == [
            (Period(start, end_of_term(start, 2)), Fraction(24)) for start in (one, other)
        ]

    @given(st.integers(250_000, 10**6), st.dates(PAKT.window.first, PAKT.window.last))
    def test_part_time_is_paid_in_proportion(self, millionths: int, start: date) -> None:
        fte = Decimal(millionths).scaleb(-6)
        (grant,) = paid(manager(start, fte=fte)).grants
        exact = Fraction(fte) * 64_000 * 2
        assert grant.claim is not None
        assert Fraction(grant.claim) == Fraction((exact * 100 + Fraction(1, 2)) // 1, 100)

    @given(st.dates(PAKT.window.first, PAKT.window.last), st.integers(1, 5))
    def test_the_programme_says_how_long_a_term_is(self, start: date, years: int) -> None:
        pillar = PAKT.management
        assert pillar is not None
        longer = evolve(PAKT, pillars=[evolve(pillar, term=evolve(pillar.term, value=years))], figures=())
        (grant,) = paid(manager(start), programme=longer).grants
        (funding,) = grant.fundings
        assert funding.period == Period(start, end_of_term(start, years))
        assert Fraction(funding.day_months, UNITS) == 12 * years


class TestFundedMonths:
    """R8.3: a day counts 1 / days of its month; a full, uninterrupted term counts exactly its months."""

    @pytest.mark.parametrize("start", days(PAKT.window.first, PAKT.window.last)[::5])
    def test_a_full_term_counts_exactly_24_whatever_the_days_would_add_up_to(self, start: date) -> None:
        assert funded(manager(start))[0][1] == 24
        assert funded(manager(start, end=end_of_term(start, 2)))[0][1] == 24
        assert funded(manager(start, end=end_of_term(start, 2) + DAY))[0][1] == 24

    def test_a_term_from_mid_february_counts_24_where_its_days_add_up_to_less(self) -> None:
        start = date(2018, 2, 15)
        assert months(days(start, date(2020, 2, 14))) == Fraction(14, 28) + 23 + Fraction(14, 29) < 24
        assert funded(manager(start))[0][1] == 24

    @given(st.dates(PAKT.window.first, PAKT.window.last), st.integers(0, 728))
    def test_an_end_within_the_term_counts_the_days_up_to_it(self, start: date, later: int) -> None:
        end = start + later * DAY
        assert funded(manager(start, end=end)) == [(Period(start, end), min(months(days(start, end)), Fraction(24)))]

    @given(st.dates(PAKT.window.first, PAKT.window.last), st.integers(0, 728))
    def test_a_position_handed_over_on_any_day_counts_24_in_all(self, start: date, later: int) -> None:
        cut = start + later * DAY
        first, second = manager(start, end=cut), manager(cut + DAY, id="M-02", continues="M-01")
        (before, own), (after, rest) = funded(first, second)
        assert before == Period(start, cut)
        assert after == Period(cut + DAY, end_of_term(start, 2))
        assert own == months(days(start, cut))
        assert own + rest == 24

    @pytest.mark.parametrize("end", [None, date(2020, 2, 14), date(2020, 2, 20)])
    def test_who_holds_the_last_day_of_a_full_term_gets_what_the_others_leave(self, end: date | None) -> None:
        holders = [  # mid-February to mid-February: the days add up to less than 24 months
            manager(date(2018, 2, 15), end=date(2018, 3, 15)),
            manager(date(2018, 3, 16), id="M-02", continues="M-01", end=date(2019, 12, 31)),
            manager(date(2020, 1, 1), id="M-03", continues="M-02", end=end),
            *([] if end is None else [manager(date(2020, 3, 1), id="M-04", continues="M-03")]),
        ]
        own, then = Fraction(14, 28) + Fraction(15, 31), Fraction(16, 31) + 21
        assert funded(*holders)[:3] == [
            (Period(date(2018, 2, 15), date(2018, 3, 15)), own),
            (Period(date(2018, 3, 16), date(2019, 12, 31)), then),
            (Period(date(2020, 1, 1), date(2020, 2, 14)), 24 - own - then),
        ]
        assert funded(*holders)[3:] == [(None, Fraction(0))] * (end is not None)
        assert 24 - own - then > 1 + Fraction(14, 29)

    @given(st.dates(PAKT.window.first, PAKT.window.last), st.integers(0, 700), st.integers(2, 20))
    def test_an_interrupted_position_counts_the_days_that_were_worked(self, start: date, later: int, gap: int) -> None:
        cut, last = start + later * DAY, end_of_term(start, 2)
        first, second = manager(start, end=cut), manager(cut + gap * DAY, id="M-02", continues="M-01")
        (_, own), (_, rest) = funded(first, second)
        worked = months(days(start, cut)), months(days(cut + gap * DAY, last))
        assert (own, rest) == (worked[0], min(worked[1], 24 - worked[0]))

    def test_a_break_does_not_lengthen_a_term_whose_days_add_up_to_more_than_24(self) -> None:
        pillar = PAKT.management
        assert pillar is not None
        start = date(2020, 2, 28)  # 2/29 + 23 + 27/28 is more than 24 by more than the break takes away
        window = Period(date(2020, 1, 1), date(2020, 12, 31))
        first = manager(start, end=date(2020, 3, 30))
        second = manager(date(2020, 4, 1), id="M-02", continues="M-01")
        (grant,) = paid(first, second, programme=evolve(PAKT, window=window)).grants
        own, rest = (Fraction(funding.day_months, UNITS) for funding in grant.fundings)
        assert own == Fraction(2, 29) + Fraction(30, 31)
        assert months(days(second.start, date(2022, 2, 27))) > 24 - own
        assert own + rest == 24

    def test_a_successor_after_the_end_of_the_term_is_paid_nothing(self) -> None:
        first = manager(date(2018, 4, 1))
        late = manager(date(2020, 4, 1), id="M-02", continues="M-01")
        assert funded(evolve(first, end=date(2020, 3, 31)), late) == [
            (Period(date(2018, 4, 1), date(2020, 3, 31)), Fraction(24)),
            (None, Fraction(0)),
        ]

    def test_a_successor_with_other_hours_shares_the_term(self) -> None:
        first = manager(date(2018, 4, 1), fte=Decimal("0.5"), end=date(2019, 3, 31))
        second = manager(date(2019, 4, 1), id="M-02", continues="M-01")
        statement = paid(first, second)
        assert statement.by("manager") == {"M-01": Decimal("32000.00"), "M-02": Decimal("64000.00")}

    @given(cases(adversarial=True))
    def test_every_position_is_funded_as_counted_day_by_day(self, case: Case) -> None:
        statement = calculate(PAKT, case.municipalities, case.managers)
        found = {funding.manager.id: funding for grant in statement.grants for funding in grant.fundings}
        assert set(found) == {one.id for one in case.managers}
        for chain in chains(case.managers):
            for one, (first, last, counts) in zip(chain, expected(chain, PAKT.window, 2), strict=True):
                funding = found[one.id]
                if one.fte < Decimal("0.25"):
                    assert (funding.period, funding.day_months) == (None, 0)
                else:
                    assert Fraction(funding.day_months, UNITS) == counts
                    assert funding.period == (None if first is None or last is None else Period(first, last))

    @given(programmes(sparse=True), st.data())
    def test_so_is_that_of_any_programme(self, programme: Programme, data: Any) -> None:
        pillar = programme.management
        if pillar is None:
            return
        case = data.draw(cases(programme))
        statement = calculate(programme, case.municipalities, case.managers)
        found = {funding.manager.id: funding for grant in statement.grants for funding in grant.fundings}
        for chain in chains(case.managers):
            counted = [counts for _, _, counts in expected(chain, programme.window, pillar.term.whole)]
            least = Decimal(0) if pillar.least_fte is None else pillar.least_fte.amount
            assert [Fraction(found[one.id].day_months, UNITS) for one in chain] == [
                counts if one.fte >= least else 0 for one, counts in zip(chain, counted, strict=True)
            ]
