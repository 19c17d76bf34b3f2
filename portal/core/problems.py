"""Refusals and failures that have an answer of their own, whatever layer raises them."""

from http import HTTPStatus

PROBLEM_JSON = "application/problem+json"


class Problem(Exception):
    """``status`` is the HTTP status; ``page`` names a URL where the person can mend it first; ``code`` is for the API.

    The message is for the person: what was wrong and what to do.
    """

    status = 400
    code = "bad_request"
    page = ""

    def facts(self) -> dict[str, object]:
        """What programs may want besides code and message."""
        return {}


class Unavailable(Problem):
    """A part that is needed does not answer; nothing is shown without it."""

    status = 503
    code = "unavailable"


def problem_body(error: Problem) -> dict[str, object]:
    """The members of a problem document (RFC 9457), with ``code`` and what else the problem tells programs."""
    title = HTTPStatus(error.status).phrase
    return {
        "type": "about:blank",
        "title": title,
        "status": error.status,
        "code": error.code,
        "detail": str(error),
        **error.facts(),
    }
