"""Programmes and their nouns: at every date exactly one value, or a declared gap; what is not sound is refused."""

import datetime as dt
import pickle
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import integrationsfoerderung
from integrationsfoerderung import (
    BudgetPillar,
    Figure,
    HeadCount,
    InvalidInput,
    ManagementPillar,
    Manager,
    Municipality,
    PayoutRound,
    PerCapitaPillar,
    Period,
    Programme,
    Qualification,
    Source,
    Status,
    Unit,
    UnknownFigureError,
    calculate,
    load_programme,
    programmes,
)
from integrationsfoerderung.model.keys import ags_problems, is_ags, is_district, is_stadtkreis, provider_problems

DAY = timedelta(days=1)
LAW = Source("Law", date=date(2017, 2, 21))
WINDOW = Period.years(date(2017, 4, 27), 2)
ALL = [(programme, key) for programme in programmes() for key in sorted({figure.key for figure in programme.figures})]

NAMES: dict[str, Any] = {name: getattr(integrationsfoerderung, name) for name in integrationsfoerderung.__all__}

pakt_days = st.dates(date(2016, 1, 1), date(2021, 12, 31)) | st.dates()
digits = st.text("0123456789", min_size=1, max_size=12)


def money(euros: int = 1, key: str = "", valid: Period | None = None) -> Figure:
    """Return an amount in EUR."""
    return Figure(euros * 100, Unit.EUR, "amount", key=key, source=LAW, status=Status.PUBLISHED, valid=valid)


def count(number: int, unit: Unit = Unit.PERSONS) -> Figure:
    """Return a figure that is no money."""
    return Figure(number * unit.scale, unit, "count", source=LAW, status=Status.PUBLISHED)


def round_(key: str = "2017", year: int = 2017, **changes: Any) -> PayoutRound:
    """Return a payout round."""
    fields: dict[str, Any] = {
        "record_date": date(year, 9, 15),
        "due": date(year, 12, 10),
        "pot": money(90),
        "rate": money(1225),
        "persons_of_land": count(72_857),
    }
    return PayoutRound(key, **(fields | changes))


def per_capita(key: str = "per-capita", **changes: Any) -> PerCapitaPillar:
    """Return a per-capita pillar."""
    fields: dict[str, Any] = {"name": "Per-capita", "name_de": "Pauschale", "budget": money(180), "rounds": [round_()]}
    return PerCapitaPillar(key, **(fields | changes))


def management(key: str = "management", **changes: Any) -> ManagementPillar:
    """Return a management pillar."""
    fields: dict[str, Any] = {
        "name": "Management",
        "name_de": "Integrationsmanagement",
        "budget": money(116),
        "record_date": date(2017, 9, 15),
        "pot": money(58),
        "persons_of_land": count(72_857),
        "tranche_pot": money(34),
        "tranche_persons_of_land": count(46_828),
        "fixed_amounts": tuple((one, money(64_000)) for one in Qualification),
        "term": count(2, Unit.YEARS),
        "threshold": money(51_000),
        "least_fte": Figure(250_000, Unit.FTE),
    }
    return ManagementPillar(key, **(fields | changes))


def other(key: str = "other", **changes: Any) -> BudgetPillar:
    """Return a pillar of budget rows."""
    fields: dict[str, Any] = {"name": "Other", "name_de": "Weitere", "budget": money(24), "rows": [money(24)]}
    return BudgetPillar(key, **(fields | changes))


def programme(**changes: Any) -> Programme:
    """Return a programme with one pillar of each kind."""
    fields: dict[str, Any] = {
        "name": "Own",
        "name_de": "Eigenes",
        "window": WINDOW,
        "budget": money(320),
        "pillars": [per_capita(), management(), other()],
        "figures": [],
    }
    return Programme("own", **(fields | changes))


def refused(make: Any, **changes: Any) -> list[tuple[str, str, str]]:
    """Make what has to be refused; return the subject, the field and what is allowed of each problem."""
    with pytest.raises(InvalidInput) as caught:
        make(**changes)
    return [(one.subject, one.field, str(one.allowed)) for one in caught.value.problems]


