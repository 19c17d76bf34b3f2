"""IBM QRadar's Log Event Extended Format 1.0 and 2.0, alone or behind a syslog header.

``LEEF:1.0|vendor|product|version|id|`` with values between tabs; 2.0 names its delimiter in a field of its own, as a
character or as ``x5E``. Some senders of 1.0 write ``|`` or ``^`` for tabs, which is understood too. Keys that have no ECS
name keep theirs under ``leef.``. https://www.ibm.com/docs/en/dsm?topic=leef-overview
"""

import re
from collections.abc import Mapping

from ingestion.formats.cef import level
from ingestion.formats.documents import Document, by_line, format_of
from ingestion.formats.format import Reason, Sample
from ingestion.formats.syslog_prefix import NO_MESSAGE, facts
from ingestion.normalise import appliances, flows, hashes, java_dates, transports

HEADER = re.compile(r"LEEF:(\d(?:\.\d)?)" + r"\|([^|]*)" * 4 + r"\|(.*)$", re.DOTALL)
DELIMITER = re.compile(r"(?:0?[xX]([0-9A-Fa-f]{1,4})|([^\w\s=]|\\t|\t))?\|")
OTHERS = re.compile(r"[|^](?=[A-Za-z]\w*=)")
NAMES = {
    "action": "event.action", "dst": "destination.ip", "dstBytes": "destination.bytes", "dstMAC": "destination.mac",
    "dstPort": "destination.port", "identHostName": "host.name", "proto": "network.transport", "src": "source.ip",
    "srcBytes": "source.bytes", "srcMAC": "source.mac", "srcPort": "source.port", "url": "url.original",
    "usrName": "user.name", "policy": "rule.name", "msg": "message", "domain": "user.domain", "role": "user.roles", "groupID": "user.group.id",
    "identMAC": "host.mac", "identIP": "host.ip", "identSrc": "host.ip",
    "srcPostNAT": "source.nat.ip", "dstPostNAT": "destination.nat.ip", "srcPostNATPort": "source.nat.port", "dstPostNATPort": "destination.nat.port",
    "srcPackets": "source.packets", "dstPackets": "destination.packets", "totalPackets": "network.packets", "totalBytes": "network.bytes",
    "RuleName": "rule.name", "rule_uid": "rule.uuid", "Application": "network.application", "SourceUser": "source.user.name",
    "DestinationUser": "destination.user.name", "SourceZone": "observer.ingress.zone", "DestinationZone": "observer.egress.zone",
    "SerialNumber": "observer.serial_number", "reason": "event.reason", "filePath": "file.path", "fileHash": "file.hash.value",
}  # fmt: skip

TIMES = ("devTime", "devTimeFormat")
MACS = ("srcMAC", "dstMAC", "identMAC")


def delimited(version: str, rest: str) -> tuple[str, str]:
    """The delimiter, and the values that it stands between."""
    named = DELIMITER.match(rest) if version.startswith("2") else None
    if named and named[1]:
        return chr(int(named[1], 16)), rest[named.end() :]
    if named and named[2]:
        return "\t" if named[2] == "\\t" else named[2], rest[named.end() :]
    rest = rest[named.end() :] if named else rest
    other = OTHERS.search(rest) if "\t" not in rest else None
    return other[0] if other else "\t", rest


def read(text: str) -> Document | Reason:
    start = text.find("LEEF:")
    found = HEADER.match(text, start) if start >= 0 else None
    if not found:
        return Reason(
            "not_leef", "Not LEEF: “LEEF:version|” and four fields, separated by “|”, are not there."
        )
    version, vendor, product, release, code, rest = found.groups()
    delimiter, values = delimited(version, rest)
    pairs = (part.partition("=") for part in values.split(delimiter))
    said = {key.strip(): value.strip() for key, equals, value in pairs if equals and key.strip()}
    document = facts(text[:start])
    document.update(
        {NAMES.get(key, f"leef.{key}"): value for key, value in said.items() if value and key not in TIMES}
    )
    document |= when(said) or {}
    stated = appliances.outcome(said.get("result") or said.get("outcome", ""))
    ended = appliances.outcome(said.get("action", "")) or stated
    named = " ".join([code, *(said.get(key, "") for key in ("cat", "action", "act", "name"))])
    meant = appliances.meaning(named, ended, stated, bool(said.get("proto") or said.get("dstPort")))
    return {
        **document,
        **beside(said),
        **{key: value for key, value in meant.items() if value},
        "message": said.get("msg") or said.get("desc") or said.get("name") or code,
        "log.level": level(said.get("sev", "")),
        "observer.vendor": vendor,
        "observer.product": product,
        "observer.version": release,
        "event.code": code,
    }


