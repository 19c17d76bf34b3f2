"""Forms of the source pages."""

from datetime import timedelta
from zoneinfo import available_timezones

from django import forms
from django.utils import timezone

from ingestion.receive.formats import choices
from ingestion.sources.models import IngestToken, Source
from ingestion.sources.senders import SendersField

RESERVED = {"new"}
DEFAULT_LIFE = timedelta(days=365)


class SourceForm(forms.ModelForm):  # type: ignore[type-arg]
    """What may be changed about a source at any time; ``NewSourceForm`` adds what is chosen once."""

    format = forms.ChoiceField(choices=choices, required=False)
    time_zone = forms.CharField(
        initial="UTC",
        widget=forms.TextInput(attrs={"list": "time-zones", "autocomplete": "off"}),
        help_text="IANA name, for timestamps that carry no zone, such as Europe/Berlin.",
    )
    clock_offset_ms = forms.IntegerField(
        label="Clock runs ahead by (ms)",
        initial=0,
        required=False,
        min_value=-86_400_000,
        max_value=86_400_000,
        help_text="Subtracted from the source's timestamps; negative when its clock is behind.",
    )

    senders = SendersField()

    class Meta:
        model = Source
        fields = ["name", "description", "format", "time_zone", "clock_offset_ms", "senders"]
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}

    def clean_time_zone(self) -> str:
        zone = str(self.cleaned_data["time_zone"]).strip()
        if zone not in available_timezones():
            raise forms.ValidationError(
                "There is no such zone in the IANA database. Try UTC or Europe/Berlin."
            )
        return zone

    def clean_clock_offset_ms(self) -> int:
        return self.cleaned_data["clock_offset_ms"] or 0


class NewSourceForm(SourceForm):
    class Meta(SourceForm.Meta):
        fields = ["slug", "retention_class", *SourceForm.Meta.fields]
        labels = {"slug": "Short name"}
        help_texts = {
            "slug": "Lower-case letters, digits and hyphens. It stands in events, queries, grants and receipts, "
            "and never changes.",
            "retention_class": "How long what arrives is kept.",
        }

    field_order = [
        "name",
        "slug",
        "description",
        "retention_class",
        "format",
        "time_zone",
        "clock_offset_ms",
        "senders",
    ]

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"])
        if slug in RESERVED:
            raise forms.ValidationError("This word is an address of the site. Choose another.")
        return slug


class RetentionForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Source
        fields = ["retention_class"]


def _in_a_year() -> str:
    return (timezone.now() + DEFAULT_LIFE).date().isoformat()


class TokenForm(forms.ModelForm):  # type: ignore[type-arg]
    expires_at = forms.DateField(
        label="Works until",
        initial=_in_a_year,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="The end of that day, UTC. Empty: until it is revoked.",
    )

    class Meta:
        model = IngestToken
        fields = ["name"]
        labels = {"name": "Name of the token"}
        help_texts = {"name": "Who or what will send with it, such as “edge-7 vector”."}

    field_order = ["name", "expires_at"]

    def clean_expires_at(self) -> object:
        day = self.cleaned_data["expires_at"]
        if day is not None and day < timezone.now().date():
            raise forms.ValidationError("This day is over. Choose a later one.")
        return day
