"""Sending search results out as a file."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from investigations.review.export import TYPES
from investigations.review.export import export as make_export
from investigations.review.purpose import purpose_of
from investigations.review.read_request import BadRequest, asked_of
from portal.accounts.gate import needs
from portal.accounts.requests import actor_of
from portal.accounts.roles import Capability
from portal.audit.receipts import Action


@needs(Capability.EXPORT, look=Action.EXPORT)
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """The file; its digest and receipt stand in headers, which the page shows."""
    kind = request.POST.get("format", "ndjson")
    if kind not in TYPES:
        raise BadRequest("An export is ndjson or csv.")
    file = make_export(actor_of(request), purpose_of(request), asked_of(request.POST), kind)
    response = HttpResponse(file.body, content_type=file.content_type)
    response["Content-Disposition"] = f'attachment; filename="{file.filename}"'
    response["Lantern-SHA256"] = file.sha256
    response["Lantern-Receipt"] = file.receipt
    response["Lantern-Count"] = str(file.count)
    return response
