"""Access logs as JSON whose names say little by themselves: Caddy's and Traefik's.

https://caddyserver.com/docs/logging and https://doc.traefik.io/traefik/observability/access-logs/
"""

import re
from collections.abc import Mapping
from typing import Any

from ingestion.formats.documents import Document
from ingestion.formats.format import Sample
from ingestion.formats.shapes import at, format_of_shape, text
from ingestion.normalise import flows

TLS = {769: "TLSv10", 770: "TLSv11", 771: "TLSv12", 772: "TLSv13"}


def shape(said: Mapping[str, Any]) -> Document:
    found = caddy(said) if isinstance(at(said, "request"), dict) else traefik(said)
    status = found["http.response.status_code"]
    failed = isinstance(status, int) and status >= 400
    refused = status in (401, 403) and found["log.level"] != "error"
    return {
        **found,
        "event.action": "http_request",
        "event.category": "web",
        "event.outcome": "failure" if failed else "success" if status else "",
        "log.level": "warning" if refused else found["log.level"],
        "message": " ".join(
            str(part) for part in (found["http.request.method"], found["url.original"], status) if part
        ),
    }


def header(said: object, *path: str) -> str:
    return text(at(said, *path), "") if isinstance(at(said, *path), dict) else _first(at(said, *path))


def _first(value: object) -> str:
    return str(value[0]) if isinstance(value, list) and value else value if isinstance(value, str) else ""


def caddy(said: Mapping[str, Any]) -> Document:
    request = said["request"]
    taken = at(said, "duration")
    # Older versions wrote one address for both.
    address, _, port = text(request, "remote_addr").rpartition(":")
    return {
        "@timestamp": text(said, "ts"),
        "log.level": text(said, "level"),
        "log.logger": text(said, "logger"),
        "source.ip": text(request, "client_ip") or text(request, "remote_ip") or address.strip("[]"),
        "source.port": _number(text(request, "remote_port") or port),
        "user.name": text(said, "user_id"),
        "http.request.method": text(request, "method"),
        "http.request.referrer": header(request, "headers", "Referer"),
        "http.version": text(request, "proto").removeprefix("HTTP/"),
        "http.request.body.bytes": at(said, "bytes_read"),
        "http.response.status_code": at(said, "status"),
        "http.response.body.bytes": at(said, "size"),
        "http.response.mime_type": header(said, "resp_headers", "Content-Type"),
        "user_agent.original": header(request, "headers", "User-Agent"),
        "network.forwarded_ip": header(request, "headers", "X-Forwarded-For"),
        "url.domain": text(request, "host").rsplit(":", 1)[0],
        "url.original": text(request, "uri"),
        "url.scheme": "https" if at(request, "tls") else "",
        "event.duration": round(taken * 1e9) if isinstance(taken, float | int) else None,
        "tls.client.server_name": text(request, "tls", "server_name"),
        **flows.tls_version(TLS.get(at(request, "tls", "version") or 0)),
        "caddy": dict(said),
    }


def traefik(said: Mapping[str, Any]) -> Document:
    # The proxy's own answer counts; the origin's stands in the whole record.
    status = at(said, "DownstreamStatus") or at(said, "OriginStatus")
    return {
        "@timestamp": text(said, "StartUTC") or text(said, "time"),
        "log.level": text(said, "level"),
        "source.ip": text(said, "ClientHost"),
        "source.port": _number(text(said, "ClientPort")),
        "user.name": text(said, "ClientUsername").removeprefix("-"),
        "http.request.method": text(said, "RequestMethod"),
        "http.request.referrer": text(said, "request_Referer"),
        "http.request.body.bytes": at(said, "RequestContentSize"),
        "http.version": text(said, "RequestProtocol").removeprefix("HTTP/"),
        "http.response.status_code": status,
        "http.response.body.bytes": at(said, "DownstreamContentSize"),
        "user_agent.original": text(said, "request_User-Agent"),
        "network.forwarded_ip": text(said, "request_X-Forwarded-For"),
        "url.domain": text(said, "RequestHost"),
        "url.scheme": text(said, "RequestScheme"),
        "url.original": text(said, "RequestPath"),
        "event.duration": at(said, "Duration"),
        "network.transport": "tcp",
        **_server(text(said, "ServiceAddr") or text(said, "BackendAddr")),
        "tls.cipher": text(said, "TLSCipher"),
        "trace.id": text(said, "TraceId"),
        # With the names that Elastic's module has for them.
        "traefik.access": {
            **said,
            "frontend_name": text(said, "RouterName") or text(said, "FrontendName"),
            "backend_url": text(said, "ServiceAddr") or text(said, "BackendAddr"),
            **({"request_count": at(said, "RequestCount")} if "RequestCount" in said else {}),
        },
    }


