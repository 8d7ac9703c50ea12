"""Writing is whole or not at all: against files that are there, two writers, a full disk, and a killed process."""

import errno
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from integrationsfoerderung import InvalidInput
from integrationsfoerderung.files.atomic import refuse_existing, write_file, write_folder


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder in which nothing hidden is left behind."""
    yield tmp_path
    assert [file.name for file in tmp_path.iterdir() if file.name.endswith(".part")] == []


def refused(*args: Any, **settings: Any) -> str:
    """What is told when a file may not be written."""
    with pytest.raises(InvalidInput) as caught:
        write_file(*args, **settings)
    return str(caught.value)


class TestWhatIsThere:
    """A file that is there is replaced only by force."""

    def test_a_new_file_is_written_with_the_usual_permissions(self, folder: Path) -> None:
        plain = folder / "plain"
        plain.touch()
        path = write_file(folder / "a", b"new")
        assert path.read_bytes() == b"new"
        assert path.stat().st_mode == plain.stat().st_mode

    def test_an_earlier_file_stays(self, folder: Path) -> None:
        path = folder / "a"
        path.write_bytes(b"earlier")
        assert "--force" in refused(path, b"new")
        assert path.read_bytes() == b"earlier"

    def test_force_replaces_it_and_keeps_its_permissions(self, folder: Path) -> None:
        path = folder / "a"
        path.write_bytes(b"earlier")
        path.chmod(0o640)
        write_file(path, b"new", force=True)
        assert path.read_bytes() == b"new"
        assert stat.S_IMODE(path.stat().st_mode) == 0o640

    def test_a_link_stays_a_link(self, folder: Path) -> None:
        (folder / "real").write_bytes(b"earlier")
        link = folder / "link"
        link.symlink_to("real")
        assert "link" in refused(link, b"new")
        write_file(link, b"new", force=True)
        assert link.is_symlink()
        assert (folder / "real").read_bytes() == b"new"

    def test_a_link_to_nothing_is_something(self, folder: Path) -> None:
        (folder / "link").symlink_to("nothing")
        assert "--force" in refused(folder / "link", b"new")

    def test_a_folder_is_never_replaced(self, folder: Path) -> None:
        (folder / "a").mkdir()
        assert "a folder" in refused(folder / "a", b"new", force=True)

    def test_a_device_is_written_to_and_stays_a_device(self) -> None:
        write_file("/dev/null", b"new")
        assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)

    def test_existing_files_can_be_refused_before_the_work_and_all_at_once(self, folder: Path) -> None:
        (folder / "a").touch()
        (folder / "b").touch()
        with pytest.raises(InvalidInput) as caught:
            refuse_existing([folder / "a", folder / "b", folder / "c", "/dev/null"])
        assert len(caught.value.problems) == 2
        refuse_existing([folder / "c"])


class TestWhatTheSystemRefuses:
    """What the system refuses is told, and leaves everything as it was."""

    @pytest.mark.parametrize("name", ["none/a", "a\0b", "a" * 300])
    def test_a_place_that_cannot_be_written_to(self, folder: Path, name: str) -> None:
        assert "Remedy: make the folder first" in refused(folder / name, b"new")

    @pytest.mark.parametrize("step", ["fsync", "link"])
    def test_a_full_disk_leaves_nothing(self, folder: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
        def full(*_: Any) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(os, step, full)
        assert "No space left on device" in refused(folder / "a", b"new")
        assert list(folder.iterdir()) == []

    def test_an_interruption_leaves_the_earlier_file(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def interrupted(*_: Any) -> None:
            raise KeyboardInterrupt

        (folder / "a").write_bytes(b"earlier")
        monkeypatch.setattr(os, "fsync", interrupted)
        with pytest.raises(KeyboardInterrupt):
            write_file(folder / "a", b"new", force=True)
        assert [file.name for file in folder.iterdir()] == ["a"]
        assert (folder / "a").read_bytes() == b"earlier"

    def test_a_file_system_without_links_has_files_too(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def without(*_: Any) -> None:
            raise OSError(errno.EPERM, "Operation not permitted")

        monkeypatch.setattr(os, "link", without)
        write_file(folder / "a", b"new")
        assert (folder / "a").read_bytes() == b"new"
        assert "--force" in refused(folder / "a", b"newer")

    def test_a_file_that_appears_at_the_last_moment_stays(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def appears(descriptor: int) -> None:
            del descriptor
            (folder / "a").write_bytes(b"of another")

        monkeypatch.setattr(os, "fsync", appears)
        assert "--force" in refused(folder / "a", b"new")
        assert (folder / "a").read_bytes() == b"of another"


class TestFolders:
    """A new folder appears whole; in one that is there each file does."""

    def test_a_new_folder(self, folder: Path) -> None:
        write_folder(folder / "new", {"a": b"1", "b": b"2"})
        assert {file.name: file.read_bytes() for file in (folder / "new").iterdir()} == {"a": b"1", "b": b"2"}

    def test_a_new_folder_that_fails_is_not_there(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def full(*_: Any) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(InvalidInput):
            write_folder(folder / "new", {"a": b"1"})
        assert list(folder.iterdir()) == []

    def test_in_a_folder_that_is_there_other_files_stay_and_every_conflict_is_named(self, folder: Path) -> None:
        for name in ("a", "b", "other"):
            (folder / name).write_bytes(b"earlier")
        with pytest.raises(InvalidInput) as caught:
            write_folder(folder, {"a": b"1", "b": b"2", "c": b"3"})
        assert len(caught.value.problems) == 2
        assert not (folder / "c").exists()
        write_folder(folder, {"a": b"1", "b": b"2", "c": b"3"}, force=True)
        found = {file.name: file.read_bytes() for file in folder.iterdir()}
        assert found == {"a": b"1", "b": b"2", "c": b"3", "other": b"earlier"}

    def test_a_file_is_no_folder(self, folder: Path) -> None:
        (folder / "a").touch()
        with pytest.raises(InvalidInput) as caught:
            write_folder(folder / "a", {"b": b""}, force=True)
        assert "no folder" in str(caught.value)


class TestAtOnce:
    """Of several writers one wins, whole."""

    def test_without_force_exactly_one_writes(self, folder: Path) -> None:
        def write(number: int) -> bool:
            try:
                write_file(folder / "a", bytes([number]) * 100_000)
            except InvalidInput:
                return False
            return True

        with ThreadPoolExecutor(8) as pool:
            won = list(pool.map(write, range(16)))
        content = (folder / "a").read_bytes()
        assert sum(won) == 1
        assert content == bytes([won.index(True)]) * 100_000

    def test_with_force_the_file_is_always_whole(self, folder: Path) -> None:
        write_file(folder / "a", b"\0" * 100_000)

        def write(number: int) -> bytes:
            write_file(folder / "a", bytes([number]) * 100_000, force=True)
            return (folder / "a").read_bytes()

        with ThreadPoolExecutor(8) as pool:
            for content in pool.map(write, range(16)):
                assert content == content[:1] * 100_000


WRITER = """
import sys
from integrationsfoerderung.files.atomic import write_file
number = 0
print("ready", flush=True)
while True:
    number = (number + 1) % 256
    write_file(sys.argv[1], bytes([number]) * 3_000_000, force=True)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no SIGKILL on this system")
class TestKilled:
    """Whoever is killed leaves a whole file: the earlier one or the new one."""

    def test_the_file_is_whole(self, tmp_path: Path) -> None:
        path = tmp_path / "a"
        path.write_bytes(b"\xff" * 3_000_000)
        for pause in (0.0, 0.003, 0.01, 0.02, 0.05):
            environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
            with subprocess.Popen(
                [sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, env=environment
            ) as process:
                assert process.stdout is not None
                assert process.stdout.readline() == b"ready\n"
                time.sleep(pause)
                process.kill()
            content = path.read_bytes()
            assert content == content[:1] * 3_000_000
        left = {file.name for file in tmp_path.iterdir()} - {"a"}
        assert all(name.startswith(".a.") and name.endswith(".part") for name in left)
