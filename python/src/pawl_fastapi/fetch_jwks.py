"""One request for a JWKS, bounded in size and time."""

import re
import time

import httpx

from .errors import UnavailableError
from .key_set import KeySet
from .strict_json import NotStrictJsonError, parse_strict_json

_max_bytes = 64 * 1024
_max_json_depth = 8
timeout_seconds = 5.0

_max_age = re.compile(r'(?:^|[\s,])max-age="?(\d{1,9})', re.IGNORECASE)
_default_seconds = 300.0
_shortest_seconds, _longest_seconds = 30.0, 3600.0


def fetch_jwks(url: str, transport: httpx.BaseTransport | None) -> tuple[KeySet, float]:
    """The keys, and for how many seconds they are fresh: what ``max-age`` says, within bounds.

    Follows no redirect: whoever answers at this address is trusted to name keys, and nobody else.

    :raises UnavailableError: for everything that is not a JWKS with a key that can be used.
    """
    deadline = time.monotonic() + timeout_seconds
    content = b""
    try:
        with (
            httpx.Client(transport=transport, timeout=timeout_seconds) as client,
            client.stream(
                "GET", url, headers={"accept": "application/jwk-set+json, application/json"}
            ) as answer,
        ):
            if answer.status_code != 200:
                raise UnavailableError(f"the JWKS was answered with {answer.status_code}")
            for chunk in answer.iter_bytes():
                content += chunk
                if len(content) > _max_bytes or time.monotonic() > deadline:
                    raise UnavailableError("the JWKS is too long, or too slow")
        keys = KeySet(parse_strict_json(content, _max_json_depth))
    except httpx.HTTPError as error:
        raise UnavailableError(f"the JWKS cannot be fetched: {type(error).__name__}") from error
    except NotStrictJsonError:
        raise UnavailableError("what was fetched is no JSON") from None
    except ValueError as error:
        raise UnavailableError(f"what was fetched cannot be used: {error}") from None
    return keys, _fresh_for(answer.headers.get("cache-control", ""))


def _fresh_for(cache_control: str) -> float:
    said = _max_age.search(cache_control)
    seconds = _default_seconds if said is None else float(said[1])
    return min(max(seconds, _shortest_seconds), _longest_seconds)
