"""How the office's pages change from 10,000 to 1,000,000 cases.

`python -m bench.queue_growth [--sizes 10000,100000,1000000] [--tries 20] [--port 8110]`. The same pages
and the same rival as `bench.queue`, on one instance that is filled further each time.
"""

import argparse

from bench import cases_data
from bench.common import table
from bench.queue import Row, measure
from bench.stack import Stack

SIZES = "10000,100000,1000000"


def show(found: dict[int, list[Row]], seconds: dict[int, float]) -> str:
    """One line a page, one pair of columns a size."""
    head = ["page: p95 ms (ratio to the SQL by hand)", *(f"{size:,} cases" for size in found)]
    rows = [
        [columns[0].name, *(f"{row.page.p95:.0f} ({row.ratio:.1f}x)" for row in columns)]
        for columns in zip(*found.values(), strict=True)
    ]
    filled = ", ".join(f"{size:,} after {spent:.0f} s" for size, spent in seconds.items())
    return f"{table(head, rows)}\n\nFilling: {filled}."


def main() -> None:
    """Fill, measure, fill further; print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sizes", default=SIZES)
    options.add_argument("--tries", type=int, default=20)
    options.add_argument("--port", type=int, default=8110)
    chosen = options.parse_args()
    found: dict[int, list[Row]] = {}
    seconds: dict[int, float] = {}
    with Stack(chosen.port) as stack:
        stack.open_database()
        try:
            stored = 0
            for size in (int(text) for text in chosen.sizes.split(",")):
                seconds[size] = cases_data.fill(size, stored + 1)
                found[size], stored = measure(stack, chosen.tries), size
        finally:
            stack.close_database()
    print(show(found, seconds))


if __name__ == "__main__":
    main()
