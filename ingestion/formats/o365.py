"""Office 365's management activity (the unified audit log): the API's JSON, and Purview's CSV export of it.

https://learn.microsoft.com/en-us/office/office-365-management-api/office-365-management-activity-api-schema. The export
has the same JSON in its column ``AuditData``. Times are in UTC by the schema, though they may not say so.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from ingestion.formats.documents import Document, careful, format_of, record, text_of
from ingestion.formats.format import Reason, Sample
from ingestion.formats.record import Record
from ingestion.formats.shapes import LEAST, at, prepared_by, text
from ingestion.formats.table import cells, joins, rows
from ingestion.normalise.clock import Arrival

ACTIONS = {
    "userloggedin": "authn_login_success", "userloginfailed": "authn_login_fail", "mailboxlogin": "authn_login_success",
    "add user.": "user_created", "delete user.": "user_deleted", "update user.": "user_updated", "disable account.": "user_archived",
    "add member to role.": "privilege_permissions_changed", "remove member from role.": "privilege_permissions_changed",
    "add member to group.": "privilege_permissions_changed", "add-mailboxpermission": "privilege_permissions_changed",
    "add-rolegroupmember": "privilege_permissions_changed", "consent to application.": "privilege_permissions_changed",
    "sitecollectionadminadded": "privilege_permissions_changed", "addedtogroup": "privilege_permissions_changed",
    "change user password.": "authn_password_change", "reset user password.": "authn_password_change",
    "set-adminauditlogconfig": "sys_monitor_disabled",
}  # fmt: skip
FILES = ("SharePoint", "OneDrive")
CATEGORIES = {
    "AzureActiveDirectory": "iam",
    "Exchange": "email",
    "SharePoint": "file",
    "OneDrive": "file",
    "MicrosoftTeams": "session",
}
DONE = frozenset(("success", "succeeded", "true", "partiallysucceeded"))
FAILED = frozenset(("fail", "failed", "failure", "false"))
PEER = re.compile(r"\[?([0-9A-Fa-f.:]+?)\]?(?::(\d{1,5}))?$")
ACCOUNT = re.compile(r"[^@\s]{1,128}@[\w.-]{1,255}$")
SERVER = re.compile(r"([\w.-]{1,255})(?: \(([0-9A-Fa-f.:]{2,45})\))?")
PLAIN_IPV6 = re.compile(r"[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*$")
HEADER = re.compile(rb'(?:\xef\xbb\xbf)?"?[A-Za-z]{4,32}"?,[^\n]*"?AuditData"?[,\r\n]')


def shape(said: Mapping[str, Any]) -> Document:
    operation, workload = text(said, "Operation"), text(said, "Workload")
    login = "login" in operation.lower() or "loggedin" in operation.lower()
    result = text(said, "ResultStatus").lower()
    ended = "failure" if result in FAILED else "success" if result in DONE else ""
    if operation == "UserLoginFailed":
        ended = "failure"
    action = ACTIONS.get(operation.lower(), operation)
    if operation == "UserLoggedIn" and ended == "failure":
        action = "authn_login_fail"
    written = text(said, "CreationTime")
    who = text(said, "UserId")
    server = SERVER.match(text(said, "OriginatingServer"))
    address, port = peer(
        text(said, "ClientIP") or text(said, "ClientIPAddress") or text(said, "ActorIpAddress")
    )
    return {
        "@timestamp": written
        if written.endswith("Z") or "+" in written
        else f"{written}Z"
        if written
        else "",
        "@written": written,
        "event.id": text(said, "Id"),
        "event.action": action,
        "event.category": category(workload, operation, login),
        "event.outcome": ended,
        "event.code": text(said, "RecordType"),
        "event.reason": text(said, "LogonError"),
        "log.level": "warning" if ended == "failure" else "info",
        "user.id": text(said, "UserKey"),
        "user.name": who,
        "user.email": who if ACCOUNT.match(who) else "",
        "user.domain": who.partition("@")[2] if ACCOUNT.match(who) else "",
        "event.provider": workload,
        "server.domain": server[1] if server else "",
        "server.address": server[2] if server else "",
        "server.ip": server[2] if server else "",
        "destination.ip": server[2] if server and server[2] else "",
        "organization.name": text(said, "OrganizationName"),
        "user.target.name": text(said, "TargetUserOrGroupName") or _target(said),
        "source.ip": address,
        "source.port": port,
        "user_agent.original": text(said, "UserAgent") or _extended(said, "UserAgent"),
        "service.name": workload,
        "organization.id": text(said, "OrganizationId"),
        "cloud.provider": "azure",
        "file.name": text(said, "SourceFileName"),
        "file.directory": text(said, "SourceRelativeUrl"),
        "file.extension": text(said, "SourceFileExtension"),
        "url.original": text(said, "ObjectId") if workload in FILES else "",
        "email.subject": text(said, "Item", "Subject"),
        "message": " ".join(part for part in (operation, text(said, "ObjectId")) if part),
    }


def category(workload: str, operation: str, login: bool) -> str:
    if login:
        return "authentication"
    return "web" if operation.startswith("PageViewed") else CATEGORIES.get(workload, "configuration")


def peer(written: str) -> tuple[str, int | None]:
    """Addresses stand with a port or without, IPv6 in brackets then."""
    if PLAIN_IPV6.match(written):
        return written, None
    found = PEER.match(written)
    return (found[1], int(found[2]) if found[2] else None) if found else ("", None)


def _target(said: Mapping[str, Any]) -> str:
    """Of Entra's records: the account that it was done to, its type is 5."""
    targets = at(said, "Target")
    rows = [one for one in targets if isinstance(one, dict)] if isinstance(targets, list) else []
    return next((str(one.get("ID", "")) for one in rows if one.get("Type") == 5), "")


