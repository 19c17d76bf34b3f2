"""Exports of a case that left, as their receipts tell it."""

from investigations.cases.models import Case, CaseExport
from portal.audit.models import Receipt


def past_exports(case: Case) -> list[Receipt]:
    """Newest first; ``detail`` of each has ``filename``, ``kind``, ``size`` and ``sha256``."""
    left = CaseExport.objects.filter(case=case, fetched_at__isnull=False).values_list("pk", flat=True)
    return list(Receipt.objects.filter(pk__in=list(left)).order_by("-at"))
