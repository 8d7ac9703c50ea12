"""`completion`: what the shell needs to complete commands, options and values."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from ..message import message
from .commands import Argument, Command, Misuse, language_option

SHELLS = ("bash", "zsh", "fish")
"""The shells that click knows."""

VARIABLE = "_INTEGRATIONSFOERDERUNG_COMPLETE"
"""The variable by which the shell asks for completions."""


@click.command(
    "completion",
    cls=Command,
    short_help="Let the shell complete commands, options and files.",
    help="Print the lines that make a shell complete commands, options and values; without a name for bash. For this "
    'session: eval "$(integrationsfoerderung completion bash)"; for all, add them to the settings of the shell.',
    epilog="integrationsfoerderung completion bash",
)
@click.argument("shell", cls=Argument, required=False, metavar="[SHELL]", explanation="bash, zsh or fish.")
@language_option
@click.pass_context
def completion(context: click.Context, shell: str | None) -> None:
    """Print the lines for a shell."""
    wanted = shell or SHELLS[0]
    found = get_completion_class(wanted) if wanted in SHELLS else None
    if found is None:
        raise Misuse(message("{given:plain} is none of {shells:list}", given=repr(wanted), shells=SHELLS), context)
    root = context.find_root()
    name = root.info_name or ""
    lines = found(root.command, {}, name, VARIABLE)
    click.echo(lines.source_template % lines.source_vars())
