"""The report as PDF, through WeasyPrint and the system's pango."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn

from ..errors import IntegrationsfoerderungError, MissingExtra
from ..message import Language, Message, message
from .rendering import html

if TYPE_CHECKING:
    from ..model.statement import Statement

PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0"
"""The Debian packages that hold what WeasyPrint loads from the system."""


class MissingLibrary(IntegrationsfoerderungError, OSError):
    """A library of the system is missing; the message names the Debian packages that hold it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    @property
    def text(self) -> Message:
        """The error as one sentence with the command."""
        return message(
            "A PDF needs pango, a library of the system. On Debian and Ubuntu: apt-get install {packages:plain}. "
            "What was missing: {reason:plain}",
            packages=PACKAGES,
            reason=self.reason,
        )


def pdf(statement: Statement, lang: Language = "en") -> bytes:
    """Return a statement as a report in PDF, A4, tagged for screen readers.

    Args:
        statement: the statement.
        lang: `en` or `de`.

    Raises:
        MissingExtra: without WeasyPrint, Jinja or Babel; the message holds the command that installs them.
        MissingLibrary: without pango; the message names the Debian packages.
        InvalidInput: for another language, or what is no statement.
    """
    document = html(statement, lang)
    written: bytes = _weasyprint().HTML(string=document, url_fetcher=_refuse).write_pdf(pdf_tags=True)
    return written


def _weasyprint() -> Any:
    try:
        return import_module("weasyprint")
    except ImportError as error:
        raise MissingExtra("A PDF", "pdf") from error
    except OSError as error:  # the package is there, what it loads from the system is not
        raise MissingLibrary(" ".join(str(error).partition("\n")[0].split())) from error


def _refuse(url: str, *args: object, **options: object) -> NoReturn:
    """Load nothing: a report has everything inside."""
    del args, options
    raise ValueError(url)
