"""Sizes that may not grow: no function over 60 lines, no view over 15, no file over 500, and the 90th percentiles.

Prints the figures and the largest ones. Migrations and generated files do not count.
"""

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("bubuhan", "bench", "e2e", "scripts", "field/src", "field/office")
MAX_FUNCTION, MAX_FILE, MAX_VIEW = 60, 500, 15
P90_FUNCTION, P90_FILE = 30, 300
SKIP = {"migrations", "node_modules", "dist", "generated", "__pycache__"}


def sources() -> list[Path]:
    """Python and TypeScript files that people write."""
    found = [p for folder in FOLDERS for p in (ROOT / folder).rglob("*") if p.is_file()]
    return sorted(
        p
        for p in found
        if p.suffix in {".py", ".ts", ".tsx"} and not SKIP & set(p.relative_to(ROOT).parts)
    )


def functions(file: Path) -> list[tuple[int, str]]:
    """(lines, place) of every function of a Python file, from `def` to its last line."""
    return [_size(file, node) for node in _nodes(file)]


def views(file: Path) -> list[tuple[int, str]]:
    """(lines, place) of the functions that declare `@needs` or `@public`: one domain call, no more."""
    return [_size(file, node) for node in _nodes(file) if _DOORS & _decorators(node)]


_DOORS = {"needs", "public"}


def _nodes(file: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [n for n in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(n, kinds)]


def _decorators(node: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    bare = [d.func if isinstance(d, ast.Call) else d for d in node.decorator_list]
    return {d.id for d in bare if isinstance(d, ast.Name)}


def _size(file: Path, node: ast.FunctionDef | ast.AsyncFunctionDef) -> tuple[int, str]:
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    return lines, f"{file.relative_to(ROOT)}:{node.lineno} {node.name}"


def p90(values: list[int]) -> int:
    """The 90th percentile, nearest rank; 0 for none."""
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.9))] if values else 0


def judge(kind: str, sizes: list[tuple[int, str]], most: int, most_p90: int) -> bool:
    """Print one kind's figures; False when a limit is passed."""
    middle = p90([size for size, _ in sizes])
    sizes = sorted(sizes, reverse=True)
    largest = sizes[0] if sizes else (0, "-")
    print(
        f"{kind}: {len(sizes)}, p90 {middle} (limit {most_p90}), largest {largest[0]} {largest[1]}"
    )
    over = [item for item in sizes if item[0] > most]
    for size, place in over:
        print(f"  TOO LARGE {size} > {most}: {place}")
    if middle > most_p90:
        print(f"  p90 of {kind} is {middle}, over {most_p90}")
    return not over and middle <= most_p90


def main() -> int:
    """0 when every limit holds."""
    files = sources()
    lines = [(len(p.read_text("utf-8").splitlines()), str(p.relative_to(ROOT))) for p in files]
    python = [p for p in files if p.suffix == ".py"]
    found = [item for p in python for item in functions(p)]
    doors = [item for p in python if "tests" not in p.parts for item in views(p)]
    fine = [
        judge("views", doors, MAX_VIEW, MAX_VIEW),
        judge("functions", found, MAX_FUNCTION, P90_FUNCTION),
        judge("files", lines, MAX_FILE, P90_FILE),
    ]
    return 0 if all(fine) else 1


if __name__ == "__main__":
    sys.exit(main())
