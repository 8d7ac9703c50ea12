"""The management pillar: frames, tranche, claims, grant and its division (R3.1-R3.10, R8.4-R8.6)."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st

from integrationsfoerderung import (
    Case,
    CountStatus,
    Grant,
    GrantPayout,
    HeadCount,
    InvalidInput,
    ManagementPillar,
    Manager,
    Municipality,
    Period,
    Programme,
    Qualification,
    Statement,
    UnknownFigureError,
    calculate,
    first_tranche,
    fundable_positions,
    implied_persons,
    load_example,
    load_programme,
    planning_frame,
)
from integrationsfoerderung.rules.management import frame, tranche
from integrationsfoerderung.testing import cases, programmes

PAKT = load_programme("pakt-fuer-integration")
RECORD_DATE = date(2017, 9, 15)
POT, LAND = 58_000_000, 72_857
TRANCHE_POT, TRANCHE_LAND = 34_800_000, 46_828
UNITS = 377_580
TUTTLINGEN = load_example("tuttlingen")


def pillar_of(programme: Programme = PAKT) -> ManagementPillar:
    """Return the management pillar."""
    assert programme.management is not None
    return programme.management


def with_figures(**values: Any) -> Programme:
    """Return the Pakt's management pillar alone with other values of the figures named."""
    pillar = pillar_of()
    changed = {name: evolve(getattr(pillar, name), value=value) for name, value in values.items()}
    return evolve(PAKT, pillars=[evolve(pillar, **changed)], figures=())


def town(persons: int | None, *, ags: str = "08327050", provisional: int | None = None, **fields: Any) -> Municipality:
    """Make a municipality with a final and a provisional count."""
    counts = [] if persons is None else [HeadCount(RECORD_DATE, persons)]
    if provisional is not None:
        counts.append(HeadCount(date(2017, 7, 1), provisional, "provisional"))
    return Municipality(ags, f"Town {ags}", head_counts=counts, **fields)


def manager(number: int = 1, **fields: Any) -> Manager:
    """Make a manager of Tuttlingen with a degree on a full position from April 2018."""
    usual: dict[str, Any] = {
        "provider": "08327050",
        "fte": Decimal(1),
        "qualification": "degree",
        "start": date(2018, 4, 1),
    }
    return Manager(f"M-{number:02d}", **(usual | fields))


def grant_of(municipalities: Sequence[Municipality], managers: Sequence[Manager], programme: Programme = PAKT) -> Grant:
    """Calculate the one grant."""
    (grant,) = calculate(programme, municipalities, managers).grants
    return grant


def kinds(statement: Statement, kind: str) -> list[tuple[str, ...]]:
    """Return the keys of the remarks of a kind."""
    return [remark.keys for remark in statement.warnings if remark.kind == kind]


def parts_of(statement: Statement) -> list[GrantPayout]:
    """Return the payouts of grants."""
    return [payout for payout in statement.payouts if isinstance(payout, GrantPayout)]


def euros(exact: Fraction) -> int:
    """Round to the full euro, half up."""
    return (exact + Fraction(1, 2)).__floor__()


def largest_remainder(units: int, weights: dict[Any, Fraction]) -> dict[Any, int]:
    """Share whole units by weight; the units left go to the largest remainders, ties to the smaller key."""
    together = sum(weights.values())
    if not together:
        return dict.fromkeys(weights, 0)
    exact = {key: units * weight / together for key, weight in weights.items()}
    parts = {key: share.__floor__() for key, share in exact.items()}
    order = sorted(weights, key=lambda key: (parts[key] - exact[key], key))
    for key in order[: units - sum(parts.values())]:
        parts[key] += 1
    return parts


def months_by_year(period: Period) -> dict[int, Fraction]:
    """Add up 1 / days of its month for each day, by calendar year."""
    found: dict[int, Fraction] = {}
    for number in range((period.last - period.first).days + 1):
        day = period.first + timedelta(days=number)
        found[day.year] = found.get(day.year, Fraction(0)) + Fraction(1, monthrange(day.year, day.month)[1])
    return found


