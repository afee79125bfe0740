"""Timing whole processes."""

from __future__ import annotations

import os
import subprocess
import time
from contextlib import suppress
from pathlib import Path


def seconds(*command: str) -> float:
    """Wall-clock seconds of one whole process that must succeed."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def forget_files(*folders: Path) -> None:
    """Have the system drop what it keeps in memory of all files in folders, as a start of the machine does: the next
    process reads them from the disk (posix_fadvise(2), POSIX_FADV_DONTNEED; Linux).
    """
    for file in (Path(folder, name) for top in folders for folder, _, names in os.walk(top) for name in names):
        with suppress(OSError):  # a link to nowhere
            opened = os.open(file, os.O_RDONLY | os.O_NONBLOCK)
            os.posix_fadvise(opened, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(opened)
