"""The keys of an issuer at one moment."""

from collections.abc import Mapping

from .verification_key import MalformedKeyError, VerificationKey, read_jwk

_max_keys = 100
"""More keys than any issuer has; a bound on what one answer may cost."""


class KeySet:
    """Keys by ``kid``; never changes. Of two with one name the first counts."""

    def __init__(self, jwks: object) -> None:
        """Takes the keys that can be used out of a JWKS (RFC 7517 §5).

        :raises ValueError: for what is no JWKS, or holds no key that can be used.
        """
        keys = jwks.get("keys") if isinstance(jwks, Mapping) else None
        if not isinstance(keys, list) or len(keys) > _max_keys:
            raise ValueError(f"a JWKS must be an object whose keys are a list of at most {_max_keys}")
        self.refused: list[MalformedKeyError] = []
        """Why keys were left out."""
        self._by_kid: dict[str, VerificationKey] = {}
        for jwk in keys:
            try:
                key = read_jwk(jwk)
            except MalformedKeyError as error:
                self.refused.append(error)
            else:
                self._by_kid.setdefault(key.kid, key)
        if not self._by_kid:
            raise ValueError("a JWKS must hold a key that can be used")

    def find(self, kid: str) -> VerificationKey | None:
        """The key of this name, or ``None``."""
        return self._by_kid.get(kid)

    def __len__(self) -> int:
        return len(self._by_kid)
