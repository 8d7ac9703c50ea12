"""README.md is true: its two commands exist, and its Python examples give what they show."""

import doctest
import os
import re
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
README = (CHECKOUT / "README.md").read_text(encoding="utf-8")
FIRST_SCREEN = "\n".join(README.splitlines()[:40])


def fences(language: str, text: str = README) -> list[str]:
    """The fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)


def commands(block: str) -> list[str]:
    """The commands of a shell block, without their comments."""
    return [line.split("#")[0].strip() for line in block.splitlines() if line.split("#")[0].strip()]


def test_the_first_screen_has_exactly_two_commands() -> None:
    blocks = fences("sh", FIRST_SCREEN)
    assert len(blocks) == 1
    assert commands(blocks[0]) == ["./run-example", "./run-tests"]


def test_the_two_commands_are_there_and_can_be_run() -> None:
    for command in commands(fences("sh")[0]):
        script = CHECKOUT / command
        assert os.access(script, os.X_OK)
        assert script.read_bytes().startswith(b"#!/bin/sh\n")


def test_the_python_examples_give_what_they_show() -> None:
    examples = "\n".join(fences("python"))
    parsed = doctest.DocTestParser().get_doctest(examples, {}, "README.md", "README.md", 0)
    assert parsed.examples
    report: list[str] = []
    outcome = doctest.DocTestRunner().run(parsed, out=report.append)
    assert outcome.failed == 0, "".join(report)


def test_every_example_shows_its_result() -> None:
    """A block of Python without prompts would be printed but never run."""
    assert [block for block in fences("python") if ">>>" not in block] == []
