"""What PostgreSQL, Kafka, Elasticsearch, OpenSearch and Logstash say in their own ways behind a program log's time and level.

Their own names are those of Filebeat's modules for them, so that searches written for those find the same.
"""

import re

from ingestion.formats import rabbitmq
from ingestion.formats.documents import Document

# PostgreSQL: “LOG:  duration: 3.857 ms  statement: select 1”.
STATE = re.compile(r"([0-9][0-9A-Z]{4}|[A-Z][0-9][0-9A-Z]{3}): ")
TOOK = re.compile(r"duration: (\d{1,12}\.\d{1,6}) ms")
STATEMENT = re.compile(
    r"(?:duration: \S+ ms  )?(?:(statement)|(parse|bind|execute) ([^:]{1,80})): (.*)$", re.DOTALL
)
# Kafka: “[Controller 0]: starting (kafka.controller.KafkaController)”.
KAFKA = re.compile(r"(?:\[([^\]]{1,200})\][:,]? )?(.*?) {0,2}\(([a-z]\w*(?:\.[\w$]+)+)\)$", re.DOTALL)
THROWN = re.compile(r"([A-Za-z_]\w*(?:\.[\w$]+)+)(?:: (.*))?$")
# Elasticsearch: “[node] [index] message”; the class's packages are shortened to letters.
OF_ELASTIC = re.compile(
    r"(?:o\.e|o\.o|i\.s|i\.i|r\.s|org\.elasticsearch|org\.opensearch|index\.(?:search|indexing))\."
)
NODE = re.compile(r"\[([^\]]{0,255})\] ?(.*)$", re.DOTALL)
INDEX = re.compile(
    r"\[([a-z0-9][a-z0-9._-]{0,254})(?:/([\w-]{22}))?\](?:\[(\d{1,5})\])?(?: (?=[^\[])|$)(.*)$", re.DOTALL
)
SPAN = r"(\d{1,9}(?:\.\d{1,3})?(?:ms|s|m))"
OVERHEAD = re.compile(rf"\[gc\]\[(\d{{1,18}})\] overhead, spent \[{SPAN}\] collecting in the last \[{SPAN}\]")
TOOK_PAIRS = re.compile(r"(\w{2,20})\[([^\]\[]{0,400})\]")
SLOWLOG = re.compile(r"slowlog|^i\.[si]\.[si]\.")
SLOW = "elasticsearch.slowlog"
LOGSTASH_SLOW = re.compile(
    r"[^{]{0,80}\{:plugin_params=>(\{.{0,8192}?\}), :took_in_nanos=>(\d{1,18}), :took_in_millis=>(\d{1,15}), :event=>(.*)$",
    re.DOTALL,
)
ERLANG = re.compile(r"(<\d{1,10}\.\d{1,10}\.\d{1,10}>) (.*)$", re.DOTALL)
KAFKA_FIRST = re.compile(r"((?:org\.apache\.)?kafka\.[\w.$]{1,200}): \[([^\]\n]{1,200})\]:? (.*)$", re.DOTALL)
KAFKA_ACCOUNT = re.compile(r"Successfully authenticated client: authenticationID=([^;\s]{1,255});")
WITH_LINE = re.compile(r"\[([^\]\n]{1,200})\] ([A-Za-z_$][\w.$]{0,200}):(\d{1,6}) - (.*)$", re.DOTALL)
OF_KAFKA = re.compile(r"[^\n]{0,40}?(?:kafka|quorum-controller|broker-\d|raft-)")
VERDICT = re.compile(r" is (Denied|Allowed) [Oo]peration = ")
AUTHORISED = re.compile(
    r"Principal = \w{1,32}:(.{1,255}?) is (Denied|Allowed) [Oo]peration = (\w{1,64}) from host = ([0-9A-Fa-f.:]{2,45}) on (?:resource = (\S{1,255}))?"
)
FAIL2BAN = re.compile(
    r"\[([\w.-]{1,64})\] (?:(?:Restore|Increase) )?(Ban|Unban|Found) ([0-9A-Fa-f.:]{2,45})(?= |$)"
)
FAIL2BAN_DEEDS = {"Ban": "address_banned", "Unban": "address_unbanned", "Found": "address_found"}
# Tomcat: “[main] org.apache.catalina.startup.HostConfig.deployWAR Deploying …”.
TOMCAT = re.compile(r"\[([^\]\n]{1,120})\] (([A-Za-z_$][\w$]*(?:\.[\w$<>]+)+) .*)$", re.DOTALL)
OF_TOMCAT = re.compile(r"org\.apache\.(?:catalina|coyote|tomcat|jasper|juli)\.")
# The address stands before what somebody typed, or is followed by what nobody can type there.
VAULTWARDEN = re.compile(
    r"Username or password is incorrect\. Try again\. IP: (?P<ip>[0-9a-fA-F.:]{2,45})\. Username: (?P<user>.{1,255})\.$"
)
HOME_ASSISTANT = re.compile(
    r"\(\w{1,64}\) \[homeassistant\.components\.http\.ban\] Login attempt or request with invalid authentication from \S{1,255} \((?P<ip>[0-9a-fA-F.:]{2,45})\)\."
)
ZIMBRA = re.compile(
    r"\[[^\]\n]{0,512}\] \[(?:name=[^;\]]{0,255};)?(?:[a-z]{2,8}=[^;\]]{0,64};)??oip=(?P<ip>[0-9a-fA-F.:]{2,45});[^\]\n]{0,512}\] security - cmd=Auth; "
    r"account=(?P<user>[^;\n]{1,255}); protocol=\w{1,16};(?: error=[^\n]{0,512};)?$"
)
ZIMBRA_ENDS = re.compile(r"; protocol=\w{1,16};$")  # without an error
ONCE_IN_ZIMBRA = ("oip=", "cmd=Auth;")  # in clients' own words too, when they forge
LOGINS = (VAULTWARDEN, HOME_ASSISTANT, ZIMBRA)


