"""`bubuhan geo ...`: load the official list, and official boundaries when the office has them."""

from bubuhan.geo import load as loading
from bubuhan.geo import source

# Changes whenever a newer program should load the areas again.
DATA_VERSION = f"{source.PACKAGE}-{source.VERSION}-{source.CHECKSUM[:12]}-1"


def load(scope: str = "") -> loading.LoadReport:
    """Load or refresh the areas (see `load.load`)."""
    return loading.load(scope)
