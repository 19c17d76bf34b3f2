"""Syslog as files and senders have it: RFC 3164, RFC 5424, and rsyslog's RFC 3339 time in front of a 3164 line.

All three may stand in one batch. sshd, sudo and su bodies become actions (``normalise.programs``); "message repeated N
times" keeps N in ``fields.repeated``, as the line stands for that many events and is still one record.
"""

import re

from ingestion.formats.format import Format, Reason, Sample
from ingestion.normalise import programs, times
from ingestion.normalise.severities import LEVELS, UNKNOWN

BSD_TIME = r"[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{1,6})?"
ISO_TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?"
OLD = rf"^(?:<(\d{{1,3}})>)?(?:({BSD_TIME})|({ISO_TIME})) (\S+) ([^\s\[:]{{1,128}})(?:\[(\d{{1,10}})\])?: ?(.*)$"
NO_TAG = rf"^(?:<(\d{{1,3}})>)?(?:({BSD_TIME})|({ISO_TIME})) (\S+) ()()(.*)$"
ELEMENT = r'\[(?:[^\]"\\]|\\.|"(?:[^"\\]|\\.)*")*\]'
BOM = "\ufeff"  # RFC 5424 puts it before UTF-8 messages
NEW = rf"^<(\d{{1,3}})>1 (?:({ISO_TIME})|-) (\S+) (\S+) (\S+) (\S+) (-|(?:{ELEMENT})+) ?{BOM}?(.*)$"
PARAMETER = r'([^\s=\]"\[]+)="((?:[^"\\]|\\.)*)"'
NAMES = ", ".join(f"'{level}'" for level in LEVELS)

WHOLE_SECOND = "substring(bsd, 1, 15)"


def _re(pattern: str) -> str:
    return "'(?s)" + pattern.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _nil(group: str) -> str:
    """RFC 5424 writes ``-`` for what there is not."""
    return f"if({group} = '-', '', {group})"


STAGES = (
    {"new": f"if(position(text, '>1 ') BETWEEN 3 AND 5, extractGroups(text, {_re(NEW)}), [])"},
    {"tagged": f"if(empty(new), extractGroups(text, {_re(OLD)}), [])"},
    {"old": f"if(empty(new) AND empty(tagged), extractGroups(text, {_re(NO_TAG)}), tagged)"},
    {
        "is_new": "notEmpty(new)",
        "pri": "toUInt16OrNull(if(notEmpty(new), new[1], old[1]))",
        "bsd": "old[2]",
        "iso": "if(notEmpty(new), new[2], old[3])",
        "host": f"if(notEmpty(new), {_nil('new[3]')}, old[4])",
        "program": f"if(notEmpty(new), {_nil('new[4]')}, old[5])",
        "pid": "if(notEmpty(new), new[5], old[6])",
        "body": "if(notEmpty(new), new[8], old[7])",
    },
    {
        "created": "if(bsd != '', bsd, iso)",
        "fraction": "toInt64OrZero(rightPad(extract(bsd, '\\\\.(\\\\d+)$'), 6, '0'))",
        "stated": f"if(bsd != '', {times.yearless(WHOLE_SECOND)} + toIntervalMicrosecond(fraction), {times.moment('iso')})",
        "inferred": "bsd != ''",
        "again": f"if(startsWith(body, 'message repeated'), extractGroups(body, {_re(programs.MESSAGE_REPEATED)}), [])",
    },
    {"said": "if(empty(again), body, again[2])", "sound": "(is_new AND iso = '') OR stated IS NOT NULL"},
    {"rule": programs.rule_of("program", "said")},
    {"who": programs.groups_of("rule", "said"), "sudo": "if(startsWith(program, 'sudo'), said, '')"},
)

EXTRA = (
    ("repeated", "if(empty(again), '', again[1])"),
    ("log.syslog.facility.code", "if(pri IS NULL, '', toString(intDiv(pri, 8)))"),
    ("log.syslog.msgid", f"if(is_new, {_nil('new[6]')}, '')"),
)
TEXT_EXTRA = (
    ("process.command_line", "extract(sudo, 'COMMAND=(.*)$')"),
    ("process.working_directory", "extract(sudo, 'PWD=(\\\\S+)')"),
    ("user.effective.name", "extract(sudo, '; USER=(\\\\S+)')"),
)


def _member(name: str, value: str, quoted: bool) -> str:
    text = f"toJSONString({value})" if quoted else value
    return f"if({value} = '', '', concat(',\"{name}\":', {text}))"


def _fields() -> str:
    """JSON text of what has no column: numbers, texts, and RFC 5424's structured data under ``sd``."""
    parts = [_member(name, value, quoted=False) for name, value in EXTRA[:2]]
    parts += [_member(name, value, quoted=True) for name, value in (*EXTRA[2:], *TEXT_EXTRA)]
    parameters = f"extractAllGroups(new[7], {_re(PARAMETER)})"
    data = f"arrayMap(p -> concat(toJSONString(p[1]), ':', toJSONString(p[2])), {parameters})"
    parts.append(
        f"if(is_new AND startsWith(new[7], '['), concat(',\"sd\":{{', arrayStringConcat({data}, ','), '}}'), '')"
    )
    return f"concat('{{', substring(concat({', '.join(parts)}), 2), '}}')"


