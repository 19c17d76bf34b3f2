from django.urls import URLPattern, URLResolver, path

from ingestion.pipeline import views

app_name = "pipeline"

urlpatterns: list[URLPattern | URLResolver] = [
    path("batches/<int:number>/", views.batch, name="batch"),
    path("batches/<int:number>/quarantine", views.quarantine, name="quarantine"),
]
