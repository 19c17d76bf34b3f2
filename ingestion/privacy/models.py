"""Which personal data of which source becomes a pseudonym, and the originals, sealed."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from ingestion.sources.models import SLUG, Source


class MaskingProfile(models.Model):
    """Kinds of personal data that its sources' records are kept without. Secrets are no choice and stand in none."""

    slug = models.CharField(max_length=63, unique=True, validators=[SLUG])
    name = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    kinds = ArrayField(models.CharField(max_length=16), default=list, blank=True)
    kinds_ever = ArrayField(
        models.CharField(max_length=16),
        default=list,
        help_text="what it ever took out: stored records still hold those pseudonyms",
    )
    created_by = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class SourceMasking(models.Model):
    """The profile of one source; a source without a row keeps personal data as it came."""

    source = models.OneToOneField(Source, primary_key=True, on_delete=models.CASCADE, related_name="masking")
    profile = models.ForeignKey(MaskingProfile, on_delete=models.PROTECT, related_name="sources")

    def __str__(self) -> str:
        return f"{self.source_id}: {self.profile_id}"


class SealedOriginal(models.Model):
    """What a pseudonym stands for, under AES-256-GCM: one row for a value, a source, a retention class and a day of
    receipt (UTC).

    So it goes with that day's records, and not before: the same value in younger records has rows of its own. And
    pseudonyms are equal in all sources: without the source in the key, whoever may read one of them could send it a
    pseudonym that was seen elsewhere, and be shown its original.
    """

    source = models.CharField(max_length=63, help_text="slug of the source whose records it was taken from")
    retention_class = models.CharField(max_length=64)
    day = models.DateField()
    token = models.CharField(max_length=64)
    kind = models.CharField(max_length=16)
    sealed = models.BinaryField(
        help_text="32 random bytes, then the ciphertext; the token is authenticated with it"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["retention_class", "day", "source", "token"], name="one_original_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.token} of {self.day}"
