"""The tables of a statement: every amount once, sums that are those of the statement, texts in both languages."""

from decimal import Context, Decimal, localcontext
from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import given, settings

from integrationsfoerderung import InvalidInput, Statement, calculate, load_example, load_programme, programmes
from integrationsfoerderung.model.payout import GrantPayout, PerCapitaPayout
from integrationsfoerderung.tabulation import TABLES, Kind, Table, pages, table_of, tables_of
from integrationsfoerderung.tabulation.reasons import derivations
from integrationsfoerderung.tabulation.table import Words, plain
from integrationsfoerderung.testing import statements
from integrationsfoerderung.words import LANGUAGES

CASE = load_example("tuttlingen")
PROGRAMME = load_programme("pakt-fuer-integration")
STATEMENT = evolve(calculate(PROGRAMME, CASE.municipalities, CASE.managers, expected=True), case=CASE)
KINDS: dict[Kind, tuple[type, ...]] = {
    Kind.TEXT: (str,),
    Kind.WHOLE: (int,),
    Kind.MONEY: (Decimal,),
    Kind.NUMBER: (int, Decimal, Fraction),
    Kind.YES_NO: (bool,),
}


def every_programme() -> list[Statement]:
    """The example under every edition, as far as it fits."""
    found = []
    for programme in programmes():
        managers = [] if programme.key == "pakt-fuer-integration-2025" else CASE.managers
        found.append(calculate(programme, CASE.municipalities, managers, expected=True))
    return found


class TestEveryTable:
    """A table has what its columns say, in every language."""

    @pytest.mark.parametrize("lang", LANGUAGES)
    @pytest.mark.parametrize("statement", every_programme(), ids=lambda one: one.programme.key)
    def test_cells_are_of_the_kind_of_their_column(self, statement: Statement, lang: str) -> None:
        for table in tables_of(statement, lang):  # type: ignore[arg-type]  # parametrize knows no literals
            assert len({column.key for column in table.columns}) == len(table.columns)
            for row in table.rows:
                assert len(row) == len(table.columns)
                for cell, column in zip(row, table.columns, strict=True):
                    kinds = KINDS.get(column.kind)
                    assert cell is None or kinds is None or isinstance(cell, kinds), (table.name, column.key, cell)
                    assert column.kind is not Kind.TEXT or cell is not None
                    if column.kind is Kind.MONEY and isinstance(cell, Decimal):
                        assert cell == cell.quantize(Decimal("0.01"))

    @settings(max_examples=30)
    @given(statement=statements())
    def test_any_statement_has_all_tables_and_its_totals(self, statement: Statement) -> None:
        tables = {table.name: table for table in tables_of(statement)}
        assert list(tables) == list(TABLES)
        assert tables["payouts"].totals()["amount"] == statement.total(known_only=True)
        assert tables["payouts"].complete is all(payout.cents is not None for payout in statement.payouts)
        assert [row[0] for row in tables["municipalities"].rows] == [one.ags for one in statement.municipalities]
        assert [row[0] for row in tables["managers"].rows] == [one.id for one in statement.managers]
        for table in tables.values():
            for row in table.rows:
                for column, cell in zip(table.columns, row, strict=True):
                    parts = [row[[one.key for one in table.columns].index(key)] for key in column.sum_of]
                    known = [part for part in parts if isinstance(part, Decimal)]
                    if column.sum_of:
                        assert cell == (sum(known, Decimal("0.00")) if len(known) == len(parts) else None)

    def test_sums_are_exact_whatever_decimal_context_the_caller_has_set(self) -> None:
        expected = [(table.rows, table.totals()) for table in tables_of(STATEMENT)]
        with localcontext(Context(prec=3)):
            assert [(table.rows, table.totals()) for table in tables_of(STATEMENT)] == expected

    def test_titles_and_texts_are_told_in_german_and_keys_stay(self) -> None:
        english, german = table_of(STATEMENT, "payouts", "en"), table_of(STATEMENT, "payouts", "de")
        assert [column.key for column in english.columns] == [column.key for column in german.columns]
        assert (english.title, german.title) == ("Payouts", "Auszahlungen")
        assert german.column("pillar_name")[0] == "Pro-Kopf-Pauschale"
        assert english.column("pillar")[0] == german.column("pillar")[0] == "per-capita"

    @pytest.mark.parametrize("name", ["", "payout", "Payouts"])
    def test_another_name_is_refused(self, name: str) -> None:
        with pytest.raises(InvalidInput) as caught:
            table_of(STATEMENT, name)
        assert "allowed: payouts, municipalities" in str(caught.value)

    def test_another_language_is_refused(self) -> None:
        with pytest.raises(InvalidInput) as caught:
            table_of(STATEMENT, "payouts", "fr")  # type: ignore[arg-type]  # what a caller without types may pass
        assert "allowed: en, de" in str(caught.value)


