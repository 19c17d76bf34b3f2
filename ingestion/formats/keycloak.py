"""Keycloak's events, which stand in its server's log behind ``[org.keycloak.events] (thread)``: ``type=LOGIN, realmId=…, userId=…``.

Values are quoted since version 22. https://www.keycloak.org/docs/latest/server_admin/#event-types
"""

import re

from ingestion.formats.documents import Document
from ingestion.normalise import urls

EVENT = re.compile(r"(?:type|operationType)=")
PAIR = re.compile(r'(\w{1,64})=(?:"([^"]*)"|(.*?))(?=, \w{1,64}=|$)')
MOST = 8192
NAMES = {
    "realmId": "keycloak.realm.id", "realmName": "keycloak.realm.name", "clientId": "keycloak.client.id", "userId": "user.id",
    "ipAddress": "source.ip", "error": "event.code", "username": "user.name", "auth_method": "keycloak.login.auth_method",
    "auth_type": "keycloak.login.auth_type", "code_id": "keycloak.login.code_id", "operationType": "keycloak.admin.operation",
    "resourceType": "keycloak.admin.resource.type", "resourcePath": "keycloak.admin.resource.path", "type": "keycloak.event_type",
}  # fmt: skip
ACTIONS = {
    "LOGIN": "authn_login_success", "LOGIN_ERROR": "authn_login_fail", "LOGOUT": "session_closed", "REGISTER": "user_created",
    "UPDATE_PASSWORD": "authn_password_change", "RESET_PASSWORD": "authn_password_change", "DELETE_ACCOUNT": "user_deleted",
    "USER_DISABLED_BY_PERMANENT_LOCKOUT": "authn_login_lock", "USER_DISABLED_BY_TEMPORARY_LOCKOUT": "authn_login_lock",
    "CLIENT_LOGIN": "authn_login_success", "CLIENT_LOGIN_ERROR": "authn_login_fail", "CREATE-USER": "user_created",
    "UPDATE-USER": "user_updated", "DELETE-USER": "user_deleted", "CREATE-REALM_ROLE_MAPPING": "privilege_permissions_changed",
    "CREATE-CLIENT_ROLE_MAPPING": "privilege_permissions_changed", "DELETE-REALM_ROLE_MAPPING": "privilege_permissions_changed",
    "CREATE-GROUP_MEMBERSHIP": "privilege_permissions_changed",
}  # fmt: skip
TARGET = re.compile(r"users/([\w-]{1,64})")


def facts(said: str) -> Document:
    """What an event says; nothing where the message is none."""
    if not EVENT.match(said):
        return {}
    # What a client chose, as the name it logs in by, stands last: of two that are named alike the first is Keycloak's own.
    found = reversed(PAIR.findall(said[:MOST].partition("\n")[0]))
    pairs = {name: quoted or bare for name, quoted, bare in found}
    known = {own: pairs[name] for name, own in NAMES.items() if pairs.get(name, "null") not in ("null", "")}
    operation = pairs.get("operationType", "")
    kind = f"{operation}-{pairs.get('resourceType', '')}" if operation else pairs.get("type", "")
    target = TARGET.match(pairs.get("resourcePath", "")) if operation else None
    return {
        **known,
        **urls.parts(pairs.get("redirect_uri", "")),
        "event.action": ACTIONS.get(kind, kind),
        "event.category": "iam" if operation else "authentication",
        "event.outcome": "failure"
        if kind.endswith("_ERROR") or "error" in pairs
        else "success"
        if kind in ACTIONS
        else "",
        "user.target.id": target[1] if target else "",
    }
