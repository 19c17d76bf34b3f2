"""One syslog line as a document, for formats that carry one inside: the same columns as ``syslog`` gives."""

import re
from collections.abc import Iterator

from ingestion.formats import syslog, syslog_auth, syslog_mail, syslog_network
from ingestion.formats.documents import Document
from ingestion.formats.format import Reason
from ingestion.formats.syslog_prefix import facility
from ingestion.normalise import programs, transports
from ingestion.normalise.severities import LEVELS

OLD = re.compile(syslog.OLD, re.DOTALL)
SPACED = re.compile(syslog.SPACED, re.DOTALL)
NO_TAG = re.compile(syslog.NO_TAG, re.DOTALL)
NEW = re.compile(syslog.NEW, re.DOTALL)
NO_HOST = re.compile(syslog.NO_HOST)
BEHIND = re.compile(syslog.BEHIND)
BARE = re.compile(syslog.BARE, re.DOTALL)
ESCAPE = re.compile(syslog.ESCAPE)
HAS_VERSION = re.compile(syslog.VERSION)
VERSION = re.compile(r"<\d{1,3}>(\d+)")
LEVEL_WORDS = frozenset(re.findall(r"\w+", syslog.WORDS))
PARAMETER = re.compile(syslog.PARAMETER.replace("]+)=", "]{1,64})="), re.DOTALL)
MOST = 8192  # characters of a body in which facts are looked for
LAST = re.compile(programs.LAST_REPEATED)
AGAIN = re.compile(programs.MESSAGE_REPEATED, re.DOTALL)


def read(text: str) -> Document | None:
    """``None`` when it has no syslog header; ``message`` is the body."""
    if new := NEW.match(text):
        pri, written, host, program, pid, msgid, data, body = (_said(group) for group in new.groups())
        level = ""
    elif old := OLD.match(text) or SPACED.match(text) or NO_TAG.match(text) or _bare(text):
        pri, bsd, iso, host, program, pid, level, body = (group or "" for group in old.groups())
        written, msgid, data = bsd or iso, "", ""
        host, program, pid, level, body = _apart(host, program, pid, level, body)
    else:
        return None
    again, last = AGAIN.match(body), LAST.search(body)
    said = (again[2] if again else body)[:MOST]
    return {
        **told(program, said),
        "@timestamp": written,
        "host.name": host,
        "process.name": program,
        "process.pid": int(pid) if pid.isdigit() else None,
        "log.level": LEVELS[int(pri) % 8] if pri else level.lower(),
        "log.syslog.facility.code": facility(pri),
        "log.syslog.version": int(version[1]) if new and (version := VERSION.match(text)) else None,
        "log.syslog.msgid": msgid,
        "log.syslog.structured_data": _structured(data),
        "repeated": int((again or last)[1]) if again or last else None,  # type: ignore[index]
        "message": body,
    }


def _bare(text: str) -> re.Match[str] | None:
    return None if HAS_VERSION.match(text) else BARE.match(text)


def _apart(host: str, program: str, pid: str, level: str, body: str) -> tuple[str, str, str, str, str]:
    """What stands in the host's place and is none."""
    if host == "---":
        return "", program, pid, level, f"--- {body}"
    if alone := NO_HOST.match(host):
        behind = BEHIND.match(body)
        return "", alone[1], alone[2] or "", behind[1] if behind else level, body
    if host in LEVEL_WORDS:
        return "", program, pid, host, body
    return host, program, pid, level, body


def told(program: str, said: str) -> Document:
    """What a message says, by who says it: for journals too, which have no header."""
    meaning = programs.meaning(program, said)
    return {
        **meaning,
        **({**syslog_auth.facts(program, said), **syslog_network.facts(program, said)} if meaning else {}),
        **syslog_mail.facts(program, said),
        **_facts(program, said),
    }


def _facts(program: str, said: str) -> Document:
    names = syslog.TEXT_FACTS["sudo"] if program.startswith("sudo") else {}
    if " SRC=" in said and " DST=" in said and not program.startswith(syslog.OTHER_ENDS):
        names = syslog.TEXT_FACTS["packet"]
    elif " CMD (" in said:
        names = syslog.TEXT_FACTS["cron"]
    found = {name: re.search(pattern, said, re.DOTALL) for name, pattern in names.items()}
    facts: Document = {name: one[1] for name, one in found.items() if one}
    if port := facts.get("destination.port"):
        facts["destination.port"] = int(str(port))
    if transport := facts.get("network.transport"):
        facts |= {**transports.facts(str(transport)), **syslog_network.crossing(said)}
    return facts


def _structured(data: str) -> Document | None:
    elements = re.findall(syslog.NAMED_ELEMENT, data, re.DOTALL) if data else []
    return {name: dict(_parameters(rest)) for name, rest in elements} or None


def _parameters(rest: str) -> Iterator[tuple[str, str]]:
    return ((name, ESCAPE.sub(syslog.UNESCAPED, value)) for name, value in PARAMETER.findall(rest))


def line(text: str) -> Document | Reason:
    """For batches of several formats."""
    return read(text) or syslog.explain(text.encode())


def _said(group: str | None) -> str:
    return "" if group in (None, "-") else str(group)
