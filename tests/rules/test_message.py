"""Sentences about values: numbers, days and texts, told in either language."""

import decimal
import pickle
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrationsfoerderung import Message
from integrationsfoerderung.message import Choice, day_text, message, number_text, on_one_line, told

GERMAN = {
    "persons": "Personen",
    "{count} persons": "{count} Personen",
    "{amount:eur} for {count} {unit:word}": "{count} {unit:word}: {amount:eur}",
    "outer: {inner}": "außen: {inner}",
    "{text:word}": "{text:word}",
}


def german(text: str) -> str:
    """Translate what the test's catalogue knows."""
    return GERMAN.get(text, text)


def sent_on(thing: Any) -> Any:
    """Pickle a thing and read it again."""
    return pickle.loads(pickle.dumps(thing))  # noqa: S301  # the test has just written it itself


class TestNumbers:
    """An exact number is written exactly, with groups of thousands as its language has them."""

    @pytest.mark.parametrize(
        ("value", "english", "in_german"),
        [
            (0, "0", "0"),
            (999, "999", "999"),
            (1000, "1,000", "1.000"),
            (-1234567, "-1,234,567", "-1.234.567"),
            (Decimal("1225.00"), "1,225.00", "1.225,00"),
            (Decimal("-0.05"), "-0.05", "-0,05"),
            (Decimal("1000000.10"), "1,000,000.10", "1.000.000,10"),
            (Decimal("1E+3"), "1,000", "1.000"),
            (Decimal("1E-9"), "0.000000001", "0,000000001"),
            (Fraction(7, 3), "2.333333…", "2,333333…"),
            (Fraction(-7, 3), "-2.333333…", "-2,333333…"),
            (Fraction(1, 2), "0.5", "0,5"),
            (Fraction(-1, 2), "-0.5", "-0,5"),
            (Fraction(100), "100", "100"),
            (Fraction(0), "0", "0"),
            (Fraction(12345), "12,345", "12.345"),
            (Fraction(12345678, 1000), "12,345.678", "12.345,678"),
            (Fraction(1, 10**6), "0.000001", "0,000001"),
            (Fraction(1, 10**7), "0.000000…", "0,000000…"),
            (Fraction(1, 2**6), "0.015625", "0,015625"),
            (Fraction(1, 2**7), "0.007812…", "0,007812…"),
            (Fraction(1, 2**7 * 3), "0.002604…", "0,002604…"),
            (Fraction(90_000_000, 72_857), "1,235.296539…", "1.235,296539…"),
        ],
    )
    def test_the_cases_by_hand(self, value: int | Decimal | Fraction, english: str, in_german: str) -> None:
        assert number_text(value) == number_text(value, "en") == english
        assert number_text(value, "de") == in_german

    @given(st.fractions())
    def test_a_fraction_is_written_exactly_or_cut_after_six_places(self, value: Fraction) -> None:
        text = number_text(value).replace(",", "")
        written = Fraction(text.rstrip("…"))
        if text.endswith("…"):
            assert abs(value) - Fraction(1, 10**6) < abs(written) < abs(value)
            assert len(text.rstrip("…").partition(".")[2]) == 6
        else:
            assert written == value

    @given(st.integers(0, 10**40), st.integers(0, 10))
    def test_a_decimal_keeps_all_its_digits_whatever_the_context(self, digits: int, places: int) -> None:
        value = Decimal(f"{digits}e-{places}")
        with decimal.localcontext(decimal.Context(prec=3, traps=[decimal.Inexact, decimal.Rounded])):
            text = number_text(value)
        assert Fraction(Decimal(text.replace(",", ""))) == Fraction(digits, 10**places)

    @given(st.integers() | st.decimals(allow_nan=False, allow_infinity=False) | st.fractions())
    def test_the_german_text_is_the_english_one_with_the_separators_swapped(self, value: Any) -> None:
        swapped = {",": ".", ".": ","}
        assert number_text(value, "de") == "".join(swapped.get(sign, sign) for sign in number_text(value))


class TestDays:
    """A day is written as ISO in English and as day.month.year in German."""

    @pytest.mark.parametrize(
        ("day", "english", "in_german"),
        [
            (date(2018, 3, 28), "2018-03-28", "28.03.2018"),
            (date(1, 2, 3), "0001-02-03", "03.02.0001"),
            (date.max, "9999-12-31", "31.12.9999"),
        ],
    )
    def test_the_cases_by_hand(self, day: date, english: str, in_german: str) -> None:
        assert day_text(day) == day_text(day, "en") == english
        assert day_text(day, "de") == in_german


