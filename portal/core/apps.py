from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    name = "portal.core"
    label = "core"

    def ready(self) -> None:
        from portal.core.append_only import grant_rights  # models are importable only now
        from portal.core.form_words import set_words

        set_words()
        post_migrate.connect(grant_rights, sender=self, dispatch_uid="append-only-rights")
