"""Pages of uploads: sending files from the browser, and what became of them."""

from urllib.parse import unquote
from uuid import UUID, uuid4

from django.conf import settings
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from ingestion.pipeline.access import upload_for, uploads_sent
from ingestion.pipeline.models import PartialFile, Upload
from ingestion.pipeline.searchable import search_fragment
from ingestion.receive.api import refusal
from ingestion.receive.body import chunks_of
from ingestion.receive.errors import DatabaseDown, ReceiveProblem
from ingestion.receive.files import take_file
from ingestion.receive.formats import choices, require_known
from ingestion.receive.partial import CHUNK
from ingestion.receive.progress import Progress, progress_of, progress_of_sending
from ingestion.sources.access import source_to_upload
from ingestion.sources.models import Source
from portal.accounts.actor import Actor
from portal.accounts.gate import needs
from portal.accounts.requests import actor_of
from portal.accounts.roles import Capability
from portal.core.database import DATABASE_FAILS

RAW = "application/octet-stream"
MOST_UNFINISHED = 200


@needs(Capability.UPLOAD)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The page with the form. A POST brings one file as the body itself (from upload.js) or a plain form."""
    actor = actor_of(request)
    source = source_to_upload(actor, slug)
    if request.method != "POST":
        return _page(request, source)
    if request.content_type == RAW:
        return _take_body(request, actor, source)
    return _take_form(request, actor, source)


def _take_body(request: HttpRequest, actor: Actor, source: Source) -> JsonResponse:
    """Streamed into the spool, never held whole; the CSRF token came in the header."""
    try:
        taken = take_file(
            actor=actor,
            source=source,
            filename=unquote(request.headers.get("X-File-Name", "")),
            chunks=chunks_of(request, settings.MAX_UPLOAD_BYTES),
            how="upload",
            format_hint=require_known(request.GET.get("format", "")),
        )
    except ReceiveProblem as problem:
        return refusal(problem)
    except DATABASE_FAILS:
        return refusal(DatabaseDown("The spool does not answer. Send the file again shortly."))
    return JsonResponse(
        {"url": reverse("receive:progress", args=[taken.pk]), "filename": taken.filename}, status=201
    )


def _take_form(request: HttpRequest, actor: Actor, source: Source) -> HttpResponse:
    """Without script the browser sends all files at once; Django has put large ones on the disk."""
    files = request.FILES.getlist("files")
    taken: list[Upload] = []
    try:
        hint = require_known(request.POST.get("format", ""))
        if not files:
            return _page(request, source, error="Choose a file first.", status=422)
        for file in files:
            taken.append(
                take_file(
                    actor=actor, source=source, filename=file.name or "", chunks=file.chunks(), how="upload",
                    format_hint=hint, seekable=file.file,
                )
            )  # fmt: skip
    except ReceiveProblem as problem:
        name = files[len(taken)].name if len(taken) < len(files) else ""
        return _page(request, source, error=f"{name}: {problem}", taken=taken, status=problem.status)
    if len(taken) == 1:
        return redirect("receive:progress", taken[0].pk)
    return _page(request, source, taken=taken)


def _page(request: HttpRequest, source: Source, *, status: int = 200, **more: object) -> HttpResponse:
    context = {
        "source": source,
        "formats": choices(source.format),
        "most": settings.MAX_UPLOAD_BYTES,
        "chunk": CHUNK,
        "sending": uuid4(),
        "unfinished": unfinished(actor_of(request), source),
        "kept_hours": settings.PARTIAL_KEPT_HOURS,
        **more,
    }
    return render(request, "receive/upload.html", context, status=status)


def unfinished(actor: Actor, source: Source) -> list[PartialFile]:
    """The person's own files that broke off and can go on."""
    mine = PartialFile.objects.filter(
        upload__source=source, person_id=actor.person_id or 0, held__lt=F("length")
    )
    return list(mine.select_related("upload").order_by("-seen_at")[:MOST_UNFINISHED])


@needs(Capability.READ_SOURCES)
@require_safe
def about(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """What became of an upload; the page asks for its fragment again until everything is sealed."""
    actor = actor_of(request)
    found = upload_for(actor, upload_id)
    return _progress(request, progress_of(found), {"upload": found, "source": found.source})


@needs(Capability.READ_SOURCES)
@require_safe
def sent(request: HttpRequest, sending: UUID) -> HttpResponse:
    """The same of files that were sent together."""
    uploads = uploads_sent(actor_of(request), sending)
    if not uploads:
        raise Http404
    return _progress(
        request, progress_of_sending(uploads), {"source": uploads[0].source, "sender": uploads[0]}
    )


def _progress(request: HttpRequest, progress: Progress, more: dict[str, object]) -> HttpResponse:
    source = more["source"]
    actor = actor_of(request)
    context = {
        "progress": progress,
        "may_manage": actor.can(Capability.MANAGE_SOURCES),
        "search": search_fragment(progress.batches) if progress.batch_count <= len(progress.batches) else "",
        "may_read": isinstance(source, Source) and actor.may_read_source(source.slug),
        **more,
    }
    is_fragment = request.headers.get("HX-Request") == "true"
    return render(request, "receive/progress_body.html" if is_fragment else "receive/progress.html", context)
