"""Typed reads of the process environment.

Every setting may come as ``NAME`` or, for secrets kept in files, as ``NAME_FILE``.
A value that cannot be understood stops the process with a sentence that names it.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


def text(name: str, default: str = "", *, source: Mapping[str, str] = os.environ) -> str:
    """The value of ``name``, or the content of the file that ``name_FILE`` points to."""
    path = source.get(f"{name}_FILE", "")
    if not path:
        return source.get(name, default)
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{name}_FILE points to {path}, which cannot be read: {error}.") from error


def required(name: str, hint: str) -> str:
    value = text(name)
    if not value:
        raise ImproperlyConfigured(f"{name} is not set. {hint}")
    return value


def flag(name: str, default: bool = False) -> bool:
    value = text(name, "1" if default else "0").lower()
    if value not in TRUE | FALSE:
        raise ImproperlyConfigured(f"{name} is {value!r}; write 1 or 0.")
    return value in TRUE


def number(name: str, default: int, *, least: int = 0) -> int:
    value = text(name, str(default))
    try:
        parsed = int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is {value!r}; write a whole number.") from None
    if parsed < least:
        raise ImproperlyConfigured(f"{name} is {parsed}; the least it may be is {least}.")
    return parsed


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list, blanks dropped."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def postgresql(url: str) -> dict[str, object]:
    """A Django database entry from ``postgresql://user:password@host:port/name``.

    A socket folder may stand percent-encoded as the host, as libpq allows.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise ImproperlyConfigured("DATABASE_URL must look like postgresql://user:password@host:5432/name.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5},
    }
