"""The laws that a programme is held against: all bundled ones keep them, and each law notices what breaks it (F)."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from integrationsfoerderung import (
    Basis,
    Grant,
    GrantPayout,
    InvalidInput,
    PerCapitaPayout,
    Programme,
    Statement,
    calculate,
    load_programme,
    programmes,
)
from integrationsfoerderung.model.source import Status
from integrationsfoerderung.rules import window
from integrationsfoerderung.testing import LAWS, LawCheck, ProgrammeCheck, check_programme

BUNDLED = programmes()
PAKT = load_programme("pakt-fuer-integration")
FILE = Path(__file__).parents[2] / "src" / "integrationsfoerderung" / "catalogue" / "pakt_fuer_integration.toml"


class TestProgrammesThatKeepThem:
    """Every edition that comes with the package keeps every law."""

    @pytest.mark.parametrize("programme", BUNDLED, ids=lambda one: one.key)
    def test_every_bundled_programme_keeps_every_law(self, programme: Programme) -> None:
        check = check_programme(programme, examples=20)
        assert check.holds, check.explain()
        assert [one.law.key for one in check] == [law.key for law in LAWS]
        assert check.first is None
        assert check.broken == ()

    def test_a_key_and_a_path_do_as_well(self) -> None:
        for given in ("pakt-fuer-integration", str(FILE), FILE):
            check = check_programme(given, laws=["budget", "cap"], examples=3)
            assert (check.programme, check.holds, len(check)) == (PAKT, True, 2)
            assert [one.tried for one in check] == [0, 3]

    def test_it_is_told_in_both_languages(self) -> None:
        check = check_programme(PAKT, laws=["budget"])
        assert check.explain().startswith("pakt-fuer-integration: 1 of 1 laws hold")
        assert check.explain("de").startswith("pakt-fuer-integration: 1 von 1 Gesetzmäßigkeiten gelten")


# --- programmes that are wrong by themselves


def with_first_round(**fields: Any) -> Programme:
    """Return the Pakt's per-capita pillar alone, its first round with other fields."""
    assert PAKT.per_capita is not None
    first, *others = PAKT.per_capita.rounds
    pillar = evolve(PAKT.per_capita, rounds=[evolve(first, **fields), *others])
    return evolve(PAKT, budget=None, pillars=[pillar])


def with_management(**values: Any) -> Programme:
    """Return the Pakt's management pillar alone, with other values of the figures named."""
    pillar = PAKT.management
    assert pillar is not None
    figures = {name: evolve(getattr(pillar, name), value=value) for name, value in values.items()}
    return evolve(PAKT, budget=None, pillars=[evolve(pillar, **figures)])


def with_figure(**fields: Any) -> Programme:
    """Return the Pakt, the last of its figures with other fields."""
    *others, last = PAKT.figures
    return evolve(PAKT, figures=[*others, evolve(last, **fields)])


def first_pot(cents: int) -> Any:
    """Return the pot of the first round with another value."""
    assert PAKT.per_capita is not None
    pot = PAKT.per_capita.rounds[0].pot
    assert pot is not None
    return evolve(pot, value=cents)


assert PAKT.budget is not None
WRONG: list[tuple[str, Programme, str]] = [
    ("budget", evolve(PAKT, budget=evolve(PAKT.budget, value=320_000_001_00)), "1.00 EUR over its pillars"),
    ("pots", with_first_round(pot=first_pot(90_000_000_01)), "180,000,000.01 EUR, above the sum that it is part of"),
    ("pots", with_management(tranche_pot=58_000_000_01), "the pot of the first tranche is 58,000,000.01 EUR"),
    ("pots", with_management(threshold=58_000_000_01), "the least frame of those who apply is 58,000,000.01 EUR"),
    ("calendar", with_first_round(due=date(2019, 4, 27)), "2017 is due on 2019-04-27, outside the window"),
    ("calendar", with_first_round(due=date(2017, 9, 14)), "2017 is due on 2017-09-14, before its record date"),
    ("sources", with_figure(source=None), "no source"),
    ("sources", with_figure(status=None), "no status"),
    ("sources", with_figure(status=Status.ILLUSTRATIVE), "made up for an example"),
    ("calculates", with_management(persons_of_land=0), "the case is not calculated: InvalidInput"),
    ("calculates", with_management(term=9_000), "the case is not calculated: InvalidInput"),
]


