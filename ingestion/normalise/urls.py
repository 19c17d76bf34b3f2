"""A URL's scheme, host and port as ECS names them, for formats that give the URL whole (RFC 3986)."""

import re

PARTS = re.compile(
    r"([a-z][a-z0-9+.-]{0,30})://(?:[^/@?#]*@)?(\[[0-9A-Fa-f:.]+\]|[^/:?#\s]+)(?::(\d{1,5}))?", re.IGNORECASE
)


def parts(url: str) -> dict[str, object]:
    """With ``url.original``; nothing of a text that is none."""
    found = PARTS.match(url)
    if not found:
        return {"url.original": url} if url else {}
    return {
        "url.original": url,
        "url.scheme": found[1].lower(),
        "url.domain": found[2].strip("[]"),
        "url.port": int(found[3]) if found[3] else None,
    }