class TestThePot:
    """R3.1: 116 million for two years, 58 million a year."""

    def test_the_pot_of_a_year_is_half_of_the_budget(self) -> None:
        pillar = pillar_of()
        assert pillar.budget is not None
        assert pillar.pot.amount * 2 == pillar.budget.amount == 116_000_000


class TestOnlyTheCountOf2017Decides:
    """R3.2: the count of 15.09.2017 decides for the whole term; that of 2018 does not matter."""

    @given(st.integers(0, LAND), st.integers(0, 90_000))
    def test_the_count_of_2018_changes_no_grant(self, persons: int, later: int) -> None:
        one = town(persons)
        with_2018 = evolve(one, head_counts=[*one.head_counts, HeadCount(date(2018, 9, 15), later)])
        assert grant_of([one], [manager()]).amount == grant_of([with_2018], [manager()]).amount

    def test_without_it_the_grant_is_open(self) -> None:
        only_2018 = Municipality("08327050", "T", head_counts=[HeadCount(date(2018, 9, 15), 248)])
        statement = calculate(PAKT, [only_2018], [manager()])
        (grant,) = statement.grants
        assert grant.amount is grant.frame is None
        assert grant.eligible is None
        assert grant.amounts == (None,)
        assert not grant.capped
        assert [(payout.year, payout.amount) for payout in parts_of(statement)] == [
            (2018, None),
            (2019, None),
            (2020, None),
        ]
        assert "management.08327050.persons" in [gap.key for gap in statement.gaps]
        with pytest.raises(UnknownFigureError, match="needs the head count for 2017-09-15 of T"):
            statement.total(pillar="management")
        with pytest.raises(UnknownFigureError):
            statement.by("municipality", pillar="management")
        assert statement.total(pillar="management", known_only=True) == 0
        opened: list[Any] = [grant, *parts_of(statement)]
        for one in opened:
            with pytest.raises(UnknownFigureError, match="needs the head count for 2017-09-15 of T"):
                _ = one.derivation


class TestPlanningFrame:
    """R3.3: 58,000,000 × persons / 72,857, each rounded on its own to the full euro, half up."""

    def test_every_count_has_the_frame_that_exact_fractions_give(self) -> None:
        for persons in range(LAND + 1):
            assert frame(POT * 100, LAND, persons) == euros(Fraction(POT * persons, LAND)) * 100

    def test_every_count_is_found_again_from_its_frame(self) -> None:
        for persons in range(LAND + 1):
            assert implied_persons(PAKT, euros(Fraction(POT * persons, LAND))) == (persons,)

    @pytest.mark.parametrize(("persons", "amount"), [(13, 10_349), (85, 67_667), (166, 132_149), (352, 280_220)])
    def test_what_was_published(self, persons: int, amount: int) -> None:
        assert planning_frame(PAKT, persons=persons).amount == amount

    @given(st.integers(0, LAND))
    def test_its_derivation_replays_and_rests_on_pot_land_and_count(self, persons: int) -> None:
        figure = planning_frame(PAKT, persons=persons)
        assert figure.replay() == figure.amount == euros(Fraction(POT * persons, LAND))
        assert [leaf.key for leaf in figure.leaves()] == ["management.pot", "", "management.persons_of_land"]
        assert (figure.clause, figure.rounding_clause) == ("R3.3", "R3.3")

    def test_the_frame_of_a_sum_need_not_be_the_sum_of_the_frames(self) -> None:
        frames = [planning_frame(PAKT, persons=town.head_counts[0].persons) for town in TUTTLINGEN.municipalities]
        assert sum(figure.amount for figure in frames) == 679_848
        assert planning_frame(PAKT, persons=854).amount == 679_852

    @given(st.integers(0, 58_000_000))
    def test_an_amount_that_is_no_frame_implies_nobody(self, amount: int) -> None:
        near = Fraction(amount * LAND, POT).__floor__()
        fitting = [n for n in (near, near + 1) if n <= LAND and euros(Fraction(POT * n, LAND)) == amount]
        assert implied_persons(PAKT, amount) == tuple(fitting)

    @given(st.integers(0, 3_000), st.integers(1, 60), st.integers(0, 300_100))
    def test_where_several_counts_have_an_amount_all_are_found(self, pot: int, land: int, cents: int) -> None:
        programme = with_figures(pot=pot * 100, persons_of_land=land)
        fitting = [n for n in range(land + 1) if euros(Fraction(pot * n, land)) * 100 == cents]
        assert implied_persons(programme, Decimal(cents) / 100) == tuple(fitting)

    @given(st.integers(0, 40), st.integers(1, 60), st.data())
    def test_a_count_is_among_those_its_frame_implies(self, pot: int, land: int, data: Any) -> None:
        programme = with_figures(pot=pot * 100, persons_of_land=land)
        persons = data.draw(st.integers(0, land))
        amount = planning_frame(programme, persons=persons).amount
        fitting = [n for n in range(land + 1) if euros(Fraction(pot * n, land)) == amount]
        assert implied_persons(programme, amount) == tuple(fitting)
        assert persons in fitting

    @pytest.mark.parametrize("persons", [-1, LAND + 1, 1.5, "352", True, None])
    def test_a_count_that_cannot_be_is_refused(self, persons: Any) -> None:
        with pytest.raises(InvalidInput) as caught:
            planning_frame(PAKT, persons=persons)
        assert [problem.field for problem in caught.value.problems] == ["persons"]


