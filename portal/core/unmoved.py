"""Forms that do not undo in silence what somebody else saved while they stood open."""

from hashlib import sha256
from typing import Any, cast

from django import forms
from django.http import QueryDict


class UnmovedForm(forms.Form):
    """Carries a digest of what it was opened with, and asks once more when that is not what is kept any longer.

    What is kept now are the form's initial values, so the view gives them as they are at the time of the POST.
    """

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        seen, present = said.pop("seen", ""), self._digest()
        differing = [str(self[name].label) for name in self.changed_data if name != "seen"]
        if not seen or seen == present or not differing:
            return said
        data = cast(QueryDict, self.data).copy()
        data["seen"] = present
        self.data = data
        raise forms.ValidationError(
            f"Somebody saved this after you opened the page. Yours says otherwise in: {', '.join(differing)}. "
            "Save again to put yours in its place, or cancel to see what is kept.",
            code="moved",
        )

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        return self._digest() if field_name == "seen" else super().get_initial_for_field(field, field_name)

    def _digest(self) -> str:
        kept = {
            name: self.get_initial_for_field(field, name)
            for name, field in self.fields.items()
            if name != "seen"
        }
        return sha256(repr(kept).encode()).hexdigest()[:16]