class TestAmounts:
    """Amounts by payout, municipality, manager and provider are those of the statement."""

    def test_payouts_are_all_in_order(self) -> None:
        table = table_of(STATEMENT, "payouts")
        assert table.column("amount") == tuple(payout.amount for payout in STATEMENT.payouts)
        assert table.column("number") == tuple(range(1, len(STATEMENT.payouts) + 1))
        assert sum(1 for expected in table.column("expected") if expected) == 35

    def test_municipalities_have_rounds_grants_and_both_together(self) -> None:
        table = table_of(STATEMENT, "municipalities")
        totals = STATEMENT.by("municipality")
        assert dict(zip(table.column("key"), table.column("total"), strict=True)) == totals
        for round_ in ("2017", "2018"):
            by_place = STATEMENT.by("municipality", round=round_)
            assert dict(zip(table.column("key"), table.column(f"amount_{round_}"), strict=True)) == by_place
        grants = STATEMENT.by("municipality", pillar="management")
        assert dict(zip(table.column("key"), table.column("grant"), strict=True)) == grants

    def test_managers_have_each_year_and_all_together(self) -> None:
        table = table_of(STATEMENT, "managers")
        assert dict(zip(table.column("id"), table.column("amount"), strict=True)) == STATEMENT.by("manager")
        for year, amount in STATEMENT.by("year", pillar="management").items():
            assert table.totals()[f"amount_{year}"] == amount

    def test_grants_have_frames_claims_and_own_costs(self) -> None:
        table = table_of(STATEMENT, "grants")
        assert table.column("amount") == tuple(grant.amount for grant in STATEMENT.grants)
        assert table.column("capped").count("yes") == sum(grant.capped for grant in STATEMENT.grants)
        own = {costs.provider: costs.amount for costs in STATEMENT.own_costs}
        assert dict(zip(table.column("provider"), table.column("own_costs"), strict=True)) == own

    def test_what_is_open_is_none_and_its_total_is_not_complete(self) -> None:
        statement = calculate(load_programme("pakt-fuer-integration-2024"), CASE.municipalities, CASE.managers)
        for name, key in (
            ("payouts", "amount"),
            ("managers", "amount"),
            ("grants", "amount"),
            ("municipalities", "grant"),
        ):
            table = table_of(statement, name)
            assert not table.complete
            assert None in table.column(key)
            assert [column.missing for column in table.columns if column.key == key] == ["open"]
        missing = table_of(statement, "payouts").column("missing")
        assert any("unknown" in str(text) for text in missing)

    def test_areas_have_their_staffing_exactly(self) -> None:
        table = table_of(STATEMENT, "areas")
        staffing = [area.staffing for area in STATEMENT.areas]
        assert table.column("persons_per_fte") == tuple(one.persons_per_fte for one in staffing)
        assert table.column("heads") == tuple(one.heads for one in staffing)


class TestReasons:
    """Derivations, figures and notes say where everything comes from."""

    def test_each_amount_has_its_derivation_and_its_first_row_is_the_amount(self) -> None:
        table = table_of(STATEMENT, "derivations")
        first = {}
        for row in table.rows:
            if row[3] == 0 and isinstance(row[1], int):
                first[row[1]] = row[5]
        amounts = {number: payout.amount for number, payout in enumerate(STATEMENT.payouts, start=1)}
        assert first == amounts
        grants = [row[5] for row in table.rows if row[3] == 0 and row[1] is None]
        assert sorted(grants, key=str) == sorted((grant.amount for grant in STATEMENT.grants), key=str)

    def test_what_was_told_is_referred_to_by_a_row_that_says_the_same(self) -> None:
        table = table_of(STATEMENT, "derivations")
        referring = [row for row in table.rows if row[-1] is not None]
        assert referring
        for row in referring:
            before = table.rows[int(str(row[-1])) - 1]
            assert before[4:7] == row[4:7]
            assert before[-1] is None or table.rows[int(str(before[-1])) - 1][4:7] == row[4:7]

    def test_every_leaf_of_a_programme_is_named_with_key_status_and_source(self) -> None:
        table = table_of(STATEMENT, "derivations")
        keys, sources = table.column("key"), table.column("source")
        for payout in STATEMENT.payouts:
            for leaf in payout.derivation.leaves():
                if leaf.key:
                    assert leaf.key in keys
                    assert leaf.source is None or leaf.source.title in str(sources[keys.index(leaf.key)])

    def test_figures_are_those_of_the_programme_with_what_each_source_says(self) -> None:
        for programme in programmes():
            statement = calculate(programme, [])
            table = table_of(statement, "figures")
            assert len(table.rows) == sum(1 + len(figure.claims) for figure in programme.figures)
            assert {row[0] for row in table.rows} == {figure.key for figure in programme.figures}

    def test_notes_say_how_it_was_computed_and_everything_to_know(self) -> None:
        table = table_of(STATEMENT, "notes", "de")
        text = " ".join(str(cell) for cell in table.column("text"))
        assert "3.391.000,00 EUR" in text
        assert "Nur erwartete Größen waren zugelassen" in text
        assert len(table.rows) >= len(STATEMENT.warnings) + len(CASE.notes) + len(CASE.sources)

    def test_open_amounts_have_no_derivation(self) -> None:
        statement = calculate(PROGRAMME, CASE.municipalities, CASE.managers, basis="pot_share")
        opened = calculate(load_programme("pakt-fuer-integration-2024"), CASE.municipalities, CASE.managers)
        assert len(derivations(statement, Words("en")).rows) > len(STATEMENT.payouts)
        told = {row[1] for row in derivations(opened, Words("en")).rows}
        closed = {place for place, one in enumerate(opened.payouts, start=1) if one.cents is not None}
        assert told - {None} == closed

    def test_kinds_of_payouts_are_all_told(self) -> None:
        assert all(isinstance(payout, PerCapitaPayout | GrantPayout) for payout in STATEMENT.payouts)


