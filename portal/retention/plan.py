"""What a purge would do now: the same answer for the dry run, the confirmation page and the purge itself."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from portal.core.canonical import canonical_json
from portal.retention import kept, policy
from portal.retention.due import Due, Kept, what_is_due, without_policy
from portal.retention.holds import Held, held_partitions, in_words


@dataclass(frozen=True)
class Planned:
    due: Due
    holds: Sequence[Held]

    @property
    def spared_because(self) -> str:
        return in_words(self.holds) if self.holds else ""


@dataclass(frozen=True)
class Plan:
    """``unknown`` is kept under a class without a policy, and stays."""

    planned: Sequence[Planned]
    unknown: Sequence[Kept]

    @property
    def to_destroy(self) -> list[Due]:
        return [each.due for each in self.planned if not each.holds]

    @property
    def doomed(self) -> list[Kept]:
        return [due.kept for due in self.to_destroy]

    @property
    def rows(self) -> int:
        return sum(item.rows for item in self.doomed)

    @property
    def unsealed(self) -> int:
        return sum(item.unsealed for item in self.doomed)

    @property
    def to_spare(self) -> list[Planned]:
        return [each for each in self.planned if each.holds]

    @property
    def digest(self) -> str:
        """Changes with what would be destroyed: a confirmation is for what was shown and nothing else."""
        shown = [
            [*_named(due), due.kept.rows, due.kept.quarantined, due.kept.parked] for due in self.to_destroy
        ]
        return hashlib.sha256(canonical_json(shown)).hexdigest()


def what_would_happen(now: datetime | None = None) -> Plan:
    """Changes nothing. Raises ``StoreSilent``."""
    present, days = kept.everything(), policy.current()
    due = what_is_due(present, days, now or timezone.now())
    holds = held_partitions(each.kept.key for each in due)
    return Plan([Planned(each, holds.get(each.kept.key, [])) for each in due], without_policy(present, days))


def _named(due: Due) -> list[str]:
    return [due.kept.retention_class, due.kept.day.isoformat()]
