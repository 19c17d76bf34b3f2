"""What every page's shell shows: the navigation this person may use, who they are, and why they look."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from portal.accounts.actor import Actor
from portal.accounts.requests import actor_of, state_of
from portal.accounts.roles import Capability
from portal.audit.purpose import purpose_from_session

# label, URL name, icon, one of these capabilities (none: everybody), group
ENTRIES: list[tuple[str, str, str, frozenset[Capability], str]] = [
    ("Search", "review:search", "search", frozenset({Capability.READ_RECORDS}), "Investigate"),
    ("Cases", "cases:list", "briefcase", frozenset({Capability.READ_CASES}), "Investigate"),
    ("Sources", "sources:list", "radio", frozenset({Capability.READ_SOURCES}), "Records"),
    (
        "Retention",
        "retention:classes",
        "hourglass",
        frozenset({Capability.MANAGE_RETENTION, Capability.READ_RETENTION}),
        "Records",
    ),
    ("Receipts", "audit:receipts", "receipt-text", frozenset({Capability.READ_RECEIPTS}), "Oversight"),
    ("Activity", "audit:activity", "activity", frozenset({Capability.READ_RECEIPTS}), "Oversight"),
    ("People", "accounts:people", "users", frozenset({Capability.MANAGE_PEOPLE}), "Oversight"),
]


# Pages that belong to an entry and stand elsewhere.
BELOW = {"sources:list": ("/batches/", "/uploads/")}


def shell(request: HttpRequest) -> dict[str, object]:
    """Context for ``templates/base.html``; nothing of a person before both factors are proven."""
    actor = known_actor(request)
    if actor is None:
        return {"nav": [], "actor": None, "purpose": None, "purpose_applies": False, "demo": settings.DEMO}
    return {
        "nav": navigation(actor, request.path),
        "actor": actor,
        "role_labels": [role.label for role in sorted(actor.roles)],
        "purpose": purpose_from_session(request.session),
        "purpose_applies": actor.can(Capability.READ_RECORDS),
        "zone": request.COOKIES.get("lantern-zone", "utc"),
        "demo": settings.DEMO,
    }


def known_actor(request: HttpRequest) -> Actor | None:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or not state_of(request).is_verified:
        return None
    return actor_of(request)


def navigation(actor: Actor, path: str) -> list[dict[str, object]]:
    entries: list[dict[str, object]] = []
    for label, name, icon, any_of, group in ENTRIES:
        if not any(actor.can(capability) for capability in any_of):
            continue
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        below = (url, *BELOW.get(name, ()))
        current = path == url or (url != "/" and path.startswith(below))
        entries.append({"label": label, "url": url, "icon": icon, "current": current, "group": group})
    return entries
