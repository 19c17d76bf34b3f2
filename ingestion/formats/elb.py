"""Access logs of AWS load balancers: Application (from its ``type`` on) and Classic.

https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html
"""

import re
from collections.abc import Mapping
from itertools import zip_longest
from urllib.parse import urlsplit

from ingestion.formats.documents import Document, by_line, format_of
from ingestion.formats.format import Reason, Sample
from ingestion.normalise import flows

PART = re.compile(r'"((?:[^"\\]|\\.)*)"|(\S+)')
_CLASSIC = """
    time elb client target request_processing_time target_processing_time response_processing_time elb_status_code
    target_status_code received_bytes sent_bytes request user_agent ssl_cipher ssl_protocol
"""
_APPLICATION = """
    target_group_arn trace_id domain_name chosen_cert_arn matched_rule_priority request_creation_time actions_executed
    redirect_url error_reason target_port_list target_status_code_list classification classification_reason conn_trace_id
"""
_NETWORK = """
    type version time elb listener client target connection_time tls_handshake_time received_bytes sent_bytes
    incoming_tls_alert chosen_cert_arn chosen_cert_serial tls_cipher tls_protocol_version tls_named_group domain_name
    alpn_fe_protocol alpn_be_protocol alpn_client_preference_list tls_connection_creation_time
"""
CLASSIC = _CLASSIC.split()
NETWORK = _NETWORK.split()
APPLICATION = ["type", *CLASSIC, *_APPLICATION.split()]
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$")
MOST_PARTS = 100  # new ones are added at the end now and then
LISTS = {"target_port_list": "target_port", "target_status_code_list": "target_status_code"}
TAKEN = frozenset(
    ("time", "client", "request", "user_agent", "elb_status_code", "sent_bytes", "received_bytes", "target", "domain_name",
     "request_creation_time", "actions_executed", "tls_connection_creation_time", *LISTS)
)  # fmt: skip
# What Elastic's module calls them; the others keep AWS' names.
NAMES = {
    "elb": "name", "target_status_code": "backend.http.response.status_code", "target_group_arn": "target_group.arn",
    "request_processing_time": "request_processing_time.sec", "target_processing_time": "backend_processing_time.sec",
    "response_processing_time": "response_processing_time.sec", "chosen_cert_arn": "chosen_cert.arn",
    "chosen_cert_serial": "chosen_cert.serial", "error_reason": "error.reason", "connection_time": "connection_time.ms",
    "tls_handshake_time": "tls_handshake_time.ms", "incoming_tls_alert": "incoming_tls_alert",
}  # fmt: skip


def read(text: str) -> Document | Reason:
    parts = [quoted or word for quoted, word in PART.findall(text)]
    if parts[:1] == ["tls"]:
        return _network(parts)
    names = CLASSIC if parts and TIME.match(parts[0]) else APPLICATION
    if len(parts) < 12:
        return Reason("not_elb", "Not a load balancer's line: it has fewer than twelve fields.")
    if len(parts) > MOST_PARTS:
        return Reason("not_elb", f"Not a load balancer's line: it has more than {MOST_PARTS} fields.")
    said = {
        name or f"more_{place}": value
        for place, (name, value) in enumerate(zip_longest(names, parts, fillvalue=""))
    }
    address, _, port = said["client"].rpartition(":")
    method, _, target = said["request"].partition(" ")
    target, _, version = target.rpartition(" ")
    if method == "-":  # what was no request has a dash in the place of its path
        target = target.removesuffix("-")
    status = said["elb_status_code"]
    return {
        "@timestamp": said["time"],
        "event.action": "http_request",
        "event.category": "web",
        "event.outcome": "success" if status[:1] in ("1", "2", "3") else "failure",
        "log.level": {"5": "error", "4": "warning", "-": "error"}.get(status[:1], "info"),
        "source.ip": address.strip("[]"),
        "source.port": int(port) if port.isdigit() else None,
        "http.request.method": method.strip("-"),
        "http.version": version.removeprefix("HTTP/").strip("- "),
        "url.original": target,
        **place(target),
        "http.response.status_code": int(status) if status.isdigit() else None,
        "http.response.body.bytes": int(said["sent_bytes"]) if said["sent_bytes"].isdigit() else None,
        "http.request.body.bytes": int(said["received_bytes"]) if said["received_bytes"].isdigit() else None,
        "event.start": said.get("request_creation_time", "").strip("-"),
        "event.end": said["time"] if "request_creation_time" in said else "",
        "trace.id": said.get("trace_id", "").removeprefix("-"),
        "aws.elb.protocol": "http" if version.startswith("HTTP/") else "",
        **(
            relayed()
            if said["request"].startswith("- - -") and status == "-" and said["target"] != "-"
            else {}
        ),
        "user_agent.original": said.get("user_agent", "").replace('\\"', '"').removeprefix("-"),
        "message": said["request"],
        **more(said),
    }


def _network(parts: list[str]) -> Document | Reason:
    """A TLS connection of a Network Load Balancer; its time is in UTC."""
    if len(parts) < len(NETWORK):
        return Reason("not_elb", f"Not a load balancer's line: it has fewer than {len(NETWORK)} fields.")
    said = dict(zip(NETWORK, parts, strict=False))
    address, _, port = said["client"].rpartition(":")
    alert = said["incoming_tls_alert"] != "-"
    return {
        "@timestamp": f"{said['time'].removesuffix('Z')}Z",
        "@written": said["time"],
        "event.action": "tls_connection",
        "event.category": "network",
        "event.outcome": "failure" if alert or said["tls_protocol_version"] == "-" else "success",
        "source.ip": address.strip("[]"),
        "source.port": int(port) if port.isdigit() else None,
        "source.bytes": int(said["received_bytes"]) if said["received_bytes"].isdigit() else None,
        "destination.bytes": int(said["sent_bytes"]) if said["sent_bytes"].isdigit() else None,
        "event.start": f"{said['tls_connection_creation_time'].removesuffix('Z')}Z",
        "message": f"{said['client']} {said['target']} {said['tls_protocol_version']}",
        **more(said),
    }


