"""
Goal: JSON is read as the standard has it, each name once, in UTF-8, and no deeper than told.
Method: texts that Python's own parser would take, beside those that it should.
"""

from typing import Any

import pytest

from pawl_fastapi.base64url import decode, is_canonical
from pawl_fastapi.strict_json import NotStrictJsonError, parse_strict_json


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a":1,"b":{"a":2}}', {"a": 1, "b": {"a": 2}}),
        (' [1.5, "\\u00e9]}"] ', [1.5, "é]}"]),
        ('{"a\\"[[[[":"[[[["}', {'a"[[[[': "[[[["}),
        ('{"constructor":1}', {"constructor": 1}),
        ("[[[[]]]]", [[[[]]]]),
        ("null", None),
    ],
)
def test_json_is_read(text: str, value: Any) -> None:
    assert parse_strict_json(text.encode(), 4) == value


@pytest.mark.parametrize(
    "content",
    [
        b'{"a":1,"a":1}',
        b'{"a":1,"\\u0061":1}',
        b'[{"b":{"a":1,"a":1}}]',
        b'{"__proto__":1}',
        b'{"\\u005f_proto__":1}',
        b"NaN",
        b"[Infinity]",
        b"[-Infinity]",
        b"[[[[[]]]]]",
        b'{"a":[{"a":[{}]}]}',
        b"[" * 100_000,
        b'"' + b"\\" * 100_000,
        b"\xef\xbb\xbf{}",
        b"{\x00}",
        b'"\xff"',
        b'"\xed\xa0\x80"',
        b"'a'",
        b"01",
        b"1_000",
        b"{} {}",
        b"",
    ],
)
def test_what_is_not_strict_json_is_refused(content: bytes) -> None:
    with pytest.raises(NotStrictJsonError):
        parse_strict_json(content, 4)


@pytest.mark.parametrize("text", ["AA", "AAA", "AAAA", "-_-_", "Zm9v", "Zm8", "Zg"])
def test_base64url_has_one_spelling(text: str) -> None:
    assert decode(text) is not None


@pytest.mark.parametrize(
    "text", ["", "A", "AAAAA", "AB", "AAB", "AA==", "AA=", "A+", "A/", "AA\n", " AA", "AÅ", "AA\uff21A"]
)
def test_every_other_spelling_is_refused(text: str) -> None:
    assert not is_canonical(text)
    assert decode(text) is None
