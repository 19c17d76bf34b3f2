"""What each of Suricata's event types says, by ECS names. https://docs.suricata.io/en/latest/output/eve/eve-json-format.html"""

import re
from collections.abc import Mapping
from typing import Any

from ingestion.formats.documents import Document
from ingestion.formats.shapes import at, text
from ingestion.normalise import flows

Said = Mapping[str, Any]
WITHOUT_ZONE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
REFUSED_SMB = ("STATUS_ACCESS_DENIED", "STATUS_LOGON_FAILURE")


def facts(said: Said) -> Document:
    found: Document = {}
    for make, names in GROUPS:  # a record has few of them, and a megabyte may hold thirty thousand records
        if any(name in said for name in names):
            found |= make(said)
    return {**found, **flows.totals(found), "network.community_id": text(said, "community_id")}


def dns(said: Said) -> Document:
    """Version 2 of its records has one answer to a record, version 3 lists of queries and answers."""
    if not isinstance(at(said, "dns"), dict | list):
        return {}
    answers = at(said, "dns", "answers")
    rows = [one for one in answers if isinstance(one, dict)] if isinstance(answers, list) else []
    single = text(said, "dns", "rdata")
    if single and not rows:
        rows = [{name: at(said, "dns", name) for name in ("rrname", "rrtype", "ttl", "rdata")}]
    values = [str(one.get("rdata", "")) for one in rows]
    return {
        "dns.type": {"request": "query", "response": "answer"}.get(text(said, "dns", "type"), text(said, "dns", "type")),
        "dns.id": text(said, "dns", "id"),
        "dns.question.name": text(said, "dns", "rrname") or text(said, "dns", "queries", "rrname"),
        "dns.question.type": text(said, "dns", "rrtype") or text(said, "dns", "queries", "rrtype"),
        "dns.response_code": text(said, "dns", "rcode"),
        "dns.answers": [
            {name: one[key] for name, key in (("name", "rrname"), ("type", "rrtype"), ("ttl", "ttl"), ("data", "rdata")) if one.get(key) is not None}
            for one in rows
        ] or None,
        "dns.resolved_ip": flows.addresses(values),
    }  # fmt: skip


def http(said: Said) -> Document:
    status = at(said, "http", "status")
    return {
        "url.domain": text(said, "http", "hostname"),
        "url.original": text(said, "http", "url"),
        "http.request.method": text(said, "http", "http_method"),
        "http.request.referrer": text(said, "http", "http_refer"),
        "http.version": text(said, "http", "protocol").removeprefix("HTTP/"),
        "http.response.status_code": status if isinstance(status, int) else None,
        "http.response.body.bytes": at(said, "http", "length"),
        "http.response.mime_type": text(said, "http", "http_content_type"),
        "user_agent.original": text(said, "http", "http_user_agent"),
    }


def tls(said: Said) -> Document:
    if not isinstance(at(said, "tls"), dict):
        return {"tls.client.server_name": ""}
    subject, issuer = text(said, "tls", "subject"), text(said, "tls", "issuerdn")
    return {
        "tls.client.server_name": text(said, "tls", "sni").removesuffix("."),
        "tls.resumed": at(said, "tls", "session_resumed"),
        "tls.server.subject": subject,
        "tls.server.issuer": issuer,
        "tls.server.x509.serial_number": text(said, "tls", "serial").replace(":", ""),
        **flows.distinguished("tls.server.x509.subject", subject),
        **flows.distinguished("tls.server.x509.issuer", issuer),
        "tls.server.hash.sha1": text(said, "tls", "fingerprint").replace(":", "").upper(),
        "tls.server.not_before": in_utc(text(said, "tls", "notbefore")),
        "tls.server.not_after": in_utc(text(said, "tls", "notafter")),
        "tls.client.ja3": text(said, "tls", "ja3", "hash"),
        "tls.server.ja3s": text(said, "tls", "ja3s", "hash"),
        **flows.tls_version(text(said, "tls", "version")),
    }


def in_utc(written: str) -> str:
    """A certificate's times are in UTC, which Suricata does not say."""
    return f"{written}.000Z" if WITHOUT_ZONE.fullmatch(written) else written


def files(said: Said) -> Document:
    return {
        "file.name": text(said, "fileinfo", "filename").rsplit("/", 1)[-1],
        "file.path": text(said, "fileinfo", "filename"),
        "file.size": at(said, "fileinfo", "size"),
        "file.hash.md5": text(said, "fileinfo", "md5"),
        "file.hash.sha1": text(said, "fileinfo", "sha1"),
        "file.hash.sha256": text(said, "fileinfo", "sha256"),
    }


def flow(said: Said) -> Document:
    age = at(said, "flow", "age")
    return {
        "source.bytes": at(said, "flow", "bytes_toserver"),
        "destination.bytes": at(said, "flow", "bytes_toclient"),
        "source.packets": at(said, "flow", "pkts_toserver"),
        "destination.packets": at(said, "flow", "pkts_toclient"),
        "event.start": text(said, "flow", "start"),
        "event.end": text(said, "flow", "end"),
        "event.duration": age * 10**9 if isinstance(age, int) else None,
    }


def mail(said: Said) -> Document:
    sender = text(said, "email", "from") or text(said, "smtp", "mail_from").strip("<>")
    return {
        "email.from.address": sender,
        "email.to.address": at(said, "email", "to") or at(said, "smtp", "rcpt_to"),
        "email.subject": text(said, "email", "subject"),
    }


def people(said: Said) -> Document:
    failed = text(said, "krb5", "msg_type") == "KRB_ERROR" or text(said, "smb", "status") in REFUSED_SMB
    return {
        "user.name": text(said, "smb", "ntlmssp", "user")
        or text(said, "krb5", "cname")
        or text(said, "rdp", "cookie"),
        "user.domain": text(said, "smb", "ntlmssp", "domain") or text(said, "krb5", "realm"),
        "error.code": text(said, "krb5", "error_code"),
        "event.outcome": "failure" if failed else "",
        **cards(said),
    }


def cards(said: Said) -> Document:
    """Network cards, of the packet or of who asks for an address."""
    return {
        "source.mac": flows.hardware(text(said, "ether", "src_mac") or text(said, "dhcp", "client_mac")),
        "destination.mac": flows.hardware(text(said, "ether", "dest_mac")),
    }


GROUPS = (
    (dns, ("dns",)),
    (http, ("http",)),
    (tls, ("tls",)),
    (files, ("fileinfo",)),
    (flow, ("flow",)),
    (mail, ("email", "smtp")),
    (people, ("smb", "krb5", "rdp", "dhcp")),
    (cards, ("ether",)),
)
