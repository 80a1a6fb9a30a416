"""
Goal: an issuer's keys are fetched rarely, by one at a time, within bounds; and while none can be had, nobody
is told that a token is wrong.
Method: a JWKS without a network, a clock that stands still, threads and event loops that ask at once.
"""

import asyncio
import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from support.clock import Clock
from support.issuer import Key, jwks
from support.jwks_server import JwksServer, url
from support.wait import until

from pawl_fastapi import UnavailableError
from pawl_fastapi.remote_keys import RemoteKeys
from pawl_fastapi.steps import run, run_async
from pawl_fastapi.verification_key import VerificationKey

old, new = Key(), Key()


class Fixture:
    def __init__(self) -> None:
        self.clock = Clock(1000)
        self.server = JwksServer(jwks(old))
        self.keys = RemoteKeys(url, self.server.transport, self.clock)

    def find(self, key: Key) -> VerificationKey | None:
        return run(self.keys.find(key.kid))

    @property
    def fetches(self) -> int:
        return len(self.server.requests)


@pytest.fixture
def remote() -> Fixture:
    return Fixture()


def unreachable() -> httpx.Response:
    raise httpx.ConnectError("refused")


def test_nothing_is_fetched_before_the_first_token_and_once_for_many(remote: Fixture) -> None:
    assert remote.fetches == 0
    assert all(remote.find(old) for _ in range(100))
    assert remote.fetches == 1


def test_an_unknown_key_causes_one_fetch_in_a_cool_down(remote: Fixture) -> None:
    remote.find(old)
    assert [remote.find(new) for _ in range(50)] == [None] * 50
    assert remote.fetches == 1
    remote.clock.now += 10
    assert [remote.find(new) for _ in range(50)] == [None] * 50
    assert remote.fetches == 2


def test_a_key_that_was_rotated_in_is_found(remote: Fixture) -> None:
    remote.find(old)
    remote.server.show(jwks(old, new))
    remote.clock.now += 10
    assert remote.find(new) is not None
    assert remote.fetches == 2


def test_threads_and_event_loops_share_one_fetch(remote: Fixture) -> None:
    remote.server.gate.clear()

    async def find_many() -> list[VerificationKey | None]:
        return await asyncio.gather(*(run_async(remote.keys.find(old.kid)) for _ in range(10)))

    with ThreadPoolExecutor(12) as pool:
        loops = [pool.submit(asyncio.run, find_many()) for _ in range(2)]
        threads = [pool.submit(remote.find, old) for _ in range(10)]
        until(lambda: remote.fetches == 1)
        remote.server.gate.set()
        assert all(key is not None for loop in loops for key in loop.result())
        assert all(thread.result() is not None for thread in threads)
    assert remote.fetches == 1


def test_a_caller_that_gives_up_takes_the_fetch_from_nobody(remote: Fixture) -> None:
    remote.server.gate.clear()

    async def give_up_and_ask_again() -> VerificationKey | None:
        asking = asyncio.create_task(run_async(remote.keys.find(old.kid)))
        await asyncio.sleep(0)
        other = asyncio.create_task(run_async(remote.keys.find(old.kid)))
        await asyncio.sleep(0)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        remote.server.gate.set()
        return await other

    assert asyncio.run(give_up_and_ask_again()) is not None
    assert remote.fetches == 1


def test_without_any_key_nobody_can_say(remote: Fixture) -> None:
    remote.server.fail(unreachable)
    for _ in range(10):
        with pytest.raises(UnavailableError) as caught:
            remote.find(old)
        assert 1 <= caught.value.retry_after_seconds <= 10
        assert url not in str(caught.value)
    assert remote.fetches == 1
    remote.clock.now += 10
    remote.server.show(jwks(old))
    assert remote.find(old) is not None


def test_an_unknown_key_is_no_refusal_while_the_issuer_is_out_of_reach(remote: Fixture) -> None:
    remote.find(old)
    remote.server.fail(unreachable)
    remote.clock.now += 10
    with pytest.raises(UnavailableError):
        remote.find(new)
    assert remote.find(old) is not None


def test_known_keys_go_on_for_a_day_without_the_issuer_and_no_longer(remote: Fixture) -> None:
    remote.find(old)
    remote.server.fail(unreachable)
    remote.clock.now += 24 * 60 * 60
    assert remote.find(old) is not None
    remote.clock.now += 1
    with pytest.raises(UnavailableError):
        remote.find(old)


def test_a_key_that_was_taken_away_is_out_of_use_after_twice_the_max_age(remote: Fixture) -> None:
    remote.server.show(jwks(old, new), cache_control="public, max-age=60")
    key = remote.find(old)
    assert key is not None
    remote.server.show(jwks(new))
    remote.clock.now += 60
    assert remote.keys.settle() is None
    assert remote.fetches == 1
    remote.clock.now += 61
    assert remote.find(old) is None
    assert not remote.keys.holds(key)
    assert remote.fetches == 2


def test_keys_are_fetched_ahead_of_the_need_without_anyone_waiting(remote: Fixture) -> None:
    key = remote.find(old)
    remote.server.gate.clear()
    remote.clock.now += 301
    assert remote.keys.settle() is None
    assert key is not None
    assert remote.keys.holds(key)
    until(lambda: remote.fetches == 2)
    remote.server.gate.set()


@pytest.mark.parametrize(
    ("cache_control", "fresh_seconds"),
    [
        ("max-age=60", 60),
        ('public, max-age="90"', 90),
        ("max-age=0", 30),
        ("max-age=999999", 3600),
        ("", 300),
    ],
)
def test_max_age_is_followed_within_bounds(remote: Fixture, cache_control: str, fresh_seconds: int) -> None:
    remote.server.show(jwks(old), cache_control=cache_control)
    remote.find(old)
    remote.server.gate.clear()
    remote.clock.now += fresh_seconds
    remote.keys.settle()
    assert remote.fetches == 1
    remote.clock.now += 1
    remote.keys.settle()
    until(lambda: remote.fetches == 2)
    remote.server.gate.set()


@pytest.mark.parametrize(
    "answer",
    [
        lambda: httpx.Response(500, json=jwks(old)),
        lambda: httpx.Response(404),
        lambda: httpx.Response(302, headers={"location": "https://attacker.example/keys"}),
        lambda: httpx.Response(200, text="<html>"),
        lambda: httpx.Response(200, json={"keys": []}),
        lambda: httpx.Response(200, text='{"keys":[],"keys":[]}'),
        lambda: httpx.Response(200, text=json.dumps(jwks(old)) + " " * 65_536),
        unreachable,
    ],
    ids=["500", "404", "redirect", "html", "no key", "a name twice", "too long", "unreachable"],
)
def test_what_is_no_jwks_is_no_answer(remote: Fixture, answer: Callable[[], httpx.Response]) -> None:
    remote.server.fail(answer)
    with pytest.raises(UnavailableError):
        remote.find(old)
    assert [str(request.url) for request in remote.server.requests] == [url]


def test_no_thread_is_left_behind(remote: Fixture) -> None:
    remote.find(old)
    until(lambda: all(thread.name != "pawl-jwks" for thread in threading.enumerate()))
