"""How reasons of quarantine and names of formats read on pages."""

from django import template

from ingestion.formats import titles
from ingestion.formats.csv_mapping import LEFT_OUT, OWN_NAME, TIME
from ingestion.formats.written_times import FORMS

register = template.Library()
REASONS = {
    "too_long": "The line is too long",
    "lines_too_short": "Lines too short to be records",
    "masked_whole": "Masked as a whole",
    "too_deep": "Nested too deeply",
    "too_many_keys": "Too many keys",
    "not_json": "Not JSON",
    "not_an_object": "JSON, but not an object",
    "beside_the_list": "Beside the list of records",
    "not_csv": "Not a row of CSV",
    "wrong_columns": "More or fewer columns than the header has",
    "no_header": "No header with a column of times",
    "not_syslog": "Not a syslog line",
    "not_access_log": "Not a line of an access log",
    "not_apache_error": "Not a line of Apache's error log",
    "unreadable_time": "The time cannot be read",
    "unreadable": "Not accepted by the event store",
    "engine_refused": "Not accepted by the event store",
}
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
    """A code as a sentence without its full stop; one that is not named here by its own words."""
    return REASONS.get(reason) or reason.replace("_", " ").replace("-", " ").capitalize()


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
