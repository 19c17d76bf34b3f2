"""Who reads the body of a device's syslog line, by its program or by how it begins."""

import orjson

from ingestion.formats.documents import Document
from ingestion.formats.ngfw_events import firewall_event
from ingestion.formats.ossec import in_syslog
from ingestion.formats.router_lines import mikrotik
from ingestion.formats.samba_lines import samba, samba_audit
from ingestion.formats.storage_lines import ontap, ontap_audit, qnap, synology


def ngfw(said: str) -> Document:
    try:
        event = orjson.loads(said)
    except orjson.JSONDecodeError:
        return {}
    return firewall_event(event) if isinstance(event, dict) else {}


# By the program's name in the header, and for those that put none there by what the body begins with.
PROGRAMS = {
    "qulogd": qnap,
    "ossec": in_syslog,
    "smbd": samba,
    "smbd_audit": samba_audit,
    "uvm": ngfw,
    "Connection": synology,
    "System": synology,
}
BODIES = (synology, mikrotik, ontap)


def told_by(program: str, said: str) -> Document:
    known = PROGRAMS.get(program)
    if known:
        return known(said)
    return ontap_audit(program, said) or next((found for read in BODIES if (found := read(said))), {})
