"""Syslog as files and senders have it: RFC 3164, RFC 5424, and rsyslog's RFC 3339 time in front of a 3164 line.

All three may stand in one batch, and what is between them in practice: days without padding, years in the middle, no
host, no tag, Apple's levels behind the tag, Chrome OS's in the host's place. Bodies become actions
(``normalise.programs``). "message repeated N times" keeps N in ``fields.repeated``, as the line stands for that many
events and is still one record. A line that begins with a blank continues the one before it.
"""

import re
from collections.abc import Sequence

from ingestion.formats import journal_marks, syslog_auth, syslog_mail, syslog_network, syslog_quick
from ingestion.formats.continued import joined, spans
from ingestion.formats.format import Format, Reason, Sample
from ingestion.formats.record import Record
from ingestion.normalise import community_id, programs, severities, times, transports
from ingestion.normalise.clock import Arrival
from ingestion.normalise.severities import LEVELS, UNKNOWN
from ingestion.normalise.times import literal

BSD_TIME = r"[A-Z][a-z]{2} {1,2}\d{1,2} (?:\d{4} )?\d\d:\d\d:\d\d(?:[.,]\d{1,6})?"
ISO_TIME = syslog_quick.TIME
HEADER = rf"^(?:<(\d{{1,3}})>)?(?:\d{{1,10}}: )?[*.]?(?:({BSD_TIME})|({ISO_TIME})):? {{1,2}}"  # Cisco numbers its lines, macOS puts two blanks
END_OF_TAG = r"(?:\[(\d{1,10})\])?(?: ?<([A-Za-z]+)>)?: ?(.*)$"
OLD = rf"{HEADER}(\S*[^\s:]) ([^\s\[:]{{1,128}}){END_OF_TAG}"
SPACED = rf"{HEADER}(\S*[^\s:]) ([A-Z][\w.()-]*(?: [A-Z][\w.()-]*){{1,3}})\[(\d{{1,10}})\](?: ?<([A-Za-z]+)>)?: ?(.*)$"
NO_TAG = rf"{HEADER}(\S+)()()() ?(.*)$"
ENTRY = re.compile(rf"(?:{BSD_TIME}|{ISO_TIME}) \S+ (?=\S)".encode())
# RFC 3164 §4.3.3: whatever has a priority is a message, though the rest of the header is missing.
BARE = r"^<(\d{1,3})>()()()(?:([^\s\[:<{]{1,48})(?:\[(\d{1,10})\])?()?: )?(.*)$"
NO_HOST = r"^([^\s\[:]+)(?:\[(\d{1,10})\](?::|$)|:$)"  # macOS' security daemon writes no colon
BEHIND = r"^<([A-Z][a-z]{3,11})> "  # its level, then
ELEMENT = r'\[(?:[^\]"\\]|\\.|"(?:[^"\\]|\\.)*")*\]'
VERSION = r"^<\d{1,3}>[1-9]\d{0,2} "
# Two spaces before the message: rsyslog's template keeps the one that stood behind the tag of the line that it read.
NEW = rf"^<(\d{{1,3}})>[1-9]\d{{0,2}} (?:({ISO_TIME})|-) (\S+) (\S+) (\S+) (\S+) (-|(?:{ELEMENT})+) {{0,2}}{syslog_quick.BOM}?(.*)$"
NAMED_ELEMENT = r'\[([^\s=\]"]+)((?:[^\]"\\]|\\.|"(?:[^"\\]|\\.)*")*)\]'
PARAMETER = r'([^\s=\]"\[]+)= ?"((?:[^"\\]|\\.)*)"'
ESCAPE, UNESCAPED = r'\\(["\\\]])', r"\1"  # RFC 5424 §6.3.3
DATA = "log.syslog.structured_data."
NAMES = ", ".join(f"'{level}'" for level in LEVELS)
SAID = "if(empty(again), body, again[2])"
WORDS = "'EMERG', 'ALERT', 'CRIT', 'ERR', 'ERROR', 'WARNING', 'WARN', 'NOTICE', 'INFO', 'DEBUG', 'INF', 'WRN', 'DBG', 'TRC', 'FTL'"
CONTINUED = re.compile(rb"\n[\t ]")  # ``in`` takes five times as long for two bytes that are frequent
# dhcpd's and charon's lines have ends of their own, and names that anybody may choose.
OTHER_ENDS = ("dhcpd", "charon")
PACKET = f"position(said, ' SRC=') > 0 AND position(said, ' DST=') > 0 AND NOT match(program, '^(?:{'|'.join(OTHER_ENDS)})')"