def sent_on(thing: Any) -> Any:
    """Pickle a thing and read it again."""
    return pickle.loads(pickle.dumps(thing))  # noqa: S301  # the test has just written it itself


def read_back(thing: object) -> Any:
    """Read what a thing prints as an expression."""
    return eval(repr(thing), {**NAMES, "datetime": dt, "Decimal": Decimal})  # noqa: S307  # that it can be evaluated is the property


class TestOneValueADay:
    """At every date a figure of a programme has exactly one value, or there is a declared gap: a status `unknown` or
    `contested`, or days for which the file names no figure.
    """  # fmt: skip

    @pytest.mark.parametrize(("asked", "key"), ALL)
    def test_at_its_turns_there_is_one_figure_or_none_and_none_is_said(self, asked: Programme, key: str) -> None:
        history = [figure for figure in asked.figures if figure.key == key]
        ends = {day for figure in history if figure.valid for day in (figure.valid.first, figure.valid.last)}
        days = {date.min, date(2018, 3, 28), date.max, *ends}
        days |= {day - DAY for day in days if day > date.min} | {day + DAY for day in days if day < date.max}
        for day in days:
            held = [
                figure for figure in history if figure.valid is None or figure.valid.first <= day <= figure.valid.last
            ]
            assert len(held) <= 1
            if held:
                assert asked.figure(key, on=day) is held[0]
            else:
                assert refused(asked.figure, key=key, on=day) == [
                    (f"Programme {asked.key}", "figure", "a day on which it held")
                ]

    @given(st.sampled_from(ALL), pakt_days)
    def test_on_any_day_its_number_is_told_or_its_gap_is_explained(self, one: tuple[Programme, str], day: date) -> None:
        asked, key = one
        try:
            figure = asked.figure(key, on=day)
        except InvalidInput:
            valid = [figure.valid for figure in asked.figures if figure.key == key]
            assert all(period is not None and day not in period for period in valid)
            return
        if figure.value is None:
            with pytest.raises(UnknownFigureError) as caught:
                _ = figure.whole
            assert caught.value.key == key
            assert figure.status in (Status.UNKNOWN, Status.CONTESTED)
        else:
            assert figure.whole == figure.value

    @given(st.lists(st.dates(), min_size=1, max_size=6, unique=True), st.dates(), st.booleans())
    def test_a_history_without_overlap_gives_each_day_its_figure(self, turns: list[date], day: date, gap: bool) -> None:
        starts = sorted(turns)
        ends = [start - DAY for start in starts[1:]] + [date.max]
        history = [
            money(place, "rate", Period(start, end))
            for place, (start, end) in enumerate(zip(starts, ends, strict=True))
        ]
        if gap:
            del history[0]
        kept = programme(figures=history)
        expected = [figure for figure in history if figure.valid is not None and day in figure.valid]
        if expected:
            assert kept.figure("rate", on=day) == expected[0]
        elif history:
            assert refused(kept.figure, key="rate", on=day) == [("Programme own", "figure", "a day on which it held")]
        else:
            assert refused(kept.figure, key="rate", on=day) == [("Programme own", "figure", "")]

    @given(st.lists(st.tuples(st.dates(), st.dates()), min_size=2, max_size=4))
    def test_a_history_with_an_overlap_is_refused(self, ends: list[tuple[date, date]]) -> None:
        periods = [Period(min(pair), max(pair)) for pair in ends]
        history = [money(place, "rate", period) for place, period in enumerate(periods)]
        overlaps = sum(bool(one & another) for place, one in enumerate(periods) for another in periods[:place])
        if overlaps:
            assert (
                refused(programme, figures=history) == [("Programme own", "rate", "one figure for each day")] * overlaps
            )
        else:
            assert programme(figures=history).figures == tuple(history)

    def test_a_figure_without_days_is_the_only_one_of_its_key(self) -> None:
        always, once = money(1, "rate"), money(2, "rate", WINDOW)
        for pair in ([always, once], [once, always], [always, always]):
            assert refused(programme, figures=pair) == [("Programme own", "rate", "one figure for each day")]
        assert programme(figures=[always, money(2, "other")]).figure("rate") == always

    def test_without_a_day_the_latest_is_given(self) -> None:
        first, second = (
            money(1, "rate", Period(date(2017, 1, 1), date(2017, 12, 31))),
            money(2, "rate", Period(date(2018, 1, 1), date(2018, 12, 31))),
        )
        assert programme(figures=[first, second]).figure("rate") == second

    def test_a_key_that_does_not_exist_is_answered_with_those_that_do(self) -> None:
        kept = programme(figures=[money(1, "b"), money(2, "a"), money(3, "b.c")])
        with pytest.raises(InvalidInput) as caught:
            kept.figure("c", on=date(2018, 1, 1))
        (problem,) = caught.value.problems
        assert (problem.value, str(problem.allowed)) == ("c", "a, b, b.c")
        assert str(problem.remedy) == "list them with .figures"

    def test_a_day_without_a_figure_is_named(self) -> None:
        kept = programme(figures=[money(1, "rate", WINDOW)])
        with pytest.raises(InvalidInput) as caught:
            kept.figure("rate", on=WINDOW.last + DAY)
        assert caught.value.problems[0].value == "rate on 2019-04-27"

    def test_a_moment_is_no_day(self) -> None:
        kept = programme(figures=[money(1, "rate", WINDOW)])
        assert refused(kept.figure, key="rate", on=datetime.fromisoformat("2018-01-01")) == [
            ("Programme own", "figure", "a day on which it held")
        ]


