"""Data frames of pandas, polars and Arrow: exact on the way out, and on the way in checked as files are."""

import pickle
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from importlib import import_module
from subprocess import run
from typing import Any

import narwhals as nw
import numpy as np
import polars as pl
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from integrationsfoerderung import (
    Case,
    Entry,
    HeadCount,
    InvalidInput,
    Manager,
    Municipality,
    Statement,
    calculate,
    load_example,
    load_programme,
)
from integrationsfoerderung.frames import (
    Read,
    case_from_frames,
    case_to_frame,
    managers_from_frame,
    municipalities_from_frame,
    to_frame,
)
from integrationsfoerderung.intake import CellProblem
from integrationsfoerderung.tabulation import Kind, table_of
from integrationsfoerderung.testing import cases, statements

# Neither says of which types it is made.
pa: Any = import_module("pyarrow")
pd: Any = import_module("pandas")

PAKT = load_programme("pakt-fuer-integration")
CASE = load_example("tuttlingen")
STATEMENT = calculate(PAKT, CASE.municipalities, CASE.managers)
BACKENDS: Any = ("polars", "pandas", "pyarrow")
TABLES = ("payouts", "municipalities", "managers", "grants", "areas")
KINDS = {"polars": pl.DataFrame, "pandas": pd.DataFrame, "pyarrow": pa.Table}
EVERY = pytest.mark.parametrize("backend", BACKENDS)


def cells(frame: Any, name: str) -> list[Any]:
    """The cells of a column, None where there is nothing."""
    column = nw.from_native(frame, eager_only=True)[name]
    return [None if null else cell for cell, null in zip(column.to_list(), column.is_null().to_list(), strict=True)]


def names(frame: Any) -> list[str]:
    return list(nw.from_native(frame, eager_only=True).columns)


def frame_of(backend: str, columns: dict[str, list[Any]]) -> Any:
    makers: dict[str, Any] = {"polars": pl.DataFrame, "pandas": pd.DataFrame, "pyarrow": pa.table}
    return makers[backend](columns)


@contextmanager
def refused(*texts: str) -> Iterator[list[CellProblem]]:
    """What is done inside raises InvalidInput that says so; yields its problems."""
    found: list[Any] = []
    with pytest.raises(InvalidInput) as caught:
        yield found
    found.extend(caught.value.problems)
    for text in texts:
        assert text in str(caught.value)