def _re(pattern: str) -> str:
    return literal("(?s)" + pattern)


def _nil(group: str) -> str:
    """RFC 5424 writes ``-`` for what there is not."""
    return f"if({group} = '-', '', {group})"


# What bodies say beside who and from where.
TEXT_FACTS = {
    "sudo": {
        "process.command_line": syslog_auth.SUDO_COMMAND,
        "process.working_directory": syslog_auth.SUDO_DIRECTORY,
        "user.effective.name": syslog_auth.SUDO_USER,
    },
    "cron": {"process.command_line": r" CMD \((.*)\)$"},
    "packet": {
        "destination.ip": r" DST=(\S+)",
        "destination.port": r"\bIN=[^\[]* DPT=0*(\d{1,5})\b",  # not of the packet that an ICMP message quotes
        "network.transport": r" PROTO=(\S+)",
    },
}
SUDO, PACKETS = TEXT_FACTS["sudo"], TEXT_FACTS["packet"]
STAGES = (
    *syslog_quick.STAGES,
    {
        "element": syslog_quick.ELEMENT_OF,
        "slow": f"if(NOT quick AND match(text, {literal(VERSION)}), extractGroups(text, {_re(NEW)}), [])",
    },
    {"new": f"if(quick, {syslog_quick.PARTS}, slow)"},
    {"tagged": f"if(empty(new), extractGroups(text, {_re(OLD)}), [])"},
    {"spaced": f"if(empty(new) AND empty(tagged), extractGroups(text, {_re(SPACED)}), tagged)"},
    {"headed": f"if(empty(new) AND empty(spaced), extractGroups(text, {_re(NO_TAG)}), spaced)"},
    {
        "old": f"if(empty(new) AND empty(headed) AND NOT match(text, {literal(VERSION)}), extractGroups(text, {_re(BARE)}), headed)"
    },
    {
        "alone": f"if(endsWith(old[4], ':') OR endsWith(old[4], ']'), extractGroups(old[4], {_re(NO_HOST)}), [])"
    },
    {
        "is_new": "notEmpty(new)",
        "pri": "toUInt16OrNull(if(notEmpty(new), new[1], old[1]))",
        # Days without padding get it.
        "bsd": "old[2]",
        "padded": "if(substring(bsd, 6, 1) = ' ', concat(substring(bsd, 1, 4), ' ', substring(bsd, 5)), bsd)",
        "iso": "if(notEmpty(new), new[2], old[3])",
        "place": f"if(notEmpty(new), {_nil('new[3]')}, if(notEmpty(alone) OR old[4] = '---', '', old[4]))",
        "program": f"multiIf(notEmpty(new), {_nil('new[4]')}, notEmpty(alone), alone[1], old[5])",
        "pid": "multiIf(notEmpty(new), new[5], notEmpty(alone), alone[2], old[6])",
        "body": "multiIf(notEmpty(new), new[8], old[4] = '---', concat('--- ', old[8]), old[8])",
    },
    {
        "created": "if(bsd != '', bsd, iso)",
        "in_year": "if(substring(padded, 12, 1) = ' ', substring(padded, 8, 4), '')",
        "whole": "substring(padded, 1, 15)",
        "full": "concat(in_year, ' ', substring(padded, 1, 7), substring(padded, 13, 8))",
        "fraction": "toInt64OrZero(rightPad(extract(bsd, '[.,](\\d+)$'), 6, '0'))",
        "host": f"if(place IN ({WORDS}), '', place)",
        "word": f"lower(multiIf(place IN ({WORDS}), place, notEmpty(alone), extract(body, {_re(BEHIND)}), old[7]))",
        "again": f"if(startsWith(body, 'message repeated'), extractGroups(body, {_re(programs.MESSAGE_REPEATED)}), [])",
        "last": f"if(position(body, 'last message repeated') > 0, extract(body, {_re(programs.LAST_REPEATED)}), '')",
    },
    {
        "stated": "multiIf("
        f"bsd = '', {times.moment('iso')}, "
        f"in_year = '', {times.yearless('whole')} + toIntervalMicrosecond(fraction), "
        f"{times.written('full', '%Y %b %e %H:%i:%s')} + toIntervalMicrosecond(fraction))",
        "inferred": f"bsd != '' OR {times.zoneless('iso')}",
    },
    {
        "said": SAID,
        "own": programs.own_words("program", SAID),
        "sound": "(created = '' AND (is_new OR notEmpty(old))) OR stated IS NOT NULL",
    },
    {"rule": programs.rule_of("program", "own")},
    {
        "who": programs.groups_of("rule", "said"),
        "sudo": "if(startsWith(program, 'sudo'), said, '')",
        "packet": f"if({PACKET}, said, '')",
        "data": "if(is_new AND startsWith(new[7], '['), new[7], '')",
    },
    {
        "auth": syslog_auth.members("program", "said", "rule"),
        "crossing": syslog_network.members("program", "said", "rule", "packet"),
        "mail": syslog_mail.members("program", "said"),
    },
    {
        "held": programs.held("rule", "who"),
        "end": f"extract(packet, {literal(PACKETS['destination.ip'])})",
        "end_port": f"extract(packet, {literal(PACKETS['destination.port'])})",
        "protocol": f"extract(packet, {literal(PACKETS['network.transport'])})",
    },
    {"carrier": transports.named("protocol")},
    {
        "flow": f"if(packet = '', '', {community_id.expression('who[2]', 'who[3]', 'end', 'end_port', 'carrier')})"
    },
    {
        "plain": f"data != '' AND (quick OR match(data, {literal(f'^{syslog_quick.ELEMENT}$')}))",
        "data_name": "position(data, ' ')",
    },
)

