"""More rows of GROUND_TRUTH.tsv, and that none is forgotten: each is tested here or beside, or listed with the reason."""

import re
from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import orjson
import pytest
import yaml

from ingestion.formats.detect import detect
from ingestion.normalise import clock
from ingestion.normalise.clock import Arrival
from ingestion.receive import gelf_message, otlp, otlp_message
from ingestion.receive.syslog.collect import one_line
from ingestion.receive.syslog.framing import Frames
from tests.formats.corpora import folder, numbers, place, truth
from tests.formats.test_corpora import events_of, top
from tests.store.batches import ARRIVED, sealed

pytestmark = pytest.mark.usefixtures("event_tables")

NO_CLAIM_ABOUT_RECORDS = {
    "D080": "counts detection rules",
    "D081": "counts detection rules",
    "D082": "counts detection rules",
    "D083": "counts what detection rules match",
}
BEFORE = {"received_at": datetime(2017, 1, 1, tzinfo=UTC)}


def every(pattern: str, events: list[dict[str, Any]]) -> list[str]:
    return [
        found for event in events for found in re.findall(pattern, event["raw"].decode("utf-8", "replace"))
    ]


def test_every_row_is_tested_or_listed() -> None:
    texts = "".join(one.read_text() for one in Path(__file__).parent.glob("test_*.py"))
    named = set(re.findall(r"\bD\d{3}\b", texts))
    for first, last in re.findall(r"range\((\d+), (\d+)\)\]", texts):
        named |= {f"D{number:03}" for number in range(int(first), int(last))}
    assert set(numbers()) - named == set()


def test_openssh_by_kind_of_account() -> None:
    events = events_of("loghub/OpenSSH/OpenSSH_2k.log", "syslog")
    first, last = (events[place]["event.created"] for place in (0, -1))
    assert f"{first}; {last}" == truth("D002")
    failed = [event["message"] for event in events if "Failed password" in event["message"]]
    invalid = sum("invalid user" in message for message in failed)
    assert f"{invalid} {len(failed) - invalid}" == truth("D007")


def test_linux_authentication() -> None:
    events = events_of("loghub/Linux/Linux_2k.log", "syslog")
    assert f"{events[0]['event.created']}; {events[-1]['event.created']}" == truth("D011")
    failed = [event for event in events if "authentication failure" in event["message"]]
    assert len(failed) == int(truth("D012"))
    assert {event["event.action"] for event in failed} == {"authn_login_fail"}
    assert top(
        [f"rhost={event['source.address']}" for event in failed if event["source.address"]], 5
    ) == truth("D013")
    assert top([event["timestamp"].strftime("%b %-d") for event in events], 1) == truth("D015")


def test_apache_error_log_repeats_itself() -> None:
    events = events_of("loghub/Apache/Apache_2k.log", "apache_error")
    assert "; ".join(f"[{events[place]['event.created']}]" for place in (0, -1)) == truth("D017")
    assert len(events) - len({event["raw"] for event in events}) == int(truth("D021"))


def test_hadoop_blocks() -> None:
    events = events_of("loghub/HDFS/HDFS_2k.log", "program")
    assert earlier(events) == int(truth("D025"))
    assert len(set(every(r"blk_-?\d+", events))) == int(truth("D026"))


def test_zookeeper_order() -> None:
    assert earlier(events_of("loghub/Zookeeper/Zookeeper_2k.log", "program")) == int(truth("D030"))


def earlier(events: list[dict[str, Any]]) -> int:
    """Records whose time is before that of the record before them."""
    return sum(two["timestamp"] < one["timestamp"] for one, two in pairwise(events))


def test_windows_servicing_components() -> None:
    events = events_of("loghub/Windows/Windows_2k.log", "program")
    assert top([event["fields"]["log"]["logger"] for event in events], 2) == truth("D033")
    assert len({event["raw"] for event in events}) == int(truth("D034"))


