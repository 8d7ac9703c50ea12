"""R8.12: the editions after 2018 continue a position; none pays a day that another pays."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from attrs import evolve
from dateutil.relativedelta import relativedelta
from hypothesis import example, given
from hypothesis import strategies as st

from integrationsfoerderung import (
    ContinuationPillar,
    Manager,
    Municipality,
    Period,
    Programme,
    Qualification,
    Statement,
    calculate,
    load_programme,
)
from integrationsfoerderung.model.payout import Funding
from integrationsfoerderung.period import MONTH
from integrationsfoerderung.rules.window import approval, continued

DAY = timedelta(days=1)
FIRST, LAST = date(2017, 4, 27), date(2019, 4, 26)
APPROVED_BY, END = date(2018, 12, 31), date(2024, 12, 31)
TOWN = Municipality("08135016", "Giengen an der Brenz")
BASE = load_programme("pakt-fuer-integration")
LATER = [load_programme(f"pakt-fuer-integration-{year}") for year in (2019, 2020, 2023, 2024)]
EDITIONS = [BASE, *LATER]
RATES = {2019: (64_000, 51_000), 2020: (64_000, 51_000), 2023: (60_000, 47_000), 2024: (60_000, None)}

ftes = st.sampled_from([Decimal(text) for text in ("1", "0.5", "0.75", "0.6", "0.25", "0.333333")])


@st.composite
def positions(draw: st.DrawFn, *, most: int = 3, degree: bool = False, gaps: bool = True) -> list[Manager]:
    """One to three people who hold a position of one town one after the other, part-time too, with or without gaps."""
    start = draw(
        st.dates(FIRST, LAST) | st.sampled_from([FIRST, LAST, APPROVED_BY, APPROVED_BY + DAY, date(2018, 1, 31)])
    )
    qualifications = [Qualification.DEGREE] if degree else list(Qualification)
    chain: list[Manager] = []
    for place in range(draw(st.integers(1, most))):
        if chain:
            assert chain[-1].end is not None
            start = chain[-1].end + DAY + timedelta(draw(st.sampled_from([0, 0, 0, 1, 40]) if gaps else st.just(0)))
        chain.append(
            Manager(
                f"M-{place + 1}",
                provider=TOWN.ags,
                fte=draw(ftes),
                qualification=draw(st.sampled_from(qualifications)),
                start=start,
                end=start + timedelta(draw(st.integers(0, 1500))),
                continues=chain[-1].id if chain else None,
            )
        )
    if draw(st.booleans()):
        chain[-1] = evolve(chain[-1], end=None)
    return chain


def approved(chain: list[Manager], day: date) -> list[Manager]:
    """Return the position with the day on which it was approved."""
    return [evolve(chain[0], approved=day), *chain[1:]]


def statement(edition: Programme, chain: list[Manager]) -> Statement:
    """Compute one edition for one position."""
    return calculate(edition, [TOWN], chain)


def fundings(edition: Programme, chain: list[Manager]) -> tuple[Funding, ...]:
    """Return what an edition pays of a position, holder by holder."""
    (grant,) = statement(edition, chain).grants
    return grant.fundings


def paid(chain: list[Manager], editions: list[Programme] = EDITIONS) -> list[Period]:
    """Return every period that any edition pays to any holder, in the order of editions and holders."""
    found = [funding.period for edition in editions for funding in fundings(edition, chain)]
    return [period for period in found if period is not None]


def days_of(periods: list[Period]) -> list[date]:
    """Return every day, as often as it is paid."""
    return [period.first + timedelta(place) for period in periods for place in range(period.days)]


def last_day(start: date, months: int) -> date:
    """Return the end of a term as R8.2 words it."""
    following = start + relativedelta(months=months)
    return following - DAY if following.day == start.day else following


def is_early(chain: list[Manager]) -> bool:
    """Whether the position is known to be approved by 31.12.2018."""
    return (chain[0].approved or chain[0].start) <= APPROVED_BY


class TestEditionsTogether:
    """R8.12: a position's months are paid by one edition each, from its start to the last day that applies."""

    @given(positions())
    def test_no_day_is_paid_twice(self, chain: list[Manager]) -> None:
        days = days_of(paid(chain))
        assert len(days) == len(set(days))

    @given(positions())
    @example([Manager("M-1", provider=TOWN.ags, fte=Decimal(1), qualification="degree", start=date(2018, 1, 31))])
    def test_every_day_of_work_is_paid_to_the_last_one_that_applies(self, chain: list[Manager]) -> None:
        start = chain[0].start
        last = END if is_early(chain) or chain[0].approved is None else last_day(start, 36)
        worked = [Period(holder.start, min(holder.end or last, last)) for holder in chain if holder.start <= last]
        assert sorted(days_of(paid(chain))) == days_of(worked)

    @given(positions(gaps=False))
    def test_the_periods_are_joined(self, chain: list[Manager]) -> None:
        periods = sorted(paid(chain), key=lambda period: period.first)
        assert periods[0].first == chain[0].start
        assert all(later.first == earlier.last + DAY for earlier, later in pairwise(periods))
        assert periods[-1].last == min(chain[-1].end or END, END)

    @given(positions(), st.dates(date(2019, 1, 1), date(2020, 12, 31)))
    def test_a_position_approved_later_ends_with_month_36(self, chain: list[Manager], day: date) -> None:
        chain = approved(chain, day)
        days = days_of(paid(chain))
        assert max(days) <= last_day(chain[0].start, 36)
        for edition in LATER[1:]:
            assert days_of(paid(chain, [edition])) == []
            made = statement(edition, chain)
            assert made.total() == 0
            assert "approved-too-late" in [remark.kind for remark in made.warnings]

    @given(positions(most=1), st.dates(date(2017, 1, 1), APPROVED_BY))
    def test_the_day_of_approval_counts_not_the_start(self, chain: list[Manager], day: date) -> None:
        chain = approved(chain, day)
        assert max(days_of(paid(chain))) == min(chain[0].end or END, END)

    @given(st.dates(date(2010, 1, 1), date(2024, 12, 31)).filter(lambda day: not FIRST <= day <= LAST))
    def test_a_start_outside_the_window_of_2017_is_paid_by_none(self, start: date) -> None:
        chain = [Manager("M-1", provider=TOWN.ags, fte=Decimal(1), qualification="degree", start=start)]
        assert paid(chain) == []
        for edition in EDITIONS:
            made = statement(edition, chain)
            assert "start-outside-window" in [remark.kind for remark in made.warnings]

    @given(positions(), st.data())
    def test_the_order_of_the_managers_does_not_matter(self, chain: list[Manager], data: st.DataObject) -> None:
        turned = data.draw(st.permutations(chain))
        for edition in EDITIONS:
            assert {one.manager.id: one for one in fundings(edition, chain)} == {
                one.manager.id: one for one in fundings(edition, turned)
            }


