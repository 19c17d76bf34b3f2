"""Taking files apart: what is packed is unpacked, archives give their members, each refused with a reason or read.

Everything here is hostile until proven otherwise. Nothing is written under a name that came from outside, nothing is
held whole in memory, and one budget bounds all that comes out of one file, however it is nested.
"""

from ingestion.receive.unpack.budget import Budget
from ingestion.receive.unpack.walk import Found, walk

__all__ = ["Budget", "Found", "walk"]
