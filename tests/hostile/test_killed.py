"""Whoever kills `calculate` while it writes, or runs it twice at once, finds one whole file. `killing.py` does more."""

import signal
from pathlib import Path

import pytest
from tests.hostile.killing import EARLIER, MUNICIPALITIES, begun, kill


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no SIGKILL on this system")
def test_a_killed_calculation_leaves_the_earlier_file_or_the_new_one() -> None:
    found = kill(20)
    assert found["earlier"] + found["new"] == 20


@pytest.fixture(scope="module")
def wanted(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What one process alone writes."""
    folder = tmp_path_factory.mktemp("alone")
    (folder / "case.csv").write_text(MUNICIPALITIES, encoding="utf-8")
    with begun(folder, "out.json") as alone:
        alone.communicate()
    return (folder / "out.json").read_bytes()


@pytest.mark.parametrize("force", [True, False])
def test_of_two_processes_that_write_one_file_one_wins_whole(force: bool, wanted: bytes, tmp_path: Path) -> None:
    (tmp_path / "case.csv").write_text(MUNICIPALITIES, encoding="utf-8")
    place = tmp_path / "out.json"
    if force:
        place.write_bytes(EARLIER)
    processes = [begun(tmp_path, place.name, force=force) for _ in range(2)]
    codes = []
    for process in processes:
        process.communicate()
        codes.append(process.returncode)
    assert sorted(codes) == ([0, 0] if force else [0, 1])
    assert place.read_bytes() == wanted
    assert sorted(file.name for file in tmp_path.iterdir()) == ["case.csv", "out.json"]
