"""What can go wrong in a case, as sentences for the person."""

from portal.core.problems import Problem


class NoSuchCase(Problem):
    """The case is missing or not shared with this person: both look the same from outside."""

    status = 404
    code = "not_found"


class CaseProblem(Problem):
    """A deed that this case does not allow now. Pages show the sentence and stay where they are."""

    status = 409
    code = "case_conflict"


class CaseClosed(CaseProblem):
    code = "case_closed"
