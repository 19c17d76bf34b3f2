"""Real files of more formats through the real engine; the facts are those that other tools gave (GROUND_TRUTH.tsv)."""

import re
from collections import Counter
from datetime import datetime
from typing import Any

import orjson
import pytest

from ingestion.formats import evtx
from ingestion.formats.detect import detect
from ingestion.normalise.clock import Arrival
from tests.formats.corpora import folder, place, truth
from tests.store.batches import ARRIVED, sealed

pytestmark = pytest.mark.usefixtures("event_tables")


def events_of(path: str, expected_format: str, refused: int = 0, **more: Any) -> list[dict[str, Any]]:
    result, events = sealed((folder() / path).read_bytes(), **more)
    assert result.format == expected_format
    assert len(result.quarantined) == refused, result.quarantined[:3]
    assert len(events) == result.received - refused
    return events


def iso(event: dict[str, Any]) -> str:
    return str(event["timestamp"].strftime("%Y-%m-%dT%H:%M:%SZ"))


def spread(events: list[dict[str, Any]]) -> str:
    times = sorted(iso(event) for event in events)
    return f"{times[0]}; {times[-1]}"


def statuses(events: list[dict[str, Any]]) -> str:
    counted = Counter(event["http.response.status_code"] for event in events)
    return "; ".join(f"{count} {status}" for status, count in sorted(counted.items()))


def test_load_balancer() -> None:
    events = events_of("opensearch_catalog/amazon_elb/raw.log", "elb")
    assert f"{len(events)}; {statuses(events)}" == truth("D076")


def test_zeek_ssh() -> None:
    events = events_of("zeek/tsv/ssh.log", "zeek")
    assert len(events) == int(truth("D060"))
    counted = Counter(event["event.outcome"] for event in events)
    assert f"{counted['']} -; {counted['failure']} F; {counted['success']} T" == truth("D061")
    address, count = Counter(event["source.ip"] for event in events).most_common(1)[0]
    assert f"{count} {address}" == truth("D062")
    assert spread(events) == truth("D063")


def test_zeek_notices() -> None:
    events = events_of("zeek/tsv/notice.log", "zeek")
    kinds = Counter(event["fields"]["rule"]["name"] for event in events)
    ranked = "; ".join(f"{count} {kind}" for kind, count in kinds.most_common(4))
    assert f"{len(events)}; {ranked}" == truth("D064")


@pytest.mark.parametrize("name", ["ftp", "kerberos", "known_hosts", "smb_mapping"])
def test_zeek_logs_lose_nothing(name: str) -> None:
    lines = (folder() / f"zeek/tsv/{name}.log").read_bytes().splitlines()
    events = events_of(f"zeek/tsv/{name}.log", "zeek")
    assert len(events) == sum(not line.startswith(b"#") for line in lines if line)


def test_iis() -> None:
    events = events_of("plaso/iis/iis6.log", "w3c")
    assert len(events) == int(truth("D065"))
    wanted = re.findall(r"(\d+) (\d{3})", truth("D067"))
    assert Counter(str(event["http.response.status_code"]) for event in events) == {
        status: int(count) for count, status in wanted
    }
    assert f"{len(events)}; {events[0]['timestamp'].isoformat()}" == truth("D116")


@pytest.mark.parametrize(
    ("path", "format", "fact"),
    [
        ("plaso/iis/iis7_sqli.log", "w3c", "D117"),
        ("plaso/iis/iis10.log", "w3c", "D118"),
        ("plaso/suricata_alert_fast.log", "snort", "D124"),
        ("plaso/windows_firewall.log", "w3c", "D133"),
    ],
)
def test_counts_and_first_time_that_plaso_checks(path: str, format: str, fact: str) -> None:
    events = events_of(path, format)
    count, first = truth(fact).split("; ")
    assert len(events) == int(count)
    shown = [event["timestamp"].isoformat().removesuffix("+00:00") for event in events]
    assert first.removesuffix("+00:00") in shown


def test_audit_log_with_damaged_stamps() -> None:
    result, events = sealed((folder() / "plaso/selinux.log").read_bytes())
    assert result.format == "auditd"
    assert f"{len(events)}; {events[0]['timestamp'].isoformat(timespec='milliseconds')}" == truth("D122")
    assert result.received == int(truth("D069").split("; ")[0]) - 1  # one line is blank
    assert Counter(line.reason for line in result.quarantined) == {"not_auditd": 4}


