"""Secrets, the mark in the database, and what the command line says when something is wrong."""

import json
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner
from django.db import DatabaseError, connection
from psycopg import conninfo, sql

from bubuhan.site import instance, prepare, up
from bubuhan.site.cli import main
from bubuhan.site.instance import InstanceError


@pytest.fixture
def environment(monkeypatch) -> None:
    """Commands set the environment for their children; a test gives it back."""
    for name in ("DATABASE_URL", "BUBUHAN_DATA", "BUBUHAN_HOSTS"):
        monkeypatch.setenv(name, os.environ.get(name, ""))


@pytest.fixture
def empty_database(environment) -> Iterator[str]:
    """An empty database of its own on the test server."""
    server = os.environ["DATABASE_URL"]
    name = f"scratch_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield conninfo.make_conninfo(server, dbname=name)
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def mark(url: str, *, demo: bool, key_check: str) -> None:
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute("CREATE TABLE porch_instance (id int, demo bool, key_check text)")
        admin.execute("INSERT INTO porch_instance VALUES (1, %s, %s)", [demo, key_check])


def test_a_new_instance_gets_private_secrets_and_keeps_its_kind(tmp_path, empty_database):
    assert instance.enter(tmp_path, empty_database, demo=True) is True
    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600
    first = instance.read_secrets(tmp_path)
    assert instance.enter(tmp_path, empty_database, demo=False) is True
    assert instance.read_secrets(tmp_path) == first


def test_signing_keys_are_made_once_and_replaced_on_demand(tmp_path, empty_database):
    with pytest.raises(InstanceError, match="bubuhan up"):
        instance.replace_sign_key(tmp_path)
    instance.enter(tmp_path, empty_database, demo=True)
    kept = instance.read_secrets(tmp_path)
    (first,) = kept["sign_keys"]
    new_id = instance.replace_sign_key(tmp_path)
    old, new = instance.read_secrets(tmp_path)["sign_keys"]
    assert old == {**first, "to": new["from"]}
    assert new["id"] == new_id
    assert new["to"] is None
    older = {k: v for k, v in kept.items() if k != "sign_keys"}  # of a version before signatures
    (tmp_path / "secrets.json").write_text(json.dumps(older))
    instance.enter(tmp_path, empty_database, demo=True)
    assert len(instance.read_secrets(tmp_path)["sign_keys"]) == 1
    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600


def test_a_real_instance_never_becomes_a_demo(tmp_path, empty_database):
    assert instance.enter(tmp_path, empty_database, demo=False) is False
    with pytest.raises(InstanceError, match="instansi sungguhan"):
        instance.enter(tmp_path, empty_database, demo=True)
    kept = instance.key_check(instance.read_secrets(tmp_path))
    mark(empty_database, demo=False, key_check=kept)
    (tmp_path / "instance.json").write_text('{"demo": true}')
    with pytest.raises(InstanceError, match="instansi sungguhan"):
        instance.enter(tmp_path, empty_database, demo=True)


def test_data_without_its_keys_is_not_opened(tmp_path, empty_database):
    mark(empty_database, demo=False, key_check="another")
    with pytest.raises(InstanceError, match=r"secrets\.json tidak ada"):
        instance.enter(tmp_path, empty_database, demo=False)
    assert not (tmp_path / "secrets.json").exists()


def test_keys_of_another_instance_are_not_taken(tmp_path, empty_database):
    instance.enter(tmp_path, empty_database, demo=False)
    mark(empty_database, demo=False, key_check="another")
    with pytest.raises(InstanceError, match="bukan kunci basis data ini"):
        instance.enter(tmp_path, empty_database, demo=False)


@pytest.mark.django_db
def test_a_database_from_the_future_is_not_touched():
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('cases', '9999_later', now())"
        )
    with pytest.raises(InstanceError, match=r"lebih baru.*cases\.9999_later"):
        prepare.refuse_newer_database()


