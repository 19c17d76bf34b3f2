"""Community ID of flows: the values that the specification and Zeek give, and what has none."""

import pytest

from ingestion.normalise.community_id import NAME, facts
from tests.store.batches import sealed

TCP = {"source.ip": "128.232.110.120", "destination.ip": "66.35.250.204", "source.port": 34855, "destination.port": 80, "network.transport": "tcp"}  # fmt: skip
SMALL = {
    "source.ip": "1.2.3.4",
    "destination.ip": "5.6.7.8",
    "source.port": "1122",
    "destination.port": "3344",
}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (TCP, "1:LQU9qZlK+B5F3KDmev6m5PMibrg="),
        ({**SMALL, "network.transport": "tcp"}, "1:wCb3OG7yAFWelaUydu0D+125CLM="),
        ({**SMALL, "network.transport": "udp"}, "1:0Mu9InQx6z4ZiCZM/7HXi2WMhOg="),
    ],
)
def test_both_directions_have_the_published_value(said: dict[str, object], expected: str) -> None:
    assert facts(said) == {NAME: expected}
    turned = {name: said[TURNED.get(name, name)] for name in said}
    assert turned != said and facts(turned) == {NAME: expected}


TURNED = {f"{one}.{what}": f"{other}.{what}" for one, other in (("source", "destination"), ("destination", "source")) for what in ("ip", "port")}  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        {"source.ip": "not one"}, {"source.ip": "2001:db8::1"}, {"source.port": ""}, {"source.port": "65536"}, {"source.port": -1},
        {"source.port": "٣"}, {"network.transport": "icmp"}, {"network.transport": "quic"}, {"network.transport": ["tcp"]},
        {"source.ip": "9" * 10**6}, {"source.port": "9" * 10**6}, {NAME: "1:own"},
    ],
)  # fmt: skip
def test_what_names_no_flow_gets_none(change: dict[str, object]) -> None:
    assert facts({**TCP, **change}) == {}


def test_protocols_without_ports_have_one() -> None:
    said = {"source.ip": "192.0.2.1", "destination.ip": "192.0.2.2", "network.transport": "gre"}
    assert facts(said) == facts({**said, "source.port": 7})
    assert facts(said)[NAME] != facts({**said, "network.transport": "esp"})[NAME]


@pytest.mark.usefixtures("event_tables")
def test_a_firewall_and_a_sensor_name_a_flow_alike() -> None:
    asa = (
        b"<166>Nov 21 2026 20:00:01 fw1 : %ASA-6-302013: Built outbound TCP connection 77 for outside:198.51.100.7/443 "
        b"(198.51.100.7/443) to inside:192.0.2.4/51234 (192.0.2.4/51234)"
    )
    eve = (
        b'{"timestamp":"2026-11-21T20:00:01.5Z","event_type":"flow","src_ip":"192.0.2.4","src_port":51234,'
        b'"dest_ip":"198.51.100.7","dest_port":443,"proto":"TCP","flow":{"pkts_toserver":1}}'
    )
    found = [
        sealed(line, format=name)[1][0]["fields"]["network"]["community_id"]
        for line, name in ((asa, "cisco"), (eve, "suricata"))
    ]
    assert found[0] == found[1] and found[0].startswith("1:")


PACKETS = (
    (
        "SRC=192.0.2.4 DST=198.51.100.7 LEN=52 PROTO=TCP SPT=51234 DPT=443",
        ("192.0.2.4", "198.51.100.7", 51234, 443, "tcp"),
    ),
    (
        "SRC=2001:0db8::4 DST=2001:0db8::1 LEN=52 PROTO=UDP SPT=53 DPT=51234",
        ("2001:db8::4", "2001:db8::1", 53, 51234, "udp"),
    ),
    ("SRC=192.0.2.4 DST=192.0.2.4 LEN=52 PROTO=47", ("192.0.2.4", "192.0.2.4", None, None, "gre")),
    (
        "SRC=10.0.0.0 DST=255.255.255.255 LEN=52 PROTO=UDP SPT=256 DPT=67",
        ("10.0.0.0", "255.255.255.255", 256, 67, "udp"),
    ),
    ("SRC=192.0.2.0 DST=192.0.2.1 LEN=52 PROTO=TCP SPT=0 DPT=512", ("192.0.2.0", "192.0.2.1", 0, 512, "tcp")),
    ("SRC=:: DST=2001:db8:: LEN=52 PROTO=ESP", ("::", "2001:db8::", None, None, "esp")),
)


@pytest.mark.usefixtures("event_tables")
@pytest.mark.parametrize(("packet", "flow"), PACKETS)
def test_the_engine_names_a_packet_s_flow_alike(packet: str, flow: tuple[object, ...]) -> None:
    names = ("source.ip", "destination.ip", "source.port", "destination.port", "network.transport")
    line = f"Nov 21 20:00:01 gw kernel: [UFW BLOCK] IN=eth0 OUT= {packet}"
    [event] = sealed(line.encode(), format="syslog")[1]
    assert event["fields"]["network"]["community_id"] == facts(dict(zip(names, flow, strict=True)))[NAME]


@pytest.mark.usefixtures("event_tables")
@pytest.mark.parametrize("packet", ["SRC=192.0.2.4 DST=2001:db8::1 LEN=5 PROTO=UDP SPT=53 DPT=5", "SRC=192.0.2.4 DST=192.0.2.5 LEN=5 PROTO=TCP"])  # fmt: skip
def test_the_engine_gives_what_is_no_flow_none(packet: str) -> None:
    line = f"Nov 21 20:00:01 gw kernel: [UFW BLOCK] IN=eth0 OUT= {packet}"
    [event] = sealed(line.encode(), format="syslog")[1]
    assert "community_id" not in event["fields"]["network"]
