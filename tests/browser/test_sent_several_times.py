"""A double click makes one thing, also when the server works on both at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page

from accounts.models import AuditRecord, Invitation, User
from sharing.models import (
    ApplicationStep,
    Barrier,
    Concern,
    Entry,
    Introduction,
    Notification,
    Question,
    Status,
)
from tests.factories import approve_outside, make_entry

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.pg_browser]

# The form of a button goes out four times to where the button sends it, and none of them waits for another. As with every form that is
# sent, the page is told so first: what is typed is kept no more.
SEND = """async (button) => {
  button.form.dispatchEvent(new SubmitEvent("submit", { submitter: button, bubbles: true }));
  const address = button.hasAttribute("formaction") ? button.formAction : button.form.action;
  const send = () => fetch(address, { method: "POST", body: new FormData(button.form, button) });
  const answers = await Promise.all([send(), send(), send(), send()]);
  return answers.map((answer) => answer.status);
}"""


@dataclass(frozen=True)
class Sending:
    """Who sends what, and what there is one of afterwards."""

    user: User
    path: str
    button: str
    made: Callable
    filled: dict[str, str] = field(default_factory=dict)
    ticked: tuple[str, ...] = ()

    def send(self, page: Page) -> list[int]:
        page.goto(self.path)
        for label, text in self.filled.items():
            page.get_by_label(label, exact=True).fill(text)
        for label in self.ticked:
            page.get_by_label(label).first.check()
        return page.get_by_role("button", name=self.button).evaluate(SEND)


def at(entry: Entry, page: str) -> str:
    return f"/entries/{entry.public_id}/-/{page}/"


@pytest.fixture
def lesson(cleo) -> Entry:
    return make_entry(cleo, home="energy")


def new_lesson(ada, **_cast) -> Sending:
    where = "/entries/new/?kind=lesson"
    return Sending(ada, where, "Save draft", Entry.objects.count, {"Title": "Only one of these"})


def ask_for_review(ada, cleo, **_cast) -> Sending:
    draft = make_entry(ada, status=Status.DRAFT)
    made = Notification.objects.filter(user=cleo, kind="review_asked").count
    return Sending(ada, at(draft, "submit"), "Ask for review", made, ticked=("Cleo",))


def publish(ada, ben, cleo, **_cast) -> Sending:
    entry = make_entry(ada, status=Status.IN_REVIEW)
    approve_outside(entry, cleo)
    made = AuditRecord.objects.filter(verb="published").count
    return Sending(ben, at(entry, "review"), "Publish", made)


def apply(ada, lesson, **_cast) -> Sending:
    made = ApplicationStep.objects.count
    return Sending(ada, at(lesson, "application"), "Record it", made, ticked=("Piloting",))


def worry(ada, lesson, **_cast) -> Sending:
    made = Concern.objects.count
    filled = {"What worries you?": "A street can be recognised."}
    return Sending(ada, at(lesson, "concern"), "Report it", made, filled)


def barrier(ada, **_cast) -> Sending:
    filled = {
        "What stands in the way?": "No legal basis to share a list of alarms",
        "What goes wrong because of it?": "Each ward makes its own list.",
    }
    made = Barrier.objects.count
    where = "/barriers/new/"
    return Sending(ada, where, "Report this barrier", made, filled, ("Legal", "Government"))


def question(ada, **_cast) -> Sending:
    filled = {
        "What would you like to know?": "Who rehearsed a night without screens?",
        "What is it for?": "We practise an outage of the patient record.",
    }
    return Sending(ada, "/wanted/-/ask/", "Ask it", Question.objects.count, filled)


def talk(ada, cleo, **_cast) -> Sending:
    where = f"/people/{cleo.public_id}/talk/"
    return Sending(
        ada,
        where,
        "Ask for",
        Introduction.objects.count,
        {"What would you like to talk about?": "How did it go?"},
    )


def invitation(eva, **_cast) -> Sending:
    filled = {"E-mail address of their work": "new@hospital.example"}
    made = Invitation.objects.count
    return Sending(eva, "/invitations/", "Send the invitation", made, filled)


@pytest.mark.parametrize(
    "what",
    [new_lesson, ask_for_review, publish, apply, worry, barrier, question, talk, invitation],
    ids=lambda what: what.__name__,
)
def test_what_is_sent_four_times_at_once_is_there_once(
    what, window_of, ada, ben, cleo, eva, hospital, lesson
):
    before = Entry.objects.count()
    sending = what(ada=ada, ben=ben, cleo=cleo, eva=eva, lesson=lesson)
    kept = before if sending.made == Entry.objects.count else 0
    assert sending.made() == kept
    assert max(sending.send(window_of(sending.user))) < 400
    assert sending.made() == kept + 1
