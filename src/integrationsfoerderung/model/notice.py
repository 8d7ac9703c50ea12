"""Notices: amounts that somebody was told, and what an audit says about each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from enum import Enum
from typing import Any, cast, overload

from attrs import Factory, field, frozen

from ..apportionment import choice_problems
from ..errors import Problem, shown, validate
from ..figure import FTE, Figure
from ..message import Language, Message, message
from ..money import in_cents, in_euros, money_problems
from ..showing import Shown
from .keys import provider_problems
from .manager import Qualification
from .municipality import persons_problems, text_problems
from .payout import Basis, Stage
from .source import Source
from .verdict import Candidate, Nearest, Verdict

MOST_PERSONS = 10**9
MOST_MEMBERS = 10_000
_MOST_FTE = 10**6
_MOST_MONTHS = 1200


def _member_of(kind: type[Enum], value: Any) -> Any:
    try:
        return kind(value)
    except ValueError:
        return value  # the validator names it


def _stage(value: Stage | str | None) -> Stage | None:
    return cast("Stage | None", _member_of(Stage, value))


def _basis(value: Basis | str | None) -> Basis | None:
    return cast("Basis | None", _member_of(Basis, value))


def _one_or_tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list | tuple) else value


def _persons(value: int | Iterable[int] | None) -> int | tuple[int, ...] | None:
    return cast("int | tuple[int, ...] | None", _one_or_tuple(value))


def _euros(value: Any) -> Any:
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _amount(value: Decimal | int) -> Decimal:
    return cast("Decimal", _euros(value))


def _fte(value: Decimal | int | Iterable[Decimal | int] | None) -> Decimal | tuple[Decimal, ...] | None:
    if isinstance(value, list | tuple):
        return tuple(_euros(part) for part in value)
    return cast("Decimal | None", _euros(value))


def _qualification(
    value: Qualification | str | Iterable[Qualification | str] | None,
) -> Qualification | tuple[Qualification, ...] | None:
    if isinstance(value, list | tuple):
        return tuple(_member_of(Qualification, part) for part in value)
    return cast("Qualification | None", _member_of(Qualification, value))


def _default_stage(notice: Notice) -> Stage | None:
    return Stage.FINAL_FRAME if notice.round is None else None


def _validate_amount(notice: Notice) -> Iterator[Problem]:
    return money_problems(notice.amount, "amount", notice.subject)


def _validate_persons(notice: Notice) -> Iterator[Problem]:
    persons: object = notice.persons
    if persons is None:
        return
    if isinstance(persons, tuple) and not persons:
        allowed, remedy = message("a count, or one for each member"), message("leave it out where nobody knows it")
        yield Problem(notice.subject, "persons", persons, allowed, remedy)
    several = isinstance(persons, tuple)
    for place, count in enumerate(persons if isinstance(persons, tuple) else (persons,)):
        name = f"persons[{place}]" if several else "persons"
        problems = list(persons_problems(count, name, notice.subject))
        if not problems and count > MOST_PERSONS:
            allowed, remedy = message("at most {most}", most=MOST_PERSONS), message("check the count")
            problems.append(Problem(notice.subject, name, count, allowed, remedy))
        yield from problems


def _validate_members(notice: Notice) -> Iterator[Problem]:
    members: object = notice.members
    if members is None:
        return
    if isinstance(members, bool) or not isinstance(members, int) or not 1 <= members <= MOST_MEMBERS:
        allowed = message("a whole number from 1 to {most}", most=MOST_MEMBERS)
        remedy = message("give the number of municipalities, or leave it out")
        yield Problem(notice.subject, "members", members, allowed, remedy)
    elif isinstance(notice.persons, tuple) and len(notice.persons) != members:
        allowed = message("{count}, one for each count given", count=len(notice.persons))
        yield Problem(notice.subject, "members", members, allowed, message("leave members out: the counts tell it"))


def _validate_fte(notice: Notice) -> Iterator[Problem]:
    fte: object = notice.fte
    if fte is None:
        return
    several = isinstance(fte, tuple)
    for place, part in enumerate(fte if isinstance(fte, tuple) else (fte,)):
        if not _is_fte(part):
            allowed = message("a Decimal above 0 with at most six decimal places")
            remedy = message("give the full-time equivalents as Decimal('51.1'), or leave them out")
            yield Problem(notice.subject, f"fte[{place}]" if several else "fte", part, allowed, remedy)
    if isinstance(fte, tuple) and not fte:
        allowed, remedy = message("at least one position"), message("leave it out where nobody knows it")
        yield Problem(notice.subject, "fte", fte, allowed, remedy)


def _validate_months(notice: Notice) -> Iterator[Problem]:
    months: object = notice.months
    if months is None:
        return
    if isinstance(months, bool) or not isinstance(months, int) or not 1 <= months <= _MOST_MONTHS or notice.fte is None:
        allowed = message("a whole number from 1 to {most}, with the FTE it belongs to", most=_MOST_MONTHS)
        yield Problem(notice.subject, "months", months, allowed, message("leave it out for the whole term"))


def _is_fte(value: object) -> bool:
    if not isinstance(value, Decimal) or not value.is_finite() or not 0 < value <= _MOST_FTE:
        return False
    return value.adjusted() >= -6 and FTE % value.as_integer_ratio()[1] == 0


def _validate_qualification(notice: Notice) -> Iterator[Problem]:
    given: object = notice.qualification
    if given is None:
        return
    for one in given if isinstance(given, tuple) else (given,):
        yield from choice_problems(Qualification, one, "qualification", notice.subject)
    positions = len(notice.fte) if isinstance(notice.fte, tuple) else 1
    if notice.fte is None or (isinstance(given, tuple) and len(given) != positions):
        allowed = message("one qualification for each position given as FTE")
        remedy = message("give fte too, one for each qualification")
        yield Problem(notice.subject, "qualification", given, allowed, remedy)


def _validate_stage(notice: Notice) -> Iterator[Problem]:
    subject = notice.subject
    if notice.stage is not None:
        yield from choice_problems(Stage, notice.stage, "stage", subject)
    if notice.round is not None:
        yield from text_problems(notice.round, "round", subject)
    if notice.basis is not None:
        yield from choice_problems(Basis, notice.basis, "basis", subject)
    if (notice.stage is None) is (notice.round is None):
        allowed = message("a stage of the management pillar, or a round of the per-capita pillar")
        yield Problem(subject, "stage", notice.stage, allowed, message("name one of the two"))
    if notice.basis is not None and notice.round is None:
        allowed, remedy = message("nothing, where no round is named"), message("name the round, or leave the basis out")
        yield Problem(subject, "basis", notice.basis, allowed, remedy)


def _validate_texts(notice: Notice) -> Iterator[Problem]:
    for name in ("id", "name", "note"):
        value: object = getattr(notice, name)
        if not isinstance(value, str):
            yield Problem(notice.subject, name, value, message("text"), message("write it as text, or leave it out"))
    key: object = notice.key
    if not isinstance(key, str) or key:
        yield from provider_problems(key, "key", notice.subject)
    if notice.source is not None and not isinstance(notice.source, Source):
        remedy = message("write Source('Trossinger Zeitung')")
        yield Problem(notice.subject, "source", notice.source, message("a Source"), remedy)


@frozen
class Notice:
    """An amount somebody was told, to be checked (Bescheid).

    >>> Notice(amount=Decimal("280220"), persons=352).stage.value
    'final frame'
    >>> Notice(amount=303_800, persons=248, round="2017").stage is None
    True

    Raises:
        InvalidInput: with all problems of the object.
    """

    amount: Decimal = field(converter=_amount)
    """The amount told, in EUR, ≥ 0, whole cents (Betrag)."""

    persons: int | tuple[int, ...] | None = field(default=None, kw_only=True, converter=_persons)
    """Counted persons, or a count for each member of a group (gezählte Personen); None: nobody told."""

    members: int | None = field(default=None, kw_only=True)
    """Number of municipalities whose amounts are added up (Zahl der Gemeinden); None: one, or as many as counts."""

    fte: Decimal | tuple[Decimal, ...] | None = field(default=None, kw_only=True, converter=_fte)
    """Full-time equivalents, or those of each position (VZÄ); only a grant is checked with them."""

    qualification: Qualification | tuple[Qualification, ...] | None = field(
        default=None, kw_only=True, converter=_qualification
    )
    """Qualification of all positions or of each (R3.5); None: nobody told, each fixed amount is tried."""

    months: int | None = field(default=None, kw_only=True)
    """Funded months of the positions (R3.6); None: the whole term."""

    round: str | None = field(default=None, kw_only=True)
    """Key of the per-capita round that the amount belongs to: `2017`; None: it belongs to the management pillar."""

    stage: Stage | None = field(default=Factory(_default_stage, takes_self=True), kw_only=True, converter=_stage)
    """Stage of the management pillar: final frame unless told otherwise; None for a per-capita round."""

    basis: Basis | None = field(default=None, kw_only=True, converter=_basis)
    """Basis of a per-capita amount (R2.4); None: nobody told, both are tried."""

    key: str = field(default="", kw_only=True)
    """AGS of the municipality, or key of the Landkreis; empty where there is none."""

    name: str = field(default="", kw_only=True)
    """Name of the municipality, group or provider."""

    id: str = field(default="", kw_only=True)
    """A name of the notice of your own, for instance its file number."""

    source: Source | None = field(default=None, kw_only=True)
    """Where the amount is printed (Quelle)."""

    note: str = field(default="", kw_only=True)
    """A remark."""

    def __attrs_post_init__(self) -> None:
        validate(
            self,
            _validate_amount,
            _validate_persons,
            _validate_members,
            _validate_fte,
            _validate_months,
            _validate_qualification,
            _validate_stage,
            _validate_texts,
        )

    @property
    def subject(self) -> str:
        """The notice as errors name it."""
        return f"Notice {self.label}".rstrip()

    @property
    def label(self) -> str:
        """Its own name and that of the place; empty where it has neither."""
        name: object = self.name
        names: list[object] = [self.id, self.key if isinstance(name, str) and not name else name]
        return " ".join(name if isinstance(name, str) else shown(name) for name in names).strip()

    @property
    def counts(self) -> tuple[int, ...] | None:
        """The count of each municipality; None where one is not told."""
        if isinstance(self.persons, tuple):
            return self.persons
        return None if self.persons is None or self.parts > 1 else (self.persons,)

    @property
    def parts(self) -> int:
        """How many amounts are added up: 1 for a single municipality."""
        return len(self.persons) if isinstance(self.persons, tuple) else self.members or 1

    @property
    def total(self) -> int | None:
        """The counted persons of all members together; None where nobody told."""
        return sum(self.persons) if isinstance(self.persons, tuple) else self.persons


@frozen
class AuditEntry:
    """What an audit says about one notice (Prüfergebnis)."""

    notice: Notice
    """The notice."""

    verdict: Verdict
    """Whether it fits."""

    reason: Message
    """Why; `str()` tells it in English, `words.tell` in either language."""

    persons: tuple[int, ...] = ()
    """Every whole count that the amount implies, smallest first; for a sum the persons together; empty: none."""

    basis: Basis | None = None
    """The basis on which a per-capita amount fits (R2.4)."""

    expected: Decimal | None = None
    """What the rule gives for the counts or FTE of the notice, in EUR; None where they are not told."""

    rounded_once: Decimal | None = None
    """For a sum: the share of all persons together, rounded once, in EUR (R3.3)."""

    derivation: Figure | None = None
    """How the amount that fits comes about; None where none fits, and for a sum of unknown parts."""

    nearest: tuple[Nearest, ...] = ()
    """Where no whole count has the amount: the nearest amounts below and above that one has."""

    candidates: tuple[Candidate, ...] = ()
    """Where it does not fit: plausible causes that the rules can check, none of them the truth."""

    @property
    def fits(self) -> bool:
        """Whether the amount fits, alone or as a sum; False also where it cannot be checked."""
        return self.verdict in (Verdict.FITS, Verdict.FITS_AS_SUM)

    @property
    def difference(self) -> Decimal | None:
        """The notice's amount − the expected one in EUR, exact; None where nothing is expected."""
        if self.expected is None:
            return None
        return in_euros(in_cents(self.notice.amount) - in_cents(self.expected))

    @property
    def lines(self) -> tuple[Message, ...]:
        """Verdict, reason, nearest amounts and candidates, a message each."""
        verdict = message("{verdict:word}: {reason}", verdict=self.verdict.value, reason=self.reason)
        if self.notice.label:
            verdict = message("{label:plain}: {verdict}", label=self.notice.label, verdict=verdict)
        candidates = [message("possible cause: {cause}", cause=one.message) for one in self.candidates]
        return (verdict, *(one.text for one in self.nearest), *candidates)

    def explain(self, lang: Language = "en") -> str:
        """Tell verdict, reason, nearest amounts and candidates as text, in German or English."""
        from ..words import tell

        return "\n".join(tell(line, lang) for line in self.lines)