def test_haproxy() -> None:
    body = (folder() / "lnav/logfile_haproxy.0").read_bytes()
    result, events = sealed(body)
    assert (result.format, result.quarantined) == ("haproxy", [])
    requests = [event for event in events if event["event.action"] == "http_request"]
    assert len(requests) == body.count(b"HTTP/1.")
    assert all(event["source.ip"] for event in requests)


def test_cloudtrail_files() -> None:
    """All files as one batch: a JSON document after the other."""
    files = sorted((folder() / "cloudtrail/invictus").glob("*.json"))
    result, events = sealed(b"\n".join(file.read_bytes() for file in files))
    assert (result.format, result.quarantined) == ("cloudtrail", [])
    assert f"{len(files)}; {len(events)} {len({event['event.id'] for event in events})}" == truth(
        "D070"
    ).replace(" events", "")
    assert spread(events).replace("; ", " ") == truth("D071")
    assert str(Counter(name_of(event) for event in events).most_common(5))[1:-1].replace(
        "), ", ") "
    ) == truth("D072")
    addresses = Counter(event["source.address"] for event in events).most_common(3)
    assert str(addresses)[1:-1].replace("), ", ") ") == truth("D073")
    failed = [event["fields"]["event"]["code"] for event in events if event["event.outcome"] == "failure"]
    ranked = re.findall(r"'([^']+)', (\d+)", truth("D074"))
    assert len(failed) == int(truth("D074").split(" ")[0])
    assert [(code, str(Counter(failed)[code])) for code, _ in ranked] == ranked


def name_of(event: dict[str, Any]) -> str:
    """Amazon's own name; the action is OWASP's where it has one."""
    return str(event["fields"]["aws"]["cloudtrail"]["event_name"])


def test_cloudtrail_arrays() -> None:
    files = sorted((folder() / "cloudtrail/stratus").glob("*.json"))
    result, events = sealed(b"\n".join(file.read_bytes() for file in files))
    assert (result.format, result.quarantined) == ("cloudtrail", [])
    assert f"{len(files)}; {len(events)}" == truth("D075")


@pytest.mark.parametrize(
    ("name", "format", "fact"),
    [
        ("gcp_logging", "gcp_audit", "D108"),
        ("aws_cloudtrail", "cloudtrail", "D106"),
        ("azure_activity_log", "azure_activity", "D107"),
    ],
)
def test_audit_trails_of_clouds(name: str, format: str, fact: str) -> None:
    events = events_of(f"plaso/jsonl/{name}.jsonl", format)
    count, first = truth(fact).split("; ")
    assert len(events) == int(count)
    assert datetime.fromisoformat(first) in [event["timestamp"] for event in events]
    assert all(event["user.name"] and event["event.action"] for event in events if name != "gcp_logging")


@pytest.mark.parametrize("fact", [f"D{number:03}" for number in range(88, 105)])
def test_windows_event_logs(fact: str) -> None:
    """Counts of records and of event numbers, first and last time; see ``prepare`` for why no engine is needed."""
    body = (folder() / place(fact)).read_bytes()
    assert detect(body).name == "evtx"
    documents = [
        orjson.loads(one.document) for one in evtx.prepare(body, Arrival(ARRIVED)) if not one.refusal
    ]
    count, numbers, span = truth(fact).split("; ")
    assert len(documents) == int(count)
    counted = Counter(str(document["event.code"]) for document in documents)
    assert {number: counted[number] for number in (pair.split("x")[0] for pair in numbers.split())} == {
        pair.split("x")[0]: int(pair.split("x")[1]) for pair in numbers.split()
    }
    times = sorted(document["@timestamp"] for document in documents)
    assert [cut(times[0]), cut(times[-1])] == [cut(one) for one in span.split(" .. ")]


def cut(written: str) -> str:
    """To microseconds, which is what is kept."""
    return re.sub(r"(\.\d{6})\d*Z", r"\1Z", written)


def test_windows_logins_in_the_store() -> None:
    path = "evtx/evtx-to-mitre/ID4625-OpenSSH_brutforce_with_valid_users.evtx"
    events = events_of(path, "evtx")
    assert Counter(event["event.action"] for event in events)["authn_login_fail"] == 5
    assert {event["user.name"] for event in events if event["event.action"] == "authn_login_fail"} == {
        "admmig@offsec.lan"
    }
    assert all(event["raw"].startswith(b'{"Event"') for event in events)
