from django.urls import URLPattern, URLResolver, path

from portal.oversight import views

app_name = "audit"

urlpatterns: list[URLPattern | URLResolver] = [
    path("receipts/", views.receipts, name="receipts"),
    path("receipts/export", views.export, name="export"),
    path("receipts/<uuid:key>/", views.receipt, name="receipt"),
    path("events/", views.find_event, name="find_event"),
    path("events/<int:event_id>/", views.seen, name="seen"),
    path("activity/", views.activity, name="activity"),
]
