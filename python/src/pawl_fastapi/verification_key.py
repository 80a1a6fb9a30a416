"""Public keys as a JWKS shows them, and the check of a signature by one of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicNumbers
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from jwt.algorithms import get_default_algorithms

from . import base64url

_private_members = ("d", "p", "q", "dp", "dq", "qi", "oth", "k")
_thumbprint_length = 43
_rsa_bits = range(2048, 4096 + 1)


@dataclass(frozen=True)
class VerificationKey:
    """A public key, good for one algorithm. Two are equal if they are the same key."""

    kid: str
    alg: str
    material: tuple[bytes, ...]
    _public: Any = field(compare=False, repr=False)

    def has_signed(self, content: bytes, signature: bytes) -> bool:
        """Whether the signature is right; a malformed one is wrong, and never an exception."""
        algorithm = _algorithms[self.alg].pyjwt
        try:
            return bool(algorithm.verify(content, self._public, signature))
        except ValueError:
            return False


def is_key_id(value: object) -> bool:
    """Whether it may name a key: RFC 7638 thumbprints of SHA-256 do, and nothing else."""
    return isinstance(value, str) and len(value) == _thumbprint_length and base64url.is_canonical(value)


def is_supported(alg: object) -> bool:
    """Whether it is one of our algorithms, to the letter (RFC 8725 §3.1)."""
    return isinstance(alg, str) and alg in _algorithms


class MalformedKeyError(ValueError):
    """It is not a public key of ours for signatures. The message holds none of its values."""


def read_jwk(jwk: object) -> VerificationKey:
    """Reads one key of a JWKS (RFC 7517 §4). Its ``alg`` is the one thing that it will be used for.

    :raises MalformedKeyError: that says what is wrong with it.
    """
    if not isinstance(jwk, Mapping):
        raise MalformedKeyError("a key must be a JWK: an object")
    if any(name in jwk for name in _private_members):
        raise MalformedKeyError(
            "a key has private members; leave them out, and replace the key: it has been shown"
        )
    kid, alg, uses = jwk.get("kid"), jwk.get("alg"), jwk.get("key_ops", ["verify"])
    algorithm = _algorithms.get(alg) if isinstance(alg, str) else None
    if algorithm is None:
        raise MalformedKeyError(f"a key must have alg {', '.join(_algorithms)}")
    if not is_key_id(kid):
        raise MalformedKeyError("a key must have a kid, its RFC 7638 thumbprint")
    is_for_signatures = jwk.get("use", "sig") == "sig" and isinstance(uses, list) and "verify" in uses
    texts = [jwk.get(name) for name in algorithm.members]
    members = [base64url.decode(text) for text in texts if isinstance(text, str)]
    material = tuple(member for member in members if member is not None)
    is_whole = len(material) == len(texts)
    if not is_for_signatures or not is_whole or not algorithm.fits(jwk.get("kty"), jwk.get("crv")):
        raise MalformedKeyError(f"a key is not what its alg, {alg}, asks for")
    try:
        public = algorithm.load(*material)
    except ValueError:
        raise MalformedKeyError(f"a key is too weak, too large or malformed for {alg}") from None
    return VerificationKey(str(kid), str(alg), material, public)


def _load_es256(x: bytes, y: bytes) -> Any:
    # cryptography refuses a point that is not on the curve.
    point = int.from_bytes(x, "big"), int.from_bytes(y, "big")
    if len(x) != 32 or len(y) != 32:
        raise ValueError("a coordinate of P-256 has 32 bytes")
    return EllipticCurvePublicNumbers(*point, SECP256R1()).public_key()


def _load_rs256(n: bytes, e: bytes) -> Any:
    modulus, exponent = int.from_bytes(n, "big"), int.from_bytes(e, "big")
    # More would let one token cost as much work as a thousand. cryptography looks at the rest.
    if modulus.bit_length() not in _rsa_bits or modulus % 2 == 0 or len(e) > 4:
        raise ValueError("an RSA key has 2048 to 4096 bits")
    if n[0] == 0 or e[0] == 0:
        raise ValueError("a number starts with zeros")
    return RSAPublicNumbers(exponent, modulus).public_key()


@dataclass(frozen=True)
class _Algorithm:
    kty: str
    crv: str | None
    members: tuple[str, ...]
    load: Callable[..., Any]
    pyjwt: Any

    def fits(self, kty: object, crv: object) -> bool:
        return (kty, crv) == (self.kty, self.crv)


_pyjwt = get_default_algorithms()

# PyJWT knows Ed25519 as "EdDSA", which may be Ed448 too; RFC 9864 names the one. What is taken from
# PyJWT is the check of the signature alone, so the name in the header is compared here, exactly.
_algorithms: Mapping[str, _Algorithm] = {
    "ES256": _Algorithm("EC", "P-256", ("x", "y"), _load_es256, _pyjwt["ES256"]),
    "Ed25519": _Algorithm("OKP", "Ed25519", ("x",), Ed25519PublicKey.from_public_bytes, _pyjwt["EdDSA"]),
    "RS256": _Algorithm("RSA", None, ("n", "e"), _load_rs256, _pyjwt["RS256"]),
}
