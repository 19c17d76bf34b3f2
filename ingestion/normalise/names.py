"""What senders call things in JSON, and the ECS column each name means.

Each row begins with the ECS name. When a record says one thing under two names, the first in the record becomes the
column, and the other stays among the record's own fields, as does a value that does not fit its column.
"""

from collections.abc import Mapping

TIME = "@timestamp"
TEXTS: dict[str, tuple[str, ...]] = {
    "@timestamp": (
        "timestamp", "time", "ts", "datetime", "eventTime", "event_time", "_time", "date", "event.created", "@t",
    ),
    "event.id": ("_id", "event_id", "eventID"),
    "event.action": ("event", "action", "eventName", "event_name"),
    "event.category": ("category",),
    "event.outcome": ("outcome", "result"),
    "log.level": ("level", "severity", "loglevel", "log_level", "lvl", "severity_text", "@l"),
    "user.name": ("user", "username", "user_name", "userid", "user_id", "actor"),
    "source.ip": (
        "source.address", "client.ip", "client.address", "source_ip", "src_ip", "client_ip", "clientip",
        "remote_addr", "remote_ip", "ip",
    ),
    "host.name": ("host", "hostname", "host_name", "host.hostname", "computer"),
    "service.name": ("service", "app", "application", "appid", "service_name"),
    "process.name": ("process", "program"),
    "url.path": ("path", "request_path"),
    "url.original": ("url", "request_uri", "uri"),
    "http.request.method": ("method", "request_method", "http_method", "verb"),
    "user_agent.original": ("user_agent", "useragent", "http_user_agent", "agent"),
    "trace.id": ("trace_id", "traceId", "traceid", "request_id", "requestId", "correlation_id", "interactionid"),
    "message": ("msg", "short_message", "description", "text", "body", "@m", "@mt"),
}  # fmt: skip
NUMBERS: dict[str, tuple[str, ...]] = {
    "source.port": ("client.port", "source_port", "src_port", "client_port"),
    "process.pid": ("pid",),
    "http.response.status_code": ("status", "status_code", "http_status"),
    "http.response.body.bytes": ("bytes", "bytes_sent", "body_bytes_sent", "response_size"),
}
ALIASES = {**TEXTS, **NUMBERS}
TIMES = frozenset((TIME, *TEXTS[TIME]))
# Objects whose members are looked at by their dotted name.
PARENTS = (
    "event", "log", "user", "source", "client", "host", "service", "process", "url", "http", "user_agent", "trace",
)  # fmt: skip
INNER_PARENTS = ("http.request", "http.response", "http.response.body")


def timed(said: Mapping[str, object]) -> dict[str, object]:
    """With what the record calls its time, the first of such names in it, as ``@timestamp``."""
    if TIMES.isdisjoint(said):
        return dict(said)
    name = next((name for name, value in said.items() if name in TIMES and value not in (None, "")), TIME)
    return {TIME: said.get(name, ""), **{other: value for other, value in said.items() if other != name}}
