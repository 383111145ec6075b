"""Every job has a lane that is worked on."""

from procrastinate.contrib.django import app

from bubuhan.site import worker


def test_every_task_stands_in_a_queue_of_one_lane() -> None:
    app.perform_import_paths()
    queues = {task.queue for name, task in app.tasks.items() if not name.startswith("builtin")}
    assert queues
    lanes = (worker.QUICK, worker.LONG, worker.NETWORK)
    known = [queue for lane in lanes for queue in lane]
    assert queues - {"builtin", "default"} <= set(known)
    assert len(known) == len(set(known))


def test_what_waits_for_a_network_stands_in_the_lane_of_its_own() -> None:
    """A gateway that does not answer must never hold up events."""
    app.perform_import_paths()
    sending = {task.queue for name, task in app.tasks.items() if name.startswith("messages.")}
    assert sending == set(worker.NETWORK)
