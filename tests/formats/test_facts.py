"""Facts of single records by their ECS names, where a sample's whole document would hide them."""

from typing import Any

import pytest

from tests.formats.test_agreement import value
from tests.store.batches import sealed

pytestmark = pytest.mark.usefixtures("event_tables")

ENTRY = '{"insertId":"i","logName":"projects/p/logs/x","timestamp":"2026-11-21T20:00:01Z","jsonPayload":%s,"resource":%s}'
ENDS = (
    '"connection":{"src_ip":"192.0.2.9","src_port":4040,"dest_ip":"198.51.100.7","dest_port":22,"protocol":6}'
)
RULE = f'{{{ENDS},"rule_details":{{"direction":"%s"}},"instance":{{"vm_name":"till"}},"remote_instance":{{"vm_name":"desk"}}}}'
FLOW = f'{{{ENDS},"reporter":"DEST","dest_vpc":{{"vpc_name":"shop"}}%s}}'
ASKED = (
    '{"queryName":"a.example.","protocol":"UDP","vmInstanceName":"123.till","vmZoneName":"europe-west1-b"}'
)
CEF = "CEF:0|Acme|Wall|1|9|%s|%s|rt=1795291201500 %s"


@pytest.mark.parametrize(
    ("line", "facts"),
    [
        pytest.param(
            ENTRY % (RULE % "INGRESS", "{}"),
            {"destination.domain": "till", "source.domain": "desk"},
            id="the machine at a rule's other end",
        ),
        pytest.param(
            ENTRY % (RULE % "EGRESS", "{}"),
            {"destination.domain": "desk", "source.domain": "till"},
            id="the machine at the other end of what went out",
        ),
        pytest.param(
            ENTRY % (FLOW % "", "{}"),
            {"network.direction": "inbound", "network.name": "shop"},
            id="a flow from outside",
        ),
        pytest.param(
            ENTRY % (FLOW % ',"src_vpc":{"vpc_name":"desks"}', "{}"),
            {"network.direction": "internal", "network.name": "shop"},
            id="a flow that stays inside",
        ),
        pytest.param(
            ENTRY % (ASKED, '{"labels":{"location":"europe-west1"}}'),
            {
                "cloud.instance.name": "till",
                "cloud.availability_zone": "europe-west1-b",
                "cloud.region": "europe-west1",
            },
            id="the machine that asked for a name",
        ),
        pytest.param(
            CEF % ("up", "7", "categoryOutcome=/Success ahost=box aid=q7 at=file av=7.1"),
            {"event.outcome": "success", "event.severity": 7, "agent.name": "box", "agent.id": "q7"},
            id="what a connector adds",
        ),
        pytest.param(
            CEF % ("up", "Low", "act=blocked categoryOutcome=/Success"),
            {"event.outcome": "failure", "event.severity": None},
            id="what was done counts before a connector's sorting",
        ),
        pytest.param(
            CEF % ("login", "1", "act=allowed categoryOutcome=/Failure suser=ada"),
            {"event.outcome": "failure", "event.action": "authn_login_fail"},
            id="a login that a connector calls failed",
        ),
        pytest.param(
            CEF % ("drop", "1", "c6a2Label=Source IPv6 Address c6a2=2001:db8::7 c6a3Label=Destination IPv6 Address c6a3=2001:db8::8 dst=192.0.2.1"),
            {"source.ip": "2001:db8::7", "destination.ip": "192.0.2.1"},
            id="addresses under labels, where no key has them",
        ),
        pytest.param(
            CEF % ("drop", "1", "inzone=Inside outzone=Outside rule_uid=u-7 cs5Label=Matched Category cs5=Games"),
            {
                "observer.ingress.zone": "Inside",
                "observer.egress.zone": "Outside",
                "rule.uuid": "u-7",
                "rule.category": "Games",
            },
            id="a firewall's zones and rule",
        ),
    ],
)  # fmt: skip
def test_a_record_says(line: str, facts: dict[str, Any]) -> None:
    result, (event,) = sealed(line.encode() + b"\n")
    assert not result.quarantined
    assert {name: value(event, name) for name in facts} == facts
