"""How a figure came about, as an indented text: results with formula, numbers and rounding, inputs with source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache

from ..figure import Figure
from ..message import Language, Message, message, on_one_line
from ..model.source import Status
from ..period import Period
from .catalogue import language, tell, translate
from .formulas import formula
from .quantities import citation, label, look, note, quantity, status_word

CONVENTIONS = {
    "R2.5": "rounding of a share of the pot",
    "R8.1": "the window and the terms in it",
    "R8.2": "end of a term",
    "R8.3": "funded months",
    "R8.4": "the grant and its division",
    "R8.5": "who may apply",
    "R8.6": "settlement of the first tranche",
    "R8.7": "lists of a part of the Land",
    "R8.8": "open and expected rounds",
    "R8.9": "recipients",
    "R8.10": "own costs",
    "R8.11": "areas",
    "R8.12": "continuation of positions",
}
"""What each convention of the library is about (R8, and R2.5): no source decides it."""

IN_PASSING = {
    "total": "sum",
    "least": "smaller amount",
    "share": "share",
    "share_down": "share, cut",
    "times": "multiple",
    "": "amount",
}
"""What a result is called that no rule has named, by its step."""

_CLAUSES = re.compile(r"R\d+(?:\.\d+)?")


def explain_figure(figure: Figure, lang: Language = "en") -> str:
    """Tell how a figure came about, as text.

    Args:
        figure: an input, a figure of a programme, or the result of a rule on figures.
        lang: `en` or `de`.

    Returns:
        Lines, indented by what rests on what. What was told once is only referred to when it comes again.

    Raises:
        InvalidInput: for another language.
    """
    explanation = Explanation(language(lang))
    return "\n".join([*explanation.lines(figure), *explanation.conventions()])


def held(valid: Period) -> Message:
    """Say from when to when a figure held that another one replaced."""
    if valid.last == date.max:
        return message("held from {first}", first=valid.first)
    if valid.first == date.min:
        return message("held to {last}", last=valid.last)
    return message("held from {first} to {last}", first=valid.first, last=valid.last)


class Explanation:
    """One telling: remembers what it has told, so that it need not repeat itself."""

    def __init__(self, lang: Language) -> None:
        self.lang = lang
        self._told: set[Figure] = set()
        self._rules: set[tuple[str, str]] = set()
        self._clauses: set[str] = set()

    def lines(self, figure: Figure, depth: int = 0) -> Iterator[str]:
        """Tell a figure and everything below it."""
        self._told.add(figure)
        self._clauses.update(_CLAUSES.findall(f"{figure.clause} {figure.rounding_clause}"))
        margin = "  " * depth
        inside = f"{margin}  "
        rule = (figure.label or "; ".join(sorted({part.label for part in figure.of})), figure.step)
        again = rule in self._rules
        self._rules.add(rule)
        headline, *details = self._of_itself(figure, again=again)
        yield f"{margin}{'- ' if depth else ''}{headline}"
        for line in details:
            yield inside + line
        for claim in figure.claims:
            yield from self.lines(claim, depth + 1)
        # where the whole rule is told again, the figures it shares with the first telling go without saying
        before = [part for part in figure.of if part in self._told and not (again and part.key)]
        for part in figure.of:
            if part not in self._told:
                yield from self.lines(part, depth + 1)
        if before:
            names = "; ".join(dict.fromkeys(self.name(part) for part in before))
            yield f"{inside}- {self._say(message('as above: {names:plain}', names=names))}"

    def conventions(self) -> Iterator[str]:
        """Name the library's own conventions among the clauses told."""
        found = [clause for clause in CONVENTIONS if clause in self._clauses]
        if found:
            named = ", ".join(f"{clause} ({translate(CONVENTIONS[clause], self.lang)})" for clause in found)
            yield self._say(
                message("Rests on conventions of this library, which no source decides: {named:plain}", named=named)
            )

    def name(self, figure: Figure, inside: Figure | None = None) -> str:
        """Name a figure and whom it is about, unless the figure around it says so already."""
        if figure.label:
            name = label(figure, self.lang)
        elif figure.step == "total" and len({part.label for part in figure.of}) == 1:
            first = figure.of[0]
            of_all = label(first, self.lang) if first.label else self.name(first)
            name = self._say(message("sum: {label:plain}", label=of_all))
        else:
            name = translate(IN_PASSING.get(figure.step, IN_PASSING[""]), self.lang)
        told = not figure.about or (inside is not None and inside.about == figure.about)
        return on_one_line(name if told else f"{name} ({figure.about})")

    def _say(self, sentence: Message) -> str:
        return tell(sentence, self.lang)

    def _of_itself(self, figure: Figure, *, again: bool) -> Iterable[str]:
        """Tell a figure without what it rests on: its headline, then its calculation or its origin."""
        if figure.key and not figure.step:
            return _told_of_programme(figure, self.lang)
        details = self._calculation(figure, again=again) if figure.step else _origin(figure, self.lang)
        return (self.headline(figure), *details)

    def headline(self, figure: Figure) -> str:
        """Name a figure, with its value, status and clause."""
        marks = [mark for mark in (self._status(figure), figure.clause) if mark]
        tail = f" [{on_one_line('; '.join(marks))}]" if marks else ""
        return f"{self.name(figure)}: {quantity(figure, self.lang)}{tail}"

    def _status(self, figure: Figure) -> str:
        """Name the status; of a head count its record date and how sure the count is, which says the same and more."""
        if figure.on is None:
            return status_word(figure.status, self.lang) if figure.status is not None else ""
        counted = figure.step or figure.note
        day = message("record date {day}", day=figure.on) if counted else message("on {day}", day=figure.on)
        return f"{self._say(day)}, {note(figure, self.lang)}" if figure.note else self._say(day)

    # --- results: what was computed

    def _calculation(self, figure: Figure, *, again: bool) -> Iterator[str]:
        told = formula(figure, self.lang, lambda part: self.name(part, inside=figure))
        rounding = self._rounding(figure)
        if again:
            numbers = f"{told.numbers}; {rounding}" if rounding else told.numbers
            yield self._say(message("likewise: {numbers:plain}", numbers=numbers))
        else:
            yield told.words
            yield f"= {told.numbers}"
            if rounding:
                yield f"{rounding}: {quantity(figure, self.lang)}"
        if figure.step == "least":
            yield self._decision(figure)
        if figure.step == "from_threshold":
            yield self._threshold(figure)

    def _rounding(self, figure: Figure) -> str:
        rounding = figure.rounding
        if rounding is None:
            return ""
        unit = translate(f"full {rounding.value}s", self.lang)
        if figure.step == "share_down":
            text = self._say(message("cut to {unit:plain}", unit=unit))
        else:
            mode = translate(rounding.mode, self.lang)
            text = self._say(message("rounded to {unit:plain}, {mode:plain}", unit=unit, mode=mode))
        return f"{text} ({on_one_line(figure.rounding_clause)})" if figure.rounding_clause else text

    def _decision(self, figure: Figure) -> str:
        cap, *others = figure.of
        if all(other.whole == cap.whole for other in others):
            return self._say(message("all are equal"))
        if cap.whole == figure.whole:
            return self._say(message("capped by: {name:plain}", name=self.name(cap)))
        decisive = next(other for other in others if other.whole == figure.whole)
        return self._say(message("decided by: {name:plain}; not capped", name=self.name(decisive)))

    def _threshold(self, figure: Figure) -> str:
        _, reached, threshold = figure.of
        values = {"reached": quantity(reached, self.lang), "threshold": quantity(threshold, self.lang)}
        if reached.whole >= threshold.whole:
            return self._say(message("threshold reached: {reached:plain} ≥ {threshold:plain}", **values))
        return self._say(
            message("threshold not reached: {reached:plain} < {threshold:plain}; nothing is paid", **values)
        )


def _origin(figure: Figure, lang: Language) -> Iterator[str]:
    """Tell where an input or a figure of a programme comes from."""
    if figure.valid is not None:
        yield tell(held(figure.valid), lang)
    if figure.source is not None:
        yield tell(message("source: {citation:plain}", citation=citation(figure.source, lang)), lang)
    if figure.note and figure.on is None:
        text = note(figure, lang)
        if figure.status is Status.INFERRED:
            yield tell(message("argument: {note:plain}", note=text), lang)
        elif figure.status is Status.UNKNOWN:
            yield tell(message("missing: {note:plain}", note=text), lang)
        else:
            yield tell(message("note: {note:plain}", note=text), lang)
    if figure.look:
        yield tell(message("where to look: {look:plain}", look=look(figure, lang)), lang)


@lru_cache(maxsize=1024)
def _told_of_programme(figure: Figure, lang: Language) -> tuple[str, ...]:
    """Tell a figure of a programme once, headline and origin: thousands of payouts rest on the same few."""
    telling = Explanation(lang)
    return (telling.headline(figure), *_origin(figure, lang))
