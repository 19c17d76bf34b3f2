"""JSON records that say everything flat, by ECS names, and hold at most three members that have no column.

Taking every member out as a pair costs more than all the rest of reading a record. Of these only the names are taken
out; what they tell is worked out once for each different list of names, as a batch has few, and the engine reads the
columns straight from the record.
"""

from collections.abc import Callable

from ingestion.normalise import names
from ingestion.normalise.times import literal

# No name of JSON's can hold these unescaped, and whichever holds them escaped is counted and read the long way.
BEGIN, END = "\x1e", "\x1f"
MOST_OTHERS = 3  # each of them costs another look into the record
EVERY = sorted({name for own, others in names.ALIASES.items() for name in (own, *others)})
# Of what is left of the list: a name that means a column or is empty, one too many, or a sign inside a name.
ODD = "|".join(
    (
        f"{BEGIN}(?:{'|'.join(name.replace('.', '[.]') for name in EVERY)})?{END}",
        f"(?:{BEGIN}[^{END}]*{END}){{{MOST_OTHERS + 1}}}",
        f"{BEGIN}[^{END}]*{BEGIN}",
        f"{END}[^{BEGIN}]",
        f"^[^{BEGIN}]",
    )
)


def _without_own() -> str:
    """The list without one of each own name: a second one stays and is found."""
    left = "listed"
    for own in names.ALIASES:
        left = f"replaceOne({left}, '{BEGIN}{own}{END}', '')"
    return left


IS_QUICK = " AND ".join(
    (
        "nested = '' AND NOT is_odd",
        "length(found) <= {most_keys:UInt32}",
        f"countSubstrings(listed, '{BEGIN}') = length(found)",
        "length(arrayDistinct(others)) = length(others)",
        """position(text, '""') = 0""",  # an empty text is kept beside the columns
    )
)
STAGES = (
    {"found": "JSONExtractKeys(if(nested = '', text, ''))"},
    {"listed": f"toLowCardinality(concat('{BEGIN}', arrayStringConcat(found, '{END}{BEGIN}'), '{END}'))"},
    {"left": _without_own()},
    {"is_odd": f"match(left, {literal(ODD)})"},
    {"others": f"extractAll(if(is_odd, '', left), '{BEGIN}([^{END}]*){END}')"},
    {"quick": IS_QUICK},
)
# For formats that share the stages behind these and know the pairs anyway.
NEVER = {"quick": "false", "others": "emptyArrayString()"}


def rest(value_of: Callable[[str], str]) -> str:
    """JSON text of what has no column; a number that is none is kept there too. ``value_of`` gives a name's value."""
    given = ", ".join(f"'{own}'" for own in names.NUMBERS)
    values = ", ".join(value_of(own) for own in names.NUMBERS)
    unfit = (
        f"arrayFilter((name, value) -> value != '' AND toUInt64OrNull(value) IS NULL, [{given}], [{values}])"
    )
    member = "concat(',', toJSONString(name), ':', JSONExtractRaw(text, name))"
    members = f"arrayMap(name -> {member}, if(quick, arrayConcat(others, {unfit}), []))"
    return f"concat('{{', substring(arrayStringConcat({members}), 2), '}}')"
