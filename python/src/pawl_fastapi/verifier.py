"""The verifier: access tokens in, claims out."""

import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import Any, Protocol

from .check_url import check_url
from .claims import ClaimExpectations, SessionClaims, check_claims, is_over
from .compact_jws import parse_compact_jws
from .errors import SessionError
from .keys import FixedKeys, Keys
from .recent import Recent
from .remote_keys import RemoteKeys
from .steps import Steps, run, run_async
from .verification_key import VerificationKey

_longest_tolerance_seconds = 60.0
_remembered_tokens = 5000


class RevocationSource(Protocol):
    """Who knows which sessions ended before their tokens expire; :class:`RevocationFeed` is one."""

    def settle(self) -> "Future[None] | None":
        """What must be waited for before it can be asked; ``None`` nearly always. Never fails."""

    def is_revoked(self, claims: SessionClaims) -> bool:
        """Whether the session of a verified token has ended. Does no I/O.

        :raises UnavailableError: when it has heard nothing for longer than its policy allows.
        """


class PawlVerifier:
    """Verifies Pawl's access tokens, strictly (RFC 8725, RFC 9068 §4), without asking anyone each time.

    Guarantees what ``docs/other-languages.md`` lists, and agrees with the verifier of every other
    language on the shared vectors. Safe to use from many threads and event loops at once.

    Does not ask whether the user still exists. Without ``revocations``, a token is good until it
    expires, whatever became of its session.

    :param issuer: the ``iss`` to insist on, compared as it is.
    :param audience: must be the token's ``aud``, or among them.
    :param jwks_url: where the issuer's keys are. By default ``<issuer>/.well-known/jwks.json``.
    :param jwks: the keys themselves, instead of a URL; then nothing is ever fetched.
    :param revocations: a :class:`RevocationFeed`, or a source of your own.
    :param clock_tolerance_seconds: how far clocks may differ; from 0 to 60.
    :param clock: milliseconds since the epoch.
    """

    def __init__(
        self,
        *,
        issuer: str,
        audience: str,
        jwks_url: str | None = None,
        jwks: Mapping[str, Any] | None = None,
        revocations: RevocationSource | None = None,
        clock_tolerance_seconds: float = 5,
        clock: Callable[[], float] = lambda: time.time() * 1000,
    ) -> None:
        check_url("issuer", issuer)
        if not audience:
            raise ValueError("audience must be the name of this API, as the issuer writes it into aud")
        if jwks is not None and jwks_url is not None:
            raise ValueError("give jwks or jwks_url, not both")
        if not 0 <= clock_tolerance_seconds <= _longest_tolerance_seconds:
            raise ValueError("clock_tolerance_seconds must be from 0 to 60")
        self._expected = ClaimExpectations(issuer, audience, clock_tolerance_seconds * 1000)
        self._clock = clock
        self._revocations = revocations
        self._keys: Keys
        if jwks is not None:
            self._keys = FixedKeys(jwks)
        else:
            self._keys = RemoteKeys(
                check_url("jwks_url", jwks_url or f"{issuer.rstrip('/')}/.well-known/jwks.json")
            )
        self._verified: Recent[tuple[SessionClaims, VerificationKey]] = Recent(_remembered_tokens)

    def verify(self, token: str) -> SessionClaims:
        """The claims of a token. Waits in this thread where keys must be fetched, some seconds at most.

        :raises SessionError: ``access_token_invalid``, the same for every reason (ASVS 9.1.1).
        :raises UnavailableError: if nobody can say; never a reason to log anyone out.
        """
        return run(self._steps(token))

    async def verify_async(self, token: str) -> SessionClaims:
        """The same without blocking the event loop."""
        return await run_async(self._steps(token))

    def now_ms(self) -> float:
        """The verifier's clock."""
        return self._clock()

    def _steps(self, token: str) -> Steps[SessionClaims]:
        claims = yield from self._remembered(token)
        if claims is None:
            claims = yield from self._check(token)
        if self._revocations is not None:
            settling = self._revocations.settle()
            if settling is not None:
                yield settling
            if self._revocations.is_revoked(claims):
                raise SessionError("access_token_invalid")
        return claims

    def _remembered(self, token: str) -> Steps[SessionClaims | None]:
        known = self._verified.get(token) if isinstance(token, str) else None
        if known is None:
            return None
        settling = self._keys.settle()
        if settling is not None:
            yield settling
        claims, key = known
        # What was true of its other claims still is; time goes on, and keys go.
        if self._keys.holds(key) and not is_over(claims.exp, self._expected, self._clock()):
            return claims
        self._verified.delete(token)
        return None

    def _check(self, token: str) -> Steps[SessionClaims]:
        jws = parse_compact_jws(token)
        key = None if jws is None else (yield from self._keys.find(jws.kid))
        if jws is None or key is None or not jws.is_signed_by(key):
            raise SessionError("access_token_invalid")
        claims = check_claims(jws.parsed_payload(), self._expected, self._clock())
        if claims is None:
            raise SessionError("access_token_invalid")
        self._verified.set(token, (claims, key))
        return claims
