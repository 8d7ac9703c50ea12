"""The program: its commands, and how it ends — with a result, or with one clear line."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from typing import Any

import click

from ..errors import IntegrationsfoerderungError
from ..message import Message, message
from ..words import tell
from . import INTERRUPTED
from .audit import MISFIT, audit
from .calculate import calculate
from .commands import Group, Misuse, language_option, version_option
from .compare import compare
from .completion import VARIABLE, completion
from .example import example
from .explain import explain
from .languages import language_of
from .municipalities import municipalities
from .new import new
from .page import Page, prepare_streams, spelled_out
from .programmes import programmes
from .report import report

NAME = "integrationsfoerderung"

OK, INPUT, USAGE, INSIDE, CLOSED_PIPE = 0, 1, 2, 70, 141
"""Exit codes; the last one is that which a shell gives a program ended by SIGPIPE. `INTERRUPTED` is another."""

DEBUG = "INTEGRATIONSFOERDERUNG_DEBUG"
"""The variable that, set to anything, lets an error inside the program show where it is."""


class _ClosedPipeError(Exception):
    """Nobody reads the output any more (`… | head`)."""


class Program(Group):
    """The group of all commands; turns whatever happens into an exit code and at most one clear message."""

    def main(  # type: ignore[override]  # one way to run it: click's other overload returns the result of the command
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,  # noqa: ARG002  # click's signature; this program always stands alone
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> None:
        """Run the program and end the process."""
        arguments = list(sys.argv[1:] if args is None else args)
        lang = language_of(arguments, os.environ)
        prepare_streams()
        page = Page(lang)
        try:
            returned = super().main(
                args=args,
                prog_name=prog_name or NAME,
                complete_var=complete_var or VARIABLE,
                standalone_mode=False,
                windows_expand_args=windows_expand_args,
                obj=page,
                **extra,
            )
            with _pipe():
                sys.stdout.flush()
            code = returned if isinstance(returned, int) else OK
        except click.UsageError as error:
            hint = message("{what} (help: {command:plain} --help)", what=_told(error), command=_command_of(error))
            code = _end(page, hint, USAGE)
        except IntegrationsfoerderungError as error:
            code = _complain(tell(error, lang), INPUT)
        except (click.Abort, KeyboardInterrupt):
            code = _end(page, message("Interrupted"), INTERRUPTED)
        except _ClosedPipeError:
            _abandon_output()
            code = CLOSED_PIPE
        except OSError as error:
            reason = error.strerror or type(error).__name__
            code = _end(page, message("The output cannot be written: {reason:plain}", reason=reason), INPUT)
            _abandon_output()
        except Exception as error:  # users get a line they can send on; whoever looks for the place asks
            if os.environ.get(DEBUG):
                raise
            code = _end(page, _inside(error), INSIDE)
        sys.exit(code)

    def format_more(self, formatter: click.HelpFormatter, page: Page) -> None:
        """Say what the exit codes mean."""
        codes = {
            OK: page.word("it worked"),
            INPUT: page.word("a problem with an input, or the output cannot be written"),
            USAGE: page.word("a wrong use: an unknown command or option, a wrong value"),
            MISFIT: page.word("audit: a notice does not fit, or cannot be checked"),
            INSIDE: page.word("an error inside the program"),
            INTERRUPTED: page.word("interrupted with Ctrl-C"),
            CLOSED_PIPE: page.word("the reader closed the pipe"),
        }
        with formatter.section(page.word("Exit codes")):
            formatter.write_dl([(str(code), told) for code, told in codes.items()])

    def make_context(self, *args: Any, **settings: Any) -> click.Context:
        """Read the arguments; help and version are printed here."""
        with _pipe():
            return super().make_context(*args, **settings)

    def invoke(self, context: click.Context) -> Any:
        """Run the command."""
        with _pipe():
            return super().invoke(context)

    def resolve_command(
        self, context: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; where there is none of that name, say which is meant."""
        if args and self.get_command(context, args[0]) is None and not args[0].startswith("-"):
            names = self.list_commands(context)
            close = get_close_matches(args[0], names, n=1)
            if close:
                raise Misuse(
                    message(
                        "unknown command {given:plain}; did you mean {close:plain}?",
                        given=repr(args[0]),
                        close=close[0],
                    ),
                    context,
                )
            raise Misuse(
                message("unknown command {given:plain}; there are: {names:list}", given=repr(args[0]), names=names),
                context,
            )
        return super().resolve_command(context, args)


@contextmanager
def _pipe() -> Iterator[None]:
    """Name a closed pipe before click does: it would end the process with the exit code of an error."""
    try:
        yield
    except BrokenPipeError:
        raise _ClosedPipeError from None


def _inside(error: Exception) -> Message:
    return message(
        "an error inside the program: {kind:plain} ({text:plain}). Please report it; with {variable:plain}=1 set it "
        "shows where",
        kind=type(error).__name__,
        text=str(error)[:200],
        variable=DEBUG,
    )


def _abandon_output() -> None:
    """Let the interpreter find an open output at its end, where it flushes what is left."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
    except (OSError, ValueError):  # no file of the operating system
        return


def _end(page: Page, what: Message, code: int) -> int:
    return _complain(f"{NAME}: {page.say(what)}", code)


def _complain(text: str, code: int) -> int:
    try:
        click.echo(spelled_out(text, sys.stderr), err=True)
    except OSError:
        return code
    return code


def _command_of(error: click.UsageError) -> str:
    return error.ctx.command_path if error.ctx is not None else NAME


def _told(error: click.UsageError) -> Message:
    """Tell a wrong use in our words; what only click knows how to say stays in English."""
    if isinstance(error, Misuse):
        return error.told
    if isinstance(error, click.NoSuchOption):
        close = get_close_matches(error.option_name, error.possibilities or (), n=1)
        if close:
            return message(
                "unknown option {given:plain}; did you mean {close:plain}?", given=error.option_name, close=close[0]
            )
        return message("unknown option {given:plain}", given=error.option_name)
    if isinstance(error, click.MissingParameter):
        name = "" if error.param is None else (error.param.metavar or error.param.name or "")
        return message("{name:plain} is missing", name=name.strip("[]"))
    if isinstance(error, click.BadOptionUsage):
        if "does not take" in error.message:
            return message("option {option:plain} takes no value", option=error.option_name)
        return message("option {option:plain} needs a value", option=error.option_name)
    if error.message.startswith("Got unexpected extra argument"):
        given = error.message.partition("(")[2].rstrip(").")
        return message("unexpected argument: {given:plain}", given=given)
    return message("{text:word}", text=error.format_message().rstrip("."))


@click.group(
    NAME,
    cls=Program,
    invoke_without_command=True,
    help="What Baden-Württemberg's integration programmes pay to municipalities: exact, and explained.",
    epilog="integrationsfoerderung example --lang de",
)
@language_option
@version_option
@click.pass_context
def program(context: click.Context) -> None:
    """The command line; without a command it shows its help."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


for _command in (new, calculate, explain, audit, compare, programmes, municipalities, report, example, completion):
    program.add_command(_command)
