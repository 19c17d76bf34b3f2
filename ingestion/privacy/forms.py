"""Forms of the masking pages."""

from django import forms

from ingestion.normalise.masking.profile import HELP, LABELS
from ingestion.privacy.bench import MOST_BYTES
from ingestion.privacy.models import MaskingProfile
from ingestion.sources.models import SLUG
from portal.core.names import DescriptionField, plain_name
from portal.core.unmoved import UnmovedForm

RESERVED = frozenset({"new", "try"})


class Kinds(forms.MultipleChoiceField):
    """Kinds of personal data, with what each of them finds."""

    def __init__(self) -> None:
        choices = [(kind, f"{label}: {HELP[kind]}") for kind, label in LABELS.items()]
        super().__init__(
            choices=choices,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            label="Personal data to take out",
        )


class ProfileForm(UnmovedForm):
    """What may be changed at any time; ``NewProfileForm`` adds the short name."""

    name = forms.CharField(max_length=120, validators=[plain_name])
    description = DescriptionField()
    kinds = Kinds()


class NewProfileForm(ProfileForm):
    seen = None  # type: ignore[assignment]  # nothing is kept yet
    slug = forms.CharField(
        label="Short name",
        max_length=63,
        validators=[SLUG],
        help_text="Lower-case letters, digits, hyphens. It stays.",
    )
    field_order = ["name", "slug", "description", "kinds"]

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"])
        if slug in RESERVED:
            raise forms.ValidationError("This word is an address of the site. Choose another.")
        return slug


class ChoiceForm(forms.Form):
    """The profile of a source."""

    profile = forms.ModelChoiceField(
        MaskingProfile.objects.all(), required=False, empty_label="None: personal data stays as it came"
    )

    def clean_profile(self) -> MaskingProfile | None:
        """None is a choice too, and a form that says nothing has not made it."""
        if self.add_prefix("profile") not in self.data:
            raise forms.ValidationError("Choose a profile, or none.")
        chosen: MaskingProfile | None = self.cleaned_data["profile"]
        return chosen


class BenchForm(forms.Form):
    """Lines to try a profile on."""

    profile = forms.ModelChoiceField(
        MaskingProfile.objects.all(), required=False, to_field_name="slug", empty_label="None: secrets only"
    )
    lines = forms.CharField(
        strip=False,
        max_length=MOST_BYTES,
        widget=forms.Textarea(
            attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off", "class": "mono"}
        ),
        help_text="As they would arrive. They are neither kept nor logged.",
    )