class TestNumbers:
    """A number is kept exactly, as plainly as it can be."""

    @pytest.mark.parametrize(
        ("value", "shown"),
        [
            (Fraction(24), 24),
            (Fraction(-3, 2), Decimal("-1.5")),
            (Fraction(1, 3), Fraction(1, 3)),
            (Fraction(1, 10**30), Fraction(1, 10**30)),
        ],
    )
    def test_plain(self, value: Fraction, shown: object) -> None:
        assert plain(value) == shown
        assert type(plain(value)) is type(shown)

    def test_money_has_two_places_unless_it_is_not_rounded_yet(self) -> None:
        assert str(plain(Fraction(3), money=True)) == "3.00"
        assert plain(Fraction(1, 3), money=True) == Fraction(1, 3)

    def test_sums_leave_out_what_is_unknown(self) -> None:
        column = Words("en").money("amount", "Amount")
        table = Table("x", "X", (column,), ((Decimal("1.10"),), (None,), (Decimal("2.20"),)))
        assert table.totals() == {"amount": Decimal("3.30")}
        assert not table.complete


class TestPages:
    """What the terminal, a report and a notebook lay out alike; their sums are those of the statement."""

    @settings(max_examples=30)
    @given(statement=statements())
    def test_sums_are_those_of_the_statement_and_open_where_a_part_is(self, statement: Statement) -> None:
        words = Words("en")
        rounds = pages.rounds(statement, words)
        for key in pages.lines_of(statement):
            of_round = [payout.amount for payout in pages.per_capita(statement) if payout.round == key]
            place = [column.key for column in rounds.columns].index(f"amount_{key}")
            wanted = None if None in of_round else statement.total(round=key)
            assert rounds.last_row("Total")[place] == wanted
        by_pillar = pages.by_pillar(statement, words)
        assert by_pillar.last_row("Total")[0] == "Total"
        assert by_pillar.last_row("Total")[-1] == statement.total(known_only=True)

    def test_the_title_of_the_sums_stands_before_the_first_of_them(self) -> None:
        words = Words("en")
        assert pages.rounds(STATEMENT, words).last_row("Total")[:3] == ("", "Total", 854)
        assert pages.grants(STATEMENT, words).last_row("Total")[:2] == ("Total", 35)

    def test_continued_grants_have_no_frames_and_no_sum_of_them(self) -> None:
        continued = calculate(load_programme("pakt-fuer-integration-2019"), CASE.municipalities, CASE.managers)
        table = pages.grants(continued, Words("de"))
        assert table.rows
        assert {*table.column("frame")} == {pages.NONE}
        assert table.last_row("Summe")[[column.key for column in table.columns].index("frame")] == pages.NONE

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_a_programme_without_a_german_name_is_told_by_its_english_one(self, lang: str) -> None:
        nameless = evolve(PROGRAMME, name="Help", name_de="")
        assert Words(lang).named(nameless) == "Help"  # type: ignore[arg-type]  # parametrize knows no literals
        assert Words("de").named(PROGRAMME) == PROGRAMME.name_de
        assert Words("en").named(PROGRAMME) == PROGRAMME.name
