"""What if: scenarios as named sets of changes, variants beside a baseline, and statements as of a stage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, cast

import attrs
from attrs import evolve, field, frozen

from .calculation import calculate
from .errors import InvalidInput, Problem, gathered, refuse, validate
from .message import message
from .model.case import Case
from .model.cause import causes_of
from .model.change import CHANGES, Change, SetOptions
from .model.change_parts import Target
from .model.checks import version_problems
from .model.comparison import Comparison, differences_of
from .model.municipality import CountStatus, HeadCount, text_problems
from .model.programme import Programme
from .model.statement import Statement
from .model.variant import varied
from .serialisation import from_plain, to_plain

SCHEMA = 1
"""The version of the data of a scenario; data without a version have this one."""

_KEYS = ("schema", "name", "changes")


def _tuple(values: Iterable[Change]) -> tuple[Change, ...]:
    try:
        return tuple(values)
    except TypeError:
        return cast("tuple[Change, ...]", values)  # the validator names it


def _validate_name(scenario: Scenario) -> Iterator[Problem]:
    return text_problems(scenario.name, "name", "Scenario")


def _validate_changes(scenario: Scenario) -> Iterator[Problem]:
    changes: object = scenario.changes
    if not isinstance(changes, tuple):
        allowed, remedy = message("a list of changes"), message("write Scenario(name, [SetFigure(…), …])")
        yield Problem(scenario.subject, "changes", changes, allowed, remedy)
        return
    for place, change in enumerate(changes):
        if not isinstance(change, tuple(CHANGES.values())):
            names = [kind.__name__ for kind in CHANGES.values()]
            allowed = message("one of {names:list}", names=names)
            yield Problem(scenario.subject, f"changes[{place}]", change, allowed, message("make the change first"))


def _validate_targets(scenario: Scenario) -> Iterator[Problem]:
    """Refuse two changes of the same thing: a set has no order in which one could come after the other."""
    taken: set[Target] = set()
    changes: Any = scenario.changes
    for change in changes if isinstance(changes, tuple) else ():
        targets = getattr(change, "targets", ())
        for target in targets:
            # most are about one thing; only those about all days or places are held against every other
            broad = taken if None in target[1:] else {one for one in taken if None in one[1:]}
            if target in taken or any(_same(target, other) for other in broad):
                allowed, remedy = message("one change for each thing"), message("apply one scenario after the other")
                yield Problem(scenario.subject, "changes", change.subject, allowed, remedy)
        taken.update(targets)


def _same(target: Target, other: Target) -> bool:
    return all(one == two or None in (one, two) for one, two in zip(target, other, strict=True))


@frozen
class Scenario:
    """A named set of changes to a baseline (Szenario, Was-wäre-wenn).

    No two changes set the same thing, so their order does not matter. The baseline is never touched.

    >>> from integrationsfoerderung import calculate, load_example, load_programme
    >>> from integrationsfoerderung.model.change import SetFigure
    >>> case = load_example("tuttlingen")
    >>> baseline = calculate(load_programme("pakt-fuer-integration"), case.municipalities, case.managers)
    >>> longer = Scenario("The managers stay for three years", [SetFigure("management.term", 3)])
    >>> compare(baseline, longer.apply(baseline)).total(pillar="management")
    Decimal('649350.00')

    Raises:
        InvalidInput: with all problems: a blank name, no change, two changes of the same thing.
    """

    name: str
    """What is assumed, in a few words; the source of every figure that the scenario sets."""

    changes: tuple[Change, ...] = field(default=(), converter=_tuple)
    """The changes; none: the scenario equals its baseline."""

    def __attrs_post_init__(self) -> None:
        validate(self, _validate_name, _validate_changes, _validate_targets)

    @property
    def subject(self) -> str:
        """The scenario as errors name it."""
        return f"Scenario {self.name}"

    def apply(self, baseline: Statement) -> Statement:
        """Calculate the variant of a statement, with the same options unless the scenario changes them.

        Raises:
            InvalidInput: with all problems of all changes: a municipality, manager or figure that is not there, a
                value that does not fit, a case that does not hold together; or as `calculate`.
        """
        programme, case = self.inputs(baseline.programme, baseline.case)
        options = _options(baseline)
        for change in self.changes:
            options |= change.given if isinstance(change, SetOptions) else {}
        return _calculated(programme, case, options)

    def inputs(self, programme: Programme, case: Case) -> tuple[Programme, Case]:
        """Return programme and case with the changes, to be calculated with any options.

        Raises:
            InvalidInput: as `apply`.
        """
        return varied(self.name, self.changes, programme, case)

    def to_dict(self) -> dict[str, Any]:
        """Return the scenario as plain data for JSON or TOML: days as text, numbers exact, nothing that is not said."""
        return {"schema": SCHEMA, "name": self.name, "changes": [_change_to_dict(change) for change in self.changes]}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Scenario:
        """Read a scenario that `to_dict` wrote, or the parsed TOML of a `scenario.toml`, which may hold days as days.

        Raises:
            InvalidInput: with all problems of the data.

        >>> Scenario.from_dict({"name": "Less", "changes": [{"change": "remove-manager", "manager": "M-12"}]})
        Scenario(name='Less', changes=(RemoveManager(manager='M-12'),))
        """
        subject = "Scenario.from_dict"
        if not isinstance(data, Mapping):
            allowed, remedy = message("a mapping, as to_dict writes it"), message("read the file first")
            raise InvalidInput(subject, [Problem(subject, "data", data, allowed, remedy)])
        problems = [
            Problem(subject, str(key), key, message("{keys:list}", keys=sorted(_KEYS)), message("remove it"))
            for key in data
            if key not in _KEYS
        ]
        problems.extend(version_problems(data.get("schema", SCHEMA), SCHEMA, "schema", subject))
        entries = data.get("changes", [])
        if not isinstance(entries, list | tuple):
            allowed, remedy = message("a list of changes"), message("in TOML each is a table [[changes]]")
            problems.append(Problem(subject, "changes", entries, allowed, remedy))
            entries = []
        changes: list[Change] = []
        for place, entry in enumerate(entries):
            with gathered(problems):
                changes.append(_change_from_dict(entry, f"{subject} changes[{place}]"))
        name: Any = data.get("name")
        problems.extend(text_problems(name, "name", subject))
        refuse(subject, problems)
        return cls(name, changes)


def compare(baseline: Statement, variant: Statement) -> Comparison:
    """Hold a variant against a baseline: exact differences, and the inputs that caused them.

    Args:
        baseline: the statement that is compared with.
        variant: the statement that is looked at: of a scenario, of another stage, edition or case.

    Raises:
        InvalidInput: for anything but statements.

    >>> from integrationsfoerderung import calculate, load_example, load_programme
    >>> from integrationsfoerderung.model.change_of_counts import SetCount
    >>> case = load_example("tuttlingen")
    >>> baseline = calculate(load_programme("pakt-fuer-integration"), case.municipalities, basis="pot_share")
    >>> more = Scenario("Ten more", [SetCount("08327050", date(2017, 9, 15), 258, land_too=True)])
    >>> comparison = compare(baseline, more.apply(baseline))
    >>> print(comparison.by("municipality")["08327049"])
    -11.70
    >>> comparison.why("08327049").moved_by_others
    True
    """
    refuse("compare", [*_statement_problems(baseline, "baseline"), *_statement_problems(variant, "variant")])
    rows = tuple(differences_of(baseline, variant))
    return Comparison(baseline, variant, rows, tuple(causes_of(baseline, variant)))


_KNOWN_AT = {
    CountStatus.PROVISIONAL: {CountStatus.PROVISIONAL},
    CountStatus.INTERIM: {CountStatus.PROVISIONAL, CountStatus.INTERIM},
    CountStatus.FINAL: set(CountStatus),
}


def as_of(statement: Statement, stage: CountStatus | str) -> Statement:
    """Draw a statement as of a stage: with the head counts that were known then (R2.3, R3.4).

    As of `provisional` only the first tranche is known: no round is due, grants are open, and each municipality's
    settlement has a tranche without a frame. As of `interim` reported counts stand in for final ones. Held against
    `final`, which leaves out nothing, `Comparison.settlements` says what is left to pay or to set off: final frame −
    tranche, per municipality (R8.6). A tranche is never added to a grant.

    Args:
        statement: the statement with all counts.
        stage: `provisional`, `interim` or `final`.

    Raises:
        InvalidInput: for another stage; or as `calculate`.
    """
    problems = list(_statement_problems(statement, "statement"))
    names = [status.value for status in _KNOWN_AT]
    if stage not in names and stage not in _KNOWN_AT:
        problems.append(
            Problem("as_of", "stage", stage, message("{names:list}", names=names), message("use one of these"))
        )
    refuse("as_of", problems)
    known = _KNOWN_AT[CountStatus(stage)]

    def counted(counts: tuple[HeadCount, ...]) -> list[HeadCount]:
        return [count for count in counts if count.status in known]

    case = evolve(
        statement.case,
        municipalities=[evolve(one, head_counts=counted(one.head_counts)) for one in statement.case.municipalities],
        districts=[evolve(one, head_counts=counted(one.head_counts)) for one in statement.case.districts],
    )
    return _calculated(statement.programme, case, _options(statement))


def _statement_problems(value: object, name: str) -> Iterator[Problem]:
    if not isinstance(value, Statement):
        yield Problem(name, name, value, message("a Statement"), message("make it with calculate"))


def _options(statement: Statement) -> dict[str, Any]:
    return {one.name: getattr(statement, one.name) for one in attrs.fields(SetOptions)}


def _calculated(programme: Programme, case: Case, options: Mapping[str, Any]) -> Statement:
    statement = calculate(programme, case.municipalities, case.managers, districts=case.districts, **options)
    return evolve(statement, case=case)  # with its name, notes and sources


# --- changes as plain data

_DECIMALS = {"factor", "fte", "material_costs", "staff_costs", "training_costs"}


def _change_to_dict(change: Change) -> dict[str, Any]:
    """Return a change as plain data; what has its default is left out, since TOML has no word for nothing."""
    said = {
        one.name: getattr(change, one.name)
        for one in attrs.fields(type(change))
        if getattr(change, one.name) != one.default
    }
    return {"change": change.kind} | {name: _said(value) for name, value in said.items()}


def _said(value: Any) -> Any:
    plain = to_plain(value)
    return {name: one for name, one in plain.items() if one is not None} if isinstance(plain, dict) else plain


def _change_from_dict(data: Any, subject: str) -> Change:
    named = data.get("change") if isinstance(data, Mapping) else data
    kind = CHANGES.get(named) if isinstance(named, str) and isinstance(data, Mapping) else None
    if kind is None:
        allowed = message("{names:list}", names=sorted(CHANGES))
        raise InvalidInput(subject, [Problem(subject, "change", named, allowed, message("name the kind of change"))])
    _converter()
    change: Change = from_plain({name: _plain(name, data[name]) for name in data if name != "change"}, kind, subject)
    return change


def _plain(name: Any, value: Any) -> Any:
    """Return a value of parsed TOML as JSON would hold it: days as text, whole numbers as decimals."""
    if isinstance(value, Mapping):
        return {key: _plain(key, one) for key, one in value.items()}
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    return str(value) if name in _DECIMALS and type(value) is int else value


@cache
def _converter() -> None:
    """Teach the converter what only scenarios have: a value that is a number or a day."""
    from .serialisation import converter

    converter().register_structure_hook(Decimal | int | date, _number_or_day)


def _number_or_day(value: Any, _: Any) -> Decimal | int | date:
    if type(value) is int:
        return value
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no number and no day")
    try:
        return Decimal(value)
    except InvalidOperation:
        return date.fromisoformat(value)
