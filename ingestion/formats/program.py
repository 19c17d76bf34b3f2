"""Logs of programs as text: Log4j, logback, Python, PostgreSQL and others that begin each record with date and level.

Python's default has no date. Lines that begin otherwise (stack traces, statements) belong to the record before them. A batch may end inside a record;
its rest is then a record without a time, counted by arrival.
"""

import re
from collections.abc import Iterator, Sequence
from functools import partial

from ingestion.formats import keycloak, program_kinds, zookeeper
from ingestion.formats.blocks import blocks
from ingestion.formats.documents import Document, careful, format_of, record, text_of
from ingestion.formats.format import Sample
from ingestion.formats.record import Record
from ingestion.normalise import database, short_years
from ingestion.normalise.clock import Arrival

TIME = (
    r"\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?(?:Z|UTC|GMT|[A-Z]{3,4}(?= \[)|[+-]\d\d:?\d\d))?|\d{6} \d{6}"
    r"|\d{2}[ -][A-Z][a-z]{2}[ -]\d{4} \d\d:\d\d:\d\d(?:[.,]\d{1,9})?"  # Tomcat's, and Log4j's DATE
    r"|\d\d/\d\d/\d\d \d\d:\d\d:\d\d(?:[.,]\d{3})?(?= +[A-Z]{4,5} )"  # Spark's and Hadoop's, and Americans'
    r"|\d\d:\d\d:\d\d[.,]\d{3}(?= \[| +[A-Z]{4,7} )"  # logback's default says no day
)
LEVEL = r"EMERGENCY|EMERG|TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|ERR|SEVERE|CRITICAL|CRIT|FATAL|PANIC|ALERT|LOG|STATEMENT|DETAIL|HINT"
# Python's default says no time at all.
UNTIMED = r"(DEBUG|INFO|WARNING|ERROR|CRITICAL):(?:([\w.]{1,80}):| {4,})(.*)$"
START = re.compile(rb"\[?(?:" + TIME.encode() + rb")|" + UNTIMED.encode()[:-5])
DATED = re.compile(rf"\[?({TIME})")
WITHOUT_TIME = re.compile(UNTIMED, re.DOTALL)
FIRST = re.compile(
    rf"\[?({TIME})\]?[ ,:-]*+(.{{0,80}}?)(?<![\w])({LEVEL}|{LEVEL.title()}|{LEVEL.lower()}|(?:LOCATION|CONTEXT|QUERY)(?=:  ))(?![\w=])\s*[\]:,-]*\s*(.*)$",
    re.DOTALL,
)
# Not what a container's runtime or syslog put a time before, nor Apache's error log, nor Envoy's requests.
APACHE = rb"(?!\[\S+ \S+(?: [+-]\d{4})?\] \[[\w-]*:[a-z\d]+\] \[pid |\[\S+Z\] \"[A-Z-]+ \S+ \S+\" \d)"
OF_OTHERS = (
    rb"(?!\S* {1,2}(?:std(?:out|err) [FP]|\S{1,255} [^\s\[:]{1,128}\[\d{1,10}\]: |\S{1,255} kernel: \[))"
)
# Nor syslog's without a number: a whole time, a host, and a program's tag, neither of which is a level's name.
HOST = rb"(?-i:[a-z\d]|(?=[A-Z]\S{0,253}[\d.-])[A-Z])[\w.:-]{0,254}"
OF_SYSLOG = (
    rb"(?!\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d) (?!(?:%b) )%b (?!(?:%b): )[a-z_][\w./@-]{0,127}: )"
    % (LEVEL.encode(), HOST, LEVEL.encode())
)
BEFORE_SMALL, BEHIND_SMALL = frozenset(" \t[<({|/:=,-"), frozenset(("", *" \t])>}|/:,-"))
SENTENCE = re.compile(r"\S\s+[A-Za-z']+ $")  # a word in front of the level that is not the only one
# Only levels may be written in small letters: a record begins where ``START`` says so too.
BEGINS = re.compile(
    APACHE
    + OF_SYSLOG
    + rb"(?-i:\[?(?:"
    + TIME.encode()
    + rb"))"
    + OF_OTHERS
    + rb"[^\n]{0,80}?\b(?:"
    + LEVEL.encode()
    + rb")\b|(?-i:"
    + UNTIMED.encode()[:-5]
    + rb")",
    re.IGNORECASE,
)
PID = re.compile(r"\[(\d{1,7})(?:-(\d{1,18}))?\]")  # PostgreSQL may number the lines of each session
THREAD = re.compile(r"\[([^\]\d][^\]]*)\]")
LOGGER = re.compile(r"(?:\[([^\]]{1,120})\] )?(?:- )?([A-Za-z_$][\w$]*(?:[.:][\w$]+)+)(?: -|:|\]) ")
# Servicing logs of Windows: a component stands in a column behind the level.
COMPONENT = re.compile(r"([A-Z]{2,8}) {2,}(.*)$", re.DOTALL)
MAY_BE_LOGIN = re.compile(r"password is incorrect|invalid authentication from|security - cmd=Auth; ")
TAG = re.compile(r"([\w./()-]{1,64})\[(\d{1,10})\]: (.*)$", re.DOTALL)
PIPED = re.compile(r"\| (.*) \| ([A-Za-z_][\w.$]{1,200}) \| ([^|]{1,200})$", re.DOTALL)  # ActiveMQ's
WORKER = re.compile(r"/([\w-]{1,80})\] ")  # Celery: level/process
SPRING = re.compile(r"(\d{1,7}) --- (?:\[[^\]]*\] )?\[ *([^\]]*?)\] ([\w.$\[\]/]+) *: (.*)$", re.DOTALL)
# JBoss', WildFly's, Quarkus' and Keycloak's: “[logger] (thread) message”.
JBOSS = re.compile(r"\[([A-Za-z_][\w.$-]{1,120})\] \(([^()\n]{1,120})\) (.*)$", re.DOTALL)
LOGURU = re.compile(r"\| ([\w.<>]{1,120}:[\w.<>]{1,120}:\d{1,7}) - (.*)$", re.DOTALL)
# PostgreSQL's line prefixes in use: user@database, address(port), user=…,db=…,client=….
ACCOUNT = re.compile(r"(?:^|[\s:])([\w.$-]{1,63})@([\w.$-]{1,63})(?=[\s:]|$)|\buser=([\w.$-]*),db=([\w.$-]*)")
PEER = re.compile(r"(?:^|[\s:])([0-9a-fA-F.:]{3,45})\((\d{1,5})\)|\bclient=([0-9a-fA-F.:]{3,45})(?=[\s,]|$)")
NO_DAY = re.compile(r"\d\d:")
SHORT_YEARS = re.compile(rb"^\[?(\d\d)/(\d\d)/(\d\d) \d\d:\d\d:\d\d", re.MULTILINE)
SHORT_YEAR = re.compile(r"(\d\d)/(\d\d)/(\d\d) (.*)$")
# Elasticsearch's and Logstash's: the component stands in brackets right behind the level's.
BRACKETED = re.compile(r"\[([A-Za-z_$][\w.$*-]{0,120}) *\] ?(.*)$", re.DOTALL)
BEHIND_LEVEL = re.compile(rf"\[(?:{LEVEL}) *\]\[")
ZOOKEEPER = re.compile(r"@\d{1,7}\] - |AuditLogger: ")
TOMCAT_TIME = re.compile(r"\d\d-[A-Z][a-z]{2}-")
BRACKETED_TIME = re.compile(r"\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}\] [A-Z]")
CLASS = re.compile(r"\(([a-z]\w*(?:\.[\w$]+)+)\)$")  # Kafka's, at the end