def _server(address: str) -> Document:
    """Whom it asked: an address with a port, or a name."""
    ip, _, port = address.rpartition(":")
    ip = ip.strip("[]")
    known = flows.addresses([ip])
    return {
        "destination.address": address,
        "destination.ip": ip if known else "",
        "destination.port": _number(port) if known else None,
    }


def _number(written: str) -> int | None:
    return int(written) if written.isdigit() and int(written) < 65536 else None


FORMAT = format_of_shape(
    "proxy_json",
    "Caddy and Traefik access log (JSON)",
    shape,
    "",
    signature=re.compile(
        # Many programs have a request with an address in it, and their own name for the time.
        rb'\s*\{(?=.*"(?:logger"\s*:\s*"http\.log\.access|msg"\s*:\s*"handled request"))(?=.*"ts"\s*:)'
        rb'(?=.*"request"\s*:\s*\{)(?=.*"(?:remote_ip|remote_addr)"\s*:)(?=.*"status"\s*:)|'
        rb'\s*\{(?=.*"RequestMethod"\s*:)(?=.*"(?:DownstreamStatus|OriginStatus)"\s*:)',
        re.DOTALL,
    ),
    samples=(
        Sample(
            b'{"level":"info","ts":1795291201.25,"logger":"http.log.access","msg":"handled request","request":{"remote_ip":"192.0.2.4",'
            b'"remote_port":"51234","client_ip":"192.0.2.4","proto":"HTTP/2.0","method":"GET","host":"shop.example","uri":"/a?b=1",'
            b'"headers":{"User-Agent":["B/1"]},"tls":{"version":772,"server_name":"shop.example"}},"user_id":"ada","duration":0.25,"size":7,"status":404}',
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "event.action": "http_request",
                "event.category": "web",
                "event.outcome": "failure",
                "user.name": "ada",
                "source.ip": "192.0.2.4",
                "source.port": 51234,
                "url.path": "/a",
                "http.request.method": "GET",
                "http.response.status_code": 404,
                "http.response.body.bytes": 7,
                "user_agent.original": "B/1",
                "message": "GET /a?b=1 404",
            },
        ),
        Sample(
            b'{"ClientHost":"192.0.2.4","ClientPort":"51234","ClientUsername":"-","DownstreamContentSize":7,"DownstreamStatus":200,'
            b'"Duration":12000000,"RequestHost":"shop.example","RequestMethod":"GET","RequestPath":"/a?b=1","RequestProtocol":"HTTP/1.1",'
            b'"ServiceAddr":"198.51.100.7:80","StartUTC":"2026-11-21T20:00:01.25Z","level":"info","msg":"","time":"2026-11-21T20:00:01Z"}',
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "event.outcome": "success",
                "source.ip": "192.0.2.4",
                "user.name": "",
                "url.path": "/a",
                "http.response.status_code": 200,
            },
        ),
        Sample(
            b'{"BackendAddr":"[2001:db8::7]:80","FrontendName":"shop","RequestCount":7,"RequestMethod":"GET","OriginStatus":404,"time":"2026-11-21T20:00:01Z"}',
            {
                "event.outcome": "failure",
                "fields": {
                    "network": {"transport": "tcp"},
                    "destination": {"address": "[2001:db8::7]:80", "ip": "2001:db8::7", "port": 80},
                    "traefik": {
                        "access": {
                            "BackendAddr": "[2001:db8::7]:80",
                            "FrontendName": "shop",
                            "RequestCount": 7,
                            "RequestMethod": "GET",
                            "OriginStatus": 404,
                            "time": "2026-11-21T20:00:01Z",
                            "frontend_name": "shop",
                            "backend_url": "[2001:db8::7]:80",
                            "request_count": 7,
                        }
                    },
                },
            },
        ),
    ),
)