class TestOut:
    """A frame has the cells of the table, exactly."""

    @EVERY
    @pytest.mark.parametrize("table", TABLES)
    def test_every_cell_is_the_one_of_the_table(self, backend: Any, table: str) -> None:
        self.check(STATEMENT, table, backend)

    @EVERY
    @given(data=st.data())
    @settings(max_examples=10)
    def test_so_it_is_for_any_statement(self, backend: Any, data: st.DataObject) -> None:
        statement = data.draw(statements(adversarial=True))
        for table in TABLES:
            self.check(statement, table, backend)

    def check(self, statement: Statement, table: str, backend: Any) -> None:
        frame = to_frame(statement, table, backend=backend)
        assert isinstance(frame, KINDS[backend])
        wanted = table_of(statement, table)
        left = names(frame)
        for column in wanted.columns:
            values: list[Any] = list(wanted.column(column.key))
            if column.kind is Kind.MONEY and backend == "pandas":
                assert cells(frame, f"{column.key}_cents") == [v if v is None else v * 100 for v in values]
                left.remove(f"{column.key}_cents")
            elif column.kind is Kind.NUMBER and column.key not in ("fte", "paid_fte"):
                above, below = (cells(frame, f"{column.key}_{part}") for part in ("numerator", "denominator"))
                exact = [None if one is None else Fraction(one, other) for one, other in zip(above, below, strict=True)]
                assert exact == [None if v is None else Fraction(v) for v in values]
                left.remove(f"{column.key}_numerator")
                left.remove(f"{column.key}_denominator")
            else:
                found = cells(frame, column.key)
                if column.kind is Kind.DAY:
                    found = [one.date() if isinstance(one, datetime) else one for one in found]
                assert found == [None if v == "" else v for v in values]
                left.remove(column.key)
        assert left == []

    @EVERY
    def test_types_do_not_depend_on_what_is_in_the_columns(self, backend: Any) -> None:
        nobody = calculate(PAKT, [Municipality("08327050", "Tuttlingen")])
        full, bare = (to_frame(statement, "managers", backend=backend) for statement in (STATEMENT, nobody))
        types = [
            dict(frame.dtypes) if backend == "pandas" else dict(nw.from_native(frame, eager_only=True).schema)
            for frame in (full, bare)
        ]
        assert {name: types[0][name] for name in types[1]} == types[1]
        assert len(types[1]) > 15

    def test_amounts_are_decimals_of_two_places_or_whole_cents_by_name(self) -> None:
        assert to_frame(STATEMENT)["amount"].dtype == pl.Decimal(38, 2)
        assert to_frame(STATEMENT, backend="pyarrow").schema.field("amount").type == pa.decimal128(38, 2)
        frame = to_frame(STATEMENT, backend="pandas")
        assert "amount" not in frame.columns
        assert str(frame["amount_cents"].dtype) == "Int64"
        assert int(frame["amount_cents"].sum()) == 234485000
        assert to_frame(STATEMENT)["amount"].sum() == Decimal("2344850.00")
        for backend in ("polars", "pyarrow"):
            assert not any("cents" in name for name in names(to_frame(STATEMENT, "managers", backend=backend)))

    def test_no_column_is_a_float(self) -> None:
        for backend in BACKENDS:
            for table in TABLES:
                schema = nw.from_native(to_frame(STATEMENT, table, backend=backend), eager_only=True).schema
                assert not any(kind.is_float() for kind in schema.values())

    @EVERY
    def test_what_is_open_is_null_and_not_nothing(self, backend: Any) -> None:
        towns = [
            Municipality("08327050", "Tuttlingen", head_counts=[HeadCount(date(2017, 9, 15), 248)]),
            Municipality("08327046", "Spaichingen"),
        ]
        frame = to_frame(calculate(PAKT, towns), backend=backend)
        amount = "amount_cents" if backend == "pandas" else "amount"
        assert cells(frame, amount)[0] == (30380000 if backend == "pandas" else Decimal("303800.00"))
        assert cells(frame, amount)[1] is None
        assert cells(frame, "persons") == [248, None]

    def test_amounts_beyond_64_bits_of_cents_stay_exact_in_pandas(self) -> None:
        manager = evolve(CASE.managers[5], material_costs=Decimal(10) ** 19)
        statement = calculate(PAKT, CASE.municipalities, [manager])
        assert cells(to_frame(statement, "managers", backend="pandas"), "material_costs_cents") == [10**21]

    def test_texts_speak_german_names_of_columns_do_not(self) -> None:
        frame = to_frame(STATEMENT, "managers", lang="de")
        assert frame["qualification"][0] == "Hochschulabschluss Soziale Arbeit"
        assert frame.columns == to_frame(STATEMENT, "managers").columns

    def test_what_cannot_be_made_is_refused(self) -> None:
        with refused("table", "payouts, municipalities, managers"):
            to_frame(STATEMENT, "derivation")
        with refused("backend", "polars, pandas, pyarrow"):
            to_frame(STATEMENT, backend="excel")  # type: ignore[arg-type]  # what a caller may write
        with refused("backend"):
            to_frame(STATEMENT, backend=["polars"])  # type: ignore[arg-type]  # what a caller may write
        with refused("lang"):
            to_frame(STATEMENT, lang="fr")  # type: ignore[arg-type]  # what a caller may write
        with refused("a Statement"):
            to_frame(CASE)  # type: ignore[arg-type]  # what a caller may write
        with refused("a Case"):
            case_to_frame(STATEMENT)  # type: ignore[arg-type]  # what a caller may write
        with refused("municipalities, managers, entries"):
            case_to_frame(CASE, "districts")

    @EVERY
    def test_a_backend_that_is_not_installed_is_named_with_the_command(self, backend: Any) -> None:
        program = f"""
import sys
sys.modules["{backend}"] = None
from integrationsfoerderung import calculate, load_programme
from integrationsfoerderung.frames import MissingBackend, to_frame
try:
    to_frame(calculate(load_programme("pakt-fuer-integration"), []), backend="{backend}")
except MissingBackend as error:
    print(error)
"""
        found = run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
        assert f"pip install {backend}" in found.stdout

    def test_without_narwhals_the_error_has_the_command_and_nothing_else_needs_it(self) -> None:
        program = """
import sys
sys.modules["narwhals"] = None
import integrationsfoerderung
try:
    import integrationsfoerderung.frames
except ImportError as error:
    print(error)
"""
        found = run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
        assert "pip install 'integrationsfoerderung[frames]'" in found.stdout


