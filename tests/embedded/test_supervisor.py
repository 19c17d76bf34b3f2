"""The supervisor with its services alone: killed parts come back, nothing is left behind, data stays."""

import os
import signal
import socket
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from tests.support import running
from tests.support.running import Supervisor

ARGUMENTS = ("--services-only", "--empty")
READY = "ready services"
SERVICES = ("postgresql", "valkey", "event-engine")


@pytest.fixture(scope="module")
def var() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="lantern-run-", ignore_cleanup_errors=True) as directory:
        yield Path(directory) / "var"


@pytest.fixture(scope="module")
def supervisor(var: Path) -> Iterator[Supervisor]:
    started = running.start(var, *ARGUMENTS, until=READY)
    yield started
    started.stop_at_once()


def ask_postgresql(supervisor: Supervisor, statement: str) -> object:
    url = supervisor.environment["DATABASE_OWNER_URL"]
    with psycopg.connect(url, connect_timeout=5, autocommit=True) as connection:
        cursor = connection.execute(statement)
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


def listening(pid: int) -> set[str]:
    connections = psutil.Process(pid).net_connections(kind="inet")
    return {connection.laddr.ip for connection in connections if connection.status == psutil.CONN_LISTEN}


def lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.mark.parametrize("part", SERVICES)
def test_a_killed_part_is_said_and_comes_back(supervisor: Supervisor, part: str) -> None:
    others = {name: supervisor.pid_of(name) for name in SERVICES if name != part}
    said = len(supervisor.lines)
    pid = supervisor.kill(part)
    supervisor.wait_for(f"{part} (process {pid}) was killed by SIGKILL", since=said, timeout_s=15)
    supervisor.wait_for(f"{part} runs again", since=said, timeout_s=60)
    assert supervisor.pid_of(part) != pid
    assert {name: supervisor.pid_of(name) for name in others} == others
    assert ask_postgresql(supervisor, "SELECT 1") == 1
    assert redis.Redis.from_url(supervisor.environment["REDIS_URL"]).ping()


def test_committed_rows_survive_kill_9_of_postgresql(supervisor: Supervisor) -> None:
    ask_postgresql(supervisor, "CREATE TABLE IF NOT EXISTS kept (n int)")
    ask_postgresql(supervisor, "INSERT INTO kept VALUES (7)")
    said = len(supervisor.lines)
    supervisor.kill("postgresql")
    supervisor.wait_for("postgresql runs again", since=said, timeout_s=60)
    assert ask_postgresql(supervisor, "SELECT max(n) FROM kept") == 7


def test_secrets_are_private_and_on_no_command_line(supervisor: Supervisor, var: Path) -> None:
    secrets = supervisor.folder.secrets
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o600
    values = [word for word in secrets.read_text(encoding="utf-8").split('"') if len(word) == 64]
    assert len(values) >= 8
    family = [psutil.Process(supervisor.pid), *psutil.Process(supervisor.pid).children(recursive=True)]
    spoken = " ".join(map(_command_line, family))
    assert "postgres" in spoken
    assert not [value for value in values if value in spoken]


def _command_line(process: psutil.Process) -> str:
    """Empty for one that has ended since, such as PostgreSQL's for a connection."""
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return ""


def test_services_listen_on_loopback_only(supervisor: Supervisor) -> None:
    assert {address for name in SERVICES for address in listening(supervisor.pid_of(name))} == {"127.0.0.1"}


def test_services_refuse_a_wrong_password(supervisor: Supervisor) -> None:
    environment = supervisor.environment
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(environment["DATABASE_URL"].replace("lantern_app:", "lantern_app:x"))
    with pytest.raises(redis.AuthenticationError):
        redis.Redis.from_url(environment["REDIS_URL"].replace("redis://:", "redis://:x")).ping()


def test_a_second_supervisor_on_the_folder_is_refused(supervisor: Supervisor, var: Path) -> None:
    second = Supervisor(var, *ARGUMENTS)
    second.wait_for("already runs on")
    assert second.wait() == 1
    assert ask_postgresql(supervisor, "SELECT 1") == 1


def test_interrupting_stops_everything_and_the_next_start_finds_the_data(tmp_path: Path) -> None:
    var = tmp_path / "var"
    first = running.start(var, *ARGUMENTS, until=READY)
    ask_postgresql(first, "CREATE TABLE kept AS SELECT 42 AS n")
    family = psutil.Process(first.pid).children(recursive=True)
    assert first.stop(signal.SIGINT) == 0
    assert not psutil.wait_procs(family, timeout=15)[1]
    stopped = [line.split()[0] for line in first.lines if line.endswith("stopped")]
    assert stopped[-1] == "postgresql"
    assert "database system is shut down" in first.log("postgresql")
    second = running.start(var, *ARGUMENTS, until=READY)
    try:
        assert ask_postgresql(second, "SELECT n FROM kept") == 42
    finally:
        second.stop()


def test_killing_the_supervisor_leaves_nothing_behind(tmp_path: Path) -> None:
    var = tmp_path / "var"
    first = running.start(var, *ARGUMENTS, until=READY)
    # A part that ignores the kernel's signal must be found by the next start.
    stubborn = first.pid_of("valkey")
    os.kill(stubborn, signal.SIGSTOP)
    family = psutil.Process(first.pid).children(recursive=True)
    first.stop(signal.SIGKILL)
    second = running.start(var, *ARGUMENTS, until=READY)
    try:
        assert [process for process in family if lives(process)] == []
        assert ask_postgresql(second, "SELECT 1") == 1
    finally:
        second.stop()


def test_demonstration_refuses_to_listen_on_a_network(tmp_path: Path) -> None:
    refused = Supervisor(tmp_path / "var", settings={"LANTERN_HOST": "0.0.0.0"})  # noqa: S104  must be refused
    refused.wait_for("known passwords")
    assert refused.wait() == 1


def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = Supervisor(tmp_path / "var", "--empty", settings={"LANTERN_PORT": str(port)})
        line = refused.wait_for(f"Port {port}")
    assert "LANTERN_PORT=" in line
    assert refused.wait() == 1
