"""What guards of hosts and networks tell as JSON, told as ``saas_kinds`` describes: Wazuh, Falco, Cowrie, Zscaler, Netskope and others."""

import re
from urllib.parse import unquote

from ingestion.formats.documents import Document
from ingestion.formats.saas_kinds import Kind
from ingestion.normalise import flows, hashes, transports

ADDRESS_SAID = re.compile(r"\bIP(?: Address)?: ([0-9A-Fa-f:.]{3,45})")
APART = re.compile(r"[^A-Za-z0-9]+")
DONE = {"Allowed": "allowed", "Blocked": "blocked", "Allow": "allow", "Drop": "drop", "Block": "block"}


def zscaler(found: Document) -> Document:
    """Labels are written as in URLs, and an address of a page has no scheme."""
    protocol, url = str(found.get("network.protocol", "")).lower(), str(found.get("url.original", ""))
    domain, slash, path = url.partition("/")
    host, _, port = domain.partition(":")
    said: Document = {"network.protocol": protocol, "rule.name": unquote(str(found.get("rule.name", "")))}
    said |= {name: "" for name, value in found.items() if value == "None"}  # so it writes that there is none
    if not url or "://" in url:
        return {**said, **flows.totals(found)}
    return {
        **said,
        "url.scheme": protocol if protocol in ("http", "https", "ftp") else "",
        "url.domain": host,
        "url.port": int(port) if port.isdigit() and len(port) < 6 else None,
        "url.path": (slash + path).partition("?")[0],
        "url.query": path.partition("?")[2],
    }


def private_access(found: Document) -> Document:
    return {
        **transports.facts(str(found.get("network.transport", ""))),
        "client.ip": found.get("source.ip"),
        "server.ip": found.get("destination.ip"),
        "server.port": found.get("destination.port"),
    }


def mimecast(found: Document) -> Document:
    """Its actions are words, and whence it was done stands in a sentence."""
    action, said = str(found.get("event.action", "")), ADDRESS_SAID.search(str(found.get("message", "")))
    named = (
        {}
        if action.startswith(("authn_", "session_"))
        else {"event.action": APART.sub("-", action).strip("-").lower()}
    )
    return {**named, "source.ip": said[1] if said else ""}


def big_ip(found: Document) -> Document:
    return {
        "network.protocol": str(found.get("network.protocol", "")).lower(),
        "log.level": str(found.get("log.level", "")).lower(),
    }


def indicator(found: Document) -> Document:
    value = str(found.get("threat.indicator.name", ""))
    kind = hashes.BY_LENGTH.get(len(value), "")
    named = {f"threat.indicator.file.hash.{kind}": value, "threat.indicator.type": "file"} if kind else {}
    return named | (turned(found) if found.get("network.direction") == "inbound" else {})


def turned(found: Document) -> Document:
    """The remote end began it."""
    ends = (("source", "destination"), ("destination", "source"))
    return {f"{side}.{part}": found.get(f"{other}.{part}") for side, other in ends for part in ("ip", "port")}


