"""What the nouns refuse: each bad field is one problem with object, value, allowed set and remedy, all told at once."""

import datetime as dt
import pickle
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve, exceptions, fields
from hypothesis import given
from hypothesis import strategies as st

import integrationsfoerderung
from integrationsfoerderung import (
    BudgetPillar,
    Case,
    CountStatus,
    Figure,
    HeadCount,
    InvalidInput,
    ManagementPillar,
    Manager,
    Municipality,
    PayoutRound,
    PerCapitaPillar,
    Period,
    Problem,
    Programme,
    Qualification,
    Source,
    Status,
    Unit,
    UnknownFigureError,
    load_example,
    load_programme,
)
from integrationsfoerderung.model.pillar import ContinuationPillar
from integrationsfoerderung.model.places import District
from integrationsfoerderung.testing import cases, head_counts, managers, municipalities, periods, programmes, sources

PAKT = load_programme("pakt-fuer-integration")
PER_CAPITA, MANAGEMENT = PAKT.per_capita, PAKT.management
assert PER_CAPITA is not None
assert MANAGEMENT is not None
TERM = MANAGEMENT.term
ROUND = PER_CAPITA.rounds[0]
OTHER = PAKT.pillars[-1]
DAY = date(2017, 9, 15)
COUNT = HeadCount(DAY, 248)
TOWN = Municipality("08327050", "Tuttlingen", head_counts=[COUNT])
ANNA = Manager("M-01", provider="08327050", fte=Decimal("0.6"), qualification="degree", start=date(2018, 4, 1))
SOURCE = Source("Trossinger Zeitung", "https://example.org", date(2017, 11, 8))
PERSONS = Figure(5, Unit.PERSONS, "persons", key="a", status=Status.PUBLISHED)
CONTINUATION = ContinuationPillar("management", "N", "N", None, fixed_amounts=MANAGEMENT.fixed_amounts, term=TERM)
DISTRICT = District("08327", "Tuttlingen")

