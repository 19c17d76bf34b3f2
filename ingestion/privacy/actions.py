"""What administrators change about masking. Each change and its trace stand or fall together."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction

from ingestion.privacy.errors import ProfileExists
from ingestion.privacy.models import MaskingProfile, SourceMasking
from ingestion.sources.models import Source
from portal.accounts.actor import Actor, require, require_step_up
from portal.accounts.roles import Capability
from portal.audit import events, ledger


def create_profile(
    *, actor: Actor, slug: str, name: str, kinds: Sequence[str], description: str = ""
) -> MaskingProfile:
    """Raises ``Forbidden``, ``StepUpRequired`` and ``ProfileExists``."""
    _may(actor)
    profile = MaskingProfile(
        slug=slug, name=name, description=description, kinds=sorted(kinds), kinds_ever=sorted(kinds),
        created_by=actor.name,
    )  # fmt: skip
    try:
        with transaction.atomic():
            profile.save(force_insert=True)
            detail = {"name": name, "kinds": profile.kinds}
            events.record("sensitive_create", actor=actor, object_label=_label(profile), detail=detail)
            _commit_to_policy(profile, actor)
    except IntegrityError as error:
        raise ProfileExists(f"There is a profile {slug} already.") from error
    return profile


def change_profile(
    *, actor: Actor, profile: MaskingProfile, name: str, kinds: Sequence[str], description: str = ""
) -> MaskingProfile:
    """What arrives from now on is masked so; what is stored stays as it is. Raises ``Forbidden``, ``StepUpRequired``."""
    _may(actor)
    with transaction.atomic():
        profile = MaskingProfile.objects.select_for_update().get(pk=profile.pk)
        before = {"name": profile.name, "description": profile.description, "kinds": profile.kinds}
        profile.name, profile.description, profile.kinds = name, description, sorted(kinds)
        profile.kinds_ever = sorted({*profile.kinds_ever, *kinds})
        after = {"name": profile.name, "description": profile.description, "kinds": profile.kinds}
        if before == after:
            return profile
        profile.save(update_fields=["name", "description", "kinds", "kinds_ever"])
        detail = {"from": before, "to": after}
        events.record("sensitive_update", actor=actor, object_label=_label(profile), detail=detail)
        _commit_to_policy(profile, actor)
    return profile


def choose_profile(*, actor: Actor, source: Source, profile: MaskingProfile | None) -> None:
    """What the source sends from now on is masked by that profile, or by none. Raises like ``change_profile``."""
    _may(actor)
    with transaction.atomic():
        Source.objects.select_for_update().get(pk=source.pk)
        row = SourceMasking.objects.select_related("profile").filter(source=source).first()
        before, after = (row.profile.slug if row else ""), (profile.slug if profile else "")
        if before == after:
            return
        if profile is None:
            SourceMasking.objects.filter(source=source).delete()
        else:
            SourceMasking.objects.update_or_create(source=source, defaults={"profile": profile})
        detail = {"masking_profile": {"from": before, "to": after}}
        events.record("sensitive_update", actor=actor, object_label=f"source {source.slug}", detail=detail)
        ledger.append(
            "policy", f"masking:{source.slug}", {"source": source.slug, "profile": after, "by": actor.name}
        )


def _may(actor: Actor) -> None:
    require(actor, Capability.MANAGE_SOURCES)
    require_step_up(actor)


def _label(profile: MaskingProfile) -> str:
    return f"masking profile {profile.slug}"


def _commit_to_policy(profile: MaskingProfile, actor: Actor) -> None:
    payload = {"profile": profile.slug, "kinds": profile.kinds, "by": actor.name}
    ledger.append("policy", f"masking-profile:{profile.slug}", payload)
