"""ArcSight's Common Event Format, alone or behind a syslog header (CEF implementation standard, version 26).

``CEF:0|vendor|product|version|class|name|severity|key=value key=value``. In the header ``|`` and ``\\`` are escaped, in
values ``=``, ``\\`` and line ends; a value ends where the next key begins. Keys that have no ECS name keep theirs under
``cef.``.
"""

import re

from ingestion.formats.documents import Document, by_line, format_of
from ingestion.formats.format import Reason, Sample
from ingestion.formats.syslog_prefix import NO_MESSAGE, facts
from ingestion.normalise import appliances, flows, hashes, transports

PART = r"((?:[^|\\]|\\.)*)"
HEADER = re.compile(r"CEF: ?(\d+)" + rf"\|{PART}" * 6 + r"(?:\|(.*))?$", re.DOTALL)
KEY = re.compile(r"(?:^|\s)([A-Za-z0-9_][\w.,\[\]-]*)=")
ESCAPE = re.compile(r"\\([\\=|nr])")
MEANT = {"n": "\n", "r": "\r"}
NAMES = {
    "act": "event.action", "app": "network.protocol", "dhost": "destination.domain", "dmac": "destination.mac",
    "dpt": "destination.port", "dst": "destination.ip", "duid": "destination.user.id",
    "duser": "destination.user.name", "dvc": "observer.ip", "dvchost": "host.name", "dvcpid": "process.pid",
    "deviceProcessName": "process.name", "externalId": "event.id", "fname": "file.name", "filePath": "file.path",
    "fileHash": "file.hash.value", "fsize": "file.size", "in": "source.bytes", "msg": "message",
    "out": "destination.bytes", "outcome": "event.outcome", "proto": "network.transport", "reason": "event.reason",
    "request": "url.original", "requestClientApplication": "user_agent.original",
    "requestMethod": "http.request.method", "shost": "source.domain", "smac": "source.mac", "spid": "process.pid",
    "sproc": "process.name", "spt": "source.port", "src": "source.ip",
    "sourceTranslatedAddress": "source.nat.ip", "sourceTranslatedPort": "source.nat.port", "sntdom": "user.domain",
    "destinationTranslatedAddress": "destination.nat.ip", "destinationTranslatedPort": "destination.nat.port", "suid": "user.id", "suser": "user.name",
    "eventId": "event.id", "requestContext": "http.request.referrer", "sourceServiceName": "source.service.name",
    "destinationServiceName": "destination.service.name", "deviceInboundInterface": "observer.ingress.interface.name",
    "deviceOutboundInterface": "observer.egress.interface.name", "deviceExternalId": "observer.name", "dvcmac": "observer.mac",
    "dntdom": "destination.user.domain", "dproc": "destination.process.name", "dpid": "destination.process.pid",
    "spriv": "source.user.group.name", "dpriv": "destination.user.group.name", "fileId": "file.inode", "fileType": "file.type",
    "dtz": "event.timezone", "requestmethod": "http.request.method", "cpt": "source.port", "ref": "http.request.referrer", "deviceFacility": "log.syslog.facility.name",
    "inzone": "observer.ingress.zone", "outzone": "observer.egress.zone", "rule_uid": "rule.uuid",
    "ahost": "agent.name", "aid": "agent.id", "at": "agent.type", "av": "agent.version",
}  # fmt: skip
# What its source or the device that tells it is called as well.
ALSO = {
    "suser": "source.user.name",
    "suid": "source.user.id",
    "sntdom": "source.user.domain",
    "dvchost": "observer.hostname",
}
# What has a key of its own, which counts.
TWICE = {"source.ip": "src", "destination.ip": "dst"}
MACS = ("smac", "dmac", "dvcmac")
HASHES = {**hashes.BY_LENGTH, 128: "sha512"}
LABELS = {
    "ruleid": "rule.id", "rule": "rule.name", "rule name": "rule.name", "policy name": "rule.ruleset",
    "matched category": "rule.category", "source ipv6 address": "source.ip", "destination ipv6 address": "destination.ip",
}  # fmt: skip
LABELLED = [*(f"cs{number}" for number in "123456"), *(f"c6a{number}" for number in "1234")]
DEVICE_DIRECTIONS = {"0": "inbound", "1": "outbound"}
TIMES = ("rt", "end", "start")
OUTCOMES = {"success": "success", "succeeded": "success", "successful": "success", "/success": "success",
            "failure": "failure", "failed": "failure", "/failure": "failure"}  # fmt: skip
LEVELS = {
    "low": "info", "medium": "warning", "high": "error", "very-high": "critical",
    "informational": "info", **{level: level for level in ("info", "notice", "warning", "error", "critical")},
}  # fmt: skip


