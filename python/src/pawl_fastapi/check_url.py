"""The URLs that keys, revocations and credentials may travel by."""

import re
from urllib.parse import urlsplit

_loopback = re.compile(r"localhost|.*\.localhost|127\.\d+\.\d+\.\d+|::1")


def check_url(option: str, value: str) -> str:
    """The URL, if it is https, or http to this machine.

    :raises ValueError: that names the option and the fix, and not the value.
    """
    try:
        parts = urlsplit(value)
        host, _port = parts.hostname, parts.port
    except ValueError:
        parts, host = urlsplit(""), None
    if parts.scheme not in ("http", "https") or not host or parts.username is not None:
        raise ValueError(f"{option} must be an absolute URL without a user, such as https://app.example/auth")
    if parts.scheme == "http" and _loopback.fullmatch(host) is None:
        raise ValueError(f"{option} must use https, since {host} is not this machine")
    return value
