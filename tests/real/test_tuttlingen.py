"""The Landkreis Tuttlingen: the consistent table of R6 to the cent, and what was published about it (R0, R6)."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from attrs import evolve

from integrationsfoerderung import (
    Basis,
    CountStatus,
    GrantPayout,
    HeadCount,
    PerCapitaPayout,
    Qualification,
    Statement,
    UnknownFigureError,
    calculate,
    load_example,
    load_programme,
)

PAKT = load_programme("pakt-fuer-integration")
CASE = load_example("tuttlingen")
R2017, R2018 = date(2017, 9, 15), date(2018, 9, 15)

# provider: (municipalities and persons, sum of frames, claim, grant)
TABLE: dict[str, tuple[dict[str, int], int, int, int]] = {
    "Tuttlingen": ({"Tuttlingen": 248}, 197_428, 384_000, 384_000),
    "Wurmlingen": (
        {"Wurmlingen": 44, "Rietheim-Weilheim": 28, "Seitingen-Oberflacht": 22, "Dürbheim": 16},
        87_569, 128_000, 128_000,
    ),
    "Aldingen": (
        {"Aldingen": 88, "Balgheim": 14, "Böttingen": 17, "Denkingen": 31, "Frittlingen": 25, "Mahlstetten": 10},
        147_274, 294_000, 294_000,
    ),
    "Trossingen": ({"Trossingen": 69, "Durchhausen": 4, "Gunningen": 3, "Talheim": 5}, 64_482, 128_000, 128_000),
    "Spaichingen": ({"Spaichingen": 61, "Hausen ob Verena": 4}, 51_745, 102_000, 102_000),
    "Landkreis Tuttlingen": (
        {
            "Mühlheim an der Donau": 16, "Fridingen an der Donau": 14, "Kolbingen": 5, "Renquishausen": 3, "Irndorf": 3,
            "Bärenthal": 2, "Buchheim": 3, "Königsheim": 2, "Neuhausen ob Eck": 17, "Immendingen": 22, "Geisingen": 21,
            "Emmingen-Liptingen": 16, "Gosheim": 14, "Wehingen": 12, "Deilingen": 6, "Bubsheim": 5, "Egesheim": 2,
            "Reichenbach am Heuberg": 2,
        },
        131_350, 274_500, 262_700,
    ),
}  # fmt: skip
MANAGERS = {
    "Tuttlingen": [("0.6", "degree")] * 5,
    "Wurmlingen": [("1", "degree")],
    "Aldingen": [("0.5", "degree"), ("1", "degree"), ("1", "vocational")],
    "Trossingen": [("1", "degree")],
    "Spaichingen": [("1", "vocational")],
    "Landkreis Tuttlingen": [("0.75", "degree"), ("0.75", "vocational"), ("1", "vocational")],
}


@pytest.fixture(scope="module")
def statement() -> Statement:
    """The statement at the announced rate."""
    return calculate(PAKT, CASE.municipalities, CASE.managers)


class TestTheExampleAddsUpToWhatWasPublished:
    """R0.9, R0.10, R6: 854 persons, 14 managers on 11.0 FTE, 18 of 35 municipalities with the Landkreis."""

    def test_there_are_35_municipalities_with_854_persons(self, statement: Statement) -> None:
        assert len(CASE.municipalities) == len({municipality.ags for municipality in CASE.municipalities}) == 35
        assert {municipality.district for municipality in CASE.municipalities} == {"08327"}
        assert statement.staffing.persons == 854

    def test_there_are_14_managers_on_11_positions(self, statement: Statement) -> None:
        assert (statement.staffing.heads, str(statement.staffing.fte)) == (14, "11")
        assert statement.staffing.persons_per_fte == Fraction(854, 11)

    def test_18_commissioned_the_landkreis_and_17_run_it_themselves(self, statement: Statement) -> None:
        provision = statement.provision
        assert (len(provision.commissioned), len(provision.run_themselves)) == (18, 17)
        assert provision.share_commissioned == Fraction(18, 35)
        assert {one.name for one in provision.commissioned} == set(TABLE["Landkreis Tuttlingen"][0])

    def test_what_is_made_up_is_marked_and_told(self, statement: Statement) -> None:
        made_up = {
            municipality.name
            for municipality in CASE.municipalities
            if municipality.head_counts[0].status is CountStatus.ILLUSTRATIVE
        }
        assert len(made_up) == 34
        assert "Tuttlingen" not in made_up
        assert all(manager.illustrative for manager in CASE.managers)
        told = [len(remark.keys) for remark in statement.warnings if remark.kind == "illustrative"]
        assert told == [34, 14]
        assert CASE.notes
        assert CASE.sources

    def test_the_managers_start_when_it_was_published(self) -> None:
        starts = {manager.id: manager.start for manager in CASE.managers if manager.provider == "08327"}
        assert sorted(starts.values()) == [date(2018, 4, 3), date(2018, 5, 1), date(2018, 5, 1)]
        assert [one.start for one in CASE.managers if one.provider == "08327054"] == [date(2017, 12, 1)]


class TestTheTable:
    """R6: persons, frames, claims and grants of the six providers."""

    def test_it_has_the_six_providers(self, statement: Statement) -> None:
        assert {grant.name for grant in statement.grants} == set(TABLE)

    @pytest.mark.parametrize("name", TABLE)
    def test_each_row_to_the_euro(self, statement: Statement, name: str) -> None:
        persons, frame, claim, amount = TABLE[name]
        (grant,) = (grant for grant in statement.grants if grant.name == name)
        counted = {member.name: count.persons for member in grant.members if (count := member.count(R2017))}
        assert counted == persons
        assert grant.frame == frame
        assert grant.claim == claim
        assert grant.amount == amount
        assert grant.capped == (amount < claim)
        assert grant.eligible
        assert sum(part or 0 for part in grant.amounts) == amount
        people = [(str(funding.manager.fte.normalize()), funding.manager.qualification) for funding in grant.fundings]
        assert sorted(people, key=str) == sorted(
            ((fte, Qualification(qualification)) for fte, qualification in MANAGERS[name]), key=str
        )

    def test_the_sums(self, statement: Statement) -> None:
        assert sum(frame for _, frame, _, _ in TABLE.values()) == 679_848
        assert statement.total(pillar="management") == Decimal("1298700.00")
        assert statement.by("pillar")["management"] == sum(grant.amount or 0 for grant in statement.grants)

    def test_the_grant_of_the_landkreis_is_capped_and_told(self, statement: Statement) -> None:
        assert [remark.keys for remark in statement.warnings if remark.kind == "capped"] == [("08327",)]

    def test_it_is_divided_over_its_managers(self, statement: Statement) -> None:
        parts = {key: str(part) for key, part in statement.by("manager", recipient="08327").items() if part}
        assert parts == {"M-12": "91873.22", "M-13": "73211.48", "M-14": "97615.30"}

    def test_and_the_first_ones_over_the_years(self, statement: Statement) -> None:
        payouts = [one for one in statement.payouts if isinstance(one, GrantPayout)]
        years = [(payout.year, str(payout.amount)) for payout in payouts if payout.manager.id == "M-12"]
        assert years == [(2018, "34197.25"), (2019, "45936.61"), (2020, "11739.36")]
        assert statement.by("year", manager="M-12") == {year: Decimal(amount) for year, amount in years}

    def test_every_frame_has_managers_who_use_it(self, statement: Statement) -> None:
        kinds = {remark.kind for remark in statement.warnings}
        assert not kinds & {"frame-unused", "below-threshold", "start-outside-window", "below-least-fte", "tie"}


class TestTheTwoRounds:
    """R0.6, R0.7, R6: about a million in 2017, and about the same again expected in 2018."""

    def test_2017_at_the_announced_rate(self, statement: Statement) -> None:
        assert statement.total(pillar="per-capita", round="2017") == Decimal("1046150.00")
        assert statement.total(municipality="08327050", pillar="per-capita") == Decimal("303800.00")

    def test_2017_on_pot_shares_as_35_and_as_one(self) -> None:
        shares = calculate(PAKT, CASE.municipalities, basis=Basis.POT_SHARE)
        assert shares.total(round="2017") == Decimal("1054943.21")
        one = evolve(CASE.municipalities[0], head_counts=[HeadCount(R2017, 854)], provider=None, area=None)
        assert calculate(PAKT, [one], basis=Basis.POT_SHARE).total(round="2017") == Decimal("1054943.24")

    def test_2018_is_open_where_it_was_counted(self) -> None:
        counted = [
            evolve(municipality, head_counts=[*municipality.head_counts, HeadCount(R2018, 20)])
            for municipality in CASE.municipalities
        ]
        statement = calculate(PAKT, counted, CASE.managers)
        with pytest.raises(UnknownFigureError, match="rate per person is unknown"):
            statement.total()
        with pytest.raises(UnknownFigureError, match="rate per person is unknown"):
            statement.total(round="2018")
        with pytest.raises(UnknownFigureError, match="rate per person is unknown"):
            statement.total(year=2018)
        assert statement.total(known_only=True) == Decimal("2344850.00")
        allowed = calculate(PAKT, counted, CASE.managers, expected=True)
        assert allowed.total(pillar="per-capita") == Decimal("2092300.00")

    def test_with_expected_figures_both_rounds_are_2092300_and_marked(self) -> None:
        statement = calculate(PAKT, CASE.municipalities, CASE.managers, expected=True)
        assert statement.by("round", pillar="per-capita") == dict.fromkeys(["2017", "2018"], Decimal("1046150.00"))
        assert statement.total(pillar="per-capita") == Decimal("2092300.00")
        assert [remark.keys for remark in statement.warnings if remark.kind == "expected"] == [("2018",)]
        rounds = [payout for payout in statement.payouts if isinstance(payout, PerCapitaPayout)]
        assert {payout.expected for payout in rounds if payout.round == "2018"} == {True}

    def test_all_of_it_goes_through_the_landkreis(self, statement: Statement) -> None:
        assert {payout.via for payout in statement.payouts if isinstance(payout, PerCapitaPayout)} == {"08327"}


class TestTheAreas:
    """R0.13, R8.11: the overview shows which managers serve which municipalities."""

    def test_the_landkreis_has_two_areas_with_managers_of_their_own(self, statement: Statement) -> None:
        areas = {area.name: area for area in statement.areas}
        assert len(areas) == 7
        donau = areas["Donau-Heuberg"]
        assert donau.provider == "08327"
        assert [manager.id for manager in donau.managers] == ["M-12"]
        assert len(donau.municipalities) == 9
        assert donau.staffing.persons == 65
        assert donau.staffing.fte == Decimal("0.75")
        other = areas["Geisingen-Heuberg"]
        assert [manager.id for manager in other.managers] == ["M-13", "M-14"]
        assert other.staffing.persons == 100
        assert other.staffing.fte == Decimal("1.75")

    def test_the_places_of_the_information_meetings_are_those_of_the_landkreis(self, statement: Statement) -> None:
        assert [one.provider for one in statement.provision.commissioned] == ["08327"] * 18

    def test_amounts_by_area_are_those_of_their_municipalities(self, statement: Statement) -> None:
        by_area, by_place = statement.by("area"), statement.by("municipality")
        for area in statement.areas:
            key = area.name if area.name in by_area else area.provider
            assert by_area[key] == sum(by_place[municipality.ags] for municipality in area.municipalities)


class TestAPayoutExplained:
    """Issue: persons, rate, its source and the clause are told in both languages, and the replay equals the amount."""

    def test_the_city_of_tuttlingen(self, statement: Statement) -> None:
        (payout,) = (
            one for one in statement.payouts if isinstance(one, PerCapitaPayout) and one.recipient == "08327050"
        )
        english, german = payout.explain(), payout.explain("de")
        for text in ("303,800.00", "1,225.00", "248", "R2.4"):
            assert text in english
        for text in ("303.800,00", "1.225,00", "248", "R2.4", "Trossinger Zeitung"):
            assert text in german
        assert payout.derivation.replay() == payout.amount

    def test_a_share_names_pot_divisor_and_rounding(self) -> None:
        statement = calculate(PAKT, CASE.municipalities, basis="pot_share")
        (payout,) = (
            one for one in statement.payouts if isinstance(one, PerCapitaPayout) and one.recipient == "08327050"
        )
        text = payout.explain()
        for part in ("90,000,000.00", "72,857", "inferred", "248", "R2.5", "half up", "306,353.54"):
            assert part in text
        assert payout.derivation.replay() == payout.amount

    def test_all_of_them_replay(self, statement: Statement) -> None:
        for payout in statement.payouts:
            assert payout.derivation.replay() == payout.amount
