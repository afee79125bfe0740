"""Commands in processes of their own that can be killed, stopped and hindered, without five seconds of imports each.

Run as a script this is a server: it imports the program once, without starting a thread, and forks a child for every
command. A child ends as its command does; what it said is in a file.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

TRACED = ("COV_", "COVERAGE_")
"""What would have a child measured, and late."""


@dataclass
class Server:
    """The process that forks."""

    folder: Path
    process: subprocess.Popen[str]
    number: int = 0

    def start(self, cli: Any, *arguments: str | Path, imported: str | Path = "", **hindrances: Any) -> Command:
        """Start a command; ``hindrances`` are those of :mod:`hindrances`, by name."""
        self.number += 1
        said = self.folder / f"{self.number}.txt"
        said.touch()
        cli.user.mkdir(parents=True, exist_ok=True)
        request = {
            "arguments": list(map(str, arguments)),
            "environment": {name: value for name, value in cli.environment.items() if not name.startswith(TRACED)},
            "folder": str(cli.user),
            "said": str(said),
            "imported": str(imported),
            "hindrances": hindrances,
        }
        return Command(self, self.ask(request), said)

    def run(self, cli: Any, *arguments: str | Path, **hindrances: Any) -> Ended:
        """Run a command to its end."""
        return self.start(cli, *arguments, **hindrances).end()

    def done(self, cli: Any, *arguments: str | Path, **hindrances: Any) -> str:
        """Run a command that must succeed; what it said."""
        ended = self.run(cli, *arguments, **hindrances)
        assert ended.code == 0, ended.said
        return ended.said

    def learn(self, cli: Any, *arguments: str | Path) -> str:
        """Run a command that must succeed, and import what it imported, so that the next ones need not."""
        imported = self.folder / "imported.txt"
        ended = self.start(cli, *arguments, imported=imported).end()
        assert ended.code == 0, ended.said
        assert self.ask({"learn": str(imported)}) == 1, "a server with threads cannot be forked"
        return ended.said

    def ask(self, request: Any) -> Any:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print(json.dumps(request), file=self.process.stdin, flush=True)
        return json.loads(self.process.stdout.readline())


@dataclass
class Command:
    """A command under way. It stays in the table of processes until :meth:`end`, so its number is nobody else's."""

    server: Server
    process: int
    said: Path
    code: int | None = field(default=None)

    def send(self, number: signal.Signals) -> None:
        if self.code is None:
            os.kill(self.process, number)

    def running(self) -> bool:
        if self.code is None:
            self.code = self.server.ask({"look": self.process})
        return self.code is None

    def end(self) -> Ended:
        """Wait for its end."""
        if self.code is None:
            self.code = self.server.ask({"wait": self.process})
        return Ended(self.code, self.said.read_text("utf-8", errors="replace"))

    def killed_after(self, seconds: float) -> bool:
        """Kill it after a time; False if it had ended before."""
        time.sleep(seconds)
        self.send(signal.SIGKILL)
        return self.end().code == -signal.SIGKILL


@dataclass(frozen=True)
class Ended:
    """How a command ended: its exit code (negative: the signal that killed it), and all it printed."""

    code: int
    said: str


@contextlib.contextmanager
def warm_server() -> Iterator[Server]:
    """A server that has imported everything."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {name: value for name, value in os.environ.items() if not name.startswith(TRACED)}
        # One thread only, or the children could inherit a lock that nobody opens.
        environment |= {
            "OPENBLAS_NUM_THREADS": "1",
            "JE_ARROW_MALLOC_CONF": "background_thread:false",
            "TMPDIR": folder,
        }
        process = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )
        try:
            yield Server(Path(folder), process)
        finally:
            assert process.stdin is not None
            process.stdin.close()
            process.wait(60)


def serve() -> None:
    """Fork a child for every command asked for, and tell how it ended when asked."""
    warm_up()
    for line in sys.stdin:
        request = json.loads(line)
        if "arguments" in request:
            answer: int | None = os.fork()
            if answer == 0:
                work(request)
        elif "learn" in request:
            for name in Path(request["learn"]).read_text("utf-8").split():
                with contextlib.suppress(Exception):
                    importlib.import_module(name)
            answer = len(list(Path("/proc/self/task").iterdir()))
        else:
            waited, status = os.waitpid(request.get("wait") or request["look"], 0 if "wait" in request else os.WNOHANG)
            answer = os.waitstatus_to_exitcode(status) if waited else None
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def warm_up() -> None:
    """Import and build what every command would."""
    from infopos_pipeline.orchestration.provenance import code_version
    from infopos_pipeline.privacy.redaction import persons_by_deduce
    from infopos_pipeline.reporting.charts import drawing

    list(persons_by_deduce("De zon schijnt."))
    drawing._template()
    code_version()


def work(request: Any) -> None:
    """Be the program, for one command."""
    import hindrances

    from infopos_pipeline.cli import main

    code, known = 70, set(sys.modules)
    try:
        os.environ.clear()
        os.environ.update(request["environment"])
        os.chdir(request["folder"])
        said = os.open(request["said"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        for number, file in enumerate((os.open(os.devnull, os.O_RDONLY), said, said)):
            os.dup2(file, number)
        for name, value in request["hindrances"].items():
            getattr(hindrances, name)(value)
        main.main(request["arguments"])
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        if request["imported"]:
            Path(request["imported"]).write_text("\n".join(sorted(set(sys.modules) - known)), "utf-8")
        os._exit(code)


if __name__ == "__main__":
    serve()