def read(text: str, order: str = short_years.FIRST) -> Document:
    head, _, trace = text.partition("\n")
    head = head.rstrip("\r")
    found = FIRST.match(head)
    if not found or not _is_level(found):
        document = _untimed(head) or _dated(head)
    else:
        time, before, level, said = found.groups()
        state = ""
        if of_postgresql := f"{level}:  " in head:
            state, said = program_kinds.sql_state(said)
        document = {
            **(_prefixed(before, level, said, state) if of_postgresql else database.meaning(said)),
            **_moment(time, order),
            "log.level": level,
            **((BEHIND_LEVEL.search(head) and _component(said)) or _said(before, said)),
            **((BRACKETED_TIME.match(head) and program_kinds.kafka(said, trace)) or {}),
            **((TOMCAT_TIME.match(time) and program_kinds.tomcat(said)) or {}),
            **((said[:1] == "[" and program_kinds.with_line(said)) or {}),
            **((said[:1] == "<" and program_kinds.of_rabbitmq(said)) or {}),
            **((ZOOKEEPER.search(said[:400]) and zookeeper.facts(before, said)) or {}),
            **((before.startswith("fail2ban.") and program_kinds.fail2ban(said)) or {}),
            **(("kafka." in said[:200] and program_kinds.kafka_security(said)) or {}),
            **program_kinds.authorised(said),
            **((MAY_BE_LOGIN.search(said[:1024]) and program_kinds.login(said)) or {}),
        }
    if trace:
        document |= {"error.stack_trace": trace, "message": f"{document['message']}\n{trace}"}
        if statement := document.get("postgresql.log.query"):
            document |= {"postgresql.log.query": f"{statement}\n{trace}", "error.stack_trace": ""}
    return document


