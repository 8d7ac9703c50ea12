"""Under load: threads that share objects, memory that stays flat, large files. `python tests/load` does more of it."""

import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def printed_by(*arguments: str) -> str:
    """What a load prints, run in an interpreter in which nothing has been loaded or remembered yet."""
    run = subprocess.run([sys.executable, str(HERE), *arguments], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


def test_threads_on_shared_objects_get_what_serial_calculations_get() -> None:
    assert "by 8 threads" in (printed := printed_by("threads", "--count=220"))
    assert ": 0 differ" in printed


def test_memory_is_flat_over_many_statements() -> None:
    held = re.findall(r"statements: ([\d,]+) bytes held", printed_by("memory", "--count=500"))
    assert len(held) == 10
    sizes = [int(one.replace(",", "")) for one in held]
    assert max(sizes) - sizes[0] < 200_000, "one statement of this case holds more"


def test_a_large_file_is_read_in_bounded_memory_and_its_errors_are_capped() -> None:
    broken, sound = printed_by("file", "--count=30000").splitlines()
    assert "refused with 1,001 problems" in broken
    assert "30,000 problems; allowed: no problems. Remedy: mend the first 1,000 of them, below." in broken
    assert "1,101 municipalities, 30,000 head counts" in sound
