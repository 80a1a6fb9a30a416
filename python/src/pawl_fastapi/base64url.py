"""Base64url as RFC 7515 writes it, read strictly: one text for the same bytes."""

import base64
import re

_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_only_alphabet = re.compile(r"[A-Za-z0-9_-]+")


def is_canonical(text: str) -> bool:
    """Whether this is the one text that encodes its bytes.

    The alphabet only, no padding, no impossible length and no stray bits at the end (RFC 4648 §3.5).
    Without it, one token would have several spellings.
    """
    if _only_alphabet.fullmatch(text) is None:
        return False
    rest = len(text) % 4
    if rest == 0:
        return True
    if rest == 1:
        return False
    # Two characters carry 12 bits for one byte, three carry 18 for two: 4 or 2 bits are left over.
    stray = 0b1111 if rest == 2 else 0b11
    return _alphabet.index(text[-1]) & stray == 0


def decode(text: str) -> bytes | None:
    """The bytes of a canonical text, or ``None``."""
    if not is_canonical(text):
        return None
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
