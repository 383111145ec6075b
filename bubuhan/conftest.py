"""The same people in every test: Ani, Budi, Citra, Dewi, and two more.

Ani   relawan      PSM, Kel. Pelambuan, Banjarmasin Barat      Budi  petugas   Kota Banjarmasin
Citra petugas      Kab. Tapin (another kabupaten)              Dewi  koordinator Kec. Banjarmasin Barat
Farida pimpinan    Kota Banjarmasin                            Gazali pengelola Prov. Kalimantan Selatan
"""

from collections.abc import Callable, Generator
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client

from bubuhan.accounts.models import User
from bubuhan.accounts.policy import Actor, Role

PELAMBUAN = "63.71.03.1003"
BANJARMASIN_BARAT = "63.71.03"
BANJARMASIN = "63.71"
TAPIN = "63.05"
PEOPLE: dict[str, tuple[str, Role, str]] = {
    "ani": ("Ani Rahmawati", Role.RELAWAN, PELAMBUAN),
    "budi": ("Budi Santoso", Role.PETUGAS, BANJARMASIN),
    "citra": ("Citra Lestari", Role.PETUGAS, TAPIN),
    "dewi": ("Dewi Noor Aisyah", Role.KOORDINATOR, BANJARMASIN_BARAT),
    "farida": ("Farida Hanum", Role.PIMPINAN, BANJARMASIN),
    "gazali": ("Gazali Rahman", Role.PENGELOLA, "63"),
}
PASSWORD = "rahasia-contoh-63"


@pytest.fixture(autouse=True)
def _plain_settings(settings, tmp_path: Path) -> None:
    """A demo-like instance with quick hashing and files in a folder of its own."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.BUBUHAN_DEMO = True
    settings.FILES_DIR = tmp_path / "files"
    settings.AXES_ENABLED = False


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> None:
    """Kalsel's areas, the official lists and the example rules stay in the test database."""
    from bubuhan.site.tests.baseline import load_baseline

    with django_db_blocker.unblock():
        load_baseline()


@pytest.fixture
def make_user(db) -> Callable[..., User]:
    """A factory: `make_user("ani")` for a known person, or with name, role and area."""

    def make(key: str, name: str = "", role: Role | None = None, area: str = "") -> User:
        known = PEOPLE.get(key, (name, role or Role.PETUGAS, area))
        user = User(
            username=key, name=name or known[0], role=role or known[1], area_code=area or known[2]
        )
        user.set_password(PASSWORD)
        if user.role == Role.RELAWAN or key == "dewi":
            user.person_id = _person(user).pk
        user.save()
        return user

    return make


def _person(user: User):
    """The registry's person behind an account: an active PSM (Ani) or TKSK (Dewi)."""
    from bubuhan.site.tests.baseline import make_member

    return make_member(
        user.name, user.area_code, "TKSK" if user.role == Role.KOORDINATOR else "PSM"
    )


@pytest.fixture
def make_member(db):
    """`make_member("Hamdan Yusri", "63.05.01.1001", "PSM")`: an invented person who serves."""
    from bubuhan.site.tests import baseline

    return baseline.make_member


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(
    item: pytest.Item, nextitem: pytest.Item | None
) -> Generator[None, None, None]:
    """Tests that really commit end with emptied tables: fill them again for whoever comes next.

    After all fixtures are gone, hence after the flush. (One process sorts such tests last; with
    xdist each worker gets whole files in any order.)
    """
    yield
    mark = item.get_closest_marker("django_db")
    if nextitem is not None and mark is not None and mark.kwargs.get("transaction"):
        from pytest_django.plugin import blocking_manager_key

        from bubuhan.site.tests.baseline import load_baseline

        with item.config.stash[blocking_manager_key].unblock():
            with connection.cursor() as cursor:  # the flush spares the job queue's own tables
                cursor.execute("DELETE FROM procrastinate_jobs")
            load_baseline()


@pytest.fixture
def users(make_user) -> dict[str, User]:
    return {key: make_user(key) for key in PEOPLE}


def _actor(users: dict[str, User], key: str) -> Actor:
    return users[key].actor()


@pytest.fixture
def ani(users) -> Actor:
    return _actor(users, "ani")


@pytest.fixture
def budi(users) -> Actor:
    return _actor(users, "budi")


@pytest.fixture
def citra(users) -> Actor:
    return _actor(users, "citra")


@pytest.fixture
def dewi(users) -> Actor:
    return _actor(users, "dewi")


@pytest.fixture
def farida(users) -> Actor:
    return _actor(users, "farida")


@pytest.fixture
def gazali(users) -> Actor:
    return _actor(users, "gazali")


@pytest.fixture
def client_of(users) -> Callable[[str], Client]:
    """`client_of("budi").get("/antrean/")`: a signed-in browser."""

    def make(key: str) -> Client:
        client = Client()
        client.force_login(
            users[key], backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        return client

    return make


@pytest.fixture
def some_id() -> UUID:
    from bubuhan.kernel.ids import uuid7

    return uuid7()
