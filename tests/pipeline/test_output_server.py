"""The server of the outputs beside the user interface: what it gives, to whom, and how long."""

from __future__ import annotations

import http.client
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

STARTED = """
import os, signal, sys
for number in (signal.SIGTERM, signal.SIGINT):  # whoever runs tests in the background may have them ignored
    signal.signal(number, signal.SIG_DFL)
from pathlib import Path
from infopos_pipeline.cli.serving_outputs import serve_outputs
print(serve_outputs(Path(sys.argv[1]), int(sys.argv[2])), flush=True)
os.execv(sys.executable, [sys.executable, "-c", "import time; time.sleep(100)"])
"""
"""As ``infopos dev`` does it: the server beside a process that then becomes another program."""
WAIT = 30


class Served:
    """A running server, and the process that it is to end with."""

    def __init__(self, folder: Path, port: int = 0) -> None:
        command = [sys.executable, "-c", STARTED, str(folder), str(port)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().strip()
        self.port = urlsplit(self.url).port or 0

    def ask(self, path: str, method: str = "GET", host: str = "") -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=WAIT)
        connection.putrequest(method, path, skip_host=True)
        connection.putheader("Host", host or f"127.0.0.1:{self.port}")
        connection.endheaders()
        return connection.getresponse()

    def gone(self) -> bool:
        """Whether nothing listens any more, once some time has passed."""
        end = time.monotonic() + WAIT
        while time.monotonic() < end:
            with suppress(ConnectionError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                time.sleep(0.05)
                continue
            return True
        return False

    def end(self) -> None:
        self.process.kill()
        self.process.wait(WAIT)
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("served")
    for wave, names in {"2017": ["report.html", "results.csv", "charts/one.svg"], "2019": ["results.csv"]}.items():
        for name in names:
            path = home / "output" / "poll" / wave / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{name} of {wave}")
    (home / "secret").write_text("secret")
    (home / "output" / "poll" / "2017" / "link").symlink_to(home / "secret")
    return home


@pytest.fixture(scope="module")
def served(home: Path) -> Iterator[Served]:
    server = Served(home / "output")
    yield server
    server.end()


def test_a_file_is_given_as_it_is_and_kept_by_nobody(served: Served) -> None:
    answer = served.ask("/poll/2017/report.html")
    assert (answer.status, answer.read()) == (200, b"report.html of 2017")
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in answer.headers
    head = served.ask("/poll/2017/report.html", "HEAD")
    assert (head.status, head.read()) == (200, b"")


@pytest.mark.parametrize("path", ["/poll/2017/report.html", "/poll/2017/charts/one.svg", "/poll/"])
def test_a_page_may_run_no_script_and_ask_nothing_of_any_host(served: Served, path: str) -> None:
    policy = served.ask(path).headers["Content-Security-Policy"].split("; ")
    assert "default-src 'none'" in policy
    assert {part.split(" ")[0] for part in policy} == {
        "default-src", "style-src", "img-src", "base-uri", "form-action", "frame-ancestors"
    }  # fmt: skip
    assert "img-src data:" in policy


def test_newest_leads_to_the_last_wave_that_has_the_file(served: Served) -> None:
    for name, wave in (("results.csv", "2019"), ("report.html", "2017"), ("charts/one.svg", "2017")):
        answer = served.ask(f"/poll/~newest/{name}")
        assert (answer.status, answer.headers["Location"]) == (307, f"/poll/{wave}/{name}")


def test_a_page_lists_the_waves_with_what_there_is(served: Served) -> None:
    page = served.ask("/poll/").read().decode()
    assert page.index("2019") < page.index("2017")
    assert page.count("report.html</a>") == 1
    assert page.count("results.csv</a>") == 2
    assert "charts" not in page


@pytest.mark.parametrize(
    "path",
    [
        "/../secret",
        "/%2e%2e/secret",
        "/poll/..%2f..%2f..%2fsecret",
        "/poll/2017/link",
        "/poll/~newest/../../../secret",
        "/poll/~newest/..%2f..%2f..%2fsecret",
        "/poll/~newest/link",
        "/poll/~newest/%2fetc%2fpasswd",
        "/poll/~newest/none",
        "/",
        "/poll/2017",
        "/poll/2017/",
        "/poll/2017/charts/",
        "/../",
        "/%2e%2e/",
        "/none/",
    ],
)
def test_nothing_else_is_given_and_no_folder_is_listed(served: Served, path: str) -> None:
    answer = served.ask(path)
    body = answer.read()
    assert answer.status == 404
    assert b"secret" not in body
    assert b"report.html" not in body


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_nothing_can_be_changed(served: Served, method: str) -> None:
    assert served.ask("/poll/2017/report.html", method).status == 405


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example"])
def test_a_page_elsewhere_that_uses_a_name_of_its_own_reads_nothing(served: Served, host: str) -> None:
    answer = served.ask("/poll/2017/report.html", host=host)
    assert answer.status == 400
    assert b"report" not in answer.read()
    assert served.ask("/poll/2017/report.html", host=f"localhost:{served.port}").status == 200


def test_it_listens_on_this_machine_alone(served: Served) -> None:
    if not Path("/proc/net/tcp").exists():
        pytest.skip("no /proc here")
    rows = [line.split() for table in ("tcp", "tcp6") for line in Path(f"/proc/net/{table}").read_text().splitlines()]
    listening = {row[1].split(":")[0] for row in rows if row[3] == "0A" and row[1].endswith(f":{served.port:04X}")}
    assert listening == {"0100007F"}


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_it_ends_with_the_program_that_its_starter_became_and_says_nothing(home: Path, ending: signal.Signals) -> None:
    server = Served(home / "output")
    try:
        assert server.ask("/poll/2017/report.html").status == 200
        assert server.ask("/poll/none").status == 404
        server.process.send_signal(ending)
        server.process.wait(WAIT)
        assert server.gone()
        assert server.process.stdout is not None
        said = server.process.stdout.read()
        assert "http" not in said
        assert "poll" not in said
    finally:
        server.end()


def test_a_taken_port_is_left_to_whom_it_is_of(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        server = Served(home / "output", taken.getsockname()[1])
        try:
            assert server.port != taken.getsockname()[1]
            assert server.ask("/poll/2017/report.html").status == 200
        finally:
            server.end()


def test_a_home_without_outputs_is_served_and_stays_its_owners_alone(tmp_path: Path) -> None:
    server = Served(tmp_path / "home" / "output", 65536)
    try:
        assert server.ask("/poll/").status == 404
        assert server.ask("/poll/~newest/report.html").status == 404
        assert not (tmp_path / "home" / "output").stat().st_mode & 0o077
    finally:
        server.end()
