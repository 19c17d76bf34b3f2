"""Real files through the real engine; the counts are those that other tools gave (GROUND_TRUTH.tsv)."""

import re
from collections import Counter
from typing import Any

import pytest

from tests.formats.corpora import folder, truth
from tests.store.batches import sealed

pytestmark = pytest.mark.usefixtures("event_tables")


def events_of(path: str, expected_format: str) -> list[dict[str, Any]]:
    result, events = sealed((folder() / path).read_bytes())
    assert result.format == expected_format
    assert not result.quarantined
    assert len(events) == result.received
    return events


def top(values: list[str], count: int) -> str:
    ranked = sorted(Counter(values).items(), key=lambda pair: (-pair[1], pair[0]))[:count]
    return "; ".join(f"{number} {value}" for value, number in ranked)


def test_openssh() -> None:
    events = events_of("loghub/OpenSSH/OpenSSH_2k.log", "syslog")
    assert len(events) == int(truth("D001"))
    assert all(event["process.name"] == "sshd" and event["time_quality"] == "inferred" for event in events)
    failed = [event for event in events if event["event.action"] == "authn_login_fail"]
    passwords = [event for event in failed if "Failed password" in event["message"]]
    assert len(passwords) == int(truth("D003"))
    assert sum(event["fields"].get("repeated", 1) for event in passwords) == int(truth("D004"))
    ranked = top([event["source.ip"] for event in passwords], 5)
    assert ranked.replace(" ", " from ").replace("; from ", "; ") == truth("D005").replace("; ", "; ")
    assert len({event["source.ip"] for event in passwords}) == int(truth("D006"))
    accepted = [event for event in events if event["event.action"] == "authn_login_success"]
    assert [(event["user.name"], event["source.ip"], event["source.port"]) for event in accepted] == [
        ("fztu", "119.137.62.142", 49116)
    ]
    assert accepted[0]["raw"].decode() == truth("D008")
    assert sum(event["event.action"] == "ssh_reverse_mapping_fail" for event in events) == int(truth("D009"))


def test_web_access_log() -> None:
    events = events_of("elastic_examples/apache_logs", "combined")
    assert len(events) == int(truth("D047"))
    assert sorted(Counter(str(event["http.response.status_code"]) for event in events).items()) == [
        (status, int(count)) for status, count in re.findall(r"\('(\d+)', (\d+)\)", truth("D048"))
    ]
    methods = sorted(
        f"{count} {name}" for name, count in Counter(event["http.request.method"] for event in events).items()
    )
    assert methods == sorted(truth("D049").split("; "))
    assert top([event["source.ip"] for event in events], 5) == truth("D050")
    assert len({event["source.ip"] for event in events}) == int(truth("D051"))
    assert sum(event["http.response.body.bytes"] for event in events) == int(truth("D052"))
    times = [event["timestamp"] for event in events]
    assert truth("D053").startswith(f"{min(times)} {max(times)} ")
    assert sum("referrer" in event["fields"].get("http", {}).get("request", {}) for event in events) == int(
        truth("D054")
    )
    assert top([event["url.path"] for event in events], 3) == truth("D055")


def test_apache_error_log() -> None:
    events = events_of("loghub/Apache/Apache_2k.log", "apache_error")
    assert len(events) == int(truth("D016"))
    levels = Counter(event["log.level"] for event in events)
    assert f"{levels['error']} ] [error]; {levels['notice']} ] [notice]" == truth("D018")
    named = [event["source.ip"] for event in events if event["source.ip"]]
    assert (len(named), len(set(named))) == (int(truth("D019")), int(truth("D020")))


def test_linux_syslog() -> None:
    events = events_of("loghub/Linux/Linux_2k.log", "syslog")
    assert len(events) == int(truth("D010"))
    assert top([event["process.name"] for event in events], 5) == truth("D014")
