"""Files that servers write by themselves, where they would say the same to syslog: OpenVPN, FreeRADIUS, strongSwan, unbound, Dovecot and ProFTPD.

Time, program and what is said are taken apart here; what it means is what it means behind a syslog header.
"""

import re

from ingestion.formats import syslog_line
from ingestion.formats.documents import Document, by_line, format_of
from ingestion.formats.format import Reason, Sample

ISO = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,6})?"
OLD = r"[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d"
LONG = rf"[A-Z][a-z]{{2}} {OLD} \d{{4}}"
WHO = r"(?:[^\s/]{1,255}/)?[0-9A-Fa-f.:]{2,45}:\d{1,5}"
SAID_OF_PEERS = r"TLS|VERIFY |\[|MULTI|peer info: |PLUGIN|PUSH: |SENT CONTROL|SIG[A-Z0-9]+\[|Control Channel: |(?:Outgoing|Incoming) |Connection reset|Re-using "
SERVICE = (
    r"(?:imap|pop3|submission|managesieve|lmtp|auth|auth-worker|master|anvil|config|log|ssl-params|lda|indexer|indexer-worker)"
    r"(?:-login)?(?:\([^)\n]{0,255}\))?(?:<[^>\n]{0,64}>){0,2}"
)
# By program: what stands before the message, which groups ``time`` and ``said`` are, and ``level`` and ``before`` where there are such.
SHAPES = {
    "openvpn": rf"(?P<time>{ISO}|{LONG}) (?:us=\d{{1,6}} )?(?P<said>(?:{WHO} (?:{SAID_OF_PEERS})|MULTI: |OpenVPN \d|Initialization Sequence Completed|TLS Error: |VERIFY (?:OK|ERROR): ).*)$",
    "radiusd": rf"(?P<time>{LONG}) : (?P<level>Auth|Info|Error|Warning|Debug|Proxy|Acct): (?P<said>.*)$",
    "charon": rf"(?P<time>{ISO}|{OLD}) (?P<said>\d\d\[(?:APP|ASN|CFG|CHD|DMN|ENC|ESP|IKE|IMC|IMV|JOB|KNL|LIB|MGR|NET|PTS|TLS|TNC)\] .*)$",
    "unbound": rf"(?:\[(?P<seconds>\d{{10}})\]|(?P<time>{OLD}|{ISO}\S{{0,6}})) unbound(?P<said>\[\d{{1,10}}:\d{{1,4}}\] (?P<level>fatal error|error|warning|notice|info|debug): .*)$",
    "dovecot": rf"(?P<time>{ISO}|{OLD}) (?P<before>{SERVICE}: )(?P<level>Debug|Info|Warning|Error|Fatal|Panic): (?P<said>.*)$",
    "proftpd": rf"(?P<time>{ISO}) (?P<host>\S{{1,255}}) proftpd\[(?P<pid>\d{{1,10}})\] (?P<before>\S{{1,255}}(?: \([^()\s]{{1,255}}\[[0-9A-Fa-f.:]{{2,45}}\]\))?)(?:: | )(?P<said>.*)$",
}
LINES = {program: re.compile(shape, re.DOTALL) for program, shape in SHAPES.items()}
SIGNATURE = re.compile(
    "|".join(
        re.sub(r"\?P<\w+>", "?:", shape).removesuffix(".*)$") + ")" for shape in SHAPES.values()
    ).encode()
)
# FreeRADIUS' kinds of lines that are no levels.
NO_LEVELS = {"Auth": "info", "Proxy": "info", "Acct": "info"}
LOOKED_AT = 100  # of the first lines


def read(text: str) -> Document | Reason:
    for program, line in LINES.items():
        if found := line.match(text):
            return _told(program, found.groupdict())
    return Reason(
        "not_server_file", "Not a line of OpenVPN, FreeRADIUS, strongSwan, unbound, Dovecot or ProFTPD."
    )


