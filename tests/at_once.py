"""Several at the same moment, each in a thread and on a connection of its own."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from threading import Barrier, BrokenBarrierError, Thread

from django.db import connection


class Meeting:
    """Where each of `number` waits for the others, once; in vain where one's transaction keeps them out."""

    def __init__(self, number: int = 2):
        self._gate = Barrier(number)

    def wait(self, *_args) -> None:
        with suppress(BrokenBarrierError):
            self._gate.wait(timeout=1)  # second


def at_once(*acts: Callable) -> list:
    """What each of these returned, or the exception that it ended with, in their order."""
    said: list = [None] * len(acts)

    def do(number: int, act: Callable) -> None:
        try:
            said[number] = act()
        except Exception as error:  # whoever asks judges it
            said[number] = error
        finally:
            connection.close()

    threads = [Thread(target=do, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said