class TestFirstTranche:
    """R3.4: 60 % of the year's pot on provisional counts: 34,800,000 × persons / 46,828, full euro, half up."""

    def test_every_count_has_the_tranche_that_exact_fractions_give_and_is_found_again(self) -> None:
        for persons in range(TRANCHE_LAND + 1):
            amount = euros(Fraction(TRANCHE_POT * persons, TRANCHE_LAND))
            assert tranche(TRANCHE_POT * 100, TRANCHE_LAND, persons) == amount * 100
            assert implied_persons(PAKT, amount, stage="first tranche") == (persons,)

    def test_what_was_published(self) -> None:
        figure = first_tranche(PAKT, persons=766)
        assert figure.amount == figure.replay() == 569_249
        assert Fraction(60, 100) * POT == TRANCHE_POT

    @pytest.mark.parametrize("persons", [-1, TRANCHE_LAND + 1, 1.0])
    def test_a_count_that_cannot_be_is_refused(self, persons: Any) -> None:
        with pytest.raises(InvalidInput):
            first_tranche(PAKT, persons=persons)

    def test_more_provisional_persons_than_the_whole_land_are_refused(self) -> None:
        assert calculate(PAKT, [town(1, provisional=TRANCHE_LAND)]).settlements[0].tranche == TRANCHE_POT
        with pytest.raises(InvalidInput):
            calculate(PAKT, [town(1, provisional=TRANCHE_LAND + 1)])

    def test_the_latest_provisional_count_of_the_year_up_to_the_record_date_decides(self) -> None:
        days = [date(2016, 12, 31), date(2017, 1, 1), date(2017, 7, 1), date(2017, 9, 15), date(2017, 9, 16)]
        for place, day in enumerate(days):
            given_ = [HeadCount(one, number, "provisional") for number, one in enumerate(days[: place + 1], start=1)]
            count = evolve(town(1), head_counts=given_[::-1]).provisional_count(RECORD_DATE)
            assert (None if count is None else count.persons) == {0: None, 4: 4}.get(place, place + 1), day


