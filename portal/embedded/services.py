"""Which services run embedded, and under which addresses and passwords the portal finds them."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from portal.embedded import engine, ports, postgresql, roles, valkey
from portal.embedded.folder import Folder
from portal.embedded.parts import Part


@dataclass(frozen=True)
class Services:
    """``addresses`` holds the URLs of embedded services only; the rest is in the environment."""

    parts: tuple[Part, ...]
    addresses: Mapping[str, str]
    postgresql_port: int | None = None


def is_set(name: str) -> bool:
    return bool(os.environ.get(name) or os.environ.get(f"{name}_FILE"))


def prepare(folder: Folder, secrets: dict[str, str]) -> Services:
    """Write the configuration of every service whose URL nobody set."""
    parts: list[Part] = []
    addresses: dict[str, str] = {}
    postgresql_port = None
    if not is_set("DATABASE_URL"):
        postgresql_port = ports.choose()
        parts.append(postgresql.prepare(folder, postgresql_port, secrets["postgresql_superuser"]))
        addresses |= _postgresql_addresses(postgresql_port, secrets)
    if not is_set("REDIS_URL"):
        port = ports.choose()
        parts.append(valkey.prepare(folder, port, secrets["valkey"]))
        addresses["REDIS_URL"] = f"redis://:{secrets['valkey']}@{ports.LOOPBACK}:{port}/0"
    if not is_set("CLICKHOUSE_URL"):
        port = ports.choose()
        parts.append(engine.prepare(folder, port, secrets))
        addresses |= _clickhouse_addresses(port, secrets)
    return Services(tuple(parts), addresses, postgresql_port)


def _postgresql_addresses(port: int, secrets: dict[str, str]) -> dict[str, str]:
    place = f"{ports.LOOPBACK}:{port}/{roles.DATABASE}"
    return {
        "DATABASE_URL": f"postgresql://{roles.APP}:{secrets['postgresql_app']}@{place}",
        "DATABASE_OWNER_URL": f"postgresql://{roles.OWNER}:{secrets['postgresql_owner']}@{place}",
    }


def _clickhouse_addresses(port: int, secrets: dict[str, str]) -> dict[str, str]:
    return {
        "CLICKHOUSE_URL": engine.url("writer", port, secrets),
        "CLICKHOUSE_READER_URL": engine.url("reader", port, secrets),
        "CLICKHOUSE_KEEPER_URL": engine.url("keeper", port, secrets),
    }
