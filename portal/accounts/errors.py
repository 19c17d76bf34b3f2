"""Refusals that the gate turns into answers."""

from portal.audit.receipts import Action
from portal.core.problems import Problem


class Forbidden(Problem):
    """``look`` names the receipt that the refusal leaves, where it concerns a look."""

    status = 403
    code = "forbidden"
    look: Action | None = None


class StepUpRequired(Problem):
    """The second factor must be proven again first."""

    status = 403
    code = "step_up_required"
    page = "accounts:step_up"


class Refused(Problem):
    """What was asked breaks a rule; the message says which."""

    status = 422
    code = "refused"
