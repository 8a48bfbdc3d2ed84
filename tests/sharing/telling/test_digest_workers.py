"""Digests by real processes, through a real mail server, also when a worker is killed."""

from __future__ import annotations

import email
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings
from django.db import connection
from django.utils import timezone

from accounts.models import Role
from sharing.models import DigestDelivery, DigestSubscription, Frequency, Level
from tests.factories import make_entry, make_user

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = settings.BASE_DIR


class Postbox:
    """What the mail server took, and what it does when a message comes in."""

    def __init__(self):
        self.messages: list[tuple[str, str]] = []
        self.on_message = lambda: None

    async def handle_DATA(self, server, session, envelope):
        text = envelope.content.decode("utf-8", "replace")
        self.messages += [(to, text) for to in envelope.rcpt_tos]
        self.on_message()
        return "250 taken"

    @property
    def per_member(self) -> Counter:
        return Counter(to for to, _text in self.messages)


@pytest.fixture
def postbox():
    box = Postbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        box.port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    yield box
    controller.stop()


@pytest.fixture
def worker(postbox):
    """Start `manage.py send_digests` in a process of its own, on the database of this test."""
    started = []

    def start() -> subprocess.Popen:
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": database_url(),
            "MAIL_URL": f"smtp://127.0.0.1:{postbox.port}?plain=1",
        }
        process = subprocess.Popen(
            [sys.executable, "manage.py", "send_digests"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def database_url() -> str:
    facts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{facts['NAME']}"
    credentials = f"{facts['USER']}:{facts['PASSWORD']}" if facts["PASSWORD"] else facts["USER"]
    if str(facts["HOST"]).startswith("/"):
        folder = facts["HOST"].replace("/", "%2F")
        port = f":{facts['PORT']}" if facts["PORT"] else ""
        return f"postgresql://{credentials}@{folder}{port}/{facts['NAME']}"
    return f"postgresql://{credentials}@{facts['HOST']}:{facts['PORT'] or 5432}/{facts['NAME']}"


@pytest.fixture
def readers(ada):
    make_entry(ada, level=Level.CLEAR)
    readers = [make_user(f"reader{n}", health=Role.READER) for n in range(6)]
    for reader in readers:
        DigestSubscription.objects.of(reader).choose(Frequency.WEEKLY)
    return readers


def finish(process: subprocess.Popen) -> None:
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 0, output.decode()


def test_a_real_mail_server_gets_one_whole_message_for_each_member(worker, postbox, readers):
    finish(worker())
    assert postbox.per_member == Counter(r.email for r in readers)
    message = email.message_from_string(postbox.messages[0][1])
    assert message["List-Unsubscribe"].strip().startswith("<http")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message.get_content_type() == "multipart/alternative"
    assert DigestDelivery.objects.filter(state="sent").count() == len(readers)


def test_two_workers_at_once_send_each_digest_once(worker, postbox, readers):
    postbox.on_message = lambda: time.sleep(0.05)
    for process in [worker(), worker()]:
        finish(process)
    assert postbox.per_member == Counter(r.email for r in readers)


def test_a_worker_killed_while_sending_leaves_nothing_lost_and_nothing_sent_twice(
    worker, postbox, readers
):
    victim = worker()

    def kill() -> None:
        if len(postbox.messages) == 3:
            os.kill(victim.pid, signal.SIGKILL)
            time.sleep(0.2)

    postbox.on_message = kill
    victim.wait(60)
    assert victim.returncode == -signal.SIGKILL
    assert len(postbox.messages) == 3

    finish(worker())  # the rest goes out; the one in doubt waits for its lease
    assert postbox.per_member == Counter(r.email for r in readers)
    DigestDelivery.objects.filter(state="sending").update(leased_until=timezone.now())
    finish(worker())
    assert postbox.per_member == Counter(r.email for r in readers), "in doubt: not sent again"
    doubtful = DigestDelivery.objects.get(state="uncertain")

    subscription = DigestSubscription.objects.get(user=doubtful.user)
    assert subscription.covered_until == doubtful.since, "what it told is told again"
    DigestSubscription.objects.filter(pk=subscription.pk).update(
        due_at=timezone.now() - timedelta(seconds=1)
    )
    finish(worker())
    assert postbox.per_member[doubtful.user.email] == 2


def test_a_mail_server_that_is_not_there_loses_nothing(worker, postbox, readers):
    port, postbox.port = postbox.port, 1
    finish(worker())
    assert postbox.messages == []
    assert set(DigestDelivery.objects.values_list("state", flat=True)) == {"building"}
    postbox.port = port
    DigestDelivery.objects.update(leased_until=timezone.now())
    finish(worker())
    assert postbox.per_member == Counter(r.email for r in readers)
