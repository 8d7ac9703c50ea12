"""What all pictures have in common: a figure of their own, colours, texts that stay texts, numbers of the language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.ticker import FuncFormatter, MaxNLocator

from ..errors import Problem, refuse
from ..message import Language, Message, message, number_text, on_one_line
from ..words import tell, translate
from ..words.catalogue import language
from .picture import Picture

# Okabe and Ito's palette: told apart also by who does not see red and green alike. Their sky blue is as light as their
# orange, so that a grey print would show them alike: ours is paler.
BLUE, SKY, ORANGE, YELLOW = "#0072B2", "#B7DDF5", "#E69F00", "#F0E442"
GREEN, VERMILION, PURPLE = "#009E73", "#D55E00", "#CC79A7"
INK, MIDDLE, PALE = "#222222", "#777777", "#DDDDDD"

SMALL, NORMAL, LARGE = 8.0, 9.0, 11.0
"""Sizes of letters in points: values and notes, labels, titles."""

THICK = 0.72
"""Height of a bar where the next row is 1 away."""

_LONGEST = 36


def canvas(ax: Axes | None, width: float, height: float) -> Axes:
    """Return the axes given, or new ones on a figure of that size in inches which no pyplot knows of."""
    if ax is not None:
        return ax
    figure = Figure(figsize=(width, height), layout="constrained", facecolor="white")
    return figure.add_subplot(axes_class=Picture)


# --- what may be drawn


def checked(what: str, lang: object, most: object = 1, **given: tuple[object, type]) -> Language:
    """Return the language after checking it, the number of rows and the kinds of what is to be drawn.

    Raises:
        InvalidInput: with all problems but that of the language, which comes first.
    """
    known = language(lang)
    problems = []
    for name, (value, kind) in given.items():
        if not isinstance(value, kind):
            allowed = message("a {kind:plain}", kind=kind.__name__)
            remedy = message("calculate(…) makes a Statement, compare(…) a Comparison")
            problems.append(Problem(what, name, value, allowed, remedy))
    if isinstance(most, bool) or not isinstance(most, int) or most < 1:
        problems.append(Problem(what, "most", most, message("a whole number, 1 or more"), message("write most=40")))
    refuse(what, problems)
    return known


def nothing(what: str, field: str, value: object, allowed: Message, remedy: Message) -> None:
    """Refuse to draw an empty picture."""
    refuse(what, [Problem(what, field, value, allowed, remedy)])


# --- texts


def label(text: str) -> str:
    """Return a name as a picture shows it: on one line, and not so long that it pushes the picture away."""
    text = on_one_line(text).strip()
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"


def inert(texts: Text | Iterable[Text]) -> None:
    """Let texts be texts: a `$` in a name starts no formula, whatever the settings."""
    for text in [texts] if isinstance(texts, Text) else texts:
        text.set_parse_math(False)
        text.set_usetex(False)


def euros(cents: int, lang: Language, *, signed: bool = False) -> str:
    """Write whole cents as EUR with two places; a minus as long as a plus."""
    from ..money import in_euros

    text = number_text(in_euros(abs(cents)), lang)
    return f"{'−' if cents < 0 else '+' if signed and cents else ''}{text}"


def title(ax: Axes, what: Message, lang: Language, *, pad: float = 8) -> None:
    """Set the title, on the left, where reading begins, so many points above the picture."""
    inert(ax.set_title(tell(what, lang), loc="left", fontsize=LARGE, fontweight="bold", pad=pad))


def backed(ax: Axes, *, alpha: float = 1) -> dict[str, Any]:
    """Return a ground for letters that lie on lines or bands."""
    return {"facecolor": ax.get_facecolor(), "edgecolor": "none", "pad": 0.8, "alpha": alpha}


def rows(ax: Axes, names: Sequence[str]) -> None:
    """Name the rows of a picture, the first on top."""
    ax.set_yticks(range(len(names)), [label(name) for name in names], fontsize=NORMAL)
    inert(ax.get_yticklabels())
    ax.tick_params(axis="y", length=0)
    ax.set_ylim(len(names) - 0.4, -0.6)


def bar(ax: Axes, row: int, left: float, width: float, colour: str, **looks: Any) -> Rectangle:
    """Draw the bar of a row, exactly so long: `Axes.barh` adds and subtracts where it begins."""
    patch = Rectangle((left, row - THICK / 2), width, THICK, facecolor=colour, **looks)
    ax.add_patch(patch)
    return patch


def bare(ax: Axes, *kept: str) -> None:
    """Leave out the lines around a picture but those named."""
    for side, spine in ax.spines.items():
        spine.set_visible(side in kept)


def euro_axis(axis: Axis, lang: Language) -> None:
    """Mark whole EUR on an axis, as many as fit, in the numbers of the language."""
    axis.set_major_locator(MaxNLocator(nbins=6, integer=True, steps=[1, 2, 2.5, 5, 10]))
    axis.set_major_formatter(FuncFormatter(lambda value, _: whole(value, lang)))
    axis.set_tick_params(labelsize=SMALL)


def whole(value: float, lang: Language) -> str:
    """Write the whole number of a mark."""
    return number_text(int(value), lang).replace("-", "−")


def below(ax: Axes, unit: str, notes: Iterable[Message], lang: Language) -> None:
    """Write the unit and the notes under a picture that has an axis there."""
    inert(ax.set_xlabel("\n".join([unit, *told(notes, lang)]), loc="left", fontsize=SMALL, linespacing=1.4))


def footnotes(ax: Axes, notes: Iterable[Message], lang: Language, *more: str) -> None:
    """Write notes under a picture without axes."""
    text = "\n".join([*told(notes, lang), *more])
    inert(
        ax.annotate(
            text,
            (0, 0),
            (0, -8),
            xycoords="axes fraction",
            textcoords="offset points",
            va="top",
            fontsize=SMALL,
            linespacing=1.4,
        )
    )


def told(notes: Iterable[Message], lang: Language) -> Iterator[str]:
    """Yield notes as sentences, broken where they would be wider than the picture."""
    from textwrap import wrap

    for note in notes:
        text = tell(note, lang)
        yield from wrap(text[:1].upper() + text[1:], 110)


def word(text: str, lang: Language) -> str:
    """Return a word of the catalogue in a language."""
    return translate(text, lang)


def heading(text: str, lang: Language) -> str:
    """Return a word of the catalogue as it stands alone, with a capital letter."""
    found = translate(text, lang)
    return found[:1].upper() + found[1:]
