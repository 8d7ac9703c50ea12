"""Grants: what keeps one open, who gets one, and its parts per municipality, manager and year (R3.7-R3.9, R8.4)."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from integrationsfoerderung import (
    Figure,
    Grant,
    GrantPayout,
    HeadCount,
    ManagementPillar,
    Manager,
    Municipality,
    Period,
    Programme,
    Qualification,
    Statement,
    Status,
    calculate,
    load_programme,
)
from integrationsfoerderung.model.payout import Funding
from integrationsfoerderung.period import MONTH
from integrationsfoerderung.rules.management import divide_over_municipalities

PAKT = load_programme("pakt-fuer-integration")
TOWNS = ["08327050", "08327054", "08327049"]


def town(persons: int | None, place: int = 0, *, provisional: int | None = None, **fields: Any) -> Municipality:
    """Make one of three municipalities with its counts of 2017."""
    counts = [] if persons is None else [HeadCount(date(2017, 9, 15), persons)]
    if provisional is not None:
        counts.append(HeadCount(date(2017, 7, 1), provisional, "provisional"))
    return Municipality(TOWNS[place], f"Town {place}", head_counts=counts, **fields)


def manager(number: int = 1, **fields: Any) -> Manager:
    """Make a manager of the first municipality on a full position from April 2018."""
    usual: dict[str, Any] = {
        "provider": TOWNS[0],
        "fte": Decimal(1),
        "qualification": "degree",
        "start": date(2018, 4, 1),
    }
    return Manager(f"M-{number:02d}", **(usual | fields))


def management() -> ManagementPillar:
    """The Pakt's management pillar."""
    assert PAKT.management is not None
    return PAKT.management


def without(*names: str, **fields: Any) -> Programme:
    """The Pakt's management pillar with figures that nobody knows; `degree` is the fixed amount of that name."""
    pillar = evolve(management(), **fields)
    for name in names:
        if name == "degree":
            amounts = tuple((of, unknown(one) if of.value == name else one) for of, one in pillar.fixed_amounts)
            pillar = evolve(pillar, fixed_amounts=amounts)
        else:
            changed: dict[str, Any] = {name: unknown(getattr(pillar, name))}
            pillar = evolve(pillar, **changed)
    return evolve(PAKT, pillars=[pillar], figures=())


def unknown(figure: Figure) -> Figure:
    """The same figure, unknown."""
    return evolve(figure, value=None, status=Status.UNKNOWN)


def continuing(**fields: Any) -> Programme:
    """The pillar that continues positions in the edition of 2020, with other fields."""
    edition = load_programme("pakt-fuer-integration-2020")
    assert edition.continuation is not None
    return evolve(edition, pillars=[evolve(edition.continuation, **fields)], figures=())


EDITION = continuing()


def grant_of(programme: Programme, towns: Sequence[Municipality], managers: Sequence[Manager]) -> Grant:
    """Calculate the one grant."""
    (grant,) = calculate(programme, towns, managers).grants
    return grant


def gaps(statement: Statement) -> list[tuple[str, str, tuple[str, ...]]]:
    """Return key, text and providers of each gap."""
    return [(gap.key, str(gap.message), gap.keys) for gap in statement.gaps]


