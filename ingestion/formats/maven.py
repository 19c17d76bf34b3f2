"""Maven's output, which says levels but no times: ``[INFO] Building shop 1.0``. What tests print stands between such lines.

Only the last lines say when the build was finished. https://maven.apache.org/maven-logging.html
"""

import re

from ingestion.formats.documents import Document
from ingestion.formats.format import Sample
from ingestion.formats.patterned import format_of_pattern

COLOURS = re.compile(r"\x1b\[[\d;]{0,16}m")
FINISHED = re.compile(r"Finished at: (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d))\s*$")
OUTCOMES = {"BUILD SUCCESS": "success", "BUILD FAILURE": "failure"}


def finish(said: Document) -> Document:
    message = COLOURS.sub("", str(said.get("message", ""))).strip()
    finished = FINISHED.match(message)
    ended = OUTCOMES.get(message, "")
    return {
        **said,
        "@timestamp": finished[1] if finished else "",
        "event.action": "build" if ended else "",
        "event.outcome": ended,
        "message": message,
    }


FORMAT = format_of_pattern(
    "maven",
    "Maven's output without times",
    r"(?:\x1b\[[\d;]{0,16}m)?\[(?:\x1b\[[\d;]{0,16}m)?(INFO|WARNING|ERROR|DEBUG)(?:\x1b\[[\d;]{0,16}m)?\](.*)$",
    ("log.level", "message"),
    finish,
    signature=rb"(?:\x1b\[[\d;]{0,16}m)?\[(?:\x1b\[[\d;]{0,16}m)?(?:INFO|WARNING|ERROR|DEBUG)(?:\x1b\[[\d;]{0,16}m)?\](?: (?!\d{4}-|\[|[\w.]{1,64}=)|\s*$)",
    others=((r"(.+)$", ("message",)),),
    samples=(
        Sample(
            b"[ERROR] Failed to execute goal: there are test failures",
            {
                "time_quality": "arrival",
                "log.level": "ERROR",
                "severity": 3,
                "message": "Failed to execute goal: there are test failures",
            },
        ),
        Sample(
            b"[\x1b[1;34mINFO\x1b[m] \x1b[1;31mBUILD FAILURE\x1b[m",
            {"event.action": "build", "event.outcome": "failure", "message": "BUILD FAILURE"},
        ),
        Sample(
            b"[INFO] Finished at: 2026-11-21T21:00:01+01:00",
            {"timestamp": "2026-11-21T20:00:01.000000Z", "time_quality": "stated"},
        ),
    ),
)
