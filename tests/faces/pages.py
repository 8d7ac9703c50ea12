"""What the tests of notebooks and reports begin with: the example, calculated, and HTML read strictly."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from attrs import evolve

from integrationsfoerderung import Statement, calculate, load_example, load_programme
from integrationsfoerderung.message import on_one_line
from integrationsfoerderung.words import LANGUAGES

PROGRAMME = load_programme("pakt-fuer-integration")
CASE = load_example("tuttlingen")
IN_EACH_LANGUAGE = pytest.mark.parametrize("lang", LANGUAGES)


def statement(**options: Any) -> Statement:
    """The example, calculated, under its name."""
    return evolve(calculate(PROGRAMME, CASE.municipalities, CASE.managers, **options), case=CASE)


EXPECTED = statement(expected=True)


def shown(text: str) -> str:
    """A text as a page shows it: on one line, blanks run together."""
    return re.sub(r"\s+", " ", on_one_line(text)).strip()


class StrictReader(HTMLParser):
    """Reads HTML strictly: what is opened is closed in order."""

    EMPTY: frozenset[str] = frozenset()
    """Tags that hold nothing and are not closed."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.skeleton: list[tuple[str, tuple[str, ...]]] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.texts: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = tuple(name for name, _ in attrs)
        assert len(set(names)) == len(names)
        self.skeleton.append((tag, names))
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.texts.append(data)

    @property
    def tags(self) -> list[str]:
        """The tags, in order."""
        return [tag for tag, _ in self.skeleton]

    @property
    def text(self) -> str:
        """What a reader sees once all is unfolded, on one line."""
        return re.sub(r"\s+", " ", " ".join(self.texts))
