"""Amazon S3 server access logs. https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html"""

import re

from ingestion.formats.documents import Document, by_line, format_of
from ingestion.formats.format import Reason, Sample
from ingestion.normalise import flows

QUOTED = r'"((?:[^"\\]|\\.|"(?! |$))*)"'
LAST = r'"(.*)"'  # a client's name may hold quotation marks as they are; what stands behind it holds none
HEAD = re.compile(
    r"(\S+) (\S+) \[([^\]]{20,40})\] (\S+) (\S+) (\S+) ([A-Z][A-Z0-9]*\.[A-Z0-9_.]+) (\S+) "
    rf"(?:{QUOTED}|-) (\d{{3}}|-) (\S+) (\d+|-) (\d+|-) (\d+|-) (\d+|-) (?:{QUOTED}|-) (?:{LAST}|-)(?: ([^\s\"]+))?([^\"]*)$",
    re.DOTALL,
)
OWN = "aws.s3access"  # as Elastic's module has it
REST = (f"{OWN}.host_id", f"{OWN}.signature_version", f"{OWN}.cipher_suite", f"{OWN}.authentication_type", f"{OWN}.host_header",
        f"{OWN}.tls_version", f"{OWN}.access_point_arn", f"{OWN}.acl_required")  # fmt: skip
REGION = re.compile(r"(?:^|\.)s3[.-](?:dualstack\.)?([a-z]{2,4}-[a-z-]{4,20}-\d)\.amazonaws\.com")
REQUEST = re.compile(r"(\S+) (\S+)(?: HTTP/(\S+))?$")


def read(text: str) -> Document | Reason:
    found = HEAD.match(text)
    if not found:
        return Reason("not_s3_access", "Not a line of an S3 server access log.")
    (owner, bucket, time, address, requester, request_id, operation, key, line, status, code, sent, size, total, turn,
     referrer, agent, version, rest) = (None if one == "-" else one for one in found.groups())  # fmt: skip
    request = REQUEST.match(line or "")
    more = {name: value for name, value in zip(REST, (rest or "").split(), strict=False) if value != "-"}
    host = more.get(f"{OWN}.host_header", "")
    region = REGION.search(host)
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
        f"{OWN}.bucket_owner": owner,
        f"{OWN}.bucket": bucket,
        f"{OWN}.remote_ip": address,
        f"{OWN}.requester": requester,
        f"{OWN}.request_id": request_id,
        f"{OWN}.operation": operation,
        f"{OWN}.key": key,
        f"{OWN}.request_uri": line,
        f"{OWN}.http_status": int(status) if status else None,
        f"{OWN}.error_code": code,
        f"{OWN}.bytes_sent": int(sent) if sent else None,
        f"{OWN}.object_size": int(size) if size else None,
        f"{OWN}.total_time": int(total) if total else None,
        f"{OWN}.turn_around_time": int(turn) if turn else None,
        f"{OWN}.version_id": version,
        **more,
        "tls.cipher": more.get(f"{OWN}.cipher_suite"),
        **flows.tls_version(more.get(f"{OWN}.tls_version")),
        "destination.domain": host,
        "client.ip": address,
        "client.address": address,
        "client.user.id": requester,
        "cloud.region": region[1] if region else "",
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
            b"ECDHE-RSA-AES128-GCM-SHA256 AuthHeader docs-bucket.s3.eu-west-1.amazonaws.com TLSv1.2 - -",
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
                "fields": {
                    "aws": {
                        "s3access": {
                            "bucket_owner": "9ab1",
                            "bucket": "docs-bucket",
                            "remote_ip": "192.0.2.3",
                            "requester": "arn:aws:iam::111122223333:user/ada",
                            "request_id": "3E57427F3",
                            "operation": "REST.GET.OBJECT",
                            "key": "a/b%20c.txt",
                            "request_uri": "GET /a/b%20c.txt?x=1 HTTP/1.1",
                            "http_status": 403,
                            "error_code": "AccessDenied",
                            "bytes_sent": 243,
                            "total_time": 7,
                            "host_id": "h0st=",
                            "signature_version": "SigV4",
                            "cipher_suite": "ECDHE-RSA-AES128-GCM-SHA256",
                            "authentication_type": "AuthHeader",
                            "host_header": "docs-bucket.s3.eu-west-1.amazonaws.com",
                            "tls_version": "TLSv1.2",
                        }
                    },
                    "client": {
                        "ip": "192.0.2.3",
                        "address": "192.0.2.3",
                        "user": {"id": "arn:aws:iam::111122223333:user/ada"},
                    },
                    "cloud": {"provider": "aws", "region": "eu-west-1"},
                    "destination": {"domain": "docs-bucket.s3.eu-west-1.amazonaws.com"},
                    "event": {"code": "AccessDenied", "duration": 7000000},
                    "http": {"version": "1.1"},
                    "tls": {
                        "cipher": "ECDHE-RSA-AES128-GCM-SHA256",
                        "version": "1.2",
                        "version_protocol": "tls",
                    },
                    "url": {"query": "x=1"},
                },
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
