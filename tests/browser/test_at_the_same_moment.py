"""Two people or two windows do the same thing at the same moment: nothing is lost."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import AuditRecord, Party, Role
from sharing.models import Status
from tests.factories import make_entry, make_organisation, make_user
from tests.sharing.doing.raising import report

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.pg_browser]


def press_together(*buttons) -> None:
    """Press one button in each window; what they send is let go when all of it has been pressed."""
    held = []

    def hold(route):
        is_sending = route.request.is_navigation_request() and route.request.method == "POST"
        held.append(route) if is_sending else route.continue_()

    for button in buttons:
        button.page.route("**/*", hold)
        button.click(no_wait_after=True)
    for _moment in range(500):
        if len(held) == len(buttons):
            break
        buttons[0].page.wait_for_timeout(20)
    assert len(held) == len(buttons)
    for route in held:
        route.continue_()
    for button in buttons:
        button.page.wait_for_load_state()
        button.page.unroute_all(behavior="ignoreErrors")


@pytest.mark.parametrize("turn", range(2))
def test_two_windows_save_one_entry_and_one_of_them_gets_both_texts(window_of, ada, turn):
    draft = make_entry(ada, status=Status.DRAFT, words={"lesson": "As it was."})
    windows, texts = [window_of(ada), window_of(ada)], ["Said in the one.", "Said in the other."]
    for page, text in zip(windows, texts, strict=True):
        page.goto(f"/entries/{draft.public_id}/-/edit/")
        page.get_by_label("Lesson (needed before review)", exact=True).fill(text)
    press_together(*(page.get_by_role("button", name="Save draft") for page in windows))
    for page in windows:
        expect(page.get_by_text(re.compile("^(Saved.|Nothing is lost)$"))).to_be_visible()
    draft.refresh_from_db()
    kept = draft.current_revision.lesson
    assert draft.revisions.count() == 2
    loser = windows[1 - texts.index(kept)]
    expect(loser.get_by_role("heading", name="Nothing is lost")).to_be_visible()
    expect(loser.get_by_label("Your text, to change as you like")).to_have_value(
        next(text for text in texts if text != kept)
    )
    expect(loser.locator(".choose")).to_contain_text(kept)
    loser.get_by_role("button", name="Save this").click()
    expect(loser.get_by_text("Saved.", exact=True)).to_be_visible()
    draft.refresh_from_db()
    assert draft.current_revision.lesson in texts
    assert draft.current_revision.lesson != kept


@pytest.fixture
def ministries(db):
    """Two editors, each of an organisation of the government."""
    return [
        make_user(name, make_organisation(name, "government", Party.GOVERNMENT), health=Role.EDITOR)
        for name in ("ministry", "province")
    ]


@pytest.mark.parametrize("turn", range(2))
def test_two_editors_pick_up_one_barrier_and_one_of_them_is_told_plainly(
    window_of, ada, ministries, turn
):
    barrier = report(ada)
    windows = [window_of(editor) for editor in ministries]
    for page, editor in zip(windows, ministries, strict=True):
        page.goto(f"/barriers/{barrier.public_id}/pick-up/")
        page.get_by_label("First answer").fill(f"We of the {editor.name} look into it.")
        page.get_by_label("Answer before").fill(f"{timezone.localdate() + timedelta(days=30)}")
    press_together(*(page.get_by_role("button", name="Pick it up") for page in windows))
    for page in windows:
        expect(
            page.get_by_text(re.compile("Picked up, in your|Somebody was quicker"))
        ).to_be_visible()
    barrier.refresh_from_db()
    (holder,) = [n for n, one in enumerate(ministries) if one.pk == barrier.picked_up_by_id]
    assert barrier.first_answer == f"We of the {ministries[holder].name} look into it."
    told, other = windows[1 - holder], ministries[1 - holder]
    expect(told.get_by_text("Somebody was quicker.")).to_be_visible()
    expect(told.get_by_label("First answer")).to_have_value(f"We of the {other.name} look into it.")
    assert AuditRecord.objects.filter(verb="picked_up").count() == 1
