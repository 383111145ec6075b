"""Every job has a lane that is worked on."""

from procrastinate.contrib.django import app

from bubuhan.site import worker


def test_every_task_stands_in_a_queue_of_one_lane() -> None:
    app.perform_import_paths()
    queues = {task.queue for name, task in app.tasks.items() if not name.startswith("builtin")}
    assert queues
    assert queues - {"builtin", "default"} <= {*worker.QUICK, *worker.LONG}
    assert not set(worker.QUICK) & set(worker.LONG)
