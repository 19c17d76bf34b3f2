"""Every address of the site, gathered from the parts."""

from django.urls import include, path

handler400 = "portal.failures.bad_request"
handler403 = "portal.errors.forbidden"
handler404 = "portal.failures.not_found"
handler500 = "portal.failures.server_error"

urlpatterns = [
    path("", include("portal.health")),
    path("", include("portal.accounts.urls")),
    path("", include("investigations.review.urls")),
    path("cases/", include("investigations.cases.urls")),
    path("", include("ingestion.receive.urls")),
    path("", include("ingestion.pipeline.urls")),
    path("sources/", include("ingestion.privacy.urls")),
    path("sources/", include("ingestion.sources.urls")),
    path("sources/", include("ingestion.watch.urls")),
    path("retention/", include("portal.retention.urls")),
    path("audit/", include("portal.oversight.urls")),
    path("api/", include("investigations.review.api_urls")),
]
