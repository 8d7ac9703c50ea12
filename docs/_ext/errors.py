"""The error catalogue: inputs that are refused, what the library says of each, and the remedy it names.

The inputs stand in `errors.txt`: sections, and in them blocks of Python that raise. Each is run when the page is made.
The places in the package that make an error are counted along, so that one without an example is known.
"""

from __future__ import annotations

import ast
import contextlib
import inspect
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import Any
from unittest import mock

from attrs import frozen

import integrationsfoerderung as package
from integrationsfoerderung import InvalidInput, errors
from integrationsfoerderung.words import tell, translate

from .markdown import PACKAGE, DocumentationError, Lang, code, escaped, in_language, list_table

EXAMPLES = Path(__file__).with_name("errors.txt")
KINDS = {"Problem", "problem", "UnknownFigureError", "MissingExtra", "IntegrationsfoerderungError"}
"""Calls that make an error; a method counts by its name. What carries problems (InvalidInput) makes none of its own."""


NEAR = 4
"""So many lines above an error stand the sentences that it is given by name."""

OPTIONAL = {"bulk", "cli", "files", "frames", "plot", "report", "testing"}
"""What needs libraries that may not be installed."""


@frozen
class Site:
    """A place in the package that makes an error."""

    module: str
    first: int
    last: int
    texts: tuple[str, ...] = ()
    """The sentences that stand there: what is allowed, what to do."""

    def among(self, lines: Iterable[tuple[str, int]]) -> bool:
        """Whether it is at one of these lines of modules."""
        return any(module == self.module and self.first <= line <= self.last for module, line in lines)


@frozen
class Example:
    """A block of Python and the error it raises."""

    section: str
    input: str
    error: package.IntegrationsfoerderungError
    sites: frozenset[Site]
    """The places that made the errors."""


