"""HAProxy's HTTP, HTTPS and TCP logs (``option httplog``, ``tcplog``), alone or behind a syslog header.

https://docs.haproxy.org/3.0/configuration.html#8.2. The accept date has no zone; it is in the source's.
"""

import re

from ingestion.formats import syslog_line
from ingestion.formats.documents import Document, by_line, format_of
from ingestion.formats.format import Reason, Sample
from ingestion.formats.syslog_prefix import HEADER, NO_MESSAGE, NOT_TOLD, facts
from ingestion.normalise import flows, urls

DATE = r"\[(\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d\.\d{1,6})\]"
CLIENT = rf"(?<!\S)(\S{{1,64}}):(\d{{1,5}}) {DATE}"
TIMERS = r"(-?\d+)/(-?\d+)/(-?\d+)/(-?\d+)/(\+?-?\d+)"
LINE = re.compile(
    rf"{CLIENT} (\S+?)(~?) ([^\s/]+)/(\S+) (?:([A-Za-z][\w.:-]{{0,254}}) )?"
    rf"{TIMERS} (-?\d+) (\+?\d+) (\S+) (\S+) (\S{{4}}) (\d+(?:/\d+){{3}}/\+?\d+) (\d+/\d+)"
    r"(?: \{(.*?)\})?(?: \{(.*?)\})? \"([^\"]*)(?:\"(?: (.*))?)?$",
    re.DOTALL,
)
TCP = re.compile(
    rf"{CLIENT} (\S+?)(~?) ([^\s/]+)/(\S+) (-?\d+)/(-?\d+)/(\+?-?\d+) (\+?\d+) (\S\S) (\d+(?:/\d+){{3}}/\+?\d+) (\d+/\d+)"
)
REFUSED = re.compile(rf"{CLIENT} (\S+?)(~?)/(\S+): (.+)$", re.DOTALL)
# Behind the request, in the HTTPS log: errors of the connection, its handshake and the client's certificate, and whether it was resumed.
TLS = re.compile(r"(\d+)/([0-9A-Fa-f]+)/(\d+)/(\d+)/(\d+) ([^\s/]*)/([^\s/]+)/(\S+)")
ERRORS = ("fc_err", "ssl_fc_err", "ssl_c_err", "ssl_c_ca_err")
DIGITS = re.compile(r"[0-9]{1,5}")
NAMED = re.compile(r"haproxy\[(\d{1,10})\]: $")
REQUEST = re.compile(r"([A-Z][A-Z_-]{1,20}) (\S+)(?: HTTP/(\d(?:\.\d)?))?")
# As Elastic's module calls them.
TIMES = (
    "haproxy.http.request.time_wait_ms", "haproxy.total_waiting_time_ms", "haproxy.connection_wait_time_ms",
    "haproxy.http.request.time_wait_without_data_ms", "haproxy.http.request.time_active_ms",
)  # fmt: skip
COUNTS = ("active", "frontend", "backend", "server", "retries")
FROM = re.compile(
    r"haproxy(?:\[\d{1,10}\])?: Connect from (\S{1,64}):(\d{1,5}) to (\S{1,64}):(\d{1,5}) \(([^/)]{1,255})/(\w{2,8})\)"
)


def read(text: str) -> Document | Reason:
    found = LINE.search(text)
    if not found:
        return connection(text) or refused(text) or plain(text) or message_only(text)
    address, port, accepted, frontend, tls, backend, server, asked_of, *rest = found.groups()
    timers, (status, size, _, _, state, connections, queues, asked, answered, line, behind) = (
        rest[:5],
        rest[5:],
    )
    secured = TLS.match(behind or "")
    method, target, version = request.groups() if (request := REQUEST.match(line)) else ("", "", "")
    return {
        "@timestamp": accepted,
        **_without_time(text[: found.start()]),
        "process.name": "haproxy",
        "event.action": "http_request",
        "event.category": "web",
        "event.outcome": "success" if 0 < int(status) < 400 else "failure",
        "log.level": "error"
        if int(status) >= 500 or int(status) < 0
        else "warning"
        if int(status) >= 400
        else "info",
        "source.ip": address.strip("-"),
        "source.port": int(port),
        "http.request.method": method,
        "http.version": version,
        **asked_for(method, target or "", asked_of or ""),
        "http.response.status_code": int(status) if int(status) > 0 else None,
        "http.response.bytes": int(size.lstrip("+")),
        "haproxy.bytes_read": int(size.lstrip("+")),
        "message": line,
        "haproxy.frontend_name": frontend,
        "haproxy.backend_name": backend,
        "haproxy.server_name": server,
        "haproxy.tls": bool(tls),
        "haproxy.termination_state": state,
        **counted(connections, queues),
        "haproxy.http.request.captured_headers": captured(asked),
        "haproxy.http.response.captured_headers": captured(answered),
        "haproxy.http.request.raw_request_line": line,
        "event.duration": max(int(timers[-1].lstrip("+")), 0) * 1_000_000,
        **(handshake(secured) if secured else {}),
        **{name: int(value.lstrip("+")) for name, value in zip(TIMES, timers, strict=True)},
    }