class TestMonths:
    """R8.3, R8.12: a full stretch counts exactly its months; anything else the sum of its day-months."""

    @given(st.dates(FIRST, APPROVED_BY))
    def test_full_stretches_count_24_and_12_and_24_and_12_months(self, start: date) -> None:
        chain = [Manager("M-1", provider=TOWN.ags, fte=Decimal(1), qualification="degree", start=start)]
        months = [funding.day_months for edition in EDITIONS for funding in fundings(edition, chain)]
        assert months[:4] == [24 * MONTH, 12 * MONTH, 24 * MONTH, 12 * MONTH]
        rest = [Period(last_day(start, 72) + DAY, END)] if last_day(start, 72) < END else []
        assert paid(chain, [LATER[-1]]) == rest
        assert months[4] == sum(period.day_months for period in rest)

    @given(positions())
    def test_a_stretch_never_counts_more_than_its_months(self, chain: list[Manager]) -> None:
        for edition, most in zip(EDITIONS[:4], (24, 12, 24, 12), strict=True):
            counted = [funding.day_months for funding in fundings(edition, chain)]
            assert sum(counted) <= most * MONTH
            assert all((funding.period is None) == (not funding.day_months) for funding in fundings(edition, chain))

    @given(st.dates(date(2019, 1, 1), LAST), st.dates(date(2018, 1, 1), APPROVED_BY))
    def test_the_last_day_of_2024_cuts_the_twelve_months(self, start: date, day: date) -> None:
        chain = [Manager("M-1", provider=TOWN.ags, fte=Decimal(1), qualification="degree", start=start, approved=day)]
        (funding,) = fundings(LATER[2], chain)
        assert funding.period == Period(last_day(start, 60) + DAY, END)
        assert funding.day_months == (12 * MONTH if last_day(start, 72) == END else funding.period.day_months)
        assert days_of(paid(chain, [LATER[3]])) == []


def holder(start: date, number: int = 1, **fields: Any) -> Manager:
    """Make one holder of a position, full-time with a degree."""
    usual: dict[str, Any] = {"provider": TOWN.ags, "fte": Decimal(1), "qualification": "degree"}
    return Manager(f"M-{number}", start=start, **(usual | fields))


