"""Sophos Anti-Virus' SAV.txt: ``20261121 200001<tab>File "…" belongs to virus/spyware '…'.``

What was found and who was refused come from its English sentences.
"""

import re

from ingestion.formats.documents import Document
from ingestion.formats.format import Sample
from ingestion.formats.patterned import format_of_pattern

FILE = re.compile(r'[Ff]ile "([^"]{1,1024})"|location "([^"]{1,1024})"')
THREAT = re.compile(r"belongs to (?:virus/spyware|adware or PUA|suspicious file|virus) '([^']{1,255})'")
USER = re.compile(r"for user (\S.{0,120}?)\.?$")


def finish(said: Document) -> Document:
    text = str(said.get("message", ""))[:4096]
    file, threat, user = FILE.search(text), THREAT.search(text), USER.search(text)
    denied = "has denied access" in text
    found: Document = {}
    if threat or denied:
        found = {"event.category": "malware", "event.action": "access_denied" if denied else "malware_detected",
                 "event.outcome": "failure" if denied else "", "log.level": "warning"}  # fmt: skip
    return {
        **said,
        **found,
        "file.path": (file[1] or file[2]) if file else "",
        "threat.indicator.name": threat[1] if threat else "",
        "user.name": user[1] if user and denied else "",
    }


FORMAT = format_of_pattern(
    "sophos_av",
    "Sophos Anti-Virus",
    r"(\d{8} \d{6})\s{1,4}(.*)$",
    ("@timestamp", "message"),
    finish,
    signature=rb"(?:19|20)\d\d[01]\d[0-3]\d [0-2]\d[0-5]\d[0-5]\d(?:\t *|  +)[A-Z]",
    samples=(
        Sample(
            b"20261121 200001\tFile \"C:\\a\\test.com\" belongs to virus/spyware 'Test-AV'.",
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "event.action": "malware_detected",
                "event.category": "malware",
                "fields": {"file": {"path": "C:\\a\\test.com"}, "threat": {"indicator": {"name": "Test-AV"}}},
            },
        ),
        Sample(
            b'20261121 200002\tOn-access scanner has denied access to location "C:\\a\\test.com" for user PC\\ada',
            {"event.action": "access_denied", "event.outcome": "failure", "user.name": "PC\\ada"},
        ),
    ),
)
