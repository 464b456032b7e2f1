"""A language model of the tests' own: it says what it is told to say."""

from __future__ import annotations

import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from query.chat.endpoint import Endpoint


@contextmanager
def endpoint(reply, status=200, delay=0.0, key=None):
    """Serve `reply` (bytes, or text that a model says); yields the endpoint and the requests that came in."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            asked.append({"path": self.path, "headers": dict(self.headers), "body": body})
            time.sleep(delay)
            said = reply if isinstance(reply, bytes) else _completion(reply)
            try:
                self.send_response(status)
                self.send_header("content-length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)
            except OSError:
                pass  # the other side had enough

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield Endpoint(f"http://127.0.0.1:{server.server_port}/v1", "fake", timeout=1.0, key=key), asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _completion(text):
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}]}).encode()
