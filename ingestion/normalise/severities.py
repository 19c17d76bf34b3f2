"""Level names of many loggers as RFC 5424 severities, 0 (emergency) to 7 (debug); 255 when unknown.

Bare numbers 0-7 are taken as severities; 10 to 60 in tens are the levels of bunyan and pino. Single letters are those of
MongoDB, Santa and glog; LOG, STATEMENT and their like are PostgreSQL's, System and Note MySQL's.
"""

NAMES = {
    0: ("emerg", "emergency", "panic", "0"),
    1: ("alert", "1"),
    2: ("crit", "critical", "fatal", "2", "60", "f", "ftl"),
    3: ("error", "err", "eror", "failure", "severe", "3", "50", "e"),
    4: ("warn", "warning", "4", "40", "w", "wrn"),
    5: ("notice", "5"),
    6: ("info", "information", "informational", "6", "30", "i", "inf", "log", "statement", "detail", "hint", "context", "note", "system"),
    7: ("debug", "trace", "verbose", "fine", "finer", "finest", "7", "10", "20", "d", "d1", "d2", "d3", "d4", "d5", "v", "dbg", "trc",
        "debug1", "debug2", "debug3", "debug4", "debug5"),
}  # fmt: skip
LEVELS = ("emergency", "alert", "critical", "error", "warning", "notice", "info", "debug")
UNKNOWN = 255


def from_level(level: str) -> str:
    names = [name for group in NAMES.values() for name in group]
    numbers = [str(number) for number, group in NAMES.items() for _ in group]
    quoted = ", ".join(f"'{name}'" for name in names)
    return f"transform(lower({level}), [{quoted}], [{', '.join(numbers)}], {UNKNOWN})"


def from_status(status: str) -> str:
    """Of an HTTP response: server errors are errors, client errors warnings, the rest information."""
    return f"multiIf({status} >= 500, 3, {status} >= 400, 4, {status} = 0, {UNKNOWN}, 6)"
