"""Zeek's logs as tab-separated values, whose header names columns and types, and as JSON lines.

https://docs.zeek.org/en/master/log-formats.html. Connection end points get ECS names, the rest keeps its own under
``zeek.``.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import orjson

from ingestion.formats import columns
from ingestion.formats.documents import (
    Document,
    careful,
    careful_of,
    format_of,
    lines_of,
    misfit,
    record,
    text_of,
)
from ingestion.formats.format import Reason, Sample
from ingestion.formats.record import Record
from ingestion.normalise import flows
from ingestion.normalise.clock import Arrival

NAMES = {
    "id.orig_h": "source.ip", "id.orig_p": "source.port", "id.resp_h": "destination.ip", "id.resp_p": "destination.port",
    "src": "source.ip", "dst": "destination.ip", "user": "user.name", "username": "user.name", "proto": "network.transport",
    "service": "network.protocol", "uid": "event.id", "host": "host.name", "method": "http.request.method",
    "uri": "url.original", "status_code": "http.response.status_code", "user_agent": "user_agent.original",
    "response_body_len": "http.response.body.bytes", "request_body_len": "http.request.body.bytes", "msg": "message",
    "note": "rule.name", "client": "zeek.client", "orig_bytes": "source.bytes", "resp_bytes": "destination.bytes",
    "orig_pkts": "source.packets", "resp_pkts": "destination.packets", "community_id": "network.community_id",
    "query": "dns.question.name", "qtype_name": "dns.question.type", "qclass_name": "dns.question.class",
    "rcode_name": "dns.response_code", "trans_id": "dns.id", "server_name": "tls.client.server_name", "cipher": "tls.cipher",
    "curve": "tls.curve", "resumed": "tls.resumed", "established": "tls.established", "ja3": "tls.client.ja3",
    "ja3s": "tls.server.ja3s", "issuer": "tls.server.issuer", "client_subject": "tls.client.subject",
    "client_issuer": "tls.client.issuer", "md5": "file.hash.md5", "sha1": "file.hash.sha1", "sha256": "file.hash.sha256",
    "mime_type": "file.mime_type", "filename": "file.name", "total_bytes": "file.size", "referrer": "http.request.referrer",
    "certificate.subject": "tls.server.subject", "certificate.issuer": "tls.server.issuer", "path": "zeek.share",
}  # fmt: skip
# What a column of one log is, where another's of that name is something else.
NAMES_IN = {
    "http": {"version": "http.version", "host": "url.domain"},
    "ssl": {"subject": "tls.server.subject"},
    "smtp": {"from": "email.from.address", "to": "email.to.address", "subject": "email.subject", "user_agent": "email.x_mailer"},
    "kerberos": {"client": "user.name", "service": "zeek.service"},
    "rdp": {"cookie": "user.name"},
    "dhcp": {"client_addr": "source.ip", "server_addr": "destination.ip", "mac": "source.mac", "host_name": "source.domain"},
    "smb_files": {"name": "file.name", "size": "file.size"},
    "dns": {"rejected": "zeek.rejected"},
}  # fmt: skip
# The first of which a record has all columns is its log's.
OWN_COLUMNS = {
    "notice": ("note", "msg"), "ssh": ("auth_attempts",), "http": ("trans_depth", "method"), "dns": ("query", "qtype_name"),
    "conn": ("conn_state",), "ssl": ("cipher", "version"), "files": ("fuid", "seen_bytes"), "weird": ("name", "notice", "peer"),
    "kerberos": ("request_type",), "rdp": ("cookie", "result"), "smtp": ("mailfrom",), "ftp": ("command", "reply_code"),
    "ntlm": ("domainname", "success"), "dhcp": ("msg_types",), "x509": ("certificate.serial",), "smb_files": ("action", "path", "name"),
    "smb_mapping": ("path", "share_type"), "software": ("software_type",), "known_hosts": ("host", "port_num"),
}  # fmt: skip
OVER_TCP = frozenset(("ssh", "http", "smtp", "ftp"))  # whose logs do not say it
LOGINS = frozenset(("ssh", "ftp", "rdp", "kerberos", "radius", "ntlm"))
CATEGORIES = {
    "notice": "intrusion_detection", "signatures": "intrusion_detection", "intel": "threat", "files": "file", "pe": "file",
    "smb_files": "file", "http": "web", "smtp": "email", "stats": "host", "reporter": "host", "capture_loss": "host",
}  # fmt: skip
# Whether it began at home, and ended there.
DIRECTIONS = {
    (True, True): "internal",
    (True, False): "outbound",
    (False, True): "inbound",
    (False, False): "external",
}
NUMBERS = {"count", "int", "port"}
JSON_LINE = re.compile(
    rb'\s*\{(?=[^\n]*"ts"\s*:)(?=[^\n]*"(?:uid|uids|fuid|_path|id\.orig_h|peer|host_p|certificate\.serial|suppress_for)"\s*:)'
)
ESCAPED = re.compile(r"\\x([0-9A-Fa-f]{2})")
HEADER = re.compile(rb"#separator \\x[0-9a-f]{2}\r?\n#")


@dataclass
class Header:
    """The header lines in force."""

    separator: str = "\t"
    names: list[str] = field(default_factory=list)
    types: list[str] = field(default_factory=list)
    path: str = ""
    unset: str = "-"
    empty: str = "(empty)"
    within: str = ","

    def take(self, line: str) -> None:
        if line.startswith("#separator "):
            given = ESCAPED.match(line[11:])
            self.separator = chr(int(given[1], 16)) if given else line[11:].strip() or "\t"
            return
        name, *values = line[1:].split(self.separator)
        match name:
            case "fields":
                self.names, self.types = columns.names(values), []
            case "types":
                self.types = values
            case "path":
                self.path = "".join(values[:1])
            case "set_separator":
                self.within = "".join(values[:1]) or ","
            case "unset_field":
                self.unset = "".join(values[:1])
            case "empty_field":
                self.empty = "".join(values[:1])

    def read(self, line: str) -> Document | Reason:
        if not self.names:
            return Reason("no_fields", "No #fields line stands before it, so its columns have no names.")
        values = line.split(self.separator)
        if len(values) != len(self.names):
            detail = f"It has {len(values)} columns, and #fields names {len(self.names)}."
            return misfit("wrong_columns", detail, self.names, values)
        types = self.types if len(self.types) == len(values) else [""] * len(values)
        cells = zip(self.names, types, values, strict=True)
        said = {
            name: typed(kind, "" if value == self.empty else value, self.within)
            for name, kind, value in cells
            if value != self.unset
        }
        return careful_of(said, lambda: document(dict(said), self.path))


def typed(kind: str, value: str, separator: str = ",") -> object:
    if kind in NUMBERS and value.lstrip("-").isdigit() and len(value) < 19:
        return int(value)
    if kind == "bool" and value in ("T", "F"):
        return value == "T"
    if kind.startswith(("set[", "vector[")):
        return value.split(separator) if value else []
    return value


def document(said: dict[str, object], path: str) -> Document:
    success = said.get("auth_success", said.get("success"))
    outcome = {True: "success", False: "failure"}.get(success) if isinstance(success, bool) else ""
    path = path or _path_of(said)
    moment = str(said.pop("ts", ""))
    own = NAMES_IN.get(path, {})
    named: Document = {
        own.get(name) or NAMES.get(name, f"zeek.{name}"): value for name, value in said.items()
    }
    if isinstance(taken := named.pop("zeek.duration", None), int | float | str):
        named["event.duration"] = _nanoseconds(taken)
    status = str(said.get("status_code", ""))
    if path == "http" and status.isdigit():
        outcome = "success" if int(status) < 400 else "failure"
    login = path in LOGINS and bool(outcome)
    action = f"authn_login_{'success' if outcome == 'success' else 'fail'}" if login else path
    return {
        "@timestamp": moment,
        "event.action": action,
        "event.category": "authentication" if login else CATEGORIES.get(path, "network"),
        "event.outcome": outcome,
        "zeek.path": path,
        **named,
        **facts(said, named, path),
        "message": said.get("msg") or columns.joined(said)[:1000],
    }


def facts(said: Mapping[str, object], named: Document, path: str) -> Document:
    """What takes more than another name."""
    found = flows.totals(named)
    if path == "ssl":
        found |= flows.tls_version(said.get("version"))
    if path in ("http", "ssl", "ssh", "dns", "rdp", "ftp", "smtp", "kerberos", "dhcp", "ntlm"):
        found.setdefault("network.protocol", path)
    answers = said.get("answers")
    if path == "dns" and isinstance(answers, list):
        found |= {
            "dns.answers": [{"data": one} for one in answers],
            "dns.resolved_ip": flows.addresses(answers),
        }
    if path == "dns":
        found["dns.type"] = "answer" if said.get("rcode_name") or answers else "query"
    if path in OVER_TCP and "network.transport" not in named:
        found["network.transport"] = "tcp"
    if path == "notice":
        found["rule.description"] = said.get("msg")
    if path == "kerberos":
        user, _, realm = str(said.get("client", "")).partition("/")
        found |= {"user.name": user, "user.domain": realm}
    if path == "dhcp" and "source.ip" not in named:
        found["source.ip"] = said.get("assigned_addr")
    if path == "files" and "source.ip" not in named:
        found |= {"source.ip": _first(said.get("rx_hosts")), "destination.ip": _first(said.get("tx_hosts"))}
    if isinstance(away := said.get("local_orig"), bool) and isinstance(here := said.get("local_resp"), bool):
        found["network.direction"] = DIRECTIONS[away, here]
    return found


def _first(hosts: object) -> str:
    return str(hosts[0]) if isinstance(hosts, list) and hosts else ""


def _path_of(said: Mapping[str, object]) -> str:
    """Which of Zeek's logs a JSON record is of, when it does not say: each has columns of its own."""
    return next((path for path, names in OWN_COLUMNS.items() if all(name in said for name in names)), "")


