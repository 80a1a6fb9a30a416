"""What the API asks of Pawl by itself."""

import httpx
from pawl_fastapi import UnavailableError

from .settings import settings


def end_other_sessions(authorization: str) -> int:
    """Ends all sessions of a user but the one whose access token this is; how many there were.

    Pawl refuses their refresh tokens from now on, and every API their access tokens within a second.

    :param authorization: of the request that wants it, after it was verified.
    :raises UnavailableError: if Pawl did not do it; it can be tried again.
    """
    try:
        # What the machine is told about proxies is not meant for its own ports.
        with httpx.Client(trust_env=False, timeout=5) as pawl:
            answer = pawl.delete(f"{settings.pawl_url}/sessions", headers={"authorization": authorization})
            answer.raise_for_status()
            return int(answer.json()["ended"])
    except httpx.HTTPError:
        # Without the cause, whose message may hold more of the request than a log should.
        raise UnavailableError("Pawl did not end the other sessions") from None
