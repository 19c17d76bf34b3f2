"""Zeek's logs as tab-separated values, whose header names columns and types, and as JSON lines.

https://docs.zeek.org/en/master/log-formats.html. Connection end points get ECS names, the rest keeps its own under
``zeek.``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import orjson

from ingestion.formats import columns, zeek_logs
from ingestion.formats.documents import (
    Document,
    careful,
    careful_of,
    format_of,
    lines_of,
    record,
    text_of,
    wrong_columns,
)
from ingestion.formats.format import Reason, Sample
from ingestion.formats.record import Record
from ingestion.formats.zeek_logs import DEEDS, NAMES_IN, path_of
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
LOGINS = frozenset(("ssh", "ftp", "rdp", "kerberos", "radius", "ntlm", "rfb"))
TICKET = "TGS"  # for a service, by somebody whom Kerberos has let in already
CATEGORIES = {
    "notice": "intrusion_detection", "signatures": "intrusion_detection", "intel": "threat", "files": "file", "pe": "file",
    "smb_files": "file", "kerberos": "authentication", "http": "web", "smtp": "email", "stats": "host", "reporter": "host", "capture_loss": "host",
}  # fmt: skip
NUMBERS = {"count", "int", "port"}
JSON_LINE = re.compile(
    rb'\s*\{(?=[^\n]*"ts"\s*:)(?=[^\n]*"(?:uid|uids|fuid|_path|id\.orig_h|peer|host_p|certificate\.serial|suppress_for|software_type|compile_ts|pkts_proc)"\s*:)'
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
            return wrong_columns(self.names, values, "#fields names {}")
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
    path = path or path_of(said)
    outcome = zeek_logs.outcome(said, path)
    moment = str(said.pop("ts", ""))
    own = NAMES_IN.get(path, {})
    named: Document = {
        own.get(name) or NAMES.get(name, f"zeek.{name}"): value for name, value in said.items()
    }
    if "zeek.duration" in named:
        named["event.duration"] = zeek_logs.nanoseconds(named.pop("zeek.duration"))
    login = path in LOGINS and bool(outcome) and said.get("request_type") != TICKET
    action = f"authn_login_{'success' if outcome == 'success' else 'fail'}" if login else path
    return {
        "@timestamp": moment,
        "event.action": action if login else said.get(DEEDS.get(path, ""), action),
        "event.category": "authentication" if login else CATEGORIES.get(path, "network"),
        "event.outcome": outcome,
        "zeek.path": path,
        **named,
        **zeek_logs.facts(said, named, path),
        "message": said.get("msg") or said.get("event_msg") or columns.joined(said)[:1000],
    }


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
                    "network": {
                        "protocol": "ssh",
                        "transport": "tcp",
                        "direction": "external",
                        "type": "ipv4",
                    },
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
            b'"host":"shop.example:8080","uri":"/a?b=1","status_code":404}',
            {
                "event.action": "http",
                "event.outcome": "failure",
                "host.name": "",
                "url.path": "/a",
                "fields": {
                    "destination": {"ip": "198.51.100.2"},
                    "network": {
                        "protocol": "http",
                        "transport": "tcp",
                        "direction": "external",
                        "type": "ipv4",
                    },
                    "url": {"domain": "shop.example", "port": 8080},
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
                    "network": {"protocol": "kerberos", "direction": "external", "type": "ipv4"},
                    "user": {"domain": "EXAMPLE.NET"},
                    "zeek": {"path": "kerberos", "request_type": "AS", "success": False},
                },
            },
        ),
        Sample(
            b'{"ts":1795291201.5,"uid":"C5t","id.orig_h":"192.0.2.3","id.resp_h":"198.51.100.2","request_type":"TGS",'
            b'"client":"ada/EXAMPLE.NET","service":"cifs/fs1","success":true}',
            {
                "event.action": "TGS",
                "event.category": "authentication",
                "event.outcome": "success",
                "user.name": "ada",
            },
        ),
        Sample(
            b'{"ts":1795291201.5,"uid":"C5d","id.orig_h":"192.0.2.3","id.orig_p":5353,"id.resp_h":"198.51.100.2","id.resp_p":5353,'
            b'"proto":"udp","trans_id":0,"rcode":3,"rcode_name":"NXDOMAIN","AA":true,"TC":false,"rejected":false}',
            {"event.action": "dns", "event.category": "network", "event.outcome": "failure"},
        ),
        Sample(
            b'{"ts":1795291201.5,"uid":"C6","id.orig_h":"10.0.0.3","id.orig_p":5060,"id.resp_h":"198.51.100.2","id.resp_p":5060,'
            b'"trans_depth":0,"method":"INVITE","uri":"sip:ada@example.net:5061;lr","call_id":"7@x","seq":"1 INVITE","status_code":404}',
            {
                "event.action": "INVITE",
                "event.outcome": "failure",
                "event.category": "network",
                "http.request.method": "",
                "fields": {
                    "destination": {"ip": "198.51.100.2", "port": 5060},
                    "network": {
                        "protocol": "sip",
                        "transport": "udp",
                        "direction": "outbound",
                        "type": "ipv4",
                    },
                    "url": {
                        "full": "sip:ada@example.net:5061;lr",
                        "scheme": "sip",
                        "username": "ada",
                        "domain": "example.net",
                        "port": 5061,
                    },
                    "zeek": {
                        "path": "sip",
                        "trans_depth": 0,
                        "method": "INVITE",
                        "call_id": "7@x",
                        "seq": "1 INVITE",
                        "status_code": 404,
                    },
                },
            },
        ),
        Sample(
            b'{"ts":1795291201.5,"uid":"C7","id.orig_h":"10.0.0.3","id.orig_p":4040,"id.resp_h":"10.0.0.4","id.resp_p":445,'
            b'"action":"SMB::FILE_DELETE","path":"\\\\\\\\fs1\\\\pay","name":"may.xls","times.modified":1795291200.25}',
            {
                "event.action": "SMB::FILE_DELETE",
                "event.category": "file",
                "fields": {
                    "destination": {"ip": "10.0.0.4", "port": 445},
                    "file": {
                        "name": "may.xls",
                        "path": "\\\\fs1\\pay\\may.xls",
                        "mtime": "2026-11-21T20:00:00.250Z",
                    },
                    "network": {
                        "protocol": "smb",
                        "transport": "tcp",
                        "direction": "internal",
                        "type": "ipv4",
                    },
                    "zeek": {"path": "smb_files", "action": "SMB::FILE_DELETE", "share": "\\\\fs1\\pay"},
                },
            },
        ),
        Sample(
            b'{"ts":1795291201.5,"id":"F1","certificate.serial":"0A","certificate.subject":"CN=www.example.net,O=Example\\\\, Ltd","certificate.issuer":"CN=R9",'
            b'"certificate.not_valid_after":1795291200.0,"san.dns":["www.example.net"]}',
            {
                "event.id": "F1",
                "event.action": "x509",
                "fields": {
                    "tls": {
                        "server": {
                            "subject": "CN=www.example.net,O=Example\\, Ltd",
                            "issuer": "CN=R9",
                            "x509": {
                                "serial_number": "0A",
                                "not_after": "2026-11-21T20:00:00.000Z",
                                "alternative_names": ["www.example.net"],
                                "subject": {
                                    "common_name": "www.example.net",
                                    "organization": "Example, Ltd",
                                },
                                "issuer": {"common_name": "R9"},
                            },
                        }
                    },
                    "zeek": {"path": "x509"},
                },
            },
        ),
        Sample(
            b'{"ts":1795291201.5,"uid":"C9","id.orig_h":"10.0.0.3","id.orig_p":4040,"id.resp_h":"10.0.0.4","id.resp_p":502,'
            b'"func":"READ_COILS","pdu_type":"REQ"}',
            {"event.action": "READ_COILS", "event.outcome": ""},
        ),
        Sample(
            b'{"ts":1795291201.5,"uid":"C8","id.orig_h":"10.0.0.3","id.orig_p":4040,"id.resp_h":"198.51.100.2","id.resp_p":53,'
            b'"seen.indicator":"bad.example","seen.indicator_type":"Intel::DOMAIN","sources":["feed"]}',
            {
                "event.action": "intel",
                "event.category": "threat",
                "fields": {
                    "destination": {"ip": "198.51.100.2", "port": 53},
                    "network": {"direction": "outbound", "type": "ipv4"},
                    "threat": {"indicator": {"type": "domain-name", "url": {"domain": "bad.example"}}},
                    "zeek": {
                        "path": "intel",
                        "seen": {"indicator": "bad.example", "indicator_type": "Intel::DOMAIN"},
                        "sources": ["feed"],
                    },
                },
            },
        ),
    ),
)
