"""What firewalls and other appliances say in CEF and LEEF, in the words of ECS and of the OWASP Logging Vocabulary."""

import re

ALLOWED = frozenset(
    (
        "accept",
        "accepted",
        "allow",
        "allowed",
        "pass",
        "passed",
        "permit",
        "permitted",
        "success",
        "succeeded",
    )
)
REFUSED = frozenset(
    ("block", "blocked", "deny", "denied", "discard", "drop", "dropped", "fail", "failed", "failure", "prevent", "prevented",
     "quarantine", "quarantined", "reject", "rejected", "reset")
)  # fmt: skip
LOGIN = re.compile(r"\b(?:log[ _-]?(?:in|on)|sign[ _-]?(?:in|on)|authenticat\w*)\b", re.IGNORECASE)
FAILED = re.compile(r"\b(?:fail\w*|denied|invalid|unsuccessful|rejected|incorrect)\b", re.IGNORECASE)
DONE = re.compile(r"\b(?:success\w*|succeeded|accepted|passed)\b", re.IGNORECASE)


def outcome(action: str) -> str:
    """Of what was done with it: ``blocked`` is a failure."""
    word = action.strip().lower().partition(" ")[0]
    return "failure" if word in REFUSED else "success" if word in ALLOWED else ""


def meaning(name: str, ended: str, stated: str, networked: bool) -> dict[str, object]:
    """Action and category where an event's name says that somebody logged in or failed to.

    ``ended`` is its outcome by all that is said of it, ``stated`` by what is said of the outcome itself. What was done
    with it says how a login ended only where nothing else does: what a detector lets pass may be a login that failed.
    """
    said = name.replace("_", " ")
    if LOGIN.search(said):
        ended = "failure" if FAILED.search(said) else stated or ("success" if DONE.search(said) else ended)
        action = {"failure": "authn_login_fail", "success": "authn_login_success"}.get(ended)
        found: dict[str, object] = {"event.category": "authentication", "event.outcome": ended}
        return {**found, "event.action": action} if action else found
    return {"event.category": "network" if networked else "", "event.outcome": ended}
