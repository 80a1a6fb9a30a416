"""Keys that live as long as a test, and tokens that are really signed."""

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import get_default_algorithms

issuer_url = "https://app.example/auth"
audience = "https://api.example"
now = 2_208_988_800
"""In 2040, so that no real clock is near; in seconds."""

_names = {"ES256": "ES256", "Ed25519": "EdDSA", "RS256": "RS256"}

honest_claims: Mapping[str, Any] = {
    "iss": issuer_url,
    "sub": "usr_ada",
    "aud": audience,
    "client_id": "web",
    "iat": now,
    "exp": now + 1800,
    "jti": "A" * 22,
    "sid": "B" * 22,
    "gen": 3,
    "auth_time": now - 60,
    "amr": ["pwd"],
}


def base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _public_members(public: Any) -> dict[str, str]:
    """What its thumbprint is made of (RFC 7638 §3.2, RFC 8037 §2), each number in its full length."""
    if isinstance(public, ed25519.Ed25519PublicKey):
        raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        return {"kty": "OKP", "crv": "Ed25519", "x": base64url(raw)}
    numbers = public.public_numbers()
    if isinstance(numbers, rsa.RSAPublicNumbers):
        return {
            "kty": "RSA",
            "n": base64url(numbers.n.to_bytes(256, "big")),
            "e": base64url(numbers.e.to_bytes(3, "big")),
        }
    x, y = (base64url(number.to_bytes(32, "big")) for number in (numbers.x, numbers.y))
    return {"kty": "EC", "crv": "P-256", "x": x, "y": y}


class Key:
    """A key pair, and its public half as a JWKS shows it."""

    def __init__(self, alg: str = "ES256") -> None:
        self.alg = alg
        self._private: Any
        if alg == "ES256":
            self._private = ec.generate_private_key(ec.SECP256R1())
        elif alg == "Ed25519":
            self._private = ed25519.Ed25519PrivateKey.generate()
        else:
            self._private = rsa.generate_private_key(65537, 2048)
        self._algorithm: Any = get_default_algorithms()[_names[alg]]
        members = _public_members(self._private.public_key())
        written = json.dumps(members, separators=(",", ":"), sort_keys=True)
        self.kid = base64url(hashlib.sha256(written.encode()).digest())
        self.jwk: dict[str, Any] = {**members, "kid": self.kid, "alg": alg, "use": "sig"}

    def token(self, **differences: Any) -> str:
        """A token of honest claims, but for some."""
        header = {"alg": self.alg, "typ": "at+jwt", "kid": self.kid}
        payload = {**honest_claims, **differences}
        signed = ".".join(base64url(json.dumps(part).encode()) for part in (header, payload))
        return f"{signed}.{base64url(self._algorithm.sign(signed.encode(), self._private))}"


def jwks(*keys: Key) -> dict[str, Any]:
    return {"keys": [key.jwk for key in keys]}
