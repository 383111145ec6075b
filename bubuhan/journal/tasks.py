"""Where the job queue looks for tasks at start."""

from bubuhan.journal.reactions import react

__all__ = ["react"]
