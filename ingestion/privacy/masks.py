"""The masks that batches pass, and the tokens that a person's plain words would have become."""

from collections.abc import Sequence
from functools import lru_cache

from django.conf import settings

from ingestion.normalise.masking.batch import BatchMask
from ingestion.normalise.masking.checks import digits_of
from ingestion.normalise.masking.found import own_kind
from ingestion.normalise.masking.keys import Keys, derive
from ingestion.normalise.masking.masker import Masker
from ingestion.normalise.masking.profile import Profile, profile
from ingestion.normalise.masking.spelling import pseudonyms_of
from ingestion.normalise.masking.tokens import Tokens
from ingestion.privacy.models import MaskingProfile, SourceMasking
from ingestion.sources.models import Source


def keys() -> Keys:
    return derive(settings.MASKING_KEY)


def mask_for(source: Source) -> BatchMask:
    """A mask for one batch: secrets always, personal data as the source's profile says now."""
    masking: SourceMasking | None = getattr(source, "masking", None)
    return BatchMask(masker(profile(masking.profile.kinds if masking else None)))


def secrets_alone() -> Masker:
    """What a source without a profile has."""
    return masker(profile(None))


@lru_cache(maxsize=16)
def masker(kinds: Profile) -> Masker:
    return Masker(keys(), kinds)


def kinds_in_use() -> Profile:
    """Kinds that any profile takes out, or did: what pseudonyms stored records may hold."""
    ever = MaskingProfile.objects.values_list("kinds_ever", flat=True)
    return profile([kind for kinds in ever for kind in kinds])


def stand_ins(value: str, kinds: Profile) -> Sequence[str]:
    """The tokens that a plain value has in stored records, if it is there."""
    tokens = Tokens(keys().secrets, keys().pseudonyms)
    found = pseudonyms_of(tokens, kinds, value)
    said = value.encode("utf-8", "replace")
    if kind := own_kind(said):
        said = digits_of(said) if kind == "card" else said
        found.append(tokens.secret(kind, said).decode())
    return found
