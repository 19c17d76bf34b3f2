"""What Cisco's Secure Email Gateway (IronPort's AsyncOS) says in syslog: ``mail_logs: Info: MID 6 ICID 5 From: <ada@example.net>``.

https://www.cisco.com/c/en/us/td/docs/security/esa: chapter Logging of the user guide.
"""

import re

from ingestion.formats.claims import only
from ingestion.formats.documents import Document
from ingestion.formats.syslog_prefix import facility
from ingestion.normalise import appliances

LOGS = r"(?:mail_logs|amp|amp_logs|antispam|antivirus|authentication|gui_logs|content_scanner|system_logs|error_logs|bounces|delivery_logs|cli_logs)"
LINE = re.compile(
    rf"(?:<(\d{{1,3}})>)?([A-Z][a-z]{{2}} {{1,2}}\d{{1,2}}(?: \d{{4}})? \d\d:\d\d:\d\d(?:\.\d{{1,6}})?|\d{{4}}-\d\d-\d\dT\S{{8,40}})"
    rf" (?:([^\s:]{{1,255}}) )?({LOGS}): (Info|Warning|Critical|Debug|Trace|Alert): (.*)$",
    re.DOTALL,
)
MESSAGE = re.compile(r"\bMID (\d{1,12})\b")
FROM = re.compile(r"\bFrom: <([^>\s]{1,320})>")
TO = re.compile(r"\bTo: <([^>\s]{1,320})>")
SUBJECT = re.compile(r"(?:MID \d{1,12} )?(?:ICID \d{1,12} )?Subject (.{1,998})$")
CONNECTION = re.compile(
    r"^New SMTP (ICID|DCID) \d{1,12} interface (.{1,120}?) address ([0-9A-Fa-f.:]{2,45})(?: reverse dns host (\S{1,255}))?"
)
NAMED_FILE = re.compile(r"\bFile Name = '([^']{1,255})'")
SIZE = re.compile(r"\bFile Size = (\d{1,15})\b")
LOGIN = re.compile(
    r"\buser(?:name)?(?::\s?|\s)'?([\w.@-]{1,64}+)'?(?= (?:from|IP|on|via|using|session|has|was|to)\b|[,;.:]|$).{0,60}?\b(?:from|IP) ",
    re.IGNORECASE,
)
WHENCE = re.compile(r"\b(?:from|IP) ([0-9A-Fa-f.:]{2,45})\b")
SIZE_READY = re.compile(r"\bready (\d{1,12}) bytes from <([^>\s]{0,320})>")


def ironport(found: re.Match[str]) -> Document:
    pri, moment, host, log, level, said = found.groups()
    about: Document = {
        "@timestamp": moment,
        "host.name": host,
        "log.syslog.facility.code": facility(pri),
        "log.level": level.lower(),
        "process.name": log,
        "event.category": "email",
        "observer.vendor": "Cisco",
        "observer.product": "Secure Email Gateway",
        "message": said,
    }
    return about | of_mail(said) | of_connection(said) | of_login(log, said)


def of_mail(said: str) -> Document:
    subject, ready = SUBJECT.match(said), SIZE_READY.search(said)
    size = SIZE.search(said)
    named = {
        "email.message_id": MESSAGE.search(said),
        "email.from.address": FROM.search(said),
        "email.to.address": TO.search(said),
        "email.attachments.file.name": NAMED_FILE.search(said),
    }
    return {
        **{name: one[1] for name, one in named.items() if one},
        **({"email.subject": unquoted(subject[1])} if subject else {}),
        **({"email.from.address": ready[2]} if ready else {}),
        **({"email.attachments.file.size": int(size[1])} if size else {}),
    }


def unquoted(written: str) -> str:
    return written[1:-1] if written[:1] in ('"', "'") and written[:1] == written[-1:] else written


def of_connection(said: str) -> Document:
    """ICID numbers what came in, DCID what goes out."""
    if not (found := CONNECTION.match(said)):
        return {}
    way, interface, address, name = found.groups()
    side = "source" if way == "ICID" else "destination"
    return {
        f"{side}.ip": address,
        f"{side}.domain": name or "",
        "observer.ingress.interface.name"
        if side == "source"
        else "observer.egress.interface.name": interface,
        "network.direction": "inbound" if side == "source" else "outbound",
        "network.protocol": "smtp",
    }


def of_login(log: str, said: str) -> Document:
    if log not in ("authentication", "gui_logs", "cli_logs") or not appliances.LOGIN.search(said):
        return {}
    who, whence = LOGIN.search(said), only(WHENCE, said)
    meant = appliances.meaning(said, "", "", networked=False)
    named = {"user.name": who[1], "source.ip": whence[1]} if who and whence else {}
    return named | {name: value for name, value in meant.items() if value}
