"""How fast a token or a browser may send: requests a second and bytes a second, by token bucket.

A bucket is one number, the moment in which it will be full again (GCRA, ITU-T I.371). A request is let in while its
bucket holds anything at all, and is charged with its bytes once they are known; what it takes too much is waited for
afterwards. The buckets are in Valkey, so that all processes see one; without it each process counts for itself.
"""

import logging
import math
import time
from functools import cache
from typing import Any

import redis
from django.conf import settings

from ingestion.receive.errors import TooFast
from ingestion.sources.models import IngestToken

BURST_S = 5.0  # what a bucket holds, in seconds of its rate
PER_ADDRESS_PER_S = 2  # reports of one browser
MOST_HERE = 100_000  # buckets that one process remembers
SILENT_S = 5.0  # after a failure, before Valkey is asked again
# KEYS: buckets; ARGV: burst, how many are only looked at, then cost in seconds for each. Says how long to wait.
SCRIPT = """
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local full, wait = {}, 0
for i, key in ipairs(KEYS) do
  full[i] = math.max(tonumber(redis.call('GET', key) or '0'), now)
  wait = math.max(wait, full[i] - now - tonumber(ARGV[1]))
end
if wait > 0 and ARGV[2] == '1' then return tostring(wait) end
for i, key in ipairs(KEYS) do
  local cost = tonumber(ARGV[2 + i])
  if cost > 0 then
    local lasts_ms = math.max(1, math.ceil((full[i] + cost - now) * 1000))
    redis.call('SET', key, string.format('%.6f', full[i] + cost), 'PX', lasts_ms)
  end
end
return '0'
"""
log = logging.getLogger(__name__)
_here: dict[str, float] = {}
_silent_until = 0.0


def require_pace(token: IngestToken) -> None:
    """Count one request, or raise ``TooFast`` when the token has sent too much lately."""
    costs = {}
    if requests := _rate(token.requests_per_s, settings.TOKEN_REQUESTS_PER_S):
        costs[f"rate:{token.pk}:requests"] = 1 / requests
    if _rate(token.bytes_per_s, settings.TOKEN_BYTES_PER_S):
        costs[f"rate:{token.pk}:bytes"] = 0.0
    if (wait_s := _count(costs, may_refuse=True)) > 0:
        seconds = math.ceil(wait_s)
        raise TooFast(
            f"This token sends faster than it may. Nothing of this was taken; send it again in {seconds} s.",
            seconds,
        )


def require_browser_pace(source_id: int, address: str) -> None:
    """Count one request of a browser, for its address and for its source; raises ``TooFast``."""
    costs = {
        f"rate:browser:{source_id}": 1 / settings.BROWSER_REPORTS_PER_S,
        f"rate:browser:{source_id}:{address}": 1 / PER_ADDRESS_PER_S,
    }
    if (wait_s := _count(costs, may_refuse=True)) > 0:
        raise TooFast("Too many reports.", math.ceil(wait_s))


def charge(token: IngestToken, size: int) -> None:
    """Take ``size`` uncompressed bytes, which were accepted, from the token's bucket."""
    if rate := _rate(token.bytes_per_s, settings.TOKEN_BYTES_PER_S):
        _count({f"rate:{token.pk}:bytes": size / rate}, may_refuse=False)


def _rate(own: int | None, usual: int) -> int:
    return usual if own is None else own


def _count(costs: dict[str, float], *, may_refuse: bool) -> float:
    """Seconds to wait; above 0 nothing was counted."""
    global _silent_until
    if not costs:
        return 0.0
    if time.monotonic() >= _silent_until:
        try:
            said = _script()(keys=list(costs), args=[BURST_S, int(may_refuse), *costs.values()])
            return float(said)
        except redis.RedisError as error:
            _silent_until = time.monotonic() + SILENT_S
            log.warning("Each process counts rates alone, because Valkey does not count them: %s", error)
    return _count_here(costs, may_refuse)


def _count_here(costs: dict[str, float], may_refuse: bool) -> float:
    now = time.monotonic()
    full = {key: max(_here.get(key, 0.0), now) for key in costs}
    wait = max(moment - now - BURST_S for moment in full.values())
    if wait > 0 and may_refuse:
        return wait
    if len(_here) > MOST_HERE:  # many addresses
        _here.clear()
    _here.update({key: full[key] + cost for key, cost in costs.items()})
    return 0.0


@cache
def _script() -> Any:
    client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.5)
    return client.register_script(SCRIPT)


def forget() -> None:
    """Empty what this process counted, and ask Valkey again."""
    global _silent_until
    _here.clear()
    _silent_until = 0.0
