"""A record apart from its batch, for formats in which it is not simply a line: what ``Format.prepare`` gives."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Reason:
    """Why a record is in quarantine: a code for counting and a sentence for people."""

    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Record:
    """``position`` is the 0-based number of its first line, or of the record where there are no lines; they ascend.

    ``raw`` (never empty) is kept as it came. The format's expressions read ``document`` in its place when there is
    one: a JSON object, UTF-8, in ECS names. A record with a ``refusal`` is not stored but quarantined.
    """

    position: int
    raw: bytes
    document: bytes = b""
    refusal: Reason | None = None
