"""Kill `calculate` while it writes: python tests/hostile/killing.py 200. `test_killed.py` does it ten times.

Each time an earlier file is there. Afterwards it is that one or the new one, whole; what was begun lies beside it under
a hidden name. The moment is drawn between the start of the writing and its end, as the first runs take it.
"""

import contextlib
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MUNICIPALITIES = "AGS;Gemeinde;Stichtag;Personen\n" + "".join(
    f"08{district}{place:03};Gemeinde {place};15.09.2017;10\n"
    for district in ("327", "326", "325")
    for place in range(90)
)

# Says when it begins to write, so that the moment of the end is drawn from the time of writing, not of starting.
WRITER = """
import sys
from integrationsfoerderung.files import atomic
written = atomic.write_file
def write_file(*arguments, **settings):
    print("writing", flush=True)
    return written(*arguments, **settings)
from integrationsfoerderung.cli import outputs
from integrationsfoerderung.files import statement_out
outputs.write_file = statement_out.write_file = write_file
sys.argv = ["integrationsfoerderung", *sys.argv[1:]]
from integrationsfoerderung.cli import main
main()
"""

EARLIER = b"an earlier result\n" * 20_000

LONGEST = 0.006
"""The time in which the moment lies, in seconds; writing takes less, so that some are too late."""


def environment() -> dict[str, str]:
    """The environment of a process that imports what this one does."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}


def begun(folder: Path, output: str, *, force: bool = True) -> "subprocess.Popen[bytes]":
    """Start `calculate` on a case, writing to a file."""
    command = ["calculate", "case.csv", "--quiet", *(["--force"] if force else []), "-o", output]
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        env=environment(),
    )


def kill(times: int, seed: int = 2017) -> dict[str, int]:
    """Kill as often, and count what was found: the earlier file, the new one, and what was begun and left.

    Raises:
        AssertionError: where the file is neither of the two.
    """
    moments = random.Random(seed)
    found = {"earlier": 0, "new": 0, "left": 0}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "case.csv").write_text(MUNICIPALITIES, encoding="utf-8")
        place = folder / "out.json"
        place.write_bytes(EARLIER)
        with begun(folder, place.name) as whole:
            whole.communicate()
        assert whole.returncode == 0
        new = place.read_bytes()
        assert new != EARLIER
        for _ in range(times):
            place.write_bytes(EARLIER)
            with begun(folder, place.name) as process:
                assert process.stdout is not None
                assert process.stdout.readline() == b"writing\n"
                time.sleep(moments.uniform(0, LONGEST))
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
            content = place.read_bytes()
            assert content in {EARLIER, new}, f"{len(content)} bytes, neither the earlier file nor the new one"
            found["earlier" if content == EARLIER else "new"] += 1
            for part in set(folder.iterdir()) - {place, folder / "case.csv"}:
                assert part.name.startswith(".out.json.")
                assert part.name.endswith(".part")
                found["left"] += 1
                part.unlink()
    return found


if __name__ == "__main__":
    counts = kill(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
    print(", ".join(f"{name}: {count}" for name, count in counts.items()))  # noqa: T201  # what the command is for
