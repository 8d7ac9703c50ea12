"""The first screen of README.md: two commands, and both are there."""

import os
import re
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
README = (CHECKOUT / "README.md").read_text(encoding="utf-8")
FIRST_SCREEN = "\n".join(README.splitlines()[:40])


def shell_blocks(text: str) -> list[str]:
    """The fenced blocks of shell commands."""
    return re.findall(r"^```sh\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)


def commands(block: str) -> list[str]:
    """The commands of a shell block, without their comments."""
    return [line.split("#")[0].strip() for line in block.splitlines() if line.split("#")[0].strip()]


def test_the_first_screen_has_exactly_two_commands() -> None:
    blocks = shell_blocks(FIRST_SCREEN)
    assert len(blocks) == 1
    assert commands(blocks[0]) == ["./run-example", "./run-tests"]


def test_the_two_commands_are_there_and_can_be_run() -> None:
    for command in commands(shell_blocks(README)[0]):
        script = CHECKOUT / command
        assert os.access(script, os.X_OK)
        assert script.read_bytes().startswith(b"#!/bin/sh\n")
