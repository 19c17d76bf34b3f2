"""Tests of addresses: one, a network (CIDR), a range, or as they are written."""

from ipaddress import IPv4Network, IPv6Network, ip_network

from investigations.query.bind import Binder
from investigations.query.comparisons import like_pattern, ordered
from investigations.query.errors import QueryError
from investigations.query.fields import FieldSpec
from investigations.query.nodes import Field, Like, Text


def address(spec: FieldSpec, node: Field, bind: Binder) -> str:
    test = node.test
    if isinstance(test, Like):
        shown = f"replaceRegexpOne(toString({spec.sql}), '^::ffff:', '')"
        return f"({spec.present} AND {shown} ILIKE {bind(like_pattern(test), 'String')})"
    if isinstance(test, Text):
        network = _network(test.text, node)
        low, high = (bind(_mapped(end), "IPv6") for end in (network[0], network[-1]))
        return (
            f"({spec.sql} = {low})"
            if network.num_addresses == 1
            else f"({spec.sql} BETWEEN {low} AND {high})"
        )
    return f"({spec.present} AND {ordered(spec.sql, test, lambda text: bind(_mapped(_network(text, node)[0]), 'IPv6'))})"


def _network(text: str, node: Field) -> IPv4Network | IPv6Network:
    try:
        return ip_network(text, strict=False)
    except ValueError:
        reason = (
            f"{node.name} is an address such as 10.0.0.1 or a network such as 10.0.0.0/8, not “{text[:40]}”."
        )
        raise QueryError(reason, at=node.at) from None


def _mapped(address: object) -> str:
    """IPv4 as IPv6 holds it (RFC 4291, 2.5.5.2), which is how the column keeps it."""
    text = str(address)
    return text if ":" in text else f"::ffff:{text}"
