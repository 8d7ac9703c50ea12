"""Kill `calculate` while it writes: python tests/hostile/killing.py 200. `test_killed.py` does it twenty times.

Each time an earlier file is there. Afterwards it is that one or the new one, whole; what was begun lies beside it under
a hidden name. The moment is drawn between the start of the writing and its end, as the first runs take it.
"""

import contextlib
import os
import random
import signal
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
# For each line it is given it splits off a process that runs the command and can be killed: importing takes longer
# than calculating, and what is imported does not write.
WRITER = """
import os, sys
from integrationsfoerderung.files import atomic
written = atomic.write_file
def write_file(*arguments, **settings):
    print("writing", os.getpid(), flush=True)
    return written(*arguments, **settings)
from integrationsfoerderung.cli import outputs, program
from integrationsfoerderung.files import statement_out
outputs.write_file = statement_out.write_file = write_file
sys.argv = ["integrationsfoerderung", *sys.argv[1:]]
from integrationsfoerderung.cli import main
for line in sys.stdin:
    process = os.fork()
    if not process:
        main()
    print("ended", os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), flush=True)
"""

EARLIER = b"an earlier result\n" * 20_000

LONGEST = 0.006
"""The time in which the moment lies, in seconds; writing takes less, so that some are too late."""


def environment() -> dict[str, str]:
    """The environment of a process that imports what this one does."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}


def command(output: str, *, force: bool = True) -> list[str]:
    """The arguments of `calculate` that write to a file."""
    return ["calculate", "case.csv", "--quiet", *(["--force"] if force else []), "-o", output]


def begun(folder: Path, output: str, *, force: bool = True) -> "subprocess.Popen[bytes]":
    """Start `calculate` on a case, writing to a file."""
    program = [sys.executable, "-m", "integrationsfoerderung", *command(output, force=force)]
    return subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=folder, env=environment())


class Writer:
    """Calculates and writes one file as often as asked, each time in a process that can be killed."""

    def __init__(self, folder: Path, output: str) -> None:
        program = [sys.executable, "-c", WRITER, *command(output)]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(program, stdin=pipe, stdout=pipe, cwd=folder, env=environment(), text=True)

    def begin(self) -> int:
        """Start anew, and return which process has begun to write."""
        assert self._process.stdin is not None
        print("again", file=self._process.stdin, flush=True)  # to the process, not to a reader
        return self._said("writing")

    def ended(self) -> int:
        """Return the exit code once the process is gone: -9 where it was killed."""
        return self._said("ended")

    def close(self) -> None:
        """End it."""
        self._process.communicate()
        assert self._process.returncode == 0

    def _said(self, what: str) -> int:
        assert self._process.stdout is not None
        said, number = self._process.stdout.readline().split()
        assert said == what
        return int(number)


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
        with contextlib.closing(Writer(folder, place.name)) as writer:
            writer.begin()
            assert writer.ended() == 0
            new = place.read_bytes()
            assert new != EARLIER
            for _ in range(times):
                place.write_bytes(EARLIER)
                process = writer.begin()
                time.sleep(moments.uniform(0, LONGEST))
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
                assert writer.ended() in {0, -signal.SIGKILL}
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
