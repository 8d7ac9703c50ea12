"""The generated pages say what the data says: figures, validation, errors, words, commands."""

import re
import sys
from decimal import Decimal
from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import gettempdir

import pytest
from docs._ext import errors, figures, glossary, markdown, names, validation
from docs._ext.markdown import DOCS, DocumentationError, Lang
from docs._ext.pages import PAGES

from integrationsfoerderung import (
    IntegrationsfoerderungError,
    InvalidInput,
    Status,
    audit,
    load_programme,
    programmes,
    words,
)
from integrationsfoerderung.cli.program import program
from integrationsfoerderung.notices import published_notices
from integrationsfoerderung.words import label, look, quantity

LANGUAGES: tuple[Lang, ...] = ("en", "de")


@cache
def made(name: str, lang: Lang = "en") -> str:
    """Make a page once."""
    return PAGES[name](lang)


def rows_of(table: str) -> int:
    """Count the rows of all list tables, without their headers."""
    return len(re.findall(r"^\* - ", table, flags=re.MULTILINE)) - table.count("{list-table}")


class TestBlocks:
    """Whatever can be generated is on a page, and every block on a page can be generated."""

    def test_each_is_somewhere(self) -> None:
        pages = "\n".join(page.read_text(encoding="utf-8") for page in DOCS.rglob("*.md"))
        assert set(re.findall(r"^```\{generated\} (\S+)$", pages, flags=re.MULTILINE)) == set(PAGES)

    @pytest.mark.parametrize("name", sorted(PAGES.keys() - {"clauses", "names"}))
    def test_german_is_another_text(self, name: str) -> None:
        assert made(name, "de") != made(name)

    @pytest.mark.parametrize("name", PAGES)
    def test_no_machine_shows_through(self, name: str) -> None:
        assert str(markdown.CHECKOUT) not in made(name)
        assert str(Path.home()) not in made(name)
        assert gettempdir() not in made(name)
        assert not re.search(r"0x[0-9a-f]{6,}", made(name))


class TestMarkdown:
    """Texts from elsewhere are shown as they are."""

    @pytest.mark.parametrize("text", ["a*b", "[x](y)", "<b>", "`c`", "# d", "a_b_c", "{role}", "a|b"])
    def test_signs_of_markdown_are_escaped(self, text: str) -> None:
        assert re.sub(r"\\(.)", r"\1", markdown.escaped(text)) == text
        assert not re.search(r"(?<!\\)[*\[\]<>`#_{}|]", markdown.escaped(text))

    @pytest.mark.parametrize(
        ("url", "expected"),
        [
            ("", "a source"),
            ("https://example.org/x", "[a source](<https://example.org/x>)"),
            ("landesrecht-bw.de", "[a source](<https://landesrecht-bw.de>)"),
            ("page 3", "a source (page 3)"),
        ],
    )
    def test_addresses_become_links_and_others_stay_text(self, url: str, expected: str) -> None:
        assert markdown.link("a source", url) == expected


class TestFigures:
    """Every figure of every edition has a row, with its value and status; unknown ones say where to look."""

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_every_figure_is_there(self, lang: Lang) -> None:
        text = made("programme-figures", lang)
        editions = programmes()
        assert rows_of(text) == len(editions) + sum(len(programme.figures) for programme in editions)
        for programme in editions:
            section = text[text.index(f"({figures.anchor(programme, lang)})=") :]
            section = section.split("\n## ", 2)[1]
            for figure in programme.figures:
                assert f"`{figure.key}`" in section
                assert markdown.escaped(label(figure, lang)) in section
                assert f"**{markdown.escaped(quantity(figure, lang))}**" in section
                if figure.status is Status.UNKNOWN:
                    assert figure.look
                    assert markdown.escaped(look(figure, lang)) in section
                for claim in figure.claims:
                    assert markdown.escaped(quantity(claim, lang)) in section


