"""The German pages are in step with their English originals; what is not is named, with what to do."""

from pathlib import Path

import pytest
from docs._ext import pairs

ENGLISH = """---
file_format: mystnb
---

# Planning

## A frame

In 2017, 72,857 persons counted: 1,235.30 EUR on 2017-09-15 and 15 October 2017 (R2.4, `1,225`).

```python
>>> 9999
```
"""
GERMAN = """---
original: how-to/plan.md
original-digest: {digest}
---

# Planen

## Ein Rahmen

2017 zählten 72.857 Personen: 1.235,30 EUR am 15.09.2017 und am 15. Oktober 2017 (R2.4, `1.225`).

```python
>>> 8888
```
""".replace("{digest}", pairs.digest(ENGLISH))


class TestPages:
    """Every German page that has an original follows its present state."""

    def test_all_are_in_step(self) -> None:
        assert list(pairs.problems()) == []

    def test_there_are_some(self) -> None:
        assert len([page for page in pairs.GERMAN.glob("*.md") if page.name not in pairs.ON_THEIR_OWN]) >= 3


class TestDifferences:
    """Headings, blocks and numbers are those of the original, and its state is the one that was looked at."""

    def test_a_page_in_step_has_none(self) -> None:
        assert list(pairs.differences(GERMAN, ENGLISH)) == []

    @pytest.mark.parametrize(
        ("before", "after", "told"),
        [
            ("## Ein Rahmen", "Ein Rahmen", "headings of levels (1,), the original has (1, 2)"),
            ("```python\n>>> 8888\n```\n", "", "blocks (), the original has ('python',)"),
            ("72.857", "72.858", "only the original has the numbers 72857"),
            ("15.09.2017", "16.09.2017", "only the original has the numbers 2017-09-15"),
            ("15. Oktober", "15. Mai", "only this page has the numbers 2017-05-15"),
            (pairs.digest(ENGLISH), "0" * 16, "the original was changed: look at both"),
        ],
    )
    def test_each_is_told(self, before: str, after: str, told: str) -> None:
        assert before in GERMAN
        assert any(problem.startswith(told) for problem in pairs.differences(GERMAN.replace(before, after), ENGLISH))

    def test_a_word_changed_in_the_original_has_to_be_looked_at(self) -> None:
        (problem,) = pairs.differences(GERMAN, ENGLISH.replace("counted", "were counted"))
        assert "--looked-at" in problem

    def test_lines_broken_elsewhere_are_no_change(self) -> None:
        assert pairs.digest("one two\nthree") == pairs.digest("one\ntwo three\n")

    @pytest.mark.parametrize(
        ("german", "english"),
        [
            ("am 1. Januar 2018", "on 1 January 2018"),
            ("1.225 und 51,1 VZÄ", "1,225 and 51.1 FTE"),
            ("17, 18 und 2019.", "17, 18 and 2019."),
            ("Python 3.11, [so](a-99.md), {doc}`x-77`", "Python 3.12"),
        ],
    )
    def test_numbers_are_the_same_in_either_notation(self, german: str, english: str) -> None:
        assert set(pairs.numbers(german, "de")) == set(pairs.numbers(english, "en"))

    def test_having_looked_is_noted_once(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pairs, "DOCS", tmp_path)
        (tmp_path / "how-to").mkdir()
        (tmp_path / "how-to" / "plan.md").write_text(ENGLISH)
        page = tmp_path / "plan.md"
        page.write_text(GERMAN.replace(pairs.digest(ENGLISH), "0" * 16))
        pairs.look_at(page)
        pairs.look_at(page)
        assert page.read_text() == GERMAN
