"""JSON logs of what people run at home and at work, told as ``saas_kinds`` describes: MongoDB's audit, Consul's and Nomad's, Nextcloud, authentik,
Authelia, Grafana, Envoy, Kong and CrowdSec.

Sentences are matched from their beginning; what somebody typed stands behind it.
"""

from ingestion.formats.documents import Document
from ingestion.formats.saas_kinds import Kind
from ingestion.formats.shapes import outcome

MONGO = {
    "authenticate": "authn_login", "logout": "session_closed", "createUser": "user_created", "dropUser": "user_deleted", "updateUser": "user_updated",
    **dict.fromkeys(("grantRolesToUser", "revokeRolesFromUser", "createRole", "updateRole", "dropRole", "grantRolesToRole", "revokeRolesFromRole",
                     "grantPrivilegesToRole", "revokePrivilegesFromRole"), "privilege_permissions_changed"),
    "startup": "sys_startup", "shutdown": "sys_shutdown",
}  # fmt: skip
AUTHENTIK = {"login": "authn_login_success", "login_failed": "authn_login_fail", "logout": "session_closed", "password_set": "authn_password_change",
             "user_write": "user_updated", "suspicious_request": "input_validation_fail"}  # fmt: skip
LEVELS = ("debug", "info", "warning", "error", "critical")  # Nextcloud's numbers
ADDRESS = r"[0-9A-Fa-f.:]{3,45}"


def mongo(found: Document) -> Document:
    """Result 0 is that it was done. Whom it is about is somebody else, but for who logs in."""
    done = found.get("event.code") == "0"
    action, target = str(found.get("event.action", "")), found.get("user.target.name")
    if action in ("authn_login", "authenticate"):
        verdict = "authn_login_success" if done else "authn_login_fail"
        return {
            "event.action": verdict,
            "event.outcome": outcome(done),
            "user.name": target,
            "user.target.name": "",
        }
    refused = {"event.action": "authz_fail"} if action == "authCheck" and not done else {}
    return {"event.outcome": outcome(done), **refused}


def hashicorp(found: Document) -> Document:
    return {"event.action": "authz_fail"} if found.get("http.response.status_code") in (401, 403) else {}


def nextcloud(found: Document) -> Document:
    level, name = str(found.get("log.level", "")), found.get("user.name")
    return {
        "log.level": LEVELS[int(level)] if level in ("0", "1", "2", "3", "4") else level,
        "user.name": "" if name == "--" else name,
    }


