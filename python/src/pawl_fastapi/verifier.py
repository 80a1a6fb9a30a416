"""The verifier: access tokens in, claims out."""

import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import Any, Literal, Protocol

from .check_url import check_url
from .claims import ClaimExpectations, SessionClaims, check_claims, is_over
from .compact_jws import parse_compact_jws
from .errors import SessionError, UnavailableError
from .keys import FixedKeys, Keys
from .recent import Recent
from .remote_keys import RemoteKeys
from .steps import Steps, run, run_async
from .verification_key import VerificationKey

RevocationCheck = Literal["feed", "strict", "none"]
"""How a token's revocation is looked at. ``feed``: against what the revocation source has heard, without
I/O. ``strict``: by asking the issuer, once a request. ``none``: not at all."""

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


class Introspector(Protocol):
    """Who can ask the issuer about a token; :class:`Introspection` is one."""

    def ask(self, token: str) -> "Future[bool | UnavailableError]":
        """Whether it is active now, or that nobody can say. The future never fails."""


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
    :param introspect: an :class:`Introspection`, for what is verified with ``revocation="strict"``.
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
        introspect: Introspector | None = None,
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
        self._introspect = introspect
        self._keys: Keys
        if jwks is not None:
            self._keys = FixedKeys(jwks)
        else:
            self._keys = RemoteKeys(
                check_url("jwks_url", jwks_url or f"{issuer.rstrip('/')}/.well-known/jwks.json")
            )
        self._verified: Recent[tuple[SessionClaims, VerificationKey]] = Recent(_remembered_tokens)

    def verify(self, token: str, *, revocation: RevocationCheck | None = None) -> SessionClaims:
        """The claims of a token. Waits in this thread where keys must be fetched or the issuer asked, some
        seconds at most.

        :param revocation: by default ``feed`` with a revocation source, else ``none``.
        :raises SessionError: ``access_token_invalid``, the same for every reason (ASVS 9.1.1).
        :raises UnavailableError: if nobody can say; never a reason to log anyone out.
        """
        return run(self._steps(token, self.checked_revocation(revocation)))

    async def verify_async(self, token: str, *, revocation: RevocationCheck | None = None) -> SessionClaims:
        """The same without blocking the event loop."""
        return await run_async(self._steps(token, self.checked_revocation(revocation)))

    def checked_revocation(self, revocation: RevocationCheck | None) -> RevocationCheck:
        """What is done by default, or what is asked for if it can be.

        :raises ValueError: that says what the verifier needs for it.
        """
        if revocation is None:
            return "none" if self._revocations is None else "feed"
        needs = {
            "feed": ("revocations", self._revocations),
            "strict": ("introspect", self._introspect),
            "none": ("nothing", self),
        }
        if revocation not in needs:
            raise ValueError('revocation must be "feed", "strict" or "none"')
        option, given = needs[revocation]
        if given is None:
            raise ValueError(f"revocation cannot be {revocation} here: give PawlVerifier {option}")
        return revocation

    def now_ms(self) -> float:
        """The verifier's clock."""
        return self._clock()

    def _steps(self, token: str, revocation: RevocationCheck) -> Steps[SessionClaims]:
        claims = yield from self._remembered(token)
        if claims is None:
            claims = yield from self._check(token)
        if (yield from self._is_revoked(token, claims, revocation)):
            raise SessionError("access_token_invalid")
        return claims

    def _is_revoked(self, token: str, claims: SessionClaims, by: RevocationCheck) -> Steps[bool]:
        if by == "strict" and self._introspect is not None:
            asked = self._introspect.ask(token)
            yield asked
            answer = asked.result()
            if isinstance(answer, UnavailableError):
                raise answer
            return answer is not True
        if by == "none" or self._revocations is None:
            return False
        settling = self._revocations.settle()
        if settling is not None:
            yield settling
        return self._revocations.is_revoked(claims)

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
