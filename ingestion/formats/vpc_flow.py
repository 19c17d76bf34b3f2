"""AWS VPC flow logs: the default columns without a header, or those that the header names.

https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html. A record is of the time at which its flow began.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from ingestion.formats.documents import (
    Document,
    careful_of,
    format_of,
    lines_of,
    record,
    text_of,
    wrong_columns,
)
from ingestion.formats.format import Sample
from ingestion.formats.record import Record
from ingestion.normalise import transports
from ingestion.normalise.clock import Arrival

_DEFAULT = """
    version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status
"""
DEFAULT = _DEFAULT.split()
# What later versions add, in the order in which AWS lists it and its console puts it.
_ADDED = (
    "vpc-id subnet-id instance-id tcp-flags type pkt-srcaddr pkt-dstaddr",
    "region az-id sublocation-type sublocation-id",
    "pkt-src-aws-service pkt-dst-aws-service flow-direction traffic-path",
    "ecs-cluster-arn ecs-cluster-name ecs-container-instance-arn ecs-container-instance-id ecs-container-id "
    "ecs-second-container-id ecs-service-name ecs-task-definition-arn ecs-task-arn ecs-task-id",
    "reject-reason",
)
ORDERS = {
    len(names): names
    for names in (f"{_DEFAULT} {' '.join(_ADDED[:count])}".split() for count in range(len(_ADDED) + 1))
}
HEADER = re.compile(
    rb"(?:\xef\xbb\xbf)?(?=[^\n]*\bsrcaddr\b)(?=[^\n]*\bdstaddr\b)[a-z0-9_-]+(?: [a-z0-9_-]+){3,60}\r?(?:\n|$)"
)
LINE = re.compile(
    rb"[2-9] (?:\d{11,12}|unknown) (?:eni-\S+|-) \S+ \S+ \S+ \S+ \S+ \S+ \S+ \d{9,10} \d{9,10} (?:ACCEPT|REJECT|-) (?:OK|NODATA|SKIPDATA)"
    rb"(?:(?: \S+){3} (?:\d{1,3}|-) (?:IPv4|IPv6|EFA|-)(?: \S+){2,21})?\s*$"
)
NAMES = {
    "account-id": "cloud.account.id", "srcaddr": "source.ip", "dstaddr": "destination.ip", "srcport": "source.port",
    "dstport": "destination.port", "protocol": "network.iana_number", "packets": "network.packets", "bytes": "network.bytes",
    "instance-id": "cloud.instance.id", "region": "cloud.region", "az-id": "cloud.availability_zone",
    "flow-direction": "network.direction",
}  # fmt: skip
NUMBERS = frozenset(("srcport", "dstport", "packets", "bytes"))
SECONDS = re.compile(r"[0-9]{1,11}")
FLAGS = ("fin", "syn", "rst", "psh", "ack", "urg")  # of TCP, from the lowest bit
ACTIONS = {"ACCEPT": ("network_allowed", "success"), "REJECT": ("network_denied", "failure")}


def prepare(body: bytes, arrival: Arrival) -> Sequence[Record]:
    stated: list[str] = []
    found = []
    for number, raw in lines_of(body):
        if HEADER.match(raw):
            stated = text_of(raw).removeprefix("\ufeff").replace("_", "-").split()
            continue
        values = text_of(raw).split()
        names = stated or ORDERS.get(len(values), DEFAULT)
        if len(values) != len(names):
            found.append(record(number, raw, wrong_columns(names, values, "{} are expected"), arrival))
            continue
        said = {name: value for name, value in zip(names, values, strict=True) if value != "-"}
        found.append(record(number, raw, careful_of(said, lambda said=said: document(said)), arrival))  # type: ignore[misc]
    return found


def document(said: dict[str, str]) -> Document:
    action, outcome = ACTIONS.get(said.get("action", ""), ("network_flow", ""))
    named: Document = {
        NAMES.get(name, f"aws.vpcflow.{name.replace('-', '_')}"): int(value) if name in NUMBERS else value
        for name, value in said.items()
        if name not in ("start", "end", "action")
    }
    ends = [f"{said.get(f'{side}addr', '-')}:{said.get(f'{side}port', '-')}" for side in ("src", "dst")]
    return {
        **named,
        "@timestamp": said.get("start", ""),
        "event.start": instant(said.get("start", "")) or said.get("start"),
        "event.end": instant(said.get("end", "")) or said.get("end"),
        "aws.vpcflow.account_id": said.get("account-id", ""),
        "aws.vpcflow.action": said.get("action", ""),
        "aws.vpcflow.instance_id": said.get("instance-id", ""),
        "aws.vpcflow.tcp_flags_array": flags(said.get("tcp-flags", "")),
        "source.bytes": named.get("network.bytes"),
        "source.packets": named.get("network.packets"),
        "event.action": action,
        "event.category": "network",
        "event.outcome": outcome,
        **transports.facts(said.get("protocol", "")),
        "network.type": ("ipv6" if ":" in ends[0].rpartition(":")[0] else "ipv4")
        if "srcaddr" in said
        else "",
        "cloud.provider": "aws",
        "message": " ".join([said.get("action", said.get("log-status", "")), " → ".join(ends)]),
    }


def flags(written: str) -> list[str] | None:
    number = int(written) if written.isascii() and written.isdigit() and len(written) < 4 else 0
    return [name for bit, name in enumerate(FLAGS) if number >> bit & 1] or None


def instant(seconds: str) -> str:
    """ISO 8601, of seconds since 1970; empty for what is none, and for years of more than four digits."""
    if not SECONDS.fullmatch(seconds):
        return ""
    return f"{datetime.fromtimestamp(int(seconds), UTC):%Y-%m-%dT%H:%M:%S}.000Z"


FORMAT = format_of(
    "vpc_flow",
    "AWS VPC flow log",
    prepare,
    signature=LINE,
    recognise=lambda head: bool(HEADER.match(head)),
    least=32,
    samples=(
        Sample(
            b"2 123456789010 eni-1a 203.0.113.9 192.0.2.1 49761 3389 6 20 4249 1795291201 1795291261 REJECT OK",
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "event.action": "network_denied",
                "event.category": "network",
                "event.outcome": "failure",
                "source.ip": "203.0.113.9",
                "source.port": 49761,
                "message": "REJECT 203.0.113.9:49761 → 192.0.2.1:3389",
                "fields": {
                    "aws": {
                        "vpcflow": {
                            "account_id": "123456789010",
                            "action": "REJECT",
                            "interface_id": "eni-1a",
                            "log_status": "OK",
                            "version": "2",
                        }
                    },
                    "cloud": {"account": {"id": "123456789010"}, "provider": "aws"},
                    "destination": {"ip": "192.0.2.1", "port": 3389},
                    "event": {"start": "2026-11-21T20:00:01.000Z", "end": "2026-11-21T20:01:01.000Z"},
                    "source": {"bytes": 4249, "packets": 20},
                    "network": {
                        "bytes": 4249,
                        "packets": 20,
                        "iana_number": "6",
                        "transport": "tcp",
                        "type": "ipv4",
                    },
                },
            },
        ),
        Sample(
            b"5 123456789010 eni-1a 203.0.113.9 192.0.2.1 49761 53 17 20 4249 1795291201 1795291261 REJECT OK vpc-1 subnet-1 i-1 0 IPv4 "
            b"203.0.113.9 192.0.2.1 eu-west-1 euw1-az1 - - - - ingress 1",
            {"source.ip": "203.0.113.9", "event.outcome": "failure"},
        ),
        Sample(
            b"version instance-id srcaddr dstaddr protocol start end action flow-direction tcp-flags\n"
            b"5 i-1 192.0.2.1 192.0.2.2 6 1795291201 1795291261 ACCEPT egress 19",
            {
                "event.action": "network_allowed",
                "source.ip": "192.0.2.1",
                "source.port": 0,
                "fields": {
                    "aws": {
                        "vpcflow": {
                            "action": "ACCEPT",
                            "instance_id": "i-1",
                            "tcp_flags": "19",
                            "tcp_flags_array": ["fin", "syn", "ack"],
                            "version": "5",
                        }
                    },
                    "cloud": {"instance": {"id": "i-1"}, "provider": "aws"},
                    "destination": {"ip": "192.0.2.2"},
                    "event": {"start": "2026-11-21T20:00:01.000Z", "end": "2026-11-21T20:01:01.000Z"},
                    "network": {
                        "direction": "egress",
                        "iana_number": "6",
                        "transport": "tcp",
                        "type": "ipv4",
                    },
                },
            },
            raw=b"5 i-1 192.0.2.1 192.0.2.2 6 1795291201 1795291261 ACCEPT egress 19",
        ),
        Sample(
            b"version account_id srcaddr dstaddr start end action\n5 1 192.0.2.1 192.0.2.2 1795291201 1795291261 ACCEPT",
            {"source.ip": "192.0.2.1", "event.action": "network_allowed"},
            raw=b"5 1 192.0.2.1 192.0.2.2 1795291201 1795291261 ACCEPT",
        ),
    ),
)