class TestWhatKeepsAGrantOpen:
    """R8.8: a fixed amount that is asked for, a figure of the frames, a count; the first of them is named."""

    ORDER = ("degree", "pot", "persons_of_land", "threshold", "persons")

    @given(st.sets(st.sampled_from(ORDER)), st.sampled_from([TOWNS[0], "08327"]))
    def test_the_first_of_them_is_its_gap(self, missing: set[str], provider: str) -> None:
        programme = without(*sorted(missing - {"persons"}))
        place = town(None if "persons" in missing else 500, provider=provider)
        grant = grant_of(programme, [place], [manager(provider=provider)])
        binding = [name for name in self.ORDER if name in missing and (name, provider) != ("threshold", "08327")]
        # Without a pot there is no frame; what is named is the figure that is missing, not the count that is there.
        keys = {
            "degree": "management.fixed_amounts.degree",
            "persons": f"management.{provider}.persons",
        }
        first = binding[0] if binding else None
        assert grant.gap == ("" if first is None else keys.get(first, f"management.{first}"))
        assert (grant.cents is None) is bool(binding)
        assert (grant.claim is None) is ("degree" in missing)
        assert grant.eligible is (None if set(binding) - {"degree"} else True)
        assert (grant.frames == (None,)) is bool(missing & {"pot", "persons_of_land", "persons"})
        assert (grant.parts is None) is bool(binding)

    def test_a_fixed_amount_that_nobody_asks_for_keeps_nothing_open(self) -> None:
        programme = without("degree")
        assert grant_of(programme, [town(500)], [manager(qualification="vocational")]).amount == 102_000
        late = manager(start=date(2020, 1, 1))
        assert grant_of(programme, [town(500)], [late]).amount == 0
        assert grant_of(programme, [town(500)], [late, manager(2, qualification="vocational")]).amount == 102_000
        assert grant_of(programme, [town(500)], [late, manager(2)]).gap == "management.fixed_amounts.degree"

    def test_a_figure_is_told_once_for_all_that_wait_for_it(self) -> None:
        towns = [town(500), town(300, 1), town(200, 2)]
        people = [manager(number, provider=ags) for number, ags in enumerate(TOWNS)]
        for name in ("degree", "pot", "persons_of_land", "threshold"):
            programme = without(name)
            made = calculate(programme, towns, people)
            key = "management.fixed_amounts.degree" if name == "degree" else f"management.{name}"
            assert [(key_, keys) for key_, _, keys in gaps(made)] == [(key, tuple(TOWNS))]
            assert "is unknown" in gaps(made)[0][1]

    def test_the_landkreis_waits_for_the_pot_as_others_do(self) -> None:
        towns = [town(500, provider="08327"), town(300, 1)]
        people = [manager(provider="08327"), manager(2, provider=TOWNS[1])]
        made = calculate(without("pot", "threshold"), towns, people)
        assert [(key, keys) for key, _, keys in gaps(made)] == [("management.pot", ("08327", TOWNS[1]))]
        made = calculate(without("threshold"), towns, people)
        assert [(key, keys) for key, _, keys in gaps(made)] == [("management.threshold", (TOWNS[1],))]
        assert [grant.amount for grant in made.grants] == [128_000, None]

    def test_counts_are_asked_of_those_that_have_none(self) -> None:
        towns = [town(500), town(None, 1, provider=TOWNS[0]), town(None, 2)]
        made = calculate(without(), towns, [manager(), manager(2, provider=TOWNS[2])])
        assert gaps(made) == [
            (
                f"management.{TOWNS[0]}.persons",
                "the grant of Town 0 needs the head count for 2017-09-15 of Town 1",
                (TOWNS[0],),
            ),
            (
                f"management.{TOWNS[2]}.persons",
                "the grant of Town 2 needs the head count for 2017-09-15 of Town 2",
                (TOWNS[2],),
            ),
        ]

    def test_an_open_grant_is_open_for_each_funded_manager_and_year(self) -> None:
        late, little = manager(2, start=date(2020, 1, 1)), manager(3, fte=Decimal("0.2"))
        made = calculate(without(), [town(None)], [manager(), late, little])
        assert [(one.year, one.recipient, one.cents) for one in made.payouts] == [
            (year, TOWNS[0], None) for year in (2018, 2019, 2020)
        ]


class TestFundedTime:
    """R3.6, R3.7: below the least FTE a manager is not funded; what is not funded has no period and no months."""

    @given(st.integers(1, 10**6))
    def test_from_the_least_fte_on_a_manager_is_funded(self, millionths: int) -> None:
        one = manager(fte=Decimal(f"{millionths}e-6"))
        funded = Funding(one, Period(date(2018, 4, 1), date(2020, 3, 31)), 24 * MONTH)
        (funding,) = grant_of(without(), [town(500)], [one]).fundings
        assert funding == (funded if millionths >= 250_000 else Funding(one, None, 0))
        assert grant_of(without(least_fte=None), [town(500)], [one]).fundings == (funded,)

    def test_one_millionth_decides(self) -> None:
        for millionths, claim in ((249_999, 0), (250_000, 32_000), (250_001, Decimal("32000.13"))):
            assert grant_of(without(), [town(500)], [manager(fte=Decimal(f"{millionths}e-6"))]).claim == claim

    def test_they_keep_the_order_of_the_managers(self) -> None:
        people = [manager(3), manager(1, fte=Decimal("0.1")), manager(2)]
        assert [funding.manager for funding in grant_of(without(), [town(500)], people).fundings] == people