class TestTelling:
    """A message is a template with typed values; each value is told in the language of the sentence."""

    @pytest.mark.parametrize(
        ("template", "value", "english", "in_german"),
        [
            ("{x}", 1234, "1,234", "1.234"),
            ("{x:eur}", Decimal("1225.00"), "1,225.00 EUR", "1.225,00 EUR"),
            ("{x:eur}", 5, "5 EUR", "5 EUR"),
            ("{x}", Fraction(1, 3), "0.333333…", "0,333333…"),
            ("{x:plain}", 1234, "1234", "1234"),
            ("{x:plain}", "persons", "persons", "persons"),
            ("{x}", True, "True", "True"),
            ("{x:eur}", False, "False", "False"),
            ("{x}", date(2018, 3, 28), "2018-03-28", "28.03.2018"),
            ("{x}", "persons", "persons", "persons"),
            ("{x:word}", "persons", "persons", "Personen"),
            ("{x:word}", "unlisted", "unlisted", "unlisted"),
            ("{x:list}", ["a", "b"], "a, b", "a, b"),
            ("{x:list}", [], "", ""),
            ("{x:list}", [1234, "b"], "1234, b", "1234, b"),
            ("{x}", None, "None", "None"),
            # A way of telling that does not fit the value, or that there is not, changes nothing.
            ("{x:word}", 1234, "1,234", "1.234"),
            ("{x:list}", Decimal("0.50"), "0.50", "0,50"),
            ("{x:words}", "persons", "persons", "persons"),
            ("{x:euro}", 5, "5", "5"),
        ],
    )
    def test_a_value_by_its_kind(self, template: str, value: Any, english: str, in_german: str) -> None:
        sentence = message(template, x=value)
        assert sentence.told("en", str) == str(sentence) == english
        assert sentence.told("de", german) == in_german

    def test_the_template_is_translated_and_may_change_the_order(self) -> None:
        sentence = message(
            "{amount:eur} for {count} {unit:word}", amount=Decimal("303800.00"), count=2480, unit="persons"
        )
        assert str(sentence) == "303,800.00 EUR for 2,480 persons"
        assert sentence.told("de", german) == "2.480 Personen: 303.800,00 EUR"

    def test_a_message_within_a_message_is_told_in_the_same_language(self) -> None:
        sentence = message("outer: {inner}", inner=message("{count} persons", count=1000))
        assert str(sentence) == "outer: 1,000 persons"
        assert sentence.told("de", german) == "außen: 1.000 Personen"

    def test_a_list_of_messages_is_told_one_by_one(self) -> None:
        sentence = message("{said:list}", said=[message("{count} persons", count=1000), told("planned", "geplant")])
        assert str(sentence) == "1,000 persons; planned"
        assert sentence.told("de", german) == "1.000 Personen; geplant"

    @pytest.mark.parametrize("turn", [1, -1])
    def test_a_list_may_have_messages_and_texts_in_any_order(self, turn: int) -> None:
        sentence = message("{said:list}", said=[message("{count} persons", count=1000), "a\nb", 1234][::turn])
        assert str(sentence).split("; ") == ["1,000 persons", "a b", "1234"][::turn]
        assert sentence.told("de", german).split("; ") == ["1.000 Personen", "a b", "1234"][::turn]

    def test_a_text_of_the_data_brings_its_german_along(self) -> None:
        both = told("planned rate", "geplanter Satz")
        assert (str(both), both.told("en", german), both.told("de", german)) == (
            "planned rate",
            "planned rate",
            "geplanter Satz",
        )
        english = told("persons")
        assert (str(english), english.told("de", german)) == ("persons", "Personen")

    @given(st.text())
    def test_braces_in_a_text_are_no_placeholders(self, text: str) -> None:
        inert = on_one_line("{" + text + "}")
        assert str(told("{" + text + "}")) == inert
        assert told("x", "{" + text + "}").told("de", german) == inert
        for spec in ("", ":plain", ":word"):
            assert str(message("{x" + spec + "}", x="{" + text + "}")) == inert


class TestOneLine:
    """A text from outside is told on one line, without control characters."""

    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("", ""),
            ("Dürbheim – „ß“ 😀", "Dürbheim – „ß“ 😀"),
            ("a\nb\r\tc\u2028d\xa0e", "a b  c d e"),
            ("a\x1b[31m\x00\x7f\u202e\u200b\ud800", "a?[31m?????"),
        ],
    )
    def test_the_cases_by_hand(self, text: str, line: str) -> None:
        assert on_one_line(text) == line

    @given(st.text(st.characters()))
    def test_it_is_printable_as_long_as_the_text_and_done_once(self, text: str) -> None:
        line = on_one_line(text)
        assert line.isprintable()
        assert len(line) == len(text)
        assert on_one_line(line) == line
        assert line == text or not text.isprintable()

    @pytest.mark.parametrize("spec", ["", ":plain", ":word", ":list"])
    def test_no_way_of_telling_a_text_lets_a_line_break_in(self, spec: str) -> None:
        value = ["a\nb"] if spec == ":list" else "a\nb"
        assert str(message("{x" + spec + "}", x=value)) == "a b"
        assert told("x", "a\nb").told("de", german) == "a b"
        assert message("{x:word}", x="persons").told("de", lambda text: text.replace("persons", "a\nb")) == "a b"


class TestValueObject:
    """A message is a value: hashable, comparable, and it can be sent on."""

    def test_lists_become_tuples_and_texts_stay(self) -> None:
        sentence = message("{a:list} {b} {c:list}", a=["x", "y"], b="xy", c=(name for name in "pq"))
        assert sentence.values == (("a", ("x", "y")), ("b", "xy"), ("c", ("p", "q")))
        assert hash(sentence) == hash(message("{a:list} {b} {c:list}", a=("x", "y"), b="xy", c=["p", "q"]))

    def test_it_survives_pickling(self) -> None:
        sentence = message("{a:eur} {b}", a=Decimal("1.50"), b=told("x", "y"))
        assert sent_on(sentence) == sentence

    def test_a_template_alone_is_a_message(self) -> None:
        assert Message("add the digit") == message("add the digit")
        assert (Message("x").values, Message("x").german) == ((), "")

    def test_a_choice_is_written_as_the_expression_that_gives_it(self) -> None:
        class Way(Choice):
            ONE = "one"

        assert repr(Way.ONE) == "Way.ONE"
        assert repr([Way("one")]) == "[Way.ONE]"