class TestFixedAmounts:
    """R3.5: 64,000 for an FTE and year with a degree, 51,000 with vocational training."""

    @pytest.mark.parametrize(
        ("qualification", "amount"), [("degree", 64_000), ("other-degree", 64_000), ("vocational", 51_000)]
    )
    def test_a_full_position_is_paid_twice_the_amount_of_a_year(self, qualification: str, amount: int) -> None:
        assert grant_of([town(5_000)], [manager(qualification=qualification)]).amount == 2 * amount

    @given(st.sampled_from(Qualification), st.integers(0, 10**7))
    def test_the_figure_of_the_programme_decides(self, qualification: Qualification, cents: int) -> None:
        amounts = tuple(
            (one, evolve(figure, value=cents if one is qualification else 1))
            for one, figure in pillar_of().fixed_amounts
        )
        programme = evolve(PAKT, pillars=[evolve(pillar_of(), fixed_amounts=amounts)], figures=())
        grant = grant_of([town(5_000)], [manager(qualification=qualification)], programme)
        assert grant.claim == Decimal(cents * 2) / 100


class TestEligibility:
    """R3.7, R8.5: a yearly frame of 51,000 for those who apply together, the Landkreis exempt; 0.25 FTE at least."""

    @pytest.mark.parametrize(("persons", "amount"), [(64, 50_949), (65, 51_745)])
    def test_64_persons_are_too_few_and_65_enough(self, persons: int, amount: int) -> None:
        statement = calculate(PAKT, [town(persons)], [manager()])
        (grant,) = statement.grants
        enough = persons == 65
        assert grant.frame == amount
        assert grant.eligible == enough
        assert grant.amount == (2 * amount if enough else 0)
        assert kinds(statement, "below-threshold") == ([] if enough else [("08327050",)])
        assert bool(parts_of(statement)) == enough
        assert grant.derivation.replay() == grant.amount
        assert grant.capped == enough

    @given(st.integers(1, LAND), st.sampled_from([-1, 0, 1]))
    def test_a_frame_of_exactly_the_threshold_is_enough(self, persons: int, over: int) -> None:
        amount = euros(Fraction(POT * persons, LAND))
        grant = grant_of([town(persons)], [manager()], with_figures(threshold=amount * 100 + over))
        assert grant.eligible == (over <= 0)
        assert (grant.amount == 0) == (over > 0)

    @given(st.lists(st.integers(0, 60), min_size=1, max_size=4))
    def test_the_frames_of_a_group_are_added_up(self, persons: list[int]) -> None:
        lead, *others = (f"0832705{number}" for number in range(len(persons)))
        group = [town(n, ags=ags, provider=lead) for n, ags in zip(persons, [lead, *others], strict=True)]
        grant = grant_of(group, [manager(provider=lead)])
        assert grant.eligible == (sum(euros(Fraction(POT * n, LAND)) for n in persons) >= 51_000)

    def test_the_landkreis_is_exempt(self) -> None:
        statement = calculate(PAKT, [town(1, provider="08327")], [manager(provider="08327")])
        assert statement.grants[0].eligible
        assert statement.grants[0].amount == 2 * 796
        assert kinds(statement, "below-threshold") == []

    @pytest.mark.parametrize(("fte", "amount"), [("0.249999", 0), ("0.25", 32_000)])
    def test_less_than_a_quarter_of_a_position_is_not_funded(self, fte: str, amount: int) -> None:
        statement = calculate(PAKT, [town(500)], [manager(fte=Decimal(fte))])
        assert statement.total(pillar="management") == amount
        assert kinds(statement, "below-least-fte") == ([] if amount else [("M-01",)])

    def test_a_quarter_applies_to_each_manager(self) -> None:
        both = [manager(1, fte=Decimal("0.2")), manager(2, fte=Decimal("0.3"))]
        statement = calculate(PAKT, [town(500)], both)
        assert statement.by("manager") == {"M-01": 0, "M-02": Decimal("38400.00")}

    def test_a_frame_that_nobody_works_for_is_unused(self) -> None:
        others = [town(5, ags="08327049", provider="08327"), town(None, ags="08327002")]
        statement = calculate(PAKT, [town(500), *others], [manager()])
        assert kinds(statement, "frame-unused") == [("08327049",)]