def condition(year: int, **changed: Any) -> ContinuationPillar:
    """Return the continuing pillar of an edition, with some of its conditions changed."""
    pillar = load_programme(f"pakt-fuer-integration-{year}").continuation
    assert pillar is not None
    return evolve(pillar, **changed)


def first_time(pillar: ContinuationPillar, *chain: Manager) -> tuple[Period | None, int]:
    """Return the period and the months that an edition pays the first holder."""
    funding = continued(chain, pillar, LATER[0].window)[0]
    return funding.period, funding.day_months


class TestEdges:
    """R8.12: the first and the last day that counts, each of them still inside."""

    @pytest.mark.parametrize(
        ("start", "months", "last"), [(date(2018, 12, 30), 2, 2), (APPROVED_BY, 1, 1), (date(2019, 1, 1), 0, 0)]
    )
    def test_the_last_days_of_2024_are_all_that_the_last_edition_pays(
        self, start: date, months: int, last: int
    ) -> None:
        found = first_time(condition(2024), holder(start, approved=APPROVED_BY))
        period = Period(date(2024, 12, 32 - last), END) if last else None
        assert found == (period, MONTH * months // 31)

    @pytest.mark.parametrize("end", [date(2020, 2, 14), date(2020, 2, 15)])
    def test_a_stretch_that_ends_with_the_term_is_full_and_one_cut_before_is_not(self, end: date) -> None:
        term = condition(2019).term
        assert term is not None
        one_year = evolve(term, value=1)
        last = date(2020, 2, 14)  # from 15.02.2019: the days add up to 14/28 + 11 + 14/29 months
        uncut = first_time(condition(2019, after=None, until=end, term=one_year), holder(date(2019, 2, 15)))
        assert uncut == (Period(date(2019, 2, 15), last), 12 * MONTH)
        cut = first_time(condition(2019, after=None, until=last - DAY, term=one_year), holder(date(2019, 2, 15)))
        assert cut == (Period(date(2019, 2, 15), last - DAY), MONTH * 14 // 28 + 11 * MONTH + MONTH * 13 // 29)

    def test_an_edition_may_pay_from_the_start_of_a_position(self) -> None:
        start = date(2018, 3, 1)
        assert first_time(condition(2019, after=None), holder(start)) == (Period(start, date(2021, 2, 28)), 36 * MONTH)

    @pytest.mark.parametrize(("day", "paid"), [(APPROVED_BY, True), (APPROVED_BY + DAY, False)])
    def test_the_last_day_of_approval_is_early_enough(self, day: date, paid: bool) -> None:
        period, months = first_time(condition(2020), holder(date(2018, 3, 1), approved=day))
        assert (period is not None, months) == (paid, 24 * MONTH * paid)

    @pytest.mark.parametrize(
        ("by", "fte"),
        [
            (date(2018, 3, 31), "0.5"),  # nobody yet: the first one's
            (date(2018, 4, 1), "0.5"),
            (date(2018, 6, 30), "0.5"),
            (date(2018, 7, 1), "0.75"),
            (date(2018, 9, 30), "0.75"),
            (date(2018, 10, 1), "0.25"),
            (None, None),
        ],
    )
    def test_the_latest_holder_by_a_day_bounds_the_hours_of_all(self, by: date | None, fte: str | None) -> None:
        chain = [
            holder(date(2018, 4, 1), 1, fte=Decimal("0.5"), end=date(2018, 6, 30)),
            holder(date(2018, 7, 1), 2, fte=Decimal("0.75"), end=date(2018, 9, 30), continues="M-1"),
            holder(date(2018, 10, 1), 3, fte=Decimal("0.25"), continues="M-2"),
        ]
        most = None if fte is None else Decimal(fte)
        for pillar in (condition(2019, most_fte_on=by), condition(2019, most_fte_on=None, approved_by=by)):
            found = continued([evolve(chain[0], approved=date(2018, 1, 1)), *chain[1:]], pillar, LATER[0].window)
            assert [funding.most_fte for funding in found] == [most] * 3

    def test_the_day_for_the_hours_may_be_another_than_that_of_the_approval(self) -> None:
        chain = [
            holder(date(2018, 4, 1), 1, fte=Decimal("0.5"), end=date(2018, 6, 30)),
            holder(date(2018, 7, 1), 2, continues="M-1"),
        ]
        pillar = condition(2020, most_fte_on=date(2018, 6, 30))
        assert {funding.most_fte for funding in continued(chain, pillar, LATER[0].window)} == {Decimal("0.5")}

    @pytest.mark.parametrize(
        ("start", "given", "day"),
        [
            (date(2018, 4, 1), None, date(2018, 4, 1)),
            (APPROVED_BY, None, APPROVED_BY),
            (APPROVED_BY + DAY, None, None),
            (APPROVED_BY + DAY, date(2018, 6, 1), date(2018, 6, 1)),
            (date(2018, 4, 1), date(2019, 6, 1), date(2019, 6, 1)),
        ],
    )
    def test_a_start_early_enough_stands_for_the_approval(
        self, start: date, given: date | None, day: date | None
    ) -> None:
        chain = [holder(start, approved=given, end=date(2020, 1, 1)), holder(date(2020, 1, 2), 2, continues="M-1")]
        assert approval(chain, APPROVED_BY) == day


def approved_fte(chain: list[Manager]) -> Decimal:
    """Return the FTE of who held the position on 31.12.2018, or last before; of the first where nobody did."""
    return next((holder.fte for holder in reversed(chain) if holder.start <= APPROVED_BY), chain[0].fte)


class TestAmounts:
    """R8.12: rate × approved FTE × months / 12, no frame, one rounding; no more FTE than approved by 31.12.2018."""

    @given(positions())
    def test_the_rate_of_the_months_times_approved_fte_times_months(self, chain: list[Manager]) -> None:
        for edition, (degree, vocational) in zip(LATER, RATES.values(), strict=True):
            (grant,) = statement(edition, chain).grants
            exact = Fraction(0)
            for funding in grant.fundings:
                works = funding.manager.qualification is Qualification.VOCATIONAL
                rate = vocational if works else degree
                if funding.day_months and rate is None:
                    assert grant.gap == "management.fixed_amounts.vocational"
                    break
                fte = min(funding.manager.fte, approved_fte(chain))
                exact += (rate or 0) * Fraction(fte) * Fraction(funding.day_months, 12 * MONTH)
            else:
                if not grant.gap:
                    assert grant.cents == int(exact * 100 + Fraction(1, 2))
                    assert grant.parts == (grant.cents,)
                else:
                    assert (grant.gap, chain[0].approved) == ("management.M-1.approved", None)
                    assert chain[0].start > APPROVED_BY

    @given(positions())
    def test_no_more_is_paid_than_was_approved(self, chain: list[Manager]) -> None:
        for edition in LATER:
            made = statement(edition, chain)
            told = {key for remark in made.warnings if remark.kind == "more-than-approved" for key in remark.keys}
            over = set()
            for funding in made.grants[0].fundings:
                if funding.day_months:
                    assert funding.fte_units <= approved_fte(chain) * 10**6
                    assert funding.fte_units <= funding.manager.fte * 10**6
                    if funding.manager.fte > approved_fte(chain):
                        over.add(funding.manager.id)
            assert told == over

    @given(positions(degree=True))
    def test_what_managers_and_years_get_adds_up_to_the_grant(self, chain: list[Manager]) -> None:
        for edition in LATER:
            made = statement(edition, chain)
            (grant,) = made.grants
            if grant.amount is None:
                continue
            assert sum(made.by("manager").values()) == grant.amount
            assert sum(made.by("year").values()) == grant.amount
            assert made.by("municipality") == {TOWN.ags: grant.amount}
            for payout in made.payouts:
                assert payout.derivation.replay() == payout.amount

    @given(positions())
    def test_it_survives_json(self, chain: list[Manager]) -> None:
        for edition in LATER:
            made = statement(edition, chain)
            assert Statement.from_dict(made.to_dict()) == made


class TestOpen:
    """R8.8, R8.12: what nobody knows keeps a grant open, and is named."""

    @given(st.dates(date(2019, 1, 1), LAST), ftes)
    def test_a_start_after_2018_needs_the_day_of_approval(self, start: date, fte: Decimal) -> None:
        chain = [Manager("M-1", provider=TOWN.ags, fte=fte, qualification="degree", start=start)]
        for edition in LATER[1:3]:
            made = statement(edition, chain)
            assert [payout.amount for payout in made.payouts] == [None] * len(made.payouts)
            gap = next(gap for gap in made.gaps if gap.key == "management.M-1.approved")
            assert "the day on which the position of M-1 was approved" in str(gap.message)
        assert statement(LATER[0], chain).grants[0].amount is not None

    @pytest.mark.parametrize("edition", LATER[:3], ids=lambda edition: str(edition.key))
    @given(start=st.dates(FIRST, APPROVED_BY))
    def test_every_rate_up_to_month_72_is_known(self, edition: Programme, start: date) -> None:
        for qualification in Qualification:
            chain = [Manager("M-1", provider=TOWN.ags, fte=Decimal(1), qualification=qualification, start=start)]
            assert statement(edition, chain).grants[0].amount is not None
