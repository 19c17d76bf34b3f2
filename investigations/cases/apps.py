from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "investigations.cases"
    label = "cases"
    verbose_name = "cases"
