"""What a form says of a mistake: what to do about it, in place of the framework's words.

The framework takes these words from its classes when a field is made, so they are set once, before any form is read;
a form that has something more exact to say still says it itself.
"""

from django import forms
from django.core import validators

WORDS: list[tuple[type[forms.Field], dict[str, str]]] = [
    (forms.Field, {"required": "Fill this in."}),
    (forms.IntegerField, {"invalid": "Write a whole number, such as 1500."}),
    (forms.DateField, {"invalid": "Write a day as 2027-01-31."}),
    (
        forms.ChoiceField,
        {"required": "Choose one.", "invalid_choice": "“%(value)s” is not offered. Choose one of the list."},
    ),
    (
        forms.MultipleChoiceField,
        {"required": "Choose at least one.", "invalid_choice": "“%(value)s” is not offered. Choose from the list."},
    ),
    (
        forms.ModelChoiceField,
        {"required": "Choose one.", "invalid_choice": "What was chosen is not offered. Choose one of the list."},
    ),
]  # fmt: skip
BOUNDS: list[tuple[type, str]] = [
    (validators.MinValueValidator, "Write %(limit_value)s or more."),
    (validators.MaxValueValidator, "Write %(limit_value)s or less."),
    (
        validators.MaxLengthValidator,
        "Shorten it to %(limit_value)d characters; now there are %(show_value)d.",
    ),
    (validators.ProhibitNullCharactersValidator, "There is a NUL in it, which cannot be kept. Type it anew."),
]


def set_words() -> None:
    for field, words in WORDS:
        field.default_error_messages = {**vars(field).get("default_error_messages", {}), **words}
    for validator, message in BOUNDS:
        validator.message = message  # type: ignore[attr-defined]  # every validator has one, by no common class
