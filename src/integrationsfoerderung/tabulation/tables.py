"""Which tables a statement has, and how each is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..errors import InvalidInput, Problem
from ..message import Language, message
from ..model.statement import Statement
from .people import areas, grants, managers
from .places import municipalities, payouts
from .reasons import derivations, figures, notes
from .table import Table, Words

TABLES: Mapping[str, Callable[[Statement, Words], Table]] = {
    "payouts": payouts,
    "municipalities": municipalities,
    "managers": managers,
    "grants": grants,
    "areas": areas,
    "derivations": derivations,
    "figures": figures,
    "notes": notes,
}
"""How each table of a statement is made, by its name, in the order in which they are shown."""


def tables_of(statement: Statement, lang: Language = "en") -> tuple[Table, ...]:
    """Return all tables of a statement.

    Args:
        statement: the statement.
        lang: language of titles and texts, `en` or `de`; keys of columns are the same in both.

    Raises:
        InvalidInput: for another language.

    >>> from integrationsfoerderung import calculate, load_example, load_programme
    >>> case = load_example("tuttlingen")
    >>> statement = calculate(load_programme("pakt-fuer-integration"), case.municipalities, case.managers)
    >>> [(table.name, len(table.rows)) for table in tables_of(statement)][:5]
    [('payouts', 76), ('municipalities', 35), ('managers', 14), ('grants', 6), ('areas', 7)]
    """
    return tuple(table_of(statement, name, lang) for name in TABLES)


def table_of(statement: Statement, name: str, lang: Language = "en") -> Table:
    """Return one table of a statement.

    Args:
        statement: the statement.
        name: one of `TABLES`: `payouts`, `municipalities`, `managers`, `grants`, `areas`, `derivations`, `figures`,
            `notes`.
        lang: language of titles and texts.

    Raises:
        InvalidInput: for another name or language.
    """
    if name not in TABLES:
        allowed, remedy = message("{names:list}", names=tuple(TABLES)), message("use one of these")
        raise InvalidInput("table_of", [Problem("table_of", "name", name, allowed, remedy)])
    return TABLES[name](statement, Words(lang))
