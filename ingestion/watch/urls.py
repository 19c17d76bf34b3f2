from django.urls import URLPattern, URLResolver, path

from ingestion.watch import views

app_name = "watch"

urlpatterns: list[URLPattern | URLResolver] = [path("<slug:slug>/watch", views.edit, name="edit")]
