"""JSON lines (RFC 8259 objects, one a line): ECS names dotted or nested, OWASP's ``event``, and common short names.

Objects that ECS knows are flattened to dotted names, known names become columns, and the rest stays in ``fields``.
"""

import re

import orjson

from ingestion.formats import bounds, json_documents, ndjson_quick
from ingestion.formats.format import Format, Reason, Sample, Stage
from ingestion.normalise import names, owasp, severities, times
from ingestion.normalise.times import literal

PARENTS = ", ".join(f"'{name}'" for name in names.PARENTS)
INNER = ", ".join(f"'{name}'" for name in names.INNER_PARENTS)
COLUMN_OF = {name: own for own, others in names.ALIASES.items() for name in (own, *others)}
OWN = ", ".join(f"'{own}'" for own in names.ALIASES)
NUMBERS = ", ".join(f"'{own}'" for own in names.NUMBERS)
DOCUMENT = "Tuple(" + ", ".join(f"`{own}` String" for own in names.ALIASES) + ")"
# What is computed from them is computed once for each different value.
FEW_VALUES = frozenset({"event.action", "log.level"})


def _flat(pairs: str, parents: str) -> str:
    """One level of ``{"source": {"ip": …}}`` as ``source.ip``, for the objects in ``parents``."""
    members = "arrayMap(m -> (concat(p.1, '.', m.1), m.2), JSONExtractKeysAndValuesRaw(p.2))"
    return f"arrayFlatten(arrayMap(p -> if(startsWith(p.2, '{{') AND p.1 IN ({parents}), {members}, [p]), {pairs}))"


def _renamed(name: str) -> str:
    given = ", ".join(f"'{name}'" for name in COLUMN_OF)
    meant = ", ".join(f"'{own}'" for own in COLUMN_OF.values())
    return f"transform({name}, [{given}], [{meant}], '')"


def _document(pairs: str) -> str:
    """JSON text of ``[(name, JSON text of the value), …]``."""
    return f"concat('{{', arrayStringConcat(arrayMap(p -> concat(toJSONString(p.1), ':', p.2), {pairs}), ','), '}}')"


def _member(own: str) -> str:
    """By its place: the planner takes a third longer over members by name."""
    return f"tupleElement(t, {list(names.ALIASES).index(own) + 1})"


def _alias(own: str) -> str:
    return "v_" + own.replace(".", "_").replace("@", "")


# A port behind an IPv4 address, and RFC 4007's zone, are no part of the address.
BESIDE, ALONE = r"^(\d{1,3}(?:\.\d{1,3}){3}):\d{1,5}$|%[\w.-]*$", r"\1"
HAS_MORE = (
    "countSubstrings(v_source_ip, ':') = 1 OR position(v_source_ip, '%') > 0"  # asked first, as few have
)
FITS = f"(m NOT IN ({NUMBERS}) OR toUInt64OrNull(trimBoth(p.2, '\"')) IS NOT NULL)"
FLAT = _flat(_flat(_flat("JSONExtractKeysAndValuesRaw(nested)", PARENTS), INNER), INNER)
# What gives the pairs of the outermost object their dotted names.
PREPARATION: tuple[Stage, ...] = (
    # Most records hold no object, which a look for a second bracket shows; the others are written anew, flat.
    # Empty text costs next to nothing, while a condition over whole arrays copies them for every record.
    {"nested": "if(position(text, '{', 2) = 0, '', text)"},
    {"flat_text": f"if(nested = '', text, {_document(FLAT)})"},
    *ndjson_quick.STAGES,
    {"flat": "JSONExtractKeysAndValuesRaw(if(quick, '', flat_text))"},
)
STAGES = (
    *PREPARATION,
    {"meant": f"arrayMap(p -> {_renamed('p.1')}, flat)"},
    {
        "meant_": f"arrayMap((p, m) -> if(m != '' AND p.2 NOT IN ('null', '\"\"') AND {FITS}, m, ''), flat, meant)"
    },
    {"place": "arrayEnumerateUniq(meant_)"},
    # A record that says every name as ECS does, once and fittingly, is read as it stands; for others the members that
    # are meant are written anew.
    {
        "odd": "arrayExists((p, m, given, n) -> given != '' AND (m != p.1 OR n > 1), flat, meant_, meant, place)",
    },
    {
        "t": "JSONExtract(if(odd, "
        + _document(
            "arrayFilter((p, m, n) -> odd AND m != '' AND n = 1, arrayMap((p, m) -> (m, p.2), flat, meant_),"
            " meant_, place)"
        )
        + f", flat_text), {literal(DOCUMENT)})",
        "rest": _document("arrayFilter((p, m, n) -> m = '' OR n > 1, flat, meant_, place)"),
    },
    {
        _alias(own): f"toLowCardinality({_member(own)})" if own in FEW_VALUES else _member(own)
        for own in names.ALIASES
    },
    {
        "spare": ndjson_quick.rest(_alias),
        "created": "v_timestamp",
        "stated": times.moment("v_timestamp"),
        "inferred": times.zoneless("v_timestamp"),
    },
    {
        "sound": "(quick OR notEmpty(flat) OR length(text) < 64 AND match(text, '^\\\\s*\\\\{\\\\s*\\\\}\\\\s*$'))"
        " AND (created = '' OR stated IS NOT NULL)"
        f" AND {bounds.WITHIN}",
    },
)


def _several(name: str) -> str:
    """A JSON list of words, as ECS writes categories, as one text."""
    return (
        f"if(startsWith({name}, '['), arrayStringConcat(JSONExtract({name}, 'Array(String)'), ', '), {name})"
    )


