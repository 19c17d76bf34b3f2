"""ModSecurity's serial audit log: a transaction is sections between boundaries, ``--id-A--`` to ``--id-Z--``.

What a client sends stands in it too and may look like a boundary, so only those with the transaction's own number count.
https://github.com/owasp-modsecurity/ModSecurity/wiki/ModSecurity-2-Data-Formats#serial-audit-log-format
"""

import re
from collections.abc import Iterator, Sequence

from ingestion.formats.documents import Document, careful, format_of, record, text_of
from ingestion.formats.format import Reason, Sample
from ingestion.formats.modsecurity import REQUEST, blocked, found_in, header
from ingestion.formats.record import Record
from ingestion.normalise.clock import Arrival

BOUNDARY = re.compile(rb"-{2,3}([0-9A-Za-z]{8,32})-{1,3}([A-Z])--\s*$")
FIRST = re.compile(
    r"\[([^\]]{20,40})\] (\S+) ([0-9a-fA-F.:]+) (\d{1,5}) ([0-9a-fA-F.:]+) (\d{1,5})", re.ASCII
)
STATUS = re.compile(r"(?:HTTP/\S+ )?(\d{3})\b")
REFUSAL = Reason("not_modsecurity", "Not a whole transaction of ModSecurity's audit log: A to Z.")
Section = tuple[bytes, int, int]  # its letter, and its lines from one to before another


def prepare(body: bytes, arrival: Arrival) -> Sequence[Record]:
    lines = body.split(b"\n")
    return [
        _record(place, part, arrival) for place, part in _transactions(lines) if any(map(bytes.strip, part))
    ]


def _transactions(lines: Sequence[bytes]) -> Iterator[tuple[int, Sequence[bytes]]]:
    """Each with the number of its first line; what stands between them too."""
    marks = [
        (place, found[1], found[2]) for place, line in enumerate(lines) if (found := BOUNDARY.match(line))
    ]
    ends: dict[bytes, list[int]] = {}
    for place, number, letter in reversed(marks):
        if letter == b"Z":
            ends.setdefault(number, []).append(place)
    done = 0
    starts = [(place, number) for place, number, letter in marks if letter == b"A"]
    for order, (place, number) in enumerate(starts):
        if place < done:
            continue
        if place > done:
            yield done, lines[done:place]
        following = starts[order + 1][0] if order + 1 < len(starts) else len(lines)
        done = _end(ends.get(number, []), place, following)
        yield place, lines[place:done]
    if done < len(lines):
        yield done, lines[done:]


def _end(ends: list[int], start: int, otherwise: int) -> int:
    """Behind the transaction's Z, or where the next one begins when it has none. ``ends`` has the first one last."""
    while ends and ends[-1] < start:
        ends.pop()
    return ends.pop() + 1 if ends else otherwise


def _record(place: int, lines: Sequence[bytes], arrival: Arrival) -> Record:
    blank = next(number for number, line in enumerate(lines) if line.strip())
    raw = b"\n".join(lines[blank:]).rstrip(b"\r\n")
    return record(place + blank, raw, careful(read, text_of(raw)), arrival)


def sections(text: str) -> dict[str, list[str]]:
    """The lines of each, by its letter."""
    found: dict[str, list[str]] = {}
    number, letter = b"", ""
    for line in text.split("\n"):
        mark = BOUNDARY.match(line.encode("utf-8", "replace")) if line.startswith("--") else None
        if mark and (not number or mark[1] == number):
            number, letter = mark[1], mark[2].decode()
            found.setdefault(letter, [])
        elif letter:
            found[letter].append(line.rstrip("\r"))
    return found


def read(text: str) -> Document | Reason:
    said = sections(text)
    first = FIRST.match((said.get("A") or [""])[0])
    if not first:
        return REFUSAL
    written, number, client, port, server, server_port = first.groups()
    request, headers = _message(said.get("B", []))
    answer, answer_headers = _message(said.get("F", []))
    messages = [
        line.partition(": ")[2]
        for line in said.get("H", [])
        if line.startswith(("Message: ", "ModSecurity: "))
    ]
    intercepted = any(line.startswith("Action: Intercepted") for line in said.get("H", []))
    line = REQUEST.match(request)
    uri = line[2] if line else ""
    status = STATUS.match(answer)
    return {
        "@timestamp": written,
        "event.id": number,
        **blocked(*found_in(messages), int(status[1]) if status else None, intercepted),
        "source.ip": client,
        "source.port": int(port),
        "destination.ip": server,
        "destination.port": int(server_port),
        "http.request.method": line[1] if line else "",
        "http.version": line[3] if line else "",
        "url.original": uri,
        "url.path": uri.partition("?")[0],
        "url.query": uri.partition("?")[2],
        "http.response.status_code": int(status[1]) if status else None,
        "http.request.body.content": "\n".join(said.get("C", [])).strip(),
        "user_agent.original": header(headers, "user-agent"),
        "http.request.referrer": header(headers, "referer"),
        "destination.domain": header(headers, "host"),
        "modsecurity.audit": {"request": {"headers": headers}, "response": {"headers": answer_headers},
                              "trailer": [line for line in said.get("H", []) if line]},
    }  # fmt: skip


def _message(lines: Sequence[str]) -> tuple[str, dict[str, str]]:
    """The first line of a request or an answer, and its headers."""
    headers: dict[str, str] = {}
    for line in lines[1:]:
        name, colon, value = line.partition(":")
        if colon:
            headers.setdefault(name.strip(), value.strip())
    return (lines[0] if lines else ""), headers


EXAMPLE = (
    b"--2f8d0c1a-A--\n[21/Nov/2026:21:00:01.250001 +0100] Tx1 192.0.2.7 5022 192.0.2.1 443\n--2f8d0c1a-B--\n"
    b"POST /?q=1%27 HTTP/1.1\r\nHost: shop.example\r\nUser-Agent: probe/1\r\n\n--2f8d0c1a-C--\nnote=--00000000-Z--\n--00000000-Z--\n\n"
    b"--2f8d0c1a-F--\nHTTP/1.1 403 Forbidden\nContent-Length: 9\n\n--2f8d0c1a-H--\n"
    b'Message: Access denied with code 403 (phase 2). Match at ARGS:q. [file "/x"] [id "942100"] [msg "SQL injection"]\n'
    b"Action: Intercepted (phase 2)\n\n--2f8d0c1a-Z--"
)
FORMAT = format_of(
    "modsecurity_serial",
    "ModSecurity audit log (serial)",
    prepare,
    recognise=lambda head: bool(
        (found := BOUNDARY.match(head.lstrip().split(b"\n", 1)[0])) and found[2] == b"A"
    ),
    has_short_lines=True,
    samples=(
        Sample(
            EXAMPLE + b"\n\n",
            {
                "timestamp": "2026-11-21T20:00:01.250001Z",
                "time_quality": "stated",
                "event.id": "Tx1",
                "event.action": "input_validation_fail",
                "event.category": "intrusion_detection",
                "event.outcome": "failure",
                "source.ip": "192.0.2.7",
                "http.request.method": "POST",
                "url.path": "/",
                "http.response.status_code": 403,
                "user_agent.original": "probe/1",
                "message": "SQL injection",
            },
            raw=EXAMPLE,
        ),
    ),
)
