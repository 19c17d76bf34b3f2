"""What watches hosts and networks, told and read as ``saas_kinds`` describes: Darktrace, Trellix ePO, Jamf Protect and OSSEC."""

from ingestion.formats.documents import Document
from ingestion.formats.saas_kinds import Kind
from ingestion.normalise import flows, hashes

ALERT = {"event.kind": "alert"}
JAMF = {
    "observer.vendor": "Jamf",
    "observer.product": "Jamf Protect",
    "event.provider": "Jamf Protect",
    **ALERT,
}
DARKTRACE = {"observer.vendor": "Darktrace", **ALERT}
# What Jamf's sensors watch, by the first letters of an event's type.
SENSORS = (
    ("GPFS", "file"), ("GPDownload", "file"), ("GPScreenshot", "file"), ("GPProcess", "process"), ("GPKeylogRegister", "process"),
    ("GPGatekeeper", "malware"), ("GPMRT", "malware"), ("GPUSB", "host"), ("GPUnifiedLog", "host"),
)  # fmt: skip
OSSEC_DEEDS = {"authentication_success": "authn_login_success",
               **dict.fromkeys(("authentication_failed", "authentication_failures", "invalid_login"), "authn_login_fail")}  # fmt: skip


def darktrace(found: Document) -> Document:
    return {
        "host.mac": flows.hardware(str(found.get("host.mac", ""))),
        "host.name": found.get("host.hostname") or found.get("host.ip"),
    }


def jamf(found: Document) -> Document:
    kind = str(found.get("event.code", ""))
    named = next((category for begins, category in SENSORS if kind.startswith(begins)), "host")
    return {"event.category": named, "host.name": found.get("host.hostname"), "host.os.type": "macos"}


def jamf_web(found: Document) -> Document:
    return {"host.name": found.get("host.hostname")}


def trellix(found: Document) -> Document:
    """A program's digest and a file's are told by their length; six bytes of hardware stand without anything between them."""
    said: Document = {}
    for what in ("process", "file"):
        digest = str(found.get(f"{what}.hash", ""))
        said[f"{what}.hash"] = None
        if kind := hashes.BY_LENGTH.get(len(digest)):
            said[f"{what}.hash.{kind}"] = digest
    for side in ("source", "destination"):
        mac = str(found.get(f"{side}.mac", "")).replace(":", "")
        said[f"{side}.mac"] = "-".join(mac[at : at + 2] for at in range(0, 12, 2)) if len(mac) == 12 else mac
    return {**said, "user.name": found.get("destination.user.name") or found.get("source.user.name")}


