"""The clause table: every clause of the rules has property tests or says why not, and no reason is stale."""

import tomllib
from functools import cache
from pathlib import Path

import pytest
from docs._ext import clauses
from docs._ext.markdown import DocumentationError

RULES = """
(R1)=
## R1 The programme

* - (R0.10)=
    R0.10
  - each municipality *either* employs managers
    itself ([R1.1](#R1.1)) or commissions the Landkreis
  - provision

(R1.1)=
### R1.1 Programme and budget

(R4)=
## R4 The rest
"""


class TestRules:
    """The clauses are the targets of the page of rules."""

    def test_clauses_have_numbers_and_titles_and_groups_of_others_are_none(self) -> None:
        assert [(clause.number, clause.title) for clause in clauses.clauses_in(RULES)] == [
            ("R0.10", "each municipality either employs managers itself (R1.1) or commissions the Landkreis"),
            ("R1.1", "Programme and budget"),
            ("R4", "The rest"),
        ]

    def test_every_heading_with_a_number_is_a_clause_or_a_group_of_some(self) -> None:
        text = clauses.RULES.read_text(encoding="utf-8")
        numbers = {line.split()[1] for line in text.splitlines() if line.startswith(("## R", "### R"))}
        found = clauses.clauses_in(text)
        assert numbers <= {clause.number for clause in found} | {clause.group for clause in found}
        assert len(found) > 40


class TestCitations:
    """A docstring cites clauses one by one, or as a range."""

    @pytest.mark.parametrize(
        ("text", "cited"),
        [
            ("R2.4, R8.5: both", ["R2.4", "R8.5"]),
            ("R8.1-R8.3", ["R8.1", "R8.2", "R8.3"]),
            ("R0.9–R0.11", ["R0.9", "R0.10", "R0.11"]),
            ("R1 to R4", ["R1", "R4"]),
            ("2018R4 and PR2.4x", []),
        ],
    )
    def test_each_is_found(self, text: str, cited: list[str]) -> None:
        assert list(clauses.cited_in(text)) == cited

    def test_rules_and_docstrings_cite_and_what_is_private_or_shown_does_not(self, tmp_path: Path) -> None:
        (tmp_path / "rules").mkdir()
        (tmp_path / "rules" / "pots.py").write_text(
            '@rule("share", "R2.4")\ndef share(): "R2.1"\n\n'
            'class Pot:\n    amount: int\n    """R2.2"""\n\n    def paid(self): "R2.3"\n\n'
            '    def _not(self): "R2.5"\n\n'
            'def _hidden(): "R2.6"\n'
        )
        (tmp_path / "cli").mkdir()
        (tmp_path / "cli" / "page.py").write_text('def page(): "R2.6"\n')
        found = clauses.places_in(tmp_path)
        assert {number: [place.name for place in places] for number, places in found.items()} == {
            "R2.4": ["share"],
            "R2.1": ["share"],
            "R2.2": ["Pot"],
            "R2.3": ["Pot"],
        }

    def test_test_classes_are_found_with_what_they_say(self, tmp_path: Path) -> None:
        (tmp_path / "property").mkdir()
        (tmp_path / "property" / "test_pots.py").write_text(
            'class TestPot:\n    """R2.1, R2.4: a pot\n    is shared."""\n\nclass Helper:\n    """R2.2"""\n'
        )
        found = clauses.tests_in(tmp_path)
        assert found.keys() == {"R2.1", "R2.4"}
        assert [(test.name, test.says, test.is_property) for test in found["R2.4"]] == [
            ("TestPot", "a pot is shared.", True)
        ]


@cache
def evidence() -> tuple[clauses.Evidence, ...]:
    """Return what there is for the rules of this project."""
    return clauses.evidence()


def some(number: str, *, tested: bool, computed: bool = True) -> clauses.Evidence:
    """Make the evidence for a clause."""
    return clauses.Evidence(
        clauses.Clause(number, "a title"),
        places=[clauses.Place("rules.pots", "share")] if computed else [],
        tests=[clauses.TestClass("property/test_pots.py", "TestPot", "a pot is shared.")] if tested else [],
        sources=["a law"],
    )


class TestTable:
    """Neither test nor reason, or a reason that is stale: a problem."""

    def test_the_project_has_no_problem(self) -> None:
        found = evidence()
        reasons = tomllib.loads(clauses.REASONS.read_text(encoding="utf-8"))
        assert [one.clause.number for one in found if not one.properties] == sorted(
            reasons["without_property_test"], key=[one.clause.number for one in found].index
        )

    def test_a_clause_with_neither_test_nor_reason_is_a_problem(self) -> None:
        (problem,) = clauses.problems_of([some("R2.1", tested=False)], {})
        assert problem.startswith("R2.1 (a title) has no property test, and no reason")

    def test_tests_that_are_no_property_tests_do_not_count(self) -> None:
        one = some("R2.1", tested=False)
        one.tests = [clauses.TestClass("real/test_pots.py", "TestPot", "replayed.")]
        assert len(list(clauses.problems_of([one], {}))) == 1

    def test_a_reason_is_enough_and_is_stale_once_there_are_tests(self) -> None:
        reasons = {"without_property_test": {"R2.1": "a fact"}}
        assert list(clauses.problems_of([some("R2.1", tested=False)], reasons)) == []
        (problem,) = clauses.problems_of([some("R2.1", tested=True)], reasons)
        assert "drop its reason" in problem

    def test_so_it_is_with_functions(self) -> None:
        reasons = {"without_function": {"R2.1": "a wish"}}
        assert len(list(clauses.problems_of([some("R2.1", tested=True, computed=False)], {}))) == 1
        assert list(clauses.problems_of([some("R2.1", tested=True, computed=False)], reasons)) == []
        assert len(list(clauses.problems_of([some("R2.1", tested=True)], reasons))) == 1

    def test_a_reason_for_no_clause_and_a_clause_without_source_are_problems(self) -> None:
        one = some("R2.1", tested=True)
        one.sources = []
        reasons = {"without_property_test": {"R9.9": "gone"}, "source": {"R9": "gone"}}
        told = list(clauses.problems_of([one], reasons))
        assert len(told) == 3
        assert sum("no clause of the rules" in problem for problem in told) == 2

    def test_the_page_is_not_made_where_there_are_problems(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        """What the build of the documentation meets when a clause is added to the rules and nothing else."""
        rules = tmp_path / "rules.md"
        rules.write_text(clauses.RULES.read_text(encoding="utf-8") + "\n(R8.99)=\n### R8.99 A new convention\n")
        monkeypatch.setattr(clauses, "RULES", rules)
        with pytest.raises(DocumentationError, match=r"R8\.99 \(A new convention\) has no property test"):
            clauses.page()

    def test_the_page_has_a_row_for_every_clause_with_its_tests(self) -> None:
        text = clauses.page()
        for one in evidence():
            assert text.count(f"* - [{one.clause.number}](#{one.clause.number})\n") == 1
            assert all(f"`{test.name}`" in text for test in one.tests if test.is_property)