BAD: list[tuple[Any, dict[str, Any], str, str]] = [
    # noun, bad value, field of the problem, allowed
    (COUNT, {"record_date": "2017-09-15"}, "record_date", "a calendar day"),
    (COUNT, {"record_date": dt.datetime(2017, 9, 15)}, "record_date", "a calendar day"),  # noqa: DTZ001  # refused
    (COUNT, {"persons": -1}, "persons", "a whole number, 0 or more"),
    (COUNT, {"persons": 1.5}, "persons", "a whole number, 0 or more"),
    (COUNT, {"persons": Decimal(1)}, "persons", "a whole number, 0 or more"),
    (COUNT, {"persons": "248"}, "persons", "a whole number, 0 or more"),
    (COUNT, {"persons": True}, "persons", "a whole number, 0 or more"),
    (COUNT, {"persons": None}, "persons", "a whole number, 0 or more"),
    (COUNT, {"persons": 10**18 + 1}, "persons", "at most 1,000,000,000,000,000,000"),
    (COUNT, {"persons": 10**5000}, "persons", "at most"),
    (COUNT, {"status": "finished"}, "status", "'provisional', 'interim', 'final', 'illustrative'"),
    (COUNT, {"status": None}, "status", "'final'"),
    (TOWN, {"ags": "8327050"}, "ags", "exactly 8 digits"),
    (TOWN, {"ags": "083270501"}, "ags", "exactly 8 digits"),
    (TOWN, {"ags": "0832705x"}, "ags", "exactly 8 digits"),
    (TOWN, {"ags": "٠٨٣٢٧٠٥٠"}, "ags", "exactly 8 digits"),
    (TOWN, {"ags": 8327050}, "ags", "exactly 8 digits"),
    (TOWN, {"ags": -1}, "ags", "exactly 8 digits"),
    (TOWN, {"ags": 10**5000}, "ags", "exactly 8 digits"),
    (TOWN, {"ags": True}, "ags", "exactly 8 digits"),
    (TOWN, {"ags": None}, "ags", "exactly 8 digits"),
    (TOWN, {"name": " "}, "name", "not blank"),
    (TOWN, {"name": 5}, "name", "not blank"),
    (TOWN, {"head_counts": 5}, "head_counts", "a list of HeadCount"),
    (TOWN, {"head_counts": [5]}, "head_counts", "a list of HeadCount"),
    (TOWN, {"head_counts": "x"}, "head_counts", "a list of HeadCount"),
    (TOWN, {"head_counts": [COUNT, HeadCount(DAY, 5)]}, "head_counts", "one count for each record date and status"),
    (TOWN, {"provider": "8327"}, "provider", "an AGS (8 digits) or a district (5 digits)"),
    (TOWN, {"provider": ""}, "provider", "an AGS (8 digits) or a district (5 digits)"),
    (TOWN, {"provider": 8327}, "provider", "an AGS (8 digits) or a district (5 digits)"),
    (TOWN, {"provider": "08326"}, "provider", "its own Landkreis"),
    (TOWN, {"area": ""}, "area", "not blank"),
    (TOWN, {"area": 5}, "area", "not blank"),
    (TOWN, {"cost_share": Decimal("1.01")}, "cost_share", "a Decimal from 0 to 1"),
    (TOWN, {"cost_share": Decimal("-0.01")}, "cost_share", "a Decimal from 0 to 1"),
    (TOWN, {"cost_share": Decimal("NaN")}, "cost_share", "a Decimal from 0 to 1"),
    (TOWN, {"cost_share": Decimal("1e-31")}, "cost_share", "a Decimal from 0 to 1"),
    (TOWN, {"cost_share": Decimal("0e31")}, "cost_share", "a Decimal from 0 to 1"),
    (TOWN, {"cost_share": 0.5}, "cost_share", "a Decimal from 0 to 1"),
    (TOWN, {"cost_share": 1}, "cost_share", "a Decimal from 0 to 1"),
    (TOWN, {"entries": [COUNT]}, "entries", "a list of Entry"),
    (TOWN, {"entries": 5}, "entries", "a list of Entry"),
    (Municipality("08111000", "Stuttgart"), {"provider": "08111"}, "provider", "the municipality itself"),
    (Municipality("08111000", "Stuttgart"), {"provider": "08327050"}, "provider", "the Stadtkreis itself"),
    (ANNA, {"id": ""}, "id", "not blank"),
    (ANNA, {"id": 7}, "id", "not blank"),
    (ANNA, {"id": 10**5000}, "id", "not blank"),
    (ANNA, {"provider": "083270"}, "provider", "an AGS (8 digits) or a district (5 digits)"),
    (ANNA, {"provider": None}, "provider", "an AGS (8 digits) or a district (5 digits)"),
    (ANNA, {"fte": 0.6}, "fte", "a Decimal above 0, at most 1"),
    (ANNA, {"fte": 1}, "fte", "a Decimal above 0, at most 1"),
    (ANNA, {"fte": True}, "fte", "a Decimal above 0, at most 1"),
    (ANNA, {"fte": Decimal("Infinity")}, "fte", "a Decimal above 0, at most 1"),
    (ANNA, {"fte": Decimal(0)}, "fte", "above 0, at most 1"),
    (ANNA, {"fte": Decimal("-0.1")}, "fte", "above 0, at most 1"),
    (ANNA, {"fte": Decimal("1.2")}, "fte", "above 0, at most 1"),
    (ANNA, {"fte": Decimal("1.000001")}, "fte", "above 0, at most 1"),
    (ANNA, {"fte": Decimal("0.1234567")}, "fte", "at most six decimal places"),
    (ANNA, {"fte": Decimal("0.6" + "0" * 40 + "1")}, "fte", "at most six decimal places"),
    (ANNA, {"fte": Decimal("1e-999999")}, "fte", "at most six decimal places"),
    (ANNA, {"qualification": "diploma"}, "qualification", "'degree', 'other-degree', 'vocational'"),
    (ANNA, {"qualification": None}, "qualification", "'degree'"),
    (ANNA, {"start": "2018-04-01"}, "start", "a calendar day"),
    (ANNA, {"end": 5}, "end", "a calendar day"),
    (ANNA, {"end": date(2018, 3, 31)}, "end", "2018-04-01 or later"),
    (ANNA, {"approved": "soon"}, "approved", "a calendar day"),
    (ANNA, {"serves": "08327050"}, "serves", "a list of AGS"),
    (ANNA, {"serves": 5}, "serves", "a list of AGS"),
    (ANNA, {"serves": ["0832705"]}, "serves[0]", "exactly 8 digits"),
    (ANNA, {"serves": ["08327050", "08327050"]}, "serves", "each municipality once"),
    (ANNA, {"continues": ""}, "continues", "not blank"),
    (ANNA, {"continues": "M-01"}, "continues", "the id of another manager"),
    (ANNA, {"material_costs": 1.5}, "material_costs", "euros as Decimal or whole number"),
    (ANNA, {"material_costs": "5"}, "material_costs", "euros as Decimal or whole number"),
    (ANNA, {"material_costs": True}, "material_costs", "euros as Decimal or whole number"),
    (ANNA, {"staff_costs": Decimal("-0.01")}, "staff_costs", "a finite amount of 0 EUR or more"),
    (ANNA, {"staff_costs": Decimal("0.001")}, "staff_costs", "whole cents"),
    (ANNA, {"training_costs": None}, "training_costs", "euros as Decimal or whole number"),
    (ANNA, {"illustrative": "yes"}, "illustrative", "True or False"),
    (SOURCE, {"title": None}, "title", "text"),
    (SOURCE, {"url": b"x"}, "url", "text"),
    (SOURCE, {"date": "2018"}, "date", "a calendar day"),
    (Period(DAY, DAY), {"first": "x"}, "first", "a calendar day"),
    (Period(DAY, DAY), {"last": date(2017, 9, 14)}, "last", "2017-09-15 or later"),
    (DISTRICT, {"key": "8327"}, "key", "exactly 5 digits"),
    (DISTRICT, {"name": ""}, "name", "not blank"),
    (DISTRICT, {"kind": None}, "kind", "text"),
    (DISTRICT, {"head_counts": [5]}, "head_counts", "a list of HeadCount"),
    (ROUND, {"key": ""}, "key", "not blank"),
    (ROUND, {"record_date": None}, "record_date", "a calendar day"),
    (ROUND, {"due": 5}, "due", "a calendar day"),
    (ROUND, {"pot": 90_000_000}, "pot", "a Figure in EUR"),
    (ROUND, {"pot": PERSONS}, "pot", "a Figure in EUR"),
    (ROUND, {"pot": Figure(-1, Unit.EUR)}, "pot", "a whole number, 0 or more"),
    (ROUND, {"pot": Figure(10**41, Unit.EUR)}, "pot", "a whole number, 0 or more"),
    (ROUND, {"pot": Figure(1.5, Unit.EUR)}, "pot", "a whole number, 0 or more"),  # type: ignore[arg-type]  # refused
    (ROUND, {"pot": Figure(1, Unit.EUR, of=(PERSONS,), step="times")}, "pot", "a Figure in EUR"),
    (ROUND, {"persons_of_land": Figure(1, Unit.EUR)}, "persons_of_land", "a Figure in persons"),
    (ROUND, {"rate": None, "pot": None}, "rate", "a rate, or a pot with the persons of the whole Land"),
    (ROUND, {"rate": None, "persons_of_land": None}, "rate", "a rate, or a pot with the persons of the whole Land"),
    (ROUND, {"repeats": "2016"}, "repeats", "both or neither of repeats and factor"),
    (PER_CAPITA, {"key": None}, "key", "not blank"),
    (PER_CAPITA, {"name": ""}, "name", "not blank"),
    (PER_CAPITA, {"name_de": 5}, "name_de", "text"),
    (PER_CAPITA, {"budget": 5}, "budget", "a Figure in EUR"),
    (PER_CAPITA, {"rounds": 5}, "rounds", "a list of PayoutRound"),
    (PER_CAPITA, {"rounds": [ROUND, 5]}, "rounds[1]", "a PayoutRound"),
    (PER_CAPITA, {"rounds": PER_CAPITA.rounds[::-1]}, "rounds[2018].repeats", "the key of an earlier round"),
    (PER_CAPITA, {"recipients": "nobody"}, "recipients", "municipality, district"),
    (PER_CAPITA, {"rounds": [ROUND, evolve(ROUND, record_date=date(2016, 9, 15))]}, "rounds.key", "one round for each"),
    (PER_CAPITA, {"rounds": [ROUND, evolve(ROUND, key="x")]}, "rounds.record_date", "one round for each record_date"),
    (PER_CAPITA, {"years_from_entry": Figure(0, Unit.YEARS)}, "years_from_entry", "a whole number, 1 or more"),
    (MANAGEMENT, {"key": ""}, "key", "not blank"),
    (MANAGEMENT, {"name_de": None}, "name_de", "text"),
    (MANAGEMENT, {"record_date": None}, "record_date", "a calendar day"),
    (MANAGEMENT, {"pot": None}, "pot", "a Figure in EUR"),
    (MANAGEMENT, {"term": Figure(0, Unit.YEARS)}, "term", "a whole number, 1 or more"),
    (MANAGEMENT, {"least_fte": PERSONS}, "least_fte", "a Figure in FTE"),
    (MANAGEMENT, {"tranche_pot": None}, "tranche_pot", "both or neither"),
    (MANAGEMENT, {"fixed_amounts": None}, "fixed_amounts", "pairs of a Qualification and a Figure"),
    (MANAGEMENT, {"fixed_amounts": ((1, 2),)}, "fixed_amounts", "pairs of a Qualification and a Figure"),
    (MANAGEMENT, {"fixed_amounts": MANAGEMENT.fixed_amounts[1:]}, "fixed_amounts", "one figure for each qualification"),
    (MANAGEMENT, {"fixed_amounts": (*MANAGEMENT.fixed_amounts, MANAGEMENT.fixed_amounts[0])}, "fixed_amounts",
     "one figure for each qualification"),
    (MANAGEMENT, {"fixed_amounts": ((Qualification.DEGREE, 5), *MANAGEMENT.fixed_amounts[1:])}, "fixed_amounts[degree]",
     "a Figure in EUR"),
    (CONTINUATION, {"term": None}, "term", "a term, an end, or both"),
    (CONTINUATION, {"until": 5}, "until", "a calendar day"),
    (CONTINUATION, {"applicants": "all"}, "applicants", "any, district"),
    (CONTINUATION, {"base": PER_CAPITA}, "base", "a ManagementPillar"),
    (CONTINUATION, {"starts": DAY}, "starts", "a Period"),
    (CONTINUATION, {"fixed_amounts": 5}, "fixed_amounts", "pairs of a Qualification and a Figure"),
    (OTHER, {"rows": 5}, "rows", "a list of Figure"),
    (OTHER, {"rows": [5]}, "rows[0]", "a Figure in EUR"),
    (PAKT, {"key": 5}, "key", "not blank"),
    (PAKT, {"name": ""}, "name", "not blank"),
    (PAKT, {"name_de": None}, "name_de", "text"),
    (PAKT, {"window": DAY}, "window", "a Period"),
    (PAKT, {"budget": 5}, "budget", "a Figure in EUR"),
    (PAKT, {"pillars": 5}, "pillars", "a list of PerCapitaPillar / ManagementPillar"),
    (PAKT, {"pillars": [5]}, "pillars[0]", "a PerCapitaPillar / ManagementPillar"),
    (PAKT, {"pillars": [OTHER, OTHER]}, "pillars", "each key once"),
    (PAKT, {"pillars": [MANAGEMENT, evolve(MANAGEMENT, key="x")]}, "pillars", "at most one of this kind"),
    (PAKT, {"pillars": [MANAGEMENT, evolve(CONTINUATION, key="x")]}, "pillars", "at most one of this kind"),
    (PAKT, {"figures": 5}, "figures", "a list of Figure"),
    (PAKT, {"figures": ["x"]}, "figures[0]", "a Figure"),
    (Case([TOWN]), {"municipalities": 5}, "municipalities", "a list of Municipality"),
    (Case([TOWN]), {"municipalities": ["08327050"]}, "municipalities[0]", "a Municipality"),
    (Case([TOWN]), {"managers": TOWN}, "managers", "a list of Manager"),
    (Case([TOWN]), {"managers": [TOWN]}, "managers[0]", "a Manager"),
    (Case([TOWN]), {"districts": [TOWN]}, "districts[0]", "a District"),
    (Case([TOWN]), {"name": None}, "name", "text"),
    (Case([TOWN]), {"notes": [5]}, "notes[0]", "a str"),
    (Case([TOWN]), {"sources": ["x"]}, "sources[0]", "a Source"),
]  # fmt: skip


