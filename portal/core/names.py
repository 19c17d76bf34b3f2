"""Names and descriptions that people give to things: they stand in other people's lists, pages and receipts."""

import re
from typing import Any

from django import forms
from django.core.validators import RegexValidator

# Not the marks that join letters or say where a word belongs, which Persian and Hebrew names need.
TURNS = "\u202a-\u202e\u2066-\u2069"

plain_name = RegexValidator(
    re.compile(f"[\x00-\x1f\x7f{TURNS}]"),
    "There is a character in it that cannot be seen and would turn or break what stands around it. Type the name anew.",
    code="hidden_character",
    inverse_match=True,
)
plain_text = RegexValidator(  # of more than one line
    re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f{TURNS}]"),
    plain_name.message,
    code=plain_name.code,
    inverse_match=True,
)


class DescriptionField(forms.CharField):
    """A few sentences about a thing, shown wherever the thing is shown."""

    def __init__(self, **options: Any) -> None:
        options = {"max_length": 1000, "required": False, "validators": [plain_text], **options}
        super().__init__(widget=forms.Textarea(attrs={"rows": 3}), **options)
