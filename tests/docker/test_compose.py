"""The compose file: hardened services, known variables, secrets that exist and come from files."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
DOCKER = ROOT / "docker"
COMPOSE: dict[str, Any] = yaml.safe_load((DOCKER / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
LASTING = [name for name, service in SERVICES.items() if service["restart"] != "no"]
OURS = [name for name, service in SERVICES.items() if service["image"] == "lantern"]
READ = re.compile(r'env\.(?:text|required|flag|number|words)\(\s*"([A-Z_]+)"')
# The images' own variables, by service; everything else must be one that our settings read.
OF_THE_IMAGES = {
    "postgresql": {"POSTGRES_USER", "POSTGRES_PASSWORD_FILE", "POSTGRES_DB", "POSTGRES_INITDB_ARGS"},
    "clickhouse": {"CLICKHOUSE_SKIP_USER_SETUP"},
    "seal-worker": {"MALLOC_MMAP_MAX_"},  # glibc's
}


def settings_read() -> set[str]:
    names = set(READ.findall((ROOT / "portal/settings.py").read_text(encoding="utf-8")))
    return names | {f"{name}_FILE" for name in names}


def test_the_parts_of_the_design_are_there() -> None:
    assert set(SERVICES) >= {
        "postgresql",
        "valkey",
        "clickhouse",
        "web",
        "seal-worker",
        "worker",
        "beat",
        "syslog",
        "proxy",
    }


@pytest.mark.parametrize("name", SERVICES)
def test_service_is_hardened(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert "privileged" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    uid = int(str(service["user"]).split(":")[0])
    assert uid > 0


@pytest.mark.parametrize("name", LASTING)
def test_service_has_a_health_check(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}
    assert SERVICES[name]["healthcheck"]["retries"] > 0


@pytest.mark.parametrize("name", SERVICES)
def test_every_variable_is_one_that_is_read(name: str) -> None:
    unknown = set(SERVICES[name].get("environment", {})) - OF_THE_IMAGES.get(name, set())
    assert unknown <= (settings_read() if name in OURS else set())


@pytest.mark.parametrize("name", SERVICES)
def test_secrets_are_files_that_the_service_is_given(name: str) -> None:
    service = SERVICES[name]
    given = set(service.get("secrets", []))
    assert given <= set(COMPOSE["secrets"])
    for variable, value in service.get("environment", {}).items():
        if variable.endswith("_FILE"):
            assert Path(value).parent == Path("/run/secrets")
            assert Path(value).name in given
        else:
            secret = re.search(r"PASSWORD|SECRET|KEY|_URL$", variable)
            assert not secret or variable == "LANTERN_SITE_URL" or Path(value).name in given


def test_only_the_migration_holds_the_owners_login() -> None:
    assert [name for name in SERVICES if "database_owner_url" in SERVICES[name].get("secrets", [])] == [
        "migrate"
    ]
    keepers = [name for name in SERVICES if "clickhouse_keeper_url" in SERVICES[name].get("secrets", [])]
    assert keepers == ["migrate", "worker"]


def test_only_proxy_and_syslog_are_published_and_data_has_no_way_out() -> None:
    assert [name for name in SERVICES if "ports" in SERVICES[name]] == ["syslog", "proxy"]
    assert COMPOSE["networks"]["data"]["internal"] is True
    assert SERVICES["proxy"]["networks"] == ["edge"]
    assert all("edge" not in SERVICES[name]["networks"] for name in ("postgresql", "valkey", "clickhouse"))


@pytest.mark.parametrize("name", SERVICES)
def test_mounted_files_exist_and_named_volumes_are_declared(name: str) -> None:
    for mount in SERVICES[name].get("volumes", []):
        source = mount.split(":")[0]
        if source.startswith("."):
            assert (DOCKER / source).is_file()
            assert mount.endswith(":ro")
        else:
            assert source in COMPOSE["volumes"]


@pytest.mark.parametrize("name", OURS)
def test_celery_commands_serve_the_queues_that_the_site_uses(name: str) -> None:
    from portal.embedded.folder import Folder
    from portal.embedded.site import Site

    command = SERVICES[name].get("command", [])
    if "celery" not in command:
        return
    embedded = {part.name: part.command for part in Site(Folder(Path("/x")), "127.0.0.1", 1, {}).parts()}
    for option in {"--queues", "--concurrency"} & set(command):
        assert command[command.index(option) + 1] == embedded[name][embedded[name].index(option) + 1]


def test_prepare_makes_every_secret_private_and_keeps_it(tmp_path: Path) -> None:
    (tmp_path / "prepare").write_bytes((DOCKER / "prepare").read_bytes())

    def prepare() -> dict[str, bytes]:
        command = ["/bin/sh", str(tmp_path / "prepare"), "lantern.example.org"]
        subprocess.run(command, check=True, capture_output=True)
        return {path.name: path.read_bytes() for path in (tmp_path / "secrets").iterdir()}

    made = prepare()
    assert set(made) >= set(COMPOSE["secrets"])
    assert all(made.values())
    assert (tmp_path / "secrets").stat().st_mode & 0o077 == 0
    assert len({made[name] for name in made if name.startswith("postgresql_")}) == 3
    assert prepare() == made
