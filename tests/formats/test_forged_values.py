"""Values that clients write into servers' lines, or that are no values at all: neither takes another field's place nor its record's."""

import time
from typing import Any

import orjson
import pytest

from ingestion.formats import FORMATS, nats, nginx_error, repaired, s3_access, zookeeper
from ingestion.normalise import programs
from ingestion.normalise.clock import Arrival
from tests.store.batches import ARRIVED, sealed

S3 = (
    '9ab1 till [21/Nov/2026:20:00:01 +0000] 192.0.2.3 svc 3E57 REST.GET.OBJECT a.txt "GET /a.txt HTTP/1.1" 403 AccessDenied '
    '243 - 7 - "-" "%s" v1 h0st= SigV4 - AuthHeader till.s3.eu-west-1.amazonaws.com TLSv1.2'
)


def _read(name: str, line: str) -> dict[str, Any]:
    prepare = FORMATS[name].prepare
    assert prepare
    [one] = prepare(line.encode(), Arrival(ARRIVED)) or ()
    assert not one.refusal
    return dict(orjson.loads(one.document))


@pytest.mark.parametrize(
    "agent",
    ["tool/1", 'say "so" twice', 'x" - - SigV9 NONE - other.s3.us-east-1.amazonaws.com TLSv1.0', '"', ""],
)
def test_what_a_client_of_s3_calls_itself_forges_nothing_behind_it(agent: str) -> None:
    found = s3_access.read(S3 % agent)
    assert isinstance(found, dict)
    assert (found["user_agent.original"], found["cloud.region"]) == (agent, "eu-west-1")
    assert (found[f"{s3_access.OWN}.version_id"], found["tls.version"]) == ("v1", "1.2")


def test_a_pair_that_zookeeper_s_audit_says_twice_is_not_believed() -> None:
    line = "audit.Log4jAuditLogger: session=0x7\tuser=ada\tip=192.0.2.7\toperation=create\tacl=a%s\tresult=failure"
    plain = zookeeper.facts("", line % " user=root result=success")
    assert plain and (plain["user.name"], plain["event.outcome"]) == ("ada", "failure")
    forged = zookeeper.facts("", line % "\tuser=root\tip=192.0.2.9\tresult=success")
    assert forged and {forged[name] for name in ("user.name", "source.ip", "event.outcome")} == {""}
    assert forged["event.action"] == "create"
    assert zookeeper.facts("", line % "\tsuper_user=root") == {**plain, "zookeeper.audit.acl": "a", "message": line % "\tsuper_user=root"}  # fmt: skip


@pytest.mark.parametrize("end", ["999999999999999999999", "²", "-7", "soon"])
def test_a_flow_s_end_that_is_no_time_stays_as_it_is(end: str) -> None:
    header = "version srcaddr dstaddr start end action"
    found = _read("vpc_flow", f"{header}\n5 192.0.2.1 192.0.2.2 1795291201 {end} ACCEPT")
    assert (found["event.end"], found["event.start"]) == (end, "2026-11-21T20:00:01.000Z")


NATS = "[7] 2026/11/21 20:00:01.250001 [TRC] 192.0.2.7:4040 - cid:8 - "


@pytest.mark.parametrize(
    ("said", "action"),
    [
        ('<<- [PUB a "authentication error"]', None), ('<<- MSG_PAYLOAD: ["Server is ready"]', None),
        ("->> [MSG a 1 Permissions Violation]", None), ("->> [-ERR 'Authorization Violation']", "authn_login_fail"),
        ('authentication error - User "Client connection created"', "authn_login_fail"),
        ('"v1:go:\\"Server is ready" - Client connection closed: Client Closed', "connection_ended"),
        ('"Server is ready', None),
    ],
)  # fmt: skip
def test_clients_of_nats_do_not_choose_what_happened(said: str, action: str | None) -> None:
    found = _read("nats", NATS + said)
    assert found.get("event.action") == action
    assert found["message"] == said.removeprefix("<<- ").removeprefix("->> ")


def test_coredns_says_its_flags_once() -> None:
    found = _read("coredns", FORMATS["coredns"].samples[0].line.decode())
    assert found["coredns.dnssec_ok"] is False
    assert "dnssec_ok" not in found


OTHERS = (
    {
        "@timestamp": "2026-11-21T20:00:01Z",
        "type": "response",
        "responseTime": 12,
        "service": {"name": "till"},
    },
    {"time": "2026-11-21T20:00:01Z", "type": "request", "operation": "read", "service": {"name": "till"}},
    {"time": "2026-11-21T20:00:01Z", "rule": "r", "output_fields": {}, "service": {"name": "till"}},
)


@pytest.mark.parametrize("said", OTHERS, ids=["kibana", "vault", "falco"])
def test_a_program_that_shares_words_with_a_service_is_not_taken_for_it(said: dict[str, Any]) -> None:
    found = _read("saas_audit", orjson.dumps(said).decode())
    assert found["service"] == {"name": "till"}
    assert not {"event.outcome", "event.category", "service.name", "observer.product"} & found.keys()


JOB = '{"time":"2026-11-21T20:00:01Z","jid":"0123456789abcdef01234567","queue":"q","pid":%s,"duration":%s}'


