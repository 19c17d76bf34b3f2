"""Who acts when a command on the machine changes people."""

from portal.accounts.actor import Actor
from portal.accounts.roles import Role

COMMAND = Actor(
    person_id=None,
    name="command",
    display_name="Command line",
    roles=frozenset({Role.ADMINISTRATOR}),
    via="command",
)
