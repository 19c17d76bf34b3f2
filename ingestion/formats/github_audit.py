"""GitHub's audit log, as exported or streamed. Its times are milliseconds since 1970.

https://docs.github.com/en/organizations/keeping-your-organization-secure/managing-security-settings-for-your-organization
"""

import re
from collections.abc import Mapping
from typing import Any

from ingestion.formats.documents import Document
from ingestion.formats.format import Sample
from ingestion.formats.shapes import format_of_shape, text

ACTIONS = {
    "user.login": "authn_login_success",
    "user.failed_login": "authn_login_fail",
    "two_factor_authentication.disabled": "user_updated",
    "personal_access_token.access_granted": "authn_token_created",
    "personal_access_token.access_revoked": "authn_token_revoked",
    "oauth_authorization.create": "authn_token_created",
    "oauth_authorization.destroy": "authn_token_revoked",
    "public_key.create": "authn_token_created",
    "public_key.delete": "authn_token_delete",
    "repo.add_member": "privilege_permissions_changed",
    "repo.remove_member": "privilege_permissions_changed",
    "repo.update_member": "privilege_permissions_changed",
    "org.remove_member": "privilege_permissions_changed",
    "team.remove_member": "privilege_permissions_changed",
    "org.add_member": "privilege_permissions_changed",
    "org.update_member": "privilege_permissions_changed",
    "team.add_member": "privilege_permissions_changed",
}


def shape(said: Mapping[str, Any]) -> Document:
    action = text(said, "action")
    failed = "failed" in action or "denied" in action
    return {
        "@timestamp": text(said, "@timestamp") or text(said, "created_at"),
        "event.id": text(said, "_document_id"),
        "event.action": ACTIONS.get(action, action),
        "event.category": "authentication"
        if "login" in action
        else "iam"
        if "member" in action
        else "configuration",
        "event.outcome": "failure" if failed else "success",
        "user.name": text(said, "actor"),
        "user.target.name": text(said, "user"),
        "source.ip": text(said, "actor_ip"),
        "user_agent.original": text(said, "user_agent"),
        "github.org": text(said, "org"),
        "github.repo": text(said, "repo"),
        "github.category": action.partition(".")[0],
        "user.id": text(said, "actor_id"),
        "group.name": text(said, "team") or (text(said, "org") if action.startswith("org.") else ""),
        "client.geo.country_iso_code": text(said, "actor_location", "country_code"),
        "message": " ".join(part for part in (action, text(said, "repo") or text(said, "org")) if part),
    }


FORMAT = format_of_shape(
    "github_audit",
    "GitHub audit log",
    shape,
    "github.audit",
    signature=re.compile(
        rb'\s*\{(?=.*"action"\s*:\s*"[a-z_]+\.[a-z_.]+")(?=.*"actor"\s*:)(?=.*"(?:_document_id|org|created_at|actor_location|business)"\s*:)',
        re.DOTALL,
    ),
    samples=(
        Sample(
            b'{"@timestamp":1795291201250,"_document_id":"d1","action":"repo.destroy","actor":"ada","actor_ip":"192.0.2.3",'
            b'"org":"acme","repo":"acme/shop"}',
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "event.id": "d1",
                "event.action": "repo.destroy",
                "event.outcome": "success",
                "user.name": "ada",
                "source.ip": "192.0.2.3",
                "message": "repo.destroy acme/shop",
            },
        ),
    ),
)
