"""Log formats as data: one small module each, with sample lines that the tests run through the engine."""

from collections.abc import Mapping

from ingestion.formats import (
    access,
    apache_error,
    auditd,
    azure_activity,
    cef,
    cloudtrail,
    container,
    csv_table,
    elb,
    evtx,
    gcp_audit,
    github_audit,
    haproxy,
    leef,
    logfmt,
    ndjson,
    okta,
    plain,
    program,
    snort,
    suricata,
    syslog,
    w3c,
    zeek,
)
from ingestion.formats.format import Format

# In the order in which detection tries them; plain takes whatever is left. What may stand behind a syslog header comes
# before syslog.
MODULES = (
    evtx, w3c, zeek, csv_table, program,
    container, suricata, cloudtrail, gcp_audit, azure_activity, okta, github_audit, ndjson,
    access, apache_error, cef, leef, auditd, haproxy, elb, snort, syslog, logfmt, plain,
)  # fmt: skip
FORMATS: Mapping[str, Format] = {module.FORMAT.name: module.FORMAT for module in MODULES}


def titles() -> dict[str, str]:
    """Names with what to call them on pages."""
    return {name: one.title for name, one in FORMATS.items()}
