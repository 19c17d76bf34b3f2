"""Which formats a sender or a person may name."""

from ingestion.receive.errors import UnknownFormat

# Replaced by the registry.
NAMES = {"ndjson": "JSON lines", "syslog": "Syslog", "combined": "Combined", "plain": "Plain lines"}


def choices() -> list[tuple[str, str]]:
    """``(name, label)`` for a form, "recognise it" first."""
    return [("", "Recognise it from the content"), *NAMES.items()]


def require_known(name: str) -> str:
    """``name`` itself, which may be empty for "recognise it"; raises ``UnknownFormat``."""
    if name and name not in NAMES:
        raise UnknownFormat(
            f"There is no format {name[:40]!r}. Known: {', '.join(sorted(NAMES))}. Leave it out to have it recognised."
        )
    return name
