"""The WSGI entry point that the web server loads."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

application = get_wsgi_application()

# Celery's current application in this process: without it, tasks would be sent to a broker that nobody set.
import portal.celery  # noqa: E402, F401
