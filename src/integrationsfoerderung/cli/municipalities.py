"""`municipalities`: the register of the Land, by key or by name."""

from __future__ import annotations

import click

from ..errors import InvalidInput
from ..message import message
from ..model.places import Place
from ..register import district_name, place, places_of
from ..tabulation import Column as TableColumn
from ..tabulation import Table
from .commands import Argument, Command, language_option
from .outputs import Output, output_options, put_tables
from .page import Column, Page, Row


@click.command(
    "municipalities",
    cls=Command,
    short_help="The municipalities of the Land with their keys.",
    help="List the municipalities of Baden-Württemberg whose key or name begins so: 08327 for a Landkreis, 08 for the "
    "whole Land, Tutt for a name. Without a start all of them.",
    epilog="integrationsfoerderung municipalities 08327",
)
@click.argument(
    "start", cls=Argument, required=False, metavar="[START]", explanation="The beginning of a key or of a name."
)
@output_options()
@language_option
@click.pass_obj
def municipalities(page: Page, start: str | None, output: Output) -> None:
    """List municipalities."""
    found = _found(start)
    if not output.to_terminal:
        table = _table(page, found)
        keys = [column.key for column in table.columns]
        put_tables(page, [table], [dict(zip(keys, row, strict=True)) for row in table.rows], output)
        return
    if not output.quiet:
        page.title(page.say(message("{count} municipalities of Baden-Württemberg", count=len(found))))
    columns = [
        Column(page.word("Key"), whole=True),
        Column(page.word("Municipality")),
        Column(page.word("Kind")),
        Column(page.word("District")),
    ]
    page.table(columns, [Row((one.key, one.name, one.kind, district_name(one.district))) for one in found])


def _found(start: str | None) -> tuple[Place, ...]:
    """Return the places whose key or name begins so; where there is none, the close ones are named."""
    if start is None or start.strip().isdigit():
        return places_of("08" if start is None else start.strip())
    folded = start.strip().casefold()
    found = tuple(one for one in places_of("08") if folded and one.name.casefold().startswith(folded))
    if found:
        return found
    try:
        return (place(start),)
    except InvalidInput as error:
        raise InvalidInput("municipalities", error.problems) from None


def _table(page: Page, found: tuple[Place, ...]) -> Table:
    columns = (
        TableColumn("key", page.word("Key")),
        TableColumn("name", page.word("Municipality")),
        TableColumn("kind", page.word("Kind")),
        TableColumn("district", page.word("Key of the district")),
        TableColumn("district_name", page.word("District")),
        TableColumn("community", page.word("Administrative community")),
    )
    rows = tuple(
        (one.key, one.name, one.kind, one.district, district_name(one.district), one.community_name) for one in found
    )
    return Table("municipalities", page.word("Municipalities"), columns, rows)
