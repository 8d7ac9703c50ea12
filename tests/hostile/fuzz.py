"""Fuzz one target, coverage-guided with atheris: python tests/hostile/fuzz.py TARGET SECONDS CORPUS FOUND.

What is new goes to the folder CORPUS, what fails to FOUND. One input may take ten seconds and the process 2 GB.
"""

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

SECONDS_OF_ONE = 10
MEGABYTES = 2048
LONGEST = 40_000


def main() -> None:
    """Instrument the library, then run the target until its time is up."""
    # by name: it is no dependency of the tests, and has no types
    atheris: Any = import_module("atheris")
    name, seconds, corpus, found = sys.argv[1:]
    root = Path(__file__).parents[2]
    sys.path[:0] = [str(root)]
    with atheris.instrument_imports(include=["integrationsfoerderung"]):
        from tests.hostile.targets import TARGETS, seeds
    for number, seed in enumerate(seeds(name)):
        Path(corpus, f"seed-{number}").write_bytes(seed)
    arguments = [
        f"-max_total_time={seconds}",
        f"-timeout={SECONDS_OF_ONE}",
        f"-rss_limit_mb={MEGABYTES}",
        f"-artifact_prefix={found}/",
        "-print_final_stats=1",
        "-verbosity=1",
        f"-max_len={LONGEST}",
        corpus,
    ]
    atheris.Setup([sys.argv[0], *arguments], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
