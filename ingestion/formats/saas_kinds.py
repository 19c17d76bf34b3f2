"""Audit logs of services as their interfaces give them: how each is known, and where it says what.

A path's parts are members; of a list the first counts. Several paths are tried in their order.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ingestion.formats.documents import Document

Paths = Mapping[str, str]
AUTH0 = {"s": "authn_login_success", "f": "authn_login_fail", "fp": "authn_login_fail", "fu": "authn_login_fail",
         "limit_wc": "authn_login_lock", "scp": "authn_password_change", "ss": "user_created", "slo": "session_closed"}  # fmt: skip
ONELOGIN = {"5": "authn_login_success", "6": "authn_login_fail", "7": "session_closed", "8": "authn_login_success",
            "9": "authn_login_fail", "11": "authn_password_change", "13": "user_created", "17": "user_deleted",
            "72": "privilege_permissions_changed", "19": "authn_login_lock"}  # fmt: skip
WORKSPACE = {"login_success": "authn_login_success", "login_failure": "authn_login_fail", "logout": "session_closed",
             "CREATE_USER": "user_created", "DELETE_USER": "user_deleted", "SUSPEND_USER": "user_archived",
             "ASSIGN_ROLE": "privilege_permissions_changed", "GRANT_ADMIN_PRIVILEGE": "privilege_permissions_changed",
             "CHANGE_PASSWORD": "authn_password_change", "password_edit": "authn_password_change",
             "account_disabled_password_leak": "authn_login_lock"}  # fmt: skip
SLACK = {"user_login": "authn_login_success", "user_login_failed": "authn_login_fail", "user_logout": "session_closed",
         "user_created": "user_created", "user_deactivated": "user_archived", "role_change_to_admin": "privilege_permissions_changed",
         "role_change_to_owner": "privilege_permissions_changed"}  # fmt: skip
FAILED = frozenset(
    (
        "failure",
        "failed",
        "fail",
        "denied",
        "fraud",
        "block",
        "blocked",
        "false",
        "deny",
        "error",
        "throttle",
        "blocklist",
        "nxdomain",
        "servfail",
        "refused",
    )
)


@dataclass(frozen=True)
class Kind:
    """``mark`` and ``also`` are expressions that together only its records hold, each behind a quotation mark.

    ``paths`` are ECS' names with where their values are; ``actions`` renames what the service calls it.
    """

    name: str
    mark: str
    also: str
    paths: Paths
    actions: Mapping[str, str] = field(default_factory=dict)
    category: str = ""
    provider: str = ""
    under: str = ""  # where the record as it came is kept; the kind's name when empty
    own: Mapping[str, str] = field(default_factory=dict)  # what its members are called there
    milliseconds: str = ""  # where it says how long it took
    seconds: str = ""  # the same, in seconds
    nanoseconds: str = ""  # where it says the time's fraction
    words: tuple[
        tuple[str, str], ...
    ] = ()  # categories by expressions over the action and the service's name
    resource: str = ""  # where it names an ARN, which says region and account
    # What a message says, by expressions whose groups are names of ECS with lines for dots, and the action that it is.
    sentences: tuple[tuple[str, str], ...] = ()
    error: str = ""  # where it says what went wrong; it succeeded where that is empty
    fixed: Paths = field(default_factory=dict)  # what is the same in all of its records
    tags: str = ""  # where it has a list of what it is about: the first that ``actions`` knows, or techniques of ATT&CK
    needs: str = ""  # what all of its records say, where others have its marks too
    more: Callable[[Document], Document] | None = None  # what takes more than another name

    def told(self, message: str) -> Document:
        """What one of its sentences says, which are matched from the message's beginning."""
        for pattern, action in self.sentences:
            if found := re.match(pattern, message):
                named = {name.replace("_", "."): said for name, said in found.groupdict().items()}
                return {"event.action": action, **named}
        return {}


def workspace(found: Document) -> Document:
    """People are named by their mail's first part, as Elastic's module names them; the mail stays beside it."""
    said: Document = {"file.type": "file" if found.get("file.name") else None}
    for name in ("user", "user.target"):
        mail = str(found.get(f"{name}.name", ""))
        local, at, domain = mail.partition("@")
        if at and local:
            said |= {f"{name}.name": local, f"{name}.domain": domain, f"{name}.email": mail}
    group, at, domain = str(found.get("group.name", "")).partition("@")
    if at and group:
        said |= {"group.name": group, "group.domain": domain}
    owner = str(found.get("file.owner", "")).partition("@")[0]
    source = {f"source.user.{part}": said.get(f"user.{part}") for part in ("name", "domain", "email")}
    return {**said, **source, "source.user.id": found.get("user.id"), "file.owner": owner}


