from django.apps import AppConfig


class WatchConfig(AppConfig):
    name = "ingestion.watch"
    label = "watch"
    verbose_name = "watch over sources"
