"""How reasons of quarantine read on pages."""

from django import template

register = template.Library()


@register.filter
def reason_words(reason: str) -> str:
    """``no_timestamp`` as ``No timestamp``."""
    return reason.replace("_", " ").replace("-", " ").capitalize()
