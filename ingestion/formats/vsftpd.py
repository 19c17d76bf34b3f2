"""vsftpd's own log: ``Sat Nov 21 20:00:01 2026 [pid 3] [ada] OK UPLOAD: Client "192.0.2.9", "/f", 12 bytes, …``.

Lines that other programs wrote into it keep their text as message. https://security.appspot.com/vsftpd/vsftpd_conf.html
"""

import re

from ingestion.formats.documents import Document, by_line, format_of
from ingestion.formats.format import Reason, Sample

LINE = re.compile(
    r"([A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}) \[pid (\d+)\] (?:\[([^\]]*)\] )?(?:(OK|FAIL) )?([A-Z_ ]{2,24}): (.*)$",
    re.DOTALL,
)
# A name may hold whatever ends one, so that of a login is read up to what ends its line.
LOGIN = re.compile(
    r"([A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}) \[pid (\d+)\] \[(.{0,255})\] (OK|FAIL) (LOGIN): "
    r'(Client "[0-9A-Fa-f:.]{2,45}"(?:, anon password "[^\n]{0,255}")?\s*)$'
)
CLIENT = re.compile(r'Client "([^"]+)"(?:, (?:anon password )?"((?:[^"]|"(?!, |$))*)")?(?:, (\d+) bytes)?')
ACTIONS = {
    "LOGIN": ("authn_login", "authentication"),
    "CONNECT": ("ftp_connect", "network"),
    "UPLOAD": ("upload_complete", "file"),
    "DOWNLOAD": ("file_read", "file"),
    "DELETE": ("file_deleted", "file"),
    "MKDIR": ("directory_created", "file"),
    "RMDIR": ("directory_deleted", "file"),
    "RENAME": ("file_renamed", "file"),
    "CHMOD": ("privilege_permissions_changed", "file"),
}


def read(text: str) -> Document | Reason:
    found = LOGIN.match(text) or LINE.match(text)
    if not found:
        return Reason("not_vsftpd", "Not a line of vsftpd's log: “weekday month day time year [pid n] …”.")
    written, pid, user, result, verb, said = found.groups()
    client = CLIENT.search(said)
    action, category = ACTIONS.get(verb, (verb.lower().replace(" ", "_"), ""))
    if verb == "LOGIN":
        action += "_success" if result == "OK" else "_fail"
    path = (client[2] or "") if client else ""
    return {
        "@timestamp": written,
        "event.action": action,
        "event.category": category,
        "event.outcome": {"OK": "success", "FAIL": "failure"}.get(result or "", ""),
        "log.level": "warning" if result == "FAIL" else "info",
        "user.name": user,
        "process.name": "vsftpd",
        "process.pid": int(pid),
        "source.ip": client[1].removeprefix("::ffff:") if client else "",
        "file.path": path if path.startswith("/") else "",
        "file.size": int(client[3]) if client and client[3] else None,
        "message": f"{result + ' ' if result else ''}{verb}: {said}",
    }


FORMAT = format_of(
    "vsftpd",
    "vsftpd",
    by_line(read),
    signature=re.compile(rb"[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d [\d:]{8} \d{4} \[pid \d+\] "),
    samples=(
        Sample(
            b'Sat Nov 21 20:00:01 2026 [pid 3] [ada] FAIL LOGIN: Client "::ffff:192.0.2.9"',
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "event.action": "authn_login_fail",
                "event.category": "authentication",
                "event.outcome": "failure",
                "user.name": "ada",
                "source.ip": "192.0.2.9",
                "process.pid": 3,
            },
        ),
        Sample(
            b'Sat Nov 21 20:00:01 2026 [pid 3] [ada] OK UPLOAD: Client "192.0.2.9", "/home/ada/a "b".png", 18 bytes, 4.44Kbyte/sec',
            {
                "event.action": "upload_complete",
                "fields": {"file": {"path": '/home/ada/a "b".png', "size": 18}},
            },
        ),
    ),
)
