"""``./run``: start everything the portal needs, keep it running, stop it cleanly.

Started as ``python -m portal.embedded.supervisor [--empty] [--services-only]``.
"""

import argparse
import os
import shutil
import signal
import sys
import time
from types import FrameType

from portal.embedded import credentials, folder, kernel, leftovers, ports, roles, services, setup
from portal.embedded.console import CannotStart, complain, say
from portal.embedded.folder import Folder
from portal.embedded.site import Site, base_environment
from portal.embedded.watch import StopRequested, Watch

DISK = "disk"  # as ``/readyz`` calls it
# Reverse of the order of starting; parts of one tier do not need each other.
STOPPING = (
    ("beat", "worker", "seal-worker", "web"),
    ("event-engine", "valkey"),
    ("postgresql",),
)


def main() -> int:
    arguments = _arguments()
    place = folder.from_environment()
    watch = Watch(place)
    _stop_on_signals(watch)
    try:
        place.create()
        with folder.lock(place):
            return _supervise(place, watch, arguments)
    except CannotStart as problem:
        complain(f"\nLantern cannot start: {problem}")
        return 1


def _supervise(place: Folder, watch: Watch, arguments: argparse.Namespace) -> int:
    kernel.adopt_orphans()
    leftovers.remove(place)
    try:
        _start(place, watch, arguments)
        while True:
            watch.tick()
    except StopRequested:
        say("stopping (Ctrl-C again to stop at once)")
        return 0
    finally:
        place.environment.unlink(missing_ok=True)
        watch.stop(STOPPING)


def _start(place: Folder, watch: Watch, arguments: argparse.Namespace) -> None:
    began = time.monotonic()
    host = os.environ.get("LANTERN_HOST") or ports.LOOPBACK
    port = _port()
    plan = setup.decide(place, empty=arguments.empty, host=host)
    if not arguments.services_only:
        ports.require_free(host, port)
    say(f"starting Lantern on {place.root}")
    secrets = credentials.load_or_create(place)
    embedded = services.prepare(place, secrets)
    watch.start(embedded.parts)
    if embedded.postgresql_port:
        roles.ensure(embedded.postgresql_port, secrets)
    environment = base_environment(place, host, port, secrets, embedded.addresses)
    environment |= plan.environment
    folder.write_private_json(place.environment, environment)
    if arguments.services_only:
        say("ready services")
        return
    site = Site(place, host, port, environment)
    words = _start_site(site, watch, plan)
    say(f"  {'everything':<14}{time.monotonic() - began:6.1f} s")
    say(f"ready {site.url}")
    say(words)


def _start_site(site: Site, watch: Watch, plan: setup.Plan) -> str:
    """Start the portal's own parts and set up what the folder is for; returns what to tell the person."""
    say("  preparing the database and the event store")
    watch.run(site.command("migrate", "--no-input"), site.command("ensure_store"))
    watch.start(site.parts())
    _wait_until_ready(site, watch, plan)
    return setup.carry_out(plan, site, watch)


def _wait_until_ready(site: Site, watch: Watch, plan: setup.Plan, *, limit_s: float = 60.0) -> None:
    """Return when every part is ready, or all but the disk: without room senders are refused, and everything else works."""
    limit = time.monotonic() + limit_s
    while (unready := site.unready()) is None or unready - {DISK}:
        if time.monotonic() > limit:
            parts = f" ({', '.join(sorted(unready))})" if unready else ""
            raise CannotStart(
                f"{site.url}/readyz says that not every part is ready{parts}; open it to see which."
            )
        watch.tick()
    if unready:
        free = shutil.disk_usage(site.folder.root).free
        nearly_full = (
            f"The disk is nearly full: {free // 2**20:,} MiB free is less than LANTERN_MIN_FREE_BYTES."
        )
        if plan.demonstration and not plan.done:
            raise CannotStart(f"{nearly_full} There is no room for the demonstration.")
        say(f"  {nearly_full} What senders bring is refused until there is room; everything else works.")


def _port() -> int:
    text = os.environ.get("LANTERN_PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise CannotStart(f"LANTERN_PORT is {text!r}; write a number from 1 to 65535.")
    return int(text)


def _stop_on_signals(watch: Watch) -> None:
    def note(number: int, frame: FrameType | None) -> None:
        watch.hurry = watch.stop_requested  # asked a second time: do not wait for anybody
        watch.stop_requested = True

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, note)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run", description="Start Lantern with everything it needs.")
    parser.add_argument("--empty", action="store_true", help="start without the demonstration")
    parser.add_argument("--services-only", action="store_true", help="start the databases alone (for tests)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
