"""Envoy's access log in its default form, and Istio's: ``[2026-11-21T20:00:01.250Z] "GET / HTTP/2" 200 - …``.

https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage#default-format-string. Istio says three
things more before the sizes, and six behind the upstream's address, of which the last but two is who asked.
"""

import re

from ingestion.formats.documents import Document, by_line, format_of
from ingestion.formats.format import Reason, Sample

QUOTED = r'"([^"]*)"'
LINE = re.compile(
    rf'(?:ACCESS )?\[(\d{{4}}-\d\d-\d\dT[\d:.]+Z)\] "([A-Z-]+) (\S+) (\S+)" (\d+) (\S+) (?:(\S+) (?:(\S+) )?(?:"([^"]*)" )?(?=\d+ \d+ \d+ ))?'
    rf"(\d+) (\d+) (\d+) (\d+|-) {QUOTED} {QUOTED} {QUOTED} {QUOTED} {QUOTED}(.*)$",
    re.DOTALL,
)
BEHIND = re.compile(r" (\S+) (\S+) (\S+) (\S+) (\S+) (\S+)")
BEHIND_NAMES = (
    "envoyproxy.upstream.cluster",
    "envoyproxy.upstream.local",
    "envoyproxy.downstream.local",
    "",
    "tls.client.server_name",
    "envoyproxy.route",
)
END = re.compile(r"(?:tcp://)?\[?([0-9a-fA-F.:]+?)\]?:(\d{1,5})$")


def read(text: str) -> Document | Reason:
    found = LINE.match(text)
    if not found:
        return Reason("not_envoy", "Not a line of Envoy's access log in its default form.")
    (
        time,
        method,
        path,
        protocol,
        status,
        flags,
        details,
        ended_by,
        cause,
        received,
        sent,
        taken,
        upstream_taken,
        *quoted,
        rest,
    ) = found.groups()
    forwarded, agent, request, authority, upstream = ("" if one == "-" else one for one in quoted)
    behind = BEHIND.match(rest)
    answered = int(status)
    is_http = method != "-"
    return {
        "@timestamp": time,
        "event.action": "http_request" if is_http else "connection",
        "event.category": "web" if is_http else "network",
        "event.outcome": "success" if (answered < 400 if answered else flags == "-") else "failure",
        "event.duration": int(taken) * 1_000_000,
        "log.level": "error" if answered >= 500 else "warning" if answered >= 400 else "info",
        "http.request.method": method if is_http else "",
        "http.version": protocol.removeprefix("HTTP/").strip("-"),
        "http.response.status_code": answered or None,
        **sizes(is_http, int(received), int(sent)),
        "http.request.id": request,
        "network.protocol": "http" if is_http else "",
        "network.transport": "" if is_http else "tcp",
        "url.original": path if is_http else "",
        "url.domain": authority,
        "user_agent.original": agent,
        "network.forwarded_ip": forwarded,
        **ended("source", behind[4] if behind else ""),
        **ended("destination", upstream),
        "source.address": forwarded.partition(",")[0].strip() if not behind else "",
        "envoyproxy.log_type": "ACCESS",
        "envoyproxy.proxy_type": "http" if is_http else "tcp",
        "envoyproxy.authority": authority,
        "envoyproxy.request_id": request,
        "envoyproxy.response_flags": flags.split(",") if flags != "-" else None,
        "envoyproxy.response_details": (details or "").strip("-"),
        "envoyproxy.connection_termination": (ended_by or "").strip("-"),
        "envoyproxy.upstream.failure": (cause or "").strip("-"),
        **(
            {name: one.strip("-") for name, one in zip(BEHIND_NAMES, behind.groups(), strict=True) if name}
            if behind
            else {}
        ),
        "envoyproxy.upstream_service_time": int(upstream_taken) * 1_000_000
        if upstream_taken != "-"
        else None,
        "message": f"{method} {path} {status}" if is_http else f"{authority or upstream} {flags}",
    }


def sizes(is_http: bool, received: int, sent: int) -> Document:
    names = (
        ("http.request.body.bytes", "http.response.body.bytes")
        if is_http
        else ("source.bytes", "destination.bytes")
    )
    return dict(zip(names, (received, sent), strict=True))


def ended(side: str, written: str) -> Document:
    """Address and port of one end; a name that is no address has no port to tell from it."""
    found = END.match(written)
    if not found:
        return {f"{side}.domain": written.strip("-")}
    return {f"{side}.ip": found[1], f"{side}.port": int(found[2])}


FORMAT = format_of(
    "envoy",
    "Envoy and Istio access log",
    by_line(read),
    signature=re.compile(rb'(?:ACCESS )?\[\d{4}-\d\d-\d\dT[\d:.]+Z\] "[A-Z-]+ \S+ \S+" \d+ (?:-|[A-Z][A-Za-z,]{1,80}) (?:\d+ \d+ \d+ |\S+ .)'),
    samples=(
        Sample(
            b'[2026-11-21T20:00:01.250Z] "POST /pay?id=7 HTTP/2" 503 UF,URX 10 91 1001 - "192.0.2.7, 10.0.0.1" "client/1" "r-7" "shop.example" "198.51.100.3:8080"',
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "event.action": "http_request",
                "event.outcome": "failure",
                "severity": 3,
                "source.ip": "192.0.2.7",
                "http.request.method": "POST",
                "http.response.status_code": 503,
                "http.response.body.bytes": 91,
                "url.path": "/pay",
                "fields": {
                    "destination": {"ip": "198.51.100.3", "port": 8080},
                    "envoyproxy": {
                        "log_type": "ACCESS",
                        "proxy_type": "http",
                        "authority": "shop.example",
                        "request_id": "r-7",
                        "response_flags": ["UF", "URX"],
                    },
                    "event": {"duration": 1001000000},
                    "http": {"request": {"body": {"bytes": 10}, "id": "r-7"}, "version": "2"},
                    "network": {"forwarded_ip": "192.0.2.7, 10.0.0.1", "protocol": "http"},
                    "url": {"domain": "shop.example"},
                },
            },
        ),
        Sample(
            b'[2026-11-21T20:00:01.250Z] "GET /status HTTP/1.1" 503 UF upstream_reset - "TLS error: no" 0 77 4 4 "-" "client/1" "r-8" "shop:80" "tcp://127.0.0.1:80" '
            b"inbound|80|| 127.0.0.1:40041 10.0.0.9:80 203.0.113.7:40042 - default",
            {
                "event.outcome": "failure",
                "source.ip": "203.0.113.7",
                "source.port": 40042,
                "http.response.body.bytes": 77,
                "fields": {
                    "destination": {"ip": "127.0.0.1", "port": 80},
                    "envoyproxy": {
                        "log_type": "ACCESS",
                        "proxy_type": "http",
                        "authority": "shop:80",
                        "request_id": "r-8",
                        "downstream": {"local": "10.0.0.9:80"},
                        "response_details": "upstream_reset",
                        "response_flags": ["UF"],
                        "route": "default",
                        "upstream": {
                            "cluster": "inbound|80||",
                            "failure": "TLS error: no",
                            "local": "127.0.0.1:40041",
                        },
                        "upstream_service_time": 4000000,
                    },
                    "event": {"duration": 4000000},
                    "http": {"request": {"body": {"bytes": 0}, "id": "r-8"}, "version": "1.1"},
                    "network": {"protocol": "http"},
                    "url": {"domain": "shop:80"},
                },
            },
        ),
    ),
)  # fmt: skip
