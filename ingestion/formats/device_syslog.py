"""Syslog of devices that say things in a form of their own (``device_lines``), and of Unix systems that put something before the program:
Solaris its message's number (``[ID 800047 auth.info]``), AIX facility and level (``auth|security:info sshd[7]:``) and whose line it passes on.
"""

import re

from ingestion.formats import syslog_line
from ingestion.formats.device_lines import told_by
from ingestion.formats.documents import Document, by_line, format_of
from ingestion.formats.format import Reason, Sample

TIME = r"[A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d"
SOLARIS = re.compile(r"(: )\[ID \d{1,9} [\w.]{3,32}\] ")
FORWARDED = re.compile(rf"^((?:<\d{{1,3}}>)?{TIME}) \S{{1,255}} Message forwarded from (\S{{1,255}}): ")
AIX = re.compile(
    rf"^((?:<\d{{1,3}}>)?{TIME} \S{{1,255}} )[a-z0-9|]{{2,24}}:(emerg|alert|crit|err|warning|notice|info|debug) "
)
TAG = re.compile(r"([\w-]{1,32})\[\d{1,10}\]: +")  # behind a level in the host's place
LEVELS = {"err": "error", "crit": "critical"}
BODY = (
    r"qulogd\[\d+\]: (?:conn|event) log: |ossec: Alert Level: \d|uvm\[\d+\]: +\{\"|smbd_audit(?:\[\d+\])?: [^\n|]{1,255}\||smbd\[\d+\]: +Auth: \["
    r"|Connection: (?:SYSTEM: ?)?User \[|System: (?:System User: )?Host \[|(?:WinFileService|FileStation|FTP|WebDAV|AFP|Cloud) Event: [\w ]{1,32}, Path: "
    r"|(?:system|firewall|dhcp|wireless|interface|ipsec|l2tp|pppoe?|pptp|ovpn|sstp|script|hotspot|caps|route|bgp|ospf|dns|web-proxy|radius|certificate)"
    r"(?:,[!a-z0-9-]{2,24}){1,5}:? [^\n]"
    r"|\[[\w.-]{1,128}:[\w.-]{1,64}:(?:emergency|alert|critical|error|warning|notice|info(?:rmational)?|debug)\]: [\w.]{3,128}: "
    r"|(?:[\w.-]{1,128}: ){0,2}[0-9a-f]{8}\.[0-9a-f]{8} [0-9a-f]{8} [A-Z][a-z]{2} [A-Z][a-z]{2} [^\[\n]{1,40}\[\w{1,32}:\w{1,16}:\d{1,10}\] \S{1,64} :: "
    r"|\S{1,64}: \[ID \d{1,9} \w+\.\w+\] |Message forwarded from \S{1,255}: |[a-z0-9|]{2,24}:(?:emerg|alert|crit|err|warning|notice|info|debug) \S"
)
LINE = re.compile(
    rf"(?:<\d{{1,3}}>)?(?:{TIME} (?:\S{{1,255}} )?|\d{{4}}-\d\d-\d\dT\S{{8,40}} \S{{1,255}} )?(?: ?)(?:{BODY})".encode()
)


def read(text: str) -> Document | Reason:
    said = syslog_line.read(SOLARIS.sub(r"\1", FORWARDED.sub(r"\1 \2 ", text, count=1), count=1))
    if aix := AIX.match(text):
        said = syslog_line.read(aix[1] + text[aix.end() :])
    if said is None:
        return Reason("not_syslog", "Not a syslog line: no RFC 3164 or RFC 5424 header at its beginning.")
    if aix:
        said["log.level"] = LEVELS.get(aix[2], aix[2])
    program, body = str(said["process.name"] or ""), str(said["message"]).strip()
    if not program and (tag := TAG.match(body)):
        program, body = tag[1], body[tag.end() :]
        said["process.name"] = program
    told = told_by(program, body)
    return said | {name: value for name, value in told.items() if value not in (None, "")}


