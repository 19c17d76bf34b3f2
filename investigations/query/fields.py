"""The fields that have a column of their own, with how their values are compared.

Any other dotted name is looked up in the event's ``fields`` document. Names are ECS names, plus ours for what ECS
does not name: ``id``, ``batch``, ``source``, ``retention_class``, ``received_at``, ``severity``, ``raw``.
"""

from dataclasses import dataclass
from enum import Enum

from ingestion.normalise.odd_times import flag_sql
from investigations.query.scan import MAX_NAME, NAME


class Kind(Enum):
    """How a value is understood; ``docs/query-language.md`` says the same in words."""

    KEYWORD = "keyword"  # the whole value, without regard to case
    TEXT = "text"  # a word or phrase inside the value
    NUMBER = "number"
    SEVERITY = "severity"  # 0-7 or its name (RFC 5424, 6.2.1)
    ADDRESS = "address"  # IPv4, IPv6 or a network in CIDR notation
    TIME = "time"
    OTHER = "other"  # in the document: compared as text, and by order as numbers


@dataclass(frozen=True)
class FieldSpec:
    """``sql`` is the column, or ``made`` of others; ``present`` the condition that an event has a value there; ``limit``
    the largest number."""

    name: str
    kind: Kind
    present: str
    means: str
    limit: int = 0
    made: str = ""

    @property
    def sql(self) -> str:
        return self.made or column(self.name)


def is_field_name(name: str) -> bool:
    """Whether a query can name it; the names that senders make up can be anything at all."""
    return len(name) <= MAX_NAME and NAME.fullmatch(name) is not None


def column(name: str) -> str:
    """A column, or a path in the document, as a quoted identifier. ``ValueError`` unless ``name`` is a field name."""
    if NAME.fullmatch(name) is None:
        raise ValueError(name)
    if name in CORE or name in UNSEARCHED:
        return f"`{name}`"
    if name.lower() in RESERVED or "--" in name:
        return (
            f"getSubcolumn(fields, '{name}')"  # reads the whole document, where the name alone is not allowed
        )
    return f"fields.`{name}`"


def items(name: str) -> str:
    """The same path in the document where it holds a list: its items as text."""
    if name.lower() in RESERVED or "--" in name:
        return f"getSubcolumn(fields, '{name}.:`Array(Nullable(String))`')"
    return f"fields.`{name}`.:`Array(Nullable(String))`"


def field_spec(name: str) -> FieldSpec:
    """What is known of a field; a name without a column lives in the document."""
    known = CORE.get(name)
    if known is not None:
        return known
    return FieldSpec(name, Kind.OTHER, f"{column(name)} IS NOT NULL", "from the record's own fields")


def _keyword(name: str, means: str) -> FieldSpec:
    return FieldSpec(name, Kind.KEYWORD, f"`{name}` != ''", means)


def _text(name: str, means: str) -> FieldSpec:
    return FieldSpec(name, Kind.TEXT, f"`{name}` != ''", means)


def _number(name: str, limit: int, means: str) -> FieldSpec:
    return FieldSpec(name, Kind.NUMBER, f"`{name}` != 0", means, limit)


RESERVED = frozenset(
    {"events", "source"}
)  # names that the store's own check reads as the table and the scope

# Columns that the search never tests but the pages read.
UNSEARCHED = frozenset({"clock_offset", "leaf", "fields"})

SPECS = (
    FieldSpec("id", Kind.NUMBER, "1", "the event's number", 2**63 - 1),
    FieldSpec("batch", Kind.NUMBER, "1", "number of the batch it came in", 2**43),
    _keyword("source", "the registered source it came from"),
    _keyword("retention_class", "the policy that says how long it stays"),
    FieldSpec("timestamp", Kind.TIME, "1", "when it happened, corrected, UTC"),
    FieldSpec("received_at", Kind.TIME, "1", "when it arrived, UTC"),
    _keyword("time_quality", "stated, inferred or arrival: where the timestamp comes from"),
    FieldSpec(
        "time_flag",
        Kind.KEYWORD,
        f"{flag_sql()} != ''",
        "future or past: a timestamp that cannot be right, seen from its arrival",
        made=flag_sql(),
    ),
    _keyword("event.created", "the time as the source wrote it"),
    _keyword("event.dataset", "the format it was read as"),
    _keyword("event.id", "the sender's own id"),
    _keyword("event.action", "what happened, in OWASP vocabulary where it fits"),
    _keyword("event.category", "ECS category"),
    _keyword("event.outcome", "success, failure or unknown"),
    _keyword("log.level", "the level as the source wrote it"),
    FieldSpec("severity", Kind.SEVERITY, "`severity` != 255", "0 (emergency) to 7 (debug), or the name", 7),
    _keyword("user.name", "the person or account"),
    FieldSpec("source.ip", Kind.ADDRESS, "`source.ip` != toIPv6('::')", "address of the client"),
    _keyword("source.address", "the client as written, name or address"),
    _number("source.port", 65535, "port of the client"),
    _keyword("host.name", "the machine"),
    _keyword("service.name", "the service or application"),
    _keyword("process.name", "the program"),
    _number("process.pid", 2**32 - 1, "its process number"),
    _keyword("url.path", "path of the requested address"),
    _keyword("url.original", "the requested address as written"),
    _keyword("http.request.method", "GET, POST, …"),
    _number("http.response.status_code", 65535, "HTTP status"),
    _number("http.response.body.bytes", 2**63 - 1, "size of the answer, bytes"),
    _text("user_agent.original", "the client's program as it names itself"),
    _keyword("trace.id", "ties records of one interaction together"),
    _text("message", "the message without its envelope"),
    _text("raw", "the whole original line; a bare word searches here"),
)
CORE = {spec.name: spec for spec in SPECS}

# What the sidebar counts, in its order.
FACETS = (
    "source",
    "severity",
    "event.action",
    "event.outcome",
    "host.name",
    "service.name",
    "user.name",
    "source.ip",
)
