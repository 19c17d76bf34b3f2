"""How reasons of quarantine and names of formats read on pages."""

from django import template

from ingestion.formats import titles

register = template.Library()
HOW = {"api": "Ingest API", "upload": "Upload", "command": "Command on the server"}


@register.filter
def reason_words(reason: str) -> str:
    """``no_timestamp`` as ``No timestamp``."""
    return reason.replace("_", " ").replace("-", " ").capitalize()


@register.filter
def format_words(name: str) -> str:
    """The title of a format; its name when it is not known any more."""
    return titles().get(name, name)


@register.filter
def how_words(how: str) -> str:
    """By which way a batch came in."""
    return HOW.get(how, how)