def _is_level(found: re.Match[str]) -> bool:
    """In small letters it may as well be a word of the message: then it has to stand apart, and behind no sentence."""
    level, (start, end) = found[3], found.span(3)
    if level.isupper():
        return True
    return (
        found.string[start - 1] in BEFORE_SMALL
        and found.string[end : end + 1] in BEHIND_SMALL
        and not SENTENCE.search(found[2])
    )


def _moment(time: str, order: str) -> Document:
    """A year of two digits stands where the batch says (``short_years``), or elsewhere where it cannot be."""
    found = SHORT_YEAR.match(time)
    if not found:
        return {"@timestamp": "" if NO_DAY.match(time) else time}
    first, second, third, clock = found.groups()
    orders = (order, *short_years.ORDERS)
    day = next((day for one in orders if (day := short_years.read((first, second, third), one))), None)
    return {"@timestamp": f"{day}T{clock}" if day else time, "@written": time}


def _component(said: str) -> Document | None:
    found = BRACKETED.match(said)
    if not found:
        return None
    component, message = found.groups()
    if program_kinds.OF_ELASTIC.match(component):
        return program_kinds.elastic(component, message)
    if "logstash." in component:
        return program_kinds.logstash(component, message)
    return {"log.logger": component, "message": message}


def _dated(head: str) -> Document:
    dated = DATED.match(head)
    return {"@timestamp": dated[1] if dated and not NO_DAY.match(dated[1]) else "", "message": head}


def _untimed(head: str) -> Document | None:
    found = WITHOUT_TIME.match(head)
    if not found:
        return None
    return {"log.level": found[1], "log.logger": found[2], "message": found[3]}


def _prefixed(before: str, level: str, said: str, state: str) -> Document:
    """What stands between time and level, where PostgreSQL is told to say who asks."""
    account, peer, pid = ACCOUNT.search(before), PEER.search(before), PID.search(before)
    return {
        "event.category": "database" if pid else "",
        "postgresql.log.session_line_number": int(pid[2]) if pid and pid[2] else None,
        "user.name": (account[1] or account[3]) if account else "",
        "postgresql.log.database": (account[2] or account[4]) if account else "",
        "source.ip": (peer[1] or peer[3]) if peer else "",
        "source.port": int(peer[2]) if peer and peer[2] else None,
        **program_kinds.postgresql(level, said, state),
        **database.postgresql(level, said),
    }