class TestProgramme:
    """A programme has a key, a name, a window, a budget in EUR, and at most one pillar of a kind that pays."""

    def test_its_pillars_are_found_by_key_and_by_kind(self) -> None:
        kept = programme()
        assert [kept.pillar(pillar.key) for pillar in kept.pillars] == list(kept.pillars)
        assert (kept.per_capita, kept.management) == kept.pillars[:2]
        assert refused(kept.pillar, key="x") == [("Programme own", "pillar", "'per-capita', 'management', 'other'")]
        bare = programme(pillars=[other()])
        assert (bare.per_capita, bare.management) == (None, None)
        turned = programme(pillars=reversed(kept.pillars))
        assert (turned.per_capita, turned.management) == (kept.per_capita, kept.management)

    def test_lists_become_tuples(self) -> None:
        figures = [money(1, "a")]
        assert (type(programme(figures=figures).figures), type(programme().pillars)) == (tuple, tuple)
        assert programme(figures=iter(figures)).figures == tuple(figures)

    @pytest.mark.parametrize(
        ("changes", "field", "allowed"),
        [
            ({"name": " "}, "name", "text that is not blank"),
            ({"name": 5}, "name", "text that is not blank"),
            ({"budget": 320}, "budget", "a Figure in EUR"),
            ({"budget": count(1)}, "budget", "a Figure in EUR"),
            ({"window": (WINDOW.first, WINDOW.last)}, "window", "a Period"),
            ({"pillars": [per_capita(), per_capita("again")]}, "pillars", "at most one of this kind"),
            ({"pillars": [management("again"), management()]}, "pillars", "at most one of this kind"),
            ({"pillars": [other(), other()]}, "pillars", "each key once"),
            ({"pillars": [management("other"), other()]}, "pillars", "each key once"),
        ],
    )
    def test_a_broken_field_is_named(self, changes: dict[str, Any], field: str, allowed: str) -> None:
        assert refused(programme, **changes) == [("Programme own", field, allowed)]

    def test_budget_rows_may_come_in_several_pillars(self) -> None:
        assert len(programme(pillars=[other(), other("more")]).pillars) == 2

    def test_a_key_is_needed(self) -> None:
        assert refused(lambda: evolve(programme(), key="")) == [("Programme ", "key", "text that is not blank")]

    def test_all_problems_come_together(self) -> None:
        twice = [money(1, "rate"), money(2, "rate")]
        found = refused(programme, name="", budget=None, window=None, pillars=[other(), other()], figures=twice)
        assert {field for _, field, _ in found} >= {"name", "window", "pillars", "rate"}

    def test_completeness_counts_each_status(self) -> None:
        statuses = [Status.PUBLISHED, Status.UNKNOWN, Status.PUBLISHED, Status.INFERRED]
        figures = [evolve(money(1, str(place)), status=status) for place, status in enumerate(statuses)]
        counted = programme(figures=figures).completeness()
        assert counted[Status.PUBLISHED] == 2
        assert (counted[Status.UNKNOWN], counted[Status.INFERRED], counted[Status.EXPECTED]) == (1, 1, 0)
        assert Status.ILLUSTRATIVE not in counted

    @pytest.mark.parametrize("kept", [programme(), *programmes()], ids=lambda kept: str(kept.key))
    def test_it_survives_pickling_and_can_be_hashed(self, kept: Programme) -> None:
        again = sent_on(kept)
        assert again == kept
        assert hash(again) == hash(kept)