class TestWhoGetsOne:
    """R3.8: each provider that employs managers has one grant, in the order of the municipalities."""

    @given(st.permutations(range(3)), st.sets(st.integers(0, 2)))
    def test_in_the_order_of_the_municipalities(self, order: list[int], employing: set[int]) -> None:
        people = [manager(place + 1, provider=TOWNS[place]) for place in sorted(employing)]
        made = calculate(without(), [town(500, place) for place in order], people)
        assert [grant.provider for grant in made.grants] == [TOWNS[place] for place in order if place in employing]
        assert [[one.manager for one in grant.fundings] for grant in made.grants] == [
            [one for one in people if one.provider == grant.provider] for grant in made.grants
        ]

    @pytest.mark.parametrize(("persons", "amount"), [(64, 101_898), (65, 103_490)])
    def test_without_a_threshold_any_frame_is_enough(self, persons: int, amount: int) -> None:
        grant = grant_of(without(threshold=None), [town(persons)], [manager()])
        assert grant.eligible
        assert grant.amount == grant.derivation.amount == amount
        assert grant_of(without(), [town(persons)], [manager()]).amount == (amount if persons == 65 else 0)


class TestTheFirstTranche:
    """R3.4, R8.6: what nobody knows of it is unknown, and keeps no grant open."""

    @pytest.mark.parametrize("name", ["tranche_pot", "tranche_persons_of_land"])
    def test_without_its_figures_there_is_nothing_to_settle(self, name: str) -> None:
        both = [town(500, provisional=400), town(300, 1)]
        for programme in (without(name), without(tranche_pot=None, tranche_persons_of_land=None)):
            made = calculate(programme, both, [manager()])
            assert made.settlements == ()
            assert (made.grants[0].tranches, made.grants[0].first_tranche) == ((None,), None)
            assert made.grants[0].amount == 128_000
            assert made.gaps == ()

    def test_those_without_a_provisional_count_are_left_out(self) -> None:
        towns = [town(500), town(300, 1, provisional=766), town(None, 2, provisional=766)]
        made = calculate(without(), towns)
        tranche, frame = Decimal(569_249), Decimal(238_824)
        assert [(one.municipality, one.tranche, one.frame, one.balance) for one in made.settlements] == [
            (towns[1], tranche, frame, frame - tranche),
            (towns[2], tranche, None, None),
        ]

    @pytest.mark.parametrize("name", ["pot", "persons_of_land"])
    def test_without_a_frame_the_balance_is_unknown(self, name: str) -> None:
        (one,) = calculate(without(name), [town(500, provisional=766)]).settlements
        assert (one.tranche, one.frame, one.balance) == (Decimal(569_249), None, None)


