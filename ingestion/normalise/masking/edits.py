"""What is to be replaced, and replacing it."""

from collections.abc import Callable, Iterable
from functools import partial
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


# The plainest one: its nine members at once, in a third of the time. A batch may need a hundred thousand.
_Members = tuple[int, int, str, bytes, bytes, bytes, bytes, bool, tuple[bytes, ...]]
plain_edit: Callable[[_Members], Edit] = partial(tuple.__new__, Edit)


def applied(body: bytes, edits: Iterable[Edit]) -> bytes:
    """``edits`` ascend and do not overlap."""
    whole = memoryview(body)  # a batch has megabytes: they are copied once, by the join
    pieces: list[bytes | memoryview] = []
    done = 0
    for start, end, _, token, _, before, behind, _, _ in edits:
        pieces += (
            (whole[done:start], before, token, behind) if before or behind else (whole[done:start], token)
        )
        done = end
    pieces.append(whole[done:])
    return b"".join(pieces)
