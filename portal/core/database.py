"""What PostgreSQL raises when it is the database that fails, and not what was asked of it."""

from django.db import InterfaceError, InternalError, OperationalError

# Gone, going, or there and read-only: a standby that was not promoted yet refuses every change by an internal error
# (25006). Whoever asks may ask again.
DATABASE_FAILS = (OperationalError, InterfaceError, InternalError)
