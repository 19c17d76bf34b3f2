"""Okta's System Log. https://developer.okta.com/docs/reference/api/system-log/"""

import re
from collections.abc import Mapping
from typing import Any

from ingestion.formats import snake
from ingestion.formats.documents import Document
from ingestion.formats.format import Sample
from ingestion.formats.shapes import format_of_shape, text

PEOPLE = ("User", "AppUser")  # the same one may be named as an application knows them
OUTCOMES = {"SUCCESS": "success", "ALLOW": "success", "FAILURE": "failure", "DENY": "failure"}
ACTIONS = {
    "user.session.start": {"success": "authn_login_success", "failure": "authn_login_fail"},
    "user.authentication.sso": {"success": "authn_login_success", "failure": "authn_login_fail"},
    "user.session.end": {"success": "session_closed"},
    "user.account.lock": {"success": "authn_login_lock", "failure": "authn_login_lock"},
    "user.lifecycle.create": {"success": "user_created"},
    "user.lifecycle.delete.completed": {"success": "user_deleted"},
    "user.lifecycle.deactivate": {"success": "user_archived"},
    "user.lifecycle.suspend": {"success": "user_archived"},
    "user.lifecycle.activate": {"success": "user_updated"},
    "user.lifecycle.reactivate": {"success": "user_updated"},
    "user.lifecycle.unsuspend": {"success": "user_updated"},
    "user.account.unlock": {"success": "user_updated"},
    "user.account.update_profile": {"success": "user_updated"},
    "user.account.update_password": {
        "success": "authn_password_change",
        "failure": "authn_password_change_fail",
    },
    "user.account.reset_password": {
        "success": "authn_password_change",
        "failure": "authn_password_change_fail",
    },
    "user.account.privilege.revoke": {"success": "privilege_permissions_changed"},
    "user.authentication.auth_via_mfa": {"success": "authn_login_success", "failure": "authn_login_fail"},
    "user.authentication.verify": {"success": "authn_login_success", "failure": "authn_login_fail"},
    "system.api_token.create": {"success": "authn_token_created"},
    "system.api_token.revoke": {"success": "authn_token_revoked"},
    "application.user_membership.add": {"success": "authz_change"},
    "application.user_membership.remove": {"success": "authz_change"},
    "policy.evaluate_sign_on": {"failure": "authz_fail"},
    "core.concurrency.org.limit.violation": {"": "excess_rate_limit_exceeded"},
    "system.org.rate_limit.violation": {
        "": "excess_rate_limit_exceeded",
        "failure": "excess_rate_limit_exceeded",
    },
    "user.account.privilege.grant": {"success": "privilege_permissions_changed"},
    "group.user_membership.add": {"success": "privilege_permissions_changed"},
    "group.user_membership.remove": {"success": "privilege_permissions_changed"},
    "group.privilege.grant": {"success": "privilege_permissions_changed"},
    "group.privilege.revoke": {"success": "privilege_permissions_changed"},
    "app.generic.unauth_app_access_attempt": {"failure": "authz_fail"},
}


def shape(said: Mapping[str, Any]) -> Document:
    kind, ended = text(said, "eventType"), OUTCOMES.get(text(said, "outcome", "result"), "")
    family = kind.split(".")
    category = "session" if "session" in family else "authentication" if "authentication" in family else "iam"
    return {
        "@timestamp": text(said, "published"),
        "event.id": text(said, "uuid"),
        "event.action": ACTIONS.get(kind, {}).get(ended, kind),
        "event.category": "authentication"
        if kind in ("user.session.start", "user.account.lock")
        else category,
        "event.outcome": ended,
        "event.reason": text(said, "outcome", "reason"),
        "log.level": text(said, "severity").lower(),
        "user.name": text(said, "actor", "alternateId"),
        "user.target.name": target(said.get("target")),
        **person(said),
        "source.ip": text(said, "client", "ipAddress"),
        "client.ip": text(said, "client", "ipAddress"),
        "client.geo.city_name": text(said, "client", "geographicalContext", "city"),
        "client.geo.country_name": text(said, "client", "geographicalContext", "country"),
        "client.geo.region_name": text(said, "client", "geographicalContext", "state"),
        "user_agent.original": text(said, "client", "userAgent", "rawUserAgent"),
        "trace.id": text(said, "transaction", "id"),
        "message": text(said, "displayMessage") or kind,
        "okta": snake.members(said),
    }


def target(told: object) -> str:
    """Of what was acted on, the first person; applications, groups and rules are targets too."""
    listed = [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []
    people = (one for kind in PEOPLE for one in listed if text(one, "type") == kind)
    return text(next(people, None), "alternateId")


def person(said: Mapping[str, Any]) -> Document:
    """Who did it; one that has an address is known by it."""
    address = text(said, "actor", "alternateId")
    return {
        "user.id": text(said, "actor", "id"),
        "user.full_name": text(said, "actor", "displayName"),
        "user.email": address if "@" in address else "",
        "user.domain": address.partition("@")[2],
        "client.user.id": text(said, "actor", "id"),
        "client.user.full_name": text(said, "actor", "displayName"),
        "source.user.id": text(said, "actor", "id"),
        "source.user.full_name": text(said, "actor", "displayName"),
    }


FORMAT = format_of_shape(
    "okta",
    "Okta System Log",
    shape,
    "",
    signature=re.compile(
        rb'\s*\{(?=.*"eventType"\s*:)(?=.*"published"\s*:)(?=.*"displayMessage"\s*:)', re.DOTALL
    ),
    samples=(
        Sample(
            b'{"uuid":"u1","published":"2026-11-21T20:00:01.250Z","eventType":"user.session.start","severity":"WARN",'
            b'"displayMessage":"User login","actor":{"alternateId":"ada@example.net"},"client":{"ipAddress":"192.0.2.8",'
            b'"userAgent":{"rawUserAgent":"Browser 1"}},"outcome":{"result":"FAILURE","reason":"INVALID_CREDENTIALS"}}',
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "event.action": "authn_login_fail",
                "event.category": "authentication",
                "event.outcome": "failure",
                "user.name": "ada@example.net",
                "source.ip": "192.0.2.8",
                "severity": 4,
                "message": "User login",
                "fields": {
                    "client": {"ip": "192.0.2.8"},
                    "event": {"reason": "INVALID_CREDENTIALS"},
                    "okta": {
                        "actor": {"alternate_id": "ada@example.net"},
                        "client": {"ip_address": "192.0.2.8", "user_agent": {"raw_user_agent": "Browser 1"}},
                        "display_message": "User login",
                        "event_type": "user.session.start",
                        "outcome": {"reason": "INVALID_CREDENTIALS", "result": "FAILURE"},
                        "published": "2026-11-21T20:00:01.250Z",
                        "severity": "WARN",
                        "uuid": "u1",
                    },
                    "user": {"domain": "example.net", "email": "ada@example.net"},
                },
            },
        ),
    ),
)
