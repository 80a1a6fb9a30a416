"""The credential that a verifier shows to its issuer."""

import re
from collections.abc import Callable

Credential = str | Callable[[], str]
"""Itself, or what gives it each time that it is sent."""

_bearer = re.compile(r"[\w\-.~+/]+=*", re.ASCII)


def checked_credential(credential: Credential) -> Callable[[], str]:
    """What gives a credential that can stand in a header (RFC 6750 §2.1).

    A text is checked now, what a function gives each time.

    :raises ValueError: that names the option and the fix, and not the value.
    """
    if isinstance(credential, str):
        fixed = _checked(credential)
        return lambda: fixed
    give = credential
    return lambda: _checked(give())


def _checked(credential: str) -> str:
    if _bearer.fullmatch(credential) is None:
        raise ValueError("credential must be a bearer token: letters, digits and - . _ ~ + /")
    return credential
