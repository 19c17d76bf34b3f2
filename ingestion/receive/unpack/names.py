"""Names that came from outside: shown, never opened."""

import re

from ingestion.receive.errors import WrongKind

DRIVE = re.compile(r"[A-Za-z]:")
LONGEST = 255


class UnsafeMember(WrongKind):
    """A member that no log archive needs: a path that leads out of it, a link, a device, something encrypted."""

    code = "unsafe_member"


def presentable(name: str) -> str:
    """A name without control characters, at most 255 of them, the end of a longer one because it tells more."""
    shown = "".join(letter if letter.isprintable() else "\ufffd" for letter in name).strip()
    return shown[-LONGEST:] or "unnamed"


def last_part(filename: str) -> str:
    """The last part of a name that a browser or shell gave."""
    return presentable(filename.replace("\\", "/").rsplit("/", 1)[-1])


def require_inside(name: str) -> None:
    """Raise ``UnsafeMember`` for a path that would lead out of the folder it is unpacked into."""
    path = name.replace("\\", "/")
    if path.startswith("/") or DRIVE.match(path):
        raise UnsafeMember("Its path is absolute.")
    if ".." in path.split("/"):
        raise UnsafeMember("Its path leads out of the archive.")
