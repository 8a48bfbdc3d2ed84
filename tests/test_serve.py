"""`bin/serve`, which `make run` starts: what it refuses, and that it leaves nothing behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

SERVE = Path(__file__).resolve().parent.parent / "bin/serve"

# A house with two sleepers in it, one of which has a child of its own.
HOUSE = """
import runpy
serve = runpy.run_path({serve!r})
house = serve["House"]()
serve["end_when_told"](house)
sleeper = "sleep {seconds} & wait"
for name in ("site", "worker"):
    house.start(name, ["sh", "-c", sleeper])
print("ready", flush=True)
serve["watch"](house)
"""


def serve(**environment):
    return subprocess.run(
        [sys.executable, SERVE],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


def sleepers(seconds: str) -> list[int]:
    """The processes of one test, known by how long they mean to sleep."""
    found = subprocess.run(["pgrep", "-f", f"sleep {seconds}"], capture_output=True, text=True)
    return [int(line) for line in found.stdout.split()]


def gone(seconds: str) -> bool:
    deadline = time.monotonic() + 15
    while sleepers(seconds) and time.monotonic() < deadline:
        time.sleep(0.1)
    return not sleepers(seconds)


@pytest.fixture
def house(tmp_path):
    """Starts a house by `make`'s way: a parent that waits for it; returns parent and sleep time."""
    seconds = f"{3000 + os.getpid() % 1000}.{time.monotonic_ns() % 10**6}"
    script = tmp_path / "house.py"
    script.write_text(HOUSE.format(serve=str(SERVE), seconds=seconds))
    parent = subprocess.Popen(
        ["sh", "-c", f"{sys.executable} {script} --end-with-parent; true"],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert parent.stdout.readline() == "ready\n"
    yield parent, seconds
    for left in sleepers(seconds):
        os.kill(left, signal.SIGKILL)
    parent.kill()
    parent.wait()
    parent.stdout.close()


def test_a_port_that_is_taken_is_said_with_a_way_out():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = serve(PORT=port)
    assert done.returncode == 1
    assert done.stderr.startswith(f"Port {port} is not to be had")
    assert "PORT=8001 make run" in done.stderr


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1"])
def test_a_port_that_is_none_is_said(port):
    done = serve(PORT=port)
    assert done.returncode == 1
    assert "PORT is a number" in done.stderr


def test_ctrl_c_ends_everything(house):
    parent, seconds = house
    assert len(sleepers(seconds)) >= 2
    os.killpg(parent.pid, signal.SIGINT)
    assert gone(seconds)


@pytest.mark.skipif(sys.platform != "linux", reason="asks the kernel of Linux")
def test_killing_the_parent_leaves_nothing_behind(house):
    parent, seconds = house
    parent.kill()
    assert gone(seconds)