def sites() -> tuple[Site, ...]:
    """Return every place in the package that makes an error."""
    found = []
    for file in sorted(PACKAGE.rglob("*.py")):
        module = ".".join(file.relative_to(PACKAGE).with_suffix("").parts)
        calls = [node for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
        for call in calls:
            if _called(call) in KINDS:
                first, last = call.lineno, call.end_lineno or call.lineno
                texts = _literals(call)
                # what is allowed and what to do often get a name just above
                for other in calls:
                    if _called(other) == "message" and first - NEAR <= other.lineno < first:
                        texts += _literals(other)
                found.append(Site(module, first, last, tuple(dict.fromkeys(texts))))
    return tuple(found)


def _literals(call: ast.Call) -> list[str]:
    literal = [one.value for one in ast.walk(call) if isinstance(one, ast.Constant)]
    return [text for text in literal if isinstance(text, str) and " " in text]


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


# --- run


def blocks(text: str) -> Iterator[tuple[str, str]]:
    """Yield section and input of every block; lines between backticks fences are no part of one."""
    section = ""
    for block in re.split(r"\n\n+", text.strip()):
        if block.startswith("## "):
            section = block[3:]
        elif not block.startswith("# "):
            yield section, block


def examples(text: str) -> Iterator[Example]:
    """Run every block, and yield it with its error.

    Raises:
        DocumentationError: for a block that raises nothing, or something that is no error of this library.
    """
    known = sites()
    with TemporaryDirectory() as name, contextlib.chdir(name), _watched() as seen:
        names = namespace()
        for section, block in blocks(text):
            seen.clear()
            try:
                exec(compile(block, EXAMPLES.name, "exec"), names)  # noqa: S102  # the examples are ours
            except package.IntegrationsfoerderungError as error:
                made = frozenset(
                    one for one in known for file, line in seen if one.module == file and one.first <= line <= one.last
                )
                yield Example(section, block, error, made)
            except Exception as error:
                raise DocumentationError(EXAMPLES.name, [f"{block!r} raises {error!r}"]) from error
            else:
                if not _sets_up(block):
                    raise DocumentationError(EXAMPLES.name, [f"{block!r} raises nothing"])


def _sets_up(block: str) -> bool:
    """Whether a block only makes what the next ones use: it ends with an assignment or a file that is written."""
    last = ast.parse(block).body[-1]
    return isinstance(last, ast.Assign | ast.Import | ast.ImportFrom) or "write_" in ast.unparse(last)


def namespace() -> dict[str, Any]:
    """Return the names that the examples may use: what the package offers, and a few objects."""
    from attrs import evolve as with_changes

    names = {name: getattr(package, name) for name in package.__all__}
    pakt = package.load_programme("pakt-fuer-integration")
    town = package.Municipality("08327050", "Tuttlingen", head_counts=[package.HeadCount(date(2017, 9, 15), 248)])
    anna = package.Manager("M-01", provider=town.ags, fte=Decimal(1), qualification="degree", start=date(2018, 4, 1))
    given = {"Decimal": Decimal, "Path": Path, "date": date, "evolve": with_changes, "without": without}
    return names | given | {"anna": anna, "pakt": pakt, "town": town}


@contextlib.contextmanager
def without(library: str) -> Iterator[None]:
    """Be a machine on which a library is not installed: what needs it is imported anew."""
    faces = [name for name in sys.modules if name.startswith(f"{package.__name__}.") and name.split(".")[1] in OPTIONAL]
    with mock.patch.dict(sys.modules, {library: None}):
        for name in faces:
            del sys.modules[name]
        yield


@contextlib.contextmanager
def _watched() -> Iterator[list[tuple[str, int]]]:
    """Note the lines of the package that are at work whenever an error is made."""
    seen: list[tuple[str, int]] = []

    def noted(kind: type[Any]) -> Any:
        original = kind.__init__

        def init(self: Any, *args: Any, **kwargs: Any) -> None:
            seen.extend(_lines(inspect.currentframe()))
            original(self, *args, **kwargs)

        return mock.patch.object(kind, "__init__", init)

    with noted(errors.Problem), noted(errors.UnknownFigureError), noted(errors.MissingExtra):
        yield seen


def _lines(frame: FrameType | None) -> Iterator[tuple[str, int]]:
    while frame is not None:
        file = Path(frame.f_code.co_filename)
        if file.is_relative_to(PACKAGE):
            yield ".".join(file.relative_to(PACKAGE).with_suffix("").parts), frame.f_lineno
        frame = frame.f_back


def without_example(shown: Sequence[Example]) -> tuple[Site, ...]:
    """Return the places that no example reaches."""
    reached = {site for example in shown for site in example.sites}
    return tuple(site for site in sites() if site not in reached)


# --- as a page


def page(lang: Lang) -> str:
    """Return the catalogue in Markdown, a section for each kind of input."""
    shown = list(examples(EXAMPLES.read_text(encoding="utf-8")))
    lines: list[str] = []
    for section in dict.fromkeys(example.section for example in shown):
        lines += [f"## {section}", ""]
        for example in shown:
            if example.section == section:
                lines += ["```python", example.input, "```", "", *_told(example.error, lang), ""]
    rest = [site for site in without_example(shown) if site.texts]
    if rest:
        headline, text = REST[lang].split("|")
        lines += [f"## {headline}", "", text, "", _rest(rest, lang), ""]
    return "\n".join(lines)


def _told(error: package.IntegrationsfoerderungError, lang: Lang) -> Iterator[str]:
    told = error.problems if isinstance(error, InvalidInput) else (error,)
    name = code(type(error).__name__)
    if len(told) == 1:
        yield f"{name}: {escaped(tell(told[0], lang))}"
    else:
        yield f"{name} {in_language(lang, 'with', 'mit')} {len(told)}:"
        yield ""
        yield from (f"- {escaped(tell(one, lang))}" for one in told)


REST = {
    "en": "Others|These need more than a line to raise: a large file, a damaged one, or what is given at the command "
    "line. What is allowed and what to do, by the module that says it:",
    "de": "Weitere|Diese brauchen mehr als eine Zeile: eine große Datei, eine beschädigte, oder Eingaben an der "
    "Kommandozeile. Was erlaubt ist und was zu tun ist, nach dem Modul, das es sagt:",
}


def _rest(rest: Sequence[Site], lang: Lang) -> str:
    by_module: dict[str, list[str]] = {}
    for site in rest:
        texts = by_module.setdefault(site.module.replace(".__init__", ""), [])
        texts.append("; ".join(escaped(translate(text, lang)) for text in site.texts))
    rows = [(code(module), "\n".join(f"- {text}" for text in texts)) for module, texts in by_module.items()]
    return list_table(in_language(lang, "module|what it says", "Modul|was es sagt").split("|"), rows, (25, 75))
