"""Passwords of the embedded services and the site's secret key, made once and kept 0600."""

import json
import secrets

from portal.embedded.console import CannotStart
from portal.embedded.folder import Folder, write_private_json

# Hexadecimal survives every quoting rule on its way: URLs, SQL literals, configuration files.
SECRET_BYTES = 32
NAMES = (
    "site_key",
    "masking_key",
    "postgresql_superuser",
    "postgresql_owner",
    "postgresql_app",
    "valkey",
    "clickhouse_writer",
    "clickhouse_reader",
    "clickhouse_keeper",
)


def load_or_create(folder: Folder) -> dict[str, str]:
    """The secrets by name; a name added by a newer release is made on the way."""
    try:
        kept = json.loads(folder.secrets.read_text(encoding="utf-8"))
    except FileNotFoundError:
        kept = {}
    except (OSError, ValueError) as error:
        raise CannotStart(f"{folder.secrets} cannot be read, and the data needs it: {error}") from error
    missing = [name for name in NAMES if not kept.get(name)]
    if not missing:
        return dict(kept)
    _refuse_to_orphan_data(folder, kept)
    kept.update({name: secrets.token_hex(SECRET_BYTES) for name in missing})
    write_private_json(folder.secrets, kept)
    return dict(kept)


def _refuse_to_orphan_data(folder: Folder, kept: dict[str, str]) -> None:
    if not kept and (folder.postgresql / "PG_VERSION").exists():
        raise CannotStart(
            f"{folder.secrets} is missing, yet {folder.postgresql} holds a database that only it can open. "
            "Put the file back, or name an empty folder with LANTERN_VAR."
        )
