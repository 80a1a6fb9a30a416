"""
Goal: the list refuses exactly the sessions that ended, keeps each as long as a token of it may live, and
never takes what it cannot read.
Method: snapshots and entries as they travel, claims of one subject's sessions.
"""

from typing import Any

import pytest
from support.issuer import Key, audience, honest_claims, issuer_url, jwks, now

from pawl_fastapi import PawlVerifier, SessionClaims
from pawl_fastapi.revocation_list import MalformedEntryError, RevocationList

key = Key()
verifier = PawlVerifier(issuer=issuer_url, audience=audience, jwks=jwks(key), clock=lambda: now * 1000)
keep_ms = 3_662_000


def session(sid: str, began_at: float, sub: str = "usr_ada") -> SessionClaims:
    """A session that began at an instant in milliseconds."""
    return verifier.verify(key.token(sid=sid, sub=sub, auth_time=int(began_at // 1000)))


def listed(**members: Any) -> RevocationList:
    return RevocationList({"sessions": [], "subjects": [], "keep_ms": keep_ms, **members})


def test_a_session_that_ended_is_in_it_and_no_other() -> None:
    ended = listed(sessions=[{"sid": "one", "ended_at": 5000}])
    assert ended.has(session("one", 1000))
    assert not ended.has(session("two", 1000))


def test_an_entry_of_a_subject_covers_what_began_in_a_second_before() -> None:
    ended = listed(subjects=[{"sub": "usr_ada", "ended_at": 5999}])
    assert ended.has(session("one", 4999))
    assert not ended.has(session("one", 5000))
    assert not ended.has(session("one", 6000))
    assert not ended.has(session("one", 1000, sub="usr_grace"))


def test_an_entry_of_a_subject_spares_the_session_that_it_names() -> None:
    ended = listed(subjects=[{"sub": "usr_ada", "ended_at": 5000, "except_sid": "one"}])
    assert not ended.has(session("one", 1000))
    assert ended.has(session("two", 1000))


def test_entries_of_one_subject_add_up() -> None:
    ended = listed(subjects=[{"sub": "usr_ada", "ended_at": 5000, "except_sid": "one"}])
    ended.add_subject({"sub": "usr_ada", "ended_at": 3000})
    assert ended.has(session("one", 2000))
    assert not ended.has(session("one", 4000))
    ended.add_subject({"sub": "usr_ada", "ended_at": 8000, "except_sid": "two"})
    assert ended.has(session("one", 6000))
    assert ended.has(session("two", 4000))
    assert not ended.has(session("two", 6000))


def test_an_older_entry_that_comes_later_takes_nothing_back() -> None:
    ended = listed(subjects=[{"sub": "usr_ada", "ended_at": 8000}])
    ended.add_subject({"sub": "usr_ada", "ended_at": 3000, "except_sid": None})
    assert ended.has(session("one", 7000))


def test_an_entry_is_kept_until_no_token_of_it_can_live() -> None:
    ended = listed(
        sessions=[{"sid": "one", "ended_at": 5000}], subjects=[{"sub": "usr_ada", "ended_at": 5000}]
    )
    last = 5000 + keep_ms + 62_000
    ended.prune(last)
    assert len(ended) == 2
    ended.prune(last + 1)
    assert len(ended) == 0
    assert not ended.has(session("one", 1000))


@pytest.mark.parametrize(
    "members",
    [
        {"keep_ms": None},
        {"keep_ms": -1},
        {"keep_ms": "1"},
        {"sessions": None},
        {"sessions": {}},
        {"sessions": ["one"]},
        {"sessions": [{"sid": "one"}]},
        {"sessions": [{"sid": "", "ended_at": 1}]},
        {"sessions": [{"sid": "one", "ended_at": 1.5}]},
        {"sessions": [{"sid": "one", "ended_at": True}]},
        {"subjects": [{"sub": "usr_ada", "ended_at": 1, "except_sid": 7}]},
        {"subjects": [{"sub": 7, "ended_at": 1}]},
    ],
    ids=str,
)
def test_what_cannot_be_read_is_no_list(members: dict[str, Any]) -> None:
    with pytest.raises(MalformedEntryError):
        listed(**members)


def test_the_claims_of_these_tests_are_honest_ones() -> None:
    assert session("one", 1000).to_dict() == {**honest_claims, "sid": "one", "auth_time": 1}
