"""How reasons of quarantine and names of formats read on pages."""

from django import template

from ingestion.formats import titles
from ingestion.formats.csv_mapping import LEFT_OUT, OWN_NAME, TIME
from ingestion.formats.written_times import FORMS
from ingestion.pipeline.reasons import words_of

register = template.Library()
HOW = {
    "api": "Ingest API",
    "upload": "Upload",
    "command": "Command on the server",
    "replay": "Replay from quarantine",
    "bulk": "Elasticsearch bulk API",
    "hec": "Splunk HTTP Event Collector",
    "loki": "Loki push",
    "otlp": "OpenTelemetry",
    "gelf": "GELF over HTTP",
    "browser": "Report from a browser",
    "gelf-tcp": "GELF over TCP",
    "gelf-udp": "GELF over UDP",
    "syslog-tcp": "Syslog over TCP",
    "syslog-tls": "Syslog over TLS",
    "syslog-udp": "Syslog over UDP",
}
BY_TOKEN = {"api", "bulk", "hec", "loki", "otlp", "gelf"}


@register.filter
def reason_words(reason: str) -> str:
    """A reason's code as a sentence without its full stop."""
    return words_of(reason)


@register.filter
def format_words(name: str) -> str:
    """The title of a format; its name when it is not known any more."""
    return titles().get(name, name)


@register.filter
def how_words(how: str) -> str:
    """By which way a batch came in."""
    return HOW.get(how, how)


@register.filter
def is_by_token(how: str) -> bool:
    """Whether a sender of that way proved itself by an ingest token."""
    return how in BY_TOKEN


@register.filter
def column_words(field: str) -> str:
    """What a mapping makes of a column."""
    return {OWN_NAME: "kept under its own name", LEFT_OUT: "left out", TIME: "the time"}.get(field, field)


@register.filter
def time_words(form: str) -> str:
    """How a mapping's times are written."""
    return dict(FORMS).get(form) or form
