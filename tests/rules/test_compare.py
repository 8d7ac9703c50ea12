"""Scenarios and comparisons with figures worked out by hand, on the bundled example, editions and own programmes."""

import json
import pickle
import tomllib
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from integrationsfoerderung import (
    Case,
    District,
    HeadCount,
    InvalidInput,
    Manager,
    Municipality,
    Source,
    Statement,
    Status,
    UnknownFigureError,
    calculate,
    districts,
    load_example,
    load_programme,
)
from integrationsfoerderung.model.cause import ChangedInput
from integrationsfoerderung.model.change import Change, SetFigure, SetOptions
from integrationsfoerderung.model.change_of_counts import ScaleCounts, SetCount
from integrationsfoerderung.model.change_of_provision import AddManager, RemoveManager, SetManager, SetProvider
from integrationsfoerderung.model.figure_paths import leaves_of, with_leaves
from integrationsfoerderung.model.municipality import Entry
from integrationsfoerderung.model.payout_round import PayoutRound
from integrationsfoerderung.scenario import Scenario, as_of, compare

PAKT = load_programme("pakt-fuer-integration")
TUTTLINGEN = load_example("tuttlingen")
RECORD_DATE, NEXT = date(2017, 9, 15), date(2018, 9, 15)
EVERYONE = 72_857


def baseline(**options: Any) -> Statement:
    return calculate(PAKT, TUTTLINGEN.municipalities, TUTTLINGEN.managers, **options)


def what_if(*changes: Change) -> Scenario:
    return Scenario("what if", changes)