class TestWrongProgrammes:
    """A programme whose own figures do not go together is told so."""

    @pytest.mark.parametrize(("law", "programme", "text"), WRONG)
    def test_what_is_wrong_is_named(self, law: str, programme: Programme, text: str) -> None:
        check = check_programme(programme, laws=[law], examples=20)
        assert check.broken == (law,)
        assert check.first is not None
        assert text in check.first.explain()
        assert "BROKEN" in check.explain()
        assert "VERLETZT" in check.explain("de")

    def test_a_file_is_checked_as_it_is(self, tmp_path: Path) -> None:
        wrong = tmp_path / "wrong.toml"
        text = FILE.read_text(encoding="utf-8")
        assert "value = 320_000_000" in text
        wrong.write_text(text.replace("value = 320_000_000", "value = 330_000_000"), encoding="utf-8")
        check = check_programme(wrong, examples=3)
        assert check.broken == ("budget",)
        assert check.first is not None
        assert check.first.explain("de") == "der Haushalt liegt 10.000.000,00 EUR über seinen Säulen" or "EUR" in str(
            check.first.violation
        )

    def test_a_file_that_does_not_load_is_refused_with_its_problems(self, tmp_path: Path) -> None:
        wrong = tmp_path / "wrong.toml"
        wrong.write_text("schema = 1\nkey = 5\n", encoding="utf-8")
        with pytest.raises(InvalidInput) as caught:
            check_programme(wrong)
        assert len(caught.value.problems) > 1

    @pytest.mark.parametrize("given", [{"laws": ["nothing"]}, {"examples": 0}, {"examples": True}, {"examples": 1.5}])
    def test_what_cannot_be_asked_is_refused(self, given: dict[str, Any]) -> None:
        with pytest.raises(InvalidInput) as caught:
            check_programme(PAKT, **given)
        assert [problem.field for problem in caught.value.problems] == list(given)


# --- rules that are wrong


def paid(statement: Statement) -> list[PerCapitaPayout]:
    """Return the per-capita payouts with an amount."""
    return [one for one in statement.payouts if isinstance(one, PerCapitaPayout) and one.cents is not None]


def changed(statement: Statement, change: Callable[[Any], Any]) -> Statement:
    """Return a statement with other payouts."""
    return evolve(statement, payouts=tuple(change(payout) for payout in statement.payouts))


def one_cent_more(statement: Statement) -> Statement:
    """Pay the first one a cent more."""
    first = paid(statement)[:1]
    return changed(statement, lambda one: evolve(one, cents=(one.cents or 0) + 1) if one in first else one)


def by_name(statement: Statement) -> Statement:
    """Pay by the length of the name."""
    return changed(
        statement,
        lambda one: evolve(one, cents=len(one.payee.name)) if isinstance(one, PerCapitaPayout) and one.cents else one,
    )


def by_size_of_the_list(statement: Statement) -> Statement:
    """Pay more where more are listed."""
    size = len(statement.municipalities)
    return changed(
        statement,
        lambda one: evolve(one, cents=one.cents * size) if isinstance(one, PerCapitaPayout) and one.cents else one,
    )


