"""Timing whole processes."""

from __future__ import annotations

import subprocess
import time


def seconds(*command: str) -> float:
    """Wall-clock seconds of one whole process that must succeed."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start