class TestPayoutRound:
    """R2.3: a round has a key, a record date, and the figures of its rule; what repeats another names it."""

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"key": ""}, "key"),
            ({"record_date": "2017-09-15"}, "record_date"),
            ({"due": 5}, "due"),
            ({"pot": 90}, "pot"),
            ({"pot": count(1)}, "pot"),
            ({"rate": count(1)}, "rate"),
            ({"persons_of_land": money()}, "persons_of_land"),
            ({"repeats": "2016"}, "repeats"),
            ({"factor": count(1, Unit.COUNT)}, "repeats"),
            ({"repeats": "2016", "factor": count(1)}, "factor"),
        ],
    )
    def test_a_broken_field_is_named(self, changes: dict[str, Any], field: str) -> None:
        subject = f"PayoutRound {changes.get('key', '2017')}"
        assert [problem[:2] for problem in refused(round_, **changes)] == [(subject, field)]

    def test_a_round_may_repeat_an_earlier_one_so_many_times(self) -> None:
        again = round_("2018", 2018, repeats="2017", factor=count(1, Unit.COUNT))
        assert per_capita(rounds=[round_(), again]).round("2018") == again
        for rounds in ([again, round_()], [again]):
            assert refused(per_capita, rounds=rounds) == [
                ("PerCapitaPillar per-capita", "rounds[2018].repeats", "the key of an earlier round")
            ]
        itself = round_("2018", 2018, repeats="2018", factor=count(1, Unit.COUNT))
        assert len(refused(per_capita, rounds=[round_(), itself])) == 1


