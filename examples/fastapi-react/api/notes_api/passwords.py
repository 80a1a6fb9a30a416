"""Passwords, of which only a hash is kept."""

import hashlib
import hmac
import secrets
from base64 import b64decode, b64encode

# What OWASP recommends for scrypt at 16 MiB, since Pawl may ask for 32 logins at once.
_cost, _block_size, _parallelism = 2**14, 8, 5
_memory_limit = 64 * 1024 * 1024

shortest = 12
longest = 256


def _scrypt(password: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    # A browser may send half a character, which UTF-8 has no bytes for.
    content = password.encode("utf-8", "surrogatepass")
    return hashlib.scrypt(content, salt=salt, n=n, r=r, p=p, maxmem=_memory_limit, dklen=32)


def hash_password(password: str) -> str:
    """Salt and hash as a text, with the parameters, so that these can be raised later."""
    salt = secrets.token_bytes(16)
    parts = (_scrypt(password, salt, _cost, _block_size, _parallelism), salt)
    digest, salted = (b64encode(part).decode() for part in parts)
    return f"scrypt${_cost}${_block_size}${_parallelism}${salted}${digest}"


def is_password(password: str, hashed: str) -> bool:
    _, cost, block_size, parallelism, salt, digest = hashed.split("$")
    given = _scrypt(password, b64decode(salt), int(cost), int(block_size), int(parallelism))
    return hmac.compare_digest(given, b64decode(digest))


nobodys = hash_password(secrets.token_hex())
"""Compared with for an unknown e-mail, which then takes as long as a wrong password."""
