"""Who serves whom: heads, positions, providers and areas (R0.9-R0.13, R8.5, R8.11)."""

import decimal
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import permutations
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from integrationsfoerderung import (
    Area,
    Case,
    HeadCount,
    InvalidInput,
    Manager,
    Municipality,
    Programme,
    Staffing,
    Statement,
    calculate,
    load_programme,
)
from integrationsfoerderung.rules.provision import areas_of, provider_name, provision_of, staffing_of
from integrationsfoerderung.testing import cases, programmes

PAKT = load_programme("pakt-fuer-integration")
RECORD_DATE = date(2017, 9, 15)


def town(number: int, persons: int | None = 10, **fields: Any) -> Municipality:
    """Make a municipality of the Landkreis Tuttlingen."""
    counts = [] if persons is None else [HeadCount(RECORD_DATE, persons)]
    return Municipality(f"08327{number:03d}", f"Town {number}", head_counts=counts, **fields)


def manager(number: int, provider: str = "08327", **fields: Any) -> Manager:
    """Make a manager, by default one of the Landkreis on a full position."""
    usual: dict[str, Any] = {"fte": Decimal(1), "qualification": "degree", "start": date(2018, 4, 1)}
    return Manager(f"M-{number}", provider=provider, **(usual | fields))


def statement_of(case: Case, programme: Programme = PAKT) -> Statement:
    """Calculate a case."""
    return calculate(programme, case.municipalities, case.managers)


class TestHeadsAndPositions:
    """R0.9: so many heads on so many full-time positions; a successor is not counted again (R8.3)."""

    @given(cases(adversarial=True))
    def test_each_position_counts_once_as_it_began(self, case: Case) -> None:
        staffing = statement_of(case).staffing
        began = [one for one in case.managers if one.continues is None]
        assert staffing.heads == len(began)
        assert Fraction(staffing.fte) == sum((Fraction(one.fte) for one in began), Fraction(0))

    @given(cases(adversarial=True))
    def test_persons_for_each_position_are_exact_or_unknown(self, case: Case) -> None:
        staffing = statement_of(case).staffing
        counts = [municipality.count(RECORD_DATE) for municipality in case.municipalities]
        known = [count.persons for count in counts if count is not None]
        assert staffing.persons == (sum(known) if len(known) == len(counts) else None)
        if staffing.persons is None or not staffing.heads:
            assert staffing.persons_per_fte is None
        else:
            assert staffing.persons_per_fte == Fraction(staffing.persons) / Fraction(staffing.fte)

    def test_where_a_successor_alone_serves_the_position_counts_there(self) -> None:
        towns = [town(1, provider="08327", area="A"), town(2, provider="08327", area="B")]
        first = manager(1, serves=["08327001"], end=date(2018, 12, 31))
        second = manager(2, serves=["08327002"], continues="M-1", start=date(2019, 1, 1), fte=Decimal("0.5"))
        statement = calculate(PAKT, towns, [first, second])
        assert (statement.staffing.heads, statement.staffing.fte) == (1, Decimal(1))
        assert [(area.staffing.heads, area.staffing.fte) for area in statement.areas] == [
            (1, Decimal(1)),
            (1, Decimal("0.5")),
        ]

    @pytest.mark.parametrize("ftes", [["1", "0.5", "0.25"], ["0.333333", "0.333333", "0.333334"], ["1"] * 120])
    def test_positions_are_written_plainly(self, ftes: list[str]) -> None:
        people = [manager(number, fte=Decimal(fte)) for number, fte in enumerate(ftes)]
        assert statement_of(Case([town(1, provider="08327")], people)).staffing.fte == sum(map(Decimal, ftes))

    def test_in_any_decimal_context(self) -> None:
        people = [manager(number, fte=Decimal("0.333333")) for number in range(4)]
        with decimal.localcontext(decimal.Context(prec=3, traps=[decimal.Inexact])):
            assert staffing_of(people, [], RECORD_DATE) == Staffing(4, Decimal("1.333332"), 0)

    @pytest.mark.parametrize("size", [0, 1, 300])
    def test_the_persons_of_so_many_places(self, size: int) -> None:
        towns = [town(number) for number in range(size)]
        assert staffing_of([], towns, RECORD_DATE) == Staffing(0, Decimal(0), 10 * size)
        assert staffing_of([], [*towns, town(999, None)], RECORD_DATE) == Staffing(0, Decimal(0), None)
        assert staffing_of([], [town(999, None), *towns], RECORD_DATE) == Staffing(0, Decimal(0), None)

    @given(programmes().filter(lambda programme: programme.management is None), st.data())
    def test_without_a_management_pillar_the_first_round_counts_the_persons(
        self, programme: Programme, data: Any
    ) -> None:
        case = data.draw(cases(programme, counted=True))
        assert programme.per_capita is not None
        day = programme.per_capita.rounds[0].record_date
        counts = [municipality.count(day) for municipality in case.municipalities]
        assert statement_of(case, programme).staffing.persons == sum(count.persons for count in counts if count)


