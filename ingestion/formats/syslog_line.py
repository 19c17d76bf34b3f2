"""One syslog line as a document, for formats that carry one inside: the same columns as ``syslog`` gives."""

import re

from ingestion.formats import syslog
from ingestion.formats.documents import Document
from ingestion.normalise import programs
from ingestion.normalise.severities import LEVELS

OLD = re.compile(syslog.OLD, re.DOTALL)
NO_TAG = re.compile(syslog.NO_TAG, re.DOTALL)
NEW = re.compile(syslog.NEW, re.DOTALL)
AGAIN = re.compile(programs.MESSAGE_REPEATED, re.DOTALL)


def read(text: str) -> Document | None:
    """``None`` when it has no syslog header; ``message`` is the body."""
    if new := NEW.match(text):
        pri, written, host, program, pid, msgid, _, body = (_said(group) for group in new.groups())
    elif old := OLD.match(text) or NO_TAG.match(text):
        pri, bsd, iso, host, program, pid, _, body = (group or "" for group in old.groups())
        written, msgid = bsd or iso, ""
    else:
        return None
    again = AGAIN.match(body)
    return {
        **programs.meaning(program, again[2] if again else body),
        "@timestamp": written,
        "host.name": host,
        "process.name": program,
        "process.pid": int(pid) if pid.isdigit() else None,
        "log.level": LEVELS[int(pri) % 8] if pri else "",
        "log.syslog.facility.code": int(pri) // 8 if pri else None,
        "log.syslog.msgid": msgid,
        "repeated": int(again[1]) if again else None,
        "message": body,
    }


def _said(group: str | None) -> str:
    return "" if group in (None, "-") else str(group)
