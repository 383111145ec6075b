"""What is said about a phone in the field: pure rules."""

from datetime import UTC, datetime, timedelta

import pytest

from bubuhan.accounts.care import PhoneFacts, advise, megabytes, newest_version

NOW = datetime(2025, 10, 12, 9, tzinfo=UTC)


def facts(days: float = 0, **more) -> PhoneFacts:
    return PhoneFacts(NOW - timedelta(days=days), True, **more)


@pytest.mark.parametrize(
    ("told", "codes"),
    [
        (facts(), []),
        (facts(2.9), []),
        (facts(3), ["diam"]),
        (facts(pending=3, pending_since=NOW - timedelta(days=1)), []),
        (facts(pending=3, pending_since=NOW - timedelta(days=2)), ["tertunda"]),
        (facts(pending=0, pending_since=NOW - timedelta(days=9)), []),
        (facts(0.9, files_pending=3), []),
        (facts(1, files_pending=3), ["foto"]),
        (facts(storage_used=900, storage_quota=1000), ["penyimpanan"]),
        (facts(storage_used=5, storage_quota=10**12), []),
        (facts(clock_offset_ms=-600_000), ["jam"]),
        (facts(persisted=False), ["izin"]),
        (facts(app_version="1.2.0"), ["versi"]),
        (facts(app_version="1.10.0"), []),
    ],
)
def test_what_is_found(told, codes):
    assert [one.code for one in advise(told, NOW, "1.9.0")] == codes


def test_the_worst_comes_first_and_everything_says_what_to_do():
    told = facts(8, persisted=False, clock_offset_ms=700_000, app_version="0.1")
    found = advise(told, NOW, "0.2")
    assert [one.tone for one in found] == ["bad", "warn", "plain", "plain"]
    assert all(one.do.endswith(".") for one in found)


def test_versions_and_sizes():
    assert newest_version(["1.2", "1.10", "", "beta"]) == "1.10"
    assert newest_version([]) == ""
    assert (megabytes(52_428_800), megabytes(1_288_490_188)) == ("50 MB", "1,2 GB")
