from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "investigations.reports"
    label = "reports"
    verbose_name = "reports"
