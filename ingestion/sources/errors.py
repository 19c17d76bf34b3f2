"""Refusals of changes to sources."""

from portal.core.problems import Problem


class SlugTaken(Problem):
    code = "slug_taken"
