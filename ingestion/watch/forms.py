"""The form of what is expected of a source."""

from django import forms

from ingestion.watch.models import SourceWatch

LONGEST_S = 30 * 86_400


class WatchForm(forms.ModelForm):  # type: ignore[type-arg]
    expected_every_s = forms.IntegerField(
        label="Sends at least every (seconds)",
        required=False,
        min_value=10,
        max_value=LONGEST_S,
        help_text="When nothing came for longer, it is shown as silent and a security event says so. Empty: never.",
    )

    class Meta:
        model = SourceWatch
        fields = ["expected_every_s", "follows_clock"]
        labels = {"follows_clock": "Correct timestamps by the estimate of its clock"}
        help_texts = {
            "follows_clock": "Only while the estimate is of high confidence. Each change of the correction is recorded; "
            "it replaces the configured offset, and holds for what arrives from then on."
        }
