"""Cisco Umbrella's logs as it puts them into a bucket: quoted cells without a header, of DNS, of its proxy and of its firewall.

Times are in UTC. https://docs.umbrella.com/deployment-umbrella/docs/log-formats-and-versioning
"""

import re
from collections.abc import Sequence

from ingestion.formats.documents import Document, by_line, format_of
from ingestion.formats.format import Reason, Sample
from ingestion.formats.table import cells
from ingestion.normalise import appliances, flows, transports, urls

TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$")
TYPE = re.compile(r"\d{1,5} \((\w{1,16})\)$")
# “Last, First M (user@example.net)”
PERSON = re.compile(r"(.*?) \(([^\s@()]{1,128})@([^\s@()]{1,255})\)$")
PROXY = ("", "identity", "source.ip", "source.nat.ip", "destination.ip", "http.response.mime_type", "", "", "http.request.referrer",
         "user_agent.original", "http.response.status_code", "http.request.bytes", "http.response.bytes", "http.response.body.bytes",
         "file.hash.sha256", "categories", "av_detections", "puas", "amp_disposition", "amp_malware_name", "amp_score", "identity_type",
         "blocked_categories", "identities", "identity_types", "http.request.method", "dlp_status", "certificate_errors", "file.name",
         "rule.ruleset", "rule.id")  # fmt: skip
FIREWALL = ("", "origin_id", "identity", "identity_type", "network.direction", "", "network.bytes", "source.ip", "source.port",
            "destination.ip", "destination.port", "datacenter", "rule.id", "")  # fmt: skip
NUMBERS = frozenset(("http.response.status_code", "http.request.bytes", "http.response.bytes", "http.response.body.bytes",
                     "network.bytes", "source.port", "destination.port"))  # fmt: skip


def read(text: str) -> Document | Reason:
    row = [cell.strip() for cell in cells(re.sub(r'", +"', '","', text))]
    if len(row) < 9 or not TIME.match(row[0]):
        return Reason("not_umbrella", "Not a row of Umbrella: “time”,“identity”, … with a verdict in it.")
    if "://" in row[8] and "://" not in row[7]:
        row = [*row[:2], *row[3:]]  # the oldest version has identities behind the identity
    said = dns(row) if TYPE.match(row[6]) else proxy(row) if "://" in row[7] else firewall(row)
    return {
        "@timestamp": f"{row[0].replace(' ', 'T')}Z",
        "@written": row[0],
        "observer.vendor": "Cisco",
        "observer.product": "Umbrella",
        **said,
    }


def named(names: Sequence[str], row: Sequence[str]) -> Document:
    found: Document = {}
    for name, cell in zip(names, row, strict=False):
        if name and cell:
            own = name if "." in name else f"cisco.umbrella.{name}"
            found[own] = int(cell) if name in NUMBERS and cell.isdigit() else cell
    return found


def who(identity: str, identities: str, types: str) -> Document:
    """People are named with their mail's address; computers stand beside them."""
    person = next(
        (
            found
            for one in (identity, *re.split(r"\),", identities))
            if (found := PERSON.match(one if one.endswith(")") else f"{one})"))
        ),
        None,
    )
    listed, kinds = [one.strip() for one in identities.split(",")], [one.strip() for one in types.split(",")]
    typed = list(zip(re.split(r",(?! )", identities), kinds, strict=False))  # people's names hold a comma too
    computers = [one for one, kind in typed if "Computer" in kind] if not PERSON.match(identity) else []
    users = [one for one, kind in typed if kind == "AD Users"]
    return {
        "user.name": person[2].rpartition(",")[2] if person else users[0] if users else "",
        "user.email": f"{person[2]}@{person[3]}" if person else "",
        "user.domain": person[3] if person else "",
        "host.name": computers[0] if computers else "",
        "cisco.umbrella.identity": identity,
        "cisco.umbrella.identities": listed,
        "cisco.umbrella.identity_types": kinds if types else None,
    }


def dns(row: Sequence[str]) -> Document:
    kind, verdict = TYPE.match(row[6]), row[5]
    rest = [*row[9:], "", "", "", ""]
    return {
        **who(row[1], row[2], rest[2]),
        "source.ip": row[3],
        "source.nat.ip": row[4],
        "event.action": f"dns-request-{verdict}",
        "event.category": "network",
        "event.outcome": appliances.outcome(verdict),
        "dns.question.name": row[8].removesuffix("."),
        "dns.question.type": kind[1] if kind else row[6],
        "dns.response_code": row[7],
        "dns.type": "query",
        "network.protocol": "dns",
        "observer.type": "dns",
        "cisco.umbrella.categories": [one for one in rest[0].split(",") if one] or None,
        "cisco.umbrella.blocked_categories": [one for one in rest[3].split(",") if one] or None,
        "message": f"{verdict} {row[6]} {row[8]}",
    }