class TestProvision:
    """R3.8: the provider employs the managers and receives the money; the frames it serves are added up."""

    def test_a_group_across_a_district_border_pools_its_frames(self) -> None:
        group = [town(44, ags="08327054"), town(40, ags="08337001", provider="08327054")]
        statement = calculate(PAKT, group, [manager(provider="08327054")])
        (grant,) = statement.grants
        assert grant.frame == sum(euros(Fraction(POT * n, LAND)) for n in (44, 40))
        assert statement.by("recipient", pillar="management") == {"08327054": Decimal("128000.00")}

    def test_a_lead_that_is_not_listed_is_named_and_its_frame_is_not_counted(self) -> None:
        statement = calculate(PAKT, [town(500, provider="08327054")], [manager(provider="08327054")])
        assert kinds(statement, "lead-not-listed") == [("08327054",)]
        assert statement.grants[0].name == "08327054"
        assert kinds(calculate(PAKT, [town(500)], [manager()]), "lead-not-listed") == []

    def test_a_provider_without_managers_has_no_grant(self) -> None:
        assert calculate(PAKT, [town(500)]).grants == ()


def oracle(programme: Programme, grant: Grant) -> dict[str, Any] | None:
    """Compute a grant and its division a second time from counts and funded time; None where it is open."""
    pillar = pillar_of(programme)
    counts = []
    for member in grant.members:
        ranked = [CountStatus.FINAL, CountStatus.ILLUSTRATIVE, CountStatus.INTERIM]
        known = {c.status: c.persons for c in member.head_counts if c.record_date == pillar.record_date}
        counts.append(next((known[status] for status in ranked if status in known), None))
    frames = {
        member.ags: euros(Fraction(pillar.pot.whole * n, 100 * pillar.persons_of_land.whole))
        for member, n in zip(grant.members, counts, strict=True)
        if n is not None
    }
    if len(frames) < len(grant.members):
        return None
    rates = {qualification: Fraction(figure.value or 0, 100) for qualification, figure in pillar.fixed_amounts}
    unknown = {qualification for qualification, figure in pillar.fixed_amounts if figure.value is None}
    if any(funding.manager.qualification in unknown for funding in grant.fundings if funding.day_months):
        return None
    claims = {
        funding.manager.id: rates[funding.manager.qualification]
        * Fraction(funding.manager.fte)
        * Fraction(funding.day_months, UNITS)
        / 12
        for funding in grant.fundings
        if funding.day_months
    }
    claim = euros(sum(claims.values(), Fraction(0)) * 100)
    cap = sum(frames.values()) * pillar.term.whole * 100
    threshold = 0 if pillar.threshold is None or len(grant.provider) == 5 else pillar.threshold.whole
    eligible = sum(frames.values()) * 100 >= threshold
    cents = min(claim, cap) if eligible else 0
    managers = largest_remainder(cents, claims)
    years: dict[tuple[str, int], int] = {}
    for funding in grant.fundings:
        if funding.period is not None and cents:
            by_year = largest_remainder(managers[funding.manager.id], dict(months_by_year(funding.period)))
            years |= {(funding.manager.id, year): part for year, part in by_year.items()}
    members = {ags: Fraction(amount) for ags, amount in frames.items()}
    return {
        "claim": claim,
        "eligible": eligible,
        "capped": eligible and cents < claim,
        "cents": cents,
        "managers and years": years,
        "members": largest_remainder(cents, members),
    }


def as_computed(statement: Statement, grant: Grant) -> dict[str, Any] | None:
    """Return what the library says of a grant, in the shape of the oracle."""
    if grant.cents is None or grant.claim is None:
        return None
    return {
        "claim": int(grant.claim * 100),
        "eligible": grant.eligible,
        "capped": grant.capped,
        "cents": grant.cents,
        "managers and years": {
            (payout.manager.id, payout.year): payout.cents
            for payout in parts_of(statement)
            if payout.recipient == grant.provider
        },
        "members": {m.ags: int((amount or 0) * 100) for m, amount in zip(grant.members, grant.amounts, strict=True)},
    }


