"""What each step computed: in words, with the names of its figures, and in numbers."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from attrs import evolve

from ..figure import Figure
from ..message import Language, message
from .catalogue import tell
from .quantities import bare, euros, factor, quantity, unit_word


class Formula(NamedTuple):
    """A step's calculation, told twice."""

    words: str
    """With the names of the figures."""

    numbers: str
    """With their values, up to the exact result before rounding."""


Naming: TypeAlias = Callable[[Figure], str]


def formula(figure: Figure, lang: Language, naming: Naming) -> Formula:
    """Return the calculation of a figure that a step made; `naming` says how its parts are called."""
    make = _FORMULAS.get(figure.step, _listed)
    return make(figure, lang, naming)


def _joined(sign: str, tail: str = "") -> Callable[[Figure, Language, Naming], Formula]:
    """Parts joined by a sign: the exact result is the result."""

    def make(figure: Figure, lang: Language, naming: Naming) -> Formula:
        names = sign.join(naming(part) for part in figure.of)
        numbers = sign.join(factor(part, lang) for part in figure.of)
        return Formula(names + tail, f"{numbers}{tail} = {quantity(figure, lang)}")

    return make


def _share(figure: Figure, lang: Language, naming: Naming) -> Formula:
    """A share is rounded: the exact quotient stands before the rounding."""
    pot, part, whole = figure.of
    names = f"{naming(pot)} × {naming(part)} ÷ {naming(whole)}"
    numbers = f"{factor(pot, lang)} × {factor(part, lang)} ÷ {factor(whole, lang)}"
    exact = Fraction(pot.whole * part.whole, whole.whole) / pot.unit.scale
    return Formula(names, f"{numbers} = {euros(exact, lang)} {unit_word(pot.unit, lang)}")


def _total(figure: Figure, lang: Language, naming: Naming) -> Formula:
    labels = {part.label for part in figure.of}
    plain = _joined(" + ")(figure, lang, naming)
    if len(figure.of) == 1 or len(labels) > 1:
        return plain
    label = naming(_without_about(figure.of[0]))
    words = tell(message("sum of {count} amounts: {label:plain}", count=len(figure.of), label=label), lang)
    numbers = " + ".join(bare(part, lang) for part in figure.of)
    return Formula(words, f"{numbers} = {quantity(figure, lang)}")


def _without_about(figure: Figure) -> Figure:
    return evolve(figure, about="")


def _least(figure: Figure, lang: Language, naming: Naming) -> Formula:
    names = [naming(part) for part in figure.of]
    words = tell(message("the smallest of: {names:plain}", names="; ".join(names)), lang)
    numbers = "; ".join(quantity(part, lang) for part in figure.of)
    return Formula(words, f"min({numbers}) = {quantity(figure, lang)}")


def _from_threshold(figure: Figure, lang: Language, naming: Naming) -> Formula:
    amount, reached, threshold = figure.of
    words = message(
        "{amount:plain}, where {reached:plain} ≥ {threshold:plain}; otherwise 0",
        amount=naming(amount),
        reached=naming(reached),
        threshold=naming(threshold),
    )
    return Formula(tell(words, lang), quantity(figure, lang))


def _excess(figure: Figure, lang: Language, naming: Naming) -> Formula:
    plain = _joined(" − ")(figure, lang, naming)
    return Formula(tell(message("{difference:plain}, at least 0", difference=plain.words), lang), plain.numbers)


def _rounded(figure: Figure, lang: Language, naming: Naming) -> Formula:
    (exact,) = figure.of
    return Formula(tell(message("{name:plain}, rounded", name=naming(exact)), lang), quantity(exact, lang))


def _listed(figure: Figure, lang: Language, naming: Naming) -> Formula:
    """A step of somebody else's: its name and its parts."""
    names = "; ".join(naming(part) for part in figure.of)
    numbers = "; ".join(factor(part, lang) for part in figure.of)
    return Formula(f"{figure.step}({names})", f"{figure.step}({numbers}) = {quantity(figure, lang)}")


_FORMULAS = {
    "share": _share,
    "share_down": _share,
    "times": _joined(" × "),
    "total": _total,
    "least": _least,
    "from_threshold": _from_threshold,
    "difference": _joined(" − "),
    "excess": _excess,
    "pro_rata": _joined(" × ", " ÷ 12"),
    "rounded": _rounded,
}
