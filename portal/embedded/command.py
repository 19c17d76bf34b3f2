"""``./run manage …`` and ``./run code NAME``: a management command in the running portal's environment."""

import json
import os
import sys
from typing import NoReturn

from portal.embedded import folder
from portal.embedded.console import complain


def main(arguments: list[str]) -> int:
    """The first argument is the folder that the command was called from: files it names are looked for there."""
    called_from, word, *rest = arguments
    place = folder.from_environment()
    if not folder.is_held(place) or not place.environment.exists():
        complain(f"Lantern is not running on {place.root}. Start ./run, or name its folder with LANTERN_VAR.")
        return 1
    os.environ.update(json.loads(place.environment.read_text(encoding="utf-8")))
    words = rest if word == "manage" else ["demo_code", *rest]
    os.chdir(called_from)
    return _become([sys.executable, str(folder.CHECKOUT / "manage.py"), *words])


def _become(command: list[str]) -> NoReturn:
    os.execv(command[0], command)  # noqa: S606  no shell is wanted


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
