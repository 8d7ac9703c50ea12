"""One family of errors: each says what is wrong, with which object, what is allowed and what to do."""

import copy
import pickle
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrationsfoerderung import (
    IntegrationsfoerderungError,
    InvalidInput,
    MissingExtra,
    Problem,
    UnknownFigureError,
)
from integrationsfoerderung.errors import gathered, refuse, shown, validate
from integrationsfoerderung.message import message, told

ALLOWED, REMEDY = message("exactly {count} digits", count=8), message("add the digit")


def problem(value: object = "0832705", subject: str = "Municipality 'X'", field: str = "ags") -> Problem:
    """Return a problem with a value."""
    return Problem(subject, field, value, ALLOWED, REMEDY)


def problems(count: int) -> list[Problem]:
    """Return so many problems, each with its number."""
    return [problem(number) for number in range(count)]


class Mute:
    """A value that cannot be written."""

    def __repr__(self) -> str:
        raise RuntimeError


class Loud(str):
    """A text that writes itself in its own way."""

    __slots__ = ()

    def __str__(self) -> str:
        return self.upper()


def local_kinds() -> list[object]:
    """Return values of kinds that no other process finds, and so cannot be sent on."""

    class Word(str):
        __slots__ = ()

    class Number(int):
        pass

    class Reading(float):
        pass

    return [Word("text"), Number(7), Reading(1.5), lambda: None, iter([1]), Mute()]


def sent_on(thing: Any) -> Any:
    """Pickle a thing and read it again."""
    return pickle.loads(pickle.dumps(thing))  # noqa: S301  # the test has just written it itself


class TestProblem:
    """A problem names the object, the field, the value given, what is allowed and the remedy."""

    def test_it_is_one_sentence(self) -> None:
        assert str(problem()) == (
            "Municipality 'X': ags is '0832705'; allowed: exactly 8 digits. Remedy: add the digit."
        )

    def test_its_parts_can_be_read_one_by_one(self) -> None:
        one = problem()
        assert (one.subject, one.field, one.value) == ("Municipality 'X'", "ags", "0832705")
        assert (one.allowed, one.remedy) == (ALLOWED, REMEDY)

    @pytest.mark.parametrize(
        ("value", "kept"),
        [("0832705", "0832705"), ("", ""), (7, "7"), (1.5, "1.5"), (None, "None"), (True, "True"), ([1], "[1]"),
         (Loud("red"), "red"), (Mute(), "<Mute>"), (float("nan"), "nan")],
    )  # fmt: skip
    def test_a_text_is_kept_as_it_is_and_anything_else_as_it_is_written(self, value: object, kept: str) -> None:
        assert problem(value).value == kept
        assert type(problem(value).value) is str

    def test_in_the_sentence_a_text_stands_in_quotes_and_a_number_does_not(self) -> None:
        assert "ags is '8';" in str(problem("8"))
        assert "ags is 8;" in str(problem(8))

    @pytest.mark.parametrize("wrap", [lambda name: problem(1, subject=name), lambda name: problem(1, field=name)])
    @pytest.mark.parametrize(
        ("name", "told"),
        [
            ("a" * 149 + "…" + "b" * 150, "a" * 149 + "…" + "b" * 150),
            ("a" * 150 + "x" + "b" * 150, "a" * 150 + "…" + "b" * 150),
            ("a" * 150 + "x" * 10_000 + "b" * 150, "a" * 150 + "…" + "b" * 150),
        ],
    )
    def test_of_a_name_of_more_than_300_signs_beginning_and_end_are_told(
        self, wrap: Callable[[str], Problem], name: str, told: str
    ) -> None:
        assert str(wrap(name)) == str(wrap("the name")).replace("the name", told)
        assert name in (wrap(name).subject, wrap(name).field)

    def test_it_is_caught_as_one_of_ours_and_as_a_wrong_value(self) -> None:
        assert isinstance(problem(), IntegrationsfoerderungError)
        assert isinstance(problem(), ValueError)

    def test_it_can_be_told_in_another_language(self) -> None:
        german = {
            "exactly {count} digits": "genau {count} Ziffern",
            "add the digit": "die Ziffer ergänzen",
            "{subject:plain}: {field:plain} is {value:plain}; allowed: {allowed}. Remedy: {remedy}.": (
                "{subject:plain}: {field:plain} ist {value:plain}; erlaubt: {allowed}. Abhilfe: {remedy}."
            ),
        }
        assert problem().text.told("de", german.__getitem__) == (
            "Municipality 'X': ags ist '0832705'; erlaubt: genau 8 Ziffern. Abhilfe: die Ziffer ergänzen."
        )


