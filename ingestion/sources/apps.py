from django.apps import AppConfig


class SourcesConfig(AppConfig):
    name = "ingestion.sources"
    label = "sources"
    verbose_name = "sources"

    def ready(self) -> None:
        from portal.accounts import grantable

        grantable.register(slugs_and_names)


def slugs_and_names() -> list[tuple[str, str]]:
    """Every source, for the page on which administrators grant them."""
    from ingestion.sources.models import Source

    return list(Source.objects.values_list("slug", "name"))