def plain(value: str) -> str:
    """Escapes undone, each once."""
    return ESCAPE.sub(lambda found: MEANT.get(found[1], found[1]), value)


def extension(text: str) -> dict[str, str]:
    """Keys and values; of a key that stands twice the first counts."""
    keys = list(KEY.finditer(text))
    ends = [key.start() for key in keys[1:]] + [len(text)] * bool(keys)
    said: dict[str, str] = {}
    for key, end in zip(keys, ends, strict=True):
        said.setdefault(key[1], plain(text[key.end() : end].strip()))
    return said


def number(severity: str) -> int | None:
    """Its number, where it is one."""
    written = severity.strip()
    return int(written[:3]) if written.isascii() and written.isdigit() else None


def level(severity: str) -> str:
    """Words of the standard's table for 0-3, 4-6, 7-8 and 9-10."""
    if (rank := number(severity)) is None:
        return LEVELS.get(severity.strip().lower(), "")
    return "info" if rank <= 3 else "warning" if rank <= 6 else "error" if rank <= 8 else "critical"


def read(text: str) -> Document | Reason:
    start = text.find("CEF:")
    found = HEADER.match(text, start) if start >= 0 else None
    if not found:
        return Reason("not_cef", "Not CEF: “CEF:version|” and six fields, separated by “|”, are not there.")
    written, vendor, product, version, code, name, severity, rest = found.groups()
    said = extension(rest or "")
    document = facts(text[:start])
    document.update(
        {NAMES.get(key, f"cef.{key}"): value for key, value in said.items() if value and key not in TIMES}
    )
    document["@timestamp"] = next(
        (said[key] for key in TIMES if said.get(key)), document.get("@timestamp", "")
    )
    document |= beside(said) | (
        incapsula(said) if plain(vendor) in ("Incapsula", "Imperva Inc.") and "ver" in said else {}
    )
    stated = OUTCOMES.get(said.get("outcome", "").lower(), "")
    sorted_as = OUTCOMES.get(said.get("categoryOutcome", "").lower(), "")
    ended = stated or appliances.outcome(said.get("act", "")) or sorted_as
    networked = bool(said.get("proto") or said.get("dpt"))
    meant = appliances.meaning(plain(name), ended, stated or sorted_as, networked)
    if said.get("proto"):
        document |= transports.facts(said["proto"])
    return {
        **document,
        **{key: value for key, value in meant.items() if value},
        **_failed_user(document, meant),
        "message": said.get("msg") or plain(name),
        "log.level": level(severity),
        "observer.vendor": plain(vendor),
        "observer.product": plain(product),
        "observer.version": plain(version),
        "event.code": plain(code),
        "event.severity": number(severity),
        "cef.version": written,
        "cef.name": plain(name),
        "cef.severity": plain(severity),
    }


def beside(said: dict[str, str]) -> Document:
    """What takes more than another name, or has two."""
    found: Document = {name: said[key] for key, name in ALSO.items() if said.get(key)}
    found |= {NAMES[key]: flows.hardware(said[key]) for key in MACS if said.get(key)}
    digest = said.get("fileHash", "")
    if len(digest) in HASHES:
        found |= {f"file.hash.{HASHES[len(digest)]}": digest, "file.hash.value": ""}
    for key in LABELLED:
        name = LABELS.get(said.get(f"{key}Label", "").lower())
        if name and said.get(key) and not (name in TWICE and said.get(TWICE[name])):
            found[name] = said[key]
    return {**found, "network.direction": DEVICE_DIRECTIONS.get(said.get("deviceDirection", ""), "")}


def incapsula(said: dict[str, str]) -> Document:
    """Imperva's cloud says status and cipher in keys of its own."""
    status, (_, _, cipher) = said.get("cn1", ""), said.get("ver", "").partition(" ")
    code = int(status) if re.fullmatch("[1-5][0-9]{2}", status) else None
    return {**flows.tls_version(said.get("ver")), "tls.cipher": cipher, "http.response.status_code": code}


def _failed_user(document: Document, meant: Document) -> Document:
    """Whose login it is, where a product names him as the destination's user alone."""
    login = meant.get("event.category") == "authentication" and not document.get("user.name")
    return {"user.name": document.get("destination.user.name", "")} if login else {}


