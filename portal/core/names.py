"""Names that people give to things: they stand in the middle of other people's lists, pages and receipts."""

import re

from django.core.validators import RegexValidator

# Not the marks that join letters or say where a word belongs, which Persian and Hebrew names need.
TURNS = "\u202a-\u202e\u2066-\u2069"

plain_name = RegexValidator(
    re.compile(f"[\x00-\x1f\x7f{TURNS}]"),
    "There is a character in it that cannot be seen and would turn or break what stands around it. Type the name anew.",
    code="hidden_character",
    inverse_match=True,
)
