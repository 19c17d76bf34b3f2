"""The entry point that the web server loads: Django's WSGI application behind the bridge that bears slow senders."""

from portal.wsgi import application as wsgi_application  # isort: skip  # sets Django up

from django.conf import settings

from portal.front.arrival import Pace
from portal.front.bridge import Bridge

application = Bridge(
    wsgi_application,
    pace=Pace(settings.SENDER_PATIENCE_S, settings.SENDER_LEAST_BYTES_PER_S),
    pages=settings.WEB_THREADS,
    streams=max(2, settings.WEB_THREADS // 2),
    unfinished=0 if settings.TRUSTED_PROXIES else settings.WEB_UNFINISHED,
)