def test_mac() -> None:
    result, events = sealed((folder() / "loghub/Mac/Mac_2k.log").read_bytes())
    assert result.format == "syslog"
    assert result.received == int(truth("D035"))
    assert not result.quarantined
    assert "; ".join(re.sub(" +", " ", events[place]["event.created"]) for place in (0, -1)) == truth("D036")
    assert len({event["host.name"] for event in events}) == int(truth("D037"))
    kernel = [event for event in events if (event["process.name"], event["process.pid"]) == ("kernel", 0)]
    assert len([event for event in kernel if b" kernel[0]:" in event["raw"]]) == int(truth("D038"))


def test_proxifier() -> None:
    events = events_of("loghub/Proxifier/Proxifier_2k.log", "proxifier")
    assert len(events) == int(truth("D039"))
    days = Counter(event["timestamp"].strftime("%m.%d") for event in events)
    assert "; ".join(f"{count} {day}" for day, count in sorted(days.items())) == truth("D040")
    assert top([event["process.name"] for event in events], 3) == truth("D041")
    actions = Counter(event["event.action"] for event in events)
    through = [event for event in events if "proxy" in event["fields"].get("proxifier", {})]
    assert f"{actions['connection_closed']} {len(through)}" == truth("D042")
    sent, received = (
        sum(event["fields"].get(end, {}).get("bytes", 0) for event in events)
        for end in ("source", "destination")
    )
    assert f"{sent} {received}" == truth("D043")


def test_thunderbird() -> None:
    events = events_of("loghub/Thunderbird/Thunderbird_2k.log", "cluster_syslog")
    assert len(events) == int(truth("D044"))
    times = sorted(event["timestamp"] for event in events)
    assert "; ".join(f"{one:%Y-%m-%dT%H:%M:%SZ}" for one in (times[0], times[-1])) == truth("D045")
    assert top([event["process.name"] for event in events], 5) == truth("D046")


def test_shop() -> None:
    events = events_of("lnav/logfile_shop_access_log.0", "combined")
    assert len(events) == int(truth("D056"))
    counted = sorted(Counter(str(event["http.response.status_code"]) for event in events).items())
    assert " ".join(map(str, counted)) == truth("D057")
    assert top([event["source.ip"] for event in events], 3) == truth("D058")
    times = sorted(event["timestamp"].isoformat() for event in events)
    assert f"{times[0]} {times[-1]}" == truth("D059")


def test_iis_sqli() -> None:
    assert len(events_of("plaso/iis/iis7_sqli.log", "w3c")) == int(truth("D066"))


def test_amazon_s3() -> None:
    assert len(events_of("opensearch_catalog/amazon_s3/raw.log", "s3_access")) == int(truth("D077"))


def test_syslog_with_damaged_lines() -> None:
    body = (folder() / "plaso/syslog/syslog").read_bytes()
    assert body.count(b"\n") == int(truth("D068"))
    result, events = sealed(body, **BEFORE)
    assert [line.raw[:3] for line in result.quarantined] == [b"MMM"]
    assert len(events) + 1 + sum(event["raw"].count(b"\n") for event in events) == int(truth("D068"))
    leap = next(event for event in events if "leap year" in event["message"])
    assert (leap["timestamp"].year, leap["time_quality"]) == (2016, "inferred")


PLASO = [
    ("D105", "gcp_audit", 0), ("D109", "mcafee_access", 0), ("D110", "combined", 0), ("D111", "apt_history", 0),
    ("D112", "program", 0), ("D113", "bash_history", 0), ("D114", "confluence_access", 0), ("D115", "dpkg", 0),
    ("D119", "syslog", 0), ("D121", "powershell_transcript", 0), ("D123", "setupapi", 0), ("D125", "syslog", 0),
    ("D126", "syslog", 0), ("D127", "syslog", 1), ("D128", "syslog", 0), ("D129", "syslog", 0), ("D130", "syslog", 1),
    ("D131", "teamviewer", 0), ("D132", "vsftpd", 0),
]  # fmt: skip


