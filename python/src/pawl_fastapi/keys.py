"""Where a verifier finds the issuer's public keys."""

from concurrent.futures import Future
from typing import Protocol

from .key_set import KeySet
from .steps import Steps
from .verification_key import VerificationKey


class Keys(Protocol):
    """What the verifier asks."""

    def settle(self) -> "Future[None] | None":
        """What must be waited for before any key may be used; ``None`` nearly always."""

    def find(self, kid: str) -> Steps[VerificationKey | None]:
        """The key of this name, or ``None`` if the issuer has none.

        :raises UnavailableError: if nobody can say.
        """

    def holds(self, key: VerificationKey) -> bool:
        """Whether this very key is still one of the issuer's."""


class FixedKeys:
    """The keys of a JWKS that the application brings; nothing is ever fetched."""

    def __init__(self, jwks: object) -> None:
        """
        :raises ValueError: for a set that is none, and for each key that would be refused.
        """
        self._keys = KeySet(jwks)
        if self._keys.refused:
            raise self._keys.refused[0]

    def settle(self) -> None:
        return None

    def find(self, kid: str) -> Steps[VerificationKey | None]:
        yield from ()
        return self._keys.find(kid)

    def holds(self, key: VerificationKey) -> bool:
        return self._keys.find(key.kid) == key
