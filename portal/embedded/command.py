"""``./run manage …`` and ``./run code NAME``: a management command in the running portal's environment."""

import json
import os
import sys
from typing import NoReturn

from portal.embedded import folder
from portal.embedded.console import complain


def main(arguments: list[str]) -> int:
    place = folder.from_environment()
    if not folder.is_held(place) or not place.environment.exists():
        complain(f"Lantern is not running on {place.root}. Start ./run, or name its folder with LANTERN_VAR.")
        return 1
    os.environ.update(json.loads(place.environment.read_text(encoding="utf-8")))
    words = arguments[1:] if arguments[0] == "manage" else ["demo_code", *arguments[1:]]
    return _become([sys.executable, str(folder.CHECKOUT / "manage.py"), *words])


def _become(command: list[str]) -> NoReturn:
    os.execv(command[0], command)  # noqa: S606  no shell is wanted


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
