from django.urls import URLPattern, URLResolver

app_name = "receive"

urlpatterns: list[URLPattern | URLResolver] = []
