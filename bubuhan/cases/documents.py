"""What a phone may hold of this room."""

from bubuhan.kernel.documents import Renderer

DOCUMENTS: dict[str, Renderer] = {}