@frozen
class AuditResult(Shown, Sequence[AuditEntry]):
    """What an audit says: a sequence in the order of the notices (Prüfbericht)."""

    entries: tuple[AuditEntry, ...]
    """An entry for each notice."""

    @overload
    def __getitem__(self, place: int) -> AuditEntry: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[AuditEntry, ...]: ...

    def __getitem__(self, place: int | slice) -> AuditEntry | tuple[AuditEntry, ...]:
        return self.entries[place]

    def __len__(self) -> int:
        return len(self.entries)

    def by_verdict(self) -> dict[Verdict, int]:
        """Count the notices by verdict; every verdict has its number, also 0."""
        return {verdict: sum(entry.verdict is verdict for entry in self.entries) for verdict in Verdict}

    @property
    def summary(self) -> Message:
        """How many notices fit, and how."""
        counted = self.by_verdict()
        return message(
            "{count} notices: {fits} fit, {sums} fit as a sum of amounts rounded one by one, {misfits} do not fit, "
            "{open} cannot be checked",
            count=len(self.entries),
            fits=counted[Verdict.FITS],
            sums=counted[Verdict.FITS_AS_SUM],
            misfits=counted[Verdict.DOES_NOT_FIT],
            open=counted[Verdict.CANNOT_BE_CHECKED],
        )

    def explain(self, lang: Language = "en") -> str:
        """Tell every entry and the summary as text, in German or English."""
        from ..words import tell

        return "\n".join([*(entry.explain(lang) for entry in self.entries), tell(self.summary, lang)])