class TestGrant:
    """R3.9, R8.4: the smaller of twice the frames and the exact claims, rounded once; divided by largest remainder."""

    def test_the_frame_caps_what_stuttgart_claims(self) -> None:
        ftes = [Decimal(1)] * 50 + [Decimal("0.6"), Decimal("0.5")]
        people = [manager(n, provider="08111000", fte=fte) for n, fte in enumerate(ftes)]
        grant = grant_of([town(4_108, ags="08111000")], people)
        assert grant.frame == 3_270_297
        assert grant.claim == 6_540_800
        assert grant.amount == 6_540_594
        assert grant.capped
        cap, claims = grant.derivation.of[0].of
        assert (cap.label, claims.label) == ("frames of the term", "claims of the managers")
        assert cap.amount == grant.amount

    @given(st.data(), st.booleans())
    def test_it_is_what_a_second_computation_gives(self, data: Any, adversarial: bool) -> None:
        case = data.draw(cases(adversarial=adversarial))
        statement = calculate(PAKT, case.municipalities, case.managers)
        for grant in statement.grants:
            assert as_computed(statement, grant) == oracle(PAKT, grant)

    @given(programmes(sparse=True).filter(lambda programme: programme.management is not None), st.data())
    def test_so_it_is_of_any_programme(self, programme: Programme, data: Any) -> None:
        case = data.draw(cases(programme, counted=True))
        statement = calculate(programme, case.municipalities, case.managers, expected=True)
        assert {grant.provider for grant in statement.grants} == {one.provider for one in case.managers}
        for grant in statement.grants:
            assert as_computed(statement, grant) == oracle(programme, grant)

    @given(cases(counted=True))
    def test_its_parts_add_up_and_its_derivations_replay(self, case: Case) -> None:
        statement = calculate(PAKT, case.municipalities, case.managers)
        for grant in statement.grants:
            payouts = [one for one in parts_of(statement) if one.recipient == grant.provider]
            assert sum(payout.amount or 0 for payout in payouts) == grant.amount == grant.derivation.replay()
            assert sum(amount or 0 for amount in grant.amounts) == grant.amount
            for payout in payouts:
                assert payout.derivation.replay() == payout.amount

    @given(cases(counted=True))
    def test_it_never_exceeds_the_frames_of_the_term_nor_the_claims(self, case: Case) -> None:
        for grant in calculate(PAKT, case.municipalities, case.managers).grants:
            assert grant.frame is not None
            assert grant.amount is not None
            assert grant.claim is not None
            assert 0 <= grant.amount <= min(2 * grant.frame, grant.claim)

    @given(
        st.integers(0, 9_000),
        st.integers(0, 500),
        st.integers(250_000, 10**6),
        st.integers(0, 800),
        st.integers(0, 100),
    )
    def test_more_persons_hours_or_months_never_give_less(
        self, persons: int, more: int, fte: int, days: int, longer: int
    ) -> None:
        def amount(counted: int, millionths: int, worked: int) -> Decimal:
            start = date(2018, 4, 16)
            one = manager(fte=Decimal(millionths).scaleb(-6), start=start, end=start + timedelta(days=worked))
            found = grant_of([town(counted)], [one]).amount
            assert found is not None
            return found

        least = amount(persons, fte, days)
        assert least <= amount(persons + more, fte, days)
        assert least <= amount(persons, 10**6, days)
        assert least <= amount(persons, fte, days + longer)

    @given(st.data())
    def test_permuting_managers_and_municipalities_permutes_the_payouts(self, data: Any) -> None:
        case = data.draw(cases(adversarial=True, counted=True))
        towns, people = (data.draw(st.permutations(one)) for one in (case.municipalities, case.managers))
        before = calculate(PAKT, case.municipalities, case.managers, expected=True)
        after = calculate(PAKT, towns, people, expected=True)
        for dimension in ("manager", "municipality", "recipient", "year", "area"):
            assert before.by(dimension) == after.by(dimension)
        assert {(one.manager.id, one.year, one.amount) for one in parts_of(before)} == {
            (one.manager.id, one.year, one.amount) for one in parts_of(after)
        }

    @given(st.integers(2, 7), st.integers(66, 200))
    def test_ties_go_to_the_smaller_id_and_are_told(self, size: int, persons: int) -> None:
        people = [manager(number) for number in range(1, size + 1)]
        statement = calculate(PAKT, [town(persons)], people[::-1])
        parts = statement.by("manager")
        (grant,) = statement.grants
        assert grant.cents is not None
        assert [int(parts[one.id] * 100) for one in people] == [
            grant.cents // size + (number < grant.cents % size) for number in range(size)
        ]
        assert kinds(statement, "tie") == ([tuple(one.id for one in people)] if grant.cents % size else [])

    def test_a_tie_of_years_goes_to_the_earlier_one(self) -> None:
        programme = with_figures(term=1, pot=LAND * 100, threshold=0)
        one = manager(start=date(2017, 7, 1), fte=Decimal("0.5"))
        capped = calculate(programme, [town(1)], [one, manager(2, start=date(2017, 7, 1), fte=Decimal("0.25"))])
        half = {(one.manager.id, one.year): one.cents for one in parts_of(capped)}
        assert half == {("M-01", 2017): 34, ("M-01", 2018): 33, ("M-02", 2017): 17, ("M-02", 2018): 16}

    def test_claims_are_added_exactly_and_rounded_once(self) -> None:
        fte = Decimal("0.250001")  # 0.12 EUR more than a quarter, 32,000.128 each
        grant = grant_of([town(5_000)], [manager(number, fte=fte) for number in range(1, 5)])
        assert grant.claim == Decimal("128000.51")  # four times 32,000.13 would be 128,000.52

    def test_a_grant_at_the_cap_implies_its_persons(self) -> None:
        assert implied_persons(PAKT, 6_540_594, stage="grant") == (4_108,)
        assert implied_persons(PAKT, 6_540_595, stage="grant") == ()
        assert implied_persons(PAKT, Decimal("6540594.01"), stage="grant") == ()
        assert implied_persons(with_figures(term=3), 9 * 796, stage="grant") == (3,) * (3 * 796 == 2_388)

    @given(st.integers(0, LAND))
    def test_so_does_every_one(self, persons: int) -> None:
        assert implied_persons(PAKT, 2 * euros(Fraction(POT * persons, LAND)), stage="grant") == (persons,)

    def test_parts_of_the_landkreis_tuttlingen(self) -> None:
        statement = calculate(PAKT, TUTTLINGEN.municipalities, TUTTLINGEN.managers)
        parts = {key: str(amount) for key, amount in statement.by("manager", recipient="08327").items() if amount}
        assert parts == {"M-12": "91873.22", "M-13": "73211.48", "M-14": "97615.30"}


