"""What machines send as lines, judged by its first bytes as files are: what is no log is refused, and that is recorded.

A machine's request has no name, and nothing is unpacked but its Content-Encoding: what an upload would unpack is
refused here with what to do instead.
"""

from collections.abc import Iterable, Iterator
from zlib import crc32

from django.http import HttpRequest

from ingestion.receive.errors import WrongKind
from ingestion.receive.sniff import ARCHIVES, HEAD, NAMES, PACKED, kind_of, peek
from ingestion.sources.models import IngestToken
from portal.accounts.address import client_address
from portal.audit import events
from portal.audit.seldom import QUIET_S, first_lately

ENCODINGS = {"", "identity"}


def looked_at(
    chunks: Iterable[bytes], request: HttpRequest, token: IngestToken, *, at: str
) -> Iterator[bytes]:
    """The same bytes, which ``request`` brought and which are decoded; raises ``WrongKind`` when they are asked for."""
    head, whole = peek(chunks)
    look(head, request, token, at=at)
    yield from whole


def look(head: bytes, request: HttpRequest, token: IngestToken, *, at: str) -> None:
    """Raise ``WrongKind`` unless ``head`` begins a log. What is strange about it is recorded either way."""
    try:
        flag = _strange(head[:HEAD], request.headers.get("Content-Encoding", ""))
    except WrongKind as problem:
        _record(request, token, at, problem.code, str(problem))
        raise
    if flag:
        _record(request, token, at, "flagged", flag)


def _strange(head: bytes, encoding: str) -> str:
    try:
        kind = kind_of(head, "")
    except WrongKind as problem:
        raise WrongKind(f"{problem} Nothing of it was taken: send a log, as text.") from None
    if kind.name in PACKED and encoding.lower() in ENCODINGS:
        raise WrongKind(
            f"This is {NAMES[kind.name]}, and nothing says so. Send it with Content-Encoding: {kind.name}."
        )
    if kind.name in PACKED:
        raise WrongKind(f"This is {NAMES[kind.name]} more than once. Pack it once.")
    if kind.name in ARCHIVES:
        raise WrongKind(
            f"This is {NAMES[kind.name]}. Unpack it and send the files in it, or upload it on the source's page."
        )
    return kind.flag


def _record(request: HttpRequest, token: IngestToken, at: str, code: str, why: str) -> None:
    """At most one event a minute for each token and reason: senders repeat what is refused."""
    if not first_lately(f"ingest-kind:{token.pk}:{crc32(why.encode())}"):
        return
    events.record(
        "upload_validation",
        outcome=events.FAILURE,
        actor_name=token.prefix,
        address=client_address(request),
        user_agent=request.headers.get("User-Agent", ""),
        object_label=token.source.slug,
        detail={"code": code, "why": why, "at": at, "repeats_not_recorded_for_s": QUIET_S},
    )
