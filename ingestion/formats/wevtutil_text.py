"""Windows events as text: ``wevtutil qe Security /f:text`` and ``Get-WinEvent``'s like, a block for each event.

A block begins with its number (``Event[0]:``), names members by line and ends with the event's text, from which values
are taken as the Event Viewer's export has them (``windows_message``).
https://learn.microsoft.com/en-us/windows-server/administration/windows-commands/wevtutil
"""

import re

from ingestion.formats import windows_csv
from ingestion.formats.blocks import format_of_blocks
from ingestion.formats.documents import Document
from ingestion.formats.format import Reason, Sample
from ingestion.formats.windows_events import document

BEGINS = re.compile(rb"Event\[\d{1,10}\]:?[ \t]*\r?$")
KNOWN = re.compile(rb"(?:\xef\xbb\xbf)?\s*Event\[\d{1,10}\]:?[ \t]*\r?\n[ \t]*Log Name:")
MEMBER = re.compile(r"[ \t]*([A-Z][A-Za-z ]{1,24}): ?(.*)$")
DESCRIPTION = "Description"
# Their names here, as ``windows_csv`` has them.
MEANT = {
    "Log Name": "channel",
    "Source": "provider",
    "Date": "time",
    "Event ID": "number",
    "Task": "task",
    "Level": "level",
    "Keyword": "keywords",
    "Computer": "host",
}
NO_EVENT = Reason("not_an_event", "No block of wevtutil's: it does not begin with Event[0]: and a Log Name.")


def read(text: str) -> Document | Reason:
    head, *lines = text.replace("\r\n", "\n").split("\n")
    said: dict[str, str] = {}
    for place, line in enumerate(lines):
        member = MEMBER.match(line)
        if member is None:
            break
        name, value = member[1], member[2].strip()
        if name == DESCRIPTION:
            said["message"] = "\n".join([value, *lines[place + 1 :]]).strip()
            break
        if name in MEANT and value not in ("", "N/A"):
            said.setdefault(MEANT[name], value)
    if "channel" not in said or not head.startswith("Event["):
        return NO_EVENT
    found = document(windows_csv.event(said))
    level = said.get("level", "")
    return {
        **found,
        "@timestamp": said.get("time", ""),
        "message": said.get("message") or found["message"],
        "log.level": windows_csv.LEVELS.get(level, level.lower()),
        "winlog.task": said.get("task"),
    }


FORMAT = format_of_blocks(
    "wevtutil_text",
    "Windows events (wevtutil's text)",
    BEGINS,
    read,
    recognise=lambda head: bool(KNOWN.match(head)),
    samples=(
        Sample(
            b"Event[0]:\r\n  Log Name: Security\r\n  Source: Microsoft-Windows-Security-Auditing\r\n  Date: 2026-11-21T20:00:01.2500000Z\r\n"
            b"  Event ID: 4625\r\n  Task: Logon\r\n  Level: Information\r\n  Opcode: Info\r\n  Keyword: Audit Failure\r\n  User: N/A\r\n"
            b"  User Name: N/A\r\n  Computer: pc1.example\r\n  Description: \r\nAn account failed to log on.\r\n\r\n"
            b"Account For Which Logon Failed:\r\n\tSecurity ID:\t\tS-1-0-0\r\n\tAccount Name:\t\tada\r\n\tAccount Domain:\t\tCORP\r\n\r\n"
            b"Network Information:\r\n\tWorkstation Name:\tPC2\r\n\tSource Network Address:\t192.0.2.4\r\n\tSource Port:\t\t51234",
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "event.action": "authn_login_fail",
                "event.category": "authentication",
                "event.outcome": "failure",
                "host.name": "pc1.example",
                "user.name": "ada",
                "source.ip": "192.0.2.4",
                "source.port": 51234,
                "log.level": "info",
            },
        ),
        Sample(
            b"Event[7]\n  Log Name: System\n  Source: Service Control Manager\n  Date: 2026-11-21T20:00:02.000\n  Event ID: 7036\n"
            b"  Task: N/A\n  Level: Information\n  Computer: pc1.example\n  Description: \nThe Till service entered the running state.",
            {
                "timestamp": "2026-11-21T20:00:02.000000Z",
                "time_quality": "inferred",
                "host.name": "pc1.example",
                "message": "The Till service entered the running state.",
            },
        ),
    ),
)
