"""Syslog and GELF over TCP, TLS and UDP: a process of its own that gathers a second's messages into a batch."""