EXTRA = (
    ("repeated", "if(empty(again), last, again[1])"),
    ("log.syslog.facility.code", "if(pri IS NULL, '', toString(intDiv(pri, 8)))"),
    ("log.syslog.version", "if(is_new, extract(text, '^<\\d{1,3}>(\\d+)'), '')"),
    ("destination.port", "end_port"),
)
COMMAND = "process.command_line"
TEXT_EXTRA = (
    ("log.syslog.msgid", f"if(is_new, {_nil('new[6]')}, '')"),
    (
        COMMAND,
        f"if(sudo = '', extract(said, {_re(TEXT_FACTS['cron'][COMMAND])}), extract(sudo, {_re(SUDO[COMMAND])}))",
    ),
    *((name, f"extract(sudo, {literal(pattern)})") for name, pattern in SUDO.items() if name != COMMAND),
    ("destination.ip", "end"),
    ("network.iana_number", transports.number("protocol")),
    ("network.transport", "carrier"),
    (community_id.NAME, "flow"),
)


def _member(name: str, value: str, quoted: bool) -> str:
    text = f"toJSONString({value})" if quoted else value
    return f"if({value} = '', '', concat(',\"{name}\":', {text}))"


def _fields() -> str:
    """JSON text of what has no column: numbers, texts, and RFC 5424's structured data by element and parameter.

    All names are dotted and no objects stand in objects: the engine reads that in half the time.
    """
    parts = [_member(name, value, quoted=False) for name, value in EXTRA]
    parts += [_member(name, value, quoted=True) for name, value in TEXT_EXTRA]
    value = f"replaceRegexpAll(p[2], {literal(ESCAPE)}, {literal(UNESCAPED)})"
    member = f"concat(',', toJSONString(concat('{DATA}', e[1], '.', p[1])), ':', toJSONString({value}))"
    members = f"arrayMap(p -> {member}, extractAllGroups(e[2], {_re(PARAMETER)}))"
    elements = f"extractAllGroups(if(plain, '', data), {_re(NAMED_ELEMENT)})"
    parts.append(f"arrayStringConcat(arrayFlatten(arrayMap(e -> {members}, {elements})))")
    return f"concat('{{', substring(concat({', '.join(parts)}, {_plain_element()}, auth, crossing, mail), 2), '}}')"


