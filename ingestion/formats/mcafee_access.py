"""McAfee VirusScan's access protection log: tab-separated, American dates, one blocked act a line."""

import re

from ingestion.formats.documents import Document, by_line, format_of
from ingestion.formats.format import Reason, Sample

BEGINS = re.compile(
    rb"(?:\xef\xbb\xbf)?\d{1,2}/\d{1,2}/\d{4}\t\d{1,2}:\d\d:\d\d [AP]M\t[^\t\n]*(?:rule|block)", re.IGNORECASE
)


def read(text: str) -> Document | Reason:
    cells = text.removeprefix("\ufeff").split("\t")
    if len(cells) < 4:
        return Reason(
            "not_mcafee_access", "Not a line of the access protection log: it has fewer than 4 columns."
        )
    date, clock, status, *rest = (cell.strip() for cell in cells)
    user = rest.pop(0) if "\\" in rest[0] and ":\\" not in rest[0] else ""
    domain, _, name = user.rpartition("\\")
    rule = next(
        (cell for cell in rest if ":" in cell and ":\\" not in cell and not cell.startswith("Action")), ""
    )
    act = next((cell.partition(":")[2].strip() for cell in rest if cell.startswith("Action blocked")), "")
    return {
        "@timestamp": f"{date} {clock}",
        "event.action": "access_blocked" if status.startswith("Blocked") else "access_reported",
        "event.category": "intrusion_detection",
        "event.outcome": "failure" if status.startswith("Blocked") else "success",
        "user.name": name,
        "user.domain": domain,
        "process.executable": rest[0] if rest else "",
        "file.path": rest[1] if len(rest) > 1 and "\\" in rest[1] else "",
        "rule.name": rule,
        "mcafee.blocked": act,
        "message": " ".join(cell.strip() for cell in cells[2:]),
    }


FORMAT = format_of(
    "mcafee_access",
    "McAfee access protection log",
    by_line(read),
    signature=BEGINS,
    samples=(
        Sample(
            b"11/21/2026\t8:00:01 PM\tBlocked by Access Protection rule \tACME\\ada\tC:\\Tools\\p.exe\tC:\\AV\\u.exe\t"
            b"Common Standard Protection:Prevent termination\tAction blocked : Terminate",
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "event.created": "11/21/2026 8:00:01 PM",
                "event.action": "access_blocked",
                "event.outcome": "failure",
                "user.name": "ada",
                "fields": {
                    "user": {"domain": "ACME"},
                    "process": {"executable": "C:\\Tools\\p.exe"},
                    "file": {"path": "C:\\AV\\u.exe"},
                    "rule": {"name": "Common Standard Protection:Prevent termination"},
                    "mcafee": {"blocked": "Terminate"},
                },
            },
        ),
    ),
)