class TestShown:
    """Any value is written in one line of at most 80 characters, without control characters."""

    @pytest.mark.parametrize(
        ("value", "text"),
        [
            ("Dürbheim", "'Dürbheim'"),
            ("a\nb", "'a\\nb'"),
            ("\x1b[31m", "'\\x1b[31m'"),
            ("ü\u202e", "'\\xfc\\u202e'"),
            ("\ud800", "'\\ud800'"),
            (None, "None"),
            (Mute(), "<Mute>"),
            ("x" * 78, "'" + "x" * 78 + "'"),
            ("x" * 79, "'" + "x" * 76 + "..."),
            (10**79, "1" + "0" * 79),
            (10**80, "1" + "0" * 76 + "..."),
        ],
    )
    def test_the_cases_by_hand(self, value: object, text: str) -> None:
        assert shown(value) == text

    def test_a_number_of_thousands_of_digits_is_named_by_its_kind(self) -> None:
        assert shown(10**5000) == "<int>"

    def test_line_breaks_of_a_representation_become_spaces_and_its_other_signs_question_marks(self) -> None:
        class Table:
            def __repr__(self) -> str:
                return "a\nb\x07c\u202ed"

        assert shown(Table()) == "a b?c?d"

    @given(st.text() | st.integers() | st.binary() | st.floats() | st.lists(st.text()))
    def test_it_is_always_one_short_printable_line(self, value: object) -> None:
        assert shown(value).isprintable()
        assert len(shown(value)) <= 80


class TestInvalidInput:
    """All problems of an object or an input come together, and nothing was computed."""

    def test_it_holds_every_problem_in_order(self) -> None:
        found = problems(1000)
        error = InvalidInput("calculate", found)
        assert error.problems == tuple(found)
        assert error.exceptions == tuple(found)

    def test_its_text_names_each_problem_on_a_line(self) -> None:
        found = problems(2)
        assert str(InvalidInput("calculate", found)).split("\n") == [
            "calculate: 2 problem(s)",
            f"- {found[0]}",
            f"- {found[1]}",
        ]

    @pytest.mark.parametrize(
        ("count", "lines", "last"),
        [(1, 2, None), (20, 21, None), (21, 22, "… and 1 more"), (234, 22, "… and 214 more")],
    )
    def test_its_text_shows_the_first_twenty(self, count: int, lines: int, last: str | None) -> None:
        found = problems(count)
        written = str(InvalidInput("calculate", found)).split("\n")
        assert written[0] == f"calculate: {count} problem(s)"
        assert written[1:21] == [f"- {one}" for one in found[:20]]
        assert len(written) == lines
        assert last is None or written[-1] == last

    def test_the_headline_can_be_told_with_groups_of_thousands(self) -> None:
        assert str(InvalidInput("calculate", problems(1234)).text) == "calculate: 1,234 problem(s)"

    def test_it_is_one_of_ours_and_a_group(self) -> None:
        with pytest.raises(IntegrationsfoerderungError):
            raise InvalidInput("calculate", problems(1))
        assert isinstance(InvalidInput("calculate", problems(1)), ExceptionGroup)

    def test_without_a_problem_there_is_no_error(self) -> None:
        with pytest.raises(ValueError, match="non-empty"):
            InvalidInput("calculate", [])

    def test_what_others_add_to_the_group_is_no_problem_of_ours(self) -> None:
        found = problems(1)
        mixed: list[Any] = [KeyError("x"), *found]
        assert InvalidInput("calculate", mixed).problems == tuple(found)

    def test_a_star_takes_the_problems_it_names(self) -> None:
        caught: list[BaseException] = []
        try:
            raise InvalidInput("calculate", problems(3))
        except* Problem as group:
            caught.append(group)
        (group_,) = caught
        assert isinstance(group_, InvalidInput)
        assert [one.value for one in group_.problems] == ["0", "1", "2"]

    def test_a_star_leaves_the_rest(self) -> None:
        mixed: list[Any] = [*problems(1), KeyError("x")]

        def only_problems_are_expected() -> None:
            try:
                raise InvalidInput("calculate", mixed)
            except* Problem:
                pass

        with pytest.raises(InvalidInput) as rest:
            only_problems_are_expected()
        assert list(rest.value.exceptions) == mixed[1:]
        assert str(rest.value) == "calculate: 1 problem(s)\n- 'x'"

    def test_a_part_split_off_is_of_the_same_kind_with_the_same_headline(self) -> None:
        error = InvalidInput("calculate", problems(5))
        error.add_note("row 7")
        taken, rest = error.split(lambda one: isinstance(one, Problem) and one.value in "13")
        assert isinstance(taken, InvalidInput)
        assert isinstance(rest, InvalidInput)
        assert ([one.value for one in taken.problems], [one.value for one in rest.problems]) == (
            ["1", "3"],
            ["0", "2", "4"],
        )
        assert str(taken.text) == "calculate: 2 problem(s)"
        assert taken.__notes__ == ["row 7"]

    def test_a_group_made_of_others_has_the_same_headline(self) -> None:
        derived = InvalidInput("calculate", problems(5)).derive(problems(2))
        assert type(derived) is InvalidInput
        assert str(derived.text) == "calculate: 2 problem(s)"


