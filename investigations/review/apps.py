from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "investigations.review"
    label = "review"
    verbose_name = "review"
