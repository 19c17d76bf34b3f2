"""The embedded services of a test run: started before Django reads its settings, stopped after the last test.

``LANTERN_TEST_VAR`` names a folder to keep them in: services found running there are used and left
running, which saves their start when tests are run again and again.
"""

import atexit
import json
import os
import tempfile
from pathlib import Path

from portal.embedded import folder
from portal.embedded.folder import Folder
from tests.support import running

READY = "ready services"


def provide() -> Folder:
    """Start or find the services and point this process's environment to them."""
    kept = os.environ.get("LANTERN_TEST_VAR")
    place = Folder(Path(kept).absolute() if kept else _temporary())
    place.root.mkdir(parents=True, exist_ok=True)
    if not folder.is_held(place):
        supervisor = running.start(place.root, "--services-only", "--empty", until=READY)
        atexit.register(supervisor.stop if kept else supervisor.stop_at_once)
    _enter(place)
    return place


def _temporary() -> Path:
    # Short, because it becomes part of socket and file names; removed when this process ends.
    directory = tempfile.TemporaryDirectory(prefix="lantern-test-", ignore_cleanup_errors=True)
    atexit.register(directory.cleanup)
    return Path(directory.name)


def _enter(place: Folder) -> None:
    for name in [name for name in os.environ if name.startswith(running.OURS)]:
        del os.environ[name]
    os.environ.update(json.loads(place.environment.read_text(encoding="utf-8")))
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
