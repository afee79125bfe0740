"""Starting the server of the outputs beside the user interface (:mod:`~infopos_pipeline.cli.output_server`)."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

_LOOPBACK = "127.0.0.1"


def serve_outputs(folder: Path, port: int) -> str:
    """Start the server of a folder on a port, or on a free one if that is taken; its address, which ends with a slash.

    It ends when this process does, also after it has become another program: the server then reads the end of a pipe
    that only this process can write to.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _listening(port) as listener:
        reading, writing = os.pipe()
        os.set_inheritable(writing, True)
        subprocess.Popen(  # noqa: S603 - this program, no shell
            [sys.executable, "-m", "infopos_pipeline.cli.output_server", str(folder), str(listener.fileno())],
            stdin=reading,
            pass_fds=[listener.fileno()],
            start_new_session=True,
        )
        os.close(reading)
        return f"http://{_LOOPBACK}:{listener.getsockname()[1]}/"


def _listening(port: int) -> socket.socket:
    with suppress(OSError, OverflowError):
        return socket.create_server((_LOOPBACK, port))
    return socket.create_server((_LOOPBACK, 0))
