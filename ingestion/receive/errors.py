"""Why something that arrived was not taken. Each says what to do about it."""

from portal.core.problems import Problem


class ReceiveProblem(Problem):
    """``retry_after`` is in seconds; 0 means that sending the same again will not help."""

    retry_after = 0


class WrongMethod(ReceiveProblem):
    status = 405
    code = "method_not_allowed"


class NoSuchAddress(ReceiveProblem):
    """Nothing answers at an address below one of the receivers'."""

    status = 404
    code = "not_found"


class Unreadable(ReceiveProblem):
    """Not a request that any address would understand."""


class WrongHost(ReceiveProblem):
    """Sent to a name that the portal does not have (``LANTERN_ALLOWED_HOSTS``)."""

    code = "wrong_host"


class Fault(ReceiveProblem):
    """Ours, and not the sender's: the log of the process says what it was."""

    status = 500
    code = "internal_error"


class EmptyBody(ReceiveProblem):
    code = "empty_body"


class UnknownFormat(ReceiveProblem):
    code = "unknown_format"


class BadReport(ReceiveProblem):
    """What a browser sent is no report of the kind that its address takes."""

    code = "bad_report"


class BadEncoding(ReceiveProblem):
    """The compressed data is damaged, cut short, or not what it is said to be."""

    code = "bad_encoding"


class UnsupportedEncoding(ReceiveProblem):
    status = 415
    code = "unsupported_encoding"


class WrongKind(ReceiveProblem):
    """A file whose first bytes say that it holds no lines of text."""

    status = 415
    code = "wrong_kind"


class TooLarge(ReceiveProblem):
    status = 413
    code = "too_large"


class LengthRequired(ReceiveProblem):
    """Nothing in the request would show that its end is missing."""

    status = 411
    code = "length_required"


class Interrupted(ReceiveProblem):
    """The sender went away before everything had arrived."""

    code = "interrupted"


class NotAuthenticated(ReceiveProblem):
    status = 401
    code = "not_authenticated"


class TokenMissing(NotAuthenticated):
    """Nothing in the request says who sends."""


class BadAuthorization(NotAuthenticated):
    """Authorization is not written in a way that is understood at this address."""


class TokenUnknown(NotAuthenticated):
    """No token is like this, or it may not be used from there."""


class TokenDisabled(NotAuthenticated):
    """Revoked or expired; said to who holds its secret alone."""


class BadSignature(NotAuthenticated):
    """The signature is not one that is understood here; the message says what is missing."""

    code = "bad_signature"


class SignatureStale(NotAuthenticated):
    """Right, but made too long ago or by a clock that runs ahead."""

    code = "signature_stale"


class SignatureReplayed(NotAuthenticated):
    code = "signature_replayed"


class SignatureRequired(NotAuthenticated):
    """The source takes from machines only what they have signed."""

    code = "signature_required"


class DigestMismatch(ReceiveProblem):
    """The content is not what its digest says: changed or cut on the way."""

    code = "digest_mismatch"


class SourceClosed(ReceiveProblem):
    status = 403
    code = "source_closed"


class SpoolFull(ReceiveProblem):
    status = 429
    code = "spool_full"
    retry_after = 5


class TooFast(ReceiveProblem):
    """A token sends more than its rate; ``retry_after`` is when it has caught up."""

    status = 429
    code = "too_fast"

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class DiskNearlyFull(ReceiveProblem):
    status = 503
    code = "disk_nearly_full"
    retry_after = 30


class DatabaseDown(ReceiveProblem):
    status = 503
    code = "unavailable"
    retry_after = 5
