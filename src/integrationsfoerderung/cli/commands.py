"""Commands and options whose help and errors are told in the user's language."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import click
from click.shell_completion import CompletionItem

from ..catalogue.loader import programmes
from ..message import Message, message
from ..words import LANGUAGES
from .page import Page, spelled_out

DISTRIBUTION = "integrationsfoerderung"

_CLICK = {
    "help": "Show this help.",
    "options": "[OPTIONS]",
    "optional command": "[COMMAND] [ARGS]...",
    "command": "COMMAND [ARGS]...",
}
"""What click writes into every help."""


_Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


class Misuse(click.UsageError):
    """A wrong use of the command line, told in the user's language."""

    def __init__(self, told: Message, context: click.Context | None = None) -> None:
        super().__init__(str(told), context)
        self.told = told


def one_of_option(name: str, choices: Sequence[str], *, help: str, **settings: Any) -> _Decorator:  # noqa: A002  # click's word
    """Add an option that takes one of a few values; another one is refused in the user's language."""

    def checked(ctx: click.Context, _: click.Parameter, value: str | None) -> str | None:
        if value is None or value in choices:
            return value
        allowed = message(
            "{option:plain} is {given:plain}; allowed: {choices:list}",
            option=name,
            given=repr(value),
            choices=choices,
        )
        raise Misuse(allowed, ctx)

    def completed(_: click.Context, __: click.Parameter, begun: str) -> list[str]:
        return [choice for choice in choices if choice.startswith(begun)]

    shown = f"[{'|'.join(choices)}]"
    return click.option(name, callback=checked, metavar=shown, help=help, shell_complete=completed, **settings)


def completing_files(_: click.Context, __: click.Parameter, begun: str) -> list[CompletionItem]:
    """Let the shell complete the name of a file or a folder."""
    return [CompletionItem(begun, type="file")]


def completing_programmes(_: click.Context, __: click.Parameter, begun: str) -> list[str]:
    """Complete the key of an edition."""
    return [programme.key for programme in programmes() if programme.key.startswith(begun)]


class _Told(click.Command):
    """A command that shows its help in the user's language; its texts are keys of the catalogue of words."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        settings.setdefault("context_settings", {"help_option_names": ["-h", "--help"]})
        super().__init__(*args, **settings)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write usage, what it does, options, commands and an example."""
        page = _page(ctx)
        pieces = [page.word(piece) for piece in self.collect_usage_pieces(ctx)]
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=f"{page.word('Usage:')} ")
        formatter.write_paragraph()
        formatter.write_text(page.word(self.help or ""))
        arguments = [param for param in self.params if isinstance(param, Argument)]
        _section(
            formatter,
            page.word("Arguments"),
            [((param.metavar or "").strip("[]"), page.word(param.explanation)) for param in arguments],
        )
        options = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        _section(
            formatter, page.word("Options"), [(_names(param, ctx), page.word(param.help or "")) for param in options]
        )
        if isinstance(self, click.Group):
            found = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
            rows = [(name, page.word(command.short_help or "")) for name, command in found if command is not None]
            _section(formatter, page.word("Commands"), rows)
        self.format_more(formatter, page)
        if self.epilog:
            with formatter.section(page.word("Example")):
                formatter.write_text(self.epilog)

    def format_more(self, formatter: click.HelpFormatter, page: Page) -> None:
        """Write what only this command has to say, before the example."""

    def get_help(self, ctx: click.Context) -> str:
        """Return the help in characters that the output has."""
        return spelled_out(super().get_help(ctx), sys.stdout)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Name the option for help in our words, so that the catalogue has them."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = _CLICK["help"]
        return option


class Command(_Told):
    """A command."""


class Group(_Told, click.Group):
    """A group of commands."""

    command_class: type[click.Command] | None = Command


class Argument(click.Argument):
    """An argument with a help text."""

    def __init__(self, *args: Any, explanation: str = "", **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.explanation = explanation


def _page(ctx: click.Context) -> Page:
    page = ctx.find_object(Page)
    return page if page is not None else Page("en")


def _names(param: click.Option, ctx: click.Context) -> str:
    record = param.get_help_record(ctx)
    return record[0] if record is not None else ""


def _section(formatter: click.HelpFormatter, title: str, rows: list[tuple[str, str]]) -> None:
    if rows:
        with formatter.section(title):
            formatter.write_dl(rows)


def _show_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:  # click's signature
    if wanted and not ctx.resilient_parsing:
        try:
            click.echo(f"{DISTRIBUTION} {version(DISTRIBUTION)}")
        except PackageNotFoundError:
            click.echo(f"{DISTRIBUTION} ({_page(ctx).say(message('not installed'))})")
        ctx.exit()


def language_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--lang`. `languages.language_of` has read it by the time the arguments are; here it is checked and shown."""
    option = one_of_option(
        "--lang",
        LANGUAGES,
        expose_value=False,
        is_eager=True,
        help="Language; without it that of the locale.",
    )
    return option(command)


def version_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--version`."""
    option = click.option(
        "--version",
        is_flag=True,
        expose_value=False,
        is_eager=True,
        callback=_show_version,
        help="Show the version.",
    )
    return option(command)
