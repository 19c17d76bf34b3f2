"""Forms of the review pages."""

from django import forms

from investigations.cases.queries import cases_for
from investigations.review.purpose import REASON_MAX, REASON_MIN
from portal.accounts.actor import Actor
from portal.audit.purpose import CATEGORIES, Purpose

CATEGORY_HELP = {
    "incident-response": "Something has happened and is being handled.",
    "threat-hunting": "Looking for what nobody has reported yet.",
    "compliance-review": "Checking that rules and agreements are kept.",
    "troubleshooting": "Finding out why something does not work.",
    "subject-access": "Answering a person who asks what is kept about them.",
    "legal-request": "Answering a court, the police or a regulator.",
}


def initial_of(stated: Purpose | None) -> dict[str, str]:
    """What the form begins with: the present purpose."""
    if stated is None:
        return {}
    return {
        "choice": f"case:{stated.case_id}" if stated.kind == "case" else stated.category,
        "reason": stated.reason,
    }


class PurposeForm(forms.Form):
    """``choice`` is ``case:NUMBER`` of an open case the person belongs to, or a category, which needs a reason."""

    choice = forms.ChoiceField(label="Why you look", widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Reason",
        required=False,
        max_length=REASON_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=f"at least {REASON_MIN} characters, for whoever reads your receipts: a ticket, a request, what you look for.",
    )

    def __init__(self, actor: Actor, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.cases = {case.pk: str(case) for case in cases_for(actor)[:50]}
        cases = [(f"case:{number}", label) for number, label in self.cases.items()]
        self.fields["choice"].choices = [*cases, *CATEGORIES.items()]  # type: ignore[attr-defined]

    def clean(self) -> None:
        category = self.cleaned_data.get("choice", "")
        reason = " ".join(self.cleaned_data.get("reason", "").split())
        if category in CATEGORIES and len(reason) < REASON_MIN:
            self.add_error("reason", f"Say in at least {REASON_MIN} characters why you look.")
        self.cleaned_data["reason"] = reason

    def purpose(self) -> Purpose:
        choice, reason = self.cleaned_data["choice"], self.cleaned_data["reason"]
        if choice in CATEGORIES:
            return Purpose(kind="category", category=choice, reason=reason)
        number = int(choice.removeprefix("case:"))
        return Purpose(kind="case", case_id=number, case_label=self.cases[number], reason=reason)

    def case_choices(self) -> list[dict[str, object]]:
        return [
            {"value": f"case:{number}", "label": label, "help": ""} for number, label in self.cases.items()
        ]

    def category_choices(self) -> list[dict[str, object]]:
        return [
            {"value": key, "label": label, "help": CATEGORY_HELP[key]} for key, label in CATEGORIES.items()
        ]