class TestFromAFrameToPositions:
    """R3.10: a range, frame / 64,000 to frame / 51,000; both quotients exact, and the caller rounds."""

    @given(st.integers(0, 10**12))
    def test_both_quotients_are_exact(self, cents: int) -> None:
        assert fundable_positions(PAKT, frame=Decimal(cents) / 100) == (
            Fraction(cents, 6_400_000),
            Fraction(cents, 5_100_000),
        )

    def test_the_landkreis_tuttlingen_has_10_62_positions_at_the_higher_amount(self) -> None:
        fewest, most = fundable_positions(PAKT, frame=679_852)
        assert Fraction("10.62") < fewest < Fraction("10.63")
        assert Fraction("13.33") < most < Fraction("13.34")

    @pytest.mark.parametrize(("low", "high", "places"), [("1.4", "1.8", 1), ("25", "32", 0)])
    def test_ranges_as_eppelheim_and_goeppingen_published_them_are_those_of_frames(
        self, low: str, high: str, places: int
    ) -> None:
        ranges = {
            tuple(f"{float(one):.{places}f}" for one in fundable_positions(PAKT, frame=euros(Fraction(POT * n, LAND))))
            for n in range(3_000)
        }
        assert (low, high) in ranges

    def test_what_it_cannot_divide_by_is_refused_or_unknown(self) -> None:
        (degree, figure), *others = pillar_of().fixed_amounts
        for value, error in ((0, InvalidInput), (None, UnknownFigureError)):
            amounts = ((degree, evolve(figure, value=value)), *others)
            programme = evolve(PAKT, pillars=[evolve(pillar_of(), fixed_amounts=amounts)], figures=())
            with pytest.raises(error):
                fundable_positions(programme, frame=1)
        for wrong in (1.5, -1, Decimal("0.001")):
            with pytest.raises(InvalidInput):
                fundable_positions(PAKT, frame=wrong)  # type: ignore[arg-type]  # refused


