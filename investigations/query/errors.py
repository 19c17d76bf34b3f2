"""What is wrong with a query, and where."""

from portal.core.problems import Problem


class QueryError(Problem):
    """``column`` counts from 1; ``reason`` is a sentence for the person who typed ``text``."""

    status = 422
    code = "bad_query"

    def __init__(self, reason: str, *, at: int, text: str = "") -> None:
        self.reason = reason
        self.column = at + 1
        self.text = text
        super().__init__(f"column {self.column}: {reason}")

    def facts(self) -> dict[str, object]:
        return {"column": self.column, "reason": self.reason}
