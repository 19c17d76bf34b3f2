from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "ingestion.privacy"
    label = "privacy"
    verbose_name = "masking profiles and sealed originals"
