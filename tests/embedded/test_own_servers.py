"""Servers named in the environment replace the embedded ones."""

import json
from pathlib import Path

import httpx
import pytest

from portal.embedded import services
from portal.embedded.folder import Folder
from tests.support import running

URLS = (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "REDIS_URL",
    "CLICKHOUSE_URL",
    "CLICKHOUSE_READER_URL",
    "CLICKHOUSE_KEEPER_URL",
)


@pytest.mark.stack
@pytest.mark.timeout(300)
def test_portal_runs_on_servers_it_did_not_start(services_folder: Path, tmp_path: Path) -> None:
    environment = json.loads(Folder(services_folder).environment.read_text(encoding="utf-8"))
    port = running.free_port()
    # One of them through a file, as secrets should arrive.
    (tmp_path / "redis").write_text(environment["REDIS_URL"] + "\n", encoding="utf-8")
    settings = {name: environment[name] for name in URLS if name != "REDIS_URL"}
    settings |= {"REDIS_URL_FILE": str(tmp_path / "redis"), "LANTERN_PORT": str(port)}
    url = f"http://127.0.0.1:{port}"
    supervisor = running.start(tmp_path / "var", "--empty", until=f"ready {url}", settings=settings)
    try:
        started = json.loads(supervisor.folder.processes.read_text(encoding="utf-8"))
        assert set(started) == {"web", "seal-worker", "worker", "beat"}
        assert httpx.get(f"{url}/readyz", timeout=60).json()["ready"] is True
    finally:
        supervisor.stop()
    assert not supervisor.folder.postgresql.exists()


@pytest.mark.parametrize("name", ["DATABASE_URL", "DATABASE_URL_FILE"])
def test_a_server_is_named_by_value_or_by_file(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert not services.is_set("DATABASE_URL")
    monkeypatch.setenv(name, "anything")
    assert services.is_set("DATABASE_URL")


@pytest.mark.stack
@pytest.mark.timeout(300)
def test_with_a_disk_that_is_nearly_full_all_but_sending_works(services_folder: Path, tmp_path: Path) -> None:
    environment = json.loads(Folder(services_folder).environment.read_text(encoding="utf-8"))
    port = running.free_port()
    settings = {name: environment[name] for name in URLS}
    settings |= {"LANTERN_PORT": str(port), "LANTERN_MIN_FREE_BYTES": str(2**60)}
    url = f"http://127.0.0.1:{port}"
    supervisor = running.start(tmp_path / "var", "--empty", until=f"ready {url}", settings=settings)
    try:
        assert [line for line in supervisor.lines if "less than LANTERN_MIN_FREE_BYTES" in line]
        answer = httpx.get(f"{url}/readyz", timeout=60)
        parts = {name for name, word in answer.json()["parts"].items() if word != "ready"}
        assert (answer.status_code, parts) == (503, {"disk"})
        assert httpx.get(url, follow_redirects=True, timeout=60).status_code == 200
    finally:
        supervisor.stop()
    supervisor = running.start(tmp_path / "demo", until="no room for the demonstration", settings=settings)
    assert supervisor.wait() == 1
