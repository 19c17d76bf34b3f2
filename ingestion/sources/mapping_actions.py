"""How an administrator has a source's CSV read, and whoever repairs a replay of it. Each change and its trace stand or fall together."""

from django.db import transaction

from ingestion.formats.csv_mapping import CsvColumns
from ingestion.sources.models import CsvMapping, Source
from portal.accounts.actor import Actor, require
from portal.accounts.roles import Capability
from portal.audit import events, ledger


def map_csv(*, actor: Actor, source: Source, columns: CsvColumns | None) -> CsvMapping | None:
    """What arrives from now on is read so; ``None``: by its header's names again. Mappings before it stay for the
    batches that were read by them. Nothing happens when that is how it is. Raises ``Forbidden``.
    """
    require(actor, Capability.MANAGE_SOURCES)
    with transaction.atomic():
        source = Source.objects.select_for_update(of=("self",)).get(pk=source.pk)
        before = source.csv_mapping
        said = columns.as_dict() if columns else None
        if (before.said if before else None) == said:
            return before
        made = _made(source, said, actor) if said else None
        source.csv_mapping = made
        source.save(update_fields=["csv_mapping"])
        detail = {"csv_mapping": {"from": before and before.told, "to": made and made.told}}
        events.record("sensitive_update", actor=actor, object_label=f"source {source.slug}", detail=detail)
        payload = {"source": source.slug, "mapping": made.digest if made else "", "by": actor.name}
        ledger.append("policy", f"csv-mapping:{source.slug}", payload)
    return made


def mapping_for_replay(*, actor: Actor, source: Source, columns: CsvColumns) -> CsvMapping:
    """By which a replay is read, and nothing that arrives. The same columns again are the same mapping. Raises ``Forbidden``."""
    require(actor, Capability.REPAIR)
    with transaction.atomic():
        Source.objects.select_for_update(of=("self",), no_key=True).get(pk=source.pk)
        said = columns.as_dict()
        return source.csv_mappings.filter(said=said).first() or _made(source, said, actor)


def _made(source: Source, said: dict[str, object], actor: Actor) -> CsvMapping:
    latest = source.csv_mappings.order_by("-number").values_list("number", flat=True).first() or 0
    return CsvMapping.objects.create(source=source, number=latest + 1, said=said, made_by=actor.name)