class TestValidation:
    """Every published amount has a row with the computed one."""

    def test_each_is_there_and_all_fit(self) -> None:
        notices = published_notices()
        text = made("validation")
        assert rows_of(text) == len(notices) + len(validation.FURTHER)
        assert "68 fit, 1 fit as a sum of amounts rounded one by one, 0 do not fit, 0 cannot be checked" in text
        assert all(markdown.escaped(notice.label) in text for notice in notices)
        assert "\n  - –\n" not in text  # nothing is left without a computed amount

    def test_the_computed_amount_is_that_of_the_audit(self) -> None:
        for entry in audit(load_programme(validation.PROGRAMME), published_notices()):
            found = re.search(
                rf"\* - {re.escape(markdown.escaped(entry.notice.label))}\n  - .*\n  - .*\n  - ([\d,.]+)",
                made("validation"),
            )
            assert found is not None
            assert found[1] == f"{entry.notice.amount:,.2f}"

    def test_a_further_figure_that_does_not_fit_ends_the_build(self, monkeypatch: pytest.MonkeyPatch) -> None:
        first, *rest = validation.FURTHER
        assert first.fits()
        wrong = type(first)(first.what, first.what_de, first.published + 1, first.compute, first.source, first.clause)
        monkeypatch.setattr(validation, "FURTHER", (wrong, *rest))
        with pytest.raises(DocumentationError, match="does not fit: Landkreis Tuttlingen"):
            validation.page("en")


@cache
def shown() -> tuple[errors.Example, ...]:
    """Run the examples of errors once."""
    return tuple(errors.examples(errors.EXAMPLES.read_text(encoding="utf-8")))