@pytest.mark.django_db
def test_a_database_error_at_start_is_explained_when_it_is_not_our_fault(tmp_path):
    with connection.cursor() as cursor, pytest.raises(DatabaseError) as caught:
        cursor.execute("SET LOCAL statement_timeout = 1; SELECT pg_sleep(1)")
    assert "tidak dapat dihubungi" in str(prepare.plain_trouble(caught.value, tmp_path))
    assert "Disk penuh" in str(prepare.plain_trouble(psycopg.errors.DiskFull("x"), tmp_path))
    denied = psycopg.errors.InsufficientPrivilege("permission denied to create extension")
    assert "tidak punya hak" in str(prepare.plain_trouble(denied, tmp_path))
    assert prepare.plain_trouble(psycopg.errors.SyntaxError("x"), tmp_path) is None


@pytest.mark.django_db
def test_an_administrator_gets_a_link_only_by_name_once_there_is_one(make_user):
    assert prepare.setup_path().startswith("/mulai/")
    assert prepare.admin_path("").startswith("/mulai/")
    make_user("gazali")
    assert prepare.setup_path() == ""
    assert prepare.admin_path("gazali").startswith("/mulai/")
    with pytest.raises(InstanceError, match="Sudah ada pengelola: gazali"):
        prepare.admin_path("budi")


def test_up_says_which_port_is_taken(tmp_path, environment):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = CliRunner().invoke(
            main, ["up", "--port", str(port), "--data", str(tmp_path / "d")]
        )
    assert result.exit_code == 1
    assert f"Porta {port} sudah dipakai" in result.output
    assert f"--port {port + 1}" in result.output
    assert "Traceback" not in result.output


def test_up_says_that_the_database_cannot_be_reached(tmp_path, monkeypatch, environment):
    monkeypatch.setenv("DATABASE_URL", "postgresql://x:rahasia@127.0.0.1:1/x")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    result = CliRunner().invoke(main, ["up", "--port", str(port), "--data", str(tmp_path / "d")])
    assert result.exit_code == 1
    assert "tidak dapat dihubungi" in result.output
    assert "DATABASE_URL" in result.output
    assert "rahasia" not in result.output


def test_up_says_where_the_instance_already_runs(tmp_path, environment):
    with up._single(tmp_path, "127.0.0.1", 8000):
        result = CliRunner().invoke(main, ["up", "--data", str(tmp_path)])
    assert result.exit_code == 1
    assert "sudah berjalan di http://127.0.0.1:8000" in result.output


def test_a_file_that_is_no_backup_is_refused(tmp_path, environment):
    file = tmp_path / "foto.tar"
    file.write_bytes(b"bukan tar")
    result = CliRunner().invoke(main, ["restore", str(file), "--data", str(tmp_path / "d")])
    assert result.exit_code == 1
    assert "bukan cadangan Bubuhan" in result.output


def test_a_host_we_listen_on_is_a_host_we_answer_to(monkeypatch):
    monkeypatch.delenv("BUBUHAN_HOSTS", raising=False)
    instance.allow_hosts("10.1.2.3")
    assert "10.1.2.3" in os.environ["BUBUHAN_HOSTS"].split(",")
    monkeypatch.setenv("BUBUHAN_HOSTS", "bubuhan.example.go.id")
    instance.allow_hosts("0.0.0.0")  # noqa: S104
    assert os.environ["BUBUHAN_HOSTS"] == "bubuhan.example.go.id"


@pytest.mark.parametrize(
    "command", ["up", "import", "geo", "lists", "demo", "backup", "restore", "doctor"]
)
def test_every_command_explains_itself(command):
    result = CliRunner().invoke(main, [command, "--help"])
    assert result.exit_code == 0
    assert len(result.output.splitlines()) > 3


def test_written_files_are_whole_or_absent(tmp_path: Path):
    instance._write(tmp_path / "a.json", {"b": 1}, 0o600)
    assert json.loads((tmp_path / "a.json").read_text()) == {"b": 1}
    assert [p.name for p in tmp_path.iterdir()] == ["a.json"]
