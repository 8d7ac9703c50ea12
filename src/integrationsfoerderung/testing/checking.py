"""Holding a programme against the laws: every law over many cases, with the smallest counter-example found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, overload

from attrs import field, frozen
from hypothesis import HealthCheck, Phase, find, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample, Unsatisfiable

from ..apportionment import Method
from ..calculation import calculate as calculate_by_the_rules
from ..catalogue.loader import load_programme
from ..errors import Problem, refuse
from ..message import Language, Message, message
from ..model.case import Case
from ..model.change import SetOptions
from ..model.municipality import HeadCount
from ..model.programme import Programme
from ..model.statement import Statement
from ..serialisation import to_plain
from ..words import tell
from .laws import LAWS, Law
from .shrinking import smallest
from .situations import cases, splits
from .trial import Trial, Tried, Violation

_MOST_LOOKS = 150
"""So many smaller cases are tried: the smallest of them need not be the smallest there is."""


@frozen
class CounterExample:
    """A case in which a programme breaks a law (Gegenbeispiel)."""

    violation: Message
    """What is wrong, in numbers; `str()` tells it in English, `words.tell` in either language."""

    trial: Trial | None
    """The case and the options; None where the programme breaks the law by itself."""

    @property
    def lines(self) -> tuple[Message, ...]:
        """What is wrong, and the case: a message each."""
        if self.trial is None:
            return (self.violation,)
        options = SetOptions(**self.trial.options).message
        return (self.violation, *(message("- {line}", line=line) for line in (*_told(self.trial.case), options)))

    def explain(self, lang: Language = "en") -> str:
        """Tell the counter-example as text, in German or English."""
        return "\n".join(tell(line, lang) for line in self.lines)

    def to_dict(self) -> dict[str, Any]:
        """Return the counter-example as JSON-ready data: what is wrong, the case, the options."""
        case = None if self.trial is None else to_plain(self.trial.case)
        options = {} if self.trial is None else to_plain(self.trial.options)
        return {"text": str(self.violation), "case": case, "options": options}


def _told(case: Case) -> Iterator[Message]:
    for place in case.municipalities:
        yield message(
            "{key:plain} {name:plain}, served by {provider:plain}: {counts}",
            key=place.ags,
            name=place.name,
            provider=place.provider_key,
            counts=_counted(place.head_counts),
        )
        for entry in place.entries:
            yield message(
                "{name:plain}: {persons} persons who came on {day}",
                name=place.name,
                persons=entry.persons,
                day=entry.day,
            )
    for district in case.districts:
        counts = _counted(district.head_counts)
        yield message("{key:plain} {name:plain}: {counts}", key=district.key, name=district.full_name, counts=counts)
    for manager in case.managers:
        more = message("") if manager.end is None else message(" to {end}", end=manager.end)
        if manager.continues is not None:
            more = message("{more}, continues {id:plain}", more=more, id=manager.continues)
        yield message(
            "manager {id:plain} of {provider:plain}: {fte} FTE, {qualification:word}, from {start}{more}",
            id=manager.id,
            provider=manager.provider,
            fte=manager.fte,
            qualification=manager.qualification.value,
            start=manager.start,
            more=more,
        )


def _counted(counts: Sequence[HeadCount]) -> Message:
    if not counts:
        return message("no head count")
    told = [
        message("{persons} persons on {day} ({status:word})", persons=count.persons, day=count.record_date,
                status=count.status.value)
        for count in counts
    ]  # fmt: skip
    return message("{counts:list}", counts=told)


@frozen
class LawCheck:
    """What the check of one law has found (Prüfergebnis zu einer Gesetzmäßigkeit)."""

    law: Law
    """The law."""

    tried: int
    """How many cases were tried; 0 where the law is about the programme itself, or could not be looked at."""

    counter_example: CounterExample | None = None
    """The smallest case found that breaks the law; None: none was found."""

    @property
    def holds(self) -> bool:
        """Whether no counter-example was found."""
        return self.counter_example is None

    @property
    def lines(self) -> tuple[Message, ...]:
        """The law with its result, then the counter-example: a message each."""
        clause = message("") if not self.law.clause else message(" ({clause:plain})", clause=self.law.clause)
        values = {"law": self.law.key, "text": self.law.text, "clause": clause}
        if self.counter_example is None:
            return (message("holds: {law:plain}: {text}{clause}", **values),)
        broken = message("BROKEN: {law:plain}: {text}{clause}", **values)
        return (broken, *(message("    {line}", line=line) for line in self.counter_example.lines))

    def to_dict(self) -> dict[str, Any]:
        """Return the result as JSON-ready data."""
        found = None if self.counter_example is None else self.counter_example.to_dict()
        return {
            "law": self.law.key,
            "text": str(self.law.text),
            "clause": self.law.clause,
            "holds": self.holds,
            "tried": self.tried,
            "counter_example": found,
        }


@frozen
class ProgrammeCheck(Sequence[LawCheck]):
    """What `check_programme` has found: a sequence with an entry for each law (Prüfbericht)."""

    programme: Programme = field(repr=lambda programme: repr(programme.key))
    """The programme."""

    checks: tuple[LawCheck, ...]
    """An entry for each law that was looked at."""

    @overload
    def __getitem__(self, place: int) -> LawCheck: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[LawCheck, ...]: ...

    def __getitem__(self, place: int | slice) -> LawCheck | tuple[LawCheck, ...]:
        return self.checks[place]

    def __len__(self) -> int:
        return len(self.checks)

    @property
    def holds(self) -> bool:
        """Whether no law is broken, as far as was tried."""
        return all(check.holds for check in self.checks)

    @property
    def broken(self) -> tuple[str, ...]:
        """The keys of the laws that are broken."""
        return tuple(check.law.key for check in self.checks if not check.holds)

    @property
    def first(self) -> CounterExample | None:
        """The first counter-example, in the order of the laws; None where all hold."""
        return next((check.counter_example for check in self.checks if check.counter_example is not None), None)

    @property
    def summary(self) -> Message:
        """How many laws hold, over how many cases."""
        return message(
            "{programme:plain}: {held} of {count} laws hold, tried on {tried} cases",
            programme=self.programme.key,
            held=sum(check.holds for check in self.checks),
            count=len(self.checks),
            tried=max((check.tried for check in self.checks), default=0),
        )

    def explain(self, lang: Language = "en") -> str:
        """Tell the summary, then each law with its counter-example, as text in German or English."""
        lines = [self.summary, *(line for check in self.checks for line in check.lines)]
        return "\n".join(tell(line, lang) for line in lines)

    def to_dict(self) -> dict[str, Any]:
        """Return the report as JSON-ready data."""
        laws = [check.to_dict() for check in self.checks]
        return {"programme": self.programme.key, "holds": self.holds, "laws": laws}


def check_programme(
    programme: Programme | str | Path,
    *,
    laws: Iterable[str] | None = None,
    examples: int = 100,
    calculate: Callable[..., Statement] = calculate_by_the_rules,
) -> ProgrammeCheck:
    """Hold a programme against the laws: its figures by themselves, then what is calculated from many made-up cases.

    The cases are the same on every run. A law that is broken comes with the smallest case that was found to break it.

    Args:
        programme: a programme, the key of a bundled one, or the path of its TOML file.
        laws: keys of the laws to look at; None: all of `LAWS`.
        examples: how many cases are tried.
        calculate: what computes a statement; your own where you wrap or replace the library's.

    Returns:
        An entry for each law, with `holds` for all together, `first` for the first counter-example, `explain("de")`.

    Raises:
        InvalidInput: for a file that does not load, with every problem of it; for a law that does not exist.

    >>> check = check_programme("pakt-fuer-integration", laws=["budget", "cap", "anonymity"], examples=20)
    >>> print(check.explain())
    pakt-fuer-integration: 3 of 3 laws hold, tried on 20 cases
    holds: budget: the budget is the sum of the pillars' budgets, where all are known (R1.1)
    holds: cap: no grant is above what its managers claim, nor above the frames of the term (R3.9, R8.12)
    holds: anonymity: neither the order nor the names of places and managers change an amount (R2.5, R8.4)
    """
    asked = None if laws is None else tuple(laws)
    refuse("check_programme", _problems(asked, examples))
    wanted = [law for law in LAWS if asked is None or law.key in asked]
    looked_at = programme if isinstance(programme, Programme) else load_programme(programme)
    checks = {law.key: LawCheck(law, 0, _by_itself(law, looked_at)) for law in wanted if law.of_itself}
    checks |= _over_cases(looked_at, [law for law in wanted if not law.of_itself], examples, calculate)
    return ProgrammeCheck(looked_at, tuple(checks[law.key] for law in wanted))


def _problems(asked: tuple[str, ...] | None, examples: object) -> Iterator[Problem]:
    keys = [law.key for law in LAWS]
    for key in asked or ():
        if key not in keys:
            allowed = message("{keys:list}", keys=keys)
            yield Problem("check_programme", "laws", key, allowed, message("use one of these keys"))
    if isinstance(examples, bool) or not isinstance(examples, int) or examples < 1:
        allowed, remedy = message("a whole number, {least} or more", least=1), message("give how many cases to try")
        yield Problem("check_programme", "examples", examples, allowed, remedy)


def _by_itself(law: Law, programme: Programme) -> CounterExample | None:
    try:
        law.check(programme)
    except Violation as violation:
        return CounterExample(violation.text, None)
    return None


def _over_cases(
    programme: Programme, laws: Sequence[Law], examples: int, calculate: Callable[..., Statement]
) -> dict[str, LawCheck]:
    """Try all laws on the same cases; then look for a smaller case for each law that is broken."""
    broken: dict[str, Trial] = {}
    tried = 0

    def look(trial: Trial) -> bool:
        nonlocal tried
        tried += 1
        seen = Tried(programme, trial, calculate)
        for law in laws:
            if law.key not in broken and _violation(law, seen) is not None:
                broken[law.key] = trial
        return False

    if laws:
        _search(trials(programme), look, examples)
    checks = {}
    for law in laws:
        found = None if law.key not in broken else _smallest(programme, law, broken[law.key], calculate)
        checks[law.key] = LawCheck(law, tried, found)
    return checks


def _violation(law: Law, tried: Tried) -> Message | None:
    """Return how a trial breaks a law; a case that is not calculated breaks that law only, not every other too."""
    if law.key != "calculates":
        try:
            _ = tried.statement
        except Exception:  # noqa: BLE001  # told by the law "calculates"
            return None
    try:
        law.check(tried)
    except Violation as violation:
        return violation.text
    except Exception as error:  # noqa: BLE001  # a result that cannot even be looked at breaks the law
        return message("it cannot be looked at: {error:plain}", error=f"{type(error).__name__}: {error}")
    return None


def _smallest(programme: Programme, law: Law, first: Trial, calculate: Callable[..., Statement]) -> CounterExample:
    """Look for a smaller case that breaks the law."""

    def breaks(trial: Trial) -> bool:
        if law.key == "calculates" and trial.method is Method.LARGEST_REMAINDER:
            return trial == first  # a part of the Land is refused, and rightly (R8.7)
        return _violation(law, Tried(programme, trial, calculate)) is not None

    trial = smallest(first, breaks, _MOST_LOOKS)
    text = _violation(law, Tried(programme, trial, calculate))
    return CounterExample(message("") if text is None else text, trial)


def _search(strategy: st.SearchStrategy[Trial], look: Callable[[Trial], bool], examples: int) -> None:
    """Look at so many trials; the same on every run, and whatever test is running around."""
    quietly = settings(
        max_examples=examples,
        database=None,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    with suppress(NoSuchExample, Unsatisfiable):
        find(strategy, look, settings=quietly)


@st.composite
def trials(draw: st.DrawFn, programme: Programme) -> Trial:
    """Cases of a programme with options that go together, and the same in another order and with other names."""
    basis, method, rounding = draw(splits(programme))
    complete = method is Method.LARGEST_REMAINDER
    case = draw(cases(programme, adversarial=draw(st.booleans()), complete=complete))
    keys = [one.ags for one in case.municipalities] + [one.key for one in case.districts]
    order = draw(st.permutations(keys + [one.id for one in case.managers]))
    return Trial(case, basis, method, rounding, draw(st.booleans()), draw(st.booleans()), tuple(order))
