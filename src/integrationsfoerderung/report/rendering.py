"""A statement as one HTML file: no script, nothing from elsewhere, every text escaped, made for A4 and the screen."""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from ..errors import InvalidInput, MissingExtra, Problem
from ..message import Language, message, on_one_line

if TYPE_CHECKING:
    from jinja2 import Template

    from ..model.statement import Statement
    from .blocks import Report
    from .writer import Writer


def html(statement: Statement, lang: Language = "en") -> str:
    """Return a statement as a report: one HTML document that stands alone and prints on A4.

    Args:
        statement: the statement.
        lang: `en` or `de`.

    Returns:
        The document, to be written as UTF-8.

    Raises:
        MissingExtra: without Jinja or Babel; the message holds the command that installs them.
        InvalidInput: for another language, or what is no statement.
    """
    from ..model.statement import Statement
    from ..words.catalogue import language

    if not isinstance(statement, Statement):
        remedy = message("give what calculate returns")
        raise InvalidInput("report", [Problem("report", "statement", statement, message("a Statement"), remedy)])
    lang = language(lang)
    try:
        from .writer import Writer

        page = _template()
    except ImportError as error:
        raise MissingExtra("The report", "report") from error
    return page.render(report=report_of(statement, Writer(lang)), lang=lang)


def report_of(statement: Statement, write: Writer) -> Report:
    """Return the report as data."""
    from . import figures, places, providers, summary, tables
    from .blocks import Report

    programme, case = statement.programme, statement.case
    sections = (
        summary.summary(statement, write),
        tables.rounds(statement, write),
        providers.grants(statement, write),
        tables.areas(statement, write),
        tables.own_costs(statement, write),
        summary.doubts(statement, write),
        places.places(statement, write),
        figures.figures(statement, write),
        summary.about_case(statement, write),
    )
    return Report(
        title=write.word("Statement"),
        subject=case.name or write.word("Case without a name"),
        programme=write.named(programme),
        contents=write.word("Contents"),
        back=write.word("to the contents"),
        page=write.word("Page"),
        made_with=write.say(message("Computed with integrationsfoerderung {version:plain}", version=_release())),
        sections=tuple(section for section in sections if section is not None),
    )


def _release() -> str:
    try:
        return version("integrationsfoerderung")
    except PackageNotFoundError:  # run from a checkout that is not installed
        return "?"


@cache
def _template() -> Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader(__package__),
        autoescape=True,
        finalize=_harmless,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["style"] = in_style
    return environment.get_template("report.html.j2")


def _harmless(value: Any) -> Any:
    """Take control characters out of every text before it is escaped; what is HTML already has none."""
    return value if not isinstance(value, str) or hasattr(value, "__html__") else on_one_line(value)


def in_style(text: str) -> str:
    r"""Write a text as a string of a style sheet: all but plain letters and digits by number, so nothing ends it early.

    >>> print(in_style('a"</style>'))
    "a\22 \3c \2f style\3e "
    """
    signs = (sign if sign.isascii() and sign.isalnum() else f"\\{ord(sign):x} " for sign in on_one_line(text))
    return f'"{"".join(signs)}"'
