"""Every English text of the source has a German one, of the same values, compiled and up to date."""

import subprocess
import sys
from pathlib import Path

import pytest
from scripts import catalogue_of_words as script

CHECKOUT = Path(__file__).parents[2]
SCRIPT = CHECKOUT / "scripts" / "catalogue_of_words.py"


class TestTheCatalogueAsItIs:
    """What is committed is complete and current."""

    def test_every_text_of_the_source_is_translated_with_the_same_values(self) -> None:
        assert list(script.faults(script.updated(script.read(), script.texts()))) == []

    def test_the_readable_file_holds_exactly_the_texts_of_the_source(self) -> None:
        held = {entry.id for entry in script.read() if entry.id}
        assert held == script.texts()

    def test_the_compiled_file_is_what_the_readable_one_compiles_to(self) -> None:
        compiled = (script.FOLDER / f"{script.DOMAIN}.mo").read_bytes()
        assert compiled == script.mo_of(script.read())

    def test_nothing_is_marked_as_doubtful(self) -> None:
        assert b"fuzzy" not in (script.FOLDER / f"{script.DOMAIN}.po").read_bytes()

    def test_the_check_agrees_and_changes_nothing(self) -> None:
        files = sorted(script.FOLDER.iterdir())
        before = [file.read_bytes() for file in files]
        run = subprocess.run([sys.executable, str(SCRIPT), "--check"], capture_output=True, text=True, check=False)
        assert (run.returncode, run.stderr) == (0, "")
        assert run.stdout.endswith(" texts, 0 to mend\n")
        assert [file.read_bytes() for file in files] == before

    def test_no_german_text_holds_control_characters_or_a_float_format(self) -> None:
        for entry in script.read():
            if entry.id:
                assert str(entry.string).isprintable(), entry.id


class TestWhichTextsAreFound:
    """A text is found wherever the library makes a sentence or a label."""

    @pytest.mark.parametrize(
        ("source", "found"),
        [
            ('message("one {count}", count=1)', ["one {count}"]),
            ('message("one " "line")', ["one line"]),
            ('message("a" if x else "b")', ["a", "b"]),
            ('told(note or "no source gives it", german)', ["no source gives it"]),
            ('self.problem(path, value, "allowed", "remedy")', ["allowed", "remedy"]),
            ('@rule("planning frame", "R3.3")\ndef frame(): ...', ["planning frame"]),
            ('Figure(1, Unit.EUR, "a rate", clause="R1")', ["a rate"]),
            ('evolve(figure, label="claims")', ["claims"]),
            ('click.option("--x", help="what it does")', ["what it does"]),
            ('page.word("Municipality")', ["Municipality"]),
            ('PILLARS = {"management": "integration management"}', ["integration management"]),
            ('ONE: dict[str, str] = {"a": "person"}', ["person"]),
            ('OTHER = {"a": "no text"}', []),
            ("message(template)", []),
            ('print("not told")', []),
        ],
    )
    def test_a_text_is_found_by_the_call_or_table_it_stands_in(self, source: str, found: list[str]) -> None:
        assert list(script.texts_of(source)) == found

    @pytest.mark.parametrize(
        "text", ["published", "EUR", "half up", "full euros", "provisional head count", "Gränzbote"]
    )
    def test_texts_of_the_data_are_found_too(self, text: str) -> None:
        assert text in script.texts()

    def test_what_is_only_values_needs_no_translation(self) -> None:
        assert "{keys:list}" not in script.texts()
        assert script.told("{pillar:word} {amount:eur}") == " "
        assert script.told("a brace { alone") == "a brace { alone"


class TestUpdating:
    """An update keeps translations, adds what is new without one, and drops what is gone."""

    def test_it_keeps_adds_and_drops(self) -> None:
        old = script.updated(script.Catalogue(locale="de"), ["kept", "gone"])
        old["kept"].string = "behalten"
        old["gone"].string = "weg"
        new = script.updated(old, ["kept", "new"])
        assert {entry.id: entry.string for entry in new if entry.id} == {"kept": "behalten", "new": ""}
        assert list(script.faults(new)) == ["not translated: new"]

    def test_other_values_than_in_english_are_a_fault(self) -> None:
        catalogue = script.Catalogue(locale="de")
        catalogue.add("{count} of {name:plain}", "{count} von {name}")
        catalogue.add("{a} {b}", "{b} {a}")
        assert list(script.faults(catalogue)) == ["other values than in English: {count} of {name:plain}"]

    def test_a_doubtful_translation_is_a_fault_and_is_not_kept(self) -> None:
        catalogue = script.Catalogue(locale="de")
        catalogue.add("text", "Text", flags={"fuzzy"})
        assert list(script.faults(catalogue)) == ["marked as fuzzy: text"]
        assert script.updated(catalogue, ["text"])["text"].string == ""

    def test_writing_twice_gives_the_same_bytes(self) -> None:
        catalogue = script.read()
        assert script.po_of(catalogue) == script.po_of(script.read())
        assert script.mo_of(catalogue) == script.mo_of(script.read())
