"""Why a person is looking: a case they belong to, or a category with a reason."""

from dataclasses import asdict, dataclass

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
    def label(self) -> str:
        if self.kind == "case":
            return f"Case {self.case_label}"
        return f"{CATEGORIES.get(self.category, self.category)}: {self.reason}"

    def as_dict(self) -> dict[str, object]:
        return asdict(self)
