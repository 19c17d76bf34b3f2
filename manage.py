#!/usr/bin/env python
"""Django's command line for Lantern."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    from django.core.management import execute_from_command_line

    import portal.celery  # noqa: F401  commands queue tasks, too

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
