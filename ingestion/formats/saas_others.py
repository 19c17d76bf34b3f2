"""Services' logs, told and read as ``saas_kinds`` describes: Box, Dropbox, Salesforce, Snyk, Tailscale, Samba's auditing and Cloudflare's gateways."""

import re

from ingestion.formats.documents import Document
from ingestion.formats.saas_kinds import Kind

# https://developer.box.com/reference/resources/event/
BOX = {"LOGIN": "authn_login_success", "FAILED_LOGIN": "authn_login_fail", "NEW_USER": "user_created", "DELETE_USER": "user_deleted",
       "EDIT_USER": "user_updated", "CHANGE_ADMIN_ROLE": "privilege_permissions_changed"}  # fmt: skip
# https://www.dropbox.com/developers/documentation/http/teams#team_log-get_events
DROPBOX = {
    **dict.fromkeys(("login_success", "sso_login_success"), "authn_login_success"),
    **dict.fromkeys(("login_fail", "sso_error"), "authn_login_fail"), "logout": "session_closed",
    **dict.fromkeys(("password_change", "password_reset"), "authn_password_change"),
    "member_change_admin_role": "privilege_permissions_changed", "member_delete_manual_contacts": "user_updated",
}  # fmt: skip
# https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_eventlogfile_supportedeventtypes.htm
SALESFORCE = {"Login": "authn_login", "Logout": "session_closed"}
DONE = ("LOGIN_NO_ERROR", "NT_STATUS_OK")
ENDS = re.compile(r"ipv[46]:([0-9A-Fa-f.:]{2,45}):(\d{1,5})")


def by_status(found: Document) -> Document:
    """How a login ended, where a status has a word of its own for what went well and the name of an error otherwise."""
    status, action = str(found.get("event.reason", "")), str(found.get("event.action", ""))
    if not status or not action.startswith("authn_login"):
        return {}
    done = status in DONE
    return {
        "event.action": "authn_login_success" if done else "authn_login_fail",
        "event.outcome": "success" if done else "failure",
        "event.reason": None if done else status,
    }


def samba(found: Document) -> Document:
    """Ends are written as ``ipv4:address:port``."""
    said: Document = {}
    for role, side in (("client", "source"), ("server", "destination")):
        if end := ENDS.fullmatch(str(found.get(f"{role}.address", ""))):
            said |= {f"{one}.ip": end[1] for one in (role, side)} | {
                f"{one}.port": int(end[2]) for one in (role, side)
            }
    return said | by_status(found)


def tailscale(found: Document) -> Document:
    """What was changed is a person, or else a machine or a setting."""
    person = found.get("tailscale.target.type") == "USER"
    return {
        "user.target.name": found.get("tailscale.target.name") if person else None,
        "tailscale.target.type": None,
        "tailscale.target.name": None,
        "event.category": "iam" if person else "configuration",
    }


def box(found: Document) -> Document:
    return {"client.ip": found.get("source.ip")}


