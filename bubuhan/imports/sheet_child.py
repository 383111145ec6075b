"""`python -m bubuhan.imports.sheet_child KIND`: one workbook on stdin, its cells pickled on stdout."""

import pickle
import resource
import sys

from bubuhan.imports.sheet_read import read_workbook
from bubuhan.kernel.problems import Problem

MOST_MEMORY = 1536 * 1024 * 1024
MOST_CPU_SECONDS = 60


def main(kind: str) -> None:
    """Answer with the sheets, or with `(code, values)` of the Problem."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_SECONDS, MOST_CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        answer: object = read_workbook(sys.stdin.buffer.read(), kind)
    except Problem as problem:
        answer = (problem.code, problem.values)
    except MemoryError:
        answer = ("sheet_unreadable", {})
    pickle.dump(answer, sys.stdout.buffer, protocol=pickle.HIGHEST_PROTOCOL)


if __name__ == "__main__":
    main(sys.argv[1])
