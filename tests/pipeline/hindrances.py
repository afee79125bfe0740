"""What stands in the way of a command, put there in its own process: see :mod:`warm_runs`."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from pathlib import Path
from typing import Any

CHANGES = {
    "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate", "shutil.rmtree",
    "os.chmod",
}  # fmt: skip
"""Audit events of Python that change a file system, beside opening a file to write in it."""


def killed_at_change(number: int) -> None:
    """Kill this process before its change of a file with this number, counted from 1."""
    made = 0

    def hook(event: str, given: tuple[Any, ...]) -> None:
        nonlocal made
        if event in CHANGES or (event == "open" and given[2] & (os.O_WRONLY | os.O_RDWR)):
            made += 1
            if made == number:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


def stopped(_: bool) -> None:
    """Stop before the command begins, until somebody lets it go on."""
    os.kill(os.getpid(), signal.SIGSTOP)


def file_size(most: int) -> None:
    """Let no file grow beyond so many bytes; a write that would fails, as on a full disk."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))


def inside(process: int) -> None:
    """See the disks that another process sees."""
    for space in ("user", "mnt"):
        with Path(f"/proc/{process}/ns/{space}").open("rb") as file:
            if ctypes.CDLL(None, use_errno=True).setns(file.fileno(), 0):
                raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