def share(persons: int, everyone: int, pot: int = 90_000_000) -> Decimal:
    """A share of a pot, to the cent, half up: computed apart from the library."""
    cents = Fraction(pot * 100 * persons, everyone)
    return Decimal((2 * cents.numerator + cents.denominator) // (2 * cents.denominator)) / 100


def refused(scenario: Scenario, statement: Statement) -> list[tuple[str, str]]:
    with pytest.raises(InvalidInput) as caught:
        scenario.apply(statement)
    return [(problem.subject, problem.field) for problem in caught.value.problems]


def ags_of(name: str) -> str:
    return next(place.ags for place in TUTTLINGEN.municipalities if place.name == name)


def texts(causes: Iterable[ChangedInput]) -> list[str]:
    return [str(cause) for cause in causes]


class TestCounts:
    """A count may change within the Land, or with the Land's count (R8.7)."""

    def test_alone_it_moves_nobody_else(self) -> None:
        before = baseline(basis="pot_share")
        comparison = compare(before, what_if(SetCount("08327050", RECORD_DATE, 300)).apply(before))
        assert comparison.why(ags_of("Bärenthal")).others == ()
        changed = {row.key: row.amount for row in comparison.changed if row.round == "2017"}
        assert changed == {"08327050": share(300, EVERYONE) - share(248, EVERYONE)}
        assert comparison.moved_by_others == ()

    def test_with_the_land_it_moves_everybody(self) -> None:
        before = baseline(basis="pot_share")
        comparison = compare(before, what_if(SetCount("08327050", RECORD_DATE, 300, land_too=True)).apply(before))
        counts = {place.ags: place.count(RECORD_DATE) for place in TUTTLINGEN.municipalities}
        for key, difference in comparison.by("municipality", round="2017").items():
            count = counts[key]
            assert count is not None
            new = share(300 if key == "08327050" else count.persons, EVERYONE + 52)
            assert difference == new - share(count.persons, EVERYONE)
        assert len(comparison.moved_by_others) == 34
        # the frames that cap the Landkreis' grant shrink as well
        assert comparison.why(ags_of("Bärenthal"), pillar="management").others == comparison.causes[-1:]
        assert comparison.by("pillar")["management"] == Decimal("-178.00")
        why = comparison.why("08327049", round="2017")
        assert (why.own, why.moved_by_others) == ((), True)
        assert texts(why.others) == ["head count of Tuttlingen for 2017-09-15: 300 instead of 248"]
        assert texts(why.general) == ["per-capita.2017.persons_of_land is 72,909 instead of 72,857"]
        assert str(comparison.why("08327050")).startswith("changed itself: head count of Tuttlingen for 2017-09-15")

    def test_the_derivation_shows_the_scenario(self) -> None:
        before = baseline(basis="pot_share")
        variant = what_if(SetCount("08327050", RECORD_DATE, 300, land_too=True)).apply(before)
        leaves = {leaf.label: leaf for leaf in variant.payouts[0].derivation.leaves()}
        everyone = leaves["counted persons of the whole Land"]
        assert (everyone.value, everyone.status) == (72_909, Status.ILLUSTRATIVE)
        assert everyone.source == Source("Scenario what if")
        assert (everyone.note, everyone.note_de) == ("assumed in place of 72,857", "angenommen anstelle von 72.857")
        assert before.programme is PAKT

    def test_all_times_a_factor_and_the_rest_of_the_land_as_one_number(self) -> None:
        before = baseline(basis="pot_share")
        scaled = what_if(ScaleCounts(Decimal("1.1"), land_too=True)).apply(before)
        listed = [count.persons for place in scaled.municipalities if (count := place.count(RECORD_DATE))]
        rest = Fraction(EVERYONE - 854) * Fraction(11, 10)
        assert scaled.programme.figure("management.persons_of_land").value == sum(listed) + int(rest + Fraction(1, 2))

    def test_chosen_ones_move_the_land_by_their_difference(self) -> None:
        before = baseline(basis="pot_share")
        change = ScaleCounts(2, places=["08327050", "08327049"], record_date=RECORD_DATE, land_too=True)
        after = what_if(change).apply(before)
        assert after.programme.figure("per-capita.2017.persons_of_land").value == EVERYONE + 248 + 69
        assert str(change.message) == "head counts of 08327050, 08327049 × 2"
        assert str(ScaleCounts(2).message) == "all head counts × 2"

    def test_a_round_without_counts_may_be_like_another(self) -> None:
        before = baseline()
        changes: list[Change] = [
            ScaleCounts(2, record_date=NEXT, like=RECORD_DATE),
            SetFigure("per-capita.2018.rate", 1003),
        ]
        comparison = compare(before, what_if(*changes).apply(before))
        assert comparison.by("round") == {"2017": 0, "grant": 0, "2018": Decimal(2 * 854 * 1003)}
        row = next(row for row in comparison.rows if row.round == "2018")
        assert row.before == 0
        assert [str(note) for note in row.notes] == ["not calculated in the baseline"]

    def test_the_land_of_a_round_without_counts_may_be_like_another(self) -> None:
        before = baseline(basis="pot_share")
        after = what_if(ScaleCounts(2, record_date=NEXT, like=RECORD_DATE, land_too=True)).apply(before)
        assert after.programme.figure("per-capita.2018.persons_of_land").value == 2 * EVERYONE
        assert after.by("municipality", round="2018") == after.by("municipality", round="2017")

    def test_an_unknown_count_of_the_land_stays_unknown(self) -> None:
        place = Municipality("08327050", "Tuttlingen", head_counts=[HeadCount(NEXT, 10)])
        before = calculate(PAKT, [place], basis="pot_share")
        changes: list[Change] = [
            ScaleCounts(2, record_date=NEXT, land_too=True),
            SetCount("08327050", NEXT, 20, land_too=True),
        ]
        for change in changes:
            after = what_if(change).apply(before)
            assert after.programme == PAKT
            assert compare(before, after).by("municipality") == {"08327050": None}

    def test_a_count_of_a_day_that_no_land_count_adds_up_is_like_nothing(self) -> None:
        place = Municipality("08327050", "Tuttlingen", head_counts=[HeadCount(date(2016, 9, 15), 10)])
        before = calculate(PAKT, [place])
        change = ScaleCounts(2, record_date=RECORD_DATE, like=date(2016, 9, 15), land_too=True)
        after = what_if(change).apply(before)
        assert after.total() == 20 * 1225
        assert after.programme == PAKT

    def test_provisional_counts_move_the_tranche_only(self) -> None:
        july = HeadCount(date(2017, 7, 1), 2_555, "provisional")
        place = Municipality("08111000", "Stuttgart", head_counts=[july, HeadCount(RECORD_DATE, 4_108)])
        before = calculate(PAKT, [place])
        changes: dict[str, Change] = {
            "set": SetCount("08111000", date(2017, 7, 1), 2_600, provisional=True, land_too=True),
            "scaled": ScaleCounts(Decimal("1.1"), provisional=True, land_too=True),
            "day": ScaleCounts(Decimal("1.1"), record_date=july.record_date, provisional=True, land_too=True),
            "alone": ScaleCounts(Decimal("1.1"), provisional=True),
        }
        comparisons = {name: compare(before, what_if(change).apply(before)) for name, change in changes.items()}
        everyone = {
            name: comparison.variant.programme.figure("management.tranche_persons_of_land").value
            for name, comparison in comparisons.items()
        }
        scaled = 2_811 + 48_700  # 2,555 × 1.1 = 2,810.5; the rest of the Land 44,273 × 1.1 = 48,700.3
        assert everyone == {"set": 46_828 + 45, "scaled": scaled, "day": scaled, "alone": 46_828}
        for comparison in comparisons.values():
            assert comparison.changed == ()
            assert comparison.causes[-1].kind == "provisional count"
            (settlement,) = comparison.settlements
            assert settlement.frame == Decimal(3_270_297)
        assert comparisons["alone"].settlements[0].tranche == share(2_811, 46_828, 34_800_000).quantize(Decimal(1))

    def test_a_superseded_provisional_count_does_not_move_the_land(self) -> None:
        counts = [HeadCount(date(2017, month, 1), 100 * month, "provisional") for month in (6, 7)]
        before = calculate(PAKT, [Municipality("08327050", "Tuttlingen", head_counts=counts)])
        change = ScaleCounts(2, record_date=date(2017, 6, 1), provisional=True, land_too=True)
        after = what_if(change).apply(before)
        assert after.programme == PAKT
        assert after.settlements[0].tranche == before.settlements[0].tranche

    def test_what_is_counted_already_stays_as_it_is(self) -> None:
        before = baseline()
        assert what_if(SetCount("08327050", RECORD_DATE, 248, land_too=True)).apply(before) == before
        assert what_if(ScaleCounts(1, land_too=True)).apply(before) == before

    def test_districts_are_counted_where_they_are_paid(self) -> None:
        aid = load_programme("ukraine-aid-2022")
        day = date(2021, 11, 30)
        counted = [evolve(one, head_counts=[HeadCount(day, 100_000)]) for one in districts()]
        before = calculate(aid, [], districts=counted)
        assert before.total() == Decimal("8000000.00") - Decimal("0.08")  # 181,818.18 for each of 44
        after = what_if(SetCount("08327", day, 200_000)).apply(before)
        comparison = compare(before, after)
        assert comparison.by("recipient")["08327"] == share(2, 45, 8_000_000) - share(1, 44, 8_000_000)
        assert len(comparison.moved_by_others) == 43
        assert texts(comparison.causes) == ["head count of Tuttlingen for 2021-11-30: 200,000 instead of 100,000"]
        assert as_of(before, "final") == before

    def test_the_count_of_a_land_that_districts_add_up(self) -> None:
        aid = load_programme("ukraine-aid-2022")
        key = next(path for path in leaves_of(aid) if path.endswith(".persons_of_land"))
        day = date(2021, 11, 30)
        known = what_if(SetFigure(key, 11_000_000)).inputs(aid, Case())[0]
        district = District("08327", "Tuttlingen", head_counts=[HeadCount(day, 140_000)])
        town = Municipality("08327050", "Tuttlingen", head_counts=[HeadCount(day, 35_000)])
        before = calculate(known, [town], districts=[district])
        after = what_if(ScaleCounts(2, land_too=True)).apply(before)
        assert after.programme.figure(key).value == 22_000_000
        assert after.total() == before.total()


class TestFigures:
    """A figure of the programme may be another, also one that nobody knows (R0.12, R8.8)."""

    def test_the_managers_stay_for_a_third_year(self) -> None:
        before = baseline()
        comparison = compare(before, what_if(SetFigure("management.term", 3)).apply(before))
        # the grants for 24 months add up to 1,298,700 (R6); all of them grow by half, also the capped one
        assert comparison.total() == Decimal("649350.00")
        assert comparison.by("pillar") == {"per-capita": 0, "management": Decimal("649350.00")}
        assert texts(comparison.causes) == ["management.term is 3 instead of 2"]
        assert str(comparison.why("08327050")) == "moved by figures and options: management.term is 3 instead of 2"
        grant = next(grant for grant in comparison.variant.grants if grant.provider == "08327050")
        term = next(leaf for leaf in grant.derivation.leaves() if leaf.key == "management.term")
        assert (term.source, term.clause) == (Source("Scenario what if"), "R3.6")

    def test_an_expected_figure_becomes_an_assumption(self) -> None:
        after = what_if(SetFigure("per-capita.2018.factor", 1)).apply(baseline(expected=True))
        assert after.programme.figure("per-capita.2018.factor").status is Status.ILLUSTRATIVE
        known = what_if(SetFigure("per-capita.2017.rate", 1225)).apply(baseline())
        assert known.programme == PAKT

    def test_an_open_round_becomes_known(self) -> None:
        places = [
            evolve(place, head_counts=[*place.head_counts, HeadCount(NEXT, 10)]) for place in TUTTLINGEN.municipalities
        ]
        before = calculate(PAKT, places)
        comparison = compare(before, what_if(SetFigure("per-capita.2018.rate", 1000)).apply(before))
        assert comparison.by("round") == {"2017": 0, "2018": None}
        with pytest.raises(UnknownFigureError, match="the difference covers an open payout: announced rate"):
            comparison.total()
        assert comparison.total(round="2017") == 0
        assert comparison.why("08327050").amount is None
        assert str(comparison.changed[0].notes[0]).startswith("open in the baseline: announced rate per person")
        assert texts(comparison.causes) == ["per-capita.2018.rate is 1,000.00 instead of unknown"]

    def test_open_for_the_same_reason_is_no_difference(self) -> None:
        places = [Municipality("08327050", "Tuttlingen", head_counts=[HeadCount(NEXT, 10), HeadCount(RECORD_DATE, 5)])]
        before = calculate(PAKT, places)
        comparison = compare(before, what_if(SetCount("08327050", RECORD_DATE, 6)).apply(before))
        assert comparison.total() == 1225
        row = next(row for row in comparison.rows if row.round == "2018")
        assert row.before is row.after is None
        assert row.amount == 0
        assert compare(before, what_if(SetCount("08327050", NEXT, 11)).apply(before)).by("round")["2018"] is None

    def test_a_repeated_round_is_open_as_the_one_it_repeats(self) -> None:
        counted = Municipality("08327049", "Trossingen", head_counts=[HeadCount(RECORD_DATE, 5)])
        before = calculate(PAKT, [counted, Municipality("08327050", "Tuttlingen")], expected=True)
        assert [row.round for row in compare(before, before).rows if row.after is None] == ["2017", "2018"]
        assert compare(before, before).total() == 0
        twice = compare(before, what_if(SetFigure("per-capita.2018.factor", 2)).apply(before))
        assert twice.by("round", municipality="08327049") == {"2017": 0, "2018": 5 * 1225}
        assert twice.by("round", municipality="08327050") == {"2017": 0, "2018": None}
        assert texts(twice.why("08327050").general) == ["per-capita.2018.factor is 2 instead of 1"]

    def test_days_and_the_window_move_rounds(self) -> None:
        before = baseline(expected=True)
        for change in (SetFigure("window.term", 1), SetFigure("per-capita.2018.due", date(2020, 1, 1))):
            comparison = compare(before, what_if(change).apply(before))
            assert comparison.by("round")["2018"] == Decimal("-1046150.00")
        late = what_if(SetFigure("window.first", date(2017, 12, 11))).apply(before)
        assert late.programme.window.last == date(2019, 12, 10)
        assert compare(before, late).by("round")["2017"] == Decimal("-1046150.00")
        moved = what_if(SetFigure("per-capita.2018.record_date", date(2018, 9, 14))).apply(before)
        assert moved.programme.per_capita is not None
        assert moved.programme.per_capita.round("2018").record_date == date(2018, 9, 14)
        assert texts(compare(before, moved).causes) == [
            "per-capita.2018.record_date is 2018-09-14 instead of 2018-09-15"
        ]
        figure = moved.programme.figure("per-capita.2018.record_date")
        assert (figure.day, figure.note, figure.note_de) == (
            date(2018, 9, 14),
            "assumed in place of 2018-09-15",
            "angenommen anstelle von 15.09.2018",
        )

    def test_a_programme_written_in_python_has_the_same_paths(self) -> None:
        bare = evolve(PAKT, figures=(), budget=None)
        place = Municipality("08327050", "Tuttlingen", head_counts=[HeadCount(RECORD_DATE, 10)])
        before = calculate(bare, [place])
        changes = [
            SetFigure("per-capita.2017.rate", 1000),
            SetFigure("window.last", date(2018, 1, 1)),
            SetFigure("per-capita.2018.record_date", date(2018, 9, 14)),
        ]
        after = what_if(*changes).apply(before)
        assert after.total() == 10_000
        assert after.programme.window.last == date(2018, 1, 1)
        assert {cause.key for cause in compare(before, after).causes} == {change.key for change in changes}
        refusal = what_if(SetFigure("window.first", date(2020, 1, 1)))
        assert refused(refusal, before) == [("Period from 2020-01-01", "last")]

    def test_rounds_that_share_a_figure_change_together(self) -> None:
        nrw = load_programme(Path(__file__).parents[1] / "real" / "nrw_tintg_17.toml")
        assert nrw.per_capita is not None
        rate = next(path for path in leaves_of(nrw) if path.endswith(".every.rate"))
        town = Municipality("05111000", "Düsseldorf", entries=[Entry(date(2022, 3, 1), 40)])
        before = calculate(nrw, [town])
        after = what_if(SetFigure(rate, 400)).apply(before)
        assert after.total() * 3 == before.total() * 4
        comparison = compare(before, after)
        assert len(comparison.changed) == 8  # a quarter each for two years
        assert all(comparison.why(row.key, round=row.round).general for row in comparison.changed)
        more = evolve(town, entries=[Entry(date(2022, 3, 1), 41)])
        more_comparison = compare(before, calculate(nrw, [more]))
        assert texts(more_comparison.causes) == ["the entries of Düsseldorf are others"]
        assert more_comparison.why("05111000").own == more_comparison.causes

    def test_facts_that_no_rule_reads_cannot_be_assumed(self) -> None:
        assert refused(what_if(SetFigure("facts.per_head_2017", 1)), baseline()) == [("SetFigure facts.per_head_2017",
                                                                                       "key")]  # fmt: skip

    def test_no_change_gives_the_same_programme(self) -> None:
        assert with_leaves(PAKT, {}) is PAKT


class TestProvision:
    """Provider, managers, dates: grants are pooled by provider, so others of the group move (R3.8)."""

    def test_a_group_goes_to_the_landkreis(self) -> None:
        before = baseline()
        group = [place.ags for place in TUTTLINGEN.municipalities if place.provider_key == "08327002"]
        people = [manager.id for manager in TUTTLINGEN.managers if manager.provider == "08327002"]
        changes = [SetProvider(key, "08327", area="Aldingen") for key in group]
        comparison = compare(before, what_if(*changes, *(SetManager(one, provider="08327") for one in people)).apply(
            before))  # fmt: skip
        # 278,624 of frames for two years are less than the claims of 568,500
        assert comparison.by("recipient")["08327"] == 2 * (131_350 + 147_274) - 262_700
        assert comparison.by("recipient")["08327002"] == Decimal("-294000.00")
        assert {cause.kind for cause in comparison.causes} == {"provider", "manager", "area"}
        why = comparison.why("08327005")
        assert texts(why.own) == ["Balgheim is served by 08327 instead of 08327002"]
        assert len(why.others) == 8
        assert str(why.message).endswith("and 3 more")

    def test_below_the_threshold_others_of_the_group_lose_too(self) -> None:
        before = baseline()
        comparison = compare(before, what_if(SetCount("08327046", RECORD_DATE, 60)).apply(before))
        assert comparison.total(pillar="management") == Decimal("-102000.00")  # 64 persons: 50,949 a year
        why = comparison.why(ags_of("Hausen ob Verena"), pillar="management")
        assert why.moved_by_others
        assert str(why) == "moved by others: head count of Spaichingen for 2017-09-15: 60 instead of 61"
        assert ags_of("Hausen ob Verena") in comparison.moved_by_others

    def test_a_municipality_that_leaves_is_no_longer_served(self) -> None:
        before = baseline()
        served = next(one for one in before.managers if "08327036" in one.serves)
        after = what_if(SetProvider("08327036")).apply(before)
        new = next(one for one in after.managers if one.id == served.id)
        assert set(new.serves) == set(served.serves) - {"08327036"}
        assert {cause.kind for cause in compare(before, after).causes} == {"provider", "area", "service"}
        place = after.case.municipality("08327036")
        assert place is not None
        assert place.area is None

    def test_agreed_cost_shares_end_with_the_group(self) -> None:
        day = [HeadCount(RECORD_DATE, 40)]
        group = [
            Municipality("08327054", "Wurmlingen", head_counts=day, cost_share=Decimal("0.6")),
            Municipality("08327038", "Rietheim", head_counts=day, provider="08327054", cost_share=Decimal("0.4")),
            Municipality("08327050", "Tuttlingen", head_counts=day, cost_share=Decimal(1)),
        ]
        before = calculate(PAKT, group)
        after = what_if(SetProvider("08327038", "08327")).apply(before)
        assert [place.cost_share for place in after.municipalities] == [None, None, Decimal(1)]
        assert "cost share of Wurmlingen: none instead of 0.6" in texts(compare(before, after).causes)

    def test_the_same_provider_is_no_change(self) -> None:
        before = baseline()
        place = before.case.municipality("08327036")
        assert place is not None
        assert what_if(SetProvider("08327036", "08327"), SetProvider("08327050")).apply(before) == before
        moved = what_if(SetProvider("08327036", "08327", area="North")).apply(before)
        assert texts(compare(before, moved).causes) == [f"area of Mühlheim an der Donau: North instead of {place.area}"]

    def test_managers_come_go_and_change(self) -> None:
        real = [evolve(manager, illustrative=False) for manager in TUTTLINGEN.managers]
        before = calculate(PAKT, TUTTLINGEN.municipalities, real)
        tuttlingen = [one.id for one in before.managers if one.provider == "08327050"]
        new = Manager("M-99", provider="08327050", fte=Decimal("0.5"), qualification="vocational", start=NEXT)
        changes: list[Change] = [
            RemoveManager(tuttlingen[0]),
            SetManager(tuttlingen[1], end=date(2019, 3, 31), staff_costs=50_000, serves=["08327050"]),
            SetManager(tuttlingen[2], without=["serves", "material_costs"], fte=Decimal("0.6")),
            AddManager(new),
        ]
        comparison = compare(before, what_if(*changes).apply(before))
        managers = comparison.by("manager")
        assert managers[tuttlingen[0]] == Decimal("-76800.00")
        assert managers[tuttlingen[1]] == Decimal("-38400.00")  # 12 of 24 months
        assert managers["M-99"] == Decimal("51000.00")
        assert comparison.total() == Decimal("-64200.00")
        assert {"manager", "costs", "service"} <= {cause.kind for cause in comparison.causes}
        assert not any("illustrative" in text for text in texts(comparison.causes))
        marked = {one.id for one in comparison.variant.managers if one.illustrative}
        assert marked == {tuttlingen[1], "M-99"}  # the third was so already
        assert f"manager {tuttlingen[1]}: end is 2019-03-31 instead of none" in texts(comparison.causes)
        why = comparison.why("08327050", pillar="management")
        assert {cause.kind for cause in why.own} == {"manager"}
        assert (why.others, why.moved_by_others) == ((), False)
        assert [str(change.message) for change in changes] == [
            f"without manager {tuttlingen[0]}",
            f"manager {tuttlingen[1]}: end is 2019-03-31; serves is 08327050; staff_costs is 50,000",
            f"manager {tuttlingen[2]}: fte is 0.6; without serves; without material_costs",
            "one more manager, M-99, with 0.5 FTE for 08327050",
        ]

    def test_members_of_a_group_are_moved_by_its_managers(self) -> None:
        before = baseline()
        (wurmlingen,) = (one for one in before.managers if one.provider == ags_of("Wurmlingen"))
        comparison = compare(before, what_if(SetManager(wurmlingen.id, fte=Decimal("0.5"))).apply(before))
        assert comparison.why(ags_of("Wurmlingen")).own == comparison.causes
        assert comparison.why(ags_of("Dürbheim")).moved_by_others
        assert comparison.total() == Decimal("-64000.00")

    def test_a_qualification_moves_only_its_providers(self) -> None:
        before = baseline()
        comparison = compare(before, what_if(SetFigure("management.fixed_amounts.vocational", 50_000)).apply(before))
        assert comparison.why("08327050").general == ()
        assert comparison.why("08327046").general == comparison.causes

    def test_a_grant_that_no_frame_divides_is_shown_whole(self) -> None:
        edition = load_programme("pakt-fuer-integration-2025")
        places = [Municipality(key, key, provider="08327") for key in ("08327050", "08327049")]
        manager = Manager("M-1", provider="08327", fte=Decimal(1), qualification="degree", start=date(2025, 1, 1))
        before = calculate(edition, places, [manager], expected=True)
        comparison = compare(before, what_if(SetManager("M-1", fte=Decimal("0.5"))).apply(before))
        (row,) = comparison.changed
        assert (row.key, row.amount) == ("08327", -comparison.baseline.total() / 2)
        assert comparison.by("year")[2025] == Decimal("-34000.00")
        assert comparison.why("08327").own == comparison.causes
        with pytest.raises(InvalidInput):
            comparison.by("municipality")
        open_ = calculate(edition, places, [manager])
        assert compare(open_, what_if(SetManager("M-1", staff_costs=1)).apply(open_)).changed == ()
        assert compare(open_, what_if(SetManager("M-1", fte=Decimal("0.5"))).apply(open_)).by("recipient") == {
            "08327": None
        }

    def test_frames_of_the_edition_before_divide_a_continuation(self) -> None:
        edition = load_programme("pakt-fuer-integration-2019")
        before = calculate(edition, TUTTLINGEN.municipalities, TUTTLINGEN.managers)
        after = what_if(SetCount(ags_of("Rietheim-Weilheim"), RECORD_DATE, 50)).apply(before)
        comparison = compare(before, after)
        assert comparison.total(pillar="management") == 0
        assert comparison.why(ags_of("Dürbheim"), pillar="management").moved_by_others


class TestComparing:
    """Any two statements can be compared: options, programmes, cases."""

    def test_options(self) -> None:
        before = baseline()
        change = SetOptions(basis="pot_share", expected=True, rounding="euro", training_in_fixed_amount=False)
        after = what_if(change).apply(before)
        comparison = compare(before, after)
        assert [cause.key for cause in comparison.causes] == [
            "basis",
            "expected",
            "rounding",
            "training_in_fixed_amount",
        ]
        assert str(comparison.causes[0]) == "basis: pot_share instead of announced"
        assert [cause.key for cause in comparison.why("08327050", round="2017").general] == [
            "basis", "expected", "rounding",
        ]  # fmt: skip
        assert str(change.message) == (
            "calculated with basis pot_share; expected yes; rounding euro; training_in_fixed_amount no"
        )

    def test_editions(self) -> None:
        other = load_programme("pakt-fuer-integration-2019")
        comparison = compare(baseline(), calculate(other, TUTTLINGEN.municipalities, TUTTLINGEN.managers))
        assert texts(comparison.causes) == [
            "the programme is pakt-fuer-integration-2019 instead of pakt-fuer-integration"
        ]
        assert comparison.by("round")["2017"] == Decimal("-1046150.00")

    def test_cases(self) -> None:
        fewer = calculate(PAKT, TUTTLINGEN.municipalities[1:3])
        comparison = compare(baseline(), fewer)
        assert comparison.by("municipality", round="2017")["08327050"] == Decimal("-303800.00")
        assert "Tuttlingen is listed only in the baseline" in texts(comparison.causes)
        assert "Tuttlingen is listed only in the variant" in texts(compare(fewer, baseline()).causes)
        assert any(text.startswith("manager M-01 is removed: 0.6 FTE for") for text in texts(comparison.causes))
        district = calculate(PAKT, [], districts=[District("08327", "Tuttlingen")])
        assert texts(compare(calculate(PAKT, []), district).causes) == ["Tuttlingen is listed only in the variant"]

    def test_a_count_with_another_status_moves_nothing(self) -> None:
        places = [Municipality("08327050", "Tuttlingen", head_counts=[HeadCount(RECORD_DATE, 5, status)])
                  for status in ("interim", "final")]  # fmt: skip
        comparison = compare(*(calculate(PAKT, [place]) for place in places))
        assert texts(comparison.causes) == ["head count of Tuttlingen for 2017-09-15: final instead of interim"]
        assert str(comparison.why("08327050")) == "unchanged"

    def test_a_figure_with_another_status_is_a_cause(self) -> None:
        place = Municipality("08327050", "Tuttlingen", head_counts=[HeadCount(RECORD_DATE, 5)])
        rate = PAKT.figure("per-capita.2017.rate")
        planned = with_leaves(PAKT, {rate.key: evolve(rate, status=Status.EXPECTED)})
        comparison = compare(calculate(PAKT, [place]), calculate(planned, [place]))
        assert texts(comparison.causes) == ["per-capita.2017.rate is expected instead of published"]
        assert comparison.by("round") == {"2017": None}

    def test_a_round_that_only_one_side_knows(self) -> None:
        assert PAKT.per_capita is not None
        more = evolve(PAKT.per_capita, rounds=[*PAKT.per_capita.rounds, PayoutRound(
            "extra", record_date=date(2017, 7, 1), rate=PAKT.per_capita.round("2017").rate)])  # fmt: skip
        extended = evolve(PAKT, pillars=[more, *PAKT.pillars[1:]])
        place = Municipality("08327050", "Tuttlingen", head_counts=[HeadCount(date(2017, 7, 1), 5)])
        comparison = compare(calculate(PAKT, [place]), calculate(extended, [place]))
        assert comparison.total() == 5 * 1225
        assert texts(comparison.why("08327050").general) == [
            "per-capita.extra.record_date is 2017-07-01 instead of unknown"
        ]

    def test_largest_remainder_is_moved_by_any_count(self) -> None:
        places = [
            Municipality(f"0832700{number}", f"Town {number}", head_counts=[HeadCount(RECORD_DATE, persons)])
            for number, persons in enumerate((72_800, 30, 20, 7))
        ]
        before = calculate(PAKT, places, basis="pot_share", method="largest remainder")
        changes = [SetCount("08327001", RECORD_DATE, 31), SetCount("08327002", RECORD_DATE, 19)]
        comparison = compare(before, what_if(*changes).apply(before))
        assert comparison.total() == 0
        for row in comparison.changed:
            assert comparison.why(row.key, round=row.round).others

    def test_open_shares_by_largest_remainder_depend_on_everybody(self) -> None:
        places = [
            Municipality(f"0832700{number}", f"Town {number}", head_counts=[HeadCount(NEXT, 10)]) for number in (1, 2)
        ]
        before = calculate(PAKT, places, basis="pot_share", method="largest remainder")
        assert compare(before, calculate(PAKT, places, basis="pot_share", method="largest remainder")).total() == 0
        comparison = compare(before, what_if(SetCount("08327001", NEXT, 11)).apply(before))
        assert comparison.by("municipality") == {"08327001": None, "08327002": None}
        assert comparison.why("08327002").moved_by_others

    def test_it_can_be_kept_and_sent(self) -> None:
        before = baseline()
        comparison = compare(before, what_if(SetFigure("management.term", 3)).apply(before))
        assert pickle.loads(pickle.dumps(comparison)) == comparison  # noqa: S301  # what the test itself wrote
        assert hash(comparison) == hash(compare(before, what_if(SetFigure("management.term", 3)).apply(before)))
        assert repr(comparison).startswith("Comparison(baseline=Statement(")

    def test_what_is_not_there_is_named(self) -> None:
        comparison = compare(baseline(), baseline())
        calls: dict[str, Any] = {
            "dimension is 'town'; allowed: municipality, pillar": lambda: comparison.by("town"),
            "key is '08327999'; allowed: a key with amounts": lambda: comparison.why("08327999"),
            "variant is 2; allowed: a Statement": lambda: compare(1, 2),  # type: ignore[arg-type]  # hostile input
        }
        for text, call in calls.items():
            with pytest.raises(InvalidInput) as caught:
                call()
            assert text in str(caught.value)


class TestStages:
    """As of a stage, only its counts are known; the tranche is settled, never added (R3.4, R8.6)."""

    def test_stuttgart(self) -> None:
        counts = [HeadCount(date(2017, 7, 1), 2_555, "provisional"), HeadCount(RECORD_DATE, 4_108)]
        manager = Manager("S-1", provider="08111000", fte=Decimal(1), qualification="degree", start=date(2018, 1, 1))
        final = calculate(PAKT, [Municipality("08111000", "Stuttgart", head_counts=counts)], [manager])
        provisional = as_of(final, "provisional")
        tranche = share(2_555, 46_828, 34_800_000).quantize(Decimal(1))
        assert provisional.settlements[0].tranche == tranche
        assert (provisional.settlements[0].frame, provisional.grants[0].amount) == (None, None)
        comparison = compare(provisional, as_of(final, "final"))
        assert [one.balance for one in comparison.settlements] == [3_270_297 - tranche]
        assert comparison.by("pillar") == {"per-capita": Decimal(4_108 * 1225), "management": None}
        assert texts(comparison.causes) == ["head count of Stuttgart for 2017-09-15: 4,108 instead of unknown"]
        assert as_of(final, "interim") == provisional

    def test_a_stage_that_is_none(self) -> None:
        with pytest.raises(InvalidInput) as caught:
            as_of(1, "illustrative")  # type: ignore[arg-type]  # hostile input
        assert [problem.field for problem in caught.value.problems] == ["statement", "stage"]


class TestRefusals:
    """All problems of a scenario at once, with what is allowed."""

    @pytest.mark.parametrize(
        ("make", "field"),
        [
            (lambda: SetCount("8327050", RECORD_DATE, 1), "place"),
            (lambda: SetCount("08327050", "2017-09-15", 1), "record_date"),  # type: ignore[arg-type]  # wrong on purpose
            (lambda: SetCount("08327050", RECORD_DATE, -1), "persons"),
            (lambda: SetCount("08327050", RECORD_DATE, 1, land_too=1), "land_too"),  # type: ignore[arg-type]  # wrong on purpose
            (lambda: ScaleCounts(1.1), "factor"),  # type: ignore[arg-type]  # wrong on purpose
            (lambda: ScaleCounts(True), "factor"),
            (lambda: ScaleCounts(Decimal("1e99")), "factor"),
            (lambda: ScaleCounts(2, places="08327050"), "places"),
            (lambda: ScaleCounts(2, places=5), "places"),  # type: ignore[arg-type]  # wrong on purpose
            (lambda: ScaleCounts(2, places=["x"]), "places[0]"),
            (lambda: ScaleCounts(2, places=["08327050", "08327050"]), "places"),
            (lambda: ScaleCounts(2, record_date=2017), "record_date"),  # type: ignore[arg-type]  # wrong on purpose
            (lambda: ScaleCounts(2, like=RECORD_DATE), "like"),
            (lambda: ScaleCounts(2, record_date=NEXT, like=RECORD_DATE, places=["08327050"], land_too=True), "like"),
            (lambda: SetProvider("0832705"), "municipality"),
            (lambda: SetProvider("08327050", "08325"), "provider"),
            (lambda: AddManager("M-1"), "manager"),  # type: ignore[arg-type]  # wrong on purpose
            (lambda: RemoveManager(" "), "manager"),
            (lambda: SetManager("M-1"), "without"),
            (lambda: SetManager("M-1", end=NEXT, without=["end"]), "without"),
            (lambda: SetManager("M-1", without=["fte"]), "without"),
            (lambda: SetManager("M-1", without="end"), "without"),
            (lambda: SetManager("M-1", serves=5), "serves"),  # type: ignore[arg-type]  # wrong on purpose
            (lambda: SetManager("M-1", fte=0.5), "fte"),  # type: ignore[arg-type]  # wrong on purpose
            (lambda: SetManager("M-1", qualification="none"), "qualification"),
            (lambda: SetManager("M-1", start=NEXT, end=RECORD_DATE), "end"),
            (lambda: SetFigure("", 1), "key"),
            (lambda: SetFigure("x", 1.5), "value"),  # type: ignore[arg-type]  # wrong on purpose
            (lambda: SetFigure("x", True), "value"),
            (lambda: SetFigure("x", Decimal("NaN")), "value"),
            (SetOptions, "options"),
            (lambda: SetOptions(basis="x"), "basis"),
            (lambda: SetOptions(expected="yes"), "expected"),  # type: ignore[arg-type]  # wrong on purpose
            (lambda: Scenario(""), "name"),
            (lambda: Scenario("x", 1), "changes"),  # type: ignore[arg-type]  # wrong on purpose
            (lambda: Scenario("x", ["y"]), "changes[0]"),  # type: ignore[list-item]  # wrong on purpose
        ],
    )
    def test_what_is_wrong_in_itself(self, make: Any, field: str) -> None:
        with pytest.raises(InvalidInput) as caught:
            make()
        assert [problem.field for problem in caught.value.problems] == [field]

    @pytest.mark.parametrize(
        "pair",
        [
            [SetFigure("management.term", 3), SetFigure("management.term", 4)],
            [SetCount("08327050", RECORD_DATE, 1), ScaleCounts(2)],
            [ScaleCounts(2, record_date=NEXT), SetCount("08327050", NEXT, 1)],
            [RemoveManager("M-01"), SetManager("M-01", fte=Decimal(1))],
            [SetOptions(expected=True), SetOptions(expected=False, basis="pot_share")],
        ],
    )
    def test_two_changes_of_one_thing(self, pair: list[Change]) -> None:
        for changes in (pair, pair[::-1]):
            with pytest.raises(InvalidInput) as caught:
                Scenario("twice", changes)
            assert [str(problem.allowed) for problem in caught.value.problems] == ["one change for each thing"]
        Scenario("different", [ScaleCounts(2, record_date=NEXT), SetCount("08327050", RECORD_DATE, 1)])
        Scenario("different", [ScaleCounts(2), ScaleCounts(2, provisional=True), RemoveManager("M-01")])

    def test_what_does_not_fit_the_case(self) -> None:
        changes: list[Change] = [
            SetFigure("per-capita.2017.rat", 1),
            SetFigure("management.term", Decimal("1.5")),
            SetFigure("window.first", 3),
            SetFigure("per-capita.2017.rate", RECORD_DATE),
            SetFigure("per-capita.2017.pot", Decimal("0.001")),
            SetCount("08327999", RECORD_DATE, 1),
            SetCount("08327050", date(2017, 9, 16), 1),
            SetCount("08327050", date(2016, 9, 16), 1, provisional=True),
            ScaleCounts(2, record_date=NEXT),
            SetProvider("08327998"),
            RemoveManager("X"),
            SetManager("M-02", end=date(2016, 1, 1)),
            AddManager(TUTTLINGEN.managers[3]),
        ]
        assert refused(what_if(*changes), baseline()) == [
            ("SetFigure per-capita.2017.rat", "key"),
            ("SetFigure management.term", "value"),
            ("SetFigure window.first", "value"),
            ("SetFigure per-capita.2017.rate", "value"),
            ("SetFigure per-capita.2017.pot", "value"),
            ("SetCount 08327999", "place"),
            ("SetCount 08327050", "record_date"),
            ("SetCount 08327050", "record_date"),
            ("ScaleCounts", "places"),
            ("SetProvider 08327998", "place"),
            ("RemoveManager X", "manager"),
            ("Manager M-02", "end"),
            (f"AddManager {TUTTLINGEN.managers[3].id}", "manager"),
        ]

    def test_the_land_cannot_move_by_an_unknown_number(self) -> None:
        before = calculate(PAKT, [Municipality("08327050", "Tuttlingen")])
        changes = [SetCount("08327050", RECORD_DATE, 1, land_too=True)]
        assert set(refused(what_if(*changes), before)) == {("SetCount 08327050", "land_too")}

    def test_somebody_has_to_be_left_in_the_land(self) -> None:
        fields = {field for _, field in refused(what_if(ScaleCounts(0, land_too=True)), baseline())}
        assert fields == {"per-capita.2017.persons_of_land", "management.persons_of_land"}

    def test_the_lands_count_is_either_set_or_moved(self) -> None:
        figure = SetFigure("management.persons_of_land", 80_000)
        along = SetCount("08327050", RECORD_DATE, 1, land_too=True)
        assert refused(what_if(figure, along), baseline()) == [("SetFigure management.persons_of_land", "key")]

    def test_a_case_has_to_hold_together(self) -> None:
        assert refused(what_if(SetProvider("08327002", "08327")), baseline())[0][1] == "provider"
        served = Manager("M-1", provider="08327050", fte=Decimal(1), qualification="degree", start=NEXT,
                         serves=["08327049"])  # fmt: skip
        places = [Municipality("08327050", "Tuttlingen"), Municipality("08327049", "Trossingen", provider="08327050")]
        before = calculate(PAKT, places, [served])
        assert refused(what_if(SetProvider("08327049")), before) == [("Manager M-1", "serves")]
        both = what_if(SetProvider("08327049"), SetManager("M-1", without=["serves"])).apply(before)
        assert both.managers[0].serves == ()


class TestFiles:
    """A scenario is plain data, also as TOML has it."""

    TOML = """
        name = "A year more, and one manager less"

        [[changes]]
        change = "set-count"
        place = "08327050"
        record_date = 2017-09-15
        persons = 300
        land_too = true

        [[changes]]
        change = "scale-counts"
        factor = 2
        record_date = "2018-09-15"
        like = 2017-09-15

        [[changes]]
        change = "set-figure"
        key = "management.term"
        value = 3

        [[changes]]
        change = "set-figure"
        key = "per-capita.2018.due"
        value = 2018-12-11

        [[changes]]
        change = "set-figure"
        key = "per-capita.2018.rate"
        value = "1003.50"

        [[changes]]
        change = "remove-manager"
        manager = "M-02"

        [[changes]]
        change = "set-manager"
        manager = "M-03"
        fte = "0.5"
        staff_costs = 60000
        qualification = "vocational"

        [[changes]]
        change = "add-manager"

        [changes.manager]
        id = "M-99"
        provider = "08327050"
        fte = 1
        qualification = "degree"
        start = 2018-05-01

        [[changes]]
        change = "set-options"
        basis = "pot_share"
        expected = true
    """

    def test_toml_reads_and_calculates(self) -> None:
        scenario = Scenario.from_dict(tomllib.loads(self.TOML))
        assert len(scenario.changes) == 9
        assert Scenario.from_dict(json.loads(json.dumps(scenario.to_dict()))) == scenario
        assert repr(scenario.changes[5]) == "RemoveManager(manager='M-02')"
        variant = scenario.apply(baseline())
        assert {manager.id for manager in variant.managers} >= {"M-99"}
        assert variant.basis.value == "pot_share"

    def test_only_what_is_said_is_written(self) -> None:
        assert what_if(SetProvider("08327050")).to_dict() == {
            "schema": 1,
            "name": "what if",
            "changes": [{"change": "set-provider", "municipality": "08327050"}],
        }

    @pytest.mark.parametrize(
        ("data", "fields"),
        [
            (1, ["data"]),
            ({}, ["name"]),
            ({"name": "x", "changes": 1, "colour": "red"}, ["colour", "changes"]),
            ({"name": "x", "changes": [1, {"change": "paint"}, {"change": ["x"]}]}, ["change", "change", "change"]),
            ({"name": "x", "changes": [{"change": "remove-manager"}]}, ["manager"]),
            ({"name": "x", "changes": [{"change": "set-figure", "key": "x", "value": 0.5}]}, ["value"]),
            ({"name": "x", "changes": [{"change": "set-figure", "key": "x", "value": "soon"}]}, ["value"]),
            ({"name": "x", "changes": [{"change": "remove-manager", "manager": "M", "why": ""}]}, ["data"]),
            ({"name": "x", "changes": [{"change": "add-manager", "manager": {"id": "M", "start": 1}}]},
             ["manager.provider", "manager.fte", "manager.qualification", "manager.start"]),
        ],
    )  # fmt: skip
    def test_what_is_wrong_with_data(self, data: Any, fields: list[str]) -> None:
        with pytest.raises(InvalidInput) as caught:
            Scenario.from_dict(data)
        assert [problem.field for problem in caught.value.problems] == fields
