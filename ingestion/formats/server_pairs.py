"""Grafana's, Authelia's and CrowdSec's logs as ``name=value`` pairs. What their sentences mean is in ``saas_own``.

CrowdSec and others of logrus may write the day first: ``time="21-11-2026 20:00:01" level=info msg="…"``.
"""

import re

from ingestion.formats import logfmt
from ingestion.formats.documents import Document, by_line, format_of
from ingestion.formats.format import Reason, Sample
from ingestion.formats.names_in import renamed
from ingestion.formats.saas_own import OWN

DAY_FIRST = re.compile(r"(\d\d)-(\d\d)-(\d{4}) (\d\d:\d\d:\d\d)$")
BAN = re.compile(
    r"(?:\([^()]{1,255}\) )?(\S{1,255}) by ip \S{1,64} \([^()]{0,255}\) : \S{1,16} (?:ban|captcha) on Ip ([0-9A-Fa-f.:]{2,45})$"
)
FOUND = re.compile(r"Ip ([0-9A-Fa-f.:]{2,45}) performed '([^']{1,255})'")
SPEAKERS = tuple(kind for kind in OWN if kind.name in ("authelia", "grafana"))
OUTCOMES = {"authn_login_fail": "failure", "authn_login_success": "success"}


def read(text: str) -> Document | Reason:
    said = logfmt.read(text)
    if isinstance(said, Reason):
        return said
    written = str(said.get("@timestamp") or said.get("t", ""))
    day_first = DAY_FIRST.match(written)
    moment = "{2}-{1}-{0}T{3}".format(*day_first.groups()) if day_first else written
    message, who = str(said.get("msg", "")), said.get("User") or said.get("uname")
    named = {
        "user.id" if name == "userId" else name: value  # 0 is nobody
        for name, value in said.items()
        if name not in ("@timestamp", "t")
    }
    return {
        **renamed(named),
        **({"user.name": who} if who else {}),
        **login(message),
        **crowdsec(message),
        "@timestamp": moment,
        "@written": written,
    }


def login(said: str) -> Document:
    told = next((told for kind in SPEAKERS if (told := kind.told(said))), None)
    if not told:
        return {}
    outcome = OUTCOMES[str(told["event.action"])]
    return {**told, "event.category": "authentication", "event.outcome": outcome}


def crowdsec(said: str) -> Document:
    about: Document = {"event.category": "intrusion_detection", "observer.product": "CrowdSec"}
    if ban := BAN.match(said):
        return about | {
            "event.action": "address_banned",
            "event.outcome": "success",
            "rule.name": ban[1],
            "source.ip": ban[2],
        }
    if found := FOUND.match(said):
        return about | {
            "event.action": "alert",
            "event.kind": "alert",
            "source.ip": found[1],
            "rule.name": found[2],
        }
    return {}


FORMAT = format_of(
    "server_pairs",
    "Grafana, Authelia and CrowdSec (name=value)",
    by_line(read),
    signature=re.compile(
        rb'logger=[\w.-]{1,80} (?:[A-Za-z]\w{0,32}=[^\s"]{0,64} ){0,8}t=\d{4}-\d\d-\d\dT|t=\d{4}-\d\d-\d\dT\S{8,30} (?:lvl|level)=\w{1,8} (?:logger|msg)='
        rb'|time="?\d{4}-\d\d-\d\dT[^"\s]{8,30}"? level=\w{1,8} msg="(?:(?:Uns|S)uccessful \S{1,32} authentication attempt |(?:\([^()"]{1,255}\) )?\S{1,255} by ip |Ip [0-9A-Fa-f.:]{2,45} performed \')'
        rb'|time="\d\d-\d\d-\d{4} \d\d:\d\d:\d\d" level=\w{1,8} '
    ),
    samples=(
        Sample.of(b"logger=context userId=7 orgId=1 uname=ada t=2026-11-21T20:00:01.25Z level=info msg=\"Request Completed\" method=POST path=/login status=401 "
                  b"remote_addr=203.0.113.7", timestamp="2026-11-21T20:00:01.250000Z", event_action="",
                  user_name="ada", source_ip="203.0.113.7", log_level="info"),
        Sample.of(b"logger=context userId=0 uname= t=2026-11-21T20:00:01.25Z level=info msg=x", user_name="", message="x"),
        Sample.of(b'logger=http.server t=2026-11-21T20:00:01.25Z level=info msg="Successful Login" User=ada@example.com',
                  event_action="authn_login_success", event_outcome="success", user_name="ada@example.com"),
        Sample.of(b"time=\"2026-11-21T20:00:01Z\" level=error msg=\"Unsuccessful 1FA authentication attempt by user 'bo'\" method=POST path=/api/firstfactor "
                  b"remote_ip=203.0.113.7", timestamp="2026-11-21T20:00:01.000000Z", event_action="authn_login_fail", event_outcome="failure",
                  user_name="bo", source_ip="203.0.113.7"),
        Sample.of(b"time=\"2026-11-21T20:00:01Z\" level=error msg=\"Unsuccessful 1FA authentication attempt by user 'root' x' and they are banned until "
                  b"10:00:01PM on November 21 2026 (+00:00)\" method=POST", event_action="authn_login_fail", user_name="root' x"),
        Sample.of(b'time="21-11-2026 20:00:01" level=info msg="(localhost/crowdsec) shop/ssh-bf by ip 203.0.113.7 (US/64500) : 4h ban on Ip 203.0.113.7"',
                  timestamp="2026-11-21T20:00:01.000000Z", event_action="address_banned", event_category="intrusion_detection", source_ip="203.0.113.7"),
        Sample.of(b'time="21-11-2026 20:00:01" level=warning msg="loading shop"', timestamp="2026-11-21T20:00:01.000000Z", event_action="",
                  message="loading shop", log_level="warning"),
    ),
)  # fmt: skip
