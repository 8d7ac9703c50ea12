"""Holding a grant against its cap and what its positions claim (R3.7, R3.9, R8.12)."""

from __future__ import annotations

from decimal import Decimal

from attrs import evolve

from ..figure import Figure, derived
from ..message import Message, message
from ..model.keys import is_district
from ..model.notice import AuditEntry, Notice
from ..model.pillar import ContinuationPillar, ManagementPillar
from ..model.verdict import Verdict
from ..money import in_cents, in_euros
from .causes import Question, counts_fitting, fact
from .checks import Asked, counted, fitting, misfit, unfitting
from .claims import Claim, claims_of, other_claims
from .management import grant
from .readings import Reading, final_frame

_UNTOLD = message("a grant below the cap follows from full-time equivalents, which the notice does not tell")
_UNTOLD_WITHOUT_CAP = message("a grant follows from full-time equivalents, which the notice does not tell")
_UNTOLD_MONTHS = message("the programme has no fixed term: a grant follows from months, which the notice does not tell")


def check_grant(asked: Asked, notice: Notice) -> AuditEntry:
    """Check a grant: the smaller of the years of frames and what the positions claim; a continuation has no cap."""
    if isinstance(asked.pillar, ManagementPillar) and asked.readings:
        (cap,) = asked.readings
        return _check(cap, asked, asked.pillar, notice)
    if isinstance(asked.pillar, ContinuationPillar):
        return _check_continuation(asked.pillar, notice)
    return unfitting(Question(notice, in_cents(notice.amount), (), ()), Verdict.CANNOT_BE_CHECKED, list(asked.gaps))


def _check(cap: Reading, asked: Asked, pillar: ManagementPillar, notice: Notice) -> AuditEntry:
    cents = in_cents(notice.amount)
    amounts, months = dict(pillar.fixed_amounts), notice.months or cap.times * 12
    possible = list(claims_of(amounts, notice, months))
    claims = tuple(claim for claim in possible if claim.gap is None)
    entry = next(filter(None, (_claimed(cap, cents, claim, notice) for claim in claims)), None)
    entry = entry or _no_grant(cap, pillar, notice) or _capped(cap, cents, claims, notice)
    if entry is not None:
        return _with_threshold(entry, pillar)
    gaps = list(dict.fromkeys(claim.gap for claim in possible if claim.gap is not None))
    expected: list[int] = []
    if notice.counts is not None and counted(cap, notice):
        capped = cap.amount(notice.counts)
        expected = [capped] if notice.fte is None else [int(grant(capped, claim.cents)) for claim in claims]
    others = tuple(other_claims(amounts, notice, cents, months))
    question = Question(notice, cents, (cap,), asked.others, claims, others, tuple(dict.fromkeys(expected)))
    if notice.fte is not None:
        reasons = [_grant_misfit(cap, claim, notice) for claim in claims]
        return unfitting(question, Verdict.CANNOT_BE_CHECKED if gaps else Verdict.DOES_NOT_FIT, [*gaps, *reasons])
    if cents > _most(cap, notice) or not counted(cap, notice):
        return unfitting(question, Verdict.DOES_NOT_FIT, [misfit(cap, notice)])
    return unfitting(question, Verdict.CANNOT_BE_CHECKED, [misfit(cap, notice), _UNTOLD])


def _most(cap: Reading, notice: Notice) -> int:
    """Return the highest cap that the notice leaves possible."""
    if notice.counts is not None:
        return cap.amount(notice.counts)
    _, everyone = cap.figures
    return cap.most_of(everyone.whole if notice.total is None else notice.total, notice.parts)


def _capped(cap: Reading, cents: int, claims: tuple[Claim, ...], notice: Notice) -> AuditEntry | None:
    """Return the entry of a grant at the cap: claims reach it, or none are told."""
    persons = counts_fitting(cap, cents, notice)
    reaching = next((claim for claim in claims if claim.cents >= cents), None)
    if not persons or (notice.fte is not None and reaching is None):
        return None
    entry = fitting(cap, cents, persons, notice)
    if reaching is None:
        return entry
    derivation = entry.derivation
    if derivation is not None:
        derivation = derived(grant, derivation, reaching.derive())
    reason = message("{fact}; the claims are not lower: {claim}", fact=entry.reason, claim=reaching.fact)
    return evolve(entry, reason=reason, derivation=derivation)


def _claimed(cap: Reading, cents: int, claim: Claim, notice: Notice) -> AuditEntry | None:
    """Return the entry of a grant that the positions claim, below the cap or where nobody tells the counts."""
    if claim.cents != cents or cents > _most(cap, notice) or not counted(cap, notice):
        return None
    if notice.counts is not None:
        reason = message(
            "{fact}; the cap is not lower: {cap}",
            fact=claim.fact,
            cap=fact(cap, cap.amount(notice.counts), (sum(notice.counts),), notice),
        )
        derivation = derived(grant, cap.derive(notice.counts), claim.derive())
        persons = (sum(notice.counts),)
        return AuditEntry(notice, Verdict.FITS, reason, persons, expected=in_euros(cents), derivation=derivation)
    reason = claim.fact
    if notice.parts == 1 and notice.total is None:
        reason = message("{fact}; the frames allow it from {least} persons on", fact=reason, least=cap.least_for(cents))
    told = () if notice.total is None else (notice.total,)
    return AuditEntry(notice, Verdict.FITS, reason, told, expected=in_euros(cents), derivation=claim.derive())