NOUNS = [COUNT, TOWN, ANNA, SOURCE, ROUND, PER_CAPITA, MANAGEMENT, CONTINUATION, OTHER, PAKT, DISTRICT, Case([TOWN])]
NONSENSE = [object(), {}, b"\x00", float("nan"), Decimal("sNaN"), -(10**5000), type, "\ud800"]


def problems_of(noun: Any, changes: dict[str, Any]) -> tuple[Problem, ...]:
    """Make a noun with other values; return what it refuses."""
    with pytest.raises(InvalidInput) as caught:
        evolve(noun, **changes)
    return caught.value.problems


def refusal(make: Callable[[], object]) -> str:
    """Return the text of what is refused."""
    with pytest.raises(InvalidInput) as caught:
        make()
    return str(caught.value)


class TestEachBadFieldIsOneProblem:
    """Design §6: an error says what is wrong, with which object, the value given, what is allowed, what to do."""

    @pytest.mark.parametrize(("noun", "changes", "field", "allowed"), BAD, ids=range(len(BAD)))
    def test_it_names_field_value_allowed_set_and_remedy(
        self, noun: Any, changes: dict[str, Any], field: str, allowed: str
    ) -> None:
        (problem,) = problems_of(noun, changes)
        assert problem.field == field
        assert allowed in str(problem.allowed)
        assert str(problem.remedy)
        assert problem.subject
        text = str(problem)
        assert "\n" not in text
        assert text.endswith(".")

    @pytest.mark.parametrize(("noun", "changes", "field", "allowed"), BAD, ids=range(len(BAD)))
    def test_the_error_survives_pickling(self, noun: Any, changes: dict[str, Any], field: str, allowed: str) -> None:
        with pytest.raises(InvalidInput) as caught:
            evolve(noun, **changes)
        again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301  # our own bytes
        assert (str(again), again.problems[0].field) == (str(caught.value), field)
        assert allowed in str(again)

    @pytest.mark.parametrize("noun", NOUNS)
    @pytest.mark.parametrize("value", NONSENSE, ids=range(len(NONSENSE)))
    def test_nonsense_in_any_field_is_taken_or_refused_with_our_error(self, noun: Any, value: object) -> None:
        for attribute in fields(type(noun)):
            try:
                evolve(noun, **{attribute.name: value})
            except InvalidInput as invalid:
                assert {problem.subject for problem in invalid.problems} != {""}  # noqa: PT017  # not all are refused


