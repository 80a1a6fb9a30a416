"""JSON as a security boundary reads it."""

import json
import re
from typing import Any, NoReturn

# A text without an end runs to the end. Were that no match, it would be tried anew from each of its quotes.
_string = re.compile(r'"(?:[^"\\]|\\.)*"?', re.DOTALL)


class NotStrictJsonError(ValueError):
    """The bytes are not such JSON."""


def parse_strict_json(content: bytes, max_depth: int) -> object:
    """The value of UTF-8 JSON whose member names are unique (RFC 7519 §4, RFC 8725 §3.7).

    Refuses ``__proto__``, which other languages trip over, ``NaN`` and ``Infinity``, which are
    Python's own, and what is nested deeper than ``max_depth``.

    :raises NotStrictJsonError: for everything else, with a message that repeats nothing of it.
    """
    try:
        # Not utf-8-sig: a byte order mark is no JSON.
        text = content.decode("utf-8")
        if _depth(text) > max_depth:
            raise NotStrictJsonError("nested too deep")
        return json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse)
    except NotStrictJsonError:
        raise
    except ValueError:
        raise NotStrictJsonError("not JSON in UTF-8") from None


def _depth(text: str) -> int:
    """How deep it is nested. Looked at before parsing, which recurses as deep."""
    depth = deepest = 0
    for character in _string.sub("", text):
        if character in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}":
            depth -= 1
    return deepest


def _unique(members: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(members)
    if len(value) != len(members) or "__proto__" in value:
        raise NotStrictJsonError("a member name twice, or __proto__")
    return value


def _refuse(_constant: str) -> NoReturn:
    raise NotStrictJsonError("NaN or Infinity")