def connection(text: str) -> Document | None:
    """A line of the TCP log. Who ended the connection is its state's first letter: ``C`` for the client, ``-`` for both."""
    found = TCP.search(text)
    if not found:
        return None
    address, port, accepted, frontend, tls, backend, server, queue, connect, total, size, state, *counts = (
        found.groups()
    )
    return {
        "@timestamp": accepted,
        **_without_time(text[: found.start()]),
        "process.name": "haproxy",
        "event.action": "network_connection",
        "event.category": "network",
        "event.outcome": {"-": "success", "C": ""}.get(state[0].upper(), "failure"),
        "event.duration": max(int(total.lstrip("+")), 0) * 1_000_000,
        "log.level": "info" if state[0] in "-Cc" else "warning",
        "source.ip": address,
        "source.port": int(port),
        "destination.bytes": int(size.lstrip("+")),
        "haproxy.bytes_read": int(size.lstrip("+")),
        "haproxy.frontend_name": frontend,
        "haproxy.backend_name": backend,
        "haproxy.server_name": server,
        "haproxy.tls": bool(tls),
        "haproxy.termination_state": state,
        **counted(counts[0], counts[1]),
        "haproxy.total_waiting_time_ms": int(queue),
        "haproxy.connection_wait_time_ms": int(connect),
        "message": f"{frontend} {backend}/{server} {state}",
    }


def asked_for(method: str, target: str, host: str) -> Document:
    """A target's parts: a path, a whole URL as proxies are asked for, or the ``host:port`` of a tunnel."""
    if method == "CONNECT":
        name, _, port = target.rpartition(":")
        return {
            "url.original": target,
            "url.domain": name,
            "url.port": int(port) if DIGITS.fullmatch(port) else None,
        }
    whole = {} if target.startswith("/") else urls.parts(target)
    path, _, query = target.partition("?")
    if "url.scheme" in whole:
        path = "/" + path.partition("://")[2].partition("/")[2]
    return {"url.domain": host, "url.original": target, "url.path": path, "url.query": query, **whole}


def handshake(secured: re.Match[str]) -> Document:
    *errors, resumed, name, version, cipher = secured.groups()
    return {
        "destination.domain": name.strip("-"),
        "tls.client.server_name": name.strip("-"),
        "tls.resumed": resumed == "1",
        "tls.cipher": cipher.strip("-"),
        **flows.tls_version(version),
        **{
            f"haproxy.connections.{error}": int(said, 16 if error == "ssl_fc_err" else 10)
            for error, said in zip(ERRORS, errors, strict=True)
        },
    }


def counted(connections: str, queues: str) -> Document:
    """Connections at the end of it, and how many waited before it at the server and the backend."""
    found = {
        f"haproxy.connections.{name}": int(count.lstrip("+"))
        for name, count in zip(COUNTS, connections.split("/"), strict=True)
    }
    at_server, _, at_backend = queues.partition("/")
    return {**found, "haproxy.server_queue": int(at_server), "haproxy.backend_queue": int(at_backend)}


def captured(headers: str | None) -> list[str] | None:
    return [header for header in (headers or "").split("|") if header] or None


def plain(text: str) -> Document | None:
    """What HAProxy writes of a connection where neither log is asked for; its time is the header's."""
    found = FROM.search(text)
    header = syslog_line.read(text) if found else None
    if not found or not header:
        return None
    address, port, target, target_port, frontend, mode = found.groups()
    return {
        **header,
        "event.action": "network_connection",
        "event.category": "network",
        "source.ip": address,
        "source.port": int(port),
        "destination.ip": target,
        "destination.port": int(target_port),
        "haproxy.frontend_name": frontend,
        "haproxy.mode": mode,
    }


