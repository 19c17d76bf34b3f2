from django.apps import AppConfig


class PipelineConfig(AppConfig):
    name = "ingestion.pipeline"
    label = "pipeline"
    verbose_name = "batches"
