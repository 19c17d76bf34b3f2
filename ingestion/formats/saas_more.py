"""More services' logs, told and read as ``saas_kinds`` describes: directories, devices and their guards, and code hosting."""

from ingestion.formats.saas_kinds import Kind

JUMPCLOUD = {
    **dict.fromkeys(("admin_login_attempt", "user_login_attempt", "login_attempt", "sso_auth", "ldap_bind", "radius_auth"), "authn_login"),
    "user_create": "user_created", "admin_create": "user_created", "user_delete": "user_deleted", "admin_delete": "user_deleted",
    "user_update": "user_updated", "user_lockout": "authn_login_lock", "user_password_change": "authn_password_change",
    "user_suspended": "user_archived", "association_change": "authz_change",
}  # fmt: skip
CLOUDFLARE = {"login": "authn_login", "token_create": "authn_token_created", "token_revoke": "authn_token_revoked",
              "token_delete": "authn_token_delete", "rotate_API_key": "authn_token_created",
              "change_password": "authn_password_change"}  # fmt: skip
ZOOM = {"user.signed_in": "authn_login_success", "user.signed_out": "session_closed", "user.created": "user_created",
        "user.deleted": "user_deleted", "user.deactivated": "user_archived", "user.updated": "user_updated"}  # fmt: skip
DUO_ADMIN = {"admin_login": "authn_login_success", "admin_login_error": "authn_login_fail", "admin_lockout": "authn_login_lock",
             **dict.fromkeys(("admin_create", "user_create"), "user_created"), **dict.fromkeys(("admin_delete", "user_delete"), "user_deleted"),
             "user_update": "user_updated", "admin_update": "user_updated"}  # fmt: skip
# https://goteleport.com/docs/reference/monitoring/audit/
TELEPORT = {"user.login": "authn_login", "user.create": "user_created", "user.update": "user_updated", "user.delete": "user_deleted",
            "user.password_change": "authn_password_change", "reset_password_token.create": "authn_token_created",
            "lock.created": "authn_login_lock", "session.end": "session_closed", "db.session.end": "session_closed",
            **dict.fromkeys(("session.start", "db.session.start", "app.session.start", "windows.desktop.session.start"), "session_created")}  # fmt: skip
# https://developer.1password.com/docs/events-api/reference/
ONE_PASSWORD = {"success": "authn_login", "suspend": "user_archived", "begr": "user_created",
                **dict.fromkeys(("credentials_failed", "mfa_failed", "sso_failed", "modern_version_failed", "firewall_failed",
                                 "firewall_reported_failed"), "authn_login_fail")}  # fmt: skip
ITEM_USES = r"fill|enter-item-edit-mode|export|share|secure-copy|reveal|select-sso-provider|server-\w+"
# SentinelOne's numbers of activities, as its console lists them.
SENTINEL_ONE = {"23": "user_created", "24": "user_updated", "25": "user_deleted", "27": "authn_login_success", "33": "session_closed",
                "133": "authn_login_fail", "134": "authn_login_fail"}  # fmt: skip
# What a sensor's event is about, by its name. https://falcon.crowdstrike.com/documentation/category/events
SENSOR = (
    ("^Dns|^Network|^Firewall|Socket", "network"), ("^(?:User)?Logo(?:n|ff)|Logon", "authentication"), ("^User(?:Account|Identity)|Group", "iam"),
    ("Process|^Script|^CommandHistory|Injected", "process"), ("^Reg|^Asep", "registry"), ("^Driver|Module|^ClassifiedModule|ImageHash", "library"),
    ("File|Written|^Directory|Ransomware|Executable", "file"), ("Service", "configuration"), ("Detect", "malware"),
)  # fmt: skip

