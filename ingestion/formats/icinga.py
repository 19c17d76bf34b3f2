"""Icinga 2's log: ``[2026-11-21 20:00:01 +0100] warning/PluginNotificationTask: …``; lines that are set in go on.

https://icinga.com/docs/icinga-2/latest/doc/14-features/#logging
"""

import re

from ingestion.formats.blocks import format_of_blocks
from ingestion.formats.documents import Document
from ingestion.formats.format import Sample

BEGINS = re.compile(rb"\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4}\] [a-z]{4,12}/[\w.-]{1,128}: ")
OF_DEBUG = ("debug", "notice")  # levels that only the debug log has
LINE = re.compile(r"\[([\d: +-]{20,26})\] ([a-z]+)/([\w.-]+): (.*)$", re.DOTALL)


def read(text: str) -> Document:
    found = LINE.match(text)
    if not found:
        return {"message": text}
    time, level, facility, message = found.groups()
    return {
        "@timestamp": time,
        "log.level": level,
        "log.logger": facility,
        f"icinga.{'debug' if level in OF_DEBUG else 'main'}.facility": facility,
        "message": message,
    }


FORMAT = format_of_blocks(
    "icinga",
    "Icinga 2",
    BEGINS,
    read,
    signature=BEGINS,
    samples=(
        Sample(
            b"[2026-11-21 21:00:01 +0100] warning/NotificationTask: command failed\n\tContext: (0) till",
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "severity": 4,
                "message": "command failed\n\tContext: (0) till",
                "fields": {
                    "log": {"logger": "NotificationTask"},
                    "icinga": {"main": {"facility": "NotificationTask"}},
                },
            },
        ),
    ),
)