def when(said: Mapping[str, str]) -> Document | None:
    """When it happened; how that is written may be said beside it."""
    written = said.get("devTime", "")
    moment = java_dates.iso(written, said.get("devTimeFormat", ""))
    return {"@timestamp": moment or written, "@written": written} if written else None


def beside(said: Mapping[str, str]) -> Document:
    """What takes more than another name."""
    login = said.get("isLoginEvent", "").lower() == "true"
    digest = said.get("fileHash", "")
    kind = hashes.BY_LENGTH.get(len(digest))
    return {
        **(transports.facts(said["proto"]) if said.get("proto") else {}),
        **{NAMES[key]: flows.hardware(said[key]) for key in MACS if said.get(key)},
        **({f"file.hash.{kind}": digest, "file.hash.value": ""} if kind else {}),
        **({"event.category": "authentication"} if login else {}),
        **({"user.name": said["user"]} if said.get("user") and not said.get("usrName") else {}),
        "network.direction": flows.direction(said["direction"])
        if said.get("direction") in flows.DIRECTIONS
        else "",
    }


FORMAT = format_of(
    "leef",
    "LEEF (QRadar) 1.0 and 2.0, with or without syslog",
    by_line(read),
    signature=re.compile(NO_MESSAGE + rb"[^\n]{0,200}?LEEF:\d(?:\.\d)?\|[^|\n]*\|"),
    samples=(
        Sample(
            b"Nov 21 19:00:02 gw LEEF:1.0|Acme|Gate|3|login|src=192.0.2.8\tsrcPort=900\tusrName=ada\tsev=5\t"
            b"devTime=Nov 21 2026 19:00:01.250 UTC\tnote=a=b c",
            {
                "timestamp": "2026-11-21T19:00:01.250000Z",
                "event.created": "Nov 21 2026 19:00:01.250 UTC",
                "host.name": "gw",
                "source.ip": "192.0.2.8",
                "source.port": 900,
                "user.name": "ada",
                "severity": 4,
                "message": "login",
                "fields": {
                    "observer": {"vendor": "Acme", "product": "Gate", "version": "3"},
                    "event": {"code": "login"},
                    "leef": {"sev": "5", "note": "a=b c"},
                },
            },
        ),
        Sample(
            b"LEEF:2.0|Acme|Gate|3|logout|x5E|src=192.0.2.8^usrName=bo^devTime=1795291201500",
            {"timestamp": "2026-11-21T20:00:01.500000Z", "user.name": "bo", "source.ip": "192.0.2.8"},
        ),
        Sample(
            b"LEEF:2.0|Acme|Gate|3|logout|^|src=192.0.2.8^usrName=bo jr",
            {"time_quality": "arrival", "user.name": "bo jr"},
        ),
        Sample(
            b"<14>Nov 21 19:00:02 gw LEEF:1.0|Acme|Gate|3|pass|cat=T|src=192.0.2.8|action=allow|srcPort=5",
            {"time_quality": "inferred", "event.action": "allow", "source.port": 5},
        ),
        Sample(
            b"LEEF:1.0|Acme|Watch|3|login denied|src=192.0.2.8\taction=allowed\tusrName=bo",
            {"event.action": "authn_login_fail", "event.outcome": "failure", "user.name": "bo"},
        ),
        Sample(
            b"LEEF:2.0|Acme|Watch|3|Login_Success|^|devTime=04/11/2026 09:30:05 PM +0100^devTimeFormat=dd/MM/yyyy hh:mm:ss a Z^sev=info^usrName=bo",
            {
                "timestamp": "2026-11-04T20:30:05.000000Z",
                "time_quality": "stated",
                "event.created": "04/11/2026 09:30:05 PM +0100",
                "event.outcome": "success",
                "severity": 6,
            },
        ),
        Sample(
            b"LEEF:2.0|Acme|Watch|3|41|^|src=192.0.2.8^action=Login Failure^usrName=bo",
            {"event.action": "authn_login_fail", "event.category": "authentication", "user.name": "bo"},
        ),
    ),
)