def refused(text: str) -> Document | None:
    """A connection that ended before it was one: a handshake that failed, a client that went."""
    found = REFUSED.search(text)
    if not found:
        return None
    address, port, accepted, frontend, tls, _, said = found.groups()
    return {
        "@timestamp": accepted,
        **_without_time(text[: found.start()]),
        "process.name": "haproxy",
        "event.action": "network_connection",
        "event.category": "network",
        "event.outcome": "failure",
        "log.level": "warning",
        "source.ip": address,
        "source.port": int(port),
        "haproxy.frontend_name": frontend,
        "haproxy.tls": bool(tls),
        "message": said,
    }


def _without_time(header: str) -> Document:
    found = HEADER.match(header)
    named = NAMED.search(header)
    pid = named[1] if named else found["pid"] if found else ""
    said = {key: value for key, value in facts(header).items() if key != "@timestamp"}
    if NAMED.fullmatch(f"{said.get('host.name', '')} "):  # a header without a host
        del said["host.name"]
    return {**said, "process.pid": int(pid) if pid else None}


def message_only(text: str) -> Document | Reason:
    """What HAProxy says about itself (a proxy started, a server is down), between its requests."""
    if "haproxy" not in text or not (said := syslog_line.read(text)):
        return Reason("not_haproxy", "Not a line of HAProxy's HTTP or TCP log.")
    return said


