"""The two ways in which a check ends without a session: denied, and no answer."""

from collections.abc import Mapping

from .codes import Code


class SessionError(Exception):
    """An answer: denied. The message is the code and a detail of our own, never a part of a token."""

    def __init__(
        self,
        code: Code,
        detail: str | None = None,
        challenge: Mapping[str, str] | None = None,
    ) -> None:
        """
        :param challenge: what ``WWW-Authenticate`` says besides, such as the scope that is missing.
        """
        super().__init__(code if detail is None else f"{code}: {detail}")
        self.code: Code = code
        self.detail = detail
        self.challenge = dict(challenge or {})


class UnavailableError(Exception):
    """No answer: no key of the issuer's could be had, revocations were not heard of for too long, or the
    issuer could not be asked.

    Nothing was decided about the token. Over HTTP this is 503 and "try again", never 401, so that
    nobody is logged out by it.
    """

    def __init__(self, what: str, retry_after_seconds: float = 1) -> None:
        super().__init__(what)
        self.retry_after_seconds = retry_after_seconds
