"""What senders ask of an Elasticsearch before they send: who it is, whether it is well, whether its templates are there.

The answers say yes to everything that a sender would otherwise set up, since nothing needs setting up here, and
give no record out.
"""

from django.http import HttpRequest, HttpResponse

from ingestion.receive.bulk import refusal, said, token_of
from ingestion.receive.dialect import speaks
from ingestion.receive.errors import ReceiveProblem

VERSION = "8.19.0"  # whose requests are understood; senders choose their requests by it
NAME = "lantern"
INFO: dict[str, object] = {
    "name": NAME,
    "cluster_name": NAME,
    "cluster_uuid": "bGFudGVybi1pbmdlc3Qtb24",
    "version": {
        "number": VERSION,
        "build_flavor": "default",
        "build_type": "docker",
        "build_hash": "0" * 40,
        "build_date": "2026-01-01T00:00:00.000000000Z",
        "build_snapshot": False,
        "lucene_version": "9.12.2",
        "minimum_wire_compatibility_version": "7.17.0",
        "minimum_index_compatibility_version": "7.0.0",
    },
    "tagline": "You Know, for Search",
}
LICENCE = {"uid": NAME, "type": "basic", "mode": "basic", "status": "active"}
# Filebeat wants the last two, and sends as it is where it may not manage life cycles.
FEATURES = {"ilm": {"available": True, "enabled": True}, "security": {"available": True, "enabled": True}}
HEALTH: dict[str, object] = {
    "cluster_name": NAME, "status": "green", "timed_out": False, "number_of_nodes": 1, "number_of_data_nodes": 1,
    "active_primary_shards": 1, "active_shards": 1, "relocating_shards": 0, "initializing_shards": 0,
    "unassigned_shards": 0, "number_of_pending_tasks": 0, "number_of_in_flight_fetch": 0,
    "task_max_waiting_in_queue_millis": 0, "active_shards_percent_as_number": 100.0,
}  # fmt: skip
SET_UP = (
    "_index_template/", "_component_template/", "_template/", "_ilm/", "_ingest/pipeline/", "_data_stream/",
    "_alias/", "_plugins/_ism/", "_cluster/settings",
)  # fmt: skip


@speaks(refusal)
def root(request: HttpRequest) -> HttpResponse:
    token_of(request)
    return said(INFO)


@speaks(refusal)
def asked(request: HttpRequest, path: str) -> HttpResponse:
    """Any other request below the base; what would read or change records is refused with 400."""
    token_of(request)
    known: dict[str, dict[str, object]] = {
        "_license": {"license": LICENCE},
        "_xpack": {"license": LICENCE, "features": FEATURES},
        "_cluster/health": HEALTH,
        "_nodes/http": _nodes(request),
        "_nodes/_all/http": _nodes(request),
        "_nodes": _nodes(request),
    }
    if path in known and request.method in {"GET", "HEAD"}:
        return said(known[path])
    if path.startswith(SET_UP) or _is_index(path):
        return said({} if request.method in {"GET", "HEAD"} else {"acknowledged": True, "index": path})
    raise ReceiveProblem(
        f"Records are taken here and not given out: {request.method} {path[:100]} is not answered."
    )


def _is_index(path: str) -> bool:
    """Senders look whether an index is there, or make it."""
    return "/" not in path and not path.startswith("_")


def _nodes(request: HttpRequest) -> dict[str, object]:
    """One node, at the address that the sender used: a sender that sniffs stays where it is."""
    here = {"bound_address": [request.get_host()], "publish_address": request.get_host()}
    node = {"name": NAME, "version": VERSION, "roles": ["ingest", "data"], "http": here}
    return {"_nodes": {"total": 1, "successful": 1, "failed": 0}, "cluster_name": NAME, "nodes": {NAME: node}}
