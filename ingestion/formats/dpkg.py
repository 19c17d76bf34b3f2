"""dpkg's log of what was installed, upgraded and removed. https://manpages.debian.org/dpkg"""

import re

from ingestion.formats.documents import Document, by_line, format_of
from ingestion.formats.format import Reason, Sample

VERBS = "startup|install|upgrade|remove|purge|configure|trigproc|disappear|status|conffile|statoverride"
LINE = re.compile(rf"(\d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d) ({VERBS}) (.*)$", re.DOTALL)
ACTIONS = {
    "install": "package_installed",
    "upgrade": "package_upgraded",
    "remove": "package_removed",
    "purge": "package_purged",
}


def read(text: str) -> Document | Reason:
    found = LINE.match(text)
    if not found:
        return Reason("not_dpkg", "Not a line of dpkg's log: “date time verb …”.")
    written, verb, said = found.groups()
    words = said.split()
    if verb == "status" and len(words) == 3:
        state, package, version = words
    elif verb in ("startup", "conffile", "statoverride") or not words:
        state, package, version = "", "", ""
    else:
        state, package, version = "", words[0], words[-1]
    name, _, architecture = package.partition(":")
    return {
        "@timestamp": written,
        "event.action": ACTIONS.get(verb, f"dpkg_{verb}"),
        "event.category": "package",
        "process.name": "dpkg",
        "package.name": name,
        "package.architecture": architecture,
        "package.version": "" if version == "<none>" else version,
        "package.state": state,
        "file.path": words[0] if verb == "conffile" and words else "",
        "message": f"{verb} {said}",
    }


FORMAT = format_of(
    "dpkg",
    "dpkg",
    by_line(read),
    signature=re.compile(rb"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d (?:" + VERBS.encode() + rb") \S"),
    samples=(
        Sample(
            b"2026-11-21 20:00:01 install nano:amd64 <none> 8.4-1",
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "event.action": "package_installed",
                "event.category": "package",
                "fields": {"package": {"name": "nano", "architecture": "amd64", "version": "8.4-1"}},
            },
        ),
        Sample(
            b"2026-11-21 20:00:01 status half-installed nano:amd64 8.4-1",
            {"event.action": "dpkg_status", "message": "status half-installed nano:amd64 8.4-1"},
        ),
    ),
)
