"""Serves answers that were made before, so that a browser shows them: no view runs and no database is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders

SCRIPT = re.compile(rb'<script[^>]* src="(/[^"]*)"')
KINDS = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}


class Stage(ThreadingHTTPServer):
    """A page stands where it was asked, with the scripts that views make; the site's files stand at theirs."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.address = f"http://localhost:{self.server_port}"
        self.shown: dict[str, tuple[dict, bytes]] = {}

    def show(self, path: str, response, client) -> str:
        """Put this answer where it was asked, alone, and what `client` gets as its scripts; returns where."""
        self.shown = {path: self._kept(response)}
        for script in map(bytes.decode, SCRIPT.findall(response.getvalue())):
            if not script.startswith(settings.STATIC_URL):
                self.shown[script] = self._kept(client.get(script))
        return self.address + path

    @staticmethod
    def _kept(response) -> tuple[dict, bytes]:
        headers = {
            name: value for name, value in response.headers.items() if name != "Content-Length"
        }
        return headers, response.getvalue()

    def answer_to(self, path: str) -> tuple[int, dict, bytes]:
        """Status, headers and body."""
        if path in self.shown:
            return 200, *self.shown[path]
        name = urlsplit(path).path
        file = name.startswith(settings.STATIC_URL) and finders.find(
            name[len(settings.STATIC_URL) :]
        )
        if not file:
            return 404, {}, b""
        kind = KINDS.get(Path(file).suffix, "application/octet-stream")
        # Kept by the browser: the next page has the same ones.
        return 200, {"Content-Type": kind, "Cache-Control": "max-age=3600"}, Path(file).read_bytes()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Stage

    def do_GET(self) -> None:
        status, headers, body = self.server.answer_to(self.path)
        self.send_response(status)
        for name, value in (headers | {"Content-Length": len(body)}).items():
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        """What a script of the page sends does nothing here."""
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_arguments) -> None:
        """Nobody reads it."""


@contextmanager
def opened_stage() -> Iterator[Stage]:
    """A stage that serves until it is left."""
    with Stage() as stage:
        Thread(target=stage.serve_forever, daemon=True).start()
        try:
            yield stage
        finally:
            stage.shutdown()
