"""Which language the user reads: the option says so, else the locale."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from ..message import Language
from ..words import LANGUAGES

_LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")


def language_of(arguments: Sequence[str], environment: Mapping[str, str]) -> Language:
    """Return the language of `--lang`, wherever it stands (the last one counts), else of the locale, else English.

    Errors and help need it before the arguments are read in order.

    >>> language_of(["example", "--lang=de"], {}), language_of([], {"LANG": "de_DE.UTF-8"}), language_of([], {})
    ('de', 'de', 'en')
    """
    arguments = arguments[: arguments.index("--")] if "--" in arguments else arguments
    wanted = ""
    for argument, after in pairwise([*arguments, ""]):
        if argument == "--lang":
            wanted = after
        elif argument.startswith("--lang="):
            wanted = argument.removeprefix("--lang=")
    for known in LANGUAGES:
        if wanted == known:
            return known
    named = next((environment[name] for name in _LOCALE if environment.get(name)), "")
    return "de" if re.split(r"[_.@]", named)[0].lower() == "de" else "en"
