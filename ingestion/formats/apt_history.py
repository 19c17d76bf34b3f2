"""APT's history: blocks from ``Start-Date:`` to ``End-Date:``, one record each."""

import re

from ingestion.formats.blocks import format_of_blocks
from ingestion.formats.documents import Document
from ingestion.formats.format import Reason, Sample

BEGINS = re.compile(rb"Start-Date: ")
KEY = re.compile(r"([A-Z][A-Za-z-]+): (.*)$")
VERBS = {"Install": "package_installed", "Upgrade": "package_upgraded", "Remove": "package_removed", "Purge": "package_purged",
         "Downgrade": "package_downgraded", "Reinstall": "package_reinstalled"}  # fmt: skip
PACKAGE = re.compile(r"(?<![^\s,:])([^\s,:]+)(?::[^\s,:]+)? \([^)]{0,255}\)")
MOST_PACKAGES = 1000


def read(text: str) -> Document | Reason:
    said = {found[1]: found[2] for line in text.split("\n") if (found := KEY.match(line.rstrip("\r")))}
    if "Start-Date" not in said:
        return Reason(
            "not_apt_history", "Not a block of APT's history: it does not begin with “Start-Date:”."
        )
    verbs = [verb for verb in VERBS if verb in said]
    return {
        "@timestamp": re.sub(r" +", " ", said["Start-Date"]),
        "@written": said["Start-Date"],
        "event.action": VERBS[verbs[0]] if verbs else "package_command",
        "event.category": "package",
        "event.outcome": "failure" if "Error" in said else "success",
        "event.end": re.sub(r" +", " ", said.get("End-Date", "")),
        "user.name": said.get("Requested-By", "").partition(" (")[0],
        "process.name": "apt",
        "process.command_line": said.get("Commandline"),
        "error.message": said.get("Error"),
        **{f"apt.{verb.lower()}": PACKAGE.findall(said[verb])[:MOST_PACKAGES] for verb in verbs},
        "message": said.get("Commandline") or " ".join(verbs),
    }


FORMAT = format_of_blocks(
    "apt_history",
    "APT history",
    BEGINS,
    read,
    recognise=lambda head: head.lstrip().startswith(b"Start-Date: "),
    samples=(
        Sample(
            b"Start-Date: 2026-11-21  20:00:01\nCommandline: apt-get install nano\nRequested-By: ada (1000)\n"
            b"Install: nano:amd64 (8.4-1), libx:amd64 (1, automatic)\nEnd-Date: 2026-11-21  20:00:03",
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "event.created": "2026-11-21  20:00:01",
                "event.action": "package_installed",
                "user.name": "ada",
                "message": "apt-get install nano",
            },
        ),
    ),
)
