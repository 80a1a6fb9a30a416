"""An issuer's feed that says what the test tells it to say."""

import json
import queue
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

credential = "verifier-credential-of-thirty-two-characters"


def event(name: str, event_id: str | None = None, **members: Any) -> str:
    """One event as it travels."""
    identity = "" if event_id is None else f"id: {event_id}\n"
    return f"event: {name}\n{identity}data: {json.dumps(members)}\n\n"


def snapshot(as_of: int = 1000, event_id: str = "feed.0", **members: Any) -> str:
    """The event that a stream begins with."""
    lists: dict[str, Any] = {"sessions": [], "subjects": [], "keep_ms": 3_662_000}
    return event("snapshot", event_id, id=event_id, as_of=as_of, **{**lists, **members})


class Connection:
    """One request, which is answered with what :meth:`send` is given, until :meth:`end`."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        self.headers = headers
        self.texts: queue.Queue[str | None] = queue.Queue()

    def send(self, *texts: str) -> None:
        for text in texts:
            self.texts.put(text)

    def end(self) -> None:
        self.texts.put(None)


class FeedServer:
    """Each connection waits in :attr:`connections` for the test to take it up."""

    def __init__(self) -> None:
        self.connections: queue.Queue[Connection] = queue.Queue()
        self.refusals: queue.Queue[tuple[int, Mapping[str, str]]] = queue.Queue()
        self.url = ""

    def next(self) -> Connection:
        return self.connections.get(timeout=20)

    def refuse(self, status: int, **headers: str) -> None:
        """The next connection is answered with this alone."""
        self.refusals.put((status, headers))


@contextmanager
def feed_server() -> Iterator[FeedServer]:
    script = FeedServer()
    held: list[Connection] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            connection = Connection({name.lower(): value for name, value in self.headers.items()})
            held.append(connection)
            try:
                status, headers = script.refusals.get_nowait()
            except queue.Empty:
                status, headers = 200, {"content-type": "text/event-stream"}
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            script.connections.put(connection)
            while status == 200 and (text := connection.texts.get()) is not None:
                self.wfile.write(text.encode())

        def log_message(self, *_args: Any) -> None:
            """Says nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, *_args: Any) -> None:
            """Whoever went away is not written to any more."""

    with Server(("127.0.0.1", 0), Handler) as server:
        script.url = f"http://127.0.0.1:{server.server_address[1]}/revocations"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield script
        finally:
            for connection in held:
                connection.end()
            server.shutdown()
            thread.join()
