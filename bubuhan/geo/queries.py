from typing import Any


def arealist_documents(actor: Any, ids: Any) -> dict[str, Any]:
    return {}
