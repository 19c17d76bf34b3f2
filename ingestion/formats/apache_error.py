"""Apache's error log, as 2.0 to 2.4 write it: ``[time] [module:level] [pid n:tid n] [client a:p] message``."""

import re

from ingestion.formats.format import Format, Reason, Sample
from ingestion.normalise import severities, times

TIME = r"[A-Z][a-z]{2} ([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d)(\.\d{1,6})? (\d{4})"
LINE = (
    rf"^\[({TIME})\] \[(?:([a-z0-9_]*):)?([a-z0-9]+)\](?: \[pid (\d+)(?::tid \d+)?\])?"
    r"(?: \[(?:client|remote) ([^\]]*?)(?::(\d{1,5}))?\])? ?(.*)$"
)


def _re(pattern: str) -> str:
    return "'(?s)" + pattern.replace("\\", "\\\\").replace("'", "\\'") + "'"


STAGES = (
    {"g": f"extractGroups(text, {_re(LINE)})"},
    {
        "created": "g[1]",
        "second": times.written("concat(g[4], ' ', g[2])", "%Y %b %e %H:%i:%s"),
        "micro": "toInt64OrZero(rightPad(substring(g[3], 2), 6, '0'))",
    },
    {"stated": "second + toIntervalMicrosecond(micro)", "inferred": "true"},
    {"sound": "stated IS NOT NULL"},
)
COLUMNS = {
    "log.level": "g[6]",
    "severity": severities.from_level("if(match(g[6], '^trace[1-8]$'), 'trace', g[6])"),
    "source.ip": "toIPv6OrDefault(g[8])",
    "source.address": "g[8]",
    "source.port": "toUInt16OrZero(g[9])",
    "process.pid": "toUInt32OrZero(g[7])",
    "event.category": "'web'",
    "message": "g[10]",
    "fields": "if(g[5] = '', '{}', concat('{\"apache.error.module\":', toJSONString(g[5]), '}'))",
}


def explain(line: bytes) -> Reason:
    if re.match(LINE, line.decode("utf-8", "replace"), re.DOTALL):
        return Reason("unreadable_time", "No such time exists: the first square brackets hold no valid date.")
    return Reason("not_apache_error", "Not a line of Apache's error log.")


FORMAT = Format(
    name="apache_error",
    title="Apache error log",
    signature=re.compile(rb"\[[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d+)? \d{4}\] \["),
    stages=STAGES,
    columns=COLUMNS,
    explain=explain,
    samples=(
        Sample(
            b"[Sat Nov 21 08:00:00 2026] [error] [client 192.0.2.77] Directory index forbidden: /srv/www/",
            {
                "timestamp": "2026-11-21T07:00:00.000000Z",
                "event.created": "Sat Nov 21 08:00:00 2026",
                "log.level": "error",
                "severity": 3,
                "source.ip": "192.0.2.77",
                "message": "Directory index forbidden: /srv/www/",
            },
            zone="Europe/Berlin",
        ),
        Sample(
            b"[Sat Nov 21 08:00:00.250001 2026] [ssl:warn] [pid 17:tid 140] [client 2001:db8::5:44210] AH01: late",
            {
                "timestamp": "2026-11-21T08:00:00.250001Z",
                "severity": 4,
                "process.pid": 17,
                "source.ip": "2001:db8::5",
                "source.port": 44210,
                "message": "AH01: late",
                "fields": {"apache": {"error": {"module": "ssl"}}},
            },
        ),
    ),
)
