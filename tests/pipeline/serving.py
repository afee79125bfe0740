"""The user interface with its daemon, started as users start it, and asked over GraphQL."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

WAIT = 110
"""Seconds that anything here may take."""
Found = TypeVar("Found")
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """A running user interface."""

    def __init__(self, port: int, process: subprocess.Popen[bytes], log: Path) -> None:
        self.port, self.process, self.log = port, process, log

    def ask(self, query: str, **variables: Any) -> Any:
        """What the GraphQL endpoint answers."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/graphql",
            json.dumps({"query": query, "variables": variables}).encode(),
            {"Content-Type": "application/json"},
        )
        with _DIRECT.open(request, timeout=30) as answer:
            said = json.load(answer)
        assert "errors" not in said, said["errors"]
        return said["data"]

    def until(self, found: Callable[[], Found | None], what: str) -> Found:
        """Wait for something, as long as the server runs."""
        end = time.monotonic() + WAIT
        while time.monotonic() < end:
            assert self.process.poll() is None, f"stopped before {what}: {self.log.read_text()[-3000:]}"
            with suppress(urllib.error.URLError, ConnectionError, TimeoutError):
                if (answer := found()) is not None:
                    return answer
            time.sleep(0.5)
        raise AssertionError(f"no {what} after {WAIT} seconds: {self.log.read_text()[-3000:]}")

    def loaded(self) -> list[Any]:
        """The assets, once the definitions are loaded."""
        return self.until(lambda: self.ask(ASSETS)["assetNodes"] or None, "assets")

    def succeeds(self, run_id: str) -> bool:
        """Whether a run ends well; what the server said goes to the test's output if not."""
        ended = ("SUCCESS", "FAILURE", "CANCELED")

        def status() -> str | None:
            now = self.ask(RUN, run=run_id)["runOrError"]["status"]
            return now if now in ended else None

        ended_as = self.until(status, "end of the run")
        if ended_as != "SUCCESS":
            print(self.log.read_text()[-6000:])  # noqa: T201 - shown for a failed test only
        return ended_as == "SUCCESS"


ASSETS = """{ assetNodes {
  assetKey { path } groupName description dependencyKeys { path } partitionKeys } }"""
SHOWN = """{ assetNodes { assetKey { path } assetMaterializations(limit: 1, partitions: ["2021"]) {
  metadataEntries { label ... on MarkdownMetadataEntry { mdStr } ... on IntMetadataEntry { intValue }
    ... on TextMetadataEntry { text } ... on PathMetadataEntry { path } } } } }"""
RUN = "query ($run: ID!) { runOrError(runId: $run) { ... on Run { status } } }"
LAUNCH = """mutation ($params: ExecutionParams!) { launchRun(executionParams: $params) {
  __typename ... on LaunchRunSuccess { run { runId } } ... on PythonError { message } } }"""
ADD_WAVE = """mutation ($repository: RepositorySelector!) {
  addDynamicPartition(repositorySelector: $repository, partitionsDefName: "infopos_waves", partitionKey: "2030") {
    __typename } }"""
LOCATIONS = "{ repositoriesOrError { ... on RepositoryConnection { nodes { name location { name } } } } }"


def heed_interrupts() -> None:
    """Whoever runs tests in the background has interrupts ignored, and what they start inherits that."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@contextmanager
def served(command: list[str | Path], port: int, cwd: Path, environment: Mapping[str, str]) -> Iterator[Server]:
    """A user interface in a process group of its own, all of which is gone afterwards."""
    log = cwd / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            list(map(str, command)),
            cwd=cwd,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=heed_interrupts,
        )
        try:
            yield Server(port, process, log)
        finally:
            with suppress(ProcessLookupError):
                process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                process.wait(20)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)
