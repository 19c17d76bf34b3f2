"""Audit logs of MySQL and Percona as XML: the new style with an element for each value, the old one with attributes.

Each record is parsed by itself, without a document type, so no entity can be declared.
https://dev.mysql.com/doc/refman/8.4/en/audit-log-file-formats.html
"""

import re

from ingestion.formats.documents import UNREADABLE, Document, format_of
from ingestion.formats.format import Reason, Sample
from ingestion.formats.mysql_audit import percona
from ingestion.formats.xml_records import Elements, parsed, prepared

RECORD = re.compile(
    rb'<AUDIT_RECORD(?:\s+[A-Za-z_]+\s*=\s*"[^"]*")*\s*(?:/>|>(?:[^<]|<(?!/?AUDIT_RECORD))*</AUDIT_RECORD>)'
)
BEGINS = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,400}\?>\s*)?(?:<AUDIT>\s*)?<AUDIT_RECORD[\s>]")
AROUND = re.compile(rb"\xef\xbb\xbf|<\?xml[^>]{0,400}\?>|</?AUDIT>")
ELEMENTS = Elements(
    RECORD, b">", AROUND, Reason("not_mysql_audit", "Not a whole AUDIT_RECORD of MySQL's audit log.")
)
TOO_LONG = Reason("not_mysql_audit", "The AUDIT_RECORD element is too long.")


def read(raw: bytes) -> Document | Reason:
    root = parsed(raw, TOO_LONG)
    if isinstance(root, Reason):
        return root
    said = {**root.attrib, **{child.tag: child.text or "" for child in root}}
    try:
        return percona({name.lower(): value for name, value in said.items()})
    except UNREADABLE as error:
        return Reason("unreadable_value", f"A value cannot be read: {str(error)[:200]}.")


NEW = (
    b" <AUDIT_RECORD>\n  <TIMESTAMP>2026-11-21T20:00:01 UTC</TIMESTAMP>\n  <RECORD_ID>4_2026-11-21T19:00:00</RECORD_ID>\n"
    b"  <NAME>Query</NAME>\n  <CONNECTION_ID>8</CONNECTION_ID>\n  <STATUS>1142</STATUS>\n  <STATUS_CODE>1</STATUS_CODE>\n"
    b"  <USER>ada[ada] @ app1 [192.0.2.4]</USER>\n  <OS_LOGIN/>\n  <HOST>app1</HOST>\n  <IP>192.0.2.4</IP>\n"
    b"  <COMMAND_CLASS>select</COMMAND_CLASS>\n  <SQLTEXT>select 1 &lt; 2</SQLTEXT>\n </AUDIT_RECORD>"
)
OLD = (
    b'<AUDIT_RECORD\n  TIMESTAMP="2026-11-21T20:00:01 UTC"\n  RECORD_ID="5_2026-11-21T19:00:00"\n  NAME="Connect"\n'
    b'  CONNECTION_ID="9"\n  STATUS="1045"\n  STATUS_CODE="1"\n  USER="bo"\n  OS_LOGIN=""\n  HOST="app1"\n  IP="192.0.2.4"\n'
    b'  COMMAND_CLASS="connect"\n  CONNECTION_TYPE="SSL/TLS"\n  PRIV_USER="bo"\n  DB="shop"/>'
)
FORMAT = format_of(
    "mysql_audit_xml",
    "MySQL audit log (XML)",
    prepared(ELEMENTS, read),
    recognise=lambda head: bool(BEGINS.match(head)),
    has_short_lines=True,
    samples=(
        Sample(
            b'<?xml version="1.0" encoding="utf-8"?>\n<AUDIT>\n' + NEW + b"\n</AUDIT>\n",
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "time_quality": "stated",
                "event.action": "authz_fail",
                "event.category": "iam",
                "event.outcome": "failure",
                "user.name": "ada",
                "source.ip": "192.0.2.4",
                "event.id": "4_2026-11-21T19:00:00",
                "message": "select 1 < 2",
            },
            raw=NEW.strip(),
        ),
        Sample(
            b"<AUDIT>" + OLD + b"\n</AUDIT>",
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "event.action": "authn_login_fail",
                "event.outcome": "failure",
                "user.name": "bo",
                "message": "Connect",
            },
            raw=OLD,
        ),
    ),
)
