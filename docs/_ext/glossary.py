"""The glossary, in both directions: a word, what it is called in the other language, what it means, where it lives."""

from __future__ import annotations

import inspect
import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

from attrs import frozen

import integrationsfoerderung

from .clauses import RULES, clauses_in
from .markdown import DocumentationError, Lang, escaped, in_language

WORDS = Path(__file__).with_name("glossary.toml")


@frozen
class Word:
    """A word of the field."""

    en: str
    de: str
    means: str
    means_de: str
    object: str = ""
    clause: str = ""
    also: tuple[str, ...] = ()


def words() -> tuple[Word, ...]:
    """Return the words of the glossary."""
    entries = tomllib.loads(WORDS.read_text(encoding="utf-8"))["word"]
    return tuple(Word(**(entry | {"also": tuple(entry.get("also", ()))})) for entry in entries)


def german_terms() -> dict[str, str]:
    """Return the German terms that the first lines of docstrings of public classes end with, with the class."""
    found = {}
    for name in integrationsfoerderung.__all__:
        thing = getattr(integrationsfoerderung, name)
        first = (inspect.getdoc(thing) or "").partition("\n")[0] if inspect.isclass(thing) else ""
        bracket = re.search(r"\(([^()]*)\)\.?$", first)
        for term in bracket[1].split(", ") if bracket and name != "Unit" else ():
            if re.fullmatch(r"R[0-9.]+", term) is None:
                found[term] = name
    return found


def problems(given: Sequence[Word]) -> Iterator[str]:
    """Say which words are doubled, lead nowhere, or are missing."""
    clauses = {clause.number for clause in clauses_in(RULES.read_text(encoding="utf-8"))}
    for terms in ([word.en for word in given], [word.de for word in given]):
        yield from (f"{term} is there twice" for term in sorted({term for term in terms if terms.count(term) > 1}))
    for word in given:
        if word.object and word.object not in integrationsfoerderung.__all__:
            yield f"{word.en}: {word.object} is no public name"
        if word.clause and word.clause not in clauses:
            yield f"{word.en}: {word.clause} is no clause of the rules"
    known = {term for word in given for term in (word.de, *word.also)}
    for term, name in german_terms().items():
        if term not in known:
            yield f"the docstring of {name} says {term}: add it, or say it as another word of the glossary"


def page(lang: Lang) -> str:
    """Return the glossary in Markdown, in the order of the words of the language."""
    given = words()
    wrong = list(problems(given))
    if wrong:
        raise DocumentationError(WORDS.name, wrong)
    order = sorted(given, key=lambda word: sorting(in_language(lang, word.en, word.de)))
    return "\n".join(line for word in order for line in _entry(word, lang))


def sorting(word: str) -> str:
    """Return what a word is sorted by: without case, umlauts as their letters."""
    return word.casefold().translate(str.maketrans("äöüß", "aous"))


def _entry(word: Word, lang: Lang) -> Iterator[str]:
    term, other = (word.en, word.de) if lang == "en" else (word.de, word.en)
    with_it = f" ({in_language(lang, 'with it', 'dazu')}: {escaped(', '.join(word.also))})" if word.also else ""
    means = escaped(in_language(lang, word.means, word.means_de))
    links = []
    if word.object:
        home = getattr(integrationsfoerderung, word.object)
        module = getattr(home, "__module__", "")
        role = "py:class" if inspect.isclass(home) else "py:data"
        full = f"{module}.{word.object}" if inspect.isclass(home) else f"{_home(word.object)}.{word.object}"
        links.append(f"{{{role}}}`{word.object} <{full}>`")
    if word.clause:
        links.append(f"[{word.clause}](#{word.clause})")
    yield f"**{escaped(term)}**"
    yield f": *{escaped(other)}*{with_it}. {means} {', '.join(links)}"
    yield ""


def _home(name: str) -> str:
    """Return the module in which a public name that is no class lives."""
    return f"{integrationsfoerderung.__name__}.{integrationsfoerderung._HOME[name]}"  # who else knows
