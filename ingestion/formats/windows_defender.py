"""What Microsoft Defender's events tell: the threat, the files that it was found in, and whose they were.

https://learn.microsoft.com/en-us/defender-endpoint/troubleshoot-microsoft-defender-antivirus
"""

from collections.abc import Mapping
from typing import Any

from ingestion.formats.documents import Document
from ingestion.formats.saas_audit import names_of
from ingestion.formats.windows_facts import account, program
from ingestion.formats.windows_meanings import DEFENDER

MOST = 8192  # characters of a list of paths
DETECTED, ACTED = (1006, 1015, 1116), (1007, 1117)


def facts(provider: str, event: int, data: Mapping[str, Any]) -> Document:
    """Nothing of others' events. Names come with blanks from Windows and with lines from Winlogbeat."""
    if provider != DEFENDER:
        return {}
    said = {name.replace(" ", "_"): str(value) for name, value in data.items()}
    found = [part.strip().partition(":_")[2] for part in said.get("Path", "")[:MOST].split(";")]
    paths = [path for path in found if path]
    user = said.get("Detection_User") or said.get("User", "")
    failed = said.get("Error_Code", "0x00000000") not in ("0x00000000", "0x0", "0")
    running = said.get("Process_Name", "Unknown").removeprefix("Unknown")
    return {
        "event.outcome": "success"
        if event in DETECTED
        else ("failure" if failed else "success")
        if event in ACTED
        else "",
        "event.reference": said.get("FWLink"),
        "threat.indicator.name": said.get("Threat_Name"),
        "rule.name": said.get("Threat_Name"),
        "windows_defender.evidence_paths": paths or None,
        **({"file.path": paths[0], **names_of(paths[0])} if paths else {}),
        "process.executable": running,
        "process.name": program(running),
        **(account(user, "user") if user else {}),
    }
