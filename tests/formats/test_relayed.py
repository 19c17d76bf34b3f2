"""Other formats' lines among syslog's, as relays write them, and messages that only pretend to be such."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

import pytest

from ingestion.formats import FORMATS, relayed
from ingestion.formats.detect import detect
from ingestion.store.preview import preview
from tests.store.batches import incoming, sealed

SSHD = b"<38>Nov 20 04:12:55 gate sshd[811]: Failed password for root from 203.0.113.7 port 40022 ssh2"
ASA = b'<164>Nov 20 2026 04:12:56 fw1 : %ASA-4-106023: Deny tcp src outside:203.0.113.7/4040 dst inside:192.0.2.4/22 by access-group "in" [0x0, 0x0]'
CEF = b"<134>Nov 20 04:12:57 fw2 CEF:0|Acme|Wall|2|100|port scan|7|src=198.51.100.9 suser=ada act=blocked"
FORTI = (
    b'<189>date=2026-11-20 time=04:12:58 devname="fw3" devid="F1" tz="+0000" logid="0000000013" type="traffic" subtype="forward" '
    b'level="notice" srcip=192.0.2.4 srcport=51234 dstip=198.51.100.7 dstport=443 proto=6 action="deny" policyid=7'
)
CRON = b"<78>1 2026-11-20T04:12:59.5Z gate cron 7 - - (root) CMD (run-parts /etc/cron.hourly)"


def _by_dataset(events: Iterable[dict[str, Any]]) -> Counter[str]:
    return Counter(event["event.dataset"] for event in events)


@pytest.fixture(params=["without the engine", "by the engine"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """How syslog's own lines are read: few of them or many."""
    monkeypatch.setattr(relayed, "FEW", 5000 if request.param == "without the engine" else 0)


@pytest.mark.usefixtures("event_tables", "way")
def test_a_relay_s_lines_are_read_by_the_formats_of_those_who_wrote_them() -> None:
    lines = [SSHD, ASA, CRON, SSHD, CEF, FORTI, b"", SSHD]
    result, events = sealed(b"\n".join(lines))
    assert (result.format, result.received, result.quarantined) == ("syslog", 7, [])
    at = {event["id"] % 2**20: event for event in events}
    assert {place: event["event.dataset"] for place, event in at.items()} == {
        0: "syslog", 1: "cisco", 2: "syslog", 3: "syslog", 4: "cef", 5: "firewall_pairs", 7: "syslog",
    }  # fmt: skip
    assert [at[place]["raw"] for place in at] == [line for line in lines if line]
    assert (at[1]["source.ip"], at[1]["event.action"], at[1]["host.name"]) == (
        "203.0.113.7",
        "network_denied",
        "fw1",
    )
    assert (at[4]["source.ip"], at[4]["user.name"]) == ("198.51.100.9", "ada")
    assert at[5]["event.action"] == "deny"
    for place in (0, 3, 7):
        assert (at[place]["event.action"], at[place]["user.name"]) == ("authn_login_fail", "root")
        assert (at[place]["time_quality"], at[place]["severity"]) == ("inferred", 6)
    assert at[2]["fields"]["process"]["command_line"] == "run-parts /etc/cron.hourly"
    assert at[2]["time_quality"] == "stated"


@pytest.mark.usefixtures("event_tables", "way")
def test_syslog_means_the_same_with_and_without_others_among_it() -> None:
    """There are three ways to read it."""
    samples = [one for one in FORMATS["syslog"].samples if one.zone == "UTC" and b"\n" not in one.line]
    lines = [one.line for one in samples]
    _, alone = sealed(b"\n".join(lines), format="syslog")
    _, among = sealed(b"\n".join([*lines, CEF]), format="syslog")
    assert _by_dataset(among)["cef"] == 1
    others = [event for event in among if event["event.dataset"] != "cef"]
    assert _without_number(others) == _without_number(alone)


NUMBERED = ("id", "batch", "leaf", "record")


def _without_number(events: Iterable[dict[str, Any]]) -> dict[int, dict[str, Any]]:
    return {
        event["id"] % 2**20: {name: value for name, value in event.items() if name not in NUMBERED}
        for event in events
    }


@pytest.mark.usefixtures("event_tables", "way")
def test_a_preview_reads_them_as_sealing_does() -> None:
    """What a replay would make of them is shown before it is made."""
    shown = preview(incoming(b"\n".join([SSHD, CEF])), 10)
    assert [one.columns.get("user.name") for one in shown] == ["root", "ada"]
    assert [one.columns["timestamp"] for one in shown] == [
        "2026-11-20 04:12:55.000000",
        "2026-11-20 04:12:57.000000",
    ]


