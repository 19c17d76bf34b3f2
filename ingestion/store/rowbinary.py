"""Values as ClickHouse's RowBinary writes them: https://clickhouse.com/docs/interfaces/formats/RowBinary"""


def text(data: bytes) -> bytes:
    """A String: its length in bytes (LEB128), then its bytes."""
    return _leb128(len(data)) + data


def _leb128(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)