class TestRefuse:
    """Problems are raised together, or not at all."""

    def test_no_problem_is_no_error(self) -> None:
        refuse("calculate", [])
        refuse("calculate", iter([]))

    def test_every_problem_of_an_iterator_is_raised(self) -> None:
        with pytest.raises(InvalidInput) as caught:
            refuse("calculate", iter(problems(3)))
        assert len(caught.value.problems) == 3
        assert str(caught.value.text) == "calculate: 3 problem(s)"

    def test_all_validators_of_an_object_run_and_its_kind_is_the_headline(self) -> None:
        def first(noun: Mute) -> Iterator[Problem]:
            yield problem("one", type(noun).__name__)
            yield problem("two")

        def second(_: Mute) -> Iterator[Problem]:
            yield problem("three")

        with pytest.raises(InvalidInput) as caught:
            validate(Mute(), first, second)
        assert [one.value for one in caught.value.problems] == ["one", "two", "three"]
        assert str(caught.value.text) == "Mute: 3 problem(s)"

    def test_a_sound_object_passes(self) -> None:
        def sound(_: Mute) -> Iterator[Problem]:
            return iter(())

        validate(Mute())
        validate(Mute(), sound, sound)


class TestUnknownFigureError:
    """Something that nobody knows: the error says what is missing and where one could look."""

    def test_it_says_what_is_missing_and_where_to_look(self) -> None:
        error = UnknownFigureError(told("the rate of 2018"), told("notices of 2018"), "per-capita.2018.rate")
        assert str(error) == "the rate of 2018. Where to look: notices of 2018."
        assert str(error.reason) == "the rate of 2018 (where to look: notices of 2018)"
        assert (str(error.missing), str(error.look), error.key) == (
            "the rate of 2018",
            "notices of 2018",
            "per-capita.2018.rate",
        )

    def test_without_a_place_to_look_it_says_only_what_is_missing(self) -> None:
        error = UnknownFigureError(told("the rate of 2018"))
        assert str(error) == "the rate of 2018."
        assert (error.look, error.key) == (None, "")

    def test_it_is_one_of_ours_and_a_failed_look_up(self) -> None:
        assert issubclass(UnknownFigureError, IntegrationsfoerderungError)
        assert issubclass(UnknownFigureError, LookupError)


class TestMissingExtra:
    """An optional part that is not installed: the error holds the command that installs it."""

    def test_it_holds_the_command(self) -> None:
        error = MissingExtra("the command line", "cli")
        assert str(error) == "the command line needs an optional part: pip install 'integrationsfoerderung[cli]'"
        assert (error.what, error.extra) == ("the command line", "cli")

    def test_it_is_one_of_ours_and_a_failed_import(self) -> None:
        assert issubclass(MissingExtra, IntegrationsfoerderungError)
        assert issubclass(MissingExtra, ImportError)


class TestRoot:
    """Everything the library raises is of one family."""

    def test_its_text_is_what_it_was_given(self) -> None:
        assert str(IntegrationsfoerderungError("1/3 has no finite decimal")) == "1/3 has no finite decimal"
        assert str(IntegrationsfoerderungError("1/3").text) == "1/3"
        assert str(IntegrationsfoerderungError()) == ""

    def test_braces_are_no_placeholders(self) -> None:
        assert str(IntegrationsfoerderungError("{x} {}")) == "{x} {}"
        assert str(problem("{x}", "{subject}", "{")) == (
            "{subject}: { is '{x}'; allowed: exactly 8 digits. Remedy: add the digit."
        )


