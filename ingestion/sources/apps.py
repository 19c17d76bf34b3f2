from django.apps import AppConfig


class SourcesConfig(AppConfig):
    name = "ingestion.sources"
    label = "sources"
    verbose_name = "sources"
