"""JSON: nouns to plain data and back, strictly, through cattrs (loaded on first use)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

import attrs

from .errors import InvalidInput, Problem, UnknownFigureError, gathered, refuse
from .figure import Figure, Unit
from .message import message
from .model.case import Case
from .model.checks import version_problems
from .model.payout import GrantPayout, PerCapitaPayout
from .model.pillar import Pillar
from .model.programme import Programme
from .model.source import Source, Status
from .model.statement import Statement
from .period import Period

if TYPE_CHECKING:
    from cattrs import Converter

VERSION = 1
"""The version of the JSON of a statement."""

CASE_SCHEMA = 1
"""The version of the JSON of a case; one without a version has this one."""

_Noun = TypeVar("_Noun")


@cache
def converter() -> Converter:
    """Return the strict converter: Decimal as text, ISO dates, no unknown keys, no silent change of kind."""
    from cattrs import Converter
    from cattrs.strategies import configure_tagged_union

    attrs.resolve_types(Figure, localns={"Source": Source, "Status": Status, "Period": Period, "date": date})
    made = Converter(forbid_extra_keys=True, prefer_attrib_converters=False)
    made.register_unstructure_hook(Decimal, str)
    made.register_unstructure_hook(date, lambda day: day.isoformat())
    made.register_structure_hook(Decimal, _decimal)
    made.register_structure_hook(date, _date)
    for kind in (int, str, bool):
        made.register_structure_hook(kind, _exactly)
    made.register_unstructure_hook(Unit, lambda unit: unit.text)
    made.register_structure_hook(Unit, _unit)
    configure_tagged_union(Pillar, made, tag_name="kind", tag_generator=lambda kind: kind.__name__)
    return made


def _exactly(value: Any, kind: type[_Noun]) -> _Noun:
    if type(value) is not kind:
        raise ValueError(f"{value!r} is not of the kind {kind.__name__}")
    return value


def _decimal(value: Any, _: Any) -> Decimal:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no decimal number as text")
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise ValueError(f"{value!r} is no decimal number") from None
    if str(number) != value:
        raise ValueError(f"{value!r} is not written as to_dict writes it: {number}")
    return number


def _date(value: Any, _: Any) -> date:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no day as text")
    day = date.fromisoformat(value)
    if day.isoformat() != value:
        raise ValueError(f"{value!r} is not written as to_dict writes it: {day}")
    return day


def _unit(value: Any, _: Any) -> Unit:
    for unit in Unit:
        if unit.text == value:
            return unit
    raise ValueError(f"{value!r} is no unit")


def to_plain(noun: Any) -> Any:
    """Return an object as JSON-ready data."""
    return converter().unstructure(noun)


def from_plain(data: Any, kind: type[_Noun], subject: str) -> _Noun:
    """Build an object from JSON data.

    Raises:
        InvalidInput: with all problems of the data, each with its path.
    """
    from cattrs.errors import BaseValidationError

    try:
        return converter().structure(data, kind)
    except (
        BaseValidationError,
        AttributeError,
        ValueError,
        TypeError,
        KeyError,
        OverflowError,
        RecursionError,
    ) as error:
        problems = list(_problems(error, subject))
        raise InvalidInput(subject, problems) from None


def _problems(error: BaseException, subject: str, path: str = "") -> Any:
    """Collect our own problems, and those that cattrs found, with their path."""
    if isinstance(error, Problem):
        yield Problem(f"{subject}{path}: {error.subject}", error.field, error.value, error.allowed, error.remedy)
    elif isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            notes = [
                note for note in getattr(inner, "__notes__", []) if hasattr(note, "name") or hasattr(note, "index")
            ]
            step = "".join(f".{note.name}" if hasattr(note, "name") else f"[{note.index}]" for note in notes)
            yield from _problems(inner, subject, path + step)
    else:
        allowed = message("data as to_dict writes it")
        yield Problem(subject, path.lstrip(".") or "data", str(error), allowed, message("mend the value at this path"))


# --- programmes, cases, statements


def programme_to_dict(programme: Programme) -> dict[str, Any]:
    """Return a programme as JSON-ready data."""
    return dict(to_plain(programme))


def case_from_dict(data: Mapping[str, Any], subject: str = "case") -> Case:
    """Build a case from JSON data, which may say the version of its format as `schema`.

    Raises:
        InvalidInput: with all problems of the data.
    """
    given: Any = data  # a list, say, is told by the converter
    if isinstance(given, Mapping):
        refuse(subject, version_problems(given.get("schema", CASE_SCHEMA), CASE_SCHEMA, "schema", subject))
        given = {key: value for key, value in given.items() if key != "schema"}
    return from_plain(given, Case, subject)


def statement_to_dict(statement: Statement) -> dict[str, Any]:
    """Return a statement as JSON-ready data: its inputs, its options, and every result as text."""
    return {
        "version": VERSION,
        "programme": programme_to_dict(statement.programme),
        "options": {
            "basis": statement.basis.value,
            "expected": statement.expected,
            "rounding": statement.rounding.value,
            "method": statement.method.value,
            "training_in_fixed_amount": statement.training_in_fixed_amount,
        },
        "case": to_plain(statement.case),
        "payouts": [_payout(payout) for payout in statement.payouts],
        "grants": [
            {
                "provider": grant.provider,
                "name": grant.name,
                "frame": _text(grant.frame),
                "claim": _text(grant.claim),
                "amount": _text(grant.amount),
                "eligible": grant.eligible,
                "capped": grant.capped,
                "municipalities": {
                    member.ags: _text(part) for member, part in zip(grant.members, grant.amounts, strict=True)
                },
            }
            for grant in statement.grants
        ],
        "own_costs": [
            {
                "provider": costs.provider,
                "material": _text(costs.material),
                "staff": _text(costs.staff),
                "amount": _text(costs.amount),
                "municipalities": {key: str(part) for key, part in costs.parts},
                "missing": list(costs.missing),
            }
            for costs in statement.own_costs
        ],
        "settlements": [
            {
                "municipality": settlement.municipality.ags,
                "tranche": _text(settlement.tranche),
                "frame": _text(settlement.frame),
                "balance": _text(settlement.balance),
            }
            for settlement in statement.settlements
        ],
        "warnings": [
            {"kind": remark.kind, "text": str(remark.message), "keys": list(remark.keys), "clause": remark.clause}
            for remark in statement.warnings
        ],
        "gaps": [
            {
                "key": gap.key,
                "text": str(gap.message),
                "look": None if gap.look is None else str(gap.look),
                "keys": list(gap.keys),
            }
            for gap in statement.gaps
        ],
    }


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)


def _payout(payout: Any) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "pillar": payout.pillar,
        "round": payout.round,
        "year": payout.year,
        "recipient": payout.recipient,
        "amount": _text(payout.amount),
    }
    if isinstance(payout, PerCapitaPayout):
        entry |= {
            "municipality": None if payout.municipality is None else payout.municipality.ags,
            "via": payout.via,
            "persons": payout.persons,
            "expected": payout.expected,
        }
    if isinstance(payout, GrantPayout):
        entry["manager"] = payout.manager.id
    return entry


_RESULTS = ("payouts", "grants", "own_costs", "settlements", "warnings", "gaps")

_WORDS: Mapping[str, Mapping[str, Any]] = {"warnings": {"text": str}, "gaps": {"text": str, "look": str | None}}
"""What is told in words, which another release may choose otherwise; what they are about stands beside them."""


def statement_from_dict(data: Any) -> Statement:
    """Read a statement: computed anew from its inputs; an amount that differs from the one written is refused.

    Raises:
        InvalidInput: with all problems of the data.
    """
    from .calculation import calculate

    subject = "Statement.from_dict"
    required = {"version", "programme", "options", "case", *_RESULTS}
    if not isinstance(data, Mapping):
        allowed, remedy = message("a mapping, as to_dict writes it"), message("read the JSON first")
        raise InvalidInput(subject, [Problem(subject, "data", data, allowed, remedy)])
    problems = [
        *(
            Problem(subject, key, None, message("a value"), message("write the statement with to_dict"))
            for key in sorted(required - data.keys())
        ),
        *(
            Problem(subject, str(key), key, message("{keys:list}", keys=sorted(required)), message("remove it"))
            for key in sorted(data.keys() - required, key=str)
        ),
    ]
    problems.extend(version_problems(data.get("version", VERSION), VERSION, "version", subject))
    refuse(subject, problems)
    nouns: dict[str, Any] = {}
    for name, kind in (("programme", Programme), ("case", Case)):
        with gathered(problems):
            nouns[name] = from_plain(data[name], kind, f"{subject}.{name}")
    options = data["options"]
    names = {"basis", "expected", "rounding", "method", "training_in_fixed_amount"}
    if not isinstance(options, Mapping) or options.keys() != names:
        allowed = message("exactly {keys:list}", keys=sorted(names))
        problems.append(Problem(subject, "options", options, allowed, message("write the statement with to_dict")))
    refuse(subject, problems)
    case: Case = nouns["case"]
    programme = nouns["programme"]
    try:
        statement = calculate(programme, case.municipalities, case.managers, districts=case.districts, **options)
    except UnknownFigureError as error:
        allowed, remedy = message("figures that are known"), message("write the statement with to_dict")
        raise InvalidInput(subject, [Problem(subject, "programme", str(error), allowed, remedy)]) from None
    statement = attrs.evolve(statement, case=case)  # with its name, notes and sources
    written = statement_to_dict(statement)
    for name in _RESULTS:
        problems.extend(_differences(_without_words(data[name], name), _without_words(written[name], name), name))
    refuse(subject, problems)
    return statement


def _without_words(results: Any, name: str) -> Any:
    """Leave out texts that are only told, so that a release with other words reads what an earlier one wrote."""
    words = _WORDS.get(name, {})
    if not words or not isinstance(results, list):
        return results
    return [
        {key: value for key, value in one.items() if not (key in words and isinstance(value, words[key]))}
        if isinstance(one, Mapping)
        else one
        for one in results
    ]


def _differences(given: Any, computed: list[Any], name: str) -> list[Problem]:
    """Compare results one by one: what was written has to be what the inputs give."""
    import json

    if not isinstance(given, list) or len(given) != len(computed):
        size = len(given) if isinstance(given, list) else given
        allowed = message("a list of {count} entries, as the inputs give", count=len(computed))
        return [Problem("Statement.from_dict", name, size, allowed, message("the results were changed: compute anew"))]
    return [
        Problem(
            f"Statement.from_dict {name}[{place}]",
            "entry",
            str(one),
            message("{entry:plain}, as the inputs give", entry=str(other)),
            message("the result was changed, or another release computed it: compute anew"),
        )
        for place, (one, other) in enumerate(zip(given, computed, strict=True))
        if one != other or json.dumps(one, sort_keys=True) != json.dumps(other, sort_keys=True)  # 0 is not False here
    ]
