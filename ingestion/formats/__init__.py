"""Log formats as data: one small module each, with sample lines that the tests run through the engine."""

from collections.abc import Mapping
from dataclasses import replace

from ingestion.formats import (
    access,
    apache_error,
    apt_history,
    auditd,
    azure_activity,
    bash_history,
    bind,
    browser_error,
    browser_report,
    cef,
    cisco,
    cloudfront,
    cloudtrail,
    cluster_syslog,
    confluence_access,
    container,
    csp_report,
    csv_table,
    dpkg,
    elb,
    entra,
    envelope,
    evtx,
    exim,
    gcp_audit,
    gcp_log,
    github_audit,
    haproxy,
    journald,
    journald_export,
    k8s_audit,
    klog,
    leef,
    logfmt,
    mcafee_access,
    mixed,
    modsecurity,
    modsecurity_serial,
    mongodb,
    mysql_audit,
    mysql_audit_xml,
    mysql_error,
    mysql_general,
    mysql_slow,
    nagios,
    ndjson,
    nginx_error,
    o365,
    okta,
    plain,
    postgresql,
    powershell_transcript,
    program,
    proxifier,
    proxy_json,
    rails,
    redis_log,
    runserver,
    s3_access,
    setupapi,
    snort,
    squid,
    suricata,
    syslog,
    syslog_access,
    syslog_json,
    syslog_line,
    teamviewer,
    timesketch,
    vpc_flow,
    vsftpd,
    w3c,
    windows_csv,
    windows_json,
    windows_xml,
    zeek,
)
from ingestion.formats.format import Format

# In the order in which detection tries them; plain takes whatever is left. What may stand behind a syslog header comes
# before syslog.
MODULES = (
    evtx, journald_export, windows_xml, mysql_audit_xml, modsecurity_serial, w3c, zeek, powershell_transcript, setupapi, apt_history, bash_history, dpkg, mysql_slow, mysql_error, mysql_general,
    nginx_error, klog, rails, bind, runserver, postgresql, windows_csv, o365, csv_table, program,
    container, suricata, cloudtrail, gcp_audit, gcp_log, k8s_audit, azure_activity, entra, okta, github_audit, modsecurity, mysql_audit, timesketch, windows_json, mongodb, proxy_json,
    journald, csp_report, browser_report, browser_error, ndjson,
    cloudfront, s3_access, confluence_access, access, squid, apache_error, cef, leef, auditd, haproxy, elb, vpc_flow, snort,
    redis_log, nagios, exim, proxifier, vsftpd, teamviewer, mcafee_access, cisco, cluster_syslog, syslog_access, syslog_json, syslog, logfmt, plain,
)  # fmt: skip
FORMATS: Mapping[str, Format] = {
    **{module.FORMAT.name: module.FORMAT for module in MODULES},
    "syslog": replace(syslog.FORMAT, line=syslog_line.line),  # which is written in its terms
    "mixed": mixed.make(lambda: FORMATS),
    "envelope": envelope.make(lambda: FORMATS),
}


def titles() -> dict[str, str]:
    """Names with what to call them on pages."""
    return {name: one.title for name, one in FORMATS.items()}