def less_for_more(statement: Statement) -> Statement:
    """Pay less for more persons."""
    return changed(
        statement,
        lambda one: evolve(one, cents=10**15 // (one.persons + 1)) if one in paid(statement) else one,
    )


def something_for_nobody(statement: Statement) -> Statement:
    """Pay a euro at least."""
    return changed(statement, lambda one: evolve(one, cents=max(one.cents, 100)) if one in paid(statement) else one)


def above_the_claims(statement: Statement) -> Statement:
    """Grant a hundred euros more."""

    def more(grant: Grant) -> Grant:
        return grant if not grant.cents else evolve(grant, cents=grant.cents + 100_00)

    return evolve(statement, grants=tuple(more(grant) for grant in statement.grants))


def lost_part(statement: Statement) -> Statement:
    """Lose the last part of a grant."""
    parts = [one for one in statement.payouts if isinstance(one, GrantPayout) and one.cents]
    return evolve(statement, payouts=tuple(one for one in statement.payouts if one not in parts[-1:]))


def without_gaps(statement: Statement) -> Statement:
    """Say nothing of what is unknown."""
    return evolve(statement, gaps=())


def raising(_: Statement) -> Statement:
    """Fail as a careless rule would."""
    raise ZeroDivisionError("division by zero")


SLIPS: list[tuple[str, Callable[[Statement], Statement]]] = [
    ("calculates", raising),
    ("conservation", one_cent_more),
    ("conservation", lost_part),
    ("cap", above_the_claims),
    ("anonymity", by_name),
    ("independence", by_size_of_the_list),
    ("monotone", less_for_more),
    ("nobody", something_for_nobody),
    ("open", without_gaps),
    ("replay", one_cent_more),
    ("inverse", one_cent_more),
    ("json", one_cent_more),
    ("explained", one_cent_more),
]


def slipping(slip: Callable[[Statement], Statement]) -> Callable[..., Statement]:
    """Return `calculate` with a slip in it."""

    def run(*args: Any, **options: Any) -> Statement:
        return slip(calculate(*args, **options))

    return run


class TestWrongRules:
    """Whoever computes otherwise is told with the smallest case that was found."""

    @pytest.mark.parametrize(("law", "slip"), SLIPS)
    def test_each_law_notices_what_breaks_it(self, law: str, slip: Callable[[Statement], Statement]) -> None:
        check = check_programme(PAKT, laws=[law], examples=20, calculate=slipping(slip))
        assert check.broken == (law,)
        assert check.first is not None
        assert check.first.trial is not None
        assert len(check.first.trial.case.municipalities) <= 4

    def test_a_rule_that_forgets_the_window(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(window, "starts_inside", lambda *_: True)
        check = check_programme(PAKT, laws=["window"], examples=60)
        assert check.broken == ("window",)
        assert "although the position started on" in check.explain()

    def test_a_sum_that_leaves_something_out(self, monkeypatch: pytest.MonkeyPatch) -> None:
        by = Statement.by

        def forgetful(self: Statement, dimension: str, **selection: Any) -> dict[Any, Decimal]:
            return dict(list(by(self, dimension, **selection).items())[1:])

        monkeypatch.setattr(Statement, "by", forgetful)
        assert check_programme(PAKT, laws=["totals"], examples=20).broken == ("totals",)

    def test_every_law_is_broken_by_something_here(self) -> None:
        broken = {law for law, _, _ in WRONG} | {law for law, _ in SLIPS} | {"window", "totals"}
        assert broken == {law.key for law in LAWS}

    def test_a_case_that_is_not_calculated_breaks_no_other_law(self) -> None:
        assert check_programme(PAKT, examples=10, calculate=slipping(raising)).broken == ("calculates",)

    def test_the_report_is_text_and_data(self) -> None:
        laws = ["budget", "conservation", "anonymity"]
        check = check_programme(PAKT, laws=laws, examples=20, calculate=slipping(one_cent_more))
        assert "conservation" in check.broken
        data = json.loads(json.dumps(check.to_dict()))
        assert data["holds"] is False
        found = next(law for law in data["laws"] if law["law"] == "conservation")
        assert found["counter_example"]["case"]["municipalities"]
        assert found["counter_example"]["options"]["basis"] in [basis.value for basis in Basis]
        english, german = check.explain(), check.explain("de")
        assert "BROKEN: conservation: parts add up to the whole" in english
        assert "in place of" in english
        assert "VERLETZT: conservation: Teile ergeben das Ganze" in german
        assert "statt" in german
        assert "persons on 2017-09-15" in english
        assert "Personen am 15.09.2017" in german
        assert "<" not in english

    def test_it_finds_the_same_on_every_run(self) -> None:
        one, other = (
            check_programme(PAKT, laws=["conservation"], examples=10, calculate=slipping(one_cent_more))
            for _ in range(2)
        )
        assert one == other
        assert isinstance(one, ProgrammeCheck)
        assert isinstance(one[0], LawCheck)
        assert one[:1] == (one[0],)