def relayed() -> Document:
    """A connection that a Classic load balancer passed on as it was, of which it knows no request."""
    return {
        "event.action": "connection",
        "event.category": "network",
        "event.outcome": "success",
        "log.level": "info",
    }


def more(said: Mapping[str, str]) -> Document:
    """The balancer's target and certificate, and what has no name of ECS's."""
    address, _, port = said["target"].rpartition(":")
    actions = said.get("actions_executed", "-")
    return {
        "cloud.provider": "aws",
        "destination.domain": said.get("domain_name", "").strip("-"),
        "tls.cipher": (said.get("ssl_cipher") or said.get("tls_cipher") or "").removeprefix("-"),
        **flows.tls_version(said.get("ssl_protocol") or said.get("tls_protocol_version")),
        "aws.elb.backend.ip": address.strip("[]"),
        "aws.elb.backend.port": port.strip("-"),
        "aws.elb.action_executed": actions.split(",") if actions != "-" else None,
        **{
            f"aws.elb.{other}": said.get(name, "").strip("-").split() or None for name, other in LISTS.items()
        },
        **{
            f"aws.elb.{NAMES.get(name, name)}": value
            for name, value in said.items()
            if name not in TAKEN and value != "-"
        },
    }


def place(target: str) -> Document:
    """A URL's parts; of a classic balancer it may be what a client made up."""
    try:
        parts = urlsplit(target)
        port = parts.port
    except ValueError:
        return {}
    return {
        "url.scheme": parts.scheme,
        "url.domain": parts.hostname,
        "url.port": port,
        "url.path": parts.path,
        "url.query": parts.query,
    }


FORMAT = format_of(
    "elb",
    "AWS load balancer (ALB, Classic ELB)",
    by_line(read),
    signature=re.compile(
        rb"tls \d\.\d \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S* net/\S+ \S+ \S+:\d+ |(?:(?:https?|h2|wss?|grpcs?) )?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z \S+ \S+:\d+ \S+ -?[\d.]+ -?[\d.]+ -?[\d.]+ "
    ),
    least=48,
    samples=(
        Sample(
            b"https 2026-11-21T20:00:01.186641Z app/shop/50dc 192.0.2.31:2817 198.51.100.1:80 0.086 0.048 0.037 404 404 "
            b'30 57 "GET https://shop.example:443/cart/?a=1 HTTP/1.1" "Browser \\"2\\"" ECDHE TLSv1.3 arn:x "Root=1-5" '
            b'"shop.example" "-" 1 2026-11-21T20:00:01.1Z "forward" "-" "-" "198.51.100.1:80" "404" "-" "-"',
            {
                "timestamp": "2026-11-21T20:00:01.186641Z",
                "source.ip": "192.0.2.31",
                "source.port": 2817,
                "http.request.method": "GET",
                "url.path": "/cart/",
                "url.original": "https://shop.example:443/cart/?a=1",
                "http.response.status_code": 404,
                "http.response.body.bytes": 57,
                "user_agent.original": 'Browser "2"',
                "event.outcome": "failure",
                "severity": 4,
            },
        ),
        Sample(
            b"tls 2.0 2026-11-21T20:00:01 net/nlb/c6e7 g3d4 192.0.2.31:51341 198.51.100.9:443 5 2 98 246 - arn:x - "
            b"ECDHE-RSA-AES128-SHA tlsv12 - nlb.example - - - 2026-11-21T20:00:00",
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "event.created": "2026-11-21T20:00:01",
                "event.category": "network",
                "event.outcome": "success",
                "source.ip": "192.0.2.31",
                "source.port": 51341,
            },
        ),
        Sample(
            b'http 2026-11-21T20:00:01Z app/a/1 192.0.2.31:2817 - -1 -1 -1 400 - 0 0 "- http://lb.example:80- -" "-" - - '
            b'- "-" "-" "-" - 2026-11-21T20:00:00Z "-" "-" "-" "-" "-" "-" "-"',
            {"http.request.method": "", "url.original": "http://lb.example:80", "event.outcome": "failure"},
        ),
        Sample(
            b'2026-11-21T20:00:01Z my-lb 192.0.2.31:2817 198.51.100.9:81 0.1 0.2 0.3 - - 12 34 "- - - " "-" - -',
            {"event.category": "network", "event.outcome": "success", "event.action": "connection"},
        ),
        Sample(
            b'2026-11-21T20:00:01Z my-lb 192.0.2.31:2817 - -1 -1 -1 503 0 0 0 "GET http://x:80/ HTTP/1.1" "-" - -',
            {"severity": 3, "http.response.status_code": 503, "url.path": "/", "fields": {
                "http": {"version": "1.1", "request": {"body": {"bytes": 0}}},
                "url": {"scheme": "http", "domain": "x", "port": 80},
                "cloud": {"provider": "aws"},
                "aws": {"elb": {"name": "my-lb", "protocol": "http", "request_processing_time": {"sec": "-1"}, "backend_processing_time": {"sec": "-1"},
                        "response_processing_time": {"sec": "-1"}, "backend": {"http": {"response": {"status_code": "0"}}}}},
            }},
        ),
    ),
)  # fmt: skip
