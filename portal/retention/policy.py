"""The policy: retention classes and their days, and the two acts that change it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.accounts.actor import Actor, require, require_step_up
from portal.accounts.roles import Capability
from portal.audit import events, ledger
from portal.core.problems import Problem
from portal.retention import kept
from portal.retention.due import Due, Kept, what_is_due
from portal.retention.models import RetentionClass

MOST_DAYS = 36_500  # a century; longer is a slip of the hand


class PolicyRefused(Problem):
    """The change makes no sense as it stands."""

    code = "policy_refused"


def current() -> dict[str, int]:
    """Days per retention class, now."""
    return dict(RetentionClass.objects.values_list("slug", "days"))


@dataclass(frozen=True)
class Effect:
    """What becomes due at once when a class gets other days, and what would then no longer be due."""

    becomes_due: Sequence[Kept]
    no_longer_due: Sequence[Kept]

    @property
    def events(self) -> int:
        return sum(item.rows for item in self.becomes_due)

    @property
    def rescued(self) -> int:
        return sum(item.rows for item in self.no_longer_due)


def effect_of(slug: str, days: int, now: datetime | None = None) -> Effect:
    """Compare what is due under the policy with what would be. Raises ``StoreSilent``."""
    moment, before = now or timezone.now(), current()
    present = [item for item in kept.everything() if item.retention_class == slug]
    due_before = _kept(what_is_due(present, before, moment))
    due_after = _kept(what_is_due(present, {**before, slug: days}, moment))
    return Effect(
        [x for x in due_after if x not in due_before], [x for x in due_before if x not in due_after]
    )


def create_class(actor: Actor, *, slug: str, name: str, description: str, days: int) -> RetentionClass:
    """Add a class that sources can choose. Raises ``Forbidden``, ``StepUpRequired``, ``PolicyRefused``."""
    _require(actor, days)
    try:
        with transaction.atomic():
            created = RetentionClass.objects.create(slug=slug, name=name, description=description, days=days)
            _trace(actor, "sensitive_create", created, days_before=None)
    except IntegrityError:
        raise PolicyRefused(f"There is a retention class “{slug}” already.") from None
    return created


def change_days(actor: Actor, slug: str, days: int) -> RetentionClass:
    """Keep a class's records for another number of days, those already here included.

    Takes effect with the next purge. The class's row is locked, so a purge that is deciding finishes first.
    """
    _require(actor, days)
    with transaction.atomic():
        changed = RetentionClass.objects.select_for_update().get(slug=slug)
        before = changed.days
        refuse_nonsense(changed, days)
        changed.days, changed.changed_at = days, timezone.now()
        changed.save(update_fields=["days", "changed_at"])
        _trace(actor, "sensitive_update", changed, days_before=before)
    return changed


def refuse_nonsense(chosen: RetentionClass, days: int) -> None:
    """Raise ``PolicyRefused`` for a change that changes nothing."""
    if chosen.days == days:
        raise PolicyRefused(f"{chosen.name} is kept {days} days already.")


def _require(actor: Actor, days: int) -> None:
    require(actor, Capability.MANAGE_RETENTION)
    require_step_up(actor)
    if not 1 <= days <= MOST_DAYS:
        raise PolicyRefused(f"Records are kept between 1 and {MOST_DAYS} days.")


def _trace(actor: Actor, name: str, changed: RetentionClass, days_before: int | None) -> None:
    detail = {"days_before": days_before, "days_after": changed.days}
    events.record(name, actor=actor, object_label=f"retention class {changed.slug}", detail=detail)
    ledger.append("policy", changed.slug, {**detail, "name": changed.name, "by": actor.name})


def _kept(due: Sequence[Due]) -> list[Kept]:
    return [each.kept for each in due]