FORMAT = format_of(
    "device_syslog",
    "Syslog of QNAP, Synology, MikroTik, ONTAP, Samba, OSSEC, Solaris and AIX",
    by_line(read),
    signature=LINE,
    samples=(
        Sample.of(b"<30>Nov 21 20:00:01 nas1 qulogd[7]: conn log: Users: ada, Source IP: 203.0.113.7, Computer name: ---, Connection type: SSH, "
                  b"Accessed resources: ---, Action: Login Fail", event_action="authn_login_fail", event_outcome="failure", user_name="ada",
                  source_ip="203.0.113.7", host_name="nas1", event_category="authentication"),
        Sample.of(b"<30>Nov 21 20:00:01 nas1 qulogd[7]: conn log: Users: ada, Source IP: 203.0.113.7, Computer name: pc7, Connection type: Samba, "
                  b"Accessed resources: docs/a.txt, Action: Delete", event_action="delete", event_category="file", user_name="ada"),
        Sample.of(b'<30>Nov 21 20:00:01 nas1 qulogd[7]: event log: Users: ada, Source IP: 203.0.113.7, Computer name: ---, Application: Users, '
                  b'Category: General, Content: [Users] Created user "bo".', event_action="user_created", event_category="iam", message='[Users] Created user "bo".'),
        Sample.of(b"<12>Nov 21 20:00:01 nas2 Connection: User [ada] from [203.0.113.7] failed to log in via [DSM] due to a wrong word.",
                  event_action="authn_login_fail", event_outcome="failure", user_name="ada", source_ip="203.0.113.7", host_name="nas2"),
        Sample.of(b"<14>Nov 21 20:00:01 nas2 WinFileService Event: write, Path: /docs/a.txt, File/Folder: File, Size: 1 KB, User: ada, IP: 203.0.113.7",
                  event_action="write", event_category="file", user_name="ada", source_ip="203.0.113.7"),
        Sample.of(b"<30>Nov 21 20:00:01 gw1 system,error,critical login failure for user ada from 203.0.113.7 via ssh", event_action="authn_login_fail",
                  event_outcome="failure", user_name="ada", source_ip="203.0.113.7", host_name="gw1"),
        Sample.of(b"<30>Nov 21 20:00:01 gw1 firewall,info drop-in input: in:ether1 out:(unknown 0), connection-state:new src-mac 00:00:5e:00:53:01, "
                  b"proto TCP (SYN), 203.0.113.7:51234->192.0.2.4:22, len 60", event_action="network_denied", event_category="network",
                  event_outcome="failure", source_ip="203.0.113.7", source_port=51234),
        Sample.of(b"<85>Nov 21 20:00:01 f1 [f1-01:mgwd:notice]: login.failure: A login of user 'ada' from 203.0.113.7 failed", event_action="authn_login_fail",
                  event_outcome="failure", user_name="ada", source_ip="203.0.113.7", host_name="f1-01", process_name="mgwd"),
        Sample.of(b"<14>Nov 21 20:00:02 f1-01: 00000001.00000a1b 00a1b2c3 Sat Nov 21 2026 20:00:01 +00:00 [kern_audit:info:77] 8003e8:8003e9 :: f1:ssh :: "
                  b"203.0.113.7:4242 :: f1:ada :: volume delete -volume till :: Success :: Error: no such volume", timestamp="2026-11-21T20:00:01.000000Z",
                  event_action="command_executed", event_outcome="failure", user_name="ada", source_ip="203.0.113.7", source_port=4242, host_name="f1-01"),
        Sample.of(b"<30>Nov 21 20:00:01 files1 smbd_audit[7]: EXAMPLE\\ada|192.0.2.7|pc7|docs|unlinkat|fail (No permission)|/srv/docs/a.txt",
                  event_action="unlinkat", event_category="file", event_outcome="failure", user_name="ada", source_ip="192.0.2.7"),
        Sample.of(b"<30>Nov 21 20:00:01 files1 smbd[7]: Auth: [SMB2,(null)] user [EXAMPLE]\\[ada] at [Sat, 21 Nov 2026 20:00:01 UTC] with [NTLMv2] status "
                  b"[NT_STATUS_OK] workstation [PC7] remote host [ipv4:192.0.2.7:51234] mapped to [EXAMPLE]\\[ada].", event_action="authn_login_success",
                  user_name="ada", source_ip="192.0.2.7", source_port=51234),
        Sample.of(b"<132>Nov 21 20:00:01 mgr ossec: Alert Level: 5; Rule: 5716 - A login failed.; Location: (web1) 192.0.2.4->/var/log/auth.log; "
                  b"srcip: 203.0.113.7; user: ada; Nov 21 20:00:00 web1 sshd[7]: Failed password for ada from 203.0.113.7 port 40022 ssh2",
                  event_action="authn_login_fail", host_name="web1", user_name="ada", source_ip="203.0.113.7"),
        Sample.of(b'<174>Nov 21 20:00:01 INFO  uvm[0]:  {"timeStamp":"2026-11-21 20:00:01.250","blocked":true,"sessionId":7,"ruleId":3,'
                  b'"class":"class com.untangle.app.firewall.FirewallEvent"}', timestamp="2026-11-21T20:00:01.250000Z", event_action="firewall",
                  event_category="network", event_outcome="failure"),
        Sample.of(b"<86>Nov 21 20:00:01 sol1 sshd[7]: [ID 800047 auth.info] Failed password for ada from 203.0.113.7 port 40022 ssh2",
                  event_action="authn_login_fail", user_name="ada", source_ip="203.0.113.7", host_name="sol1"),
        Sample.of(b"<38>Nov 21 20:00:01 aix1 auth|security:info sshd[7]: Accepted password for ada from 203.0.113.7 port 40022 ssh2",
                  event_action="authn_login_success", process_name="sshd", host_name="aix1", user_name="ada"),
        Sample.of(b"<38>Nov 21 20:00:01 aix1 Message forwarded from aix2: sshd[7]: Accepted password for ada from 203.0.113.7 port 40022 ssh2",
                  event_action="authn_login_success", process_name="sshd", host_name="aix2", user_name="ada"),
    ),
)  # fmt: skip
