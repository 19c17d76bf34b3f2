"""People, their roles and grants, their second factors, sessions and API tokens."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone

from portal.accounts.device_name import device_name
from portal.accounts.roles import Role

ROLE_CHOICES = [(role.value, role.label) for role in Role]
EVERY_SOURCE = "*"


class PersonManager(BaseUserManager["Person"]):
    def create_person(self, name: str, password: str | None = None, **fields: object) -> "Person":
        """A person without roles; without ``password`` no password works until one is set by invitation."""
        person = self.model(name=self.model.normalize_username(name), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Someone who may sign in. People are deactivated, never deleted: receipts point to them."""

    name = models.CharField("login name", max_length=64, unique=True)
    display_name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "name"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.display_name or self.name


class RoleAssignment(models.Model):
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="role_assignments")
    role = models.CharField(max_length=32, choices=ROLE_CHOICES)
    granted_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    granted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "role"], name="one_row_per_role")]

    def __str__(self) -> str:
        return self.role


class SourceGrant(models.Model):
    """The right to read one source (by slug), or every source (``*``)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="source_grants")
    source = models.CharField(max_length=64)
    granted_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    granted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "source"], name="one_row_per_grant")]

    def __str__(self) -> str:
        return self.source


class RecoveryCode(models.Model):
    """A single-use second factor for the day the phone is gone; stored hashed, shown once."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.BinaryField()
    created_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"made {self.created_at:%Y-%m-%d}"


class Invitation(models.Model):
    """A one-time link at which a person sets a password and enrols a second factor."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="invitations")
    prefix = models.CharField(max_length=16, unique=True)
    digest = models.BinaryField()
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.prefix


class SignIn(models.Model):
    """One signed-in session: what the person sees in the list of their sessions and may revoke."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, unique=True)
    reference = models.CharField(
        max_length=16, help_text="digest of the key; safe to show and to put in receipts"
    )
    address = models.GenericIPAddressField(null=True)
    user_agent = models.CharField(max_length=300, blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    verified_at = models.DateTimeField(null=True, help_text="when the second factor was last proven")
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=32, blank=True)

    def __str__(self) -> str:
        return self.reference

    @property
    def device(self) -> str:
        return device_name(self.user_agent)


class ApiToken(models.Model):
    """A person's token for the API: the same roles, grants and purpose as in the browser."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=16, unique=True)
    digest = models.BinaryField()
    purpose_category = models.CharField(max_length=32, blank=True)
    purpose_reason = models.CharField(max_length=300, blank=True)
    purpose_case = models.BigIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix})"