def _told(program: str, parts: dict[str, str | None]) -> Document:
    said, level = parts["said"] or "", parts.get("level") or ""
    before, pid = parts.get("before") or "", parts.get("pid")
    if program == "proftpd":
        before += " - "
    return {
        **syslog_line.told(program, (before + said)[: syslog_line.MOST]),
        "@timestamp": parts["time"] or parts.get("seconds"),
        "host.name": parts.get("host"),
        "process.name": program,
        "process.pid": int(pid) if pid else None,
        "log.level": NO_LEVELS.get(level, level.lower().removeprefix("fatal ")),
        "message": before + said,
    }


def recognise(head: bytes) -> bool:
    """Dovecot's and strongSwan's lines are like other programs', which are known by their beginning."""
    lines = [line for line in head.split(b"\n", LOOKED_AT)[:LOOKED_AT] if line.strip()]
    return sum(bool(SIGNATURE.match(line)) for line in lines) * 2 > len(lines)


FORMAT = format_of(
    "server_files",
    "OpenVPN, FreeRADIUS, strongSwan, unbound, Dovecot and ProFTPD in files of their own",
    by_line(read),
    signature=SIGNATURE,
    recognise=recognise,
    samples=(
        Sample.of(b"2026-11-21 20:00:01 203.0.113.7:4242 TLS Auth Error: Auth Username/Password verification failed for peer",
                  timestamp="2026-11-21T20:00:01.000000Z", event_action="authn_login_fail", event_outcome="failure", source_ip="203.0.113.7",
                  source_port=4242, process_name="openvpn"),
        Sample.of(b"Sat Nov 21 20:00:01 2026 us=125 203.0.113.7:4242 [ada] Peer Connection Initiated with [AF_INET]203.0.113.7:4242",
                  timestamp="2026-11-21T20:00:01.000000Z", event_action="session_created", user_name="ada", source_ip="203.0.113.7"),
        Sample.of(b"Sat Nov 21 20:00:01 2026 : Auth: (7) Login incorrect (mschap: no): [bo] (from client nas1 port 7 cli 02-00-5E-00-53-0B)",
                  timestamp="2026-11-21T20:00:01.000000Z", event_action="authn_login_fail", event_outcome="failure", user_name="bo",
                  log_level="info"),
        Sample.of(b"Sat Nov 21 20:00:01 2026 : Auth: (7) Login incorrect: [Login OK: [ada]] (from client nas1 port 7 cli x)",
                  event_action="authn_login_fail", user_name=""),
        Sample.of(b"2026-11-21 20:00:01 05[IKE] <shop|3> IKE_SA shop[3] established between 192.0.2.1[gw.example]...203.0.113.7[ada@example.com]",
                  event_action="session_created", user_name="ada@example.com", source_ip="203.0.113.7", process_name="charon"),
        Sample.of(b"[1795291201] unbound[7:0] info: 192.0.2.9 shop.example. AAAA IN", timestamp="2026-11-21T20:00:01.000000Z",
                  event_action="dns_query", source_ip="192.0.2.9", log_level="info"),
        Sample.of(b"Nov 21 20:00:01 unbound[7:0] info: 192.0.2.9 shop.example. A IN", event_action="dns_query", source_ip="192.0.2.9", host_name=""),
        Sample.of(b"2026-11-21 20:00:01 imap-login: Info: Login: user=<ada>, method=PLAIN, rip=203.0.113.7, lip=192.0.2.1, TLS",
                  timestamp="2026-11-21T20:00:01.000000Z", event_action="authn_login_success", user_name="ada", source_ip="203.0.113.7"),
        Sample.of(b"Nov 21 20:00:01 imap-login: Info: Aborted login (auth failed, 1 attempts in 2 secs): user=<bo>, method=PLAIN, rip=203.0.113.7, lip=192.0.2.1",
                  event_action="authn_login_fail", user_name="bo", source_ip="203.0.113.7", host_name=""),
        Sample.of(b"2026-11-21 20:00:01,250 ftp1 proftpd[7] ftp.example.com (203.0.113.7[203.0.113.7]): USER bo (Login failed): Incorrect password.",
                  timestamp="2026-11-21T20:00:01.250000Z", event_action="authn_login_fail", event_outcome="failure", user_name="bo",
                  source_ip="203.0.113.7", host_name="ftp1", process_pid=7),
    ),
)  # fmt: skip