FORMAT = format_of(
    "cef",
    "CEF (ArcSight), with or without syslog",
    by_line(read),
    signature=re.compile(NO_MESSAGE + rb"[^\n]{0,200}?CEF: ?\d+\|[^|\n]*\|"),
    samples=(
        Sample(
            b"<134>Nov 21 19:00:02 fw1 CEF:0|Acme\\|Sec|Wall\\\\er|2.1|100|port scan|7|src=198.51.100.9 spt=4022 "
            b"dst=192.0.2.1 dpt=22 suser=ada proto=TCP act=blocked outcome=Failure rt=Nov 21 2026 19:00:01 "
            b"msg=three ports \\= open\\nand closed \\\\now cs1Label=Rule cs1=deny all in=0",
            {
                "timestamp": "2026-11-21T19:00:01.000000Z",
                "event.created": "Nov 21 2026 19:00:01",
                "time_quality": "inferred",
                "host.name": "fw1",
                "source.ip": "198.51.100.9",
                "source.port": 4022,
                "user.name": "ada",
                "event.action": "blocked",
                "event.outcome": "failure",
                "log.level": "error",
                "severity": 3,
                "message": "three ports = open\nand closed \\now",
                "fields": {
                    "observer": {"vendor": "Acme|Sec", "product": "Wall\\er", "version": "2.1"},
                    "event": {"code": "100", "severity": 7},
                    "cef": {
                        "version": "0",
                        "name": "port scan",
                        "severity": "7",
                        "cs1Label": "Rule",
                        "cs1": "deny all",
                    },
                    "destination": {"ip": "192.0.2.1", "port": "22"},
                    "network": {"transport": "tcp"},
                    "rule": {"name": "deny all"},
                    "source": {"bytes": "0", "user": {"name": "ada"}},
                },
            },
        ),
        Sample(
            b"CEF:0|Acme|Gate|1|9|vpn ssl-login-fail|5|rt=1795291201500 src=192.0.2.9 duser=bo outcome=failure",
            {"event.action": "authn_login_fail", "event.outcome": "failure", "user.name": "bo"},
        ),
        Sample(
            b"CEF:1|Acme|Gate|1|9|door opened|Low|rt=1795291201500 dvchost=gate duser=bo",
            {
                "timestamp": "2026-11-21T20:00:01.500000Z",
                "severity": 6,
                "message": "door opened",
                "host.name": "gate",
            },
        ),
        Sample(
            b"CEF:0|Acme|Watch|1|9|odd|5|rt=1795291201500 proto=0253 src=192.0.2.9",
            {
                "fields": {
                    "observer": {"vendor": "Acme", "product": "Watch", "version": "1"},
                    "event": {"code": "9", "severity": 5},
                    "cef": {"version": "0", "name": "odd", "severity": "5"},
                    "network": {"iana_number": "253"},
                }
            },
        ),
        Sample(
            b"CEF:0|Acme|Watch|1|9|SSH login failed|5|rt=1795291201500 act=allowed src=192.0.2.9 suser=bo",
            {
                "event.action": "authn_login_fail",
                "event.outcome": "failure",
                "user.name": "bo",
                "source.ip": "192.0.2.9",
            },
        ),
        Sample(
            b"Nov 21 19:00:02 fw1 CEF:0|Acme|Gate|1|9|no extension|10|",
            {"timestamp": "2026-11-21T19:00:02.000000Z", "time_quality": "inferred", "severity": 2},
        ),
        Sample(
            b"CEF:0|Acme|Guard|1|9|file changed|5|rt=1795291201500 eventId=77 dvchost=gate1 smac=00:00:5e:00:53:01 suser=bo spriv=user "
            b"fileHash=d41d8cd98f00b204e9800998ecf8427e filePath=/etc/hosts deviceInboundInterface=eth0 deviceDirection=0 "
            b"cs2Label=RuleID cs2=7.1 requestContext=https://a.example/",
            {
                "event.id": "77",
                "host.name": "gate1",
                "user.name": "bo",
                "fields": {
                    "cef": {
                        "version": "0",
                        "name": "file changed",
                        "severity": "5",
                        "cs2": "7.1",
                        "cs2Label": "RuleID",
                        "deviceDirection": "0",
                    },
                    "event": {"code": "9", "severity": 5},
                    "file": {"hash": {"md5": "d41d8cd98f00b204e9800998ecf8427e"}, "path": "/etc/hosts"},
                    "http": {"request": {"referrer": "https://a.example/"}},
                    "network": {"direction": "inbound"},
                    "observer": {
                        "vendor": "Acme",
                        "product": "Guard",
                        "version": "1",
                        "hostname": "gate1",
                        "ingress": {"interface": {"name": "eth0"}},
                    },
                    "rule": {"id": "7.1"},
                    "source": {
                        "mac": "00-00-5E-00-53-01",
                        "user": {"name": "bo", "group": {"name": "user"}},
                    },
                },
            },
        ),
        Sample(
            b"CEF:0|Incapsula|SIEMintegration|1|1|Normal|0| requestmethod=GET cn1=403 cpt=4040 src=192.0.2.9 "
            b"ver=TLSv1.2 AES128 end=1795291201500 request=shop.example/a",
            {
                "http.request.method": "GET",
                "http.response.status_code": 403,
                "source.port": 4040,
                "source.ip": "192.0.2.9",
            },
        ),
    ),
)
