"""Embedded PostgreSQL, Valkey and ClickHouse engine, and the supervisor behind ``./run``."""