class TestPerMunicipality:
    """R8.4: a grant is shown per municipality by frame; nobody knows the parts where a frame is unknown."""

    def people(self, **fields: Any) -> list[Manager]:
        """One manager of the first municipality."""
        usual: dict[str, Any] = {"start": date(2018, 1, 1), "fte": Decimal("0.5")}
        return [manager(**(usual | fields))]

    def towns(self, *persons: int | None) -> list[Municipality]:
        """Municipalities that share the first one's manager."""
        return [town(one, place, provider=TOWNS[0]) for place, one in enumerate(persons)]

    @given(st.lists(st.integers(0, 900), min_size=2, max_size=3).filter(any))
    def test_a_continuation_is_divided_by_the_frames_of_the_edition_it_continues(self, persons: list[int]) -> None:
        grant = grant_of(EDITION, self.towns(*persons), self.people())
        assert grant.cents == 64_000_00
        frames = [(2 * 58_000_000 * one + 72_857) // (2 * 72_857) * 100 for one in persons]
        assert grant.frames == tuple(frames)
        assert grant.parts == tuple(divide_over_municipalities(64_000_00, frames, TOWNS[: len(persons)]))
        assert sum(grant.parts) == grant.cents
        assert grant.tranches == (None,) * len(persons)

    @pytest.mark.parametrize("persons", [(500, None), (None, None), (0, 0)])
    def test_without_frames_nobody_knows_the_parts(self, persons: tuple[int | None, ...]) -> None:
        grant = grant_of(EDITION, self.towns(*persons), self.people())
        assert (grant.cents, grant.parts, grant.eligible) == (64_000_00, None, True)

    def test_one_alone_gets_all_of_it(self) -> None:
        for persons in (500, 0, None):
            assert grant_of(EDITION, self.towns(persons), self.people()).parts == (64_000_00,)

    def test_nothing_is_nothing_for_each(self) -> None:
        late = self.people(start=date(2023, 1, 1))
        assert grant_of(EDITION, self.towns(500, None), late).parts == (0, 0)
        assert grant_of(without(), self.towns(20, 30), self.people()).parts == (0, 0)

    def test_without_the_edition_before_there_are_no_frames(self) -> None:
        grant = grant_of(continuing(base=None), self.towns(500, 300), self.people())
        assert (grant.cents, grant.frames, grant.parts) == (64_000_00, (None, None), None)


class TestApprovals:
    """R8.12: a position that began too late for its start to tell needs the day of its approval, where it is paid."""

    FIRST, SECOND = date(2019, 2, 1), date(2021, 3, 1)

    def chain(self, approved: date | None = None, start: date = FIRST) -> list[Manager]:
        """Two people who hold one position one after the other."""
        first = manager(1, start=start, end=date(2021, 2, 28), approved=approved)
        return [first, manager(2, start=self.SECOND, continues="M-01")]

    def test_the_first_holder_s_day_is_asked_for(self) -> None:
        made = calculate(EDITION, [town(500)], self.chain())
        text = "the grant of Town 0 needs the day on which the position of M-01 was approved"
        assert gaps(made) == [("management.M-01.approved", text, (TOWNS[0],))]
        assert made.grants[0].gap == "management.M-01.approved"

    def test_it_is_not_where_it_is_told_or_the_start_tells_it_or_no_day_matters(self) -> None:
        for programme, chain in (
            (EDITION, self.chain(date(2018, 12, 31))),
            (EDITION, self.chain(start=date(2018, 12, 31))),
            (continuing(approved_by=None), self.chain()),
        ):
            made = calculate(programme, [town(500)], chain)
            assert (made.gaps, made.grants[0].gap) == ((), "")
            assert made.grants[0].cents

    def test_it_is_not_where_nobody_of_them_is_paid(self) -> None:
        short = [manager(1, start=self.FIRST, end=date(2019, 3, 31))]
        assert calculate(EDITION, [town(500)], short).gaps == ()
        paid = manager(3, start=date(2018, 5, 1))
        made = calculate(EDITION, [town(500)], [*short, paid])
        assert made.gaps == ()
        assert made.grants[0].cents
        open_ = calculate(EDITION, [town(500)], [paid, *self.chain()])
        assert [key for key, _, _ in gaps(open_)] == ["management.M-01.approved"]

    @pytest.mark.parametrize("start", [date(2018, 5, 1), date(2019, 2, 1)])
    def test_an_unknown_rate_is_asked_for_first(self, start: date) -> None:
        pillar = EDITION.continuation
        assert pillar is not None
        amounts = tuple((of, unknown(figure)) for of, figure in pillar.fixed_amounts)
        made = calculate(continuing(fixed_amounts=amounts), [town(500)], [manager(start=start)])
        (figure,) = [one for of, one in amounts if of is Qualification.DEGREE]
        assert [key for key, _, _ in gaps(made)] == [figure.key]


class TestManagersAndYears:
    """R8.4: by claim over the managers, by day-months over the years; the cents left are remembered where they go."""

    @given(st.lists(st.integers(250_000, 10**6), min_size=1, max_size=4), st.integers(65, 120))
    def test_the_cents_left_are_what_is_above_the_exact_part(self, millionths: list[int], persons: int) -> None:
        people = [manager(number, fte=Decimal(f"{one}e-6")) for number, one in enumerate(millionths)]
        made = calculate(without(), [town(persons)], people)
        (grant,) = made.grants
        payouts = [one for one in made.payouts if isinstance(one, GrantPayout)]
        assert grant.cents is not None
        for one, weight in zip(people, millionths, strict=True):
            mine = [payout for payout in payouts if payout.manager is one]
            part = sum(payout.cents or 0 for payout in mine)
            (up,) = {payout.cents_up[0] for payout in mine}
            assert (up, part - up) == (up % 2, grant.cents * weight // sum(millionths))
            assert [(payout.year, (payout.cents or 0) - payout.cents_up[1]) for payout in mine] == [
                (2018, part * 9 // 24),
                (2019, part * 12 // 24),
                (2020, part * 3 // 24),
            ]
        assert sum(payout.cents or 0 for payout in payouts) == grant.cents

    def test_who_is_not_funded_gets_no_part(self) -> None:
        people = [manager(1, fte=Decimal("0.2")), manager(2), manager(3, start=date(2020, 1, 1)), manager(4)]
        made = calculate(without(), [town(500)], people)
        assert {one.manager.id for one in made.payouts if isinstance(one, GrantPayout)} == {"M-02", "M-04"}
        alone = calculate(without(), [town(500)], people[:2])
        assert alone.by("manager") == {"M-01": 0, "M-02": 128_000}

    def test_a_fixed_amount_of_0_gives_nobody_a_part(self) -> None:
        amounts = tuple((of, evolve(figure, value=0)) for of, figure in management().fixed_amounts)
        made = calculate(without(fixed_amounts=amounts), [town(500)], [manager()])
        assert made.payouts == ()
        assert made.grants[0].amount == made.grants[0].claim == 0
