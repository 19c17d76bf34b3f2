"""OpenStack's services (oslo.log): ``2026-11-21 20:00:01.250 77 INFO nova.api [req-… user project - - -] …``.

A file's name may stand in front, as collected files have it. Requests that the API server answered are ``http.``
https://docs.openstack.org/oslo.log/latest/configuration/
"""

import re

from ingestion.formats.blocks import format_of_blocks
from ingestion.formats.documents import Document
from ingestion.formats.format import Reason, Sample

TIME = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}"
BEGINS = re.compile(
    rb"(?:[\w./-]{1,200}\.log\S{0,60} )?"
    + TIME.encode()
    + rb" \d{1,10} (?:DEBUG|INFO|AUDIT|WARNING|ERROR|CRITICAL|TRACE) [\w.]{1,200} \["
)
LINE = re.compile(
    rf"(?:(\S+) )?({TIME}) (\d+) ([A-Z]+) ([\w.]+) \[(?:(?:None |(req-[\w-]+) (?=req-))?(req-[\w-]+)(?: (\S+) (\S+)([^\]]*))?|([^\]]*))\] ?(?:\[instance: ([\w-]+)\] ?)?(.*)$",
    re.DOTALL,
)
REQUEST = re.compile(
    r'(\S+?)(?:,\S+)? "([A-Z]+) (\S+)(?: HTTP/([\d.]+))?" status: (\d{3}) len: (\d+)(?: microversion: (\S+))?(?: time: ([\d.]+))?'
)


def read(text: str) -> Document | Reason:
    found = LINE.match(text)
    if not found:
        return {"message": text}
    file, time, pid, level, logger, above, request, user, project, domains, context, instance, said = (
        found.groups()
    )
    return {
        "@timestamp": time,
        "log.level": {"AUDIT": "info"}.get(level, level),
        "log.logger": logger,
        "log.file.path": file,
        "process.pid": int(pid),
        "trace.id": request,
        "user.id": user if user != "-" else "",
        "openstack.project.id": project if project != "-" else "",
        "openstack.global_request.id": above,
        "openstack.context": (domains or context or "").strip(" -"),
        "openstack.instance.id": instance,
        "service.name": logger.partition(".")[0],
        **answered(said),
        "message": said,
    }


def answered(said: str) -> Document:
    found = REQUEST.match(said)
    if not found:
        return {}
    client, method, url, version, status, size, version_asked, seconds = found.groups()
    return {
        "event.action": "http_request",
        "event.category": "web",
        "event.outcome": "success" if int(status) < 400 else "failure",
        "event.duration": round(float(seconds) * 1e9) if seconds else None,
        "openstack.microversion": version_asked,
        "source.ip": client,
        "http.request.method": method,
        "http.version": version,
        "http.response.status_code": int(status),
        "http.response.body.bytes": int(size),
        "url.original": url,
    }


FORMAT = format_of_blocks(
    "openstack",
    "OpenStack (oslo.log)",
    BEGINS,
    read,
    signature=BEGINS,
    samples=(
        Sample(
            b"nova-api.log.1.2026-11-21 2026-11-21 20:00:01.250 257 INFO nova.api.server [req-38-1a a1 b2 - - -] 192.0.2.7 "
            b'"GET /v2/b2/servers HTTP/1.1" status: 404 len: 18 time: 0.25',
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "process.pid": 257,
                "trace.id": "req-38-1a",
                "event.outcome": "failure",
                "source.ip": "192.0.2.7",
                "http.response.status_code": 404,
                "url.path": "/v2/b2/servers",
            },
        ),
        Sample(
            b"2026-11-21 20:00:01.250 257 INFO nova.api.server [req-77-2b req-38-1a a1 b2 - d3 d3] 192.0.2.7 "
            b'"GET /v2 HTTP/1.1" status: 200 len: 18 microversion: 2.79 time: 0.25',
            {
                "trace.id": "req-38-1a",
                "event.outcome": "success",
                "source.ip": "192.0.2.7",
                "fields": {
                    "event": {"duration": 250000000},
                    "http": {"version": "1.1"},
                    "log": {"logger": "nova.api.server"},
                    "openstack": {
                        "context": "d3 d3",
                        "global_request": {"id": "req-77-2b"},
                        "microversion": "2.79",
                        "project": {"id": "b2"},
                    },
                    "user": {"id": "a1"},
                },
            },
        ),
        Sample(
            b"2026-11-21 20:00:01.250 257 INFO nova.compute [None req-38-1a a1 b2 - - -] [instance: i-7] up",
            {"trace.id": "req-38-1a", "message": "up"},
        ),
    ),
)