class TestErrors:
    """Every example raises an error of the library; every place that makes one is reached by an example."""

    def test_every_example_shows_an_error_with_its_remedy(self) -> None:
        text = made("errors")
        assert len(shown()) > 350
        assert text.count("```python\n") == len(shown())
        for example in shown():
            told = example.error.problems if isinstance(example.error, InvalidInput) else ()
            assert all(markdown.escaped(words.tell(problem, "en")) in text for problem in told)
            assert all(str(problem.remedy) for problem in told)

    def test_every_kind_of_error_is_shown(self) -> None:
        kinds = {type(example.error).__name__ for example in shown()}
        assert {"InvalidInput", "UnknownFigureError", "MissingExtra", "IntegrationsfoerderungError"} <= kinds

    def test_every_place_that_makes_an_error_has_an_example(self) -> None:
        assert [f"{site.module}:{site.first}" for site in errors.without_example(shown())] == []

    def test_every_part_of_the_package_has_such_places(self) -> None:
        parts = {site.module.partition(".")[0] for site in errors.sites()}
        assert {"bulk", "cli", "files", "frames", "intake", "model", "notebook", "plot", "report", "testing"} <= parts
        assert len(errors.sites()) > 350

    def test_a_place_without_an_example_ends_the_build(self, monkeypatch: pytest.MonkeyPatch) -> None:
        place = errors.Site("money", 1, 1)
        monkeypatch.setattr(errors, "sites", lambda: (place,))
        monkeypatch.setattr(errors, "examples", lambda _: iter(()))
        with pytest.raises(DocumentationError, match="nothing reaches money:1"):
            errors.page("en")

    @pytest.mark.parametrize(("line", "code"), [("audit", 2), ("explain tuttlingen.csv Heidelberg", 1)])
    def test_a_command_line_is_refused_as_in_a_shell(
        self, line: str, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.chdir(tmp_path)
        Path("tuttlingen.csv").write_text("AGS;Gemeinde\n08327050;Tuttlingen\n", encoding="utf-8")
        with pytest.raises(IntegrationsfoerderungError) as raised:
            errors.shell(f"integrationsfoerderung {line}")
        with pytest.raises(SystemExit) as ended:
            program.main([*line.split(), "--lang", "en"])
        assert ended.value.code == code == getattr(raised.value, "exit_code", 1)
        assert words.tell(raised.value, "en") in capfd.readouterr().err

    def test_a_library_is_broken_only_for_a_while(self) -> None:
        with errors.broken("weasyprint", "no pango"), pytest.raises(OSError, match="no pango"):
            import_module("weasyprint")
        with errors.broken("weasyprint", "no pango"):
            assert import_module("decimal").Decimal is Decimal
        assert all(type(finder).__name__ != "Finder" for finder in sys.meta_path)

    @pytest.mark.parametrize(
        ("block", "told"),
        [
            ("1 / 0", "ZeroDivisionError"),
            ("HeadCount(date(2017, 9, 15), 1)", "raises nothing"),
            ("nonsense", "NameError"),
        ],
    )
    def test_an_example_that_raises_nothing_or_something_else_ends_the_build(self, block: str, told: str) -> None:
        with pytest.raises(DocumentationError, match=told):
            list(errors.examples(f"## One\n\n{block}"))

    def test_the_folder_of_the_caller_stays_as_it_was(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        list(errors.examples('## One\n\nPath("x").write_text("y")\nload_programme("x.toml")'))
        assert list(tmp_path.iterdir()) == []
        assert Path.cwd() == tmp_path


class TestGlossary:
    """The words lead somewhere, and what docstrings say in German is among them."""

    def test_nothing_is_wrong_with_it(self) -> None:
        assert list(glossary.problems(glossary.words())) == []
        assert len(glossary.german_terms()) > 20

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_every_word_is_there_in_the_order_of_the_language(self, lang: Lang) -> None:
        terms = re.findall(r"^\*\*(.*)\*\*$", made("glossary", lang), flags=re.MULTILINE)
        assert sorted(terms) == sorted(word.de if lang == "de" else word.en for word in glossary.words())
        assert terms == sorted(terms, key=glossary.sorting)

    def test_a_word_that_leads_nowhere_is_a_problem(self) -> None:
        word = glossary.Word("pot", "Topf", "a sum", "eine Summe", object="Pot", clause="R9.9")
        told = list(glossary.problems([*glossary.words(), word, word]))
        assert sorted(told) == sorted(
            [
                "pot is there twice",
                "Topf is there twice",
                *["pot: Pot is no public name", "pot: R9.9 is no clause of the rules"] * 2,
            ]
        )

    def test_a_german_term_of_a_docstring_that_is_missing_is_a_problem(self) -> None:
        without = [word for word in glossary.words() if word.de != "Zuwendung"]
        (problem,) = glossary.problems(without)
        assert problem.startswith("the docstring of Grant says Zuwendung")


class TestCommands:
    """Every command of the command line has a section with its options."""

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_each_is_there(self, lang: Lang) -> None:
        text = made("commands", lang)
        for name, command in program.commands.items():
            section = text[text.index(f"## `{name}`") :].partition("\n## ")[0]
            assert command.epilog is None or command.epilog in section
            for parameter in command.params:
                assert all(f"`{option}`" in section for option in parameter.opts if option.startswith("-"))


class TestNames:
    """Every public name has a row that says what it is."""

    @pytest.mark.parametrize("module", names.MODULES)
    def test_each_is_there(self, module: str) -> None:
        full = f"{names.NAME}.{module}" if module else names.NAME
        section = made("names").partition(f"## `{full}`\n")[2].partition("\n## ")[0]
        offered = list(names.names_of(import_module(full)))
        assert offered
        assert rows_of(section) == len(offered)
        for name in offered:
            assert f"`{name} <{names.NAME}." in section

    def test_a_name_that_says_nothing_ends_the_build(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(import_module("integrationsfoerderung.bulk").payouts, "__doc__", None)
        with pytest.raises(DocumentationError, match=r"bulk\.payouts says nothing of itself"):
            names.page()
