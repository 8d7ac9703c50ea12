"""The Python examples of README.md and of every page of the documentation give what they show."""

import doctest
import re
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
PAGES = [CHECKOUT / "README.md", *sorted((CHECKOUT / "docs").rglob("*.md"))]
WITH_EXAMPLES = [page for page in PAGES if ">>> " in page.read_text(encoding="utf-8")]


def name_of(page: Path) -> str:
    """The page as a reader would name it."""
    return page.relative_to(CHECKOUT).as_posix()


@pytest.mark.parametrize("page", WITH_EXAMPLES, ids=name_of)
def test_the_examples_give_what_they_show(page: Path) -> None:
    """The fenced blocks of one page are one session: a name set in one is known in the next."""
    fence = re.compile(r"^```python\n(.*?)^```", flags=re.MULTILINE | re.DOTALL)
    # what is no example is blanked, so that the lines of a failure are those of the page
    text = page.read_text(encoding="utf-8")
    lines = [""] * len(text.splitlines())
    for block in fence.finditer(text):
        first = text[: block.start(1)].count("\n")
        for offset, line in enumerate(block[1].splitlines()):
            lines[first + offset] = line
    session = doctest.DocTestParser().get_doctest("\n".join(lines), {}, name_of(page), str(page), 0)
    assert session.examples
    report: list[str] = []
    # one page is one session: after the first failure the rest would only fail with it
    outcome = doctest.DocTestRunner(optionflags=doctest.FAIL_FAST).run(session, out=report.append)
    assert outcome.failed == 0, "".join(report)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_python_is_shown_only_where_it_runs(page: Path) -> None:
    """A block of Python without prompts would be printed but never run."""
    blocks = re.findall(r"^```python\n(.*?)^```", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    assert [block for block in blocks if ">>> " not in block] == []
