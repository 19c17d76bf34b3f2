"""Values of records as any JSON reader takes them."""

import re
from collections.abc import Mapping

LONE_SURROGATES = re.compile("[\ud800-\udfff]")


def portable(value: object) -> object:
    """Text without lone surrogates (each becomes U+FFFD), and no floats: they are written as decimal text.

    The bytes as they were are in ``raw_base64`` beside the fields.
    """
    if isinstance(value, str):
        return LONE_SURROGATES.sub("\ufffd", value)
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, Mapping):
        return {portable_text(key): portable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [portable(item) for item in value]
    return value


def portable_text(value: object) -> str:
    return str(portable(str(value)))
