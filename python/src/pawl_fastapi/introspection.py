"""Asks the issuer, for the routes that must not be a moment behind."""

import logging
import os
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor

import httpx

from .check_url import check_url
from .credential import Credential, checked_credential
from .errors import UnavailableError
from .strict_json import NotStrictJsonError, parse_strict_json

_timeout_seconds = 5.0
_max_bytes = 64 * 1024
_max_json_depth = 8
_most_at_once = 32
"""More wait for their turn, and are told to try again if it does not come in time."""

_log = logging.getLogger("pawl_fastapi")


class Introspection:
    """Asks ``POST /introspect`` whether a token is active now (RFC 7662), once for each request.

    Guarantees that only 200 with ``"active": true`` is yes, and only 200 with ``"active": false`` is
    no. Everything else is no answer, and 503: a credential that is refused, a redirect, a server in
    trouble, a body that is none, too large or too late. Neither the token nor the credential is in an
    error or a log. Remembers nothing. Safe to use from many threads and event loops at once.

    :param url: the issuer's endpoint, ``<issuer>/introspect``.
    :param credential: the verifier credential, or what gives it at each request.
    """

    def __init__(
        self, url: str, credential: Credential, *, transport: httpx.BaseTransport | None = None
    ) -> None:
        self._url = check_url("url", url)
        self._credential = checked_credential(credential)
        self._transport = transport
        self._lock = threading.Lock()
        self._askers: _Askers | None = None

    def ask(self, token: str) -> "Future[bool | UnavailableError]":
        """Whether the token is active, or that nobody can say. The future never fails."""
        with self._lock:
            # A fork takes no thread along, and must not share a connection.
            if self._askers is None or self._askers.process != os.getpid():
                self._askers = _Askers(self._transport)
            return self._askers.threads.submit(self._ask, self._askers.client, token)

    def close(self) -> None:
        """Ends its connections. Asked again, it opens new ones."""
        with self._lock:
            askers, self._askers = self._askers, None
        if askers is not None:
            askers.close()

    def _ask(self, client: httpx.Client, token: str) -> bool | UnavailableError:
        try:
            return self._answer(client, token)
        except UnavailableError as error:
            _log.warning("%s", error)
            return error
        except Exception as error:
            # Only its kind: what others raise may hold what was sent.
            failure = UnavailableError(f"the issuer cannot be asked: {type(error).__name__}")
            _log.warning("%s", failure)
            return failure

    def _answer(self, client: httpx.Client, token: str) -> bool:
        deadline = time.monotonic() + _timeout_seconds
        headers = {"accept": "application/json", "authorization": f"Bearer {self._credential()}"}
        form = {"token": token, "token_type_hint": "access_token"}
        content = b""
        with client.stream("POST", self._url, headers=headers, data=form) as answer:
            if answer.status_code != 200:
                raise UnavailableError(f"the introspection was answered with {answer.status_code}")
            for chunk in answer.iter_bytes():
                content += chunk
                if len(content) > _max_bytes or time.monotonic() > deadline:
                    raise UnavailableError("the answer of the introspection is too long, or too slow")
        return _active(content)


class _Askers:
    """The threads and the connections of one process."""

    def __init__(self, transport: httpx.BaseTransport | None) -> None:
        self.process = os.getpid()
        self.threads = ThreadPoolExecutor(_most_at_once, thread_name_prefix="pawl-introspection")
        self.client = httpx.Client(transport=transport, timeout=_timeout_seconds)

    def close(self) -> None:
        self.threads.shutdown()
        self.client.close()


def _active(content: bytes) -> bool:
    try:
        answer = parse_strict_json(content, _max_json_depth)
    except NotStrictJsonError:
        raise UnavailableError("the introspection was answered with no JSON") from None
    active = answer.get("active") if isinstance(answer, dict) else None
    if not isinstance(active, bool):
        raise UnavailableError("the introspection was answered with something else")
    return active
