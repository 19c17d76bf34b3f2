"""Windows events as Snare sends them: ``Nov 21 20:00:01 pc7 MSWinEventLog`` and fourteen columns between tabs.

Severity, log, count, time, number, source, account, its kind, audit, computer, category, data, text, number in the log.
The text has lost its lines, so labels and values are told apart by the blanks between them. Meanings are those of ``evtx``.
"""

import re
from collections.abc import Iterator

from ingestion.formats import windows_csv, windows_message
from ingestion.formats.documents import Document, by_line, format_of
from ingestion.formats.format import Reason, Sample
from ingestion.formats.syslog_prefix import NO_MESSAGE
from ingestion.formats.windows_events import document

MARK = "MSWinEventLog"
SIGNATURE = re.compile(NO_MESSAGE + rb"[^\t\n]{0,300}?\bMSWinEventLog\t\d\t[^\t\n]{1,255}\t\d{1,20}\t")
HEAD = re.compile(r"(?:<\d{1,3}>)?(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\S{19,35}) (\S{1,255}) ")
COLUMNS = (
    "severity", "channel", "count", "time", "number", "provider", "account", "kind", "keywords", "host", "task", "data",
    "message", "record",
)  # fmt: skip
LEAST = 11  # columns: what is behind the computer's name may be missing
APART = re.compile(r"[ \t]{2,}")
MOST = 16384  # characters of a text


def lines(text: str) -> Iterator[str]:
    """The text's lines as they were: a label and its value on one, a section's name on one of its own."""
    label = ""
    for part in APART.split(text[:MOST]):
        if part.endswith(":"):
            if label:
                yield label
            label = part
        else:
            yield f"{label} {part}".strip()
            label = ""


def read(text: str) -> Document | Reason:
    before, mark, rest = text.partition(f"{MARK}\t")
    values = rest.rstrip("\r\n").split("\t")
    if not mark or len(values) < LEAST:
        return Reason("not_snare", f"Not an event of Snare's: “{MARK}” and columns between tabs.")
    said = {name: value for name, value in zip(COLUMNS, values, strict=False) if value not in ("", "N/A")}
    message = said.pop("message", "")
    event = windows_csv.event(said)
    event["EventData"] = windows_message.values("\n".join(lines(message)))
    found, head = document(event), HEAD.match(before)
    return {
        **found,
        "@timestamp": said.get("time"),
        "host.name": said.get("host") or (head[1] if head else ""),
        "user.name": found.get("user.name") or said.get("account"),
        "winlog.task": said.get("task"),
        "message": message or found["message"],
    }


FORMAT = format_of(
    "snare",
    "Windows events by Snare",
    by_line(read),
    signature=SIGNATURE,
    samples=(
        Sample(
            b"<13>Nov 21 20:00:02 gw MSWinEventLog\t1\tSecurity\t77\tSat Nov 21 20:00:01 2026\t4625\tMicrosoft-Windows-Security-Auditing\tN/A\tN/A\t"
            b"Failure Audit\tpc7.example\tLogon\t\tAn account failed to log on.    Subject:   Security ID:  S-1-0-0   Account Name:  -    "
            b"Account For Which Logon Failed:   Security ID:  S-1-0-0   Account Name:  ada   Account Domain:  EX    "
            b"Network Information:   Source Network Address:  192.0.2.7   Source Port:  4040\t5001",
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "event.created": "Sat Nov 21 20:00:01 2026",
                "event.action": "authn_login_fail",
                "event.outcome": "failure",
                "user.name": "ada",
                "source.ip": "192.0.2.7",
                "host.name": "pc7.example",
            },
        ),
    ),
)  # fmt: skip
