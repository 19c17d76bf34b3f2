"""Counts of fields that agree, by format and field."""

Key = tuple[str, str]
LINE = "{:22} {:44} {:5} of {:5}  {:4.0%}"


class Marks:
    """Of each format and field: how often it was the same, and how often it was compared."""

    def __init__(self) -> None:
        self.counts: dict[Key, list[int]] = {}

    def add(self, format: str, field: str, same: bool) -> None:
        count = self.counts.setdefault((format, field), [0, 0])
        count[0] += same
        count[1] += 1

    def share(self, format: str) -> float:
        same, total = self.total(format)
        return same / total

    def total(self, format: str = "") -> tuple[int, int]:
        """Of one format, or of all."""
        counts = [count for key, count in self.counts.items() if format in ("", key[0])]
        return sum(same for same, _ in counts), sum(total for _, total in counts)

    def table(self) -> str:
        formats = sorted({format for format, _ in self.counts})
        rows = [
            (format, field, same, total) for (format, field), (same, total) in sorted(self.counts.items())
        ]
        rows += [(format, "all fields", *self.total(format)) for format in formats]
        rows.append(("all formats", "all fields", *self.total()))
        lines = (LINE.format(*row, row[2] / max(row[3], 1)) for row in rows)
        return "\n" + "\n".join(lines)
