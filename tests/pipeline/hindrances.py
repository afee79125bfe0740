"""What stands in the way of a command, put there in its own process: see :mod:`warm_runs`."""

from __future__ import annotations

import ctypes
import datetime
import os
import resource
import signal
import sys
import time
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


def without_privileges(_: bool) -> None:
    """Let the modes of files hold for this process too: the superuser's would not ask for them."""

    class Header(ctypes.Structure):
        _fields_ = (("version", ctypes.c_uint32), ("process", ctypes.c_int))

    third_version = 0x20080522  # linux/capability.h
    none = (ctypes.c_uint32 * 6)()  # effective, permitted and inheritable, two words each
    if ctypes.CDLL(None, use_errno=True).capset(ctypes.byref(Header(third_version, 0)), none):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def impatient(seconds: float) -> None:
    """Wait no longer than this for a warehouse that another process holds."""
    from infopos_pipeline.warehouse import Warehouse

    Warehouse.__init__.__defaults__ = (seconds,)


def clock(seconds: float) -> None:
    """Let the clock be off by so much, for everything in this process that is written in Python."""
    true_time, true_datetime = time.time, datetime.datetime

    class Kind(type):
        def __instancecheck__(cls, instance: object) -> bool:
            return isinstance(instance, true_datetime)

    class Moved(true_datetime, metaclass=Kind):
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> datetime.datetime:
            return true_datetime.fromtimestamp(time.time(), tz)

        @classmethod
        def utcnow(cls) -> datetime.datetime:
            return cls.now(datetime.UTC).replace(tzinfo=None)

    time.time = lambda: true_time() + seconds
    time.time_ns = lambda: int(time.time() * 1e9)
    moved = {id(true_time): time.time, id(true_datetime): Moved}
    for module in list(sys.modules.values()):
        for name, value in list(getattr(module, "__dict__", {}).items()):
            if id(value) in moved:
                setattr(module, name, moved[id(value)])
