from django.urls import URLPattern, URLResolver, path

from portal.retention import run_views, views

app_name = "retention"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.classes, name="classes"),
    path("classes/new", views.create, name="create"),
    path("classes/<slug:slug>/", views.change, name="change"),
    path("holds/", views.holds, name="holds"),
    path("runs/", run_views.runs, name="runs"),
    path("runs/new", run_views.start, name="start"),
    path("runs/<int:run_id>/", run_views.run, name="run"),
]
