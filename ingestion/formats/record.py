"""A record apart from its batch, for formats in which it is not simply a line: what ``Format.prepare`` gives."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Reason:
    """Why a record is in quarantine: a code for counting and a sentence for people."""

    code: str
    detail: str


# Nobody changes one. It is not frozen because that would take four times as long to make, and a megabyte may hold 500,000.
@dataclass(slots=True)
class Record:
    """``position`` is the 0-based number of its first line, or of the record where there are no lines; they ascend.

    ``raw`` (never empty) is kept as it came. The format's expressions read ``document`` in its place when there is
    one: a JSON object, UTF-8, in ECS names; of a refused record it only says what values mean. ``written`` is the time as the source wrote it, when the document says it
    otherwise; ``inferred`` that a part of it was concluded. A record with a ``refusal`` is quarantined, not stored.
    ``dataset`` is the format's name where it is not the batch's.
    """

    position: int
    raw: bytes
    document: bytes = b""
    refusal: Reason | None = None
    written: str = ""
    inferred: bool = False
    dataset: str = ""
