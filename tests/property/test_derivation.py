"""How an amount came about: the rules run on figures, with what each rests on (R2-R3, R8.3, R8.4, R8.8, R8.12)."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from integrationsfoerderung import (
    ContinuationPillar,
    CountStatus,
    District,
    Entry,
    Figure,
    Grant,
    GrantPayout,
    HeadCount,
    ManagementPillar,
    Manager,
    Method,
    Municipality,
    Payout,
    PayoutRound,
    PerCapitaPayout,
    PerCapitaPillar,
    Programme,
    Qualification,
    Rounding,
    Statement,
    Status,
    Unit,
    UnknownFigureError,
    calculate,
    figure,
    load_programme,
)
from integrationsfoerderung.period import MONTH
from integrationsfoerderung.rules.derivation import (
    claim_figure,
    derive,
    derive_grant,
    frame_figure,
    persons_figure,
)

PAKT = load_programme("pakt-fuer-integration")
R2017 = date(2017, 9, 15)
TOWN = Municipality("08327050", "Tuttlingen", head_counts=[HeadCount(R2017, 248)])
RATE = PAKT.figure("per-capita.2017.rate")
POT = PAKT.figure("per-capita.2017.pot")
LAND = PAKT.figure("per-capita.2017.persons_of_land")
FACTOR = PAKT.figure("per-capita.2018.factor")
LOOK = "the count of the Statistisches Landesamt for the record date"


def management() -> ManagementPillar:
    """Return the management pillar of the Pakt."""
    assert PAKT.management is not None
    return PAKT.management


def per_capita(statement: Statement) -> list[PerCapitaPayout]:
    """Return the per-capita payouts."""
    return [payout for payout in statement.payouts if isinstance(payout, PerCapitaPayout)]


def of_grants(statement: Statement) -> list[GrantPayout]:
    """Return the payouts of grants."""
    return [payout for payout in statement.payouts if isinstance(payout, GrantPayout)]


def counted(persons: int = 248, about: str = "Tuttlingen", note: str = "final head count") -> Figure:
    """Return the leaf of a head count of 2017."""
    return Figure(persons, Unit.PERSONS, "counted persons", clause="R2.2", note=note, about=about, on=R2017)


def manager(number: int = 1, **fields: Any) -> Manager:
    """Make a manager of Tuttlingen with a degree on a full position from April 2018."""
    usual: dict[str, Any] = {
        "provider": "08327050", "fte": Decimal(1), "qualification": "degree", "start": date(2018, 4, 1),
    }  # fmt: skip
    return Manager(f"M-{number}", **(usual | fields))


def units_up(cents: int, clause: str) -> Figure:
    """Return the leaf of what largest remainder gave."""
    return Figure(cents, Unit.EUR, "what largest remainder gave of the units left", clause=clause)


def refused(payout: Payout) -> tuple[str, str]:
    """Return what the derivation of an open payout raises: the key, and the text."""
    with pytest.raises(UnknownFigureError) as caught:
        derive(payout)
    return caught.value.key, str(caught.value)


class TestHeadCounts:
    """R2.2: a count is a leaf with its day, its place and how sure it is; one that nobody knows is an unknown leaf."""

    @pytest.mark.parametrize("status", CountStatus)
    @pytest.mark.parametrize("payee", [TOWN, District("08327", "Tuttlingen")])
    def test_it_says_how_sure_it_is_and_whether_it_is_made_up(
        self, status: CountStatus, payee: Municipality | District
    ) -> None:
        made_up = Status.ILLUSTRATIVE if status.value == "illustrative" else None
        assert persons_figure(payee, HeadCount(R2017, 5, status), R2017) == evolve(
            counted(5, note=f"{status.value} head count"), status=made_up
        )

    def test_without_a_count_it_is_unknown_and_says_where_to_look(self) -> None:
        assert persons_figure(TOWN, None, R2017) == evolve(
            counted(), value=None, status=Status.UNKNOWN, note="no head count is given", look=LOOK
        )

    def test_a_frame_rests_on_the_count_of_its_record_date(self) -> None:
        town = evolve(TOWN, head_counts=[HeadCount(R2017, 352, "interim"), HeadCount(date(2018, 9, 15), 1)])
        pillar = management()
        shared = figure.share(
            pillar.pot, counted(352, note="interim head count"), pillar.persons_of_land, Rounding.EURO
        )
        assert frame_figure(pillar, town) == evolve(
            shared, label="planning frame of a year", clause="R3.3", rounding_clause="R3.3", about="Tuttlingen"
        )


class TestPerCapita:
    """R2.4, R2.5, R0.7: rate × persons, the pot's share, or an earlier round's amount as often as expected."""

    def test_at_the_announced_rate(self) -> None:
        (payout,) = per_capita(calculate(PAKT, [TOWN]))
        assert derive(payout) == evolve(
            figure.times(RATE, counted()),
            label="per-capita amount at the announced rate",
            clause="R2.4",
            about="Tuttlingen",
        )

    @pytest.mark.parametrize("rounding", Rounding)
    def test_as_a_share_of_the_pot(self, rounding: Rounding) -> None:
        (payout,) = per_capita(calculate(PAKT, [TOWN], basis="pot_share", rounding=rounding))
        assert derive(payout) == evolve(
            figure.share(POT, counted(), LAND, rounding),
            label="per-capita share of the pot",
            clause="R2.4",
            rounding_clause="R2.5",
            about="Tuttlingen",
        )

    @pytest.mark.parametrize("rounding", Rounding)
    def test_by_largest_remainder_with_the_unit_it_got_of_those_left(self, rounding: Rounding) -> None:
        rest = Municipality("08327002", "Rest", head_counts=[HeadCount(R2017, 72_857 - 248)])
        payouts = per_capita(
            calculate(PAKT, [TOWN, rest], basis="pot_share", method=Method.LARGEST_REMAINDER, rounding=rounding)
        )
        assert sum(payout.payee.key in payout.line.one_unit_more for payout in payouts) == 1
        for payout, persons in zip(payouts, (counted(), counted(72_857 - 248, "Rest")), strict=True):
            one = rounding.cents if payout.payee.key in payout.line.one_unit_more else 0
            assert derive(payout) == evolve(
                figure.total(figure.share_down(POT, persons, LAND, rounding), units_up(one, "R2.5")),
                label="per-capita share of the pot, by largest remainder",
                clause="R2.4",
                about=payout.payee.name,
            )
            assert derive(payout).whole == payout.cents

    def test_as_an_earlier_round_so_many_times(self) -> None:
        first, second = per_capita(calculate(PAKT, [TOWN], expected=True))
        assert derive(second) == evolve(
            figure.times(derive(first), FACTOR),
            label="per-capita amount as expected",
            clause="R0.7",
            about="Tuttlingen",
        )

    def test_a_round_whose_own_figure_is_known_repeats_none(self) -> None:
        assert PAKT.per_capita is not None
        first, second = PAKT.per_capita.rounds
        own = evolve(PAKT, pillars=[evolve(PAKT.per_capita, rounds=[first, evolve(second, rate=RATE)])], figures=())
        town = evolve(TOWN, head_counts=[HeadCount(R2017, 248), HeadCount(date(2018, 9, 15), 300)])
        _, payout = per_capita(calculate(own, [town], expected=True))
        assert derive(payout).of == (RATE, evolve(counted(300), on=date(2018, 9, 15)))

    def test_of_a_district(self) -> None:
        district = District("08327", "Tuttlingen", head_counts=[HeadCount(R2017, 8)])
        assert PAKT.per_capita is not None
        programme = evolve(PAKT, pillars=[evolve(PAKT.per_capita, recipients="district")], figures=())
        (payout,) = per_capita(calculate(programme, [], districts=[district]))
        assert derive(payout).of == (RATE, counted(8))

    def test_what_is_no_payout_has_none(self) -> None:
        with pytest.raises(TypeError, match=r"^str has no derivation$"):
            derive("amount")  # type: ignore[arg-type]  # what a caller without types may give


class TestWhoCame:
    """Where recipients give entries, those count who came within the years before the record date (own programmes)."""

    def derived(self, payee: Municipality | District, years: int | None = 3) -> Figure:
        """Return the persons of a round that counts so many years from entry."""
        number = None if years is None else Figure(years, Unit.YEARS)
        one = PayoutRound("2017", record_date=R2017, rate=RATE)
        recipients = "district" if isinstance(payee, District) else "municipality"
        pillar = PerCapitaPillar("own", "Own", "", None, [one], years_from_entry=number, recipients=recipients)
        programme = evolve(PAKT, pillars=[pillar], figures=())
        places, districts = ([], [payee]) if isinstance(payee, District) else ([payee], [])
        (payout,) = per_capita(calculate(programme, places, districts=districts))
        _, persons = derive(payout).of
        assert derive(payout).whole == payout.cents
        return persons

    def came(self, persons: int, day: date) -> Figure:
        """Return the leaf of an entry."""
        return Figure(persons, Unit.PERSONS, "persons who came", about="Tuttlingen", on=day)

    def test_each_entry_in_time_is_a_leaf(self) -> None:
        edge, day = date(2014, 9, 16), date(2016, 2, 29)
        entries = [Entry(date(2014, 9, 15), 100), Entry(edge, 7), Entry(day, 5), Entry(date(2017, 9, 16), 100)]
        assert self.derived(evolve(TOWN, entries=entries)) == evolve(
            figure.total(self.came(7, edge), self.came(5, day)), label="counted persons", about="Tuttlingen", on=R2017
        )

    def test_where_nobody_came_in_time_nobody_counts(self) -> None:
        assert self.derived(evolve(TOWN, entries=[Entry(date(2010, 1, 1), 7)])) == evolve(
            counted(0, note="nobody came in time"), clause=""
        )

    def test_without_entries_the_head_count_counts(self) -> None:
        assert self.derived(TOWN) == counted()

    def test_so_it_does_where_the_programme_asks_for_no_entries(self) -> None:
        assert self.derived(evolve(TOWN, entries=[Entry(R2017, 7)]), None) == counted()

    def test_so_it_does_of_a_district(self) -> None:
        district = District("08327", "Tuttlingen", head_counts=[HeadCount(R2017, 8)])
        assert self.derived(district) == counted(8)


class TestOpenPayouts:
    """R8.8: the derivation of an open amount raises what is missing: a figure of the round, or the count."""

    def open_round(self, *towns: Municipality, expected: bool = False, **figures: Any) -> list[PerCapitaPayout]:
        """Return the payouts of a round with these figures."""
        one = PayoutRound("2017", record_date=R2017, **figures)
        programme = evolve(PAKT, pillars=[PerCapitaPillar("own", "Own", "", None, [one])], figures=())
        return per_capita(calculate(programme, towns, expected=expected))

    def test_an_unknown_rate(self) -> None:
        unknown = evolve(RATE, value=None, status=Status.UNKNOWN, note="nobody printed it", look="notices")
        (payout,) = self.open_round(TOWN, rate=unknown)
        text = f"{RATE.label} is unknown (R2.4): nobody printed it. Where to look: notices."
        assert refused(payout) == ("per-capita.2017.rate", text)

    def test_one_that_is_only_expected_where_that_is_not_asked_for(self) -> None:
        (payout,) = self.open_round(TOWN, rate=evolve(RATE, status=Status.EXPECTED))
        text = f"{RATE.label} of 1,225.00 EUR is only expected (R2.4): it is used where expected figures are allowed."
        assert refused(payout) == ("per-capita.2017.rate", text)
        equal = evolve(payout.line, gap="-".join(payout.line.gap.split("-")))  # not the same text
        assert refused(evolve(payout, line=equal)) == ("per-capita.2017.rate", text)

    @pytest.mark.parametrize("keys", ["ab", "ba"])
    @pytest.mark.parametrize("missing", [0, 1])
    def test_of_two_figures_the_one_that_is_missing(self, keys: str, missing: int) -> None:
        figures = [evolve(one, key=key) for one, key in zip((POT, LAND), keys, strict=True)]
        figures[missing] = evolve(figures[missing], value=None, status=Status.UNKNOWN, note="", look="")
        (payout,) = self.open_round(TOWN, pot=figures[0], persons_of_land=figures[1])
        told = (POT, LAND)[missing]
        assert refused(payout) == (keys[missing], f"{told.label} is unknown ({told.clause}): no source gives it.")

    def test_a_statement_that_was_read_again_tells_the_same(self) -> None:
        town = evolve(TOWN, head_counts=[HeadCount(R2017, 248), HeadCount(date(2018, 9, 15), 300)])
        statement = calculate(PAKT, [town])
        again = per_capita(Statement.from_dict(statement.to_dict()))
        assert refused(again[1]) == refused(per_capita(statement)[1])

    @pytest.mark.parametrize("basis", ["announced", "pot_share"])
    def test_a_count_that_nobody_has(self, basis: str) -> None:
        uncounted = Municipality("08327002", "Balgheim")
        _, payout = per_capita(calculate(PAKT, [TOWN, uncounted], basis=basis))
        assert refused(payout) == (
            "",
            f"counted persons is unknown (R2.2): no head count is given. Where to look: {LOOK}.",
        )

    def test_also_of_a_round_whose_figure_is_missing_nobody_guesses_the_count(self) -> None:
        unknown = evolve(RATE, value=None, status=Status.UNKNOWN)
        _, payout = self.open_round(TOWN, Municipality("08327002", "Balgheim"), rate=unknown)
        assert refused(payout)[0] == "per-capita.2017.rate"


def claim_of(
    one: Manager, months: int = 24 * MONTH, pillar: ManagementPillar | ContinuationPillar | None = None
) -> Figure:
    """Return the expected derivation of a claim."""
    about, status = one.id, Status.ILLUSTRATIVE if one.illustrative else None
    fte = Figure(int(one.fte * 10**6), Unit.FTE, "FTE", clause="R3.6", status=status, about=about)
    time = Figure(months, Unit.MONTHS, "funded months", clause="R3.6, R8.3", about=about)
    amount = (pillar or management()).fixed_amount(one.qualification)
    exact: Figure = figure.pro_rata(amount, fte, time)
    return evolve(exact, label="claim", clause="R3.9", about=about)


def together(*claims: Figure) -> Figure:
    """Return the expected derivation of the claims of all managers, rounded."""
    label, clause = "claims of the managers", "R3.9"
    rounded: Figure = figure.rounded(figure.total(*claims), Rounding.CENT)
    return evolve(rounded, label=label, clause=clause, rounding_clause="R8.4")


def cap_of(towns: Sequence[Municipality]) -> tuple[Figure, list[Figure]]:
    """Return the expected derivation of the frames of a term, and the frames of a year."""
    frames = [frame_figure(management(), town) for town in towns]
    cap = figure.times(figure.total(*frames), management().term)
    return evolve(cap, label="frames of the term", clause="R3.9"), frames


class TestGrants:
    """R3.9: the smaller of the frames of the term and the claims; 0 below the threshold, but not for the Landkreis."""

    def grant(self, towns: Sequence[Municipality], people: Sequence[Manager], programme: Programme = PAKT) -> Grant:
        """Calculate the one grant."""
        (one,) = calculate(programme, towns, people).grants
        return one

    def test_of_a_municipality_rests_on_frames_claims_and_threshold(self) -> None:
        member = Municipality("08327002", "Balgheim", provider=TOWN.ags, head_counts=[HeadCount(R2017, 14)])
        people = [manager(1), manager(2, fte=Decimal("0.5"), qualification="vocational", illustrative=True)]
        grant = self.grant([TOWN, member], people)
        cap, frames = cap_of([TOWN, member])
        least = figure.least(cap, together(*map(claim_of, people)))
        threshold = management().threshold
        assert derive_grant(grant) == evolve(
            figure.from_threshold(least, figure.total(*frames), threshold),
            label="grant",
            clause="R3.9, R3.7, R8.5",
            about="Tuttlingen",
        )
        assert derive_grant(grant).whole == grant.cents == 128_000_00 + 51_000_00

    def test_of_the_landkreis_on_no_threshold(self) -> None:
        town = evolve(TOWN, provider="08327")
        grant = self.grant([town], [manager(provider="08327")])
        assert derive_grant(grant) == evolve(
            figure.least(cap_of([town])[0], together(claim_of(manager()))),
            label="grant",
            clause="R3.9",
            about="Landkreis Tuttlingen",
        )

    def test_nor_where_the_programme_has_none(self) -> None:
        programme = evolve(PAKT, pillars=[evolve(management(), threshold=None)], figures=())
        grant = self.grant([TOWN], [manager()], programme)
        assert derive_grant(grant) == evolve(
            figure.least(cap_of([TOWN])[0], together(claim_of(manager()))),
            label="grant",
            clause="R3.9",
            about="Tuttlingen",
        )

    def test_who_is_not_funded_claims_nothing(self) -> None:
        late = manager(2, start=date(2030, 1, 1))
        found = derive_grant(self.grant([TOWN], [manager(), late])).of[0].of
        assert found == (cap_of([TOWN])[0], together(claim_of(manager())))
        nothing = Figure(0, Unit.EUR, "claims of the managers", clause="R3.9", note="no funded manager")
        assert derive_grant(self.grant([TOWN], [late])).of[0].of == (cap_of([TOWN])[0], nothing)

    def test_an_open_grant_says_what_it_needs(self) -> None:
        with pytest.raises(UnknownFigureError) as caught:
            derive_grant(self.grant([Municipality("08327050", "Tuttlingen")], [manager()]))
        assert caught.value.key == "management.08327050.persons"
        assert str(caught.value) == "the grant of Tuttlingen needs the head count for 2017-09-15 of Tuttlingen."
        assert caught.value.look is None
        unknown = evolve(management().pot, value=None, status=Status.UNKNOWN, note="", look="the budget")
        programme = evolve(PAKT, pillars=[evolve(management(), pot=unknown)], figures=())
        with pytest.raises(UnknownFigureError) as caught:
            derive_grant(self.grant([TOWN], [manager()], programme))
        assert (caught.value.key, str(caught.value.look)) == ("management.pot", "the budget")

    @given(st.sampled_from(Qualification), st.integers(1, 10**6), st.integers(0, 24 * MONTH), st.booleans())
    def test_a_claim_is_amount_times_fte_times_months(
        self, qualification: Qualification, units: int, months: int, illustrative: bool
    ) -> None:
        one = manager(fte=Decimal(units) / 10**6, qualification=qualification, illustrative=illustrative)
        grant = self.grant([TOWN], [manager()])
        funding = evolve(grant.fundings[0], manager=one, day_months=months)
        assert claim_figure(grant, funding) == claim_of(one, months)

    def test_a_continuation_is_the_claims_without_a_frame(self) -> None:
        programme = load_programme("pakt-fuer-integration-2019")
        pillar = programme.continuation
        assert pillar is not None
        people = [manager(1, approved=date(2018, 4, 1)), manager(2, start=date(2030, 1, 1))]
        grant = self.grant([TOWN], people, programme)
        claims = [claim_of(people[0], grant.fundings[0].day_months, pillar)]
        assert derive_grant(grant) == evolve(
            figure.rounded(figure.total(*claims), Rounding.CENT),
            label="grant of the continuation",
            clause="R8.12",
            rounding_clause="R8.4",
            about="Tuttlingen",
        )
        assert derive_grant(grant).whole == grant.cents != 0
        nothing = Figure(0, Unit.EUR, "grant of the continuation", clause="R8.12", note="no funded manager")
        assert derive_grant(self.grant([TOWN], people[1:], programme)) == nothing


class TestPartsOfAGrant:
    """R8.4: a manager's part by claim, of it a year's by months of service, each with the cent it got of those left."""

    PEOPLE = (
        manager(1, fte=Decimal("0.333333")),
        manager(2, fte=Decimal("0.7"), qualification="vocational", end=date(2019, 5, 14)),
        manager(3, start=date(2018, 5, 15), fte=Decimal("0.6")),
        manager(4, start=date(2030, 1, 1)),
    )
    STATEMENT = calculate(PAKT, [evolve(TOWN, head_counts=[HeadCount(R2017, 66)])], PEOPLE)

    def test_every_part(self) -> None:
        (grant,) = self.STATEMENT.grants
        assert grant.capped
        claims = [claim_figure(grant, funding) for funding in grant.fundings if funding.day_months]
        assert len(claims) == 3
        together = evolve(figure.total(*claims), label="claims of the managers", clause="R3.9")
        found = of_grants(self.STATEMENT)
        assert len(found) == 3 + 2 + 3
        for payout in found:
            (number,) = (place for place, one in enumerate(self.PEOPLE) if one.id == payout.manager.id)
            funding = grant.fundings[number]
            assert funding.period is not None
            months = {
                year: Figure(part.day_months, Unit.MONTHS, "months of service", clause="R8.3", about=str(year))
                for year, part in funding.period.by_year()
            }
            of_manager = evolve(
                figure.total(
                    figure.share_down(derive_grant(grant), claims[number], together, Rounding.CENT),
                    units_up(payout.cents_up[0], "R8.4"),
                ),
                label="part of the grant",
                clause="R8.4",
                about=payout.manager.id,
            )
            service = evolve(figure.total(*months.values()), label="months of service", clause="R8.3")
            assert derive(payout) == evolve(
                figure.total(
                    figure.share_down(of_manager, months[payout.year], service, Rounding.CENT),
                    units_up(payout.cents_up[1], "R8.4"),
                ),
                label="part of the grant",
                clause="R8.4",
                about=f"{payout.manager.id}, {payout.year}",
            )
            assert derive(payout).whole == payout.cents

    def test_the_cents_left_differ(self) -> None:
        given = {payout.cents_up for payout in of_grants(self.STATEMENT)}
        assert {up for up, _ in given} == {up for _, up in given} == {0, 1}

    def test_managers_are_known_by_their_id(self) -> None:
        for payout in of_grants(self.STATEMENT):
            same = evolve(payout.manager, id="-".join(payout.manager.id.split("-")))  # equal, not the same text
            assert derive(evolve(payout, manager=same)) == derive(payout)

    def test_of_an_open_grant_there_is_none(self) -> None:
        (payout, *_) = of_grants(calculate(PAKT, [Municipality("08327050", "Tuttlingen")], [manager()]))
        key, text = refused(payout)
        assert key == "management.08327050.persons"
        assert text == "the grant of Tuttlingen needs the head count for 2017-09-15 of Tuttlingen."
