"""What HTML pages share: harmless texts, amounts in columns, and derivations as nested lists or collapsible trees.

Strings only, no template engine: notebooks show results without any extra.
"""

from __future__ import annotations

import re
from decimal import Decimal
from html import escape

from attrs import Factory, define, frozen

from .figure import Figure
from .message import Language, number_text, on_one_line
from .words import translate
from .words.catalogue import language
from .words.explanation import Explanation

_HEADLINE = re.compile(
    r"(?P<name>.+): (?P<value>-?\d[^:\[\]]*|unknown|contested|unbekannt|strittig)(?: \[(?P<marks>.*)\])?"
)
"""A line of a derivation: what it is, how much, and in brackets status and clause."""


def harmless(text: object) -> str:
    r"""Write any text so that a page shows it and does nothing else: escaped, on one line, no control characters.

    Marks that turn the direction of writing around are control characters too.

    >>> harmless("<b>Tutt\u202elingen\n'") == "&lt;b&gt;Tutt?lingen &#x27;"
    True
    """
    return escape(on_one_line(str(text)))


def amount_text(amount: Decimal | None, lang: Language, otherwise: str = "open") -> str:
    """Write an amount as it stands in a column headed EUR; `otherwise` where nobody knows it.

    >>> amount_text(Decimal("303800.00"), "de"), amount_text(None, "de")
    ('303.800,00', 'offen')
    """
    return translate(otherwise, lang) if amount is None else number_text(amount, lang)


@frozen
class Branch:
    """A figure of a derivation with what it came from, as texts."""

    name: str
    """What it is, and whom it is about."""

    value: str = ""
    """How much, with the unit; empty where the line tells no single value."""

    marks: str = ""
    """Status, record date and clause."""

    details: tuple[str, ...] = ()
    """Formula, numbers, rounding, source, argument: a line each."""

    branches: tuple[Branch, ...] = ()
    """The figures it came from."""


@frozen
class Tree:
    """A derivation as texts."""

    root: Branch
    """The result."""

    notes: tuple[str, ...]
    """What is said about the whole: the conventions of the library that it rests on."""


@define
class _Growing:
    """A branch whose lines have not all been read yet."""

    headline: str
    details: list[str] = Factory(list)
    branches: list[_Growing] = Factory(list)

    def grown(self) -> Branch:
        told = _HEADLINE.fullmatch(self.headline)
        name, value, marks = (self.headline, "", "") if told is None else told.group("name", "value", "marks")
        return Branch(name, value, marks or "", tuple(self.details), tuple(one.grown() for one in self.branches))


def tree_of(figure: Figure, lang: Language = "en") -> Tree:
    """Return the derivation of a figure as a tree of texts: the lines that `explain` writes, by their indentation."""
    explanation = Explanation(language(lang))
    return Tree(branch_of(figure, explanation), tuple(explanation.conventions()))


def branch_of(figure: Figure, explanation: Explanation) -> Branch:
    """Return the derivation of a figure as part of an explanation: what that told before is only referred to."""
    first, *lines = explanation.lines(figure)
    path = [_Growing(first)]
    for line in lines:
        content = line.lstrip(" ")
        depth = min((len(line) - len(content)) // 2, len(path))
        if content.startswith("- "):
            del path[depth:]
            branch = _Growing(content.removeprefix("- "))
            path[-1].branches.append(branch)
            path.append(branch)
        else:
            path[depth - 1].details.append(content)
    return path[0].grown()


def nested_list(branch: Branch) -> str:
    """Write a derivation as a nested list, which prints as a whole."""
    return f'<ul class="derivation">{_item(branch)}</ul>'


def _item(branch: Branch) -> str:
    inside = "".join(map(_item, branch.branches))
    below = f"<ul>{inside}</ul>" if inside else ""
    return f'<li><p class="head">{_head(branch)}</p>{_details(branch, "p")}{below}</li>'


def collapsible(tree: Tree) -> str:
    """Write a derivation as a tree that opens and closes: the result is open, what it rests on closed."""
    notes = "".join(f"<div>{harmless(note)}</div>" for note in tree.notes)
    return f"{_fold(tree.root, opened=True)}{notes}"


def _fold(branch: Branch, *, opened: bool = False) -> str:
    inside = _details(branch, "div") + "".join(map(_fold, branch.branches))
    if not inside:
        return f'<div class="leaf">{_head(branch)}</div>'
    return f"<details{' open' if opened else ''}><summary>{_head(branch)}</summary>{inside}</details>"


def _head(branch: Branch) -> str:
    name = harmless(branch.name)
    if not branch.value:
        return f'<span class="name">{name}</span>'
    marks = f' <span class="marks">{harmless(branch.marks)}</span>' if branch.marks else ""
    return f'<span class="name">{name}:</span> <strong class="value">{harmless(branch.value)}</strong>{marks}'


def _details(branch: Branch, tag: str) -> str:
    return "".join(f'<{tag} class="detail">{harmless(line)}</{tag}>' for line in branch.details)
