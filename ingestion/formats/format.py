"""What a format is: how to recognise it, and the engine's expressions that turn a line into columns.

The engine evaluates ``stages`` one after the other; each is a mapping from a name to an expression that may use the
names before it. Given are ``raw`` (the line's bytes), ``text`` (the same as valid UTF-8), ``arrived`` (when the batch
was received), ``position``, and the bound values ``{zone:String}`` and those of ``constants``. Every format ends with

- ``created`` String: the time as written, empty when there is none,
- ``stated`` Nullable(DateTime64(6, 'UTC')): that time, NULL when there is none or it cannot be read,
- ``inferred`` Bool: whether a part of it, such as the year, was concluded,
- ``sound`` Bool: whether the line may be stored; the others are the quarantine, and ``explain`` says why.

``columns`` maps ECS names to expressions over those names. What it leaves out stays empty.

Where records are not lines (JSON arrays, headers that name columns, stack traces, binary files), ``prepare`` takes the
batch apart before the engine sees it. It gives ``None`` when this batch's lines are records as they stand; ``apart``
says so beforehand, where that is cheap to see. ``line`` reads one line without the engine, for batches of several formats.

``mapping`` is the number of a source's own mapping that the format reads by, 0 for none; ``behind_masking`` changes a
prepared record once it is masked, because masking has to see what columns are called by whoever wrote them.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from ingestion.formats.record import Reason as Reason
from ingestion.formats.record import Record
from ingestion.normalise.clock import Arrival

Stage = Mapping[str, str]


@dataclass(frozen=True)
class Sample:
    """A line and the document expected of it; ``arrived`` matters where the year is missing (UTC).

    ``line`` may be several lines where the format's records are; then ``raw`` is the record in it, unless it is all.
    """

    line: bytes
    expected: Mapping[str, object]
    arrived: str = "2026-11-21T20:36:01Z"
    zone: str = "UTC"
    raw: bytes = b""

    @classmethod
    def of(cls, line: bytes, **expected: object) -> "Sample":
        """A sample whose expected names are written with ``_`` for their first full stop: ``event_action``."""
        return cls(line, {name.replace("_", ".", 1): value for name, value in expected.items()})


@dataclass(frozen=True)
class Format:
    """One format. ``name`` stands in ``event.dataset``, in URLs and in the source's settings.

    A batch is in it when most of its lines match ``signature``, or when ``recognise`` knows it by its beginning.
    ``has_short_lines`` says that lines of a few letters are records too, or parts of some; ``joins`` says the latter
    of one batch, where that is cheap to see, and ``spans`` then gives the records with the numbers of their first lines.
    ``has_documents`` says that it reads JSON whose objects are no lines (``json_documents``).
    ``least`` is fewer bytes than any of its records has, with the line feed; 0 says nothing of it. With short lines it is
    how many bytes they have at least on average, where there are crowds of them; 0 says that any are read.
    """

    name: str
    title: str
    signature: re.Pattern[bytes]
    stages: tuple[Stage, ...]
    columns: Mapping[str, str]
    explain: Callable[[bytes], Reason]
    samples: tuple[Sample, ...] = ()
    constants: Callable[[datetime], Mapping[str, str]] = field(default=lambda arrived: {})
    prepare: Callable[[bytes, Arrival], Sequence[Record] | None] | None = None
    recognise: Callable[[bytes], bool] | None = None
    apart: Callable[[bytes], bool] | None = None
    has_short_lines: bool = False
    has_documents: bool = False
    joins: Callable[[bytes], bool] = field(default=lambda body: False)
    spans: Callable[[bytes], Iterable[tuple[int, bytes]]] | None = None
    least: int = 0
    line: Callable[[str], Mapping[str, object] | Reason] | None = None
    mapping: int = 0
    behind_masking: Callable[[Record], Record] | None = None