class TestAllAtOnce:
    """Design §6: a constructor reports all problems of its object, a case all problems of its input."""

    def test_a_manager_with_everything_wrong(self) -> None:
        wrong: dict[str, Any] = {
            "id": "", "provider": "x", "fte": Decimal("1.2"), "qualification": "x", "start": "x", "end": 5,
            "approved": 1, "serves": ["x"], "continues": " ", "material_costs": 1.5, "staff_costs": -1,
            "training_costs": Decimal("0.001"), "illustrative": None,
        }  # fmt: skip
        with pytest.raises(InvalidInput) as caught:
            Manager(**wrong)
        found = [problem.field for problem in caught.value.problems]
        assert found == [name if name != "serves" else "serves[0]" for name in wrong]
        assert "13 problem(s)" in str(caught.value)

    def test_a_municipality_with_everything_wrong(self) -> None:
        assert [problem.field for problem in problems_of(TOWN, {
            "ags": 5, "name": "", "head_counts": 5, "provider": "x", "area": "", "cost_share": 5, "entries": 5,
        })] == ["ags", "name", "head_counts", "provider", "area", "cost_share", "entries"]  # fmt: skip

    def test_a_round_with_everything_wrong(self) -> None:
        fields_ = {"key": "", "record_date": 5, "due": 5, "pot": 5, "rate": 5, "persons_of_land": 5, "factor": 5}
        assert [problem.field for problem in problems_of(ROUND, fields_)] == [*fields_, "repeats"]

    def test_a_missing_leading_zero_is_told_with_the_right_key(self) -> None:
        for given_ in (8327050, "8327050"):
            (problem,) = problems_of(TOWN, {"ags": given_})
            assert "'08327050'" in str(problem.remedy)
        (problem,) = problems_of(TOWN, {"ags": "Tuttlingen"})
        assert "for example '08327050'" in str(problem.remedy)


