"""Requests to the workspace that owns this process: one JSON object per line, answered by its id."""

import json
import os
import queue
import signal
import threading


class Channel:
    """Reads in a thread of its own, so that an interrupt reaches code that is running."""

    def __init__(self, reading, writing):
        self._reader = os.fdopen(reading, "r", encoding="utf-8", newline="\n")
        self._writer = os.fdopen(writing, "w", encoding="utf-8", newline="\n")
        self._lock = threading.Lock()
        self._answers = {}
        self._next = 0
        self._main = threading.main_thread()
        self.commands = queue.Queue()
        self._running = None
        self._cancelled = set()
        self._turn = threading.Lock()
        threading.Thread(target=self._read, daemon=True).start()

    def send(self, message):
        text = json.dumps(message, ensure_ascii=True)
        with self._lock:
            self._writer.write(text + "\n")
            self._writer.flush()

    def request(self, kind, **fields):
        """Asks the workspace and waits. A refusal comes back as the answer's `error`."""
        with self._lock:
            self._next += 1
            number = self._next
        waiting = queue.Queue()
        self._answers[number] = waiting
        try:
            self.send({"type": "request", "id": number, "kind": kind, **fields})
            while True:
                try:
                    # A wait without an end could not be interrupted everywhere.
                    return waiting.get(timeout=0.5)
                except queue.Empty:
                    continue
        finally:
            self._answers.pop(number, None)

    def begin(self, command):
        """From now on an interrupt means this command. False when it was cancelled before it began."""
        with self._turn:
            if command in self._cancelled:
                return False
            self._running = command
            return True

    def end(self):
        with self._turn:
            self._running = None

    def _read(self):
        for line in self._reader:
            message = json.loads(line)
            if message["type"] == "answer":
                waiting = self._answers.get(message["id"])
                if waiting is not None:
                    waiting.put(message)
            elif message["type"] == "interrupt":
                with self._turn:
                    if self._running == message["command"]:
                        signal.pthread_kill(self._main.ident, signal.SIGINT)
                    else:
                        # It has not begun yet, or is over already.
                        self._cancelled.add(message["command"])
            else:
                self.commands.put(message)
        # The workspace is gone: nobody waits for anything any more.
        os._exit(0)


_current = None


def connect(reading, writing):
    global _current
    _current = Channel(reading, writing)
    return _current


def current():
    if _current is None:
        raise RuntimeError("This Python was not started by a workspace.")
    return _current