class TestPillars:
    """R1.1: each pillar has a key, a name and a budget in EUR, and the figures of its rule in their units."""

    @pytest.mark.parametrize(("make", "kind"), [(per_capita, "PerCapitaPillar"), (management, "ManagementPillar"),
                                                (other, "BudgetPillar")])  # fmt: skip
    @pytest.mark.parametrize(
        ("changes", "field"),
        [({"key": " "}, "key"), ({"name": ""}, "name"), ({"budget": 5}, "budget"), ({"budget": count(5)}, "budget")],
    )
    def test_a_broken_field_is_named(self, make: Any, kind: str, changes: dict[str, Any], field: str) -> None:
        ((subject, named, _),) = refused(make, **changes)
        assert subject.startswith(f"{kind} ")
        assert named == field

    def test_a_round_is_found_by_its_key(self) -> None:
        pillar = per_capita(rounds=[round_(), round_("2018", 2018)])
        assert [pillar.round(key).key for key in ("2017", "2018")] == ["2017", "2018"]
        assert refused(lambda: pillar.round("2019")) == [("PerCapitaPillar per-capita", "round", "'2017', '2018'")]

    def test_each_round_has_a_key_and_a_record_date_of_its_own(self) -> None:
        assert refused(per_capita, rounds=[round_(), round_("2017", 2018)]) == [
            ("PerCapitaPillar per-capita", "rounds.key", "one round for each key")
        ]
        assert refused(per_capita, rounds=[round_(), round_("2018", 2017), round_("2019", 2017)]) == [
            ("PerCapitaPillar per-capita", "rounds.record_date", "one round for each record_date")
        ]

    @pytest.mark.parametrize(
        ("name", "wrong"),
        [
            ("record_date", "2017-09-15"),
            ("pot", count(1)),
            ("persons_of_land", money()),
            ("tranche_pot", count(1)),
            ("tranche_persons_of_land", money()),
            ("threshold", count(1)),
            ("term", count(2, Unit.MONTHS)),
            ("least_fte", Decimal("0.25")),
        ],
    )
    def test_a_figure_of_the_management_pillar_in_another_unit_is_refused(self, name: str, wrong: Any) -> None:
        assert [field for _, field, _ in refused(management, **{name: wrong})] == [name]

    def test_there_is_a_fixed_amount_for_each_qualification(self) -> None:
        amounts = [(one, money(place)) for place, one in enumerate(Qualification, start=51)]
        pillar = management(fixed_amounts=tuple(amounts))
        assert [pillar.fixed_amount(one) for one in Qualification] == [figure for _, figure in amounts]
        one_each = "one figure for each qualification"
        for given_amounts in (amounts[1:], [amounts[0], *amounts]):
            assert refused(management, fixed_amounts=tuple(given_amounts)) == [
                ("ManagementPillar management", "fixed_amounts", one_each)
            ]
        wrong = [(amounts[0][0], count(1)), *amounts[1:]]
        assert [field for _, field, _ in refused(management, fixed_amounts=tuple(wrong))] == ["fixed_amounts[degree]"]

    def test_a_budget_row_is_an_amount(self) -> None:
        assert [field for _, field, _ in refused(other, rows=[money(), count(1), 5])] == ["rows[1]", "rows[2]"]
        assert other(rows=iter([money()])).rows == (money(),)


class TestValueObjects:
    """A noun prints as valid input."""

    @pytest.mark.parametrize("noun", [round_(), per_capita(), other(), programme(pillars=[per_capita(), other()])])
    def test_it_prints_as_valid_input(self, noun: Any) -> None:
        assert read_back(noun) == noun

    def test_the_figures_of_a_programme_are_left_out_of_its_text(self) -> None:
        assert "figures=" not in repr(load_programme("pakt-fuer-integration"))


class TestOfficialKeys:
    """R3.8: a municipality is named by its AGS (8 digits), a district by its first five, a provider by either."""

    @given(digits)
    def test_only_the_length_tells_them_apart(self, key: str) -> None:
        assert is_ags(key) == (len(key) == 8)
        assert is_district(key) == (len(key) == 5)
        assert list(ags_problems(key, "ags", "X")) == [] or len(key) != 8
        assert (list(provider_problems(key, "provider", "X")) == []) == (len(key) in (5, 8))

    @pytest.mark.parametrize("key", ["", "0832705a", "08 27050", "+8327050", "０８３２７０５０", "08327", 8327050, None,
                                     b"08327050", "083270500", "²8327050"])  # fmt: skip
    def test_anything_else_is_no_ags(self, key: Any) -> None:
        assert not is_ags(key)
        (problem,) = ags_problems(key, "ags", "Municipality X")
        assert (problem.subject, problem.field, str(problem.allowed)) == (
            "Municipality X",
            "ags",
            "an AGS: text of exactly 8 digits",
        )

    @pytest.mark.parametrize("key", ["", "0832", "083270", "0832a", "０８３２７", 8327, None, b"08327"])
    def test_anything_else_is_no_district_and_no_provider(self, key: Any) -> None:
        assert not is_district(key)
        (problem,) = provider_problems(key, "provider", "Manager M-01")
        assert (problem.subject, problem.field, str(problem.allowed)) == (
            "Manager M-01",
            "provider",
            "an AGS (8 digits) or a district (5 digits), as text",
        )
        assert str(problem.remedy) == "name the municipality that leads, or the district, for example '08327'"

    @pytest.mark.parametrize(
        ("key", "remedy"),
        [
            (8327050, "write the key as text, with its leading zero: '08327050'"),
            ("8327050", "the leading zero is missing: '08327050'"),
            ("0832705", "take the official key of the municipality, for example '08327050'"),
            ("832705", "take the official key of the municipality, for example '08327050'"),
            ("832705x", "take the official key of the municipality, for example '08327050'"),
            (True, "take the official key of the municipality, for example '08327050'"),
            (None, "take the official key of the municipality, for example '08327050'"),
        ],
    )
    def test_the_remedy_names_the_key_that_was_meant(self, key: Any, remedy: str) -> None:
        (problem,) = ags_problems(key, "ags", "X")
        assert str(problem.remedy) == remedy

    def test_a_city_that_is_a_district_ends_in_three_zeros(self) -> None:
        assert is_stadtkreis("08111000")
        assert not is_stadtkreis("08327050")
        assert not is_stadtkreis("08327100")


