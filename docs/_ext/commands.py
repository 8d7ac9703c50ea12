"""The commands of the command line with their arguments and options, as the program itself knows them."""

from __future__ import annotations

from collections.abc import Iterator

import click

from integrationsfoerderung.cli.commands import Argument
from integrationsfoerderung.cli.program import NAME, program
from integrationsfoerderung.words import translate

from .markdown import Lang, code, escaped, in_language, list_table


def page(lang: Lang) -> str:
    """Return every command in Markdown, a section for each."""
    context = click.Context(program, info_name=NAME, **program.context_settings)
    lines = [_parameters(program, context, lang), ""]
    for name in program.list_commands(context):
        command = program.get_command(context, name)
        if command is not None:
            lines += [f"## {code(name)}", "", *_command(command, context, lang)]
    return "\n".join(lines)


def _command(command: click.Command, parent: click.Context, lang: Lang) -> Iterator[str]:
    context = click.Context(command, info_name=command.name, parent=parent, **command.context_settings)
    yield escaped(translate(command.help or "", lang))
    yield ""
    usage = " ".join(translate(piece, lang) for piece in command.collect_usage_pieces(context))
    yield from ("```text", f"{context.command_path} {usage}", "```", "")
    if command.epilog:
        yield from (in_language(lang, "Example:", "Beispiel:"), "", "```sh", command.epilog, "```", "")
    yield _parameters(command, context, lang)
    yield ""


def _parameters(command: click.Command, context: click.Context, lang: Lang) -> str:
    rows = []
    for parameter in command.get_params(context):
        if isinstance(parameter, Argument):
            rows.append((code((parameter.metavar or "").strip("[]")), translate(parameter.explanation, lang)))
        elif isinstance(parameter, click.Option) and not parameter.hidden:
            names = ", ".join(code(name) for name in (*parameter.opts, *parameter.secondary_opts))
            value = "" if parameter.is_flag else f" {code(parameter.make_metavar(context))}"
            rows.append((names + value, translate(parameter.help or "", lang)))
    headers = in_language(lang, "argument or option|meaning", "Argument oder Option|Bedeutung").split("|")
    return list_table(headers, ((name, escaped(meaning)) for name, meaning in rows), (40, 60), css="options")
