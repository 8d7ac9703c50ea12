"""The statement: all payouts of one calculation, with totals, grants, areas, staffing, costs and what to know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any

from attrs import field, frozen

from ..apportionment import Method
from ..errors import InvalidInput, Problem, UnknownFigureError, refuse
from ..message import Language, message
from ..money import Rounding, in_euros
from ..showing import Shown
from .case import Case
from .manager import Manager
from .municipality import Municipality
from .overview import Area, OwnCosts, Provision, Settlement, Staffing
from .payout import Basis, Grant, GrantPayout, Payout, PerCapitaPayout, Stage
from .programme import Programme
from .remark import Gap, Remark

DIMENSIONS = ("municipality", "pillar", "round", "recipient", "year", "area", "manager")
"""What amounts can be added up by, and selected by."""


@frozen
class _Entry:
    """One amount with its place in every dimension; None where it has none."""

    cents: int | None
    where: Mapping[str, Any]
    gap: str


@frozen
class Statement(Shown):
    """All payouts of one calculation with their derivations (Berechnungsnachweis).

    `calculate` makes it. Amounts are exact `Decimal` EUR.
    """

    programme: Programme
    """The programme."""

    case: Case
    """The municipalities and managers."""

    basis: Basis
    """What per-capita amounts are computed from."""

    expected: bool
    """Whether expected figures were allowed (R8.8)."""

    rounding: Rounding
    """How pot shares are rounded (R2.5)."""

    method: Method
    """How pot shares are split (R2.5)."""

    training_in_fixed_amount: bool
    """Whether training is inside the fixed amount (R3.5), or among the municipality's own costs (R0.8, R8.10)."""

    payouts: tuple[Payout, ...] = field(repr=False)
    """Per-capita payouts by round in the order of the municipalities, then the grants' parts by provider."""

    grants: tuple[Grant, ...] = field(repr=False)
    """The grant of each provider that employs managers."""

    ties: tuple[tuple[str, tuple[str, ...]], ...] = field(repr=False)
    """Round or provider and the keys with equal remainders, where largest remainder had to break a tie (R2.5, R8.4)."""

    gaps: tuple[Gap, ...] = field(repr=False)
    """What the result would need and nobody knows."""

    @cached_property
    def areas(self) -> tuple[Area, ...]:
        """Which managers serve which municipalities (R0.13)."""
        from ..overviews import areas_in

        return areas_in(self)

    @cached_property
    def staffing(self) -> Staffing:
        """Heads, FTE and persons of the whole case."""
        from ..overviews import staffing_in

        return staffing_in(self)

    @cached_property
    def provision(self) -> Provision:
        """Who runs the management itself and who commissioned the Landkreis."""
        from ..overviews import provision_in

        return provision_in(self)

    @cached_property
    def settlements(self) -> tuple[Settlement, ...]:
        """First tranche against final frame, for each municipality with a provisional count (R8.6)."""
        from ..overviews import settlements_in

        return settlements_in(self)

    @cached_property
    def own_costs(self) -> tuple[OwnCosts, ...]:
        """What each provider with managers bears itself."""
        from ..overviews import own_costs_in

        return own_costs_in(self)

    @cached_property
    def warnings(self) -> tuple[Remark, ...]:
        """What a reader of the result has to know."""
        from ..overviews import warnings_in

        return warnings_in(self)

    @property
    def municipalities(self) -> tuple[Municipality, ...]:
        """The municipalities of the case."""
        return self.case.municipalities

    @property
    def managers(self) -> tuple[Manager, ...]:
        """The managers of the case."""
        return self.case.managers

    def total(
        self,
        *,
        pillar: str | None = None,
        round: str | None = None,  # the field's word for a payout date
        municipality: str | None = None,
        recipient: str | None = None,
        year: int | None = None,
        area: str | None = None,
        manager: str | None = None,
        known_only: bool = False,
    ) -> Decimal:
        """Add up amounts, all or a selection.

        Args:
            pillar: key of the pillar: `per-capita` or `management`.
            round: key of the round: `2017`, `2018`; `grant` for the management pillar.
            municipality: AGS; a grant is divided over municipalities by their frames (R8.4).
            recipient: key of the recipient: the municipality (per-capita) or the provider (management).
            year: year of the due date (per-capita) or of service (management) (R8.4).
            area: name of the area, or key of the provider where it has none.
            manager: id of the manager (management only).
            known_only: leave open amounts out instead of raising.

        Returns:
            The sum in EUR, exact. A round for which nobody has a count is left out (R8.8).

        Raises:
            UnknownFigureError: where the total covers an open payout, or is that of a round that could not be
                calculated (R8.8).
            InvalidInput: for a selection that the statement does not know, or where management amounts would have to
                be divided by municipality and by year or manager at once, which no rule does.
        """
        selection = {
            "pillar": pillar,
            "round": round,
            "municipality": municipality,
            "recipient": recipient,
            "year": year,
            "area": area,
            "manager": manager,
        }
        chosen = {name: value for name, value in selection.items() if value is not None}
        return in_euros(sum(self._known(self._entries(chosen, known_only=known_only), known_only)))

    def by(self, dimension: str, *, known_only: bool = False, **selection: str | int) -> dict[Any, Decimal]:
        """Add up amounts by one dimension.

        Args:
            dimension: `municipality`, `pillar`, `round`, `recipient`, `year`, `area` or `manager`.
            known_only: leave open amounts out instead of raising.
            selection: as in `total`, for instance `pillar="per-capita"`.

        Returns:
            Key to sum in EUR. Every municipality, area or manager of the case has its key, also with 0.
            Amounts without the dimension are left out: a per-capita amount has no manager.

        Raises:
            UnknownFigureError: where a sum covers an open payout (R8.8).
            InvalidInput: for an unknown dimension, or as `total`.
        """
        if dimension not in DIMENSIONS:
            names = ", ".join(DIMENSIONS)
            problem = Problem(
                "Statement.by",
                "dimension",
                dimension,
                message("{names:plain}", names=names),
                message("use one of these"),
            )
            raise InvalidInput("Statement.by", [problem])
        groups: dict[Any, list[_Entry]] = {key: [] for key in self._keys(dimension)}
        for entry in self._entries(dict(selection), dimension, known_only=known_only):
            key = entry.where.get(dimension)
            if key is not None:
                groups.setdefault(key, []).append(entry)
        return {key: in_euros(sum(self._known(entries, known_only))) for key, entries in groups.items()}

    def report(self, lang: Language = "en") -> str:
        """Return the statement as a printable HTML document that stands alone (Berechnungsnachweis); extra `[report]`.

        Raises:
            MissingExtra: without Jinja or Babel; the message holds the command that installs them.
        """
        from ..report import html

        return html(self, lang)

    def to_dict(self) -> dict[str, Any]:
        """Return the statement as JSON-ready data: versioned, amounts as text, complete enough to be computed anew."""
        from ..serialisation import statement_to_dict

        return statement_to_dict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Statement:
        """Read a statement that `to_dict` wrote: computed anew from its inputs, and refused where an amount differs.

        Raises:
            InvalidInput: with all problems of the data.
        """
        from ..serialisation import statement_from_dict

        return statement_from_dict(data)

    # --- how amounts are added up

    def _keys(self, dimension: str) -> list[Any]:
        if dimension == "municipality":
            return [municipality.ags for municipality in self.municipalities]
        if dimension == "manager":
            return [manager.id for manager in self.managers]
        if dimension == "area":
            return list(dict.fromkeys(_area(municipality) for municipality in self.municipalities))
        return []

    def _known(self, entries: list[_Entry] | Iterator[_Entry], known_only: bool) -> Iterator[int]:
        for entry in entries:
            if entry.cents is not None:
                yield entry.cents
            elif not known_only:
                gap = next(gap for gap in self.gaps if gap.key == entry.gap)
                raise UnknownFigureError(
                    message("the total covers an open payout: {gap}", gap=gap.message), gap.look, gap.key
                )

    def _allowed(self, dimension: str) -> list[Any]:
        """Return what a selection may name in a dimension; a year may be any."""
        if dimension == "pillar":
            return [pillar.key for pillar in self.programme.pillars]
        if dimension == "round":
            rounds = [] if self.programme.per_capita is None else self.programme.per_capita.rounds
            return [*(round_.key for round_ in rounds), Stage.GRANT.value]
        if dimension == "recipient":
            keys = [municipality.key for municipality in self.municipalities]
            return [*keys, *(district.key for district in self.case.districts), *(one.provider for one in self.grants)]
        return self._keys(dimension)

    def _selection_problems(self, selection: Mapping[str, Any]) -> Iterator[Problem]:
        for name, value in selection.items():
            if name not in DIMENSIONS:
                allowed = message("{names:plain}", names=", ".join(DIMENSIONS))
                yield Problem("Statement", "selection", name, allowed, message("select by one of these"))
            elif name == "year":
                if isinstance(value, bool) or not isinstance(value, int):
                    yield Problem("Statement", name, value, message("a year as a whole number"), message("write 2018"))
            elif value not in self._allowed(name):
                keys = list(dict.fromkeys(self._allowed(name)))
                shown = [*keys[:10], *(["…"] if len(keys) > 10 else [])]
                allowed = message("{keys:list}", keys=shown)
                yield Problem("Statement", name, value, allowed, message("use a key of this statement"))

    def _refuse_uncalculated(self, round_: str) -> None:
        """Raise for a round of which nothing could be calculated: its sum is not 0 but unknown (R8.8)."""
        if any(isinstance(payout, PerCapitaPayout) and payout.round == round_ for payout in self.payouts):
            return
        for gap in self.gaps:
            if gap.key.endswith(f".{round_}.persons"):
                raise UnknownFigureError(gap.message, gap.look, gap.key)

    def _entries(
        self, selection: dict[str, Any], dimension: str | None = None, *, known_only: bool = False
    ) -> list[_Entry]:
        """Return the amounts of a selection, grants by municipality or by manager and year as it needs."""
        needed = selection.keys() | ({dimension} if dimension else set())
        refuse("Statement", self._selection_problems(selection))
        if "round" in selection and not known_only:
            self._refuse_uncalculated(selection["round"])
        by_place, by_person = needed & {"municipality", "area"}, needed & {"year", "manager"}
        entries = [entry for entry in self._per_capita() if _matches(entry, selection)]
        if by_place and by_person:
            if any(_matches(entry, selection, skip={"year", "manager"}) for entry in self._grants_by_place()):
                problem = Problem(
                    "Statement",
                    "selection",
                    ", ".join(sorted(needed)),
                    message("management amounts by municipality or area, or by year or manager"),
                    message("no rule divides them by both at once: ask for pillar='per-capita', or for one of them"),
                )
                raise InvalidInput("Statement", [problem])
            return entries
        grants = self._grants_by_place() if by_place else self._grants_by_person()
        return entries + [entry for entry in grants if _matches(entry, selection)]

    def _per_capita(self) -> Iterator[_Entry]:
        for payout in self.payouts:
            if isinstance(payout, PerCapitaPayout):
                where = {
                    "pillar": payout.pillar,
                    "round": payout.round,
                    "year": payout.year,
                    "recipient": payout.recipient,
                    "municipality": None if payout.municipality is None else payout.municipality.ags,
                    "area": None if payout.municipality is None else _area(payout.municipality),
                }
                yield _Entry(payout.cents, where, payout.gap)

    def _grants_by_person(self) -> Iterator[_Entry]:
        for payout in self.payouts:
            if isinstance(payout, GrantPayout):
                where = {
                    "pillar": payout.pillar,
                    "round": payout.round,
                    "year": payout.year,
                    "recipient": payout.recipient,
                    "manager": payout.manager.id,
                }
                yield _Entry(payout.cents, where, payout.gap)

    def _grants_by_place(self) -> Iterator[_Entry]:
        for grant in self.grants:
            if grant.cents is not None and grant.parts is None:
                allowed = message("amounts by recipient, manager or year")
                remedy = message("no frame divides the grant of {name:plain} over its municipalities", name=grant.name)
                raise InvalidInput("Statement", [Problem("Statement", "municipality", grant.provider, allowed, remedy)])
            for place, municipality in enumerate(grant.members):
                where = {
                    "pillar": grant.pillar.key,
                    "round": "grant",
                    "recipient": grant.provider,
                    "municipality": municipality.ags,
                    "area": _area(municipality),
                }
                yield _Entry(None if grant.parts is None else grant.parts[place], where, grant.gap)


def _area(municipality: Municipality) -> str:
    return municipality.area or municipality.provider_key


def _matches(entry: _Entry, selection: Mapping[str, Any], skip: set[str] = frozenset()) -> bool:  # type: ignore[assignment]  # an empty set
    return all(entry.where.get(name) == value for name, value in selection.items() if name not in skip)
