"""An issuer's JWKS without a network: answers that the test prepares, and a count of the requests."""

import threading
from collections.abc import Callable
from typing import Any

import httpx

url = "https://app.example/auth/.well-known/jwks.json"


class JwksServer:
    """Answers with :attr:`answer`; holds requests back while :attr:`gate` is shut."""

    def __init__(self, jwks: dict[str, Any]) -> None:
        self.requests: list[httpx.Request] = []
        self.gate = threading.Event()
        self.gate.set()
        self.answer: Callable[[], httpx.Response]
        self.show(jwks)
        self.transport = httpx.MockTransport(self._handle)

    def show(self, jwks: dict[str, Any], **headers: str) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answer = lambda: httpx.Response(200, json=jwks, headers=named)

    def fail(self, answer: Callable[[], httpx.Response]) -> None:
        self.answer = answer

    def _handle(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        assert self.gate.wait(20)
        return self.answer()