class TestTheFirstTrancheIsSettled:
    """R8.6: the tranche is settled, never added: final frame − tranche, either sign, or unknown."""

    @given(st.integers(0, LAND), st.integers(0, TRANCHE_LAND))
    def test_the_balance_of_a_municipality_is_frame_less_tranche(self, persons: int, provisional: int) -> None:
        (settlement,) = calculate(PAKT, [town(persons, provisional=provisional)]).settlements
        expected = euros(Fraction(POT * persons, LAND)) - euros(Fraction(TRANCHE_POT * provisional, TRANCHE_LAND))
        assert settlement.balance == expected
        assert settlement.municipality.ags == "08327050"

    def test_stuttgart_got_60_percent_of_far_fewer_persons(self) -> None:
        (settlement,) = calculate(PAKT, [town(4_108, ags="08111000", provisional=2_555)]).settlements
        assert settlement.tranche == 1_898_736
        assert settlement.frame == 3_270_297
        assert settlement.balance == 3_270_297 - 1_898_736

    def test_without_a_provisional_count_nothing_is_settled(self) -> None:
        assert calculate(PAKT, [town(100)]).settlements == ()
        grant = grant_of([town(100)], [manager()])
        assert grant.first_tranche is grant.balance is None

    def test_without_a_final_count_the_balance_is_unknown(self) -> None:
        statement = calculate(PAKT, [town(None, provisional=100)], [manager()])
        (settlement,) = statement.settlements
        assert settlement.tranche == euros(Fraction(TRANCHE_POT * 100, TRANCHE_LAND))
        assert settlement.frame is settlement.balance is None
        assert statement.grants[0].balance is None

    @given(st.lists(st.tuples(st.integers(0, 900), st.integers(0, 900)), min_size=1, max_size=4))
    def test_that_of_a_provider_is_grant_less_tranches(self, counts: list[tuple[int, int]]) -> None:
        group = [
            town(persons, ags=f"0832700{place}", provisional=provisional, provider="08327")
            for place, (persons, provisional) in enumerate(counts, start=1)
        ]
        statement = calculate(PAKT, group, [manager(provider="08327")])
        (grant,) = statement.grants
        tranches = sum(euros(Fraction(TRANCHE_POT * n, TRANCHE_LAND)) for _, n in counts)
        assert grant.amount is not None
        assert grant.first_tranche == tranches
        assert grant.balance == grant.amount - tranches
        assert statement.total(pillar="management") == grant.amount

    def test_the_convention_is_told_where_something_is_settled(self) -> None:
        settled, not_settled = calculate(PAKT, [town(5, provisional=5)]), calculate(PAKT, [town(5)])
        assert ("R8.6",) in kinds(settled, "convention")
        assert ("R8.6",) not in kinds(not_settled, "convention")

    @given(st.integers(0, 500))
    def test_a_provisional_count_is_no_final_one(self, provisional: int) -> None:
        assume(provisional)
        statement = calculate(PAKT, [town(None, provisional=provisional)])
        assert statement.payouts == ()
        assert statement.staffing.persons is None
