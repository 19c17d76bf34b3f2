"""What is to be replaced, and replacing it."""

from collections.abc import Iterable
from typing import NamedTuple


class Edit(NamedTuple):
    """``token`` goes in place of the bytes from ``start`` to ``end``, between ``before`` and ``behind`` where JSON needs them.

    ``plain`` is the value in its one spelling, which the token was made of; ``within`` are those of edits that it stands for.
    """

    start: int
    end: int
    kind: str
    token: bytes
    plain: bytes
    before: bytes = b""
    behind: bytes = b""
    personal: bool = False
    within: tuple[bytes, ...] = ()


def applied(body: bytes, edits: Iterable[Edit]) -> bytes:
    """``edits`` ascend and do not overlap."""
    whole = memoryview(body)  # a batch has megabytes: they are copied once, by the join
    pieces: list[bytes | memoryview] = []
    done = 0
    for edit in edits:
        pieces += [whole[done : edit.start], edit.before, edit.token, edit.behind]
        done = edit.end
    pieces.append(whole[done:])
    return b"".join(pieces)
