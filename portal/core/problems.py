"""Refusals and failures that have an answer of their own, whatever layer raises them."""


class Problem(Exception):
    """``status`` is the HTTP status; ``page`` names a URL where the person can mend it first; ``code`` is for the API.

    The message is for the person: what was wrong and what to do.
    """

    status = 400
    code = "bad_request"
    page = ""


class Unavailable(Problem):
    """A part that is needed does not answer; nothing is shown without it."""

    status = 503
    code = "unavailable"
