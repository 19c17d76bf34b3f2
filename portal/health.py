"""Whether the site is alive, and whether each of its parts is ready."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
