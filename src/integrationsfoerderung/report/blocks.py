"""What a report is made of: sections and blocks as data. The template knows how each kind of block looks."""

from __future__ import annotations

from typing import ClassVar, TypeAlias

from attrs import frozen


@frozen
class Link:
    """A text that leads to another place of the report."""

    text: str
    """What stands there."""

    to: str
    """The id of the place."""


@frozen
class Noted:
    """A text with a remark in small type below."""

    text: str
    """What stands there."""

    notes: tuple[str, ...]
    """What is said about it."""


Cell: TypeAlias = str | Link | Noted
"""What stands in a table."""


@frozen
class Paragraph:
    """A paragraph."""

    kind: ClassVar[str] = "paragraph"

    text: str
    """Its text."""


@frozen
class Minor:
    """A heading inside a section."""

    kind: ClassVar[str] = "minor"

    text: str
    """Its text."""


@frozen
class Items:
    """A list."""

    kind: ClassVar[str] = "items"

    items: tuple[str, ...]
    """Its items."""

    ordered: bool = False
    """Whether the items are numbered."""


@frozen
class Facts:
    """What something is, item by item."""

    kind: ClassVar[str] = "facts"

    pairs: tuple[tuple[str, Cell], ...]
    """Name and value."""


@frozen
class Sum:
    """The amount that a reader looks for first."""

    kind: ClassVar[str] = "sum"

    name: str
    """What it is."""

    amount: str
    """How much."""

    notes: tuple[str, ...]
    """What is inside and what is not."""


@frozen
class Column:
    """A column of a table."""

    title: str
    """Its title."""

    number: bool = False
    """Whether it holds numbers: to the right, never broken."""


@frozen
class Row:
    """A row of a table."""

    cells: tuple[Cell, ...]
    """What stands in it."""


@frozen
class Table:
    """A table."""

    kind: ClassVar[str] = "table"

    columns: tuple[Column, ...]
    """Its columns."""

    rows: tuple[Row, ...]
    """Its rows."""

    total: Row | None = None
    """Its last row, the sums."""


@frozen
class Markup:
    """A picture or a derivation that is HTML already, every text in it escaped."""

    kind: ClassVar[str] = "markup"

    html: str
    """The HTML."""


Block: TypeAlias = Paragraph | Minor | Items | Facts | Sum | Table | Markup
"""What stands in a section."""


@frozen
class Section:
    """A part of the report with its heading."""

    id: str
    """Where links lead to."""

    title: str
    """Its heading."""

    blocks: tuple[Block, ...] = ()
    """What stands in it, in order."""

    parts: tuple[Section, ...] = ()
    """Its parts: a provider, a municipality."""

    pages: bool = False
    """Whether each part begins on a new page."""

    group: str = ""
    """As a part: under which heading the list of contents names it; empty where there is one group only."""


@frozen
class Report:
    """A whole report."""

    title: str
    """What it is called: Berechnungsnachweis."""

    subject: str
    """What it is about: name of the case."""

    programme: str
    """Name of the programme."""

    contents: str
    """Heading of the list of contents."""

    back: str
    """What leads back to the list of contents."""

    page: str
    """The word for a page, in the running foot."""

    made_with: str
    """Which release computed it."""

    sections: tuple[Section, ...]
    """Its sections."""