def _nanoseconds(taken: float | str) -> int | None:
    try:
        return round(float(taken) * 1e9)
    except (ValueError, OverflowError):
        return None


def read_json(line: str) -> Document | Reason:
    try:
        said = orjson.loads(line.encode("utf-8", "replace"))
    except orjson.JSONDecodeError as error:
        return Reason("not_json", f"Not JSON: {error.msg}, at character {error.pos + 1}.")
    if not isinstance(said, dict):
        return Reason("not_an_object", "JSON, but not an object.")
    return document(said, str(said.pop("_path", "")))


def prepare(body: bytes, arrival: Arrival) -> Sequence[Record]:
    header = Header()
    found = []
    for number, raw in lines_of(body):
        text = text_of(raw)
        if text.startswith("#"):
            header.take(text)
        else:
            read = read_json if text.startswith("{") else header.read
            found.append(record(number, raw, careful(read, text), arrival))
    return found


FORMAT = format_of(
    "zeek",
    "Zeek (TSV, JSON)",
    prepare,
    signature=JSON_LINE,
    recognise=lambda head: bool(HEADER.match(head)),
    least=24,
    samples=(
        Sample(
            b"#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tssh\n"
            b"#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tauth_success\tauth_attempts\tclient\n"
            b"#types\ttime\tstring\taddr\tport\taddr\tport\tbool\tcount\tstring\n"
            b"1795291201.500000\tCx1\t192.0.2.3\t5022\t198.51.100.2\t22\tF\t3\t-\n#close\t2026-11-21-20-00-02\n",
            {
                "timestamp": "2026-11-21T20:00:01.500000Z",
                "event.created": "1795291201.500000",
                "event.id": "Cx1",
                "event.action": "authn_login_fail",
                "event.outcome": "failure",
                "event.category": "authentication",
                "source.ip": "192.0.2.3",
                "source.port": 5022,
                "fields": {
                    "destination": {"ip": "198.51.100.2", "port": 22},
                    "network": {"protocol": "ssh", "transport": "tcp"},
                    "zeek": {"path": "ssh", "auth_success": False, "auth_attempts": 3},
                },
            },
            raw=b"1795291201.500000\tCx1\t192.0.2.3\t5022\t198.51.100.2\t22\tF\t3\t-",
        ),
        Sample(
            b'{"_path":"conn","ts":1795291201.5,"uid":"Cx2","id.orig_h":"192.0.2.3","id.orig_p":5022,'
            b'"id.resp_h":"198.51.100.2","id.resp_p":53,"proto":"udp","service":"dns"}',
            {
                "timestamp": "2026-11-21T20:00:01.500000Z",
                "event.action": "conn",
                "event.category": "network",
                "source.ip": "192.0.2.3",
            },
        ),
        Sample(
            b'{"ts":"2026-11-21T20:00:01.500000Z","uid":"C3","id.orig_h":"192.0.2.3","id.orig_p":5022,"id.resp_h":"198.51.100.2",'
            b'"id.resp_p":22,"auth_success":false,"auth_attempts":3}',
            {
                "event.action": "authn_login_fail",
                "event.category": "authentication",
                "event.outcome": "failure",
            },
        ),
        Sample(
            b'{"ts":1795291201.5,"uid":"C4","id.orig_h":"192.0.2.3","id.resp_h":"198.51.100.2","trans_depth":1,"method":"GET",'
            b'"host":"shop.example","uri":"/a?b=1","status_code":404}',
            {
                "event.action": "http",
                "event.outcome": "failure",
                "host.name": "",
                "url.path": "/a",
                "fields": {
                    "destination": {"ip": "198.51.100.2"},
                    "network": {"protocol": "http", "transport": "tcp"},
                    "url": {"domain": "shop.example"},
                    "zeek": {"path": "http", "trans_depth": 1},
                },
            },
        ),
        Sample(
            b'{"ts":1795291201.5,"note":"SSH::Password_Guessing","msg":"192.0.2.3 tries passwords","sub":"7 hosts","src":"192.0.2.3",'
            b'"dst":"198.51.100.2","actions":["Notice::ACTION_LOG"],"suppress_for":3600.0}',
            {
                "timestamp": "2026-11-21T20:00:01.500000Z",
                "event.action": "notice",
                "event.category": "intrusion_detection",
                "source.ip": "192.0.2.3",
                "message": "192.0.2.3 tries passwords",
            },
        ),
        Sample(
            b'{"ts":1795291201.5,"uid":"C5","id.orig_h":"192.0.2.3","id.resp_h":"198.51.100.2","request_type":"AS",'
            b'"client":"ada/EXAMPLE.NET","success":false}',
            {
                "event.action": "authn_login_fail",
                "user.name": "ada",
                "fields": {
                    "destination": {"ip": "198.51.100.2"},
                    "network": {"protocol": "kerberos"},
                    "user": {"domain": "EXAMPLE.NET"},
                    "zeek": {"path": "kerberos", "request_type": "AS", "success": False},
                },
            },
        ),
    ),
)
