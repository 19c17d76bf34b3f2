"""Tests: through the door, against the real embedded services."""
