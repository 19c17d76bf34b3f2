"""Tomcat's access log as Elastic's integration has it written: between size and referrer the server's address, how the connection ended and a time.

``%h %l %u %t "%r" %s %b %A %X %T "%{Referer}i" "%{User-Agent}i" X-Forwarded-For="%{X-Forwarded-For}i"``; any of the three
may be missing. https://tomcat.apache.org/tomcat-10.1-doc/config/valve.html#Access_Log_Valve
"""

import re

from ingestion.formats import access
from ingestion.formats.documents import Document, by_line, format_of
from ingestion.formats.format import Reason, Sample

ADDRESS = r"(?:\d{1,3}\.){3}\d{1,3}|[0-9a-fA-F]{0,4}:[0-9a-fA-F:.]{1,41}"
MIDDLE = rf" (?:({ADDRESS}) )?(?:([+X-]) )?(?:(\d{{1,12}}(?:\.\d{{1,6}})?) )?"
HEAD = r'\S{1,255} \S{1,255} \S{1,255}(?: \S{1,255})? \[[^\]\n]{20,40}\] "[^"\n]{0,8192}" (?:\d{3}|-) (?:\d{1,18}|-)'
LINE = re.compile(rf'({HEAD}){MIDDLE}("[^"\n]*" "[^"\n]*") X-Forwarded-For="?([^"\n]*)"?$')
OWN = "apache_tomcat.access"


def read(text: str) -> Document | Reason:
    found = LINE.match(text.rstrip())
    if not found:
        return Reason(
            "not_tomcat_access", "Not a line of Tomcat's access log with X-Forwarded-For at its end."
        )
    head, address, ended, taken, clients, forwarded = found.groups()
    document = access.read(f"{head} {clients}")
    if isinstance(document, Reason):
        return document
    hops = [hop.strip() for hop in forwarded.split(",") if hop.strip(" -")]
    return {
        **document,
        "network.forwarded_ip": ", ".join(hops),
        f"{OWN}.header_forwarder": hops or None,
        f"{OWN}.ip.local": address,
        f"{OWN}.connection_status": ended,
        # Seconds or milliseconds, by what the valve was told to write; the line does not say it.
        f"{OWN}.response_time": float(taken) if taken else None,
    }


FORMAT = format_of(
    "tomcat_access",
    "Tomcat access log",
    by_line(read),
    signature=re.compile(rf'{HEAD}{MIDDLE}"[^"\n]*" "[^"\n]*" X-Forwarded-For='.encode()),
    samples=(
        Sample(
            b'192.0.2.8 - ada [21/Nov/2026:20:00:01 +0000] "GET /a?b=1 HTTP/1.1" 200 9 192.0.2.1 + 40 "https://shop.example/" "B" X-Forwarded-For="203.0.113.7, 10.0.0.9"',
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "user.name": "ada",
                "source.ip": "192.0.2.8",
                "url.path": "/a",
                "http.response.status_code": 200,
                "user_agent.original": "B",
                "fields": {
                    "http": {"request": {"referrer": "https://shop.example/"}, "version": "1.1"},
                    "url": {"query": "b=1"},
                    "network": {"forwarded_ip": "203.0.113.7, 10.0.0.9"},
                    "apache_tomcat": {
                        "access": {
                            "header_forwarder": ["203.0.113.7", "10.0.0.9"],
                            "ip": {"local": "192.0.2.1"},
                            "connection_status": "+",
                            "response_time": 40,
                        }
                    },
                },
            },
        ),
        Sample(
            b'192.0.2.8 - - [21/Nov/2026:20:00:01 +0000] "GET /a HTTP/1.1" 404 - - "-" "-" X-Forwarded-For="-"',
            {"event.outcome": "failure", "user.name": "", "user_agent.original": ""},
        ),
    ),
)
