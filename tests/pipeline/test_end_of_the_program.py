"""How the program ends: at once, with its exit code, when all it said is out and libraries have tidied up."""

from __future__ import annotations

import subprocess
import sys

import pytest
from running import PROGRAM

PROGRAM_WITH_A_LIBRARY = """
import atexit, sys
from infopos_pipeline.cli import main
atexit.register(print, "a library tidies up")
sys.argv = ["infopos", *sys.argv[1:]]
main()
"""


@pytest.mark.parametrize(("argument", "code", "said"), [("--version", 0, "infopos, version"), ("--nonsense", 2, "")])
def test_the_program_ends_with_its_code_after_all_was_said_and_done(argument: str, code: int, said: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM_WITH_A_LIBRARY, argument], capture_output=True, text=True, check=False
    )
    assert ended.returncode == code
    assert ended.stdout.startswith(said)
    assert ended.stdout.endswith("a library tidies up\n")
    assert "Traceback" not in ended.stderr


def test_a_reader_that_has_gone_away_gets_no_traceback() -> None:
    with subprocess.Popen([PROGRAM, "--help"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert "Traceback" not in process.stderr.read()