@pytest.mark.usefixtures("event_tables")
def test_a_line_that_its_own_format_cannot_read_is_syslog() -> None:
    broken = b"<134>Nov 20 04:12:57 fw2 CEF:0|Acme|Wall|2|100"
    _, events = sealed(b"\n".join([SSHD, CEF, broken]))
    assert _by_dataset(events) == {"syslog": 2, "cef": 1}
    assert {event["host.name"] for event in events if event["raw"] == broken} == {"fw2"}


def test_lines_of_several_devices_behind_syslog_s_header_are_syslog() -> None:
    assert detect(b"\n".join([ASA, ASA, ASA, SSHD, FORTI[5:]])).name == "mixed"
    assert detect(b"\n".join([ASA, ASA, ASA, SSHD, CEF])).name == "syslog"
    assert detect(b"\n".join([ASA] * 5)).name == "cisco"


def test_a_rare_stranger_is_found_in_a_batch_of_few_lines() -> None:
    apart = FORMATS["syslog"].apart
    assert apart is not None
    lines = [SSHD, b"<38>Nov 20 04:12:55 gate cron[8]: up"] * 499
    assert not apart(b"\n".join(lines))
    assert all(apart(b"\n".join([*lines[:place], CEF, *lines[place:]])) for place in range(0, 998, 100))


MARKS = (
    b"CEF:0|Acme|Wall|2|100|port scan|7|src=198.51.100.9 suser=ada outcome=success",
    b"LEEF:1.0|Acme|Gate|3|login|src=192.0.2.8\tusrName=ada",
    b"type=USER_LOGIN msg=audit(1795291201.250:584): pid=29 uid=0 msg='op=login acct=\"ada\" addr=192.0.2.8 res=success'",
    b'192.0.2.8 - ada [21/Nov/2026:20:00:01 +0000] "GET /a HTTP/1.1" 200 9',
    b'203.0.113.8:33317 [21/Nov/2026:21:00:01.625] front~ app/web2 10/0/30/69/109 503 2750 - - SC-- 2/1/0/0/0 0/0 "GET /"',
    b"[**] [1:2009187:4] EXAMPLE odd packet [**] [Priority: 1] {TCP} 198.51.100.7:8080 -> 192.0.2.4:56068",
    FORTI,
    ASA,
    b"MSWinEventLog\t1\tSecurity\t77\tSat Nov 21 20:00:01 2026\t4624\tMicrosoft-Windows-Security-Auditing\tN/A\tN/A\tSuccess Audit\tpc7",
    b'{"event":"authn_login_success:ada","level":"INFO"}',
    b'<142>Nov 21 20:00:05 box (2026-11-21T20:00:01) firewall[10]: msg_id="3000-0150" Allow 1-Trusted 0-External 192.0.2.4',
)
HEADS = (
    b"<38>Nov 20 04:12:55 gate sshd[811]: Invalid user %b from 203.0.113.7 port 40022",
    b"Nov 20 04:12:55 gate sshd[811]: Failed password for invalid user %b from 203.0.113.7 port 40022 ssh2",
    b"<38>1 2026-11-20T04:12:55Z gate sshd 811 - - Invalid user %b from 203.0.113.7 port 4",
    b"2026-11-20T04:12:55.123456+00:00 gate sudo:     b0 : TTY=pts/1 ; PWD=/ ; USER=root ; COMMAND=/bin/echo %b",
    b"Nov 20 04:12:55 gate postfix/smtpd[7]: 4F3A2B1: from=<%b>",
    b"Nov 20 04:12:55 gate shop[7]: login of %b failed",
)


@pytest.mark.usefixtures("event_tables")
@pytest.mark.parametrize("head", HEADS)
def test_what_somebody_wrote_as_a_name_is_no_other_format_s_record(head: bytes) -> None:
    """Alone, most of a batch, and among strangers."""
    lines = [head % mark for mark in MARKS]
    for body in (b"\n".join(lines), b"\n".join([*lines, CEF, CEF])):
        _, events = sealed(body)
        own = [event for event in events if event["id"] % 2**20 < len(lines)]
        assert _by_dataset(own) == {"syslog": len(lines)}
        assert not any(event["user.name"] == "ada" for event in own)


@pytest.mark.usefixtures("event_tables", "way")
def test_both_ways_read_an_address_of_one_link_and_a_protocol_s_number_alike() -> None:
    accepted = (
        b"<38>Nov 20 04:12:55 gate sshd[811]: Accepted publickey for root from fe80::1%eth0 port 40022 ssh2"
    )
    packet = (
        b"Nov 20 04:12:55 gate kernel: [UFW BLOCK] IN=eth0 OUT= SRC=192.0.2.4 DST=192.0.2.5 LEN=5 PROTO=%b"
    )
    numbers = [b"0047", b"99999999999999999999", b"000"]
    events = sealed(b"\n".join([accepted, ASA, *(packet % number for number in numbers)]), format="syslog")[1]
    assert events[0]["source.ip"] == "fe80::1"
    written = [event["fields"]["network"]["iana_number"] for event in events[2:]]
    assert written == ["47", "99999999999999999999", "0"]
