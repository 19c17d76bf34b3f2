"""What people type into cases."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from investigations.cases.errors import CaseProblem
from portal.accounts.models import Person
from portal.core.names import plain_name

TIME_FORMATS = ["%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"]
NOTE_MAX = 20_000


class CaseForm(forms.Form):
    title = forms.CharField(
        max_length=200,
        validators=[plain_name],
        help_text="What happened, in a line. Members see it, and receipts name it.",
    )
    summary = forms.CharField(
        max_length=NOTE_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="What is known and what is asked. It opens the report; change it as you learn more.",
    )


class UtcTimeField(forms.Field):
    """A time in UTC to the microsecond; empty means now. ``T``, ``Z`` and ``UTC`` are understood."""

    def to_python(self, value: Any) -> datetime:
        text = str(value or "").strip().removesuffix("UTC").removesuffix("Z").strip().replace("T", " ")
        if not text:
            return timezone.now()
        for pattern in TIME_FORMATS:
            try:
                return datetime.strptime(text, pattern).replace(tzinfo=UTC)
            except ValueError:
                continue
        raise forms.ValidationError(
            "Write the time as 2026-11-21 20:36:01, in UTC, or leave it empty for now."
        )


class NoteForm(forms.Form):
    """``text`` keeps its line breaks; NUL, which PostgreSQL text cannot hold, is refused by the field."""

    text = forms.CharField(
        label="Note",
        max_length=NOTE_MAX,
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": "What this shows, and how sure you are"}),
    )
    at = UtcTimeField(
        label="Time on the timeline (UTC)",
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "now", "autocomplete": "off", "class": "mono"}),
    )


class MemberForm(forms.Form):
    """``people`` are those who may be chosen."""

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"] = forms.ModelChoiceField(people, empty_label="Choose a person")


def event_ids(values: Iterable[str]) -> list[int]:
    """Ids of events as sent, each value one id or several with commas; ``CaseProblem`` names what is none."""
    numbers = []
    for word in (word.strip() for value in values for word in value.split(",")):
        if not (word.isascii() and word.isdigit() and len(word) < 20 and 0 < int(word) < 2**63):
            raise CaseProblem(f"{word[:40]!r} is not the id of an event.")
        numbers.append(int(word))
    return numbers
