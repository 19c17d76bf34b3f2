from django.urls import URLPattern, URLResolver, path

from ingestion.privacy import views

app_name = "privacy"

urlpatterns: list[URLPattern | URLResolver] = [
    path("masking/", views.profiles, name="profiles"),
    path("masking/new", views.new, name="new"),
    path("masking/try", views.bench, name="bench"),
    path("masking/<slug:slug>/", views.edit, name="edit"),
    path("<slug:slug>/masking", views.of_source, name="of_source"),
]
