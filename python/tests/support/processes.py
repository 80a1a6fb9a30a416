"""The programs that tests start: Node, ``pawl serve`` and an API under uvicorn, each on a port of its own."""

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from support.vectors import repository
from support.wait import until

node = repository / "node_modules/.bin/node"
_pawl = repository / "packages/pawl/dist/cli/main.js"


class Output:
    """What a process has written so far, both streams together."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self._lines: list[str] = []
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        self._lines.extend(self._process.stdout or ())

    def find(self, pattern: str) -> str:
        """The group of the first line that matches, once there is one."""

        def look() -> str | None:
            found = re.search(pattern, "".join(self._lines), re.MULTILINE)
            if found is None and self._process.poll() is not None:
                raise AssertionError("it ended:\n" + "".join(self._lines))
            return None if found is None else found[1]

        return until(look) or ""


@contextmanager
def running(command: list[str], env: Mapping[str, str], says: str, cwd: Path) -> Iterator[str]:
    """Starts a program, gives what it says of itself, and ends it."""
    process = subprocess.Popen(
        command,
        cwd=cwd,
        env={**os.environ, **env},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield Output(process).find(says)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()


@contextmanager
def pawl_serve(cwd: Path, *args: str, **env: str) -> Iterator[str]:
    """``pawl serve`` with a store in memory; gives its URL."""
    command = [str(node), str(_pawl), "serve", "--port", "0", "--store", "memory:", *args]
    with running(command, env, r"^pawl listening on (\S+)$", cwd) as url:
        yield url


@contextmanager
def uvicorn(app: str, **env: str) -> Iterator[str]:
    """An application of these tests under uvicorn; gives its URL."""
    tests = Path(__file__).parents[1]
    command = [sys.executable, "-m", "uvicorn", app, "--port", "0", "--no-use-colors"]
    paths = os.pathsep.join(str(path) for path in (tests, tests.parent / "src"))
    with running(command, {"PYTHONPATH": paths, **env}, r"running on (http://\S+)", tests) as url:
        yield url
