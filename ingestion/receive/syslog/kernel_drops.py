"""Datagrams that Linux dropped because nobody read them in time, from /proc/net/udp and udp6."""

from pathlib import Path

TABLES = (Path("/proc/net/udp"), Path("/proc/net/udp6"))


def dropped_by_kernel(port: int) -> int:
    """For all sockets bound to ``port`` in this network namespace; 0 where the system does not say."""
    return sum(_drops(table, port) for table in TABLES)


def _drops(table: Path, port: int) -> int:
    try:
        rows = table.read_text().splitlines()[1:]
    except OSError:
        return 0
    columns = (row.split() for row in rows)
    return sum(int(row[-1]) for row in columns if int(row[1].rpartition(":")[2], 16) == port)