def proxy(row: Sequence[str]) -> Document:
    found, verdict = named(PROXY, row), row[6]
    identities, types = (row[23], row[24]) if len(row) > 24 else ("", "")
    return {
        **found,
        **(
            {name: one for name, one in who(row[1], identities, types).items() if one}
            if types
            else {"user.name": row[1]}
        ),
        **urls.parts(row[7]),
        "url.full": row[7],
        "event.action": "http_request",
        "event.category": "web",
        "event.outcome": appliances.outcome(verdict),
        "observer.type": "proxy",
        "cisco.umbrella.verdict": verdict,
        "message": f"{verdict} {row[7]}",
    }


def firewall(row: Sequence[str]) -> Document:
    found, verdict = named(FIREWALL, row), row[13] if len(row) > 13 else ""
    outcome = appliances.outcome(verdict)
    return {
        **found,
        **transports.facts(row[5]),
        "network.direction": flows.direction(row[4]),
        "event.action": {"failure": "network_denied", "success": "network_allowed"}.get(
            outcome, "network_packet"
        ),
        "event.category": "network",
        "event.outcome": outcome,
        "observer.type": "firewall",
        "message": f"{verdict} {row[7]} {row[9]}",
    }


CELL = rb'"[^"\n]{0,512}", ?'
ADDRESS = rb'"[0-9A-Fa-f:.]{0,45}", ?'
FORMAT = format_of(
    "umbrella",
    "Cisco Umbrella",
    by_line(read),
    signature=re.compile(
        rb'"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", ?(?:'
        + CELL * 2 + ADDRESS * 2 + rb'"(?:Allowed|Blocked|Proxied)", ?"\d{1,5} \('
        + rb"|" + CELL + rb"(?:" + CELL + rb")?" + ADDRESS * 3 + CELL + rb'"(?:ALLOWED|BLOCKED|[A-Z]{4,12})", ?"[a-z]{2,10}://'
        + rb"|" + CELL * 3 + rb'"(?:INBOUND|OUTBOUND)", ?"\d{1,3}", ?"\d*", ?' + ADDRESS + rb")"
    ),
    samples=(
        Sample(
            b'"2026-11-21 20:00:01","Doe, Ada (ada@example.net)","Doe, Ada (ada@example.net),PC7","192.0.2.4","203.0.113.9","Blocked","1 (A)",'
            b'"NOERROR","bad.example.","Malware","AD Users","AD Users,Anyconnect Roaming Client","Malware"',
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "time_quality": "stated",
                "event.action": "dns-request-Blocked",
                "event.category": "network",
                "event.outcome": "failure",
                "user.name": "ada",
                "source.ip": "192.0.2.4",
            },
        ),
        Sample(
            b'"2026-11-21 20:00:01","Net7","Doe, Ada (ada@example.net),PC7","192.0.2.4","203.0.113.9","Allowed","1 (A)","NOERROR","a.example.",'
            b'"Shopping","Networks","AD Users,Roaming Computers",""',
            {"user.name": "ada", "host.name": "PC7", "event.outcome": "success"},
        ),
        Sample(
            b'"2026-11-21 20:00:01","Net7","192.0.2.4","203.0.113.9","198.51.100.7","text/plain","ALLOWED","http://shop.example/a?b","","curl/8.5",'
            b'"200","12","374","2","","Shopping","","","","","","Networks","","Net7","Networks","GET","","","a","77","",""',
            {"event.outcome": "success", "source.ip": "192.0.2.4", "url.path": "/a", "http.response.status_code": 200, "http.request.method": "GET"},
        ),
        Sample(
            b'"2026-11-21 20:00:01","[211]","Tunnel","Network Tunnels","OUTBOUND","6","84","192.0.2.4","40001","198.51.100.7","443","ams1.edc","12","BLOCK"',
            {"event.action": "network_denied", "event.outcome": "failure", "source.ip": "192.0.2.4", "source.port": 40001},
        ),
    ),
)  # fmt: skip
