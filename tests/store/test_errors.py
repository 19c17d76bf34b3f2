"""What the engine says of data it refuses quotes the data: none of it goes further."""

import traceback

import pytest
from clickhouse_connect.driver.exceptions import DatabaseError

from ingestion.store.client import translated
from ingestion.store.errors import BadBatch, BadStatement

SAID = "HTTPDriver returned response code 500: Code: 27. DB::Exception: Cannot parse input before: 'hunter2'. (CANNOT_PARSE_INPUT)"


def test_refused_data_is_not_quoted() -> None:
    with pytest.raises(BadBatch, match="code 27") as refused, translated():
        raise DatabaseError(SAID)
    assert "hunter2" not in "".join(traceback.format_exception(refused.value))


def test_a_fault_of_ours_is_told_in_full() -> None:
    with pytest.raises(BadStatement, match="Unknown column"), translated():
        raise DatabaseError("Code: 47. DB::Exception: Unknown column")
