"""Backup and restore, on whichever database the suite runs."""

import sqlite3
import stat

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import caches
from django.core.management import CommandError, call_command
from django.db import connection

from config.backup import run_postgres

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def backup(tmp_path):
    """Writes a backup of the database as it is, and returns its path."""

    def write(name="a.backup"):
        call_command("backup", tmp_path / name, verbosity=0)
        return tmp_path / name

    return write


def everybody():
    return set(get_user_model().objects.values_list("email", flat=True))


def test_a_restored_database_is_what_it_was(backup):
    people = get_user_model().objects
    people.create_member("mira@health.example")
    people.create_member("old@health.example")
    path = backup()
    people.filter(email__startswith="old").update(name="changed since")
    people.create_member("new@health.example")
    call_command("restore", path, "--yes")
    assert everybody() == {"mira@health.example", "old@health.example"}
    assert not people.filter(name="changed since").exists()
    people.create_member("later@health.example")  # the sequences of ids came along


def test_a_table_made_after_the_backup_does_not_stay(backup):
    path = backup()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE made_since (id integer)")
    call_command("restore", path, "--yes")
    assert "made_since" not in connection.introspection.table_names()


def test_only_its_owner_can_read_a_backup(backup):
    assert stat.S_IMODE(backup().stat().st_mode) == 0o600


def test_a_backup_does_not_hold_by_what_one_could_tell_who_searched(backup, settings):
    kept = {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "marks_kept"}
    settings.CACHES = {**settings.CACHES, "empty searches": kept}
    call_command("createcachetable", verbosity=0)
    marks = caches["empty searches"]
    marks.set("thrown-away", 1)
    marks.clear()
    marks.set("a-mark", 1)
    path = backup()
    assert marks.get("a-mark") == 1
    call_command("restore", path, "--yes")
    assert marks.get("a-mark") is None
    if connection.vendor == "sqlite":
        assert b"a-mark" not in path.read_bytes()
        assert b"thrown-away" not in path.read_bytes()
    marks.set("a-mark", 1)  # the table is there


def test_a_backup_never_overwrites_another(backup):
    backup()
    with pytest.raises(CommandError, match="exists already"):
        backup()


def test_a_file_that_is_no_backup_changes_nothing(tmp_path):
    get_user_model().objects.create_member("mira@health.example")
    path = tmp_path / "letter.txt"
    path.write_text("Dear all")
    with pytest.raises(CommandError, match="This is no backup"):
        call_command("restore", path, "--yes")
    assert everybody() == {"mira@health.example"}


def test_a_damaged_backup_changes_nothing(backup):
    get_user_model().objects.create_member("mira@health.example")
    path = backup()
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(CommandError):
        call_command("restore", path, "--yes")
    assert everybody() == {"mira@health.example"}


def test_a_missing_backup_is_said(tmp_path):
    with pytest.raises(CommandError, match="There is no backup"):
        call_command("restore", tmp_path / "nowhere", "--yes")


def test_without_a_yes_nothing_is_restored(backup, monkeypatch):
    path = backup()
    get_user_model().objects.create_member("mira@health.example")
    monkeypatch.setattr("builtins.input", lambda: "no")
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("restore", path)
    assert everybody() == {"mira@health.example"}


def test_other_tools_can_read_a_backup(backup):
    get_user_model().objects.create_member("mira@health.example")
    path = backup()
    if connection.vendor == "sqlite":
        database = sqlite3.connect(path)
        assert database.execute("SELECT count(*) FROM accounts_user").fetchone() == (1,)
        database.close()
    else:
        assert "accounts_user" in run_postgres("pg_restore", "--list", str(path))
