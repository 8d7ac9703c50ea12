"""Numbers at the edge of what is allowed, and beyond it: the right amount or a clear error, on every face."""

import sys
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from click.testing import CliRunner

from integrationsfoerderung import (
    Basis,
    HeadCount,
    IntegrationsfoerderungError,
    InvalidInput,
    Manager,
    Method,
    Municipality,
    Programme,
    Rounding,
    Statement,
    Status,
    apportion,
    bulk,
    calculate,
    districts,
    load_programme,
    municipalities_of,
)
from integrationsfoerderung.cli.program import program
from integrationsfoerderung.notebook import html as notebook_html
from integrationsfoerderung.report import html as report_html

PAKT = load_programme("pakt-fuer-integration")
DAY = date(2017, 9, 15)
MOST = 10**18


def town(persons: int, day: date = DAY, key: str = "08327050") -> Municipality:
    return Municipality(key, f"Town {key}", head_counts=[HeadCount(day, persons)])


def with_round(**figures: Any) -> Programme:
    """The Pakt's round of 2017 alone, with other figures."""
    assert PAKT.per_capita is not None
    rounds = [
        evolve(one, **{
            name: evolve(getattr(one, name), value=value, status=Status.ILLUSTRATIVE, claims=())
            for name, value in figures.items()
        })
        for one in PAKT.per_capita.rounds
        if one.key == "2017"
    ]  # fmt: skip
    return evolve(PAKT, pillars=[evolve(PAKT.per_capita, rounds=rounds)])


@contextmanager
def refused(told: str) -> Iterator[None]:
    """What happens inside is refused, with these words."""
    with pytest.raises(InvalidInput) as caught:
        yield
    assert told in str(caught.value)


def everywhere(statement: Statement) -> None:
    """A statement is shown and read back on every face."""
    assert Statement.from_dict(statement.to_dict()) == statement
    for lang in ("en", "de"):
        assert report_html(statement, lang)
        assert notebook_html(statement, lang)
        assert all(one.explain(lang) for one in statement.payouts if one.amount is not None)


class TestManyPersons:
    """Up to 10^18 persons are counted, as far as the whole Land has as many."""

    def test_the_most_that_are_allowed_are_paid_exactly(self) -> None:
        programme = with_round(persons_of_land=MOST)
        statement = calculate(programme, [town(MOST)])
        assert statement.total(pillar="per-capita") == Decimal(1225) * MOST
        assert bulk.payouts(programme, [[MOST, 0]], round="2017").tolist() == [[122500 * MOST, 0]]
        everywhere(statement)

    def test_all_of_them_get_the_whole_pot(self) -> None:
        programme = with_round(persons_of_land=MOST, pot=90_000_000_00)
        statement = calculate(programme, [town(MOST)], basis=Basis.POT_SHARE)
        assert statement.total(pillar="per-capita") == 90_000_000
        everywhere(statement)

    def test_more_are_refused(self) -> None:
        with refused("at most 1,000,000,000,000,000,000"):
            town(MOST + 1)
        with refused("allowed: at most"):
            bulk.payouts(PAKT, [[MOST + 1]], round="2017")

    @pytest.mark.parametrize("basis", Basis)
    def test_more_than_the_land_has_are_refused(self, basis: Basis) -> None:
        with refused("the count of the whole Land"):
            calculate(PAKT, [town(MOST)], basis=basis)
        with refused("the count of the whole Land"):
            bulk.payouts(PAKT, [[MOST]], round="2017", basis=basis)

    @pytest.mark.parametrize(
        ("persons", "allowed"), [(MOST, "72,857"), (MOST + 1, "1,000,000,000,000,000,000"), (10**30, "")]
    )
    def test_the_command_line_says_the_same(self, persons: int, allowed: str, tmp_path: Path) -> None:
        text = f"AGS;Gemeinde;Stichtag;Personen\n08327050;T;15.09.2017;{persons}\n"
        (tmp_path / "case.csv").write_text(text, "utf-8")
        code, _, errors = run("calculate", "case.csv", "--lang", "en", folder=tmp_path)
        assert code == 1
        assert "allowed: " in errors
        assert allowed in errors


