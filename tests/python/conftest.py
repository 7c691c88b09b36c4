"""What several tests need."""

import signal
import threading
import time

import pytest


@pytest.fixture
def seconds_to_stop():
    """Calls work, sends it Ctrl-C from another thread, and says how long it took to stop: the thread
    proves that the call holds no lock on Python."""

    def stop(after, work):
        sent = []

        def interrupt():
            sent.append(time.monotonic())
            signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)

        timer = threading.Timer(after, interrupt)
        timer.start()
        with pytest.raises(KeyboardInterrupt):
            work()
        stopped = time.monotonic()
        timer.join()
        return stopped - sent[0]

    return stop