def _plain_element() -> str:
    """``[name a="1" b="2"]`` as ``,"….name.a":"1","….name.b":"2"``; no control character stands in it (``syslog_quick``)."""
    parameters = "substring(data, data_name, if(plain, length(data) - data_name, 0))"
    members = f"""replaceRegexpAll({parameters}, ' ([^ =]+)="([^"]*)"', ',"\x01\\\\1":"\\\\2"')"""
    return f"replaceAll({members}, '\x01', concat('{DATA}', substring(data, 2, data_name - 2), '.'))"


COLUMNS = {
    "event.action": programs.chosen("held", "action"),
    "event.outcome": programs.chosen("held", "outcome"),
    "event.category": programs.chosen("held", "category"),
    "log.level": f"if(pri IS NULL, word, arrayElement([{NAMES}], assumeNotNull(pri) % 8 + 1))",
    "severity": f"if(pri IS NULL, if(word = '', {UNKNOWN}, {severities.from_level('word')}), toUInt8(assumeNotNull(pri) % 8))",
    "user.name": "who[1]",
    "source.ip": "toIPv6OrDefault(substringIndex(who[2], '%', 1))",
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
    if any(re.match(pattern, text, re.DOTALL) for pattern in (OLD, NO_TAG, NEW)):
        return Reason("unreadable_time", f"No such time exists: {text[:40]!r}.")
    return Reason("not_syslog", "Not a syslog line: no RFC 3164 or RFC 5424 header at its beginning.")


def continues(body: bytes) -> bool:
    return bool(CONTINUED.search(body))


def is_apart(body: bytes) -> bool:
    return continues(body) or journal_marks.has_some(body)


def prepare(body: bytes, arrival: Arrival) -> Sequence[Record] | None:
    """Only where lines continue others, or stand between them."""
    return journal_marks.placed(joined(body), ENTRY) if is_apart(body) else None


# A time alone says nothing of who wrote behind it (docker's and Heroku's logs): RFC 3164's tag has to stand there, or RFC 5424's columns.
TAGLESS = (
    rb"(?!\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[^\s]{0,24} {1,2}"
    rb"(?!(?:TRC|DBG|INF|WRN|ERR|FTL|PNC) |(?!(?:TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL|CRITICAL): )[^\s\[:]{1,128}(?:\[\d{1,10}\])?: |[^\s\[]{0,254}[^\s\[:] {1,2}(?:[^\s\[:]{1,128}(?:\[[^\]\n]{1,40}\])?: |\S{1,48} \S{1,128} \S{1,32} [-\[]|-- MARK --)))"
)

FORMAT = Format(
    name="syslog",
    title="Syslog (RFC 3164, RFC 5424)",
    signature=re.compile(
        TAGLESS
        + rb"(?:<\d{1,3}>)?(?:\d{1,10}: )?[*.]?(?:[A-Z][a-z]{2} {1,2}\d{1,2} (?:\d{4} )?\d\d:\d\d:\d\d(?:[.,]\d{1,6})?:?"
        rb"|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d(?::?\d\d)?)?:?(?= )|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\S*[+-]\d\d(?::?\d\d)? {1,2}(?=\S+ [^\s\[]+\[\d+\])) ?\S+ \S"
        rb"|<\d{1,3}>[1-9]\d{0,2} \S+ \S+ \S+ \S+ \S+ [-\[]"
        rb"|<\d{1,3}>[^\s\[:<{]{1,48}(?:\[\d{1,10}\])?: \S"
    ),
    stages=STAGES,
    columns=COLUMNS,
    explain=explain,
    prepare=prepare,
    apart=is_apart,
    joins=continues,
    spans=spans,
    constants=times.years,
    samples=(
        Sample(
            b"<13>Nov 21 20:00:01 gate kernel: last message repeated 2 times",
            {"severity": 5, "process.name": "kernel", "message": "last message repeated 2 times"},
        ),
        Sample(
            b"Nov 20 04:12:55 secd[811] <Error> [user{} ]: no peer",
            {
                "host.name": "",
                "process.name": "secd",
                "process.pid": 811,
                "severity": 3,
                "message": "<Error> [user{} ]: no peer",
            },
        ),
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
                "fields": {"system": {"auth": {"ssh": {"event": "Failed", "method": "password"}}}},
            },
        ),
        Sample(
            b"Dec 31 23:59:58 gate sshd[90]: message repeated 4 times: [ Failed password for root from 2001:db8::1 port 9 ssh2]",
            {
                "timestamp": "2025-12-31T23:59:58.000000Z",
                "event.action": "authn_login_fail",
                "user.name": "root",
                "source.ip": "2001:db8::1",
                "fields": {
                    "repeated": 4,
                    "system": {"auth": {"ssh": {"event": "Failed", "method": "password"}}},
                },
            },
        ),
        Sample(
            b"Feb 29 10:00:00 gate sshd[7]: Accepted publickey for ada from 192.0.2.4 port 5022 ssh2: ED25519 SHA256:x",
            {
                "timestamp": "2024-02-29T09:00:00.000000Z",
                "event.action": "authn_login_success",
                "event.outcome": "success",
                "user.name": "ada",
                "fields": {
                    "system": {
                        "auth": {
                            "ssh": {
                                "event": "Accepted",
                                "method": "publickey",
                                "signature": "ED25519 SHA256:x",
                            }
                        }
                    }
                },
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
                    "system": {
                        "auth": {
                            "sudo": {
                                "tty": "pts/1",
                                "pwd": "/home/bo",
                                "user": "root",
                                "command": "/usr/bin/cat /etc/shadow",
                            }
                        }
                    },
                },
            },
        ),
        Sample(
            b"Nov 20 20:00:01 db useradd[7]: new user: name=ada, UID=1001, GID=1002, home=/home/ada, shell=/bin/sh",
            {
                "event.action": "user_created",
                "user.name": "ada",
                "fields": {
                    "user": {"id": "1001", "target": {"name": "ada"}},
                    "group": {"id": "1002"},
                    "system": {"auth": {"useradd": {"home": "/home/ada", "shell": "/bin/sh"}}},
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
                    "log": {
                        "syslog": {
                            "facility": {"code": 20},
                            "version": 1,
                            "msgid": "ID47",
                            "structured_data": {"ex@32473": {"iut": "3", "note": 'a"]b'}, "z": {"y": "1"}},
                        }
                    },
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
        Sample(
            b"Nov 21 20:00:01 web1 sshd[88]: subsystem request for sftp by user ada",
            {
                "event.action": "ssh_subsystem",
                "event.category": "session",
                "event.outcome": "",
                "user.name": "ada",
            },
        ),
        Sample(
            b"Nov 9 12:01:01 mac.local Google Chrome Helper[44] <Error>: gone",
            {
                "timestamp": "2026-11-09T12:01:01.000000Z",
                "host.name": "mac.local",
                "process.name": "Google Chrome Helper",
                "process.pid": 44,
                "severity": 3,
                "log.level": "error",
                "message": "gone",
            },
        ),
        Sample(
            b"2026-11-21 20:00:01+01 mac installd[9]: PackageKit: done",
            {
                "timestamp": "2026-11-21T19:00:01.000000Z",
                "process.name": "installd",
                "message": "PackageKit: done",
            },
        ),
        Sample(
            b"2026-11-21 20:00:01.250000+0100  mac2 sshd[9]: error: no key",
            {
                "timestamp": "2026-11-21T19:00:01.250000Z",
                "host.name": "mac2",
                "process.name": "sshd",
                "process.pid": 9,
                "message": "error: no key",
            },
        ),
        Sample(
            b"<14>shop[7]: no time",
            {
                "time_quality": "arrival",
                "process.name": "shop",
                "process.pid": 7,
                "severity": 6,
                "message": "no time",
            },
        ),
        Sample(
            b'<14>1 2026-11-21T20:00:01Z gw shop - - [a@1 k="v\\"x\\]y"] hi',
            {
                "message": "hi",
                "fields": {
                    "log": {
                        "syslog": {
                            "facility": {"code": 1},
                            "version": 1,
                            "structured_data": {"a@1": {"k": 'v"x]y'}},
                        }
                    }
                },
            },
        ),
        Sample(
            b"2026-11-21T20:00:01Z WRN till is slow took=4s",
            {"host.name": "", "log.level": "wrn", "severity": 4, "message": "till is slow took=4s"},
        ),
        Sample(
            b"Nov 20 20:00:01: --- last message repeated 3 times ---",
            {"host.name": "", "message": "--- last message repeated 3 times ---", "fields": {"repeated": 3}},
        ),
        Sample(
            b"Nov 20 20:00:01 gw kernel: [7.1] [UFW BLOCK] IN=eth0 OUT= MAC=x SRC=203.0.113.5 DST=192.0.2.1 LEN=40 "
            b"PROTO=TCP SPT=4242 DPT=22 WINDOW=1",
            {
                "event.action": "network_denied",
                "event.outcome": "failure",
                "event.category": "network",
                "source.ip": "203.0.113.5",
                "source.port": 4242,
                "fields": {
                    "destination": {"ip": "192.0.2.1", "port": 22},
                    "network": {"transport": "tcp", "type": "ipv4"},
                    "observer": {"ingress": {"interface": {"name": "eth0"}}},
                    "iptables": {"length": 40},
                },
            },
        ),
        Sample(
            b"Nov 20 20:00:01 gw kernel: [7.1] [UFW BLOCK] IN=eth0 OUT= SRC=203.0.113.5 DST=192.0.2.1 LEN=88 PROTO=ICMP TYPE=3 CODE=3 "
            b"[SRC=192.0.2.1 DST=203.0.113.9 LEN=60 PROTO=UDP SPT=4242 DPT=53 LEN=40 ]",
            {
                "source.ip": "203.0.113.5",
                "source.port": 0,
                "fields": {
                    "destination": {"ip": "192.0.2.1"},
                    "network": {"transport": "icmp", "type": "ipv4"},
                    "observer": {"ingress": {"interface": {"name": "eth0"}}},
                    "iptables": {"length": 88, "icmp": {"type": 3, "code": 3}},
                },
            },
        ),
        Sample(
            b"Nov 20 20:00:01 gw kernel: [UFW BLOCK] IN=eth0 OUT= SRC=203.0.113.5 DST=192.0.2.1 LEN=40 PROTO=253",
            {
                "fields": {
                    "destination": {"ip": "192.0.2.1"},
                    "network": {"iana_number": "253", "type": "ipv4"},
                    "observer": {"ingress": {"interface": {"name": "eth0"}}},
                    "iptables": {"length": 40},
                }
            },
        ),
        Sample(
            b"Nov 20 20:00:01 gw kernel: [UFW BLOCK] IN=eth0 OUT= SRC=203.0.113.5 DST=192.0.2.1 LEN=40 PROTO=2",
            {
                "fields": {
                    "destination": {"ip": "192.0.2.1"},
                    "network": {"iana_number": "2", "transport": "igmp", "type": "ipv4"},
                    "observer": {"ingress": {"interface": {"name": "eth0"}}},
                    "iptables": {"length": 40},
                }
            },
        ),
        Sample(
            b"Nov 20 20:00:01 edge kernel: [dmz-lan-40-D]IN=eth0.7 OUT=eth1 MAC=02:00:5e:00:53:0a:02:00:5e:00:53:0b:08:00 SRC=192.0.2.9 "
            b"DST=198.51.100.4 LEN=052 TOS=0x00 PREC=0x00 TTL=63 ID=0 DF PROTO=UDP SPT=5353 DPT=0053 LEN=32 ",
            {
                "event.action": "network_denied",
                "event.outcome": "failure",
                "source.ip": "192.0.2.9",
                "source.port": 5353,
                "fields": {
                    "rule": {"name": "dmz-lan", "id": "40"},
                    "observer": {
                        "ingress": {"interface": {"name": "eth0.7"}, "zone": "dmz"},
                        "egress": {"interface": {"name": "eth1"}, "zone": "lan"},
                    },
                    "source": {"mac": "02-00-5E-00-53-0B"},
                    "destination": {"ip": "198.51.100.4", "port": 53, "mac": "02-00-5E-00-53-0A"},
                    "network": {"transport": "udp", "type": "ipv4"},
                    "iptables": {"length": 52, "ttl": 63},
                },
            },
        ),
        Sample(
            b"Nov 20 20:00:01 edge [GUEST_IN-7-A] IN=eth2 OUT=eth0 SRC=2001:db8::7 DST=2001:db8::9 LEN=104 TC=0 HOPLIMIT=64 FLOWLBL=7 "
            b"PROTO=ICMPv6 TYPE=128 CODE=0 ID=7 SEQ=1 ",
            {
                "event.action": "network_allowed",
                "event.outcome": "success",
                "source.ip": "2001:db8::7",
                "process.name": "",
                "fields": {
                    "rule": {"name": "GUEST_IN", "id": "7"},
                    "observer": {
                        "ingress": {"interface": {"name": "eth2"}},
                        "egress": {"interface": {"name": "eth0"}},
                    },
                    "destination": {"ip": "2001:db8::9"},
                    "network": {"transport": "ipv6-icmp", "type": "ipv6"},
                    "iptables": {"length": 104, "ttl": 64, "icmp": {"type": 128, "code": 0}},
                },
            },
        ),
        Sample(
            b"Nov 20 20:00:01 DENY: IN=eth0 OUT= SRC=203.0.113.5 DST=192.0.2.1 LEN=40 PROTO=TCP SPT=4242 DPT=22 WINDOW=1",
            {
                "event.action": "network_denied",
                "event.category": "network",
                "source.ip": "203.0.113.5",
                "source.port": 4242,
            },
        ),
        Sample(
            b"<190>Nov 20 20:00:01 dhcpd[7]: DHCPREQUEST for 192.0.2.60 (192.0.2.1) from 02:00:5e:00:53:0b (a SRC=1 DST=2) via eth0.6",
            {
                "event.action": "DHCPREQUEST",
                "event.category": "network",
                "source.ip": "192.0.2.60",
                "fields": {
                    "log": {"syslog": {"facility": {"code": 23}}},
                    "source": {"mac": "02-00-5E-00-53-0B"},
                    "destination": {"ip": "192.0.2.1"},
                    "observer": {"ingress": {"interface": {"name": "eth0.6"}}},
                    "network": {"protocol": "dhcp"},
                },
            },
        ),
        Sample(
            b"Nov 20 20:00:01 gw unbound[7]: [7:0] info: 192.0.2.9 shop.example. AAAA IN NXDOMAIN 0.03 0 45",
            {
                "event.action": "dns_query",
                "source.ip": "192.0.2.9",
                "fields": {
                    "dns": {
                        "question": {"name": "shop.example", "type": "AAAA", "class": "IN"},
                        "response_code": "NXDOMAIN",
                    },
                    "network": {"protocol": "dns"},
                },
            },
        ),
        Sample(
            b"Nov 20 20:00:01 gw unbound[7]: [7:0] info: response for shop.example. AAAA IN",
            {"event.action": "", "event.category": "network", "fields": {"network": {"protocol": "dns"}}},
        ),
        Sample(
            b"Nov 20 20:00:01 gw openvpn[7]: ada/203.0.113.7:4040 MULTI_sva: pool returned IPv4=192.0.2.130, IPv6=(Not enabled)",
            {
                "event.action": "address_assigned",
                "user.name": "ada",
                "source.ip": "203.0.113.7",
                "source.port": 4040,
                "fields": {"source": {"nat": {"ip": "192.0.2.130"}}, "network": {"protocol": "openvpn"}},
            },
        ),
        Sample(
            b"Nov 20 20:00:01 gw openvpn[7]: user 'ada' could not authenticate.",
            {"event.action": "authn_login_fail", "event.outcome": "failure", "user.name": "ada"},
        ),
        Sample(
            b"Nov 20 20:00:01 gw openvpn[7]: 203.0.113.7:4040 [ada] Peer Connection Initiated with [AF_INET]203.0.113.7:4040",
            {
                "event.action": "session_created",
                "user.name": "ada",
                "source.ip": "203.0.113.7",
                "source.port": 4040,
            },
        ),
        Sample(
            b"Nov 20 20:00:01 gw charon[7]: 05[NET] <con1|2> sending packet: from 192.0.2.1[4500] to 203.0.113.7[4500] (80 bytes)",
            {
                "event.category": "network",
                "source.ip": "192.0.2.1",
                "source.port": 4500,
                "fields": {
                    "destination": {"ip": "203.0.113.7", "port": 4500},
                    "network": {"protocol": "ipsec"},
                },
            },
        ),
        Sample(
            b"Nov 20 20:00:01 gw php-fpm[7]: /index.php: webConfigurator authentication error for user 'ada' from: 203.0.113.7",
            {
                "event.action": "authn_login_fail",
                "event.outcome": "failure",
                "user.name": "ada",
                "source.ip": "203.0.113.7",
            },
        ),
        Sample(
            b"Nov 20 20:00:02 gw app: last message repeated 003 times",
            {"fields": {"repeated": 3}},
        ),
        Sample(
            b"Nov 20 20:00:01 db su: pam_unix(su:auth): authentication failure; logname= uid=0 euid=0 tty= ruser= "
            b"rhost=198.51.100.9  user=root",
            {
                "event.action": "authn_login_fail",
                "event.outcome": "failure",
                "user.name": "root",
                "source.ip": "198.51.100.9",
            },
        ),
        Sample(
            b"Nov 20 20:00:01 db CRON[5]: (root) CMD (run-parts /etc/cron.hourly)",
            {
                "event.action": "process_started",
                "user.name": "root",
                "fields": {"process": {"command_line": "run-parts /etc/cron.hourly"}},
            },
        ),
        Sample(
            b"Nov 20 20:00:01 mx postfix/smtpd[5]: warning: unknown[203.0.113.6]: SASL LOGIN authentication failed: x",
            {"event.action": "authn_login_fail", "source.ip": "203.0.113.6"},
        ),
        Sample(
            b"Nov 20 20:00:01 db app[5]: first\n\tsecond",
            {"message": "first\n\tsecond", "process.name": "app"},
        ),
    ),
)