OWN = (
    Kind("mongodb_audit", r'atype"\s*:\s*"', r'param"\s*:\s*\{', {
        "@timestamp": "ts.$date|ts.$date.$numberLong", "event.action": "atype", "event.code": "result", "user.name": "users.user",
        "user.target.name": "param.user", "source.ip": "remote.ip", "source.port": "remote.port", "destination.ip": "local.ip",
        "destination.port": "local.port",
    }, MONGO, "database", under="mongodb.audit", more=mongo, words=(("User|Role", "iam"), ("^logout", "session"))),
    Kind("hashicorp_audit", r'event_type"\s*:\s*"audit"', r'payload"\s*:\s*\{', {
        "@timestamp": "payload.timestamp|created_at", "event.id": "payload.id", "event.action": "payload.request.operation", "user.name": "payload.auth.name",
        "user.id": "payload.auth.accessor_id", "client.address": "payload.request.remote_addr|payload.request.request_meta.remote_address",
        "url.path": "payload.request.endpoint", "user_agent.original": "payload.request.user_agent|payload.request.request_meta.user_agent",
        "http.response.status_code": "payload.response.status|payload.response.status_code", "event.reason": "payload.response.error",
        "message": "payload.response.error|payload.request.endpoint",
    }, {}, "iam", under="hashicorp.audit", more=hashicorp),
    Kind("nextcloud", r'reqId"\s*:', r'remoteAddr"\s*:', {
        "@timestamp": "time", "log.level": "level", "source.ip": "remoteAddr", "user.name": "user", "event.provider": "app",
        "http.request.method": "method", "url.original": "url", "user_agent.original": "userAgent", "trace.id": "reqId", "message": "message",
    }, {}, "", more=nextcloud, sentences=(
        (rf"Login failed: '?(?P<user_name>.{{0,255}}?)'? \(Remote IP: '?(?P<source_ip>{ADDRESS})'?\)$", "authn_login_fail"),
        (r'Login successful: "(?P<user_name>.{0,255})"$', "authn_login_success"),
        (r'Login attempt: "(?P<user_name>.{0,255})"$', "authn_login"),
        ("Logout occurred$", "session_closed"),
        (r'User created: "(?P<user_target_name>.{0,255})"$', "user_created"),
        (r'User deleted: "(?P<user_target_name>.{0,255})"$', "user_deleted"),
        (r'Password of user "(?P<user_target_name>.{0,255})" has been changed$', "authn_password_change"),
        (r'User "(?P<user_target_name>.{0,255})" (?:added to|removed from) group ', "privilege_permissions_changed"),
        (r'File accessed: "(?P<file_path>.{0,1024})"$', "file_read"),
    )),
    Kind("authentik", r'logger"\s*:\s*"authentik\.', r'(?:action|event)"\s*:', {
        "@timestamp": "timestamp", "log.level": "level", "log.logger": "logger", "event.action": "action", "user.name": "user.username|context.username",
        "user.email": "user.email", "source.ip": "client_ip|remote", "process.pid": "pid", "trace.id": "request_id", "message": "event",
        "http.request.method": "method", "http.response.status_code": "status", "url.domain": "host",
    }, AUTHENTIK, "", words=(("user|model|password", "iam"), ("logout", "session"))),
    Kind("authelia", r"msg\"\s*:\s*\"(?:Uns|S)uccessful [^\"\\]{1,32} authentication attempt ", r'remote_ip"\s*:', {
        "@timestamp": "time", "log.level": "level", "http.request.method": "method", "url.path": "path", "source.ip": "remote_ip", "message": "msg",
    }, {"authn_login_fail": "authn_login_fail", "authn_login_success": "authn_login_success"}, "authentication", sentences=(
        (r"Unsuccessful \S{1,32} authentication attempt (?:made )?by user '(?P<user_name>.{0,255})'(?: and they are banned until [^']{1,80})?$", "authn_login_fail"),
        (r"Unsuccessful \S{1,32} authentication attempt ", "authn_login_fail"),
        (r"Successful \S{1,32} authentication attempt (?:made )?by user '(?P<user_name>.{0,255})'(?: and they are banned until [^']{1,80})?$", "authn_login_success"),
    )),
    Kind("grafana", r't"\s*:\s*"\d{4}-\d\d-\d\dT', r'logger"\s*:', {
        "@timestamp": "t", "log.level": "level|lvl", "log.logger": "logger", "message": "msg", "user.name": "User|uname", "user.id": "userId",
        "source.ip": "remote_addr", "http.request.method": "method", "url.original": "path", "http.response.status_code": "status",
        "error.message": "error",
    }, {}, "", sentences=(("Successful Login$", "authn_login_success"), ("Failed to authenticate request$", "authn_login_fail"))),
    Kind("envoy", r'response_flags"\s*:', r'(?:upstream_cluster|upstream_host|downstream_remote_address|authority)"\s*:', {
        "@timestamp": "start_time", "client.address": "downstream_remote_address", "http.request.method": "method", "url.original": "path",
        "url.domain": "authority", "http.response.status_code": "response_code", "http.response.body.bytes": "bytes_sent",
        "user_agent.original": "user_agent", "trace.id": "request_id", "server.address": "upstream_host", "event.reason": "response_code_details",
        "message": "path",
    }, {}, "web", under="envoy.access", milliseconds="duration"),
    Kind("kong", r'latencies"\s*:\s*\{', r'started_at"\s*:', {
        "@timestamp": "started_at", "source.ip": "client_ip", "user.name": "consumer.username", "http.request.method": "request.method",
        "url.original": "request.uri", "url.domain": "request.headers.host", "http.response.status_code": "response.status",
        "user_agent.original": "request.headers.user-agent", "service.name": "service.name", "message": "request.uri",
    }, {}, "web", under="kong.access", milliseconds="latencies.request"),
    Kind("crowdsec", r'leakspeed"\s*:', r'scenario"\s*:', {
        "@timestamp": "created_at|stop_at", "event.action": "decisions.type", "event.start": "start_at", "event.end": "stop_at", "rule.name": "scenario",
        "source.ip": "source.ip", "observer.name": "machine_id", "message": "message",
    }, {"ban": "address_banned"}, "intrusion_detection", fixed={"event.action": "alert", "event.kind": "alert", "observer.product": "CrowdSec"}),
)  # fmt: skip