FORMAT = format_of(
    "haproxy",
    "HAProxy HTTP and TCP log",
    by_line(read),
    signature=re.compile(
        rb"(?=[^\n]{0,255}?:\d{1,5} \[\d\d/)"  # which few lines have
        + NO_MESSAGE
        + rb"[^\n]{0,255}?\S:\d{1,5} \[\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d\.\d+\] (?:\S+ [^\s/]+/\S+ (?:[A-Za-z][\w.:-]{0,254} )?-?\d+/-?\d+/|\S+/\S+: [A-Z])"
        rb"|" + NOT_TOLD + rb"[^\n]{0,160}? haproxy(?:\[\d{1,10}\])?: Connect from \S{1,64}:\d"
    ),
    samples=(
        Sample(
            b"<134>Nov 21 20:00:02 lb1 haproxy[77]: 203.0.113.8:33317 [21/Nov/2026:21:00:01.625] front~ app/web2 "
            b'10/0/30/69/109 503 2750 - - SC-- 2/1/0/0/0 0/0 {app.example|curl/8} "POST /order?id=7 HTTP/1.1"',
            {
                "timestamp": "2026-11-21T20:00:01.625000Z",
                "event.created": "21/Nov/2026:21:00:01.625",
                "host.name": "lb1",
                "process.name": "haproxy",
                "event.outcome": "failure",
                "severity": 3,
                "source.ip": "203.0.113.8",
                "source.port": 33317,
                "http.request.method": "POST",
                "url.path": "/order",
                "url.original": "/order?id=7",
                "http.response.status_code": 503,
                "process.pid": 77,
                "fields": {
                    "event": {"duration": 109000000},
                    "http": {"version": "1.1", "response": {"bytes": 2750}},
                    "url": {"query": "id=7"},
                    "haproxy": {
                        "bytes_read": 2750,
                        "frontend_name": "front",
                        "backend_name": "app",
                        "server_name": "web2",
                        "tls": True,
                        "termination_state": "SC--",
                        "connections": {"active": 2, "frontend": 1, "backend": 0, "server": 0, "retries": 0},
                        "server_queue": 0,
                        "backend_queue": 0,
                        "total_waiting_time_ms": 0,
                        "connection_wait_time_ms": 30,
                        "http": {
                            "request": {
                                "captured_headers": ["app.example", "curl/8"],
                                "raw_request_line": "POST /order?id=7 HTTP/1.1",
                                "time_wait_ms": 10,
                                "time_wait_without_data_ms": 69,
                                "time_active_ms": 109,
                            }
                        },
                    },
                },
            },
            zone="Europe/Berlin",
        ),
        Sample(
            b'192.0.2.4:9 [21/Nov/2026:20:00:01.5] front front/<NOSRV> -1/-1/-1/-1/0 400 0 - - PR-- 1/1/0/0/0 0/0 "<BADREQ>"',
            {
                "http.response.status_code": 400,
                "severity": 4,
                "http.request.method": "",
                "message": "<BADREQ>",
            },
        ),
        Sample(
            b"Nov 21 20:00:02 lb1 haproxy[77]: 203.0.113.8:33317 [21/Nov/2026:20:00:01.625] fnt~ bck/db1 1/-1/5007 212 SC 0/0/0/0/3 0/0",
            {
                "timestamp": "2026-11-21T20:00:01.625000Z",
                "event.action": "network_connection",
                "event.category": "network",
                "event.outcome": "failure",
                "severity": 4,
                "host.name": "lb1",
                "source.ip": "203.0.113.8",
                "message": "fnt bck/db1 SC",
            },
        ),
        Sample(
            b"Nov 21 20:00:02 lb1 haproxy[77]: -:4040 [21/Nov/2026:20:00:01.5] web~ shop/s2 shop.example 0/0/0/9/9 200 88 "
            b'- - ---- 3/3/1/0/0 0/0 "GET /cart HTTP/1.1"',
            {
                "timestamp": "2026-11-21T20:00:01.500000Z",
                "source.ip": "",
                "source.port": 4040,
                "http.response.status_code": 200,
                "url.path": "/cart",
                "message": "GET /cart HTTP/1.1",
            },
        ),
        Sample(
            b"Nov 20 20:00:02 lb1 haproxy[77]: Connect from 203.0.113.8:33317 to 192.0.2.1:5000 (main/HTTP)",
            {
                "source.ip": "203.0.113.8",
                "source.port": 33317,
                "event.category": "network",
                "host.name": "lb1",
                "process.pid": 77,
            },
        ),
        Sample(
            b"Nov 21 20:00:02 lb1 haproxy[77]: 203.0.113.8:33317 [21/Nov/2026:20:00:01.625] fnt/1: SSL handshake failure",
            {"event.outcome": "failure", "source.port": 33317, "message": "SSL handshake failure"},
        ),
        Sample(
            b'192.0.2.4:9 [21/Nov/2026:20:00:01.5] f~ b/s 0/0/3/6/9 200 27 - - ---- 2/1/0/0/0 0/0 {} {} "GET /o HTTP/2.0" '
            b"0/0000000000000010/0/0/1 shop.example/TLSv1.3/TLS_AES_256_GCM_SHA384",
            {
                "message": "GET /o HTTP/2.0",
                "url.path": "/o",
                "http.response.status_code": 200,
                "fields": {
                    "http": {"version": "2.0", "response": {"bytes": 27}},
                    "event": {"duration": 9000000},
                    "destination": {"domain": "shop.example"},
                    "tls": {
                        "client": {"server_name": "shop.example"},
                        "resumed": True,
                        "cipher": "TLS_AES_256_GCM_SHA384",
                        "version": "1.3",
                        "version_protocol": "tls",
                    },
                    "haproxy": {
                        "bytes_read": 27,
                        "frontend_name": "f",
                        "backend_name": "b",
                        "server_name": "s",
                        "tls": True,
                        "termination_state": "----",
                        "connections": {
                            "active": 2,
                            "frontend": 1,
                            "backend": 0,
                            "server": 0,
                            "retries": 0,
                            "fc_err": 0,
                            "ssl_fc_err": 16,
                            "ssl_c_err": 0,
                            "ssl_c_ca_err": 0,
                        },
                        "server_queue": 0,
                        "backend_queue": 0,
                        "http": {
                            "request": {
                                "raw_request_line": "GET /o HTTP/2.0",
                                "time_wait_ms": 0,
                                "time_wait_without_data_ms": 6,
                                "time_active_ms": 9,
                            }
                        },
                        "total_waiting_time_ms": 0,
                        "connection_wait_time_ms": 3,
                    },
                },
            },
        ),
        Sample(
            b"<150>Nov 21 20:00:01 haproxy[77]: 203.0.113.8:33317 [21/Nov/2026:21:00:01.625] front app/web2 0/0/1/2/3 200 9 - - ---- 1/1/0/0/0 0/0 "
            b'"GET http://shop.example:8080/order?id=7 HTTP/1.1"',
            {
                "process.pid": 77,
                "host.name": "",
                "url.path": "/order",
                "url.original": "http://shop.example:8080/order?id=7",
            },
        ),
        Sample(
            b"203.0.113.8:33317 [21/Nov/2026:21:00:01.625] front app/web2 0/0/1/2/3 405 9 - - ---- 1/1/0/0/0 0/0 "
            b'"CONNECT shop.example:8443 HTTP/1.1"',
            {"http.request.method": "CONNECT", "url.path": "", "url.original": "shop.example:8443"},
        ),
    ),
)