class TestThereAndBack:
    """A case that goes out as frames comes back equal."""

    @EVERY
    @given(data=st.data())
    @settings(max_examples=15)
    def test_any_case(self, backend: Any, data: st.DataObject) -> None:
        case = data.draw(cases(adversarial=True))
        frames = [case_to_frame(case, table, backend=backend) for table in ("municipalities", "managers")]
        assert municipalities_from_frame(frames[0]) == case.municipalities
        assert managers_from_frame(frames[1]) == case.managers
        again = case_from_frames(*frames)
        assert again == Case(case.municipalities, case.managers)

    @EVERY
    def test_entries_come_in_a_frame_of_their_own(self, backend: Any) -> None:
        town = Municipality("08327050", "Tuttlingen", entries=[Entry(date(2022, 3, 1), 40), Entry(date(2022, 4, 1), 2)])
        towns, entries = (case_to_frame(Case([town]), name, backend=backend) for name in ("municipalities", "entries"))
        assert municipalities_from_frame(towns, entries=entries) == (town,)
        assert case_from_frames(towns, entries=entries).municipalities == (town,)

    @EVERY
    def test_an_empty_case(self, backend: Any) -> None:
        assert municipalities_from_frame(case_to_frame(Case(), backend=backend)) == ()
        assert managers_from_frame(case_to_frame(Case(), "managers", backend=backend)) == ()

    def test_what_is_read_is_a_tuple_that_can_be_calculated_sent_and_compared(self) -> None:
        read = municipalities_from_frame(case_to_frame(CASE))
        assert isinstance(read, Read)
        assert issubclass(Read, tuple)
        assert calculate(PAKT, read, CASE.managers).total(known_only=True) == Decimal("2344850.00")
        again: Any = pickle.loads(pickle.dumps(read))  # noqa: S301  # our own bytes
        assert again == read
        assert (again.remarks, again.extra) == (read.remarks, read.extra) == ((), ())
        assert Read((1, 2)).remarks == ()


