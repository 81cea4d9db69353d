"""One request and its answer on a connection: Python's own reader of HTTP costs more than the engine's answer."""

# Of a status line and headers together
MOST_HEAD = 1 << 16


class Broken(OSError):
    """The connection ended, or what came is no HTTP."""


class _Reader:
    def __init__(self, sock):
        self._sock, self._have = sock, b""

    def _more(self):
        got = self._sock.recv(1 << 16)
        if not got:
            raise Broken("the connection was closed")
        self._have += got

    def until(self, end, limit):
        while end not in self._have:
            if len(self._have) > limit:
                raise Broken("too long")
            self._more()
        found, _end, self._have = self._have.partition(end)
        return found

    def exactly(self, length):
        parts, missing = [self._have[:length]], length - len(self._have)
        self._have = self._have[length:]
        while missing > 0:
            got = self._sock.recv(min(missing, 1 << 20))
            if not got:
                raise Broken("the connection was closed")
            parts.append(got)
            missing -= len(got)
        return b"".join(parts)

    def rest(self):
        parts = [self._have, self._sock.recv(1 << 20)]
        while parts[-1]:
            parts.append(self._sock.recv(1 << 20))
        return b"".join(parts)

    def chunks(self):
        parts = []
        while True:
            length = int(self.until(b"\r\n", MOST_HEAD).partition(b";")[0], 16)
            if length == 0:
                while self.until(b"\r\n", MOST_HEAD):
                    pass
                return b"".join(parts)
            parts.append(self.exactly(length))
            self.exactly(2)


def exchange(sock, host, path, body, headers):
    """(status, content, whether the connection can be used again) of a POST. Raises OSError."""
    lines = ["POST %s HTTP/1.1" % path, "Host: %s" % host, "Content-Length: %d" % len(body)]
    lines += ["%s: %s" % pair for pair in headers.items()]
    sock.sendall(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + body)
    reader = _Reader(sock)
    try:
        while True:
            first, *rest = reader.until(b"\r\n\r\n", MOST_HEAD).decode("latin-1").split("\r\n")
            version, status = first.split(" ", 2)[:2]
            if not version.startswith("HTTP/1.") or not status.isdigit():
                raise Broken("no HTTP")
            if not status.startswith("1"):
                break
        fields = {name.strip().lower(): value.strip() for name, _colon, value in (line.partition(":") for line in rest)}
        keeps = fields.get("connection", "keep-alive" if version == "HTTP/1.1" else "close").lower() == "keep-alive"
        if fields.get("transfer-encoding", "identity").lower() != "identity":
            content = reader.chunks()
        elif "content-length" in fields:
            content = reader.exactly(int(fields["content-length"]))
        else:
            content, keeps = reader.rest(), False
    except ValueError as error:
        raise Broken("no HTTP") from error
    return int(status), content, keeps
