"""Tables of people: managers, grants of their providers, areas."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from ..message import message
from ..model.overview import Staffing
from ..model.payout import Funding, Grant, GrantPayout
from ..model.pillar import ContinuationPillar
from ..model.statement import Statement
from ..money import added
from ..period import MONTH
from ..words.speech import Speech
from .places import providers_in
from .table import Cell, Table, Words, plain


def persons_of(grant: Grant) -> int | None:
    """Return the persons counted for a grant; None where a count is unknown, or no count decides (R8.12)."""
    if isinstance(grant.pillar, ContinuationPillar):
        return None
    persons = 0
    for member in grant.members:
        count = member.count(grant.pillar.record_date)
        if count is None:
            return None
        persons += count.persons
    return persons


def managers(statement: Statement, words: Words) -> Table:
    """Return each manager: position, funded time, what is paid for them in each year, and their costs."""
    word = words.word
    fundings = {one.manager.id: (grant, one) for grant in statement.grants for one in grant.fundings}
    parts: dict[str, dict[int, Decimal | None]] = {}
    for payout in statement.payouts:
        if isinstance(payout, GrantPayout):
            parts.setdefault(payout.manager.id, {})[payout.year] = payout.amount
    years = sorted({year for of_manager in parts.values() for year in of_manager})
    given = word("not given")
    columns = (
        words.text("id", word("Manager")),
        words.text("provider", word("Key of the provider")),
        words.text("provider_name", word("Provider")),
        words.number("fte", word("FTE"), summed=True),
        words.number("paid_fte", word("Paid FTE")),
        words.text("qualification", word("Qualification")),
        words.day("start", word("Start")),
        words.day("end", word("End")),
        words.text("continues", word("Continues")),
        words.text("serves", word("Serves")),
        words.day("funded_from", word("Funded from")),
        words.day("funded_to", word("Funded to")),
        words.number("funded_months", word("Funded months")),
        *(words.money(f"amount_{year}", words.say(message("{year:plain} in EUR", year=year))) for year in years),
        words.money("amount", word("Together in EUR"), sum_of=[f"amount_{year}" for year in years]),
        words.money("material_costs", word("Material costs in EUR"), given, summed=False),
        words.money("staff_costs", word("Staff costs in EUR"), given, summed=False),
        words.money("training_costs", word("Training costs in EUR"), given, summed=False),
        words.yes_no("illustrative", word("Made up")),
    )
    names = {one.ags: one.name for one in statement.municipalities}
    rows = []
    providers = providers_in(statement)
    for one in statement.managers:
        grant, funding = fundings.get(one.id, (None, None))
        of_manager = parts.get(one.id, {})
        open_ = grant is not None and grant.cents is None
        paid = [None if open_ and not of_manager else of_manager.get(year, Decimal("0.00")) for year in years]
        serves = ", ".join(names[key] for key in one.serves) or word("all of the provider")
        cells = (
            *(one.id, one.provider, providers[one.provider], one.fte),
            *(
                None if funding is None else Decimal(f"{funding.fte_units}e-6").normalize(),
                word(one.qualification.value),
            ),
            *(one.start, one.end, one.continues or "", serves),
            *_funded(funding),
            *paid,
            None if open_ and not of_manager else added(paid),
            *(one.material_costs, one.staff_costs, one.training_costs, one.illustrative),
        )
        rows.append(cells)
    return Table("managers", word("Managers"), columns, tuple(rows))


def _funded(funding: Funding | None) -> tuple[Cell, ...]:
    if funding is None:
        return None, None, None
    period, months = funding.period, plain(Fraction(funding.day_months, MONTH))
    return (None, None, months) if period is None else (period.first, period.last, months)


def grants(statement: Statement, words: Words) -> Table:
    """Return the grant of each provider with frames, claim and own costs."""
    word = words.word
    given = word("not given")
    columns = (
        words.text("provider", word("Key")),
        words.text("name", word("Provider")),
        words.whole("members", word("Members"), summed=True),
        words.whole("persons", word("Persons")),
        words.money("frame", word("Frames of a year in EUR"), ""),
        words.money("claim", word("Claim in EUR")),
        words.money("amount", word("Grant in EUR")),
        words.text("capped", word("Capped")),
        words.money("material_costs", word("Material costs in EUR"), given, summed=False),
        words.money("staff_costs", word("Staff costs in EUR"), given, summed=False),
        words.money("own_costs", word("Own costs in EUR"), given, summed=False),
    )
    costs = {one.provider: one for one in statement.own_costs}
    rows = []
    for grant in statement.grants:
        own = costs.get(grant.provider)
        frame = None if isinstance(grant.pillar, ContinuationPillar) else grant.frame
        said = (grant.provider, grant.name, len(grant.members), persons_of(grant), frame, grant.claim, grant.amount)
        borne = (None, None, None) if own is None else (own.material, own.staff, own.amount)
        rows.append((*said, capped(grant, words), *borne))
    return Table("grants", word("Grants"), columns, tuple(rows))


def capped(grant: Grant, words: Speech) -> str:
    """Say whether the frames cap a grant (R3.9)."""
    if grant.amount is None:
        return words.word("open")
    if not grant.eligible:
        return words.word("below the threshold")
    return words.word("yes" if grant.capped else "no")


def areas(statement: Statement, words: Words) -> Table:
    """Return who serves which municipalities, and the staffing."""
    word = words.word
    columns = (
        words.text("area", word("Area")),
        words.text("provider", word("Key of the provider")),
        words.text("provider_name", word("Provider")),
        words.text("municipalities", word("Municipalities")),
        words.text("managers", word("Managers")),
        words.text("shared", word("Managers who serve other areas too")),
        words.whole("heads", word("Positions")),
        words.number("fte", word("FTE")),
        words.whole("persons", word("Persons"), word("unknown")),
        words.number("persons_per_fte", word("Persons per FTE")),
    )
    providers = providers_in(statement)
    rows = tuple(
        (
            *(area.name, area.provider, providers[area.provider]),
            ", ".join(municipality.name for municipality in area.municipalities),
            ", ".join(manager.id for manager in area.managers),
            ", ".join(area.shared),
            *_staffing(area.staffing),
        )
        for area in statement.areas
    )
    return Table("areas", word("Areas"), columns, rows)


def _staffing(staffing: Staffing) -> tuple[Cell, ...]:
    per_fte = staffing.persons_per_fte
    return staffing.heads, staffing.fte, staffing.persons, None if per_fte is None else plain(per_fte)
