"""Forms of the account and people pages."""

from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.core.validators import RegexValidator

from portal.accounts import grantable
from portal.accounts.models import EVERY_SOURCE, Person
from portal.accounts.roles import Role
from portal.audit.purpose import CATEGORIES, Purpose

NAME = RegexValidator(
    r"^[a-z0-9][a-z0-9._-]{0,63}$", "Use lower-case letters, digits, dots, hyphens and underscores."
)
NEW_PASSWORD = {"autocomplete": "new-password"}
MOST = 256  # characters; longer input only costs hashing time


class NewPasswordForm(forms.Form):
    password = forms.CharField(
        label="New password", max_length=MOST, strip=False, widget=forms.PasswordInput(attrs=NEW_PASSWORD)
    )
    again = forms.CharField(
        label="The same again", max_length=MOST, strip=False, widget=forms.PasswordInput(attrs=NEW_PASSWORD)
    )

    def __init__(self, person: Person, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.person = person
        least = settings.PASSWORD_MIN_LENGTH
        self.fields[
            "password"
        ].help_text = f"At least {least} characters. A few unrelated words are easy to remember."

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        password_validation.validate_password(password, self.person)
        return password

    def clean(self) -> None:
        first, second = self.cleaned_data.get("password"), self.cleaned_data.get("again")
        if first and second and first != second:
            self.add_error("again", "The two passwords differ.")


class TokenForm(forms.Form):
    name = forms.CharField(
        label="What uses it", max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    days = forms.IntegerField(label="Days until it ends", min_value=1, initial=30)
    category = forms.ChoiceField(
        label="Purpose", choices=[("", "A case, named below"), *CATEGORIES.items()], required=False
    )
    reason = forms.CharField(label="Reason", max_length=300, required=False)
    case = forms.IntegerField(label="Case number", min_value=1, required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        days = self.fields["days"]
        days.max_value = settings.API_TOKEN_MAX_DAYS  # type: ignore[attr-defined]
        days.widget.attrs["max"] = settings.API_TOKEN_MAX_DAYS
        days.help_text = f"At most {settings.API_TOKEN_MAX_DAYS}."

    def clean(self) -> None:
        category, reason, case = (self.cleaned_data.get(name) for name in ("category", "reason", "case"))
        if category and case:
            self.add_error("case", "Choose a category with a reason, or a case; not both.")
        elif category and not reason:
            self.add_error("reason", "Say the reason.")
        elif not category and not case:
            self.add_error("category", "Choose a category with a reason, or name a case.")

    def purpose(self) -> Purpose:
        case = self.cleaned_data["case"]
        if case:
            return Purpose(kind="case", case_id=case, case_label=f"#{case}")
        data = self.cleaned_data
        return Purpose(kind="category", category=data["category"], reason=data["reason"])


class RolesForm(forms.Form):
    roles = forms.MultipleChoiceField(
        choices=[(role.value, role.label) for role in Role],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def clean_roles(self) -> list[Role]:
        return [Role(value) for value in self.cleaned_data["roles"]]


class GrantsForm(forms.Form):
    sources = forms.MultipleChoiceField(
        label="Sources this person may read", widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        every = (EVERY_SOURCE, "Every source, those to come included")
        known = [(slug, f"{name} ({slug})") for slug, name in grantable.sources()]
        self.fields["sources"].choices = [every, *known]  # type: ignore[attr-defined]


class PersonForm(RolesForm, GrantsForm):
    name = forms.CharField(
        label="Name to sign in with",
        max_length=64,
        validators=[NAME],
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    display_name = forms.CharField(
        label="Full name", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    email = forms.EmailField(required=False, widget=forms.EmailInput(attrs={"autocomplete": "off"}))

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if name == "new":
            raise forms.ValidationError("“new” is the address of this page; choose another name.")
        return name

    field_order = ["name", "display_name", "email", "roles", "sources"]
