"""
Goal: only a sound public key of one of three algorithms is taken from a JWKS, and what is wrong with another
is said without any of its values.
Method: sound keys with one thing changed.
"""

from typing import Any

import pytest
from support.issuer import Key, base64url, jwks

from pawl_fastapi.key_set import KeySet
from pawl_fastapi.verification_key import MalformedKeyError, read_jwk

keys = {alg: Key(alg) for alg in ("ES256", "Ed25519", "RS256")}

changes: list[tuple[str, dict[str, Any]]] = [
    *((alg, {"d": "AAAA"}) for alg in keys),
    *((alg, {"k": "AAAA"}) for alg in keys),
    *(
        (alg, {"alg": wrong})
        for alg in keys
        for wrong in (None, "none", "HS256", "EdDSA", alg.lower(), [alg])
    ),
    *((alg, {"kid": wrong}) for alg in keys for wrong in (None, "", "k1", 7, "A" * 42 + "B", "__proto__")),
    *((alg, {"use": wrong}) for alg in keys for wrong in ("enc", None, ["sig"])),
    *((alg, {"key_ops": wrong}) for alg in keys for wrong in (["sign"], "verify", None)),
    *((alg, {"kty": wrong}) for alg in keys for wrong in (None, "oct", "ec")),
    *(
        (alg, {"crv": wrong})
        for alg in keys
        for wrong in ("P-384", "Ed448", "secp256k1", "X25519", ["P-256"])
    ),
    ("ES256", {"x": base64url(b"\1" * 32)}),
    ("ES256", {"x": base64url(b"\0" * 32), "y": base64url(b"\0" * 32)}),
    ("ES256", {"y": base64url(b"\1" * 31)}),
    ("ES256", {"y": None}),
    ("Ed25519", {"x": base64url(b"\1" * 31)}),
    ("Ed25519", {"x": keys["Ed25519"].jwk["x"] + "="}),
    ("RS256", {"n": base64url(b"\xff" * 128)}),
    ("RS256", {"n": base64url(b"\xff" * 2048)}),
    ("RS256", {"n": base64url(b"\xff" * 255 + b"\xfe")}),
    ("RS256", {"n": base64url(b"\0" + b"\xff" * 256)}),
    ("RS256", {"e": "AA"}),
    ("RS256", {"e": "AQ"}),
    ("RS256", {"e": "AAEAAQ"}),
    ("RS256", {"e": base64url(b"\1" * 5)}),
]


@pytest.mark.parametrize("alg", keys)
def test_a_sound_key_is_taken(alg: str) -> None:
    assert read_jwk(keys[alg].jwk).alg == alg
    assert read_jwk({**keys[alg].jwk, "key_ops": ["verify"], "note": "unknown"}) == read_jwk(keys[alg].jwk)


@pytest.mark.parametrize(("alg", "change"), changes, ids=str)
def test_a_key_with_one_thing_wrong_is_refused_without_its_values(alg: str, change: dict[str, Any]) -> None:
    jwk = {**keys[alg].jwk, **change}
    with pytest.raises(MalformedKeyError) as caught:
        read_jwk(jwk)
    material = [jwk[name] for name in ("x", "y", "n") if isinstance(jwk.get(name), str)]
    assert all(value not in str(caught.value) for value in material)


@pytest.mark.parametrize("thing", [None, "key", 7, [], [{}]], ids=str)
def test_what_is_no_object_is_no_key(thing: object) -> None:
    with pytest.raises(MalformedKeyError):
        read_jwk(thing)


def test_of_two_keys_with_one_name_the_first_counts() -> None:
    first, second = Key(), Key()
    second.jwk["kid"] = first.kid
    found = KeySet(jwks(first, second)).find(first.kid)
    assert found == read_jwk(first.jwk)
    assert found != read_jwk(second.jwk)


def test_the_sound_keys_of_a_set_are_used_and_the_others_are_told() -> None:
    shown = KeySet({"keys": [{**keys["ES256"].jwk, "d": "AAAA"}, keys["Ed25519"].jwk, {"kty": "oct"}]})
    assert len(shown) == 1
    assert "private members" in str(shown.refused[0])


@pytest.mark.parametrize("shown", [None, [], {}, {"keys": {}}, {"keys": [{}] * 101}, {"keys": []}], ids=str)
def test_what_holds_no_usable_key_is_no_key_set(shown: object) -> None:
    with pytest.raises(ValueError, match="a JWKS must"):
        KeySet(shown)