ZIA = {
    "@timestamp": "event.time|event.datetime", "event.action": "event.action|event.reqaction", "event.outcome": "event.action",
    "user.name": "event.login|event.user", "user.email": "event.login|event.user", "host.hostname": "event.devicehostname",
    "host.name": "event.devicehostname", "rule.name": "event.rulelabel|event.reqrulelabel", "rule.ruleset": "event.ruletype",
    "source.ip": "event.cintip|event.csip|event.clt_sip|event.cip|event.ClientIP",
    "destination.ip": "event.sip|event.cdip|event.srv_dip|event.sdip|event.serverip",
    "source.port": "event.csport", "destination.port": "event.cdport|event.srv_dport", "source.bytes": "event.outbytes",
    "destination.bytes": "event.inbytes", "source.user.name": "event.deviceowner",
}  # fmt: skip
ZSCALER = r'sourcetype"\s*:\s*"zscalernss-'
GUARDS = (
    Kind("wazuh", r'manager"\s*:\s*\{', r'(?:full_log|decoder)"\s*:', {
        "@timestamp": "timestamp", "event.id": "id", "event.severity": "rule.level", "rule.id": "rule.id", "rule.name": "rule.description",
        "rule.description": "rule.description", "message": "rule.description", "host.id": "agent.id", "host.name": "agent.name",
        "host.ip": "agent.ip", "observer.name": "manager.name", "log.file.path": "location", "threat.technique.id": "rule.mitre.id",
        "threat.technique.name": "rule.mitre.technique", "threat.tactic.name": "rule.mitre.tactic", "process.name": "predecoder.program_name",
        "source.ip": "data.srcip|data.src_ip|data.win.eventdata.ipAddress", "source.port": "data.srcport|data.src_port",
        "destination.ip": "data.dstip|data.dest_ip", "destination.port": "data.dstport|data.dest_port", "url.original": "data.url",
        "user.name": "data.srcuser|data.dstuser|data.win.eventdata.targetUserName|data.win.eventdata.user", "file.path": "syscheck.path",
        "file.hash.md5": "syscheck.md5_after", "file.hash.sha1": "syscheck.sha1_after", "file.hash.sha256": "syscheck.sha256_after",
        "process.command_line": "data.win.eventdata.commandLine", "process.executable": "data.win.eventdata.image",
        "event.code": "data.win.system.eventID",
    }, {"authentication_success": "authn_login_success",
        **dict.fromkeys(("authentication_failed", "authentication_failures", "invalid_login"), "authn_login_fail")},
       "host", tags="rule.groups", words=(("^syscheck|^web_fuzz", "file"), ("^web|^attack", "web"), ("^ids|^rootcheck|^virus|^attack", "intrusion_detection")),
       fixed={"event.kind": "alert", "observer.vendor": "Wazuh", "observer.product": "Wazuh"}),
    Kind("cowrie", r'eventid"\s*:\s*"cowrie\.', r'session"\s*:', {
        "@timestamp": "timestamp", "event.action": "eventid", "user.name": "username", "source.ip": "src_ip", "source.port": "src_port",
        "destination.ip": "dst_ip", "destination.port": "dst_port", "network.protocol": "protocol", "observer.name": "sensor",
        "trace.id": "session", "process.command_line": "input", "url.original": "url", "file.hash.sha256": "shasum",
        "file.path": "outfile|destfile", "message": "message",
    }, {"cowrie.login.failed": "authn_login_fail", "cowrie.login.success": "authn_login_success", "cowrie.session.closed": "session_closed"},
       "network", words=((r"command", "process"), ("file_", "file")),
       fixed={"observer.vendor": "Cowrie", "observer.product": "Cowrie", "observer.type": "honeypot"}),
    Kind("zscaler_web", ZSCALER, ZSCALER + "(?:web|casb)", {
        **ZIA, "source.nat.ip": "event.cip|event.clientpublicIP", "url.original": "event.eurl|event.url", "http.request.method": "event.reqmethod|event.requestmethod",
        "http.response.status_code": "event.respcode|event.status", "http.request.bytes": "event.reqsize|event.requestsize",
        "http.response.bytes": "event.respsize|event.responsesize",
        "network.protocol": "event.proto|event.protocol", "user_agent.original": "event.ua|event.useragent", "event.risk_score": "event.riskscore",
        "rule.category": "event.urlcat|event.urlcategory", "network.application": "event.appname",
    }, DONE, "web", under="zscaler_zia.web", more=zscaler, fixed={"observer.vendor": "Zscaler", "observer.product": "ZIA"}),
    Kind("zscaler_dns", ZSCALER, ZSCALER + "dns", {
        **ZIA, "dns.question.name": "event.dns_req", "dns.question.type": "event.dns_reqtype", "dns.answers.data": "event.dns_resp",
        "rule.category": "event.category",
    }, DONE, "network", under="zscaler_zia.dns", more=zscaler, milliseconds="event.durationms",
       fixed={"observer.vendor": "Zscaler", "observer.product": "ZIA", "network.protocol": "dns"}),
    Kind("zscaler_firewall", ZSCALER, ZSCALER, {
        **ZIA, "network.protocol": "event.nwsvc", "network.application": "event.nwapp", "network.transport": "event.proto",
        "source.nat.ip": "event.ssip", "destination.geo.country_name": "event.destcountry",
    }, DONE, "network", under="zscaler_zia.firewall", more=zscaler, milliseconds="event.durationms",
       fixed={"observer.vendor": "Zscaler", "observer.product": "ZIA"}),
    Kind("zscaler_private_access", r'LogTimestamp"\s*:', r'(?:ConnectionID|SessionID|ClientZEN|Connector|AuditLogID)"\s*:', {
        "@timestamp": "LogTimestamp", "event.action": "ConnectionStatus|SessionStatus|AuditOperationType", "user.name": "Username|User",
        "source.ip": "ClientPublicIP|PublicIP|ClientIP", "destination.ip": "ServerIP", "destination.port": "ServerPort|ServicePort",
        "network.transport": "IPProtocol", "organization.name": "Customer", "rule.name": "Policy", "trace.id": "SessionID",
        "event.reason": "InternalReason", "event.start": "TimestampConnectionStart", "event.end": "TimestampConnectionEnd",
        "network.application": "Application", "destination.domain": "Host", "source.geo.country_iso_code": "ClientCountryCode|CountryCode",
        "source.bytes": "ZENTotalBytesRxClient", "destination.bytes": "ZENTotalBytesTxClient",
    }, {}, "session", under="zscaler_zpa", more=private_access, fixed={"observer.vendor": "Zscaler", "observer.product": "ZPA"}),
    Kind("mimecast", r'auditType"\s*:\s*"', r'eventInfo"\s*:', {
        "@timestamp": "eventTime", "event.id": "id", "event.action": "auditType", "event.provider": "category", "user.name": "user",
        "user.email": "user", "message": "eventInfo",
    }, {"Logon Authentication Failed": "authn_login_fail", "User Logged On": "authn_login_success", "User Logged Off": "session_closed"},
       "configuration", words=(("(?i)log ?on|authentication", "authentication"), ("(?i)user|account|group|role", "iam")), more=mimecast),
    Kind("cisco_secure_endpoint", r'connector_guid"\s*:', r'event_type_id"\s*:', {
        "@timestamp": "data.date|date|data.timestamp|timestamp", "event.id": "data.id|id", "event.action": "data.event_type|event_type",
        "event.code": "data.event_type_id|event_type_id", "log.level": "data.severity|severity", "host.name": "data.computer.hostname|computer.hostname",
        "host.hostname": "data.computer.hostname|computer.hostname", "user.name": "data.computer.user|computer.user",
        "host.ip": "data.computer.network_addresses.ip|computer.network_addresses.ip", "rule.name": "data.detection|detection",
        "file.path": "data.file.file_path|file.file_path", "file.hash.sha256": "data.file.identity.sha256|file.identity.sha256",
        "file.hash.sha1": "data.file.identity.sha1|file.identity.sha1", "file.hash.md5": "data.file.identity.md5|file.identity.md5",
        "process.hash.sha256": "data.file.parent.identity.sha256|file.parent.identity.sha256",
        "source.ip": "data.network_info.local_ip|network_info.local_ip", "destination.ip": "data.network_info.remote_ip|network_info.remote_ip",
        "message": "data.cloud_ioc.short_description|data.event_type|event_type", "event.start": "data.start_date|start_date",
    }, {}, "file", under="cisco.secure_endpoint", words=(("Threat|Quarantin|Malware|Exploit", "malware"), ("Scan|Policy|Install|Update", "host")),
       fixed={"observer.vendor": "Cisco", "observer.product": "Secure Endpoint"}),
    Kind("carbonblack_edr", r'cb_version"\s*:', r'(?:sensor_id|event_timestamp|server_name)"\s*:', {
        "@timestamp": "event_timestamp|timestamp", "event.action": "type", "host.name": "hostname|computer_name", "observer.name": "server_name|cb_server",
        "observer.version": "cb_version", "threat.indicator.name": "ioc_value", "user.name": "username", "process.executable": "path|process_path",
        "process.pid": "pid", "process.command_line": "command_line", "source.ip": "local_ip", "source.port": "local_port",
        "destination.ip": "remote_ip", "destination.port": "remote_port", "destination.domain": "domain", "network.direction": "direction",
        "rule.name": "watchlist_name|feed_name",
        "event.id": "event_guid|process_guid", "message": "alert_type|type|report_id",
    }, {}, "host", under="carbonblack.edr", more=indicator, words=(("netconn", "network"), ("proc|childproc", "process"), ("filemod", "file"),
       ("regmod", "registry"), ("moduleload|binary", "library")),
       fixed={"observer.vendor": "VMware", "observer.product": "Carbon Black EDR", "observer.type": "edr"}),
    Kind("netskope", r'_insertion_epoch_timestamp"\s*:', r'(?:access_method|traffic_type|alert_type|audit_log_event)"\s*:', {
        "@timestamp": "timestamp", "event.id": "_id", "event.action": "activity|audit_log_event|alert_type|action", "event.outcome": "action",
        "user.name": "user|ur_normalized", "user.email": "user", "source.ip": "srcip|userip", "destination.ip": "dstip", "source.port": "srcport",
        "destination.port": "dstport", "url.original": "url", "url.domain": "domain", "host.name": "hostname", "rule.name": "alert_name|policy",
        "file.path": "file_path", "file.size": "file_size", "file.hash.md5": "md5", "network.application": "app", "destination.domain": "dsthost",
        "network.transport": "protocol", "user_agent.name": "browser", "host.os.name": "os", "message": "alert_name|activity|audit_log_event",
    }, {"Login Successful": "authn_login_success", "Login Failed": "authn_login_fail", "Logout Successful": "session_closed"},
       "network", words=(("(?i)malware", "malware"), ("(?i)upload|download|edit|share|delete", "file")),
       fixed={"observer.vendor": "Netskope"}),
    Kind("f5_bigip", r'telemetryEventCategory"\s*:', r'(?:support_id|ip_client|virtual_name|Access_Profile|hostname)"\s*:', {
        "@timestamp": "date_time|event_timestamp|EOCTimestamp|timestamp", "event.id": "support_id", "event.action": "request_status",
        "event.outcome": "request_status", "source.ip": "ip_client|client_ip|SourceIp", "client.ip": "ip_client|client_ip|SourceIp", "source.port": "src_port",
        "destination.ip": "dest_ip", "destination.port": "dest_port", "host.name": "hostname", "host.id": "device_id", "log.level": "severity",
        "http.request.method": "method|http_method", "url.path": "uri|http_uri", "url.query": "query_string", "user.name": "username",
        "network.protocol": "protocol", "network.application": "application", "rule.name": "sig_names|attack_type", "rule.category": "attack_type",
        "rule.ruleset": "policy_name", "trace.id": "session_id", "message": "violations|attack_type",
    }, {}, "web", under="f5_bigip.log", more=big_ip, fixed={"observer.vendor": "F5", "observer.product": "BIG-IP"}),
    Kind("proofpoint_tap", r'(?:clickTime|messageTime)"\s*:', r'(?:threatURL|threatID|senderIP|threatsInfoMap)"\s*:', {
        "@timestamp": "clickTime|messageTime", "event.id": "id|GUID", "event.reason": "classification", "source.ip": "senderIP",
        "destination.ip": "clickIP", "email.from.address": "sender|fromAddress", "email.to.address": "recipient", "email.message_id": "messageID",
        "email.subject": "subject", "url.original": "url", "user_agent.original": "userAgent", "user.name": "recipient",
        "threat.indicator.url.original": "url|threatsInfoMap.threat", "message": "subject|url",
    }, {}, "email", fixed={"observer.vendor": "Proofpoint", "observer.product": "Targeted Attack Protection", "event.action": "threat_found"}),
)  # fmt: skip
