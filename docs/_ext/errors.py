"""The error catalogue: inputs that are refused, what the library says of each, and the remedy it names.

The inputs stand in `errors.txt`: sections, and in them blocks of Python that raise. Each is run when the page is made.
The places in the package that make an error are counted along: one without an example ends the build.
"""

from __future__ import annotations

import ast
import contextlib
import inspect
import io
import os
import re
import shlex
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from importlib import import_module
from importlib.abc import MetaPathFinder
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import Any
from unittest import mock

from attrs import frozen

import integrationsfoerderung as package
from integrationsfoerderung import InvalidInput, errors
from integrationsfoerderung.cli.commands import Misuse
from integrationsfoerderung.files import text_in
from integrationsfoerderung.files.workbook_scan import BadWorkbook
from integrationsfoerderung.intake.cells import Refused, Unread
from integrationsfoerderung.message import Message, message
from integrationsfoerderung.report.printing import MissingLibrary
from integrationsfoerderung.words import tell

from .markdown import PACKAGE, DocumentationError, Lang, code, escaped, in_language

EXAMPLES = Path(__file__).with_name("errors.txt")
KINDS: tuple[type[Any], ...] = (
    errors.Problem,
    errors.UnknownFigureError,
    errors.MissingExtra,
    errors.IntegrationsfoerderungError,
    MissingLibrary,
    Misuse,
    *(BadWorkbook, Refused, Unread, text_in._Unreadable),  # what readers turn into problems
)
"""What is an error, or becomes one. What only carries problems (InvalidInput) is none of them."""

CALLED = {"problem", *(kind.__name__ for kind in KINDS)}
"""Calls that make one; a method counts by its name."""

OPTIONAL = {"bulk", "cli", "files", "frames", "plot", "report", "testing"}
"""What needs libraries that may not be installed."""


@frozen
class Site:
    """A place in the package that makes an error."""

    module: str
    first: int
    last: int

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


class CommandRefused(package.IntegrationsfoerderungError):
    """A command line that is used wrongly: the line that is shown, and the exit code."""

    def __init__(self, told: Message, exit_code: int) -> None:
        super().__init__(str(told))
        self.told = told
        self.exit_code = exit_code

    @property
    def text(self) -> Message:
        """The line."""
        return self.told


