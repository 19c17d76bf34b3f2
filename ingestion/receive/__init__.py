"""The ways in. All of them end in ``spool``, which commits before the sender is told that anything was taken."""

from ingestion.receive.spooling import spool

__all__ = ["spool"]