def _said(before: str, said: str) -> Document:
    """Behind the level: who says it, and the message."""
    if spring := SPRING.match(said):
        pid, thread, logger, message = spring.groups()
        return {
            "process.pid": int(pid),
            "process.thread.name": thread,
            "log.logger": logger,
            "message": message,
        }
    if jboss := JBOSS.match(said):
        logger, thread, message = jboss.groups()
        of_keycloak = keycloak.facts(message) if logger == "org.keycloak.events" else {}
        return {"log.logger": logger, "process.thread.name": thread, "message": message, **of_keycloak}
    if loguru := LOGURU.match(said):
        return {"log.logger": loguru[1], "message": loguru[2]}
    if piped := PIPED.match(said):
        return {"message": piped[1], "log.logger": piped[2], "process.thread.name": piped[3]}
    if worker := WORKER.match(said):
        return {"process.thread.name": worker[1], "message": said[worker.end() :]}
    pid, thread, logger = PID.search(before), THREAD.search(before), LOGGER.match(said)
    behind = None if logger else CLASS.search(said)
    component, tag = COMPONENT.match(said), TAG.match(said)
    return {
        "process.pid": int(pid[1]) if pid else int(tag[2]) if tag else None,
        "process.thread.name": (thread or (logger if logger and logger[1] else None) or ("", ""))[1],
        "log.logger": logger[2] if logger else behind[1] if behind else component[1] if component else "",
        "process.name": tag[1] if tag else "",
        "message": said,
    }


def prepare(body: bytes, arrival: Arrival) -> Sequence[Record]:
    order = short_years.order_of(_short(body), arrival)
    return [
        record(place, raw, careful(partial(read, order=order), text_of(raw)), arrival)
        for place, raw in blocks(body, START)
    ]


def _short(body: bytes) -> Iterator[short_years.Digits]:
    for found in SHORT_YEARS.finditer(body):
        first, second, third = (part.decode("ascii") for part in found.groups())
        yield first, second, third


def recognise(head: bytes) -> bool:
    """Most lines that begin with a date have a level; the first line does begin so."""
    lines = [line for line in head.split(b"\n")[:200] if line.strip()]
    dated = [line for line in lines if START.match(line)]
    levelled = sum(bool(BEGINS.match(line)) for line in dated)
    return bool(
        lines and START.match(lines[0]) and levelled * 2 > len(dated) and len(dated) * 20 > len(lines)
    )


