from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "portal.accounts"
    label = "accounts"
    verbose_name = "people"

    def ready(self) -> None:
        from portal.accounts import authenticator  # noqa: F401  a model outside models.py, known from here on
