"""A token taken apart."""

from dataclasses import dataclass

from . import base64url
from .strict_json import NotStrictJsonError, parse_strict_json
from .verification_key import VerificationKey, is_key_id, is_supported

max_token_length = 4096
"""Longer tokens are refused unread."""
_max_header_length = 1366
"""1 KiB of header, in base64url."""
_max_json_depth = 8

_refused_members = ("jwk", "jku", "x5u", "x5c", "crit", "b64", "zip", "enc")
"""They would bring a key along, or change what a signature or a payload is: no token of ours has them."""


@dataclass(frozen=True)
class CompactJws:
    """Nothing of it is to be believed before its signature was checked."""

    alg: str
    kid: str
    signed: bytes
    payload: bytes
    signature: bytes

    def is_signed_by(self, key: VerificationKey) -> bool:
        """Whether the key signed it, under the one algorithm that the key is for (RFC 8725 §3.1)."""
        return self.alg == key.alg and key.has_signed(self.signed, self.signature)

    def parsed_payload(self) -> object:
        """The payload's value, or ``None`` if it is no strict JSON."""
        return _parsed(self.payload)


def parse_compact_jws(token: str) -> CompactJws | None:
    """Takes a compact JWS apart, strictly (RFC 7515 §4, RFC 8725 §3); ``None`` for anything else.

    Guarantees: size before decoding; exactly three canonical base64url segments; one JSON object as
    header; ``alg`` and ``typ`` from a list, compared as they are; no ``jwk``, ``jku``, ``x5u`` and
    ``x5c``, no ``crit`` and ``b64``. Says nothing about the payload.
    """
    # A caller without types may bring nothing at all.
    if not isinstance(token, str) or len(token) > max_token_length:
        return None
    segments = token.split(".")
    if len(segments) != 3 or len(segments[0]) > _max_header_length:
        return None
    header, payload, signature = (base64url.decode(segment) for segment in segments)
    if header is None or payload is None or signature is None:
        return None
    names = _read_header(header)
    if names is None:
        return None
    # All of it is ASCII by now.
    signed = f"{segments[0]}.{segments[1]}".encode("ascii")
    return CompactJws(*names, signed, payload, signature)


def _read_header(encoded: bytes) -> tuple[str, str] | None:
    header = _parsed(encoded)
    if not isinstance(header, dict) or any(name in header for name in _refused_members):
        return None
    alg, typ, kid = header.get("alg"), header.get("typ"), header.get("kid")
    if not is_supported(alg) or typ not in ("at+jwt", "application/at+jwt") or not is_key_id(kid):
        return None
    return str(alg), str(kid)


def _parsed(content: bytes) -> object:
    try:
        return parse_strict_json(content, _max_json_depth)
    except NotStrictJsonError:
        return None