def _extended(said: Mapping[str, Any], name: str) -> str:
    rows = at(said, "ExtendedProperties")
    found = [one for one in rows if isinstance(one, dict)] if isinstance(rows, list) else []
    return next((str(one.get("Value", "")) for one in found if one.get("Name") == name), "")


def prepare(body: bytes, arrival: Arrival) -> Sequence[Record] | None:
    return _exported(body, arrival) if HEADER.match(body) else AS_JSON(body, arrival)


AS_JSON = prepared_by(shape, "o365.audit")


def _exported(body: bytes, arrival: Arrival) -> Sequence[Record]:
    lines = iter(rows(body))
    names = _names(text_of(next(lines)[1]).removeprefix("\ufeff"))
    return [
        record(place, raw, careful(lambda line: _row(names, line), text_of(raw)), arrival)
        for place, raw in lines
    ]


def _names(header: str) -> list[str]:
    """None where it is no header after all: then no row has a record."""
    try:
        return [name.strip() for name in cells(" ".join(header.splitlines()), ",")]
    except ValueError:
        return []


def _row(names: Sequence[str], line: str) -> Document | Reason:
    said = dict(zip(names, cells(line, ","), strict=False))
    try:
        audit = orjson.loads(said.get("AuditData", ""))
    except orjson.JSONDecodeError as error:
        return Reason("not_json", f"AuditData is not JSON: {error.msg}, at character {error.pos + 1}.")
    return {**shape(audit), "o365.audit": audit}


FORMAT = format_of(
    "o365",
    "Office 365 management activity (unified audit log)",
    prepare,
    signature=re.compile(
        rb'\s*\{(?=.*"CreationTime"\s*:)(?=.*"Operation"\s*:)(?=.*"User(?:Id|Key|Type)"\s*:)(?=.*"(?:Workload|RecordType)"\s*:)',
        re.DOTALL,
    ),
    recognise=lambda head: bool(HEADER.match(head)),
    has_documents=True,
    joins=lambda body: bool(HEADER.match(body)) and joins(body),
    spans=rows,
    least=LEAST,
    samples=(
        Sample(
            b'{"CreationTime":"2026-11-21T20:00:01","Id":"o1","Operation":"UserLoginFailed","OrganizationId":"t","RecordType":15,'
            b'"ResultStatus":"Failed","UserKey":"k","UserType":0,"Workload":"AzureActiveDirectory","ClientIP":"192.0.2.4:4040",'
            b'"UserId":"ada@example.net","LogonError":"InvalidUserNameOrPassword"}',
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "time_quality": "stated",
                "event.id": "o1",
                "event.action": "authn_login_fail",
                "event.category": "authentication",
                "event.outcome": "failure",
                "user.name": "ada@example.net",
                "source.ip": "192.0.2.4",
                "source.port": 4040,
            },
        ),
        Sample(
            b"RecordId,CreationDate,RecordType,Operation,UserId,AuditData,AssociatedAdminUnits\n"
            b'r1,2026-11-21T20:00:01Z,6,FileDownloaded,ada@example.net,"{""CreationTime"":""2026-11-21T20:00:01"",""Operation"":'
            b'""FileDownloaded"",""RecordType"":6,""Workload"":""OneDrive"",""UserId"":""ada@example.net"",""ClientIP"":""2001:db8::7"",'
            b'""SourceFileName"":""plan.xlsx""}",\n',
            {
                "event.action": "FileDownloaded",
                "event.category": "file",
                "source.ip": "2001:db8::7",
                "user.name": "ada@example.net",
            },
            raw=b'r1,2026-11-21T20:00:01Z,6,FileDownloaded,ada@example.net,"{""CreationTime"":""2026-11-21T20:00:01"",""Operation"":'
            b'""FileDownloaded"",""RecordType"":6,""Workload"":""OneDrive"",""UserId"":""ada@example.net"",""ClientIP"":""2001:db8::7"",'
            b'""SourceFileName"":""plan.xlsx""}",',
        ),
    ),
)
