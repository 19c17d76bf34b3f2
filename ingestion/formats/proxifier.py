"""Proxifier's log: ``[11.21 20:00:01] program - host:port open through proxy …`` and ``close, N bytes sent, …``.

https://www.proxifier.com/docs/win-v4/log.html has no year: it is concluded from the arrival. Some versions write it, others
the clock alone, which no day makes a time: such lines are of their arrival.
"""

import re

from ingestion.formats.documents import Document, by_line, format_of
from ingestion.formats.format import Reason, Sample

LINE = re.compile(
    r"\[(?:(?:(\d{4})\.)?(\d\d)\.(\d\d) )?(\d\d:\d\d:\d\d)\]\s{1,4}(.{1,260}?)(?: \*(\d\d))?(?:\s{1,4}\((\d+)\))? - (\S+?)(?::(\d{1,5}))? (.*)$",
    re.DOTALL,
)
CLOSE = re.compile(
    r"close, (\d+) bytes(?: \([^)]*\))? sent, (\d+) bytes(?: \([^)]*\))? received, lifetime (<?)\s?(?:(\d+):)?(\d+)(?::(\d\d))?(?: sec)?"
)
PROXY = re.compile(r"through proxy (\S+?)(?::(\d+))?(?: (\S+))?$")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def read(text: str) -> Document | Reason:
    found = LINE.match(text)
    if not found or not 1 <= int(found[2] or 1) <= 12:
        return Reason("not_proxifier", "Not a line of Proxifier: “[MM.DD hh:mm:ss] program - host:port …”.")
    year, month, day, clock, program, _, pid, host, port, said = found.groups()
    closed, proxy = CLOSE.match(said), PROXY.search(said)
    return {
        **when(year, month, day, clock),
        "event.action": _action(said),
        "event.category": "network",
        "event.outcome": "failure"
        if " error" in f" {said.lower()}" or "could not" in said.lower()
        else "success",
        "process.name": program,
        "process.pid": int(pid) if pid else None,
        "destination.domain": host,
        "destination.port": int(port) if port else None,
        "source.bytes": int(closed[1]) if closed else None,
        "destination.bytes": int(closed[2]) if closed else None,
        "proxifier.proxy": proxy[1] if proxy else "",
        "network.protocol": (proxy[3] or "").lower() if proxy else "",
        "message": said,
    }


def when(year: str | None, month: str | None, day: str | None, clock: str) -> Document:
    if not month:
        return {"proxifier.time": clock}
    if year:
        return {"@timestamp": f"{year}-{month}-{day}T{clock}", "@written": f"{year}.{month}.{day} {clock}"}
    return {"@timestamp": f"{MONTHS[int(month) - 1]} {day} {clock}", "@written": f"{month}.{day} {clock}"}


def _action(said: str) -> str:
    if said.startswith("close,"):
        return "connection_closed"
    if said.startswith("open "):
        return "connection_opened"
    return "connection_error" if "error" in said.lower() else "connection"


FORMAT = format_of(
    "proxifier",
    "Proxifier",
    by_line(read),
    signature=re.compile(
        rb"\[(?:\d{4}\.)?\d\d\.\d\d \d\d:\d\d:\d\d\]\s+\S[^\n]{0,260}? - \S"
        rb"|\[\d\d:\d\d:\d\d\]\s+\S[^\n]{0,260}? - \S{1,260}:\d{1,5} (?:open |close,|error |matching )"
    ),
    samples=(
        Sample(
            b"[11.20 20:00:01] mail.exe *64 - mx.example:443 close, 1204 bytes (1.17 KB) sent, 88 bytes received, lifetime 00:07",
            {
                "timestamp": "2026-11-20T20:00:01.000000Z",
                "event.created": "11.20 20:00:01",
                "time_quality": "inferred",
                "event.action": "connection_closed",
                "process.name": "mail.exe",
                "fields": {
                    "destination": {"domain": "mx.example", "port": 443, "bytes": 88},
                    "source": {"bytes": 1204},
                },
            },
        ),
        Sample(
            b"[20:00:01] mail.exe - mx.example:443 open through proxy px.example:1080 SOCKS5",
            {"time_quality": "arrival", "event.action": "connection_opened", "process.name": "mail.exe"},
        ),
        Sample(
            b"[2025.11.20 20:00:01] mail.exe - mx.example:443 open directly",
            {"timestamp": "2025-11-20T20:00:01.000000Z", "event.created": "2025.11.20 20:00:01"},
        ),
        Sample(
            b"[12.31 20:00:01] git.exe - code.example:22 open through proxy px.example:1080 SOCKS5",
            {
                "timestamp": "2025-12-31T20:00:01.000000Z",
                "event.action": "connection_opened",
                "fields": {
                    "destination": {"domain": "code.example", "port": 22},
                    "network": {"protocol": "socks5"},
                    "proxifier": {"proxy": "px.example"},
                },
            },
        ),
    ),
)
