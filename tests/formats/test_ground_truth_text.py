"""Real logs of programs and real tables; the facts are those that other tools gave (GROUND_TRUTH.tsv)."""

import re
from collections import Counter

import orjson
import pytest

from tests.formats.corpora import folder, truth
from tests.formats.test_ground_truth import events_of
from tests.store.batches import sealed

pytestmark = pytest.mark.usefixtures("event_tables")


@pytest.mark.parametrize(
    ("path", "count", "levels"),
    [("loghub/HDFS/HDFS_2k.log", "D022", "D023"), ("loghub/Zookeeper/Zookeeper_2k.log", "D027", "D028")],
)
def test_levels(path: str, count: str, levels: str) -> None:
    events = events_of(path, "program")
    assert len(events) == int(truth(count))
    found = Counter(event["log.level"] for event in events)
    assert {level: str(number) for level, number in found.items()} == {
        level: number for number, level in re.findall(r"(\d+) (\w+)", truth(levels))
    }


def test_times_of_hadoop_and_zookeeper() -> None:
    hdfs = sorted(event["timestamp"] for event in events_of("loghub/HDFS/HDFS_2k.log", "program"))
    assert "; ".join(f"{one:%y%m%d %H%M%S}" for one in (hdfs[0], hdfs[-1])) == truth("D024")
    zookeeper = sorted(
        event["event.created"] for event in events_of("loghub/Zookeeper/Zookeeper_2k.log", "program")
    )
    assert f"{zookeeper[0]}; {zookeeper[-1]}" == truth("D029")


def test_windows_servicing_log() -> None:
    events = events_of("loghub/Windows/Windows_2k.log", "program")
    assert len(events) == int(truth("D031"))
    times = sorted(event["event.created"] for event in events)
    assert f"{times[0]}; {times[-1]}" == truth("D032")


def test_postgresql() -> None:
    events = events_of("plaso/postgresql.log", "program")
    count, first = truth("D120").split("; ")
    assert f"{events[0]['timestamp'].isoformat(timespec='milliseconds')}" == first
    assert len(events) == int(count)


def test_stack_traces() -> None:
    events = events_of("lnav/logfile_multiline.0", "program")
    assert [event["raw"].count(b"\n") > 0 for event in events][:1] == [True]


@pytest.mark.parametrize("path", sorted(["csv_datetime_last_column", "csv_timestamp_as_datetime", "csv_timestamp_no_datetime",
                                         "e2e_evtx_part", "sigma_events", "validate_time_precision"]))  # fmt: skip
def test_timesketch_tables(path: str) -> None:
    body = (folder() / f"timesketch/{path}.csv").read_bytes()
    result, events = sealed(body)
    assert result.format == "csv"
    assert result.received == result.stored + len(result.quarantined)
    assert {event["time_quality"] for event in events} == {"stated"}


def test_docker() -> None:
    events = events_of("plaso/docker/container-json.log", "container")
    assert all(event["fields"]["stream"] == "stdout" for event in events)


def test_cef_of_others() -> None:
    lines = [
        orjson.loads(line) for line in (folder() / "cef/logstash_codec_cef.jsonl").read_bytes().splitlines()
    ]
    result, events = sealed(
        b"\n".join(line["raw"].replace("\n", " ").encode() for line in lines), format="cef"
    )
    assert result.received == len(events) + len(result.quarantined)
    assert events[0]["source.ip"] == "10.0.0.192"


def test_leef_of_others() -> None:
    pair = orjson.loads((folder() / "leef/paloalto_leef.jsonl").read_bytes())
    _, (event,) = sealed(pair["raw"].encode())
    assert (event["source.ip"], event["event.action"]) == (
        pair["expected"]["src"],
        pair["expected"]["action"],
    )
    assert event["fields"]["leef"]["SessionID"] == pair["expected"]["SessionID"]