class TestCasesFitTogether:
    """R3.8, R8.3, R8.11: what the municipalities and managers of a case have to agree on."""

    LEAD = Municipality("08327054", "Wurmlingen")

    def problems(self, municipalities_: list[Municipality], managers_: list[Manager] = []) -> list[tuple[str, str]]:  # noqa: B006  # not changed
        """Return field and value of each problem."""
        with pytest.raises(InvalidInput) as caught:
            Case(municipalities_, managers_)
        return [(problem.field, problem.value) for problem in caught.value.problems]

    def test_each_key_once(self) -> None:
        twice = [TOWN, evolve(TOWN, name="again")]
        assert self.problems(twice, [ANNA, ANNA]) == [("ags", "08327050"), ("id", "M-01")]
        assert "each district once" in refusal(lambda: Case([TOWN], districts=[DISTRICT, DISTRICT]))

    def test_a_lead_is_its_own_provider(self) -> None:
        served = evolve(self.LEAD, provider="08327")
        assert self.problems([served, evolve(TOWN, provider="08327054")]) == [("provider", "08327054")]
        Case([evolve(self.LEAD, provider="08327054"), evolve(TOWN, provider="08327054")])

    def test_an_area_belongs_to_one_provider(self) -> None:
        one, other = evolve(TOWN, area="Nord"), evolve(self.LEAD, area="Nord")
        assert self.problems([one, other]) == [("area", "Nord")]
        Case([one, evolve(other, provider="08327050")])

    def test_a_manager_has_a_provider_of_the_case(self) -> None:
        assert self.problems([self.LEAD], [ANNA]) == [("provider", "08327050")]
        assert self.problems([evolve(TOWN, provider="08327")], [ANNA]) == [("provider", "08327050")]

    def test_a_manager_serves_municipalities_of_the_provider(self) -> None:
        assert self.problems([TOWN, self.LEAD], [evolve(ANNA, serves=["08327054"])]) == [("serves", "08327054")]
        Case([TOWN, evolve(self.LEAD, provider="08327050")], [evolve(ANNA, serves=["08327054"])])

    @pytest.mark.parametrize(
        ("end", "start", "fits"),
        [
            (date(2018, 12, 31), date(2019, 1, 1), True),
            (date(2018, 12, 31), date(2018, 12, 31), False),
            (None, date(2019, 1, 1), False),
        ],
    )
    def test_a_successor_starts_after_the_end(self, end: date | None, start: date, fits: bool) -> None:
        people = [evolve(ANNA, end=end), evolve(ANNA, id="M-02", start=start, continues="M-01")]
        if fits:
            Case([TOWN], people)
        else:
            assert self.problems([TOWN], people) == [("continues", "M-01")]

    def test_a_position_has_one_successor_of_the_same_provider_in_the_case(self) -> None:
        first = evolve(ANNA, end=date(2018, 12, 31))
        second = evolve(ANNA, id="M-02", start=date(2019, 1, 1), continues="M-01")
        assert self.problems([TOWN], [second]) == [("continues", "M-01")]
        assert self.problems([TOWN], [first, second, evolve(second, id="M-03")]) == [("continues", "M-01")]
        elsewhere = evolve(second, provider="08327054")
        assert self.problems([TOWN, self.LEAD], [first, elsewhere]) == [("continues", "M-01")]

    def test_cost_shares_add_up_exactly_whatever_the_decimal_context(self) -> None:
        third = Decimal("0." + "3" * 29)
        for other, fits in (("0." + "6" * 28 + "7", True), ("0." + "6" * 29, False)):
            members = [
                evolve(TOWN, cost_share=third),
                evolve(self.LEAD, provider="08327050", cost_share=Decimal(other)),
            ]
            assert third + Decimal(other) == 1  # to 28 digits
            if fits:
                Case(members)
            else:
                assert [field for field, _ in self.problems(members)] == ["cost_share"]

    def test_lookups(self) -> None:
        case = Case([TOWN, evolve(self.LEAD, provider="08327")])
        assert case.municipality("08327050") is TOWN
        assert case.municipality("x") is None
        assert {key: [one.name for one in members] for key, members in case.providers().items()} == {
            "08327050": ["Tuttlingen"],
            "08327": ["Wurmlingen"],
        }


