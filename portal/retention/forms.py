"""Forms of the policy."""

from typing import Any

from django import forms

from ingestion.sources.models import SLUG
from portal.core.names import DescriptionField, plain_name
from portal.retention.policy import MOST_DAYS

DAYS_HELP = "Counted from the end of the UTC day on which records are received."


class DaysForm(forms.Form):
    """New days for one class. ``confirmed`` carries the effect that the person was shown."""

    days = forms.IntegerField(min_value=1, max_value=MOST_DAYS, label="Days kept", help_text=DAYS_HELP)
    confirmed = forms.CharField(required=False, widget=forms.HiddenInput)


class ClassForm(forms.Form):
    slug = forms.CharField(
        max_length=63,
        label="Short name",
        validators=[SLUG],
        help_text="Lower-case letters, digits and hyphens. It is written into every event and never changes.",
    )
    name = forms.CharField(max_length=120, validators=[plain_name])
    description = DescriptionField(max_length=500, help_text="What belongs into it, and why.")
    days = forms.IntegerField(min_value=1, max_value=MOST_DAYS, label="Days kept", help_text=DAYS_HELP)

    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)
