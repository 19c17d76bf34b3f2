"""Recording what happens in the portal itself, under OWASP Logging Vocabulary names."""

from collections.abc import Mapping

from portal.audit.models import AuditEvent
from portal.audit.receipts import ActorLike

SUCCESS = "success"
FAILURE = "failure"


def record(
    name: str,
    *,
    actor: ActorLike | None = None,
    outcome: str = SUCCESS,
    object_label: str = "",
    actor_name: str = "",
    address: str = "",
    user_agent: str = "",
    detail: Mapping[str, object] | None = None,
) -> AuditEvent:
    """Add one event in the caller's transaction, so that a change and its trace stand or fall together.

    ``actor_name``, ``address`` and ``user_agent`` serve where nobody is signed in yet.
    """
    event = AuditEvent(
        name=name,
        outcome=outcome,
        actor_id=actor.person_id if actor else None,
        actor_name=(actor.name if actor else actor_name).replace("\x00", "\u2400")[:64],
        address=(actor.address if actor else address) or None,
        user_agent=(actor.user_agent if actor else user_agent)[:300],
        session_ref=actor.session_ref if actor else "",
        object_label=object_label[:200],
        detail=dict(detail or {}),
    )
    event.save()
    return event
