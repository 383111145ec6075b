"""What happens before serving: migrations, lists, areas, the mark, the demo.

Runs as a process of its own (`python -m bubuhan.site prepare`), so that the parent of the process
tree stays small. Prints one JSON object; on a problem prints it for people and ends with 1.
"""

import hashlib
import json
import os
import sys
from pathlib import Path
from typing import Any

import django
import psycopg
from django.db import DatabaseError

from bubuhan import __version__
from bubuhan.site import instance
from bubuhan.site.children import end_with_parent
from bubuhan.site.engine import EngineError, errors, external


def main(*, demo: bool) -> int:
    """Prepare the instance that the environment names. Returns the exit code."""
    end_with_parent()
    folder = Path(os.environ["BUBUHAN_DATA"])
    try:
        print(json.dumps(prepare(folder, demo=demo)))
    except (instance.InstanceError, EngineError) as error:
        say(str(error))
        return 1
    except (DatabaseError, psycopg.Error) as error:
        known = plain_trouble(error, folder)
        if known is None:
            raise
        say(str(known))
        return 1
    return 0


def plain_trouble(error: Exception, folder: Path) -> EngineError | None:
    """What a database error means for the person who starts the instance; None for our own faults."""
    cause = error if isinstance(error, psycopg.Error) else error.__cause__
    where = external.describe(os.environ["DATABASE_URL"])
    if isinstance(cause, psycopg.errors.DiskFull):
        return errors.no_space_left(str(folder))
    if isinstance(cause, psycopg.errors.InsufficientPrivilege):
        return errors.not_allowed(where, str(cause).splitlines()[0])
    if isinstance(cause, psycopg.OperationalError):
        return errors.unreachable(where, str(cause).splitlines()[0])
    return None


def prepare(folder: Path, *, demo: bool) -> dict[str, Any]:
    """Bring the instance up to date; idempotent. Returns {"demo": bool, "setup_path": str}."""
    demo = instance.enter(folder, os.environ["DATABASE_URL"], demo=demo)
    django.setup()
    bring_up_to_date(folder, demo=demo)
    return {"demo": demo, "setup_path": "" if demo else setup_path()}


def bring_up_to_date(folder: Path, *, demo: bool) -> None:
    """Migrations, mark, lists, areas and, in a demo, its data. Needs Django; idempotent."""
    refuse_newer_database()
    migrate()
    mark(folder, demo=demo)
    load_data()
    if demo:
        build_demo(folder)


def refuse_newer_database() -> None:
    """Raise InstanceError when the database holds migrations that this version does not know."""
    unknown = unknown_migrations()
    if unknown:
        raise instance.InstanceError(
            "Basis data ini dibuat oleh Bubuhan yang lebih baru "
            f"(migrasi yang tidak dikenal: {', '.join(unknown[:3])}).\n"
            "Perbarui Bubuhan, atau pulihkan cadangan yang sesuai dengan versi ini."
        )


def unknown_migrations() -> list[str]:
    """Applied migrations that the code does not have, as "app.name"."""
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(connection)
    return sorted(
        ".".join(key) for key in loader.applied_migrations if key not in loader.disk_migrations
    )


def pending_migrations() -> int:
    """How many migrations are still to be applied."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def migrate() -> None:
    from django.core.management import call_command

    if pending_migrations():
        say("Menyiapkan basis data ...")
        call_command("migrate", interactive=False, verbosity=0)


def mark(folder: Path, *, demo: bool) -> None:
    """Write the instance's one row at the very first start."""
    from bubuhan.site.models import Instance

    check = instance.key_check(instance.read_secrets(folder))
    Instance.objects.get_or_create(id=1, defaults={"demo": demo, "key_check": check})


# Every room's example rules, in the order of the floors; each is idempotent and keeps what an office changed.
RULES = (
    "bubuhan.volunteers.rules.load_rules",
    "bubuhan.volunteers.competence.load_needs",
    "bubuhan.standing.load.load_rules",
    "bubuhan.duty.load.load_rules",
    "bubuhan.cases.load.load_rules",
    "bubuhan.assessments.load.load_rules",
    "bubuhan.plans.load.load_templates",
    "bubuhan.plans.outcome_rules.load_rule",
    "bubuhan.aid.ruling.load_rules",
    "bubuhan.referrals.rules.load_rules",
    "bubuhan.response.load.load_rules",
    "bubuhan.privacy.load.load_examples",
)
# Published facts a new instance starts with.
FACTS = (
    "bubuhan.directory.load.load_directory",
    "bubuhan.tracks.load.load_systems",
    "bubuhan.counts.load.load_controls",
)


def load_data() -> None:
    """Areas, official lists and example rules, when missing or older than this version's."""
    from django.utils.module_loading import import_string

    from bubuhan.assessments import load as assessments
    from bubuhan.geo import cli as geo
    from bubuhan.lists import load as lists
    from bubuhan.site.models import Instance

    row = Instance.objects.get(id=1)
    wanted = {
        "lists": _digest(lists.FOLDER),
        "instruments": _digest(assessments.FOLDER),
        "areas": geo.DATA_VERSION,
        "rules": __version__,
    }
    if row.loaded.get("areas") != wanted["areas"]:
        say("Memuat 91.599 wilayah administrasi ...")
        geo.load()
    if row.loaded.get("lists") != wanted["lists"]:
        lists.load_lists()
    if row.loaded.get("instruments") != wanted["instruments"]:
        assessments.load_instruments()
    if row.loaded.get("rules") != wanted["rules"]:
        for path in (*RULES, *FACTS):
            import_string(path)()
    if row.loaded != wanted:
        row.loaded = wanted
        row.save(update_fields=["loaded"])


def build_demo(folder: Path) -> None:
    """The invented people once, and fresh enrolment codes at every start (a code lives 24 hours)."""
    from bubuhan.site import demo

    if not (folder / "demo.json").exists():
        say("Membuat data contoh ...")
        demo.build(folder)
    else:
        demo.refresh_codes(folder)


def setup_path() -> str:
    """Path of a one-time link that makes the first administrator; "" when there is one already."""
    from bubuhan.accounts import links
    from bubuhan.kernel import clock

    return links.make_setup_link(clock.now()) if links.needs_setup() else ""


def admin_path(username: str) -> str:
    """Path of a link for an administrator: the first one, or a new password for `username`.

    Raises InstanceError when there is one already and `username` names none of them.
    """
    from bubuhan.accounts import links
    from bubuhan.accounts.models import User
    from bubuhan.accounts.policy import Role
    from bubuhan.kernel import clock

    if links.needs_setup():
        return links.make_setup_link(clock.now())
    administrators = {
        u.username: u for u in User.objects.filter(role=Role.PENGELOLA, is_active=True)
    }
    if username not in administrators:
        raise instance.InstanceError(
            f"Sudah ada pengelola: {', '.join(sorted(administrators))}. "
            "Sebut siapa yang perlu sandi baru dengan --user NAMA."
        )
    return links.make_password_link(administrators[username], clock.now())


def _digest(folder: Path) -> str:
    found = hashlib.sha256()
    for file in sorted(folder.glob("*.json")):
        found.update(file.name.encode() + file.read_bytes())
    return found.hexdigest()[:16]


def say(text: str) -> None:
    """Progress for the person who waits, on stderr because stdout carries the result."""
    print(f"bubuhan: {text}", file=sys.stderr, flush=True)
