"""The command line: what a municipality is paid, from a shell.

It needs the extra `[cli]`; without it `main` says so in one line.
"""

from __future__ import annotations

import os
import sys

from ..errors import MissingExtra
from ..words import tell
from .languages import language_of

INTERRUPTED = 130
"""Exit code after Ctrl-C: the one that a shell gives a program ended by SIGINT."""

_NEEDED = ("click", "rich")


def main() -> None:
    """Run the command line on the arguments of the process, and end it with the exit code of `docs/reference`."""
    try:
        from .program import program
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] not in _NEEDED:
            raise
        error = MissingExtra("the command line", "cli")
        raise SystemExit(tell(error, language_of(sys.argv[1:], os.environ))) from None
    except KeyboardInterrupt:
        raise SystemExit(INTERRUPTED) from None
    program.main()