class TestEitherThemselvesOrTheLandkreis:
    """R0.10, R8.5: half ran it themselves, half commissioned the Landkreis; members of a group run it themselves."""

    @given(cases(adversarial=True))
    def test_every_municipality_is_in_one_of_the_two_lists(self, case: Case) -> None:
        provision = statement_of(case).provision
        assert set(provision.commissioned) == {one for one in case.municipalities if one.provider == one.ags[:5]}
        assert set(provision.run_themselves) == set(case.municipalities) - set(provision.commissioned)
        assert len(provision.run_themselves) + len(provision.commissioned) == len(case.municipalities)
        assert provision.share_commissioned == Fraction(len(provision.commissioned), len(case.municipalities))

    def test_a_member_of_a_group_runs_it_itself(self) -> None:
        provision = statement_of(Case([town(1), town(2, provider="08327001"), town(3, provider="08327")])).provision
        assert [one.name for one in provision.run_themselves] == ["Town 1", "Town 2"]
        assert [one.name for one in provision.commissioned] == ["Town 3"]

    def test_both_lists_keep_the_order_given(self) -> None:
        towns = [town(number, provider="08327" if number % 2 else None) for number in (5, 2, 1, 8, 3)]
        provision = provision_of(iter(towns))
        assert provision.commissioned == (towns[0], towns[2], towns[4])
        assert provision.run_themselves == (towns[1], towns[3])

    def test_without_municipalities_there_is_no_share(self) -> None:
        assert calculate(PAKT, []).provision.share_commissioned is None


class TestWhoIsMet:
    """R0.11: meetings in the municipalities that commissioned the Landkreis; one exchange for all managers."""

    @given(cases())
    def test_the_managers_who_introduce_themselves_are_those_who_serve_the_place(self, case: Case) -> None:
        statement = statement_of(case)
        for place in statement.provision.commissioned:
            (area,) = (area for area in statement.areas if place in area.municipalities)
            employed = [one for one in case.managers if one.provider == place.provider]
            assert {one for one in employed if not one.serves or place.ags in one.serves} <= set(area.managers)

    @given(cases())
    def test_all_managers_are_listed_whoever_employs_them(self, case: Case) -> None:
        assert statement_of(case).managers == case.managers