class TestFiguresWithoutAKey:
    """R8.8: what is open is known by the key of its figure; one that was given none gets its path in the programme."""

    TOWN = Municipality("08327050", "Tuttlingen", head_counts=[HeadCount(date(2017, 9, 15), 248)])
    MANAGER = Manager("M-1", provider="08327050", fte=Decimal(1), qualification="degree", start=date(2018, 4, 1))

    def test_each_gets_the_path_where_it_stands(self) -> None:
        kept = programme()
        assert kept.budget is not None
        assert kept.budget.key == "budget.total"
        assert kept.per_capita is not None
        (first,) = kept.per_capita.rounds
        assert [one.key for one in (kept.per_capita.budget, first.pot, first.rate, first.persons_of_land) if one] == [
            "per-capita.budget", "per-capita.2017.pot", "per-capita.2017.rate", "per-capita.2017.persons_of_land",
        ]  # fmt: skip
        assert kept.management is not None
        amounts = [figure.key for _, figure in kept.management.fixed_amounts]
        assert amounts == [f"management.fixed_amounts.{one.value}" for one in Qualification]
        (_, _, rest) = kept.pillars
        assert isinstance(rest, BudgetPillar)
        assert [row.key for row in rest.rows] == ["other.rows.1"]

    def test_it_is_the_same_figure_otherwise(self) -> None:
        kept = programme(budget=money(320))
        assert kept.budget == money(320, "budget.total")
        assert evolve(kept) == programme() == kept

    @given(st.sampled_from(programmes()))
    def test_a_key_that_was_given_stays(self, one: Programme) -> None:
        assert evolve(one).pillars is one.pillars
        assert programme(budget=money(320, "whole sum")).budget == money(320, "whole sum")

    @pytest.mark.parametrize(
        "rate", [Figure(None, Unit.EUR, "rate"), Figure(1, Unit.EUR, "rate", status=Status.EXPECTED)]
    )
    def test_a_round_that_lacks_one_is_open(self, rate: Figure) -> None:
        own = programme(pillars=[per_capita(rounds=[round_(rate=rate)])])
        statement = calculate(own, [self.TOWN])
        assert [payout.amount for payout in statement.payouts] == [None]
        assert [gap.key for gap in statement.gaps] == ["per-capita.2017.rate"]
        with pytest.raises(UnknownFigureError):
            statement.total()
        assert calculate(own, [self.TOWN], basis="pot_share").gaps == ()

    @pytest.mark.parametrize(
        "amount", [Figure(None, Unit.EUR, "amount"), Figure(1, Unit.EUR, "amount", status=Status.EXPECTED)]
    )
    def test_so_is_a_grant(self, amount: Figure) -> None:
        amounts = tuple((one, amount) for one in Qualification)
        own = programme(pillars=[management(fixed_amounts=amounts)])
        assert [one.key for one in calculate(own, [self.TOWN], [self.MANAGER]).gaps] == [
            "management.fixed_amounts.degree"
        ]
        capped = programme(pillars=[management(pot=amount)])
        assert [one.key for one in calculate(capped, [self.TOWN], [self.MANAGER]).gaps] == ["management.pot"]
