"""What fuzzing kept: on each input only errors of ours come out, in bounded time and memory.

`scripts/fuzz` looks for more.
"""

import resource
import subprocess
import time
from pathlib import Path

import pytest
from tests.hostile.targets import ROOT, TARGETS

CORPUS = Path(__file__).parent / "corpus"

INPUTS = sorted(path for path in CORPUS.glob("*/*") if path.is_file())

SECONDS = 5
"""Far more than any input takes, on a machine that does other things too."""

KIBIBYTES = 500_000


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_only_our_errors_come_out(path: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.monotonic()
    TARGETS[path.parent.name](path.read_bytes())
    assert time.monotonic() - begun < SECONDS
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < KIBIBYTES


def test_every_target_has_a_corpus_and_a_name_on_the_command_line() -> None:
    listed = subprocess.run([ROOT / "scripts" / "fuzz", "--list"], capture_output=True, text=True, check=True)
    assert set(listed.stdout.split()) == set(TARGETS) == {path.parent.name for path in INPUTS}


def test_the_corpus_is_small() -> None:
    assert sum(path.stat().st_size for path in INPUTS) < 200_000
