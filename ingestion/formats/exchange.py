"""Exchange's message tracking and protocol logs: W3C's header with names and values between commas, times in UTC.

https://learn.microsoft.com/en-us/exchange/mail-flow/transport-logs/message-tracking
"""

import re

from ingestion.formats.columns import joined
from ingestion.formats.documents import Document

NAMES = {
    "client-ip": "source.ip", "original-client-ip": "network.forwarded_ip", "client-hostname": "source.domain", "server-ip": "destination.ip",
    "server-hostname": "host.name", "message-id": "email.message_id", "internal-message-id": "email.local_id",
    "message-subject": "email.subject", "sender-address": "email.from.address", "recipient-address": "email.to.address",
    "directionality": "email.direction", "total-bytes": "file.size", "event-id": "exchange.event_id", "session-id": "trace.id",
    "user-name": "user.name", "context": "exchange.context", "data": "exchange.data",
}  # fmt: skip
ACTIONS = {
    "RECEIVE": ("mail_received", "success"), "SEND": ("mail_sent", "success"), "SENDEXTERNAL": ("mail_sent", "success"),
    "DELIVER": ("mail_delivered", "success"), "FAIL": ("mail_bounced", "failure"), "DEFER": ("mail_deferred", "failure"),
    "SUBMIT": ("mail_submitted", "success"), "DROP": ("mail_rejected", "failure"), "BADMAIL": ("mail_rejected", "failure"),
    "POISONMESSAGE": ("mail_rejected", "failure"), "DSN": ("mail_bounced", ""), "REDIRECT": ("mail_redirected", ""),
}  # fmt: skip
PEER = re.compile(r"\[?([0-9A-Fa-f.:]+?)\]?:(\d{1,5})$")


def document(said: dict[str, str]) -> Document:
    written = said.pop("date-time", "")
    found: Document = {
        NAMES.get(name, f"exchange.{name.replace('-', '_')}"): value for name, value in said.items()
    }
    action, outcome = ACTIONS.get(said.get("event-id", ""), (said.get("event-id", "").lower(), ""))
    recipients = said.get("recipient-address", "")
    return {
        **found,
        **_peers(said),
        "@timestamp": written,
        "event.action": action,
        "event.category": "email",
        "event.outcome": outcome,
        "log.level": "warning" if outcome == "failure" else "info",
        "email.to.address": recipients.split(";") if recipients else None,
        "file.size": int(said["total-bytes"]) if said.get("total-bytes", "").isdigit() else None,
        "message": joined(said)[:2000],
    }


def _peers(said: dict[str, str]) -> Document:
    """Of protocol logs: both ends with their ports."""
    facts: Document = {}
    for name, whose in (("remote-endpoint", "source"), ("local-endpoint", "destination")):
        if end := PEER.match(said.get(name, "")):
            facts |= {f"{whose}.ip": end[1], f"{whose}.port": int(end[2])}
    return facts