@pytest.mark.parametrize(("fact", "format", "refused"), PLASO)
def test_counts_and_first_time_that_plaso_checks(fact: str, format: str, refused: int) -> None:
    """Their year-less times have the year 0; a session's time may be that of its end."""
    result, events = sealed((folder() / place(fact)).read_bytes())
    count, _, first = truth(fact).partition("; ")
    assert (result.format, len(result.quarantined)) == (format, refused), result.quarantined
    whole = [
        event for event in events if "flags" not in event["fields"].get("log", {})
    ]  # theirs warns of a line cut off
    assert len(whole) == int(count)
    ends = [event["fields"].get("event", {}).get("end", "") for event in events]
    shown = [event["timestamp"].isoformat() for event in events]
    if first.startswith("0000-"):
        assert first[5:19] in [one[5:19] for one in shown]
    elif first:
        known = [clock.read(one, Arrival(ARRIVED)) for one in [*shown, *ends]]
        moment = datetime.fromisoformat(first)
        assert moment.replace(tzinfo=moment.tzinfo or UTC) in [one.at for one in known if one]


def test_windows_event_log_that_is_cut_off() -> None:
    events = events_of(place("D134"), "evtx")
    count, first = truth("D134").split("; ")
    assert len(events) == int(count)
    assert datetime.fromisoformat(first[:26] + "+00:00") in [event["timestamp"] for event in events]


def test_syslog_messages_that_telegraf_expects() -> None:
    """Datagrams whole, streams cut as the receiver cuts them."""
    for case, count in (pair.split(" ") for pair in truth("D078").split("; ")):
        sent = (folder() / "telegraf_syslog" / case / "input.txt").read_bytes()
        frames = Frames(2**20)
        messages = [sent] if "_udp" in case else [*frames.feed(sent), *filter(None, [frames.rest()])]
        result, events = sealed(b"\n".join(map(one_line, messages)), format="syslog")
        assert (len(events), result.quarantined) == (int(count), []), case


def test_examples_of_cloud_rules() -> None:
    """Each rule's examples as lines, its provider's in one batch; some have a time that their authors blacked out."""
    rules = sorted((folder() / "panther_analysis").rglob("*.yml"))
    lines: dict[str, list[bytes]] = {}
    for rule in rules:
        for case in yaml.safe_load(rule.read_text()).get("Tests") or []:
            lines.setdefault(rule.parent.name, []).append(orjson.dumps(case["Log"], default=str))
    results = [sealed(b"\n".join(those))[0] for those in lines.values()]
    refused = [line for result in results for line in result.quarantined]
    assert {line.reason for line in refused} <= {"unreadable_time"}
    received = sum(result.received for result in results)
    assert received == sum(result.stored for result in results) + len(refused)
    assert f"{len(rules)} {received}" == " ".join(truth("D079").split()[:2])


def test_pairs_are_stored() -> None:
    """Each is read as what it looks like by itself."""
    batches: dict[str, list[bytes]] = {}
    for pair in truth("D084").split("; "):
        path, count = pair.split(" ")
        raws = [orjson.loads(line)["raw"].encode() for line in (folder() / path).read_bytes().splitlines()]
        assert len(raws) == int(count)
        for raw in raws:
            line = raw.replace(b"\n", b" ")
            batches.setdefault(detect(line).name, []).append(line)
    for name, lines in batches.items():
        result, _ = sealed(b"\n".join(lines), format=name)
        assert (result.received, result.quarantined) == (len(lines), [])


def test_gelf_frames() -> None:
    frames = Frames(2**20, end=b"\0", counted=False).feed((folder() / place("D085")).read_bytes())
    lines = [gelf_message.line_of(frame) for frame in frames]
    _, events = sealed(b"\n".join(lines))
    assert len(events) == int(truth("D085"))
    assert {(event["message"], event["host.name"]) for event in events} == {
        ("A short message", "example.org")
    }


def test_otlp() -> None:
    logs = list(otlp_message.from_json((folder() / place("D086")).read_bytes()))
    _, events = sealed(b"\n".join(otlp.line_of(log) for log in logs))
    moment = int(events[0]["timestamp"].timestamp() * 1_000_000) * 1000
    assert f"{len(events)} {moment} {events[0]['log.level']}" == truth("D086")


def test_beats_documents() -> None:
    for pair in truth("D087").split("; "):
        path, count = pair.split(" ")
        assert len(orjson.loads((folder() / path).read_bytes())) == int(count)