HOST_GUARDS = (
    Kind("darktrace_status", r'last_updated_status"\s*:', r'alert_name"\s*:', {
        "@timestamp": "last_updated|last_updated_status", "event.id": "uuid", "event.action": "name", "event.reason": "message",
        "event.risk_score": "priority", "log.level": "priority_level", "host.hostname": "hostname", "host.ip": "ip_address",
        "event.url": "url", "message": "message",
    }, {}, "host", under="darktrace.system_status_alert", more=darktrace, fixed=DARKTRACE),
    Kind("darktrace_model", r'pbid"\s*:\s*\d', r'model"\s*:\s*\{', {
        "@timestamp": "time|creationTime", "event.id": "pbid", "event.action": "model.then.name|model.name|model.now.name",
        "rule.name": "model.then.name|model.name|model.now.name", "rule.uuid": "model.then.uuid|model.uuid|model.now.uuid",
        "rule.description": "model.then.description|model.description|model.now.description", "rule.category": "model.then.category|model.category",
        "rule.version": "model.then.version|model.version", "rule.author": "model.created.by|model.then.created.by",
        "event.risk_score": "score|percentscore", "event.url": "breachUrl", "host.id": "device.did", "host.ip": "device.ip",
        "host.hostname": "device.hostname", "host.mac": "device.macaddress", "host.type": "device.typename",
        "message": "model.then.name|model.name|model.now.name",
    }, {}, "network", under="darktrace.model_breach_alert", more=darktrace, fixed=DARKTRACE),
    Kind("darktrace_analyst", r'summariser"\s*:', r'(?:aiaScore|groupScore|breachDevices|activityId)"\s*:', {
        "@timestamp": "createdAt", "event.id": "id", "event.action": "title", "event.reason": "title", "event.risk_score": "aiaScore",
        "rule.name": "relatedBreaches.modelName|summariser", "event.start": "periods.start", "event.end": "periods.end", "event.url": "incidentEventUrl",
        "host.id": "breachDevices.did", "host.ip": "breachDevices.ip", "host.hostname": "breachDevices.hostname", "host.mac": "breachDevices.mac",
        "message": "summary",
    }, {}, "threat", under="darktrace.ai_analyst_alert", more=darktrace, fixed=DARKTRACE),
    Kind("trellix_epo", r'analyzerhostname"\s*:', r'threateventid"\s*:', {
        "@timestamp": "attributes.timestamp|attributes.detectedutc", "event.id": "id", "event.action": "attributes.threattype",
        "event.code": "attributes.threateventid", "event.severity": "attributes.threatseverity", "event.reference": "links.self",
        "threat.indicator.description": "attributes.threatactiontaken", "rule.name": "attributes.threatname",
        "rule.category": "attributes.threatcategory", "host.name": "attributes.targethostname|attributes.analyzerhostname",
        "source.ip": "attributes.sourceipv4|attributes.sourceipv6", "source.mac": "attributes.sourcemac", "source.domain": "attributes.sourcehostname",
        "source.user.name": "attributes.sourceusername", "destination.ip": "attributes.targetipv4|attributes.targetipv6",
        "destination.mac": "attributes.targetmac", "destination.port": "attributes.targetport", "destination.domain": "attributes.targethostname",
        "destination.user.name": "attributes.targetusername", "network.transport": "attributes.targetprotocol",
        "url.original": "attributes.sourceurl", "file.name": "attributes.targetfilename", "file.hash": "attributes.targethash",
        "process.name": "attributes.sourceprocessname|attributes.targetprocessname", "process.hash": "attributes.sourceprocesshash",
        "observer.product": "attributes.analyzername", "observer.version": "attributes.analyzerversion", "message": "attributes.threatname",
    }, {}, "malware", under="trellix_epo_cloud.event", more=trellix, fixed={"observer.vendor": "Trellix", **ALERT}),
    Kind("jamf_protect", r'(?:protectVersion|provisioningUDID)"\s*:', r'match"\s*:\s*\{', {
        "@timestamp": "input.match.event.timestamp", "event.id": "input.match.uuid", "event.code": "input.eventType",
        "event.action": "input.match.facts.name", "event.reason": "input.match.facts.human", "event.severity": "input.match.severity",
        "rule.name": "input.match.facts.name", "rule.description": "input.match.facts.human", "host.hostname": "input.host.hostname",
        "host.id": "input.host.provisioningUDID", "host.ip": "input.host.ips", "host.os.full": "input.host.os",
        "file.path": "input.related.files.path", "file.size": "input.related.files.size", "file.inode": "input.related.files.inode",
        "file.uid": "input.related.files.uid", "file.gid": "input.related.files.gid", "file.mode": "input.related.files.mode",
        "file.hash.sha1": "input.related.files.sha1hex", "file.hash.sha256": "input.related.files.sha256hex",
        "user.name": "input.related.users.name", "user.id": "input.related.users.uid", "group.name": "input.related.groups.name",
        "group.id": "input.related.groups.gid", "process.pid": "input.related.processes.pid", "process.parent.pid": "input.related.processes.ppid",
        "process.entity_id": "input.related.processes.uuid", "process.executable": "input.related.processes.path",
        "process.hash.sha1": "input.related.binaries.sha1hex", "process.hash.sha256": "input.related.binaries.sha256hex",
        "process.code_signature.team_id": "input.related.processes.signingInfo.teamid",
        "process.code_signature.signing_id": "input.related.processes.signingInfo.appid", "message": "input.match.facts.human",
    }, {}, "host", more=jamf, fixed=JAMF),
    Kind("jamf_protect_web", r'product"\s*:\s*"Threat Events Stream"', r'alertId"\s*:', {
        "@timestamp": "event.timestamp", "event.id": "event.alertId", "event.action": "event.action", "event.reason": "event.eventType.description",
        "event.severity": "event.severity", "event.url": "event.eventUrl", "rule.name": "event.eventType.name",
        "rule.description": "event.eventType.description", "host.hostname": "event.device.userDeviceName|event.device.deviceName",
        "host.id": "event.device.deviceId", "host.os.full": "event.device.os", "organization.id": "event.account.customerId",
        "user.name": "event.user.name", "user.email": "event.user.email", "source.ip": "event.source.ip", "source.port": "event.source.port",
        "destination.ip": "event.destination.ip", "destination.domain": "event.destination.name", "destination.port": "event.destination.port",
        "file.name": "event.app.name", "file.hash.sha1": "event.app.sha1", "file.hash.sha256": "event.app.sha256",
        "message": "event.eventType.description",
    }, {}, "host", under="jamf_protect.web_threat_events", more=jamf_web, fixed=JAMF),
    # https://www.ossec.net/docs/docs/formats/alerts.html
    Kind("ossec", r'sidid"\s*:\s*\d', r'comment"\s*:', {
        "@timestamp": "TimeStamp", "event.id": "id", "rule.id": "rule.sidid", "rule.name": "rule.comment", "rule.level": "rule.level",
        "host.name": "hostname|agent_name", "process.name": "program_name", "source.ip": "srcip", "source.port": "srcport",
        "destination.ip": "dstip", "destination.port": "dstport", "network.transport": "protocol", "user.name": "dstuser|srcuser",
        "url.original": "url", "file.path": "SyscheckFile.path", "file.hash.md5": "SyscheckFile.md5_after",
        "file.hash.sha1": "SyscheckFile.sha1_after", "file.hash.sha256": "SyscheckFile.sha256_after", "log.file.path": "location",
        "event.outcome": "status", "message": "full_log|rule.comment",
    }, OSSEC_DEEDS, "host", under="ossec", tags="rule.groups|rule.group", words=(("^syscheck", "file"), ("^web|^attack", "web"), ("^ids|^rootcheck", "intrusion_detection")),
       fixed={"observer.vendor": "OSSEC", "observer.product": "OSSEC", **ALERT}),
)  # fmt: skip