class TestValidNouns:
    """Design §5, §6: enumerations by value; nouns are frozen, hashable and picklable; their repr is valid input."""

    @given(st.data())
    def test_repr_is_valid_input(self, data: Any) -> None:
        strategies: list[st.SearchStrategy[Any]] = [
            head_counts(), municipalities(adversarial=True), managers(adversarial=True), periods(),
            sources(adversarial=True), cases(adversarial=True, most=3),
        ]  # fmt: skip
        names = {**vars(integrationsfoerderung), "datetime": dt, "Decimal": Decimal}
        names |= {name: getattr(integrationsfoerderung, name) for name in integrationsfoerderung.__all__}
        noun = data.draw(st.one_of(strategies))
        assert eval(repr(noun), {"__builtins__": {}}, names) == noun  # noqa: S307  # our own text

    @given(st.data())
    def test_nouns_are_hashable_picklable_and_keep_their_values_when_evolved(self, data: Any) -> None:
        strategies: list[st.SearchStrategy[Any]] = [
            head_counts(), municipalities(), managers(), periods(), sources(), cases(most=3), programmes(sparse=True),
        ]  # fmt: skip
        noun = data.draw(st.one_of(strategies))
        again = pickle.loads(pickle.dumps(noun))  # noqa: S301  # our own bytes
        assert again == noun == evolve(noun)
        assert hash(again) == hash(noun) == hash(evolve(noun))

    @pytest.mark.parametrize("noun", [COUNT, TOWN, ANNA, SOURCE, ROUND, PAKT, Case([TOWN])])
    def test_they_are_frozen(self, noun: Any) -> None:
        for attribute in fields(type(noun)):
            with pytest.raises(exceptions.FrozenInstanceError):
                setattr(noun, attribute.name, None)

    def test_an_enumeration_is_taken_by_its_value(self) -> None:
        assert HeadCount(DAY, 1, "interim").status is CountStatus.INTERIM
        assert evolve(ANNA, qualification="vocational").qualification is Qualification.VOCATIONAL

    def test_whole_euros_become_decimal_once(self) -> None:
        assert evolve(ANNA, material_costs=500).material_costs == Decimal(500)
        assert evolve(evolve(ANNA, material_costs=500), id="x").material_costs == Decimal(500)

    def test_the_decimal_context_decides_nothing(self) -> None:
        with localcontext() as context:
            context.prec = 2
            assert evolve(ANNA, fte=Decimal("0.123456")).fte_units == 123_456
            assert len(problems_of(ANNA, {"fte": Decimal("0.1234567")})) == 1

    @pytest.mark.parametrize("fte", ["1", "0.000001", "1.0000000", "0.60"])
    def test_fte_up_to_six_places(self, fte: str) -> None:
        assert evolve(ANNA, fte=Decimal(fte)).fte_units == Fraction(fte) * 10**6

    def test_names_and_keys(self) -> None:
        assert (TOWN.subject, TOWN.key, TOWN.district) == ("Municipality 08327050 Tuttlingen", "08327050", "08327")
        assert evolve(TOWN, provider="08327").provider_key == "08327"
        assert (DISTRICT.subject, ANNA.subject) == ("District 08327 Tuttlingen", "Manager M-01")
        assert SOURCE.citation == "Trossinger Zeitung (2017-11-08, https://example.org)"
        assert Source("Title").citation == "Title"
        assert SOURCE.to_dict() == {"title": "Trossinger Zeitung", "url": "https://example.org", "date": "2017-11-08"}
        assert Source("Title").to_dict() == {"title": "Title"}


