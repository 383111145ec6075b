"""Nothing that was queued is lost when a worker is killed in the middle of it."""

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from procrastinate.contrib.django import app

from bubuhan.site import tasks


@pytest.mark.django_db
def test_a_job_of_a_dead_worker_is_queued_again():
    job_id = app.configure_task("journal.react").defer(
        event_id="01998c2f-0000-7000-8000-000000000001"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '5 min') RETURNING id"
        )
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s",
            [cursor.fetchone()[0], job_id],
        )
        assert async_to_sync(tasks.take_over)(app.job_manager) == 1
        cursor.execute("SELECT status FROM procrastinate_jobs WHERE id = %s", [job_id])
        assert cursor.fetchone()[0] == "todo"


@pytest.mark.django_db
def test_ended_sessions_are_cleared():
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_session VALUES ('ended', 'x', now() - interval '1 day')")
        tasks.tidy(0)
        cursor.execute("SELECT count(*) FROM django_session WHERE session_key = 'ended'")
        assert cursor.fetchone()[0] == 0
