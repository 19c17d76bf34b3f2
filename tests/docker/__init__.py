"""The container files."""