class TestAreas:
    """R0.13, R8.11: an area has a name, one provider, municipalities and managers; a municipality is in one."""

    @given(cases(adversarial=True))
    def test_every_municipality_is_in_exactly_one_area_of_its_provider(self, case: Case) -> None:
        areas = statement_of(case).areas
        listed = [municipality for area in areas for municipality in area.municipalities]
        assert sorted(one.ags for one in listed) == sorted(one.ags for one in case.municipalities)
        for area in areas:
            assert {one.provider or one.ags for one in area.municipalities} == {area.provider}
            assert len({one.area for one in area.municipalities}) == 1
        assert len({(area.provider, area.municipalities[0].area) for area in areas}) == len(areas)

    @given(cases(adversarial=True))
    def test_its_managers_are_those_of_the_provider_who_serve_one_of_its_places(self, case: Case) -> None:
        statement = statement_of(case)
        serving: dict[str, list[Area]] = {}
        for area in statement.areas:
            keys = {one.ags for one in area.municipalities}
            expected = [
                one
                for one in case.managers
                if one.provider == area.provider and (one.serves == () or keys & set(one.serves))
            ]
            assert list(area.managers) == expected
            for one in expected:
                serving.setdefault(one.id, []).append(area)
        for area in statement.areas:
            assert list(area.shared) == [one.id for one in area.managers if len(serving[one.id]) > 1]

    @given(cases(counted=True))
    def test_its_staffing_is_that_of_its_places_and_managers(self, case: Case) -> None:
        for area in statement_of(case).areas:
            counts = [municipality.count(RECORD_DATE) for municipality in area.municipalities]
            assert area.staffing.persons == sum(count.persons for count in counts if count is not None)
            ids = {one.id for one in area.managers}
            began = [one for one in area.managers if one.continues not in ids]
            assert area.staffing.heads == len(began)
            assert area.staffing.fte == sum(one.fte for one in began)

    def test_an_area_without_a_name_has_that_of_its_provider(self) -> None:
        towns = [
            town(1),
            town(2, provider="08327"),
            town(3, provider="08327", area="Heuberg"),
            town(4, provider="08327999"),
            Municipality("99001001", "Elsewhere", provider="99001"),
        ]
        assert [(area.name, area.provider) for area in calculate(PAKT, towns).areas] == [
            ("Town 1", "08327001"),
            ("Landkreis Tuttlingen", "08327"),
            ("Heuberg", "08327"),
            ("08327999", "08327999"),
            ("Landkreis 99001", "99001"),
        ]

    @pytest.mark.parametrize("order", list(permutations([1, 2, 3])))
    def test_a_group_has_the_name_of_the_member_that_leads(self, order: tuple[int, ...]) -> None:
        members = [town(number) for number in order]
        assert provider_name("-08327002"[1:], members) == "Town 2"  # an equal key, not the same text
        assert provider_name("08327004", members) == "08327004"
        assert provider_name("08327", members) == "Landkreis Tuttlingen"
        assert provider_name("08327002", []) == "08327002"

    def test_a_provider_may_have_named_areas_and_places_outside_of_them(self) -> None:
        towns = [town(1, area="Mitte"), town(2, provider="08327", area="Nord"), town(3, provider="08327001")]
        people = [manager(1), manager(2, "08327001"), manager(3, "08327001", serves=["08327001"])]
        assert areas_of(Case(towns, people), RECORD_DATE) == (
            Area("Mitte", "08327001", (towns[0],), (people[1], people[2]), Staffing(2, Decimal(2), 10), ("M-2",)),
            Area("Nord", "08327", (towns[1],), (people[0],), Staffing(1, Decimal(1), 10), ()),
            Area("Town 1", "08327001", (towns[2],), (people[1],), Staffing(1, Decimal(1), 10), ("M-2",)),
        )

    def test_a_manager_may_be_shared_by_three(self) -> None:
        towns = [town(number, provider="08327", area=f"Area {number}") for number in range(1, 4)]
        people = [manager(1), manager(2, serves=["08327001", "08327003"]), manager(3, serves=["08327002"])]
        first, second, third = areas_of(Case(towns, people), RECORD_DATE)
        assert (first.shared, second.shared, third.shared) == (("M-1", "M-2"), ("M-1",), ("M-1", "M-2"))
        assert [len(area.managers) for area in (first, second, third)] == [2, 2, 2]

    def test_an_area_without_managers_has_no_staff(self) -> None:
        (area,) = areas_of(Case([town(1)]), RECORD_DATE)
        assert area == Area("Town 1", "08327001", (town(1),), (), Staffing(0, Decimal(0), 10), ())

    @given(st.integers(1, 50), st.integers(1, 50))
    def test_frames_are_pooled_by_provider_not_by_area(self, one: int, other: int) -> None:
        towns = [town(1, one, provider="08327", area="A"), town(2, other, provider="08327", area="B")]
        people = [manager(1, serves=["08327001"])]
        (grant,) = calculate(PAKT, towns, people).grants
        assert grant.members == tuple(towns)
        assert grant.frame == sum(
            (Fraction(58_000_000 * persons, 72_857) + Fraction(1, 2)).__floor__() for persons in (one, other)
        )

    def test_amounts_are_added_up_by_area_and_where_there_is_none_by_provider(self) -> None:
        towns = [town(1, provider="08327", area="A"), town(2, provider="08327")]
        assert calculate(PAKT, towns).by("area") == {"A": 12_250, "08327": 12_250}
        assert calculate(PAKT, towns).total(area="A") == 12_250

    def test_a_manager_of_two_areas_is_shared(self) -> None:
        towns = [town(1, provider="08327", area="A"), town(2, provider="08327", area="B")]
        everywhere, here = manager(1), manager(2, serves=["08327001"])
        first, second = calculate(PAKT, towns, [everywhere, here]).areas
        assert (first.shared, second.shared) == (("M-1",), ("M-1",))
        assert [one.id for one in first.managers] == ["M-1", "M-2"]
        assert [one.id for one in second.managers] == ["M-1"]


class TestStadtkreis:
    """R8.5: a Stadtkreis is its own provider, and is paid directly."""

    def test_it_can_name_no_other(self) -> None:
        city = Municipality("08111000", "Stuttgart", provider="08111000")
        assert city.provider_key == evolve(city, provider=None).provider_key == "08111000"
        with pytest.raises(InvalidInput):
            evolve(city, provider="08111")
        assert calculate(PAKT, [city]).provision.run_themselves == (city,)

    def test_it_may_lead_a_group(self) -> None:
        member = Municipality("08115003", "Böblingen", provider="08111000")
        assert statement_of(Case([Municipality("08111000", "Stuttgart"), member])).areas[0].name == "Stuttgart"


class TestPositionsOverTime:
    """R8.3: whoever continues a position is one head with the one before; gaps do not make another."""

    @given(st.lists(st.integers(1, 200), min_size=1, max_size=4), st.integers(0, 40))
    def test_a_chain_is_one_head(self, lengths: list[int], gap: int) -> None:
        start, chain = date(2017, 6, 1), []
        for number, length in enumerate(lengths):
            end = start + timedelta(days=length)
            chain.append(manager(number, start=start, end=end, continues=f"M-{number - 1}" if number else None))
            start = end + timedelta(days=1 + gap)
        staffing = statement_of(Case([town(1, provider="08327")], chain)).staffing
        assert (staffing.heads, staffing.fte) == (1, Decimal(1))