class TestNobody:
    """A whole Land without persons is no divisor."""

    def test_a_share_of_nobody_is_refused(self) -> None:
        programme = with_round(persons_of_land=0)
        with refused("persons_of_land"):
            bulk.payouts(programme, [[0]], round="2017", basis=Basis.POT_SHARE)
        for persons in (0, 1):
            with refused("persons_of_land is 0; allowed: a whole number, 1 or more"):
                calculate(programme, [town(persons)], basis=Basis.POT_SHARE)

    def test_a_pot_over_nobody_is_refused(self) -> None:
        with pytest.raises(InvalidInput):
            apportion(Decimal(1), {"a": 0, "b": 0}, method=Method.LARGEST_REMAINDER)
        with pytest.raises(InvalidInput):
            bulk.apportion(1, [[0, 0]])

    def test_a_municipality_with_nobody_is_paid_nothing(self) -> None:
        statement = calculate(with_round(), [town(0)])
        assert statement.total(pillar="per-capita") == 0
        everywhere(statement)


class TestOneCent:
    """A pot of one cent over every municipality of the Land."""

    TOWNS = tuple(
        evolve(place, head_counts=[HeadCount(DAY, 1)]) for one in districts() for place in municipalities_of(one.key)
    )

    def test_one_gets_it(self) -> None:
        assert len(self.TOWNS) == 1101
        programme = with_round(pot=1, persons_of_land=1101)
        options: dict[str, Any] = {"basis": Basis.POT_SHARE, "rounding": Rounding.CENT}
        exact = calculate(programme, self.TOWNS, method=Method.LARGEST_REMAINDER, **options)
        assert exact.total() == Decimal("0.01")
        assert [one.recipient for one in exact.payouts if one.amount] == [min(one.ags for one in self.TOWNS)]
        assert calculate(programme, self.TOWNS, **options).total() == 0

    def test_in_bulk_as_well(self) -> None:
        keys = [one.ags for one in self.TOWNS]
        split = bulk.apportion(Decimal("0.01"), [[1] * 1101], keys=keys, method=Method.LARGEST_REMAINDER)
        assert split.sum() == 1
        assert keys[int(split.argmax())] == min(keys)


class TestFarDays:
    @pytest.mark.parametrize("day", [date.min, date.max])
    def test_a_count_of_a_far_day_pays_nothing_and_breaks_nothing(self, day: date) -> None:
        statement = calculate(PAKT, [town(248, day)])
        assert all(one.amount is None or one.amount == 0 for one in statement.payouts)
        everywhere(statement)

    @pytest.mark.parametrize("start", [date.min, date.max])
    @pytest.mark.parametrize("end", [None, date.max])
    def test_a_manager_of_a_far_day_is_paid_nothing_or_refused(self, start: date, end: date | None) -> None:
        anna = Manager("M-01", provider="08327050", fte=Decimal(1), qualification="degree", start=start, end=end)
        try:
            statement = calculate(PAKT, [town(248)], [anna], expected=True)
        except InvalidInput as refused:
            assert "M-01" in str(refused)  # noqa: PT017  # either way is right, as long as it is clear
        else:
            everywhere(statement)
            assert all(one.amount in {None, 0} for one in statement.payouts if one.pillar == "management")

    @pytest.mark.parametrize("day", ["01.01.0001", "31.12.9999", "0001-01-01", "9999-12-31", "00.00.0000"])
    def test_the_command_line_reads_them_or_says_why_not(self, day: str, tmp_path: Path) -> None:
        (tmp_path / "case").mkdir()
        (tmp_path / "case" / "municipalities.csv").write_text(
            f"AGS;Gemeinde;Stichtag;Personen\n08327050;T;{day};248\n", "utf-8"
        )
        (tmp_path / "case" / "managers.csv").write_text(
            f"id;provider;fte;qualification;start;end\nM-01;08327050;1;degree;{day};{day}\n", "utf-8"
        )
        code, out, errors = run("calculate", "case", "--expected", "--lang", "en", folder=tmp_path)
        assert code in {0, 1}
        assert out if code == 0 else day in errors

    def test_a_programme_of_a_far_day_is_right_or_refused(self, tmp_path: Path) -> None:
        source = Path(sys.modules[load_programme.__module__].__file__ or "").with_name("pakt_fuer_integration.toml")
        for old in ("2017-04-27", "2017-09-15"):
            for new in ("0001-01-01", "9999-12-31"):
                path = tmp_path / "programme.toml"
                path.write_text(source.read_text("utf-8").replace(old, new), "utf-8")
                try:
                    statement = calculate(load_programme(path), [town(248)], expected=True)
                except IntegrationsfoerderungError as refused:
                    assert str(refused)  # noqa: PT017  # refusing is one of two right answers
                else:
                    everywhere(statement)


def run(*arguments: str, folder: Path) -> tuple[int, str, str]:
    """Code, output and errors of the command line, run in this process; the code is 70 for an error of ours."""
    with chdir(folder):
        done = CliRunner().invoke(program, arguments, env={"COLUMNS": "200"})
    return done.exit_code, done.stdout, done.stderr
