"""The JSON Schema of a programme file, and the reader: what the schema refuses, the reader refuses."""

import copy
import json
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from integrationsfoerderung import InvalidInput, PerCapitaPillar, Programme, load_programme, programmes
from integrationsfoerderung.catalogue.reader import read_programme

Path_ = tuple[str | int, ...]

CATALOGUE = resources.files("integrationsfoerderung.catalogue")
SCHEMA = json.loads(CATALOGUE.joinpath("schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
CHECKOUT = Path(__file__).parents[2]
NRW = (CHECKOUT / "tests" / "real" / "nrw_tintg_17.toml").read_text(encoding="utf-8")
FILES: dict[str, dict[str, Any]] = {
    file.name: tomllib.loads(file.read_text(encoding="utf-8"))
    for file in sorted(CATALOGUE.iterdir(), key=lambda file: file.name)
    if file.name.endswith(".toml")
} | {"nrw_tintg_17.toml": tomllib.loads(NRW)}


@cache
def bundled(key: str) -> Programme:
    """Load each base once: a hundred variants of a file extend the same one."""
    return load_programme(key)


def schema_accepts(data: Any) -> bool:
    """Whether the schema takes parsed TOML, whose dates are texts in JSON."""
    return bool(VALIDATOR.is_valid(json.loads(json.dumps(data, default=str))))


def reader_accepts(data: Any) -> bool:
    """Whether the reader takes parsed TOML."""
    try:
        read_programme(data, "variant.toml", bundled)
    except InvalidInput:
        return False
    return True


def places(data: Any, path: Path_ = ()) -> Iterator[Path_]:
    """Yield the path of everything inside, outermost first."""
    inside = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in inside:
        yield (*path, key)
        yield from places(value, (*path, key))


def inside(data: Any, path: Path_) -> Any:
    """Return what stands at a path."""
    for key in path:
        data = data[key]
    return data


def replaced(data: dict[str, Any], path: Path_, value: Any) -> dict[str, Any]:
    """Return a copy with another value at a path."""
    data = copy.deepcopy(data)
    inside(data, path[:-1])[path[-1]] = value
    return data


def removed(data: dict[str, Any], path: Path_) -> dict[str, Any]:
    """Return a copy without what stands at a path."""
    data = copy.deepcopy(data)
    del inside(data, path[:-1])[path[-1]]
    return data


def is_figure(value: Any) -> bool:
    """Whether a value is the table of a figure."""
    return isinstance(value, dict) and "status" in value


FIGURES = [(name, path) for name, data in FILES.items() for path in places(data) if is_figure(inside(data, path))]
TABLES = [(name, path) for name, data in FILES.items() for path in places(data) if isinstance(inside(data, path), dict)]
DESCRIBED = [
    (key, told)
    for table in (SCHEMA, *SCHEMA["$defs"].values())
    if table.get("additionalProperties") is False
    for key, told in table["properties"].items()
]
"""Every key of every table whose keys are fixed."""
FREE = {("sources",), ("facts",), ("pillars",)}
"""Tables whose keys are the author's."""
MONTHS = ("pillars", "lump-sum", "every", "months")


class TestSchema:
    """The schema is one of JSON Schema 2020-12, says what every key means, and takes every bundled programme."""

    def test_it_is_a_schema(self) -> None:
        Draft202012Validator.check_schema(SCHEMA)
        assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"

    @pytest.mark.parametrize("name", FILES)
    def test_it_takes_every_programme(self, name: str) -> None:
        data = json.loads(json.dumps(FILES[name], default=str))
        assert [error.message for error in VALIDATOR.iter_errors(data)] == []
        assert reader_accepts(FILES[name])

    def test_it_covers_every_bundled_programme(self) -> None:
        assert {data["key"] for data in FILES.values()} == {one.key for one in programmes()} | {"nrw-tintg-17"}

    def test_every_key_of_a_table_is_described(self) -> None:
        assert len(DESCRIBED) > 60
        for key, told in DESCRIBED:
            reference = SCHEMA["$defs"].get(told.get("$ref", "").removeprefix("#/$defs/"), {})
            assert (told.get("description") or reference["description"]).endswith("."), key

    def test_every_key_stands_in_the_reference(self) -> None:
        page = (CHECKOUT / "docs" / "reference" / "programme-file.md").read_text(encoding="utf-8")
        named = set(re.findall(r"`([\w-]+)(?: = [^`]*)?`", page))
        assert {key for key, _ in DESCRIBED} - named == set()


class TestBothRefuse:
    """What is no programme by the schema is none for the reader."""

    @given(data=st.data())
    def test_a_table_without_one_of_its_keys_is_judged_alike(self, data: st.DataObject) -> None:
        name, path = data.draw(st.sampled_from(TABLES))
        key = data.draw(st.sampled_from(sorted(inside(FILES[name], path))))
        broken = removed(FILES[name], (*path, key))
        if not schema_accepts(broken):
            assert not reader_accepts(broken)
        elif not reader_accepts(broken):  # a schema sees neither the source that a figure names nor days that overlap
            assert path == ("sources",) or key in ("from", "until")

    @given(data=st.data())
    def test_a_key_that_nobody_knows_is_refused_by_both(self, data: st.DataObject) -> None:
        name, path = data.draw(st.sampled_from([(name, path) for name, path in TABLES if path not in FREE]))
        broken = replaced(FILES[name], (*path, "remark"), "x")
        assert not schema_accepts(broken)
        assert not reader_accepts(broken)

    @pytest.mark.parametrize("name", FILES)
    @pytest.mark.parametrize("key", ["schema", "key", "name", "name_de", "sources", "window", "pillars"])
    def test_the_parts_that_every_file_has(self, name: str, key: str) -> None:
        broken = removed(FILES[name], (key,))
        assert not schema_accepts(broken)
        assert not reader_accepts(broken)

    @given(data=st.data())
    def test_a_figure_without_status_or_clause(self, data: st.DataObject) -> None:
        name, path = data.draw(st.sampled_from(FIGURES))
        broken = removed(FILES[name], (*path, data.draw(st.sampled_from(["status", "clause"]))))
        assert not schema_accepts(broken)
        assert not reader_accepts(broken)

    @given(data=st.data())
    def test_a_figure_without_the_source_or_the_claims_it_stands_on(self, data: st.DataObject) -> None:
        name, path = data.draw(st.sampled_from(FIGURES))
        key = "claims" if inside(FILES[name], path)["status"] == "contested" else "source"
        broken = removed(FILES[name], (*path, key))
        assert not schema_accepts(broken)
        assert not reader_accepts(broken)

    @given(data=st.data())
    def test_an_argued_figure_without_its_argument(self, data: st.DataObject) -> None:
        argued = [(name, path) for name, path in FIGURES
                  if inside(FILES[name], path)["status"] in ("inferred", "unknown", "contested")]  # fmt: skip
        name, path = data.draw(st.sampled_from(argued))
        keys = ["note", "note_de"] + ["look", "look_de"] * (inside(FILES[name], path)["status"] == "unknown")
        key = data.draw(st.sampled_from(keys))
        broken = removed(FILES[name], (*path, key))
        blank = replaced(FILES[name], (*path, key), "  ")
        for one in (broken, blank):
            assert not schema_accepts(one)
            assert not reader_accepts(one)

    @given(data=st.data())
    def test_a_value_where_nobody_knows_one_and_none_where_somebody_does(self, data: st.DataObject) -> None:
        name, path = data.draw(st.sampled_from(FIGURES))
        if "value" in inside(FILES[name], path):
            broken = removed(FILES[name], (*path, "value"))
        else:
            broken = replaced(FILES[name], (*path, "value"), 1)
        assert not schema_accepts(broken)
        assert not reader_accepts(broken)

    @given(data=st.data(), value=st.sampled_from([-1, 1.5, True, "", "1.225,00", "NaN", "1 000", [], {}]))
    def test_a_value_that_is_no_exact_number_or_day(self, data: st.DataObject, value: Any) -> None:
        valued = [(name, path) for name, path in FIGURES if "value" in inside(FILES[name], path)]
        name, path = data.draw(st.sampled_from(valued))
        broken = replaced(FILES[name], (*path, "value"), value)
        assert not schema_accepts(broken)
        assert not reader_accepts(broken)

    @given(data=st.data(), status=st.sampled_from(["illustrative", "known", "", 1, None, ["published"]]))
    def test_a_status_that_is_none(self, data: st.DataObject, status: Any) -> None:
        name, path = data.draw(st.sampled_from(FIGURES))
        broken = replaced(FILES[name], (*path, "status"), status)
        assert not schema_accepts(broken)
        assert not reader_accepts(broken)

    @pytest.mark.parametrize(
        ("name", "path", "value"),
        [
            ("pakt_fuer_integration.toml", ("schema",), 2),
            ("pakt_fuer_integration.toml", ("pillars", "management", "kind"), "grant"),
            ("pakt_fuer_integration.toml", ("pillars", "management", "pot", "unit"), "persons"),
            ("pakt_fuer_integration.toml", ("facts", "signing", "unit"), "Euro"),
            ("pakt_fuer_integration.toml", ("pillars", "other", "rows", 0, "label"), " "),
            ("pakt_fuer_integration.toml", ("pillars", "management", "threshold"), []),
            ("pakt_fuer_integration.toml", ("sources", "pact", "title"), ""),
            ("pakt_fuer_integration.toml", ("sources", "pact"), "the pact"),
            ("pakt_fuer_integration_2020.toml", ("pillars", "management", "applicants"), "Landkreis"),
            ("pakt_fuer_integration_2023.toml", ("facts", "yearly_sum", "claims"), []),
            ("ukraine_aid_2022.toml", ("pillars", "population", "recipients"), "Land"),
            ("ukraine_aid_2022.toml", ("window", "first", "status"), "unknown"),
            ("nrw_tintg_17.toml", ("pillars", "lump-sum", "every"), {}),
            ("nrw_tintg_17.toml", ("pillars", "lump-sum", "paid_through"), "Land"),
        ],
    )
    def test_a_wrong_word_in_its_place(self, name: str, path: Path_, value: Any) -> None:
        broken = replaced(FILES[name], path, value)
        assert not schema_accepts(broken)
        assert not reader_accepts(broken)

    @pytest.mark.parametrize(
        ("name", "path"),
        [
            ("pakt_fuer_integration.toml", ("pillars", "management", "tranche_pot")),
            ("pakt_fuer_integration.toml", ("pillars", "management", "persons_of_land")),
            ("pakt_fuer_integration.toml", ("pillars", "management", "fixed_amounts", "vocational")),
            ("pakt_fuer_integration.toml", ("pillars", "per-capita", "rounds", 1, "factor")),
            ("pakt_fuer_integration.toml", ("pillars", "other", "rows")),
            ("pakt_fuer_integration_2019.toml", ("pillars", "management", "term")),
            ("pakt_fuer_integration_2025.toml", ("pillars", "management", "until")),
            ("ukraine_aid_2022.toml", ("pillars", "population", "rounds", 0, "persons_of_land")),
            ("ukraine_aid_2022.toml", ("pillars", "population", "rounds", 0, "key")),
            ("nrw_tintg_17.toml", ("pillars", "lump-sum", "every")),
            ("nrw_tintg_17.toml", ("pillars", "lump-sum", "every", "months")),
        ],
    )
    def test_a_rule_that_lacks_a_part(self, name: str, path: Path_) -> None:
        broken = removed(FILES[name], path)
        assert not schema_accepts(broken)
        assert not reader_accepts(broken)

    @given(data=st.data())
    def test_whatever_stands_in_a_place_the_schema_refuses_nothing_that_loads(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(FILES)))
        path = data.draw(st.sampled_from(list(places(FILES[name]))))
        leaves = (
            st.sampled_from(["", "law", "2017", "unknown", "0.5", "published", "EUR", "1E+3", 0, 1, -1, 1.5, True])
            | st.text(max_size=4)
            | st.dates()
            | st.datetimes()
        )
        values = st.lists(leaves, max_size=2) | st.dictionaries(st.sampled_from(["value", "source", "x"]), leaves)
        others = [inside(FILES[other], place) for other, place in data.draw(st.lists(st.sampled_from(FIGURES)))]
        value = data.draw(leaves | values | (st.sampled_from(others) if others else st.nothing()))
        variant = replaced(FILES[name], path, value)
        if reader_accepts(variant):
            assert schema_accepts(variant)


class TestReaderAlone:
    """What a schema cannot see, the reader refuses."""

    @pytest.mark.parametrize(
        ("name", "path", "value", "field"),
        [
            # dates in quotes look like dates of JSON
            ("ukraine_aid_2022.toml", ("window", "first", "value"), "2022-01-01", "window.first.value"),
            ("ukraine_aid_2022.toml", ("budget", "total", "source"), "nobody", "budget.total.source"),
            ("ukraine_aid_2022.toml", ("budget", "total", "value"), "0.001", "budget.total.value"),
            ("ukraine_aid_2022.toml", ("window", "term", "value"), 0, "count"),
            ("pakt_fuer_integration_2020.toml", ("extends",), "pakt", "key"),
            ("pakt_fuer_integration_2020.toml", ("extends",), "own.toml", "extends"),
            ("nrw_tintg_17.toml", (*MONTHS, "value"), 0, ".".join(MONTHS)),
            ("nrw_tintg_17.toml", (*MONTHS, "value"), "0.5", ".".join(MONTHS)),
        ],
    )
    def test_it_names_the_place(self, name: str, path: Path_, value: Any, field: str) -> None:
        broken = replaced(FILES[name], path, value)
        assert schema_accepts(broken)
        with pytest.raises(InvalidInput) as refused:
            read_programme(broken, name, bundled)
        assert [problem.field for problem in refused.value.problems] == [field]

    def test_one_pillar_of_each_rule(self) -> None:
        data = copy.deepcopy(FILES["ukraine_aid_2022.toml"])
        data["pillars"]["again"] = data["pillars"]["population"]
        assert schema_accepts(data)
        assert not reader_accepts(data)


def rate(value: int | None, **days: date) -> dict[str, Any]:
    """Return a rate of some days; without a value one that nobody knows."""
    figure: dict[str, Any] = {"status": "published", "clause": "§ 1", "source": "law", **days}
    if value is None:
        texts = {"note": "not found", "note_de": "nicht gefunden", "look": "law", "look_de": "Gesetz"}
        return figure | texts | {"status": "unknown"}
    return figure | {"value": value}


class TestEvery:
    """Rounds that come back every few months of the window, counted from the first record date."""

    def rounds(self, record_date: date, months: int, *rates: dict[str, Any], years: int = 1) -> PerCapitaPillar:
        data = copy.deepcopy(FILES["nrw_tintg_17.toml"])
        every = data["pillars"]["lump-sum"]["every"]
        every["record_date"]["value"], every["months"]["value"] = record_date, months
        every["rate"] = list(rates) or rate(300)
        data["window"]["term"]["value"] = years
        pillar = read_programme(data, "own.toml", bundled).per_capita
        assert pillar is not None
        return pillar

    def test_quarters(self) -> None:
        keys = [round_.key for round_ in self.rounds(date(2022, 1, 15), 3, years=2).rounds]
        assert keys == [f"{year}-{month:02d}-15" for year in (2022, 2023) for month in (1, 4, 7, 10)]

    def test_the_ends_of_months_do_not_drift(self) -> None:
        days = [round_.record_date for round_ in self.rounds(date(2022, 1, 31), 1).rounds]
        assert [day.day for day in days] == [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

    def test_only_days_of_the_window_count(self) -> None:
        days = [round_.record_date for round_ in self.rounds(date(2020, 11, 1), 5).rounds]
        assert days == [date(2022, 2, 1), date(2022, 7, 1), date(2022, 12, 1)]
        assert self.rounds(date(2023, 1, 1), 1).rounds == ()

    def test_each_round_has_the_rate_of_its_day(self) -> None:
        rates = [rate(300, until=date(2022, 6, 30)), rate(None, **{"from": date(2022, 7, 1)})]
        for order in (rates, rates[::-1]):
            found = [round_.rate for round_ in self.rounds(date(2022, 1, 15), 3, *order).rounds]
            assert [figure.value for figure in found if figure is not None] == [300_00, 300_00, None, None]

    def test_a_day_without_a_rate_is_named(self) -> None:
        with pytest.raises(InvalidInput) as refused:
            self.rounds(date(2022, 1, 15), 3, rate(300, until=date(2022, 9, 30)))
        (problem,) = refused.value.problems
        assert (problem.field, problem.value) == ("pillars.lump-sum.every.rate", "2022-10-15")

    def test_they_may_stand_beside_single_rounds(self) -> None:
        data = copy.deepcopy(FILES["nrw_tintg_17.toml"])
        single = {"key": "extra", "record_date": rate(1) | {"value": date(2022, 2, 1)}, "rate": rate(50)}
        data["pillars"]["lump-sum"]["rounds"] = [single]
        assert schema_accepts(data)
        pillar = read_programme(data, "own.toml", bundled).per_capita
        assert pillar is not None
        assert [round_.key for round_ in pillar.rounds][-1] == "extra"
        assert len(pillar.rounds) == 13
