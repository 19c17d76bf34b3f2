"""Exim's main and reject log: ``2026-11-21 20:00:01 1rGabc-0001Xy-2Z <= ada@example.net H=(mail) [192.0.2.4] …``.

https://www.exim.org/exim-html-current/doc/html/spec_html/ch-log_files.html
"""

import re

from ingestion.formats.documents import Document, by_line, format_of
from ingestion.formats.format import Reason, Sample

ID = r"[0-9A-Za-z]{6}-[0-9A-Za-z]{6,11}-[0-9A-Za-z]{2,4}"
TIME = r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,3})?(?: [+-]\d{4})?)"
LINE = re.compile(
    rf"{TIME} (?:\[(\d{{1,10}})\] )?(?:({ID}) )?(?:(<=|=>|->|\*>|\*\*|==|>>) )?(.*)$", re.DOTALL
)
# What it writes without a message's number: whole phrases, since others write a date and a word too.
WORDS = (
    "(?:login|plain|cram(?:_md5)?|fixed_\\w+|dovecot_\\w+|\\w{3,20}) authenticator failed for |SMTP (?:connection|call|command|protocol|data|syntax) "
    "|exim \\d\\.\\d|Start queue run: pid=|End queue run: pid=|H=\\S+ |no host name found for IP address|unexpected disconnection while "
    "|TLS error on connection|rejected (?:HELO|EHLO|RCPT|MAIL|connection|SMTP|VRFY|EXPN|ETRN)|Received from <|(?:\\S+ )?Warning: (?:purging|No server|\\S+ (?:is|was) )"
)
ADDRESS = re.compile(r"\[([0-9A-Fa-f.:]+)\](?::(\d{1,5}))?")
# Behind the host's name stands in brackets what the client called itself, which may be another's address.
PEER = re.compile(rf"(?:^| )H=(?:[^\s\[(]{{1,255}} )?(?:\([^)\s]{{0,255}}\) )?{ADDRESS.pattern}")
QUOTES = re.compile(r'"(?:[^"\\]|\\.)*+"')
CLAIMED = re.compile(r"\([^)\s]{0,255}\)|<[^>\s]{0,320}>|\S{0,255}@\S{0,255}")
FACT = re.compile(r'(?:^| )([A-Za-z]{1,3}|id)=(?:"((?:[^"\\]|\\.)*)"|(\S+))')
SIGN = {
    "<=": ("mail_received", "success"), "=>": ("mail_sent", "success"), "->": ("mail_sent", "success"), ">>": ("mail_sent", "success"),
    "*>": ("mail_suppressed", ""), "**": ("mail_bounced", "failure"), "==": ("mail_deferred", "failure"),
}  # fmt: skip
ACCOUNT = re.compile(r"\(set_id=([^)]{1,255})\)")


def read(text: str) -> Document | Reason:
    found = LINE.match(text)
    if not found:
        return Reason("not_exim", "Not a line of Exim's log: “date time [message] …”.")
    written, pid, message, sign, said = found.groups()
    action, outcome = SIGN.get(sign or "", ("", ""))
    facts = {name: quoted or word for name, quoted, word in FACT.findall(said[:4096])}
    peer = PEER.search(QUOTES.sub(" ", said[:4096])) or ADDRESS.search(CLAIMED.sub(" ", said[:4096]))
    whose = "destination" if sign in ("=>", "->", ">>") else "source"
    first = said.split(" ", 1)[0].strip("<>")
    return {
        "@timestamp": written,
        "event.action": action,
        "event.category": "email",
        "event.outcome": outcome,
        "process.pid": int(pid) if pid else None,
        "email.local_id": message,
        "email.message_id": facts.get("id", ""),
        "email.from.address": first if sign == "<=" else "",
        "email.to.address": [first] if sign and sign != "<=" else None,
        "email.subject": facts.get("T", "") if sign == "<=" else "",
        "network.protocol": "smtp",
        f"{whose}.ip": peer[1] if peer else "",
        f"{whose}.port": int(peer[2]) if peer and peer[2] else None,
        "user.name": facts.get("A", "").partition(":")[2],
        "tls.cipher": facts.get("X", ""),
        "file.size": int(facts["S"]) if facts.get("S", "").isdigit() else None,
        **refused(said),
        "message": f"{sign} {said}" if sign else said,
    }


def refused(said: str) -> Document:
    if "authenticator failed" in said:
        account = ACCOUNT.search(said)
        return {"event.action": "authn_login_fail", "event.category": "authentication", "event.outcome": "failure",
                "user.name": account[1] if account else ""}  # fmt: skip
    if " rejected " in f" {said}":
        return {"event.action": "mail_rejected", "event.outcome": "failure"}
    return {}


FORMAT = format_of(
    "exim",
    "Exim",
    by_line(read),
    signature=re.compile(
        TIME.encode()
        + rb" (?:\[\d{1,10}\] )?(?:"
        + ID.encode()
        + rb" (?:<=|=>|->|\*>|\*\*|==|>>|[A-Z]|no |\S+ router)|"
        + WORDS.encode()
        + rb")"
    ),
    samples=(
        Sample(
            b"2026-11-21 20:00:01 1rGabc-0001Xy-2Z <= ada@example.net H=(mail) [192.0.2.4]:4040 P=esmtpsa X=TLS1.3 A=login:ada S=77 id=a@b",
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "event.action": "mail_received",
                "event.category": "email",
                "event.outcome": "success",
                "user.name": "ada",
                "source.ip": "192.0.2.4",
                "source.port": 4040,
                "fields": {
                    "email": {
                        "local_id": "1rGabc-0001Xy-2Z",
                        "message_id": "a@b",
                        "from": {"address": "ada@example.net"},
                    },
                    "network": {"protocol": "smtp"},
                    "tls": {"cipher": "TLS1.3"},
                    "file": {"size": 77},
                },
            },
        ),
        Sample(
            b"2026-11-21 20:00:01 login authenticator failed for (x) [203.0.113.7]: 535 Incorrect authentication data (set_id=ada)",
            {
                "event.action": "authn_login_fail",
                "event.outcome": "failure",
                "user.name": "ada",
                "source.ip": "203.0.113.7",
            },
        ),
    ),
)
