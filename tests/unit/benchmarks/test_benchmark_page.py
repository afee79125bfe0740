"""The page of the benchmark keeps what was measured on the same machine, and only that."""

from __future__ import annotations

import socket
from pathlib import Path

from benchmarks.results import machine, markdown_table, with_section

HERE = "2 cores, Python 3.11."


def test_a_part_that_is_measured_again_takes_the_place_of_its_section():
    page = with_section("", HERE, "One", "| a |\n\n### Under it\n\nfirst")
    page = with_section(page, HERE, "Two", "second")
    page = with_section(page, HERE, "One", "again")
    assert page.count("## One") == 1
    assert page.index("again") < page.index("## Two") < page.index("second")
    assert "first" not in page


def test_a_section_keeps_its_own_headings():
    page = with_section("", HERE, "One", "### Under it\n\nfirst\n\n### And this\n\nlast")
    assert with_section(page, HERE, "Two", "second").startswith(page.rstrip())


def test_figures_of_another_machine_do_not_stay():
    page = with_section("", HERE, "One", "first")
    assert "first" not in with_section(page, "64 cores, Python 3.14.", "Two", "second")


def test_the_machine_is_described_and_not_named():
    assert "duckdb" in machine()
    assert socket.gethostname() not in machine()
    assert str(Path.home()) not in machine()


def test_a_row_that_is_too_short_is_filled():
    assert markdown_table(["a", "b", "c"], [["x", "1"]]).splitlines()[-1] == "| x | 1 |  |"