def _no_grant(cap: Reading, pillar: ManagementPillar, notice: Notice) -> AuditEntry | None:
    """Return the entry of a grant of 0 for counts whose frames stay below the threshold (R3.7)."""
    if notice.amount or notice.counts is None or not counted(cap, notice):
        return None
    below = _below_threshold(pillar, notice, notice.counts)
    if not below:
        return None
    reason = message("the frames of {frame:eur} a year stay below {threshold:eur}: no grant", **below)
    return AuditEntry(notice, Verdict.FITS, reason, (sum(notice.counts),), expected=in_euros(0))


def _with_threshold(entry: AuditEntry, pillar: ManagementPillar) -> AuditEntry:
    """Say where a grant takes others to apply with, or the Landkreis: its frames stay below the threshold (R3.7)."""
    notice = entry.notice
    counts = notice.counts if notice.counts is not None else entry.persons[:1] if notice.parts == 1 else ()
    below = _below_threshold(pillar, notice, counts) if notice.amount and counts else {}
    if not below:
        return entry
    reason = message(
        "{reason}; the frames of {frame:eur} a year stay below {threshold:eur}: only together with others, or through "
        "the Landkreis",
        reason=entry.reason,
        **below,
    )
    return evolve(entry, reason=reason)


def _below_threshold(pillar: ManagementPillar, notice: Notice, counts: tuple[int, ...]) -> dict[str, Decimal]:
    """Return the frames of a year and the threshold that they stay below; empty where they do not, or none binds."""
    threshold: Figure | None = pillar.threshold
    if is_district(notice.key) or threshold is None or threshold.value is None:
        return {}
    frames = final_frame(pillar).amount(counts)
    return {"frame": in_euros(frames), "threshold": threshold.amount} if frames < threshold.value else {}


def _grant_misfit(cap: Reading, claim: Claim, notice: Notice) -> Message:
    if notice.counts is None or not counted(cap, notice):
        return message("{misfit}; {claim}", misfit=misfit(cap, notice), claim=claim.fact)
    expected = grant(cap.amount(notice.counts), claim.cents)
    return message(
        "{cap}; {claim}; the smaller of the two is {expected:eur}; the notice says {amount:eur}, a difference of "
        "{difference:eur}",
        cap=fact(cap, cap.amount(notice.counts), (sum(notice.counts),), notice),
        claim=claim.fact,
        expected=in_euros(expected),
        amount=in_euros(in_cents(notice.amount)),
        difference=in_euros(in_cents(notice.amount) - expected),
    )


def _check_continuation(pillar: ContinuationPillar, notice: Notice) -> AuditEntry:
    """Check the grant of a continuation: what the positions claim, uncapped (R8.12)."""
    cents, amounts = in_cents(notice.amount), dict(pillar.fixed_amounts)
    months = notice.months or _months(pillar)
    possible = [] if months is None else list(claims_of(amounts, notice, months))
    claims = tuple(claim for claim in possible if claim.gap is None)
    for claim in claims:
        if claim.cents == cents:
            amount = in_euros(cents)
            return AuditEntry(notice, Verdict.FITS, claim.fact, expected=amount, derivation=claim.derive())
    others = () if months is None else tuple(other_claims(amounts, notice, cents, months))
    expected = tuple(claim.cents for claim in claims)
    question = Question(notice, cents, (), (), claims, others, expected)
    gaps = list(dict.fromkeys(claim.gap for claim in possible if claim.gap is not None))
    if notice.fte is None or months is None:
        untold = ([_UNTOLD_WITHOUT_CAP] if notice.fte is None else []) + ([_UNTOLD_MONTHS] if months is None else [])
        return unfitting(question, Verdict.CANNOT_BE_CHECKED, untold)
    reasons = [
        message(
            "{fact}; the notice says {amount:eur}, a difference of {difference:eur}",
            fact=claim.fact,
            amount=in_euros(cents),
            difference=in_euros(cents - claim.cents),
        )
        for claim in claims
    ]
    return unfitting(question, Verdict.CANNOT_BE_CHECKED if gaps else Verdict.DOES_NOT_FIT, [*gaps, *reasons])


def _months(pillar: ContinuationPillar) -> int | None:
    """Return the months that it pays of a position; None where it has no fixed term, or nobody knows it (R8.12)."""
    years = None if pillar.term is None else pillar.term.value
    before = 0 if pillar.after is None else pillar.after.value
    return None if years is None or before is None or years <= before else (years - before) * 12
