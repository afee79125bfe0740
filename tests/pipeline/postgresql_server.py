"""A PostgreSQL server of a test's own on loopback: an unprivileged cluster in a temporary folder, gone afterwards."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from programs import postgresql_folder
from sqlalchemy import URL, create_engine, inspect, text


@dataclass(frozen=True)
class Database:
    """A running server with one database."""

    folder: Path
    variables: Mapping[str, str]
    """What programs of PostgreSQL, and deploy/dagster.yaml, read of the environment."""

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        with closing(self._connection()) as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    @property
    def tables(self) -> list[str]:
        """The tables that lie in it."""
        with closing(self._connection()) as connection:
            return inspect(connection).get_table_names()

    def cells(self) -> Iterator[tuple[str, bytes]]:
        """Every cell of every table, and of the statistics that the server keeps of them."""
        for table in (*self.tables, "pg_stats"):
            for row in self.rows(f"SELECT * FROM {table}"):
                for cell in row:
                    yield table, bytes(cell) if isinstance(cell, memoryview | bytes) else str(cell).encode()

    def files(self) -> Iterator[tuple[str, bytes]]:
        """The bytes that the tables have on the disk, those of their indexes and long texts included."""
        self.rows("CHECKPOINT; SELECT 1")
        kept = self.rows(
            "WITH own AS (SELECT oid, reltoastrelid FROM pg_class WHERE relnamespace = 'public'::regnamespace) "
            "SELECT relname, pg_relation_filepath(oid) FROM pg_class WHERE relkind IN ('r', 'i', 't') "
            "AND (oid IN (SELECT oid FROM own) OR oid IN (SELECT reltoastrelid FROM own))"
        )
        for name, path in kept:
            yield name, (self.folder / "data" / path).read_bytes()

    def _connection(self) -> Any:
        named = {name.removeprefix("PG").lower(): value for name, value in self.variables.items()}
        url = URL.create(
            "postgresql+psycopg2",
            named["user"],
            named["password"],
            named["host"],
            int(named["port"]),
            named["database"],
        )
        return create_engine(url, isolation_level="AUTOCOMMIT").connect()


@contextmanager
def postgresql() -> Iterator[Database]:
    """A server that asks for a password, for as long as the block takes."""
    programs, folder = postgresql_folder(), Path(tempfile.mkdtemp(prefix="infopos-postgresql-"))
    # The server refuses to be root's; Debian's package makes this user.
    user: dict[str, Any] = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.getuid() == 0 else {}
    password = secrets.token_hex(16)
    (folder / "password").write_text(password, encoding="ascii")
    if user:
        for path in (folder, folder / "password"):
            shutil.chown(path, "postgres", "postgres")
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [programs / program, "--pgdata", folder / "data", *arguments],
            cwd="/",
            stdout=subprocess.DEVNULL,
            check=True,
            **user,
        )

    settings = {"listen_addresses": "127.0.0.1", "port": port, "unix_socket_directories": "", "fsync": "off"}
    try:
        run("initdb", "--username=infopos", "--auth=scram-sha-256", f"--pwfile={folder / 'password'}", "--no-sync")
        options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
        run("pg_ctl", "--wait", f"--log={folder / 'log'}", f"--options={options}", "start")
        variables = {"PGHOST": "127.0.0.1", "PGPORT": str(port), "PGDATABASE": "postgres", "PGUSER": "infopos"}
        yield Database(folder, {**variables, "PGPASSWORD": password})
    finally:
        if (folder / "data" / "postmaster.pid").exists():
            run("pg_ctl", "--mode=immediate", "stop")
        shutil.rmtree(folder)
