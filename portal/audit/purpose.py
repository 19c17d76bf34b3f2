"""Why a person is looking: a case they belong to, or a category with a reason."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from portal.core.problems import Problem

CATEGORIES = {
    "incident-response": "Incident response",
    "threat-hunting": "Threat hunting",
    "compliance-review": "Compliance review",
    "troubleshooting": "Troubleshooting",
    "subject-access": "Subject access request",
    "legal-request": "Legal request",
}


@dataclass(frozen=True)
class Purpose:
    """``kind`` is ``case`` (then ``case_id`` and ``case_label`` are set) or ``category`` (then a reason is)."""

    kind: str
    category: str = ""
    reason: str = ""
    case_id: int | None = None
    case_label: str = ""

    @property
    def title(self) -> str:
        """The case or the category in words, without the reason."""
        return (
            f"Case {self.case_label}" if self.kind == "case" else CATEGORIES.get(self.category, self.category)
        )

    @property
    def label(self) -> str:
        return self.title if self.kind == "case" else f"{self.title}: {self.reason}"

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


class PurposeRequired(Problem):
    """Nothing was stated yet; the gate sends the person to where they can, and back."""

    status = 403
    code = "purpose_required"
    page = "review:purpose"


SESSION_KEY = "purpose"
_NAMES = frozenset(field.name for field in fields(Purpose))


def purpose_from_session(session: Mapping[str, Any]) -> Purpose | None:
    """The purpose stated in this session, or ``None``; what is kept there is ``Purpose.as_dict()``."""
    kept = session.get(SESSION_KEY)
    if not isinstance(kept, dict) or not kept.get("kind"):
        return None
    return Purpose(**{name: value for name, value in kept.items() if name in _NAMES})


def require_purpose(session: Mapping[str, Any]) -> Purpose:
    """The purpose stated in this session; ``PurposeRequired`` when there is none."""
    purpose = purpose_from_session(session)
    if purpose is None:
        raise PurposeRequired("State why you are looking first.")
    return purpose
