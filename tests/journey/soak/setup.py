"""Sources, tokens and a person for the soak, made without the pages."""

import json
from dataclasses import dataclass

from tests.support.stack import Stack

SCRIPT = """
import json
from dataclasses import replace
from django.conf import settings
from django.utils import timezone
from ingestion.sources.actions import create_source
from ingestion.sources.tokens import create_token
from portal.accounts.commands import COMMAND
from portal.retention.models import RetentionClass
from tests.people import make_person, signed_in_client
actor = replace(COMMAND, verified_at=timezone.now())
kept = RetentionClass.objects.get(slug="standard")
tokens = {{}}
for name, kind, senders in {wanted!r}:
    source = create_source(actor=actor, slug=name, name=name, retention_class=kept, senders=senders)
    made = create_token(actor=actor, source=source, name="soak", expires_at=None, kind=kind)
    tokens[name] = made.plain
client = signed_in_client(make_person("administrator", name="soak"))
cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
print(json.dumps({{"tokens": tokens, "session": [settings.SESSION_COOKIE_NAME, cookie], "csrf": settings.CSRF_COOKIE_NAME}}))
"""
CSRF = "soak" * 8


@dataclass(frozen=True)
class Made:
    tokens: dict[str, str]
    cookies: dict[str, str]


def make(stack: Stack, wanted: list[tuple[str, str, list[str]]]) -> Made:
    """``wanted``: slug, kind of token, rules of senders."""
    said = stack.manage("shell", "--verbosity", "0", "-c", SCRIPT.format(wanted=wanted)).splitlines()[-1]
    facts = json.loads(said)
    name, value = facts["session"]
    return Made(facts["tokens"], {name: value, facts["csrf"]: CSRF})
