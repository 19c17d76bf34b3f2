"""Marks on views that say who may pass. A view without a mark is refused."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from portal.accounts.roles import Capability
from portal.audit.receipts import Action

View = TypeVar("View", bound=Callable[..., Any])
MARK = "lantern_gate"


@dataclass(frozen=True)
class Gate:
    """``open_to`` is ``everyone``, ``first_factor``, ``signed_in`` or ``own_check`` (API tokens, ingest tokens).

    With ``any_of``, one of these capabilities is enough. ``look`` names the receipt that a refusal leaves.
    """

    open_to: str
    any_of: frozenset[Capability] = frozenset()
    look: Action | None = None


def _mark(view: View, gate: Gate) -> View:
    setattr(view, MARK, gate)
    return view


def public(view: View) -> View:
    """For login, invitation, health and static pages only."""
    return _mark(view, Gate("everyone"))


def first_factor(view: View) -> View:
    """For the second-factor step and enrolment: the password was right, nothing else is open yet."""
    return _mark(view, Gate("first_factor"))


def own_check(view: View) -> View:
    """For endpoints that authenticate by token themselves."""
    return _mark(view, Gate("own_check"))


def signed_in(view: View) -> View:
    """For anybody with both factors proven."""
    return _mark(view, Gate("signed_in"))


def needs(*any_of: Capability, look: Action | None = None) -> Callable[[View], View]:
    """For people with one of these capabilities. A view that shows records, cases or receipts names its ``look``."""

    def mark(view: View) -> View:
        return _mark(view, Gate("signed_in", frozenset(any_of), look))

    return mark


def gate_of(view: Callable[..., Any]) -> Gate | None:
    """The mark of a view, looking through class-based and DRF wrappers."""
    for candidate in (view, getattr(view, "view_class", None), getattr(view, "cls", None)):
        mark = getattr(candidate, MARK, None)
        if isinstance(mark, Gate):
            return mark
    return None
