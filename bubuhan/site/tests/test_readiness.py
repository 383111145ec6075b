"""The two health doors."""

from datetime import timedelta

import pytest
from django.db import connection

from bubuhan.kernel import clock


def beat(ago: timedelta) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s)", [clock.now() - ago]
        )


def test_healthz_needs_nothing(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_readyz_misses_the_worker(client):
    beat(timedelta(minutes=5))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {
        "status": "unavailable",
        "database": True,
        "worker": False,
        "migrations": True,
    }


@pytest.mark.django_db
def test_readyz_is_well_with_a_fresh_heartbeat_and_costs_one_query(
    client, django_assert_num_queries
):
    beat(timedelta(seconds=2))
    assert client.get("/readyz").status_code == 200
    with django_assert_num_queries(1):
        assert client.get("/readyz").json()["status"] == "ok"
