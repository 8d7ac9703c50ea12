"""A page for each municipality, and for each district that is paid: facts, amounts, and how they come about."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ..errors import UnknownFigureError
from ..message import message
from ..model.municipality import Municipality
from ..model.overview import Settlement
from ..model.payout import Grant, PerCapitaPayout
from ..model.pillar import ManagementPillar
from ..model.places import District
from ..model.statement import Statement
from ..money import added
from ..register import district_name
from ..rules.derivation import frame_figure
from ..tabulation.pages import per_capita
from ..words import explain_payout
from .blocks import Block, Cell, Column, Facts, Link, Minor, Paragraph, Row, Section, Table
from .tables import place_id, provider_id
from .writer import Derivations, Writer


def places(statement: Statement, write: Writer) -> Section:
    """Return a page for each municipality, in the order of the case."""
    book = _Book(statement, write)
    districts = [district for district in statement.case.districts if district.key in book.payouts]
    pages = (*map(book.page, statement.municipalities), *map(book.page, districts))
    return Section("places", write.word("Municipalities, one by one"), (), pages, pages=True)


class _Book:
    """Finds what belongs to a place without going through the whole statement for each."""

    def __init__(self, statement: Statement, write: Writer) -> None:
        self.write = write
        self.pillar: ManagementPillar | None = statement.programme.management
        self.payouts: dict[str, list[PerCapitaPayout]] = {}
        for payout in per_capita(statement):
            self.payouts.setdefault(payout.recipient, []).append(payout)
        self.grants = {
            member.ags: (grant, place) for grant in statement.grants for place, member in enumerate(grant.members)
        }
        self.settled: dict[str, Settlement] = {one.municipality.ags: one for one in statement.settlements}
        self.own = {key: amount for costs in statement.own_costs for key, amount in costs.parts}
        self.managers: dict[str, list[str]] = {}
        for area in statement.areas:
            for place in area.municipalities:
                self.managers[place.ags] = [
                    manager.id for manager in area.managers if not manager.serves or place.ags in manager.serves
                ]
        self.several = len({one.district for one in statement.municipalities}) > 1
        self.names = {one.ags: one.name for one in statement.municipalities}

    def page(self, place: Municipality | District) -> Section:
        """Return the page of a place."""
        blocks: list[Block] = [Facts((*self._facts(place), *self._counts(place), *self._costs(place)))]
        if self.payouts.get(place.key) or place.key in self.grants:
            blocks += [Minor(self.write.word("Amounts in EUR")), self._amounts(place)]
        derivations = self.write.derivations()
        for payout in self.payouts.get(place.key, ()):
            blocks += [Minor(f"{self._pillar(payout.pillar)} {payout.round}"), *self._explained(payout, derivations)]
        if isinstance(place, Municipality):
            blocks += self._frame(place, derivations)
        blocks += derivations.conventions()
        name = place.name if isinstance(place, Municipality) else place.full_name
        group = ""
        if self.several:
            group = district_name(place.district) if isinstance(place, Municipality) else self.write.word("Districts")
        return Section(place_id(place.key), name, tuple(blocks), group=group)

    def _facts(self, place: Municipality | District) -> Iterator[tuple[str, Cell]]:
        word = self.write.word
        yield word("Key"), place.key
        if isinstance(place, District):
            return
        yield word("District"), district_name(place.district)
        grant, _ = self.grants.get(place.ags, (None, 0))
        if grant is not None:
            yield word("Provider"), Link(grant.name, provider_id(grant.provider))
        else:
            key = place.provider_key
            yield word("Provider"), self.names.get(key) or (district_name(key) if len(key) == 5 else key)
        if place.area:
            yield word("Area"), place.area
        managers = self.managers.get(place.ags)
        yield word("Managers"), self.write.listed(managers) if managers else word("none")

    def _counts(self, place: Municipality | District) -> Iterator[tuple[str, Cell]]:
        for count in sorted(place.head_counts, key=lambda count: count.record_date):
            persons = message(
                "{persons} persons ({status:word})", persons=count.persons, status=f"{count.status.value} head count"
            )
            on = message("Counted on {day:plain}", day=self.write.day(count.record_date))
            yield self.write.say(on), self.write.say(persons)

    def _pillar(self, key: str) -> str:
        name = self.write.pillar(key)
        return name[:1].upper() + name[1:]  # it heads a line

    def _amounts(self, place: Municipality | District) -> Table:
        word = self.write.word
        columns = (Column(word("What for")), Column(word("When")), Column(word("Amount"), number=True))
        rows = []
        amounts: list[Decimal | None] = []
        for payout in self.payouts.get(place.key, ()):
            what = f"{self._pillar(payout.pillar)} {payout.round}"
            what += f" ({word('expected')})" if payout.expected else ""
            rows.append(Row((what, self._due(payout), self.write.money(payout.amount))))
            amounts.append(payout.amount)
        grant, member = self.grants.get(place.key, (None, 0))
        if grant is not None:
            what = self.write.say(message("Part of the grant of {name:plain}", name=grant.name))
            rows.append(
                Row((Link(what, provider_id(grant.provider)), word("by year of service"), self._part(grant, member)))
            )
            amounts.append(grant.amounts[member])
        return Table(columns, tuple(rows), Row((word("Together"), "", self.write.money(added(amounts)))))

    def _due(self, payout: PerCapitaPayout) -> str:
        due = payout.line.round.due
        told = "" if due is None else self.write.day(due)
        if payout.via is None:
            return told
        through = self.write.say(message("through {district:plain}", district=district_name(payout.via)))
        return f"{told}, {through}" if told else through

    def _part(self, grant: Grant, member: int) -> str:
        undivided = grant.cents is not None and grant.parts is None
        return self.write.money(grant.amounts[member], self.write.word("not divided" if undivided else "open"))

    def _costs(self, place: Municipality | District) -> Iterator[tuple[str, Cell]]:
        settled = self.settled.get(place.key)
        if settled is not None:
            yield self.write.word("First tranche"), self._eur(settled.tranche)
            yield self.write.word("Frame less first tranche"), self._eur(settled.balance)
        if place.key in self.own:
            yield self.write.word("Own costs"), self._eur(self.own[place.key])

    def _eur(self, amount: Decimal | None) -> str:
        return self.write.word("unknown") if amount is None else self.write.amount(amount)

    def _explained(self, payout: PerCapitaPayout, derivations: Derivations) -> Iterator[Block]:
        if payout.cents is not None:
            yield derivations.tree(payout.derivation)
        else:
            yield from (Paragraph(line) for line in explain_payout(payout, self.write.lang).split("\n")[1:])

    def _frame(self, place: Municipality, derivations: Derivations) -> Iterator[Block]:
        """Yield the planning frame of a year: the entitlement, whoever employs managers (R3.3)."""
        if self.pillar is None:
            return
        yield Minor(self.write.word("Planning frame of a year"))
        try:
            yield derivations.tree(frame_figure(self.pillar, place))
        except UnknownFigureError as error:
            yield Paragraph(self.write.say(error))
