"""Files that may break off and go on: the core of tus 1.0.0, with creation, creation-with-upload and termination.

https://tus.io/protocols/resumable-upload. Every request is checked like any other of the site: session, second
factor, CSRF token, capability, grant, and that it is the person's own file.
"""

import base64
import binascii
from functools import wraps
from typing import Any, Protocol
from urllib.parse import unquote
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from ingestion.pipeline.models import PartialFile, Upload
from ingestion.receive import partial
from ingestion.receive.api import refusal
from ingestion.receive.body import chunks_of
from ingestion.receive.errors import DatabaseDown, ReceiveProblem
from ingestion.receive.formats import require_known
from ingestion.receive.taking import give_up
from ingestion.receive.wake import wake_takers
from ingestion.sources.access import source_to_upload
from portal.accounts.actor import Actor
from portal.accounts.gate import needs
from portal.accounts.requests import actor_of
from portal.accounts.roles import Capability
from portal.core.database import DATABASE_FAILS

VERSION = "1.0.0"
BYTES = "application/offset+octet-stream"
LARGEST = 2**53  # beyond it JavaScript cannot count


class BadRequest(ReceiveProblem):
    """The request is not what tus says."""

    code = "bad_request"


class NotTus(ReceiveProblem):
    status = 412
    code = "not_tus"


class View(Protocol):
    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse: ...


def tus(view: View) -> View:
    """The header of the protocol on every answer, and refusals as JSON with their status."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            if request.method != "OPTIONS" and request.headers.get("Tus-Resumable") != VERSION:
                raise NotTus(f"Send Tus-Resumable: {VERSION}.")
            answer = view(request, *args, **kwargs)
        except ReceiveProblem as problem:
            answer = refusal(problem)
        except DATABASE_FAILS:
            answer = refusal(
                DatabaseDown("The database does not answer. What it held is kept; go on shortly.")
            )
        answer["Tus-Resumable"] = VERSION
        answer["Cache-Control"] = "no-store"
        return answer

    return wrapped


@needs(Capability.UPLOAD)
@require_http_methods(["POST", "OPTIONS"])
@tus
def files(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin a file, perhaps with its first bytes; the answer's ``Location`` is where it goes on."""
    actor = actor_of(request)
    source = source_to_upload(actor, slug)
    if request.method == "OPTIONS":
        return _abilities()
    said = metadata(request.headers.get("Upload-Metadata", ""))
    file = partial.begin(
        actor=actor,
        source=source,
        filename=said.get("filename", ""),
        length=number(request.headers.get("Upload-Length", ""), "Upload-Length"),
        modified=number(said.get("modified", "0"), "modified"),
        format_hint=require_known(said.get("format", "")),
        sending=_uuid(said.get("sending", "")),
    )
    answer = JsonResponse({"url": reverse("receive:progress", args=[file.pk])}, status=201)
    answer["Location"] = reverse("receive:bytes", args=[file.pk])
    if request.content_type == BYTES or file.is_whole:
        _append(request, file, 0)
    answer["Upload-Offset"] = file.held
    return answer


@needs(Capability.UPLOAD)
@require_http_methods(["HEAD", "PATCH", "DELETE"])
@tus
def content(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """How much is held (HEAD), further bytes (PATCH), or no more of it (DELETE).

    A piece may say in ``Upload-Metadata`` with which ``sending`` the file goes on.
    """
    actor = actor_of(request)
    file = _file_for(actor, upload_id)
    if file is None:
        return _taken(actor, upload_id)
    if request.method == "DELETE":
        give_up(
            file, actor, f"Stopped by {actor.name} when {file.held:,} of {file.length:,} bytes had arrived."
        )
        return HttpResponse(status=204)
    answer = HttpResponse(status=200 if request.method == "HEAD" else 204)
    if request.method == "PATCH":
        if request.content_type != BYTES:
            raise BadRequest(f"Send Content-Type: {BYTES}.")
        said = metadata(request.headers.get("Upload-Metadata", ""))
        partial.join(file, _uuid(said.get("sending", "")))
        _append(request, file, number(request.headers.get("Upload-Offset", ""), "Upload-Offset"))
    answer["Upload-Offset"] = file.held
    answer["Upload-Length"] = file.length
    return answer


def _append(request: HttpRequest, file: PartialFile, offset: int) -> None:
    partial.append(file, offset, chunks_of(request, file.length - file.held) if not file.is_whole else ())
    if file.is_whole:
        wake_takers()


def _file_for(actor: Actor, upload_id: UUID) -> PartialFile | None:
    """The person's own file, while its source is open to them; ``None`` when it is not held any more."""
    file = PartialFile.objects.select_related("upload__source").filter(
        pk=upload_id, person_id=actor.person_id or 0
    ).first()  # fmt: skip
    if file is not None:
        source_to_upload(actor, file.upload.source.slug)
    return file


def _taken(actor: Actor, upload_id: UUID) -> HttpResponse:
    """A sender that lost the last answer asks again: everything arrived."""
    upload = Upload.objects.filter(pk=upload_id, person_name=actor.name).exclude(sha256=b"").first()
    if upload is None:
        raise Http404
    answer = HttpResponse(status=200)
    answer["Upload-Offset"] = answer["Upload-Length"] = upload.size
    return answer


def _abilities() -> HttpResponse:
    answer = HttpResponse(status=204)
    answer["Tus-Version"] = VERSION
    answer["Tus-Extension"] = "creation,creation-with-upload,termination"
    answer["Tus-Max-Size"] = settings.MAX_UPLOAD_BYTES
    return answer


def metadata(header: str) -> dict[str, str]:
    """``Upload-Metadata``: names with values in base64, separated by commas; raises ``BadRequest``."""
    said = {}
    for pair in header.split(",") if header else ():
        name, _, value = pair.strip().partition(" ")
        try:
            said[name] = base64.b64decode(value, validate=True).decode("utf-8", "replace")
        except (binascii.Error, ValueError) as error:
            raise BadRequest(f"Upload-Metadata: the value of {name[:40]!r} is not base64.") from error
    return said


def number(text: str, what: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 16 or int(text) > LARGEST:
        raise BadRequest(f"{what} must be a whole number.")
    return int(text)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(unquote(text)) if text else None
    except ValueError as error:
        raise BadRequest("sending must be a UUID.") from error