def sql_state(said: str) -> tuple[str, str]:
    """The SQLSTATE that a verbose log has in front, and the rest. https://www.postgresql.org/docs/current/errcodes-appendix.html"""
    found = STATE.match(said)
    return (found[1], said[found.end() :]) if found else ("", said)


def postgresql(level: str, said: str, state: str) -> Document:
    took, statement = TOOK.match(said), STATEMENT.match(said)
    kind = {"STATEMENT": said, "DETAIL": ""}.get(level, "")
    return {
        "event.code": state,
        "postgresql.log.sql_state_code": state,
        "event.duration": round(float(took[1]) * 1_000_000) if took else None,
        "postgresql.log.query": statement[4] if statement else kind,
        "postgresql.log.query_step": (statement[1] or statement[2]) if statement else "",
        "postgresql.log.query_name": statement[3] if statement else "",
    }


def kafka(said: str, trace: str) -> Document | None:
    found = KAFKA.match(said)
    if not found:
        return None
    thrown = THROWN.match(trace.partition("\n")[0].rstrip("\r")) if trace else None
    return {
        "log.logger": found[3],
        "kafka.log.class": found[3],
        "kafka.log.component": found[1] or "unknown",
        "kafka.log.trace.class": thrown[1] if thrown else "",
        "kafka.log.trace.message": thrown[2] if thrown else "",
        "message": found[2],
    }


def elastic(component: str, said: str) -> Document:
    """Behind ``[component]``: the node, and the index that the message is about where there is one."""
    own: Document = {
        "event.category": "database",
        "log.logger": component,
        "elasticsearch.component": component,
    }
    node = NODE.match(said)
    if not node:
        return {**own, "message": said}
    own["elasticsearch.node.name"] = node[1]
    index = INDEX.match(node[2])
    if collected := OVERHEAD.match(node[2]):
        own |= garbage(*collected.groups())
    if not index or index[1] == "gc":
        return {**own, "message": node[2]}
    slow = _slow(index[4]) if SLOWLOG.search(component) else {}
    return {
        **own,
        "elasticsearch.index.name": index[1],
        "elasticsearch.index.id": index[2],
        "elasticsearch.shard.id": index[3],
        "message": index[4],
        **slow,
    }


def garbage(sequence: str, spent: str, observed: str) -> Document:
    return {
        "elasticsearch.server.gc.overhead_seq": sequence,
        "elasticsearch.server.gc.collection_duration.ms": _milliseconds(spent),
        "elasticsearch.server.gc.observation_duration.ms": _milliseconds(observed),
    }


def _milliseconds(written: str) -> float:
    digits = written.rstrip("ms")
    return float(digits) * {"ms": 1, "s": 1000, "m": 60_000}[written[len(digits) :]]


def _slow(said: str) -> Document:
    before, _, source = said.partition("source[")
    pairs = dict(TOOK_PAIRS.findall(before))
    millis = pairs.get("took_millis", "")
    return {
        "event.action": "slow_query",
        "event.category": "database",
        "event.duration": int(millis) * 1_000_000 if millis.isdigit() else None,
        **{f"{SLOW}.{name}": value for name, value in pairs.items() if name != "took_millis"},
        f"{SLOW}.source_query": source.rstrip(" ,").removesuffix("]"),
    }


def logstash(component: str, said: str) -> Document:
    """Behind ``[component]``: the pipeline, in brackets without a blank before them; or what was slow."""
    if (
        component.startswith("slowlog.")
        and (slow := LOGSTASH_SLOW.match(said))
        and slow[4].rstrip()[-1:] == "}"
    ):
        return _slow_plugin(component, said, slow)
    pipeline, message = "", said
    if said.startswith("[") and (found := NODE.match(said)):
        pipeline, message = found[1], found[2]
    return {
        "log.logger": component,
        "logstash.log.module": component,
        "logstash.log.pipeline_id": pipeline,
        "message": message,
    }


