"""Values as ClickHouse's RowBinary writes them: https://clickhouse.com/docs/interfaces/formats/RowBinary"""

SHORT = tuple(bytes((size,)) for size in range(0x80))


def text(data: bytes) -> bytes:
    """A String: its length in bytes (LEB128), then its bytes."""
    size = len(data)
    return (SHORT[size] if size < len(SHORT) else _leb128(size)) + data


def _leb128(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)
