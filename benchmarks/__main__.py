"""``make bench``: measures every part, prints it, and writes it to ``benchmarks/results.md``.

``python -m benchmarks big beyond`` measures some parts. With ``--rows`` the big study is smaller than it is meant to
be, to try a change; nothing is written then.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping

from benchmarks.big import MANY_ROWS, ROWS, measure_beyond, measure_big
from benchmarks.engines import measure_engines
from benchmarks.reading import measure_reading
from benchmarks.rendering import measure_rendering
from benchmarks.results import write_section
from benchmarks.sample import measure_sample
from benchmarks.waves import measure_waves


def parts(rows: int, many_rows: int) -> Mapping[str, tuple[str, Callable[[int], str]]]:
    """By name every part: its title, and what measures it in so many turns."""
    return {
        "sample": ("The sample study, 75 respondents", measure_sample),
        "big": ("A national monitor", lambda times: measure_big(rows, times)),
        "beyond": ("Larger than memory", lambda times: measure_beyond(rows, many_rows, times)),
        "engines": ("Another engine", lambda times: measure_engines(rows, times)),
        "waves": ("A wave more", lambda times: measure_waves((2, 12, 200), times)),
        "reading": ("Reading alone", measure_reading),
        "rendering": ("Documents", measure_rendering),
    }


def main() -> None:
    """Measure the parts that the arguments name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(parts(0, 0))}; default: all")
    parser.add_argument("--times", type=int, default=5, help="turns that count (default: 5)")
    parser.add_argument("--rows", type=int, default=ROWS, help=f"respondents of the big study (default: {ROWS:,})")
    chosen = parser.parse_args()
    known = parts(chosen.rows, chosen.rows * MANY_ROWS // ROWS)
    for name in chosen.parts or known:
        if name not in known:
            parser.error(f"no part is called {name!r}")
        title, measure = known[name]
        body = measure(chosen.times)
        print(f"\n## {title}\n\n{body}", flush=True)
        if chosen.rows == ROWS:
            write_section(title, body)


if __name__ == "__main__":
    main()
