"""One look, from the question to its receipt.

The door opens an ``Attempt``, runs what was asked inside it, and calls ``allowed`` before it returns anything. Whatever
goes wrong inside leaves a receipt too: denied when the person may not, failed when we could not. When the receipt can't
be written, ``ReceiptUnavailable`` replaces every answer, and nothing has left.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from investigations.review.errors import NoSuchEvent
from portal.accounts.actor import Actor
from portal.accounts.errors import Forbidden, StepUpRequired
from portal.audit import receipts
from portal.audit.models import Outcome, Receipt
from portal.audit.purpose import Purpose, PurposeRequired
from portal.audit.receipts import Action, ReceiptUnavailable
from portal.core.problems import Problem
from portal.core.timerange import TimeRange

log = logging.getLogger(__name__)
REFUSALS = (Forbidden, PurposeRequired, StepUpRequired, NoSuchEvent)


@dataclass
class Attempt:
    """What is known so far; each step fills in what it finds out, so that a failure's receipt says how far it got."""

    actor: Actor
    purpose: Purpose | None
    action: Action
    query: str = ""
    range: TimeRange | None = None
    sources: frozenset[str] = frozenset()
    detail: dict[str, Any] = field(default_factory=dict)

    @property
    def known_range(self) -> TimeRange:
        """The range once it was read; asking earlier is a fault of ours."""
        if self.range is None:
            raise RuntimeError("The range was not read yet.")
        return self.range

    def allowed(
        self,
        *,
        total: int | None = None,
        delivered: Sequence[int] = (),
        fields: Sequence[str] = (),
        withheld: Mapping[str, object] | None = None,
    ) -> Receipt:
        """Commit the receipt of what is about to leave. Raises ``ReceiptUnavailable``."""
        return self._write(
            Outcome.ALLOWED, "", total=total, delivered=delivered, fields=fields, withheld=withheld
        )

    def _write(self, outcome: Outcome, reason: str, **known: Any) -> Receipt:
        return receipts.write(
            actor=self.actor,
            purpose=self.purpose,
            action=self.action,
            outcome=outcome,
            query=self.query,
            between=self.range.between if self.range else None,
            sources=sorted(self.sources),
            reason=reason,
            detail=self.detail,
            **known,
        )

    def not_allowed(self, error: Exception) -> None:
        refused = isinstance(error, REFUSALS)
        reason = str(error) if isinstance(error, Problem) else f"{type(error).__name__} inside"
        self._write(Outcome.DENIED if refused else Outcome.FAILED, reason or type(error).__name__)


@contextmanager
def attempt(
    actor: Actor,
    purpose: Purpose | None,
    action: Action,
    *,
    query: str = "",
    detail: Mapping[str, object] | None = None,
) -> Iterator[Attempt]:
    current = Attempt(actor, purpose, action, query=query, detail=dict(detail or {}))
    try:
        yield current
    except ReceiptUnavailable:
        raise
    except Exception as error:
        if not isinstance(error, Problem):
            log.exception("A look failed.")
        current.not_allowed(error)
        raise
