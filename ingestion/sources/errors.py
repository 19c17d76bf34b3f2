"""Refusals of changes to sources."""

from portal.core.problems import Problem


class SlugTaken(Problem):
    code = "slug_taken"


class TokenNotLive(Problem):
    """A token that is over cannot be followed by another."""

    status = 409
    code = "token_not_live"
