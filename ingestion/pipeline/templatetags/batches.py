"""How reasons of quarantine and names of formats read on pages."""

from django import template

from ingestion.formats import titles

register = template.Library()


@register.filter
def reason_words(reason: str) -> str:
    """``no_timestamp`` as ``No timestamp``."""
    return reason.replace("_", " ").replace("-", " ").capitalize()


@register.filter
def format_words(name: str) -> str:
    """The title of a format; its name when it is not known any more."""
    return titles().get(name, name)