def sites() -> tuple[Site, ...]:
    """Return every place in the package that makes an error."""
    found: list[Site] = []
    for file in sorted(PACKAGE.rglob("*.py")):
        module = ".".join(file.relative_to(PACKAGE).with_suffix("").parts)
        calls = [node for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
        found += [Site(module, one.lineno, one.end_lineno or one.lineno) for one in calls if _called(one) in CALLED]
    return tuple(found)


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
    """Run every block, and yield it with its error, after those that only made what it uses.

    Raises:
        DocumentationError: for a block that raises nothing, or something that is no error of this library.
    """
    known = sites()
    with TemporaryDirectory() as name, contextlib.chdir(name), _watched() as seen:
        names = namespace()
        before: list[str] = []
        for section, block in blocks(text):
            seen.clear()
            try:
                exec(compile(block, EXAMPLES.name, "exec"), names)  # noqa: S102  # the examples are ours
            except package.IntegrationsfoerderungError as error:
                made = frozenset(
                    one for one in known for file, line in seen if one.module == file and one.first <= line <= one.last
                )
                shown = "\n\n".join([*before, block])
                yield Example(section, shown, error.with_traceback(None), made)  # no file stays open in a frame
                before = []
            except Exception as error:
                raise DocumentationError(EXAMPLES.name, [f"{block!r} raises {error!r}"]) from error
            else:
                if not _sets_up(block):
                    raise DocumentationError(EXAMPLES.name, [f"{block!r} raises nothing"])
                before.append(block)


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
    given = {"Decimal": Decimal, "Path": Path, "date": date, "evolve": with_changes}
    helpers = {"without": without, "broken": broken, "limited": limited, "shell": shell}
    return names | given | helpers | {"anna": anna, "pakt": pakt, "town": town}


@contextlib.contextmanager
def without(library: str) -> Iterator[None]:
    """Be a machine on which a library is not installed: what needs it is imported anew, and afterwards as before."""
    faces = [name for name in sys.modules if name.startswith(f"{package.__name__}.") and name.split(".")[1] in OPTIONAL]
    try:
        with mock.patch.dict(sys.modules, {library: None}):
            for name in faces:
                del sys.modules[name]
            yield
    finally:
        for name in faces:  # a package names its modules too, and has been given the new ones
            parent, _, module = name.rpartition(".")
            setattr(sys.modules[parent], module, sys.modules[name])


@contextlib.contextmanager
def broken(library: str, reason: str) -> Iterator[None]:
    """Be a machine on which a library is installed but cannot be loaded."""

    class Finder(MetaPathFinder):
        def find_spec(self, fullname: str, *_: object) -> None:
            if fullname == library:
                raise OSError(reason)

    with mock.patch.dict(sys.modules), mock.patch.object(sys, "meta_path", [Finder(), *sys.meta_path]):
        sys.modules.pop(library, None)
        yield


@contextlib.contextmanager
def limited(module: str, **limits: int) -> Iterator[None]:
    """Have a smaller limit than the real one, where that takes seconds to pass."""
    with contextlib.ExitStack() as smaller:
        for name, limit in limits.items():
            smaller.enter_context(mock.patch.object(import_module(f"{package.__name__}.{module}"), name, limit))
        yield


def shell(line: str, stdin: bytes = b"", *, terminal: bool = False) -> None:
    """Run a command line; `terminal`: its output goes to one.

    Raises:
        CommandRefused: where it is used wrongly, or cannot start.
        IntegrationsfoerderungError: what the command raises; the program would tell it and end with exit code 1.
    """
    name, *arguments = shlex.split(line)
    given, printed, told = (io.TextIOWrapper(io.BytesIO(content), encoding="utf-8") for content in (stdin, b"", b""))
    printed.isatty = lambda: terminal  # type: ignore[method-assign]  # a stream of its own, made above
    with (
        mock.patch.multiple(sys, stdin=given, stdout=printed, stderr=told, argv=[name, *arguments]),
        mock.patch.dict(os.environ, {"LC_ALL": "C.UTF-8"}),
    ):
        try:
            import click

            program = import_module(f"{package.__name__}.cli.program")
        except ModuleNotFoundError:
            try:
                import_module(f"{package.__name__}.cli").main()
            except SystemExit as end:
                raise CommandRefused(message("{text:plain}", text=str(end.code)), 1) from None
            raise
        try:
            page = program.Page("en")
            click.Group.main(program.program, arguments, prog_name=name, standalone_mode=False, obj=page)
        except click.UsageError as error:
            raise CommandRefused(program._told(error), program.USAGE) from None


@contextlib.contextmanager
def _watched() -> Iterator[list[tuple[str, int]]]:
    """Note the lines of the package that are at work whenever an error is made."""
    seen: list[tuple[str, int]] = []

    def noted(kind: type[Any]) -> Any:
        original = kind.__init__

        def init(self: Any, *args: Any, **kwargs: Any) -> None:
            if not isinstance(self, InvalidInput):  # it only carries problems, which were noted
                seen.extend(_lines(inspect.currentframe()))
            original(self, *args, **kwargs)

        return mock.patch.object(kind, "__init__", init)

    with contextlib.ExitStack() as watching:
        for kind in KINDS:
            watching.enter_context(noted(kind))
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
    rest = without_example(shown)
    if rest:
        raise DocumentationError(EXAMPLES.name, [f"nothing reaches {site.module}:{site.first}" for site in rest])
    lines: list[str] = []
    for section in dict.fromkeys(example.section for example in shown):
        lines += [f"## {section}", ""]
        for example in shown:
            if example.section == section:
                lines += ["```python", example.input, "```", "", *_told(example.error, lang), ""]
    return "\n".join(lines)


def _told(error: package.IntegrationsfoerderungError, lang: Lang) -> Iterator[str]:
    told = error.problems if isinstance(error, InvalidInput) else (error,)
    name = code(type(error).__name__)
    if isinstance(error, CommandRefused):
        name = in_language(lang, f"exit code {error.exit_code}", f"Exit-Code {error.exit_code}")
    if len(told) == 1:
        yield f"{name}: {escaped(tell(told[0], lang))}"
    else:
        yield f"{name} {in_language(lang, 'with', 'mit')} {len(told)}:"
        yield ""
        yield from (f"- {escaped(tell(one, lang))}" for one in told)
