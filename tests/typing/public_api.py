"""The public API as a strictly typed program sees it: checked by mypy and pyright, run by nobody.

Each `assert_type` fails the type check where the library promises less, or something else, than its documentation.
"""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, assert_type

import integrationsfoerderung
from integrationsfoerderung import (
    Basis,
    Case,
    CountStatus,
    Figure,
    HeadCount,
    IntegrationsfoerderungError,
    InvalidInput,
    ManagementPillar,
    Manager,
    Method,
    Municipality,
    Payout,
    PayoutRound,
    PerCapitaPillar,
    Period,
    Pillar,
    Programme,
    Qualification,
    Rounding,
    Source,
    Stage,
    Statement,
    Status,
    UnknownFigureError,
    apportion,
    calculate,
    first_tranche,
    implied_persons,
    load_example,
    load_programme,
    planning_frame,
    programmes,
    testing,
)


def programme_as_data(path: Path) -> None:
    programme = load_programme("pakt-fuer-integration")
    assert_type(programme, Programme)
    assert_type(load_programme(path), Programme)
    assert_type(programme.window, Period)
    assert_type(programme.window.first, date)
    assert_type(programme.window.last, date)
    for pillar in programme.pillars:
        assert_type(pillar.key, str)
        if isinstance(pillar, PerCapitaPillar):
            assert_type(pillar.rounds, tuple[PayoutRound, ...])


def nouns() -> tuple[Municipality, Manager]:
    count = HeadCount(date(2017, 9, 15), 248)
    assert_type(count.status, CountStatus)
    HeadCount(date(2017, 9, 15), 248, status="provisional")
    tuttlingen = Municipality("08327050", "Tuttlingen", head_counts=[count], provider="08327", area="Tuttlingen")
    assert_type(tuttlingen.head_counts, tuple[HeadCount, ...])
    assert_type(tuttlingen.provider, str | None)
    anna = Manager(
        "M-01",
        provider="08327050",
        fte=Decimal("0.6"),
        qualification=Qualification.DEGREE,
        start=date(2018, 4, 1),
        end=None,
        serves=["08327050"],
        continues=None,
        material_costs=Decimal(12_000),
        staff_costs=60_000,
    )
    assert_type(anna.fte, Decimal)
    assert_type(anna.qualification, Qualification)
    assert_type(anna.serves, tuple[str, ...])
    assert_type(anna.staff_costs, Decimal | None)
    Manager("M-02", provider="08327050", fte=Decimal(1), qualification="vocational", start=date(2018, 4, 1))
    return tuttlingen, anna


def case_of(municipality: Municipality, manager: Manager) -> None:
    case = Case([municipality], [manager])
    assert_type(case.municipalities, tuple[Municipality, ...])
    assert_type(case.managers, tuple[Manager, ...])


def statement_of(programme: Programme, municipality: Municipality, manager: Manager) -> None:
    statement = calculate(programme, [municipality], [manager], basis=Basis.ANNOUNCED)
    assert_type(statement, Statement)
    assert_type(calculate(programme, [municipality], basis="pot_share", expected=True), Statement)
    assert_type(statement.total(), Decimal)
    assert_type(statement.total(pillar="per-capita", round="2017"), Decimal)
    assert_type(statement.by("municipality")["08327050"], Decimal)
    assert_type(statement.payouts, tuple[Payout, ...])
    payout = statement.payouts[0]
    assert_type(payout.amount, Decimal | None)
    assert_type(payout.explain(lang="de"), str)
    assert_type(payout.derivation, Figure)
    assert_type(payout.derivation.amount, Decimal)
    for warning in statement.warnings:
        assert_type(str(warning), str)
    for gap in statement.gaps:
        assert_type(str(gap), str)
    assert_type(statement.to_dict(), dict[str, Any])
    assert_type(Statement.from_dict(statement.to_dict()), Statement)


def single_amounts(programme: Programme) -> None:
    assert_type(planning_frame(programme, persons=352), Figure)
    assert_type(planning_frame(programme, persons=352).amount, Decimal)
    assert_type(first_tranche(programme, persons=766).amount, Decimal)
    assert_type(implied_persons(programme, Decimal(280_220)), tuple[int, ...])
    assert_type(implied_persons(programme, 280_220, stage=Stage.FINAL_FRAME), tuple[int, ...])
    assert_type(implied_persons(programme, 280_220, stage="first tranche"), tuple[int, ...])


def splitting() -> None:
    split = apportion(Decimal("100.00"), {"a": 1, "b": 2}, method=Method.LARGEST_REMAINDER, rounding=Rounding.CENT)
    assert_type(split.parts["a"], Decimal)
    assert_type(split.residual, Decimal)


def example() -> None:
    case = load_example("tuttlingen")
    assert_type(case, Case)
    assert_type(case.municipalities, tuple[Municipality, ...])
    assert_type(case.managers, tuple[Manager, ...])


def where_a_figure_comes_from(figure: Figure) -> None:
    assert_type(figure.source, Source | None)
    assert_type(figure.status, Status | None)
    assert_type(figure.replay(), Decimal)
    assert_type(figure.explain(lang="en"), str)


def pillar_kinds(pillar: Pillar) -> str:
    if isinstance(pillar, ManagementPillar):
        return pillar.key
    return pillar.name_de


def errors_are_one_family(baseline: Programme) -> str:
    try:
        calculate(baseline, [])
    except InvalidInput as error:
        return "; ".join(str(problem) for problem in error.exceptions)
    except UnknownFigureError as error:
        return str(error)
    except IntegrationsfoerderungError as error:
        return str(error)
    return ", ".join(programme.key for programme in programmes())


def misspelt_names_are_noticed() -> list[object]:
    # The comments are the check: mypy refuses one beside a line that has no error.
    front: object = integrationsfoerderung.Municipaliti  # type: ignore[attr-defined]  # there is no such name
    strategy: object = testing.municipalitys  # type: ignore[attr-defined]  # there is no such name
    return [front, strategy]