COLUMNS = {
    "event.id": "v_event_id",
    "event.action": owasp.action_of("v_event_action"),
    "event.category": (
        f"if(v_event_category = '', {owasp.category_of('v_event_action')}, {_several('v_event_category')})"
    ),
    "event.outcome": f"if(v_event_outcome = '', {owasp.outcome_of('v_event_action')}, v_event_outcome)",
    "log.level": "v_log_level",
    "severity": severities.from_level("v_log_level"),
    "user.name": f"if(v_user_name = '', {owasp.subject_of('v_event_action')}, v_user_name)",
    "source.ip": f"toIPv6OrDefault(if({HAS_MORE}, replaceRegexpOne(v_source_ip, {literal(BESIDE)}, {literal(ALONE)}), v_source_ip))",
    "source.address": "v_source_ip",
    "source.port": "toUInt16OrZero(v_source_port)",
    "host.name": "v_host_name",
    "service.name": "v_service_name",
    "process.name": "v_process_name",
    "process.pid": "toUInt32OrZero(v_process_pid)",
    "url.path": "if(v_url_path = '', path(v_url_original), v_url_path)",
    "url.original": "v_url_original",
    "http.request.method": "v_http_request_method",
    "http.response.status_code": "toUInt16OrZero(v_http_response_status_code)",
    "http.response.body.bytes": "toUInt64OrZero(v_http_response_body_bytes)",
    "user_agent.original": "v_user_agent_original",
    "trace.id": "v_trace_id",
    "message": "v_message",
    "fields": "if(quick, spare, rest)",
}


def explain(line: bytes) -> Reason:
    try:
        document = orjson.loads(line.decode("utf-8", "replace"))
    except orjson.JSONDecodeError as error:
        return Reason("not_json", f"Not JSON: {error.msg}, at character {error.pos + 1}.")
    if not isinstance(document, dict):
        return Reason("not_an_object", "JSON, but not an object. Each line must be one object: {…}.")
    for name in (names.TIME, *names.TEXTS[names.TIME]):
        if document.get(name):
            shown = str(document[name])[:80]
            return Reason("unreadable_time", f"The time in “{name}” cannot be read: {shown!r}.")
    return Reason("not_json", "The event store's JSON reader does not accept this line.")


FORMAT = Format(
    name="ndjson",
    title="JSON lines",
    signature=re.compile(rb"\s*\{\s*[\"}]"),
    stages=STAGES,
    columns=COLUMNS,
    explain=explain,
    prepare=json_documents.records,
    apart=json_documents.is_document,
    has_documents=True,
    samples=(
        Sample(
            b'{"@timestamp":"2026-11-20T09:14:03.250Z","log.level":"warn","message":"stock low","host.name":"shop-2",'
            b'"service.name":"stock","sku":"A-17","left":3}',
            {
                "timestamp": "2026-11-20T09:14:03.250000Z",
                "event.created": "2026-11-20T09:14:03.250Z",
                "time_quality": "stated",
                "log.level": "warn",
                "severity": 4,
                "message": "stock low",
                "host.name": "shop-2",
                "service.name": "stock",
                "fields": {"sku": "A-17", "left": 3},
            },
        ),
        Sample(
            b'{"@timestamp":"2026-11-20T10:00:00+01:00","event":{"action":"login","outcome":"success",'
            b'"category":["authentication","session"]},"user":{"name":"ines","roles":["ops"]},'
            b'"source":{"ip":"192.0.2.9","port":50311},"http":{"request":{"method":"POST"},'
            b'"response":{"status_code":204,"body":{"bytes":17}},"version":"2"}}',
            {
                "timestamp": "2026-11-20T09:00:00.000000Z",
                "event.action": "login",
                "event.outcome": "success",
                "event.category": "authentication, session",
                "user.name": "ines",
                "source.ip": "192.0.2.9",
                "source.port": 50311,
                "http.request.method": "POST",
                "http.response.status_code": 204,
                "http.response.body.bytes": 17,
                "fields": {"user": {"roles": ["ops"]}, "http": {"version": "2"}},
            },
        ),
        Sample(
            b'{"datetime":"2026-11-20T09:15:00,5","appid":"till.web","event":"authn_login_fail:otto","level":"WARN",'
            b'"description":"User otto failed to log in","source_ip":"2001:db8::7","useragent":"curl/8"}',
            {
                "timestamp": "2026-11-20T09:15:00.500000Z",
                "service.name": "till.web",
                "event.action": "authn_login_fail",
                "event.category": "authentication",
                "event.outcome": "failure",
                "user.name": "otto",
                "severity": 4,
                "message": "User otto failed to log in",
                "source.ip": "2001:db8::7",
                "user_agent.original": "curl/8",
                "fields": {},
            },
        ),
        Sample(
            b'{"time":"2026-11-20T10:00:00Z","short_message":"seen","remote_addr":"192.0.2.9:4040"}',
            {"source.ip": "192.0.2.9", "source.address": "192.0.2.9:4040", "message": "seen", "fields": {}},
        ),
        Sample(
            b'{"ts":1795252503123,"level":30,"msg":"started","pid":41,"status":"ok"}',
            {
                "timestamp": "2026-11-21T09:15:03.123000Z",
                "severity": 6,
                "process.pid": 41,
                "http.response.status_code": 0,
                "fields": {"status": "ok"},
            },
        ),
        Sample(
            b'{"msg":"no time at all"}',
            {"timestamp": "2026-11-21T20:36:01.000000Z", "time_quality": "arrival", "event.created": ""},
        ),
    ),
)