def _slow_plugin(component: str, said: str, slow: re.Match[str]) -> Document:
    """``slowlog.logstash.filters.sleep`` is the plugin sleep, of the filters."""
    params, nanos, millis, event = slow.groups()
    kind, _, plugin = component.removeprefix("slowlog.logstash.").partition(".")
    return {
        "event.action": "slow_query",
        "event.duration": int(nanos),
        "log.logger": component,
        "logstash.slowlog.module": component,
        "logstash.slowlog.plugin_type": kind,
        "logstash.slowlog.plugin_name": plugin,
        "logstash.slowlog.plugin_params": params,
        "logstash.slowlog.took_in_millis": int(millis),
        "logstash.slowlog.event": event.rstrip()[:-1],
        "message": said,
    }


def of_rabbitmq(said: str) -> Document | None:
    """Behind the number of the Erlang process that says it."""
    found = ERLANG.match(said)
    if not found:
        return None
    message = found[2].strip()
    return {**rabbitmq.meaning(message), "rabbitmq.log.pid": found[1], "message": message}


def kafka_security(said: str) -> Document | None:
    """What Kafka says behind its class's whole name, and not before it."""
    found = KAFKA_FIRST.match(said)
    if not found:
        return None
    logger, thread, message = found.groups()
    account = KAFKA_ACCOUNT.match(message)
    return {
        "log.logger": logger,
        "kafka.log.class": logger,
        "kafka.log.component": "unknown",
        "kafka.log.thread": thread,
        "process.thread.name": thread,
        **(
            {
                "event.action": "authn_login_success",
                "event.category": "authentication",
                "event.outcome": "success",
                "user.name": account[1],
            }
            if account
            else {}
        ),
        "message": message,
    }


def with_line(said: str) -> Document | None:
    """Log4j's ``[thread] Class:line - message``, as Strimzi has Kafka write it; there a component may stand before the message."""
    found = WITH_LINE.match(said)
    if not found:
        return None
    thread, logger, line, message = found.groups()
    common: Document = {
        "process.thread.name": thread,
        "log.logger": logger,
        "log.origin.file.line": int(line),
    }
    if not OF_KAFKA.match(thread):
        return {**common, "message": message}
    component = NODE.match(message)
    return {
        **common,
        "kafka.log.class": logger,
        "kafka.log.component": component[1] if component else "unknown",
        "kafka.log.line": int(line),
        "kafka.log.thread": thread,
        **authorised(message),
        "message": component[2] if component else message,
    }


def authorised(said: str) -> Document:
    """What Kafka's authorizer decided: empty when it says nothing of it.

    Names are what clients chose. When one of them holds a verdict too, nobody knows whose the first is.
    """
    verdicts = VERDICT.findall(said) if said.startswith("Principal = ") else []
    denied = "Denied" in verdicts
    if len(set(verdicts)) != 1:
        return {}
    decided: Document = {
        "event.action": "authz_fail" if denied else "access_granted",
        "event.category": "iam",
        "event.outcome": "failure" if denied else "success",
    }
    found = AUTHORISED.match(said) if len(verdicts) == 1 else None
    if found is None:
        return decided
    user, _, operation, address, resource = found.groups()
    return {
        **decided,
        "user.name": user,
        "source.ip": address,
        "kafka.log.operation": operation,
        "kafka.log.resource": resource,
    }


def tomcat(said: str) -> Document | None:
    """Tomcat's ``[thread] class.method message``; the message is with who says it, as Elastic's module has it."""
    found = TOMCAT.match(said)
    if not found:
        return None
    thread, message, logger = found.groups()
    own = (
        {"event.category": "web", "apache_tomcat.catalina.subsystem": thread}
        if OF_TOMCAT.match(logger)
        else {}
    )
    return {**own, "process.thread.name": thread, "log.logger": logger, "message": message}


def fail2ban(said: str) -> Document | None:
    """The jail whose rule it is, and whom it shut out, let in again, or saw fail."""
    found = FAIL2BAN.match(said)
    if not found:
        return None
    return {
        "event.action": FAIL2BAN_DEEDS[found[2]],
        "event.category": "intrusion_detection",
        "event.outcome": "" if found[2] == "Found" else "success",
        "rule.name": found[1],
        "source.ip": found[3],
    }


def login(said: str) -> Document | None:
    """A login as Vaultwarden, Home Assistant and Zimbra tell of it, each by the whole form of what it says."""
    for form in LOGINS:
        if found := form.match(said):
            named = found.groupdict()
            failed = form is not ZIMBRA or not ZIMBRA_ENDS.search(said)
            forged = form is ZIMBRA and any(said.count(word) > 1 for word in ONCE_IN_ZIMBRA)
            return {
                "event.action": "authn_login_fail" if failed else "authn_login_success",
                "event.category": "authentication",
                "user.name": "" if forged else named.get("user", ""),
                "source.ip": "" if forged else named["ip"],
            }
    return None