ERRORS: list[Callable[[str], Exception]] = [
    IntegrationsfoerderungError,
    lambda text: problem(text, text, text),
    lambda text: problem([text]),
    lambda text: Problem("x", "y", 1, message("{names:plain}", names=text), message("{names:list}", names=[text])),
    lambda text: Problem("x", "y", 1, message("{name}", name=text), told(text)),
    lambda text: InvalidInput(text, [problem(text, text, text)]),
    lambda text: UnknownFigureError(told(text), told(text), text),
    lambda text: MissingExtra(text, text),
]


class TestControlCharacters:
    """A text from outside cannot forge lines or steer a terminal: an error's lines hold printable characters only."""

    @pytest.mark.parametrize("make", ERRORS)
    @given(text=st.text(st.characters(categories=["Cc", "Cf", "Cs", "Zl", "Zp", "Lu"])))
    def test_none_gets_into_a_text(self, make: Callable[[str], Exception], text: str) -> None:
        error = make(text)
        lines = str(error).split("\n")
        assert len(lines) == (2 if isinstance(error, InvalidInput) else 1)
        assert all(line.isprintable() for line in lines)

    @pytest.mark.parametrize("make", ERRORS)
    def test_every_printable_text_is_kept(self, make: Callable[[str], Exception]) -> None:
        assert "Dürbheim 😀 – „ß“" in str(make("Dürbheim 😀 – „ß“"))


def told_in_german(error: Exception) -> str:
    """Tell an error of ours with every word turned round, as a stand-in for a translation."""
    assert isinstance(error, IntegrationsfoerderungError)
    return error.text.told("de", lambda text: text)


class TestSentOn:
    """Errors survive pickling and copying, also with values that cannot be sent on themselves."""

    @pytest.mark.parametrize("make", [*ERRORS, lambda text: InvalidInput(text, problems(30))])
    @pytest.mark.parametrize("text", ["Dürbheim", "a\x1b\nb", ""])
    def test_every_error_arrives_as_it_was_sent(self, make: Callable[[str], Exception], text: str) -> None:
        error = make(text)
        for again in (sent_on(error), copy.copy(error), copy.deepcopy(error)):
            assert type(again) is type(error)
            assert str(again) == str(error)
            assert told_in_german(again) == told_in_german(error)

    @pytest.mark.parametrize("value", ["0832705", 7, True, 1.5, None, [1], {"a": object}, Loud("red"), *local_kinds()])
    def test_a_problem_keeps_its_parts_whatever_its_value(self, value: object) -> None:
        sent = problem(value)
        sent.add_note("row 7, column AGS")
        again = sent_on(sent)
        assert str(again) == str(sent)
        assert (again.subject, again.field, again.value, again.allowed, again.remedy) == (
            sent.subject,
            sent.field,
            sent.value,
            sent.allowed,
            sent.remedy,
        )
        assert again.__notes__ == ["row 7, column AGS"]
        assert str(sent_on(again)) == str(sent)

    @pytest.mark.parametrize("value", ["0832705", 7, True, 1.5, None])
    def test_a_plain_value_arrives_itself(self, value: object) -> None:
        again = sent_on(problem(value))
        assert again.args[2] == value
        assert type(again.args[2]) is type(value)

    def test_a_group_arrives_with_all_its_problems(self) -> None:
        sent = InvalidInput("calculate", [problem(value) for value in local_kinds()])
        sent.add_note("statement.json")
        again = sent_on(sent)
        assert [str(one) for one in again.problems] == [str(one) for one in sent.problems]
        assert again.__notes__ == ["statement.json"]

    def test_an_unknown_figure_arrives_with_its_parts(self) -> None:
        sent = UnknownFigureError(told("the rate", "der Satz"), told("notices"), "per-capita.2018.rate")
        again = sent_on(sent)
        assert (again.missing, again.look, again.key) == (sent.missing, sent.look, sent.key)
        extra = sent_on(MissingExtra("the command line", "cli"))
        assert (extra.what, extra.extra) == ("the command line", "cli")


class TestGathered:
    """What several parts of an input are refused for is raised together."""

    def test_problems_are_added_in_order_and_what_went_before_stays_done(self) -> None:
        problems, done = [problem(1)], []
        for value in (2, 3):
            with gathered(problems):
                done.append(value)
                raise InvalidInput("part", [problem(value), problem(10 * value)])
        with gathered(problems):
            done.append(4)
        assert done == [2, 3, 4]
        assert [one.args[2] for one in problems] == [1, 2, 20, 3, 30]

    def test_other_errors_go_on(self) -> None:
        problems: list[Problem] = []
        with pytest.raises(UnknownFigureError), gathered(problems):
            raise UnknownFigureError(told("the rate", "der Satz"))
        assert problems == []
