"""`python -m bubuhan.site web|worker|prepare`: the processes below `bubuhan up`."""

import sys


def main(role: str, arguments: list[str]) -> int:
    """Run one process of the tree until it ends; returns its exit code."""
    if role == "web":
        from bubuhan.site import web

        web.main(arguments[0], int(arguments[1]))
        return 0
    if role == "worker":
        from bubuhan.site import worker

        worker.main()
        return 0
    from bubuhan.site import prepare

    return prepare.main(demo="--demo" in arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