class TestIn:
    """Columns and cells are understood as those of files are."""

    @EVERY
    def test_german_headings_keys_without_zero_and_a_column_for_the_day(self, backend: Any) -> None:
        frame = frame_of(backend, {"AGS": [8327050], "Gemeinde": ["Tuttlingen"], "Personen 15.09.2017": [248]})
        read = municipalities_from_frame(frame)
        assert [remark.kind for remark in read.remarks] == ["repaired-key"]
        assert read == (Municipality("08327050", "Tuttlingen", head_counts=[HeadCount(date(2017, 9, 15), 248)]),)

    @EVERY
    def test_columns_that_are_not_used_are_kept_and_remarked(self, backend: Any) -> None:
        read = municipalities_from_frame(frame_of(backend, {"ags": ["08327050"], "name": ["T"], "mayor": ["Beck"]}))
        assert [remark.kind for remark in read.remarks] == ["extra-column"]
        (extra,) = read.extra
        assert extra.spot.column == "mayor"
        assert extra.values == ((0, "Beck"),)

    def test_gaps_of_every_kind_are_empty_cells(self) -> None:
        frame = pd.DataFrame(
            {
                "ags": ["08327050", "08327046", "08327002", "08327004"],
                "name": ["A", "B", "C", "D"],
                "record_date": [pd.Timestamp("2017-09-15"), pd.NaT, None, pd.NaT],
                "persons": [248.0, np.nan, None, np.nan],
                "status": ["final", None, np.nan, pd.NA],
                "provider": pd.array([8327, None, pd.NA, None], dtype="Int64"),
            }
        )
        read = municipalities_from_frame(frame)
        assert [one.head_counts for one in read[1:]] == [(), (), ()]
        assert read[0].head_counts == (HeadCount(date(2017, 9, 15), 248),)
        assert read[0].provider == "08327"
        assert read[1].provider is None
        assert municipalities_from_frame(pl.DataFrame({"ags": ["08327050"], "name": ["A"], "persons": [float("nan")]}))

    def test_values_of_numpy_lists_and_enumerations_are_taken(self) -> None:
        frame = pd.DataFrame(
            {
                "id": ["M"],
                "provider": [np.int64(8327)],
                "fte": pd.Series([Decimal("0.75")], dtype="object"),
                "qualification": pd.Categorical(["degree"]),
                "start": [np.datetime64("2018-04-03")],
                "serves": [["08327004", "08327008"]],
                "illustrative": pd.Series([np.bool_(True)], dtype="object"),
                "material_costs_cents": pd.Series([720050.0]),
                "staff_costs": pd.Series([np.float64(101000.5)], dtype="object"),
            }
        )
        wanted = Manager(
            "M",
            provider="08327",
            fte=Decimal("0.75"),
            qualification="degree",
            start=date(2018, 4, 3),
            serves=("08327004", "08327008"),
            illustrative=True,
            material_costs=Decimal("7200.50"),
            staff_costs=Decimal("101000.5"),
        )
        assert managers_from_frame(frame) == (wanted,)
        lists = pl.DataFrame({"id": ["M"], "provider": ["08327"], "fte": [0.75], "qualification": ["degree"],
                              "start": [date(2018, 4, 3)], "serves": [["08327004", "08327008"]],
                              "material_costs_cents": [720050]})  # fmt: skip
        assert managers_from_frame(lists) == (evolve(wanted, illustrative=False, staff_costs=None),)
        assert managers_from_frame(lists.to_arrow()) == managers_from_frame(lists)

    @EVERY
    def test_texts_are_taken_as_they_are(self, backend: Any) -> None:
        read = municipalities_from_frame(frame_of(backend, {"ags": ["08327050"], "name": [" '=1+1 "]}))
        assert read[0].name == " '=1+1 "


