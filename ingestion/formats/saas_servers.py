"""Logs of servers that their own people run, told and read as ``saas_kinds`` describes: Mattermost, GitLab's other logs, Sidekiq, Logstash, osquery."""

from ingestion.formats import rabbitmq
from ingestion.formats.documents import Document
from ingestion.formats.saas_kinds import Kind
from ingestion.formats.vpc_flow import instant

# https://docs.mattermost.com/administration-guide/comply/embedded-json-audit-log-schema.html
MATTERMOST = {
    "login": "authn_login", "Logout": "session_closed", "logout": "session_closed", "revokeSession": "session_closed",
    "revokeAllSessionsForUser": "session_closed", "createUser": "user_created", "deleteUser": "user_deleted",
    **dict.fromkeys(("patchUser", "updateUser", "updateUserActive", "updateUserAuth"), "user_updated"),
    **dict.fromkeys(("updatePassword", "resetPassword", "sendPasswordReset"), "authn_password_change"),
    **dict.fromkeys(("updateUserRoles", "updateChannelMemberRoles", "updateTeamMemberRoles", "patchRole"), "privilege_permissions_changed"),
    "createUserAccessToken": "authn_token_created", "revokeUserAccessToken": "authn_token_revoked",
}  # fmt: skip
# Whoever logs in may write what they like for a name, so the last address is theirs.
WHO = r"username=(?P<user_name>.{1,255}) ip=(?P<source_ip>[0-9A-Fa-f.:]{3,45})(?![^ ])"

# What osquery's tables of files have columns for; those of processes and packages have some of them too.
FILES = {
    **{f"file.{one}": one for one in ("type", "gid", "inode", "mode", "size", "uid", "mtime", "ctime")},
    "file.accessed": "atime",
}


def of_a_file(found: Document) -> Document:
    if not found.get("file.inode"):
        return dict.fromkeys(FILES, "")
    written = {name: str(found[name]) for name in ("file.accessed", "file.mtime", "file.ctime")}
    return {name: instant(one) for name, one in written.items()}


SERVERS = (
    Kind("osquery", r'hostIdentifier"\s*:', r'(?:unixTime|calendarTime)"\s*:', {
        "@timestamp": "unixTime|calendarTime", "event.action": "action", "host.name": "hostIdentifier", "rule.name": "name",
        "user.name": "decorations.username|columns.username|columns.user", "process.name": "columns.name",
        "process.pid": "columns.pid", "source.ip": "columns.remote_address", "message": "name", "host.hostname": "hostIdentifier",
        "host.id": "decorations.host_uuid", "file.path": "columns.path", **{name: f"columns.{column}" for name, column in FILES.items()},
    }, {}, "host", "", "osquery.result", {"hostIdentifier": "host_identifier", "unixTime": "unix_time", "calendarTime": "calendar_time"}, more=of_a_file),
    Kind("mattermost", r'api_path"\s*:\s*"/api/v\d', r'(?:session_id|cluster_id)"\s*:', {
        "@timestamp": "timestamp|time", "event.action": "event|event_name", "event.outcome": "status", "user.id": "user_id|actor.user_id",
        "user.name": "login_id", "user.target.id": "user.id", "user.target.name": "user.name", "source.ip": "ip_address|actor.ip_address",
        "url.original": "api_path|meta.api_path", "user_agent.original": "client|actor.client",
    }, MATTERMOST, "", under="mattermost.audit", words=(
        (r"(?i)logout|session", "session"), (r"(?i)password|mfa|token|login", "authentication"), (r"(?i)user|role|member|team|group", "iam"),
        (r"(?i)config|plugin|license|cluster|job|emoji|hook|channel", "configuration"), ("(?i)file|upload|download|export", "file"),
    )),
    Kind("gitlab_application", r'meta\.caller_id"\s*:|message"\s*:\s*"(?:Failed|Successful) Login: username=', r'(?:message|severity)"\s*:', {
        "@timestamp": "time", "event.id": "correlation_id", "trace.id": "correlation_id", "log.level": "severity", "source.ip": "meta\\.remote_ip|remote_ip",
        "user.id": "meta\\.user_id|user_id", "user.name": "meta\\.user|username", "process.pid": "pid", "event.provider": "meta\\.caller_id",
        "message": "message", "event.start": "created_at", "event.end": "completed_at",
    }, {}, "configuration", under="gitlab.application", seconds="duration_s", sentences=(
        (f"Failed Login: {WHO}", "authn_login_fail"), (f"Successful Login: {WHO}", "authn_login_success"),
        (f"User Logout: {WHO}", "session_closed"),
    )),
    Kind("sidekiq", r'jid"\s*:\s*"[0-9a-f]{24}"', r'(?:queue|class)"\s*:', {
        "@timestamp": "time|@timestamp", "event.id": "jid", "trace.id": "correlation_id", "log.level": "severity|level", "event.start": "created_at",
        "event.end": "completed_at", "event.outcome": "job_status", "event.action": "class", "process.pid": "pid", "message": "message|msg",
        "error.message": "error_message", "error.type": "error_class", "source.ip": "meta\\.remote_ip", "user.name": "meta\\.user",
    }, {}, "process", under="gitlab.sidekiq", seconds="duration_s|duration"),
    # What HashiCorp's programs write: Vault, Consul, Nomad, Terraform. https://github.com/hashicorp/go-hclog
    Kind("hclog", r'@level"\s*:', r'@message"\s*:', {
        "@timestamp": "@timestamp", "log.level": "@level", "log.logger": "@module", "message": "@message", "error.message": "error",
    }, {}, ""),
    Kind("rabbitmq", r'domain"\s*:\s*"rabbitmq', r'pid"\s*:\s*"<', {
        "@timestamp": "time", "log.level": "level", "message": "msg", "source.address": "peer_host", "log.logger": "domain",
    }, {}, "", under="rabbitmq.log", more=lambda found: rabbitmq.meaning(str(found.get("message", "")))),
    Kind("logstash", r'loggerName"\s*:', r'logEvent"\s*:\s*\{', {
        "@timestamp": "timeMillis", "log.level": "level", "log.logger": "loggerName", "process.thread.name": "thread", "message": "logEvent.message",
    }, {}, "", under="logstash.log", own={"loggerName": "module", "logEvent": "log_event"}, milliseconds="logEvent.took_in_millis"),
)  # fmt: skip
