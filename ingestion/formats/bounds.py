"""How deep a JSON record may nest and how many keys it may have, asked in SQL and, to say why, in Python.

Records within bounds are the rule, and for them the question must cost next to nothing: numbers that reading them has
brought anyway, a count of square brackets, and one of the others and of colons where there are objects inside. Only where those are many is the
record looked at closely, with its texts taken out first.
"""

import re

from ingestion.formats.record import Reason

TEXTS = r""""(?:[^"\\]|\\.)*\""""
WITHOUT_TEXTS = f"""replaceRegexpAll(text, '{TEXTS.replace(chr(92), chr(92) * 2)}', '""')"""
DEPTH = (
    f"arrayMax(arrayCumSum(arrayMap(c -> if(c IN ('{{', '['), 1, -1), "
    f"extractAll({WITHOUT_TEXTS}, '[\\\\[\\\\]{{}}]'))))"
)
KEYS = f"""countMatches({WITHOUT_TEXTS}, '"\\\\s*:')"""
# ``flat`` holds the pairs of the outermost object, ``nested`` the text where objects are inside, else nothing.
WITHIN = (
    "if(length(flat) <= {most_keys:UInt32}"
    " AND greatest(countSubstrings(nested, '{'), 1) + countSubstrings(text, '[') <= {most_depth:UInt32}"
    " AND countSubstrings(nested, ':') <= {most_keys:UInt32}, true, "
    + f"{KEYS} <= {{most_keys:UInt32}} AND {DEPTH} <= {{most_depth:UInt32}})"
)
PIECE = re.compile(rb'"(?:[^"\\]|\\.)*"(\s*:)?|[\[\]{}]', re.DOTALL)


def measured(text: bytes) -> tuple[int, int]:
    """Depth and number of keys of a JSON text; of what is no JSON, whatever comes out."""
    depth = deepest = keys = 0
    for found in PIECE.finditer(text):
        piece = found[0]
        if piece in b"{[":
            depth += 1
            deepest = max(deepest, depth)
        elif piece in b"]}":
            depth -= 1
        elif found[1]:
            keys += 1
    return deepest, keys


def beyond(text: bytes, most_depth: int, most_keys: int) -> Reason | None:
    """Why a record is out of bounds, if it is."""
    if text.lstrip()[:1] != b"{" or _cannot_be(text, most_depth, most_keys):
        return None
    depth, keys = measured(text)
    if depth > most_depth:
        return Reason("too_deep", f"It is nested {depth:,} deep; at most {most_depth:,} are read.")
    if keys > most_keys:
        return Reason("too_many_keys", f"It has {keys:,} keys; at most {most_keys:,} are read.")
    return None


def _cannot_be(text: bytes, most_depth: int, most_keys: int) -> bool:
    """Whether it has too few brackets and colons to be out of bounds, those inside its texts among them."""
    return text.count(b"{") + text.count(b"[") <= most_depth and text.count(b":") <= most_keys
