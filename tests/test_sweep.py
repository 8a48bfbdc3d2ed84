"""The sweep: every step is tried, whatever the others do."""

import pytest
from django.core.management import CommandError, call_command

from sharing import tasks

pytestmark = pytest.mark.django_db


def test_doing_it_twice_changes_nothing():
    tasks.run_steps()
    assert tasks.run_steps()["search index"] == "0"


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
