"""The sweep: every step is tried, whatever the others do."""

import pytest
from django.core.management import CommandError, call_command

from sharing import tasks
from sharing.digests.sending import Ends

pytestmark = pytest.mark.django_db


def test_doing_it_twice_changes_nothing():
    tasks.run_steps()
    said = tasks.run_steps()
    assert said["search index"] == said["marks of yesterday's searches"] == "0"


def test_only_what_was_done_is_told(monkeypatch, capsys):
    ends = Ends({"sent": 2, "empty": 1})
    steps = [("search index", lambda: 0), ("digests", lambda: ends)]
    monkeypatch.setattr(tasks, "STEPS", steps)
    call_command("sweep")
    assert capsys.readouterr().out == "· digests: 1 empty, 2 sent\n"
    monkeypatch.setattr(tasks, "STEPS", [("digests", Ends)])
    call_command("sweep")
    assert capsys.readouterr().out == "· Everything was up to date.\n"


def test_a_step_that_fails_stops_no_other(monkeypatch, caplog, capsys):
    done = []

    def broken():
        raise ValueError("secret title")

    monkeypatch.setattr(tasks, "STEPS", [("first", broken), ("second", lambda: done.append(1))])
    with pytest.raises(CommandError, match="Not every step"):
        call_command("sweep")
    assert done == [1]
    assert "Step first failed" in caplog.text
    assert "secret" not in capsys.readouterr().err


def test_the_queue_keeps_no_words(settings):
    settings.TASKS = {"default": {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend"}}
    kept = tasks.catch_up.enqueue()
    assert (kept.args, kept.kwargs) == ([], {})
    assert kept.return_value["search index"].isdigit()
