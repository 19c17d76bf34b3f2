"""TeamViewer's list of incoming connections: tab-separated, one session a line, day first and in UTC."""

import re

from ingestion.formats.documents import Document, by_line, format_of
from ingestion.formats.format import Reason, Sample

TIME = r"(\d\d)-(\d\d)-(\d{4}) (\d\d:\d\d:\d\d)"
LINE = re.compile(rf"(\d{{6,12}})\t([^\t]*)\t{TIME}\t{TIME}\t([^\t]*)\t([^\t]*)(?:\t(\S*))?\s*$")


def read(text: str) -> Document | Reason:
    found = LINE.match(text)
    if not found:
        return Reason("not_teamviewer", "Not a line of TeamViewer's incoming connections.")
    who, shown, day, month, year, clock, end_day, end_month, end_year, end_clock, user, kind, session = (
        found.groups()
    )
    return {
        "@timestamp": f"{year}-{month}-{day} {clock}Z",
        "@written": f"{day}-{month}-{year} {clock}",
        "event.action": "remote_session",
        "event.category": "session",
        "event.end": f"{end_year}-{end_month}-{end_day}T{end_clock}Z",
        "event.id": session,
        "user.name": user,
        "teamviewer.remote.id": who,
        "teamviewer.remote.name": shown,
        "teamviewer.kind": kind,
        "message": f"{kind} of {user} by {shown or who}",
    }


FORMAT = format_of(
    "teamviewer",
    "TeamViewer incoming connections",
    by_line(read),
    signature=re.compile(rb"\d{6,12}\t[^\t\n]*\t\d\d-\d\d-\d{4} [\d:]{8}\t\d\d-\d\d-\d{4} "),
    samples=(
        Sample(
            b"166036049\tDesk\t21-11-2026 20:00:01\t21-11-2026 20:18:36\tada\tRemoteControl\t{b3a4}\t",
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "event.created": "21-11-2026 20:00:01",
                "user.name": "ada",
                "event.id": "{b3a4}",
            },
            zone="Europe/Berlin",
        ),
    ),
)
