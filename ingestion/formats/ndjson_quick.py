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
EVERY = sorted({name for own, others in names.ALIASES.items() for name in (own, *others)})
ANY_NAME = f"{BEGIN}(?:{'|'.join(name.replace('.', '[.]') for name in EVERY)}){END}"
SPARE = ("spare_1", "spare_2", "spare_3")


def _without_own() -> str:
    """The list without one of each own name: a second one stays and is found."""
    left = "listed"
    for own in names.ALIASES:
        left = f"replaceOne({left}, '{BEGIN}{own}{END}', '')"
    return left


def _spare(place: int) -> str:
    before = f"[^{END}]*{END}" * place
    return f"extract(others, '^{before}{BEGIN}([^{END}]*){END}')"


def _is_quick() -> str:
    first, second, third = SPARE
    return " AND ".join(
        (
            "nested = '' AND notEmpty(found)",
            "length(found) <= {most_keys:UInt32}",
            f"countSubstrings(listed, '{BEGIN}') = length(found) AND countSubstrings(listed, '{END}') = length(found)",
            f"countSubstrings(others, '{BEGIN}') <= {len(SPARE)} AND position(others, '{BEGIN}{END}') = 0",
            f"NOT match(others, {literal(ANY_NAME)})",
            f"({second} = '' OR {first} != {second} AND {first} != {third} AND {second} != {third})",
            """position(text, '""') = 0""",  # an empty text is kept beside the columns
        )
    )


STAGES = (
    {"found": "JSONExtractKeys(if(nested = '', text, ''))"},
    {"listed": f"toLowCardinality(concat('{BEGIN}', arrayStringConcat(found, '{END}{BEGIN}'), '{END}'))"},
    {"others": _without_own()},
    {name: _spare(place) for place, name in enumerate(SPARE)},
    {"quick": _is_quick()},
)
# For formats that share the stages behind these and know the pairs anyway.
NEVER = {"quick": "false", **dict.fromkeys(SPARE, "''")}


def _member(name: str, wanted: str) -> str:
    """A member as it stands, where it is ``wanted``."""
    return f"if({wanted}, concat(',', toJSONString({name}), ':', JSONExtractRaw(if({wanted}, text, ''), {name})), '')"


def rest(value_of: Callable[[str], str]) -> str:
    """JSON text of what has no column; a number that is none is kept there too. ``value_of`` gives a name's value."""
    values = {own: value_of(own) for own in names.NUMBERS}
    unfit = {
        own: f"(quick AND {value} != '' AND toUInt64OrNull({value}) IS NULL)" for own, value in values.items()
    }
    members = [
        *(_member(name, f"(quick AND {name} != '')") for name in SPARE),
        *(_member(f"'{own}'", wanted) for own, wanted in unfit.items()),
    ]
    return f"concat('{{', substring(concat({', '.join(members)}), 2), '}}')"
