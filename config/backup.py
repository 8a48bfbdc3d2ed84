"""The whole database in one file, and back."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection

SQLITE_MAGIC = b"SQLite format 3\0"
POSTGRES_MAGIC = b"PGDMP"


def write_backup(target: Path) -> None:
    """Write the database to `target` while the site goes on; whole or not at all.

    It holds everything, TLP:RED too, so that only its owner may read the file; but not by what marks
    one could tell on that day who searched in vain (sharing/search/unanswered.py).
    """
    if target.exists():
        raise CommandError(f"{target} exists already: a backup never overwrites another.")
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f".{target.name}.{os.getpid()}")
    unfinished.touch(mode=0o600, exist_ok=False)
    try:
        if connection.vendor == "sqlite":
            copy_sqlite(sqlite_path(), unfinished)
            forget_marks(unfinished)
        else:
            marks = f'--exclude-table-data="{marks_table()}"'
            run_postgres("pg_dump", "--format=custom", f"--file={unfinished}", marks)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def marks_table() -> str:
    return settings.CACHES["empty searches"]["LOCATION"]


def forget_marks(path: Path) -> None:
    """Empty this table in a SQLite file, also where the file holds what was deleted from it before."""
    database = sqlite3.connect(path, isolation_level=None)
    try:
        tables = database.execute("SELECT name FROM sqlite_master WHERE name = ?", [marks_table()])
        if tables.fetchone():
            database.execute(f'DELETE FROM "{marks_table()}"')  # noqa: S608 our own setting
            database.execute("VACUUM")
    finally:
        database.close()


def read_backup(source: Path) -> None:
    """Make the database what it was when `source` was written. Nothing of today's stays."""
    if not source.is_file():
        raise CommandError(f"There is no backup at {source}.")
    with source.open("rb") as file:
        magic = file.read(16)
    connection.close()
    if connection.vendor == "sqlite":
        if magic != SQLITE_MAGIC:
            raise CommandError("This is no backup of a SQLite database.")
        require_sound(source)
        copy_sqlite(source, sqlite_path())
    else:
        if not magic.startswith(POSTGRES_MAGIC):
            raise CommandError("This is no backup of a PostgreSQL database.")
        replace_postgres(source)


def replace_postgres(source: Path) -> None:
    """Drop every table and read the backup, in one transaction: all of it happens or nothing.

    (pg_restore's own --clean leaves the tables that were made after the backup.)
    """
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "backup.sql"
        run_postgres("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(source))
        run_postgres(
            "psql",
            "--quiet",
            "--no-psqlrc",
            "--set=ON_ERROR_STOP=1",
            "--single-transaction",
            f"--command={drop_every_table()}",
            f"--file={script}",
        )


def drop_every_table() -> str:
    quote = connection.ops.quote_name
    names = ", ".join(quote(name) for name in connection.introspection.table_names())
    connection.close()
    return f"DROP TABLE IF EXISTS {names} CASCADE" if names else "SELECT"


def sqlite_path() -> Path:
    return Path(connection.settings_dict["NAME"])


def copy_sqlite(source: Path, target: Path) -> None:
    """SQLite's own online copy: one moment of the database, its log included."""
    with sqlite3.connect(source, timeout=60) as old, sqlite3.connect(target, timeout=60) as new:
        old.backup(new)
    old.close()
    new.close()


def require_sound(source: Path) -> None:
    database = sqlite3.connect(f"file:{source}?mode=ro", uri=True)
    try:
        answer = database.execute("PRAGMA quick_check").fetchone()[0]
    except sqlite3.DatabaseError as error:
        answer = str(error)
    finally:
        database.close()
    if answer != "ok":
        raise CommandError(f"This backup is damaged: {answer}.")


def run_postgres(program: str, *arguments: str) -> str:
    """What one of PostgreSQL's own programs says about our database; the password goes by the environment, not the list."""
    path = postgres_program(program)
    database = connection.get_connection_params()
    environment = {**os.environ, "PGDATABASE": database["dbname"]}
    for variable, name in [
        ("PGHOST", "host"),
        ("PGPORT", "port"),
        ("PGUSER", "user"),
        ("PGPASSWORD", "password"),
        ("PGSSLMODE", "sslmode"),
    ]:
        if database.get(name):
            environment[variable] = str(database[name])
    done = subprocess.run([path, *arguments], env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        raise CommandError(f"{program} failed:\n{done.stderr}")
    return done.stdout


def postgres_program(name: str) -> str:
    """The newest such program: it must not be older than the server."""
    folders = Path("/usr/lib/postgresql").glob("*/bin")
    newest = sorted(folders, key=lambda folder: float(folder.parent.name), reverse=True)
    found = shutil.which(name, path=os.pathsep.join(map(str, newest))) or shutil.which(name)
    if not found:
        raise CommandError(f"{name} is not here. Debian: apt-get install postgresql-client.")
    return found
