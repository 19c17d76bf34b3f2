"""How many requests one token may make."""

import logging

from django.conf import settings
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

log = logging.getLogger(__name__)


class TokenThrottle(SimpleRateThrottle):
    """``LANTERN_API_PER_MINUTE`` requests a minute for each token; 429 with Retry-After beyond that.

    The counts are in Valkey. When it does not answer, requests pass: the limit guards comfort, not secrets.
    """

    scope = "api_token"

    def get_rate(self) -> str:
        return f"{settings.API_PER_MINUTE}/min"

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        prefix = getattr(request.auth, "prefix", "")
        return f"api-rate:{prefix}" if prefix else None

    def allow_request(self, request: Request, view: APIView) -> bool:
        try:
            return bool(super().allow_request(request, view))
        except (RedisError, OSError):
            log.warning("The rate limit of the API is not counted, because the cache does not answer.")
            return True
