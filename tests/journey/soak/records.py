"""Records that no other record is like, as each way in writes them. ``number`` counts within one way."""

import json
import time

MARK = "soak"


def text(way: str, number: int) -> str:
    """What ``raw`` must hold exactly once."""
    return f"{MARK} {way} {number:08d} end"


def document(way: str, number: int) -> bytes:
    said = {"@timestamp": stamp(), "message": text(way, number), "user.name": "mira", "n": number}
    return json.dumps(said).encode()


def stamp() -> str:
    now = time.time()
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now)) + f".{int(now % 1 * 1e6):06d}Z"


def ndjson(way: str, numbers: range) -> bytes:
    return b"".join(document(way, number) + b"\n" for number in numbers)


def with_a_broken_one(way: str, numbers: range) -> bytes:
    """The last line is no JSON and goes to quarantine."""
    return ndjson(way, numbers[:-1]) + b'{"message": "%b' % text(way, numbers[-1]).encode() + b"\n"


def bulk(way: str, numbers: range) -> bytes:
    action = b'{"create": {"_index": "soak"}}\n'
    return b"".join(action + document(way, number) + b"\n" for number in numbers)


def hec(way: str, numbers: range) -> bytes:
    return b"".join(
        json.dumps({"time": time.time(), "host": "till", "event": text(way, number)}).encode()
        for number in numbers
    )


def loki(way: str, numbers: range) -> bytes:
    values = [[str(time.time_ns()), text(way, number)] for number in numbers]
    return json.dumps({"streams": [{"stream": {"app": "till"}, "values": values}]}).encode()


def otlp(way: str, numbers: range) -> bytes:
    records = [
        {"timeUnixNano": str(time.time_ns()), "body": {"stringValue": text(way, number)}}
        for number in numbers
    ]
    return json.dumps({"resourceLogs": [{"scopeLogs": [{"logRecords": records}]}]}).encode()


def gelf(way: str, numbers: range) -> bytes:
    return b"\n".join(gelf_message(way, number) for number in numbers)


def gelf_message(way: str, number: int) -> bytes:
    said = {"version": "1.1", "host": way, "short_message": text(way, number), "timestamp": time.time()}
    return json.dumps(said).encode()


def syslog_message(way: str, number: int) -> bytes:
    return f"<13>1 {stamp()} {way} till 7 - - {text(way, number)}".encode()
