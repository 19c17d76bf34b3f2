"""The first start on a folder: with the demonstration, or empty with a link for the first administrator."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address

from portal.embedded.console import CannotStart, say
from portal.embedded.folder import Folder, write_private_json
from portal.embedded.site import Site
from portal.embedded.watch import Watch


@dataclass(frozen=True)
class Plan:
    """``demonstration`` says what the folder is; ``done`` whether its setting up was finished."""

    folder: Folder
    demonstration: bool
    done: bool

    @property
    def environment(self) -> Mapping[str, str]:
        return {"LANTERN_DEMO": "1" if self.demonstration else "0"}


def decide(folder: Folder, *, empty: bool, host: str) -> Plan:
    """What this folder is, or is to become. Raises CannotStart when known passwords would meet a network."""
    known = _read(folder)
    demonstration = bool(known.get("demonstration", not empty))
    if empty and demonstration:
        raise CannotStart(
            f"{folder.root} holds the demonstration. Name an empty one with LANTERN_VAR to start without."
        )
    if demonstration and not is_loopback(host):
        raise CannotStart(
            f"The demonstration's accounts have known passwords, and LANTERN_HOST is {host}. "
            "Bind to 127.0.0.1, or start an empty folder with ./run --empty."
        )
    write_private_json(folder.setup, {"demonstration": demonstration, "done": bool(known.get("done"))})
    return Plan(folder, demonstration, bool(known.get("done")))


def carry_out(plan: Plan, site: Site, watch: Watch) -> str:
    """Do what the plan asks for, and return what to tell the person at the ready line."""
    if not plan.demonstration:
        return _first_administrator(plan, site, watch)
    if not plan.done:
        say("  setting up the demonstration")
        watch.run(site.command("demo_setup", output=plan.folder.people))
        write_private_json(plan.folder.setup, {"demonstration": True, "done": True})
    return plan.folder.people.read_text(encoding="utf-8").rstrip()


def _first_administrator(plan: Plan, site: Site, watch: Watch) -> str:
    output = plan.folder.run / "first-administrator.txt"
    watch.run(site.command("first_administrator", output=output))
    try:
        return output.read_text(encoding="utf-8").rstrip()
    finally:
        output.unlink()


def is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _read(folder: Folder) -> dict[str, bool]:
    try:
        return dict(json.loads(folder.setup.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise CannotStart(f"{folder.setup} cannot be read: {error}") from error