COLUMNS = {
    "event.action": programs.chosen("rule", "action"),
    "event.outcome": programs.chosen("rule", "outcome"),
    "event.category": programs.chosen("rule", "category"),
    "log.level": f"if(pri IS NULL, '', arrayElement([{NAMES}], assumeNotNull(pri) % 8 + 1))",
    "severity": f"if(pri IS NULL, {UNKNOWN}, toUInt8(assumeNotNull(pri) % 8))",
    "user.name": "who[1]",
    "source.ip": "toIPv6OrDefault(who[2])",
    "source.address": "who[2]",
    "source.port": "toUInt16OrZero(who[3])",
    "host.name": "host",
    "process.name": "program",
    "process.pid": "toUInt32OrZero(pid)",
    "message": "body",
    "fields": _fields(),
}


def explain(line: bytes) -> Reason:
    text = line.decode("utf-8", "replace")
    if re.match(OLD, text, re.DOTALL) or re.match(NO_TAG, text, re.DOTALL) or re.match(NEW, text, re.DOTALL):
        return Reason("unreadable_time", f"No such time exists: {text[:40]!r}.")
    return Reason("not_syslog", "Not a syslog line: no RFC 3164 or RFC 5424 header at its beginning.")


FORMAT = Format(
    name="syslog",
    title="Syslog (RFC 3164, RFC 5424)",
    signature=re.compile(
        rb"(?:<\d{1,3}>)?(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT\S+) \S+ \S|<\d{1,3}>1 \S+ \S+ \S+ \S+ \S+ [-\[]"
    ),
    stages=STAGES,
    columns=COLUMNS,
    explain=explain,
    constants=times.years,
    samples=(
        Sample(
            b"Nov 20 04:12:55 gate sshd[811]: Failed password for invalid user sales from 203.0.113.7 port 40022 ssh2\r",
            {
                "timestamp": "2026-11-20T04:12:55.000000Z",
                "time_quality": "inferred",
                "event.created": "Nov 20 04:12:55",
                "event.action": "authn_login_fail",
                "event.outcome": "failure",
                "event.category": "authentication",
                "user.name": "sales",
                "source.ip": "203.0.113.7",
                "source.port": 40022,
                "host.name": "gate",
                "process.name": "sshd",
                "process.pid": 811,
                "severity": 255,
                "message": "Failed password for invalid user sales from 203.0.113.7 port 40022 ssh2",
                "fields": {},
            },
        ),
        Sample(
            b"Dec 31 23:59:58 gate sshd[90]: message repeated 4 times: [ Failed password for root from 2001:db8::1 port 9 ssh2]",
            {
                "timestamp": "2025-12-31T23:59:58.000000Z",
                "event.action": "authn_login_fail",
                "user.name": "root",
                "source.ip": "2001:db8::1",
                "fields": {"repeated": 4},
            },
        ),
        Sample(
            b"Feb 29 10:00:00 gate sshd[7]: Accepted publickey for ada from 192.0.2.4 port 5022 ssh2: ED25519 SHA256:x",
            {
                "timestamp": "2024-02-29T09:00:00.000000Z",
                "event.action": "authn_login_success",
                "event.outcome": "success",
                "user.name": "ada",
            },
            zone="Europe/Berlin",
        ),
        Sample(
            b"<86>Nov 21 20:00:01 db1 sudo:     bo : TTY=pts/1 ; PWD=/home/bo ; USER=root ; COMMAND=/usr/bin/cat /etc/shadow",
            {
                "event.action": "authz_admin",
                "user.name": "bo",
                "severity": 6,
                "log.level": "info",
                "fields": {
                    "log": {"syslog": {"facility": {"code": 10}}},
                    "process": {"command_line": "/usr/bin/cat /etc/shadow", "working_directory": "/home/bo"},
                    "user": {"effective": {"name": "root"}},
                },
            },
        ),
        Sample(
            b"2026-11-21T19:59:59.125+01:00 db1 su[3]: FAILED SU (to root) bo on pts/1",
            {
                "timestamp": "2026-11-21T18:59:59.125000Z",
                "time_quality": "stated",
                "event.action": "authz_fail",
                "event.outcome": "failure",
                "user.name": "bo",
            },
        ),
        Sample(
            b'<165>1 2026-11-21T20:14:15.003Z gw.example app 88 ID47 [ex@32473 iut="3" note="a\\"]b"][z y="1"] \xef\xbb\xbfall is well',
            {
                "timestamp": "2026-11-21T20:14:15.003000Z",
                "host.name": "gw.example",
                "process.name": "app",
                "process.pid": 88,
                "severity": 5,
                "log.level": "notice",
                "message": "all is well",
                "fields": {
                    "log": {"syslog": {"facility": {"code": 20}, "msgid": "ID47"}},
                    "sd": {"iut": "3", "note": 'a\\"]b', "y": "1"},
                },
            },
        ),
        Sample(
            b"<34>1 - - - - - - no clock yet",
            {
                "time_quality": "arrival",
                "timestamp": "2026-11-21T20:36:01.000000Z",
                "message": "no clock yet",
            },
        ),
    ),
)
