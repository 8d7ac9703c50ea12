"""Texts as cells hold them: nothing in a cell is a formula or a comment, and what is written is read back the same."""

from __future__ import annotations

import re
import unicodedata

_ESCAPED = re.compile(r"\\u([0-9a-f]{4})")
_LEADS = "=+\\-@#" + "".join(chr(ord(sign) + 0xFEE0) for sign in "=+-@")  # the wide ones are formulas in East Asia
_GUARD_FRONT = re.compile(rf"'*[{_LEADS}\s]")
_GUARDED_FRONT = re.compile(rf"'+[{_LEADS}\s]")
_GUARD_BACK = re.compile(r"\s'*\Z")
_GUARDED_BACK = re.compile(r"\s'+\Z")
_APOSTROPHES = re.compile(r"'*")


def guarded(text: str) -> str:
    r"""Write a text so that no program takes it for a formula, and reading gives it back.

    A text that begins with `=`, `+`, `-`, `@` or `#` gets an apostrophe in front, one that begins or ends with a blank
    an apostrophe there; control characters and line breaks are written as `\u000a`.

    >>> guarded("=1+1"), guarded("Aldingen"), guarded("two\nlines")
    ("'=1+1", 'Aldingen', 'two\\u000alines')
    """
    text = _ESCAPED.sub(r"\\u005cu\1", text)
    text = "".join(f"\\u{ord(sign):04x}" if _is_escaped(sign) else sign for sign in text)
    if _APOSTROPHES.fullmatch(text) and len(text) != 1:
        return f"{text}'" if text else "''"
    front = "'" if _GUARD_FRONT.match(text) else ""
    back = "'" if _GUARD_BACK.search(text) else ""
    return f"{front}{text}{back}"


def unguarded(cell: str) -> str:
    """Return the text of a cell: without blanks around it, and without what `guarded` added.

    >>> unguarded("'=1+1"), unguarded("  Aldingen "), unguarded("'s Gravenhage")
    ('=1+1', 'Aldingen', "'s Gravenhage")
    """
    text = cell.strip()
    if _APOSTROPHES.fullmatch(text) and len(text) > 1:
        text = text[1:] if len(text) > 2 else ""
    else:
        text = text[1:] if _GUARDED_FRONT.match(text) else text
        text = text[:-1] if _GUARDED_BACK.search(text) else text
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


def _is_escaped(sign: str) -> bool:
    """Whether a character cannot stand in every file: control characters, halves of pairs, what is no character."""
    return sign < " " or unicodedata.category(sign) in ("Cc", "Cs") or sign in "\u2028\u2029\ufeff\ufffe\uffff"
