"""A strict reader of ``WWW-Authenticate`` (RFC 9110 §11.6.1), for one Bearer challenge with quoted values."""

import re

_parameter = re.compile(r'([a-z_]+)="([\x20\x21\x23-\x5b\x5d-\x7e]*)"(?:, |$)')


def parsed_challenge(header: str) -> dict[str, str]:
    scheme, _, parameters = header.partition(" ")
    assert scheme == "Bearer"
    assert "".join(match[0] for match in _parameter.finditer(parameters)) == parameters
    found = _parameter.findall(parameters)
    assert len(dict(found)) == len(found)
    return dict(found)
