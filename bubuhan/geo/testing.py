"""Areas for the tests of other rooms: the real list, one province, fast."""

from bubuhan.geo.load import load

TEST_SCOPE = "63"


def load_test_areas(scope: str = TEST_SCOPE) -> None:
    """Load Kalimantan Selatan (2,186 areas) with points, retired codes and spellings; no map cells."""
    load(scope)
