from django.urls import URLPattern, URLResolver, path

from ingestion.sources import mapping_views, token_views, views

app_name = "sources"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.sources, name="list"),
    path("new", views.new, name="new"),
    path("<slug:slug>/", views.detail, name="detail"),
    path("<slug:slug>/edit", views.edit, name="edit"),
    path("<slug:slug>/csv", mapping_views.csv, name="csv"),
    path("<slug:slug>/open", views.open_or_close, name="open"),
    path("<slug:slug>/retention", views.retention, name="retention"),
    path("<slug:slug>/tokens", token_views.tokens, name="tokens"),
    path("<slug:slug>/tokens/<slug:prefix>/rotate", token_views.rotate, name="rotate_token"),
    path("<slug:slug>/tokens/<slug:prefix>/revoke", token_views.revoke, name="revoke_token"),
]
