"""
Goal: this verifier comes to the same as the others, for every token that is right or wrong in some way.
Method: each shared vector is verified twice, so that what is remembered must not change the answer.
"""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from support.clock import Clock
from support.vectors import vectors

from pawl_fastapi import PawlVerifier, SessionError

clock = Clock(0)
verifier = PawlVerifier(
    issuer=vectors["issuer"],
    audience=vectors["audience"],
    jwks=vectors["jwks"],
    clock_tolerance_seconds=vectors["clock_tolerance_ms"] / 1000,
    clock=clock,
)


def verdict(token: str) -> Any:
    try:
        return verifier.verify(token).to_dict()
    except SessionError as error:
        return "invalid" if str(error) == "access_token_invalid" else error


@pytest.mark.parametrize("case", vectors["cases"], ids=lambda case: case["name"])
def test_the_verdict_is_that_of_the_vector(case: dict[str, Any]) -> None:
    clock.now = case["at"]
    assert verdict(case["token"]) == case["expected"]
    assert verdict(case["token"]) == case["expected"]


def test_the_verdicts_are_the_same_from_many_threads_at_once() -> None:
    clock.now = vectors["cases"][0]["at"]
    cases = [case for case in vectors["cases"] if case["at"] == clock.now]
    with ThreadPoolExecutor(8) as pool:
        verdicts = list(pool.map(verdict, [case["token"] for case in cases * 3]))
    assert verdicts == [case["expected"] for case in cases * 3]


def test_the_vectors_are_all_there() -> None:
    assert len(vectors["cases"]) > 400
    assert {key["alg"] for key in vectors["jwks"]["keys"]} == {"ES256", "Ed25519", "RS256"}
