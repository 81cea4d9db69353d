"""A circuit breaker: after a failure nobody waits for the engine until a while has passed; then one call tries."""
import threading
import time


class Breaker:
    """Thread-safe. Closed: all may call. Open: nobody, for `first` seconds, doubled at each failed trial up to `longest`."""

    def __init__(self, first=1.0, longest=30.0, clock=time.monotonic):
        self._first, self._longest, self._clock = first, longest, clock
        self._lock = threading.Lock()
        self._pause = 0.0
        self._until = 0.0
        self._trying = False

    @property
    def closed(self):
        return self._pause == 0.0

    def allows(self):
        """Whether this call may go to the engine. Who is allowed must tell succeeded() or failed()."""
        with self._lock:
            if self.closed:
                return True
            if self._trying or self._clock() < self._until:
                return False
            self._trying = True
            return True

    def succeeded(self):
        with self._lock:
            self._pause, self._trying = 0.0, False

    def failed(self):
        with self._lock:
            if self._pause and not self._trying:
                return  # it was on its way when others failed: one outage is one failure
            self._pause = min(self._pause * 2 or self._first, self._longest)
            self._until = self._clock() + self._pause
            self._trying = False