VAULT_LOGIN = re.compile(r"auth/[^\s]{1,255}?/login(?:/([^/\s]{1,255}))?$")


def vault(found: Document) -> Document:
    """What was asked is told before it is answered, and only the answer says whether somebody got in."""
    login = VAULT_LOGIN.match(str(found.get("url.path", "")))
    if not login or found.get("@stage") != "response":
        return {"@stage": ""}
    failed = found.get("event.outcome") == "failure"
    return {
        "@stage": "",
        "event.action": "authn_login_fail" if failed else "authn_login_success",
        "event.category": "authentication",
        "user.name": found.get("user.name") or login[1],
    }


KINDS = (
    Kind("google_workspace", r'admin#reports#activity"', r'id"\s*:\s*\{', {
        "@timestamp": "id.time", "event.id": "id.uniqueQualifier", "event.action": "events.name", "service.name": "id.applicationName",
        "event.provider": "id.applicationName",
        "user.name": "actor.email", "user.email": "actor.email", "user.id": "actor.profileId", "source.ip": "ipAddress", "organization.id": "id.customerId",
        "file.name": "events.parameters.@doc_title", "file.owner": "events.parameters.@owner",
        "group.name": "events.parameters.@GROUP_EMAIL|events.parameters.@group_email",
        "user.target.name": "events.parameters.@affected_email_address|events.parameters.@target_user|events.parameters.@USER_EMAIL",
    }, WORKSPACE, "iam", "gcp", words=((" drive$", "file"), (" login$", "authentication"), (" (?:token|saml)$", "authentication")), more=workspace),
    Kind("kibana", r'type"\s*:\s*"response"', r'responseTime"\s*:', {
        "@timestamp": "@timestamp", "process.pid": "pid", "http.request.method": "method|req.method",
        "http.response.status_code": "statusCode|res.statusCode", "http.response.body.bytes": "res.contentLength|res.responseBytes",
        "http.request.referrer": "req.referer|req.headers.referer", "source.ip": "req.remoteAddress", "url.original": "req.url",
        "user_agent.original": "req.headers.user-agent|req.userAgent", "trace.id": "req.headers.x-opaque-id", "message": "message",
    }, {}, "web", under="kibana.log.meta", milliseconds="res.responseTime", needs="res.responseTime", fixed={"service.name": "kibana"}),
    Kind("slack", r'date_create"\s*:', r'actor"\s*:\s*\{', {
        "@timestamp": "date_create", "event.id": "id", "event.action": "action", "user.name": "actor.user.email|actor.user.name",
        "user.full_name": "actor.user.name",
        "user.id": "actor.user.id", "source.ip": "context.ip_address", "user_agent.original": "context.ua",
        "user.target.name": "entity.user.email|entity.user.name", "organization.name": "context.location.name",
    }, SLACK, "iam"),
    Kind("onelogin", r'event_type_id"\s*:', r'(?:account_id|actor_user_id|actor_user_name|ipaddr|app_id|directory_sync_run_id|event_timestamp)"\s*:', {
        "@timestamp": "created_at|event_timestamp", "event.id": "uuid|id", "event.action": "event_type_id", "user.name": "user_name|actor_user_name",
        "user.id": "user_id", "source.ip": "ipaddr|ip_address", "service.name": "app_name", "event.reason": "error_description",
    }, ONELOGIN, "iam"),
    Kind("duo", r'isotimestamp"\s*:', r'(?:access_device|auth_device|txid|event_type|host)"\s*:', {
        "@timestamp": "isotimestamp|timestamp", "event.id": "txid", "event.action": "event_type|action", "event.outcome": "result",
        "event.reason": "reason", "user.name": "user.name|username", "user.id": "user.key", "host.name": "access_device.hostname",
        "source.ip": "access_device.ip|auth_device.ip", "service.name": "application.name", "user.email": "email",
        "source.user.name": "user.name", "user_agent.name": "access_device.browser", "user_agent.version": "access_device.browser_version",
    }, {"authentication": "authn_login"}, "authentication"),
    Kind("auth0", r'log_id"\s*:\s*"90', r'type"\s*:\s*"[a-z]', {
        "@timestamp": "data.date|date", "event.id": "data.log_id|log_id", "event.action": "data.type|type",
        "user.name": "data.user_name|user_name", "user.id": "data.user_id|user_id", "source.ip": "data.ip|ip",
        "user_agent.original": "data.user_agent|user_agent", "service.name": "data.client_name|client_name", "message": "data.description|description",
    }, AUTH0, "authentication"),
    Kind("cloudflare", r'Edge(?:StartTimestamp|ResponseStatus)"\s*:', r'(?:RayID|Client\w{2,20})"\s*:', {
        "@timestamp": "EdgeStartTimestamp|Datetime", "event.id": "RayID", "source.ip": "ClientIP", "source.port": "ClientSrcPort",
        "http.request.method": "ClientRequestMethod", "url.original": "ClientRequestURI|ClientRequestPath", "url.domain": "ClientRequestHost",
        "url.scheme": "ClientRequestScheme", "url.query": "ClientRequestQuery", "http.version": "ClientRequestProtocol",
        "tls.version": "ClientSSLProtocol", "tls.cipher": "ClientSSLCipher", "destination.ip": "OriginIP",
        "http.response.mime_type": "EdgeResponseContentType", "source.as.number": "ClientASN", "source.geo.country_iso_code": "ClientCountry",
        "event.action": "Action", "rule.id": "RuleID|WAFRuleID", "rule.ruleset": "Source",
        "http.response.status_code": "EdgeResponseStatus", "http.response.body.bytes": "EdgeResponseBytes",
        "http.request.referrer": "ClientRequestReferer", "user_agent.original": "ClientRequestUserAgent", "event.end": "EdgeEndTimestamp",
    }, {}, "web"),
    Kind("guardduty", r'arn:aws[\w-]{0,12}:guardduty:|(?:UnauthorizedAccess|Recon|Trojan|CryptoCurrency|Stealth|PenTest|Backdoor|Discovery|Exfiltration|Impact|Persistence|Policy):(?:EC2|IAMUser|S3|Kubernetes|Lambda|RDS|Runtime)/', r'service"\s*:\s*\{', {
        "@timestamp": "updatedAt|service.eventLastSeen|createdAt", "event.id": "id", "event.action": "service.action.actionType|type",
        "rule.name": "type", "rule.description": "title", "event.start": "service.eventFirstSeen", "event.end": "service.eventLastSeen",
        "cloud.instance.id": "resource.instanceDetails.instanceId", "cloud.machine.type": "resource.instanceDetails.instanceType",
        "host.id": "resource.instanceDetails.instanceId", "host.type": "resource.instanceDetails.instanceType",
        "dns.question.name": "service.action.dnsRequestAction.domain",
        "network.transport": "service.action.dnsRequestAction.protocol|service.action.networkConnectionAction.protocol",
        "network.direction": "service.action.networkConnectionAction.connectionDirection",
        "source.port": "service.action.networkConnectionAction.remotePortDetails.port",
        "destination.port": "service.action.networkConnectionAction.localPortDetails.port",
        "event.severity": "severity", "cloud.account.id": "accountId", "cloud.region": "region", "message": "description",
        "user.name": "resource.accessKeyDetails.userName|resource.kubernetesDetails.kubernetesUserDetails.username"
        "|resource.rdsDbUserDetails.user|service.runtimeDetails.process.user",
        "process.name": "service.runtimeDetails.process.name", "process.pid": "service.runtimeDetails.process.pid",
        "process.executable": "service.runtimeDetails.process.executablePath",
        "process.hash.sha256": "service.runtimeDetails.process.executableSha256", "container.id": "resource.containerDetails.id",
        "source.ip": "service.action.networkConnectionAction.remoteIpDetails.ipAddressV4|service.action.awsApiCallAction.remoteIpDetails.ipAddressV4"
        "|service.action.portProbeAction.portProbeDetails.remoteIpDetails.ipAddressV4"
        "|service.action.kubernetesApiCallAction.remoteIpDetails.ipAddressV4|service.action.rdsLoginAttemptAction.remoteIpDetails.ipAddressV4",
    }, {}, "intrusion_detection", "aws", fixed={"cloud.service.name": "guardduty"}),
    Kind("aws_waf", r'webaclId"\s*:', r'httpRequest"\s*:\s*\{', {
        "@timestamp": "timestamp", "event.id": "httpRequest.requestId", "http.request.id": "httpRequest.requestId", "event.action": "action",
        "event.outcome": "action", "rule.id": "terminatingRuleId", "rule.ruleset": "terminatingRuleType", "http.version": "httpRequest.httpVersion",
        "source.ip": "httpRequest.clientIp", "http.request.method": "httpRequest.httpMethod", "url.path": "httpRequest.uri",
        "url.query": "httpRequest.args", "source.geo.country_iso_code": "httpRequest.country",
        "user_agent.original": "httpRequest.headers.@User-Agent|httpRequest.headers.@user-agent",
        "url.domain": "httpRequest.headers.@Host|httpRequest.headers.@host",
    }, {}, "web", "aws", resource="webaclId",
       fixed={"cloud.service.name": "wafv2", "network.protocol": "http", "network.transport": "tcp"}),
    Kind("vault", r'type"\s*:\s*"(?:request|response)"', r'operation"\s*:\s*"[a-z-]{4,20}"', {
        "@timestamp": "time", "event.id": "request.id", "event.action": "request.operation", "source.ip": "request.remote_address",
        "source.port": "request.remote_port", "user.name": "auth.display_name", "user.id": "auth.entity_id", "user.email": "auth.metadata.email",
        "url.path": "request.path", "event.reason": "error", "message": "error|request.path", "@stage": "type",
    }, {}, "iam", under="hashicorp_vault.audit", error="error", more=vault, needs="request.operation"),
    Kind("route53_resolver", r'query_timestamp"\s*:', r'query_name"\s*:', {
        "@timestamp": "query_timestamp", "dns.question.name": "query_name", "dns.question.type": "query_type",
        "dns.question.class": "query_class", "dns.response_code": "rcode", "source.ip": "srcaddr", "source.port": "srcport",
        "network.transport": "transport", "cloud.account.id": "account_id", "cloud.region": "region", "cloud.instance.id": "srcids.instance",
        "message": "query_name",
        "event.outcome": "firewall_rule_action|rcode",
    }, {}, "network", "aws", fixed={"event.action": "dns_query", "network.protocol": "dns"}),
    Kind("crowdstrike", r'eventCreationTime"\s*:', r'metadata"\s*:\s*\{', {
        "@timestamp": "metadata.eventCreationTime", "event.action": "event.OperationName|metadata.eventType", "event.outcome": "event.Success",
        "user.name": "event.UserId|event.UserName", "source.ip": "event.UserIp|event.LocalIP", "host.name": "event.ComputerName|event.HostnameField",
        "process.name": "event.FileName", "process.command_line": "event.CommandLine", "service.name": "event.ServiceName",
        "rule.name": "event.DetectName", "message": "event.DetectDescription",
    }, {"userAuthenticate": "authn_login"}, "iam",
       words=(("Session", "session"), ("Detection|Incident|Threat", "malware"), ("Firewall", "network")),
       fixed={"observer.vendor": "Crowdstrike", "observer.product": "Falcon"}),
    Kind("falco", r'output_fields"\s*:', r'rule"\s*:\s*"', {
        "@timestamp": "time", "rule.name": "rule", "log.level": "priority", "host.name": "hostname", "message": "output",
        "process.name": "output_fields.proc\\.name", "user.name": "output_fields.user\\.name",
        "process.command_line": "output_fields.proc\\.cmdline", "container.id": "output_fields.container\\.id", "event.action": "rule",
        "container.name": "output_fields.container\\.name", "event.provider": "source", "process.executable": "output_fields.proc\\.exepath",
        "process.parent.name": "output_fields.proc\\.pname", "process.pid": "output_fields.proc\\.pid", "user.id": "output_fields.user\\.uid",
        "container.image.name": "output_fields.container\\.image|output_fields.container\\.image\\.repository",
        "orchestrator.resource.name": "output_fields.k8s\\.pod\\.name", "orchestrator.namespace": "output_fields.k8s\\.ns\\.name",
    }, {}, "intrusion_detection", tags="tags", needs="priority",
       fixed={"event.kind": "alert", "observer.vendor": "sysdig", "observer.product": "falco", "observer.type": "sensor"}),
    Kind("atlassian", r'attributes"\s*:\s*\{\s*"time"\s*:', r'action"\s*:\s*"', {
        "@timestamp": "attributes.time", "event.id": "id", "event.action": "attributes.action", "user.name": "attributes.actor.email|attributes.actor.name",
        "user.id": "attributes.actor.id", "source.ip": "attributes.location.ip", "message": "message.content|attributes.action",
    }, {}, "iam"),
    Kind("security_hub", r'ProductArn"\s*:', r'AwsAccountId"\s*:', {
        "@timestamp": "LastObservedAt|UpdatedAt|CreatedAt", "event.id": "Id", "event.action": "Types", "rule.name": "Title",
        "log.level": "Severity.Label", "cloud.account.id": "AwsAccountId", "cloud.region": "Region", "message": "Description",
    }, {}, "intrusion_detection", "aws"),
)  # fmt: skip