FORMAT = format_of(
    "program",
    "Program log (Log4j, logback, Python, PostgreSQL)",
    prepare,
    signature=BEGINS,
    recognise=recognise,
    has_short_lines=True,
    samples=(
        Sample(
            b"2026-11-21 20:00:01,250 fail2ban.actions        [7]: NOTICE  [sshd] Restore Ban 203.0.113.7",
            {
                "event.action": "address_banned",
                "event.category": "intrusion_detection",
                "event.outcome": "success",
                "source.ip": "203.0.113.7",
                "process.pid": 7,
                "message": "[sshd] Restore Ban 203.0.113.7",
            },
        ),
        Sample(
            b"[2026-11-21 20:00:01,250] INFO Principal = User:ada is Denied operation = Write from host = 192.0.2.7 on resource = Topic:LITERAL:till for request = Produce (kafka.authorizer.logger)",
            {
                "event.action": "authz_fail",
                "event.outcome": "failure",
                "user.name": "ada",
                "source.ip": "192.0.2.7",
            },
        ),
        Sample(
            b"[2026-11-21 20:00:01,250] INFO Principal = User:a is Denied operation = Read from host = 9.9.9.9 on resource = x is Denied operation = Write "
            b"from host = 192.0.2.7 on resource = Topic:LITERAL:till for request = Produce (kafka.authorizer.logger)",
            {"event.action": "authz_fail", "user.name": "", "source.ip": ""},
        ),
        Sample(
            b"2026-11-21 20:00:01 INFO [data-plane-kafka-7] logger:305 - Principal = User:a is Allowed operation = READ from host = 9.9.9.9 on x is Denied operation = WRITE from host = 192.0.2.7 on till",
            {"event.action": "", "user.name": "", "source.ip": ""},
        ),
        Sample(
            b"[2026-11-21 20:00:01.250][vaultwarden::api::identity][ERROR] Username or password is incorrect. Try again. IP: 192.0.2.7. Username: ada@till.example.",
            {
                "event.action": "authn_login_fail",
                "event.outcome": "failure",
                "user.name": "ada@till.example",
                "source.ip": "192.0.2.7",
            },
        ),
        Sample(
            b"2026-11-21 20:00:01.250 WARNING (MainThread) [homeassistant.components.http.ban] Login attempt or request with invalid authentication from gate (192.0.2.7). Requested URL: '/auth/x'. (till)",
            {"event.action": "authn_login_fail", "event.outcome": "failure", "source.ip": "192.0.2.7"},
        ),
        Sample(
            b"2026-11-21 20:00:01,250 WARN  [qtp-7:https://mail/service/soap/AuthRequest] [name=ada@till.example;oip=192.0.2.7;ua=x;] security - cmd=Auth; account=ada@till.example; protocol=soap; error=authentication failed for [ada], invalid password;",
            {
                "event.action": "authn_login_fail",
                "event.outcome": "failure",
                "user.name": "ada@till.example",
                "source.ip": "192.0.2.7",
            },
        ),
        Sample(
            b"2026-11-21 20:00:01,250 INFO  [qtp-7:https://mail/service/soap/AuthRequest] [name=ada@till.example;oip=192.0.2.7;ua=x;] security - cmd=Auth; account=root; protocol=soap; error=;] security - cmd=Auth; account=ada@till.example; protocol=soap;",
            {"event.action": "authn_login_success", "user.name": "", "source.ip": ""},
        ),
        Sample(
            b"2026-11-21 20:00:01,250 WARN  [qtp-7:https://mail/service/soap/AuthRequest] [name=x;oip=9.9.9.9;oip=192.0.2.7;ua=x;] security - cmd=Auth; account=ada@till.example; protocol=soap; error=authentication failed for [ada], invalid password;",
            {"event.action": "authn_login_fail", "user.name": "", "source.ip": ""},
        ),
        Sample(
            b"2026-11-21 20:00:01,250 INFO  [qtp-7:https://mail/service/soap/AuthRequest] [name=ada@till.example;oip=192.0.2.7;ua=x;] security - cmd=Auth; account=ada@till.example; protocol=soap;",
            {
                "event.action": "authn_login_success",
                "event.outcome": "success",
                "user.name": "ada@till.example",
            },
        ),
        Sample(
            b"2026-11-21 20:00:01.250 UTC [5404-3] ada@till LOG:  statement: select 1\n\tfrom till",
            {
                "message": "statement: select 1\n\tfrom till",
                "fields": {
                    "postgresql": {
                        "log": {
                            "database": "till",
                            "query": "select 1\n\tfrom till",
                            "query_step": "statement",
                            "session_line_number": 3,
                        }
                    }
                },
            },
        ),
        Sample(
            b"2026-11-21 20:00:01.250 UTC [5404-2] ada@till FATAL:  the shop is starting up",
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "event.category": "database",
                "process.pid": 5404,
                "user.name": "ada",
                "fields": {"postgresql": {"log": {"database": "till", "session_line_number": 2}}},
            },
        ),
        Sample(
            b"2026-11-21 20:00:01,250 [myid:7] - INFO  [QuorumPeer[myid=7](plain=/192.0.2.1:2181):Till@1055] - LOOKING",
            {
                "message": "LOOKING",
                "fields": {
                    "log": {"logger": "Till", "origin": {"file": {"line": 1055}}},
                    "process": {"thread": {"name": "QuorumPeer[myid=7](plain=/192.0.2.1:2181)"}},
                    "service": {"node": {"name": "7"}},
                },
            },
        ),
        Sample(
            b"2026-11-21 20:00:01,250 INFO audit.Slf4jAuditLogger: session=0x7\tuser=192.0.2.7,ada@EXAMPLE\tip=192.0.2.7\t"
            b"operation=setAcl\tznode=/till\tacl=world:anyone:r\tresult=failure",
            {
                "event.action": "setAcl",
                "event.outcome": "failure",
                "user.name": "ada@EXAMPLE",
                "source.ip": "192.0.2.7",
                "fields": {
                    "client": {"ip": "192.0.2.7", "address": "192.0.2.7"},
                    "log": {"logger": "audit.Slf4jAuditLogger"},
                    "user": {"id": "192.0.2.7,ada@EXAMPLE"},
                    "zookeeper": {
                        "audit": {
                            "user": ["192.0.2.7", "ada@EXAMPLE"],
                            "session": "0x7",
                            "znode": "/till",
                            "acl": "world:anyone:r",
                            "result": "failure",
                        }
                    },
                },
            },
        ),
        Sample(
            b"[2026-11-21T20:00:01,250][WARN ][o.e.m.j.JvmGcMonitorService] [n1] [gc][77] overhead, spent [402ms] collecting in the last [1.2s]",
            {
                "message": "[gc][77] overhead, spent [402ms] collecting in the last [1.2s]",
                "fields": {
                    "log": {"logger": "o.e.m.j.JvmGcMonitorService"},
                    "elasticsearch": {
                        "component": "o.e.m.j.JvmGcMonitorService",
                        "node": {"name": "n1"},
                        "server": {
                            "gc": {
                                "overhead_seq": "77",
                                "collection_duration": {"ms": 402},
                                "observation_duration": {"ms": 1200},
                            }
                        },
                    },
                },
            },
        ),
        Sample(
            b"2026-11-21 20:00:04 till-2 backup: no error found on disk 3",
            {
                "log.level": "",
                "severity": 255,
                "message": "2026-11-21 20:00:04 till-2 backup: no error found on disk 3",
            },
        ),
        Sample(
            b"2026-11-21 20:00:05 web: comment <script>alert(1)</script> was refused",
            {
                "log.level": "",
                "message": "2026-11-21 20:00:05 web: comment <script>alert(1)</script> was refused",
            },
        ),
        Sample(
            b"2026-11-21 20:00:02 WARN  [org.keycloak.events] (t) type=LOGIN_ERROR, ipAddress=192.0.2.4, error=user_not_found, "
            b"username=x, type=LOGIN, ipAddress=203.0.113.9",
            {"event.action": "authn_login_fail", "event.outcome": "failure", "source.ip": "192.0.2.4"},
        ),
        Sample(
            b"2026-11-21 20:00:01,250 WARN  [org.keycloak.events] (executor-thread-7) type=LOGIN_ERROR, realmId=shop, clientId=till, userId=null, "
            b"ipAddress=192.0.2.4, error=invalid_user_credentials, redirect_uri=https://shop.example/, username=ada",
            {
                "event.action": "authn_login_fail",
                "event.category": "authentication",
                "event.outcome": "failure",
                "user.name": "ada",
                "source.ip": "192.0.2.4",
                "log.level": "WARN",
            },
        ),
        Sample(
            b"2026-11-21 20:00:01,250 ERROR [worker-3] shop.orders.Till: order lost\r\n"
            b"java.lang.IllegalStateException: no\r\n\tat shop.Till.pay(Till.java:7)\r\nCaused by: x\r\n",
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "event.created": "2026-11-21 20:00:01,250",
                "log.level": "ERROR",
                "severity": 3,
            },
            raw=b"2026-11-21 20:00:01,250 ERROR [worker-3] shop.orders.Till: order lost\r\n"
            b"java.lang.IllegalStateException: no\r\n\tat shop.Till.pay(Till.java:7)\r\nCaused by: x",
        ),
        Sample(
            b"21-Nov-2026 20:00:01.250 SEVERE [main] org.apache.catalina.core.Till.load Not loaded\n\tjava.lang.Till: no",
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "event.category": "web",
                "log.level": "SEVERE",
                "message": "org.apache.catalina.core.Till.load Not loaded\n\tjava.lang.Till: no",
                "fields": {
                    "log": {"logger": "org.apache.catalina.core.Till.load"},
                    "process": {"thread": {"name": "main"}},
                    "apache_tomcat": {"catalina": {"subsystem": "main"}},
                    "error": {"stack_trace": "\tjava.lang.Till: no"},
                },
            },
        ),
        Sample(
            b"2026-11-21 20:00:01 INFO [data-plane-kafka-7] logger:305 - Principal = User:ada is Denied operation = WRITE from host = 192.0.2.7 on till",
            {
                "event.action": "authz_fail",
                "event.outcome": "failure",
                "user.name": "ada",
                "source.ip": "192.0.2.7",
                "fields": {
                    "log": {"logger": "logger", "origin": {"file": {"line": 305}}},
                    "process": {"thread": {"name": "data-plane-kafka-7"}},
                    "kafka": {
                        "log": {
                            "class": "logger",
                            "component": "unknown",
                            "line": 305,
                            "thread": "data-plane-kafka-7",
                            "operation": "WRITE",
                        }
                    },
                },
            },
        ),
        Sample(
            b"2026-11-21 20:00:01 INFO [worker] Till:7 - [1] of 9 sold",
            {
                "message": "[1] of 9 sold",
                "fields": {
                    "log": {"logger": "Till", "origin": {"file": {"line": 7}}},
                    "process": {"thread": {"name": "worker"}},
                },
            },
        ),
        Sample(
            b"2026-11-21 20:00:01.250001+00:00 [error] <0.731.0> PLAIN login refused: user 'ada' - invalid credentials",
            {
                "event.action": "authn_login_fail",
                "event.outcome": "failure",
                "user.name": "ada",
                "service.name": "rabbitmq",
                "message": "PLAIN login refused: user 'ada' - invalid credentials",
                "fields": {"rabbitmq": {"log": {"pid": "<0.731.0>"}}},
            },
        ),
        Sample(
            b"2026-11-21 20:00:01,250 INFO org.apache.kafka.common.security.Till: [data-plane-7]: Successfully authenticated client: "
            b"authenticationID=till@shop; authorizationID=till@shop.",
            {
                "event.action": "authn_login_success",
                "event.outcome": "success",
                "user.name": "till@shop",
            },
        ),
        Sample(
            b'[2026-11-21T20:00:01,250][WARN ][slowlog.logstash.filters.till] event processing time {:plugin_params=>{"a"=>{"b"=>1}}, '
            b':took_in_nanos=>7000001, :took_in_millis=>7, :event=>"{}"}',
            {
                "event.action": "slow_query",
                "fields": {
                    "event": {"duration": 7000001},
                    "log": {"logger": "slowlog.logstash.filters.till"},
                    "logstash": {
                        "slowlog": {
                            "module": "slowlog.logstash.filters.till",
                            "plugin_type": "filters",
                            "plugin_name": "till",
                            "plugin_params": '{"a"=>{"b"=>1}}',
                            "took_in_millis": 7,
                            "event": '"{}"',
                        }
                    },
                },
            },
        ),
        Sample(
            b'2026-11-21 21:00:01.250 CET [77] FATAL:  password authentication failed for user "ada"',
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "process.pid": 77,
                "event.action": "authn_login_fail",
                "event.outcome": "failure",
                "user.name": "ada",
                "severity": 2,
                "message": 'password authentication failed for user "ada"',
            },
        ),
        Sample(
            b"261121 200001 148 INFO dfs.Node$Responder: done",
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "severity": 6,
                "message": "dfs.Node$Responder: done",
                "fields": {"log": {"logger": "dfs.Node$Responder"}},
            },
        ),
        Sample(
            b"26/11/21 20:00:01 WARN shop.Till: slow\n[2026-11-21T20:00:02,250][WARN ][o.e.n.Node         ] [n1] slow",
            {
                "timestamp": "2026-11-21T20:00:02.250000Z",
                "severity": 4,
                "message": "slow",
                "fields": {
                    "log": {"logger": "o.e.n.Node"},
                    "elasticsearch": {"component": "o.e.n.Node", "node": {"name": "n1"}},
                },
            },
            raw=b"[2026-11-21T20:00:02,250][WARN ][o.e.n.Node         ] [n1] slow",
        ),
        Sample(
            b"2026-11-21 20:00:01.250 UTC [77] ERROR:  42501: permission denied for table users",
            {
                "event.action": "authz_fail",
                "message": "permission denied for table users",
                "fields": {"event": {"code": "42501"}, "postgresql": {"log": {"sql_state_code": "42501"}}},
            },
        ),
        Sample(
            b"2026-11-21 20:00:01.250 UTC [77] LOG:  duration: 3.857 ms  execute S_1: select 1",
            {
                "event.category": "database",
                "log.level": "LOG",
                "severity": 6,
                "fields": {
                    "event": {"duration": 3857000},
                    "postgresql": {
                        "log": {"query": "select 1", "query_step": "execute", "query_name": "S_1"}
                    },
                },
            },
        ),
        Sample(
            b"[2026-11-21 20:00:01,250] ERROR [Controller 0]: lost (kafka.server.Dir)\njava.io.IOException: bad\n\tat kafka.X.y(X:1)",
            {
                "log.level": "ERROR",
                "message": "lost\njava.io.IOException: bad\n\tat kafka.X.y(X:1)",
                "fields": {
                    "log": {"logger": "kafka.server.Dir"},
                    "kafka": {
                        "log": {
                            "class": "kafka.server.Dir",
                            "component": "Controller 0",
                            "trace": {"class": "java.io.IOException", "message": "bad"},
                        }
                    },
                    "error": {"stack_trace": "java.io.IOException: bad\n\tat kafka.X.y(X:1)"},
                },
            },
        ),
        Sample(
            b'[2026-11-21T20:00:01,250][WARN ][i.s.s.query              ] [n1] [shop-1][0] took[4.5ms], took_millis[4], total_hits[9], source[{"a":[1]}], ',
            {
                "event.action": "slow_query",
                "fields": {
                    "log": {"logger": "i.s.s.query"},
                    "event": {"duration": 4000000},
                    "elasticsearch": {
                        "component": "i.s.s.query",
                        "node": {"name": "n1"},
                        "index": {"name": "shop-1"},
                        "shard": {"id": "0"},
                        "slowlog": {"took": "4.5ms", "total_hits": "9", "source_query": '{"a":[1]}'},
                    },
                },
            },
        ),
        Sample(
            b"[2026-11-21T20:00:01,250][INFO ][logstash.agent           ][main] Pipelines running",
            {
                "message": "Pipelines running",
                "fields": {
                    "log": {"logger": "logstash.agent"},
                    "logstash": {"log": {"module": "logstash.agent", "pipeline_id": "main"}},
                },
            },
        ),
        Sample(
            b"11/04/26 20:00:01 INFO till: old\n11/05/26 20:00:01 INFO till: new",
            {
                "timestamp": "2026-11-05T20:00:01.000000Z",
                "event.created": "11/05/26 20:00:01",
                "time_quality": "inferred",
            },
            raw=b"11/05/26 20:00:01 INFO till: new",
        ),
        Sample(
            b"21-Nov-2026 20:00:01.250 SEVERE [main] org.example.Start.run lost\n\tjava.lang.Error",
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "severity": 3,
                "message": "org.example.Start.run lost\n\tjava.lang.Error",
            },
        ),
        Sample(
            b"2026-11-21T20:00:01.250+01:00  WARN 42 --- [shop] [nio-1] c.a.Till : slow",
            {
                "timestamp": "2026-11-21T19:00:01.250000Z",
                "process.pid": 42,
                "severity": 4,
                "message": "slow",
                "fields": {"log": {"logger": "c.a.Till"}, "process": {"thread": {"name": "nio-1"}}},
            },
        ),
        Sample(
            b"2026-11-21 20:00:01 UTC:192.0.2.9(5432):ada@shop:[77]:LOG:  statement: drop user eve",
            {
                "event.action": "user_deleted",
                "event.category": "iam",
                "user.name": "ada",
                "source.ip": "192.0.2.9",
                "source.port": 5432,
                "process.pid": 77,
                "fields": {
                    "postgresql": {
                        "log": {"database": "shop", "query": "drop user eve", "query_step": "statement"}
                    }
                },
            },
        ),
        Sample(
            b"ERROR:shop.till:lost\nTraceback (most recent call last):\nValueError: no",
            {
                "time_quality": "arrival",
                "severity": 3,
                "message": "lost\nTraceback (most recent call last):\nValueError: no",
                "fields": {
                    "log": {"logger": "shop.till"},
                    "error": {"stack_trace": "Traceback (most recent call last):\nValueError: no"},
                },
            },
        ),
        Sample(
            b"20:00:01.250 [main] ERROR c.a.Till - lost",
            {"time_quality": "arrival", "event.created": "", "severity": 3},
        ),
    ),
)
