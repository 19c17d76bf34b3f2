"""IBM MQ's error log (AMQERR01.LOG): a head with process, user and program, more of it indented, the message, what it means and what to do.

Newer versions say the time in UTC as ``Time(…)`` too; the head's own is written as the system's locale has it, month first
unless it cannot be. https://www.ibm.com/docs/en/ibm-mq/latest?topic=logs-error-unix-linux-windows
"""

import re

from ingestion.formats.blocks import format_of_blocks
from ingestion.formats.claims import only
from ingestion.formats.documents import Document
from ingestion.formats.format import Reason, Sample

BEGINS = re.compile(
    rb"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4},? \d{1,2}:\d\d:\d\d(?: [AP]M)? - Process\(\d+\.\d+\) User\("
)
HEAD = re.compile(
    r"(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4}),? (\d{1,2}):(\d\d:\d\d)(?: ([AP])M)? - Process\((\d+)\.(\d+)\) User\(([^)]*)\) Program\(([^)]*)\)"
)
NAMED = re.compile(r"\b(Host|Installation|VRMF|QMgr|Time|(?:Arith|Comment)Insert\d)\(([^)\n]{1,500})\)")
MESSAGE = re.compile(r"^(AMQ\d{4,5})([IWEST]?): (.*?)(?=\n\s*\n|\nEXPLANATION:|\Z)", re.MULTILINE | re.DOTALL)
PARTS = re.compile(r"^(EXPLANATION|ACTION):\s*\n(.*?)(?=\n(?:ACTION:|-----)|\Z)", re.MULTILINE | re.DOTALL)
ACCOUNT = re.compile(
    r"(?:[Ee]ntity|[Uu]ser ID|[Uu]ser) '([^\n]{1,255}?)\s*'(?= (?:has|have|was|is|does|did|could|cannot|failed|requires)\b|[.,;:]|$)"
)
PEER = re.compile(r"(?:\(|[Aa]ddress '|from ')((?:\d{1,3}\.){3}\d{1,3}|[0-9a-fA-F]*:[0-9a-fA-F:]+)")
LEVELS = {"I": "info", "W": "warning", "E": "error", "S": "critical", "T": "critical"}
DENIED, LOGIN = ("authz_fail", "iam", "failure"), ("authn_login_fail", "authentication", "failure")
MEANINGS = {
    **dict.fromkeys(("AMQ8077", "AMQ8073", "AMQ9557", "AMQ9776", "AMQ9777", "AMQ9245"), DENIED),
    **dict.fromkeys(("AMQ5534", "AMQ5540", "AMQ5541", "AMQ5542"), LOGIN),
    "AMQ8003": ("sys_startup", "process", "success"),
    "AMQ8004": ("sys_shutdown", "process", "success"),
}
MOST = 16384  # characters that are looked at


def read(text: str) -> Document | Reason:
    head = text[:MOST]
    found = HEAD.match(head)
    if not found:
        return Reason("not_ibm_mq", "Not a record of IBM MQ: “day time - Process(…) User(…) Program(…)”.")
    pid, thread, user, program = found.groups()[6:]
    named = dict(NAMED.findall(head))
    said, parts = MESSAGE.search(head), dict(PARTS.findall(head))
    code, message = (said[1], " ".join(said[3].split())) if said else ("", "")
    account = ACCOUNT.search(message)
    peer = only(PEER, ACCOUNT.sub(" ", message)) if code in MEANINGS else PEER.search(message)
    return {
        "@timestamp": named.get("Time") or when(found),
        "@written": named.get("Time") or head.partition(" - ")[0],
        **dict(zip(("event.action", "event.category", "event.outcome"), MEANINGS.get(code, ("", "", "")), strict=True)),
        "event.code": code,
        "log.level": LEVELS.get(said[2], "") if said else "",
        "process.pid": int(pid),
        "process.thread.id": int(thread),
        "process.name": program,
        "host.name": named.get("Host", ""),
        "service.name": "ibm_mq",
        "user.name": account[1] if account else user,
        "source.ip": peer[1] if peer else "",
        "ibmmq.errorlog.user": user,
        "ibmmq.errorlog.qmgr": named.get("QMgr", ""),
        "ibmmq.errorlog.installation": named.get("Installation", ""),
        "ibmmq.errorlog.version": named.get("VRMF", ""),
        "ibmmq.errorlog.explanation": " ".join(parts.get("EXPLANATION", "").split()),
        "ibmmq.errorlog.action": " ".join(parts.get("ACTION", "").split()),
        "message": message or head.partition("\n")[0],
    }  # fmt: skip


def when(found: re.Match[str]) -> str:
    first, second, third, hour, rest, half = found.groups()[:6]
    year, month, day = (first, second, third) if len(first) == 4 else (third, first, second)
    if int(month) > 12:
        month, day = day, month
    hours = int(hour) % 12 + 12 * (half == "P") if half else int(hour)
    return f"{'20' * (len(year) == 2)}{year}-{month:0>2}-{day:0>2}T{hours:02}:{rest}"


FORMAT = format_of_blocks(
    "ibm_mq",
    "IBM MQ error log",
    BEGINS,
    read,
    signature=BEGINS,
    samples=(
        Sample(
            b"11/21/2026 08:00:01 PM - Process(4104.7) User(mqm) Program(amqzlaa0)\n                    Host(till-1) Installation(Installation1)\n"
            b"                    VRMF(9.3.0.5) QMgr(SHOP)\n                    Time(2026-11-21T20:00:01.250Z)\n\n"
            b"AMQ8077W: Entity 'ada' has insufficient authority to access object SHOP\n[qmgr].\n\nEXPLANATION:\nIt may not connect.\nACTION:\nGrant it.\n"
            b"----- amqzfubx.c : 713 --------------------------------------------------------",
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "event.action": "authz_fail",
                "event.outcome": "failure",
                "severity": 4,
                "user.name": "ada",
                "host.name": "till-1",
                "process.pid": 4104,
                "message": "Entity 'ada' has insufficient authority to access object SHOP [qmgr].",
            },
        ),
        Sample(
            b"21/11/26 20:00:01 - Process(4104.7) User(mqm) Program(amqrmppa)\nAMQ9999: Channel ended abnormally.\n\nEXPLANATION:\nIt ended.",
            {"timestamp": "2026-11-21T20:00:01.000000Z", "event.created": "21/11/26 20:00:01", "user.name": "mqm", "message": "Channel ended abnormally."},
        ),
    ),
)  # fmt: skip
