"""A disk that can be full, or read only, for one folder: a file system in memory that only one process sees, and
commands that are told to look where it does (``hindrances.inside``). That takes no rights where Linux lets users have
name spaces of their own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

MEGABYTES = 64


@dataclass(frozen=True)
class Disk:
    """The process that sees it, where it is mounted, and how the test gets there."""

    keeper: subprocess.Popen[str]
    folder: Path
    path: Path

    def view(self, path: Path) -> Path:
        """A path as the process sees it."""
        return Path(f"/proc/{self.keeper.pid}/root{path}")

    def fill(self, free: int) -> None:
        """Leave so many bytes on it."""
        found = os.statvfs(self.path)
        with (self.path / "ballast").open("wb") as ballast:
            os.posix_fallocate(ballast.fileno(), 0, max(1, found.f_bavail * found.f_frsize - free))

    def clear(self) -> None:
        """Leave everything else on it."""
        (self.path / "ballast").unlink()

    def say(self, line: str) -> None:
        """Have the process do something, and wait until it has."""
        assert self.keeper.stdin is not None
        assert self.keeper.stdout is not None
        self.keeper.stdin.write(f"{line} && echo done\n")
        self.keeper.stdin.flush()
        assert self.keeper.stdout.readline() == "done\n"


@contextmanager
def small_disk(folder: Path) -> Iterator[Disk | None]:
    """A disk of its own for a folder, with what lies in it; None where the system does not let us have one."""
    keeper = subprocess.Popen(
        ["sh", "-c", "exec unshare --user --map-root-user --mount sh"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    disk = Disk(keeper, folder, Path(f"/proc/{keeper.pid}/root{folder}"))
    try:
        disk.say(f"mount -t tmpfs -o size={MEGABYTES}m,mode=700 small '{folder}'")
    except (AssertionError, BrokenPipeError):
        yield None
    else:
        shutil.copytree(folder, disk.path, dirs_exist_ok=True)
        yield disk
    finally:
        assert keeper.stdin is not None
        keeper.stdin.close()
        keeper.wait(20)
