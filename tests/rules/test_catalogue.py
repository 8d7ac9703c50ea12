"""The programmes as data: what is sound loads, and what is not is refused with every problem and its path."""

import copy
import json
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrationsfoerderung import (
    BudgetPillar,
    InvalidInput,
    ManagementPillar,
    PerCapitaPillar,
    Period,
    Programme,
    Qualification,
    Source,
    Status,
    Unit,
    UnknownFigureError,
    load_programme,
)

PAKT = "pakt-fuer-integration"
ABSENT: Any = object()
Path_ = tuple[str | int, ...]
Load = Callable[[Any], Programme]


def figure(value: Any = ABSENT, **more: Any) -> dict[str, Any]:
    """Return a figure's table; without a value it is one that nobody knows."""
    if value is ABSENT:
        texts = {"note": "not found", "note_de": "nicht gefunden", "look": "notices", "look_de": "Bescheide"}
        return {"status": "unknown", "clause": "R9.9", "source": "law", **texts, **more}
    return {"value": value, "status": "published", "clause": "R9.9", "source": "law", **more}


def labelled(value: Any = ABSENT, **more: Any) -> dict[str, Any]:
    """Return the table of a figure that has to name itself."""
    return figure(value, **{"label": "row", "label_de": "Zeile", **more})


def sound() -> dict[str, Any]:
    """Return a small programme with every part a file can have."""
    return {
        "schema": 1,
        "key": "own",
        "name": "Own programme",
        "name_de": "Eigenes Programm",
        "sources": {
            "law": {"title": "Law", "url": "example.org", "date": date(2017, 2, 21)},
            "press": {"title": "Press"},
        },
        "window": {"first": figure(date(2017, 4, 27)), "term": figure(2)},
        "budget": {"total": figure(100)},
        "pillars": {
            "per-capita": {
                "kind": "per-capita",
                "name": "Per-capita",
                "name_de": "Pauschale",
                "budget": figure(60),
                "rounds": [
                    {
                        "key": "2017",
                        "record_date": figure(date(2017, 9, 15)),
                        "due": figure(date(2017, 12, 10)),
                        "pot": figure(30),
                        "rate": [
                            figure("12.5", status="expected", until=date(2017, 11, 7)),
                            figure("13.25", source="press", **{"from": date(2017, 11, 8)}),
                        ],
                        "persons_of_land": figure(7),
                    },
                    {
                        "key": "2018",
                        "repeats": "2017",
                        "factor": figure(1, status="expected"),
                        "record_date": figure(date(2018, 9, 15)),
                        "due": figure(date(2018, 12, 10)),
                        "pot": figure(30),
                        "rate": figure(),
                        "persons_of_land": figure(),
                    },
                ],
            },
            "management": {
                "kind": "management",
                "name": "Management",
                "name_de": "Verwaltung",
                "budget": figure(30),
                "record_date": figure(date(2017, 9, 15)),
                "pot": figure(15),
                "persons_of_land": figure(7, status="inferred", note="from the frames", note_de="aus den Rahmen"),
                "tranche_pot": figure(9),
                "tranche_persons_of_land": figure(6),
                "term": figure(2),
                "threshold": figure(5),
                "least_fte": figure("0.25"),
                "fixed_amounts": {
                    "degree": figure(64),
                    "other-degree": figure(63),
                    "vocational": figure(51),
                },
            },
            "other": {
                "kind": "budget",
                "name": "Other",
                "name_de": "Weitere",
                "budget": figure(10),
                "rows": [labelled(7), labelled("3.00", label="last row", label_de="letzte Zeile")],
            },
        },
        "facts": {
            "signing": labelled(date(2017, 4, 27), unit="day"),
            "part_of_a_month": labelled(unit="months"),
        },
    }


