from django.urls import URLPattern, URLResolver, path

from investigations.review import (
    views_compare,
    views_event,
    views_export,
    views_purpose,
    views_reveal,
    views_search,
)

app_name = "review"

urlpatterns: list[URLPattern | URLResolver] = [
    path("purpose/", views_purpose.purpose, name="purpose"),
    path("search/", views_search.search, name="search"),
    path("search/results", views_search.results, name="results"),
    path("search/older", views_search.older, name="older"),
    path("search/fields", views_search.fields, name="fields"),
    path("search/fields/<path:name>", views_search.values, name="values"),
    path("search/cancel", views_search.cancel, name="cancel"),
    path("search/export", views_export.export, name="export"),
    path("events/<int:event_id>/", views_event.event, name="event"),
    path("events/<int:event_id>/panel", views_event.panel, name="panel"),
    path("events/<int:event_id>/copy/<slug:kind>", views_event.copy, name="copy"),
    path("events/<int:event_id>/originals", views_reveal.originals, name="originals"),
    path("events/<int:event_id>/compare", views_compare.compare, name="compare"),
    path("events/<int:event_id>/context", views_event.context, name="context"),
]
