"""How many values of each kind were masked, in the words of the pages."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from ingestion.normalise.masking.profile import LABELS, SECRET_LABELS
from ingestion.normalise.masking.tokens import PERSONAL_KINDS, SECRET_KINDS
from ingestion.pipeline.models import Batch, Upload


def counted(masked: Mapping[str, int]) -> Sequence[tuple[str, bool, int]]:
    """(label, whether a profile asked for it, how many), secrets first; kinds of another release by their own names."""
    order = [*SECRET_KINDS, *PERSONAL_KINDS]
    kinds = sorted(masked, key=lambda kind: order.index(kind) if kind in order else len(order))
    words = {**SECRET_LABELS, **LABELS}
    return [(words.get(kind, kind), kind in PERSONAL_KINDS, masked[kind]) for kind in kinds]


def of_uploads(uploads: Iterable[Upload]) -> Counter[str]:
    """Over all batches of these files and of what is in them."""
    found = Batch.objects.filter(upload__in=list(uploads)).exclude(masked=None)
    total: Counter[str] = Counter()
    for masked in found.values_list("masked", flat=True).iterator():
        total.update(masked)
    return total
