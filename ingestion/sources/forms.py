"""Forms of the source pages."""

import secrets
from datetime import MAXYEAR, timedelta
from typing import Any, cast
from zoneinfo import available_timezones

from django import forms
from django.utils import timezone

from ingestion.receive.formats import choices
from ingestion.sources.models import IngestToken, Source
from ingestion.sources.senders import NetworksField, SendersField
from portal.core.names import DescriptionField, plain_name
from portal.core.unmoved import UnmovedForm

RESERVED = {"new", "masking"}
DEFAULT_LIFE = timedelta(days=365)
OVERLAPS = [
    (0, "no time: it stops at once"),
    (3_600, "an hour"),
    (86_400, "a day"),
    (7 * 86_400, "a week"),
    (30 * 86_400, "thirty days"),
]


class SourceForm(UnmovedForm, forms.ModelForm):  # type: ignore[type-arg]
    """What may be changed about a source at any time; ``NewSourceForm`` adds what is chosen once."""

    name = forms.CharField(max_length=120, validators=[plain_name])
    description = DescriptionField()
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
    browser_reports = forms.BooleanField(
        label="Takes reports from browsers",
        required=False,
        help_text="Violations of a Content-Security-Policy, the Reporting API, and errors of scripts, by a public key in "
        "the address. Nobody proves who sends them, so they are marked as unverified. Off and on again gives a new key.",
    )

    class Meta:
        model = Source
        fields = [
            "name",
            "description",
            "format",
            "time_zone",
            "clock_offset_ms",
            "senders",
            "require_signature",
        ]
        labels = {"require_signature": "Machines must sign what they send"}
        help_texts = {
            "require_signature": "Unsigned tokens are refused; syslog and GELF are dropped and counted. "
            "People may still upload."
        }

    def clean_time_zone(self) -> str:
        zone = str(self.cleaned_data["time_zone"]).strip()
        if zone not in available_timezones():
            raise forms.ValidationError(
                "There is no such zone in the IANA database. Try UTC or Europe/Berlin."
            )
        return zone

    def clean(self) -> dict[str, Any]:
        """The key instead of the wish for one: kept while it is wished for, new when there was none."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        wanted = said.pop("browser_reports", False)
        said["browser_key"] = (self.instance.browser_key or secrets.token_hex(8)) if wanted else None
        return said

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        if field_name == "browser_reports":
            return bool(self.instance.browser_key)
        return super().get_initial_for_field(field, field_name)

    def clean_clock_offset_ms(self) -> int:
        return self.cleaned_data["clock_offset_ms"] or 0


class NewSourceForm(SourceForm):
    seen = None  # type: ignore[assignment]  # nothing is kept yet

    class Meta(SourceForm.Meta):
        fields = ["slug", "retention_class", *SourceForm.Meta.fields]
        labels = {**SourceForm.Meta.labels, "slug": "Short name"}
        help_texts = {
            **SourceForm.Meta.help_texts,
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
        "require_signature",
        "browser_reports",
    ]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _say_to_choose(self.fields["retention_class"])

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"])
        if slug in RESERVED:
            raise forms.ValidationError("This word is an address of the site. Choose another.")
        return slug


class RetentionForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Source
        fields = ["retention_class"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _say_to_choose(self.fields["retention_class"])


def _say_to_choose(field: forms.Field) -> None:
    cast("forms.ModelChoiceField[Any]", field).empty_label = "Choose one"


def _in_a_year() -> str:
    return (timezone.now() + DEFAULT_LIFE).date().isoformat()


class TokenForm(forms.ModelForm):  # type: ignore[type-arg]
    name = forms.CharField(
        label="Name of the token",
        max_length=80,
        validators=[plain_name],
        help_text="Who or what will send with it, such as “edge-7 vector”.",
    )
    expires_at = forms.DateField(
        label="Works until",
        initial=_in_a_year,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="The end of that day, UTC. Empty: until it is revoked.",
    )
    kind = forms.ChoiceField(
        choices=IngestToken.Kind.choices,
        initial=IngestToken.Kind.BEARER,
        help_text="Most senders can only send it. One that signs proves what it sent and when, and a recorded request "
        "is worth nothing to others.",
    )
    networks = NetworksField()
    bytes_per_s = forms.IntegerField(
        label="Bytes a second",
        required=False,
        min_value=0,
        max_value=2**40,
        help_text="Uncompressed, on average. Empty: as the settings say. 0: no limit.",
    )
    requests_per_s = forms.IntegerField(
        label="Requests a second",
        required=False,
        min_value=0,
        max_value=10**6,
        help_text="On average, likewise.",
    )

    class Meta:
        model = IngestToken
        fields = ["name", "kind", "networks", "bytes_per_s", "requests_per_s"]

    field_order = ["name", "kind", "expires_at", "networks", "bytes_per_s", "requests_per_s"]

    def __init__(self, *args: Any, source: Source, **options: Any) -> None:
        super().__init__(*args, **options)
        if source.require_signature:
            kind = cast(forms.ChoiceField, self.fields["kind"])
            signed = IngestToken.Kind.SIGNED
            kind.choices, kind.initial = [(signed.value, signed.label)], signed
            kind.help_text = "This source takes nothing else from machines."

    def clean_expires_at(self) -> object:
        day = self.cleaned_data["expires_at"]
        if day is not None and day < timezone.now().date():
            raise forms.ValidationError("This day is over. Choose a later one.")
        if day is not None and day.year == MAXYEAR:
            raise forms.ValidationError("The calendar ends there. Leave it empty for a token without an end.")
        return day


class RotateForm(forms.Form):
    overlap = forms.TypedChoiceField(
        label="The old one works on for",
        choices=OVERLAPS,
        coerce=int,
        initial=86_400,
        help_text="Long enough to give the new one to every sender. What the old one still sends is shown as “last used”.",
    )

    def clean_overlap(self) -> timedelta:
        return timedelta(seconds=self.cleaned_data["overlap"])