def toml(value: Any) -> str:
    """Write a value as TOML."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            return json.dumps(value)
        case date():
            return value.isoformat()
        case dict():
            return "{" + ", ".join(f"{json.dumps(key)} = {toml(inner)}" for key, inner in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(toml, value)) + "]"
        case _:
            return repr(value)


def changed(path: Path_, value: Any) -> dict[str, Any]:
    """Return the sound programme with one place changed, added or taken away."""
    data = sound()
    place: Any = data
    for step in path[:-1]:
        place = place[step]
    if value is ABSENT:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return data


def places(data: Any, path: Path_ = ()) -> Iterator[Path_]:
    """Name every place in a programme."""
    steps = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, inner in steps:
        yield (*path, step)
        yield from places(inner, (*path, step))


@pytest.fixture(scope="module")
def load(tmp_path_factory: pytest.TempPathFactory) -> Load:
    """Return a function that writes a programme to a file and loads it."""
    file = tmp_path_factory.mktemp("catalogue") / "own.toml"

    def write_and_load(data: Any) -> Programme:
        text = data if isinstance(data, str) else "\n".join(f"{key} = {toml(value)}" for key, value in data.items())
        file.write_text(text, encoding="utf-8")
        return load_programme(file)

    return write_and_load


def refusal(load: Load, data: Any) -> list[tuple[str, str, str]]:
    """Load what has to be refused; return where, what was given and what is allowed."""
    with pytest.raises(InvalidInput) as caught:
        load(data)
    return [(problem.field, problem.value, str(problem.allowed)) for problem in caught.value.problems]


class TestSoundFile:
    """A programme is one file of this schema; everything in it comes out with status, source, date and clause."""

    def test_every_part_is_there(self, load: Load) -> None:
        programme = load(sound())
        assert (programme.key, programme.name, programme.name_de) == ("own", "Own programme", "Eigenes Programm")
        assert programme.window == Period(date(2017, 4, 27), date(2019, 4, 26))
        assert programme.budget is programme.figure("budget.total")
        assert [type(pillar) for pillar in programme.pillars] == [PerCapitaPillar, ManagementPillar, BudgetPillar]
        assert [(pillar.key, pillar.name, pillar.name_de) for pillar in programme.pillars] == [
            ("per-capita", "Per-capita", "Pauschale"),
            ("management", "Management", "Verwaltung"),
            ("other", "Other", "Weitere"),
        ]

    def test_a_figure_has_everything_its_table_gives(self, load: Load) -> None:
        programme = load(sound())
        persons = programme.figure("management.persons_of_land")
        assert (persons.value, persons.unit, persons.status, persons.clause) == (
            7,
            Unit.PERSONS,
            Status.INFERRED,
            "R9.9",
        )
        assert (persons.note, persons.note_de) == ("from the frames", "aus den Rahmen")
        assert persons.source == Source("Law", "example.org", date(2017, 2, 21))
        unknown = programme.figure("facts.part_of_a_month")
        assert (unknown.value, unknown.unit, unknown.status) == (None, Unit.MONTHS, Status.UNKNOWN)
        assert (unknown.label, unknown.label_de) == ("row", "Zeile")
        assert (unknown.note, unknown.note_de) == ("not found", "nicht gefunden")
        assert (unknown.look, unknown.look_de) == ("notices", "Bescheide")
        assert unknown.valid is None

    def test_a_figure_of_a_rule_has_its_label_from_the_rule(self, load: Load) -> None:
        programme = load(sound())
        assert {entry.key: entry.label for entry in programme.figures if entry.label != "row"} == {
            "window.first": "first day of the window",
            "window.term": "years of the window",
            "budget.total": "budget of the programme",
            "per-capita.budget": "budget of the pillar",
            "per-capita.2017.record_date": "record date",
            "per-capita.2017.due": "due date",
            "per-capita.2017.pot": "pot of the round",
            "per-capita.2017.rate": "announced rate per person",
            "per-capita.2017.persons_of_land": "counted persons of the whole Land",
            "per-capita.2018.record_date": "record date",
            "per-capita.2018.due": "due date",
            "per-capita.2018.pot": "pot of the round",
            "per-capita.2018.rate": "announced rate per person",
            "per-capita.2018.persons_of_land": "counted persons of the whole Land",
            "per-capita.2018.factor": "how many times the earlier round",
            "management.budget": "budget of the pillar",
            "management.record_date": "record date",
            "management.pot": "pot of a year",
            "management.persons_of_land": "counted persons of the whole Land",
            "management.tranche_pot": "pot of the first tranche",
            "management.tranche_persons_of_land": "provisionally counted persons of the whole Land",
            "management.term": "term of a position in years",
            "management.threshold": "least yearly frame of those who apply together",
            "management.least_fte": "least FTE of a funded manager",
            "management.fixed_amounts.degree": "fixed amount: degree",
            "management.fixed_amounts.other-degree": "fixed amount: other-degree",
            "management.fixed_amounts.vocational": "fixed amount: vocational",
            "other.budget": "budget of the pillar",
            "other.rows.2": "last row",
        }

    def test_a_figure_of_a_rule_may_be_named_in_the_words_of_its_own_programme(self, load: Load) -> None:
        data = changed(("pillars", "management", "pot"), labelled(15, label="yearly pot", label_de="Jahrestopf"))
        pot = load(data).figure("management.pot")
        assert (pot.label, pot.label_de, pot.whole) == ("yearly pot", "Jahrestopf", 1500)

    def test_the_nouns_hold_the_figures(self, load: Load) -> None:
        programme = load(sound())
        assert programme.per_capita is not None
        assert programme.management is not None
        first, second = programme.per_capita.rounds
        assert (first.key, first.record_date, first.due) == ("2017", date(2017, 9, 15), date(2017, 12, 10))
        assert (first.repeats, first.factor) == (None, None)
        assert (first.pot, first.rate, first.persons_of_land) == tuple(
            programme.figure(f"per-capita.2017.{name}") for name in ("pot", "rate", "persons_of_land")
        )
        assert (second.key, second.repeats, second.factor) == (
            "2018",
            "2017",
            programme.figure("per-capita.2018.factor"),
        )
        management = programme.management
        assert management.record_date == date(2017, 9, 15)
        for name in ("budget", "pot", "persons_of_land", "tranche_pot", "tranche_persons_of_land", "term", "threshold"):
            assert getattr(management, name) == programme.figure(f"management.{name}")
        assert management.least_fte == programme.figure("management.least_fte")
        assert [management.fixed_amount(one).whole for one in Qualification] == [6400, 6300, 5100]
        other = programme.pillar("other")
        assert isinstance(other, BudgetPillar)
        assert other.rows == (programme.figure("other.rows.1"), programme.figure("other.rows.2"))

    def test_the_parts_of_the_file_may_be_left_out_that_no_rule_needs(self, load: Load) -> None:
        data = sound()
        del data["facts"]
        data["pillars"] = {"other": data["pillars"]["other"]}
        programme = load(data)
        assert (programme.per_capita, programme.management) == (None, None)
        assert [entry.key for entry in programme.figures] == [
            "window.first",
            "window.term",
            "budget.total",
            "other.budget",
            "other.rows.1",
            "other.rows.2",
        ]

    @pytest.mark.parametrize(
        ("value", "cents"),
        [(0, 0), (1225, 1225_00), ("1225", 1225_00), ("0.05", 5), ("1.50", 150), ("1E+3", 1000_00), (10**30, 10**32),
         ("-0", 0)],
    )  # fmt: skip
    def test_money_is_a_whole_number_or_a_decimal_text(self, load: Load, value: Any, cents: int) -> None:
        assert load(changed(("budget", "total", "value"), value)).figure("budget.total").value == cents

    @pytest.mark.parametrize(("value", "parts"), [("0.25", 250_000), (1, 10**6), ("0.000001", 1)])
    def test_fte_have_up_to_six_places(self, load: Load, value: Any, parts: int) -> None:
        path = ("pillars", "management", "least_fte", "value")
        assert load(changed(path, value)).figure("management.least_fte").value == parts

    def test_the_path_may_be_given_as_text(self, tmp_path: Path) -> None:
        file = tmp_path / "own.toml"
        file.write_text("\n".join(f"{key} = {toml(value)}" for key, value in sound().items()), encoding="utf-8")
        assert load_programme(str(file)) == load_programme(file)


class TestHistory:
    """A figure that was replaced is kept: each has the days on which it held, whatever the order in the file."""

    rates = (
        (date(2017, 11, 7), 1250, Status.EXPECTED, Period(date.min, date(2017, 11, 7))),
        (date(2017, 11, 8), 1325, Status.PUBLISHED, Period(date(2017, 11, 8), date.max)),
    )

    @pytest.mark.parametrize("turned", [False, True])
    def test_each_day_has_the_figure_that_held(self, load: Load, turned: bool) -> None:
        data = sound()
        if turned:
            data["pillars"]["per-capita"]["rounds"][0]["rate"].reverse()
        programme = load(data)
        rate = programme.figure("per-capita.2017.rate")
        assert programme.per_capita is not None
        assert programme.per_capita.round("2017").rate == rate == programme.figure(rate.key, on=self.rates[1][0])
        for day, cents, status, valid in self.rates:
            rate = programme.figure("per-capita.2017.rate", on=day)
            assert (rate.value, rate.status, rate.valid) == (cents, status, valid)
        assert [entry.value for entry in programme.figures if entry.key == "per-capita.2017.rate"] == [1250, 1325]

    @pytest.mark.parametrize(
        ("first_until", "second_from", "overlap"),
        [
            (date(2017, 11, 8), date(2017, 11, 8), True),
            (date(2017, 11, 8), date(2017, 11, 9), False),
            (date(2017, 11, 8), date(2018, 11, 9), False),
            (date(2017, 11, 9), date(2017, 11, 8), True),
            (ABSENT, date(2017, 11, 8), True),
            (date(2017, 11, 8), ABSENT, True),
        ],
    )
    def test_overlapping_validity_is_refused(
        self,
        load: Load,
        first_until: Any,
        second_from: Any,
        overlap: bool,
    ) -> None:
        data = sound()
        first, second = data["pillars"]["per-capita"]["rounds"][0]["rate"]
        for entry, name, day in ((first, "until", first_until), (second, "from", second_from)):
            entry.pop(name)
            if day is not ABSENT:
                entry[name] = day
        if overlap:
            assert refusal(load, data) == [("per-capita.2017.rate", "1325", "one figure for each day")]
        else:
            assert load(data).figure("per-capita.2017.rate", on=date(2017, 11, 8)).value == 1250

    def test_the_days_may_not_be_turned_round(self, load: Load) -> None:
        data = changed(("budget", "total"), figure(1, **{"from": date(2018, 1, 2), "until": date(2018, 1, 1)}))
        assert refusal(load, data) == [("budget.total.until", "2018-01-01", "2018-01-02 or later")]

    def test_one_day_is_enough(self, load: Load) -> None:
        day = date(2018, 1, 1)
        data = changed(("budget", "total"), figure(1, **{"from": day, "until": day}))
        assert load(data).figure("budget.total", on=day).valid == Period(day, day)

    @pytest.mark.parametrize("value", ["2018-01-01", 2018, datetime.fromisoformat("2018-01-01"), [], True])
    def test_the_ends_are_days(self, load: Load, value: Any) -> None:
        data = changed(("budget", "total"), figure(1, **{"from": value, "until": value}))
        allowed = "a calendar day (datetime.date)"
        assert [(field, said) for field, _, said in refusal(load, data)] == [
            ("budget.total.from", allowed),
            ("budget.total.until", allowed),
        ]


FIGURE_KEYS = "clause, from, label, label_de, look, look_de, note, note_de, source, status, unit, until, value"
KINDS = "budget, continuation, management, per-capita"
UNITS = "EUR, FTE, day, months, percent, persons, times, years"
STATUSES = "published, expected, inferred, contested, unknown"
ROUND = ("pillars", "per-capita", "rounds", 0)
MANAGEMENT = ("pillars", "management")
NOT_BLANK = "text that is not blank"

ONE_PROBLEM: list[tuple[Path_, Any, tuple[str, str, str]]] = [
    # the figure: source, clause, status, unit, value
    (("budget", "total", "source"), ABSENT, ("budget.total.source", "None", "a value")),
    (("budget", "total", "source"), "nobody", ("budget.total.source", "nobody", "law, press")),
    (("budget", "total", "source"), ["law"], ("budget.total.source", "['law']", "law, press")),
    (("budget", "total", "clause"), ABSENT, ("budget.total.clause", "None", "a value")),
    (("budget", "total", "clause"), " ", ("budget.total.clause", " ", NOT_BLANK)),
    (("budget", "total", "clause"), 1, ("budget.total.clause", "1", "text")),
    (("budget", "total", "status"), ABSENT, ("budget.total.status", "None", "a value")),
    (("budget", "total", "status"), "sure", ("budget.total.status", "sure", STATUSES)),
    (("budget", "total", "status"), "illustrative", ("budget.total.status", "illustrative", STATUSES)),
    (("budget", "total", "status"), ["published"], ("budget.total.status", "['published']", STATUSES)),
    (("budget", "total", "unit"), "persons", ("budget.total.unit", "persons", "EUR")),
    (("budget", "total", "unit"), 1, ("budget.total.unit", "1", "EUR")),
    (("facts", "signing", "unit"), ABSENT, ("facts.signing.unit", "None", UNITS)),
    (("facts", "signing", "unit"), "EUR exactly", ("facts.signing.unit", "EUR exactly", UNITS)),
    (("budget", "total", "value"), ABSENT, ("budget.total.value", "None", "a value")),
    (("budget", "total", "sum"), 1, ("budget.total.sum", "sum", FIGURE_KEYS)),
    (("budget", "total"), 320, ("budget.total", "320", "a table")),
    (("budget", "total"), [], ("budget.total", "[]", "at least one figure")),
    (("facts", "signing", "label"), ABSENT, ("facts.signing.label", "None", "a value")),
    (("facts", "signing", "label_de"), ABSENT, ("facts.signing.label_de", "None", "a value")),
    (("facts", "signing", "label"), "", ("facts.signing.label", "", NOT_BLANK)),
    (("facts", "signing", "label_de"), " ", ("facts.signing.label_de", " ", NOT_BLANK)),
    (("pillars", "other", "rows", 1, "label"), ABSENT, ("pillars.other.rows.2.label", "None", "a value")),
    (("pillars", "other", "rows", 0, "unit"), "day", ("pillars.other.rows.1.unit", "day", "EUR")),
    (("budget", "total", "note"), 5, ("budget.total.note", "5", "text")),
    # what nobody knows says what is missing and where to look; what is inferred has its argument
    (("facts", "part_of_a_month", "value"), 1, ("facts.part_of_a_month.value", "1", "no value")),
    *[(("facts", "part_of_a_month", name), ABSENT, (f"facts.part_of_a_month.{name}", "None", NOT_BLANK))
      for name in ("note", "note_de", "look", "look_de")],
    *[((*MANAGEMENT, "persons_of_land", name), "", (f"pillars.management.persons_of_land.{name}", "", NOT_BLANK))
      for name in ("note", "note_de")],
    # what the programme cannot be built without has to be known
    (("window", "first"), figure(), ("window.first", "Status.UNKNOWN", "a known value")),
    (("window", "term"), figure(), ("window.term", "Status.UNKNOWN", "a known value")),
    ((*ROUND, "record_date"), figure(), ("pillars.per-capita.2017.record_date", "Status.UNKNOWN", "a known value")),
    ((*ROUND, "due"), figure(), ("pillars.per-capita.2017.due", "Status.UNKNOWN", "a known value")),
    ((*MANAGEMENT, "record_date"), figure(), ("pillars.management.record_date", "Status.UNKNOWN", "a known value")),
    (("window", "term", "value"), 0, ("count", "0", "a whole number, 1 or more")),
    # the history of a figure
    ((*ROUND, "rate", 1, "source"), "nobody", ("pillars.per-capita.2017.rate[1].source", "nobody", "law, press")),
    ((*ROUND, "rate", 0), 5, ("pillars.per-capita.2017.rate[0]", "5", "a table")),
    # the tables of the programme
    (("schema",), ABSENT, ("schema", "None", "a value")),
    (("schema",), 2, ("schema", "2", "1")),
    (("schema",), True, ("schema", "True", "1")),
    (("schema",), 1.0, ("schema", "1.0", "1")),
    (("schema",), "1", ("schema", "1", "1")),
    (("key",), ABSENT, ("key", "None", "a value")),
    (("name",), 5, ("name", "5", "text")),
    (("name",), " ", ("name", " ", NOT_BLANK)),
    (("sources", "press"), "Press", ("sources.press", "Press", "a table")),
    (("sources", "press", "title"), ABSENT, ("sources.press.title", "None", "a value")),
    (("sources", "press", "title"), "", ("sources.press.title", "", NOT_BLANK)),
    (("sources", "press", "date"), "2018-03-28", ("sources.press.date", "2018-03-28", "a TOML date")),
    (("sources", "press", "date"), datetime.fromisoformat("2018-03-28"),
     ("sources.press.date", "datetime.datetime(2018, 3, 28, 0, 0)", "a TOML date")),
    (("sources", "press", "page"), 3, ("sources.press.page", "page", "date, title, url")),
    (("window",), ABSENT, ("window", "None", "a value")),
    (("window",), [], ("window", "[]", "a table")),
    (("window", "last"), figure(date(2019, 4, 26)), ("window.last", "last", "first, term")),
    (("window", "term"), ABSENT, ("window.term", "None", "a value")),
    (("budget", "rest"), figure(1), ("budget.rest", "rest", "total")),
    (("budget", "total"), ABSENT, ("budget.total", "None", "a value")),
    (("pillars",), ABSENT, ("pillars", "None", "a value")),
    (("pillars",), 5, ("pillars", "5", "a table")),
    (("facts",), "none", ("facts", "none", "a table")),
    # the pillars
    (("pillars", "other"), 5, ("pillars.other.kind", "None", KINDS)),
    (("pillars", "other", "kind"), "row", ("pillars.other.kind", "row", KINDS)),
    (("pillars", "other", "kind"), ["budget"], ("pillars.other.kind", "['budget']", KINDS)),
    (("pillars", "other", "name"), "", ("name", "", NOT_BLANK)),
    (("pillars", "other", "name"), ABSENT, ("pillars.other.name", "None", "a value")),
    (("pillars", "other", "rows"), 5, ("pillars.other.rows", "5", "an array of tables")),
    (("pillars", "other", "rows"), ABSENT, ("pillars.other.rows", "None", "a value")),
    (("pillars", "other", "rows", 1), 5, ("pillars.other.rows.2", "5", "a table")),
    (("pillars", "per-capita", "rounds"), "2017", ("pillars.per-capita.rounds", "2017", "an array of tables")),
    (("pillars", "per-capita", "rounds"), ABSENT, ("pillars.per-capita.rounds", "None", "a value")),
    ((*ROUND, "record_date"), ABSENT, ("pillars.per-capita.2017.record_date", "None", "a value")),
    (("pillars", "per-capita", "rounds", 1, "repeats"), ABSENT, ("repeats", "None",
                                                                 "both or neither of repeats and factor")),
    (("pillars", "per-capita", "rounds", 1, "factor"), ABSENT, ("repeats", "2017",
                                                                "both or neither of repeats and factor")),
    (("pillars", "per-capita", "rounds", 1, "repeats"), "2018", ("rounds[2018].repeats", "2018",
                                                                 "the key of an earlier round")),
    ((*MANAGEMENT, "pot"), ABSENT, ("pillars.management.pot", "None", "a value")),
    ((*MANAGEMENT, "persons_of_land"), ABSENT, ("pillars.management.persons_of_land", "None", "a value")),
    ((*MANAGEMENT, "fixed_amounts"), ABSENT, ("pillars.management.fixed_amounts", "None", "a value")),
    ((*MANAGEMENT, "fixed_amounts", "degree"), ABSENT, ("pillars.management.fixed_amounts.degree", "None", "a value")),
    ((*MANAGEMENT, "fixed_amounts", "other-degree"), 64, ("pillars.management.fixed_amounts.other-degree", "64",
                                                          "a table")),
    ((*MANAGEMENT, "fixed_amounts", "doctor"), figure(1), ("pillars.management.fixed_amounts.doctor", "doctor",
                                                           "degree, other-degree, vocational")),
]  # fmt: skip


class TestRefusals:
    """What is not sound does not load; every problem is named once, with its path, what was given and is allowed."""

    @pytest.mark.parametrize(
        ("path", "value", "problem"),
        ONE_PROBLEM,
        ids=[f"{'.'.join(map(str, path))}-{place}" for place, (path, _, _) in enumerate(ONE_PROBLEM)],
    )
    def test_a_broken_place_is_one_problem(
        self, load: Load, path: Path_, value: Any, problem: tuple[str, str, str]
    ) -> None:
        assert refusal(load, changed(path, value)) == [problem]

    def test_without_sources_no_figure_has_one(self, load: Load) -> None:
        refused = refusal(load, changed(("sources",), 5))
        assert refused[0] == ("sources", "5", "a table")
        assert {field.rpartition(".")[2] for field, _, _ in refused[1:]} == {"source"}

    def test_an_entry_of_rounds_is_named_by_its_key_or_its_place(self, load: Load) -> None:
        by_place = refusal(load, changed(("pillars", "per-capita", "rounds", 1), 5))
        assert by_place == [("pillars.per-capita.1", "5", "a table")]
        without_key = refusal(load, changed((*ROUND, "key"), ABSENT))
        assert without_key == [("pillars.per-capita.0.key", "None", "a value")]
        number = refusal(load, changed((*ROUND, "key"), 2017))
        assert number[0] == ("pillars.per-capita.rounds.key", "2017", "text")

    @pytest.mark.parametrize("value", [1.5, -1, "-0.01", True, "five", "", "NaN", "sNaN", "Infinity", "1E+31", "1E-31",
                                       "1E+999999", "0.001", [], {}, date(2018, 1, 1), float("nan")])  # fmt: skip
    def test_money_is_exact_in_cents_and_no_float(self, load: Load, value: Any) -> None:
        ((field, _, allowed),) = refusal(load, changed(("budget", "total", "value"), value))
        assert (field, allowed) == ("budget.total.value", "a number of 0 or more, exact in EUR")

    @pytest.mark.parametrize("value", [1, "2017-04-27", datetime.fromisoformat("2017-04-27"), True])
    def test_a_day_is_a_day_without_quotes_or_time(self, load: Load, value: Any) -> None:
        ((field, _, allowed),) = refusal(load, changed(("window", "first", "value"), value))
        assert (field, allowed) == ("window.first.value", "a TOML date")

    @pytest.mark.parametrize("value", ["0.0000001", 0.25])
    def test_fte_are_exact_in_millionths(self, load: Load, value: Any) -> None:
        ((field, _, allowed),) = refusal(load, changed((*MANAGEMENT, "least_fte", "value"), value))
        assert (field, allowed) == ("pillars.management.least_fte.value", "a number of 0 or more, exact in FTE")

    def test_several_problems_come_at_once_each_with_its_path_and_remedy(self, load: Load) -> None:
        data = sound()
        data["colour"] = "blue"
        data["sources"]["press"]["date"] = "yesterday"
        data["window"]["first"]["value"] = 5
        data["budget"]["total"]["source"] = "nobody"
        data["pillars"]["per-capita"]["rounds"][0]["rate"][1]["value"] = 13.25
        data["pillars"]["management"]["threshold"]["status"] = "perhaps"
        data["pillars"]["other"]["rows"][1]["unit"] = "years"
        data["facts"]["signing"]["clause"] = ""
        with pytest.raises(InvalidInput) as caught:
            load(data)
        assert [(problem.field, str(problem.remedy)) for problem in caught.value.problems] == [
            ("colour", "remove it, or mend its name"),
            ("sources.press.date", "write 2018-03-28 without quotes"),
            ("window.first.value", "write 2017-09-15 without quotes"),
            ("budget.total.source", "a value without a source does not load: name one"),
            ("pillars.per-capita.2017.rate[1].value", 'write decimals as text: "0.25"'),
            ("pillars.management.threshold.status", "use one of these"),
            ("pillars.other.rows.2.unit", "use one of these"),
            ("facts.signing.clause", "name the clause"),
        ]
        assert {problem.subject.rpartition("/")[2] for problem in caught.value.problems} == {"own.toml"}
        assert "own.toml: 8 problem(s)" in str(caught.value).split("\n")[0]

    def test_an_empty_file_lacks_every_part_and_each_is_named_once(self, load: Load) -> None:
        missing = [field for field, _, allowed in refusal(load, "") if allowed == "a value"]
        assert missing == sorted(missing)
        assert set(missing) >= {"key", "name", "name_de", "pillars", "schema", "sources", "window"}
        assert len(refusal(load, "")) == len(missing)

    def test_a_history_with_a_broken_entry_gives_no_figure_at_all(self, load: Load) -> None:
        data = sound()
        data["pillars"]["per-capita"]["rounds"][0]["rate"][0]["value"] = -1
        assert [field for field, _, _ in refusal(load, data)] == ["pillars.per-capita.2017.rate[0].value"]

    def test_two_rounds_may_not_have_one_key(self, load: Load) -> None:
        fields = [
            field for field, _, _ in refusal(load, changed(("pillars", "per-capita", "rounds", 1, "key"), "2017"))
        ]
        assert "rounds.key" in fields

    def test_a_pillar_of_a_kind_comes_once(self, load: Load) -> None:
        data = sound()
        data["pillars"]["again"] = copy.deepcopy(data["pillars"]["per-capita"])
        assert refusal(load, data) == [("pillars", "PerCapitaPillar", "at most one of this kind")]

    @given(place=st.sampled_from(list(places(sound()))), data=st.data())
    def test_whatever_stands_in_a_place_it_loads_or_is_refused(
        self, load: Load, place: Path_, data: st.DataObject
    ) -> None:
        leaves = (
            st.sampled_from([ABSENT, "", "law", "2017", "unknown", "0.5", "NaN", "published", 0, 1, -1, 1.5, True])
            | st.integers()
            | st.text(st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs", "Cc"]), max_size=5)
            | st.dates()
            | st.datetimes()
        )
        values = st.recursive(
            leaves.filter(lambda value: value is not ABSENT),
            lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
            max_leaves=4,
        )
        broken = changed(place, data.draw(leaves | values | st.sampled_from([figure(), labelled(1), [figure(2)]])))
        try:
            programme = load(broken)
        except InvalidInput:
            return
        assert isinstance(programme, Programme)


class TestContested:
    """Where sources disagree all are kept; none of them is the figure."""

    def contested(self, **changes: Any) -> dict[str, Any]:
        """Return a fact on which two sources disagree."""
        claims = [
            {"value": 58, "source": "law", "label": "one", "label_de": "eins"},
            {"value": 43, "source": "press", "label": "two", "label_de": "zwei"},
        ]
        fact = labelled(unit="EUR", status="contested", claims=claims)
        del fact["source"], fact["look"], fact["look_de"]
        fact.update(changes)
        return {name: value for name, value in fact.items() if value is not ABSENT}

    def test_reading_it_raises_with_what_each_source_says(self, load: Load) -> None:
        pot = load(changed(("facts", "pot"), self.contested())).figure("facts.pot")
        assert (pot.status, pot.value, pot.source) == (Status.CONTESTED, None, None)
        assert [(claim.value, claim.label, claim.label_de) for claim in pot.claims] == [
            (5800, "one", "eins"),
            (4300, "two", "zwei"),
        ]
        assert [claim.source.title for claim in pot.claims if claim.source] == ["Law", "Press"]
        with pytest.raises(UnknownFigureError, match=r"58\.00 EUR \(one; .*43\.00 EUR \(two; "):
            _ = pot.amount

    @pytest.mark.parametrize(
        ("changes", "fields"),
        [
            ({"claims": ABSENT}, ["facts.pot.claims"]),
            ({"claims": 5}, ["facts.pot.claims"]),
            ({"claims": []}, ["facts.pot.claims"]),
            ({"claims": [{"value": 1, "source": "law", "label": "one", "label_de": "eins"}]}, ["facts.pot.claims"]),
            ({"value": 5}, ["facts.pot.value"]),
            ({"source": "law"}, ["facts.pot.source"]),
            ({"note": ABSENT}, ["facts.pot.note"]),
            ({"note_de": ABSENT}, ["facts.pot.note_de"]),
            ({"claims": [5, 6]}, ["facts.pot.claims[0]", "facts.pot.claims[1]"]),
            ({"unit": ABSENT}, ["facts.pot.unit"]),
        ],
    )
    def test_it_needs_two_claims_and_the_point_in_dispute(
        self, load: Load, changes: dict[str, Any], fields: list[str]
    ) -> None:
        refused = refusal(load, changed(("facts", "pot"), self.contested(**changes)))
        assert sorted({field for field, _, _ in refused} & set(fields)) == fields

    def test_only_what_is_contested_has_claims(self, load: Load) -> None:
        fact = labelled(5, unit="EUR", claims=[])
        ((field, _, _), *_) = refusal(load, changed(("facts", "pot"), fact))
        assert field == "facts.pot.claims"


class TestUnreadable:
    """A file that cannot be read, or is no TOML, is refused in one clear line."""

    @pytest.mark.parametrize(
        "text",
        ["schema = ", "= 1", "a = 1\na = 2", "x = 2017-02-30", "x = " + "1" * 5000, "x = " + "[" * 5000, "\ufeffx=1"],
    )
    def test_a_file_that_is_no_toml(self, load: Load, text: str) -> None:
        ((field, _, allowed),) = refusal(load, text)
        assert (field, allowed) == ("file", "valid TOML")

    def test_a_file_in_another_encoding(self, tmp_path: Path) -> None:
        file = tmp_path / "own.toml"
        file.write_bytes('name = "für"'.encode("latin-1"))
        with pytest.raises(InvalidInput) as caught:
            load_programme(file)
        assert [(one.field, str(one.allowed)) for one in caught.value.problems] == [("file", "a readable UTF-8 file")]

    @pytest.mark.parametrize("name", ["nowhere.toml", "\0.toml", ""])
    def test_a_file_that_is_not_there(self, tmp_path: Path, name: str) -> None:
        for path in (tmp_path / name, str(tmp_path / name) if name else "./.toml"):
            with pytest.raises(InvalidInput) as caught:
                load_programme(path)
            (problem,) = caught.value.problems
            assert (problem.subject, problem.field) == (str(path), "file")
            assert (str(problem.allowed), str(problem.remedy)) == ("a readable UTF-8 file", "check the path")

    @pytest.mark.parametrize("key", [5, None, b"own.toml", 1.5])
    def test_what_is_neither_key_nor_path(self, key: Any) -> None:
        with pytest.raises(InvalidInput) as caught:
            load_programme(key)
        assert [(one.field, str(one.allowed)) for one in caught.value.problems] == [("file", "a readable UTF-8 file")]

    @pytest.mark.parametrize("key", ["", "pakt", "pakt_fuer_integration", "Pakt-fuer-Integration", "../x"])
    def test_an_unknown_key_names_those_there_are(self, key: str) -> None:
        with pytest.raises(InvalidInput) as caught:
            load_programme(key)
        (problem,) = caught.value.problems
        assert (problem.subject, problem.field, problem.value) == ("load_programme", "key", key)
        assert repr(PAKT) in str(problem.allowed)
        assert str(problem.remedy) == "use one of these keys, or the path of a .toml file"
