"""What may keep a change of profiles from happening."""

from portal.core.problems import Problem


class ProfileExists(Problem):
    """There is a profile of that short name."""

    status = 409
    code = "profile_exists"
