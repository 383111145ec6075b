"""Training and batch scoring with Splink: the only module that knows it."""

import duckdb  # noqa: F401
import splink  # noqa: F401
