"""`explain`: how amounts come about, step by step, for a municipality, a provider or a manager."""

from __future__ import annotations

from decimal import Decimal
from difflib import get_close_matches
from typing import Any, TypeAlias

import click

from ..errors import InvalidInput, Problem
from ..files.statement_json import json_of
from ..message import message
from ..model.municipality import Municipality
from ..model.payout import Grant, GrantPayout, PerCapitaPayout, Stage
from ..model.statement import Statement
from ..rules.provision import provider_name
from .commands import Argument, Command, language_option
from .inputs import Settings, calculation_options, case_argument
from .outputs import quiet_option, to_stdout
from .page import Page
from .waiting import calculated, waiting

_Amount: TypeAlias = PerCapitaPayout | GrantPayout | Grant

_SHOWN = 5
_NEAR = 0.6


@click.command(
    "explain",
    cls=Command,
    short_help="How the amounts of a municipality, provider or manager come about.",
    help="Explain amounts step by step, down to clause and source: those of a municipality, a provider or a manager. "
    "Without a key it lists whom the case has amounts for.",
    epilog="integrationsfoerderung explain case Tuttlingen --lang de",
)
@case_argument
@click.argument(
    "key",
    cls=Argument,
    required=False,
    metavar="[KEY]",
    explanation="AGS or name of a municipality, key of a provider, or id of a manager.",
)
@calculation_options
@click.option("--round", "round_", metavar="ROUND", help="Only this round, as 2017; grant for the grants.")
@click.option("--json", is_flag=True, help="Print JSON, for programs.")
@quiet_option
@language_option
@click.pass_obj
def explain(
    page: Page,
    case: str,
    key: str | None,
    settings: Settings,
    round_: str | None,
    json: bool,
    quiet: bool,
) -> None:
    """Explain the amounts of one key."""
    with waiting(quiet=quiet) as shown:
        _, statement = calculated(page, shown, case, settings, quiet=quiet)
    if key is None:
        _list(page, statement, json=json)
        return
    meant = _key_of(statement, key)
    found = _of_round(_found(statement, meant), round_)
    if json:
        to_stdout(json_of([_data(one, meant) for one in found]))
        return
    for number, one in enumerate(found):
        if number:
            page.text("")
        _explain(page, one, meant)


def _keys(statement: Statement) -> dict[str, str]:
    """Return everybody who has amounts, by key, with the name."""
    names = {one.key: one.name for one in statement.municipalities}
    names |= {one.key: one.name for one in statement.case.districts}
    providers = statement.case.providers()
    names |= {key: provider_name(key, members) for key, members in providers.items() if key not in names}
    return names | {one.id: one.id for one in statement.managers}


def _list(page: Page, statement: Statement, *, json: bool) -> None:
    keys = _keys(statement)
    if json:
        to_stdout(json_of(keys))
        return
    for key, name in keys.items():
        page.text(key if key == name else f"{key}  {name}")


def _key_of(statement: Statement, wanted: str) -> str:
    """Return the key that a key or a name means; case does not matter."""
    keys = _keys(statement)
    folded = wanted.strip().casefold()
    matching = [key for key, name in keys.items() if folded in (key.casefold(), name.casefold())]
    exact = [key for key in matching if key.casefold() == folded] or matching
    if len(exact) != 1:
        raise _refusal(wanted, exact, keys)
    return exact[0]


def _found(statement: Statement, key: str) -> list[_Amount]:
    """Return what there is of a key: its rounds and the grant that it takes part in, or the parts of a manager."""
    found: list[_Amount] = [
        one
        for one in statement.payouts
        if (isinstance(one, PerCapitaPayout) and one.recipient == key)
        or (isinstance(one, GrantPayout) and one.manager.id == key)
    ]
    return found + [
        grant for grant in statement.grants if key == grant.provider or key in {member.ags for member in grant.members}
    ]


def _refusal(wanted: str, exact: list[str], keys: dict[str, str]) -> InvalidInput:
    if exact:
        allowed = message("the key, where several have one name")
        remedy = message("meant: {keys:list}", keys=exact)
    else:
        texts = {text.casefold(): key for key, name in keys.items() for text in (key, name)}
        close = get_close_matches(wanted.casefold(), texts, _SHOWN, _NEAR)
        told = dict.fromkeys(
            f"{keys[key]} ({key})" if keys[key] != key else key for key in map(texts.get, close) if key
        )
        allowed = message("a municipality, provider or manager of the case")
        remedy = message("without a key they are listed")
        if told:
            remedy = message("meant: {keys:list}", keys=told)
    return InvalidInput("explain", [Problem("explain", "key", wanted, allowed, remedy)])


def _of_round(found: list[_Amount], round_: str | None) -> list[_Amount]:
    rounds = list(dict.fromkeys(_round(one) for one in found))
    if not found or (round_ is not None and round_ not in rounds):
        allowed = message("{rounds:list}", rounds=rounds) if rounds else message("an amount of this programme")
        remedy = message("choose another round, or another programme")
        raise InvalidInput("explain", [Problem("explain", "round", round_ or "", allowed, remedy)])
    return [one for one in found if round_ in (None, _round(one))]


def _round(one: _Amount) -> str:
    return one.round if isinstance(one, PerCapitaPayout) else Stage.GRANT.value


def _explain(page: Page, one: _Amount, key: str) -> None:
    page.tree(one.explain(page.lang))
    part = _part(one, key)
    if part is not None:
        member, amount = part
        told = message("Part of {name:plain}: {amount:eur} (R8.4)", name=member.name, amount=amount)
        page.text(page.say(told))


def _part(one: _Amount, key: str) -> tuple[Municipality, Decimal] | None:
    """Return the member of a grant that was asked for, with its part; None where it is the whole, or open."""
    if not isinstance(one, Grant) or len(one.members) == 1:
        return None
    parts = zip(one.members, one.amounts, strict=True)
    return next(((member, part) for member, part in parts if member.ags == key and part is not None), None)


def _data(one: _Amount, key: str) -> dict[str, Any]:
    """Return an amount with its derivation as JSON-ready data."""
    data: dict[str, Any] = {"kind": "grant" if isinstance(one, Grant) else "payout"}
    if isinstance(one, Grant):
        data |= {"pillar": one.pillar.key, "recipient": one.provider, "name": one.name}
    else:
        data |= {"pillar": one.pillar, "round": one.round, "year": one.year, "recipient": one.recipient}
    if isinstance(one, GrantPayout):
        data["manager"] = one.manager.id
    data["amount"] = None if one.amount is None else str(one.amount)
    part = _part(one, key)
    if part is not None:
        data["part"] = {"municipality": part[0].ags, "amount": str(part[1])}
    data["derivation"] = None if one.cents is None else one.derivation.to_dict()
    return data
