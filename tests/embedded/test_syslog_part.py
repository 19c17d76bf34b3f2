"""The syslog receiver is a part of ./run when one of its ports is set, and only then."""

from pathlib import Path

import pytest

from portal.embedded.folder import Folder
from portal.embedded.site import SYSLOG_PORTS, Site


def parts_with(environment: dict[str, str]) -> list[str]:
    return [part.name for part in Site(Folder(Path("/x")), "127.0.0.1", 1, environment).parts()]


def test_no_port_no_part() -> None:
    assert "syslog" not in parts_with({})
    assert "syslog" not in parts_with({"LANTERN_SYSLOG_TCP_PORT": "0", "LANTERN_SYSLOG_UDP_PORT": ""})


@pytest.mark.parametrize("port", SYSLOG_PORTS)
def test_any_port_starts_it_without_the_owners_login(port: str) -> None:
    environment = {port: "5514", "DATABASE_OWNER_URL": "x", "CLICKHOUSE_KEEPER_URL": "x"}
    site = Site(Folder(Path("/x")), "127.0.0.1", 1, environment)
    (part,) = [part for part in site.parts() if part.name == "syslog"]
    assert part.environment == {port: "5514"}
