"""Which formats a sender or a person may name."""

from ingestion.formats import FORMATS, titles
from ingestion.receive.errors import UnknownFormat


def choices(of_source: str = "") -> list[tuple[str, str]]:
    """``(name, title)`` for a form: what holds when none is named first, the others as people look them up."""
    listed = sorted(titles().items(), key=lambda one: one[1].casefold())
    fixed = titles().get(of_source)
    return [("", f"As the source says: {fixed}" if fixed else "Recognise it from the content"), *listed]


def require_known(name: str) -> str:
    """``name`` itself, which may be empty for "recognise it"; raises ``UnknownFormat``."""
    if name and name not in FORMATS:
        known = ", ".join(sorted(FORMATS))
        raise UnknownFormat(
            f"There is no format {name[:40]!r}. Known: {known}. Leave it out to have it recognised."
        )
    return name