MORE = (
    Kind("jumpcloud", r'initiated_by"\s*:\s*\{', r'event_type"\s*:', {
        "@timestamp": "timestamp", "event.id": "id", "event.action": "event_type", "event.outcome": "success",
        "event.provider": "service", "organization.id": "organization", "user.name": "initiated_by.email|initiated_by.username",
        "user.id": "initiated_by.id", "source.ip": "client_ip", "client.ip": "client_ip", "source.user.email": "initiated_by.email", "source.user.id": "initiated_by.id",
        "user.target.name": "resource.username|resource.email", "event.reason": "error_message",
        "source.geo.country_iso_code": "geoip.country_code",
    }, JUMPCLOUD, "iam"),
    Kind("cloudflare_audit", r'when"\s*:\s*"', r'(?:interface|newValue|oldValue)"\s*:', {
        "@timestamp": "when", "event.id": "id", "event.action": "action.type", "event.outcome": "action.result", "event.provider": "interface",
        "user.name": "actor.email", "user.id": "actor.id", "source.ip": "actor.ip", "message": "action.info",
    }, CLOUDFLARE, "iam", under="cloudflare.audit"),
    Kind("cloudflare_audit", r'ActionType"\s*:', r'(?:ActorIP|ActorEmail|ActorID)"\s*:', {
        "@timestamp": "When", "event.id": "ID", "event.action": "ActionType", "event.outcome": "ActionResult", "event.provider": "Interface",
        "user.name": "ActorEmail", "user.id": "ActorID", "source.ip": "ActorIP",
    }, CLOUDFLARE, "iam", under="cloudflare.audit", words=(("token", "authentication"),)),
    Kind("cloudflare_access", r'AppUUID"\s*:', r'Allowed"\s*:', {
        "@timestamp": "CreatedAt", "event.id": "RayID", "event.action": "Action", "event.outcome": "Allowed", "user.name": "Email",
        "user.id": "UserUID", "source.ip": "IPAddress", "url.domain": "AppDomain", "event.provider": "Connection",
    }, {"login": "authn_login", "logout": "session_closed"}, "session", under="cloudflare.access"),
    Kind("cloudflare_dns", r'QueryName"\s*:', r'ColoCode"\s*:', {
        "@timestamp": "Timestamp|Datetime", "dns.question.name": "QueryName", "dns.question.type": "QueryTypeName|QueryType",
        "source.ip": "SourceIP|SrcIP", "dns.response_code": "ResponseCode|RCode", "user.name": "Email", "rule.name": "PolicyName",
        "message": "QueryName",
    }, {}, "network", under="cloudflare.dns", fixed={"event.action": "dns_query", "network.protocol": "dns"}),
    Kind("crowdstrike_fdr", r'event_simpleName"\s*:', r'aid"\s*:', {
        "@timestamp": "ContextTimeStamp|timestamp", "event.id": "id", "event.action": "event_simpleName", "file.path": "TargetFileName",
        "process.executable": "ImageFileName", "process.command_line": "CommandLine", "process.pid": "RawProcessId",
        "process.entity_id": "ContextProcessId|TargetProcessId", "process.parent.name": "ParentBaseFileName", "process.parent.entity_id": "ParentProcessId",
        "process.hash.sha256": "SHA256HashData", "process.hash.md5": "MD5HashData", "user.name": "UserName", "user.id": "UserSid",
        "host.name": "ComputerName", "host.os.type": "event_platform", "source.ip": "LocalAddressIP4|LocalAddressIP6", "source.port": "LocalPort",
        "destination.ip": "RemoteAddressIP4|RemoteAddressIP6", "destination.port": "RemotePort", "dns.question.name": "DomainName",
        "observer.ip": "aip", "observer.serial_number": "aid", "observer.version": "ConfigBuild", "message": "name",
    }, {"UserLogon": "authn_login_success", "UserLogonFailed": "authn_login_fail", "UserLogonFailed2": "authn_login_fail",
        "UserLogoff": "session_closed", "UserAccountCreated": "user_created", "UserAccountDeleted": "user_deleted",
        "ProcessRollup2": "process_started", "SyntheticProcessRollup2": "process_started"},
       "host", under="crowdstrike", words=SENSOR, fixed={"observer.vendor": "crowdstrike", "observer.type": "agent"}),
    Kind("defender", r'alertCreationTime"\s*:', r'(?:machineId|detectionSource|incidentId)"\s*:', {
        "@timestamp": "lastUpdateTime|lastUpdatedTime|alertCreationTime", "event.id": "id", "event.action": "category", "rule.name": "title",
        "rule.description": "description", "log.level": "severity", "event.start": "firstEventTime", "event.end": "lastEventTime",
        "host.id": "machineId", "host.name": "computerDnsName", "cloud.account.id": "aadTenantId", "cloud.instance.id": "machineId",
        "user.name": "relatedUser.userName|evidence.accountName", "user.domain": "relatedUser.domainName|evidence.domainName",
        "user.id": "evidence.userSid", "source.ip": "evidence.ipAddress", "url.original": "evidence.url", "process.pid": "evidence.processId",
        "process.command_line": "evidence.processCommandLine", "process.parent.pid": "evidence.parentProcessId",
        "process.hash.sha1": "evidence.sha1", "process.hash.sha256": "evidence.sha256", "file.name": "evidence.fileName",
        "file.directory": "evidence.filePath", "observer.name": "detectionSource", "threat.technique.name": "category", "message": "title",
    }, {}, "intrusion_detection", "azure", under="microsoft.defender_endpoint",
       fixed={"observer.vendor": "Microsoft", "observer.product": "Defender for Endpoint"}),
    Kind("sentinel_one", r'activityType"\s*:', r'primaryDescription"\s*:', {
        "@timestamp": "createdAt", "event.id": "id", "event.action": "activityType", "message": "primaryDescription", "user.id": "userId",
        "user.name": "data.username|data.userName", "user.full_name": "data.fullScopeUser|data.username", "host.name": "data.computerName",
        "source.ip": "data.ipAddress", "file.path": "data.filePath", "group.id": "groupId", "group.name": "groupName", "host.id": "agentId",
        "process.hash.sha1": "hash", "observer.os.family": "osFamily", "observer.version": "agentUpdatedVersion",
    }, SENTINEL_ONE, "configuration", under="sentinel_one.activity"),
    Kind("sentinel_one", r'threatInfo"\s*:\s*\{', r'agentRealtimeInfo"\s*:', {
        "@timestamp": "threatInfo.updatedAt|threatInfo.createdAt", "event.id": "id", "event.action": "threatInfo.detectionEngines.title|threatInfo.classification",
        "rule.name": "threatInfo.threatName", "rule.category": "threatInfo.classification", "file.path": "threatInfo.filePath",
        "file.hash.sha1": "threatInfo.sha1", "file.hash.sha256": "threatInfo.sha256", "file.hash.md5": "threatInfo.md5",
        "threat.indicator.file.hash.sha1": "threatInfo.sha1", "user.name": "threatInfo.processUser", "process.name": "threatInfo.originatorProcess",
        "process.command_line": "threatInfo.maliciousProcessArguments", "host.name": "agentRealtimeInfo.agentComputerName",
        "host.id": "agentRealtimeInfo.agentId", "host.domain": "agentRealtimeInfo.agentDomain", "host.ip": "agentDetectionInfo.externalIp",
        "group.id": "agentRealtimeInfo.groupId", "group.name": "agentRealtimeInfo.groupName", "observer.version": "agentRealtimeInfo.agentVersion",
        "message": "threatInfo.threatName",
    }, {}, "malware", under="sentinel_one.threat", fixed={"observer.vendor": "SentinelOne"}),
    Kind("zoom", r'event"\s*:\s*"(?:account|meeting|webinar|user|recording|chat_message|chat_channel|phone|zoomroom)\.', r'payload"\s*:\s*\{', {
        "@timestamp": "payload.time_stamp|event_ts", "event.action": "event", "organization.id": "payload.account_id",
        "user.name": "payload.operator|payload.object.participant.user_name|payload.object.email", "user.id": "payload.operator_id|payload.object.participant.user_id",
        "user.target.id": "payload.object.id", "user.target.name": "payload.object.email|payload.object.account_name",
        "source.ip": "payload.object.participant.ip_address", "message": "payload.object.topic|event",
    }, ZOOM, "session", words=((r"^(?:account|user)[._]", "iam"),), fixed={"observer.vendor": "Zoom", "observer.product": "Webhook"}),
    Kind("atlassian_audit", r'auditType"\s*:\s*\{', r'author"\s*:\s*\{', {
        "@timestamp": "timestamp.epochSecond|timestamp", "event.action": "auditType.actionI18nKey|auditType.action", "user.name": "author.name",
        "user.full_name": "author.name", "user.id": "author.id", "source.ip": "source", "service.address": "system",
        "user.target.name": "affectedObjects.name", "message": "auditType.action",
    }, {}, "configuration", under="atlassian.audit", nanoseconds="timestamp.nano",
       words=((r"(?i)login|logout|authentic", "authentication"), (r"(?i)permission|\.user|group", "iam"))),
    Kind("gitlab_audit", r'entity_type"\s*:', r'author_name"\s*:', {
        "@timestamp": "time|created_at", "event.action": "event_name|custom_message|change|add|remove|action", "user.name": "author_name",
        "user.id": "author_id", "source.ip": "ip_address", "log.level": "severity", "user.target.name": "target_details", "message": "target_details",
    }, {"user_access": "privilege_permissions_changed", "access_level": "privilege_permissions_changed"}, "iam", under="gitlab.audit"),
    Kind("gitlab", r'correlation_id"\s*:', r'(?:meta\.caller_id"|Rack_Attack"|controller"\s*:\s*"[\w:]{1,120}Controller")', {
        "@timestamp": "time", "event.id": "correlation_id", "trace.id": "correlation_id", "log.level": "severity", "http.request.method": "method|request_method",
        "url.original": "path", "url.domain": "host", "http.response.status_code": "status", "source.ip": "meta\\.remote_ip|remote_ip", "user.id": "user_id|meta\\.user_id",
        "user.name": "username|meta\\.user", "user_agent.original": "ua|user_agent", "process.pid": "pid", "process.name": "worker_id",
        "event.provider": "meta\\.caller_id", "event.action": "env", "event.outcome": "env", "message": "message|path",
    }, {"throttle": "excess_rate_limit_exceeded"}, "web", seconds="duration_s"),
    Kind("duo", r'isotimestamp"\s*:', r'description"\s*:', {
        "@timestamp": "isotimestamp|timestamp", "event.action": "action", "event.reason": "@description.error|description", "user.name": "username",
        "source.ip": "@description.ip_address", "user.email": "@description.email", "user.target.name": "object", "message": "description",
    }, DUO_ADMIN, "iam"),
    Kind("teleport", r'code"\s*:\s*"T[A-Z0-9]{0,4}\d{2,4}[IWE]"', r'event"\s*:\s*"[a-z][a-z0-9_.]{2,63}"', {
        "@timestamp": "time", "event.id": "uid", "event.action": "event", "event.code": "code", "event.sequence": "ei", "event.outcome": "success",
        "event.reason": "error", "error.message": "error", "message": "message|error|event", "user.name": "user|identity.user",
        "user.target.name": "name", "client.address": "addr\\.remote|identity.client_ip", "server.address": "addr\\.local",
        "process.user.name": "login", "process.command_line": "command", "host.id": "server_id", "host.name": "server_hostname", "trace.id": "sid",
        "user_agent.original": "user_agent", "orchestrator.cluster.name": "cluster_name",
    }, TELEPORT, "session", under="teleport.audit",
       words=((r"^(?:user|role|bot|access_list|access_request|lock)\b", "iam"), (r"^db\.", "database"),
              (r"^(?:auth|cert|mfa|reset_password|recovery)", "authentication"))),
    Kind("1password", r'(?:session_uuid|vault_uuid|actor_uuid)"\s*:', r'(?:target_user|item_uuid|object_uuid)"\s*:', {
        "@timestamp": "timestamp", "event.id": "uuid", "event.action": "action|category", "event.outcome": "category", "event.reason": "type",
        "user.id": "target_user.uuid|user.uuid|actor_uuid", "user.name": "target_user.email|user.email|actor_details.email",
        "user.email": "target_user.email|user.email|actor_details.email", "user.full_name": "target_user.name|user.name|actor_details.name",
        "user.target.id": "object_uuid", "user.target.email": "object_details.email", "source.ip": "client.ip_address|session.ip",
        "source.geo.country_iso_code": "country|location.country", "host.os.name": "client.os_name", "host.os.version": "client.os_version",
        "message": "action|type",
    }, ONE_PASSWORD, "configuration", under="onepassword", words=(("_failed$", "authentication"), (f"^(?:{ITEM_USES})$", "file"))),
)  # fmt: skip
