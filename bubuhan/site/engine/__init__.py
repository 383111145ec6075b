"""The database server: the one `DATABASE_URL` names, or a real PostgreSQL that we start ourselves.

Knows nothing of Django. `open_engine` is the door:

    with open_engine(data_dir) as engine:
        engine.url          # for DATABASE_URL
"""

from pathlib import Path

from bubuhan.site.engine.errors import EngineError
from bubuhan.site.engine.external import ExternalEngine
from bubuhan.site.engine.postgres import EmbeddedEngine

Engine = EmbeddedEngine | ExternalEngine

__all__ = ["EmbeddedEngine", "Engine", "EngineError", "ExternalEngine", "open_engine"]


def open_engine(data_dir: Path, database_url: str = "") -> Engine:
    """The engine of this instance, not started yet; raises EngineError when it cannot be used."""
    return ExternalEngine(database_url, data_dir) if database_url else EmbeddedEngine(data_dir)
