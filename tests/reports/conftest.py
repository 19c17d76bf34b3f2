from tests.cases.conftest import case, cast

__all__ = ["case", "cast"]
