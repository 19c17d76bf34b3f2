"""The API's description: for programs as OpenAPI, for people as a page."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer

from investigations.review.api.schema import document, groups
from portal.accounts.gate import signed_in


@signed_in
@require_GET
def schema(request: HttpRequest) -> HttpResponse:
    """OpenAPI 3 as YAML, or with ``?format=json`` as JSON."""
    renderer = OpenApiJsonRenderer() if request.GET.get("format") == "json" else OpenApiYamlRenderer()
    return HttpResponse(renderer.render(document()), content_type=renderer.media_type)


@signed_in
@require_GET
def readable(request: HttpRequest) -> HttpResponse:
    """The same as plain HTML: the usual viewers need inline scripts and styles, which no page of ours allows."""
    context = {"groups": groups(), "site": settings.SITE_URL, "info": document()["info"]}
    return render(request, "review/api.html", context)