@pytest.mark.parametrize(
    ("written", "nanoseconds"),
    [("0.29", 290_000_000), ("1e-05", 10_000), ('"1.2s"', None), ("1e308", None), ('"NaN"', None), ("-1", None), ('"²"', None)],
)  # fmt: skip
def test_a_duration_that_is_none_refuses_nothing(written: str, nanoseconds: int | None) -> None:
    found = _read("saas_audit", JOB % (7, written))
    assert found.get("event.duration") == nanoseconds
    assert found["gitlab.sidekiq"]["duration"] == orjson.loads(written)


@pytest.mark.parametrize("digits", ["18446744073709551616", "-9223372036854775809", "9" * 300])
def test_the_digits_of_large_numbers_stay(digits: str) -> None:
    found = _read("saas_audit", JOB % (digits, 1))
    assert found["process.pid"] == found["gitlab.sidekiq"]["pid"] == digits
    assert _read("saas_audit", JOB % ('"²"', 1))["process.pid"] == "²"


def test_numbers_of_64_bits_stay_numbers() -> None:
    said = [2**64 - 1, -(2**63), 0.5, "9" * 20, 10**19]
    assert repaired.read(orjson.dumps(said)) == said
    assert repaired.read(b"[18446744073709551615,%d]" % 2**64) == [2**64 - 1, str(2**64)]


@pytest.mark.parametrize("member", ["clientPort", "httpStatusCode", "requestBytes"])
@pytest.mark.parametrize("value", ["²", "9" * 5000, "-1", ""])
def test_numbers_that_are_none_do_not_refuse_an_azure_request(member: str, value: str) -> None:
    said = {"time": "2026-11-21T20:00:01Z", "category": "FrontDoorAccessLog", "properties": {member: value}}
    assert _read("azure_web", orjson.dumps(said).decode())["event.action"] == "http_request"


def test_what_nginx_quotes_is_looked_for_in_linear_time() -> None:
    by = nginx_error.QUOTED.by
    assert by.search(b'FastCGI sent in stderr: "one')
    assert by.search(b'sent in stderr: "one" while reading in stderr: "two')
    assert not by.search(b'FastCGI sent in stderr: "one" while reading')
    line = b"a" + b' in stderr: "x" while ' * 20_000
    begun = time.process_time()
    by.search(line)
    assert time.process_time() - begun < 0.4  # seconds, of 440 kB


@pytest.mark.parametrize("unit", ['"', '"\\', "\\", 'a"', "[-ERR "])
def test_what_clients_of_nats_chose_is_left_out_in_linear_time(unit: str) -> None:
    begun = time.process_time()
    nats.by_server(unit * (200_000 // len(unit)), "")
    assert time.process_time() - begun < 0.4  # seconds, of 200 kB


MAIL = {
    "postfix/smtp": (
        "4F2A: to=<{}>, relay=mx.example[192.0.2.7]:25, delay=1, delays=0/0/1/0, dsn=5.1.1, status={} (host said: 550 {})",
        ("sent", "bounced", "deferred"),
    ),
    "sendmail": (
        "kAL4F2: to=<{}>,<bo@example.net>, ctladdr=<ada@example.net> (1000/1000), delay=00:00:01, mailer=esmtp, pri=30000, "
        "relay=mx.example. [192.0.2.7], dsn=5.1.1, stat={}: 550 {}",
        ("Sent", "Deferred"),
    ),
}
WORDS = ", relay=x, dsn=2.0.0, status=sent (ok), stat=Sent, sasl_username=root"


@pytest.mark.usefixtures("event_tables")
@pytest.mark.parametrize("program", MAIL)
def test_what_became_of_a_mail_is_told_by_its_server_alone(program: str) -> None:
    form, states = MAIL[program]
    honest = [form.format("cy@example.net", state, "ok") for state in states]
    answered = [form.format("cy@example.net", state, WORDS) for state in states]
    forged = [
        form.format(f'"cy{WORDS}"@example.net', "lost", "ok"),
        form.format(f'"cy>{WORDS}"@example.net', "lost", "ok"),
    ]
    lines = [f"<22>Nov 21 20:00:01 mx {program}[7]: {said}" for said in (*honest, *answered, *forged)]
    _, events = sealed("\n".join(lines).encode(), format="syslog")
    told = [(event["event.action"], event["event.outcome"]) for event in events]
    expected = [
        (f"mail_{state.lower()}", "success" if state in ("sent", "Sent") else "failure") for state in states
    ]
    assert told == [*expected, *expected, ("", ""), ("", "")]
    alone = [programs.meaning(program, said) for said in (*honest, *answered, *forged)]
    assert [(one.get("event.action", ""), one.get("event.outcome", "")) for one in alone] == told


@pytest.mark.usefixtures("event_tables")
def test_a_mail_s_subject_is_no_login() -> None:
    login = "4F2A: client=pc7.example[192.0.2.7], sasl_method=PLAIN, sasl_username=ada, sasl_sender=ada@example.net"
    forged = f"4F2A: warning: header Subject: {login} from pc9.example[192.0.2.9]; from=<ada@example.net> to=<bo@example.net>"
    lines = [f"<22>Nov 21 20:00:01 mx postfix/smtpd[7]: {said}" for said in (login, forged)]
    _, events = sealed("\n".join(lines).encode(), format="syslog")
    assert [(event["event.action"], event["user.name"], event["source.ip"]) for event in events] == [
        ("authn_login_success", "ada", "192.0.2.7"),
        ("", "", ""),
    ]
    assert not programs.meaning("postfix/smtpd", forged)
