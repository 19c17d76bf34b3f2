"""Debian's popularity-contest: ``1795291201 1795200001 package /program <TAG>``, times of access and of change.

https://popcon.debian.org/README. The later of both is the record's time; the session's lines say when it ran.
"""

from ingestion.formats.documents import Document
from ingestion.formats.format import Sample
from ingestion.formats.patterned import format_of_pattern


def finish(said: Document) -> Document:
    accessed, changed = (str(said.pop(name, "0")) for name in ("accessed", "changed"))
    if "@timestamp" in said:
        return {**said, "message": said.get("message") or "end of the session"}
    times = {"file.accessed": accessed, "file.ctime": changed}
    return {
        **said,
        **{name: time for name, time in times.items() if time != "0"},
        "@timestamp": max(accessed, changed, key=int) if max(int(accessed), int(changed)) > 10**8 else "",
        "message": f"{said.get('package.name', '')} {said.get('file.path', '')}".strip(),
    }


FORMAT = format_of_pattern(
    "popularity_contest",
    "Debian's popularity-contest",
    r"(\d{1,10}) (\d{1,10}) (\S{1,255})(?: (/\S{1,1024}))?(?: (<\S{1,64}>))?\s*$",
    ("accessed", "changed", "package.name", "file.path", "popularity.tag"),
    finish,
    others=((r"(?:END-)?POPULARITY-CONTEST-\d TIME:(\d{9,10}) ?(.*)$", ("@timestamp", "message")),),
    signature=rb"(?:(?:END-)?POPULARITY-CONTEST-\d TIME:\d|(?:0|\d{9,10}) (?:0|\d{9,10}) [a-z0-9][a-z0-9+.:-]{1,64} [/<])",
    samples=(
        Sample(
            b"1795200001 1795291201 bash /bin/bash <RECENT-CTIME>",
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "message": "bash /bin/bash",
                "fields": {
                    "file": {"accessed": "1795200001", "ctime": "1795291201", "path": "/bin/bash"},
                    "package": {"name": "bash"},
                    "popularity": {"tag": "<RECENT-CTIME>"},
                },
            },
        ),
        Sample(
            b"1795291201 1795200001 libtill <NOFILES>",
            {
                "message": "libtill",
                "fields": {
                    "file": {"accessed": "1795291201", "ctime": "1795200001"},
                    "package": {"name": "libtill"},
                    "popularity": {"tag": "<NOFILES>"},
                },
            },
        ),
        Sample(
            b"POPULARITY-CONTEST-0 TIME:1795291201 ID:98db ARCH:amd64",
            {"timestamp": "2026-11-21T20:00:01.000000Z", "message": "ID:98db ARCH:amd64"},
        ),
    ),
)
