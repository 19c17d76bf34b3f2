"""Amazon S3 server access logs. https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html"""

import re

from ingestion.formats.documents import Document, by_line, format_of
from ingestion.formats.format import Reason, Sample
from ingestion.normalise import flows

QUOTED = r'"((?:[^"\\]|\\.|"(?! |$))*)"'
HEAD = re.compile(
    r"(\S+) (\S+) \[([^\]]{20,40})\] (\S+) (\S+) (\S+) ([A-Z][A-Z0-9]*\.[A-Z0-9_.]+) (\S+) "
    rf"(?:{QUOTED}|-) (\d{{3}}|-) (\S+) (\d+|-) (\d+|-) (\d+|-) (\d+|-) (?:{QUOTED}|-) (?:{QUOTED}|-)(?: (\S+))?(.*)$",
    re.DOTALL,
)
REST = ("aws.s3.host_id", "aws.s3.signature_version", "tls.cipher", "aws.s3.authentication_type", "destination.domain",
        "tls.version", "aws.s3.access_point_arn", "aws.s3.acl_required")  # fmt: skip
REQUEST = re.compile(r"(\S+) (\S+)(?: HTTP/(\S+))?$")


def read(text: str) -> Document | Reason:
    found = HEAD.match(text)
    if not found:
        return Reason("not_s3_access", "Not a line of an S3 server access log.")
    (owner, bucket, time, address, requester, request_id, operation, key, line, status, code, sent, size, total, turn,
     referrer, agent, version, rest) = (None if one == "-" else one for one in found.groups())  # fmt: skip
    request = REQUEST.match(line or "")
    more = {name: value for name, value in zip(REST, (rest or "").split(), strict=False) if value != "-"}
    return {
        "@timestamp": time,
        "event.id": request_id,
        "event.action": operation,
        "event.category": "web",
        "event.outcome": ("failure" if int(status) >= 400 else "success") if status else "",
        "log.level": _level(int(status or 0)),
        "source.ip": address,
        "user.name": requester,
        "http.request.method": request[1] if request else "",
        "url.original": request[2] if request else "",
        "url.path": request[2].partition("?")[0] if request else "",
        "url.query": request[2].partition("?")[2] if request else "",
        "http.version": request[3] if request else "",
        "http.response.status_code": int(status) if status else None,
        "http.response.body.bytes": int(sent) if sent else None,
        "http.request.referrer": referrer,
        "user_agent.original": agent,
        "event.code": code,
        "event.duration": int(total) * 1_000_000 if total else None,
        "aws.s3.bucket.owner": owner,
        "aws.s3.bucket.name": bucket,
        "aws.s3.object.key": key,
        "aws.s3.object.size": int(size) if size else None,
        "aws.s3.object.version": version,
        "aws.s3.turn_around_time": int(turn) if turn else None,
        **more,
        **flows.tls_version(more.get("tls.version")),
        "client.user.id": requester,
        "cloud.provider": "aws",
        "message": f"{operation} {key or bucket} {status or '-'}",
    }


def _level(status: int) -> str:
    return "error" if status >= 500 else "warning" if status >= 400 else "info"


FORMAT = format_of(
    "s3_access",
    "Amazon S3 access log",
    by_line(read),
    signature=re.compile(
        rb"\S+ \S+ \[\d\d/[A-Z][a-z]{2}/\d{4}:[\d:]{8} [+-]\d{4}\] \S+ \S+ \S+ [A-Z][A-Z0-9]*\.[A-Z0-9_.]+ "
    ),
    samples=(
        Sample(
            b"9ab1 docs-bucket [21/Nov/2026:20:00:01 +0000] 192.0.2.3 arn:aws:iam::111122223333:user/ada 3E57427F3 REST.GET.OBJECT "
            b'a/b%20c.txt "GET /a/b%20c.txt?x=1 HTTP/1.1" 403 AccessDenied 243 - 7 - "-" "tool/1.0 (\\"x\\")" - h0st= SigV4 '
            b"ECDHE-RSA-AES128-GCM-SHA256 AuthHeader docs-bucket.s3.example TLSv1.2 - -",
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "event.id": "3E57427F3",
                "event.action": "REST.GET.OBJECT",
                "event.outcome": "failure",
                "severity": 4,
                "user.name": "arn:aws:iam::111122223333:user/ada",
                "source.ip": "192.0.2.3",
                "url.path": "/a/b%20c.txt",
                "http.response.status_code": 403,
                "http.response.body.bytes": 243,
                "user_agent.original": 'tool/1.0 (\\"x\\")',
            },
        ),
        Sample(
            b'9ab1 docs-bucket [21/Nov/2026:20:00:01 +0000] - svc 7E S3.EXPIRE.OBJECT a.txt "-" - - - 113 - - "-" "-" -',
            {
                "event.action": "S3.EXPIRE.OBJECT",
                "event.outcome": "",
                "user.name": "svc",
                "source.address": "",
            },
        ),
    ),
)