class TestProgrammes:
    """Property 16: at every date exactly one value, or a declared gap; figures are found by key and day."""

    def figures(self, *validities: Period | None) -> Iterator[Figure]:
        """Make figures of one key with these validities."""
        return (evolve(PERSONS, value=number, valid=valid) for number, valid in enumerate(validities))

    def test_two_figures_for_one_day_are_refused(self) -> None:
        year, last_day = Period(date(2017, 1, 1), date(2017, 12, 31)), Period(date(2017, 12, 31), date(2018, 1, 1))
        for pair in ((year, last_day), (year, None), (None, None)):
            (problem,) = problems_of(PAKT, {"figures": list(self.figures(*pair))})
            assert (problem.field, str(problem.allowed)) == ("a", "one figure for each day")

    def test_a_figure_is_found_by_key_and_day(self) -> None:
        first, second = Period(date(2017, 1, 1), date(2017, 12, 31)), Period(date(2018, 1, 1), date(2018, 12, 31))
        programme = evolve(PAKT, figures=list(self.figures(first, second)))
        assert programme.figure("a").value == programme.figure("a", date(2018, 1, 1)).value == 1
        assert programme.figure("a", date(2017, 12, 31)).value == 0
        assert "a day on which it held" in refusal(lambda: programme.figure("a", date(2019, 1, 1)))
        assert "figure is 'b'" in refusal(lambda: programme.figure("b"))

    def test_the_planned_rate_was_replaced_by_the_announced_one(self) -> None:
        rates = [PAKT.figure("per-capita.2017.rate", date(2017, 11, day)).amount for day in (7, 8)]
        assert rates == [1_125, 1_225]

    def test_an_unknown_figure_says_where_to_look(self) -> None:
        with pytest.raises(UnknownFigureError, match="Where to look") as caught:
            _ = PAKT.figure("per-capita.2018.rate").amount
        assert caught.value.key == "per-capita.2018.rate"
        again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301  # our own bytes
        assert str(again) == str(caught.value)

    def test_pillars_and_rounds_are_found_by_key(self) -> None:
        assert PAKT.pillar("management") is MANAGEMENT
        pillar = PAKT.per_capita
        assert pillar is not None
        assert pillar.round("2018").repeats == "2017"
        assert "'per-capita', 'management', 'other'" in refusal(lambda: PAKT.pillar("x"))
        assert "'2017', '2018'" in refusal(lambda: pillar.round("2019"))

    def test_a_programme_may_lack_pillars(self) -> None:
        bare = evolve(PAKT, pillars=[])
        assert bare.per_capita is None
        assert bare.management is None
        assert bare.continuation is None

    def test_the_budget_adds_up(self) -> None:
        assert PAKT.budget_check().adds_up
        assert isinstance(OTHER, BudgetPillar)
        assert sum(row.amount for row in OTHER.rows) == 24_000_000

    def test_figures_are_counted_by_status(self) -> None:
        counted = PAKT.completeness()
        assert sum(counted.values()) == len(PAKT.figures)
        assert Status.ILLUSTRATIVE not in counted
        assert counted[Status.UNKNOWN] == len([figure for figure in PAKT.figures if figure.value is None])

    def test_types(self) -> None:
        assert isinstance(PER_CAPITA, PerCapitaPillar)
        assert isinstance(MANAGEMENT, ManagementPillar)
        assert isinstance(ROUND, PayoutRound)
        assert isinstance(PAKT, Programme)

    def test_the_example_is_a_case(self) -> None:
        assert isinstance(load_example("tuttlingen"), Case)