OTHERS = (
    Kind("box", r'event_type"\s*:\s*"[A-Z]', r'created_by"\s*:\s*\{', {
        "@timestamp": "created_at", "event.id": "event_id", "event.action": "event_type", "source.ip": "ip_address",
        "user.name": "created_by.login|created_by.name", "user.full_name": "created_by.name", "user.id": "created_by.id",
        "user.effective.id": "action_by.id", "user.effective.name": "action_by.login", "file.name": "source.item_name|source.name",
        "file.directory": "source.parent.name", "rule.id": "additional_details.shield_alert.rule_id",
        "rule.name": "additional_details.shield_alert.rule_name", "rule.category": "additional_details.shield_alert.rule_category",
        "event.risk_score": "additional_details.shield_alert.risk_score",
    }, BOX, "file", under="box", more=box, words=(
        ("LOGIN|2FA|TWO_FACTOR|DEVICE_TRUST", "authentication"), ("^SHIELD", "intrusion_detection"),
        ("USER|GROUP|COLLAB|ADMIN_ROLE|TERMS_OF_SERVICE", "iam"), ("POLICY|SETTING|RETENTION|LEGAL_HOLD|AUTOMATION|APPLICATION", "configuration"),
    )),
    Kind("dropbox", r'event_category"\s*:\s*\{', r'event_type"\s*:\s*\{', {
        "@timestamp": "timestamp", "event.action": "event_type.\\.tag", "message": "event_type.description",
        "user.name": "actor.user.email|actor.admin.email|actor.app.display_name", "user.full_name": "actor.user.display_name|actor.admin.display_name",
        "user.id": "actor.user.account_id|actor.admin.account_id", "source.ip": "origin.geo_location.ip_address",
        "source.geo.country_iso_code": "origin.geo_location.country", "file.path": "assets.path.contextual", "file.name": "assets.display_name",
        "user.target.name": "context.email|participants.user.email",
    }, DROPBOX, "configuration", words=(
        ("^(?:sso_)?log(?:in|out)|^sso_error|^password|^tfa", "authentication"), ("^(?:file|folder|paper|shared|sharing|export|showcase)", "file"),
        ("^(?:member|group|team_join|account)", "iam"),
    )),
    Kind("salesforce", r'EVENT_TYPE"\s*:\s*"', r'(?:TIMESTAMP_DERIVED|ORGANIZATION_ID)"\s*:', {
        "@timestamp": "TIMESTAMP_DERIVED|TIMESTAMP", "event.action": "EVENT_TYPE", "event.outcome": "REQUEST_STATUS", "event.reason": "LOGIN_STATUS",
        "source.ip": "SOURCE_IP|CLIENT_IP", "user.name": "USER_NAME", "user.id": "USER_ID_DERIVED|USER_ID", "user.roles": "USER_TYPE",
        "url.original": "URI", "tls.version": "TLS_PROTOCOL", "tls.cipher": "CIPHER_SUITE", "user_agent.original": "BROWSER_TYPE|USER_AGENT",
        "http.request.id": "REQUEST_ID", "http.request.method": "METHOD", "http.response.status_code": "STATUS_CODE", "message": "EVENT_TYPE",
    }, SALESFORCE, "web", under="salesforce", more=by_status, milliseconds="RUN_TIME", words=(("^Log(?:in|out)", "authentication"),)),
    Kind("snyk", r'event"\s*:\s*"(?:org|group|api|user|tenant)\.[a-z_.]{2,80}"', r'created"\s*:', {
        "@timestamp": "created", "event.action": "event", "user.id": "user_id|userId", "user.name": "user_email|content.email",
        "organization.id": "org_id|orgId", "group.id": "group_id|groupId", "url.original": "content.url",
    }, {}, "configuration", under="snyk.audit_logs", words=((r"\.user\.|^user\.|\.invite|\.role|\.service_account", "iam"), (r"^api\.", "web"))),
    Kind("tailscale", r'eventGroupID"\s*:', r'origin"\s*:', {
        "@timestamp": "eventTime", "event.id": "eventGroupID", "event.action": "action", "event.provider": "origin", "user.id": "actor.id",
        "user.name": "actor.loginName", "user.full_name": "actor.displayName", "tailscale.target.type": "target.type",
        "tailscale.target.name": "target.name", "message": "actionDetails|target.name",
    }, {"LOGIN": "authn_login_success", "LOGOUT": "session_closed"}, "configuration", under="tailscale.audit", more=tailscale),
    # https://wiki.samba.org/index.php/Setting_up_Audit_Logging
    Kind("samba", r'type"\s*:\s*"(?:Authentication|Authorization|dsdbChange|passwordChange|groupChange)"', r'(?:Authentication|Authorization|dsdbChange|passwordChange|groupChange)"\s*:\s*\{', {
        "@timestamp": "timestamp", "event.action": "type", "event.reason": "Authentication.status",
        "user.name": "Authentication.mappedAccount|Authentication.clientAccount|Authorization.account|dsdbChange.userSid|passwordChange.userSid",
        "user.domain": "Authentication.mappedDomain|Authentication.clientDomain|Authorization.domain",
        "user.id": "Authentication.becameSid|Authorization.sid", "event.code": "Authentication.eventId|groupChange.eventId|passwordChange.eventId",
        "client.address": "Authentication.remoteAddress|Authorization.remoteAddress|dsdbChange.remoteAddress|passwordChange.remoteAddress",
        "server.address": "Authentication.localAddress|Authorization.localAddress", "source.domain": "Authentication.workstation",
        "network.protocol": "Authentication.serviceDescription|Authorization.serviceDescription", "user.target.name": "dsdbChange.dn|groupChange.user",
        "group.name": "groupChange.group", "message": "type",
    }, {"Authentication": "authn_login", "Authorization": "session_created", "passwordChange": "authn_password_change", "groupChange": "authz_change"},
       "iam", more=samba, words=(("^Auth", "authentication"),)),
    Kind("cloudflare_network_session", r'SessionStartTime"\s*:', r'(?:Offramp|EgressIP|SourceIP)"\s*:', {
        "@timestamp": "SessionStartTime", "event.id": "SessionID", "event.start": "SessionStartTime", "event.end": "SessionEndTime",
        "event.reason": "ConnectionCloseReason", "source.ip": "SourceIP", "source.port": "SourcePort", "source.bytes": "BytesSent",
        "source.nat.ip": "EgressIP", "source.nat.port": "EgressPort", "destination.ip": "OriginIP", "destination.port": "OriginPort",
        "destination.bytes": "BytesReceived", "network.transport": "Protocol", "host.id": "DeviceID", "host.name": "DeviceName",
        "user.name": "Email", "user.id": "UserID", "tls.version": "ClientTLSVersion", "tls.cipher": "ClientTLSCipher",
        "tls.server.issuer": "OriginTLSCertificateIssuer",
    }, {}, "network", under="cloudflare.network_session", fixed={"event.action": "network_session"}),
    Kind("cloudflare_spectrum", r'ConnectTimestamp"\s*:', r'(?:ClientMatchedIpFirewall|OriginProto|ProxyProtocol)"\s*:', {
        "@timestamp": "Timestamp", "event.id": "Application", "event.action": "Event", "event.start": "ConnectTimestamp", "event.end": "DisconnectTimestamp",
        "source.ip": "ClientIP", "source.port": "ClientPort", "source.bytes": "ClientBytes", "destination.ip": "OriginIP",
        "destination.port": "OriginPort", "destination.bytes": "OriginBytes", "network.transport": "ClientProto",
        "source.as.number": "ClientAsn", "source.geo.country_iso_code": "ClientCountry",
    }, {}, "network", under="cloudflare.spectrum"),
    Kind("cloudflare_gateway", r'PolicyID"\s*:', r'(?:DestinationIP|HTTPHost)"\s*:', {
        "@timestamp": "Datetime", "event.id": "SessionID|RequestID", "event.action": "Action", "event.outcome": "Action",
        "source.ip": "SourceIP", "source.port": "SourcePort", "destination.ip": "DestinationIP", "destination.port": "DestinationPort",
        "network.transport": "Transport", "host.id": "DeviceID", "host.name": "DeviceName", "user.name": "Email", "user.id": "UserID",
        "rule.id": "PolicyID", "rule.name": "PolicyName", "http.request.method": "HTTPMethod", "http.version": "HTTPVersion",
        "http.request.referrer": "Referer", "url.original": "URL", "url.domain": "HTTPHost|SNI", "user_agent.original": "UserAgent",
        "file.name": "BlockedFileName", "http.response.status_code": "HTTPStatusCode",
    }, {}, "network", under="cloudflare.gateway"),
)  # fmt: skip
