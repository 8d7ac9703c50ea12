"""The published amounts, audited by the rules: every row fits, and a sum of several is told as one (R3.3, R3.9)."""

import csv
from decimal import Decimal
from importlib import resources
from pathlib import Path

import pytest

from integrationsfoerderung import Programme, Stage, load_programme
from integrationsfoerderung.model.notice import AuditResult, Notice
from integrationsfoerderung.model.verdict import Verdict
from integrationsfoerderung.notices import audit, published_notices

COPY = Path(__file__).with_name("published.csv")


@pytest.fixture(scope="module")
def programme() -> Programme:
    """The 2017/18 edition."""
    return load_programme("pakt-fuer-integration")


@pytest.fixture(scope="module")
def result(programme: Programme) -> AuditResult:
    """The audit of all published amounts."""
    return audit(programme, published_notices())


def test_the_package_ships_the_file_that_is_tested() -> None:
    shipped = resources.files("integrationsfoerderung").joinpath("data", "cases", "published.csv")
    assert shipped.read_bytes() == COPY.read_bytes()


def test_every_row_becomes_a_notice_with_its_source() -> None:
    with COPY.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    notices = published_notices()
    assert len(notices) == len(rows) == 69
    for row, notice in zip(rows, notices, strict=True):
        assert (notice.id, notice.name, notice.key) == (row["case_id"], row["place"], row["ags"])
        assert notice.amount == Decimal(row["amount_eur"])
        assert notice.persons == (int(row["persons"]) if row["persons"] else None)
        assert notice.stage is Stage(row["stage"])
        assert notice.source is not None
        assert notice.source.url == row["source_url"]
        assert row["source_date"] in notice.source.citation
        assert row["note"] in notice.note


def test_what_is_no_number_of_positions_is_kept_as_a_note() -> None:
    notices = {notice.name: notice for notice in published_notices()}
    assert notices["Stuttgart"].fte == Decimal("51.1")
    assert notices["Pforzheim"].fte is None
    assert notices["Pforzheim"].note == "FTE: 14 expected (pz-news 2017-07-24)"


def test_every_single_row_fits_one_count(result: AuditResult) -> None:
    singles = [entry for entry in result if entry.notice.members is None]
    assert len(singles) == 68
    assert [(entry.verdict, len(entry.persons)) for entry in singles] == [(Verdict.FITS, 1)] * 68
    for entry in singles:
        if entry.notice.persons is not None:
            assert entry.persons == (entry.notice.persons,)
        assert entry.derivation is not None
        assert entry.derivation.replay() == entry.notice.amount


def test_the_row_of_six_municipalities_fits_as_a_sum_and_says_so(result: AuditResult) -> None:
    (together,) = [entry for entry in result if entry.verdict is Verdict.FITS_AS_SUM]
    assert (together.notice.id, together.notice.members) == ("C027", 6)
    assert together.persons == (705,)
    assert "can be a sum of 6 amounts, each rounded on its own" in str(together.reason)


def test_stuttgart_fits_with_its_positions_at_the_cap(result: AuditResult) -> None:
    (stuttgart,) = [entry for entry in result if entry.notice.stage is Stage.GRANT]
    assert stuttgart.persons == (4108,)
    assert str(stuttgart.reason) == (
        "6,540,594.00 EUR is the cap of a grant, 2 times the planning frame of a year of 4,108 persons; the claims are "
        "not lower: 6,540,800.00 EUR is the claim of 51.1 FTE over 24 months at 64,000.00 EUR a year"
    )


def test_the_summary_counts_them(result: AuditResult) -> None:
    assert result.by_verdict() == {
        Verdict.FITS: 68,
        Verdict.FITS_AS_SUM: 1,
        Verdict.DOES_NOT_FIT: 0,
        Verdict.CANNOT_BE_CHECKED: 0,
    }


def test_no_row_fits_one_euro_off(programme: Programme) -> None:
    for notice in published_notices():
        for amount in (notice.amount - 1, notice.amount + 1):
            wrong = Notice(amount, stage=notice.stage, fte=notice.fte)
            assert not audit(programme, [wrong])[0].fits


def test_the_one_published_tranche_that_misses_is_told_apart(programme: Programme) -> None:
    """Schwanau's 31,157 (R3.4): no count has it, and what is offered is a candidate only."""
    (schwanau,) = audit(programme, [Notice(31_157, stage="first tranche", name="Schwanau")])
    assert schwanau.verdict is Verdict.DOES_NOT_FIT
    assert [(near.persons, near.difference) for near in schwanau.nearest] == [
        ((41,), Decimal("688.00")),
        ((42,), Decimal("-55.00")),
    ]
    assert [candidate.persons for candidate in schwanau.candidates] == [(50,)]