class TestRefused:
    """Every problem comes at once, with row and column."""

    @EVERY
    def test_of_municipalities(self, backend: Any) -> None:
        frame = frame_of(
            backend,
            {
                "ags": ["08327050", "x", None, "08327046"],
                "name": ["Tuttlingen", "B", "C", None],
                "record_date": ["15.09.2017", "2017-09-15", "2017-09-15", "31.02.2017"],
                "persons": ["248", "1.225", "-3", "viele"],
            },
        )
        with refused() as problems:
            municipalities_from_frame(frame)
        found = {(problem.row, problem.column) for problem in problems}
        assert {(1, "ags"), (1, "persons"), (2, "ags"), (3, "name"), (3, "record_date"), (3, "persons")} <= found
        assert not any(row == 0 for row, _ in found)

    @EVERY
    def test_of_managers(self, backend: Any) -> None:
        frame = frame_of(
            backend,
            {
                "id": ["M", "M", "N"],
                "provider": ["08327050", "08327050", "8327050,5"],
                "fte": [0.6, 1.5, float("nan")],
                "qualification": ["degree", "plumber", "vocational"],
                "start": [date(2018, 4, 1), date(2018, 4, 1), None],
                "material_costs_cents": [12.5, 1.0, 1.0],
            },
        )
        with refused("each id once", "whole cents") as problems:
            managers_from_frame(frame)
        assert {(one.row, one.column) for one in problems} == {
            (0, "material_costs"), (1, "id"), (1, "fte"), (1, "qualification"), (2, "provider"), (2, "fte"),
            (2, "start"),
        }  # fmt: skip

    @EVERY
    def test_missing_columns_are_named_all_at_once_and_no_row_is(self, backend: Any) -> None:
        with refused("column VZÄ (FTE)", "column Beginn (start)") as problems:
            managers_from_frame(frame_of(backend, {"id": ["M"], "provider": ["08327"]}))
        assert {problem.row for problem in problems} == {None}
        with refused("column Name (name)"):
            municipalities_from_frame(frame_of(backend, {"ags": ["08327050"]}))

    def test_two_columns_that_mean_the_same(self) -> None:
        with refused("one column for each thing") as problems:
            municipalities_from_frame(pl.DataFrame({"ags": ["08327050"], "AGS": ["08327050"], "name": ["A"]}))
        assert [(problem.row, problem.column) for problem in problems] == [(None, "AGS")]
        twice = pd.DataFrame([["08327050", "08327050", "A"]], columns=["ags", "ags", "name"])
        with refused("each column once"):
            municipalities_from_frame(twice)

    @pytest.mark.parametrize(
        "thing", [None, 5, "frame.csv", [{"ags": "08327050"}], {"ags": ["08327050"]}, pl.LazyFrame({"ags": ["x"]}),
                  pl.Series([1]), CASE],
        ids=lambda thing: type(thing).__name__,
    )  # fmt: skip
    def test_what_is_no_frame(self, thing: Any) -> None:
        for read in (municipalities_from_frame, managers_from_frame, case_from_frames):
            if thing is not None or read is not case_from_frames:
                with refused("a frame of pandas, polars or Arrow") as problems:
                    read(thing)
                assert len(problems) == 1

    @EVERY
    def test_what_does_not_fit_together_has_its_row(self, backend: Any) -> None:
        towns = frame_of(backend, {"ags": ["08327050"], "name": ["Tuttlingen"]})
        people = {"id": ["A", "M"], "provider": ["08327050", "08327046"], "fte": ["0,5", "0,5"]}
        people |= {"qualification": ["degree", "degree"], "start": ["2018-04-01", "2018-04-01"]}
        with refused("the provider of a municipality of the case") as problems:
            case_from_frames(towns, frame_of(backend, people))
        assert [(problem.row, problem.column) for problem in problems] == [(1, "provider")]

    def test_columns_without_a_text_for_a_name(self) -> None:
        with refused("column Schlüssel (key)"):
            municipalities_from_frame(pd.DataFrame({0: ["08327050"], 1: ["Tuttlingen"]}))

    ANYTHING = st.one_of(
        st.none(), st.text(max_size=8), st.integers(), st.floats(), st.booleans(), st.dates(), st.decimals(),
        st.sampled_from([pd.NA, pd.NaT, [1], ["a"], {}, np.array([1, 2]), np.array(5), b"x", 1j, object()]),
        st.datetimes(), st.timedeltas(),
    )  # fmt: skip

    @given(st.lists(st.lists(ANYTHING, min_size=6, max_size=6), max_size=4))
    @settings(max_examples=60)
    def test_whatever_stands_in_cells_ends_in_our_errors_or_in_nouns(self, rows: list[list[Any]]) -> None:
        heads = ["id", "provider", "fte", "qualification", "start", "material_costs_cents"]
        columns = {name: pd.Series([row[place] for row in rows], dtype="object") for place, name in enumerate(heads)}
        with suppress(InvalidInput):
            assert all(isinstance(one, Manager) for one in managers_from_frame(pd.DataFrame(columns)))
