"""What a picture adds up: the amounts of a statement by pillar and round, for each municipality, in whole cents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import cycle

from attrs import field, frozen

from ..message import Language, Message, message
from ..model.comparison import shares_of
from ..model.municipality import CountStatus
from ..model.payout import Grant, GrantPayout, PerCapitaPayout
from ..model.statement import Statement
from ..tabulation.pages import only_expected
from ..words.payouts import PILLARS
from . import _style as style

_ROUNDS = (style.BLUE, style.SKY, style.PURPLE)
_GRANTS = (style.ORANGE, style.GREEN, style.YELLOW)

MADE_UP = message("Rests on made-up (illustrative) entries.")


@frozen
class Part:
    """The amounts of one round of a pillar, or of its grants."""

    pillar: str
    """Key of the pillar."""

    round: str
    """Key of the round; `grant` for grants."""

    cents: dict[str, int | None] = field(factory=dict)
    """By key of the municipality, or of the one who is paid where nothing divides the amount; None: open."""

    names: dict[str, str] = field(factory=dict)
    """By the same keys."""

    expected: set[str] = field(factory=set)
    """Keys with an amount that is only expected."""

    def add(self, key: str, name: str, cents: int | None, *, expected: bool) -> None:
        """Add an amount; with one that is open the sum is."""
        before = self.cents.get(key, 0)
        self.cents[key] = None if before is None or cents is None else before + cents
        self.names[key] = name
        if expected:
            self.expected.add(key)

    def label(self, lang: Language) -> str:
        """Name the part in a picture."""
        name = style.heading(PILLARS.get(self.pillar, self.pillar), lang)
        return name if self.round == "grant" else f"{name} {self.round}"


def parts_of(statement: Statement) -> tuple[Part, ...]:
    """Return a statement's amounts in the order of its payouts; grants by municipality, as their frames divide them."""
    parts: dict[tuple[str, str], Part] = {}
    for payout in statement.payouts:
        if isinstance(payout, PerCapitaPayout):
            part = parts.setdefault((payout.pillar, payout.round), Part(payout.pillar, payout.round))
            part.add(payout.recipient, payout.recipient_name, payout.cents, expected=payout.expected)
    expected = expected_grants(statement)
    for grant in statement.grants:
        part = parts.setdefault((grant.pillar.key, "grant"), Part(grant.pillar.key, "grant"))
        for key, name, cents in shares_of(grant):
            part.add(key, name, cents, expected=grant in expected)
    return tuple(parts.values())


def colours_of(parts: Sequence[Part]) -> list[str]:
    """Return the colours of parts: blue for the rounds, warm for grants, neighbours of unlike lightness."""
    rounds, grants = cycle(_ROUNDS), cycle(_GRANTS)
    return [next(grants if part.round == "grant" else rounds) for part in parts]


def expected_grants(statement: Statement) -> list[Grant]:
    """Return the grants that rest on a fixed amount which is only expected."""
    found = {
        id(payout.grant): payout.grant
        for payout in statement.payouts
        if isinstance(payout, GrantPayout) and payout.expected
    }
    return list(found.values())


def notes_on(statement: Statement) -> Iterator[Message]:
    """Yield what a reader of a picture has to know: what is made up, expected, open."""
    expected = only_expected(statement)
    if expected:
        yield message("{amount:eur} are only expected.", amount=expected)
    if any(payout.cents is None for payout in statement.payouts):
        yield message("Open amounts are left out.")
    rounds = {
        gap.key.split(".")[1] for gap in statement.gaps if gap.key.endswith(".persons") and gap.key.count(".") == 2
    }
    drawn = {payout.round for payout in statement.payouts if isinstance(payout, PerCapitaPayout)}
    for missing in sorted(rounds - drawn):
        yield message("Round {round:plain} is not in the picture: nobody knows a count.", round=missing)
    made_up = any(
        count.status is CountStatus.ILLUSTRATIVE for one in statement.municipalities for count in one.head_counts
    )
    if made_up or any(manager.illustrative for manager in statement.managers):
        yield MADE_UP
