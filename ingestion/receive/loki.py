"""Loki's push API, /loki/api/v1/push: JSON, or protobuf in snappy. Labels become fields.

An entry whose line is a JSON object keeps that object's members as its own fields; any other line is the message.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from ingestion.receive.dialect import speaks, take, whole_body
from ingestion.receive.errors import EmptyBody, ReceiveProblem
from ingestion.receive.loki_message import Entry, Stream, from_json, from_protobuf, unsnappy
from ingestion.receive.records import Gathered, Unusable, looks_like_object, record, spliced
from ingestion.receive.senders import authenticate

SCHEMES = ("basic", "bearer")
# Labels that agents set, by the ECS name of what they say. The rest is kept as labels.NAME.
NAMES = {
    "host": "host.name", "hostname": "host.name", "nodename": "host.name", "instance": "host.name",
    "service_name": "service.name", "app": "service.name", "job": "service.name",
    "level": "log.level", "detected_level": "log.level", "severity": "log.level",
    "filename": "log.file.path", "namespace": "kubernetes.namespace", "pod": "kubernetes.pod.name",
    "container": "container.name", "trace_id": "trace.id", "traceID": "trace.id",
}  # fmt: skip


def refusal(problem: ReceiveProblem) -> HttpResponse:
    """Loki answers in plain text."""
    answer = HttpResponse(f"{problem}\n", status=problem.status, content_type="text/plain; charset=utf-8")
    if problem.status == 401:
        answer["WWW-Authenticate"] = 'Basic realm="Lantern ingest"'
    return answer


@speaks(refusal)
@require_http_methods(["POST"])
def push(request: HttpRequest) -> HttpResponse:
    """204 when all is taken; with lines that are too long, the others are taken and 400 says how many were not."""
    token = authenticate(request, SCHEMES, at="Loki push")
    records, bad = _judged(*_streams(request))
    if not records and not bad:
        raise EmptyBody("There are no entries in it.")
    if records:
        take(request, token, records, how="loki")
    if bad:
        raise ReceiveProblem(f"{len(bad)} of {len(records) + len(bad)} entries were not taken: {bad[0]}")
    return HttpResponse(status=204)


def _streams(request: HttpRequest) -> tuple[Iterator[Stream], int]:
    """And the bytes that they came in, uncompressed."""
    if request.content_type == "application/json":
        body = whole_body(request)
        return from_json(body), len(body)
    encoding = request.headers.get("Content-Encoding", "")
    packed = whole_body(request, "" if encoding == "snappy" else encoding)
    body = unsnappy(packed, settings.MAX_DOCUMENT_BYTES)
    return from_protobuf(body), len(body)


def _judged(streams: Iterable[Stream], size: int) -> tuple[list[bytes], list[str]]:
    """The lines for the spool, and the reasons of those that are refused."""
    gathered, bad = Gathered(size), []
    for stream in streams:
        labels = _named(stream.labels)
        for entry in stream.entries:
            gathered.count()
            try:
                gathered.add(line_of(labels, entry))
            except Unusable as error:
                bad.append(str(error))
    return gathered.records, bad


def line_of(labels: dict[str, object], entry: Entry) -> bytes:
    facts = {"@timestamp": entry.nanoseconds, **labels}
    facts |= _named(entry.metadata, "metadata", facts)
    if looks_like_object(entry.line):
        return spliced(facts, entry.line.encode())
    return record({**facts, "message": entry.line})


def _named(
    said: Mapping[str, object], part: str = "labels", taken: Collection[str] = ()
) -> dict[str, object]:
    """ECS names for what is known; the first that says a thing names it, and the rest is kept under ``part``."""
    named: dict[str, object] = {}
    for label, value in said.items():
        name = NAMES.get(label, "")
        if not name or name in named or name in taken:
            name = f"{part}.{label}"
        named[name] = value
    return named
