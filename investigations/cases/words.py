"""What was done, in sentences."""

from investigations.cases.actions.pins import Pinned
from investigations.cases.models import Case


def events(count: int) -> str:
    return "1 event" if count == 1 else f"{count:,} events"


def pinned_in_words(case: Case, result: Pinned) -> tuple[str, str]:
    """A headline and the details of a pin, for a toast or a message."""
    title = (
        f"{events(len(result.added))} pinned to case #{case.pk}" if result.added else "Nothing new was pinned"
    )
    parts = [_already(result)] if result.already else []
    if result.missing:
        parts.append(f"{events(len(result.missing))} could not be read: missing, or no grant for the source.")
    if result.destroyed:
        parts.append(
            f"{events(len(result.destroyed))} had reached the end of the keeping time and cannot be held any more."
        )
    if result.added:
        parts.append("Copied with the leaf hash; the originals are held while the case is open.")
    return title, " ".join(parts)


def _already(result: Pinned) -> str:
    if len(result.already) == 1:
        entry = result.already[0]
        return f"Event {entry.event_id} is in the case already, pinned by {entry.created_by} on {entry.created_at:%Y-%m-%d %H:%M} UTC."
    who = ", ".join(sorted({str(entry.created_by) for entry in result.already}))
    return f"{events(len(result.already))} are in the case already, pinned by {who}."
