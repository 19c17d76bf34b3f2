"""What is recorded of files: that one was taken, that it was strange, or why it was refused (OWASP: UPLOAD)."""

from django.db import transaction

from ingestion.pipeline.models import Upload
from ingestion.receive.errors import ReceiveProblem
from portal.accounts.actor import Actor
from portal.audit import events


def note_complete(upload: Upload, actor: Actor) -> None:
    """Every byte is spooled: say so on the upload and in the trail."""
    upload.is_complete = True
    with transaction.atomic():
        upload.save(update_fields=["size", "sha256", "is_complete"])
        events.record("upload_complete", actor=actor, object_label=label(upload), detail=told(upload))


def note_refusal(upload: Upload, actor: Actor, problem: ReceiveProblem) -> None:
    """It, or the rest of it, was not taken. The reason stays on its page."""
    with transaction.atomic():
        upload.refusal = str(problem)
        upload.save(update_fields=["size", "refusal"])
        detail = {**told(upload), "code": problem.code, "why": str(problem)}
        _failed(upload, actor, detail)


def note_flag(upload: Upload, actor: Actor, flag: str) -> None:
    """It is read, though something about it is strange. Said once, however often a broken-off attempt is repeated."""
    if upload.flag == flag:
        return
    with transaction.atomic():
        upload.flag = flag
        upload.save(update_fields=["flag"])
        _failed(upload, actor, {**told(upload), "code": "flagged", "why": flag})


def _failed(upload: Upload, actor: Actor, detail: dict[str, object]) -> None:
    events.record(
        "upload_validation", actor=actor, outcome=events.FAILURE, object_label=label(upload), detail=detail
    )


def label(upload: Upload) -> str:
    inside = f"{upload.parent.filename}: " if upload.parent else ""
    return f"{upload.source.slug}: {inside}{upload.filename}"


def told(upload: Upload) -> dict[str, object]:
    return {"upload": str(upload.pk), "size": upload.size, "sha256": bytes(upload.sha256).hex()}
